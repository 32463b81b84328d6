"""Pages of surveys through HTTP: what a clerk, a unit and somebody from the street see and send."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from jiceng.casework.tests.county import NOON, County
from jiceng.kernel.records.tokens import issue_token
from jiceng.performance.actions.surveys import move_survey
from jiceng.performance.models import Survey, SurveyAnswer
from jiceng.performance.queries.surveys import form_under
from jiceng.performance.rules.scheme_text import as_text
from jiceng.performance.tests.survey_samples import BRANCHED, asks, content
from jiceng.performance.tests.survey_scene import (
    UNTIL,
    answered,
    closed,
    drafted,
    published,
    seconds,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


def at_desk(county: County, who: str = "chen") -> Client:
    browser = Client()
    browser.force_login(county.people[who])
    return browser


def read(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def asked_on(page: str) -> list[str]:
    """Questions somebody without scripts is shown; those in templates are inert."""
    live = re.sub(r"<template.*?</template>", "", page, flags=re.S)
    return re.findall(r'name="asked" value="(\w+)"', live)


def sent(*asked: str, **said: Any) -> dict[str, Any]:
    return {"asked": list(asked), **{f"q_{code}": value for code, value in said.items()}}


def test_a_clerk_drafts_from_a_sample_sees_the_cost_and_publishes(county: County) -> None:
    browser = at_desk(county)
    given = {"sample": "service", "entry": "open", "closes_on": UNTIL, "residents": 400}
    answer = browser.post("/desk/surveys/new", given)
    row = Survey.objects.get()
    assert answer["Location"] == f"/desk/surveys/{row.number}/"
    page = read(browser.get(answer["Location"]))
    assert "约 1.2 分钟 × 400 人 = 8.2 小时" in page
    unseen = browser.post(f"{answer['Location']}acts/publish", {"version": 1, "survey_cost": 29200})
    assert unseen.status_code == 422
    stale = {"version": 1, "survey_cost": 1, "seen": "on"}
    assert "填写成本刚刚变了" in read(browser.post(f"{answer['Location']}acts/publish", stale))
    total = seconds(row)
    browser.post(f"{answer['Location']}acts/publish", {**stale, "survey_cost": total})
    row.refresh_from_db()
    assert (row.state, row.cost["total"]) == ("published", total)
    assert f"http://testserver/surveys/{row.number}" in read(browser.get(answer["Location"]))


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"entry": "units", "units": "没有的单位"}, "没有代码为“没有的单位”的单位"),
        ({"entry": "units"}, "请列出要填报的单位"),
        ({"entry": "open"}, "请填写预计有多少人填写"),
        ({"entry": "open", "residents": 5, "closes_on": NOON.date()}, "截止日期应在今天之后"),
    ],
)
def test_whom_a_survey_asks_is_corrected_on_the_page(
    county: County, given: dict[str, Any], sentence: str
) -> None:
    answer = at_desk(county).post("/desk/surveys/new", {"sample": "service", "closes_on": UNTIL,
                                                        **given})  # fmt: skip
    assert answer.status_code == 422
    assert sentence in read(answer)


def test_a_text_with_faults_is_kept_as_typed_and_each_fault_named(county: County) -> None:
    row, browser = drafted(county["chen"]), at_desk(county)
    url, faulty = (
        f"/desk/surveys/{row.number}/form",
        content(asks("a"), asks("a"), asks("b", text="住址")),
    )
    answer = browser.post(url, {"version": 1, "text": as_text(faulty)})
    assert answer.status_code == 422
    page = read(answer)
    assert "题号“a”用了两次" in page
    assert "第 3 题（b）问到“住址”" in page
    assert as_text(faulty).strip() in page
    unread = browser.post(url, {"version": 1, "text": "title = "})
    assert "表单读不出来" in read(unread)
    assert row.forms.count() == 1


def test_looking_at_the_cost_of_a_text_saves_nothing(county: County) -> None:
    row, browser = drafted(county["chen"]), at_desk(county)
    url, text = f"/desk/surveys/{row.number}/form", as_text(content(asks("a", required=True)))
    looked = browser.post(url, {"version": 1, "text": text, "preview": "1"})
    assert "18 秒 × 100 人 = 0.5 小时" in read(looked)
    assert row.forms.count() == 1
    assert browser.post(url, {"version": 1, "text": text}).status_code == 302
    row.refresh_from_db()
    assert form_under(row).content["questions"] == [asks("a", required=True)]


def test_while_people_answer_a_change_is_seen_with_its_cost_again(county: County) -> None:
    row, browser = published(county["chen"]), at_desk(county)
    url = f"/desk/surveys/{row.number}/form"
    given = {"version": row.version, "text": as_text({**BRANCHED, "title": "改"}), "reason": "错字"}
    assert "请先看过填写成本" in read(browser.post(url, given))
    browser.post(url, {**given, "survey_cost": row.cost["total"], "seen": "on"})
    row.refresh_from_db()
    assert (row.form_version, row.title) == (2, "改")


def test_without_scripts_the_page_comes_back_with_what_came_up(county: County) -> None:
    row, browser = published(county["chen"]), Client()
    url = f"/surveys/{row.number}"
    assert asked_on(read(browser.get(url))) == ["used", "wish"]
    page = read(browser.post(url, sent("used", "wish", used="yes", wish="多种树")))
    assert asked_on(page) == ["used", "service", "wish"]
    assert "根据您的回答，还有 1 题" in page
    assert "多种树" in page
    assert "必须回答" not in page
    page = read(browser.post(url, sent("used", "service", "wish", used="yes", service="poor")))
    assert "why" in asked_on(page)
    last = sent("used", "service", "why", "wish", used="yes", service="poor", why=["far"])
    assert browser.post(url, last)["Location"] == f"{url}?done=1"
    assert SurveyAnswer.objects.get().said == {"used": "yes", "service": "poor", "why": ["far"]}
    assert "已提交" in read(browser.get(f"{url}?done=1"))


def test_one_address_cannot_flood_an_open_survey(county: County) -> None:
    row, browser = published(county["chen"]), Client()
    said = sent("used", "wish", used="no")
    codes = [browser.post(f"/surveys/{row.number}", said).status_code for _turn in range(61)]
    assert codes == [302] * 60 + [429]
    assert SurveyAnswer.objects.count() == 60


def test_what_was_typed_is_carried_along_when_its_question_goes(county: County) -> None:
    row, browser = published(county["chen"]), Client()
    page = read(browser.post(f"/surveys/{row.number}", sent("service", used="no", service="poor")))
    assert '<input type="hidden" name="q_service" value="poor" data-kept="service">' in page
    assert not SurveyAnswer.objects.exists()


def test_a_mistake_keeps_everything_that_was_typed(county: County) -> None:
    row, browser = published(county["chen"]), Client()
    answer = browser.post(f"/surveys/{row.number}", sent("used", "wish", wish="长" * 51))
    assert answer.status_code == 422
    page = read(answer)
    assert "这一题必须回答" in page
    assert "最多写 50 个字" in page
    assert "长" * 51 in page


def test_after_closing_what_was_typed_stands_on_the_page_and_is_not_taken(county: County) -> None:
    row, browser = closed(county["chen"]), Client()
    answer = browser.post(f"/surveys/{row.number}", sent("used", "wish", used="no", wish="多种树"))
    assert answer.status_code == 409
    page = read(answer)
    assert "您填的内容没有提交" in page
    assert "多种树" in page


def test_a_spent_slip_is_told_at_once(county: County) -> None:
    row, browser = published(county["chen"], "slips"), at_desk(county)
    given = {"version": row.version, "count": 2}
    page = read(browser.post(f"/desk/surveys/{row.number}/acts/slips", given))
    codes = re.findall(r"\b[2-9A-Z]{16}\b", page)
    assert len(codes) == 2
    url, street = f"/surveys/{row.number}", Client()
    said = sent("used", "wish", used="no")
    assert "请填写这一项" in read(street.post(url, said))
    assert "填写码不对" in read(street.post(url, {**said, "slip": "A" * 16}))
    assert street.post(url, {**said, "slip": codes[0]}).status_code == 302
    again = street.post(url, {**said, "slip": codes[0]})
    assert (again.status_code, "已经用过" in read(again)) == (409, True)
    assert codes[0] not in read(browser.get(f"/desk/surveys/{row.number}/"))


def test_the_public_reads_a_result_without_small_counts_and_without_words(county: County) -> None:
    row, browser = published(county["chen"]), Client()
    answered(row, 20, used="no", wish="修路")
    answered(row, 9, used="yes", service="good")
    answered(row, 2, used="yes", service="poor", why=["far"])
    move_survey(row, "close", by=county["chen"], now=NOON, version=row.version)
    url = f"/surveys/{row.number}"
    assert "填写已经结束" in read(browser.get(url))
    move_survey(row, "announce", by=county["chen"], now=NOON, version=row.version)
    page = read(browser.get(url))
    assert "20/31" in page
    assert "同一个人可能填了不止一次" in page
    assert page.count("不公布") >= 3
    assert not any(text in page for text in ("9/11", "2/11", "修路"))
    own = read(at_desk(county).get(f"/desk/surveys/{row.number}/"))
    assert "9/11" in own and "修路" in own
    other = read(at_desk(county, "ma").get(f"/desk/surveys/{row.number}/"))
    assert "20/31" in other and "9/11" not in other and "修路" not in other


def test_a_withdrawn_survey_says_why(county: County) -> None:
    row = published(county["chen"])
    move_survey(
        row, "withdraw", by=county["chen"], now=NOON, version=row.version, reason="题目有误"
    )
    page = read(Client().get(f"/surveys/{row.number}"))
    assert "这次调查已撤回" in page and "题目有误" in page


@pytest.mark.parametrize("state", ["draft", "units"])
def test_what_is_not_public_is_not_found(county: County, state: str) -> None:
    row = (
        drafted(county["chen"])
        if state == "draft"
        else published(county["zhao"], "units", units=("C-EAST",))
    )
    assert Client().get(f"/surveys/{row.number}").status_code == 404


def test_a_preview_walks_the_branches_and_keeps_nothing(county: County) -> None:
    row, browser = drafted(county["chen"]), at_desk(county)
    url = f"/desk/surveys/{row.number}/preview"
    assert asked_on(read(browser.get(url))) == ["used", "wish"]
    assert "service" in asked_on(read(browser.post(url, sent("used", "wish", used="yes"))))
    page = read(browser.post(url, sent("used", "wish", used="no", wish="多种树")))
    assert "这样填写会提交" in page and "多种树" in page
    assert not SurveyAnswer.objects.exists()


def test_a_unit_finds_what_waits_for_it_and_answers_once(county: County) -> None:
    row, browser = published(county["zhao"], "units", units=("C-EAST",)), at_desk(county)
    url = f"/desk/surveys/{row.number}/answer"
    assert url in read(browser.get("/desk/surveys/"))
    assert browser.post(url, sent("used", "wish", used="no")).status_code == 302
    assert SurveyAnswer.objects.get().unit == "C-EAST"
    assert browser.get(url).status_code == 404
    assert url not in read(browser.get("/desk/surveys/"))


def test_a_program_drafts_publishes_and_reads_the_result(county: County) -> None:
    caller = Client()
    key = {"Authorization": f"Bearer {issue_token(county.people['chen'], 'test', now=NOON)}"}

    def post(url: str, **given: Any) -> Any:
        return caller.post(f"/api/v1{url}", given, content_type="application/json", headers=key)

    made = post("/surveys", form=BRANCHED, entry="open", people={"residents": 50},
                closes_on=UNTIL.isoformat())  # fmt: skip
    seen = made.json()
    assert (made.status_code, seen["cost"]["total"]) == (200, 50 * 66)
    url = f"/surveys/{seen['number']}"
    done = post(f"{url}/moves/publish", version=1, confirmed=seen["cost"]["total"]).json()
    assert done["state"] == "published"
    answered(Survey.objects.get(), 6, used="no")
    post(f"{url}/moves/close", version=done["version"])
    found = caller.get(f"/api/v1{url}/results", headers=key).json()
    cells = {c["code"]: c["count"] for c in found["versions"][0]["questions"][0]["cells"]}
    assert cells == {"yes": 0, "no": 6}


def test_an_address_closes_with_the_last_day(county: County) -> None:
    row = published(county["chen"])
    Survey.objects.filter(pk=row.pk).update(closes_on=NOON.date() - timedelta(days=1))
    assert "填写已经结束" in read(Client().get(f"/surveys/{row.number}"))
