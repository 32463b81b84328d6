"""A measured value says what made it, and changes with its records."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from jiceng.casework.actions.intake import Raised, raise_case
from jiceng.casework.figures import refresh
from jiceng.casework.tests.county import EAST, GRID_1, NOON, County
from jiceng.kernel.refusal import NotFound
from jiceng.kernel.scope import RESIDENT
from jiceng.performance.queries.measuring import measure

START, END = date(2026, 1, 1), date(2026, 12, 31)


def reported(subject: str) -> int | None:
    refresh(NOON)
    return measure("cases_reported", [subject], START, END, now=NOON)[subject].numerator


@pytest.mark.parametrize("subject", ["", EAST, "C-EAST"])
def test_a_value_counts_the_records_of_its_subject(county: County, subject: str) -> None:
    before = reported(subject) or 0
    raise_case(Raised(text="东社区垃圾没人收", grid_code=GRID_1), by=RESIDENT, now=NOON)
    assert reported(subject) == before + 1


def test_where_nothing_is_recorded_a_rate_has_no_value(county: County) -> None:
    found = measure("on_time_rate", [EAST], START, END, now=NOON)[EAST]
    assert (found.value, found.numerator, found.denominator) == (None, 0, 0)


def test_a_value_opens_onto_its_records(county: County) -> None:
    found = measure("cases_closed", [EAST], START, END, now=NOON + timedelta(hours=1))[EAST]
    assert found.url.startswith("/cockpit/figures/cases_closed/records?")
    assert f"group={EAST}" in found.url
    assert "by=community" in found.url


def test_an_unknown_code_is_not_zero(county: County) -> None:
    with pytest.raises(NotFound):
        measure("cases_admired", [""], START, END, now=NOON)
