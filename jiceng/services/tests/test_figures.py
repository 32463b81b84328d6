"""Figures of services: each as many as the records it opens onto."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from jiceng.casework.tests.county import EAST, NOON, NORTH, County
from jiceng.kernel.calendar import CHINA
from jiceng.kernel.records.reporting import reporters
from jiceng.kernel.reports import Span
from jiceng.services.actions.points import close_point
from jiceng.services.figures.declared import (
    APPLICATIONS,
    DONE,
    FIGURES,
    ITEMS,
    KEPT,
    POINTS,
    SAME_DAY,
    TURNAROUND,
    applications_behind,
    points_behind,
    within_subject,
)
from jiceng.services.tests.cast import opened, with_items
from jiceng.services.tests.test_efficiency import desk, done_at_once, granted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
TODAY = NOON.astimezone(CHINA).date()
SPAN = Span(TODAY - timedelta(days=30), TODAY, NOON)


@pytest.fixture
def town(county_with_kinds: County) -> County:
    return with_items(county_with_kinds)


def value(code: str, subject: str = "") -> tuple[int, int] | None:
    found = reporters()[code].count(code, [subject], SPAN).get(subject)
    return (found.numerator, found.denominator) if found else None


def test_what_was_decided_by_whole_unit_and_area(town: County) -> None:
    done_at_once(town)
    granted(town, timedelta(days=14))
    assert [value(code) for code in (DONE, SAME_DAY, KEPT)] == [(2, 2), (1, 2), (1, 2)]
    assert value(DONE, "HOUSING") == (2, 2)
    assert value(DONE, "POLICE") == (0, 0)
    assert value(DONE, NORTH) == (0, 0)  # a department of the county is nobody else's
    assert value(DONE, "nowhere") is None


def test_the_median_is_in_working_hours(town: County) -> None:
    granted(town, timedelta(days=7))
    found = reporters()[TURNAROUND].count(TURNAROUND, [""], SPAN)[""]
    assert str(found.value) == "32.5"


def test_points_in_use_and_items_some_point_takes_in(town: County) -> None:
    point = opened(town, items=("permit_copy", "stall_permit"))
    assert value(POINTS) == (2, 2)  # the cast has a station without items
    assert value(POINTS, EAST) == (1, 1)
    assert value(ITEMS) == (2, 3)
    close_point(point, "搬迁", by=town["chen"], now=NOON, version=1)
    assert value(POINTS, EAST) == (0, 0)


@pytest.mark.parametrize("code", FIGURES)
def test_the_records_behind_a_figure_are_its_numerator(town: County, code: str) -> None:
    opened(town, items=("permit_copy",))
    done_at_once(town)
    granted(town, timedelta(days=14))
    reach = within_subject("")
    assert reach is not None
    found = reporters()[code].count(code, [""], SPAN)[""]
    if code in APPLICATIONS:
        assert applications_behind(code, reach, SPAN.start, SPAN.end).count() == found.numerator
    if code == POINTS:
        assert points_behind(reach, SPAN.end).count() == found.numerator
    page = desk(town, "lu").get(reporters()[code].address(code, "", SPAN)).content.decode()
    words = {POINTS: "本页 2 个", ITEMS: "共 3 项，1 项有网点受理"}
    assert words.get(code, f"共 {found.numerator} 件") in page


def test_an_address_keeps_its_subject_and_its_days(town: County) -> None:
    address = reporters()[KEPT].address(KEPT, "HOUSING", SPAN)
    asked = parse_qs(urlsplit(address).query)
    assert asked == {
        "part": ["kept"], "start": ["2026-10-24"], "end": ["2026-11-23"], "subject": ["HOUSING"],
    }  # fmt: skip
