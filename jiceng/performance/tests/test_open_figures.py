"""Public figures and their files: nothing by accident, nothing small, everything explained."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.test import Client

from jiceng.casework.tests.county import EAST, GRID_1, NOON, NORTH, SOUTH, WEST, County
from jiceng.performance.actions.publishing import publish_value
from jiceng.performance.models import OpenValue
from jiceng.performance.rules.disclosure import PUBLISHED
from jiceng.performance.rules.periods import Period
from jiceng.performance.tests.open_scene import (
    QUARTER,
    TODAY,
    make_public,
    prepare,
    switch_on,
    take_cases,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(county: County, at_noon: object) -> County:
    """The county tells its closed cases: many in the east, three in the west."""
    switch_on()
    take_cases({GRID_1: 12, WEST: 3})
    make_public(county, "cases_closed")
    prepare()
    return county


def page(url: str) -> str:
    return Client().get(url).content.decode()


def rows(code: str = "cases_closed") -> list[dict[str, str]]:
    answer = Client().get(f"/open-data/{code}.csv")
    return [*csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))]


def of(area: str, code: str = "cases_closed") -> dict[str, str]:
    return next(r for r in rows(code) if (r["area_code"], r["period"]) == (area, "2026Q3"))


def test_nothing_is_public_until_both_have_said_so(county: County, at_noon: object) -> None:
    take_cases({GRID_1: 12})
    make_public(county, "cases_closed")
    assert prepare() == 0
    assert "尚未公布" in page("/figures")
    assert Client().get("/open-data/cases_closed.csv").status_code == 404
    switch_on()
    prepare()
    assert "结案数" in page("/figures")
    assert "满意率" not in page("/figures"), "nobody marked it"


def test_a_figure_opens_down_to_what_was_counted(told: County) -> None:
    make_public(told, "on_time_rate")
    prepare()
    text = page("/figures/on_time_rate")
    assert "承诺期限在期内届满" in text
    assert "分母" in text
    assert "口径版本" in text
    assert "records" not in text, "no way to the cases"


def test_few_cases_are_not_told_and_cannot_be_reckoned(told: County) -> None:
    assert (of("")["value"], of("")["state"]) == ("15", "shown")
    assert (of(WEST)["value"], of(WEST)["numerator"], of(WEST)["state"]) == ("", "", "hidden")
    assert of(EAST)["state"] == "hidden", "the whole less the east would tell the west"
    assert not OpenValue.objects.filter(state="hidden", numerator__isnull=False).exists()
    assert "不公布" in page(f"/figures?area={WEST}")


def test_the_file_agrees_with_the_page_and_says_what_it_is(told: County) -> None:
    assert "15" in page("/figures/cases_closed")
    answer: Any = Client().get("/open-data/cases_closed.json").json()
    assert answer["metadata"]["title"] == {"zh": "结案数", "en": "Closed"}
    assert {"licence", "unit", "suppression", "as_of", "columns"} <= answer["metadata"].keys()
    assert next(r["value"] for r in answer["rows"] if not r["area_code"]) == "15"
    listed = Client().get("/open-data/catalogue.json").json()["dcat:dataset"]
    assert [d["dct:identifier"] for d in listed] == ["cases_closed"]


def test_a_changed_record_is_a_revision(told: County) -> None:
    take_cases({GRID_1: 2}, first=100)
    assert prepare() > 0
    assert (of("")["value"], of("")["revision"]) == ("17", "2")
    assert prepare() == 0, "nothing has changed since"


def test_the_first_page_tells_the_figures_of_a_community_or_of_the_whole(told: County) -> None:
    assert "15 件" in page("/")
    assert "全域公开数字" in page(f"/?community={WEST}"), "three of the west are too few to tell"
    take_cases({WEST: 9}, first=100)
    prepare()
    east = page(f"/?community={EAST}")
    assert "东社区公开数字" in east
    assert "12 件" in east
    assert "24 件" in page("/")
    make_public(told, "cases_closed", "")
    assert "公开数字</h2>" not in page("/")


def test_what_is_public_no_more_is_withdrawn_at_once(told: County) -> None:
    make_public(told, "cases_closed", "")
    assert "结案数" not in page("/figures")
    assert {r["state"] for r in rows()} == {"withdrawn"}
    prepare()
    assert of("") | {"as_of": ""} == of("") | {"as_of": "", "value": "", "state": "withdrawn"}
    assert of("")["revision"] == "2"


def test_of_some_only_what_was_published_is_public(told: County) -> None:
    make_public(told, "cases_reported", PUBLISHED)
    prepare()
    assert Client().get("/open-data/cases_reported.csv").status_code == 404
    period = Period(*QUARTER)
    publish_value("cases_reported", "", period, by=told["zhou"], now=NOON, today=TODAY)
    prepare()
    assert [r["value"] for r in rows("cases_reported")] == ["15"]


def test_a_reader_who_has_the_file_is_told_so(told: County) -> None:
    answer = Client().get("/open-data/cases_closed.csv")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    for header in (
        {"If-None-Match": answer["ETag"]}, {"If-Modified-Since": answer["Last-Modified"]}
    ):  # fmt: skip
        again = Client().get("/open-data/cases_closed.csv", headers=header)
        assert (again.status_code, again.content) == (304, b"")


def test_no_cell_is_a_formula(told: County) -> None:
    OpenValue.objects.filter(subject="").update(note="=1+1", value="-9.8")
    assert (of("")["note"], of("")["value"]) == ("'=1+1", "-9.8")


@pytest.mark.parametrize(
    ("url", "most"),
    [("/figures", 8), ("/figures/cases_closed", 8), ("/open-data/cases_closed.csv", 7)],
)
def test_readers_ask_no_record(
    told: County, django_assert_max_num_queries: Any, url: str, most: int
) -> None:
    with django_assert_max_num_queries(most) as asked:
        assert Client().get(url).status_code == 200
    assert not any(
        "caseoutcome" in q["sql"] or "caseday" in q["sql"] for q in asked.captured_queries
    )


def test_an_unknown_area_or_figure_is_not_found(told: County) -> None:
    for url in (
        "/figures?area=nowhere",
        "/figures/nothing",
        "/figures/cases_closed?start=2001-01-01",
    ):
        assert Client().get(url).status_code == 404


def test_towns_add_up_to_the_county_where_they_are_told(told: County) -> None:
    take_cases({NORTH: 20, SOUTH: 30}, first=200)
    prepare()
    parts = [of(town) for town in (NORTH, SOUTH)]
    assert sum(int(part["value"]) for part in parts) == int(of("")["value"])


def test_the_limit_is_set_by_the_statistician_and_dated(told: County) -> None:
    zhou = Client()
    zhou.force_login(told.people["zhou"])
    said = {"fewest": 20, "source": "县统计局规定", "licence": "注明来源", "publisher": "县统计局",
            "reason": "从严"}  # fmt: skip
    there = "/desk/indicators/disclosure"
    assert zhou.post(there, {**said, "fewest": 2}).status_code == 422
    assert zhou.post(there, said).status_code == 302
    prepare()
    assert of("")["state"] == "hidden", "fifteen are fewer than twenty"
    assert "20" in page("/figures")
