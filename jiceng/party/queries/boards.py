"""What the boards of communities and units show: promised beside delivered, as counts and rows.

Nobody is ranked: communities stand in the order of the tree, units in the order of their codes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from jiceng.casework.rules.supervision import Lit
from jiceng.kernel.scope import Actor
from jiceng.party.models import (
    JointProject,
    MemberRegistration,
    Need,
    Resource,
    UnitRegistration,
    Wish,
)
from jiceng.party.queries.co_building import resources_of, still_open, taken
from jiceng.party.rules.co_building import DONE, PENDING, PROMISED, Promise, unit_light
from jiceng.party.rules.matching import Match, Offered, Wanted, matches

MOST_RESOURCES = 400
"""Resources of one kind looked at for one need."""


@dataclass
class Counts:
    """One community in numbers; members are counted, never listed."""

    units: int = 0
    members: int = 0
    needs: int = 0
    promised: int = 0
    done: int = 0
    late: int = 0
    wishes: int = 0
    fulfilled: int = 0

    @property
    def is_any(self) -> bool:
        """Whether anything of co-building stands there."""
        return any(vars(self).values())


@dataclass
class UnitRow:
    """A unit beside a community: its registration, and its promises with their light."""

    registration: UnitRegistration
    promised: int = 0
    done: int = 0
    lit: Lit = field(default_factory=lambda: Lit("unlit", ()))


def counts_of(communities: Iterable[str], today: date) -> dict[str, Counts]:
    """Every community at once, by five statements whatever their number."""
    found = {code: Counts() for code in communities}
    here = Q(community__in=found)
    open_need = still_open(today)
    late = Q(state__in=PENDING, ends_on__lt=today)
    for rows, wanted in (
        (UnitRegistration.objects.filter(here), {"units": Q(state="confirmed")}),
        (MemberRegistration.objects.filter(here), {"members": Q(state="confirmed")}),
        (Need.objects.filter(here), {"needs": open_need}),
        (
            JointProject.objects.filter(here),
            {"promised": Q(state__in=PROMISED), "done": Q(state__in=DONE), "late": late},
        ),
        (
            Wish.objects.filter(here),
            {"wishes": ~Q(state="withdrawn"), "fulfilled": Q(state="confirmed")},
        ),
    ):
        _count(rows, wanted, found)
    return found


def _count(rows: QuerySet[Any], wanted: dict[str, Q], found: dict[str, Counts]) -> None:
    told = {f"n_{name}": Count("pk", filter=condition) for name, condition in wanted.items()}
    for row in rows.order_by().values("community").annotate(**told):
        for name in wanted:
            setattr(found[str(row["community"])], name, row[f"n_{name}"])


def units_at(community: str, today: date) -> list[UnitRow]:
    """The units registered in a community, with what they promised it."""
    rows = UnitRegistration.objects.filter(
        community=community, state__in=("registered", "confirmed")
    )
    promises: dict[str, list[Promise]] = {}
    for unit, promise in _promises(JointProject.objects.filter(community=community)):
        promises.setdefault(unit, []).append(promise)
    return [_unit_row(row, promises.get(row.unit, []), today) for row in rows.order_by("unit")]


def places_of(unit_path: str, today: date) -> list[UnitRow]:
    """The communities a unit is registered in, with what it promised each."""
    rows = UnitRegistration.objects.filter(
        unit_path=unit_path, state__in=("registered", "confirmed")
    ).select_related("community")
    projects = JointProject.objects.filter(unit_path=unit_path)
    promises: dict[str, list[Promise]] = {}
    for area, promise in _promises(projects, "area_path"):
        promises.setdefault(area, []).append(promise)
    return [
        _unit_row(row, promises.get(row.area_path, []), today) for row in rows.order_by("area_path")
    ]


def _promises(
    projects: QuerySet[JointProject], column: str = "unit"
) -> Iterable[tuple[str, Promise]]:
    rows = projects.filter(state__in=PROMISED).order_by("ends_on", "pk")
    for key, *facts in rows.values_list(column, "title", "state", "ends_on", "delivered_on"):
        yield str(key), Promise(*facts)


def _unit_row(row: UnitRegistration, promises: list[Promise], today: date) -> UnitRow:
    done = sum(1 for p in promises if p.state in DONE)
    return UnitRow(row, len(promises), done, unit_light(promises, today))


def proposals_for(need: Need, actor: Actor, today: date) -> list[tuple[Resource, Match]]:
    """The resources that would meet a need, with the reasons; a proposal, never a decision."""
    rows = resources_of(actor).filter(still_open(today), kind=need.kind)
    listed = {r.pk: r for r in rows.order_by("pk")[:MOST_RESOURCES]}
    used, at = taken("resource", listed), _registered(r.unit for r in listed.values())
    wanted = wanted_of(need)
    offers = (
        Offered(
            r.pk, r.unit, r.kind, r.capacity - used.get(r.pk, 0), r.starts_on, r.ends_on, r.sector,
            frozenset(r.communities), frozenset(at.get(r.unit, ())),
        )
        for r in listed.values()
        if str(need.community_id) in at.get(r.unit, ())
    )  # fmt: skip
    return [(listed[m.offered.key], m) for m in matches(wanted, offers)]


def wanted_of(need: Need) -> Wanted:
    """A need with what of it nobody has taken on yet."""
    left = need.amount - taken("need", [need.pk]).get(need.pk, 0)
    return Wanted(
        need.kind, str(need.community_id), left, need.starts_on, need.ends_on,
        frozenset(need.sectors),
    )  # fmt: skip


def _registered(units: Iterable[str]) -> dict[str, set[str]]:
    rows = UnitRegistration.objects.filter(unit__in=set(units), state="confirmed")
    found: dict[str, set[str]] = {}
    for unit, community in rows.values_list("unit", "community"):
        found.setdefault(unit, set()).add(str(community))
    return found
