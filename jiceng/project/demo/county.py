"""Write the demo county itself: territory, organisations, people in office and the rules in force.

Everything starts `YEARS` before the demo's today, so that a whole year of cases finds it in force.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from jiceng.kernel.records.configuration import load_rules, touch
from jiceng.kernel.records.models import (
    Appointment,
    Area,
    AreaVersion,
    OldCode,
    Person,
    Place,
    Unit,
)
from jiceng.project.demo.content import ConfigurationRow, Content, Grid

SINCE = date(2020, 1, 1)
CODES_CHANGED = date(2023, 1, 1)
"""The day from which the demo's new area codes count; the old ones still resolve."""
NO_PASSWORD = "!"  # noqa: S105 - Django's mark of an account nobody can sign in to
INVENTED = "示例数据初始录入"


def load_county(content: Content, zone: ZoneInfo) -> None:
    """All rows of the county, in the caller's transaction; needs empty tables."""
    _areas(content)
    _places(content)
    _units(content)
    _people(content)
    load_configuration(content.defaults.rows, zone, by="示例县")
    touch("territory")


def load_configuration(rows: Iterable[ConfigurationRow], zone: ZoneInfo, *, by: str) -> None:
    """First versions of the shipped rules, each in force from its own day."""
    by_day: dict[date, list[tuple[str, str, object]]] = {}
    for row in rows:
        by_day.setdefault(row.valid_from, []).append((row.kind, row.key, row.content))
    for day, listed in sorted(by_day.items()):
        load_rules(listed, at=datetime.combine(day, time(), zone), by=by)


def _areas(content: Content) -> None:
    paths = {"": ""}
    rows = []
    for area in content.areas:
        paths[area.code] = f"{paths[area.parent]}{area.code}/"
        rows.append(
            Area(
                code=area.code,
                path=paths[area.code],
                level=area.level,
                kind=area.kind,
                name=area.name,
                parent_id=area.parent or None,
                geometry=area.geometry,
                label_lon=area.label[0],
                label_lat=area.label[1],
                is_sample=area.geometry is not None,
                valid_from=SINCE,
            )
        )
    rows += [_grid(grid, paths[grid.community]) for grid in content.grids]
    Area.objects.bulk_create(rows)
    AreaVersion.objects.bulk_create(_first_version(row) for row in rows)
    OldCode.objects.bulk_create(
        OldCode(code=area.old_code, area_id=area.code, changed_on=CODES_CHANGED)
        for area in content.areas
        if area.old_code
    )


def _grid(grid: Grid, above: str) -> Area:
    return Area(
        code=grid.code,
        path=f"{above}{grid.code}/",
        level="grid",
        kind=grid.kind,
        name=grid.name,
        parent_id=grid.community,
        households=grid.households,
        geometry=grid.geometry,
        label_lon=grid.label[0],
        label_lat=grid.label[1],
        is_sample=True,
        valid_from=SINCE,
    )


def _first_version(row: Area) -> AreaVersion:
    return AreaVersion(
        area=row,
        name=row.name,
        path=row.path,
        households=row.households,
        geometry=row.geometry,
        valid_from=row.valid_from,
        reason=INVENTED,
        decided_by="示例县",
    )


def _places(content: Content) -> None:
    Place.objects.bulk_create(
        Place(
            name=place.name,
            also_called=list(place.also_called),
            kind=place.kind,
            area_id=place.grid,
            lon=place.lon,
            lat=place.lat,
            is_sample=True,
        )
        for place in content.places
    )


def _units(content: Content) -> None:
    paths = {"": ""}
    rows = []
    for unit in content.units:
        paths[unit.code] = f"{paths[unit.parent]}{unit.code}/"
        rows.append(
            Unit(
                code=unit.code,
                path=paths[unit.code],
                name=unit.name,
                short_name=unit.short_name,
                kind=unit.kind,
                tier=unit.tier,
                parent_id=unit.parent or None,
                area_id=unit.area,
                valid_from=SINCE,
            )
        )
    Unit.objects.bulk_create(rows)


def _people(content: Content) -> None:
    people = [
        Person(login=each.login, name=each.name, password=NO_PASSWORD, is_sample=True)
        for each in content.people
    ]
    ids = {person.login: person.pk for person in Person.objects.bulk_create(people)}
    Appointment.objects.bulk_create(
        Appointment(
            person_id=ids[each.login],
            post=each.post,
            unit_id=each.unit,
            area_id=each.area,
            starts_on=SINCE,
        )
        for each in content.people
    )
