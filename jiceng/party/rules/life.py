"""Organisational life: what is owed in which period, and what a meeting counts for (facts.md §5.2).

Every frequency is a parameter of the rule version in force on the first day of the period.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from jiceng.kernel.refusal import Reason
from jiceng.kernel.words import N_
from jiceng.party.rules.book import History, Version
from jiceng.party.rules.organisations import BRANCHES

KINDS: Mapping[str, str] = {
    "members_meeting": N_("支部党员大会"),
    "committee_meeting": N_("支部委员会会议"),
    "group_meeting": N_("党小组会"),
    "lecture": N_("党课"),
    "theme_day": N_("主题党日"),
    "life_meeting": N_("组织生活会"),
    "democratic_review": N_("民主评议党员"),
    "leading_meeting": N_("民主生活会"),
}
"""What a meeting may be held as; one meeting may be two where the rule says so."""
COUNTED: Mapping[str, str] = {
    **KINDS,
    "talk": N_("谈心谈话"),
    "leader_lecture": N_("党委书记讲党课"),
}
"""What stands in a ledger: the meetings, and what follows from them or stands beside them."""
TALKS: Mapping[str, str] = {
    "among_committee": N_("支部委员之间"),
    "with_members": N_("书记、委员与党员之间"),
    "among_members": N_("党员之间"),
}
OWED_BY_BRANCH = ("members_meeting", "committee_meeting", "group_meeting", "lecture", "theme_day",
                  "life_meeting", "democratic_review", "talk")  # fmt: skip
OWED_ABOVE = ("leader_lecture",)
"""What a committee owes itself: its secretary lectures (facts.md §5.2 党课)."""
HELD_ABOVE = ("leading_meeting", "lecture")
THREE_AND_ONE = ("members_meeting", "committee_meeting", "group_meeting", "lecture")
BY_SEATS = frozenset({"committee_meeting", "leading_meeting"})
"""Kinds to which those who hold a seat are called, not every member."""
UNITS = ("month", "quarter", "year")
WHOLE = ("",)
LEAST_SEATS = 3
"""A committee has three seats at least; with fewer there is a secretary and no committee."""

Span = tuple[date, date | None]
"""From a day on, until (and without) another; None is open."""


@dataclass(frozen=True, slots=True)
class Period:
    """A month, quarter or year, both days included; shorter where a rule began inside it."""

    starts_on: date
    ends_on: date

    @property
    def days(self) -> int:
        return (self.ends_on - self.starts_on).days + 1


@dataclass(frozen=True, slots=True)
class Body:
    """An organisation as far as its organisational life follows from it: days, no names."""

    kind: str
    founded_on: date
    dissolved_on: date | None = None
    committee: tuple[Span, ...] = ()
    """When it had a committee of at least `LEAST_SEATS`."""
    groups: tuple[tuple[str, tuple[Span, ...]], ...] = ()
    """Its groups (党小组) by name, and when somebody was in each."""


@dataclass(frozen=True, slots=True)
class Owed:
    """One kind owed in one period: `each` times for every one of its `parts`.

    The parts are the groups of a branch, the sorts of talk, or the whole (`WHOLE`).
    """

    kind: str
    unit: str
    period: Period
    each: int
    parts: tuple[str, ...]
    version: int

    @property
    def required(self) -> int:
        return self.each * len(self.parts)

    def held(self, counts: Mapping[str, int]) -> int:
        """How much of what is owed was held; a part that met twice stands in for no other."""
        if self.parts == WHOLE:
            return sum(counts.values())
        return sum(min(self.each, counts.get(part, 0)) for part in self.parts)

    def absent(self, counts: Mapping[str, int]) -> tuple[str, ...]:
        """The parts that have not met often enough."""
        if self.parts == WHOLE:
            return ()
        return tuple(part for part in self.parts if counts.get(part, 0) < self.each)


def period_around(unit: str, day: date) -> Period:
    """The calendar month, quarter or year a day lies in."""
    if unit == "year":
        return Period(date(day.year, 1, 1), date(day.year, 12, 31))
    first = day.month if unit == "month" else 3 * ((day.month - 1) // 3) + 1
    last = first if unit == "month" else first + 2
    return Period(date(day.year, first, 1), _month_end(day.year, last))


def closes_on(day: date) -> date:
    """The last day on which something recorded of a day may still be taken back: the end of the
    January after its year, to which the year is reckoned. [P]"""
    return date(day.year + 1, 1, 31)


def _month_end(year: int, month: int) -> date:
    after = date(year + month // 12, month % 12 + 1, 1)
    return after - timedelta(days=1)


def owed(body: Body, history: History, year: int) -> Iterator[Owed]:
    """Everything an organisation owes in a year, by kind and then by period."""
    for kind in OWED_BY_BRANCH if body.kind in BRANCHES else OWED_ABOVE:
        yield from _owed_of(kind, body, history, year)


def _owed_of(kind: str, body: Body, history: History, year: int) -> Iterator[Owed]:
    spans = body.committee if kind == "committee_meeting" else ((body.founded_on,
                                                                  body.dissolved_on),)  # fmt: skip
    day = date(year, 1, 1)
    while day.year == year:
        version = history.on(day)
        frequency = version.values.get(kind) if version else None
        if version is None or not frequency:
            day = period_around("month", day).ends_on + timedelta(days=1)
            continue
        times, unit = frequency
        whole = period_around(unit, day)
        period = Period(day, whole.ends_on)
        each = share(times, lived(spans, period), whole.days)
        parts = parts_of(kind, body, period)
        if each and parts:
            yield Owed(kind, unit, period, each, parts, version.number)
        day = whole.ends_on + timedelta(days=1)


def share(times: int, days: int, whole: int) -> int:
    """How often is owed by who was there for `days` of a period of `whole` days: in proportion,
    rounded half up. What is owed once is owed from half of the period on. [P]
    """
    return (2 * times * days + whole) // (2 * whole)


def united(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Spans that overlap or touch as one; those of no day are left out."""
    found: list[Span] = []
    for since, until in sorted(spans, key=lambda span: span[0]):
        if until is not None and until <= since:
            continue
        before = found[-1] if found else None
        if before is None or (before[1] is not None and before[1] < since):
            found.append((since, until))
        else:
            ends = (before[1], until)
            found[-1] = (before[0], None if None in ends else max(d for d in ends if d))
    return tuple(found)


