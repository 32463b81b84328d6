"""Cases that others have already recorded, taken in batches by the same rules (S11).

An imported case keeps the dates of its source. One journal line says when and from where it
came; its life before that is not ours to tell. Its outcome row is written at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Model

from jiceng.casework.actions import outcomes
from jiceng.casework.actions.import_contacts import keep_contacts
from jiceng.casework.actions.intake import TITLE, Raised, plan, shorten
from jiceng.casework.models import Case, ImportedCase
from jiceng.casework.process import CASE
from jiceng.casework.queries import rules_at
from jiceng.casework.rules.imports import ColumnMapping, ImportedRow
from jiceng.casework.rules.rulebook import CaseType, Rulebook
from jiceng.kernel.calendar import WorkingCalendar, wall_seconds
from jiceng.kernel.clocks import Clock
from jiceng.kernel.numbers import public_number
from jiceng.kernel.places import mask_personal
from jiceng.kernel.process import next_alarm
from jiceng.kernel.records.advance import put_clocks, warn_at, work_item
from jiceng.kernel.records.bulk import draft, insert_instances
from jiceng.kernel.records.configuration import reading_once
from jiceng.kernel.records.journal import Line, append, line_by
from jiceng.kernel.records.keys import next_key
from jiceng.kernel.records.models import PendingAlarm, WorkItem
from jiceng.kernel.records.territory import AreaEntry, Territory, UnitEntry, territory
from jiceng.kernel.refusal import Reason
from jiceng.kernel.remembering import RememberingCalendar
from jiceng.kernel.scope import SYSTEM, Actor, Grip
from jiceng.kernel.terms import Counting


@dataclass
class Names:
    """Codes by the file's own words, for everything a row may name."""

    types: Mapping[str, str]
    units: Mapping[str, str]
    areas: Mapping[str, str]


@dataclass
class BatchResult:
    """What became of some rows, by their place in the batch."""

    accepted: list[int] = field(default_factory=list)
    known: int = 0
    refused: list[tuple[int, Reason]] = field(default_factory=list)


@dataclass
class _Placed:
    """A row with everything it names found."""

    row: ImportedRow
    case_type: CaseType
    area: AreaEntry | None
    unit: UnitEntry
    tier: str
    lon: float | None
    lat: float | None
    located_by: str


def import_batch(
    rows: Sequence[ImportedRow],
    *,
    mapping: ColumnMapping,
    names: Names,
    now: datetime,
    dry_run: bool = False,
    by: Actor = SYSTEM,
) -> BatchResult:
    """Take in one batch in one transaction; what is already here by its external id is left.

    What lies outside the reach of `by` is refused with `outside_reach`; the journal names the post.
    """
    with reading_once():
        return _import(rows, mapping, names, now, dry_run, by)


def _import(
    rows: Sequence[ImportedRow],
    mapping: ColumnMapping,
    names: Names,
    now: datetime,
    dry_run: bool,
    by: Actor,
) -> BatchResult:
    book, calendar = rules_at(now)
    result = BatchResult()
    known = _known(mapping.name, rows)
    placed = []
    for place, row in enumerate(rows):
        if row.external_id in known:
            result.known += 1
            continue
        known.add(row.external_id)
        found = None if dry_run and mapping.creates else _place(row, names, book, now)
        if isinstance(found, _Placed) and _post_for(by, found) is None:
            found = Reason("outside_reach", field="area")
        if isinstance(found, Reason):
            result.refused.append((place, found))
            continue
        result.accepted.append(place)
        placed += [found] if found else []
    if placed and not dry_run:
        with transaction.atomic():
            _write(placed, mapping, book, calendar, now, by)
    return result


@dataclass(frozen=True, slots=True)
class _Whereabouts:
    """What scope reads: where a case will lie and who will have it."""

    area_path: str
    unit_path: str
    tier: str


def _post_for(by: Actor, item: _Placed) -> Grip | None:
    """The narrowest post of `by` that reaches where a row belongs."""
    area = item.area.path if item.area else territory().areas[item.unit.area].path
    subject = _Whereabouts(area, item.unit.path, item.tier)
    able = [g for g in by.grips if g.sees(subject)]
    return max(able, key=lambda g: (len(g.area_path), len(g.unit_path)), default=None)


