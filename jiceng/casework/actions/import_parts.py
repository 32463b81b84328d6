"""Some hundred rows of a file at a time: sealed, read by the layout, checked, made cases of."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeAlias

from django.db.models import QuerySet

from jiceng.casework.actions.import_contacts import phone_in
from jiceng.casework.actions.import_names import names_for
from jiceng.casework.actions.imports import import_batch
from jiceng.casework.models import ImportedCase, ImportPart, ImportRun
from jiceng.casework.queries import rules_at
from jiceng.casework.rules.imports import ColumnMapping, ImportedRow, read_mapping, read_row
from jiceng.kernel.places import mask_personal
from jiceng.kernel.records.territory import AreaEntry, Territory, territory
from jiceng.kernel.records.vault import Sealed, seal, unseal
from jiceng.kernel.refusal import Reason
from jiceng.kernel.scope import Actor, Grip

PART = 500
"""Rows in one transaction: some tenths of a second."""
Line: TypeAlias = tuple[int, Mapping[str, str]]
"""A row's number in its sheet and its cells by heading."""
Refusals: TypeAlias = list[tuple[int, Mapping[str, str], list[Reason]]]
Good: TypeAlias = list[tuple[Line, ImportedRow]]


def keep_part(run: ImportRun, place: int, lines: Sequence[Line]) -> None:
    """Seal some rows under a key of their own."""
    sealed = seal(_dump(run, [(n, cells, []) for n, cells in lines]), _purpose(run, place, "rows"))
    ImportPart.objects.create(run=run, place=place, key=sealed.key, sealed=sealed.text)


def lines_of(run: ImportRun, part: ImportPart) -> Iterator[Line]:
    """The rows of a part that have not been taken in yet."""
    if part.key is None:
        return
    plain = _open(part.key, part.sealed, _purpose(run, part.place, "rows"))
    for number, cells, _reasons in _load(run, plain):
        yield number, cells


def refusals_of(run: ImportRun) -> Iterator[tuple[int, Mapping[str, str], list[Reason]]]:
    """Every row the last pass refused, in the order of the file, with every reason."""
    for part in run.parts.filter(refused_key__isnull=False).order_by("place"):
        plain = _open(part.refused_key, part.refused, _purpose(run, part.place, "refused"))
        yield from _load(run, plain)


def next_part(run: ImportRun, place: int) -> ImportPart | None:
    """The first part from a place on whose rows are still to be looked at."""
    return run.parts.filter(place__gte=place, key__isnull=False).order_by("place").first()


def drop_parts(parts: QuerySet[ImportPart]) -> int:
    return parts.delete()[0]


def pass_part(run: ImportRun, part: ImportPart, *, by: Actor, own: Grip, now: datetime) -> None:
    """Look over one part or take it in; counts go to `run`, refusals and keys to the part.

    The caller's transaction holds all of it, and saves `run`.
    """
    is_dry = run.stage == "checking"
    mapping = read_mapping(run.layout)
    lines = list(lines_of(run, part))
    good, refused = _read(lines, mapping, run.doubled, now)
    good, used = _without_used(good, mapping)
    good, unclear = _with_areas(good, own)
    refused += used + unclear
    rows = [row for _line, row in good]
    names = names_for(mapping, rows, now, dry_run=is_dry)
    taken = import_batch(rows, mapping=mapping, names=names, now=now, dry_run=is_dry, by=by)
    refused += [(*good[place][0], [reason]) for place, reason in taken.refused]
    fresh = [rows[place] for place in taken.accepted]
    run.passed += len(lines)
    run.accepted += len(fresh)
    run.known += taken.known
    run.refused += len(refused)
    run.flagged += sum(1 for row in fresh if row.flags)
    run.flags = Counter(run.flags) + Counter(flag for row in fresh for flag in row.flags)
    put_back(run, part, sorted(refused, key=lambda one: one[0]), is_dry)


