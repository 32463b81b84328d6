"""A file of published values is looked over, and taken in whole or not at all (S22, S23)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from jiceng.casework.actions.sheets import check_length
from jiceng.casework.rules.sheets import Read, Taken
from jiceng.kernel.records.journal import append, line_by
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Invalid, Reason
from jiceng.kernel.scope import Actor
from jiceng.performance.actions.keeping import keeper_grip
from jiceng.performance.models import SeriesFile, SeriesValue
from jiceng.performance.queries.catalogue import catalogue
from jiceng.performance.rules.catalogue import Entry
from jiceng.performance.rules.series_table import MOST, SeriesRow, check_row

Key = tuple[str, str, date, date]


@dataclass(frozen=True, slots=True)
class SeriesUpload:
    """A file as it was sent."""

    name: str
    sha256: str
    source: str
    """Who published it: an authority and a document."""
    rows: Read[SeriesRow]


@dataclass
class SeriesTaken(Taken):
    """What a file would do, or did; a changed value is a revision."""

    file: SeriesFile | None = None
    """Written only when it was taken in."""


def import_series(
    given: SeriesUpload, *, by: Actor, now: datetime, today: date, is_trial: bool = False
) -> SeriesTaken:
    """Take a file in, unless a single row is refused; a trial only says what would happen.

    A value that differs from what is kept becomes a revision, the same value nothing. Raises
    `NotAllowed`, `Invalid` for a file that came before, has too many rows or nothing new.
    """
    grip = keeper_grip(by)
    _check_file(given)
    taken = SeriesTaken()
    rows = [*_checked(given, taken, today)]
    if is_trial or taken.refused:
        return taken
    if not rows:
        raise Invalid(Reason("nothing_to_import", field="file"))
    with transaction.atomic():
        taken.file = SeriesFile.objects.create(
            name=given.name[:120], sha256=given.sha256, source=given.source.strip(),
            taken_at=now, appointment=grip.appointment,
        )  # fmt: skip
        for row in rows:
            row.file = taken.file
        SeriesValue.objects.bulk_create(rows)
        line = line_by(
            grip, "performance.import_series", "series_file", taken.file.pk,
            payload={"sha256": given.sha256, "added": taken.added, "revised": taken.changed},
        )  # fmt: skip
        append([line], at=now)
    return taken


def _check_file(given: SeriesUpload) -> None:
    if not 2 <= len(given.source.strip()) <= 200:
        raise Invalid(Reason("text_length", {"low": 2, "high": 200}, "source"))
    check_length(given.rows, MOST)
    if there := SeriesFile.objects.filter(sha256=given.sha256).first():
        raise Invalid(Reason("file_taken", {"day": f"{there.taken_at:%Y-%m-%d}"}, "file"))


def _checked(given: SeriesUpload, taken: SeriesTaken, today: date) -> Iterator[SeriesValue]:
    """The values to be written; what is wrong goes into `taken`."""
    codes = {row.code for _n, row in given.rows if isinstance(row, SeriesRow)}
    kept = _kept(codes)
    entries: dict[date, dict[str, Entry]] = {}
    seen: dict[Key, int] = {}
    for number, row in given.rows:
        if isinstance(row, tuple):
            taken.refused.append((number, row))
            continue
        known = entries.setdefault(row.period.end, catalogue(row.period.end))
        key = (row.code, row.subject, row.period.start, row.period.end)
        before = kept.get(key)
        try:
            _check_subject(row.subject)
            if key in seen:
                raise Invalid(Reason("value_twice", {"row": seen[key]}, "period"))
            if before is not None and _says_the_same(before, row):
                taken.same += 1
                continue
            entry = known.get(row.code)
            check_row(row, entry, today=today, has_earlier=before is not None)
        except Invalid as refusal:
            taken.refused.append((number, refusal.reasons))
            continue
        seen[key] = number
        taken.added += before is None
        taken.changed += before is not None
        yield _value(row, number, before, known[row.code].version)


def _check_subject(subject: str) -> None:
    land = territory()
    if subject and land.area(subject) is None and subject not in land.units:
        raise Invalid(Reason("unknown_value", {"value": subject}, "subject"))


def _kept(codes: set[str]) -> dict[Key, SeriesValue]:
    """The last revision of everything the file could be about."""
    rows = SeriesValue.objects.filter(indicator__in=codes).order_by("revision")
    return {(r.indicator, r.subject, r.start, r.end): r for r in rows}


def _says_the_same(before: SeriesValue, row: SeriesRow) -> bool:
    kept = (before.value, before.qualifier, before.status)
    return kept == (row.value, row.qualifier, row.status)


def _value(row: SeriesRow, number: int, before: SeriesValue | None, version: int) -> SeriesValue:
    return SeriesValue(
        indicator=row.code, subject=row.subject, start=row.period.start, end=row.period.end,
        revision=before.revision + 1 if before else 1, value=row.value, qualifier=row.qualifier,
        status=row.status, released_on=row.released_on, break_note=row.break_note,
        rule_version=version, row=number,
    )  # fmt: skip
