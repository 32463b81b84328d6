"""How an article is drafted, reviewed three times, published, corrected, withdrawn (facts.md §11).

Whoever drafted it reviews nothing, and nobody reviews it twice. An urgent notice is published at
once; its review is owed with a clock.
"""

from __future__ import annotations

from typing import Any

from jiceng.kernel.process import Move, Process, State
from jiceng.kernel.refusal import Reason
from jiceng.kernel.terms import Counting, Ladder, Rung, Term
from jiceng.kernel.words import N_

EDITOR = frozenset({"editor"})
REVIEWER = frozenset({"reviewer"})
PUBLISHER = frozenset({"publisher"})
URGENT = frozenset({"urgent_editor"})
SYSTEM = frozenset({"system"})
REASON = frozenset({"reason"})
HOURS = Term(4, Counting.WORKING_HOURS)
"""Within which an urgent notice is reviewed."""
LIGHTS: Ladder = (Rung(80, "yellow", "holder"), Rung(100, "red", "leader"))


def days(n: int) -> Term:
    return Term(n, Counting.WORKING_DAYS)


def own_hand(article: Any) -> Reason | None:
    """Each level is somebody else's."""
    return Reason("article_own_hand") if article.is_own_hand else None


def unreviewed(article: Any) -> Reason | None:
    """Nothing is published before it was reviewed."""
    if not article.missing:
        return None
    return Reason("article_unreviewed", {"levels": article.missing})


def unvouched(article: Any) -> Reason | None:
    """Numbers that point at a person need a second person's yes."""
    if article.personal and article.vouched_by is None:
        return Reason("article_personal", {"kinds": article.personal})
    return Reason("article_vouch_self") if article.personal and article.is_own_vouch else None


def later(article: Any) -> Reason | None:
    """What has an hour waits for it."""
    return Reason("article_later", {"at": article.publish_at}) if article.is_later else None


def no_time(article: Any) -> Reason | None:
    return None if article.has_hour else Reason("article_no_time")


TO_PUBLISH = (own_hand, unreviewed, unvouched)
BEFORE = ("drafted", "first_review", "second_review", "third_review")
ARTICLE = Process(
    name="article",
    label=N_("文稿"),
    start="drafted",
    states=(
        State("drafted", N_("起草中"), days(5), LIGHTS, "editor"),
        State("first_review", N_("待初审"), days(1), LIGHTS, "reviewer"),
        State("second_review", N_("待复审"), days(1), LIGHTS, "reviewer"),
        State("third_review", N_("待终审"), days(1), LIGHTS, "publisher"),
        State("scheduled", N_("待定时发布"), None, (), "publisher", by_hand=True),
        State("urgent", N_("已紧急发布，待补审"), HOURS, LIGHTS, "reviewer"),
        State("published", N_("已发布"), resting=True),
        State("correcting", N_("勘误待审"), days(1), LIGHTS, "publisher"),
        State("withdrawn", N_("已撤回"), final=True),
        State("dropped", N_("已作废"), final=True),
    ),
    moves=(
        Move("submit", N_("提交审核"), ("drafted",), "first_review", EDITOR),
        Move("publish_urgent", N_("紧急发布"), ("drafted",), "urgent", URGENT, REASON,
             (unvouched,)),
        Move("pass_first", N_("初审通过"), ("first_review",), "second_review", REVIEWER,
             guards=(own_hand,)),
        Move("pass_second", N_("复审通过"), ("second_review",), "third_review", REVIEWER,
             guards=(own_hand,)),
        Move("publish", N_("终审通过并发布"), BEFORE, "published", PUBLISHER,
             guards=(*TO_PUBLISH, later)),
        Move("schedule", N_("终审通过，定时发布"), ("third_review",), "scheduled", PUBLISHER,
             guards=(*TO_PUBLISH, no_time)),
        Move("appear", N_("到时发布"), ("scheduled",), "published", SYSTEM),
        Move("approve", N_("补审通过"), ("urgent",), "published", REVIEWER | PUBLISHER,
             guards=(own_hand,)),
        Move("return", N_("退回修改"), (*BEFORE[1:], "scheduled"), "drafted",
             REVIEWER | PUBLISHER, REASON),
        Move("correct", N_("勘误"), ("published",), "correcting", EDITOR | PUBLISHER,
             frozenset({"change", "reason"})),
        Move("confirm", N_("同意勘误"), ("correcting",), "published", PUBLISHER,
             guards=(own_hand, unvouched)),
        Move("refuse", N_("不同意勘误"), ("correcting",), "published", PUBLISHER, REASON),
        Move("withdraw", N_("撤回"), ("published", "correcting", "urgent", "scheduled"),
             "withdrawn", PUBLISHER, REASON),
        Move("drop", N_("作废"), ("drafted",), "dropped", EDITOR, REASON),
    ),
)  # fmt: skip