def lived(spans: Iterable[Span], period: Period) -> int:
    """How many days of a period lie in one of the spans; spans do not overlap."""
    count = 0
    for since, until in spans:
        first = max(since, period.starts_on)
        last = period.ends_on if until is None else min(until - timedelta(days=1), period.ends_on)
        count += max((last - first).days + 1, 0)
    return count


def parts_of(kind: str, body: Body, period: Period) -> tuple[str, ...]:
    """Who or what owes this kind separately; nothing where there is no group."""
    if kind == "group_meeting":
        return tuple(n for n, spans in body.groups if share(1, lived(spans, period), period.days))
    if kind != "talk":
        return WHOLE
    has_committee = lived(body.committee, period) > 0
    return tuple(TALKS) if has_committee else ("with_members", "among_members")


def light(owing: Owed, held: int, today: date, near_days: int) -> str:
    """done, red (over and not held), yellow (soon over), green (time is left) or ahead."""
    if held >= owing.required:
        return "done"
    if today > owing.period.ends_on:
        return "red"
    if today < owing.period.starts_on:
        return "ahead"
    return "yellow" if (owing.period.ends_on - today).days < near_days else "green"


def near(version: Version | None, unit: str) -> int:
    """How many days before the end of a period it is time to hold what is owed."""
    days = version.values.get("near_days", {}) if version else {}
    return int(days.get(unit, 0))


def fits(kinds: Iterable[str], organisation_kind: str) -> Iterator[Reason]:
    """What a meeting of an organisation cannot be held as."""
    listed = list(kinds)
    if not listed:
        yield Reason("needed", field="kinds")
    able = set(KINDS) - {"leading_meeting"} if organisation_kind in BRANCHES else set(HELD_ABOVE)
    for kind in listed:
        if kind not in KINDS:
            yield Reason("unknown_value", {"value": kind}, "kinds")
        elif kind not in able:
            yield Reason("kind_not_held_here", {"kind": KINDS[kind]}, "kinds")
    if len(set(listed)) != len(listed):
        yield Reason("kind_twice", field="kinds")


def counted_once(kinds: Iterable[str], version: Version) -> Iterator[Reason]:
    """Pairs of kinds that one meeting may not count for (facts.md §5.2, compliance)."""
    pairs = {frozenset(pair) for pair in version.values.get("counts_for_both", ())}
    listed = [kind for kind in kinds if kind in KINDS]
    for place, first in enumerate(listed):
        for second in listed[place + 1 :]:
            if first != second and frozenset({first, second}) not in pairs:
                told = {"kind": KINDS[first], "other_kind": KINDS[second]}
                yield Reason("counts_for_one", told, "kinds")
