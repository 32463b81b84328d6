"""Terms are read and written the same way, and refuse what makes no sense."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiceng.kernel.terms import Counting, Rung, Term

terms = st.builds(Term, st.integers(1, 10_000), st.sampled_from(Counting))


@given(terms)
def test_a_written_term_reads_back(term: Term) -> None:
    assert Term.parse(str(term)) == term


def test_a_term_is_written_as_configuration_has_it() -> None:
    assert str(Term(3, Counting.WORKING_DAYS)) == "3 working_days"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "3",
        "working_days",
        "0 working_days",
        "-1 working_days",
        "3 fortnights",
        "三 working_days",
        "³ working_days",
        "3  working_days",
        "3 working_days ",
        "1.5 round_clock",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Term.parse(text)


@pytest.mark.parametrize("amount", [0, -1])
def test_a_term_of_nothing_is_refused(amount: int) -> None:
    with pytest.raises(ValueError, match="positive amount"):
        Term(amount, Counting.MINUTES)


def test_only_working_hours_and_working_days_wait_for_the_holiday_notice() -> None:
    working = {counting for counting in Counting if Term(1, counting).is_working}
    assert working == {Counting.WORKING_HOURS, Counting.WORKING_DAYS}


@pytest.mark.parametrize(
    ("percent", "light", "tell"),
    [(0, "red", "overseer"), (80, "green", "handler"), (80, "red", "")],
)
def test_a_rung_that_would_never_ring_is_refused(percent: int, light: str, tell: str) -> None:
    with pytest.raises(ValueError, match="a rung"):
        Rung(percent, light, tell)  # type: ignore[arg-type]  # a row of configuration is not typed
