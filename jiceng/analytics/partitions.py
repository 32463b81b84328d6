"""Writes the history as Parquet, month by month, from a place in the journal.

What the journal's new lines touched is noted first, then written, then struck off the note: a
crash leaves the old file and the note, and the next turn writes the month again. A month is
written aside and renamed, so whoever reads sees the old month or the new one.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq

from jiceng.analytics.layout import COLUMNS, EVENTS, KINDS, OUTCOMES, partition, partitions
from jiceng.casework.actions.outcomes import CURSOR
from jiceng.casework.models import CaseOutcome, Recheck
from jiceng.kernel.records.models import Cursor, JournalEntry

NOTE = "written.json"
LINES = 2_000
"""Journal lines looked at in one step, and as many keys asked for at once."""
ROWS = 50_000
"""Rows of one row group; more are never in memory."""
TYPES = {
    "int64": pa.int64(),
    "string": pa.string(),
    "boolean": pa.bool_(),
    "timestamp": pa.timestamp("us"),
    "date": pa.date32(),
}
SUBJECTS = ("case", "recheck")
Progress = Callable[[int, int], None]
"""Told how many months are written, of how many."""


@dataclass
class Note:
    """How far the journal was read, what waits to be written, and where a month's lines stand."""

    seq: int = 0
    waiting: set[str] = field(default_factory=set)
    """As "outcomes/2026-11"."""
    spans: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Month -> first and last line of a case in it; others may lie between."""

    @staticmethod
    def read(folder: Path) -> Note:
        path = folder / NOTE
        if not path.exists():
            return Note()
        kept = json.loads(path.read_text(encoding="utf-8"))
        spans = {month: (first, last) for month, (first, last) in kept["spans"].items()}
        return Note(kept["seq"], set(kept["waiting"]), spans)

    def keep(self, folder: Path) -> None:
        text = json.dumps(
            {"seq": self.seq, "waiting": sorted(self.waiting), "spans": self.spans}, sort_keys=True
        )
        with aside(folder / NOTE) as fresh:
            fresh.write_text(text, encoding="utf-8")

    def saw(self, month: str, seq: int) -> None:
        """A line of a case in that month."""
        first, last = self.spans.get(month, (seq, seq))
        self.spans[month] = (min(first, seq), max(last, seq))
        self.waiting.add(f"{EVENTS}/{month}")


@dataclass(frozen=True, slots=True)
class Written:
    """What one turn did."""

    months: int
    left: int


def write(
    folder: Path,
    *,
    zone: ZoneInfo,
    at_most: int | None = None,
    afresh: bool = False,
    progress: Progress | None = None,
) -> Written | None:
    """Bring the partitions up to the outcome rows; None while another process is at it.

    `at_most` months are written, the rest waits for the next turn. `afresh` forgets what was
    noted and writes every month again, with the same content.
    """
    for kind in KINDS:
        (folder / kind).mkdir(parents=True, exist_ok=True)
    with alone(folder) as is_ours:
        if not is_ours:
            return None
        note = _noted(folder, zone, afresh=afresh)
        chosen = sorted(note.waiting)[:at_most]
        for done, name in enumerate(chosen, 1):
            _write_month(folder, name, note, zone)
            note.waiting.discard(name)
            note.keep(folder)
            if progress:
                progress(done, len(chosen))
        return Written(len(chosen), len(note.waiting))


def _noted(folder: Path, zone: ZoneInfo, *, afresh: bool) -> Note:
    """Read the journal up to where the outcome rows are, and note what it touched."""
    end = Cursor.objects.filter(name=CURSOR).values_list("seq", flat=True).first() or 0
    note = Note.read(folder)
    if afresh or note.seq > end:  # another database, or one that was restored
        note = Note(waiting={f"{k}/{p.stem}" for k in KINDS for p in partitions(folder, k)})
    if note.seq == 0:
        months = CaseOutcome.objects.order_by().values_list("month", flat=True).distinct()
        note.waiting |= {f"{OUTCOMES}/{month}" for month in months}
    is_new = note.seq > 0
    lines = JournalEntry.objects.filter(seq__gt=note.seq, seq__lte=end, subject_kind__in=SUBJECTS)
    told = lines.order_by("seq").values_list("seq", "at", "subject_kind", "subject_id")
    for some in _by(LINES, told.iterator(LINES)):
        for seq, at, subject, _key in some:
            if subject == "case":
                note.saw(f"{at.astimezone(zone):%Y-%m}", seq)
        if is_new:
            note.waiting |= {f"{OUTCOMES}/{month}" for month in _months_of(some)}
    note.seq = end
    note.keep(folder)
    return note


def _months_of(lines: Sequence[tuple[int, datetime, str, int]]) -> Iterable[str]:
    """In which months the cases of some lines were reported."""
    keys: dict[str, set[int]] = {subject: set() for subject in SUBJECTS}
    for _seq, _at, subject, key in lines:
        keys[subject].add(key)
    checked = Recheck.objects.filter(pk__in=keys["recheck"]).values_list("case_id", flat=True)
    cases = CaseOutcome.objects.filter(pk__in=keys["case"] | set(checked))
    return cases.order_by().values_list("month", flat=True).distinct()


def _write_month(folder: Path, name: str, note: Note, zone: ZoneInfo) -> None:
    """One partition anew; a month without rows has none."""
    kind, _, month = name.partition("/")
    rows = _outcomes(month) if kind == OUTCOMES else _events(month, note.spans.get(month), zone)
    write_partition(partition(folder, name), kind, rows)


def write_partition(path: Path, kind: str, rows: Iterator[tuple[Any, ...]]) -> None:
    """Rows in the order of the columns of `kind`; the same rows give the same bytes."""
    columns = COLUMNS[kind]
    schema = pa.schema([(name, TYPES[type_]) for name, type_ in columns.items()])
    first = list(islice(rows, ROWS))
    if not first:
        path.unlink(missing_ok=True)
        return
    with aside(path) as fresh, pq.ParquetWriter(fresh, schema, compression="zstd") as file:
        while first:
            arrays = [
                _array(values, type_)
                for values, type_ in zip(zip(*first, strict=True), columns.values(), strict=True)
            ]
            file.write_table(pa.Table.from_arrays(arrays, schema=schema), row_group_size=ROWS)
            first = list(islice(rows, ROWS))


def _array(values: Sequence[Any], type_: str) -> Any:
    if type_ == "timestamp":  # aware in Python; kept as UTC without a zone
        return pa.array(values, pa.timestamp("us", tz="UTC")).cast(TYPES[type_])
    return pa.array(values, TYPES[type_])


def _outcomes(month: str) -> Iterator[tuple[Any, ...]]:
    rows = CaseOutcome.objects.filter(month=month).order_by("pk")
    return rows.values_list(*COLUMNS[OUTCOMES]).iterator(LINES)


def _events(month: str, span: tuple[int, int] | None, zone: ZoneInfo) -> Iterator[tuple[Any, ...]]:
    """Moves of cases in a local month, along the journal's own order."""
    if span is None:
        return iter(())
    names = ["subject_id" if name == "case_id" else name for name in COLUMNS[EVENTS]]
    lines = JournalEntry.objects.filter(seq__range=span, subject_kind="case").order_by("seq")
    year, number = (int(part) for part in month.split("-"))
    after = (year + number // 12, number % 12 + 1)
    start, end = (datetime(*first, 1, tzinfo=zone) for first in ((year, number), after))
    return lines.filter(at__gte=start, at__lt=end).values_list(*names).iterator(LINES)


def _by(size: int, rows: Iterator[Any]) -> Iterator[list[Any]]:
    while some := list(islice(rows, size)):
        yield some


@contextmanager
def aside(path: Path) -> Iterator[Path]:
    """Write beside `path`; it takes its place when the block ends well, and is gone when not."""
    fresh = path.with_name(f".{path.name}.new")
    try:
        yield fresh
        with fresh.open("rb") as file:
            os.fsync(file.fileno())
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


@contextmanager
def alone(folder: Path) -> Iterator[bool]:
    """Whether no other process writes here; held until the block ends."""
    with (folder / ".lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
