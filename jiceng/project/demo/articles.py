"""A year of articles of the cloud platform, and of the publicity team. Fictitious, marked 示例.

Most are told in bulk with the lines their acts would have written; those somebody should find in
the middle of things are told by the acts themselves.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.db import transaction

from jiceng.kernel.numbers import public_number
from jiceng.kernel.records.access import actor_for
from jiceng.kernel.records.bulk import insert_instances, settle_sequences
from jiceng.kernel.records.journal import canonical
from jiceng.kernel.records.models import Person
from jiceng.kernel.records.territory import AreaEntry, territory
from jiceng.kernel.scope import Actor
from jiceng.outreach.actions.acknowledgements import acknowledge
from jiceng.outreach.actions.article_moves import ArticlePapers, move_article, publish_urgent
from jiceng.outreach.actions.articles import ArticleDraft, draft_article
from jiceng.outreach.actions.publicity import (
    Outside,
    Tally,
    Topic,
    Training,
    count_outside,
    give_topic,
    join_team,
    move_task,
    record_training,
    register_outside,
)
from jiceng.outreach.models import (
    Article,
    ArticleEdition,
    ArticleReads,
    ArticleReview,
    ArticleText,
)
from jiceng.outreach.rules.articles import grams
from jiceng.project.demo.draw import CONTENT
from jiceng.project.demo.ledger import JournalRow

MANY, DAYS, SEED = 290, 360, 13
OFFICE = "D02"
LEVELS = ("county", "town", "community", "village")
STEPS = ("submit", "pass_first", "pass_second", "publish")
STATES = ("drafted", "first_review", "second_review", "third_review", "published")
STORM = "今晚到明天有大风大雨，请不要外出。\n- 船只回港，人员上岸\n- 低洼地区居民听从安排转移"
WRITERS = "publicity-volunteer."


@dataclass(frozen=True, slots=True)
class Desk:
    """Who drafts, reviews and publishes for the county."""

    editor: Actor
    first: Actor
    second: Actor
    publisher: Actor


def fill_articles(now: datetime) -> list[JournalRow]:
    """A year of articles; the answer are their lines of the journal, to be put in order of time."""
    told = tomllib.loads((CONTENT / "articles.toml").read_text("utf-8"))
    desk, rng = _desk(now), Random(SEED)  # noqa: S311  a story, not a secret
    areas = [a for a in territory().areas.values() if a.level in LEVELS]
    areas.sort(key=lambda a: a.path)
    rows, lines = list[Article](), list[JournalRow]()
    for key in range(1, MANY + 1):
        at = now - timedelta(days=DAYS * (MANY - key) / MANY + 1, hours=rng.randrange(3))
        text, area = rng.choice(told["text"]), areas[0] if key % 3 == 0 else rng.choice(areas)
        rows.append(_article(key, text, area, desk, at))
        lines += _lines(rows[-1], desk, at)
    with transaction.atomic():
        _insert(rows, desk, rng, now)
    return lines


def tell_articles(now: datetime) -> None:
    """What somebody finds in the middle of things, by the acts of the desk."""
    desk = _desk(now)
    _corrected(desk, now - timedelta(days=20))
    _withdrawn(desk, now - timedelta(days=12))
    _staff(desk, now - timedelta(days=2))
    given = ArticleDraft("台风“示例”防御紧急通知", STORM, "469024", is_sample=True)
    publish_urgent(
        given, "台风路径突变，来不及走完三审", by=desk.editor, now=now - timedelta(hours=1)
    )
    _waiting(desk, now)
    _team(desk, now)


def _desk(now: datetime) -> Desk:
    first, second = (cast_of(now, f"publicity-reviewer.{n}") for n in (1, 2))
    return Desk(
        cast_of(now, "publicity-officer.1"), first, second, cast_of(now, "publicity-head.1")
    )


def cast_of(now: datetime, login: str) -> Actor:
    """Somebody by their account."""
    held = Person.objects.get(login=login)
    return actor_for(held, now=now, today=now.date())


def _article(key: int, text: dict[str, str], area: AreaEntry, desk: Desk, at: datetime) -> Article:
    grip = desk.editor.grips[0]
    words = {name: text[name].replace("{place}", area.name).strip() for name in ("title", "body")}
    return Article(
        pk=key, number="AR" + public_number(at.year, key), state="published", entered_at=at,
        area_id=area.code, area_path=area.path, unit=grip.unit, unit_path=grip.unit_path,
        tier="county", kind=text["kind"], audience="public", drafted_by=desk.editor.person,
        shown_to="public", shown_at=at, edition=1, version=5, is_sample=True, **words,
    )  # fmt: skip


def _lines(row: Article, desk: Desk, at: datetime) -> Iterator[JournalRow]:
    yield _line(row, 0, "article_drafted", desk.editor, at - timedelta(hours=8), "", "drafted")
    hands = (desk.editor, desk.first, desk.second, desk.publisher)
    for place, (name, by) in enumerate(zip(STEPS, hands, strict=True), start=1):
        then = at - timedelta(hours=8 - 2 * place)
        yield _line(row, place, name, by, then, STATES[place - 1], STATES[place])


def _line(
    row: Article, place: int, kind: str, by: Actor, at: datetime, before: str, after: str
) -> JournalRow:
    grip = by.grips[0]
    return (at, 0, -row.pk * 10 + place, kind, "article", row.pk, grip.appointment, grip.unit,
            before, after, canonical({}))  # fmt: skip


def _insert(rows: Sequence[Article], desk: Desk, rng: Random, now: datetime) -> None:
    insert_instances(Article, rows)
    settle_sequences(Article)
    reviewers = (("first", desk.first), ("second", desk.second), ("third", desk.publisher))
    ArticleReview.objects.bulk_create(
        ArticleReview(
            article=a, turn=1, level=level, person=by.person, is_passed=True,
            is_in_time=rng.random() > 0.04, at=a.shown_at,
        )
        for a in rows
        for level, by in reviewers
    )  # fmt: skip
    ArticleEdition.objects.bulk_create(
        ArticleEdition(
            article=a, number=1, title=a.title, body=a.body, person=a.drafted_by,
            written_at=a.shown_at, published_at=a.shown_at,
        )
        for a in rows
    )  # fmt: skip
    ArticleText.objects.bulk_create(
        ArticleText(article=a, grams=" ".join(grams(f"{a.title}\n{a.body}"))) for a in rows
    )
    ArticleReads.objects.bulk_create(
        ArticleReads(article=a, day=(a.shown_at + timedelta(days=n)).date(),
                     count=rng.randrange(3, 90 // (n + 1)))
        for a in rows
        for n in range(3)
        if a.shown_at + timedelta(days=n) <= now
    )  # fmt: skip


def _through(desk: Desk, given: ArticleDraft, at: datetime) -> Article:
    """By the acts, through all three reviews, an hour each."""
    row = draft_article(given, by=desk.editor, now=at)
    hands = (desk.editor, desk.first, desk.second, desk.publisher)
    for hour, (name, by) in enumerate(zip(STEPS, hands, strict=True), start=1):
        then = at + timedelta(hours=hour)
        row = move_article(row, name, by=by, now=then, version=row.version)
    return row


def _moved(row: Article, name: str, by: Actor, at: datetime, **papers: str) -> Article:
    return move_article(
        row, name, by=by, now=at, version=row.version, given=ArticlePapers(**papers)
    )


def _corrected(desk: Desk, at: datetime) -> None:
    body = "流动便民服务车下周一到周三进村，9 时到 16 时。"
    row = _through(desk, ArticleDraft("流动便民服务车进村安排", body, "469024", "guide",
                                      is_sample=True), at)  # fmt: skip
    later = at + timedelta(days=1)
    row = _moved(row, "correct", desk.editor, later, title=row.title,
                 body=body.replace("周三", "周四"), change="服务日期改为周一到周四",
                 reason="原稿漏写一天")  # fmt: skip
    _moved(row, "confirm", desk.publisher, later + timedelta(hours=1))


def _withdrawn(desk: Desk, at: datetime) -> None:
    given = ArticleDraft(
        "文化广场临时封闭通知", "文化广场因施工临时封闭。", "469024", is_sample=True
    )
    row = _through(desk, given, at)
    _moved(row, "withdraw", desk.publisher, at + timedelta(days=1), reason="施工取消，通知不再有效")


def _staff(desk: Desk, at: datetime) -> None:
    """Half of the units asked have acknowledged it."""
    given = ArticleDraft(
        "汛期值班安排", "请各社区（村）明确汛期值班人员，保持联系畅通。", "469024", "notice",
        "staff",
        ("community_clerk",), asks_acknowledgement=True, is_sample=True,
    )  # fmt: skip
    row = _through(desk, given, at)
    for receipt in row.acknowledgements.order_by("pk")[:6]:
        held = Person.objects.filter(
            appointments__unit_id=receipt.unit, appointments__post="community_clerk"
        ).first()
        if held is not None:
            by, then = actor_for(held, now=at, today=at.date()), at + timedelta(hours=20)
            acknowledge(receipt, by=by, now=then, version=receipt.version)


def _waiting(desk: Desk, now: datetime) -> None:
    """Three articles that wait for the first, second and third review."""
    for place, title in enumerate(("社区图书角开放", "村道夜间照明恢复", "老年食堂试营业")):
        given = ArticleDraft(title, f"{title}，欢迎大家前来。", "469024", "news", is_sample=True)
        at = now - timedelta(hours=4)
        row = draft_article(given, by=desk.editor, now=at)
        for name, by in list(zip(STEPS, (desk.editor, desk.first, desk.second), strict=False))[
            : place + 1
        ]:
            row = move_article(row, name, by=by, now=at, version=row.version)


def _team(desk: Desk, now: datetime) -> None:
    by, joined = desk.publisher, now - timedelta(days=300)
    duties = ("writing", "pictures", "video", "proof")
    team = [join_team(f"{WRITERS}{n}", duty, by=by, now=joined, is_sample=True)
            for n, duty in enumerate(duties, start=1)]  # fmt: skip
    for months, topic in enumerate(("短视频拍摄", "消息写作", "网络安全和保密"), start=1):
        at = now - timedelta(days=80 * months)
        record_training(Training(topic, at.date(), 120, 18 + months, True), by=by, now=at)
    topics = tomllib.loads((CONTENT / "articles.toml").read_text("utf-8"))["topics"]
    stories = list(Article.objects.filter(kind="story").order_by("-pk")[:3])
    for place, title in enumerate(topics):
        member, at = team[place % len(team)], now - timedelta(days=30 - 4 * place)
        due = (at + timedelta(days=14)).date()
        task = give_topic(Topic(title, member.pk, due, "800 字以内", True), by=by, now=at)
        if place < len(stories):
            writer = cast_of(now, member.person.login)
            move_task(task, "deliver", by=writer, now=at + timedelta(days=6),
                      version=task.version, article=stories[place].number)  # fmt: skip
    for place, story in enumerate(stories):
        at = now - timedelta(days=25 - 5 * place)
        post = register_outside(
            Outside(story.title, "微信公众号“示例发布”", OFFICE, f"https://example.org/p/{place}",
                    "宣传部新闻科", at.date(), story.number, True), by=by, now=at,
        )  # fmt: skip
        for week in (1, 2):
            then = at + timedelta(days=7 * week)
            tally = Tally(then.date(), 400 * week + 60 * place, 20 * week, "公众号后台")
            count_outside(post, tally, by=by, now=then)
