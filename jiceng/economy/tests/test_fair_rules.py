"""Stalls, quantities, amounts, papers and what of income may be told: from values alone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiceng.economy.rules.fairs import (
    Income,
    Stall,
    Unreadable,
    VillageIncome,
    amount_faults,
    asked_fen,
    by_village,
    day_faults,
    hundredths_of,
    minutes_of,
    per_household,
    stalls_of,
    told_villages,
    written_quantity,
    written_stalls,
)
from jiceng.economy.rules.money import fen_of
from jiceng.economy.rules.produce import (
    ProduceKind,
    QualityPaper,
    check_kind,
    households_fault,
    paper_faults,
    price_fault,
    with_paper,
)
from jiceng.kernel.figures import FEWEST, ratings_told
from jiceng.kernel.money import yuan

DAY = date(2026, 11, 23)
ROAST = ProduceKind("meat", "畜肉及熟食", "", ("quarantine", "workshop_record"))
INCOMES = st.lists(
    st.builds(
        Income, st.just("某"), st.sampled_from("甲乙丙丁戊"), st.integers(1, 9),
        st.integers(0, 500_000),
    ),
    max_size=25,
)  # fmt: skip


def test_stalls_are_read_a_line_or_a_row_at_a_time() -> None:
    assert stalls_of("A01-A03 9\n\n b7 12") == (
        Stall("A01", 9), Stall("A02", 9), Stall("A03", 9), Stall("B7", 12),
    )  # fmt: skip
    assert stalls_of(written_stalls(stalls_of("1-12 6"))) == stalls_of("1-12 6")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("靠门口的三个", "stalls_unreadable"), ("A03-A01 9", "stalls_unreadable"),
        ("A01-B03 9", "stalls_unreadable"), ("A01 0", "stalls_unreadable"),
        ("A01 9\na01 6", "stall_twice"), ("1-150 6\n200-300 6", "too_many_stalls"),
    ],
)  # fmt: skip
def test_stalls_that_cannot_be_read_are_named(text: str, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        stalls_of(text)
    assert refused.value.code == code


@pytest.mark.parametrize(("text", "minutes"), [("8:30", 510), ("18：00", 1080), ("24:00", 1440)])
def test_the_clock_is_read_as_people_write_it(text: str, minutes: int) -> None:
    assert minutes_of(text) == minutes


@pytest.mark.parametrize("text", ["八点", "25:00", "24:30", "8", ""])
def test_what_is_no_time_of_day_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        minutes_of(text)


@pytest.mark.parametrize(
    ("first", "last", "opens", "closes", "codes"),
    [
        (0, 0, 480, 1080, []),
        (-1, 0, 480, 1080, []),
        (-2, -1, 480, 1080, ["fair_in_the_past"]),
        (1, 0, 480, 1080, ["fair_days_reversed"]),
        (0, 7, 480, 1080, ["fair_too_long"]),
        (0, 0, 1080, 480, ["fair_hours_reversed"]),
    ],
)
def test_a_fair_lies_ahead_is_short_and_closes_after_it_opens(
    first: int, last: int, opens: int, closes: int, codes: list[str]
) -> None:
    days = (DAY + timedelta(days=first), DAY + timedelta(days=last))
    assert [f.code for f in day_faults(*days, opens, closes, DAY)] == codes


@pytest.mark.parametrize(
    ("text", "measure", "hundredths"), [("12", "个", 1200), ("2.5", "斤", 250), ("0", "箱", 0)]
)
def test_quantities_are_read_in_hundredths(text: str, measure: str, hundredths: int) -> None:
    assert hundredths_of(text, measure) == hundredths
    assert hundredths_of(written_quantity(hundredths), measure) == hundredths


@pytest.mark.parametrize(
    ("text", "measure", "code"),
    [("半只", "只", "quantity_unreadable"), ("2.5", "只", "quantity_whole"),
     ("1.005", "斤", "quantity_in_parts"), ("NaN", "斤", "quantity_unreadable"),
     ("1e99", "斤", "quantity_unreadable")],
)  # fmt: skip
def test_quantities_that_make_no_sense_are_named(text: str, measure: str, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        hundredths_of(text, measure)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("hundredths", "fen", "has_reason", "codes"),
    [
        (1000, 3500, False, []),
        (0, 0, False, ["quantity_not_positive"]),
        (-100, -350, True, ["quantity_not_positive"]),
        (1000, 3400, False, ["sale_below_price"]),
        (1000, 3400, True, []),
        (1000, 3501, True, ["sale_above_price"]),
    ],
)
def test_what_was_sold_costs_what_its_sign_says(
    hundredths: int, fen: int, has_reason: bool, codes: list[str]
) -> None:
    assert [f.code for f in amount_faults(hundredths, fen, 350, has_reason)] == codes


@given(st.integers(1, 10**7), st.integers(1, 10**6))
def test_the_sum_asked_for_is_off_by_half_a_fen_at_most(hundredths: int, price: int) -> None:
    assert abs(100 * asked_fen(hundredths, price) - hundredths * price) <= 50


@given(st.integers(0, 10**9))
def test_an_amount_written_in_yuan_comes_back_to_the_fen(fen: int) -> None:
    assert fen_of(yuan(fen)) == fen


@pytest.mark.parametrize("text", ["十元", "1.005", "-1", "NaN", "99999999999"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=text):
        fen_of(text)


@given(INCOMES)
def test_the_income_of_villages_is_the_income_of_their_producers(incomes: list[Income]) -> None:
    rows = by_village(incomes)
    assert sum(r.fen for r in rows) == sum(i.fen for i in incomes)
    assert sum(r.households for r in rows) == sum(i.households for i in incomes if i.fen)
    assert [r.villages for r in rows] == sorted(r.villages for r in rows)


@given(INCOMES)
def test_nobody_reads_the_income_of_fewer_than_three_households(incomes: list[Income]) -> None:
    rows = by_village(incomes)
    told = told_villages(rows)
    assert all(r.households >= FEWEST for r in told)
    hidden = sum(r.households for r in rows) - sum(r.households for r in told)
    assert hidden < FEWEST
    if hidden:  # then nothing at all is told, from which it could be taken away
        assert told == []


def test_small_villages_are_put_together_with_the_next_smallest() -> None:
    rows = [VillageIncome(("甲",), 2, 100), VillageIncome(("乙",), 9, 900),
            VillageIncome(("丙",), 4, 400)]  # fmt: skip
    assert told_villages(rows) == [
        VillageIncome(("乙",), 9, 900), VillageIncome(("丙", "甲"), 6, 500),
    ]  # fmt: skip


def test_income_per_household_is_rounded_once_half_up() -> None:
    assert (per_household(100, 3), per_household(101, 2), per_household(5, 0)) == (33, 51, 0)


def test_ratings_of_two_visitors_are_not_told() -> None:
    assert ratings_told({5: 2}) is None
    assert ratings_told({5: 2, 4: 2, 1: 1}) == (5, "3.8")


@pytest.mark.parametrize(
    ("until", "codes"),
    [
        (None, []), (DAY, []), (DAY - timedelta(days=1), ["quality_paper_lapsed"]),
    ],
)  # fmt: skip
def test_a_paper_counts_through_its_last_day(until: date | None, codes: list[str]) -> None:
    papers = [QualityPaper("quarantine", "1", until), QualityPaper("workshop_record", "2")]
    assert [f.code for f in paper_faults("烤乳猪", ROAST, papers, DAY)] == codes


def test_a_missing_paper_is_named() -> None:
    found = list(paper_faults("烤乳猪", ROAST, [QualityPaper("quarantine", "1")], DAY))
    assert [(f.code, f.params["paper"]) for f in found] == [
        ("quality_paper_missing", "workshop_record")
    ]


def test_a_paper_of_the_same_number_is_written_anew() -> None:
    old, fresh = QualityPaper("quarantine", "1", DAY), QualityPaper("quarantine", "1")
    assert with_paper([old, QualityPaper("origin", "1")], fresh) == (
        QualityPaper("origin", "1"), fresh,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("fen", "code"), [(0, "price_not_positive"), (1_000_001, "price_too_high")]
)
def test_a_price_is_more_than_nothing_and_no_slip(fen: int, code: str) -> None:
    fault = price_fault(fen)
    assert fault is not None
    assert fault.code == code
    assert price_fault(1) is None


def test_a_household_is_one() -> None:
    assert households_fault("household", 2) is not None
    assert households_fault("cooperative", 40) is None
    assert households_fault("village", 0) is not None


@pytest.mark.parametrize(
    "content", [{}, {"name": " "}, {"name": "肉", "papers": "quarantine"},
                {"name": "肉", "papers": ["passport"]}],
)  # fmt: skip
def test_a_kind_of_produce_has_a_name_and_known_papers(content: dict[str, object]) -> None:
    assert check_kind("x", content)
