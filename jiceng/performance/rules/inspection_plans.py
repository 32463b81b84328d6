"""An inspection plan is a function of its scheme, period, units, inspectors and seed (S6).

Whoever has what was published computes the same plan with nothing but SHA-256. Nobody inspects a
unit of their own, one above or below it, or one where they declared an interest; work is spread
evenly; what cannot be filled is named with its reason, never filled otherwise.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from jiceng.kernel.refusal import Invalid, Reason
from jiceng.kernel.scope import covers
from jiceng.performance.rules.inspections import Frequency, InspectionScheme
from jiceng.performance.rules.periods import MONTHS, Period, months_of


@dataclass(frozen=True, slots=True)
class Subject:
    """A unit that is inspected. `reached` counts how often plans before this one drew it."""

    code: str
    path: str
    kind: str
    reached: int = 0


@dataclass(frozen=True, slots=True)
class Inspector:
    """Somebody who may be sent, by post. `paths` are those of every unit they work in."""

    appointment: int
    unit: str
    paths: tuple[str, ...]
    interests: tuple[str, ...] = ()
    """Codes of units where they declared an interest."""


@dataclass(frozen=True, slots=True, order=True)
class Planned:
    """A visit as planned: within its part of the calendar, on a day, by a team of posts."""

    unit: str
    start: date
    end: date
    day: date
    team: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Unfilled:
    """A visit for which no team could be made, and why."""

    unit: str
    start: date
    end: date
    reason: Reason


@dataclass(frozen=True, slots=True)
class Plan:
    """What a plan comes to."""

    visits: tuple[Planned, ...]
    unfilled: tuple[Unfilled, ...]


def recusal(one: Inspector, unit: Subject) -> str:
    """Why somebody may not inspect a unit: interest, own_line, or nothing."""
    if unit.code in one.interests:
        return "interest"
    line = any(covers(path, unit.path) or covers(unit.path, path) for path in one.paths)
    return "own_line" if line else ""


def parts_of(period: Period, every: str) -> list[Period]:
    """The parts of the calendar in a period: its quarters, its months. Raises `Invalid` where the
    period is not made of such parts."""
    months, found, at = MONTHS[every], list[Period](), period.start
    if (at.month - 1) % months == 0 and at.day == 1:
        while at <= period.end:
            part = months_of(at.year, at.month, months)
            found.append(part)
            after = 12 * at.year + at.month - 1 + months
            at = date(after // 12, after % 12 + 1, 1)
    if not found or found[-1].end != period.end:
        raise Invalid(Reason("period_without_parts", {"every": every}, "period"))
    return found


def drawn(
    units: Collection[Subject], count: int, reached: Mapping[str, int], seed: str
) -> list[Subject]:
    """So many units, those first that were reached least; among equals the seed decides.

    Hence nobody is reached twice before everybody was reached once: a cycle leaves out no unit.
    """
    ranked = sorted(units, key=lambda u: (reached.get(u.code, 0), _place(seed, u.code), u.code))
    return ranked[:count]


def make_plan(
    scheme: InspectionScheme,
    period: Period,
    units: Sequence[Subject],
    inspectors: Sequence[Inspector],
    *,
    seed: str,
    workdays: Collection[date],
) -> Plan:
    """Draw units for every part of the period and give each a team and a day.

    Raises `Invalid` for a period that is not made of the parts a frequency asks for.
    """
    load: Counter[int] = Counter()
    visits, unfilled = list[Planned](), list[Unfilled]()
    for part, due in _due(scheme, period, units, seed):
        teams = _teams(due, inspectors, scheme, load, f"{seed}:{part.code}", part, unfilled)
        days = _days(part, sorted(teams), workdays, f"{seed}:{part.code}")
        visits += [Planned(code, part.start, part.end, days[code], teams[code]) for code in teams]
    return Plan(
        tuple(sorted(visits, key=lambda v: (v.start, v.end, v.day, v.unit))),
        tuple(sorted(unfilled, key=lambda u: (u.start, u.end, u.unit))),
    )


def _due(
    scheme: InspectionScheme, period: Period, units: Sequence[Subject], seed: str
) -> list[tuple[Period, list[Subject]]]:
    """Every part with the units drawn for it, in order of time."""
    reached = {u.code: u.reached for u in units}
    found = list[tuple[Period, list[Subject]]]()
    for frequency in scheme.frequencies:
        kind = [u for u in units if u.kind == frequency.kind]
        for part in parts_of(period, frequency.every):
            chosen = _chosen(frequency, kind, reached, f"{seed}:{part.code}")
            for one in chosen:
                reached[one.code] += 1
            found.append((part, chosen))
    return sorted(found, key=lambda each: each[0])


def _chosen(
    frequency: Frequency, kind: Collection[Subject], reached: Mapping[str, int], seed: str
) -> list[Subject]:
    return drawn(kind, frequency.count_of(len(kind)), reached, seed)


def _teams(
    due: Iterable[Subject],
    inspectors: Sequence[Inspector],
    scheme: InspectionScheme,
    load: Counter[int],
    seed: str,
    part: Period,
    unfilled: list[Unfilled],
) -> dict[str, tuple[int, ...]]:
    """Code -> team. Units with the fewest able inspectors choose first."""
    able = {u.code: [i for i in inspectors if not recusal(i, u)] for u in due}
    found: dict[str, tuple[int, ...]] = {}
    for code in sorted(able, key=lambda c: (len(able[c]), _place(seed, c), c)):
        if reason := why_no_team(able[code], scheme, len(inspectors)):
            unfilled.append(Unfilled(code, part.start, part.end, reason))
            continue
        found[code] = _team(able[code], scheme, load, f"{seed}:{code}")
        load.update(found[code])
    return found


def why_no_team(
    able: Collection[Inspector], scheme: InspectionScheme, listed: int
) -> Reason | None:
    """Why those who may go do not make a team, if they don't."""
    told = {"count": len(able), "recused": listed - len(able), "size": scheme.team_size}
    if len(able) < scheme.team_size:
        return Reason("too_few_inspectors", told)
    if len({i.unit for i in able}) < scheme.team_units:
        return Reason("inspectors_of_one_unit", {"units": scheme.team_units})
    return None


