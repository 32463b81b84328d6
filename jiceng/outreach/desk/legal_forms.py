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
from jiceng.outreach.desk.activity_forms import ActivityForm, choose
from jiceng.outreach.models import Lawyer
from jiceng.outreach.queries.activities import venue_places
from jiceng.outreach.queries.legal import programmes
from jiceng.outreach.rules.legal import Programme

STATES = [
    ("", N_("全部")), ("held", N_("已举办")), ("published", N_("已发布")),
    ("planned", N_("筹备中")),
]  # fmt: skip


class SessionForm(ActivityForm):
    """A session of legal publicity: an activity, and what it makes known where."""

    programme = forms.ChoiceField(label=N_("年度方案"))
    law = forms.ChoiceField(label=N_("普法内容"))
    place_kind = forms.ChoiceField(
        label=N_("场所类别"), required=False, help_text=N_("选了登记的场所可以不填。")
    )
    speaker = forms.CharField(label=N_("主讲人"), max_length=40, required=False)

    field_order = ("title", "programme", "law", "starts_at", "ends_at", "venue", "area", "place",
                   "place_kind", "speaker", "capacity", "told")  # fmt: skip

    def __init__(self, actor: Actor, now: datetime, *args: Any, **kwargs: Any) -> None:
        super().__init__(actor, now, *args, **kwargs)
        self.fields.pop("kind")
        found = programmes(now)
        choose(self.fields["programme"], [(p.key, p.name) for p in found])
        choose(self.fields["law"], _laws(found))
        choose(self.fields["place_kind"], [("", _("按场所")), *_places(now)])

    def both(self) -> tuple[ActivityPlan, LegalPlan]:
        """The activity, and what makes it legal publicity."""
        said = dict(self.cleaned_data)
        legal = {name: said.pop(name) for name in ("programme", "law", "place_kind", "speaker")}
        return ActivityPlan(kind="legal", **said), LegalPlan(**legal)


class DutyForm(ActivityForm):
    """Hours of a lawyer: an activity whose bookings are appointments."""

    lawyer = forms.TypedChoiceField(label=N_("值班律师"), coerce=int)
    capacity = forms.IntegerField(label=N_("可预约人数"), min_value=1, max_value=60, initial=6)

    field_order = ("lawyer", "starts_at", "ends_at", "venue", "area", "place", "capacity", "unit")

    def __init__(self, actor: Actor, now: datetime, *args: Any, **kwargs: Any) -> None:
        super().__init__(actor, now, *args, **kwargs)
        for name in ("kind", "title", "told", "is_public"):
            self.fields.pop(name)
        rows = Lawyer.objects.filter(is_active=True).order_by("office", "pk")
        choose(
            self.fields["lawyer"], [(str(row.pk), f"{row.name}（{row.office}）") for row in rows]
        )

    def activity(self) -> ActivityPlan:
        said = {k: v for k, v in self.cleaned_data.items() if k != "lawyer"}
        told = _("预约后按时到场，咨询免费；事由到场再说，不必在网上填写。")
        return ActivityPlan(kind="legal_duty", title=_("律师值班：法律咨询"), told=told, **said)


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
        choose(
            self.fields["programme"], [("", _("本年")), *((p.key, p.name) for p in programmes(now))]
        )
        choose(self.fields["under"], [("", _("全县")), *((a.code, a.name) for a in towns)])


class Filters(WordedForm):
    """Narrowing of the list of sessions."""

    state = forms.ChoiceField(label=N_("状态"), required=False, choices=STATES)
    place_kind = forms.ChoiceField(label=N_("场所类别"), required=False)
    start = forms.DateField(required=False, widget=forms.HiddenInput)
    end = forms.DateField(required=False, widget=forms.HiddenInput)
    under = forms.CharField(max_length=15, required=False, widget=forms.HiddenInput)

    def __init__(self, now: datetime, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self.fields["place_kind"], [("", _("全部")), *_places(now)])


def _laws(found: list[Programme]) -> list[tuple[str, str]]:
    """What the programmes make known, each once; the latest year names it."""
    told: dict[str, str] = {}
    for programme in reversed(found):
        told.update(programme.laws)
    return sorted(told.items(), key=lambda pair: pair[1])


def _places(now: datetime) -> list[tuple[str, str]]:
    return [(key, named(*name)) for key, name in venue_places(now).items()]
