"""The journal: append-only lines in one keyed hash chain, anchored outside the database.

A keyed hash needs the key to forge, the chain shows a changed, missing or reordered line, and
the anchor file shows a cut tail, which a chain alone cannot (ADR 0006).
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from jiceng.kernel.records.bulk import draft, insert_instances
from jiceng.kernel.records.models import JournalEntry
from jiceng.kernel.records.rows import ask, put, table
from jiceng.kernel.scope import Grip

LOCK = 0x6A6975
"""The advisory lock that makes PostgreSQL append one transaction after another."""

START = "0" * 64
MANY = 100
"""From so many lines on they are written without the ORM."""
PUBLIC = -1
"""The appointment number of somebody without an account."""


@dataclass(frozen=True, slots=True)
class Line:
    """What one journal line says, before it has its place in the chain."""

    kind: str
    subject_kind: str
    subject_id: int
    appointment: int = 0
    unit: str = ""
    from_state: str = ""
    to_state: str = ""
    payload: Mapping[str, Any] = field(default_factory=dict)


def line_by(grip: Grip | None, kind: str, subject_kind: str, subject_id: int, **rest: Any) -> Line:
    """A line whose actor is the post held; None is the public."""
    appointment = grip.appointment if grip else PUBLIC
    unit = grip.unit if grip else ""
    return Line(kind, subject_kind, subject_id, appointment, unit, **rest)


def append(lines: Sequence[Line], *, at: datetime) -> list[JournalEntry]:
    """Write lines at the end of the chain, in the caller's transaction."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    seq, mac = head()
    entries = list(chained(lines, at, seq, mac))
    if len(entries) < MANY:
        put(entries)
    else:
        insert_instances(JournalEntry, entries, keyed=False)
    return entries


def head() -> tuple[int, str]:
    """The last line's place and hash; (0, START) for an empty journal."""
    last = ask(f"SELECT seq, mac FROM {table(JournalEntry)} ORDER BY seq DESC LIMIT 1")  # noqa: S608  our own table
    return (int(last[0][0]), str(last[0][1])) if last else (0, START)


def chained(lines: Iterable[Line], at: datetime, seq: int, mac: str) -> Iterator[JournalEntry]:
    """Give each line its place and hash, after `(seq, mac)`."""
    key = bytes.fromhex(settings.JOURNAL_KEY)
    for line in lines:
        seq += 1
        entry = draft(
            JournalEntry,
            seq=seq,
            at=at,
            kind=line.kind,
            subject_kind=line.subject_kind,
            subject_id=line.subject_id,
            appointment=line.appointment,
            unit=line.unit,
            from_state=line.from_state,
            to_state=line.to_state,
            payload=canonical(line.payload),
        )
        entry.mac = mac = seal(key, mac, fields_of(entry))
        yield entry


def fields_of(entry: JournalEntry) -> tuple[Any, ...]:
    """What the hash covers: everything but the hash itself."""
    return (
        entry.seq,
        entry.at.astimezone(UTC).isoformat(),
        entry.kind,
        entry.subject_kind,
        entry.subject_id,
        entry.appointment,
        entry.unit,
        entry.from_state,
        entry.to_state,
        entry.payload,
    )


def seal(key: bytes, before: str, fields: tuple[Any, ...]) -> str:
    """The hash of one line, chained to the line before."""
    text = before + _FIELDS.encode(fields)
    return hmac.digest(key, text.encode(), "sha256").hex()


def canonical(payload: Mapping[str, Any]) -> str:
    """One text for one meaning, so that the same payload always has the same hash."""
    return _PAYLOAD.encode(payload)


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)


_FIELDS = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_PAYLOAD = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain
)


@dataclass(frozen=True, slots=True)
class Fault:
    """What `verify` found: at which line, and what is wrong there."""

    seq: int
    code: str


def verify(entries: Iterable[JournalEntry], anchors: Sequence[tuple[int, str]]) -> list[Fault]:
    """Check the chain from its start and every anchor against it; an empty list is sound."""
    key = bytes.fromhex(settings.JOURNAL_KEY)
    faults: list[Fault] = []
    expected, mac = 1, START
    seen: dict[int, str] = {}
    wanted = {seq for seq, _ in anchors}
    for entry in entries:
        if entry.seq != expected:
            faults.append(Fault(expected, "missing_or_reordered"))
        if entry.mac != seal(key, mac, fields_of(entry)):
            faults.append(Fault(entry.seq, "changed"))
        expected, mac = entry.seq + 1, entry.mac
        if entry.seq in wanted:
            seen[entry.seq] = entry.mac
    faults += [Fault(seq, "cut_or_replaced") for seq, mac in anchors if seen.get(seq) != mac]
    return faults


def read_anchors(path: Path) -> list[tuple[int, str]]:
    """Anchors as written by `write_anchor`, oldest first."""
    if not path.exists():
        return []
    rows = (line.split() for line in path.read_text(encoding="utf-8").splitlines())
    return [(int(row[1]), row[2]) for row in rows if len(row) == 3]


def write_anchor(path: Path, now: datetime) -> bool:
    """Note the head of the chain outside the database; False when nothing is new."""
    seq, mac = head()
    known = read_anchors(path)
    if not seq or (known and known[-1][0] >= seq):
        return False
    with path.open("a", encoding="utf-8") as anchors:
        anchors.write(f"{now.astimezone(UTC).isoformat()} {seq} {mac}\n")
    return True
