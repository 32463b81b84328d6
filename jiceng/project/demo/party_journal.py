"""Journal lines of stories that are put in as rows, each at its own time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from jiceng.kernel.records.bulk import insert_instances
from jiceng.kernel.records.journal import Line, chained, head
from jiceng.kernel.records.models import JournalEntry

Told = tuple[datetime, Line]


def write_lines(lines: Iterable[Told]) -> None:
    """Append lines in order of time; the load puts the journal of the whole year in order."""
    seq, mac = head()
    entries: list[JournalEntry] = []
    for at, line in sorted(lines, key=lambda entry: entry[0]):
        entry = next(chained([line], at, seq, mac))
        seq, mac = entry.seq, entry.mac
        entries.append(entry)
    insert_instances(JournalEntry, entries, keyed=False)
