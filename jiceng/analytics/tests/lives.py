"""Cases and their moves, likely and unlikely, the same every time."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jiceng.analytics.layout import COLUMNS, EVENTS, OUTCOMES, partition
from jiceng.analytics.partitions import write_partition

Row = dict[str, Any]
ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 23, 4, tzinfo=UTC)
SPAN = 100 * 86_400
DATED = ("reported", "closed", "due", "first_closed")


def lives(count: int = 1_200, seed: int = 20261123) -> tuple[list[Row], list[Row]]:
    """Outcome rows and events; one case in fifty is closed before it was reported."""
    lot = random.Random(seed)
    cases = [_case(lot, key) for key in range(1, count + 1)]
    events = [event for case in cases for event in _events(lot, case)]
    events.sort(key=lambda event: event["at"])
    return cases, [{**event, "seq": seq} for seq, event in enumerate(events, 1)]


def _case(lot: random.Random, key: int) -> Row:
    reported = NOW - timedelta(seconds=lot.randrange(SPAN))
    ends = reported + timedelta(seconds=lot.randrange(1, 20 * 86_400))
    ending = lot.choice(["", "closed", "closed", "closed", "refused", "merged"])
    ended = ends if ending and ends <= NOW else None
    closed = ended if ending == "closed" else None
    if closed and lot.random() < 0.02:
        closed = ended = reported - timedelta(seconds=lot.randrange(1, 40 * 86_400))
    reopened = closed - timedelta(hours=1) if closed and lot.random() < 0.2 else None
    first = reopened - timedelta(hours=lot.randrange(1, 900)) if reopened else closed
    due = lot.choice([None, reported + timedelta(hours=lot.randrange(2, 400))])
    grid = lot.choice(["", "469024100001001", "469024100001002", "469024100002001"])
    row: Row = {
        "case_id": key,
        "town": lot.choice(["469024100", "469024101", ""]),
        "community": grid[:12],
        "grid": grid,
        "unit": lot.choice(["C-EAST", "C-WEST", "HOUSING"]),
        "case_type": lot.choice(["0101", "0102", ""]),
        "tier": lot.choice(["grid", "community", "town", "county"]),
        "has_grids": lot.random() < 0.7,
        "reported_at": reported,
        "closed_at": closed,
        "first_closed_at": first,
        "ended_at": ended,
        "due_at": due,
        "reopened_at": reopened,
        "reopened_soon": bool(reopened and first and reopened - first <= timedelta(days=30)),
        "handling_seconds": int((closed - reported).total_seconds())
        if closed and closed >= reported
        else None,
        "is_merged": ending == "merged",
    }
    return row | _happened(lot, closed) | {f"{n}_on": _day(row[f"{n}_at"]) for n in DATED}


def _happened(lot: random.Random, closed: datetime | None) -> Row:
    rated = closed + timedelta(hours=3) if closed and lot.random() < 0.5 else None
    checked = closed + timedelta(days=2) if closed and lot.random() < 0.4 else None
    return {
        "accepted": lot.random() < 0.9,
        "dispatched": lot.random() < 0.8,
        "verified": lot.random() < 0.5,
        "escalated": lot.random() < 0.3,
        "send_backs": lot.choice([0, 0, 1, 2]),
        "reworks": lot.choice([0, 0, 1]),
        "extensions": lot.choice([0, 0, 1]),
        "rating": lot.randrange(1, 6) if rated else None,
        "rated_at": rated,
        "recheck": lot.choice(["solved", "unsolved", "unreachable"]) if checked else "",
        "rechecked_at": checked,
    }


def _day(moment: datetime | None) -> Any:
    return moment.astimezone(ZONE).date() if moment else None


def _events(lot: random.Random, case: Row) -> list[Row]:
    """None for one case in twenty; fractions of a second, and some signed before they were sent."""
    if lot.random() < 0.05:
        return []
    kinds = ["report", *lot.choices(["accept", "dispatch", "sign_for", "send_back", "close"], k=6)]
    at, told = case["reported_at"], []
    for kind in kinds[: lot.randrange(1, 8)]:
        told.append({"case_id": case["case_id"], "at": at, "kind": kind, "from_state": "",
                     "to_state": ""})  # fmt: skip
        at += timedelta(microseconds=lot.randrange(10**11))
    return told


def months(rows: Sequence[Row], column: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(f"{row[column].astimezone(ZONE):%Y-%m}", []).append(row)
    return found


def laid_out(folder: Path, cases: Sequence[Row], events: Sequence[Row]) -> Path:
    """The same as partitions."""
    for kind, rows, column in ((OUTCOMES, cases, "reported_at"), (EVENTS, events, "at")):
        (folder / kind).mkdir(parents=True)
        for month, some in months(rows, column).items():
            values = iter([tuple(row[name] for name in COLUMNS[kind]) for row in some])
            write_partition(partition(folder, f"{kind}/{month}"), kind, values)
    return folder
