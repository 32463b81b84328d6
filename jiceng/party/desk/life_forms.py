"""Forms of organisational life: what is typed or tapped, as actions take it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.casework.desk.programme_forms import ActForm, WordedForm, day, words
from jiceng.party.actions.meetings import LONGEST_MINUTES, Plan
from jiceng.party.actions.recording import Recording
from jiceng.party.actions.resolutions import Decision, Follow
from jiceng.party.models import Member, Organisation
from jiceng.party.queries.life import groups_of, lecturers_for, seats_on
from jiceng.party.rules.life import HELD_ABOVE, KINDS, TALKS
from jiceng.party.rules.life_turnout import GRADES, LONGEST, Grading
from jiceng.party.rules.organisations import BRANCHES, DUTIES
from jiceng.web.forms import UnitField


def lines(text: str) -> tuple[str, ...]:
    """What stands on each line, empty ones left out."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


class PlanForm(WordedForm):
    """A meeting as it is called."""

    kinds = forms.MultipleChoiceField(
        label=N_("会议类型"),
        widget=forms.CheckboxSelectMultiple,
        choices=[],
        help_text=N_("可以多选；能不能一次计两种，按现行规则判断。"),
    )
    on = day(N_("日期"))
    begins_at = forms.TimeField(
        label=N_("时间"), required=False, widget=forms.TimeInput({"type": "time"}, "%H:%M")
    )
    place = forms.CharField(label=N_("地点"), max_length=80, required=False)
    group = forms.ChoiceField(label=N_("党小组（开党小组会时选）"), choices=[], required=False)
    chair = forms.ChoiceField(label=N_("主持人"), choices=[], required=False)
    lecturer = forms.ChoiceField(label=N_("讲课人（上党课时选）"), choices=[], required=False)
    guest_lecturer = forms.CharField(
        label=N_("外请讲课人"), max_length=80, required=False, help_text=N_("写单位和职务。")
    )
    agenda = words(
        N_("议题"), 5, max_length=4000, required=False, help_text=N_("每行一条，已列出近期到期的。")
    )

    def __init__(self, at: Organisation, on: date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        able = set(KINDS) - {"leading_meeting"} if at.kind in BRANCHES else set(HELD_ABOVE)
        none = [("", _("未选"))]
        groups = groups_of(at)
        offered = {
            "kinds": [(k, _(label)) for k, label in KINDS.items() if k in able],
            "group": [*none, *((name, name) for name in groups)],
            "chair": none + [(str(s.pk), f"{s.member.name}（{_(DUTIES[s.duty])}）")
                             for s in seats_on(at, on)],
            "lecturer": none + [(str(m.pk), m.name) for m in lecturers_for(at, on)],
        }  # fmt: skip
        for name, choices in offered.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices
        if not groups:
            del self.fields["group"]

    def given(self) -> Plan:
        said = self.cleaned_data
        return Plan(
            kinds=tuple(k for k in KINDS if k in said["kinds"]),
            on=said["on"],
            begins_at=f"{said['begins_at']:%H:%M}" if said["begins_at"] else "",
            place=said["place"],
            group=said.get("group", ""),
            chair=_key(said["chair"]),
            lecturer=_key(said["lecturer"]),
            guest_lecturer=said["guest_lecturer"],
            agenda=lines(said["agenda"]),
        )


def _key(text: str) -> int | None:
    return int(text) if text else None


class RecordForm(ActForm):
    """What is known after a meeting: tap who was missing."""

    on_leave = forms.TypedMultipleChoiceField(
        label=N_("请假的"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple,
        choices=[],
    )  # fmt: skip
    absent = forms.TypedMultipleChoiceField(
        label=N_("缺席的"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple,
        choices=[],
    )  # fmt: skip
    duration_minutes = forms.IntegerField(
        label=N_("时长（分钟）"),
        initial=60,
        widget=forms.NumberInput({"min": 1, "max": LONGEST, "inputmode": "numeric"}),
    )
    decisions = words(
        N_("形成的决议"), 3, max_length=6000, required=False, help_text=N_("每行一条。")
    )
    minutes = words(
        N_("会议记录"), 6, max_length=LONGEST_MINUTES, required=False,
        help_text=N_("现在填写即归档；也可以先登记到会情况，之后再整理。"),
    )  # fmt: skip

    def __init__(self, called: Sequence[Member], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [(member.pk, member.name) for member in called]
        for name in ("on_leave", "absent"):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = people

    def given(self) -> Recording:
        said = self.cleaned_data
        return Recording(
            on_leave=frozenset(said["on_leave"]),
            absent=frozenset(said["absent"]),
            duration_minutes=said["duration_minutes"],
            minutes=said["minutes"],
            decisions=tuple(Decision(text) for text in lines(said["decisions"])),
        )


class MinutesForm(ActForm):
    """The minutes, when they come after the meeting."""

    minutes = words(N_("会议记录"), 8, max_length=LONGEST_MINUTES)


class CancelForm(ActForm):
    """Why a meeting does not take place."""

    reason = words(N_("原因说明"), 2, max_length=500)


class ReviewForm(WordedForm):
    """The outcome of a democratic review, as counts."""

    graded = forms.IntegerField(label=N_("参加评定等次的正式党员"), min_value=0, max_value=9999)
    probationary = forms.IntegerField(
        label=N_("参加会议的预备党员（不评定等次）"), min_value=0, max_value=9999
    )
    ballots = forms.IntegerField(label=N_("收回测评票"), min_value=0, max_value=9999)
    excellent = forms.IntegerField(label=GRADES["excellent"], min_value=0, max_value=9999)
    qualified = forms.IntegerField(label=GRADES["qualified"], min_value=0, max_value=9999)
    basically_qualified = forms.IntegerField(
        label=GRADES["basically_qualified"], min_value=0, max_value=9999
    )
    unqualified = forms.IntegerField(label=GRADES["unqualified"], min_value=0, max_value=9999)

    def given(self) -> Grading:
        return Grading(**self.cleaned_data)


class TalkForm(WordedForm):
    """Talks of one sort on a day, as a number."""

    sort = forms.ChoiceField(label=N_("谈话范围"), choices=[])
    on = day(N_("日期"))
    count = forms.IntegerField(
        label=N_("人次"), min_value=1, help_text=N_("只记人次，不记谈话对象和内容。")
    )

    def __init__(self, sorts: Iterable[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["sort"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(sort, _(TALKS[sort])) for sort in sorts]


class AssignForm(ActForm):
    """Who carries a resolution out, and by when."""

    who = forms.CharField(label=N_("责任人（职务）"), max_length=40, required=False)
    due_on = day(N_("完成时限"))

    def given(self) -> Follow:
        return Follow(who=self.cleaned_data["who"], due_on=self.cleaned_data["due_on"])


class CompleteForm(ActForm):
    """What came of a resolution."""

    result = words(N_("落实情况"), 2, max_length=1000)

    def given(self) -> Follow:
        return Follow(result=self.cleaned_data["result"])


class ProblemForm(ActForm):
    """Into which ledger a resolution goes as a problem, and who leads there."""

    campaign = forms.ChoiceField(label=N_("问题台账"), choices=[])
    unit = UnitField(label=N_("责任单位"), max_length=80)

    def __init__(self, ledgers: Iterable[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["campaign"]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(ledgers)


class EndForm(ActForm):
    """Why a resolution is not followed any more."""

    reason = words(N_("原因说明"), 2, max_length=500)

    def given(self) -> Follow:
        return Follow(reason=self.cleaned_data["reason"])