def _read(
    lines: Sequence[Line], mapping: ColumnMapping, doubled: Mapping[str, int], now: datetime
) -> tuple[Good, Refusals]:
    zone = rules_at(now)[1].zone
    good: Good = []
    refused: Refusals = []
    column = mapping.columns["external_id"][0]
    for number, cells in lines:
        read = read_row(cells, mapping, zone=zone, now=now)
        faults = [] if isinstance(read, ImportedRow) else list(read)
        if (first := doubled.get(cells.get(column, "").strip(), number)) != number:
            faults.append(Reason("number_doubled", {"row": first}, "external_id"))
        if isinstance(read, ImportedRow) and not faults:
            good.append(((number, cells), _without_numbers(read)))
        else:
            refused.append((number, cells, faults))
    return good, refused


def _without_numbers(row: ImportedRow) -> ImportedRow:
    """Numbers that point at a person leave everything staff read; the first is how to call back."""
    return replace(
        row,
        contact_phone=phone_in(row),
        text=mask_personal(row.text)[0],
        title=mask_personal(row.title)[0],
        place=mask_personal(row.place)[0],
        kept={column: mask_personal(text)[0] for column, text in row.kept.items()},
    )


def _without_used(good: Good, mapping: ColumnMapping) -> tuple[Good, Refusals]:
    """A number that already stands for another matter is refused, not taken for the same one."""
    ids = [row.external_id for _line, row in good]
    taken = ImportedCase.objects.filter(source_name=mapping.name, external_id__in=ids)
    before = dict(taken.values_list("external_id", "case__reported_at"))
    left: Good = []
    refused: Refusals = []
    for line, row in good:
        reported = before.get(row.external_id)
        if reported is None or reported == row.reported_at:
            left.append((line, row))
        else:
            given = {"value": row.external_id, "at": f"{reported:%Y-%m-%d}"}
            refused.append((*line, [Reason("number_used", given, "external_id")]))
    return left, refused


def _with_areas(good: Good, own: Grip) -> tuple[Good, Refusals]:
    """Areas by name as the sender knows them; a row without any place lies in the sender's own."""
    land = territory()
    left: Good = []
    refused: Refusals = []
    for line, row in good:
        found = _area_of(row, land, own)
        if isinstance(found, Reason):
            refused.append((*line, [found]))
        else:
            left.append((line, replace(row, area=found.code) if found else row))
    return left, refused


def _area_of(row: ImportedRow, land: Territory, own: Grip) -> AreaEntry | Reason | None:
    if not row.area:
        home = next((a for a in land.areas.values() if a.path == own.area_path), None)
        is_placed = land.locate(lon=row.lon, lat=row.lat, place=row.place).area is not None
        return home if home and home.level != "county" and not is_placed and not row.unit else None
    named = [a for a in land.areas.values() if a.name == row.area]
    near = [a for a in named if a.path.startswith(own.area_path)]
    if len(near) > 1:
        return Reason("area_unclear", {"value": row.area}, "area")
    return near[0] if near else None


def put_back(run: ImportRun, part: ImportPart, refused: Refusals, is_dry: bool) -> None:
    part.refused_key, part.refused = None, b""
    if refused:
        kept = seal(_dump(run, refused), _purpose(run, part.place, "refused"))
        part.refused_key, part.refused = kept.key, kept.text
    if not is_dry:
        part.key, part.sealed = None, b""
    part.save()


def _purpose(run: ImportRun, place: int, what: str) -> str:
    return f"import:{run.key}:{place}:{what}"


def _open(key: Any, text: Any, purpose: str) -> str:
    return unseal(Sealed(bytes(key), bytes(text)), purpose)


def _dump(run: ImportRun, rows: Iterable[tuple[int, Mapping[str, str], list[Reason]]]) -> str:
    kept = [
        [n, [cells.get(c, "") for c in run.header], [[r.as_json(), r.field] for r in reasons]]
        for n, cells, reasons in rows
    ]
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def _load(run: ImportRun, plain: str) -> Iterator[tuple[int, Mapping[str, str], list[Reason]]]:
    for number, values, reasons in json.loads(plain):
        found = [replace(Reason.from_json(stored), field=field) for stored, field in reasons]
        yield number, dict(zip(run.header, values, strict=True)), found
