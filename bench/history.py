"""Every figure by month and grid over the whole history, and the same SQL written by hand.

Run in a process of its own: `python -m bench.history 10000000`. Both answers are compared before
either is timed; the floor is the SQL by hand on the same engine, in the same rounds.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import django
import duckdb

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiceng.project.settings")
django.setup()

# ruff: noqa: E402  models are loaded after Django is set up
from bench.history_sql import BY_HAND, COPY, DAY, EVENTS_A_CASE, GRIDS, MAKING, ORDER
from bench.measured import Found
from jiceng.analytics.counting import expression
from jiceng.analytics.engines import opened
from jiceng.analytics.layout import KINDS, partition
from jiceng.casework.figures import Window
from jiceng.casework.figures.counting import STOCK

BY = ("month", "grid")
KEPT = Path("build/bench")
LARGE = 5_000_000
"""From so many events on the files are kept for the next run, and the floor is told: with fewer the
fifth of a second it takes to write and plan the statement says more than the counting."""
ROUNDS = 3
NOW = datetime(2026, 11, 24, tzinfo=UTC)


def make(events: int, folder: Path) -> Path:
    """The files, by SQL alone; made once."""
    cases = events // EVENTS_A_CASE
    with duckdb.connect() as engine:
        for statement in MAKING:
            engine.execute(statement.format(cases=cases, grids=min(GRIDS, max(cases // 50, 1))))
        for kind in KINDS:
            (folder / kind).mkdir(parents=True, exist_ok=True)
            months = f"SELECT DISTINCT strftime({DAY[kind]}, '%Y-%m') FROM {kind}"
            for (month,) in engine.execute(months).fetchall():
                path = partition(folder, f"{kind}/{month}")
                engine.execute(COPY.format(
                    kind=kind, day=DAY[kind], month=month, order=ORDER[kind], path=path
                ))  # fmt: skip
    return folder


def measure(events: int, folder: Path) -> list[Found]:
    """Seconds of the definition and of the SQL by hand: the least of some rounds each."""
    window = Window.at(NOW, ZoneInfo("Asia/Shanghai"))
    by_hand = BY_HAND.format(folder=folder, as_of=f"{NOW:%Y-%m-%d %H:%M:%S}")
    with opened("duckdb", folder) as history, duckdb.connect() as engine:

        def defined() -> Any:
            return expression(history, window, BY).to_pyarrow()

        def hand() -> Any:
            return engine.execute(by_hand).to_arrow_table()

        said = "" if _rows(defined()) == _rows(hand()) else "differs from the SQL by hand"
        rounds = [(_seconds(defined), _seconds(hand)) for _round in range(ROUNDS)]
    ours, floor = (min(times) for times in zip(*rounds, strict=True))
    told = floor if events >= LARGE else 0.0
    return [Found("history", ours, "duckdb", events, floor=told, said=said)]


def _rows(table: Any) -> dict[Any, dict[str, Any]]:
    """(month, grid) -> the numbers that are not nothing; the SQL by hand has no stocks."""
    found = {}
    for row in table.to_pylist():
        told = {n: v for n, v in row.items() if v and n not in BY and not n.endswith(STOCK)}
        if told:
            found[row["month"], row["grid"]] = told
    return found


def _seconds(work: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def main(events: int) -> None:
    """Answers as JSON, as the other parts of the bench do."""
    with tempfile.TemporaryDirectory() as short:
        folder = KEPT / f"history-{events}" if events >= LARGE else Path(short) / "history"
        done = folder / "made"
        if not done.exists():
            make(events, folder)
            done.touch()
        found = measure(events, folder)
    sys.stdout.write(json.dumps([row.as_json() for row in found]))


if __name__ == "__main__":
    main(int(sys.argv[1]))
