"""A case is raised: located, routed, promised and handed to somebody in one transaction."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from jiceng.casework.models import Case, Contact
from jiceng.casework.process import CASE
from jiceng.casework.queries import rules_at
from jiceng.casework.queries.overlays import in_effect, offered_types
from jiceng.casework.rules.rulebook import CaseType, Rulebook
from jiceng.kernel.calendar import WorkingCalendar
from jiceng.kernel.clocks import Clock
from jiceng.kernel.numbers import access_code, public_number
from jiceng.kernel.places import mask_personal
from jiceng.kernel.process import next_alarm
from jiceng.kernel.records.advance import Passage, put_clocks, put_work_item, set_alarm
from jiceng.kernel.records.contacts import sealed_contact
from jiceng.kernel.records.jobs import enqueue
from jiceng.kernel.records.keys import next_key
from jiceng.kernel.records.models import Attachment
from jiceng.kernel.records.rows import put
from jiceng.kernel.records.territory import AreaEntry, Located, Territory, UnitEntry, territory
from jiceng.kernel.records.vault import mark
from jiceng.kernel.refusal import Invalid, Reason
from jiceng.kernel.routing import FIRST_TIER, Question, Routing, route
from jiceng.kernel.scope import RESIDENT, SYSTEM, Actor

SOURCES = ("resident", "grid_worker", "clerk", "hotline", "import", "api", "inspection")
TITLE = 40
EARLIEST = 1900
"""The first year anything may have happened in; earlier ones are slips of the hand."""


@dataclass(frozen=True, slots=True)
class Raised:
    """What somebody says. Only `text` is required; nobody is refused for want of a place."""

    text: str
    title: str = ""
    case_type: str = ""
    lon: float | None = None
    lat: float | None = None
    place: str = ""
    grid_code: str = ""
    desk_area: str = ""
    """The area of the desk that wrote it down; counts when nothing else says where it is."""
    name: str = ""
    phone: str = ""
    source: str = "resident"
    happened_at: datetime | None = None
    attachments: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the reporter is told. The access code is shown once and kept only as a mark."""

    case: Case
    access_code: str
    because: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """Where a case goes and why, decided before anything is written."""

    located: Located
    case_type: CaseType
    routing: Routing
    unit: UnitEntry
    tier: str
    is_sure: bool
    because: tuple[Reason, ...]


def plan(given: Raised, *, now: datetime, book: Rulebook | None = None) -> Plan:
    """Locate and route without writing; also what `jiceng route --explain` shows.

    `book` stands in for the rules in force: what would happen if they were changed.
    """
    in_force, calendar = rules_at(now)
    book = book or in_force
    land = territory()
    located = land.locate(
        grid_code=given.grid_code,
        lon=given.lon,
        lat=given.lat,
        place=given.place,
        desk_area=given.desk_area,
    )
    area_path = located.area.path if located.area else ""
    case_type = in_effect(book.type_of(given.case_type), area_path, now)
    hour = now.astimezone(calendar.zone).hour
    asked = Question(
        type_path=case_type.path,
        area_path=area_path,
        hour=hour,
        level=case_type.level,
        is_law_department=case_type.is_law_department,
        duty_unit=case_type.duty_unit if case_type.duty_unit in land.units else "",
    )
    routing = route(asked, book.rules) if case_type.is_leaf else Routing(None, None, ())
    unit, tier, is_sure = _holder(land, located, case_type, routing)
    because = (*located.because, *_why_type(case_type), *_told(routing, land))
    if not is_sure:
        because = (*because, Reason("desk_decides", {"unit": unit.name}))
    return Plan(located, case_type, routing, unit, tier, is_sure, because)


def _why_type(case_type: CaseType) -> tuple[Reason, ...]:
    if case_type.is_leaf:
        return (Reason("type_given", {"type": case_type.name, "type_en": case_type.name_en}),)
    return (Reason("type_unknown"),)


def _told(routing: Routing, land: Territory) -> tuple[Reason, ...]:
    """Reasons with units by name, not by code."""
    return tuple(
        Reason(r.code, {**r.params, "unit": land.units[r.params["unit"]].name})
        if r.params.get("unit") in land.units
        else r
        for r in routing.because
    )


