"""Who reads what of double registration and co-building.

Projects, needs, resources and wishes are records of the territory: a community and those above it
read them by area, a unit by its path. Whoever names a member — registrations and hours — is read by
that member and by the community alone; everybody else reads counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from django.db.models import Q, QuerySet, Sum

from jiceng.kernel.records.models import within
from jiceng.kernel.records.territory import AreaEntry, territory
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.kernel.scope import Actor, Grip, Scoped, covers
from jiceng.party.models import (
    JointProject,
    Member,
    MemberRegistration,
    Need,
    Resource,
    UnitRegistration,
    Wish,
)
from jiceng.party.models.registrations import OPEN
from jiceng.party.queries.access import ABOVE, own
from jiceng.party.rules.co_building import PROMISED

T = TypeVar("T")
LEVELS = ("community", "village")
TAKEN = (*PROMISED, "offered")
"""States in which a project holds its part of a need and of a resource."""


def areas_read(actor: Actor) -> list[str]:
    """Paths of the areas whose co-building somebody reads: posts of the territory by their area,
    Party committees and the organisation department by the area they were appointed for."""
    return [
        g.area_path
        for g in actor.grips
        if (g.is_apart and g.roles & ABOVE)
        or (not g.is_apart and not g.by_unit and g.reaches_records)
    ]


def units_read(actor: Actor) -> list[str]:
    """Paths of the units whose co-building somebody reads: their own department's."""
    return [g.unit_path for g in actor.grips if g.by_unit and not g.is_apart and g.reaches_records]


def reach(actor: Actor) -> Q:
    """Rows with an area and a unit that somebody reads."""
    condition = Q(pk__in=[])
    for path in areas_read(actor):
        condition |= within("area_path", path)
    for path in units_read(actor):
        condition |= within("unit_path", path)
    return condition


def hosts(actor: Actor) -> list[Grip]:
    """The posts with which somebody acts for a community."""
    return [g for g in actor.grips if "host" in g.roles and not g.is_apart]


def is_host(actor: Actor, area_path: str) -> bool:
    return any(covers(g.area_path, area_path) for g in hosts(actor))


def contacts(actor: Actor) -> list[Grip]:
    """The posts with which somebody acts for a unit."""
    return [g for g in actor.grips if "co_builder" in g.roles and not g.is_apart]


def is_contact(actor: Actor, unit_path: str) -> bool:
    return any(covers(g.unit_path, unit_path) for g in contacts(actor))


def all_communities() -> list[AreaEntry]:
    """Every community and village, in the order of the tree."""
    found = (a for a in territory().areas.values() if a.level in LEVELS)
    return sorted(found, key=lambda a: a.path)


def is_community(code: str) -> bool:
    """Whether a code is that of a community or village."""
    found = territory().areas.get(code)
    return found is not None and found.level in LEVELS


def communities_of(actor: Actor) -> list[AreaEntry]:
    """The communities somebody reads: by area, or because they or their unit are registered."""
    paths, near = areas_read(actor), near_of(actor)
    return [a for a in all_communities() if a.code in near or any(covers(p, a.path) for p in paths)]


def near_of(actor: Actor, states: Iterable[str] = OPEN) -> set[str]:
    """Codes of the communities where somebody's unit, or they as a member, are registered."""
    condition = Q(pk__in=[])
    for grip in contacts(actor):
        condition |= within("unit_path", grip.unit_path)
    units = UnitRegistration.objects.filter(condition, state__in=states)
    found = {str(code) for code in units.values_list("community", flat=True)}
    registration = own_registration(actor)
    if registration is not None and registration.state in states:
        found.add(str(registration.community_id))
    return found


def community_for(actor: Actor, code: str) -> AreaEntry:
    """One community somebody reads; `NotFound` otherwise."""
    found = territory().areas.get(code)
    if found is None or found.level not in LEVELS:
        raise NotFound(Reason("not_found"))
    by_area = any(covers(p, found.path) for p in areas_read(actor))
    if not by_area and code not in near_of(actor):
        raise NotFound(Reason("not_found"))
    return found


def unit_for(actor: Actor, code: str) -> str:
    """The code of a unit whose promises somebody reads: their own, or one registered in reach."""
    unit = territory().units.get(code)
    if unit is None:
        raise NotFound(Reason("not_found"))
    if any(covers(p, unit.path) for p in units_read(actor)):
        return code
    if UnitRegistration.objects.filter(reach(actor), unit=code).exists():
        return code
    raise NotFound(Reason("not_found"))


