"""The rules in force, read once per change and kept in memory (decisions.md 27)."""

from __future__ import annotations

import secrets
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from jiceng.kernel.records.models import Configuration, Stamp
from jiceng.kernel.records.rows import ask, table
from jiceng.kernel.refusal import Reason

KIND = "configuration"
READ = ""
"""Held beside the marks once they were read: a kind without one is asked for no second time."""


_held: ContextVar[dict[str, int] | None] = ContextVar("held", default=None)


@contextmanager
def reading_once() -> Iterator[None]:
    """Within it each kind is compared with the database once: one batch, one set of rules."""
    before = _held.set({})
    try:
        yield
    finally:
        _held.reset(before)


def stamp(kind: str) -> int:
    """A mark that differs after every change of one kind of data; 0 before its first change."""
    held = _held.get()
    if held is None:
        return _stamps().get(kind, 0)
    if READ not in held:
        held |= {READ: 1} | _stamps() | held
    return held.get(kind, 0)


def _stamps() -> dict[str, int]:
    """All marks at once: there are two or three, and a request asks for most of them."""
    return dict(ask(f"SELECT kind, value FROM {table(Stamp)}"))  # noqa: S608  our own table


def touch(kind: str) -> None:
    """Tell every process, through the database, that its copy is old."""
    Stamp.objects.update_or_create(kind=kind, defaults={"value": secrets.randbits(62)})
    if held := _held.get():
        for stale in (kind, READ):
            held.pop(stale, None)


@dataclass
class _Copy:
    stamp: int
    rows: dict[str, list[Configuration]]


_copies: dict[str, _Copy] = {}


def _rows(kind: str) -> dict[str, list[Configuration]]:
    """Every version of a kind by key, newest first; read again only after a change."""
    current = stamp(KIND)
    copy = _copies.get(kind)
    if copy is None or copy.stamp != current:
        rows: dict[str, list[Configuration]] = {}
        for row in Configuration.objects.filter(kind=kind).order_by(
            "key", "-valid_from", "-version"
        ):
            rows.setdefault(row.key, []).append(row)
        copy = _copies[kind] = _Copy(current, rows)
    return copy.rows


def in_force(kind: str, at: datetime) -> dict[str, Configuration]:
    """For each key the version in force at an instant; what is withdrawn by then is left out."""
    found = {}
    for key, versions in _rows(kind).items():
        row = next((v for v in versions if v.valid_from <= at), None)
        if row is not None and not row.is_withdrawn:
            found[key] = row
    return found


def version_mark(at: datetime) -> tuple[int, int]:
    """Changes when any rule in force changes; a key for what is computed from all of them."""
    return stamp(KIND), bisect_right(_rows_by_time(), at)


def _rows_by_time() -> list[datetime]:
    current = stamp(KIND)
    if _times.stamp != current:
        moments = Configuration.objects.order_by("valid_from").values_list("valid_from", flat=True)
        _times.stamp, _times.moments = current, list(moments)
    return _times.moments


@dataclass
class _Times:
    stamp: int
    moments: list[datetime]


_times = _Times(-1, [])


@transaction.atomic
def set_rule(
    kind: str,
    key: str,
    content: Any,
    *,
    valid_from: datetime,
    reason: str,
    by: str,
    now: datetime,
    approved_by: str = "",
    is_withdrawn: bool = False,
) -> Configuration:
    """Add a version. Nothing already promised under an older one changes."""
    versions = Configuration.objects.filter(kind=kind, key=key).order_by("-version")
    last = versions.values_list("version", flat=True).first() or 0
    row = Configuration.objects.create(
        kind=kind,
        key=key,
        version=last + 1,
        content=content,
        valid_from=valid_from,
        is_withdrawn=is_withdrawn,
        reason=reason,
        by=by,
        approved_by=approved_by,
        at=now,
    )
    touch(KIND)
    return row


def load_rules(rows: Iterable[tuple[str, str, Any]], *, at: datetime, by: str) -> None:
    """First version of many rules at once, for a new county."""
    Configuration.objects.bulk_create(
        Configuration(
            kind=kind, key=key, version=1, content=content,
            valid_from=at, reason="初始配置", by=by, at=at,
        )
        for kind, key, content in rows
    )  # fmt: skip
    touch(KIND)


def load_missing(
    kind: str,
    rows: Mapping[str, Mapping[str, Any]],
    check: Callable[[str, Mapping[str, Any]], list[Reason]],
    *,
    by: str,
    now: datetime,
) -> int:
    """Shipped rules of a kind that are not there yet; returns how many. In a transaction.

    ValueError naming a faulty row: a shipped file is held to what a county's own is held to.
    """
    for key, content in rows.items():
        if faults := check(key, content):
            raise ValueError(f"{kind} {key}: {faults}")
    there = _rows(kind)  # in force only later, or withdrawn, is there as well
    fresh = [(kind, key, content) for key, content in rows.items() if key not in there]
    load_rules(fresh, at=now, by=by)
    return len(fresh)
