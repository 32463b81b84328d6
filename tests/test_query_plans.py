"""The hot paths find their rows by an index, on both engines: no table that grows is read through.

The statements are heard while the product works, then explained by the engine, with statistics of
some hundreds of cases. A small table would be read whole by PostgreSQL whatever its indexes; it is
therefore told that reading whole is dear. What is still read whole has no index that serves it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import copy
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from bench.floor import Statement, listening
from jiceng.casework.actions.intake import Raised, raise_case
from jiceng.casework.actions.moves import Given, make_move
from jiceng.casework.actions.sweep import ring
from jiceng.casework.models import Case
from jiceng.casework.queries import case_for
from jiceng.casework.queries.waiting import CEILING, PARTS, walks
from jiceng.casework.tests.county import (
    COUNTY,
    EAST,
    GRID_1,
    NOON,
    NORTH,
    WEST,
    County,
    build_county,
)
from jiceng.casework.tests.desk import desk
from jiceng.kernel.records.alarms import due
from jiceng.kernel.records.models import WorkItem

GROWING = ("casework_case", "records_workitem", "records_journalentry", "records_pendingalarm",
           "records_job", "records_note", "casework_contact", "casework_caseoutcome")  # fmt: skip
ON_SQLITE = re.compile(r"SCAN (\w+)")
SORTED = re.compile(r"TEMP B-TREE|\bSort  ")
IN_ORDER = re.compile(r"INDEX item_at_|Index (?:Only )?Scan using item_at_")
FIRST = "ORDER BY seq DESC LIMIT 1"
FAR = 10_000_000
"""Keys that no sequence has reached, however many tests ran before."""
ON_POSTGRESQL = re.compile(r"Seq Scan on (\w+)")


def read_through(statements: list[Statement]) -> list[str]:
    """Growing tables that a statement reads from end to end, with the statement."""
    found = []
    for text, given in statements:
        if text.endswith(FIRST):
            continue  # an index read from its end stops at once
        plan = explained(text, given)
        pattern = ON_SQLITE if connection.vendor == "sqlite" else ON_POSTGRESQL
        found += [
            f"{name}: {text[:300]}"
            for name in pattern.findall(plan)
            if named(name, text) in GROWING
        ]
    return found


def named(name: str, text: str) -> str:
    """The table behind the name of a plan, which may be an alias of the statement."""
    alias = re.search(rf'"(\w+)" (?:AS )?"?{name}"?(?= |,|\)|$)', text)
    return alias[1] if alias and alias[1] in GROWING else name


def explained(text: str, given: Any) -> str:
    if not text.startswith(("SELECT", "UPDATE", "DELETE", "INSERT")):
        return ""
    verb = "EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN "
    with connection.cursor() as cursor:
        cursor.execute(verb + text, given)
        return "\n".join(str(row[-1]) for row in cursor.fetchall())


@pytest.fixture
def county(db: None) -> County:
    return build_county()


@pytest.fixture
def dear_scans(county: County) -> None:
    first = raised()
    rows = [copy(first) for _ in range(300)]
    for number, row in enumerate(rows):
        row.pk, row.number = FAR + number, f"{number:012}"
    Case.objects.bulk_create(rows)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE casework_case")
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")


def raised(grid: str = GRID_1) -> Case:
    given = Raised("路口堆了垃圾", case_type="0101", grid_code=grid, name="王", phone="13800138000")
    return raise_case(given, now=NOON).case


def heard(work: Callable[[], object]) -> list[Statement]:
    with listening() as statements:
        work()
    assert statements
    return list(statements)


@pytest.mark.usefixtures("dear_scans")
def test_taking_a_report_in_reads_no_growing_table_through() -> None:
    raised()
    assert read_through(heard(raised)) == []


@pytest.mark.usefixtures("dear_scans")
def test_a_move_reads_no_growing_table_through(county: County) -> None:
    case = raised()

    def move() -> None:
        found = case_for(county["li"], case.number, NOON)
        make_move(found, "sign_for", by=county["li"], now=NOON, version=1, given=Given())

    assert read_through(heard(move)) == []


@pytest.mark.usefixtures("dear_scans")
def test_the_sweep_reads_no_growing_table_through() -> None:
    raised()
    later = NOON + timedelta(days=3)

    def sweep() -> None:
        for row in due(later):
            ring(row, now=later)

    statements = heard(sweep)
    assert any("records_notice" in text for text, _ in statements), "nothing rang"
    assert read_through(statements) == []


@pytest.mark.usefixtures("dear_scans")
@pytest.mark.parametrize("login", ["li", "chen", "wang", "zhao", "zhou", "wu"])
@pytest.mark.parametrize("shown", ["worklist", "case"])
def test_the_pages_of_the_desk_read_no_growing_table_through(
    county: County, login: str, shown: str
) -> None:
    case = raised()
    client = desk(county, login)
    path = "/desk/" if shown == "worklist" else f"/desk/cases/{case.number}/"
    statements = heard(lambda: client.get(path))
    assert any("casework_case" in t or "records_workitem" in t for t, _ in statements)
    assert read_through(statements) == []


@pytest.fixture
def long_list(county: County) -> County:
    """Some thousands of lines wait for Chen and as many elsewhere, with statistics about them."""
    rows = [
        WorkItem(
            subject_kind=("case", "recheck", "call_up")[number % 7 % 3], subject_id=number,
            number=str(number), state="dispatched",
            role=("handler", "dispatcher")[number % 2], tier="community", since=NOON,
            area_path="/".join((COUNTY, NORTH, (EAST, WEST)[number % 3 % 2], "")),
            unit="C-EAST", unit_path=f"GOV/T-NORTH/{('C-EAST', 'C-WEST')[number % 3 % 2]}/",
            due_at=NOON + timedelta(minutes=number * 7919 % 6000),
        )
        for number in range(1, 6001)
    ]  # fmt: skip
    WorkItem.objects.bulk_create(rows)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE records_workitem")
        if connection.vendor == "postgresql":
            for way in ("seqscan", "bitmapscan", "sort"):  # what still sorts has no other way
                cursor.execute(f"SET LOCAL enable_{way} = off")
    return county


@pytest.mark.parametrize("limit", [51, CEILING + 1])
@pytest.mark.parametrize("name", PARTS)
def test_a_long_worklist_is_read_along_its_index_in_the_order_shown(
    long_list: County, name: str, limit: int
) -> None:
    """No walk sorts: however long the list, a page reads a page and a count stops at its end."""
    for who in ("chen", "wang", "zhao", "zhou", "wu", "li"):
        for text, given in walks(long_list[who], PARTS[name], limit):
            plan = explained(text, given)
            assert IN_ORDER.search(plan), f"{text}\n{plan}"
            assert "unit_path >" in text or not SORTED.search(plan), f"{text}\n{plan}"


@pytest.mark.parametrize("query", ["", "after=2026-11-23T05:00:00%2B00:00~40"])
def test_a_page_of_a_long_worklist_touches_no_more_lines_than_it_shows(
    long_list: County, query: str
) -> None:
    client = desk(long_list, "chen")
    statements = heard(lambda: client.get(f"/desk/?{query}"))
    (page,) = [s for s in statements if "records_workitem" in s[0] and "SELECT *" in s[0][:9]]
    plan = explained(*page)
    assert len(SORTED.findall(plan)) == 1, f"only the page itself is put in order\n{plan}"
    assert IN_ORDER.search(plan)
    assert read_through(statements) == []


@pytest.mark.usefixtures("dear_scans")
def test_a_search_without_an_index_is_noticed(db: None) -> None:
    statements = heard(lambda: list(Case.objects.filter(title="垃圾")))
    assert [line.partition(":")[0] for line in read_through(statements)] == ["casework_case"]
