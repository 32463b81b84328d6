"""Figures of sites and culture count what their records are."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.test import Client

from jiceng.casework.tests.county import EAST, FAR, NOON, County
from jiceng.kernel.reports import Span
from jiceng.outreach.actions.activities import record_attendance
from jiceng.outreach.actions.slots import confirm_visit, count_group
from jiceng.outreach.actions.visits import count_visits
from jiceng.outreach.desk.honours import condition_of
from jiceng.outreach.figures.routes import CULTURE, KINDS, VISITORS, count, records_at
from jiceng.outreach.forms.site_forms import HonourFilters
from jiceng.outreach.models import Activity, Booking, Honour
from jiceng.outreach.rules.activities import Attended
from jiceng.outreach.tests.calendar_cast import published
from jiceng.outreach.tests.sites_cast import NINE, TODAY, group, honour, site

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
SPAN = Span(TODAY, TODAY + timedelta(days=7), NOON)
HOUR = timedelta(hours=1)


@pytest.fixture
def told(county: County) -> County:
    """42 walk-ins and a group of 28, an honour, and a practice of 90 volunteer minutes."""
    chen, museum = county["chen"], site(county)
    count_visits(museum, TODAY, {"county": 12, "elsewhere": 30}, by=chen, now=NOON)
    row = group(museum).booking
    confirm_visit(museum, row, None, by=chen, now=NOON, version=1)
    row = Booking.objects.select_related("activity").get()
    count_group(row, 28, by=chen, now=NINE + HOUR, version=2)
    honour(county)
    work = published(county, kind="practice", starts_at=NINE, ends_at=NINE + HOUR)
    attended = Attended(20, volunteer_minutes=90)
    record_attendance(work, attended, by=chen, now=NINE + HOUR, version=work.version)
    return county


def values(subject: str = "", span: Span = SPAN) -> dict[str, Decimal | None]:
    return {code: count(code, [subject], span)[subject].value for code in KINDS}


@pytest.mark.usefixtures("told")
def test_visitors_are_walk_ins_and_groups_together() -> None:
    assert values(EAST) == values() == {
        "site_visitors": 70, "site_visitors_county": 40, "site_visitors_province": 0,
        "site_visitors_elsewhere": 30, "site_visitors_abroad": 0, "visit_groups": 1,
        "honours_valid": 1, "practice_activities": 1, "practice_people": 20, "volunteer_hours": 1,
    }  # fmt: skip


@pytest.mark.usefixtures("told")
def test_elsewhere_and_at_other_times_there_is_nothing() -> None:
    before = Span(TODAY - timedelta(days=900), TODAY - timedelta(days=899), NOON)
    assert set(values(FAR).values()) == {0}
    earlier = values(EAST, before)
    assert earlier.pop("honours_valid") == 1
    assert set(earlier.values()) == {0}
    assert count("site_visitors", ["1"], SPAN) == {}


def test_the_page_behind_a_figure_says_the_same(told: County) -> None:
    client = Client()
    client.force_login(told.people["li"])
    for code in KINDS:
        for subject in ("", EAST, FAR):
            url = records_at(code, subject, SPAN)
            assert client.get(url).status_code == 200, url
            if code.startswith("site_visitors"):
                number = count(code, [subject], SPAN)[subject].numerator
                assert client.get(url).context["figures"][0]["value"] == f"{number:,}"
            elif code == "visit_groups":
                shown = client.get(url).context["table"]["rows"]
                assert len(shown) == count(code, [subject], SPAN)[subject].numerator


@pytest.mark.usefixtures("told")
def test_the_honours_behind_the_figure_are_as_many_as_it_says() -> None:
    for subject in ("", EAST, FAR):
        asked = dict(parse_qsl(urlsplit(records_at("honours_valid", subject, SPAN)).query))
        shown = Honour.objects.filter(condition_of(HonourFilters(asked), TODAY)).count()
        assert shown == CULTURE.count("honours_valid", [subject], SPAN)[subject].numerator


@pytest.mark.usefixtures("told")
def test_so_few_visitors_of_a_part_are_not_told() -> None:
    few = VISITORS.count("site_visitors_abroad", [EAST], SPAN)[EAST]
    assert VISITORS.is_withheld(few, EAST)
    assert Activity.objects.filter(kind="practice").exists()
