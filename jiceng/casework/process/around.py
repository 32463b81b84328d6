"""What may hang on a case: departments called to the scene, and the re-check after closing."""

from __future__ import annotations

from typing import Any

from jiceng.casework.process.shared import CHECK, DESK, LIGHTS, REASON, days
from jiceng.kernel.process import Move, Process, State
from jiceng.kernel.refusal import Reason
from jiceng.kernel.terms import Counting, Term
from jiceng.kernel.words import N_


def units_still_absent(call: Any) -> Reason | None:
    """A join is a guard: every unit called has arrived, or its absence is explained."""
    return Reason("units_absent", {"units": call.absent}) if call.absent else None


CALL_UP = Process(
    name="call_up",
    label=N_("吹哨报到"),
    start="called",
    states=(
        State("called", N_("已吹哨"), Term(30, Counting.MINUTES), LIGHTS, "handler", by_hand=True),
        State("attending", N_("已报到"), days(5), LIGHTS, "dispatcher"),
        State("settled", N_("已办结"), final=True),
        State("withdrawn", N_("已撤回"), final=True),
    ),
    moves=(
        Move("arrive", N_("报到"), ("called", "attending"), "attending", frozenset({"handler"})),
        Move(
            "settle",
            N_("办结"),
            ("attending",),
            "settled",
            DESK,
            frozenset({"outcome"}),
            (units_still_absent,),
        ),
        Move("withdraw", N_("撤回"), ("called",), "withdrawn", DESK, REASON),
    ),
)

RECHECK = Process(
    name="recheck",
    label=N_("回头看复查"),
    start="drawn",
    states=(
        State("drawn", N_("待复查"), days(10), LIGHTS, "verifier"),
        State("solved", N_("确已解决"), final=True),
        State("unsolved", N_("并未解决"), final=True),
        State("unreachable", N_("无法核实"), final=True),
    ),
    moves=(
        Move("confirm", N_("确已解决"), ("drawn",), "solved", CHECK),
        Move("deny", N_("并未解决"), ("drawn",), "unsolved", CHECK, REASON),
        Move("miss", N_("无法核实"), ("drawn",), "unreachable", CHECK, REASON),
    ),
)