def _known(source: str, rows: Sequence[ImportedRow]) -> set[str]:
    ids = [row.external_id for row in rows]
    taken = ImportedCase.objects.filter(source_name=source, external_id__in=ids)
    return set(taken.values_list("external_id", flat=True))


def _place(row: ImportedRow, names: Names, book: Rulebook, now: datetime) -> _Placed | Reason:
    """Find type, area and unit; a name that means nothing is refused by its field."""
    for field_name, word, codes in (
        ("case_type", row.case_type, names.types),
        ("unit", row.unit, names.units),
        ("area", row.area, names.areas),
    ):
        if word and word not in codes:
            return Reason("unknown_value", {"value": word}, field=field_name)
    land = territory()
    case_type = book.type_of(names.types.get(row.case_type, ""))
    area = land.area(names.areas.get(row.area, ""))
    if unit := land.units.get(names.units.get(row.unit, "")):
        area, by, lon, lat = _locate(row, area, land)
        return _Placed(row, case_type, area, unit, unit.tier, lon, lat, by)
    planned = plan(
        Raised(row.text, case_type=case_type.code, lon=row.lon, lat=row.lat, place=row.place,
               grid_code=area.code if area else ""),
        now=now,
    )  # fmt: skip
    at = planned.located
    return _Placed(row, case_type, at.area, planned.unit, planned.tier, row.lon, row.lat, at.by)


def _locate(
    row: ImportedRow, area: AreaEntry | None, land: Territory
) -> tuple[AreaEntry | None, str, float | None, float | None]:
    """The nearest area known; the file's own point stays, even outside our polygons."""
    if area is not None and area.level == "grid":
        return area, "import", row.lon, row.lat
    found = land.locate(lon=row.lon, lat=row.lat, place=row.place)
    inside = found.area and (area is None or found.area.path.startswith(area.path))
    if inside:
        return found.area, found.by, row.lon or found.lon, row.lat or found.lat
    return area, "import" if area else "desk", row.lon, row.lat


def _write(
    placed: Sequence[_Placed],
    mapping: ColumnMapping,
    book: Rulebook,
    calendar: WorkingCalendar,
    now: datetime,
    by: Actor,
) -> None:
    keys, land = next_keys(len(placed)), territory()
    calendar = RememberingCalendar.like(calendar)
    cases = [
        _case(item, key, mapping, book, calendar, land, now)
        for item, key in zip(placed, keys, strict=True)
    ]
    alarms, items = _owed(cases, book, calendar, now)
    insert_instances(Case, cases)
    origins = (
        draft(
            ImportedCase,
            case_id=case.pk,
            source_name=mapping.name,
            external_id=item.row.external_id,
            flags=list(item.row.flags),
            kept=dict(item.row.kept),
        )
        for case, item in zip(cases, placed, strict=True)
    )
    insert_instances(ImportedCase, origins, keyed=False)
    keep_contacts([(c, item.row) for c, item in zip(cases, placed, strict=True)], book, now)
    posts = [_post_for(by, item) for item in placed]
    lines = (_line(case, mapping.name, grip) for case, grip in zip(cases, posts, strict=True))
    append(list(lines), at=now)
    insert_instances(PendingAlarm, alarms, keyed=False)
    insert_instances(WorkItem, items, keyed=False)
    outcomes.write_new(cases, now)


def next_keys(count: int, model: type[Model] = Case) -> list[int]:
    """Keys for that many new rows, to be asked for inside the writing transaction."""
    if connection.vendor != "postgresql":
        first = next_key(model)
        return list(range(first, first + count))
    with connection.cursor() as cursor:
        table = connection.ops.quote_name(model._meta.db_table)
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [table, count],
        )
        return [int(row[0]) for row in cursor.fetchall()]


