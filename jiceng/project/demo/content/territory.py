"""Areas, drawn shapes, places, units and people of the demo county, checked against each other."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shapely.geometry import Point, shape

from jiceng.project.demo.content.reading import Row, csv_rows, features, unique

FOLDER = Path(__file__).parent
LEVELS = {"county": 6, "town": 9, "community": 12}
COMMITTEES = ("residents_committee", "village_committee")
UNIT_KINDS = (
    "county_committee", "county_government", "department", "town_government",
    "community_committee", "village_committee", "centre", "supervision_office", "service_hall",
    "enterprise",
)  # fmt: skip
TIERS = ("community", "town", "county")
PLACE_KINDS = ("building", "street", "landmark", "market", "school", "hospital")
Geometry = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Area:
    """A division with its real code and name. `old_code` is a code it had before, or empty.

    `geometry` is an invented GeoJSON polygon, absent for communities outside the six;
    `label` is [lon, lat] for every area.
    """

    code: str
    name: str
    full_name: str
    parent: str
    level: str
    kind: str
    old_code: str
    is_urban_community: bool
    geometry: Geometry | None
    label: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Grid:
    """One invented grid (示例): 15-digit code, polygon, households as entered for the year."""

    code: str
    name: str
    community: str
    households: int
    kind: str
    note: str
    geometry: Geometry
    label: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Line:
    """A river or road for orientation on the map."""

    name: str
    kind: str
    geometry: Geometry


@dataclass(frozen=True, slots=True)
class Place:
    """An invented building, street or landmark inside one grid."""

    name: str
    also_called: tuple[str, ...]
    kind: str
    grid: str
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Unit:
    """An organisation; parents stand before their children."""

    code: str
    name: str
    short_name: str
    kind: str
    parent: str
    area: str
    tier: str


@dataclass(frozen=True, slots=True)
class Person:
    """A fictitious holder of one post."""

    login: str
    name: str
    post: str
    unit: str
    area: str
    employment: str


def areas(folder: Path = FOLDER) -> tuple[Area, ...]:
    """County, towns, communities in this order, with shapes and label points."""
    rows = csv_rows(folder / "areas.csv")
    shapes = _shapes(folder)
    points = {row.text("code"): row.point() for row in csv_rows(folder / "points.csv")}
    unique([(row, row.text("code")) for row in rows], "code")
    unique([(row, row.text("old_code")) for row in rows if row.text("old_code", empty=True)],
           "old_code")  # fmt: skip
    known: set[str] = set()
    found = []
    for row in rows:
        area = _area(row, known, shapes, points)
        known.add(area.code)
        found.append(area)
    for row in rows:
        if row.text("old_code", empty=True) in known:
            raise row.fault("old_code", "is a code in use")
    return tuple(found)


def _area(
    row: Row,
    known: set[str],
    shapes: dict[str, tuple[Geometry, tuple[float, float]]],
    points: dict[str, tuple[float, float]],
) -> Area:
    level = row.one_of("level", LEVELS)
    code = row.digits("code", LEVELS[level])
    parent = row.text("parent", empty=True) if level == "county" else row.known("parent", known)
    if not code.startswith(parent):
        raise row.fault("parent", f"{code} does not begin with {parent}")
    geometry, label = shapes.get(code, (None, points.get(code)))
    if label is None:
        raise row.fault("code", "has neither a shape nor a point in points.csv")
    return Area(
        code=code,
        name=row.text("name"),
        full_name=row.text("full_name"),
        parent=parent,
        level=level,
        kind=row.one_of("kind", COMMITTEES if level == "community" else ("",)),
        old_code=row.digits("old_code", (6, 9, 12)) if row.fields["old_code"] else "",
        is_urban_community=row.flag("is_urban_community"),
        geometry=geometry,
        label=label,
    )


def _shapes(folder: Path) -> dict[str, tuple[Geometry, tuple[float, float]]]:
    (_, outline), *_ = features(folder / "county.geojson")
    middle = shape(outline).representative_point()
    found = {"469024": (outline, (round(middle.x, 6), round(middle.y, 6)))}
    for name in ("towns.geojson", "communities.geojson"):
        for row, geometry in features(folder / name):
            found[row.digits("code", (9, 12))] = (geometry, _label(row))
    return found


def _label(row: Row) -> tuple[float, float]:
    lon, lat = row.numbers("label_point", 2)
    return Row(row.file, row.label, {"lon": lon, "lat": lat}).point()


def grids(folder: Path = FOLDER) -> tuple[Grid, ...]:
    """The grids by code; a label point must lie in its polygon."""
    found, rows = [], features(folder / "grids.geojson")
    unique([(row, row.text("code")) for row, _ in rows], "code")
    urban = {row.text("code") for row, _ in features(folder / "communities.geojson")}
    for row, geometry in rows:
        code = row.digits("code", 15)
        if row.known("community_code", urban) != code[:12]:
            raise row.fault("community_code", f"{code} belongs elsewhere")
        polygon = shape(geometry)
        if geometry["type"] != "Polygon" or not polygon.is_valid:
            raise row.fault("geometry", "is no simple polygon")
        label = _label(row)
        if not polygon.contains(Point(label)):
            raise row.fault("label_point", "lies outside the grid")
        found.append(
            Grid(
                code=code,
                name=row.text("name"),
                community=code[:12],
                households=int(row.number("households", 200, 600)),
                kind=row.one_of("kind", ("general", "dedicated")),
                note=row.text("note", empty=True),
                geometry=geometry,
                label=label,
            )
        )
    return tuple(sorted(found, key=lambda grid: grid.code))


def lines(folder: Path = FOLDER) -> tuple[Line, ...]:
    """Orientation lines of the map."""
    return tuple(
        Line(row.text("name"), row.one_of("kind", ("river", "road")), geometry)
        for row, geometry in features(folder / "base.geojson")
    )


def places(folder: Path = FOLDER) -> tuple[Place, ...]:
    """Places with unique names, each inside its grid."""
    polygons = {grid.code: shape(grid.geometry) for grid in grids(folder)}
    rows, found = csv_rows(folder / "places.csv"), []
    unique([(row, row.text("name")) for row in rows], "name")
    for row in rows:
        grid, point = row.known("grid_code", polygons), row.point()
        if not polygons[grid].contains(Point(point)):
            raise row.fault("lon", f"the point lies outside grid {grid}")
        also = tuple(name for name in row.text("aliases", empty=True).split("|") if name)
        kind = row.one_of("kind", PLACE_KINDS)
        found.append(Place(row.text("name"), also, kind, grid, *point))
    return tuple(found)


def units(folder: Path = FOLDER) -> tuple[Unit, ...]:
    """Units, parents first, each in an area that exists."""
    codes = {area.code for area in areas(folder)}
    rows, known, found = csv_rows(folder / "units.csv"), set[str](), []
    unique([(row, row.text("code")) for row in rows], "code")
    unique([(row, row.text("name")) for row in rows if row.text("tier") == "county"], "name")
    for row in rows:
        parent = row.known("parent", known) if row.fields["parent"] else ""
        unit = Unit(
            code=row.text("code"),
            name=row.text("name"),
            short_name=row.text("short_name"),
            kind=row.one_of("kind", UNIT_KINDS),
            parent=parent,
            area=row.known("area_code", codes),
            tier=row.one_of("tier", TIERS),
        )
        if LEVELS[unit.tier] != len(unit.area):
            raise row.fault("area_code", f"{unit.area} is no {unit.tier}")
        known.add(unit.code)
        found.append(unit)
    return tuple(found)


def people(posts: frozenset[str], folder: Path = FOLDER) -> tuple[Person, ...]:
    """People with unique logins in posts, units and areas that exist; all marked as samples."""
    codes = {area.code for area in areas(folder)} | {grid.code for grid in grids(folder)}
    unit_codes = {unit.code for unit in units(folder)}
    rows, found = csv_rows(folder / "people.csv"), []
    unique([(row, row.text("login")) for row in rows], "login")
    unique([(row, row.text("name")) for row in rows], "name")
    for row in rows:
        if not row.flag("sample"):
            raise row.fault("sample", "everybody in the demo is fictitious and marked so")
        login = row.text("login")
        if not login.isascii() or login != login.lower():
            raise row.fault("login", f"{login!r} is not plain lower-case ASCII")
        person = Person(
            login=login,
            name=row.text("name"),
            post=row.known("post", posts),
            unit=row.known("unit_code", unit_codes),
            area=row.known("area_code", codes),
            employment=row.one_of("employment", ("full_time", "part_time")),
        )
        found.append(person)
    return tuple(found)
