"""Areas, places and units in memory, read again when they change (decisions.md 19).

Any number of workers may run: each compares the stamp in the database with its own copy.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from jiceng.kernel.geometry import GridIndex
from jiceng.kernel.places import normalise_place
from jiceng.kernel.records.configuration import stamp
from jiceng.kernel.records.models import Area, OldCode, Place, Unit
from jiceng.kernel.records.models.unit import APART
from jiceng.kernel.refusal import Reason
from jiceng.kernel.scope import covers

KIND = "territory"
DESK_KINDS = ("centre", "town_government", "community_committee", "village_committee")


@dataclass(frozen=True, slots=True)
class AreaEntry:
    """What routing and pages need of one area."""

    code: str
    path: str
    level: str
    name: str
    parent: str


@dataclass(frozen=True, slots=True)
class UnitEntry:
    """What routing and pages need of one unit."""

    code: str
    path: str
    name: str
    kind: str
    tier: str
    area: str
    parent: str


@dataclass(frozen=True, slots=True)
class Located:
    """Where a case is, how we know, and why; `area` is None when nobody could tell."""

    area: AreaEntry | None
    by: str
    because: tuple[Reason, ...]
    lon: float | None = None
    lat: float | None = None


@dataclass
class Territory:
    """One consistent copy of the territory and the organisations."""

    stamp: int
    areas: dict[str, AreaEntry]
    old_codes: dict[str, str]
    units: dict[str, UnitEntry]
    """Units that work may be given to."""
    desks: dict[str, str]
    """Area code -> unit code of the desk that answers for it."""
    index: GridIndex
    wider: GridIndex
    """Towns with a polygon, for points outside every grid."""
    apart: dict[str, UnitEntry] = field(default_factory=dict)
    """Organisations whose records lie outside territory; nothing is routed to them."""
    places: list[tuple[str, str, float | None, float | None]] = field(default_factory=list)
    """(normalised name, area code, lon, lat), longest name first."""
    with_grids: frozenset[str] = frozenset()
    """Codes of communities that have grids."""
    unit_paths: Sequence[str] = ()
    """Paths of every unit there is or was, in their order."""

    def parts_of(self, unit_path: str) -> Sequence[str]:
        """Paths of what lies beneath a unit, now or formerly; whether or not the unit is known."""
        first = bisect_right(self.unit_paths, unit_path)
        return self.unit_paths[first : bisect_left(self.unit_paths, unit_path[:-1] + "0", first)]

    def area(self, code: str) -> AreaEntry | None:
        """An area by its present or a former code."""
        return self.areas.get(code) or self.areas.get(self.old_codes.get(code, ""))

    def up(self, area: AreaEntry | None) -> list[AreaEntry]:
        """The area and everything above it, nearest first."""
        found = []
        while area is not None:
            found.append(area)
            area = self.areas.get(area.parent)
        return found

    def of_level(self, area: AreaEntry | None, level: str) -> AreaEntry | None:
        return next((a for a in self.up(area) if a.level == level), None)

    def desk_for(self, area: AreaEntry | None, tier: str = "community") -> UnitEntry:
        """The desk accountable at a tier for an area; the county's when nothing is nearer."""
        wanted = {"grid": "community"}.get(tier, tier)
        for above in self.up(area):
            at_tier = above.level == wanted or (wanted == "community" and above.level != "grid")
            if at_tier and (code := self.desks.get(above.code)):
                return self.units[code]
        return self.units[self.desks["county"]]

    def locate(
        self,
        *,
        grid_code: str = "",
        lon: float | None = None,
        lat: float | None = None,
        place: str = "",
        desk_area: str = "",
    ) -> Located:
        """Grid code, else point, else words, else where the desk is that wrote it down.

        What has none of them goes to the county's desk, never nowhere.
        """
        if grid_code and (area := self.area(grid_code)):
            return Located(
                area, "grid_code", (Reason("located_by_code", {"area": area.name}),), lon, lat
            )
        misses: list[Reason] = []
        if lon is not None and lat is not None:
            if area := self._at(lon, lat):
                reason = Reason("located_by_point", {"area": area.name})
                return Located(area, "point", (reason,), lon, lat)
            misses.append(Reason("point_outside"))
            lon = lat = None
        if place and (hit := self._named(normalise_place(place))):
            name, area, lon, lat = hit
            reason = Reason("located_by_place", {"place": name, "area": area.name})
            return Located(area, "place", (*misses, reason), lon, lat)
        if area := self.area(desk_area):
            return Located(area, "desk", (*misses, Reason("located_by_desk", {"area": area.name})))
        return Located(None, "desk", (*misses, Reason("not_located")))

    def _at(self, lon: float, lat: float) -> AreaEntry | None:
        code = self.index.find(lon, lat) or self.wider.find(lon, lat)
        return self.areas.get(code) if code else None

    def _named(self, words: str) -> tuple[str, AreaEntry, float | None, float | None] | None:
        for name, code, lon, lat in self.places:
            if name in words:
                return name, self.areas[code], lon, lat
        return None


