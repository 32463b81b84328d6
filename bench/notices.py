"""The home page of a community and the search among as many notices as there are cases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from urllib.parse import quote

from bench.measured import Found
from bench.overhttp import Bench, Request
from jiceng.kernel.records.bulk import insert_instances, settle_sequences
from jiceng.kernel.records.territory import territory
from jiceng.outreach.models import Article, ArticleText
from jiceng.outreach.rules.articles import KINDS, grams

WORDS = (
    "停水",
    "停电",
    "台风",
    "医保",
    "集市",
    "夜校",
    "护河",
    "渔港",
    "公园",
    "路灯",
    "补贴",
    "体检",
)
LEVELS = ("county", "town", "community", "village")
CHUNK, SEED = 5_000, 5
RARE = "菠萝蜜采摘"
"""In one notice of a thousand."""


def measure(bench: Bench, size: int) -> Iterator[Found]:
    """Home of a community, its list of notices, and a search for a common and for a rare word."""
    fill(size, bench.now)
    code = next(a.code for a in territory().areas.values() if a.level in ("community", "village"))
    asked = [f"/news?text={quote(word)}" for word in (WORDS[0], RARE)]
    yield bench.reading("portal_home", [Request("GET", f"/?community={code}", {})])
    yield bench.reading("notices", [Request("GET", f"/news?area={code}", {})])
    yield bench.reading("notice_search", [Request("GET", url, {}) for url in asked])


def fill(size: int, now: datetime) -> None:
    """So many published notices, a minute apart, told at every level of the county."""
    rng = Random(SEED)
    first = (Article.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    areas = sorted(
        (a for a in territory().areas.values() if a.level in LEVELS), key=lambda a: a.path
    )
    unit = next(iter(territory().units.values()))
    for begin in range(0, size, CHUNK):
        rows = []
        for n in range(begin, min(begin + CHUNK, size)):
            area, at = rng.choice(areas), now - timedelta(minutes=size - n)
            words = rng.sample(WORDS, 3)
            body = f"{area.name}{words[1]}、{words[2]}的安排。" + (RARE if n % 1000 == 0 else "")
            rows.append(
                Article(
                    pk=first + n, number=f"ARB{first + n}", title=f"{area.name}{words[0]}通知 {n}",
                    state="published", entered_at=at, area_id=area.code, area_path=area.path,
                    unit=unit.code, unit_path=unit.path, tier=unit.tier, body=body, drafted_by=0,
                    kind=rng.choice([*KINDS]), audience="public", shown_to="public", shown_at=at,
                    edition=1, is_sample=True,
                )
            )  # fmt: skip
        insert_instances(Article, rows)
        ArticleText.objects.bulk_create(
            ArticleText(article=a, grams=" ".join(grams(f"{a.title}\n{a.body}"))) for a in rows
        )
    settle_sequences(Article)
