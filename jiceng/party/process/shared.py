"""What the processes of Party work share: who acts, ladders, terms (facts.md §5)."""

from __future__ import annotations

from jiceng.kernel.terms import Counting, Ladder, Rung, Term

BRANCH = frozenset({"branch_secretary"})
COMMITTEE = frozenset({"party_committee"})
DEPARTMENT = frozenset({"organisation_department"})
ABOVE = COMMITTEE | DEPARTMENT
MEMBER = frozenset({"party_member"})
REASON = frozenset({"reason"})
LIGHTS: Ladder = (Rung(80, "yellow", "holder"), Rung(100, "red", "party_committee"))


def days(n: int) -> Term:
    """Working days."""
    return Term(n, Counting.WORKING_DAYS)


def calendar_days(n: int) -> Term:
    return Term(n, Counting.CALENDAR_DAYS)
