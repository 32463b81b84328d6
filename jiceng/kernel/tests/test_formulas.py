"""Formulas of statistics: the article's numbers, and laws that hold for all numbers (§10)."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiceng.kernel.formulas import (
    change,
    cumulative_change,
    implied_before,
    implied_range,
    mixed_time_saved,
    point_difference,
    real_change,
    rounded,
    share_of,
    throughput_gain,
    throughput_of_time,
    time_of_throughput,
    time_saved,
    total_change,
    weighted,
    yearly_change,
)
from jiceng.kernel.refusal import Invalid

COUNTS = st.integers(1, 10**9)
YEARS = st.integers(1, 8)


@pytest.mark.parametrize(("years", "comes_to"), [(4, "-33.8"), (5, "-40.3")])
def test_both_readings_of_minus_nine_point_eight_are_told_apart(years: int, comes_to: str) -> None:
    assert rounded(total_change(Fraction("-9.8"), years), 1) == Decimal(comes_to)


def test_the_income_a_year_before_follows_from_its_growth() -> None:
    assert rounded(implied_before(15004, Fraction("1.6")), 0) == 14768
    low, high = implied_range(15004, Fraction("1.6"), Fraction("0.05")) or (0, 0)
    assert (rounded(low, 0), rounded(high, 0)) == (Decimal(14760), Decimal(14775))


def test_from_thirty_to_fewer_than_two_is_a_fall_of_at_least() -> None:
    assert rounded(change(2, 30), 1) == Decimal("-93.3")


def test_thirty_percent_more_throughput_is_not_thirty_percent_less_time() -> None:
    assert rounded(time_of_throughput(30), 1) == Decimal("23.1")
    assert rounded(throughput_of_time(30), 1) == Decimal("42.9")


@pytest.mark.parametrize(
    ("first", "last", "years", "yearly"),
    [(100, 121, 2, "10.0"), (100, 81, 2, "-10.0"), (1000, 662, 4, "-9.8"), (7, 7, 3, "0.0"),
     (100, 0, 2, "-100.0")],
)  # fmt: skip
def test_a_yearly_change_does_not_count_its_first_year(
    first: int, last: int, years: int, yearly: str
) -> None:
    assert yearly_change(first, last, years) == Decimal(yearly)


def test_the_cumulative_method_looks_at_every_year() -> None:
    assert cumulative_change(100, [110, 121]) == Decimal("10.0")
    assert cumulative_change(100, [150, 121]) != yearly_change(100, 121, 2)


def test_nothing_to_compare_with_has_no_change() -> None:
    assert change(3, 0) is None
    assert share_of(3, 0) is None
    assert yearly_change(0, 3, 2) is None
    assert time_saved(0, 1) is None
    assert throughput_gain(0, 1, 2, 1) is None
    assert real_change(1, 0, 100) is None


def test_a_span_without_years_and_negative_values_are_refused() -> None:
    with pytest.raises(Invalid):
        yearly_change(1, 2, 0)
    with pytest.raises(Invalid):
        yearly_change(-1, 2, 1)


def test_prices_are_taken_out_of_nominal_growth() -> None:
    assert rounded(real_change(10_600, 10_000, Fraction("102.5")), 1) == Decimal("3.4")


def test_a_composition_weighs_its_parts_and_names_what_weights_come_to() -> None:
    assert weighted([15004, 7000], [Fraction(2, 5), Fraction(3, 5)]) == Fraction("10201.6")
    with pytest.raises(Invalid) as refused:
        weighted([1, 2], [Fraction(1, 2), Fraction(1, 3)])
    assert refused.value.reasons[0].params["sum"] == "0.8333"


def test_time_saved_keeps_the_mix_of_before() -> None:
    assert mixed_time_saved([(10, 10, 5), (90, 10, 10)]) == 5


@pytest.mark.parametrize(("value", "places", "shown"), [
    (Fraction(5, 100), 1, "0.1"), (Fraction(-5, 100), 1, "-0.1"), (Fraction(49, 1000), 1, "0.0"),
    (Fraction(5, 2), 0, "3"),
])  # fmt: skip
def test_rounding_is_half_away_from_zero(value: Fraction, places: int, shown: str) -> None:
    assert str(rounded(value, places)) == shown


@given(st.fractions(max_denominator=1000), st.integers(0, 4))
def test_rounding_lies_within_half_a_place(value: Fraction, places: int) -> None:
    found = rounded(value, places)
    assert found is not None
    assert abs(Fraction(found) - value) * 2 * 10**places <= 1


@given(COUNTS, COUNTS, YEARS)
def test_a_yearly_change_is_the_nearest_tenth_to_the_root(
    first: int, last: int, years: int
) -> None:
    found = yearly_change(first, last, years)
    assert found is not None
    twentieth = Fraction(1, 2000)
    low, high = (1 + Fraction(found) / 100 + side for side in (-twentieth, twentieth))
    assert max(low, Fraction(0)) ** years <= Fraction(last, first) <= high**years


@given(COUNTS, COUNTS)
def test_in_one_year_all_methods_agree(first: int, last: int) -> None:
    simple = rounded(change(last, first), 1)
    assert yearly_change(first, last, 1) == simple == cumulative_change(first, [last])


@given(st.integers(-99, 500))
def test_time_and_throughput_say_the_same_the_other_way_round(gain: int) -> None:
    saved = time_of_throughput(gain)
    assert saved is not None
    assert throughput_of_time(saved) == gain


@given(COUNTS, COUNTS, st.integers(1, 1000))
def test_a_change_does_not_depend_on_the_unit(now: int, before: int, factor: int) -> None:
    assert change(now * factor, before * factor) == change(now, before)


def test_two_rates_differ_in_points() -> None:
    assert point_difference(Fraction("91.9"), Fraction("90.4")) == Fraction("1.5")
    assert rounded(change(Fraction("91.9"), Fraction("90.4")), 1) == Decimal("1.7")


@given(st.decimals("-1000", "1000", places=4))
def test_rounding_is_that_of_the_decimal_library(value: Decimal) -> None:
    assert rounded(Fraction(value), 1) == value.quantize(Decimal("0.1"), ROUND_HALF_UP)
