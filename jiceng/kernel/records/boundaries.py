"""Territory from files: boundaries as GeoJSON, divisions as a table (S1).

Both ways end in the same changes with history as by hand: a code is never reused, what was stays
on record, and old codes still resolve.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.db import transaction

from jiceng.kernel.boundaries import (
    Boundary,
    check_boundaries,
    collection_of,
    read_boundaries,
    same_shape,
)
from jiceng.kernel.records.areas import (
    Change,
    Successor,
    current_since,
    open_area,
    redraw_area,
    rename_area,
)
from jiceng.kernel.records.bulk import insert_instances
from jiceng.kernel.records.configuration import touch
from jiceng.kernel.records.journal import append, line_by
from jiceng.kernel.records.models import Area, OldCode, within
from jiceng.kernel.records.territory import KIND
from jiceng.kernel.refusal import Invalid, Reason
from jiceng.kernel.scope import Grip

ORDER = {"province": 0, "city": 1, "county": 2, "town": 3, "community": 4, "grid": 5}
BY_NUMBER = dict(zip("12345", ORDER, strict=False))
"""The levels of the national table of divisions."""
BATCH = 20_000
Progress = Callable[[int], object]


@dataclass
class Taken:
    """What became of the areas of a file."""

    read: int = 0
    opened: int = 0
    changed: int = 0
    unchanged: int = 0
    warnings: list[Reason] = field(default_factory=list)
    refused: list[tuple[int, Reason]] = field(default_factory=list)


def import_boundaries(
    collection: Any, *, change: Change, grip: Grip, now: datetime, today: date, dry_run: bool
) -> Taken:
    """Take in a FeatureCollection whole or not at all. Raises `Invalid` with every fault."""
    areas, faults = read_boundaries(collection)
    codes = {a.parent for a in areas}
    parents = dict(Area.objects.filter(code__in=codes).values_list("code", "geometry"))
    beside = Area.objects.filter(parent__in=codes, valid_to=None).exclude(geometry=None)
    findings = check_boundaries(areas, [_as_drawn(a) for a in beside], parents)
    faults += [*findings.faults, *_orphans(areas, parents)]
    if faults:
        raise Invalid(*faults)
    taken = Taken(read=len(areas), warnings=list(findings.warnings))
    with transaction.atomic():
        for area in sorted(areas, key=lambda a: (ORDER[a.level], a.code)):
            _take(area, taken, change, grip, now, today)
        if dry_run:
            transaction.set_rollback(True)
    return taken


def _orphans(areas: Sequence[Boundary], parents: Mapping[str, Any]) -> Iterator[Reason]:
    known = parents.keys() | {a.code for a in areas}
    for area in areas:
        there = Area.objects.filter(code=area.code).exists()
        if not there and area.parent not in known:
            given = {"value": area.parent, "area": area.name}
            yield Reason("parent_unknown", given, field="parent")


def _take(
    given: Boundary, taken: Taken, change: Change, grip: Grip, now: datetime, today: date
) -> None:
    area = Area.objects.filter(code=given.code, valid_to=None).first()
    if area is None:
        parent = Area.objects.get(code=given.parent)
        successor = Successor(given.code, given.name, given.geometry)
        open_area(parent, successor, change=change, grip=grip, now=now, today=today)
        taken.opened += 1
        return
    renamed = area.name != given.name
    redrawn = given.geometry is not None and not same_shape(area.geometry, given.geometry)
    if redrawn and given.geometry is not None:
        redraw_area(area, given.geometry, change=change, grip=grip, now=now, today=today)
    if renamed:
        seen = Change(change.effective, change.reason, change.decided_by, current_since(area))
        rename_area(area, given.name, change=seen, grip=grip, now=now, today=today)
    taken.changed += renamed or redrawn
    taken.unchanged += not (renamed or redrawn)


def export_boundaries(*, level: str = "", under: str = "") -> dict[str, Any]:
    """The areas of today as a FeatureCollection that can be taken in again."""
    rows = Area.objects.filter(within("path", under), valid_to=None).order_by("path")
    rows = rows.filter(level=level) if level else rows
    return collection_of([_as_drawn(a) for a in rows])


def _as_drawn(area: Area) -> Boundary:
    return Boundary(area.code, area.name, area.level, area.parent_id or "", area.geometry)


def import_divisions(
    rows: Iterable[tuple[int, Mapping[str, str]]],
    *,
    grip: Grip,
    now: datetime,
    today: date,
    dry_run: bool = False,
    progress: Progress = lambda rows: None,
) -> Taken:
    """Take in a table of divisions: code, name, parent, level, and kind and old_code if given.

    `rows` are (row number, cells), parents before children. Codes already here are left as they
    are; a row without its parent is refused by number. The first row may be a root.
    """
    taken = Taken()
    paths = dict(Area.objects.values_list("code", "path"))
    used = set(paths) | set(OldCode.objects.values_list("code", flat=True))
    cells = iter(rows)
    with transaction.atomic():
        while batch := list(islice(cells, BATCH)):
            areas = [a for a in (_division(n, c, paths, used, taken, today) for n, c in batch) if a]
            if not dry_run:
                insert_instances(Area, areas)
                _keep_old_codes(batch, paths, used, today)
            taken.opened += len(areas)
            taken.read += len(batch)
            progress(len(batch))
        if taken.opened and not dry_run:
            said = {"opened": taken.opened, "refused": len(taken.refused)}
            append([line_by(grip, "import_areas", "area", 0, payload=said)], at=now)
            touch(KIND)
    return taken


def _division(
    number: int,
    cells: Mapping[str, str],
    paths: dict[str, str],
    used: set[str],
    taken: Taken,
    today: date,
) -> Area | None:
    code, parent = cells.get("code", "").strip(), cells.get("parent", "").strip()
    level = cells.get("level", "").strip()
    level = BY_NUMBER.get(level, level)
    if code in used:
        taken.unchanged += 1
        return None
    is_root = (parent not in paths and level == "province") or (not paths and bool(code))
    if reason := _why_not_division(code, cells.get("name", "").strip(), level):
        taken.refused.append((number, reason))
        return None
    if parent not in paths and not is_root:
        given = {"value": parent, "area": cells["name"]}
        taken.refused.append((number, Reason("parent_unknown", given, field="parent")))
        return None
    paths[code] = f"{'' if is_root else paths[parent]}{code}/"
    used.add(code)
    return Area(
        code=code,
        path=paths[code],
        level=level,
        kind=cells.get("kind", "").strip()[:24],
        name=cells["name"].strip(),
        parent_id=None if is_root else parent,
        valid_from=today,
    )


def _why_not_division(code: str, name: str, level: str) -> Reason | None:
    if not (code.isascii() and code.isalnum() and len(code) <= 15):
        return Reason("text_length", {"low": 1, "high": 15}, field="code")
    if not 1 <= len(name) <= 60:
        return Reason("text_length", {"low": 1, "high": 60}, field="name")
    return None if level in ORDER else Reason("unknown_value", {"value": level}, field="level")


def _keep_old_codes(
    batch: Sequence[tuple[int, Mapping[str, str]]],
    paths: Mapping[str, str],
    used: set[str],
    today: date,
) -> None:
    """A former code, where the file names one, goes on resolving."""
    old = {
        former: code
        for _number, cells in batch
        if (former := cells.get("old_code", "").strip())
        and former not in used
        and (code := cells.get("code", "").strip()) in paths
    }
    used |= old.keys()
    OldCode.objects.bulk_create(
        OldCode(code=former, area_id=code, changed_on=today) for former, code in old.items()
    )
