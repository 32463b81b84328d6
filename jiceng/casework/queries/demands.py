"""Reports demanded from units, and the numbers nobody needs to ask for."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from jiceng.casework.models import DemandedUnit, ReportDemand
from jiceng.casework.queries.layouts import CONTENT
from jiceng.casework.rules.demands import Held, index_of, plain
from jiceng.kernel.records.access import reach_of
from jiceng.kernel.records.models import within
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.kernel.scope import Actor

FIGURE_PAGE = "/cockpit/figures/"
FIGURE_READERS = frozenset({"reader", "leader", "overseer", "auditor"})


@cache
def listed_numbers() -> tuple[Mapping[str, str | list[str]], ...]:
    """What content/held_numbers.toml lists, as it stands there."""
    text = (CONTENT / "held_numbers.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)["held"])


def held_numbers(figure_names: Mapping[str, str]) -> dict[str, Held]:
    """The numbers the system holds, by every name as names are compared.

    `figure_names` gives each declared figure's own name, which always means that figure; the list
    in content adds what else people call it.
    """
    own: dict[str, Held] = {}
    for key, name in figure_names.items():
        own.setdefault(plain(name), _figure(key, name))
    return index_of(_held(dict(one), figure_names) for one in listed_numbers()) | own


def _figure(key: str, name: str, names: tuple[str, ...] = ()) -> Held:
    return Held(key, name, f"{FIGURE_PAGE}#{key}", names, FIGURE_READERS)


def _held(one: dict[str, str | list[str]], figure_names: Mapping[str, str]) -> Held:
    names = tuple(one["names"])
    if "figure" in one:
        key = str(one["figure"])
        return _figure(key, figure_names[key], names)
    return Held(str(one["url"]), str(one["name"]), str(one["url"]), names)


def in_force_for(paths: Iterable[str]) -> QuerySet[ReportDemand]:
    """What units at or below any of the paths have to report now, the latest approval first."""
    below = Q(pk__in=[])
    for path in paths:
        below |= within("unit_path", path)
    asked = DemandedUnit.objects.filter(below, demand=OuterRef("pk"))
    rows = ReportDemand.objects.filter(Exists(asked), state="in_force")
    return rows.annotate(unit_count=Count("units")).order_by("-approved_at", "-pk")


def demands_of(actor: Actor) -> QuerySet[ReportDemand]:
    """Demands within reach: those of one's office, of one's area, and those made of one's unit."""
    reach = reach_of(actor)
    asked = DemandedUnit.objects.filter(_own(actor), demand=OuterRef("pk"))
    rows = ReportDemand.objects.annotate(unit_count=Count("units"))
    return rows.filter(reach | Q(Exists(asked))) if reach else rows


def _own(actor: Actor) -> Q:
    own = Q(pk__in=[])
    for grip in actor.grips:
        if grip.reaches_records:
            own |= Q(unit_path=grip.unit_path)
    return own


def demand_for(actor: Actor, number: str) -> ReportDemand:
    """One demand within reach; missing and forbidden look alike."""
    found = demands_of(actor).filter(number=number).first()
    if found is None:
        raise NotFound(Reason("not_found"))
    return found