def own_registration(actor: Actor) -> MemberRegistration | None:
    """The open registration of whoever is signed in, as a member."""
    if actor.person <= 0:
        return None
    rows = MemberRegistration.objects.filter(member__person_id=actor.person, state__in=OPEN)
    return rows.select_related("member", "community").first()


def registration_for(actor: Actor, number: str) -> UnitRegistration:
    """One unit's registration within reach."""
    rows = UnitRegistration.objects.select_related("community")
    return _one(rows.filter(reach(actor), number=number).first())


def member_registrations(actor: Actor) -> QuerySet[MemberRegistration]:
    """Registrations with names: the own ones, and those of the communities somebody acts for."""
    condition = Q(member__in=_own_members(actor))
    for grip in hosts(actor):
        condition |= within("area_path", grip.area_path)
    rows = MemberRegistration.objects.filter(condition)
    return rows.select_related("member__organisation__unit", "community")


def _own_members(actor: Actor) -> QuerySet[Member]:
    return Member.objects.filter(own(actor))


def member_registration_for(actor: Actor, number: str) -> MemberRegistration:
    """One member's registration; `NotFound` to everybody but the member and the community."""
    return _one(member_registrations(actor).filter(number=number).first())


def projects_of(actor: Actor) -> QuerySet[JointProject]:
    """The projects within reach."""
    return JointProject.objects.filter(reach(actor)).select_related("community")


def project_for(actor: Actor, number: str) -> JointProject:
    rows = projects_of(actor).select_related("need", "resource")
    return _one(rows.filter(number=number).first())


def wishes_of(actor: Actor) -> QuerySet[Wish]:
    """Wishes within reach, those claimed, and those open where somebody is registered."""
    condition = reach(actor) | Q(claimed_by__member__in=_own_members(actor))
    if near := near_of(actor, ("confirmed",)):
        condition |= Q(community__in=near, state="posted")
    return Wish.objects.filter(condition).select_related("community", "claimed_by")


def wish_for(actor: Actor, number: str) -> Wish:
    return _one(wishes_of(actor).filter(number=number).first())


def needs_of(actor: Actor) -> QuerySet[Need]:
    """Needs by area, and those of communities where somebody is registered."""
    condition = Q(community__in=near_of(actor))
    for path in areas_read(actor):
        condition |= within("area_path", path)
    return Need.objects.filter(condition).select_related("community")


def need_for(actor: Actor, number: str) -> Need:
    return _one(needs_of(actor).filter(number=number).first())


def resources_of(actor: Actor) -> QuerySet[Resource]:
    """Resources of one's own unit, and those of units registered in the communities one reads."""
    condition = Q(pk__in=[])
    for path in units_read(actor):
        condition |= within("unit_path", path)
    if areas_read(actor):
        here = UnitRegistration.objects.filter(reach(actor), state="confirmed")
        condition |= Q(unit__in=here.values("unit"))
    return Resource.objects.filter(condition)


def resource_for(actor: Actor, number: str) -> Resource:
    return _one(resources_of(actor).filter(number=number).first())


def still_open(today: date) -> Q:
    """Needs and resources not closed, and not yet past their last day."""
    return Q(closed_on=None, ends_on__gte=today)


def taken(column: str, keys: Iterable[int]) -> dict[int, int]:
    """How much of each need, or of each resource, projects hold already."""
    rows = JointProject.objects.filter(**{f"{column}__in": list(keys)}, state__in=TAKEN)
    counted = rows.order_by().values_list(column).annotate(n=Sum("amount"))
    return {int(key): int(n) for key, n in counted}


def as_member(actor: Actor, subject: Scoped, registration: MemberRegistration | None) -> Actor:
    """The actor with the role of a member towards one record: by the account the registration
    belongs to, not by any post."""
    if registration is None or registration.member.person_id != actor.person:
        return actor
    held = next((g for g in actor.grips if "party_member" in g.roles), None)
    grip = Grip(
        held.appointment if held else -1,
        "party_member",
        frozenset({"party_member"}),
        held.unit if held else "",
        subject.unit_path,
        subject.area_path,
        subject.tier,
    )
    return Actor(actor.person, actor.name, (*actor.grips, grip))


def _one(found: T | None) -> T:
    if found is None:
        raise NotFound(Reason("not_found"))
    return found
