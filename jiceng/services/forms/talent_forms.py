"""Forms of needs for skills and of offers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.casework.desk.programme_forms import ActForm, WordedForm, day, words
from jiceng.kernel.scope import Actor
from jiceng.services.rules.talent import POSTERS, VISITS, WAYS
from jiceng.web.forms import Choices, PickField, area_options


def _offer_skills(form: forms.Form, skills: Mapping[str, str]) -> None:
    field = form.fields["skill"]
    if isinstance(field, forms.ChoiceField):
        field.choices = list(skills.items())


class NeedForm(WordedForm):
    """A need."""

    poster_kind = forms.ChoiceField(label=N_("需求方类别"), choices=list(POSTERS.items()))
    poster = forms.CharField(label=N_("需求方名称"), max_length=60)
    reached_at = forms.CharField(
        label=N_("需求方办公联系方式"), max_length=60,
        help_text=N_("科室和办公电话；双方都同意以后才告诉对方。"),
    )  # fmt: skip
    title = forms.CharField(label=N_("需要什么人"), max_length=60,
                            help_text=N_("例如：网店运营一名。"))  # fmt: skip
    skill = forms.ChoiceField(label=N_("专长"))
    detail = words(N_("做什么"), 3, max_length=300)
    count = forms.IntegerField(label=N_("人数"), min_value=1, max_value=99, initial=1)
    way = forms.ChoiceField(label=N_("方式"), choices=list(WAYS.items()))
    area = PickField(label=N_("地点"))
    until = day(N_("需要到"))

    def __init__(self, actor: Actor, skills: Mapping[str, str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_skills(self, skills)
        area = self.fields["area"]
        if isinstance(area, PickField):
            area.offer(area_options(actor, _("请选择")))


class OfferForm(WordedForm):
    """An offer, without an account. The platform keeps no identity number and no history."""

    skill = forms.ChoiceField(label=N_("专长"))
    statement = words(
        N_("能做什么、做过什么"), 3, max_length=300,
        help_text=N_("请不要写姓名、电话和证件号码。"),
    )  # fmt: skip
    is_team = forms.BooleanField(label=N_("我们是一个团队"), required=False)
    way = forms.ChoiceField(label=N_("方式"), choices=list(WAYS.items()), initial="either")
    area = forms.ChoiceField(label=N_("愿意去的地方"), required=False)
    free_from = day(N_("从哪天起可以"))
    free_until = day(N_("到哪天为止"), help_text=N_("到期自动结束，最长一年。"))
    name = forms.CharField(label=N_("称呼"), max_length=40, required=False,
                           widget=forms.TextInput({"autocomplete": "name"}))  # fmt: skip
    phone = forms.CharField(
        label=N_("联系电话"), max_length=24,
        widget=forms.TextInput({"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
        help_text=N_("加密保存；双方都同意以后才告诉需求方，结束后按规定删除。"),
    )  # fmt: skip
    has_agreed = forms.BooleanField(
        label=N_("我知道：填写的内容只用于这次对接，结束后按规定删除"), required=False
    )
    token = forms.CharField(widget=forms.HiddenInput, max_length=60)

    def __init__(
        self, skills: Mapping[str, str], areas: Choices, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        _offer_skills(self, skills)
        field = self.fields["area"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("全县都可以")), *areas]


class VisitForm(ActForm):
    """A visit or a talk."""

    kind = forms.ChoiceField(label=N_("形式"), choices=list(VISITS.items()))
    on = day(N_("日期"))
    note = words(N_("谈了什么、下一步"), 2, max_length=300,
                 help_text=N_("请不要写个人姓名和电话。"))  # fmt: skip


class ProposeForm(ActForm):
    """An offer is proposed by one press."""