def _holder(
    land: Territory, located: Located, case_type: CaseType, routing: Routing
) -> tuple[UnitEntry, str, bool]:
    """Who is accountable, at which tier, and whether that is certain (decisions.md 33)."""
    area = located.area
    if routing.unit and routing.unit != FIRST_TIER and routing.unit in land.units:
        unit = land.units[routing.unit]
        return unit, unit.tier, True
    desk = land.desk_for(area)
    if routing.unit == FIRST_TIER and area and case_type.first_tier in ("town", "county"):
        first = _above_the_community(land, area, case_type)
        return (first, first.tier, True) if first is not None else (desk, desk.tier, False)
    settled = routing.unit == FIRST_TIER and desk.tier == "community"
    if not settled:
        return desk, desk.tier, False
    in_grid = area is not None and area.level == "grid" and case_type.first_tier == "grid"
    return desk, "grid" if in_grid else "community", True


def _above_the_community(land: Territory, area: AreaEntry, case_type: CaseType) -> UnitEntry | None:
    """Who is first for a type that begins at the town or at a department; None: a desk decides."""
    if case_type.first_tier == "county":
        return land.units.get(case_type.duty_unit)
    town = land.desk_for(area, "town")
    return town if town.tier == "town" else None


def raise_case(given: Raised, *, by: Actor = RESIDENT, now: datetime) -> Receipt:
    """Take a report in. Raises `Invalid` naming the field; otherwise it is never refused."""
    check(given, now)
    given = without_numbers(given)
    planned = plan(given, now=now)
    book, calendar = rules_at(now)
    code = access_code(secrets.token_bytes(16))
    with transaction.atomic():
        case = new_case(given, planned, code, next_key(Case), now, calendar, book)
        passage = Passage(case, CASE, now=now, calendar=calendar)
        grip = by.acting_grip(case, by.roles)
        passage.say(grip, "report", **reported(planned, book))
        if planned.is_sure:
            send_on(passage, planned, book)
        passage.write()
        if not planned.is_sure:
            _hold_at_desk(case, book, calendar, now)
        _keep_contact(case, given)
        _keep_attachments(case, given)
        enqueue("announce", {"kind": "case.reported", "case": case.pk}, run_at=now)
    return Receipt(case, code, planned.because)


def without_numbers(given: Raised) -> Raised:
    """Numbers that point at a person leave everything staff read; the first is how to call back."""
    (text, found), (title, more), (place, rest) = map(
        mask_personal, (given.text, given.title, given.place)
    )
    phone = given.phone or next(iter([*found, *more, *rest]), "")
    return replace(given, text=text, title=title, place=place, phone=phone)


def check(given: Raised, now: datetime) -> None:
    """Refuse nonsense, every field named at once."""
    faults = [*_unknown(given, now), *_unlikely(given, now)]
    if faults:
        raise Invalid(*faults)


def _unknown(given: Raised, now: datetime) -> Iterator[Reason]:
    """Names and codes that mean nothing here."""
    book, _ = rules_at(now)
    if given.source not in SOURCES:
        yield Reason("unknown_value", {"value": given.source}, field="source")
    if given.case_type and not book.type_of(given.case_type).is_leaf:
        yield Reason("unknown_type", {"value": given.case_type}, field="case_type")
    elif given.case_type and given.case_type not in offered_types(now):
        yield Reason("type_not_open", field="case_type")
    if given.grid_code and territory().area(given.grid_code) is None:
        yield Reason("unknown_area", {"value": given.grid_code}, field="grid_code")


def _unlikely(given: Raised, now: datetime) -> Iterator[Reason]:
    """Values that no honest report has."""
    if not 2 <= len(given.text.strip()) <= 4000:
        yield Reason("text_length", {"low": 2, "high": 4000}, field="text")
    if (given.lon is None) != (given.lat is None) or not _on_earth(given.lon, given.lat):
        yield Reason("bad_point", field="location")
    if given.happened_at and given.happened_at > now:
        yield Reason("in_the_future", field="happened_at")
    if given.happened_at and given.happened_at.year < EARLIEST:
        yield Reason("bad_time", {"value": given.happened_at.year}, field="happened_at")
    if given.phone and not 7 <= sum(c.isdigit() for c in given.phone) <= 15:
        yield Reason("bad_phone", field="phone")


def _on_earth(lon: float | None, lat: float | None) -> bool:
    return lon is None or lat is None or (-180 <= lon <= 180 and -90 <= lat <= 90)


def reported(planned: Plan, book: Rulebook) -> dict[str, Any]:
    """What the journal keeps of a report: why it went where, and under which rules; the promise
    where it is not the one of its type."""
    rule, promise = planned.routing.rule, planned.case_type.promise
    usual = promise == book.type_of(planned.case_type.code).promise
    return {
        **({} if usual else {"promise": str(promise)}),
        "because": [r.code for r in planned.because],
        "type_version": planned.case_type.version,
        "rule_version": rule.version if rule else 0,
    }


