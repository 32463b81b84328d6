"""Who is acting, and what they may see. Reads go through `seen_by`; there is no other way in."""

from __future__ import annotations

from datetime import date, datetime
from typing import TypeVar

from django.db import models
from django.db.models import Q

from jiceng.kernel.records.configuration import in_force
from jiceng.kernel.records.models import Appointment, Moving, Person, within
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.kernel.scope import Actor, Grip

M = TypeVar("M", bound=Moving)


def actor_for(person: Person, *, now: datetime, today: date) -> Actor:
    """The person with every post held today; the roles of a post are configuration."""
    posts = in_force("post", now)
    held = (
        Appointment.objects.filter(person=person, starts_on__lte=today)
        .filter(Q(ends_on=None) | Q(ends_on__gte=today))
        .select_related("unit", "area")
    )
    grips = (_grip(a, posts[a.post].content) for a in held if a.post in posts)
    return Actor(person.pk, person.name, tuple(grips))


def _grip(held: Appointment, post: dict[str, object]) -> Grip:
    roles = post.get("roles", [])
    return Grip(
        appointment=held.pk,
        post=held.post,
        roles=frozenset(str(r) for r in roles) if isinstance(roles, list) else frozenset(),
        unit=held.unit.code,
        unit_path=held.unit.path,
        area_path=held.area.path,
        tier=str(post.get("tier", held.unit.tier)),
        by_unit=post.get("reach") == "unit",
    )


def reach_of(actor: Actor) -> Q:
    """The rows an actor sees, as a condition on `area_path` and `unit_path`."""
    condition = Q(pk__in=[])
    for grip in actor.grips:
        if grip.by_unit:
            condition |= within("unit_path", grip.unit_path)
        else:
            condition |= within("area_path", grip.area_path)
    return condition if not any(_sees_all(g) for g in actor.grips) else Q()


def _sees_all(grip: Grip) -> bool:
    return not grip.by_unit and grip.area_path == ""


def seen_by(actor: Actor, rows: models.QuerySet[M]) -> models.QuerySet[M]:
    """The rows within the actor's reach."""
    return rows.filter(reach_of(actor))


def get_for(actor: Actor, rows: models.QuerySet[M], number: str) -> M:
    """One row by its public number; missing and forbidden look alike."""
    if row := seen_by(actor, rows).filter(number=number).first():
        return row
    raise NotFound(Reason("not_found"))
