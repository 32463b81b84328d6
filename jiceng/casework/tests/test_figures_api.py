"""Figures for programs and staff: each within the caller's reach, each opening onto its cases."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from jiceng.casework.figures import FIGURES, followed, refresh
from jiceng.casework.tests.county import EAST, NOON, NORTH, County
from jiceng.casework.tests.desk import closed, moved, report
from jiceng.kernel.records.tokens import issue_token


@pytest.fixture(autouse=True)
def at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jiceng.web.middleware.read_now", lambda: NOON)


@pytest.fixture
def cases(county: County) -> list[str]:
    """Five cases: three in East (one settled by Li, one closed by the town), two in South."""
    settled = report()
    moved(settled, county, "li", "settle_on_the_spot", result="已清运")
    found = [settled, closed(county), report(now=NOON - timedelta(days=40))]
    found += [
        report("远社区路面有坑", "0102", lon=None, lat=None, place="远社区") for _ in range(2)
    ]
    refresh(NOON)
    return [case.number for case in found]


def ask(county: County, who: str, path: str, **query: str) -> tuple[int, Any]:
    token = issue_token(county.people[who], "test", now=NOON)
    answer = Client().get(f"/api/v1{path}", query, headers={"Authorization": f"Bearer {token}"})
    return answer.status_code, answer.json()


def values(county: County, who: str, **query: str) -> dict[tuple[str, str], dict[str, Any]]:
    status, body = ask(county, who, "/figures", **query)
    assert status == 200, body
    return {(item["id"], item["scope"]): item for item in body["items"]}


def test_every_figure_says_what_it_is_made_of(county: County, cases: list[str]) -> None:
    found = values(county, "zhou")
    assert [id for id, _scope in found] == [*FIGURES, *followed.FIGURES]
    rate = found["grid_settled_rate", ""]
    assert (rate["value"], rate["numerator"], rate["denominator"]) == (50.0, 1, 2)
    assert (rate["unit"], rate["rule_version"], rate["is_small"]) == ("%", 1, True)
    assert rate["as_of"] == "2026-11-23T12:00:00+08:00"
    assert rate["definition"]
    assert found["satisfaction_rate", ""]["value"] is None


def test_a_town_reads_its_own_part_and_opens_exactly_its_cases(
    county: County, cases: list[str]
) -> None:
    assert values(county, "zhou")["cases_reported", ""]["numerator"] == 5
    assert values(county, "wang")["cases_reported", ""]["numerator"] == 3
    for who, expected in (("zhou", set(cases)), ("wang", set(cases[:3])), ("sun", set(cases[3:]))):
        status, body = ask(county, who, "/figures/cases_reported/records")
        assert (status, body["total"]) == (200, len(expected))
        assert {item["number"] for item in body["items"]} == expected


def test_pages_of_records_follow_each_other_without_gap_or_repeat(
    county: County, cases: list[str]
) -> None:
    seen: list[str] = []
    after: str | None = ""
    while after is not None:
        _status, body = ask(
            county, "zhou", "/figures/cases_reported/records", limit="2", after=after
        )
        seen += [item["number"] for item in body["items"]]
        after = body["next"]
    assert sorted(seen) == sorted(cases)
    assert len(seen) == len(cases)


def test_a_cell_of_a_table_opens_by_its_group_and_period(county: County, cases: list[str]) -> None:
    this_month = {"from": "2026-11-01", "to": "2026-11-30"}
    by_town = values(county, "zhou", by="town", **this_month)
    assert by_town["cases_reported", NORTH]["numerator"] == 2
    _status, body = ask(county, "zhou", "/figures/cases_reported/records", by="community",
                        group=EAST, **this_month)  # fmt: skip
    assert {item["number"] for item in body["items"]} == set(cases[:2])
    _status, below = ask(county, "zhou", "/figures/grid_settled_rate/records", part="denominator")
    assert below["total"] == 2


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"by": "person"}, "by"),
        ({"as_of": "yesterday"}, "as_of"),
        ({"from": "2026-11-30", "to": "2026-11-01"}, "to"),
        ({"form": "2026-11-30"}, "form"),
    ],
)
def test_nonsense_is_refused_by_name(county: County, query: dict[str, str], field: str) -> None:
    status, body = ask(county, "zhou", "/figures", **query)
    assert status == 422
    assert field in str(body)


def test_unknown_figures_are_not_found(county: County) -> None:
    assert ask(county, "zhou", "/figures/happiness/records")[0] == 404
    assert ask(county, "zhou", "/figures/backlog/records", by="month", group="May")[0] == 422


def test_an_auditor_reads_figures_but_opens_no_cases(county: County, cases: list[str]) -> None:
    assert ask(county, "he", "/figures")[0] == 200
    assert ask(county, "he", "/figures/backlog/records")[0] == 403
    assert ask(county, "guo", "/figures")[0] == 403
