"""How a roster is made and made known."""

from __future__ import annotations

from typing import Any

from jiceng.emergency.process.checkpoints import KEEPERS
from jiceng.kernel.process import Move, Process, State
from jiceng.kernel.refusal import Reason
from jiceng.kernel.terms import Counting, Ladder, Rung, Term
from jiceng.kernel.words import N_

LIGHTS: Ladder = (Rung(80, "yellow", "holder"), Rung(100, "red", "leader"))


def not_filled(roster: Any) -> Reason | None:
    """Nothing empty is made known."""
    return None if roster.filled_at else Reason("roster_not_filled")


ROSTER = Process(
    name="roster",
    label=N_("值班表"),
    start="draft",
    states=(
        State("draft", N_("编排中"), Term(2, Counting.CALENDAR_DAYS), LIGHTS, "emergency_officer"),
        State("published", N_("已公布"), resting=True),
        State("closed", N_("已归档"), final=True),
        State("dropped", N_("已作废"), final=True),
    ),
    moves=(
        Move("publish", N_("公布"), ("draft",), "published", KEEPERS, guards=(not_filled,)),
        Move("close", N_("归档"), ("published",), "closed", KEEPERS | {"system"}),
        Move("drop", N_("作废"), ("draft",), "dropped", KEEPERS, frozenset({"reason"})),
    ),
)  # fmt: skip