def new_case(
    given: Raised,
    planned: Plan,
    code: str,
    key: int,
    now: datetime,
    calendar: WorkingCalendar,
    book: Rulebook,
) -> Case:
    """The row as reported, with both clocks running; not saved."""
    number = public_number(now.astimezone(calendar.zone).year, key)
    case = Case(
        id=key,
        number=number,
        title=given.title.strip()[:TITLE] or shorten(given.text),
        state=CASE.start,
        entered_at=now,
        unit=planned.unit.code,
        unit_path=planned.unit.path,
        tier=planned.tier,
        source=given.source,
        text=given.text.strip(),
        case_type=planned.case_type.code,
        type_version=planned.case_type.version,
        level=planned.case_type.level,
        is_small=planned.case_type.is_small,
        because=[r.as_json() for r in planned.because],
        promised=str(planned.case_type.promise),
        code_mark=mark(f"{number}:{code}", "access_code"),
        reported_at=now,
        happened_at=given.happened_at,
        **_where(given, planned),
    )
    _start_clocks(case, planned.case_type, book, calendar)
    return case


def _where(given: Raised, planned: Plan) -> dict[str, Any]:
    """The columns of the place; without one, the area of the desk that has it."""
    area, located = planned.located.area, planned.located
    return {
        "area_path": area.path if area else territory().areas[planned.unit.area].path,
        "area_code": area.code if area else "",
        "grid_code": area.code if area and area.level == "grid" else "",
        "located_by": located.by,
        "lon": located.lon,
        "lat": located.lat,
        "place_text": given.place.strip()[:120] or (area.name if area else ""),
    }


def _start_clocks(
    case: Case, case_type: CaseType, book: Rulebook, calendar: WorkingCalendar
) -> None:
    terms = book.terms_for(case_type, CASE.start)
    stage = terms.stage or CASE.state(CASE.start).term or book.general_promise
    put_clocks(
        case,
        Clock.started(stage, case.reported_at, calendar),
        Clock.started(case_type.promise, case.reported_at, calendar),
    )
    case.first_due_at = case.due_at


def shorten(text: str) -> str:
    """A title from the first words of a report."""
    first = text.strip().splitlines()[0]
    return first if len(first) <= TITLE else first[: TITLE - 1] + "…"


def send_on(passage: Passage, planned: Plan, book: Rulebook) -> None:
    """A sure route: the system accepts, files and dispatches at once (decisions.md 33)."""
    kind = planned.case_type
    for name, supplied in (("accept", set()), ("file", {"case_type"}), ("dispatch", {"unit"})):
        target = CASE.move(name).target
        passage.move(
            name,
            by=SYSTEM,
            terms=book.terms_for(kind, target),
            supplied=frozenset(supplied),
            changes={"dispatched_at": passage.now} if name == "dispatch" else None,
        )


def _hold_at_desk(case: Case, book: Rulebook, calendar: WorkingCalendar, now: datetime) -> None:
    """No sure route: a desk has it, with a clock and an alarm like everything else."""
    state = CASE.state(case.state)
    terms = book.terms_for(book.type_of(case.case_type), case.state)
    alarm = next_alarm(state, case.stage, case.promise, terms, after=now, calendar=calendar)
    set_alarm(case, alarm)
    put_work_item(case, state.actor)


def _keep_contact(case: Case, given: Raised) -> None:
    """Seal name and phone under a key of their own; nothing is kept when nothing was given."""
    if not (given.name or given.phone):
        return
    told = {"name": given.name, "phone": given.phone}
    put([Contact(case_id=case.pk, **sealed_contact(told, f"contact:{case.pk}"))])


def _keep_attachments(case: Case, given: Raised) -> None:
    """Bind uploads that nobody else has bound; an unknown id is refused by name."""
    if not given.attachments:
        return
    free = Attachment.objects.filter(upload__in=given.attachments, subject_id=None)
    if free.update(subject_kind="case", subject_id=case.pk) != len(set(given.attachments)):
        raise Invalid(Reason("unknown_upload", field="attachments"))


def answer_of(receipt: Receipt) -> Mapping[str, Any]:
    """The facts of the 201 answer, before a face words them."""
    case = receipt.case
    unit = territory().units[case.unit]
    return {
        "number": case.number,
        "access_code": receipt.access_code,
        "state": case.state,
        "grid_code": case.grid_code or None,
        "unit": {"code": unit.code, "name": unit.name},
        "due_at": case.due_at,
        "provisional": case.promise_provisional,
    }
