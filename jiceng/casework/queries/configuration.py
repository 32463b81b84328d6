"""Reads about the county's rules: versions, what is missing, who was promised what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, QuerySet

from jiceng.casework.models import Case
from jiceng.casework.process import CASE, PROCESSES
from jiceng.casework.queries.cases import rules_at
from jiceng.casework.rules.schemas import POWERS, Known
from jiceng.kernel.process import Process
from jiceng.kernel.records.configuration import in_force
from jiceng.kernel.records.models import Appointment, Configuration
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Reason

ENDED = tuple(s.name for s in CASE.states if s.resting or s.final)
DOING_ONLY = frozenset({"reader", "reporter", "caller"})
"""Roles that open pages and forms but stand in no process."""
NOBODYS = frozenset({"system", "resident", "holder", ""})


def roles_of(process: Process) -> frozenset[str]:
    """Every role a process asks for, tells or waits for."""
    named = {role for move in process.moves for role in move.by}
    named |= {state.actor for state in process.states}
    return frozenset(named | {rung.tell for s in process.states for rung in s.ladder}) - NOBODYS


def known_at(now: datetime) -> Known:
    """Everything a new row may refer to."""
    land = territory()
    posts = {k: r.content for k, r in in_force("post", now).items()}
    held = {str(role) for post in posts.values() for role in post.get("roles", [])}
    codes = Configuration.objects.filter(kind="case_type").values_list("key", flat=True)
    return Known(
        units=frozenset(land.units),
        types={k: r.content for k, r in in_force("case_type", now).items()},
        used_types=frozenset(codes),
        rules={k: r.content for k, r in in_force("rule", now).items()},
        posts=posts,
        texts={k: r.content for k, r in in_force("text", now).items()},
        area_paths=frozenset(a.path for a in land.areas.values()),
        roles=frozenset().union(*map(roles_of, PROCESSES)) | DOING_ONLY | POWERS | held,
        states=frozenset(s.name for s in CASE.states),
    )


def versions_of(kind: str, key: str) -> list[Configuration]:
    """Every version of one row, newest first."""
    return list(Configuration.objects.filter(kind=kind, key=key).order_by("-version"))


def open_cases() -> QuerySet[Case]:
    """Cases still under way."""
    return Case.objects.exclude(state__in=ENDED)


def open_by_version(key: str) -> dict[int, int]:
    """Configuration row id -> open cases of a type that keep what they were promised under it."""
    rows = open_cases().filter(case_type=key).values("type_version").annotate(n=Count("pk"))
    return {row["type_version"]: row["n"] for row in rows}


def provisional_cases() -> QuerySet[Case]:
    """Open cases with a date that a notice still to come may move."""
    rows = open_cases()
    return rows.filter(promise_provisional=True) | rows.filter(stage_provisional=True)


@dataclass(frozen=True, slots=True)
class Gap:
    """Something the county has still to decide, and the page where it can."""

    reason: Reason
    page: str
    key: str = ""


def gaps(now: datetime, today: date) -> list[Gap]:
    """What is missing or provisional, the most pressing first."""
    book, calendar = rules_at(now)
    land = territory()
    found: list[Gap] = []
    for year in (today.year, today.year + 1):
        if year not in calendar.known_years:
            count = provisional_cases().count()
            found.append(Gap(Reason("year_unknown", {"year": year, "n": count}), "calendar"))
    found += [
        Gap(Reason("duty_unit_gone", {"type": t.name, "unit": t.duty_unit}), "type", t.code)
        for t in book.types.values()
        if t.is_leaf and t.duty_unit not in land.units
    ]
    found += [
        Gap(Reason("rule_unit_gone", {"rule": r.label, "unit": r.unit}), "rule", r.key)
        for r in book.rules
        if r.unit != "first_tier" and r.unit not in land.units
    ]
    if "case" not in in_force("terms", now):
        found.append(Gap(Reason("no_terms"), "terms"))
    if empty := grids_without_workers(today):
        found.append(Gap(Reason("grids_empty", {"n": len(empty)}), "grids"))
    return found


def grids_without_workers(today: date) -> list[str]:
    """Codes of grids in which nobody holds a post today."""
    land = territory()
    grids = [a.code for a in land.areas.values() if a.level == "grid"]
    staffed = set(
        held_on(today).filter(area__level="grid").values_list("area_id", flat=True).distinct()
    )
    return [code for code in grids if code not in staffed]


def held_on(day: date) -> QuerySet[Appointment]:
    """Appointments that hold on a day, of people whose account is open."""
    rows = Appointment.objects.filter(starts_on__lte=day, person__is_active=True)
    return rows.filter(ends_on=None) | rows.filter(ends_on__gte=day)
