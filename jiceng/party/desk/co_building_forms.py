"""Forms of double registration and co-building: what is typed, as actions take it."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.casework.desk.programme_forms import ActForm, WordedForm, day, words
from jiceng.kernel.records.territory import AreaEntry, territory
from jiceng.party.queries.co_building import all_communities
from jiceng.party.rules.co_building import GRADES, KINDS, POSTS, hours_of
from jiceng.party.rules.organisations import SECTORS
from jiceng.web.forms import Choices, PickField, UnitField, drawn

BOXES = forms.CheckboxSelectMultiple
BLANK = ("", N_("请选择"))


class HoursField(forms.CharField):
    """Hours with one decimal at most; what is wrong with the number the rules say."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"inputmode": "decimal", "autocomplete": "off"}
        super().__init__(max_length=8, widget=forms.TextInput(attrs), **kwargs)

    def clean(self, value: Any) -> Decimal:
        text = str(super().clean(value))
        try:
            return hours_of(text)
        except ValueError as error:
            message = _("请填写小时数，最多一位小数，如 2 或 1.5。")
            raise forms.ValidationError(message) from error


def community_choices(listed: Iterable[AreaEntry]) -> Choices:
    """Communities with the town they lie in."""
    areas = territory().areas
    return [(a.code, f"{areas[a.parent].name} {a.name}") for a in listed if a.parent in areas]


class CommunityField(PickField):
    """Any community of the county."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.offer(drawn([("", _(BLANK[1])), *community_choices(all_communities())]))


class UnitReportForm(WordedForm):
    """A unit reports to a community."""

    community = forms.CharField(label=N_("报到社区（村）"))
    offers = words(
        N_("可以提供的力量"), 2, required=False, max_length=300,
        help_text=N_("如专业队伍、场地、车辆。不要填写个人姓名和电话。"),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["community"] = CommunityField(label=_("报到社区（村）"))


class MemberReportForm(WordedForm):
    """A member reports to the community they live in."""

    community = forms.CharField(label=N_("报到社区（村）"))
    posts = forms.MultipleChoiceField(
        label=N_("认领岗位"), choices=list(POSTS.items()), widget=BOXES, required=False
    )
    skills = forms.CharField(
        label=N_("特长"), max_length=200, required=False, help_text=N_("由您自愿填写。")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["community"] = CommunityField(label=_("报到社区（村）"))


class PostsForm(ActForm):
    """A member claims other posts."""

    posts = forms.MultipleChoiceField(
        label=N_("认领岗位"), choices=list(POSTS.items()), widget=BOXES, required=False
    )
    skills = forms.CharField(label=N_("特长"), max_length=200, required=False)


class ServedForm(WordedForm):
    """A day's work of a member."""

    served_on = day(N_("服务日期"))
    post = forms.ChoiceField(label=N_("岗位"), choices=[BLANK, *POSTS.items()])
    work = forms.CharField(label=N_("做了什么"), max_length=120)
    hours = HoursField(label=N_("时长（小时）"))


class ListingForm(WordedForm):
    """What needs and resources share."""

    kind = forms.ChoiceField(label=N_("类别"), choices=[BLANK, *KINDS.items()])
    title = forms.CharField(label=N_("名称"), max_length=120)
    amount = forms.IntegerField(label=N_("数量（次、份）"), min_value=1, max_value=999, initial=1)
    starts_on = day(N_("开始日期"))
    ends_on = day(N_("结束日期"))
    content = words(
        N_("说明"), required=False, max_length=2000,
        help_text=N_("写清做什么、在哪里。不要填写居民姓名、住址和电话。"),
    )  # fmt: skip


class NeedForm(ListingForm):
    """A need of a community."""

    sectors = forms.MultipleChoiceField(
        label=N_("希望由哪类单位承办"), choices=list(SECTORS.items()), widget=BOXES,
        required=False,
    )  # fmt: skip


