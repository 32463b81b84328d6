"""Forms of legal publicity: what is typed, as actions take it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.casework.desk.programme_forms import WordedForm, words
from jiceng.kernel.records.names import named
from jiceng.kernel.records.territory import territory
from jiceng.kernel.scope import Actor
from jiceng.outreach.actions.activities import ActivityPlan
from jiceng.outreach.actions.legal import LegalPlan
from jiceng.outreach.models import Lawyer
from jiceng.outreach.queries.activities import open_venues, venue_places
from jiceng.outreach.queries.legal import programmes
from jiceng.outreach.rules.legal import Programme
from jiceng.web.forms import CountyTimeField, PickField, area_options

STATES = [
    ("", N_("全部")), ("held", N_("已举办")), ("published", N_("已发布")),
    ("planned", N_("筹备中")),
]  # fmt: skip


class MomentsForm(WordedForm):
    """When something is held, to the minute, in the county's time."""

    starts_at = CountyTimeField(label=N_("开始时间"))
    ends_at = CountyTimeField(label=N_("结束时间"))
    venue = forms.ChoiceField(label=N_("场所"), required=False)
    area = PickField(label=N_("所在社区（村）"), required=False)
    place = forms.CharField(
        label=N_("地点"), max_length=120, required=False,
        help_text=N_("不在登记的场所举办时填写，写到楼栋或广场。"),
    )  # fmt: skip

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        venue, area = self.fields["venue"], self.fields["area"]
        if isinstance(venue, forms.ChoiceField):
            offered = [(v.number, f"{v.name}（{_area(str(v.area_id))}）") for v in open_venues()]
            venue.choices = [("", _("不在登记的场所")), *offered]
        if isinstance(area, PickField):
            area.offer(area_options(actor, _("按场所所在地")))


class SessionForm(MomentsForm):
    """A session of legal publicity."""

    title = forms.CharField(label=N_("活动名称"), max_length=60)
    programme = forms.ChoiceField(label=N_("年度方案"))
    law = forms.ChoiceField(label=N_("普法内容"))
    place_kind = forms.ChoiceField(
        label=N_("场所类别"), required=False, help_text=N_("选了登记的场所可以不填。")
    )
    speaker = forms.CharField(label=N_("主讲人"), max_length=40, required=False)
    capacity = forms.IntegerField(
        label=N_("可预约人数"), required=False, min_value=1, help_text=N_("不填则无需预约。")
    )
    told = words(N_("活动介绍"), 3, max_length=500, required=False)

    field_order = ("title", "programme", "law", "starts_at", "ends_at", "venue", "area", "place",
                   "place_kind", "speaker", "capacity", "told")  # fmt: skip

    def __init__(self, actor: Actor, now: datetime, *args: Any, **kwargs: Any) -> None:
        super().__init__(actor, *args, **kwargs)
        found = programmes(now)
        _choose(self, "programme", [(p.key, p.name) for p in found])
        _choose(self, "law", _laws(found))
        places = [(key, named(*name)) for key, name in venue_places(now).items()]
        _choose(self, "place_kind", [("", _("按场所")), *places])

    def activity(self) -> ActivityPlan:
        said = self.cleaned_data
        return ActivityPlan(
            "legal", said["title"], said["starts_at"], said["ends_at"], area=said["area"],
            venue=said["venue"], place=said["place"], capacity=said["capacity"],
            told=said["told"],
        )  # fmt: skip

    def given(self) -> LegalPlan:
        said = self.cleaned_data
        return LegalPlan(said["programme"], said["law"], said["place_kind"], said["speaker"])


class DutyForm(MomentsForm):
    """Hours of a lawyer."""

    lawyer = forms.TypedChoiceField(label=N_("值班律师"), coerce=int)
    capacity = forms.IntegerField(label=N_("可预约人数"), min_value=1, max_value=60, initial=6)

    field_order = ("lawyer", "starts_at", "ends_at", "venue", "area", "place", "capacity")

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(actor, *args, **kwargs)
        rows = Lawyer.objects.filter(is_active=True).order_by("office", "pk")
        _choose(self, "lawyer", [(row.pk, f"{row.name}（{row.office}）") for row in rows])

    def activity(self) -> ActivityPlan:
        said = self.cleaned_data
        return ActivityPlan(
            "legal_duty", _("律师值班：法律咨询"), said["starts_at"], said["ends_at"],
            area=said["area"], venue=said["venue"], place=said["place"],
            capacity=said["capacity"],
            told=_("预约后按时到场，咨询免费；事由到场再说，不必在网上填写。"),
        )  # fmt: skip


class LawyerForm(WordedForm):
    """Somebody who takes hours."""

    name = forms.CharField(label=N_("姓名"), max_length=20)
    office = forms.CharField(label=N_("律师事务所或法律援助机构"), max_length=60)
    advises_on = forms.CharField(
        label=N_("擅长的事项"), max_length=120, required=False, help_text=N_("如：劳动、婚姻家庭。")
    )


class ToldForm(WordedForm):
    """What was handed out and asked."""

    materials = forms.IntegerField(label=N_("发放宣传资料（份）"), min_value=0)
    consulted = forms.IntegerField(label=N_("现场咨询（人次）"), min_value=0)


class DisputeForm(WordedForm):
    """A dispute that goes on as a case."""

    text = words(
        N_("纠纷情况"), 4, max_length=2000,
        help_text=N_("写清什么事、在哪里；不写身份证号和与事情无关的个人情况。"),
    )  # fmt: skip
    place = forms.CharField(label=N_("地点"), max_length=120, required=False)
    phone = forms.CharField(
        label=N_("当事人愿意留的电话"), max_length=20, required=False,
        help_text=N_("只用于办理这件事，加密保存，到期删除。"),
    )  # fmt: skip


class YearFilters(WordedForm):
    """Which year, and which town."""

    programme = forms.ChoiceField(label=N_("年度方案"), required=False)
    under = forms.ChoiceField(label=N_("镇"), required=False)

    def __init__(self, now: datetime, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        towns = sorted((a for a in territory().areas.values() if a.level == "town"),
                       key=lambda a: a.path)  # fmt: skip
        _choose(self, "programme", [("", _("本年")), *((p.key, p.name) for p in programmes(now))])
        _choose(self, "under", [("", _("全县")), *((a.code, a.name) for a in towns)])


class Filters(WordedForm):
    """Narrowing of the list of sessions."""

    state = forms.ChoiceField(label=N_("状态"), required=False, choices=STATES)
    place_kind = forms.ChoiceField(label=N_("场所类别"), required=False)
    start = forms.DateField(required=False, widget=forms.HiddenInput)
    end = forms.DateField(required=False, widget=forms.HiddenInput)
    under = forms.CharField(max_length=15, required=False, widget=forms.HiddenInput)

    def __init__(self, now: datetime, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = [(key, named(*name)) for key, name in venue_places(now).items()]
        _choose(self, "place_kind", [("", _("全部")), *places])


def _choose(form: forms.Form, name: str, choices: list[Any]) -> None:
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = choices


def _laws(found: list[Programme]) -> list[tuple[str, str]]:
    """What the programmes make known, each once; the latest year names it."""
    told: dict[str, str] = {}
    for programme in reversed(found):
        told.update(programme.laws)
    return sorted(told.items(), key=lambda pair: pair[1])


def _area(code: str) -> str:
    area = territory().areas.get(code)
    return area.name if area else code
