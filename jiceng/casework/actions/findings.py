"""A problem is written down: by hand, from a case in one step, or named in a record of another
capability (facts.md §3.4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from jiceng.casework.actions.following import start
from jiceng.casework.actions.intake import EARLIEST, TITLE
from jiceng.casework.models import Campaign, Case, Problem
from jiceng.casework.process import PROBLEM
from jiceng.casework.queries import rules_at
from jiceng.casework.queries.problems import earlier_at
from jiceng.casework.rules.problems import LONGEST_DESCRIPTION, SOURCES, end_of, place_key
from jiceng.kernel.numbers import public_number
from jiceng.kernel.places import mask_personal
from jiceng.kernel.records.keys import next_key
from jiceng.kernel.records.territory import AreaEntry, UnitEntry, territory
from jiceng.kernel.refusal import Invalid, NotAllowed, Reason, Refused
from jiceng.kernel.scope import Actor, Grip, covers

MAY_FIND = frozenset({"overseer", "leader", "dispatcher", "verifier"})
MARK = "P"
"""First letter of a problem's public number."""


@dataclass(frozen=True, slots=True)
class Found:
    """What somebody found. `unit` is the one lead unit; without a deadline it is set at
    confirmation."""

    description: str
    unit: str
    found_on: date
    source: str = "supervision"
    category: str = ""
    target: str = ""
    deadline: date | None = None
    place: str = ""
    area: str = ""
    lon: float | None = None
    lat: float | None = None
    supporting: tuple[str, ...] = ()
    responsible_leader: str = ""
    responsible_person: str = ""
    external_number: str = ""
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class Origin:
    """The record of another capability in which a problem was named: an appraisal, an inspection.

    `finders` are the persons who found it there, `unit` is about whom: neither they nor whoever
    holds or held a post in that unit judge it.
    """

    kind: str
    number: str
    finders: tuple[int, ...] = ()
    unit: str = ""


def add_problem(
    campaign: Campaign, found: Found, *, by: Actor, now: datetime, case: Case | None = None
) -> Problem:
    """Write down a problem. Raises `Invalid` naming each field, `NotAllowed`, `Refused`."""
    with transaction.atomic():
        problem = _drafted(campaign, found, now)
        problem.case = case
        grip = by.acting_grip(problem, MAY_FIND)
        if grip is None:
            raise NotAllowed(Reason("may_not_find"))
        _put_down(problem, grip, now)
    return problem


def take_problem(
    campaign: Campaign, found: Found, origin: Origin, *, grip: Grip, now: datetime
) -> Problem:
    """Write down what was named in a record of another capability, which says by its own rules
    that `grip` may name it. Whoever keeps the ledger confirms it as any other problem.

    `found.unit` is a unit that work is given to; `queries.problems.lead_unit_near` proposes one for
    an organisation apart. Raises `Invalid` naming each field, `Refused`.
    """
    with transaction.atomic():
        problem = _drafted(campaign, found, now)
        problem.origin_kind, problem.origin_number = origin.kind, origin.number
        problem.origin_unit, problem.finders = origin.unit, sorted(set(origin.finders))
        _put_down(problem, grip, now, origin=f"{origin.kind} {origin.number}")
    return problem


def _drafted(campaign: Campaign, found: Found, now: datetime) -> Problem:
    """The row as found, not saved; to be called in a transaction."""
    if campaign.closed_at is not None:
        raise Refused(Reason("campaign_closed", {"name": campaign.name}))
    if faults := [*_unknown(campaign, found, now), *_unlikely(found, now)]:
        raise Invalid(*faults)
    _, calendar = rules_at(now)
    due = end_of(found.deadline, calendar.zone) if found.deadline else None
    year = now.astimezone(calendar.zone).year
    problem = new_problem(campaign, found, next_key(Problem), year, due)
    problem.recurrence_of = earlier_at(problem.place_key, problem.category)
    return problem


