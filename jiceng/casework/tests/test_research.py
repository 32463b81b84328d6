"""Going out, learning, talking: by the unit that planned it, without names, used once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from jiceng.casework.actions import research as acts
from jiceng.casework.actions.campaigns import Opened, open_campaign
from jiceng.casework.actions.research import Session, Survey
from jiceng.casework.models import Finding, ResearchPlan, StudySession
from jiceng.casework.queries.problems import problem_terms
from jiceng.casework.queries.research import plans_of
from jiceng.casework.tests.county import NOON, County
from jiceng.casework.tests.desk import desk
from jiceng.kernel.refusal import Invalid, NotAllowed, Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
TODAY = date(2026, 11, 23)


@pytest.fixture
def plan(county: County) -> ResearchPlan:
    """North looks at its market."""
    given = Survey("看市场", "visit", "摊位够不够", TODAY)
    return acts.plan_research(given, by=county["wang"], now=NOON)


@pytest.fixture
def finding(plan: ResearchPlan, county: County) -> Finding:
    wang = county["wang"]
    visit = acts.record_visit(
        plan, place="东门市场", visited_on=TODAY, seen="三处积水", by=wang, now=NOON
    )
    return acts.add_finding(visit, text="市场门口积水", unit="HOUSING", by=wang, now=NOON)


def ledger(county: County) -> str:
    kind = next(iter(problem_terms(NOON).kinds))
    return open_campaign(Opened(kind, "调研问题", TODAY), by=county["tang"], now=NOON).code


def test_a_plan_is_seen_where_it_was_made_and_above(plan: ResearchPlan, county: County) -> None:
    seen = {who for who in ("wang", "ma", "tang", "sun", "zhao", "he") if plan in
            plans_of(county[who])}  # fmt: skip
    assert seen == {"wang", "ma", "tang"}


def test_another_unit_records_nothing_for_it(plan: ResearchPlan, county: County) -> None:
    with pytest.raises(NotAllowed):
        acts.record_visit(
            plan, place="东门", visited_on=TODAY, seen="无", by=county["tang"], now=NOON
        )


def test_nobody_has_been_somewhere_tomorrow(plan: ResearchPlan, county: County) -> None:
    tomorrow = TODAY + timedelta(days=1)
    with pytest.raises(Invalid):
        acts.record_visit(
            plan, place="东门", visited_on=tomorrow, seen="无", by=county["wang"], now=NOON
        )


def test_a_closed_plan_takes_no_more_visits(plan: ResearchPlan, county: County) -> None:
    acts.close_plan(plan, by=county["wang"], now=NOON)
    with pytest.raises(Refused):
        acts.record_visit(
            plan, place="东门", visited_on=TODAY, seen="无", by=county["wang"], now=NOON
        )


def test_a_finding_becomes_one_problem_or_one_item(finding: Finding, county: County) -> None:
    tang = county["tang"]
    problem = acts.finding_to_problem(finding, ledger(county), by=tang, now=NOON)
    assert (problem.unit, problem.description, problem.source) == (
        "HOUSING", "市场门口积水", "research",
    )  # fmt: skip
    finding.refresh_from_db()
    with pytest.raises(Refused):
        acts.finding_to_item(finding, by=tang, now=NOON)


def test_two_who_press_at_once_make_one_item(finding: Finding, county: County) -> None:
    stale = Finding.objects.get(pk=finding.pk)
    item = acts.finding_to_item(finding, by=county["tang"], now=NOON)
    with pytest.raises(Refused):
        acts.finding_to_item(stale, by=county["tang"], now=NOON)
    assert (item.state, item.requirement, item.basis) == ("draft", "市场门口积水", "看市场")


def test_only_the_office_drafts_an_item_of_a_finding(finding: Finding, county: County) -> None:
    with pytest.raises(NotAllowed):
        acts.finding_to_item(finding, by=county["wang"], now=NOON)
    finding.refresh_from_db()
    assert finding.item is None


def test_a_session_keeps_how_many_came_and_never_who(county: County) -> None:
    given = Session("条例", TODAY, 12, "先看清楚再动手")
    acts.record_session(given, by=county["chen"], now=NOON)
    assert {f.name for f in StudySession._meta.get_fields()}.isdisjoint({"people", "persons"})
    assert StudySession.objects.get().participants == 12


@pytest.mark.parametrize(("day", "people"), [(1, 12), (0, 0), (0, 10_000)])
def test_a_session_of_tomorrow_or_of_nobody_is_refused(
    day: int, people: int, county: County
) -> None:
    given = Session("条例", TODAY + timedelta(days=day), people, "学了")
    with pytest.raises(Invalid):
        acts.record_session(given, by=county["chen"], now=NOON)


def test_a_reply_shows_unit_and_post_and_not_the_name(county: County) -> None:
    talk = acts.open_discussion("怎么减负", "说说看", by=county["tang"], now=NOON)
    where = f"/desk/research/discussions/{talk.pk}/"
    li = desk(county, "li")
    assert li.post(f"{where}reply", {"text": ""}).status_code == 422
    assert li.post(f"{where}reply", {"text": "少填一张表"}).status_code == 302
    page = desk(county, "sun").get(where).content.decode()
    assert "少填一张表" in page
    assert "<b>东社区居委会</b> 网格员 " in page
    assert li.post(f"{where}close").status_code == 403
    assert desk(county, "tang").post(f"{where}close").status_code == 302
    assert li.post(f"{where}reply", {"text": "再说一句"}).status_code == 409


def test_research_goes_its_way_over_the_pages(county: County) -> None:
    wang, tang = desk(county, "wang"), desk(county, "tang")
    said = {"title": "看市场", "kind": "visit", "planned_on": "2026-11-24", "questions": "够不够"}
    where = wang.post("/desk/research/new/plans", said)["Location"]
    visit = {"place": "东门市场", "visited_on": "2026-11-23", "seen": "三处积水"}
    assert wang.post(f"{where}visit", visit).status_code == 302
    plan = ResearchPlan.objects.get()
    found = {"visit": plan.visits.get().pk, "text": "市场门口积水", "unit": "没有的局"}
    assert wang.post(f"{where}finding", found).status_code == 422
    assert wang.post(f"{where}finding", {**found, "unit": "县住建局"}).status_code == 302
    key = Finding.objects.get().pk
    assert "转为督查事项" not in wang.get(where).content.decode()
    assert tang.post(f"{where}problem", {"finding": key, "campaign": "none"}).status_code == 422
    sent = tang.post(f"{where}problem", {"finding": key, "campaign": ledger(county)})
    assert sent.status_code == 302
    assert f"已转 {Finding.objects.get().problem.number}" in tang.get(where).content.decode()  # type: ignore[union-attr]  # set by the line above


@pytest.mark.parametrize("tab", ["plans", "study", "talk"])
def test_every_tab_opens_for_everybody_with_a_post(tab: str, county: County) -> None:
    assert desk(county, "li").get(f"/desk/research/?tab={tab}").status_code == 200


def test_a_tab_nobody_made_is_not_found(county: County) -> None:
    assert desk(county, "li").get("/desk/research/?tab=x").status_code == 404
