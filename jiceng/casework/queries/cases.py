"""Reads: the rules in force, cases within reach, what awaits somebody."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q, QuerySet

from jiceng.casework.models import Case, Contact
from jiceng.casework.process import CASE
from jiceng.casework.rules.cases import why_not_verify
from jiceng.casework.rules.rulebook import Rulebook, from_rows
from jiceng.kernel.calendar import WorkingCalendar
from jiceng.kernel.holidays import shipped_days
from jiceng.kernel.process import Move
from jiceng.kernel.records.access import seen_by
from jiceng.kernel.records.configuration import in_force, version_mark
from jiceng.kernel.records.models import Configuration, JournalEntry, Note, WorkItem, within
from jiceng.kernel.records.models.fields import is_desk
from jiceng.kernel.records.rows import read, read_with, table
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.kernel.scope import ABOVE_BOUND, Actor, Grip

VERIFYING = frozenset({"verify", "close", "rework"})
MOST_BOOKS = 32
"""Rules of so many moments are kept at once: one act looks at yesterday's, the next at today's."""
_books: dict[tuple[int, int], tuple[Rulebook, WorkingCalendar]] = {}


def rules_at(now: datetime) -> tuple[Rulebook, WorkingCalendar]:
    """Rulebook and calendar in force at an instant; built once per change."""
    mark = version_mark(now)
    if mark not in _books:
        if len(_books) >= MOST_BOOKS:
            del _books[next(iter(_books))]  # the one that was built first
        _books[mark] = (_rulebook(now), _calendar(now))
    return _books[mark]


def _rulebook(now: datetime) -> Rulebook:
    terms = in_force("terms", now).get("case")
    return from_rows(
        _contents(in_force("case_type", now)),
        _contents(in_force("rule", now)),
        terms.content if terms else {},
    )


def _contents(rows: Mapping[str, Configuration]) -> dict[str, tuple[int, Mapping[str, Any]]]:
    return {key: (row.pk, row.content) for key, row in rows.items()}


def _calendar(now: datetime) -> WorkingCalendar:
    """The shipped notices of past years, overlaid by the county's own rows, year by year."""
    days, known = shipped_days()
    hours: dict[str, Any] = {}
    version = 0
    for key, row in in_force("calendar", now).items():
        version += row.version
        if key == "hours":
            hours["hours"] = tuple((int(a), int(b)) for a, b in row.content["hours"])
            continue
        year = int(key)
        days = {d: works for d, works in days.items() if d.year != year}
        days |= {datetime.fromisoformat(d).date(): bool(w) for d, w in row.content["days"].items()}
        known |= {year}
    zone = ZoneInfo(settings.TIME_ZONE)
    return WorkingCalendar(zone=zone, days=days, known_years=known, version=version, **hours)


def with_rules(case: Case, now: datetime) -> Case:
    """Put on the case what guards ask of the rules in force."""
    book, _ = rules_at(now)
    case.send_back_cap = book.send_back_cap
    case.extension_cap = book.extension_cap
    case.has_expired = case.due_at is not None and case.due_at <= now
    case.may_reopen = case.reopen_until is not None and now <= case.reopen_until
    return case


def case_for(actor: Actor, number: str, now: datetime) -> Case:
    """One case within reach, ready for guards; `NotFound` otherwise.

    Missing and forbidden look alike. The contact comes along, sealed.
    """
    cases = table(Case)
    found = read_with(
        Case,
        Contact,
        f"{table(Contact)}.case_id = {cases}.id",
        f"WHERE {cases}.number = %s",
        number,
    )
    if not found or not actor.sees(found[0][0]):
        raise NotFound(Reason("not_found"))
    case, contact = found[0]
    Case._meta.get_field("contact").set_cached_value(case, contact)
    return with_rules(case, now)


def cases_of(actor: Actor) -> QuerySet[Case]:
    """Every case within reach."""
    return seen_by(actor, Case.objects.all())


def possible_moves(case: Case, actor: Actor, now: datetime) -> list[tuple[Move, list[Reason]]]:
    """The moves an actor's roles could try from here, with what still stands against each."""
    book, calendar = rules_at(now)
    roles = actor.roles_towards(case)
    case_type = book.type_of(case.case_type)
    found = []
    for move in CASE.open_moves(case.state, roles):
        needs = needs_of(case_type.needs, move)
        reasons = CASE.why_not(
            case,
            move,
            roles=roles,
            supplied=move.needs | needs,
            now=now,
            calendar=calendar,
            needs=needs,
        )
        if move.name in VERIFYING and (reason := why_not_check(case, actor)):
            reasons.append(reason)
        found.append((move, reasons))
    return found


def why_not_check(case: Case, actor: Actor) -> Reason | None:
    """Who handled a case neither verifies nor re-checks it (decisions.md 34)."""
    grip = actor.acting_grip(case, frozenset({"verifier"}))
    if grip is None:
        return None
    code = why_not_verify(case.handler_person, case.handler_unit, actor.person, grip.unit)
    return Reason(code) if code else None


def needs_of(closing: frozenset[str], move: Move) -> frozenset[str]:
    """The closing condition of the type counts where a case is handled (facts.md §1.4)."""
    return closing if move.name in ("handle", "settle_on_the_spot") else frozenset()


def worklist(actor: Actor, *, purpose: str = "") -> QuerySet[WorkItem]:
    """What awaits the actor now, earliest deadline first."""
    condition = Q(pk__in=[])
    for grip in actor.grips:
        condition |= _awaiting(grip)
    rows = WorkItem.objects.filter(condition)
    return (rows.filter(purpose=purpose) if purpose else rows).order_by("due_at", "pk")


def _awaiting(grip: Grip) -> Q:
    condition = Q(pk__in=[])
    if bound := sorted(grip.bound_roles):
        own = within("unit_path", grip.unit_path) if grip.by_unit else Q(unit_path=grip.unit_path)
        condition |= Q(role__in=bound) & own
    if free := sorted(grip.roles - grip.bound_roles):
        where = ("unit_path", grip.unit_path) if grip.by_unit else ("area_path", grip.area_path)
        reach = Q(role__in=free, tier=grip.tier) & within(*where)
        if not grip.by_unit and is_desk(grip.tier, grip.area_path):
            reach &= Q(desk_path=grip.area_path)  # the same lines, found by their index
        if grip.tier == "county" and set(free) & ABOVE_BOUND:
            own = Q(role__in=sorted(ABOVE_BOUND)) & Q(unit=grip.unit)
            reach &= ~own
        condition |= reach
    return condition


def timeline(case: Case) -> list[tuple[JournalEntry, list[Note]]]:
    """What happened to a case, oldest first, each line with the words it names.

    By the ids in the journal (decisions.md 23), for much may happen within one second.
    """
    of_case = "WHERE subject_kind = %s AND subject_id = %s"
    notes = {n.pk: n for n in read(Note, of_case, "case", case.pk)}
    lines = read(JournalEntry, f"{of_case} ORDER BY seq", "case", case.pk)
    return [
        (line, [notes[pk] for pk in json.loads(line.payload).get("notes", ()) if pk in notes])
        for line in lines
    ]
