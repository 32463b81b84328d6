"""Lists of relief are read along an index, however long they are, on both engines."""

from __future__ import annotations

from copy import copy
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jiceng.casework.tests.county import NOON, County
from jiceng.economy.models import Company, Relief
from jiceng.economy.queries.reliefs import announced, asked_of, held_by, led_by, reliefs_of
from jiceng.economy.tests.relief_cast import applied
from tests.test_query_plans import FAR, ON_POSTGRESQL, ON_SQLITE, SORTED, explained

pytestmark = pytest.mark.django_db
LONG = {"economy_relief", "economy_company", "economy_reliefcheck"}


@pytest.fixture
def long(town: County) -> County:
    """Some thousands of applications, a tenth of them open, each of a company of its own."""
    first = applied()
    companies, rows = [], []
    for place in range(3000):
        other, row = copy(first.company), copy(first)
        other.pk, other.number, other.credit_code = FAR + place, f"C{place}", f"X{place}"
        row.pk, row.number, row.company_id = FAR + place, f"R{place}", other.pk
        row.state = "applied" if place % 10 == 0 else "paid"
        companies.append(other)
        rows.append(row)
    Company.objects.bulk_create(companies)
    Relief.objects.bulk_create(rows)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "postgresql":
            for way in ("seqscan", "bitmapscan", "sort"):
                cursor.execute(f"SET LOCAL enable_{way} = off")
    return town


LISTS: dict[str, Any] = {
    "led": lambda town: led_by(town["zhao"]),
    "held": lambda town: held_by(town["zhao"]),
    "held, one state": lambda town: held_by(town["zhao"]).filter(state="applied"),
    "held, next page": lambda town: held_by(town["zhao"]).filter(pk__lt=FAR + 2000),
    "asked": lambda town: asked_of(town["qian"]),
    "of a company": lambda town: reliefs_of(Company.objects.get(number="CO000001")),
    "announced": lambda town: announced(NOON.date()),
}


@pytest.mark.parametrize("name", LISTS)
def test_a_long_list_is_read_along_its_index_in_the_order_shown(long: County, name: str) -> None:
    rows = LISTS[name](long)
    with CaptureQueriesContext(connection) as heard:
        list(rows[:51])
    text = heard[-1]["sql"]
    plan = explained(text, ())
    pattern = ON_SQLITE if connection.vendor == "sqlite" else ON_POSTGRESQL
    assert not LONG & set(pattern.findall(plan)), plan
    if name != "announced":
        assert not SORTED.search(plan.replace("Incremental Sort", "")), plan
