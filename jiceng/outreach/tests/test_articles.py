"""An article from its draft to its withdrawal: several eyes, each somebody else's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from jiceng.casework.actions.sweep import ring
from jiceng.casework.tests.county import COUNTY, EAST, FAR, NOON, County
from jiceng.kernel.records.alarms import due
from jiceng.kernel.records.models import JournalEntry, WorkItem
from jiceng.kernel.refusal import Invalid, NotAllowed, NotFound, Refusal, Refused
from jiceng.outreach.actions.article_moves import count_read
from jiceng.outreach.actions.articles import ArticleDraft, change_article, vouch_article
from jiceng.outreach.models import Article, ArticleReads, ArticleReview
from jiceng.outreach.queries.article_search import searched
from jiceng.outreach.queries.articles import newest, places_above, public_article, ready
from jiceng.outreach.rules.articles import beginning, wanted_grams
from jiceng.outreach.tests.publicity_cast import (
    drafted,
    moved,
    published,
    with_publicity,
)

pytestmark = pytest.mark.django_db
PHONE = "联系电话 13812345678"


@pytest.fixture
def office(county: County) -> County:
    return with_publicity(county)


def codes(act: Callable[[], object], kind: type[Refusal] = Refused) -> list[str]:
    with pytest.raises(kind) as refused:
        act()
    return [r.code for r in refused.value.reasons]


def waiting(article: Article) -> tuple[str, str] | None:
    item = WorkItem.objects.filter(subject_kind="article", subject_id=article.pk).first()
    return (item.role, item.tier) if item else None


def test_an_article_passes_three_reviews_of_three_people(office: County) -> None:
    article = drafted(office)
    assert waiting(article) == ("editor", "county")
    moved(article, "submit", office["shu"])
    assert waiting(article) == ("reviewer", "county")
    moved(article, "pass_first", office["pang"], comment="标题可以")
    moved(article, "pass_second", office["jiang"])
    shown = moved(article, "publish", office["min"])
    assert (shown.state, shown.shown_to, shown.edition) == ("published", "public", 1)
    assert list(shown.reviews.values_list("level", "is_in_time").order_by("pk")) == [
        ("first", True), ("second", True), ("third", True),
    ]  # fmt: skip
    assert waiting(article) is None


def test_the_first_review_of_a_community_is_its_towns(office: County) -> None:
    article = drafted(office, "chen", area=EAST)
    moved(article, "submit", office["chen"])
    assert waiting(article) == ("reviewer", "town")
    moved(article, "pass_first", office["wang"])
    assert waiting(article) == ("reviewer", "county")


def test_nothing_is_published_without_review(office: County) -> None:
    article = drafted(office)
    assert codes(lambda: moved(article, "publish", office["min"])) == ["article_unreviewed"]
    assert newest(None, "", 9) == []


def test_nobody_reviews_what_they_drafted_or_twice(office: County) -> None:
    article = drafted(office)
    moved(article, "submit", office["shu"])
    assert codes(lambda: moved(article, "pass_first", office["shu"])) == ["article_own_hand"]
    moved(article, "pass_first", office["pang"])
    assert codes(lambda: moved(article, "pass_second", office["pang"])) == ["article_own_hand"]


def test_what_was_returned_is_reviewed_from_the_beginning(office: County) -> None:
    article = drafted(office)
    moved(article, "submit", office["shu"])
    moved(article, "pass_first", office["pang"])
    moved(article, "return", office["jiang"], reason="时间写错")
    moved(article, "submit", office["shu"])
    moved(article, "pass_first", office["pang"])
    assert ArticleReview.objects.get(is_passed=False).level == "second"


@pytest.mark.parametrize("who", ["chen", "wang", "li", "zhao", "tang"])
def test_a_notice_of_the_county_is_drafted_by_its_own_editors(office: County, who: str) -> None:
    with pytest.raises(NotAllowed):
        drafted(office, who)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title": " "}, "text_length"),
        ({"body": "字" * 20_001}, "text_length"),
        ({"kind": "poem"}, "unknown_article_kind"),
        ({"area": "1"}, "unknown_area"),
        ({"publish_at": NOON}, "article_publish_past"),
        ({"expires_on": NOON.date() - timedelta(days=1)}, "article_expires_early"),
        ({"posts": ("community_clerk",)}, "article_posts_public"),
        ({"asks_acknowledgement": True}, "article_acknowledge_public"),
        ({"audience": "staff", "posts": ("nobody",)}, "article_post_unknown"),
        ({"audience": "staff", "posts": ("leader",), "asks_acknowledgement": True},
         "article_post_silent"),
    ],
)  # fmt: skip
def test_each_fault_of_a_draft_is_named(office: County, changes: dict[str, Any], code: str) -> None:
    assert codes(lambda: drafted(office, **changes), Invalid) == [code]


def test_numbers_of_persons_need_a_second_yes(office: County) -> None:
    article = drafted(office, body=PHONE)
    for name, who in (("submit", "shu"), ("pass_first", "pang"), ("pass_second", "jiang")):
        moved(article, name, office[who])
    row = Article.objects.get(pk=article.pk)
    assert codes(lambda: moved(row, "publish", office["min"])) == ["article_personal"]
    own = vouch_article(row, by=office["min"], now=NOON, version=row.version)
    assert codes(lambda: moved(own, "publish", office["min"])) == ["article_vouch_self"]


def test_whoever_drafted_does_not_say_yes_to_numbers(office: County) -> None:
    article = drafted(office, body=PHONE)

    def act(who: str) -> Article:
        return vouch_article(article, by=office[who], now=NOON, version=1)

    assert codes(lambda: act("shu")) == ["article_own_hand"]
    assert act("jiang").vouched_by == office["jiang"].person
    text = ArticleDraft("停水", PHONE, COUNTY)
    changed = change_article(article, text, by=office["shu"], now=NOON, version=2)
    assert changed.vouched_by is None


def test_an_urgent_notice_is_out_at_once_and_reviewed_afterwards(office: County) -> None:
    article = drafted(office, title="台风警报")
    shown = moved(article, "publish_urgent", office["shu"], reason="台风今晚登陆")
    assert (shown.shown_to, shown.is_urgent) == ("public", True)
    assert shown.stage_due_at is not None
    assert waiting(shown) == ("reviewer", "county")
    assert JournalEntry.objects.filter(kind="publish_urgent", subject_id=shown.pk).exists()
    assert codes(lambda: moved(shown, "approve", office["shu"])) == ["article_own_hand"]
    assert moved(shown, "approve", office["pang"]).state == "published"


def test_not_everybody_publishes_at_once(office: County) -> None:
    article = drafted(office, "chen", area=EAST)
    assert "wrong_role" in codes(
        lambda: moved(article, "publish_urgent", office["chen"], reason="急")
    )


def test_what_is_scheduled_appears_by_itself(office: County) -> None:
    at = NOON + timedelta(hours=20)
    article = drafted(office, publish_at=at)
    for name, who in (("submit", "shu"), ("pass_first", "pang"), ("pass_second", "jiang")):
        moved(article, name, office[who])
    assert codes(lambda: moved(article, "publish", office["min"])) == ["article_later"]
    moved(article, "schedule", office["min"])
    assert newest(None, "", 9) == []
    for alarm in due(at):
        ring(alarm, now=at)
    row = Article.objects.get(pk=article.pk)
    assert (row.state, row.shown_at) == ("published", at)


def test_a_correction_needs_a_second_person_and_says_why(office: County) -> None:
    article = published(office)
    same = {"title": article.title, "body": article.body, "change": "时间", "reason": "笔误"}
    assert codes(lambda: moved(article, "correct", office["shu"], **same), Invalid) == [
        "article_same"
    ]
    moved(article, "correct", office["shu"], **{**same, "body": "后天停水"})
    assert public_article(article.number).body == article.body
    shown = moved(article, "confirm", office["min"])
    assert (shown.body, shown.edition) == ("后天停水", 2)
    assert list(shown.editions.order_by("number").values_list("number", "change")) == [
        (1, ""), (2, "时间"),
    ]  # fmt: skip


def test_a_refused_correction_leaves_no_edition(office: County) -> None:
    article = published(office)
    text = {"title": "停水", "body": "后天", "change": "时间", "reason": "笔误"}
    moved(article, "correct", office["shu"], **text)
    shown = moved(article, "refuse", office["min"], reason="原文无误")
    assert (shown.state, shown.editions.count()) == ("published", 1)


def test_what_was_withdrawn_is_found_by_nobody_and_says_so(office: County) -> None:
    article = published(office)
    assert [a.pk for a in searched(wanted_grams("停水"), None, "", 9)] == [article.pk]
    moved(article, "withdraw", office["min"], reason="内容过时")
    assert searched(wanted_grams("停水"), None, "", 9) == []
    assert newest(None, "", 9) == []
    assert public_article(article.number).state == "withdrawn"


def test_a_notice_reaches_what_lies_below_its_area(office: County) -> None:
    of_county = published(office)
    of_east = published(office, area=EAST, title="东社区停电")

    def told(code: str) -> list[int]:
        return [a.pk for a in newest(places_above(code), "", 9)]

    assert told(EAST) == [of_east.pk, of_county.pk]
    assert told(FAR) == [of_county.pk]
    assert [a.pk for a in newest(None, "news", 9)] == []


def test_words_anywhere_in_a_text_find_it(office: County) -> None:
    article = published(office, title="解放公园开放", body="每天 8 时开门，ＡＢＣ 路公交可到。")

    def found(text: str) -> list[int]:
        return [a.pk for a in searched(wanted_grams(text), None, "", 9)]

    assert found("公园") == found("放公园") == found("abc") == [article.pk]
    assert found("公交 开放") == [article.pk]
    assert found("公园关闭") == []
    assert searched(wanted_grams("公园"), places_above(EAST), "news", 9) == []


def test_what_is_only_drafted_is_not_public(office: County) -> None:
    with pytest.raises(NotFound):
        public_article(drafted(office).number)


def test_only_a_number_is_kept_of_readers(office: County) -> None:
    article, day = published(office), NOON.date()
    for _n in range(3):
        count_read(article, day)
    assert list(ArticleReads.objects.values_list("day", "count")) == [(day, 3)]


def test_a_staff_notice_is_acknowledged_by_unit(office: County) -> None:
    article = published(
        office, audience="staff", posts=("community_clerk",), asks_acknowledgement=True
    )
    assert newest(None, "", 9) == []
    owed = article.acknowledgements.order_by("unit")
    assert [r.unit for r in owed] == ["C-EAST", "C-WEST"]
    assert WorkItem.objects.filter(role="recipient", unit="C-EAST").count() == 1
    assert ready(article, NOON, office["min"]).missing == ()


def test_the_beginning_of_a_text_reads_on_in_sentences() -> None:
    told = "因管网检修停水\n## 时间\n当日 8 时至 12 时。\n- 请提前储水。\n- 恢复后先放水片刻"
    whole = "因管网检修停水。时间：当日 8 时至 12 时。请提前储水；恢复后先放水片刻。"
    assert beginning(told) == whole
    assert beginning(told, 10) == whole[:9] + "…"
