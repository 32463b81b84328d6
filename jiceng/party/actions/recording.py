"""A meeting is recorded once, and stands in every ledger that asks for it (facts.md §5.2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from jiceng.casework.actions.following import make
from jiceng.casework.queries import rules_at
from jiceng.kernel.process import Terms
from jiceng.kernel.records.advance import check_version
from jiceng.kernel.refusal import Invalid, Reason
from jiceng.kernel.scope import Actor
from jiceng.party.actions.life_periods import reckon
from jiceng.party.actions.meetings import file_minutes
from jiceng.party.actions.resolutions import MOST, Decision, decide
from jiceng.party.models import Attendance, LifeEntry, Meeting, Member, Organisation
from jiceng.party.process import MEETING
from jiceng.party.process.life import WRITE_UP
from jiceng.party.queries.life import called_to, keeper_of, may_vote, secretary_of
from jiceng.party.rules.life_turnout import (
    LONGEST,
    Turnout,
    quorum_faults,
    register_faults,
    turnout_faults,
)


@dataclass(frozen=True, slots=True)
class Recording:
    """What is known after a meeting. Exceptions only: everybody not named was there.

    `counts` stands for the exceptions where a list on paper was kept.
    """

    on_leave: frozenset[int] = frozenset()
    """Keys of members."""
    absent: frozenset[int] = frozenset()
    duration_minutes: int = 60
    minutes: str = ""
    """With them the meeting is on file at once; without, they are owed."""
    decisions: tuple[Decision, ...] = field(default=())
    counts: Turnout | None = None


def record_meeting(
    meeting: Meeting, given: Recording, *, by: Actor, now: datetime, version: int
) -> Meeting:
    """Say who was missing, how long it took and what was decided; the counts follow.

    Raises `NotAllowed`, `Stale`, `Refused` without a quorum, `Invalid` naming every field.
    """
    keeper_of(by, meeting.organisation)
    check_version(meeting, version)
    today = now.astimezone(rules_at(now)[1].zone).date()
    called = called_to(meeting.organisation, meeting.kinds, meeting.group, meeting.on)
    if faults := list(_faults(meeting, given, called, today)):
        raise Invalid(*faults)
    turnout = given.counts or count(called, given, meeting.on)
    if faults := list(_count_faults(meeting, turnout, count(called, Recording(), meeting.on))):
        raise Invalid(*faults)
    with transaction.atomic():
        make(
            meeting, MEETING, "hold", by=by, now=now, version=version,
            supplied=frozenset({"attendance"}), terms=Terms(promise=WRITE_UP),
            changes=_columns(turnout, given),
            payload={"should": turnout.should, "attended": turnout.attended},
        )  # fmt: skip
        if given.counts is None:
            _write_attendance(meeting, given, called)
        _enter(meeting, today)
        for decision in given.decisions:
            decide(meeting, decision, by=by, now=now)
        if given.minutes.strip():
            file_minutes(meeting, given.minutes, by=by, now=now, version=meeting.version)
    return meeting


def _count_faults(meeting: Meeting, given: Turnout, register: Turnout) -> Iterator[Reason]:
    yield from turnout_faults(given)
    yield from register_faults(given, register)
    yield from quorum_faults(meeting.kinds, given)


def count(called: Sequence[Member], given: Recording, on: date) -> Turnout:
    """The numbers that follow from who was missing."""
    missing = given.on_leave | given.absent
    voters = [m for m in called if may_vote(m, on)]
    return Turnout(
        should=len(called),
        attended=len(called) - len(missing),
        leave=len(given.on_leave),
        voters=len(voters),
        voters_present=sum(m.pk not in missing for m in voters),
    )


def _columns(turnout: Turnout, given: Recording) -> dict[str, int]:
    return {
        "should_attend": turnout.should,
        "attended": turnout.attended,
        "on_leave": turnout.leave,
        "voters": turnout.voters,
        "voters_present": turnout.voters_present,
        "duration_minutes": given.duration_minutes,
    }


def _faults(
    meeting: Meeting, given: Recording, called: Sequence[Member], today: date
) -> Iterator[Reason]:
    if meeting.on > today:
        yield Reason("meeting_in_the_future", {"day": f"{meeting.on:%Y-%m-%d}"}, "on")
    if not 1 <= given.duration_minutes <= LONGEST:
        yield Reason("number_range", {"low": 1, "high": LONGEST}, "duration_minutes")
    if len(given.decisions) > MOST:
        yield Reason("too_many_decisions", {"most": MOST}, "decisions")
    names = {member.pk: member.name for member in called}
    for name, keys in (("on_leave", given.on_leave), ("absent", given.absent)):
        if strangers := keys - names.keys():
            yield Reason("attendance_not_member", {"count": len(strangers)}, name)
    for key in sorted(given.on_leave & given.absent & names.keys()):
        yield Reason("leave_and_absent", {"name": names[key]}, "absent")


def _write_attendance(meeting: Meeting, given: Recording, called: Sequence[Member]) -> None:
    """A row for every exception, and for every leading cadre who came (双重组织生活)."""
    rows = []
    for member in called:
        if member.pk in given.on_leave:
            presence = "leave"
        elif member.pk in given.absent:
            presence = "absent"
        elif member.is_leader:
            presence = "present"
        else:
            continue
        rows.append(Attendance(meeting=meeting, member=member, presence=presence))
    Attendance.objects.bulk_create(rows)


def entries_of(meeting: Meeting) -> list[LifeEntry]:
    """Every ledger line that follows from one meeting; not saved."""
    own = meeting.organisation
    rows = [_entry(meeting, own, kind) for kind in meeting.kinds]
    if "lecture" in meeting.kinds and meeting.lecturer is not None:
        rows += [
            _entry(meeting, committee, "leader_lecture")
            for committee in secretary_of(meeting.lecturer, meeting.on)
        ]
    return rows


def _entry(meeting: Meeting, organisation: Organisation, kind: str) -> LifeEntry:
    return LifeEntry(
        organisation=organisation,
        path=organisation.path,
        kind=kind,
        part=meeting.group if kind == "group_meeting" else "",
        on=meeting.on,
        meeting=meeting,
    )


def _enter(meeting: Meeting, today: date) -> None:
    """Write the ledger lines, and reckon anew what they count for."""
    rows = entries_of(meeting)
    LifeEntry.objects.bulk_create(rows)
    counted: Mapping[int, Organisation] = {row.organisation_id: row.organisation for row in rows}
    reckon(list(counted.values()), meeting.on.year, today)
