"""Gaps of coverage, and the problems of a ledger that were made of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from jiceng.casework.models import Campaign, Problem
from jiceng.casework.queries.problems import ledgers_over
from jiceng.kernel.scope import Actor, Grip, covers
from jiceng.services.queries.blocks import seeing
from jiceng.services.queries.coverage import Choice
from jiceng.services.queries.items import items_at
from jiceng.services.queries.points import point_kinds
from jiceng.services.rules.blocks import MOMENTS

ORIGIN = "coverage_gap"
"""Of a problem, and of the ledger that is kept for it (`coverage`)."""
LEDGER = "coverage"
FINDERS = frozenset({"dispatcher", "leader", "overseer"})
SETTLED = ("dismissed", "struck_off", "looking_back", "archived")
"""States of a problem after which the same gap may be named again."""


def category_of(choice: Choice, now: datetime) -> str:
    """What a gap is of, as a ledger keeps it, in Chinese: 党群服务中心（周六上午）覆盖盲区."""
    kind, item = point_kinds(now).get(choice.kind), items_at(now).get(choice.item)
    of = "、".join(named.name for named in (kind, item) if named is not None) or "服务网点"
    when = MOMENTS[choice.when].partition("（")[0] if choice.when else ""
    return f"{of[:24]}{f'（{when}）' if when else ''}覆盖盲区"


def named_gaps(keys: Iterable[str], choice: Choice, now: datetime) -> Mapping[str, Problem]:
    """Key of a block -> the open problem that was made of its gap."""
    rows = Problem.objects.filter(
        origin_kind=ORIGIN, origin_number__in=list(keys), category=category_of(choice, now)
    )
    return {p.origin_number: p for p in rows.exclude(state__in=SETTLED).order_by("pk")}


def ledgers_for(area_path: str) -> list[Campaign]:
    """Open ledgers that take problems of an area, those kept for coverage first."""
    return sorted(ledgers_over(area_path), key=lambda c: c.kind != LEDGER)


def finder(actor: Actor, area_path: str) -> Grip | None:
    """The narrowest post by which somebody may make a problem of a gap there."""
    able = [g for g in seeing(actor) if g.roles & FINDERS and covers(g.area_path, area_path)]
    return max(able, key=lambda g: len(g.area_path), default=None)