_copy: list[Territory] = []


def territory() -> Territory:
    """The present copy; one small query when nothing changed."""
    current = stamp(KIND)
    if not _copy or _copy[0].stamp != current:
        _copy[:] = [_load(current)]
    return _copy[0]


def _load(current: int) -> Territory:
    rows = list(Area.objects.filter(valid_to=None).select_related(None))
    areas = {a.code: AreaEntry(a.code, a.path, a.level, a.name, a.parent_id or "") for a in rows}
    held = list(Unit.objects.all())
    every = {
        u.code: UnitEntry(u.code, u.path, str(u), u.kind, u.tier, u.area_id, u.parent_id or "")
        for u in held
        if u.valid_to is None
    }
    units = {code: unit for code, unit in every.items() if unit.kind not in APART}
    grids = {a.code: a.geometry for a in rows if a.level == "grid" and a.geometry}
    towns = {a.code: a.geometry for a in rows if a.level == "town" and a.geometry}
    return Territory(
        stamp=current,
        areas=areas,
        old_codes=dict(OldCode.objects.values_list("code", "area_id")),
        units=units,
        apart={code: unit for code, unit in every.items() if unit.kind in APART},
        desks=_desks(areas, units),
        index=GridIndex(grids),
        wider=GridIndex(towns),
        places=_places(areas),
        with_grids=frozenset(a.parent for a in areas.values() if a.level == "grid"),
        unit_paths=sorted(u.path for u in held),
    )


def _desks(areas: dict[str, AreaEntry], units: dict[str, UnitEntry]) -> dict[str, str]:
    desks: dict[str, str] = {}
    for unit in units.values():
        if unit.kind in DESK_KINDS and unit.area in areas:
            desks.setdefault(unit.area, unit.code)
            if unit.kind == "centre":  # where there is one, it keeps the desk of its area
                desks[unit.area] = unit.code
                if areas[unit.area].level == "county":
                    desks["county"] = unit.code
    if "county" not in desks and units:
        desks["county"] = min(units.values(), key=lambda u: len(u.path)).code
    return desks


def _places(
    areas: dict[str, AreaEntry],
) -> list[tuple[str, str, float | None, float | None]]:
    named = [
        (normalise_place(name), place.area_id, place.lon, place.lat)
        for place in Place.objects.filter(area__valid_to=None)
        for name in (place.name, *place.also_called)
    ]
    named += [
        (normalise_place(a.name), a.code, None, None)
        for a in areas.values()
        if a.level in ("grid", "community", "town")
    ]
    return sorted((n for n in named if n[0]), key=lambda n: (-len(n[0]), n[1]))


def place_faults(lon: float | None, lat: float | None, area: AreaEntry) -> Iterator[Reason]:
    """A point on the map lies in the county, and in the area it is said to belong to."""
    if (lon is None) != (lat is None):
        yield Reason("bad_point", field="lon")
        return
    if lon is None:
        return
    land = territory()
    found = land.locate(lon=lon, lat=lat).area
    if found is None:
        if land.index or land.wider:
            yield Reason("point_outside_county", field="lon")
        return
    if not covers(area.path, found.path) and not covers(found.path, area.path):
        yield Reason("point_elsewhere", {"found": found.name, "area": area.name}, "lon")
