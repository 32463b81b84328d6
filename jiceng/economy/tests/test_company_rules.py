"""A credit code is read as GB 32100-2015 writes it: one wrong character is always noticed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiceng.casework.tests.county import EAST, NOON
from jiceng.economy.rules.companies import (
    PLACES,
    CompanyGiven,
    check_place,
    code_fault,
    company_faults,
    normal_code,
)

PUBLISHED = ("91350100M000100Y43", "9144030071526726XG", "914403001922038216", "91330100799655058B")
"""The example of the standard, and codes that companies print on their invoices."""
CODES = st.text(PLACES, min_size=17, max_size=17).map(lambda first: first + check_place(first))


@pytest.mark.parametrize("code", PUBLISHED)
def test_a_published_code_is_well_formed(code: str) -> None:
    assert code_fault(code) is None


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("91350100M000100Y4", "credit_code_length"),
        ("91350100M000100Y430", "credit_code_length"),
        ("91350100M000I00Y43", "credit_code_characters"),
        ("91350100M000100Y44", "credit_code_check"),
    ],
)
def test_a_wrong_code_is_told_in_one_sentence(code: str, fault: str) -> None:
    found = code_fault(code)
    assert found is not None
    assert (found.code, found.field) == (fault, "credit_code")


@given(CODES, st.integers(0, 17), st.sampled_from(PLACES))
def test_one_wrong_character_is_noticed(code: str, place: int, other: str) -> None:
    changed = code[:place] + other + code[place + 1 :]
    assert (code_fault(changed) is None) == (changed == code)


@given(CODES, st.integers(0, 15))
def test_two_neighbours_changed_round_are_noticed(code: str, place: int) -> None:
    changed = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert (code_fault(changed) is None) == (changed == code)


def test_blanks_and_small_letters_do_not_matter() -> None:
    assert normal_code(" 91350100 m000100y43 ") == PUBLISHED[0]


def test_a_company_is_not_set_up_before_it_asked_nor_tomorrow() -> None:
    early, late = NOON - timedelta(days=2), NOON - timedelta(days=1)
    asked = CompanyGiven(PUBLISHED[0], "示例公司", EAST, set_up_asked_at=late, set_up_at=early)
    assert [f.code for f in company_faults(asked, NOON)] == ["set_up_before_asked"]
    future = CompanyGiven(PUBLISHED[0], "示例公司", EAST, set_up_at=NOON + timedelta(days=1))
    assert [f.code for f in company_faults(future, NOON)] == ["day_in_the_future"]
    odd = CompanyGiven(PUBLISHED[0], "示", EAST, industry="Z", size="huge")
    assert [f.field for f in company_faults(odd, NOON)] == ["name", "industry", "size"]
