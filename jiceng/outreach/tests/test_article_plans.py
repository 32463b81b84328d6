"""Pages of residents read short walks along indexes and few queries, however much was published."""

from __future__ import annotations

import json
import os
from copy import copy
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jiceng.casework.tests.county import EAST, NOON, County
from jiceng.outreach.actions.article_text import keep_text
from jiceng.outreach.models import Article
from jiceng.outreach.queries.article_search import searched
from jiceng.outreach.queries.articles import newest, places_above
from jiceng.outreach.rules.articles import wanted_grams
from jiceng.outreach.tests.publicity_cast import published, with_publicity
from tests.test_query_plans import FAR, ON_POSTGRESQL, ON_SQLITE, explained, heard

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
BUDGETS = Path(__file__).parent / "query_budgets.json"
CEILING = 12
PAGES = {
    "portal_home": f"/?community={EAST}",
    "notices": f"/news?area={EAST}",
    "notice_search": "/news?text=停水",
}


@pytest.fixture
def long(county: County) -> Article:
    """Two thousand notices, and statistics about them."""
    first = published(with_publicity(county))
    rows = [copy(first) for _ in range(2_000)]
    for place, row in enumerate(rows):
        row.pk, row.number = FAR + place, f"{place:012}"
        row.shown_at = NOON - timedelta(minutes=place)
    Article.objects.bulk_create(rows)
    for row in rows[:40]:
        keep_text(row)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE outreach_article")
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
    return first


@pytest.mark.usefixtures("long")
@pytest.mark.parametrize(("places", "kind"), [(True, ""), (False, ""), (False, "notice")])
def test_the_newest_are_read_along_an_index(places: bool, kind: str) -> None:
    areas = places_above(EAST) if places else None
    pattern = ON_SQLITE if connection.vendor == "sqlite" else ON_POSTGRESQL
    for after in (None, (NOON - timedelta(minutes=900), FAR + 900)):
        for text, given in heard(partial(newest, areas, kind, 21, after)):
            assert "outreach_article" not in pattern.findall(explained(text, given))


@pytest.mark.usefixtures("long")
def test_a_search_reads_no_text_through() -> None:
    found = searched(wanted_grams("停水"), None, "", 21)
    assert len(found) == 21
    assert found[0].pk > found[-1].pk
    following = searched(wanted_grams("停水"), None, "", 21, found[-1].pk)
    assert following[0].pk < found[-1].pk


@pytest.mark.usefixtures("long")
@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_residents_stays_within_its_queries(name: str) -> None:
    """On file in query_budgets.json; UPDATE=1 writes what is used now, and 12 is the ceiling."""
    client, url = Client(), PAGES[name]
    client.get(url)
    with CaptureQueriesContext(connection) as used:
        assert client.get(url).status_code == 200
    budgets = json.loads(BUDGETS.read_text("utf-8"))
    if os.environ.get("UPDATE"):
        budgets[name] = len(used)
        BUDGETS.write_text(json.dumps(budgets, indent=2, sort_keys=True) + "\n", "utf-8")
    queries = "\n".join(q["sql"] for q in used.captured_queries)
    assert len(used) <= min(budgets[name], CEILING), queries
