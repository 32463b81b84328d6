"""Households are written down by place: by hand, or many at once from a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from jiceng.casework.actions.imports import next_keys
from jiceng.casework.queries import rules_at
from jiceng.casework.rules.sheets import Read, Taken
from jiceng.kernel.numbers import public_number
from jiceng.kernel.places import System, mask_personal, to_wgs84
from jiceng.kernel.records.configuration import touch
from jiceng.kernel.records.journal import append, line_by
from jiceng.kernel.records.keys import next_key
from jiceng.kernel.records.territory import AreaEntry, place_faults, territory
from jiceng.kernel.refusal import Invalid, NotAllowed, Reason, Stale
from jiceng.kernel.scope import Actor, Grip, covers
from jiceng.services.models import Block
from jiceng.services.queries.blocks import LEVELS
from jiceng.services.queries.points import MARK, keeping
from jiceng.services.rules.blocks import BlockRow, faults_of

PREFIX = "HB"


def keep_block(
    given: BlockRow, *, by: Actor, now: datetime, block: Block | None = None, version: int = 0
) -> Block:
    """Write a block down, or anew. Raises `NotAllowed`, `Stale`, `Invalid` naming each field."""
    today = _today(now)
    area = _area_of(given, by)
    grip = _grip(by, area)
    if block is not None:
        _grip(by, territory().areas[str(block.area_id)])
    if faults := [*faults_of(given, today), *place_faults(given.lon, given.lat, area)]:
        raise Invalid(*faults)
    with transaction.atomic():
        row = _written(block, _columns(given, area), version, area, now)
        _say(grip, "keep_block", now, row.pk, households=given.households, area=area.code)
    return row


def remove_block(block: Block, *, by: Actor, now: datetime, version: int) -> None:
    """Take a block out: it was pulled down, or written down twice. `NotAllowed`, `Stale`."""
    grip = _grip(by, territory().areas[str(block.area_id)])
    key = block.pk
    with transaction.atomic():
        removed, _each = Block.objects.filter(pk=key, version=version).delete()
        if not removed:
            raise Stale(Reason("stale"))
        _say(grip, "remove_block", now, key, households=block.households, area=str(block.area_id))


def import_blocks(
    rows: Read[BlockRow], *, by: Actor, now: datetime, system: System = "wgs84",
    is_trial: bool = False, is_sample: bool = False,
) -> Taken:  # fmt: skip
    """Take a table in, unless a single row is refused; a trial only says what would happen.

    A block of the same name in the same area is written anew. Raises `NotAllowed`, and `Invalid`
    where nothing in the table is new.
    """
    grips = keeping(by)
    if not grips:
        raise NotAllowed(Reason("not_block_keeper"))
    taken, kept = Taken(), _kept()
    good = list(_checked(rows, by, system, now, taken))
    fresh, changed = list[Block](), list[Block]()
    for given, area in good:
        columns = _columns(given, area)
        row = kept.get((area.code, columns["name"]))
        if row is None:
            fresh.append(Block(**columns, is_sample=is_sample))
        elif any(getattr(row, name) != value for name, value in columns.items()):
            changed.append(_put(row, columns))
        else:
            taken.same += 1
    taken.added, taken.changed = len(fresh), len(changed)
    if is_trial or taken.refused:
        return taken
    if not fresh and not changed:
        raise Invalid(Reason("nothing_to_import", field="file"))
    with transaction.atomic():
        _write_many(fresh, changed, now)
        widest = min(grips, key=lambda g: len(g.area_path))
        _say(widest, "import_blocks", now, 0, added=len(fresh), changed=len(changed))
    return taken


def _checked(
    rows: Read[BlockRow], by: Actor, system: System, now: datetime, taken: Taken
) -> Iterator[tuple[BlockRow, AreaEntry]]:
    """The rows to be written; what is wrong goes into `taken`."""
    today, seen = _today(now), dict[tuple[str, str], int]()
    for number, read in rows:
        if isinstance(read, tuple):
            taken.refused.append((number, read))
            continue
        given = _in_wgs84(read, system)
        try:
            area = _area_of(given, by)
            _grip(by, area)
            faults = [*faults_of(given, today), *place_faults(given.lon, given.lat, area)]
            first = seen.setdefault((area.code, given.name), number)
            if first != number:
                faults.append(Reason("block_doubled", {"row": first}, "name"))
            if faults:
                raise Invalid(*faults)
        except (Invalid, NotAllowed) as refusal:
            taken.refused.append((number, refusal.reasons))
            continue
        yield given, area


def _in_wgs84(given: BlockRow, system: System) -> BlockRow:
    if given.lon is None or given.lat is None:
        return given
    lon, lat = to_wgs84((given.lon, given.lat), system)
    return replace(given, lon=round(lon, 6), lat=round(lat, 6))


def _area_of(given: BlockRow, by: Actor) -> AreaEntry:
    """By code, by a name within reach, or by the point. Raises `Invalid`."""
    land, said = territory(), given.area.strip()
    if not said:
        placed = given.lon is not None and given.lat is not None
        found = land.locate(lon=given.lon, lat=given.lat).area if placed else None
        if found is None:
            code = "point_outside_county" if placed else "block_not_placed"
            raise Invalid(Reason(code, field="lon" if placed else "area"))
        return found
    named = [land.area(said)] if land.area(said) else [
        a for a in land.areas.values()
        if a.name == said and any(covers(g.area_path, a.path) for g in keeping(by))
    ]  # fmt: skip
    if len(named) > 1:
        raise Invalid(Reason("area_unclear", {"value": said[:60]}, "area"))
    area = named[0] if named else None
    if area is None or area.level not in LEVELS:
        raise Invalid(Reason("unknown_area", {"value": said[:60]}, "area"))
    return area


def _grip(by: Actor, area: AreaEntry) -> Grip:
    able = [g for g in keeping(by) if covers(g.area_path, area.path)]
    if not able:
        raise NotAllowed(Reason("block_not_yours", {"area": area.name}, "area"))
    return max(able, key=lambda g: len(g.area_path))


def _today(now: datetime) -> date:
    return now.astimezone(rules_at(now)[1].zone).date()


def _columns(given: BlockRow, area: AreaEntry) -> dict[str, Any]:
    words = {n: mask_personal(str(getattr(given, n)).strip())[0] for n in ("name", "source")}
    return {
        **words,
        "area_id": area.code,
        "area_path": area.path,
        "lon": given.lon,
        "lat": given.lat,
        "households": given.households,
        "counted_on": given.counted_on,
    }


def _written(
    block: Block | None, columns: Mapping[str, Any], version: int, area: AreaEntry, now: datetime
) -> Block:
    try:
        with transaction.atomic():
            if block is None:
                row = Block(pk=next_key(Block), **columns)
                row.number = _number(row.pk, now)
                row.save(force_insert=True)
                return row
            same = Block.objects.filter(pk=block.pk, version=version)
            changed = same.update(**columns, version=version + 1)
    except IntegrityError as error:
        raise Invalid(Reason("block_twice", {"area": area.name}, "name")) from error
    if not changed:
        raise Stale(Reason("stale"))
    block.refresh_from_db()
    return block


def _number(key: int, now: datetime) -> str:
    return PREFIX + public_number(now.astimezone(rules_at(now)[1].zone).year, key)


def _kept() -> dict[tuple[str, str], Block]:
    return {(str(row.area_id), row.name): row for row in Block.objects.all()}


def _put(row: Block, columns: Mapping[str, Any]) -> Block:
    for name, value in columns.items():
        setattr(row, name, value)
    row.version += 1
    return row


def _write_many(fresh: Sequence[Block], changed: Sequence[Block], now: datetime) -> None:
    for row, key in zip(fresh, next_keys(len(fresh), Block), strict=True):
        row.pk, row.number = key, _number(key, now)
    Block.objects.bulk_create(fresh, batch_size=500)
    names = ["lon", "lat", "households", "counted_on", "source", "version"]
    Block.objects.bulk_update(changed, names, batch_size=500)


def _say(grip: Grip, kind: str, now: datetime, key: int, **told: Any) -> None:
    """One journal line; coverage is measured anew."""
    append([line_by(grip, f"services.{kind}", "block", key, payload=told)], at=now)
    touch(MARK)
