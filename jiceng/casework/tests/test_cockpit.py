"""Pages for leaders: every number opens onto exactly the cases it counts."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from docx import Document

from jiceng.casework.cockpit.shown import cell, change, value
from jiceng.casework.figures import FIGURES, GROUPINGS, compute, reach_for, refresh
from jiceng.casework.figures.counting import Window
from jiceng.casework.queries.late import late_steps
from jiceng.casework.tests.county import EAST, NOON, NORTH, County
from jiceng.casework.tests.desk import closed, desk, moved, report
from jiceng.kernel.figures import Figure
from jiceng.web.clock import county_zone

CASE_LINK = re.compile(r'href="/desk/cases/(\d+)/"')


@pytest.fixture(autouse=True)
def at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jiceng.web.middleware.read_now", lambda: NOON)


@pytest.fixture
def leaders(county: County) -> County:
    """Cases in both towns, and Tang who oversees the county, Ma who leads North."""
    moved(report(), county, "li", "settle_on_the_spot", result="已清运")
    closed(county)
    late = report(now=NOON - timedelta(days=20))
    moved(late, county, "li", "sign_for")
    report("远社区路面有坑", "0102", lon=None, lat=None, place="远社区")
    refresh(NOON)
    return county


def text_of(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)
    return answer.content.decode()


def test_every_number_of_the_overview_opens_onto_as_many_cases(leaders: County) -> None:
    client = desk(leaders, "tang")
    page = text_of(client, "/cockpit/")
    links = sorted(set(re.findall(r'href="(/cockpit/figures/[^"]+/records[^"]*)"', page)))
    assert len(links) >= 10
    now = {f.kind.id: f for f in _county_figures(leaders, "tang")}
    for link in links:
        id = link.split("/")[3]
        if "group" in link:
            continue
        opened = text_of(client, html.unescape(link))
        assert len(CASE_LINK.findall(opened)) == now[id].numerator, link


def _county_figures(county: County, who: str) -> list[Figure]:
    today = NOON.astimezone(county_zone()).date()
    window = Window.at(NOON, county_zone(), start=today - timedelta(days=29), end=today)
    return compute(window, reach=reach_for(county[who]), now=NOON)


@pytest.mark.parametrize("by", GROUPINGS)
def test_every_cell_of_every_table_opens_onto_its_cases(leaders: County, by: str) -> None:
    client = desk(leaders, "tang")
    page = text_of(client, f"/cockpit/figures/?by={by}&start=2026-11-01&end=2026-11-30")
    links = re.findall(r'href="(/cockpit/figures/cases_reported/records[^"]*)"[^>]*>([^<]+)<', page)
    assert links
    for link, shown in links:
        opened = text_of(client, html.unescape(link))
        if by != "county":
            assert len(CASE_LINK.findall(opened)) == int(shown)
    total = sum(len(CASE_LINK.findall(text_of(client, html.unescape(u)))) for u, _ in links)
    assert total == 4


def test_a_town_s_leader_sees_the_town_alone(leaders: County) -> None:
    whole = text_of(
        desk(leaders, "tang"), "/cockpit/figures/cases_reported/records?start=2026-10-01"
    )
    own = text_of(desk(leaders, "ma"), "/cockpit/figures/cases_reported/records?start=2026-10-01")
    assert (len(CASE_LINK.findall(whole)), len(CASE_LINK.findall(own))) == (4, 3)
    table = text_of(desk(leaders, "ma"), "/cockpit/figures/?by=town&start=2026-10-01")
    assert "北镇" in table
    assert "南镇" not in table


def test_a_figure_says_what_it_counts_and_under_which_rule(leaders: County) -> None:
    page = text_of(
        desk(leaders, "tang"),
        f"/cockpit/figures/grid_settled_rate/records?by=community&group={EAST}",
    )
    for words in ("小事不出网格", "样本过少", "口径版本", "grid_settled_rate", "东社区", "分母 2"):
        assert words in page


def test_the_denominator_opens_as_well(leaders: County) -> None:
    client = desk(leaders, "tang")
    above = text_of(client, "/cockpit/figures/grid_settled_rate/records")
    below = text_of(client, "/cockpit/figures/grid_settled_rate/records?part=denominator")
    assert (len(CASE_LINK.findall(above)), len(CASE_LINK.findall(below))) == (1, 2)


def test_long_lists_come_in_pages_without_gap_or_repeat(county: County) -> None:
    for minute in range(60):
        report(now=NOON - timedelta(minutes=minute))
    refresh(NOON)
    start, client, seen = "/cockpit/figures/backlog/records?", desk(county, "tang"), list[str]()
    url = start
    while url:
        page = text_of(client, url)
        seen += CASE_LINK.findall(page)
        following = re.search(r'href="(\?[^"]+)" rel="next"', page)
        url = html.unescape(f"{start}{following[1][1:]}") if following else ""
    assert len(seen) == len(set(seen)) == 60


def test_an_auditor_reads_the_figures_but_is_given_no_way_to_the_cases(leaders: County) -> None:
    client = desk(leaders, "he")
    for url in ("/cockpit/", "/cockpit/figures/", "/cockpit/figures/?by=town"):
        assert "/records" not in text_of(client, url)
    assert client.get("/cockpit/figures/backlog/records").status_code == 403


def test_nonsense_in_the_address_is_said_and_the_usual_period_shown(leaders: County) -> None:
    client = desk(leaders, "tang")
    page = text_of(client, "/cockpit/figures/?start=2026-11-30&end=2026-11-01")
    assert "结束日期不能早于开始日期" in page
    assert text_of(client, "/cockpit/figures/?start=soon&by=person")
    assert client.get("/cockpit/figures/happiness/records").status_code == 404
    assert client.get("/cockpit/figures/backlog/records?by=month&group=May").status_code == 422
    assert client.get("/cockpit/figures/backlog/records?after=nonsense").status_code == 422


def test_an_empty_county_has_a_cockpit_too(county: County) -> None:
    for url in ("/cockpit/", "/cockpit/figures/", "/cockpit/figures/?by=month"):
        assert text_of(desk(county, "tang"), url)


@pytest.mark.parametrize(
    ("id", "now", "before", "expected"),
    [
        ("on_time_rate", (90, 100), (85, 100), {"change": "较上期 +5.0 个百分点", "better": True}),
        ("rework_rate", (9, 100), (4, 100), {"change": "较上期 +5.0 个百分点", "better": False}),
        ("cases_reported", (9, 9), (4, 4), {"change": "较上期 +5"}),
        ("on_time_rate", (9, 9), (85, 100), {}),
        ("on_time_rate", (90, 100), (0, 0), {}),
        ("on_time_rate", (90, 100), (90, 100), {"change": "与上期持平"}),
    ],
)
def test_a_change_is_judged_only_where_better_is_known(
    id: str, now: tuple[int, int], before: tuple[int, int], expected: dict[str, object]
) -> None:
    assert change(Figure(FIGURES[id], *now), Figure(FIGURES[id], *before)) == expected


def test_few_cases_make_no_rate_but_still_open() -> None:
    few = Figure(FIGURES["on_time_rate"], 2, 3, NORTH)
    assert value(few) == "样本过少"
    assert cell(few, "/there") == {"text": "样本过少", "note": "2/3", "url": "/there"}


def test_what_is_late_stands_with_what_it_waits_for_and_opens_onto_its_cases(
    leaders: County,
) -> None:
    client = desk(leaders, "tang")
    page = text_of(client, "/cockpit/")
    assert "承办单位还没有办完" in page
    link = "/desk/cases/?state=handling&amp;overdue=on"
    assert re.search(rf'{re.escape(link)}"><strong>1</strong>', page)
    assert len(set(CASE_LINK.findall(text_of(client, html.unescape(link))))) == 1

    late = report(now=NOON - timedelta(days=19))
    moved(late, leaders, "li", "sign_for")
    assert re.search(rf'{re.escape(link)}"><strong>2</strong>', text_of(client, "/cockpit/"))


def test_late_cases_are_those_within_reach(leaders: County) -> None:
    assert "承办单位还没有办完" in text_of(desk(leaders, "ma"), "/cockpit/")
    elsewhere = late_steps(leaders["sun"], NOON)
    assert all("C-EAST" not in step.by_unit for step in elsewhere)


def test_an_auditor_sees_counts_and_no_late_cases(leaders: County) -> None:
    page = text_of(desk(leaders, "he"), "/cockpit/")
    assert "群众反映最多的事项" in page
    assert "今天超期的" not in page


def test_figures_asked_for_alone_are_those_of_the_whole(leaders: County) -> None:
    window = Window.at(NOON, county_zone(), start=NOON.date() - timedelta(days=40))
    for by in GROUPINGS:
        every = {(f.kind.id, f.group): f for f in compute(window, by=by, now=NOON)}
        for id in ("backlog", "on_time_rate", "median_handling_hours", "cases_reported"):
            for figure in compute(window, by=by, now=NOON, only=(id,)):
                assert figure == every[id, figure.group]


def test_a_brief_says_in_sentences_what_the_figures_say(leaders: County) -> None:
    client = desk(leaders, "tang")
    now = compute(Window.at(NOON, county_zone(), start=NOON.date().replace(day=1)), now=NOON)
    reported = next(f.numerator for f in now if f.kind.id == "cases_reported")
    page = text_of(client, f"/cockpit/brief?month={NOON:%Y-%m}")
    sentence = re.search(r'本月上报案件 <a href="([^"]+)">(\d+) 件</a>', page)
    assert sentence
    assert int(sentence[2]) == reported
    opened = text_of(client, html.unescape(sentence[1]))
    assert len(CASE_LINK.findall(opened)) == reported
    assert "本月尚未结束" in page


def test_a_brief_is_passed_on_as_a_word_file_with_the_same_sentences(leaders: County) -> None:
    client = desk(leaders, "tang")
    page = text_of(client, "/cockpit/brief?month=2026-11")
    answer = client.get("/cockpit/brief.docx?month=2026-11")
    words = [p.text for p in Document(BytesIO(answer.content)).paragraphs]
    told = re.findall(r"<p>(本月.*?)</p>", page)
    assert [html.unescape(re.sub(r"<[^>]+>", "", line)) for line in told] == [
        line for line in words if line.startswith("本月上报")
    ]


@pytest.mark.parametrize("month", ["2027-01", "1999-12", "11", "2026-13", "'"])
def test_a_brief_of_no_month_is_refused_in_words(leaders: County, month: str) -> None:
    answer = desk(leaders, "tang").get(f"/cockpit/brief?month={month}")
    assert answer.status_code in (400, 422)
    assert "Traceback" not in answer.content.decode()