class ResourceForm(ListingForm):
    """A resource of a unit; for all communities it is registered in unless it names some."""

    sector = forms.ChoiceField(
        label=N_("单位类别"), choices=[BLANK, *SECTORS.items()], required=False
    )
    communities = forms.MultipleChoiceField(
        label=N_("只面向这些社区（村）"), widget=BOXES, required=False
    )

    def __init__(self, listed: Iterable[AreaEntry], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["communities"]
        if isinstance(field, forms.ChoiceField):
            field.choices = community_choices(listed)
        if not field.choices:  # type: ignore[attr-defined]  # every choice field has them
            del self.fields["communities"]


class ProposalForm(WordedForm):
    """A project as one side proposes it."""

    title = forms.CharField(label=N_("项目名称"), max_length=120)
    amount = forms.IntegerField(label=N_("数量（次、份）"), min_value=1, max_value=999, initial=1)
    starts_on = day(N_("开始日期"))
    ends_on = day(N_("承诺完成日期"))
    content = words(N_("做什么"), 2, required=False, max_length=2000)


class InvitationForm(ProposalForm):
    """A community invites a unit to meet a need."""

    unit = forms.ChoiceField(label=N_("邀请单位"))
    resource = forms.CharField(widget=forms.HiddenInput, required=False)
    field_order = ("unit", "title", "amount", "starts_on", "ends_on", "content")

    def __init__(self, units: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _(BLANK[1])), *units]


class TakingForm(ProposalForm):
    """A unit offers to meet a need, or proposes something of its own."""

    resource = forms.ChoiceField(label=N_("用哪项资源"), required=False)
    field_order = ("title", "resource", "amount", "starts_on", "ends_on", "content")

    def __init__(self, resources: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["resource"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("不对应资源清单")), *resources]


class OwnProposalForm(TakingForm):
    """A unit proposes something of its own to a community it is registered in."""

    community = forms.ChoiceField(label=N_("社区（村）"))
    kind = forms.ChoiceField(label=N_("类别"), choices=[BLANK, *KINDS.items()])

    def __init__(self, listed: Iterable[AreaEntry], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["community"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _(BLANK[1])), *community_choices(listed)]
        self.order_fields(("community", "kind", *self.field_order))


class DeliveryForm(ActForm):
    """A unit reports that a project is done."""

    result = words(N_("完成情况"), max_length=2000)
    delivered_on = day(N_("完成日期"))
    people = forms.IntegerField(label=N_("参加人数"), initial=1)
    hours = HoursField(
        label=N_("服务时长（小时）"), help_text=N_("所有参加人员合计，只在这里登记一次。")
    )


class GradeForm(ActForm):
    """A community evaluates a project."""

    grade = forms.ChoiceField(
        label=N_("评价等次"), choices=list(GRADES.items()), widget=forms.RadioSelect
    )
    words = words(N_("评语"), 2, required=False, max_length=300)


class YearGradeForm(GradeForm):
    """A community evaluates a unit's work in a year."""

    year = forms.IntegerField(label=N_("年度"), min_value=2000, max_value=2100)
    field_order = ("year", "grade", "words")


class WishForm(WordedForm):
    """A wish, without whoever has it."""

    text = words(
        N_("心愿内容"), max_length=300,
        help_text=N_("只写心愿本身。姓名、住址、电话由社区另行掌握，不录入系统。"),
    )  # fmt: skip


class ClaimForm(ActForm):
    """A unit, or the member who is signed in, claims a wish."""

    unit = forms.CharField(widget=forms.HiddenInput, required=False)


class AllianceForm(WordedForm):
    """An alliance is founded."""

    name = forms.CharField(label=N_("联盟名称"), max_length=80)
    founded_on = day(N_("成立日期"))


class JoinForm(ActForm):
    """A unit joins an alliance."""

    unit = UnitField(label=N_("单位"), max_length=80)


class LeaveForm(ActForm):
    """A unit leaves an alliance."""

    unit = forms.CharField(widget=forms.HiddenInput)


class CouncilForm(ActForm):
    """A council meeting and what it decided."""

    held_on = day(N_("召开日期"))
    topics = forms.CharField(label=N_("议题"), max_length=300)
    decisions = words(N_("议定事项"), required=False, max_length=2000)


class PlanForm(ActForm):
    """An item of the yearly plan."""

    text = forms.CharField(label=N_("计划事项"), max_length=200)
    unit = UnitField(label=N_("责任单位"), max_length=80)
    due_on = day(N_("完成日期"))


class FinishForm(ActForm):
    """An item of the plan is done."""

    item = forms.IntegerField(widget=forms.HiddenInput)
    note = forms.CharField(label=N_("依据"), max_length=200, required=False)
