"""Figures that only the history of moves can tell, beside those of casework."""

from __future__ import annotations

from jiceng.casework.figures.declared import DECLARED
from jiceng.kernel.figures import FigureKind
from jiceng.kernel.words import N_

OF_MOVES = (
    FigureKind(
        "case_moves",
        N_("流转步数"),
        N_("期内上报的案件，截至统计时间日志中记下的全部步骤。"),
        N_("步"),
        "count",
        "moves",
        "moves",
    ),
    FigureKind(
        "redispatched_rate",
        N_("改派率"),
        N_("期内上报并派遣的案件中，派遣过两次以上的比例。"),
        "%",
        "share",
        "redispatched",
        "sent",
    ),
    FigureKind(
        "median_signing_hours",
        N_("签收时长中位数"),
        N_("期内上报的案件，从首次派遣到首次签收的时长的中位数。"),
        N_("小时"),
        "median",
        "signed",
        "signed",
    ),
)

EVERY = (*DECLARED, *OF_MOVES)
MEDIANS = {"timed": "handling_seconds", "signed": "waited"}
"""Predicate of a median -> the column of seconds it is taken of."""
