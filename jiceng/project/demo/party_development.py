"""Development files of the demo county in all stages (facts.md §5.4). Everybody is fictitious.

Each file is one story of days, drawn once and cut off today. Whoever is on probation in the
register has a file, and so have the last who became full members.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from jiceng.casework.queries import rules_at
from jiceng.kernel.calendar import WorkingCalendar
from jiceng.kernel.clocks import Clock
from jiceng.kernel.numbers import public_number
from jiceng.kernel.process import Terms, next_alarm
from jiceng.kernel.records.advance import put_clocks, work_item
from jiceng.kernel.records.bulk import insert_instances, settle_sequences
from jiceng.kernel.records.journal import Line
from jiceng.kernel.records.models import Appointment, PendingAlarm, WorkItem
from jiceng.party.models import Development, Member, Organisation, StepRecord
from jiceng.party.process import MEMBER_DEVELOPMENT
from jiceng.party.process.shared import LIGHTS
from jiceng.party.queries.development import RULES, clock_of
from jiceng.party.queries.rule_book import history
from jiceng.party.rules.book import History
from jiceng.party.rules.development import FORWARD, LAST, due, missing
from jiceng.party.rules.facts_of_file import Event, FileFacts
from jiceng.party.rules.months import add_months
from jiceng.party.rules.steps import ORDER
from jiceng.project.demo.party import PartyWorld
from jiceng.project.demo.party_journal import Told, write_lines

SHARES = (("application", 60), ("first_talk", 60), ("contacts", 90), ("nomination", 20),
          ("training", 20), ("pre_review", 12), ("admission_meeting", 18))  # fmt: skip
"""The step a file has come to, and how many files have come to it."""
OWN = ("application", "first_talk", "contacts", "training", "admission_meeting")
"""What a branch whose secretary has an account finds beside its members on probation."""
RECENT = 40
"""Members who became full ones of late and whose file lies in the archive."""
LATE = 0.08


@dataclass(frozen=True, slots=True)
class Anchor:
    """A file of a branch: which step lay on which day; the rest follows from the dice."""

    branch: Organisation
    step: str
    on: date
    member: Member | None = None


@dataclass
class Rows:
    """What is written at the end, in few statements."""

    files: list[Development]
    records: list[StepRecord]
    lines: list[Told]
    items: list[WorkItem]
    alarms: list[PendingAlarm]


def fill_development(world: PartyWorld) -> int:
    """Files, records, clocks and journal lines; answers how many files. In a transaction."""
    rng = Random(20_140_528)  # noqa: S311  dice of a story
    _, calendar = rules_at(world.now)
    rows, rules, keepers = Rows([], [], [], [], []), history(RULES), _keepers()
    for anchor in _anchors(world, rng):
        story = {s: d for s, d in _story(anchor, rng) if d <= world.today}
        if "application" in story:
            _file(world, anchor, story, rows, rules, calendar, keepers, rng)
    insert_instances(Development, rows.files)
    insert_instances(StepRecord, rows.records, keyed=False)
    insert_instances(WorkItem, rows.items, keyed=False)
    insert_instances(PendingAlarm, rows.alarms, keyed=False)
    write_lines(rows.lines)
    settle_sequences(Development, StepRecord)
    return len(rows.files)


def _keepers() -> dict[str, int]:
    """Organisation code -> the appointment that keeps its records."""
    posts = ("branch_secretary", "town_organisation_officer")
    return {str(a.unit_id): a.pk for a in Appointment.objects.filter(post__in=posts)}


def _anchors(world: PartyWorld, rng: Random) -> Iterator[Anchor]:
    branches = [b for b in world.branches if len(_full(world, b)) >= 5]
    for step, count in SHARES:
        for branch in rng.choices(branches, k=count):
            yield Anchor(branch, step, _lately(world, rng))
    kept = set(_keepers())
    for branch in (b for b in branches if b.unit_id in kept):
        for step in OWN:
            yield Anchor(branch, step, _lately(world, rng))
    yield from _of_members(world, branches)


def _of_members(world: PartyWorld, branches: list[Organisation]) -> Iterator[Anchor]:
    """The files behind lines of the register: all on probation, the last of the full members."""
    listed = [
        (m.full_on or world.today, m.pk, Anchor(branch, "admission_meeting", m.accepted_on, m))
        for branch in branches
        for m in world.members[branch.pk]
        if m.person_id is None
    ]
    yield from (a for _, _, a in listed if a.member and a.member.standing == "probationary")
    full = sorted(listed, key=lambda entry: entry[:2])
    full = [entry for entry in full if entry[2].member and entry[2].member.standing == "full"]
    yield from (anchor for _, _, anchor in full[-RECENT:])


def _lately(world: PartyWorld, rng: Random) -> date:
    """Most files have moved within weeks; some have lain too long."""
    days = rng.randint(100, 200) if rng.random() < LATE else rng.randint(1, 24)
    return world.today - timedelta(days=days)


def _full(world: PartyWorld, branch: Organisation) -> list[Member]:
    return [m for m in world.members[branch.pk] if m.standing == "full"]


def _story(anchor: Anchor, rng: Random) -> list[tuple[str, date]]:
    """Every step with its day, so that the anchor's lies where it should.

    An applicant's file has come no further than its anchor; a member's goes on to today.
    """
    steps = list(_steps(rng))
    place = next(n for n, (step, _) in enumerate(steps) if step == anchor.step)
    first = anchor.on - timedelta(days=steps[place][1])
    told = [(step, first + timedelta(days=days)) for step, days in steps]
    if anchor.member is None:
        return told[: place + 1]
    return told + list(_probation(anchor.on, rng))


def _steps(rng: Random) -> Iterator[tuple[str, int]]:
    """Days from the application to the year of probation: in order, notices and reviews beside."""
    day = 0
    for step, low, high in (
        ("application", 0, 0), ("first_talk", 5, 27), ("recognition", 185, 250),
        ("notice.activist", 1, 3), ("activist_filing", 11, 16), ("contacts", 1, 4),
        ("half_year_review", 150, 165), ("half_year_review.2", 172, 178), ("nomination", 40, 60),
        ("notice.candidate", 1, 3), ("candidate_filing", 11, 15), ("introducers", 1, 4),
        ("political_review", 6, 20), ("training", 5, 12), ("committee_review", 4, 9),
        ("pre_review", 5, 12), ("notice.acceptance", 1, 2), ("admission_form", 9, 11),
        ("admission_meeting", 2, 6),
    ):  # fmt: skip
        day += rng.randint(low, high)
        yield step, day


def _probation(accepted: date, rng: Random) -> Iterator[tuple[str, date]]:
    """From the meeting that accepted to the archive."""
    day = accepted
    for step, low, high in (("committee_talk", 9, 20), ("approval", 8, 24), ("higher_filing", 3, 6),
                            ("assignment", 1, 3), ("oath", 4, 20)):  # fmt: skip
        day += timedelta(days=rng.randint(low, high))
        yield step, day
    yield "probation_review", add_months(accepted, 6) - timedelta(days=rng.randint(1, 12))
    ends = add_months(accepted, 12)
    day = ends - timedelta(days=rng.randint(2, 9))
    yield "conversion_request", day
    yield "notice.conversion", day + timedelta(days=1)
    meeting = ends + timedelta(days=rng.randint(9, 20))
    yield "conversion_meeting", meeting
    yield "conversion_approval", meeting + timedelta(days=rng.randint(10, 40))
    yield "archive", meeting + timedelta(days=rng.randint(50, 70))


def _file(
    world: PartyWorld, anchor: Anchor, story: Mapping[str, date], rows: Rows, rules: History,
    calendar: WorkingCalendar, keepers: Mapping[str, int], rng: Random,
) -> None:  # fmt: skip
    key, branch, member = len(rows.files) + 1, anchor.branch, anchor.member
    applied = story["application"]
    name = member.name if member else f"{world.name()}（示例）"
    born = member.born_on if member else applied - timedelta(days=rng.randint(19 * 366, 34 * 365))
    events = tuple(_events(world, branch, story, rng))
    facts = FileFacts(born, events)
    state, moved = _state(facts)
    at = _noon(max(e.on for e in events if e.on), calendar)
    row = Development(
        pk=key, number="F" + public_number(world.today.year, key), title=name, applicant=name,
        born_on=born, organisation_id=branch.pk, member=member, state=state, version=len(moved) + 1,
        entered_at=at, unit=branch.code, unit_path=branch.path, tier=branch.unit.tier,
        opened_by=keepers.get(branch.code, 0), is_sample=True,
    )  # fmt: skip
    rows.files.append(row)
    rows.records += [
        StepRecord(
            development_id=key, step=e.step, on=e.on, values=e.values, has_paper=True,
            recorded_by=keepers.get(branch.code, 0), recorded_at=_noon(e.on, calendar),
        )
        for e in events if e.on
    ]  # fmt: skip
    rows.lines += [(when, replace(line, subject_id=key)) for when, line in _lines(
        branch, moved, keepers, calendar)]  # fmt: skip
    _clock(row, facts, rules, calendar, world.now, rows)


def _state(facts: FileFacts) -> tuple[str, list[tuple[str, str, str, date]]]:
    """How far the steps have brought a file, and the moves (name, from, to, day) on the way."""
    state, moved = MEMBER_DEVELOPMENT.start, list[tuple[str, str, str, date]]()
    days = {e.step: e.on for e in facts.events if e.on}
    while state in FORWARD and not missing(state, _up_to(LAST[state], facts)):
        move = MEMBER_DEVELOPMENT.move(FORWARD[state])
        day = max(days[step] for step in move.needs)
        moved.append((move.name, state, move.target, day))
        state = move.target
    return state, moved


def _up_to(last: int, facts: FileFacts) -> FileFacts:
    """What had been recorded when a decision was made: nothing that only follows it."""
    return replace(facts, events=tuple(e for e in facts.events if ORDER.get(e.step, 0) <= last))


def _lines(
    branch: Organisation, moved: list[tuple[str, str, str, date]], keepers: Mapping[str, int],
    calendar: WorkingCalendar,
) -> Iterator[Told]:  # fmt: skip
    for name, before, after, day in moved:
        by = MEMBER_DEVELOPMENT.move(name).by
        code = branch.code if "branch_secretary" in by else branch.path.split("/")[-3]
        yield _noon(day, calendar), Line(
            name, Development.subject_kind, 0, keepers.get(code, 0), code, before, after,
            {"unit": branch.code},
        )  # fmt: skip


def _clock(
    row: Development, facts: FileFacts, rules: History, calendar: WorkingCalendar, now: datetime,
    rows: Rows,
) -> None:  # fmt: skip
    """Clock, worklist and the alarm of what is owed next; alarms of the past are not rung again."""
    state = MEMBER_DEVELOPMENT.state(row.state)
    if state.resting or state.final:
        return
    stage = clock_of(due(row.state, facts, rules), calendar.zone)
    put_clocks(row, stage, Clock())
    row.warn_at = stage.rung_at(LIGHTS[0].percent, calendar)
    alarm = next_alarm(state, stage, Clock(), Terms(), after=now, calendar=calendar)
    rows.items.append(work_item(row, state.actor))
    if alarm:
        rows.alarms.append(
            PendingAlarm(
                subject_kind=row.subject_kind, subject_id=row.pk, at=alarm.at, clock=alarm.clock,
                percent=alarm.percent, light=alarm.light, tell=alarm.tell,
            )
        )  # fmt: skip


def _events(
    world: PartyWorld, branch: Organisation, story: Mapping[str, date], rng: Random
) -> Iterator[Event]:
    backers = rng.sample(_full(world, branch), 2)
    committee = branch.path.split("/")[-3]
    voters = len(_full(world, branch))
    present = rng.randint(voters * 4 // 5, voters)
    no = rng.choice((0, 0, 0, 1)) if present > 8 else 0
    ballot = {"should_attend": voters, "present": present, "yes": present - no, "no": no,
              "abstain": 0}  # fmt: skip
    people, filed = {"people": [m.pk for m in backers]}, {"organisation": committee}
    passed = {"conclusion": "passed"}
    said: dict[str, dict[str, Any]] = {
        "first_talk": {"by": rng.choice(("secretary", "secretary", "organisation_member"))},
        "recognition": {"recommended_by": "members", "body": "committee"},
        "activist_filing": filed, "contacts": people,
        "half_year_review": {"conclusion": "continue"},
        "nomination": {"body": "committee", "heard": True}, "candidate_filing": filed,
        "introducers": people, "political_review": {**passed, "reference": "示例-政审"},
        "training": {"days": 3, "hours": 24}, "committee_review": passed,
        "pre_review": {**passed, **filed}, "admission_meeting": ballot,
        "committee_talk": {"by": "organiser"}, "approval": {**passed, **filed},
        "higher_filing": {"organisation": "P"}, "assignment": {"organisation": branch.code},
        "oath": {"held_by": "committee"}, "probation_review": {"conclusion": "continue"},
        "conversion_meeting": {**ballot, "outcome": "on_time"},
        "conversion_approval": {**passed, **filed}, "archive": {"papers": 22},
    }  # fmt: skip
    for step, day in story.items():
        name, _, more = step.partition(".")
        if name == "notice":
            until = day + timedelta(days=7)
            if until <= world.today:
                values = {"at": more, "until": until.isoformat(), "objections": 0}
                yield Event("public_notice", day, values)
        else:
            yield Event(name, day, said.get(name, {}))


def _noon(day: date | None, calendar: WorkingCalendar) -> datetime:
    return datetime.combine(day or date.min, time(12), tzinfo=calendar.zone)
