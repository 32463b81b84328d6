"""How one meeting is shown: facts, counts, its review and its resolutions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.forms import Form
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.casework.actions.findings import MAY_FIND
from jiceng.casework.desk.labels import url_of
from jiceng.casework.queries.problems import campaigns_of
from jiceng.kernel.records.kinds import kinds
from jiceng.kernel.scope import Actor
from jiceng.party.desk.life_forms import AssignForm, CompleteForm, EndForm, ProblemForm
from jiceng.party.models import Meeting, Resolution
from jiceng.party.process import RESOLUTION
from jiceng.party.queries.rule_book import history
from jiceng.party.rules.life_turnout import GRADES, Grading, too_many_excellent
from jiceng.party.rules.organisations import DUTIES

FOLLOWS: Mapping[str, Any] = {"assign": AssignForm, "complete": CompleteForm, "end": EndForm}
RESOLUTION_LIGHTS: Mapping[str, str] = {
    "noted": "new", "assigned": "doing", "completed": "done", "handed_over": "rest",
    "ended": "rest",
}  # fmt: skip

Ledgers = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Tried:
    """A form that was sent and refused: which, as it was typed, and the reasons that have no
    field."""

    name: str
    form: Form | None = None
    reasons: tuple[str, ...] = ()
    status: int = 422


def url_of_meeting(meeting: Meeting) -> str:
    """The page of a meeting."""
    return f"/desk/party/meetings/{meeting.number}/"


def details_of(meeting: Meeting, keeps: bool) -> list[dict[str, Any]]:
    """When, how long, and for its own keeper where and by whom."""
    when = f"{meeting.on:%Y-%m-%d}" + (f" {meeting.begins_at}" if meeting.begins_at else "")
    shown = [(_("党组织"), meeting.organisation.name), (_("时间"), when)]
    if meeting.group:
        shown.append((_("党小组"), meeting.group))
    if meeting.duration_minutes:
        shown.append((_("时长"), _("%(n)d 分钟") % {"n": meeting.duration_minutes}))
    if keeps:
        chair = meeting.chair
        people = f"{chair.member.name}（{_(DUTIES[chair.duty])}）" if chair else ""
        shown += [(_("地点"), meeting.place or "—"), (_("主持人"), people or "—")]
        if "lecture" in meeting.kinds:
            lecturer = meeting.lecturer.name if meeting.lecturer else meeting.guest_lecturer
            shown.append((_("讲课人"), lecturer))
    return [{"label": label, "text": text} for label, text in shown]


def turnout_of(meeting: Meeting) -> list[dict[str, str]]:
    """The counts; nothing before it was held."""
    if meeting.attended is None or meeting.should_attend is None:
        return []
    on_leave = meeting.on_leave or 0
    absent = meeting.should_attend - meeting.attended - on_leave
    voters = f"{meeting.voters_present}/{meeting.voters}"
    return [
        {"label": _("应到"), "value": str(meeting.should_attend)},
        {"label": _("实到"), "value": str(meeting.attended)},
        {"label": _("请假"), "value": str(on_leave)},
        {"label": _("缺席"), "value": str(absent)},
        {"label": _("有表决权的到会"), "value": voters},
    ]


def review_of(meeting: Meeting) -> dict[str, Any] | None:
    """The counts per grade, and whether more are excellent than usual."""
    review = getattr(meeting, "review", None)
    if review is None:
        return None
    given = Grading(**{name: getattr(review, name) for name in Grading.__dataclass_fields__})
    rule = history("life").on(meeting.on)
    share = tuple(rule.values["excellent_share"]) if rule else (1, 3)
    details = [
        (_("参加评定等次的正式党员"), review.graded),
        (_("预备党员（不评定等次）"), review.probationary),
        (_("收回测评票"), review.ballots),
        *((_(label), getattr(review, name)) for name, label in GRADES.items()),
    ]
    return {
        "details": [{"label": label, "text": text} for label, text in details],
        "too_many": too_many_excellent(given, (int(share[0]), int(share[1]))),
    }


def resolutions_of(
    meeting: Meeting,
    today: date,
    roles: frozenset[str],
    ledgers: Ledgers,
    tried: Tried | None,
) -> list[dict[str, Any]]:
    """What was decided, where it stands, and what may be done about it."""
    rows = meeting.resolutions.select_related("problem", "item").order_by("pk")
    until = today + timedelta(days=30)
    return [_resolution(row, until, roles, ledgers, tried) for row in rows]


def ledgers_open_to(actor: Actor) -> list[tuple[str, str]]:
    """Code and name of the problem ledgers somebody may write into; none for most secretaries."""
    if not actor.roles & MAY_FIND:
        return []
    rows = campaigns_of(actor).filter(closed_at=None).order_by("-opened_at", "-pk")
    return list(rows.values_list("code", "name"))


def _resolution(
    row: Resolution, until: date, roles: frozenset[str], ledgers: Ledgers, tried: Tried | None
) -> dict[str, Any]:
    linked = row.problem or row.item
    start = {"version": row.version, "who": row.who, "due_on": row.due_on or until}
    forms: dict[str, tuple[str, Form]] = {
        name: (RESOLUTION.move(name).label, made(initial=start, auto_id=_ids(row, name)))
        for name, made in FOLLOWS.items()
        if row.state in RESOLUTION.move(name).sources
    }
    may_go_on = row.state in RESOLUTION.move("hand_over").sources
    if ledgers and may_go_on:
        problem = ProblemForm(ledgers, initial=start, auto_id=_ids(row, "problem"))
        forms["problem"] = (N_("转为问题"), problem)
    offers = [_offer(row, name, label, form, tried) for name, (label, form) in forms.items()]
    return {
        "row": row,
        "status": {"light": RESOLUTION_LIGHTS[row.state],
                   "text": _(RESOLUTION.state(row.state).label)},
        "offers": offers,
        "linked": {
            "url": url_of(linked.subject_kind, linked.number), "number": linked.number,
            "state": _(kinds()[linked.subject_kind].process.state(linked.state).label),
        } if linked else None,
        "may_draft": "overseer" in roles and may_go_on,
    }  # fmt: skip


def _ids(row: Resolution, name: str) -> str:
    return f"{row.number}_{name}_%s"


def _offer(
    row: Resolution, name: str, label: str, form: Form, tried: Tried | None
) -> dict[str, Any]:
    """One form of a resolution; the one that was refused stays open, as it was typed."""
    mine = tried if tried and tried.name == f"{row.number}.{name}" else None
    return {
        "name": f"{name}-{row.number}",
        "label": _(label),
        "form": mine.form if mine and mine.form else form,
        "is_plain": False,
        "is_open": mine is not None,
        "style": "danger" if name == "end" else "primary",
        "reasons": list(mine.reasons) if mine else [],
        "url": f"/desk/party/resolutions/{row.number}/{name}",
    }
