"""The rules of the supervision office: planned progress, report days, lights (facts.md §2.4).

The thresholds are nobody's law: they are the county's own, a dated configuration value.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from jiceng.kernel.calendar import WorkingCalendar
from jiceng.kernel.refusal import Reason
from jiceng.kernel.terms import Counting, Term
from jiceng.kernel.words import N_

SOURCES: Mapping[str, str] = {
    "work_report": N_("政府工作报告"),
    "annual_work": N_("年度重点工作"),
    "meeting": N_("会议决定"),
    "instruction": N_("领导批示"),
    "project": N_("重大项目"),
    "practical_matter": N_("为民办实事"),
    "proposal": N_("建议提案"),
    "assignment": N_("上级交办"),
    "inspection": N_("巡察检查整改"),
    "taken": N_("挂牌督办"),
}
"""Where an item comes from (facts.md §2.1), and what it is called."""
COMPLETIONS = ("done", "routine", "merged", "terminated")
"""办结, 阶段性办结转常态, 并入, 终止 (facts.md §2.2)."""
IMPORTANCE = ("A", "B", "C")
DAY = timedelta(days=1)
EARLY = timedelta(days=3)
"""A report written this long before it is owed is the one that is owed."""
EVERY = ("", "week", "ten_days", "month", "quarter", "node")


AFTER_DEADLINE = Term(5, Counting.WORKING_DAYS)
ARCHIVE_AFTER = Term(30, Counting.CALENDAR_DAYS)


@dataclass(frozen=True, slots=True)
class SupervisionTerms:
    """The county's thresholds and terms of supervision; the defaults are a proposal, not law."""

    near_days: int = 3
    """Working days before the deadline from which a task is near it, or more by `near_percent`."""
    near_percent: int = 10
    behind_yellow: int = 5
    behind_red: int = 15
    """Points behind the plan: from the first yellow, above the second red."""
    report_late_red: int = 3
    """Working days a report may be late before the light is red."""
    extension_cap: int = 1
    send_back_cap: int = 2
    after_deadline: Term = AFTER_DEADLINE
    """What is left for work taken up again when the deadline is over already."""
    archive_after: Term = ARCHIVE_AFTER

    @classmethod
    def from_content(cls, content: Mapping[str, Any]) -> SupervisionTerms:
        """Read a configuration row; what it leaves out stays at the default."""
        own: dict[str, Any] = {
            f.name: Term.parse(value) if isinstance(value := content[f.name], str) else int(value)
            for f in fields(cls)
            if f.name in content
        }
        return cls(**own)


def next_report_day(every: str, after: date, calendar: WorkingCalendar) -> date | None:
    """The day the next periodic report is owed, counted from the day of the last one.

    The week ends on Friday, ten days on the 10th, the 20th and the last of the month, month and
    quarter on their last day; a day off moves it forward to the working day before, unless that
    is not after `after`. None for tasks that report by node or only at the end.
    """
    ends = _PERIODS.get(every)
    if ends is None:
        return None
    day = after
    while True:
        day = ends(day + DAY)
        owed = day
        while not calendar.works_on(owed):
            owed -= DAY
        if owed > after:
            return owed


def report_answers(owed: date | None, on: date) -> bool:
    """Whether a report written on a day is the one owed: late, or a few days early."""
    return owed is not None and on >= owed - EARLY


def _friday(day: date) -> date:
    return day + timedelta(days=(4 - day.weekday()) % 7)


def _end_of_ten(day: date) -> date:
    for last in (10, 20):
        if day.day <= last:
            return day.replace(day=last)
    return _end_of_month(day)


