"""The pages of Party work that are opened every day stay within their queries."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jiceng.casework.tests.county import NOON
from jiceng.party.actions.life_periods import life_round
from jiceng.party.tests.cast import Party
from jiceng.party.tests.developing import applied
from jiceng.party.tests.dues import fix_year, take

BUDGETS = Path(__file__).parent / "query_budgets.json"
CEILING = 15
PAGES = {
    "branch": ("bai", "organisations/P-EAST/"),
    "branch_from_above": ("luo", "organisations/P-EAST/"),
    "organisations": ("shen", "?text="),
    "life_of_a_branch": ("bai", "life/"),
    "life_of_a_town": ("luo", "life/"),
    "life_of_the_county": ("shen", "life/?show=missing"),
    "dues_of_a_branch": ("bai", "dues/"),
    "dues_of_the_county": ("shen", "dues/"),
    "dues_figures": ("shen", "dues/P/figures/"),
    "developments": ("shen", "developments/"),
    "development_figures": ("shen", "developments/figures/"),
    "weak_branches": ("shen", "weak-branches/"),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_party_work_stays_within_its_queries(
    party: Party, signed_in: Any, name: str
) -> None:
    """On file in query_budgets.json; UPDATE=1 writes what is used now, and 15 is the ceiling."""
    for code in ("P-EAST", "P-WEST"):
        take(party, fix_year(party, code, date(2026, 8, 1))[0])
    applied(party)
    life_round(NOON)
    who, path = PAGES[name]
    client = signed_in(who)
    client.get(f"/desk/party/{path}")
    with CaptureQueriesContext(connection) as used:
        assert client.get(f"/desk/party/{path}").status_code == 200
    budgets = json.loads(BUDGETS.read_text("utf-8"))
    if os.environ.get("UPDATE"):
        budgets[name] = len(used)
        BUDGETS.write_text(json.dumps(budgets, indent=2, sort_keys=True) + "\n", "utf-8")
    queries = "\n".join(q["sql"] for q in used.captured_queries)
    assert len(used) <= min(budgets[name], CEILING), queries
