"""The kinds of performance that move, for clock, worklist and notices."""

from __future__ import annotations

from collections.abc import Mapping

from jiceng.kernel.records.kinds import Kind
from jiceng.kernel.words import N_
from jiceng.performance.models import Assessment, AssessmentObjection
from jiceng.performance.process import ASSESSMENT, ASSESSMENT_OBJECTION

KINDS: Mapping[str, Kind] = {
    "assessment": Kind(
        Assessment,
        ASSESSMENT,
        url="/desk/assessments/{number}/",
        tab=N_("目标考核"),
        empty=(N_("没有待办的考核"), N_("待启动、待定分和待公布的考核会出现在这里。")),
    ),
    "assessment_objection": Kind(
        AssessmentObjection,
        ASSESSMENT_OBJECTION,
        url="/desk/assessments/objections/{number}/",
        tab=N_("考核异议"),
        empty=(N_("没有待答复的考核异议"), N_("单位在公示期内提出的异议会出现在这里。")),
    ),
}
