"""How a community asks for a lecture and somebody finds a speaker and a venue (facts.md §9)."""

from __future__ import annotations

from jiceng.kernel.process import Move, Process, State
from jiceng.kernel.words import N_
from jiceng.outreach.process.activities import LIGHTS, ORGANISER, REASON, days

LECTURE_REQUEST = Process(
    name="lecture_request",
    label=N_("宣讲需求"),
    start="asked",
    states=(
        State("asked", N_("待安排"), days(5), LIGHTS, "organiser"),
        State("arranged", N_("已安排"), final=True),
        State("refused", N_("未能安排"), final=True),
        State("withdrawn", N_("已撤回"), final=True),
    ),
    moves=(
        Move("arrange", N_("安排宣讲"), ("asked",), "arranged", ORGANISER, frozenset({"lecture"})),
        Move("refuse", N_("不能安排"), ("asked",), "refused", ORGANISER, REASON),
        Move("withdraw", N_("撤回"), ("asked",), "withdrawn", ORGANISER),
    ),
)
