"""Plan a meeting of organisational life, record it once, file its minutes (facts.md §5.2)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from jiceng.casework.actions.following import make, start
from jiceng.casework.queries import rules_at
from jiceng.casework.rules.problems import end_of
from jiceng.kernel.clocks import Clock
from jiceng.kernel.places import mask_personal
from jiceng.kernel.process import Terms, next_alarm
from jiceng.kernel.records.advance import (
    CLOCK_COLUMNS,
    Passage,
    check_version,
    put_clocks,
    put_work_item,
    set_alarm,
)
from jiceng.kernel.records.models import Note
from jiceng.kernel.refusal import Invalid, Reason, Refused
from jiceng.kernel.scope import Actor, Grip
from jiceng.kernel.words import N_
from jiceng.party.actions.opening import place
from jiceng.party.models import AgendaPoint, Meeting, Organisation
from jiceng.party.process import MEETING
from jiceng.party.queries.life import groups_of, keeper_of, lecturers_for, seats_on
from jiceng.party.queries.rule_book import version_on
from jiceng.party.rules.life import KINDS, counted_once, fits

MARK = "H"
"""First letter of a meeting's public number."""
MOST_POINTS = 30
LONGEST_MINUTES = 8000
CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


@dataclass(frozen=True, slots=True)
class Plan:
    """A meeting as it is called: what it is held as (the main kind first), when, where, on what."""

    kinds: tuple[str, ...]
    on: date
    begins_at: str = ""
    """15:00, or nothing."""
    place: str = ""
    group: str = ""
    chair: int | None = None
    """The key of a seat."""
    lecturer: int | None = None
    """The key of a member."""
    guest_lecturer: str = ""
    agenda: tuple[str, ...] = field(default=())


def plan_meeting(given: Plan, *, at: Organisation, by: Actor, now: datetime) -> Meeting:
    """Call a meeting, or write down that there was one; it is recorded in a second step.

    Raises `NotAllowed` but to the organisation's own keeper, `Invalid` naming every field.
    """
    grip = keeper_of(by, at)
    if faults := list(plan_faults(given, at)):
        raise Invalid(*faults)
    due_at = _until(given.on, now)
    with transaction.atomic():
        row = place(Meeting, MARK, at, now=now, organisation=at, **_columns(given))
        told = {"kinds": list(given.kinds), "on": given.on}
        start(row, MEETING, "plan", grip=grip, now=now, due_at=due_at, **told)
        _write_agenda(row, given.agenda)
    return row


def amend_meeting(
    meeting: Meeting, given: Plan, *, by: Actor, now: datetime, version: int
) -> Meeting:
    """Change a meeting that has not been held: another day, place, agenda."""
    check_version(meeting, version)
    grip = keeper_of(by, meeting.organisation)
    state = MEETING.state(meeting.state)
    if state.name != "planned":
        told = {"move": N_("修改"), "state": state.label}
        raise Refused(Reason("wrong_state", told))
    if faults := list(plan_faults(given, meeting.organisation)):
        raise Invalid(*faults)
    calendar = rules_at(now)[1]
    passage = Passage(meeting, MEETING, now=now, calendar=calendar)
    due_at = _until(given.on, now)
    promise = Clock.until(due_at, now, calendar) if due_at else Clock()
    put_clocks(meeting, meeting.stage, promise)
    passage.put(**_columns(given))
    passage.changed |= {*CLOCK_COLUMNS}
    passage.say(grip, "amend", unit=meeting.unit, on=given.on)
    with transaction.atomic():
        passage.write()
        alarm = next_alarm(
            state, meeting.stage, meeting.promise, Terms(), after=now, calendar=calendar
        )
        set_alarm(meeting, alarm)
        put_work_item(meeting, state.actor)
        meeting.agenda.all().delete()
        _write_agenda(meeting, given.agenda)
    return meeting


def cancel_meeting(
    meeting: Meeting, reason: str, *, by: Actor, now: datetime, version: int
) -> Meeting:
    """A meeting does not take place, with the reason."""
    keeper_of(by, meeting.organisation)
    with transaction.atomic():
        make(meeting, MEETING, "cancel", by=by, now=now, version=version, words={"reason": reason})
    return meeting


