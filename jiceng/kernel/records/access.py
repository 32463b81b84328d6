"""Who is acting, and what they may see. Reads go through `seen_by`; there is no other way in."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, TypeVar

from django.db import connection, models
from django.db.models import Q

from jiceng.kernel.records.configuration import in_force
from jiceng.kernel.records.models import Appointment, Area, Moving, Person, Unit, within
from jiceng.kernel.records.models.unit import APART
from jiceng.kernel.records.rows import ask, table
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.kernel.scope import UNIT_BOUND, Actor, Grip

M = TypeVar("M", bound=Moving)


def actor_for(person: Person, *, now: datetime, today: date) -> Actor:
    """The person with every post held today; the roles of a post are configuration."""
    posts = in_force("post", now)
    grips = (
        _grip(key, post, posts[post].content, *where)
        for key, post, *where in _held(person.pk, today)
        if post in posts
    )
    return Actor(person.pk, person.name, tuple(grips))


def _held(person: int, today: date) -> list[tuple[Any, ...]]:
    """Appointment, post, unit, its path, tier and kind, and the area's path, of every post held."""
    day = connection.ops.adapt_datefield_value(today)
    return ask(
        "SELECT a.id, a.post, u.code, u.path, u.tier, u.kind, r.path "  # noqa: S608  our own tables
        f"FROM {table(Appointment)} a JOIN {table(Unit)} u ON u.code = a.unit_id "
        f"JOIN {table(Area)} r ON r.code = a.area_id WHERE a.person_id = %s "
        "AND a.starts_on <= %s AND (a.ends_on IS NULL OR a.ends_on >= %s) ORDER BY a.id",
        person, day, day,
    )  # fmt: skip


def _grip(
    key: int,
    post: str,
    content: dict[str, Any],
    unit: str,
    unit_path: str,
    unit_tier: str,
    unit_kind: str,
    area_path: str,
) -> Grip:
    roles = content.get("roles", [])
    return Grip(
        appointment=key,
        post=post,
        roles=frozenset(str(r) for r in roles) if isinstance(roles, list) else frozenset(),
        unit=unit,
        unit_path=unit_path,
        area_path=area_path,
        tier=str(content.get("tier", unit_tier)),
        by_unit=content.get("reach") == "unit" or unit_kind in APART,
        is_apart=unit_kind in APART,
    )


def reach_of(actor: Actor) -> Q:
    """The rows an actor sees, as a condition on `area_path` and `unit_path`."""
    condition = Q(pk__in=[])
    for grip in actor.grips:
        if not grip.reaches_records:
            continue
        if grip.by_unit:
            condition |= within("unit_path", grip.unit_path)
        else:
            condition |= within("area_path", grip.area_path)
    return condition if not any(_sees_all(g) for g in actor.grips) else Q()


def _sees_all(grip: Grip) -> bool:
    return not grip.by_unit and grip.area_path == ""


def seen_by(actor: Actor, rows: models.QuerySet[M]) -> models.QuerySet[M]:
    """The rows the actor reads: within reach, or given to a unit he handles for, wherever it lies.

    The same rule as `Actor.sees`, so that a list, a search and a picture show what the page of
    the matter shows. Figures go by `reach_of` alone: they count an area.
    """
    reach = reach_of(actor)
    if not reach:
        return rows
    for grip in actor.grips:
        is_whole = grip.area_path.count("/") == 1  # the root: nothing lies outside it
        if grip.roles & UNIT_BOUND and not (grip.by_unit or is_whole):
            reach |= Q(unit_path=grip.unit_path)
    return rows.filter(reach)


def of_unit(grip: Grip) -> Q:
    """The rows of the unit of a post, and of its parts where the post answers for them.

    A unit that has no parts and never had any is one key: an index then gives its rows in the
    order of a list, which it cannot for a range of units.
    """
    if grip.by_unit and territory().parts_of(grip.unit_path):
        return within("unit_path", grip.unit_path)
    return Q(unit_path=grip.unit_path)


def get_for(actor: Actor, rows: models.QuerySet[M], number: str) -> M:
    """One row by its public number; missing and forbidden look alike."""
    row = rows.filter(number=number).first()
    if row is not None and actor.sees(row):
        return row
    raise NotFound(Reason("not_found"))
