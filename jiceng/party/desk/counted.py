"""How figures of Party work are shown: a list that explains itself, a figure by branch."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from jiceng.kernel.figures import FEWEST, Figure, FigureKind
from jiceng.kernel.money import money
from jiceng.web.clock import local_day
from jiceng.web.doors import Asked

FIRST_YEAR = 2000


def year_in(request: Asked) -> int:
    """The year asked for; this one unless it is a year that has begun."""
    text, today = request.GET.get("year", ""), local_day(request.now)
    if text.isascii() and text.isdigit() and FIRST_YEAR <= int(text) <= today.year:
        return int(text)
    return today.year


def years(year: int, today: date) -> list[dict[str, Any]]:
    """The year shown and those beside it that have begun."""
    near = (year - 1, year, year + 1)
    return [{"url": f"?year={y}", "label": y, "current": y == year}
            for y in near if y <= today.year]  # fmt: skip


def value(figure: Figure) -> str:
    """The number alone; a dash where there is nothing to count."""
    if figure.kind.kind == "sum":
        return money(figure.numerator)
    if figure.kind.kind == "count":
        return f"{figure.numerator:,}"
    return "—" if figure.value is None else str(figure.value)


def row(figure: Figure, base: str, year: int) -> dict[str, Any]:
    """A figure with its meaning, what it is made of, and where its records are."""
    kind = figure.kind
    is_share = kind.kind == "share"
    return {
        "label": _(kind.name),
        "value": value(figure),
        "unit": "" if figure.value is None else _(kind.unit),
        "of": f"{figure.numerator:,}/{figure.denominator:,}" if is_share else "",
        "is_small": figure.is_small,
        "definition": _(kind.definition),
        "url": f"{base}{kind.id}/?year={year}",
    }


def ways(kind: FigureKind, year: int, part: str) -> list[dict[str, Any]]:
    """Of a rate, the two sets of records it is made of."""
    if kind.kind != "share":
        return []
    names = {"numerator": _("计入的"), "denominator": _("全部")}
    return [{"url": f"?year={year}&part={name}", "label": label, "current": name == part}
            for name, label in names.items()]  # fmt: skip


def part_in(request: Asked) -> str:
    return "denominator" if request.GET.get("part") == "denominator" else "numerator"


def few(count: int, fen: int | None, *, is_hidden: bool) -> dict[str, Any]:
    """A count of people and its sum; fewer than three are not told (facts.md §10)."""
    if is_hidden and count < FEWEST:
        return {"count": _("少于 %(n)d") % {"n": FEWEST}, "sum": "" if fen is None else "—"}
    return {"count": f"{count:,}", "sum": "" if fen is None else money(fen)}


def total_of(parts: Sequence[Any]) -> str:
    """What the parts come to, as the figure says it."""
    if parts and parts[0].fen is not None:
        return _("合计 %(sum)s 元") % {"sum": money(sum(p.fen for p in parts))}
    return _("共 %(n)d 条") % {"n": sum(p.many for p in parts)}
