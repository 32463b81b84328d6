"""Which figures there are, and the predicates they are made of. Read this file first.

A predicate is a set of outcome rows with an *anchor*: the event whose local day decides the
period and the month it counts in (queries/predicates.py). A figure is two predicates on one
anchor, the numerator a subset of the denominator.

**As of.** A figure as of an instant D counts what was known then: reported, closed, due, rated,
re-checked, reopened no later than D. A case that was reopened counts as open from its report to
its last closing, for what was reopened had not been settled. Tier, unit, send-backs, extensions
and reworks are those of today: the row keeps how often, not when.
"""

from __future__ import annotations

from collections.abc import Mapping

from jiceng.kernel.figures import FigureKind
from jiceng.kernel.words import N_


def _count(id: str, name: str, definition: str, of: str, *, is_stock: bool = False) -> FigureKind:
    return FigureKind(id, name, definition, N_("件"), "count", of, of, is_stock)


def _share(id: str, name: str, definition: str, numerator: str, denominator: str,
           **rest: bool) -> FigureKind:  # fmt: skip
    return FigureKind(id, name, definition, "%", "share", numerator, denominator, **rest)


DECLARED = (
    _count(
        "cases_reported",
        N_("上报数"),
        N_("期内上报的案件。"),
        "reported",
    ),
    _count(
        "cases_open",
        N_("期内未结数"),
        N_("期内上报、截至统计时间仍未结案的案件。"),
        "open",
    ),
    _count(
        "cases_closed",
        N_("结案数"),
        N_("期内结案、此后没有重新办理的案件。"),
        "closed",
    ),
    _share(
        "grid_settled_rate",
        N_("网格办结率"),
        N_("小事不出网格：期内结案的案件中，由网格办结的比例。只计划分了网格的区域。"),
        "grid_settled",
        "closed_in_grids",
    ),
    _share(
        "community_settled_rate",
        N_("社区办结率"),
        N_("大事不出社区：期内结案的案件中，由网格或社区办结的比例。只计划分了网格的区域。"),
        "community_settled",
        "closed_in_grids",
    ),
    _count(
        "cases_closed_elsewhere",
        N_("未设网格区域结案数"),
        N_("期内在未划分网格的区域结案的案件，不计入网格、社区办结率。"),
        "closed_elsewhere",
    ),
    _share(
        "escalation_rate",
        N_("上报上级率"),
        N_("期内上报并受理的案件中，由镇或县承办的比例。"),
        "escalated",
        "accepted",
    ),
    _share(
        "on_time_rate",
        N_("按时结案率"),
        N_("承诺期限在期内届满的案件中，期限内结案的比例。"),
        "on_time",
        "due",
    ),
    _count(
        "cases_late",
        N_("超期数"),
        N_("承诺期限在期内届满、未在期限内结案的案件。"),
        "late",
    ),
    _share(
        "rework_rate",
        N_("返工率"),
        N_("期内结案且经过核查的案件中，被要求返工的比例。"),
        "reworked",
        "verified",
    ),
    _share(
        "return_rate",
        N_("退单率"),
        N_("期内上报并派遣的案件中，被退过单的比例。"),
        "returned",
        "dispatched",
    ),
    _share(
        "extension_rate",
        N_("延期率"),
        N_("期内上报并派遣的案件中，延期过的比例。"),
        "extended",
        "dispatched",
    ),
    _share(
        "reopened_30d_rate",
        N_("三十日内重新办理率"),
        N_("期内首次结案的案件中，三十日内重新办理的比例。"),
        "reopened_soon",
        "ever_closed",
    ),
    _share(
        "recurrence_rate",
        N_("重复发生率"),
        N_("期内上报、类型和网格明确的案件中，前三十日内同一网格有同类案件首次结案的比例。"),
        "recurred",
        "placed",
    ),
    _share(
        "satisfaction_rate",
        N_("满意率"),
        N_("期内结案并有群众评价的案件中，评价为四分或五分的比例。"),
        "satisfied",
        "rated",
    ),
    _share(
        "rated",
        N_("评价率"),
        N_("期内结案的案件中，群众作出评价的比例。"),
        "rated",
        "closed",
    ),
    _share(
        "true_solve_rate",
        N_("实际解决率"),
        N_("期内结案并被抽中复查、已有结论的案件中，确已解决的比例，附百分之九十五置信区间。"),
        "solved",
        "rechecked",
        is_sampled=True,
    ),
    FigureKind(
        "median_handling_hours",
        N_("办理时长中位数"),
        N_("期内结案的案件，从上报到处置完成的时长的中位数。"),
        N_("小时"),
        "median",
        "timed",
        "timed",
    ),
    _count(
        "backlog",
        N_("在办数"),
        N_("截至统计时间仍未结案的全部案件，不论何时上报。"),
        "open",
        is_stock=True,
    ),
    _count(
        "overdue_open",
        N_("逾期未结数"),
        N_("截至统计时间已过承诺期限、仍未结案的全部案件。"),
        "overdue",
        is_stock=True,
    ),
)

FIGURES: Mapping[str, FigureKind] = {kind.id: kind for kind in DECLARED}


def figure_kind(id: str) -> FigureKind | None:
    """The figure of an id, or None."""
    return FIGURES.get(id)
