"""The same matter again: the type in the grid, within thirty days of a first closing."""

from __future__ import annotations

import csv
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps

from jiceng.casework.actions.outcomes import refresh
from jiceng.casework.figures import Window, compute, records, recount
from jiceng.casework.jobs.imports import import_cases
from jiceng.casework.models import Case, CaseDay, CaseOutcome, TouchedDay
from jiceng.casework.tests.county import GRID_2, NOON, County
from jiceng.casework.tests.desk import moved, report

ZONE = ZoneInfo("Asia/Shanghai")
LATER = NOON + timedelta(days=40)
ID = "recurrence_rate"


def settled(county: County, at: datetime) -> Case:
    """A case of rubbish in grid 1, reported and settled on the spot."""
    return moved(report(now=at), county, "li", "settle_on_the_spot", at, result="已清运")


def rate(now: datetime = LATER) -> tuple[int, int]:
    refresh(now)
    window = Window.at(now, ZONE)
    figure = next(f for f in compute(window, now=now) if f.kind.id == ID)
    numbers = set(records(ID, window=window).values_list("number", flat=True))
    assert len(numbers) == figure.numerator
    return figure.numerator, figure.denominator


def again(days: float, **given: Any) -> Case:
    return report(now=NOON + timedelta(days=days), **given)


@pytest.mark.parametrize(
    ("days", "given", "expected"),
    [
        (1, {}, 1),
        (29, {}, 1),
        (31, {}, 0),
        (1, {"case_type": "0102"}, 0),
        (1, {"lon": 109.615, "lat": 19.905}, 0),
        (-1, {}, 0),
    ],
)
def test_only_the_same_type_in_the_same_grid_within_thirty_days_recurs(
    county: County, days: float, given: dict[str, Any], expected: int
) -> None:
    settled(county, NOON)
    second = again(days, **given)
    assert second.grid_code
    assert rate() == (expected, 2)
    found = records(ID, window=Window.at(LATER, ZONE)).values_list("number", flat=True)
    assert list(found) == ([second.number] if expected else [])


def test_what_is_open_yet_makes_no_recurrence_and_no_place_no_rate(county: County) -> None:
    report(now=NOON)
    again(1)
    again(1, lon=None, lat=None)
    again(1, case_type="")
    assert rate() == (0, 2)


def test_who_looks_back_sees_what_was_known_then(county: County) -> None:
    settled(county, NOON)
    again(5)
    refresh(LATER)
    for day, expected in ((4, (0, 1)), (5, (1, 2))):
        window = Window.at(LATER, ZONE, as_of=(NOON + timedelta(days=day)).date())
        figure = next(f for f in compute(window, now=LATER) if f.kind.id == ID)
        assert (figure.numerator, figure.denominator) == expected


@pytest.mark.parametrize("by", ["county", "town", "community", "grid", "unit", "type", "month"])
def test_kept_days_say_the_same_as_live_ones(county: County, by: str) -> None:
    for day in range(0, 30, 7):
        settled(county, NOON + timedelta(days=day))
    report(now=NOON, lon=109.615, lat=19.905)
    live = rate()
    window = Window.at(LATER, ZONE)
    before = [(f.kind.id, f.group, f.numerator) for f in compute(window, by=by, now=LATER)]
    recount()
    assert not TouchedDay.objects.exists()
    assert rate() == live == (4, 6)
    assert [(f.kind.id, f.group, f.numerator) for f in compute(window, by=by, now=LATER)] == before


def test_an_old_closing_taken_in_later_is_counted_for_the_days_after_it(
    county: County, tmp_path: Path
) -> None:
    again(10, lon=109.615, lat=19.905)
    assert rate() == (0, 1)
    recount()
    ledger = tmp_path / "a.csv"
    with ledger.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(["编号", "上报时间", "问题描述", "事项类型", "所属区域", "结案时间"])
        writer.writerow(["1", "2026-11-20", "垃圾", "生活垃圾", GRID_2, "2026-11-21"])
    import_cases(ledger, now=LATER)
    assert rate() == (1, 2)
    recount()
    assert rate() == (1, 2)


def test_a_county_that_has_worked_before_gets_its_recurrences(county: County) -> None:
    settled(county, NOON)
    again(3)
    expected = rate()
    recount()
    CaseOutcome.objects.update(recurs_until=None)
    CaseDay.objects.update(placed=0, recurred=0)
    assert rate() == (0, 0)
    import_module("jiceng.casework.migrations.0007_fill_recurrence").fill(apps, None)
    assert rate() == expected == (1, 2)
    recount()
    assert rate() == expected
