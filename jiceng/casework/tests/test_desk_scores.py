"""Scores over HTTP: each unit reads its own deductions, objects, and is answered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from jiceng.casework.actions.scoring import reckon
from jiceng.casework.models import Objection, ScoreEvent
from jiceng.casework.tests.county import NOON, County
from jiceng.casework.tests.desk import desk
from jiceng.casework.tests.supervising import assigned, moved
from jiceng.casework.tests.test_scoring import LATER, QUARTER

PassTime = Callable[[timedelta], None]
HERE = "/desk/supervision/scores/"


@pytest.fixture
def event(county: County, at_noon: PassTime) -> ScoreEvent:
    """The first of three tasks of Housing past their deadline."""
    for _n in range(3):
        moved(assigned(county), county, "zhao", "sign_for")
    assigned(county, "C-EAST")
    reckon(QUARTER, LATER)
    at_noon(LATER - NOON)
    return ScoreEvent.objects.filter(unit="HOUSING").order_by("key")[0]


def test_a_unit_reads_its_own_score_and_no_other(county: County, event: ScoreEvent) -> None:
    zhao = desk(county, "zhao")
    page = zhao.get(HERE).content.decode()
    assert "县住建局" in page and "东社区居委会" not in page
    detail = zhao.get(f"{HERE}HOUSING/").content.decode()
    assert detail.count("逾期未办结") == 4, "three deductions, and one line of the scheme"
    assert event.task.number in detail, "each leads to its task"
    assert "向全县平均靠拢" in detail
    assert zhao.get(f"{HERE}C-EAST/").status_code == 404
    assert desk(county, "li").get(HERE).status_code == 403


def test_units_with_few_tasks_have_events_but_no_score(county: County, event: ScoreEvent) -> None:
    page = desk(county, "tang").get(HERE).content.decode()
    assert "任务过少，不出分" in page
    assert page.index("县住建局") < page.index("东社区居委会"), "in the order of the list"


def test_a_unit_objects_and_the_office_answers(county: County, event: ScoreEvent) -> None:
    zhao, tang = desk(county, "zhao"), desk(county, "tang")
    url = f"{HERE}HOUSING/objections"
    sent = {"quarter": QUARTER, "key": event.key, "reason": "期限内已办结"}
    assert zhao.post(url, {**sent, "reason": " "}).status_code == 422
    assert zhao.post(url, {**sent, "key": "nothing"}).status_code == 404
    assert zhao.post(url, sent).status_code == 302
    assert zhao.post(url, sent).status_code == 409
    assert "等待督查室答复" in zhao.get(f"{HERE}HOUSING/").content.decode()
    made = Objection.objects.get()
    answer = f"{url}/{made.pk}"
    assert zhao.post(answer, {"accept": "1", "answer": "同意"}).status_code == 403
    assert tang.post(answer, {"quarter": QUARTER, "accept": "1"}).status_code == 422
    assert "异议成立" in tang.get(f"{HERE}HOUSING/").content.decode()
    done = tang.post(answer, {"quarter": QUARTER, "accept": "1", "answer": "情况属实"})
    assert done.status_code == 302
    page = zhao.get(f"{HERE}HOUSING/").content.decode()
    assert "已撤销" in page and "情况属实" in page


@pytest.mark.parametrize("quarter", ["2020Q1", "x", ""])
def test_a_quarter_nobody_reckoned_shows_the_present_one(
    county: County, event: ScoreEvent, quarter: str
) -> None:
    page = desk(county, "tang").get(f"{HERE}?quarter={quarter}")
    assert "2026 年第 4 季度" in page.content.decode()
