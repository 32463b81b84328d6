"""Boards and ledgers are read along their indexes, on both engines, however long they are."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from copy import copy
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jiceng.casework.models import Problem, SupervisionTask, SupportingUnit
from jiceng.casework.queries.problem_search import STATES, Ledger, Sought
from jiceng.casework.tests.county import NOON, County, build_county
from jiceng.casework.tests.desk import desk
from jiceng.casework.tests.ledger import found, ledger
from jiceng.casework.tests.supervising import assigned
from tests.standing import standing
from tests.test_query_plans import FAR, ON_POSTGRESQL, ON_SQLITE, SORTED, explained, heard

BUDGETS = Path(__file__).parents[1] / "jiceng/casework/tests/query_budgets.json"
LONG = {"casework_supervisiontask", "casework_supportingunit", "casework_problem"}
PAGES = {
    "board": ("tang", "supervision/?tab=green"),
    "board_of_a_unit": ("zhao", "supervision/?tab=red"),
    "mine": ("zhao", "supervision/mine"),
    "ledger": ("tang", "problems/campaigns/{code}/"),
    "ledger_of_a_unit": ("zhao", "problems/campaigns/{code}/?tab=late"),
    "problem": ("tang", "problems/{number}/"),
}


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[County, Problem]]:
    """The county of the module with its long tables."""
    with standing(django_db_blocker, _built) as found_long:
        yield found_long


@pytest.fixture
def county(built: tuple[County, Problem], db: None) -> County:
    return built[0]


@pytest.fixture
def long(built: tuple[County, Problem], db: None) -> Problem:
    return built[1]


def _built() -> tuple[County, Problem]:
    county = build_county()
    return county, _long(county)


def _long(county: County) -> Problem:
    """Some thousands of tasks and problems, with statistics about them; one of the problems."""
    task, problem = assigned(county), found(county, ledger(county))
    lights, states = ("red", "yellow", "green", "done"), ("found", "rectifying", "submitted")
    tasks, problems, supports = [], [], []
    for number in range(1, 3001):
        row, other = copy(task), copy(problem)
        row.pk, row.number, row.light = FAR + number, f"T{number}", lights[number % 4]
        row.state = ("undertaking", "assigned")[number % 2]
        other.pk, other.number, other.state = FAR + number, f"P{number}", states[number % 3]
        told = {own: getattr(row, theirs) for own, theirs in SupportingUnit.repeated.items()}
        supports.append(SupportingUnit(task=row, unit=row.unit, unit_path=row.unit_path, **told))
        tasks.append(row)
        problems.append(other)
    SupervisionTask.objects.bulk_create(tasks)
    SupportingUnit.objects.bulk_create(supports)
    Problem.objects.bulk_create(problems)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "postgresql":
            for way in ("seqscan", "bitmapscan", "sort"):  # what still sorts has no other way
                cursor.execute(f"SET LOCAL enable_{way} = off")
    return problem


def url(name: str, problem: Problem) -> str:
    path = PAGES[name][1].format(code=problem.campaign.code, number=problem.number)
    return f"/desk/{path}"


@pytest.mark.parametrize("part", STATES)
@pytest.mark.parametrize("who", ["tang", "zhao"])
def test_a_long_ledger_is_read_along_its_index_in_the_order_shown(
    county: County, long: Problem, part: str, who: str
) -> None:
    for text, given in Ledger(county[who], long.campaign, part, Sought(), NOON).walks(51):
        plan = explained(text, given)
        assert "problem_" in plan, f"{text}\n{plan}"
        assert not SORTED.search(plan.replace("Incremental Sort", "")), plan


@pytest.mark.parametrize("name", PAGES)
def test_boards_and_ledgers_read_no_long_table_through(
    county: County, long: Problem, name: str
) -> None:
    client = desk(county, PAGES[name][0])
    pattern = ON_SQLITE if connection.vendor == "sqlite" else ON_POSTGRESQL
    for text, given in heard(lambda: client.get(url(name, long))):
        read = {*pattern.findall(explained(text, given))}
        assert not read & LONG, text


@pytest.mark.parametrize("name", PAGES)
def test_boards_and_ledgers_stay_within_their_queries(
    county: County, long: Problem, name: str
) -> None:
    """On file in query_budgets.json; UPDATE=1 writes what is used now, and 12 is the ceiling."""
    client = desk(county, PAGES[name][0])
    client.get(url(name, long))
    with CaptureQueriesContext(connection) as used:
        assert client.get(url(name, long)).status_code == 200
    budgets = json.loads(BUDGETS.read_text("utf-8"))
    if os.environ.get("UPDATE"):
        budgets[name] = len(used)
        BUDGETS.write_text(json.dumps(budgets, indent=2, sort_keys=True) + "\n", "utf-8")
    assert len(used) <= min(budgets[name], 12), "\n".join(q["sql"] for q in used.captured_queries)
