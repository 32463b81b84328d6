"""Small counts are hidden, and nobody finds them again from what is shown."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiceng.performance.rules.suppression import Sum, hidden, hidden_rates

TOWN = Sum("town", ("a", "b", "c"))
SIDES = ("left", "middle", "right")


def town(a: int, b: int, c: int) -> dict[str, int]:
    return {"town": a + b + c, "a": a, "b": b, "c": c}


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((10, 20, 30), set()),
        ((0, 20, 30), set()),
        ((3, 20, 30), {"a", "b"}),
        ((3, 0, 30), {"a", "c"}),
        ((3, 0, 0), {"town", "a"}),
        ((2, 2, 30), {"a", "b", "c"}),
        ((4, 1, 30), {"a", "b"}),
        ((1, 1, 3), {"town", "a", "b", "c"}),
        ((4, 5, 0), {"a", "b"}),
    ],
)
def test_a_small_count_goes_with_what_would_give_it_away(
    counts: tuple[int, int, int], expected: set[str]
) -> None:
    assert hidden(town(*counts), [TOWN]) == expected


def test_the_limit_is_a_matter_of_configuration() -> None:
    assert hidden(town(3, 20, 30), [TOWN], fewest=3) == set()


def test_a_rate_is_hidden_by_what_is_counted_and_by_what_is_not() -> None:
    of = town(50, 60, 70)
    assert hidden_rates(town(20, 30, 40), of, [TOWN]) == set()
    assert hidden_rates(town(2, 30, 40), of, [TOWN]) == {"a", "b"}
    assert hidden_rates(town(48, 30, 40), of, [TOWN]) == {"a", "b"}


def test_a_table_that_does_not_add_up_is_refused() -> None:
    with pytest.raises(ValueError, match="add up"):
        hidden({**town(1, 2, 3), "town": 7}, [TOWN])
    with pytest.raises(ValueError, match="negative"):
        hidden(town(-1, 2, 3), [TOWN])
    with pytest.raises(ValueError, match="no table"):
        hidden({"x": 5, "y": 5, "z": 5, "w": 5}, [Sum(t, ("x",)) for t in "yzw"])


small_counts = st.integers(0, 6)


@st.composite
def trees(draw: st.DrawFn) -> tuple[dict[str, int], list[Sum[str]]]:
    """A county of towns of villages."""
    counts, sums = {"county": 0}, []
    towns = tuple(f"t{n}" for n in range(draw(st.integers(1, 3))))
    for name in towns:
        below = tuple(f"{name}v{n}" for n in range(draw(st.integers(1, 3))))
        counts |= {village: draw(small_counts) for village in below}
        counts[name] = sum(counts[village] for village in below)
        sums.append(Sum(name, below))
    counts["county"] = sum(counts[name] for name in towns)
    return counts, [*sums, Sum("county", towns)]


@st.composite
def crossed(draw: st.DrawFn) -> tuple[dict[str, int], list[Sum[str]]]:
    """Answers by group: rows, columns and the whole."""
    rows, columns = SIDES[: draw(st.integers(2, 3))], ("x", "y", "z")[: draw(st.integers(2, 3))]
    counts = {f"{r}/{c}": draw(small_counts) for r in rows for c in columns}
    by_row = [Sum(r, tuple(f"{r}/{c}" for c in columns)) for r in rows]
    by_column = [Sum(c, tuple(f"{r}/{c}" for r in rows)) for c in columns]
    for one in (*by_row, *by_column):
        counts[one.total] = sum(counts[part] for part in one.parts)
    counts["whole"] = sum(counts[r] for r in rows)
    return counts, [*by_row, *by_column, Sum("whole", rows), Sum("whole", columns)]


def worlds(
    counts: Mapping[str, int], sums: Collection[Sum[str]], hide: Collection[str], high: int
) -> list[dict[str, int]]:
    """Every table that shows the same, by trying: hidden leaves from 1 up to `high`."""
    totals = {one.total for one in sums}
    leaves = [cell for cell in hide if cell not in totals]
    found = []
    for tried in product(range(1, high + 1), repeat=len(leaves)):
        table = {c: n for c, n in counts.items() if c not in totals}
        table |= dict(zip(leaves, tried, strict=True))
        for one in sums:
            table[one.total] = sum(table[part] for part in one.parts)
        if all(table[c] == n for c, n in counts.items() if c not in hide) and all(
            table[c] > 0 for c in hide
        ):
            found.append(table)
    return found


def nothing_is_found_again(counts: Mapping[str, int], sums: Collection[Sum[str]]) -> None:
    hide = hidden(counts, sums, fewest=3)
    leaves = hide - {one.total for one in sums}
    if len(leaves) > 4:
        return
    possible = worlds(counts, sums, hide, 9)
    for cell in (c for c in leaves if counts[c] < 3):
        assert {1, 2} <= {table[cell] for table in possible}, (cell, hide)


@settings(deadline=None, max_examples=30)
@given(trees())
def test_nobody_finds_a_small_count_of_a_village_again(
    table: tuple[dict[str, int], list[Sum[str]]],
) -> None:
    nothing_is_found_again(*table)


@settings(deadline=None, max_examples=30)
@given(crossed())
def test_nobody_finds_a_small_count_of_a_survey_again(
    table: tuple[dict[str, int], list[Sum[str]]],
) -> None:
    nothing_is_found_again(*table)


@given(trees())
def test_only_zero_and_what_is_not_needed_stay_in_sight(
    table: tuple[dict[str, int], list[Sum[str]]],
) -> None:
    counts, sums = table
    hide = hidden(counts, sums)
    assert all(counts[cell] > 0 for cell in hide)
    assert {c for c, n in counts.items() if 0 < n < 5} <= hide
    assert bool(hide) == any(0 < n < 5 for n in counts.values())
