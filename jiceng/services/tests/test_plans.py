"""Lists of applications and tickets are read along their indexes, on both engines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.db.models import Q, QuerySet

from jiceng.casework.tests.county import NOON, County, build_county
from jiceng.casework.tests.desk import desk
from jiceng.kernel.calendar import CHINA
from jiceng.services.actions.applications import Asked, apply_for
from jiceng.services.models import Application, QueueTicket, ServicePoint
from jiceng.services.queries.applications import applications_of
from jiceng.services.tests.cast import with_items, with_kinds
from jiceng.web.api.pages import Page, rows_after
from jiceng.web.paging import page_of
from tests.standing import standing
from tests.test_query_plans import FAR, ON_POSTGRESQL, ON_SQLITE, SORTED, explained, heard

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
LONG = {"services_application", "services_queueticket"}
MANY = 1500


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: Any) -> Iterator[County]:
    """The county of the module with its long tables."""
    with standing(django_db_blocker, _built) as found:
        yield found


@pytest.fixture
def long(built: County, db: None) -> County:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
    return built


def _built() -> County:
    """Many applications, one in three decided, and many tickets, with statistics about them."""
    with_kinds()
    county = with_items(build_county())
    first = apply_for(Asked("permit_copy", "13812345678"), now=NOON).application
    point, rows, tickets = ServicePoint.objects.get(), [], []
    others = [copy(first) for _ in range(4 * MANY)]
    for n, row in enumerate(others, MANY):
        row.pk, row.number, row.unit_path = FAR + n, f"AP{n}", f"GOV/D{n % 100}/"
    for n in range(MANY):
        row, at = copy(first), NOON - timedelta(hours=n)
        row.pk, row.number = FAR + n, f"AP{n}"
        row.due_at = NOON + timedelta(hours=n % 97)
        if n % 3 == 0:
            row.state, row.decided_at, row.is_kept = "granted", at, True
            row.spent_minutes = n % 400
        rows.append(row)
        day = at.astimezone(CHINA).date()
        tickets.append(QueueTicket(point=point, day=day, number=f"A{n}", item="户籍", taken_at=at))
    Application.objects.bulk_create([*rows, *others])
    QueueTicket.objects.bulk_create(tickets)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return county


@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("zhao", "applications/"),
        ("zhao", "applications/?state=accepted"),
        ("zhao", "applications/?state=granted"),
        ("zhao", "service-efficiency/applications"),
        ("zhao", "service-efficiency/applications?part=kept&by=item&group=permit_copy"),
        ("lu", "service-efficiency/applications"),
        ("wang", "service-efficiency/tickets"),
        ("lu", "service-efficiency/tickets?outside=on"),
        ("lu", "service-efficiency/"),
    ],
)
def test_a_list_reads_no_long_table_through(long: County, who: str, path: str) -> None:
    client = desk(long, who)
    pattern = ON_SQLITE if connection.vendor == "sqlite" else ON_POSTGRESQL
    statements = heard(lambda: client.get(f"/desk/{path}"))
    assert any(name in text for text, _given in statements for name in LONG)
    for text, given in statements:
        read = {*pattern.findall(explained(text, given))}
        assert not read & LONG, text


UNDECIDED = Q(decided_at=None) & ~Q(state="withdrawn")
LISTS: dict[str, Callable[[QuerySet[Application], str], object]] = {
    "undecided": lambda rows, after: page_of(rows.filter(UNDECIDED), after),
    "one state": lambda rows, after: page_of(
        rows.filter(state="granted"), after, key="id", newest=True
    ),
    "api": lambda rows, _after: rows_after(rows, Page(after="", limit=50)),
    "api, one state": lambda rows, _after: rows_after(
        rows.filter(state="granted"), Page(after="", limit=50)
    ),
    "api, one item": lambda rows, _after: rows_after(
        rows.filter(item="permit_copy"), Page(after="", limit=50)
    ),
}
"""How each list of applications asks for a page."""


@pytest.mark.parametrize("name", LISTS)
def test_a_list_of_a_department_is_read_in_the_order_shown(long: County, name: str) -> None:
    """A department without parts is one key; a range of units would have to be put in order."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for way in ("bitmapscan", "sort"):
                cursor.execute(f"SET LOCAL enable_{way} = off")
    zhao = long["zhao"]
    few = replace(zhao.grips[0], unit="D3", unit_path="GOV/D3/")  # one application in a hundred
    rows = applications_of(replace(zhao, grips=(few,)))
    cursor_of = {"undecided": f"{NOON.isoformat()}~{FAR}", "one state": f"{FAR}~{FAR}"}
    for after in ("", cursor_of.get(name, "")):
        for text, given in heard(partial(LISTS[name], rows, after)):
            plan = explained(text, given)
            assert "unit_path" in plan.partition("Filter")[0], plan
            assert not SORTED.search(plan), plan