def _end_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def _end_of_quarter(day: date) -> date:
    return _end_of_month(day.replace(day=1, month=(day.month + 2) // 3 * 3))


_PERIODS: Mapping[str, Callable[[date], date]] = {
    "week": _friday,
    "ten_days": _end_of_ten,
    "month": _end_of_month,
    "quarter": _end_of_quarter,
}


@dataclass(frozen=True, slots=True)
class PlanNode:
    """A node as the rules see it: its day and its weight in percent."""

    due_on: date
    weight: int


def planned_progress(nodes: Sequence[PlanNode], on: date, *, begins: date | None = None) -> int:
    """Percent that should be reached at the start of a day.

    A node counts from the day after its own: planned progress climbs in steps (facts.md §2.4).
    With `begins` (a quantity is brought together) it climbs evenly from each node to the next.
    """
    total = 0
    for node in sorted(nodes, key=lambda n: n.due_on):
        counts = node.due_on + DAY
        if counts > on:
            if begins is not None and begins < on:
                total += node.weight * (on - begins).days // (counts - begins).days
            break
        total += node.weight
        begins = max(begins, counts) if begins is not None else None
    return min(total, 100)


@dataclass(frozen=True, slots=True)
class LightFacts:
    """Everything a light is made of; every one is a date, a number or a state of the record."""

    state: str
    """planned, assigned, returned, undertaking, suspended, under_review, completed, archived."""
    begins: date
    due_at: datetime | None
    progress: int = 0
    nodes: tuple[PlanNode, ...] = ()
    is_quantity: bool = False
    next_report_on: date | None = None
    settled_at: datetime | None = None
    """When the unit put it up for review; what the office takes to review is not the unit's."""
    completion: str = ""


@dataclass(frozen=True, slots=True)
class Lit:
    """A light with what made it so: reasons with their inputs."""

    light: str
    because: tuple[Reason, ...]


LIGHTS = ("green", "yellow", "red")
"""What may be worked out for, or set by hand on, a task that is not done."""
ENDED = ("completed", "archived")
SETTLING = ("submit", "rework", "reopen")
"""Moves that put a task up for review, or take that back."""
JournalLine = tuple[datetime, str, str, Mapping[str, Any]]
"""When, which act, the state after it, what was told."""


def light(
    facts: LightFacts, on: datetime, *, calendar: WorkingCalendar, terms: SupervisionTerms
) -> Lit:
    """The light of a task at an instant, and why (facts.md §2.4, the proposed default)."""
    if facts.state in ENDED:
        return _ended(facts)
    if facts.state == "suspended":
        return Lit("paused", (Reason("light_suspended"),))
    today = on.astimezone(calendar.zone).date()
    found = [
        *_by_deadline(facts, on, today, calendar, terms),
        *_by_plan(facts, today, terms),
        *_by_report(facts, today, calendar, terms),
    ]
    if not found:
        planned = _planned(facts, today)
        told = {"progress": facts.progress, "planned": planned}
        return Lit("green", (Reason("light_on_plan", told),))
    colour = "red" if any(colour == "red" for colour, _ in found) else "yellow"
    return Lit(colour, tuple(reason for _, reason in found))


def _ended(facts: LightFacts) -> Lit:
    if facts.completion == "terminated":
        return Lit("paused", (Reason("light_terminated"),))
    told = {"at": _iso(facts.settled_at), "due": _iso(facts.due_at)}
    if facts.settled_at and facts.due_at and facts.settled_at > facts.due_at:
        return Lit("done_late", (Reason("light_done_late", told),))
    return Lit("done", (Reason("light_done", told),))


def _by_deadline(
    facts: LightFacts, on: datetime, today: date, calendar: WorkingCalendar, terms: SupervisionTerms
) -> Iterator[tuple[str, Reason]]:
    due = facts.due_at
    if due is None:
        return
    told = {"due": _iso(due)}
    if min(on, facts.settled_at or on) > due:
        yield "red", Reason("light_overdue", told)
        return
    if facts.state == "under_review":
        return
    last = due.astimezone(calendar.zone).date()
    length = (last - facts.begins).days
    left = calendar.working_days_between(today, last)
    if left <= terms.near_days or (last - today).days * 100 <= length * terms.near_percent:
        yield "yellow", Reason("light_near", {**told, "left": left})


def _by_plan(
    facts: LightFacts, today: date, terms: SupervisionTerms
) -> Iterator[tuple[str, Reason]]:
    planned = _planned(facts, today)
    points = planned - facts.progress
    if facts.state == "under_review" or points < terms.behind_yellow:
        return
    told = {"progress": facts.progress, "planned": planned, "points": points}
    yield "red" if points > terms.behind_red else "yellow", Reason("light_behind", told)


def _by_report(
    facts: LightFacts, today: date, calendar: WorkingCalendar, terms: SupervisionTerms
) -> Iterator[tuple[str, Reason]]:
    owed = facts.next_report_on
    if owed is None or owed >= today or facts.state != "undertaking":
        return
    late = calendar.working_days_between(owed, today)
    told = {"day": owed.isoformat(), "late": late}
    yield "red" if late > terms.report_late_red else "yellow", Reason("light_report_late", told)


def _planned(facts: LightFacts, today: date) -> int:
    begins = facts.begins if facts.is_quantity else None
    return planned_progress(facts.nodes, today, begins=begins)


def _iso(moment: datetime | None) -> str:
    return moment.astimezone(UTC).isoformat() if moment else ""


def light_replayed(lines: Iterable[JournalLine], facts: LightFacts, on: datetime) -> LightFacts:
    """The facts as the journal tells them at an instant; the plan itself never changes.

    `lines` are (at, kind, to_state, payload), oldest first; what is later than `on` is left out.
    """
    for at, kind, to_state, told in lines:
        if at > on:
            break
        facts = replace(facts, state=to_state or facts.state, **_replayed(facts, at, kind, told))
    return facts


def _replayed(
    facts: LightFacts, at: datetime, kind: str, told: Mapping[str, Any]
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if "due_at" in told:
        due = told["due_at"]
        found["due_at"] = datetime.fromisoformat(due) if due else None
    if "next_report_on" in told:
        owed = told["next_report_on"]
        found["next_report_on"] = date.fromisoformat(owed) if owed else None
    if "progress" in told:
        found["progress"] = int(told["progress"])
    if "completion" in told:
        found["completion"] = str(told["completion"])
    if "begins" in told:
        found["begins"] = date.fromisoformat(told["begins"])
    if kind in SETTLING:
        found["settled_at"] = at if kind == "submit" else None
    return found
