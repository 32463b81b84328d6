"""Indicators: who keeps them, what is refused, and that what was told does not change."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from jiceng.casework.actions.intake import Raised, raise_case
from jiceng.casework.figures import refresh
from jiceng.casework.tests.county import COUNTY, EAST, GRID_1, NOON, County
from jiceng.kernel.records.models import JournalEntry
from jiceng.kernel.records.reporting import reporters
from jiceng.kernel.refusal import Invalid, NotAllowed, NotFound
from jiceng.kernel.reports import Span
from jiceng.kernel.scope import RESIDENT
from jiceng.performance.actions.indicators import define_indicator
from jiceng.performance.actions.publishing import publish_value, restate_value
from jiceng.performance.actions.series import SeriesUpload, import_series
from jiceng.performance.models import PublishedValue, SeriesValue
from jiceng.performance.queries.catalogue import catalogue, entry_on
from jiceng.performance.queries.measuring import compose, measure
from jiceng.performance.queries.series import grown, points
from jiceng.performance.queries.subjects import subjects_of
from jiceng.performance.rules.catalogue import DERIVED, Entry
from jiceng.performance.rules.measured import Measured
from jiceng.performance.rules.periods import Period, read_period
from jiceng.performance.tests.indicator_scene import (
    GROWTH,
    INCOME,
    TODAY,
    indicator_scene,
    row,
    take,
)

H1 = read_period("2020H1")


@pytest.fixture
def kept(county: County) -> County:
    indicator_scene(county)
    return county


def value(code: str, period: Period = H1) -> Measured:
    return measure(code, [""], period.start, period.end, now=NOON)[""]


@pytest.mark.parametrize("who", ["tang", "lu", "wang", "li"])
def test_only_the_statistician_keeps_indicators(kept: County, who: str) -> None:
    with pytest.raises(NotAllowed):
        define_indicator(INCOME, by=kept[who], now=NOON)
    with pytest.raises(NotAllowed):
        take(kept, row("2021H1", "15500"), who=who)
    with pytest.raises(NotAllowed):
        publish_value("income", "", H1, by=kept[who], now=NOON, today=TODAY)


def test_a_formula_over_a_series_has_the_value_of_its_period(kept: County) -> None:
    assert value("income").value == Decimal(15004)
    assert value("income_growth").value == Decimal("1.6")
    entry = entry_on("income_growth", TODAY)
    assert entry is not None
    early = compose(entry, "", Span(date(2019, 1, 1), date(2019, 6, 30), NOON))
    assert early.value.value is None
    assert early.fault is not None
    assert early.fault.code == "no_value_then"


def test_a_division_by_nothing_is_named_where_the_value_would_stand(kept: County) -> None:
    nothing = replace(GROWTH, code="upside_down", formula="1 / (income - 15004)")
    define_indicator(nothing, by=kept["zhou"], now=NOON)
    found = compose(nothing, "", Span(H1.start, H1.end, NOON))
    assert (found.value.value, found.fault and found.fault.code) == (None, "divided_by_nothing")


def test_formulas_do_not_go_round_in_a_circle(kept: County) -> None:
    back = replace(GROWTH, code="back_again", formula="income_growth * 2")
    define_indicator(back, by=kept["zhou"], now=NOON)
    with pytest.raises(Invalid, match="formula_circular"):
        define_indicator(replace(GROWTH, formula="back_again / 2"), by=kept["zhou"], now=NOON)


def test_a_reported_figure_keeps_its_own_definition(kept: County) -> None:
    given = Entry("on_time_rate", DERIVED, "别名", "别的口径", "件", target=Decimal(95),
                  direction="up", owner="CENTRE", valid_from=date(2020, 1, 1))  # fmt: skip
    define_indicator(given, by=kept["zhou"], now=NOON)
    entry = catalogue(TODAY)["on_time_rate"]
    assert (entry.name, entry.unit, entry.target) == ("按时结案率", "%", Decimal(95))
    with pytest.raises(Invalid, match="indicator_there"):
        define_indicator(replace(INCOME, code="backlog"), by=kept["zhou"], now=NOON)


def test_a_changed_value_is_another_revision_and_the_same_is_none(kept: County) -> None:
    again = take(kept, row("2020H1", "15004"), row("2020H1", "15010", "revised"), name="b.csv")
    assert (again.same, again.changed) == (1, 1)
    rows = SeriesValue.objects.filter(indicator="income", start=H1.start).order_by("revision")
    assert [(r.revision, r.value) for r in rows] == [(1, Decimal(15004)), (2, Decimal(15010))]
    assert value("income").value == Decimal(15010)
    assert measure("income", [""], H1.start, H1.end, now=NOON - timedelta(days=1))[""].value is None


@pytest.mark.parametrize("wrong", [
    row("2020H1", "15010", "preliminary"),
    row("2026", "31000"),
    replace(row("2021H1", "1.5"), unit="万元"),
    replace(row("2021H1", "16000"), definition="城乡居民收入"),
    replace(row("2021H1", "16000"), subject="999"),
])  # fmt: skip
def test_one_wrong_row_and_nothing_of_the_file_is_taken_in(kept: County, wrong: Any) -> None:
    before = SeriesValue.objects.count()
    looked = take(kept, row("2018H1", "14000"), wrong, name="c.csv")
    assert [at for at, _reasons in looked.refused] == [3]
    assert looked.file is None
    assert SeriesValue.objects.count() == before


def test_a_trial_writes_nothing_and_a_file_comes_once(kept: County) -> None:
    given = SeriesUpload("d.csv", "d" * 64, "示例公报", [(2, row("2018H1", "14000"))])
    acting: dict[str, Any] = {"by": kept["zhou"], "now": NOON, "today": TODAY}
    assert import_series(given, **acting, is_trial=True).added == 1
    assert not SeriesValue.objects.filter(start=date(2018, 1, 1)).exists()
    import_series(given, **acting)
    with pytest.raises(Invalid, match="file_taken"):
        import_series(given, **acting)


def test_nothing_is_compared_across_a_change_of_definition(kept: County) -> None:
    broken = row("2021H1", "14000", definition="城乡居民收入", break_note="城乡合并调查")
    take(kept, broken, name="e.csv")
    compared = grown(points("income", "", NOON), "元", steps_back=False)
    assert compared[H1]["year"] == Decimal("1.6")
    assert compared[read_period("2021H1")]["year"] is None


def test_what_was_published_stays_whatever_the_definition_becomes(kept: County) -> None:
    by = kept["zhou"]
    told = publish_value("income_growth", "", H1, by=by, now=NOON, today=TODAY)
    define_indicator(replace(GROWTH, formula="income / year_before(income)"), by=by, now=NOON)
    assert value("income_growth").rule_version == 2
    told.refresh_from_db()
    assert (told.value, told.rule_version) == (Decimal("1.6"), 1)
    with pytest.raises(Invalid, match="is_published"):
        publish_value("income_growth", "", H1, by=by, now=NOON, today=TODAY)
    anew = restate_value("income_growth", "", H1, "口径改为倍数", by=by, now=NOON, today=TODAY)
    assert (anew.replaces, anew.rule_version) == (told, 2)
    assert PublishedValue.objects.count() == 2
    assert JournalEntry.objects.filter(kind="performance.restate_value").count() == 1


def test_an_earlier_period_is_counted_by_the_version_of_its_day(kept: County) -> None:
    later = replace(GROWTH, formula="income / year_before(income)", valid_from=date(2026, 1, 1))
    define_indicator(later, by=kept["zhou"], now=NOON)
    assert (value("income_growth").value, value("income_growth").rule_version) == (
        Decimal("1.6"), 1,
    )  # fmt: skip


def test_a_period_that_is_not_over_is_not_published(kept: County) -> None:
    year = Period(date(2026, 1, 1), date(2026, 12, 31))
    with pytest.raises(Invalid, match="period_not_over"):
        publish_value("cases_reported", "", year, by=kept["zhou"], now=NOON, today=TODAY)


def test_a_restatement_needs_its_reason_and_a_difference(kept: County) -> None:
    acting: dict[str, Any] = {"by": kept["zhou"], "now": NOON, "today": TODAY}
    publish_value("income", "", H1, **acting)
    with pytest.raises(Invalid, match="restate_reason"):
        restate_value("income", "", H1, " ", **acting)
    with pytest.raises(Invalid, match="same_as_published"):
        restate_value("income", "", H1, "再发一次", **acting)


def test_the_county_says_how_it_is_laid_out(county: County) -> None:
    found = {code: value(code).numerator for code in
             ("communities_with_grids", "grids", "grid_workers")}  # fmt: skip
    assert found == {"communities_with_grids": 1, "grids": 2, "grid_workers": 2}


def test_every_reported_figure_answers_for_the_whole_and_opens(county: County) -> None:
    for code in reporters():
        found = measure(code, ["", "nobody"], H1.start, TODAY, now=NOON)
        assert found[""].numerator is not None
        assert found["nobody"].value is None
        assert found["nobody"].numerator is None


def test_the_root_area_is_the_whole(county: County) -> None:
    raise_case(Raised(text="东社区垃圾没人收", grid_code=GRID_1), by=RESIDENT, now=NOON)
    refresh(NOON)
    found = measure("cases_reported", ["", COUNTY, EAST], H1.start, TODAY, now=NOON)
    assert [found[s].numerator for s in ("", COUNTY, EAST)] == [1, 1, 1]


@pytest.mark.parametrize(("who", "whole"), [("lu", True), ("tang", True), ("ma", False)])
def test_what_was_counted_is_read_within_reach(kept: County, who: str, whole: bool) -> None:
    known = catalogue(TODAY)
    assert ("" in subjects_of(kept[who], known["cases_reported"], known)) is whole
    assert "" in subjects_of(kept[who], known["income_growth"], known)


def test_an_unknown_indicator_is_not_zero(county: County) -> None:
    with pytest.raises(NotFound):
        value("happiness")
