"""How funds and goods sent down are received, used, returned and closed (S26, decisions.md 49).

The holder is whoever acts next: the receiver, and the sender once the remainder is on its way back.
"""

from __future__ import annotations

from typing import Any

from jiceng.kernel.process import Move, Process, State
from jiceng.kernel.refusal import Reason
from jiceng.kernel.terms import Counting, Ladder, Rung, Term
from jiceng.kernel.words import N_

CLERK = frozenset({"clerk"})
REASON = frozenset({"reason"})
LIGHTS: Ladder = (Rung(80, "yellow", "holder"), Rung(100, "red", "leader"))
USE_BY: Ladder = (*LIGHTS, Rung(110, "red", "overseer"))
"""Before its use-by day the holder is reminded, after it whoever is above."""
RECEIPT = Term(5, Counting.WORKING_DAYS)


def something_left(allotment: Any) -> Reason | None:
    """What is still there is used or returned first."""
    if not allotment.balance:
        return None
    return Reason("something_left", {"balance": allotment.balance_told})


def nothing_left(allotment: Any) -> Reason | None:
    return None if allotment.in_hand else Reason("no_balance_left")


def use_waits(allotment: Any) -> Reason | None:
    """A use nobody has said yes or no to."""
    return Reason("use_waits") if allotment.held else None


ALLOTMENT = Process(
    name="allotment",
    label=N_("下沉资金物资"),
    start="sent",
    states=(
        State("sent", N_("待签收"), RECEIPT, LIGHTS, "clerk"),
        State("in_use", N_("使用中"), None, USE_BY, "clerk", by_hand=True),
        State("returning", N_("退回途中"), RECEIPT, LIGHTS, "clerk"),
        State("closed", N_("已结清"), final=True),
    ),
    moves=(
        Move("receive", N_("签收"), ("sent",), "in_use", CLERK),
        Move("refuse_receipt", N_("退回不收"), ("sent",), "returning", CLERK, REASON),
        Move("give_back", N_("退回余额"), ("in_use",), "returning", CLERK, REASON,
             (nothing_left, use_waits)),
        Move("close", N_("结清"), ("in_use",), "closed", CLERK, guards=(something_left,)),
        Move("confirm_return", N_("确认收到退回"), ("returning",), "closed", CLERK),
    ),
)  # fmt: skip