def file_minutes(
    meeting: Meeting, minutes: str, *, by: Actor, now: datetime, version: int
) -> Meeting:
    """Put the minutes on file; they are an erasable note, and end the meeting's own work."""
    grip = keeper_of(by, meeting.organisation)
    check_version(meeting, version)
    text = mask_personal(minutes.strip())[0]
    if len(text) > LONGEST_MINUTES:
        told = {"low": 1, "high": LONGEST_MINUTES}
        raise Invalid(Reason("text_length", told, field="minutes"))
    with transaction.atomic():
        notes = _keep_minutes(meeting, text, grip, now)
        make(
            meeting, MEETING, "record", by=by, now=now, version=version,
            supplied=frozenset({"minutes"}) if text else frozenset(), payload={"notes": notes},
        )  # fmt: skip
    return meeting


def _keep_minutes(meeting: Meeting, text: str, grip: Grip, now: datetime) -> list[int]:
    if not text:
        return []
    note = Note.objects.create(
        subject_kind=meeting.subject_kind, subject_id=meeting.pk, kind="record.minutes",
        text=text, appointment=grip.appointment, at=now,
    )  # fmt: skip
    return [note.pk]


def plan_faults(given: Plan, at: Organisation) -> Iterator[Reason]:
    """Everything wrong with how a meeting is called."""
    wrong = list(fits(given.kinds, at.kind))
    yield from wrong
    if not wrong:
        yield from counted_once(given.kinds, version_on("life", given.on))
    if given.on < at.founded_on:
        yield Reason("before_founding", {"day": f"{at.founded_on:%Y-%m-%d}"}, "on")
    if at.dissolved_on and given.on >= at.dissolved_on:
        yield Reason("after_dissolving", {"day": f"{at.dissolved_on:%Y-%m-%d}"}, "on")
    if given.begins_at and not CLOCK.fullmatch(given.begins_at):
        yield Reason("bad_clock", {"value": given.begins_at[:20]}, "begins_at")
    yield from _people_faults(given, at)
    if len(given.agenda) > MOST_POINTS:
        yield Reason("too_many_points", {"most": MOST_POINTS}, "agenda")
    for name, text, most in (("place", given.place, 80), ("guest_lecturer", given.guest_lecturer,
                              80), *(("agenda", text, 200) for text in given.agenda)):  # fmt: skip
        if len(text.strip()) > most:
            yield Reason("text_length", {"low": 0, "high": most}, name)


def _people_faults(given: Plan, at: Organisation) -> Iterator[Reason]:
    if "group_meeting" in given.kinds and (groups := groups_of(at)):
        if not given.group:
            yield Reason("group_needed", field="group")
        elif given.group not in groups:
            yield Reason("unknown_group", {"value": given.group}, "group")
    if "lecture" in given.kinds and not (given.lecturer or given.guest_lecturer.strip()):
        yield Reason("lecturer_needed", field="lecturer")
    if given.lecturer and not lecturers_for(at, given.on).filter(pk=given.lecturer).exists():
        yield Reason("lecturer_of_reach", field="lecturer")
    if given.chair and given.chair not in {seat.pk for seat in seats_on(at, given.on)}:
        yield Reason("chair_of_another", field="chair")


def _until(on: date, now: datetime) -> datetime | None:
    """The end of the meeting's day; nothing for one that was held before it was written down."""
    due_at = end_of(on, rules_at(now)[1].zone)
    return due_at if due_at > now else None


def _columns(given: Plan) -> dict[str, Any]:
    lectures = "lecture" in given.kinds
    return {
        "title": title_of(given.kinds),
        "kinds": list(given.kinds),
        "on": given.on,
        "begins_at": given.begins_at,
        "place": mask_personal(given.place.strip())[0],
        "group": given.group if "group_meeting" in given.kinds else "",
        "chair_id": given.chair,
        "lecturer_id": given.lecturer if lectures else None,
        "guest_lecturer": mask_personal(given.guest_lecturer.strip())[0] if lectures else "",
    }


def title_of(kinds: Sequence[str]) -> str:
    """A meeting by what it is held as: 支部党员大会暨主题党日."""
    return "暨".join(KINDS[kind] for kind in kinds)


def _write_agenda(meeting: Meeting, agenda: Sequence[str]) -> None:
    lines = [mask_personal(text.strip())[0][:200] for text in agenda if text.strip()]
    AgendaPoint.objects.bulk_create(
        AgendaPoint(meeting=meeting, order=n, text=text) for n, text in enumerate(lines, 1)
    )