def _team(
    able: Collection[Inspector], scheme: InspectionScheme, load: Mapping[int, int], seed: str
) -> tuple[int, ...]:
    """Those with the least work so far; another unit each until units enough are there."""
    ranked = sorted(
        able, key=lambda i: (load[i.appointment], _place(seed, str(i.appointment)), i.appointment)
    )
    team = list[Inspector]()
    while len(team) < scheme.team_size:
        units = {i.unit for i in team}
        left = [i for i in ranked if i not in team]
        fresh = [i for i in left if i.unit not in units]
        team.append((fresh if len(units) < scheme.team_units and fresh else left)[0])
    return tuple(sorted(i.appointment for i in team))


def _days(
    part: Period, codes: Sequence[str], workdays: Collection[date], seed: str
) -> dict[str, date]:
    """The days of the part shared out evenly among its visits, in the order of the seed."""
    days = sorted(d for d in workdays if part.start <= d <= part.end) or [part.end]
    ordered = sorted(codes, key=lambda c: (_place(seed, f"{c}:day"), c))
    count = len(ordered)
    return {c: days[(2 * n + 1) * len(days) // (2 * count)] for n, c in enumerate(ordered)}


def _place(seed: str, text: str) -> str:
    """Where the seed puts something: SHA-256 of seed, colon and text, in hexadecimal."""
    return sha256(f"{seed}:{text}".encode()).hexdigest()


def inputs_as_json(units: Iterable[Subject], inspectors: Iterable[Inspector]) -> dict[str, Any]:
    """What a plan was computed from, as it is published beside the seed."""
    return {
        "units": [[u.code, u.path, u.kind, u.reached] for u in units],
        "inspectors": [
            [i.appointment, i.unit, list(i.paths), list(i.interests)] for i in inspectors
        ],
    }


def inputs_of(kept: Mapping[str, Any]) -> tuple[list[Subject], list[Inspector]]:
    """The inverse of `inputs_as_json`."""
    units = [Subject(*row) for row in kept.get("units", ())]
    people = [
        Inspector(pk, unit, tuple(paths), tuple(interests))
        for pk, unit, paths, interests in kept.get("inspectors", ())
    ]
    return units, people
