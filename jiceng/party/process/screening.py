"""What the organisation department makes of one screened file (facts.md §5.4 排查).

The rules only say what they found; every step is somebody's (`rules.checker`).
"""

from __future__ import annotations

from jiceng.kernel.process import Move, Process, State
from jiceng.kernel.terms import Ladder, Rung
from jiceng.kernel.words import N_
from jiceng.party.process.shared import DEPARTMENT, REASON, calendar_days

OWN_LIGHTS: Ladder = (
    Rung(80, "yellow", "organisation_department"),
    Rung(100, "red", "organisation_department"),
)
"""Nobody else is told: screenings are the organisation department's alone."""
CLASSES = {
    "qualified_procedural": N_("符合条件、违反程序"),
    "unqualified": N_("不符合条件"),
    "false": N_("弄虚作假"),
}
"""The groups of the rules: broke the procedure, or admitted the unqualified, or falsified."""
DISPOSALS = {
    "made_up": N_("补办手续"),
    "educated": N_("批评教育"),
    "cancelled": N_("取消预备党员资格"),
    "not_recognised": N_("不予承认党员身份"),
}


SCREENING_CASE = Process(
    name="screening_case",
    label=N_("发展党员排查"),
    start="screened",
    states=(
        State("screened", N_("已检查"), resting=True),
        State("suspected", N_("疑似，待核实"), calendar_days(30), OWN_LIGHTS,
              "organisation_department"),
        State("verified", N_("已认定，待分类"), calendar_days(30), OWN_LIGHTS,
              "organisation_department"),
        State("classified", N_("已分类，待处理"), calendar_days(60), OWN_LIGHTS,
              "organisation_department"),
        State("disposed", N_("已处理，待归档"), calendar_days(30), OWN_LIGHTS,
              "organisation_department"),
        State("filed", N_("已归档"), final=True),
        State("cleared", N_("核实无问题"), final=True),
    ),
    moves=(
        Move("suspect", N_("列为疑似"), ("screened",), "suspected", DEPARTMENT, REASON),
        Move("clear", N_("核实无问题"), ("screened", "suspected"), "cleared", DEPARTMENT, REASON),
        Move("verify", N_("认定"), ("suspected",), "verified", DEPARTMENT,
             frozenset({"grounds"})),
        Move("classify", N_("分类"), ("verified",), "classified", DEPARTMENT,
             frozenset({"classification"})),
        Move("dispose", N_("登记处理结果"), ("classified",), "disposed", DEPARTMENT,
             frozenset({"disposal", "decision_number"})),
        Move("file", N_("归档"), ("disposed",), "filed", DEPARTMENT,
             frozenset({"archive_number"})),
    ),
)  # fmt: skip
