"""What the words of a file mean: areas, units and types by code or name, made where wanted.

A mapping that says "create" is for a county of its own: neighbourhoods become communities under
one root, departments become units, kinds of request become case types. Everywhere else a word
that means nothing is refused by its field.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime

from django.db import transaction

from jiceng.casework.actions.imports import Names
from jiceng.casework.queries import rules_at
from jiceng.casework.rules.imports import ColumnMapping, ImportedRow
from jiceng.kernel.records.configuration import load_rules, touch
from jiceng.kernel.records.models import Area, Unit
from jiceng.kernel.records.models.unit import APART
from jiceng.kernel.records.territory import KIND, territory
from jiceng.kernel.refusal import Invalid, Reason

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
SINCE = date(2000, 1, 1)
LEVELS = ("grid", "community", "town")
CENTRE = "CENTRE"


def prepare_county(mapping: ColumnMapping) -> None:
    """Give an empty county its root and its desk. Raises `Invalid` where there is no county."""
    if territory().areas:
        return
    if not mapping.county_code:
        raise Invalid(Reason("no_territory"))
    with transaction.atomic():
        root = _area(mapping.county_code, mapping.county_name, "county", None)
        root.save(force_insert=True)
        _unit(CENTRE, mapping.county_name, "centre", None, root).save(force_insert=True)
        touch(KIND)


def names_for(
    mapping: ColumnMapping, rows: Sequence[ImportedRow], now: datetime, *, dry_run: bool = False
) -> Names:
    """Codes for every word in some rows; creates what the mapping lets it create."""
    types, units, areas = _types(now), _units(), _areas()
    if dry_run:
        return Names(types, units, areas)
    if mapping.areas == "create" and _create_areas(_missing((r.area for r in rows), areas)):
        areas = _areas()
    if mapping.units == "create" and _create_units(_missing((r.unit for r in rows), units)):
        units = _units()
    missing = _missing((r.case_type for r in rows), types) if mapping.types == "create" else []
    if _create_types(mapping, missing, now):
        types = _types(now)
    return Names(types, units, areas)


def _missing(words: Iterable[str], known: Mapping[str, str]) -> list[str]:
    return sorted({w for w in words if w and w not in known})


def _areas() -> Mapping[str, str]:
    land = territory()
    found = {a.name: a.code for a in land.areas.values() if a.level in LEVELS}
    return found | {c: c for c in land.areas} | {c: c for c in land.old_codes}


def _units() -> Mapping[str, str]:
    """By full name, short name and code; organisations apart handle no cases."""
    rows = (
        Unit.objects.filter(valid_to=None)
        .exclude(kind__in=APART)
        .values_list("code", "name", "short_name")
    )
    return {word: code for code, *words in rows for word in (*words, code)}


def _types(now: datetime) -> Mapping[str, str]:
    leaves = [t for t in rules_at(now)[0].types.values() if t.is_leaf]
    return {t.name: t.code for t in leaves} | {t.code: t.code for t in leaves}


def _create_areas(names: Sequence[str]) -> bool:
    if not names:
        return False
    root = Area.objects.get(parent=None)
    first = Area.objects.filter(parent=root).count() + 1
    Area.objects.bulk_create(
        _area(f"{root.code[:11]}{first + place:04d}", name, "community", root)
        for place, name in enumerate(names)
    )
    touch(KIND)
    return True


def _create_units(names: Sequence[str]) -> bool:
    if not names:
        return False
    parent = Unit.objects.get(code=CENTRE)
    first = Unit.objects.count()
    Unit.objects.bulk_create(
        _unit(f"U{first + place:04d}", name, "department", parent, parent.area)
        for place, name in enumerate(names)
    )
    touch(KIND)
    return True


def _create_types(mapping: ColumnMapping, names: Sequence[str], now: datetime) -> bool:
    if not names:
        return False
    first = len(rules_at(now)[0].types) + 1
    contents = [
        (
            "case_type",
            f"{mapping.name[:8]}-{first + place:04d}",
            {"name": name, "name_en": name, "first_tier": "county", "level": "large"},
        )
        for place, name in enumerate(names)
    ]
    load_rules(contents, at=LONG_AGO, by=f"import {mapping.name}")
    return True


def _area(code: str, name: str, level: str, parent: Area | None) -> Area:
    path = f"{parent.path if parent else ''}{code}/"
    return Area(
        code=code,
        name=name[:60],
        level=level,
        parent=parent,
        path=path,
        valid_from=SINCE,
    )


def _unit(code: str, name: str, kind: str, parent: Unit | None, area: Area) -> Unit:
    return Unit(
        code=code,
        name=name,
        short_name=name[:40],
        kind=kind,
        tier="county",
        parent=parent,
        area=area,
        path=f"{parent.path if parent else ''}{code}/",
        valid_from=SINCE,
    )
