"""Urging and taking over HTTP: what each post sees, sends and answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from jiceng.casework.actions.urging import Urge, urge
from jiceng.casework.models import Case, SupervisionItem, Urging
from jiceng.casework.tests.county import NOON, County
from jiceng.casework.tests.desk import desk, report
from jiceng.casework.tests.supervising import assigned
from jiceng.casework.tests.test_taking import LATER

PassTime = Callable[[timedelta], None]
TAKE = {
    "kind": "case",
    "reason": "多次逾期",
    "requirement": "一周内修复",
    "deadline": "2026-12-20T17:30",
}


@pytest.fixture
def sent(county: County, at_noon: PassTime) -> Urging:
    return urge(report(), Urge("slip", "请尽快清运"), by=county["tang"], now=NOON)[0]


def test_an_overseer_urges_from_the_page_of_a_case_and_sees_it_there(
    county: County, at_noon: PassTime
) -> None:
    case = report()
    tang = desk(county, "tang")
    page = tang.get(f"/desk/cases/{case.number}/").content.decode()
    assert f"/desk/supervision/urge?kind=case&amp;number={case.number}" in page
    form = tang.get(f"/desk/supervision/urge?kind=case&number={case.number}")
    assert form.status_code == 200 and "东社区居委会" in form.content.decode()
    posted = {"kind": "case", "number": case.number, "sort": "slip", "text": "请尽快清运"}
    assert tang.post("/desk/supervision/urge", posted).status_code == 302
    page = tang.get(f"/desk/cases/{case.number}/").content.decode()
    assert "蓝色督办单" in page and "请尽快清运" in page
    again = tang.post("/desk/supervision/urge", posted)
    assert again.status_code == 409 and "督办单在等回复" in again.content.decode()


def test_a_form_with_nothing_in_it_names_its_fields(county: County, at_noon: PassTime) -> None:
    case = report()
    answer = desk(county, "tang").post(
        "/desk/supervision/urge", {"kind": "case", "number": case.number}
    )
    assert answer.status_code == 422
    assert not Urging.objects.exists()


@pytest.mark.parametrize(("who", "status"), [("chen", 403), ("wang", 403), ("ma", 200)])
def test_who_may_not_urge_has_no_form(
    county: County, at_noon: PassTime, who: str, status: int
) -> None:
    url = f"/desk/supervision/urge?kind=case&number={report().number}"
    assert desk(county, who).get(url).status_code == status


@pytest.mark.parametrize("asked", ["kind=case&number=nothing", "kind=person&number=1", ""])
def test_a_matter_nobody_knows_is_not_found(county: County, at_noon: PassTime, asked: str) -> None:
    assert desk(county, "tang").get(f"/desk/supervision/urge?{asked}").status_code == 404


def test_a_unit_finds_what_waits_for_its_answer_and_answers(county: County, sent: Urging) -> None:
    chen = desk(county, "chen")
    url = f"/desk/supervision/urgings/{sent.number}/"
    assert url in chen.get("/desk/supervision/urgings/").content.decode()
    page = chen.get(url).content.decode()
    assert "回复内容" in page and "撤回原因" not in page
    empty = chen.post(f"{url}answer", {"words": " ", "version": sent.version})
    assert empty.status_code == 409
    done = chen.post(f"{url}answer", {"words": "今天清运", "version": sent.version})
    assert done.status_code == 302
    assert "今天清运" in desk(county, "tang").get(url).content.decode()
    assert url not in chen.get("/desk/supervision/urgings/").content.decode()


def test_the_sender_takes_back_and_others_do_not_find_it(county: County, sent: Urging) -> None:
    url = f"/desk/supervision/urgings/{sent.number}/"
    for who in ("sun", "zhao"):
        assert desk(county, who).get(url).status_code == 404
    tang = desk(county, "tang")
    assert "撤回原因" in tang.get(url).content.decode()
    done = tang.post(f"{url}withdraw", {"words": "发错", "version": sent.version})
    assert done.status_code == 302
    sent.refresh_from_db()
    assert sent.state == "withdrawn"


@pytest.mark.parametrize("view", ["mine", "open", "all", "nothing"])
def test_the_list_shows_each_view(county: County, sent: Urging, view: str) -> None:
    page = desk(county, "tang").get(f"/desk/supervision/urgings/?view={view}")
    assert page.status_code == 200
    assert (sent.number in page.content.decode()) is (view != "mine")


def test_a_late_case_is_taken_from_its_page_and_shows_by_whom(
    county: County, at_noon: PassTime
) -> None:
    case = report("路面有大坑", "0102")
    tang = desk(county, "tang")
    url = f"/desk/supervision/take?kind=case&number={case.number}"
    assert url.replace("&", "&amp;") not in tang.get(f"/desk/cases/{case.number}/").content.decode()
    at_noon(LATER - NOON)
    assert url.replace("&", "&amp;") in tang.get(f"/desk/cases/{case.number}/").content.decode()
    assert tang.get(url).status_code == 200
    wrong = tang.post("/desk/supervision/take", {"kind": "case", "number": case.number})
    assert wrong.status_code == 422
    done = tang.post("/desk/supervision/take", {**TAKE, "number": case.number})
    assert done.status_code == 302
    item = SupervisionItem.objects.get()
    page = desk(county, "chen").get(f"/desk/cases/{case.number}/").content.decode()
    assert "由县督查室挂牌督办" in page and item.number in page
    twice = tang.post("/desk/supervision/take", {**TAKE, "number": case.number})
    assert twice.status_code == 409
    lift = f"/desk/supervision/taken/{item.number}/lift"
    assert lift in tang.get(f"/desk/cases/{case.number}/").content.decode()
    assert tang.post(lift, {"reason": "", "version": item.version}).status_code == 422
    assert tang.post(lift, {"reason": "已移交", "version": item.version}).status_code == 302
    item.refresh_from_db()
    assert item.state == "completed"


def test_whoever_is_not_above_does_not_take(county: County, at_noon: PassTime) -> None:
    case = report("路面有大坑", "0102")
    at_noon(LATER - NOON)
    url = f"/desk/supervision/take?kind=case&number={case.number}"
    for who in ("chen", "wang", "gao"):
        assert desk(county, who).get(url).status_code == 403
        page = desk(county, who).get(f"/desk/cases/{case.number}/").content.decode()
        assert "/desk/supervision/take" not in page
    task = assigned(county, due=LATER + timedelta(days=9), now=LATER)
    asked = f"/desk/supervision/take?kind=supervision_task&number={task.number}"
    assert desk(county, "tang").get(asked).status_code == 404
    assert Case.objects.filter(pk=case.pk).exists()
