"""Geometry of the charts: nothing leaves its track, and a picture agrees with its numbers."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiceng.web import charts

AMOUNTS = st.lists(st.integers(0, 10**6), min_size=1, max_size=6)


@given(AMOUNTS)
def test_parts_follow_each_other_and_stay_on_the_track(values: list[int]) -> None:
    (bar,) = charts.bars([{"label": "甲", "values": values}])
    for part, following in pairwise(bar.parts):
        assert following.start == pytest.approx(part.start + part.width, abs=0.02)
    assert all(part.width >= 0 for part in bar.parts)
    assert bar.parts[-1].start + bar.parts[-1].width <= 100.1


@given(AMOUNTS)
def test_the_greatest_bar_fills_the_track_and_order_is_kept(values: list[int]) -> None:
    drawn = charts.bars([{"label": str(n), "value": value} for n, value in enumerate(values)])
    widths = [bar.parts[0].width for bar in drawn]
    assert max(widths) == (100 if any(values) else 0)
    by_value = [width for _, width in sorted(zip(values, widths, strict=True))]
    assert by_value == sorted(by_value)


def test_a_bar_below_its_target_is_marked_short_and_coloured_so() -> None:
    short, met = charts.bars(
        [{"label": "甲", "value": 89.9}, {"label": "乙", "value": 90}], most=100, target=90
    )
    assert (short.short, met.short) == (True, False)
    assert short.parts[0].series != met.parts[0].series


@pytest.mark.parametrize(
    ("most", "top"), [(0, 1), (1, 1), (1.1, 2), (84, 100), (215, 250), (260, 500), (1000, 1000)]
)
def test_the_axis_ends_at_a_round_number(most: float, top: float) -> None:
    assert charts.top_of_axis(most) == top


@given(st.floats(0.001, 1e9))
def test_the_axis_never_ends_below_the_greatest_number(most: float) -> None:
    assert charts.top_of_axis(most) >= most * 0.999999


def test_ticks_run_from_the_top_to_zero() -> None:
    assert charts.ticks(84) == ("100", "75", "50", "25", "0")


@given(st.lists(st.text(max_size=3), max_size=60, unique=True))
def test_a_crowded_axis_keeps_its_first_and_last_label(labels: list[str]) -> None:
    kept = charts.sparse(labels)
    assert len(kept) <= 6
    if labels:
        assert (kept[0], kept[-1]) == (labels[0], labels[-1])
