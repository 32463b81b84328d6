"""Check the whole journal: a changed, missing or reordered line, and a cut tail (trust: 37)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from django.conf import settings

from jiceng.kernel.records.journal import START, Fault, fields_of, read_anchors, seal
from jiceng.kernel.records.models import JournalEntry

READ = 5000


@dataclass(frozen=True, slots=True)
class Checked:
    """How many lines and anchors were looked at, and what is wrong."""

    lines: int
    anchors: int
    faults: list[Fault]


def check(anchors: Path, *, export: Path | None = None, last: int | None = None) -> Checked:
    """Read the journal once, in order; write it out on the way when asked to.

    `last` looks at so many lines at the end only, starting from the hash before them.
    """
    known = read_anchors(anchors)
    if export is None:
        return _check(known, None, last)
    with export.open("w", encoding="utf-8") as out:
        return _check(known, out, last)


def _check(anchors: list[tuple[int, str]], out: TextIO | None, last: int | None) -> Checked:
    key = bytes.fromhex(settings.JOURNAL_KEY)
    faults: list[Fault] = []
    expected, mac = _beginning(last)
    first, lines, seen = expected, 0, dict[int, str]()
    wanted = {seq for seq, _ in anchors if seq >= first}
    for entry in _entries(first):
        fields = fields_of(entry)
        if entry.seq != expected:
            faults.append(Fault(expected, "missing_or_reordered"))
        if entry.mac != seal(key, mac, fields):
            faults.append(Fault(entry.seq, "changed"))
        expected, mac, lines = entry.seq + 1, entry.mac, lines + 1
        if entry.seq in wanted:
            seen[entry.seq] = entry.mac
        if out is not None:
            out.write(json.dumps([*fields, entry.mac], ensure_ascii=False) + "\n")
    faults += [
        Fault(seq, "cut_or_replaced")
        for seq, told in anchors
        if seq in wanted and seen.get(seq) != told
    ]
    return Checked(lines, len(wanted), faults)


def _beginning(last: int | None) -> tuple[int, str]:
    """Which line to expect first, and the hash before it."""
    if last is None:
        return 1, START
    head = JournalEntry.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
    before = JournalEntry.objects.filter(seq=head - last).values_list("seq", "mac").first()
    return (before[0] + 1, before[1]) if before else (1, START)


def _entries(first: int) -> Iterator[JournalEntry]:
    rows = JournalEntry.objects.filter(seq__gte=first) if first > 1 else JournalEntry.objects.all()
    return rows.order_by("seq").iterator(chunk_size=READ)
