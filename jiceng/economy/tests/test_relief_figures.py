"""Each figure is its records: sums to the fen, times and companies apart, deferrals aside."""

from __future__ import annotations

from datetime import date

import pytest

from jiceng.casework.tests.county import NOON, County
from jiceng.economy.figures.reliefs import FIGURES, REPORTS, records_of
from jiceng.economy.tests.relief_cast import approved, moved
from jiceng.kernel.reports import Span

pytestmark = pytest.mark.django_db
YEAR = Span(date(2026, 1, 1), date(2026, 12, 31), NOON)


@pytest.fixture
def told(town: County) -> County:
    """One company helped twice and another once; something put off, taken back, not yet paid."""
    for policy, place in (("training", 1), ("waiver", 1), ("training", 2)):
        moved(approved(town, policy, place), town, "yin", "pay", reference=f"付{policy}{place}")
    moved(approved(town, "deferral"), town, "yin", "defer", reference="缓1")
    approved(town, "waiver", 2)
    moved(records_of("relief_times", YEAR)[0], town, "yin", "recover_part", reference="退1",
          reason="多报", amount_fen=400_000)  # fmt: skip
    return town


@pytest.mark.parametrize(
    ("code", "value", "records"),
    [
        ("relief_granted_sum", 2 * 1_400_000 + 2 * 450_000, 4),
        ("relief_paid_sum", 2 * 1_400_000 + 450_000 - 400_000, 3),
        ("relief_subsidies_sum", 2 * 1_400_000 - 400_000, 2),
        ("relief_reductions_sum", 450_000, 1),
        ("relief_deferred_sum", 900_000, 1),
        ("relief_times", 3, 3),
        ("relief_companies", 2, 3),
    ],
)
def test_a_figure_is_its_records(told: County, code: str, value: int, records: int) -> None:
    figure = REPORTS[0].count(code, ["", "HOUSING", "POLICE"], YEAR)
    assert (figure[""].numerator, records_of(code, YEAR).count()) == (value, records)
    assert (figure["HOUSING"].numerator, figure["POLICE"].numerator) == (value, 0)


def test_another_year_has_none(told: County) -> None:
    before = Span(date(2025, 1, 1), date(2025, 12, 31), NOON)
    for code in FIGURES:
        assert REPORTS[0].count(code, [""], before)[""].numerator == 0
        assert code in REPORTS[0].address(code, "", before)
