"""Figures in words: a value with its unit, the counts it rests on, what to compare it with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from jiceng.casework.figures import GROUPINGS
from jiceng.kernel.figures import Figure

MORE_IS_BETTER = frozenset({
    "grid_settled_rate", "community_settled_rate", "on_time_rate", "satisfaction_rate",
    "true_solve_rate",
})  # fmt: skip
LESS_IS_BETTER = frozenset({
    "rework_rate", "return_rate", "reopened_30d_rate", "recurrence_rate", "overdue_open",
    "cases_late", "median_handling_hours",
})  # fmt: skip
"""Of the rest more is neither good nor bad: many reports may mean much trust."""

Group = dict[str, Figure]


def by_group(found: Iterable[Figure]) -> dict[str, Group]:
    """Group -> id -> figure, in the order they came."""
    groups: dict[str, Group] = {}
    for figure in found:
        groups.setdefault(figure.group, {})[figure.kind.id] = figure
    return groups


def value(figure: Figure) -> str:
    """The value as a page writes it; too few cases give no rate."""
    if figure.value is None:
        return "—"
    if figure.is_small:
        return _("样本过少")
    return str(figure.value)


def unit(figure: Figure) -> str:
    return "" if figure.value is None or figure.is_small else _(figure.kind.unit)


def counts(figure: Figure) -> str:
    """What the value rests on: 46 of 50 cases."""
    if figure.kind.kind == "share":
        given = {"numerator": figure.numerator, "denominator": figure.denominator}
        return f"{given['numerator']}/{given['denominator']}" if figure.denominator else ""
    if figure.kind.kind == "median":
        return _("%(n)d 件") % {"n": figure.denominator}
    return ""


def interval(figure: Figure) -> str:
    """Where the true rate lies, for an estimate."""
    if figure.interval is None or not figure.denominator:
        return ""
    low, high = figure.interval
    return _("%(low)s%% 至 %(high)s%%（复查 %(n)d 件）") % {
        "low": low,
        "high": high,
        "n": figure.denominator,
    }


def change(now: Figure, before: Figure) -> dict[str, Any]:
    """Against the period before: percentage points for rates, the difference for the rest."""
    if now.value is None or before.value is None or now.is_small or before.is_small:
        return {}
    moved = now.value - before.value
    if not moved:
        return {"change": _("与上期持平")}
    words = _("较上期 %(moved)s 个百分点") if now.kind.kind == "share" else _("较上期 %(moved)s")
    told: dict[str, Any] = {"change": words % {"moved": f"{moved:+}"}}
    if now.kind.id in MORE_IS_BETTER | LESS_IS_BETTER:
        told["better"] = (moved > 0) == (now.kind.id in MORE_IS_BETTER)
    return told


def rate(figure: Figure) -> float | None:
    """A value for a line of a chart; none where too few cases stand behind it."""
    if figure.value is None or figure.is_small:
        return None
    return float(figure.value)


def number(value: Decimal | None) -> float:
    return float(value or 0)


def name_of(by: str, group: Group) -> str:
    """The name of a group, from any of its figures."""
    figure = next(iter(group.values()))
    return _(figure.group_name) if figure.group_name else _(GROUPINGS[by].label)


def cell(figure: Figure, url: str) -> Mapping[str, Any]:
    """One cell of a table (web/_table.html): the number opens onto its cases."""
    text = value(figure) + (unit(figure) if figure.kind.kind == "share" else "")
    opens = figure.numerator and not figure.is_small
    return {"text": text, "note": counts(figure), "url": url if opens or figure.is_small else ""}