def _case(
    item: _Placed,
    key: int,
    mapping: ColumnMapping,
    book: Rulebook,
    calendar: WorkingCalendar,
    land: Territory,
    now: datetime,
) -> Case:
    row, area = item.row, item.area
    case = draft(
        Case,
        id=key,
        number=public_number(row.reported_at.astimezone(calendar.zone).year, key),
        **_words(row),
        area_path=area.path if area else land.areas[item.unit.area].path,
        unit=item.unit.code,
        unit_path=item.unit.path,
        tier=item.tier,
        source=row.source,
        case_type=item.case_type.code,
        type_version=item.case_type.version,
        level=item.case_type.level,
        is_small=item.case_type.is_small,
        grid_code=area.code if area and area.level == "grid" else "",
        area_code=area.code if area else "",
        located_by=item.located_by,
        lon=item.lon,
        lat=item.lat,
        place_text=row.place[:120] or (area.name if area else ""),
        because=[Reason("imported", {"source": mapping.title}).as_json()],
        reported_at=row.reported_at,
        dispatched_at=row.reported_at,
        closed_at=row.closed_at,
        **_standing(item, book, calendar, now),
    )
    promise = _promise(item, mapping, calendar)
    put_clocks(case, _stage(case, item, book, calendar, now), promise)
    case.first_due_at = promise.due_at
    return case


def _words(row: ImportedRow) -> dict[str, str]:
    """Text and title with every number masked that points at a person."""
    text = mask_personal(row.text)[0]
    return {"text": text, "title": mask_personal(row.title)[0][:TITLE] or shorten(text)}


def _standing(
    item: _Placed, book: Rulebook, calendar: WorkingCalendar, now: datetime
) -> dict[str, Any]:
    """State and what belongs to it: closed, archived once nobody may reopen it, or dispatched."""
    closed = item.row.closed_at
    if closed is None:
        return {"state": "dispatched", "entered_at": now}
    until = calendar.due(closed, book.reopen_window).at
    return {
        "state": "closed" if until > now else "archived",
        "entered_at": closed,
        "reopen_until": until,
        "handled_at": closed,
        "handled_tier": item.tier,
        "handler_unit": item.unit.code,
    }


def _promise(item: _Placed, mapping: ColumnMapping, calendar: WorkingCalendar) -> Clock:
    row = item.row
    if row.due_at is None:
        if not mapping.by_rules:
            return Clock()
        return Clock.started(item.case_type.promise, row.reported_at, calendar)
    given = wall_seconds(row.reported_at, row.due_at)
    return Clock(row.reported_at, row.due_at, given, None, Counting.ROUND_CLOCK, False)


def _stage(
    case: Case, item: _Placed, book: Rulebook, calendar: WorkingCalendar, now: datetime
) -> Clock:
    """An open case starts with its holder now; a closed one owes nothing."""
    if case.closed_at is not None:
        return Clock()
    terms = book.terms_for(item.case_type, case.state)
    term = terms.stage or CASE.state(case.state).term or book.general_promise
    return Clock.started(term, now, calendar)


def _line(case: Case, source: str, grip: Grip | None) -> Line:
    return line_by(
        grip,
        "import",
        "case",
        case.pk,
        to_state=case.state,
        payload={
            "source": source,
            "reported_at": case.reported_at,
            "due_at": case.due_at,
            "closed_at": case.closed_at,
            "unit": case.unit,
            "tier": case.tier,
            "type_version": case.type_version,
        },
    )


def _owed(
    cases: Sequence[Case], book: Rulebook, calendar: WorkingCalendar, now: datetime
) -> tuple[list[PendingAlarm], list[WorkItem]]:
    """Whatever does not rest gets its alarm and its place on a worklist (decisions.md 32)."""
    alarms, items = [], []
    for case in cases:
        if case.state == "archived":
            continue
        state = CASE.state(case.state)
        rest = case.reopen_until if state.resting else None
        terms = book.terms_for(book.type_of(case.case_type), case.state, rest_until=rest)
        case.warn_at = warn_at(case.stage, case.promise, terms, calendar)
        alarm = next_alarm(state, case.stage, case.promise, terms, after=now, calendar=calendar)
        alarms.append(_alarm(case, alarm))
        if not state.resting:
            items.append(work_item(case, state.actor))
    return alarms, items


def _alarm(case: Case, alarm: Any) -> PendingAlarm:
    given = {"at": alarm.at, "clock": alarm.clock, "percent": alarm.percent,
             "light": alarm.light, "tell": alarm.tell} if alarm else {"percent": 0}  # fmt: skip
    return draft(PendingAlarm, subject_kind="case", subject_id=case.pk, **given)
