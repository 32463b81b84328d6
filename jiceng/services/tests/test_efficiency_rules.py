"""Turnaround and its two readings; queue tickets read from a file."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiceng.kernel.calendar import CHINA
from jiceng.kernel.formulas import rounded
from jiceng.kernel.hours import spans_of
from jiceng.kernel.refusal import Invalid
from jiceng.services.rules.efficiency import (
    MOST_OF,
    Turnaround,
    Worked,
    compare,
    median_of,
    reached_by,
)
from jiceng.services.rules.tickets import COLUMNS, QueueTicketRow, is_outside, open_hours, row_of

VALUES = st.lists(st.integers(0, 500), min_size=1, max_size=60)
HEADER = ("票号", "网点", "事项", "取号时间", "叫号时间", "办结时间")


def counted(values: list[int]) -> dict[int, int]:
    return {value: values.count(value) for value in values}


def took(*minutes: int) -> Turnaround:
    return Turnaround(len(minutes), 0, 0, counted(list(minutes)))


@given(VALUES)
def test_the_median_of_counts_is_the_median_of_what_was_counted(values: list[int]) -> None:
    assert median_of(counted(values)) == Fraction(median(values))


@given(VALUES)
def test_nine_in_ten_are_done_by_then_and_no_earlier(values: list[int]) -> None:
    found = reached_by(counted(values), MOST_OF)
    assert found in values
    assert 10 * sum(v <= found for v in values) >= 9 * len(values)
    assert 10 * sum(v < found for v in values) < 9 * len(values)


def test_nothing_has_no_median() -> None:
    assert (median_of({}), reached_by({}, MOST_OF)) == (None, None)
    found = compare(Worked({}, 60), Worked({"a": took(5)}, 60))
    assert (found.throughput.change, found.time.change, found.left_out) == (None, None, ("a",))


def test_thirty_percent_more_is_not_thirty_percent_less_time() -> None:
    before = Worked({"move_in": took(*[100] * 100)}, 10, 2)
    more = compare(before, Worked({"move_in": took(*[100] * 130)}, 10, 2))
    assert [more.throughput.change, more.throughput.is_reached] == [30, True]
    assert rounded(more.throughput.means, 1) == rounded(Fraction(231, 10), 1)
    assert [more.time.change, more.time.is_reached] == [0, False]
    quicker = compare(before, Worked({"move_in": took(*[70] * 100)}, 10, 2))
    assert [quicker.time.change, quicker.time.is_reached] == [30, True]
    assert rounded(quicker.time.means, 1) == rounded(Fraction(429, 10), 1)
    assert [quicker.throughput.change, quicker.throughput.is_reached] == [0, False]


def test_more_hands_are_not_more_efficiency() -> None:
    before = Worked({"a": took(*[10] * 100)}, 20, 2)
    assert compare(before, Worked({"a": took(*[10] * 130)}, 20, 3)).throughput.change == Fraction(
        -40, 3
    )


def test_a_change_of_what_people_apply_for_is_not_speed() -> None:
    """Quick matters alone become more: no item is quicker, hence no time is saved."""
    before = Worked({"quick": took(*[10] * 10), "slow": took(*[100] * 10)}, 20)
    after = Worked({"quick": took(*[10] * 90), "slow": took(*[100] * 10)}, 20)
    found = compare(before, after)
    assert [found.time.before, found.time.after, found.time.change] == [55, 55, 0]
    assert found.compared == ("quick", "slow")


@given(VALUES, VALUES)
def test_groups_add_up_to_the_whole(some: list[int], others: list[int]) -> None:
    assert (took(*some) + took(*others)).median == took(*some, *others).median


def read(*cells: str) -> QueueTicketRow:
    return row_of(dict(zip(HEADER, cells, strict=False)), COLUMNS.found_in(HEADER), CHINA)


def test_a_queue_ticket_is_read_as_hall_systems_write_it() -> None:
    row = read("A001", "大厅", "户籍", "2026/11/23 9:05", "2026-11-23 09:12:30", "")
    assert row.called_at is not None
    assert (row.number, (row.called_at - row.taken_at).seconds, row.finished_at) == (
        "A001", 450, None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "faults"),
    [
        (("", "大厅", "户籍", "2026-11-23 09:05"), {"number": "needed"}),
        (("13812345678", "大厅", "户籍", "2026-11-23 09:05"), {"number": "bad_ticket_number"}),
        (("A1", "大厅", "13812345678", "2026-11-23 09:05"), {"item": "bad_ticket_item"}),
        (("A1", "大厅", "户籍", "早上九点"), {"taken_at": "bad_ticket_time"}),
        (("A1", "大厅", "户籍", "2026-02-30 09:05"), {"taken_at": "bad_ticket_time"}),
        (
            ("A1", "大厅", "户籍", "2026-11-23 09:05", "2026-11-23 09:00"),
            {"called_at": "called_before_taken"},
        ),
        (
            ("A1", "大厅", "户籍", "2026-11-23 09:05", "2026-11-23 09:10", "2026-11-23 09:09"),
            {"finished_at": "finished_before_called"},
        ),
        (
            ("A1", "大厅", "户籍", "2026-11-23 09:05", "", "2026-11-23 09:09"),
            {"called_at": "finished_uncalled"},
        ),
        (
            ("A1", "大厅", "户籍", "2026-11-23 09:05", "2026-11-24 09:06"),
            {"called_at": "ticket_other_day"},
        ),
    ],
)
def test_each_fault_of_a_queue_ticket_names_its_field(
    cells: tuple[str, ...], faults: Mapping[str, str]
) -> None:
    with pytest.raises(Invalid) as refused:
        read(*cells)
    assert {r.field: r.code for r in refused.value.reasons} == faults


def test_a_queue_ticket_drawn_at_noon_is_outside_the_hours_of_an_office() -> None:
    office = spans_of("8:30-12:00、14:30-17:30")
    row = read("A1", "大厅", "户籍", "2026-11-23 12:00")
    assert is_outside(row.taken_at, office)
    assert not is_outside(read("A1", "大厅", "户籍", "2026-11-23 8:30").taken_at, office)
    assert open_hours([office, ()]) == 6.5
