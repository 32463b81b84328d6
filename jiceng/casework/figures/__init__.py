"""Figures of casework: each is two sets of cases, counted (S11, decisions.md 35, 37, 38)."""

from jiceng.casework.actions.day_counts import recount
from jiceng.casework.figures.counting import Window, records
from jiceng.casework.figures.days import compute, refresh
from jiceng.casework.figures.declared import FIGURES, figure_kind
from jiceng.casework.figures.groups import GROUPINGS, Grouping, group_name
from jiceng.casework.figures.reach import reach_for

__all__ = [
    "FIGURES",
    "GROUPINGS",
    "Grouping",
    "Window",
    "compute",
    "figure_kind",
    "group_name",
    "reach_for",
    "records",
    "recount",
    "refresh",
]
