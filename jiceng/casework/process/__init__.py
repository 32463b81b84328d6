"""Every process of casework, as data. `case.py` is the one to read first."""

from jiceng.casework.process.around import CALL_UP, RECHECK
from jiceng.casework.process.case import CASE
from jiceng.casework.process.problems import PROBLEM
from jiceng.casework.process.programmes import PROJECT, REPORT_DEMAND
from jiceng.casework.process.supervision import SUPERVISION_ITEM, SUPERVISION_TASK, URGING

PROCESSES = (
    CASE,
    CALL_UP,
    RECHECK,
    SUPERVISION_ITEM,
    SUPERVISION_TASK,
    URGING,
    PROBLEM,
    PROJECT,
    REPORT_DEMAND,
)

__all__ = [
    "CALL_UP",
    "CASE",
    "PROBLEM",
    "PROCESSES",
    "PROJECT",
    "RECHECK",
    "REPORT_DEMAND",
    "SUPERVISION_ITEM",
    "SUPERVISION_TASK",
    "URGING",
]
