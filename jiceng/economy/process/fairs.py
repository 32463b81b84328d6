"""How a fair is planned, held and settled (facts.md §7.1).

Nothing is sold without valid papers; after settlement no figure of it changes.
"""

from __future__ import annotations

from typing import Any

from jiceng.kernel.process import Move, Process, State
from jiceng.kernel.refusal import Reason
from jiceng.kernel.terms import Counting, Ladder, Rung, Term
from jiceng.kernel.words import N_

DESK = frozenset({"dispatcher"})
REASON = frozenset({"reason"})
LIGHTS: Ladder = (Rung(80, "yellow", "holder"), Rung(100, "red", "leader"))


def days(n: int) -> Term:
    return Term(n, Counting.WORKING_DAYS)


def without_stalls(fair: Any) -> Reason | None:
    """Nobody is invited to a fair without a producer."""
    return None if fair.taken_stalls else Reason("fair_without_stalls")


def papers_unfit(fair: Any) -> Reason | None:
    """Each thing on offer has papers that are valid on the fair's last day."""
    return Reason("fair_papers_unfit", {"produce": "、".join(fair.unfit)}) if fair.unfit else None


def too_late(fair: Any) -> Reason | None:
    return Reason("fair_is_over") if fair.is_over else None


def too_soon(fair: Any) -> Reason | None:
    return Reason("fair_opens_later", {"days": fair.days_ahead}) if fair.days_ahead > 0 else None


FAIR = Process(
    name="fair",
    label=N_("爱心扶贫集市"),
    start="planned",
    states=(
        State("planned", N_("筹备中"), days(10), LIGHTS, "dispatcher"),
        State("published", N_("已公布"), None, LIGHTS, "dispatcher", by_hand=True),
        State("open", N_("正在举办"), None, LIGHTS, "dispatcher", by_hand=True),
        State("closed", N_("待结算"), days(5), LIGHTS, "dispatcher"),
        State("settled", N_("已结算"), final=True),
        State("cancelled", N_("已取消"), final=True),
    ),
    moves=(
        Move("publish", N_("公布"), ("planned",), "published", DESK,
             guards=(without_stalls, papers_unfit, too_late)),
        Move("open", N_("开市"), ("published",), "open", DESK,
             guards=(too_soon, too_late, papers_unfit)),
        Move("close", N_("收市"), ("open",), "closed", DESK),
        Move("settle", N_("结算"), ("closed",), "settled", DESK),
        Move("cancel", N_("取消"), ("planned", "published"), "cancelled", DESK, REASON),
    ),
)  # fmt: skip
