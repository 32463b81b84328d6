"""Every process of casework, as data. `case.py` is the one to read first."""

from jiceng.casework.process.around import CALL_UP, RECHECK
from jiceng.casework.process.case import CASE
from jiceng.casework.process.supervision import PROBLEM, SUPERVISION_TASK

PROCESSES = (CASE, CALL_UP, RECHECK, SUPERVISION_TASK, PROBLEM)

__all__ = ["CALL_UP", "CASE", "PROBLEM", "PROCESSES", "RECHECK", "SUPERVISION_TASK"]
