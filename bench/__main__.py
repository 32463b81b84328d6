"""`python -m bench`: measure every engine on this machine and write the table down."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench import engines, table
from bench.engines import Engine
from bench.limits import LIMITS
from bench.measured import Found
from bench.scales import SCALES, Scale

PAGE = Path("docs/reference/bench.md")
LAST = Path("bench/last.json")
FEW = 36


def main(arguments: list[str]) -> int:
    """Measure, print, and keep; 0 whether or not every limit is reached."""
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("--scale", choices=SCALES, default="default")
    parser.add_argument("--engine", choices=engines.names(), action="append")
    parser.add_argument("--page", type=Path, default=PAGE)
    parser.add_argument("--last", type=Path, default=LAST)
    given = parser.parse_args(arguments)
    scale = SCALES[given.scale]
    speed = yardstick()
    found = list(measure(scale, given.engine or engines.names()))
    speed = min(speed, yardstick())
    now = datetime.now(UTC)
    print(table.plain(table.rows(found)))
    print(table.shape(speed))
    table.write_page(given.page, found, _missed(found), day=now.date(), speed=speed)
    kept = {
        "at": now.isoformat(timespec="seconds"),
        "scale": given.scale,
        "yardstick_ms": round(speed),
        "found": [one.as_json() for one in found],
    }
    given.last.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    return 0


def yardstick() -> float:
    """CPU milliseconds of a fixed piece of Python, the least of five."""

    def once() -> float:
        begun = time.process_time()
        kept: dict[int, int] = {}
        for number in range(300_000):
            kept[number % 1000] = kept.get(number % 1000, 0) + number
        return (time.process_time() - begun) * 1000

    return min(once() for _ in range(5))


def measure(scale: Scale, names: Sequence[str]) -> Iterator[Found]:
    """Every number: what needs no database first, then each engine at each size."""
    for polygons in (FEW, scale.polygons):
        yield from _places(polygons, scale.points)
    yield from _apart(f"checking {scale.checked:,} development files", "checking", scale.checked)
    yield from _apart(f"coverage of {scale.blocks:,} buildings", "walking", scale.blocks)
    yield from _apart(f"roster of {scale.checkpoints:,} checkpoints", "standing", scale.checkpoints)
    for events in scale.events:
        yield from _history(events)
    for name in names:
        with engines.opened(name, scale.sizes, is_kept=scale.is_kept) as opened:
            for size, engine in opened.items():
                yield from _child(scale, size, engine)


def _places(polygons: int, points: int) -> list[Found]:
    _say(f"locating among {polygons:,} polygons")
    command = [sys.executable, "-m", "bench.places", str(polygons), str(points)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return [Found(**row) for row in json.loads(done.stdout)]


def _apart(words: str, module: str, count: int) -> list[Found]:
    """Rules that need no database, in a process of their own."""
    _say(words)
    command = [sys.executable, "-m", f"bench.{module}", str(count)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return [Found(**row) for row in json.loads(done.stdout)]


def _history(events: int) -> list[Found]:
    _say(f"counting over {events:,} events")
    command = [sys.executable, "-W", "ignore", "-m", "bench.history", str(events)]
    with tempfile.TemporaryDirectory() as folder:
        surroundings = os.environ | {"JICENG_DATA_DIR": folder}
        done = subprocess.run(command, check=True, capture_output=True, text=True, env=surroundings)
    return [Found(**row) for row in json.loads(done.stdout)]


def _child(scale: Scale, size: int, engine: Engine) -> list[Found]:
    """One engine at one size in a process of its own; what it found before it failed counts."""
    _say(f"{engine.name}, {size:,} cases")
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder) / "answer.json"
        numbers = {"size": size, "rounds": scale.rounds, "each": scale.each,
                   "imported": scale.imported, "ledger": scale.ledger,
                   "party": int(size == min(scale.sizes)),
                   "postmaster": engine.postmaster}  # fmt: skip
        command = [
            sys.executable, "-W", "ignore", "-m", "bench.child", "--engine", engine.name,
            "--answer", str(answer), *(f"--{k}={v}" for k, v in numbers.items()),
        ]  # fmt: skip
        done = subprocess.run(command, env=os.environ | engine.environment(), check=False)
        found = [Found(**row) for row in json.loads(answer.read_text())] if answer.exists() else []
    asked = {"cases", "members"} if size == min(scale.sizes) else {"cases"}
    missing = {one.name for one in LIMITS if one.sized in asked} - {one.name for one in found}
    why = f"stopped with status {done.returncode}"
    return found + [Found(name, 0.0, engine.name, size, said=why) for name in sorted(missing)]


def _missed(found: Sequence[Found]) -> str:
    """The misses in words, and where their time goes."""
    lines = []
    for limit in LIMITS:
        for one in (f for f in found if f.name == limit.name):
            lines += [
                f"- {limit.label}, {one.engine or 'no database'}, {one.size:,}: {words}."
                for words in table.misses(limit, one, found)
            ]
        if limit.profile and any(
            table.misses(limit, f, found) for f in found if f.name == limit.name
        ):
            lines.append(f"\n  Where the time goes: {limit.profile}\n")
    return "\n".join(lines) or "Nothing."


def _say(words: str) -> None:
    sys.stderr.write(f"{words}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
