"""Requests of home service and what is erased are read along indexes, on both engines."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from jiceng.casework.models import Case
from jiceng.casework.tests.county import GRID_1, NOON, SOUTH, County, build_county
from jiceng.casework.tests.desk import desk
from jiceng.emergency.actions.home_erasing import erase_home_words
from jiceng.emergency.actions.home_requests import ask_home
from jiceng.emergency.models import Emergency, HomeRequest
from jiceng.emergency.queries.emergency_cases import due_to_go, unsettled, written_since
from jiceng.emergency.rules.home_requests import HomeWish
from jiceng.emergency.tests.cast import decided, switched_on, with_command
from tests.standing import standing
from tests.test_query_plans import FAR, ON_POSTGRESQL, ON_SQLITE, explained, heard, read_through

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
MANY = 800


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: Any) -> Iterator[County]:
    with standing(django_db_blocker, _built) as found:
        yield found


@pytest.fixture
def long(built: County, db: None) -> County:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
    return built


def _built() -> County:
    """Many requests of many emergencies, one of which has just ended, among other cases."""
    county = with_command(build_county())
    row, others = switched_on(county, level="II"), _earlier(switched_on(county, SOUTH, level="II"))
    first = ask_home(HomeWish("food", GRID_1, "大米 10 斤", "门口"), now=NOON).case
    cases = [copy(first) for _ in range(3 * MANY)]
    for n, case in enumerate(cases):
        case.pk, case.number, case.reported_at = FAR + n, f"{n:012}", NOON - timedelta(minutes=n)
        if n % 3:
            case.state, case.case_type, case.closed_at = "closed", "0101", NOON
    Case.objects.bulk_create(cases)
    HomeRequest.objects.bulk_create(
        HomeRequest(case_id=FAR + n, need="food", window="any",
                    emergency=others[n % 30] if n % 30 else row,
                    asked_at=NOON - timedelta(minutes=n))
        for n in range(0, 3 * MANY, 3)
    )  # fmt: skip
    decided(county, row, "end", who="shi", now=NOON + timedelta(seconds=1))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return county


def _earlier(one: Emergency) -> list[Emergency]:
    """Thirty of years before, long closed."""
    rows = [copy(one) for _ in range(30)]
    for n, row in enumerate(rows):
        row.pk, row.number, row.state = FAR + n, f"EM{n}", "closed"
    return Emergency.objects.bulk_create(rows)


def assert_indexed(statements: list[tuple[str, Any]]) -> None:
    pattern = ON_SQLITE if connection.vendor == "sqlite" else ON_POSTGRESQL
    assert read_through(statements) == []
    for text, given in statements:
        assert "emergency_homerequest" not in pattern.findall(explained(text, given)), text


@pytest.mark.parametrize(
    "path",
    [
        "home-service/",
        "home-service/?state=open",
        "home-service/?state=timely&need=food",
        "home-service/?under=469024100001",
        "emergencies/{number}/",
        "emergencies/{number}/certificate",
    ],
)
def test_a_page_reads_no_growing_table_through(long: County, path: str) -> None:
    number, client = Emergency.objects.get(state="ended").number, desk(long, "shi")
    assert_indexed(heard(lambda: client.get(f"/desk/{path.format(number=number)}")))


def test_what_is_due_to_go_is_found_without_reading_all_cases(long: County) -> None:
    row = Emergency.objects.get(state="ended")
    assert unsettled(row) == MANY / 10 + 1
    assert_indexed(heard(lambda: list(due_to_go(row, NOON))))
    assert_indexed(heard(lambda: list(written_since())))
    assert_indexed(heard(lambda: unsettled(row)))
    assert_indexed(heard(lambda: erase_home_words(NOON)))
