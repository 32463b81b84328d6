"""The publicity team: members, topics, posts elsewhere; notices for programs; figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from jiceng.casework.tests.calling import Caller, is_problem
from jiceng.casework.tests.county import COUNTY, EAST, FAR, NOON, County
from jiceng.kernel.records.models import WorkItem
from jiceng.kernel.refusal import Invalid, NotAllowed, Refusal, Refused
from jiceng.kernel.reports import Span
from jiceng.outreach.actions.article_moves import count_read
from jiceng.outreach.actions.publicity import (
    Outside,
    Tally,
    Topic,
    Training,
    count_outside,
    give_topic,
    join_team,
    leave_team,
    move_task,
    record_training,
    register_outside,
)
from jiceng.outreach.desk.article_forms import Filters
from jiceng.outreach.desk.articles import _condition
from jiceng.outreach.figures.articles import ARTICLE_FIGURES, ARTICLES, OUTSIDE
from jiceng.outreach.models import Article, OutsidePost, TeamMember, WritingTask
from jiceng.outreach.tests.publicity_cast import TODAY, moved, published, with_publicity

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
POST = Outside("临高角的早晨", "微信公众号“示例发布”", "PUBLICITY", "https://example.org/1",
               "宣传部新闻科", TODAY)  # fmt: skip
TEAM = "/desk/publicity/"


@pytest.fixture
def office(county: County) -> County:
    return with_publicity(county)


def codes(act: Callable[[], object], kind: type[Refusal] = Invalid) -> list[str]:
    with pytest.raises(kind) as refused:
        act()
    return [r.code for r in refused.value.reasons]


def topic(office: County, who: str = "shu") -> WritingTask:
    member = join_team(who, "writing", by=office["min"], now=NOON)
    given = Topic("渔港的清晨", member.pk, TODAY + timedelta(days=5))
    return give_topic(given, by=office["min"], now=NOON)


def test_a_topic_is_given_written_and_delivered(office: County) -> None:
    task = topic(office)
    assert WorkItem.objects.get(subject_kind="writing_task").unit == "PUBLICITY"
    article = published(office)
    deliver: dict[str, Any] = {"now": NOON, "version": 1, "article": article.number}
    assert codes(lambda: move_task(task, "deliver", by=office["min"], **deliver), Refused) == [
        "not_your_writing"
    ]
    done = move_task(task, "deliver", by=office["shu"], **deliver)
    assert (done.state, done.article) == ("delivered", article)


def test_a_topic_without_an_article_is_not_delivered(office: County) -> None:
    task, shu = topic(office), office["shu"]
    assert codes(lambda: move_task(task, "deliver", by=shu, now=NOON, version=1), Refused) == [
        "paper_missing"
    ]
    unknown: dict[str, Any] = {"now": NOON, "version": 1, "article": "AR1"}
    assert codes(lambda: move_task(task, "deliver", by=shu, **unknown)) == ["article_unknown"]


@pytest.mark.parametrize("who", ["wang", "chen", "zhao"])
def test_only_the_county_leads_the_team(office: County, who: str) -> None:
    with pytest.raises(NotAllowed):
        join_team("shu", "writing", by=office[who], now=NOON)


def test_somebody_is_in_the_team_once_and_may_leave(office: County) -> None:
    member = join_team("chen", "video", by=office["min"], now=NOON)

    def again() -> TeamMember:
        return join_team("chen", "writing", by=office["min"], now=NOON)

    assert codes(again, Refused) == ["member_there"]
    assert codes(lambda: join_team("nobody", "video", by=office["min"], now=NOON)) == [
        "member_unknown"
    ]
    leave_team(member, by=office["min"], now=NOON, version=1)
    assert again().pk != member.pk
    gone = TeamMember.objects.get(pk=member.pk)
    assert codes(lambda: leave_team(gone, by=office["min"], now=NOON, version=2), Refused) == [
        "member_gone"
    ]


def test_faults_of_a_training_are_named_together(office: County) -> None:
    wrong = Training("", TODAY + timedelta(days=1), 1, 0)
    assert codes(lambda: record_training(wrong, by=office["min"], now=NOON)) == [
        "text_length", "training_in_future", "not_a_count", "not_a_count",
    ]  # fmt: skip
    good = Training("短视频拍摄", TODAY, 120, 24)
    assert record_training(good, by=office["min"], now=NOON).unit == "PUBLICITY"


def test_a_post_is_registered_once_and_counted_by_day(office: County) -> None:
    post = register_outside(POST, by=office["min"], now=NOON)
    assert codes(lambda: register_outside(POST, by=office["min"], now=NOON), Refused) == [
        "post_there"
    ]
    bad = replace(POST, url="example", unit="X", published_on=TODAY + timedelta(days=1))
    assert codes(lambda: register_outside(bad, by=office["min"], now=NOON)) == [
        "bad_link", "post_in_future", "unknown_unit",
    ]  # fmt: skip
    tally = Tally(TODAY, 1200, 35, "公众号后台")
    count_outside(post, tally, by=office["min"], now=NOON)
    assert codes(lambda: count_outside(post, tally, by=office["min"], now=NOON), Refused) == [
        "count_there"
    ]


def desk(county: County, who: str) -> Client:
    client = Client()
    client.force_login(county.people[who])
    return client


def sent(client: Client, url: str, status: int = 302, /, **typed: Any) -> str:
    answer = client.post(url, typed)
    assert answer.status_code == status, answer.content.decode()
    return answer.headers.get("Location", "") if status == 302 else answer.content.decode()


def test_the_team_is_led_on_its_pages(office: County) -> None:
    head = desk(office, "min")
    sent(head, f"{TEAM}members/new", login="shu", duty="writing")
    sent(head, f"{TEAM}trainings/new", topic="短视频拍摄", held_on=TODAY, minutes=120, attended=24)
    member = TeamMember.objects.get()
    url = sent(head, f"{TEAM}tasks/new", title="渔港", member=member.pk, write_by=TODAY)
    post = {
        "title": POST.title, "platform": POST.platform, "unit": "宣传部", "url": POST.url,
        "approved_by": POST.approved_by, "published_on": TODAY,
    }  # fmt: skip
    page = sent(head, f"{TEAM}posts/new", **post)
    sent(head, f"{page}counts/new", counted_on=TODAY, views=1200, shares=35, source="公众号后台")
    for address, words in ((TEAM, "短视频拍摄"), (url, "舒"), (page, "1200"),
                           (f"{TEAM}posts/", POST.title)):  # fmt: skip
        assert words in head.get(address).content.decode()
    writer = desk(office, "shu")
    article = published(office)
    sent(writer, f"{url}acts/deliver", version=1, article=article.number)
    assert article.title in writer.get(url).content.decode()
    sent(head, f"{TEAM}members/{member.pk}/leave", version=1)
    assert "还没有成员" in head.get(TEAM).content.decode()


def test_programs_read_notices_and_staff_move_them(office: County) -> None:
    shu = Caller(office, "shu")
    given = {"title": "停水通知", "body": "明天停水", "area": COUNTY}
    made = shu.post("/notices", given).json()
    url = f"/notices/{made['number']}"
    assert is_problem(Caller(office, "min").post(f"{url}/moves/publish", {"version": 1}), 409)
    steps = (("submit", "shu"), ("pass_first", "pang"), ("pass_second", "jiang"),
             ("publish", "min"))  # fmt: skip
    for version, (move, who) in enumerate(steps, start=1):
        seen = Caller(office, who).post(f"{url}/moves/{move}", {"version": version}).json()
    assert (seen["state"], seen["edition"]) == ("published", 1)
    published(office, area=EAST, title="东社区停电")
    public = Client()

    def listed(**asked: Any) -> list[str]:
        answer = public.get("/api/v1/notices", asked)
        return [row["title"] for row in answer.json()["items"]]

    assert listed(area=EAST) == ["东社区停电", "停水通知"]
    assert listed(area=FAR) == ["停水通知"]
    assert listed(text="停电") == ["东社区停电"]
    first = public.get("/api/v1/notices", {"limit": 1}).json()
    assert listed(after=first["next"], limit=1) == ["停水通知"]
    assert public.get("/api/v1/notices", {"kind": "poem"}).status_code == 422


SPAN = Span(TODAY, TODAY, NOON)


def test_figures_of_articles_count_what_their_lists_show(office: County) -> None:
    article = published(office)
    published(office, area=EAST)
    late = article.reviews.order_by("pk")[0]
    late.is_in_time = False
    late.save()
    text = {"title": "停水", "body": "后天停水", "change": "日期", "reason": "笔误"}
    moved(article, "correct", office["shu"], **text)
    moved(article, "confirm", office["min"])
    count_read(article, TODAY)
    count_read(article, TODAY)
    found = {code: ARTICLES.count(code, [""], SPAN)[""].value for code in ARTICLE_FIGURES}
    assert found == {
        "articles_published": 2, "article_reviews_in_time": Decimal("50.0"),
        "articles_corrected": 1, "article_reads": 2,
    }  # fmt: skip
    assert ARTICLES.count("articles_published", [EAST], SPAN)[EAST].numerator == 1
    for code, many in (("articles_published", 2), ("article_reviews_in_time", 1),
                       ("articles_corrected", 1), ("article_reads", 1)):  # fmt: skip
        asked = dict(
            p.split("=") for p in ARTICLES.address(code, "", SPAN).split("?")[1].split("&")
        )
        assert Article.objects.filter(_condition(Filters(asked))).count() == many


def test_posts_elsewhere_are_a_figure_of_the_whole_county(office: County) -> None:
    register_outside(POST, by=office["min"], now=NOON)
    assert OUTSIDE.count("outside_posts", ["", EAST], SPAN)[""].numerator == 1
    assert OutsidePost.objects.count() == 1
