"""A case told: the step bar, what the clock will do next, who had it for how long."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.casework.desk.labels import TOLD, case_light, length, unit_name, working_length
from jiceng.casework.models import Case
from jiceng.casework.process import CASE
from jiceng.casework.queries import rules_at, timeline
from jiceng.casework.queries.story import Entry, entries_of
from jiceng.casework.rules.cases import StageEvent, stage_split
from jiceng.kernel.records.models import JournalEntry, PendingAlarm
from jiceng.kernel.records.rows import read
from jiceng.kernel.refusal import Refused
from jiceng.web.templatetags.jiceng import local_time, time_left

STEPS: Sequence[tuple[str, frozenset[str]]] = (
    (N_("上报"), frozenset({"reported"})),
    (N_("受理"), frozenset({"accepted", "filed", "refused", "merged"})),
    (N_("派遣"), frozenset({"dispatched", "returned", "disputed"})),
    (N_("处置"), frozenset({"handling", "suspended"})),
    (N_("核查"), frozenset({"handled", "verifying"})),
    (N_("结案"), frozenset({"closed", "archived"})),
)
"""What a resident would call the way of a case, and the states of each part."""
ACTS: Mapping[str, str] = {
    "note": N_("已添加备注"),
    "take_in": N_("已受理并派遣"),
    "erase": N_("已删除，不能恢复"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """What the journal says about a case, in three forms."""

    steps: list[dict[str, str]]
    entries: list[Entry]
    split: list[dict[str, Any]]


def told(case: Case, now: datetime) -> Told:
    """Read the journal once and tell it as steps, as a timeline and as time spent."""
    lines = timeline(case)
    journal = [line for line, _notes in lines]
    return Told(_steps(case, journal, now), entries_of(lines), _split(case, journal, now))


def _steps(case: Case, journal: Sequence[JournalEntry], now: datetime) -> list[dict[str, str]]:
    reached: dict[str, datetime] = {}
    for line in journal:
        for label, states in STEPS:
            if line.to_state in states and line.to_state != line.from_state:
                reached[label] = line.at
    reached.setdefault(STEPS[0][0], case.reported_at)
    at = next((n for n, (_label, states) in enumerate(STEPS) if case.state in states), 0)
    rests = CASE.state(case.state).resting or CASE.state(case.state).final
    return [
        {
            "label": _(label),
            "state": "done" if n < at or (n == at and rests) else "now" if n == at else "todo",
            "note": _step_note(case, n - at, reached.get(label), rests, now),
        }
        for n, (label, _states) in enumerate(STEPS)
    ]


def _step_note(case: Case, distance: int, at: datetime | None, rests: bool, now: datetime) -> str:
    if distance == 0 and not rests:
        actor = CASE.state(case.state).actor
        return _(TOLD[actor]) if actor == "verifier" else unit_name(case.unit)
    return local_time(at, now) if at and distance <= 0 else ""


def _split(case: Case, journal: Sequence[JournalEntry], now: datetime) -> list[dict[str, Any]]:
    """Time by stage and holder up to the end, by the wall clock and in working time."""
    events = list(_events(case, journal))
    _book, calendar = rules_at(now)
    rests = CASE.state(case.state).resting or CASE.state(case.state).final
    end = max(events[-1].at if rests else now, events[-1].at)
    wall = stage_split(events, end)
    worked = stage_split(events, end, calendar.between)
    whole = max(sum(part.seconds for part in wall), 1)
    return [
        {
            "stage": _(CASE.state(part.stage).label),
            "holder": unit_name(str(part.holder)),
            "time": length(part.seconds),
            "worked": working_length(work.seconds, calendar.day_seconds),
            "percent": 100 * part.seconds // whole,
        }
        for part, work in zip(wall, worked, strict=True)
        if part.seconds
    ]


def _events(case: Case, journal: Sequence[JournalEntry]) -> Iterator[StageEvent]:
    """Where the case lay from when on; a line that moves nothing changes nothing."""
    holder = next(filter(None, (_unit(line) for line in journal)), case.unit)
    yield StageEvent(case.reported_at, CASE.start, holder)
    for line in journal:
        holder = _unit(line) or holder
        if line.to_state != line.from_state:
            yield StageEvent(max(line.at, case.reported_at), line.to_state, holder)


def _unit(line: JournalEntry) -> str:
    return str(json.loads(line.payload).get("unit", ""))


def warning(case: Case, now: datetime) -> dict[str, str] | None:
    """The red or yellow notice: what has run out, who has it, who is told next and when."""
    colour = case_light(case, now)
    if colour == "green":
        return None
    _book, calendar = rules_at(now)
    clocks = [
        (_("本环节时限"), case.stage_due_at),
        (_("对居民的承诺"), case.due_at),
    ]
    over = [
        _("%(clock)s%(left)s") % {"clock": name, "left": time_left(due, now, calendar)}
        for name, due in clocks
        if due and (due <= now or colour == "yellow")
    ]
    waits = CASE.state(case.state).actor == "verifier"
    held = _("等待核查，承办单位为%(unit)s。") if waits else _("现由%(unit)s承办。")
    has_it = held % {"unit": unit_name(case.unit)}
    return {
        "light": colour,
        "title": _("%(sentence)s。") % {"sentence": _("，").join(over)},
        "text": (_("%(held)s%(next)s") % {"held": has_it, "next": _next(case, now)}).strip(),
    }


def _next(case: Case, now: datetime) -> str:
    """Whom the clock tells next, from the alarm that is pending."""
    of_case = "WHERE subject_kind = %s AND subject_id = %s AND at IS NOT NULL"
    row = next(iter(read(PendingAlarm, of_case, "case", case.pk)), None)
    if row is None or row.at is None:
        return ""
    tell = _(TOLD.get(row.tell, row.tell))
    words = {"at": local_time(max(row.at, now), now), "who": tell}
    if row.at <= now:
        return _("即将提醒%(who)s。") % words
    if row.clock == "stage" and row.tell == "overseer" and case.tier != "county":
        return _("%(at)s 前仍未办结，将自动上报上一级并提醒%(who)s。") % words
    return _("%(at)s 前仍未办结，将提醒%(who)s。") % words


def done(name: str) -> str:
    """What was just done, for the line above the page; nothing for a name nobody knows."""
    if name in ACTS:
        return _(ACTS[name])
    try:
        return _("已办理：%(move)s") % {"move": _(CASE.move(name).label)}
    except Refused:
        return ""
