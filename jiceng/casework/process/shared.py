"""Roles, papers and ladders that the processes of casework share."""

from __future__ import annotations

from jiceng.kernel.terms import Counting, Ladder, Rung, Term

DESK = frozenset({"dispatcher"})
SYSTEM = frozenset({"system"})
HOLDER = frozenset({"worker", "handler"})
CHECK = frozenset({"verifier"})
APPROVE = frozenset({"approver"})
REASON = frozenset({"reason"})
RESULT = frozenset({"result"})

LIGHTS: Ladder = (
    Rung(80, "yellow", "holder"),
    Rung(100, "red", "leader"),
    Rung(150, "red", "overseer"),
)


def days(n: int) -> Term:
    return Term(n, Counting.WORKING_DAYS)


def hours(n: int) -> Term:
    return Term(n, Counting.WORKING_HOURS)