def _put_down(problem: Problem, grip: Grip, now: datetime, **more: str) -> None:
    campaign = problem.campaign
    if not covers(campaign.area_path, problem.area_path):
        raise Invalid(Reason("outside_campaign", {"name": campaign.name}, field="unit"))
    told = {"campaign": campaign.code, "source": problem.source, **more}
    if problem.recurrence_of:
        told["recurrence_of"] = problem.recurrence_of.number
    start(problem, PROBLEM, "find", grip=grip, now=now, due_at=problem.deadline, **told)


def from_case(case: Case, now: datetime) -> Found:
    """What a case says of itself, to be looked over before it is written down."""
    _, calendar = rules_at(now)
    return Found(
        description=case.text,
        unit=case.handler_unit or case.unit,
        found_on=case.reported_at.astimezone(calendar.zone).date(),
        source="case",
        place=case.place_text,
        area=case.area_code,
        lon=case.lon,
        lat=case.lat,
    )


def new_problem(
    campaign: Campaign, found: Found, key: int, year: int, due: datetime | None
) -> Problem:
    """The row as found, without clocks; not saved."""
    unit = territory().units[found.unit]
    area, lon, lat = whereabouts(found, unit)
    text = mask_personal(found.description.strip())[0]
    place = mask_personal(found.place.strip())[0][:120]
    return Problem(
        id=key,
        number=MARK + public_number(year, key),
        campaign=campaign,
        title=title_of(text),
        description=text,
        external_number=found.external_number.strip()[:40],
        source=found.source,
        category=found.category.strip()[:40],
        target=mask_personal(found.target.strip())[0][:300],
        found_on=found.found_on,
        deadline=due,
        unit=unit.code,
        unit_path=unit.path,
        tier=unit.tier,
        area_code=area.code,
        area_path=area.path,
        place_text=place,
        place_key=place_key(place, lon, lat),
        lon=lon,
        lat=lat,
        supporting=list(found.supporting),
        responsible_leader=found.responsible_leader.strip()[:40],
        responsible_person=found.responsible_person.strip()[:40],
        is_public=found.is_public and campaign.needs_notice,
    )


def whereabouts(found: Found, unit: UnitEntry) -> tuple[AreaEntry, float | None, float | None]:
    """The area of the place if it can be told, else that of the lead unit."""
    land = territory()
    at = land.locate(grid_code=found.area, lon=found.lon, lat=found.lat, place=found.place)
    if at.area is None:
        return land.areas[unit.area], found.lon, found.lat
    return at.area, found.lon, found.lat


def title_of(text: str) -> str:
    """A title from the first words of a description."""
    first = text.strip().splitlines()[0] if text.strip() else ""
    return first if len(first) <= TITLE else first[: TITLE - 1] + "…"


def _unknown(campaign: Campaign, found: Found, now: datetime) -> Iterator[Reason]:
    units = territory().units
    for name, codes in (("unit", (found.unit,)), ("supporting", found.supporting)):
        for code in codes:
            if code not in units:
                yield Reason("unknown_unit", {"value": code}, field=name)
    if found.unit in found.supporting:
        yield Reason("second_lead_unit", {"unit": units[found.unit].name}, field="supporting")
    if found.source not in SOURCES:
        yield Reason("unknown_value", {"value": found.source}, field="source")
    if found.area and territory().area(found.area) is None:
        yield Reason("unknown_area", {"value": found.area}, field="area")
    number = found.external_number.strip()
    if number and campaign.problems.filter(external_number=number).exists():
        yield Reason("number_taken", {"value": number}, field="external_number")


def _unlikely(found: Found, now: datetime) -> Iterator[Reason]:
    _, calendar = rules_at(now)
    today = now.astimezone(calendar.zone).date()
    if not 2 <= len(found.description.strip()) <= LONGEST_DESCRIPTION:
        told = {"low": 2, "high": LONGEST_DESCRIPTION}
        yield Reason("text_length", told, field="description")
    if found.found_on > today:
        yield Reason("in_the_future", field="found_on")
    if found.found_on.year < EARLIEST:
        yield Reason("bad_time", {"value": found.found_on.year}, field="found_on")
    if found.deadline and found.deadline < today:
        yield Reason("due_date_missing", field="deadline")
    if (found.lon is None) != (found.lat is None):
        yield Reason("bad_point", field="place")
