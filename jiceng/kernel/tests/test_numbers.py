"""Numbers survive being copied by hand, and rates are exactly what the counts say."""

from __future__ import annotations

import statistics
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import pairwise
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiceng.kernel.numbers import (
    DAMM,
    UNAMBIGUOUS,
    access_code,
    exact_median,
    is_valid_number,
    public_number,
    read_number,
    share,
    wilson_interval,
)

keys = st.integers(1, 10**12)
years = st.integers(2000, 2999)


@given(years, keys)
def test_a_number_tells_its_year_and_key(year: int, key: int) -> None:
    assert read_number(public_number(year, key)) == (year, key)


def test_a_number_is_year_seven_digits_and_check() -> None:
    number = public_number(2026, 42)
    assert (number[:-1], len(number)) == ("20260000042", 12)


@given(years, keys)
def test_every_wrong_digit_is_found(year: int, key: int) -> None:
    number = public_number(year, key)
    for place, right in enumerate(number):
        for wrong in set("0123456789") - {right}:
            assert not is_valid_number(number[:place] + wrong + number[place + 1 :])


@given(years, keys)
def test_every_swap_of_unequal_neighbours_is_found(year: int, key: int) -> None:
    number = public_number(year, key)
    for place, (left, right) in enumerate(pairwise(number)):
        if left != right:
            assert not is_valid_number(number[:place] + right + left + number[place + 2 :])


def test_the_table_finds_every_error_at_every_place() -> None:
    """What the two laws above sample, for all digits: each row a permutation, no swap unseen."""
    for row in DAMM:
        assert sorted(row) == list(range(10))
        for x in range(10):
            for y in range(x):
                assert DAMM[row[x]][y] != DAMM[row[y]][x]
    assert all(DAMM[digit][digit] == 0 for digit in range(10))


@pytest.mark.parametrize(
    "text",
    ["", "2026", "2026000004", "２０２６００００００４２７", "20260000042x", " 202600000427 "],
)
def test_what_is_no_number_is_refused_without_a_crash(text: str) -> None:
    assert not is_valid_number(text)


@pytest.mark.parametrize(("year", "key"), [(26, 1), (2026, 0), (2026, -1), (12026, 1)])
def test_no_number_is_made_for_no_case(year: int, key: int) -> None:
    with pytest.raises(ValueError, match="no public number"):
        public_number(year, key)


@given(st.binary(min_size=16, max_size=32))
def test_an_access_code_has_eight_signs_nobody_confuses(random_bytes: bytes) -> None:
    code = access_code(random_bytes)
    assert len(code) == 8
    assert set(code) <= set(UNAMBIGUOUS)
    assert not set(code) & set("0O1IL")


def test_too_little_chance_makes_no_code() -> None:
    with pytest.raises(ValueError, match="16 random bytes"):
        access_code(b"guess")


def test_different_bytes_make_different_codes() -> None:
    codes = {access_code(n.to_bytes(16, "big")) for n in range(10_000)}
    assert len(codes) == 10_000


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_a_share_is_rounded_once_and_half_up(numerator: int, denominator: int) -> None:
    exact = Fraction(100 * numerator, denominator)
    rounded = share(numerator, denominator)
    assert rounded is not None
    assert exact - Fraction(1, 20) < Fraction(rounded) <= exact + Fraction(1, 20)
    assert rounded.as_tuple().exponent == -1


@pytest.mark.parametrize(
    ("numerator", "denominator", "percent"),
    [(1, 3, "33.3"), (2, 3, "66.7"), (1, 2000, "0.1"), (1, 2001, "0.0"), (7, 7, "100.0"),
     (9449, 10000, "94.5"), (0, 5, "0.0")],
)  # fmt: skip
def test_a_share_is_what_one_writes_by_hand(numerator: int, denominator: int, percent: str) -> None:
    assert str(share(numerator, denominator)) == percent
    by_hand = (Decimal(100 * numerator) / denominator).quantize(Decimal("0.1"), ROUND_HALF_UP)
    assert share(numerator, denominator) == by_hand


def test_a_share_of_nothing_is_no_share() -> None:
    assert share(0, 0) is None


@given(st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=50))
def test_the_median_is_exact(values: list[int]) -> None:
    assert exact_median(values) == statistics.median(map(Fraction, values))


def test_a_median_between_two_counts_is_a_half() -> None:
    assert exact_median([4, 1]) == Fraction(5, 2)
    assert isinstance(exact_median([3, 1]), int)


def test_no_values_have_no_median() -> None:
    with pytest.raises(ValueError, match="no median"):
        exact_median([])


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [
        (81, 263, "25.5", "36.6"),  # Newcombe 1998, method 3, table I
        (15, 148, "6.2", "16.0"),
        (0, 20, "0.0", "16.1"),
        (1, 29, "0.6", "17.2"),
    ],
)
def test_the_interval_is_the_published_one(successes: int, n: int, low: str, high: str) -> None:
    assert wilson_interval(successes, n) == (Decimal(low), Decimal(high))


@given(st.integers(0, 500), st.integers(0, 500))
def test_the_interval_holds_the_share_and_mirrors(successes: int, failures: int) -> None:
    n = successes + failures
    low, high = wilson_interval(successes, n)
    seen = share(successes, n)
    assert 0 <= low <= high <= 100
    assert seen is None or low <= seen <= high
    assert wilson_interval(failures, n) == (100 - high, 100 - low)


@pytest.mark.parametrize("percent", [10, 30, 50, 90])
def test_the_interval_covers_the_truth_nineteen_times_in_twenty(percent: int) -> None:
    n, p = 100, percent / 100
    covered = 0.0
    for k in range(n + 1):
        low, high = wilson_interval(k, n)
        covered += (low <= percent <= high) * comb(n, k) * p**k * (1 - p) ** (n - k)
    assert covered > 0.93


@pytest.mark.parametrize(("successes", "n"), [(2, 1), (-1, 1), (0, -1)])
def test_impossible_counts_are_refused(successes: int, n: int) -> None:
    with pytest.raises(ValueError, match="out of"):
        wilson_interval(successes, n)
