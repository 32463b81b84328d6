"""`make bench` measures what it promises; how fast the product is, no test says."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bench.limits import EMPTY, LIMITS, Limit
from bench.measured import Found
from bench.table import misses
from tests.house import ROOT


@pytest.mark.long
def test_the_smallest_bench_yields_every_row_of_the_table(tmp_path: Path) -> None:
    page, last = tmp_path / "bench.md", tmp_path / "last.json"
    command = [
        sys.executable, "-m", "bench", "--scale", "tiny", "--engine", "sqlite",
        "--page", str(page), "--last", str(last),
    ]  # fmt: skip
    done = subprocess.run(
        command, cwd=ROOT, env=_ours(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    found = [Found(**row) for row in json.loads(last.read_text(encoding="utf-8"))["found"]]
    assert {one.name for one in found} == {limit.name for limit in LIMITS}, done.stderr
    assert [one for one in found if one.said] == [], done.stderr
    for limit in LIMITS:
        assert limit.label in page.read_text(encoding="utf-8")


def _ours() -> dict[str, str]:
    return {k: v for k, v in os.environ.items() if not k.startswith("JICENG_")}


def test_a_miss_is_said_for_every_kind_of_limit() -> None:
    limit = Limit("x", "X", at_most=5, times_floor=2, growth=1.5, queries=3)
    small = Found("x", 4.0, "sqlite", 10, floor=3.0, queries=3)
    large = Found("x", 9.0, "sqlite", 100, floor=3.0, queries=4)
    assert misses(limit, small, [small, large]) == []
    assert misses(limit, large, [small, large]) == [
        "not reached: above 5",
        "not reached: above 2 × floor",
        "not reached: grows above 1.5",
        "not reached: above 3 queries",
    ]


def test_a_figure_that_could_not_be_measured_is_never_a_reached_one() -> None:
    limit = Limit("x", "X", at_least=100)
    assert misses(limit, Found("x", 0.0, said="stopped"), []) == ["stopped"]


def test_a_limit_is_held_at_the_speed_it_was_promised_for() -> None:
    limit = Limit("x", "X", at_most=5)
    slow = Found("empty", 2 * EMPTY, "sqlite", 10)
    fast = Found("empty", EMPTY / 2, "sqlite", 10)
    assert misses(limit, Found("x", 9.0, "sqlite", 10), [slow]) == []
    assert misses(limit, Found("x", 4.0, "sqlite", 10), [fast]) == ["not reached: above 5"]


def test_a_rate_is_expected_higher_from_a_faster_machine() -> None:
    limit = Limit("x", "X", unit="cases/s", at_least=2_000)
    fast = Found("empty", EMPTY / 2, "sqlite", 10)
    assert misses(limit, Found("x", 3_000.0, "sqlite", 10), [fast]) == ["not reached: below 2,000"]
    assert misses(limit, Found("x", 3_000.0, "sqlite", 10), []) == []


def test_memory_is_the_same_on_every_machine() -> None:
    limit = Limit("x", "X", unit="MB", at_most=250)
    slow = Found("empty", 2 * EMPTY, "sqlite", 10)
    assert misses(limit, Found("x", 300.0, "sqlite", 10), [slow]) == ["not reached: above 250"]
