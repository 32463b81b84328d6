"""What a report costs, and which of its numbers are there already."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiceng.casework.figures import FIGURES
from jiceng.casework.queries.demands import held_numbers, listed_numbers
from jiceng.casework.rules.demands import (
    TIMES_A_YEAR,
    Held,
    cost_of,
    fields_in,
    held_among,
    index_of,
    plain,
)

NAMES = {key: figure.name for key, figure in FIGURES.items()}


def test_a_weekly_table_of_twelve_fields_from_eleven_towns_is_counted_out() -> None:
    cost = cost_of(fields=12, units=11, frequency="week", minutes_per_field=5)
    assert cost.values_a_year == 12 * 11 * 52
    assert cost.minutes_each == 60
    assert cost.minutes_a_week == Decimal("60.0")
    assert cost.hours_a_year == Decimal("572.0")


def test_minutes_a_week_are_rounded_once() -> None:
    cost = cost_of(fields=7, units=3, frequency="quarter", minutes_per_field=3)
    assert cost.minutes_a_week == Decimal("1.6")  # 7 × 3 × 4 / 52 = 1.615…


@given(
    st.integers(1, 100),
    st.integers(1, 500),
    st.sampled_from(sorted(TIMES_A_YEAR)),
    st.integers(1, 120),
)
def test_asking_for_more_never_costs_less(
    fields: int, units: int, frequency: str, minutes: int
) -> None:
    cost = cost_of(fields=fields, units=units, frequency=frequency, minutes_per_field=minutes)
    more = cost_of(fields=fields + 1, units=units, frequency=frequency, minutes_per_field=minutes)
    wider = cost_of(fields=fields, units=units + 1, frequency=frequency, minutes_per_field=minutes)
    assert more.minutes_a_week >= cost.minutes_a_week
    assert more.hours_a_year >= cost.hours_a_year
    assert wider.minutes_a_week == cost.minutes_a_week
    assert wider.hours_a_year >= cost.hours_a_year


@pytest.mark.parametrize(
    ("asked", "figure"),
    [
        ("结案数", "cases_closed"),
        ("本月结案数（件）", "cases_closed"),
        ("累计办结案件数", "cases_closed"),
        ("办结 数", "cases_closed"),
        ("全县上报案件总数", "cases_reported"),
        ("小事不出网格率(%)", "grid_settled_rate"),
        ("本季度群众满意度", "satisfaction_rate"),
        ("逾期未结数", "overdue_open"),
        ("在办案件数", "backlog"),
    ],
)
def test_a_number_is_known_by_the_names_people_give_it(asked: str, figure: str) -> None:
    ((_name, held),) = held_among([asked], held_numbers(NAMES))
    assert held is not None
    assert held.key == figure


@pytest.mark.parametrize("asked", ["水库蓄水量", "学生返校人数", "本月出勤", "备注", "独居老人数"])
def test_a_number_nobody_has_is_not_taken_for_another(asked: str) -> None:
    assert held_among([asked], held_numbers(NAMES)) == [(asked, None)]


def test_the_list_names_only_figures_that_are_declared() -> None:
    listed = {str(one["figure"]) for one in listed_numbers() if "figure" in one}
    assert listed <= NAMES.keys()


def test_every_declared_figure_is_held_by_its_own_name() -> None:
    index = held_numbers(NAMES)
    assert {index[plain(name)].key for name in NAMES.values()} == NAMES.keys()


def test_one_name_never_means_two_numbers() -> None:
    one, other = Held("a", "办结数", "/a"), Held("b", "本月办结数（件）", "/b")
    with pytest.raises(ValueError, match="means both a and b"):
        index_of([one, other])


@given(st.text(alphabet="本月办结案件水位总数ab12 ·-", max_size=20))
def test_a_name_compared_twice_is_compared_alike(name: str) -> None:
    assert plain(f" {name}（件）") == plain(name) or not plain(name)


def test_fields_are_listed_by_line_or_comma_each_once() -> None:
    assert fields_in("水位\n 雨量，雨量; 值班人员、\n\n") == ("水位", "雨量", "值班人员")
