"""Articles over HTTP: the desk, readers, feeds."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from jiceng.casework.tests.county import COUNTY, EAST, FAR, County
from jiceng.outreach.models import Acknowledgement, Article, ArticleReads
from jiceng.outreach.tests.publicity_cast import moved, published, with_publicity

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
HERE = "/desk/articles/"
READER = "Mozilla/5.0"


@pytest.fixture
def office(county: County) -> County:
    return with_publicity(county)


def text(url: str, client: Client | None = None, status: int = 200) -> str:
    answer = (client or Client()).get(url, headers={"User-Agent": READER})
    assert answer.status_code == status, url
    return answer.content.decode()


def sent(client: Client, url: str, status: int = 302, **typed: Any) -> str:
    answer = client.post(url, typed)
    assert answer.status_code == status, answer.content.decode()
    return answer.headers.get("Location", "") if status == 302 else answer.content.decode()


def desk(county: County, who: str = "shu") -> Client:
    client = Client()
    client.force_login(county.people[who])
    return client


def written(**changes: Any) -> dict[str, Any]:
    return {"title": "停水通知", "kind": "notice", "area": COUNTY, "audience": "public",
            "body": "明天停水。\n- 请储水\n[查看](https://example.org/a)", **changes}  # fmt: skip


def acted(client: Client, url: str, name: str, status: int = 302, **papers: Any) -> str:
    version = Article.objects.get(number=url.split("/")[-2]).version
    return sent(client, f"{url}acts/{name}", status, version=version, **papers)


def test_an_article_goes_from_the_form_to_the_residents_page(office: County) -> None:
    editor = desk(office)
    url = sent(editor, f"{HERE}new", **written())
    acted(editor, url, "submit")
    assert "待初审" in text(url, editor)
    acted(desk(office, "pang"), url, "pass_first", comment="同意")
    assert "暂不能复审通过" in text(url, desk(office, "pang"))
    acted(desk(office, "jiang"), url, "pass_second")
    acted(desk(office, "min"), url, "publish")
    shown = text(f"/news/{Article.objects.get().number}")
    assert "<li>请储水</li>" in shown
    assert '<a href="https://example.org/a" rel="noopener">查看</a>' in shown
    assert "停水通知" in text("/news?text=停水")
    assert "停水通知" in text("/")


def test_markup_stays_words(office: County) -> None:
    article = published(office, body="<script>alert(1)</script> [x](javascript:alert)")
    shown = text(f"/news/{article.number}")
    assert "<script>alert" not in shown
    assert 'href="javascript' not in shown


def test_what_was_typed_stays_when_it_is_refused(office: County) -> None:
    page = sent(desk(office), f"{HERE}new", 422, **written(publish_at="2020-01-01T08:00"))
    assert "发布时间已经过去" in page
    assert "停水通知" in page


def test_an_urgent_notice_takes_one_form(office: County) -> None:
    told: dict[str, Any] = {
        "title": "台风红色预警",
        "area": COUNTY,
        "body": "请勿外出。",
        "reason": "今晚登陆",
    }
    url = sent(desk(office), f"{HERE}urgent", **told)
    assert "已紧急发布，待补审" in text(url, desk(office, "pang"))
    assert "先行发布，正在补审" in text(f"/news/{Article.objects.get().number}")
    assert "台风红色预警" in text("/")
    page = sent(desk(office), f"{HERE}urgent", 409, **{**told, "body": "电话 13812345678"})
    assert "手机号码" in page
    assert Article.objects.count() == 1


def test_publishing_without_review_is_refused_in_a_sentence(office: County) -> None:
    url = sent(desk(office), f"{HERE}new", **written())
    page = acted(desk(office, "min"), url, "publish", 409)
    assert "还没有通过初审、复审，不能发布" in page


def test_a_correction_is_told_with_its_reason(office: County) -> None:
    article = published(office)
    text_now = {"title": article.title, "body": "后天停水", "change": "停水日期", "reason": "笔误"}
    moved(article, "correct", office["shu"], **text_now)
    assert "后天停水" not in text(f"/news/{article.number}")
    moved(article, "confirm", office["min"])
    shown = text(f"/news/{article.number}")
    assert "停水日期" in shown
    assert "原因：笔误" in shown
    assert "第 1 版原文" in text(f"{HERE}{article.number}/", desk(office))


def test_a_withdrawn_article_says_so(office: County) -> None:
    article = published(office)
    moved(article, "withdraw", office["min"], reason="有误")
    assert "已撤回，不再有效" in text(f"/news/{article.number}", status=410)
    assert article.title not in text("/news")


def test_readers_are_counted_and_programs_are_not(office: County) -> None:
    url = f"/news/{published(office).number}"
    text(url)
    Client().get(url, headers={"User-Agent": "Googlebot/2.1"})
    answer = Client().get(url, headers={"User-Agent": READER})
    assert "sessionid" not in answer.cookies
    assert ArticleReads.objects.get().count == 2


def test_the_list_is_of_a_place_and_what_lies_above(office: County) -> None:
    published(office, title="全县通知")
    published(office, title="东社区通知", area=EAST)
    assert "东社区通知" not in text(f"/news?area={FAR}")
    assert "东社区通知" in text(f"/news?area={EAST}&kind=notice")
    assert "东社区通知" not in text(f"/?community={FAR}")
    assert "请至少输入两个相连的字" in text("/news?text=水")
    assert "没有查到" in text("/news?text=火箭")


def test_older_notices_follow_by_cursor(office: County) -> None:
    first = published(office)
    Article.objects.bulk_create(
        Article(**{**{f.attname: getattr(first, f.attname) for f in Article._meta.fields},
                   "id": None, "number": f"AR{n}", "title": f"第{n}号"})
        for n in range(30)
    )  # fmt: skip
    page = text("/news")
    assert "第29号" in page
    assert "停水通知" not in page
    following = page.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0]
    assert "停水通知" in text("/news" + following.replace("&amp;", "&"))


@pytest.mark.parametrize("name", ["atom", "rss"])
def test_programs_read_the_notices_of_a_place(office: County, name: str) -> None:
    published(office)
    answer = Client().get(f"/news/feed.{name}", {"area": EAST})
    told = answer.content.decode()
    assert told.startswith("<?xml")
    assert "停水通知" in told
    assert Client().get(f"/news/feed.{name}", {"area": "1"}).status_code == 422


def test_a_draft_of_others_is_not_found(office: County) -> None:
    url = sent(desk(office), f"{HERE}new", **written())
    text(url, desk(office, "chen"), 404)
    text(url.replace("/desk/articles", "/news").rstrip("/"), status=404)


def test_a_unit_acknowledges_a_staff_notice(office: County) -> None:
    article = published(
        office, audience="staff", posts=("community_clerk",), asks_acknowledgement=True
    )
    text(f"/news/{article.number}", status=404)
    clerk, url = desk(office, "chen"), f"{HERE}{article.number}/"
    receipt = Acknowledgement.objects.get(unit="C-EAST")
    assert article.title in text("/desk/?tab=acknowledgement", clerk)
    assert article.title in text("/desk/staff-notices/", clerk)
    assert "请回执" in text(url, clerk)
    at = f"/desk/acknowledgements/{receipt.number}/"
    assert clerk.get(at).headers["Location"] == url
    assert sent(clerk, f"{at}acts/acknowledge", version=1) == url
    assert "请回执" not in text(url, clerk)
    shown = text(url, desk(office, "min"))
    assert "已回执 1，共 2" in shown
    text(url, desk(office, "zhao"), 404)
