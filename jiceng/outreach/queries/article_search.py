"""Published articles by words: pairs of signs in the full-text index of either database."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from jiceng.casework.queries.walks import Clause, one_of
from jiceng.kernel.records.rows import ask, read, table
from jiceng.outreach.models import Article, ArticleText

FOUND_BY = "outreach_articlefound"
"""The index table of SQLite, kept by triggers (migration 0002)."""


def searched(
    wanted: Sequence[str], areas: Sequence[str] | None, kind: str, limit: int, before: int = 0
) -> list[Article]:
    """Articles that have every pair, the latest number first; `before` is the last key shown."""
    narrowed: list[Clause] = [(" AND a.shown_to = %s", ("public",))]
    if areas is not None:
        narrowed.append(one_of("a.area_id", areas))
    if kind:
        narrowed.append((" AND a.kind = %s", (kind,)))
    text, key, asked = _matching(wanted)
    if before:
        narrowed.append((f" AND {key} < %s", (before,)))
    conditions = "".join(part for part, _ in narrowed)
    values = [value for _, given in narrowed for value in given]
    statement = (
        f"SELECT a.id FROM {text} JOIN {table(Article)} a ON a.id = {key} "  # noqa: S608  our own tables
        f"WHERE {_condition()}{conditions} ORDER BY {key} DESC LIMIT {limit}"
    )
    keys = [int(row[0]) for row in ask(statement, asked, *values)]
    if not keys:
        return []
    marks = ", ".join(["%s"] * len(keys))
    return read(Article, f"WHERE id IN ({marks}) ORDER BY id DESC", *keys)


def _matching(wanted: Sequence[str]) -> tuple[str, str, str]:
    """What is read, the name of its key, and what is asked of it."""
    if connection.vendor == "postgresql":
        return f"{table(ArticleText)} t", "t.article_id", " & ".join(wanted)
    return FOUND_BY, f"{FOUND_BY}.rowid", " AND ".join(wanted)


def _condition() -> str:
    if connection.vendor == "postgresql":
        return "to_tsvector('simple', t.grams) @@ to_tsquery('simple', %s)"
    return f"{FOUND_BY} MATCH %s"
