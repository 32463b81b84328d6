"""How the county is laid out: communities with grids, grids, grid workers (issue: 6, 36, 129)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db.models import Q, QuerySet

from jiceng.kernel.figures import Figure, FigureKind
from jiceng.kernel.records.models import Appointment, Area, within
from jiceng.kernel.words import N_

WORKER = "grid_worker"
"""The post whose holders are counted as grid workers; leaders of grids are not."""


def _count(id: str, name: str, definition: str, unit: str) -> FigureKind:
    return FigureKind(id, name, definition, unit, "count", id, id, is_stock=True)


DECLARED = (
    _count("communities_with_grids", N_("划分网格的社区"),
           N_("截至统计时间至少划有一个网格的社区、村。"), N_("个")),
    _count("grids", N_("网格数"), N_("截至统计时间有效的网格。"), N_("个")),
    _count("grid_workers", N_("网格员数"),
           N_("截至统计时间在岗的网格员，一人在几个网格任职计一次，网格长不计。"), N_("名")),
)  # fmt: skip
FIGURES: Mapping[str, FigureKind] = {kind.id: kind for kind in DECLARED}
URLS: Mapping[str, str] = {
    "communities_with_grids": "/desk/areas",
    "grids": "/desk/grids",
    "grid_workers": "/desk/areas",
}


def count(code: str, path: str, day: date) -> Figure:
    """A figure of an area and what is below it, on a day."""
    many = _many(code, path, day)
    return Figure(FIGURES[code], many, many)


def _many(code: str, path: str, day: date) -> int:
    if code == "grids":
        return _grids(path, day).count()
    if code == "communities_with_grids":
        return _grids(path, day).values("parent").distinct().count()
    held = Appointment.objects.filter(_on(day, "starts_on", "ends_on"), post=WORKER)
    return held.filter(within("area__path", path)).values("person").distinct().count()


def _grids(path: str, day: date) -> QuerySet[Area]:
    return Area.objects.filter(
        _on(day, "valid_from", "valid_to"), within("path", path), level="grid"
    )


def _on(day: date, first: str, last: str) -> Q:
    stands = Q(**{f"{last}__isnull": True}) | Q(**{f"{last}__gt": day})
    return Q(**{f"{first}__lte": day}) & stands
