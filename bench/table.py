"""The numbers as a table, for the terminal and for docs/reference/bench.md."""

from __future__ import annotations

import os
import platform
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from bench.limits import BY_SPEED, EMPTY, LIMITS, Limit
from bench.measured import Found

HEAD = ("figure", "engine", "size", "measured", "web + database", "at the promised speed", "floor",
        "ratio", "queries", "growth", "limit", "verdict")  # fmt: skip
TEXT = """# Speed and memory

Written by `make bench` on {day}. {shape}.

CPU-ms is processor time of the web process and, on PostgreSQL, of the whole database server, per
operation: the least of several rounds. The floor is the same statements by the bare driver plus
an empty view on the same server, measured in the same rounds; the ratio is the figure over its
floor. Growth is the figure at a size over the figure at the smallest. At every size some 2,000
cases are under way and the rest closed; the line "every case still open" leaves none closed. Of
three readers, from grid worker to county dispatcher, the dearest counts. Beside the cases stand as
many tasks of the supervision office, up to 100,000, and twice as many problems in one ledger, a
quarter of both with one unit; of a board or a ledger the dearest tab, filter and reader counts. Of
applications, orders and investment leads there are as many as cases, some 2,000 under way; most
applications and orders lie with a few units, hardly any with another, and the dearest of the
readers of both, of every filter and of a page three quarters down counts. The rows of Party work
are measured once, beside the fewest cases: some 400 branches and 10,000 members with organisational
life and two years of dues; of a page the dearest reader counts. Figures over the history are
counted on DuckDB over Parquet files; from five million events on their floor is SQL written by hand
for the same engine, with the same answer.

Limits are promised for a machine on which an empty view (`/healthz`) takes {empty} CPU-ms. On
another machine a figure is compared at that machine's speed: times {empty}, by the empty view
measured in the same run on the same data; the column says what came of it. The yardstick, a fixed
piece of Python, tells the machines of two runs apart.

{table}

## Not reached

{missed}
"""


def shape(yardstick: float) -> str:
    """What the machine is, without its name."""
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return (
        f"Machine: {os.cpu_count()} cores, {pages / 2**30:.0f} GiB, {platform.machine()}, "
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, "
        f"load {os.getloadavg()[1]:.1f} at the end, yardstick {yardstick:.0f} ms"
    )


def rows(found: Sequence[Found]) -> list[tuple[str, ...]]:
    """One line a number, in the order of the limits."""
    return [
        _row(limit, one, found)
        for limit in LIMITS
        for one in sorted((f for f in found if f.name == limit.name), key=_order)
    ]


def _order(one: Found) -> tuple[bool, str, int]:
    return one.engine != "sqlite", one.engine, one.size


def _row(limit: Limit, one: Found, found: Sequence[Found]) -> tuple[str, ...]:
    growth = growth_of(one, found) if limit.sized in ("cases", "events") else 0.0
    parts = f"{one.web:.2f} + {one.database:.2f}" if limit.unit == "CPU-ms" else ""
    return (
        limit.label,
        one.engine,
        f"{one.size:,}",
        one.said or f"{_number(one.value)} {limit.unit}",
        "" if one.said else parts,
        _number(compared)
        if (compared := at_promised_speed(limit, one, found)) != one.value
        else "",
        f"{one.floor:.2f}" if one.floor else "",
        f"{one.value / one.floor:.1f} ×" if one.floor else "",
        str(one.queries or ""),
        f"{growth:.2f} ×" if growth else "",
        _limit(limit, one.engine),
        "; ".join(misses(limit, one, found)) or ("reached" if _limit(limit, one.engine) else ""),
    )


def growth_of(one: Found, found: Sequence[Found]) -> float:
    """The figure over itself at the smallest size; 0 where there is nothing to compare."""
    same = [f for f in found if (f.name, f.engine) == (one.name, one.engine)]
    first = min(same, key=lambda f: f.size)
    return one.value / first.value if first.size < one.size and first.value else 0.0


def at_promised_speed(limit: Limit, one: Found, found: Sequence[Found]) -> float:
    """The figure as the machine of the limits would show it, by the empty view of the same rounds
    or data; itself where none was measured, or where speed says nothing (memory)."""
    near = (f.value for f in found if f.name == "empty" and _beside(f, one))
    empty = one.empty or next(near, 0.0)
    if not empty or limit.unit not in BY_SPEED or not (limit.at_most or limit.at_least):
        return one.value
    return one.value * (empty / EMPTY if limit.at_least else EMPTY / empty)


def _beside(one: Found, other: Found) -> bool:
    return (one.engine, one.size) == (other.engine, other.size)


def misses(limit: Limit, one: Found, found: Sequence[Found]) -> list[str]:
    """What was promised and is not so."""
    if one.said:
        return [one.said] if limit.at_most or limit.at_least else []
    most, value = limit.most(one.engine), at_promised_speed(limit, one, found)
    checks = (
        (bool(most) and value > most, f"above {most:g}"),
        (bool(limit.at_least) and value < limit.at_least, f"below {limit.at_least:,.0f}"),
        (
            bool(limit.times_floor and one.floor) and one.value > limit.times_floor * one.floor,
            f"above {limit.times_floor} × floor",
        ),
        (
            bool(limit.growth) and growth_of(one, found) > limit.growth,
            f"grows above {limit.growth}",
        ),
        (bool(limit.queries) and one.queries > limit.queries, f"above {limit.queries} queries"),
    )
    return ["not reached: " + words for is_missed, words in checks if is_missed]


def _limit(limit: Limit, engine: str) -> str:
    parts = (
        (limit.most(engine), "≤ {:g}"),
        (limit.at_least, "≥ {:,.0f}"),
        (limit.times_floor, "≤ {:g} × floor"),
        (limit.growth, "growth ≤ {:g}"),
        (limit.queries, "≤ {:g} queries"),
    )
    return ", ".join(words.format(value) for value, words in parts if value)


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}"


def markdown(lines: Iterable[Sequence[str]]) -> str:
    """A table as Markdown has it."""
    body = [HEAD, tuple("---" for _ in HEAD), *lines]
    return "\n".join("| " + " | ".join(line) + " |" for line in body)


def plain(lines: Sequence[Sequence[str]]) -> str:
    """A table for the terminal."""
    shown = [HEAD, *lines]
    widths = [max(len(line[i]) for line in shown) for i in range(len(HEAD))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in shown
    )


def write_page(path: Path, found: Sequence[Found], hints: str, *, day: date, speed: float) -> None:
    """The page of the docs: the last run, its misses and where their time goes."""
    text = TEXT.format(
        day=day, shape=shape(speed), empty=f"{EMPTY:.2f}", table=markdown(rows(found)), missed=hints
    )
    path.write_text(text, encoding="utf-8")
