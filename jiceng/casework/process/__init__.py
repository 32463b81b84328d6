"""Every process of casework, as data. `case.py` is the one to read first."""

from jiceng.casework.process.around import CALL_UP, RECHECK
from jiceng.casework.process.case import CASE
from jiceng.casework.process.problems import PROBLEM
from jiceng.casework.process.supervision import SUPERVISION_ITEM, SUPERVISION_TASK, URGING

PROCESSES = (CASE, CALL_UP, RECHECK, SUPERVISION_ITEM, SUPERVISION_TASK, URGING, PROBLEM)

__all__ = [
    "CALL_UP",
    "CASE",
    "PROBLEM",
    "PROCESSES",
    "RECHECK",
    "SUPERVISION_ITEM",
    "SUPERVISION_TASK",
    "URGING",
]
