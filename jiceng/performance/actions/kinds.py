"""The kinds of record of performance that move, for clock, worklist and notices."""

from __future__ import annotations

from collections.abc import Mapping

from jiceng.kernel.records.kinds import Kind
from jiceng.kernel.words import N_
from jiceng.performance.actions.stars import expire_due
from jiceng.performance.actions.surveys import closes
from jiceng.performance.models import (
    Appraisal,
    Assessment,
    AssessmentObjection,
    Inspection,
    InspectionPlan,
    StarRating,
    Survey,
)
from jiceng.performance.process import (
    APPRAISAL,
    ASSESSMENT,
    ASSESSMENT_OBJECTION,
    INSPECTION,
    INSPECTION_PLAN,
    STAR_RATING,
    SURVEY,
)

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
    "star_rating": Kind(
        StarRating,
        STAR_RATING,
        window=expire_due,
        url="/desk/stars/{number}/",
        tab=N_("党支部评星"),
        empty=(N_("没有待办的评星事项"), N_("待自评、待核评和待审定的党支部会出现在这里。")),
    ),
    "appraisal": Kind(
        Appraisal,
        APPRAISAL,
        url="/desk/appraisals/{number}/",
        tab=N_("述职评议"),
        empty=(N_("没有待办的述职评议"), N_("待述职、待考评和待确定等次的会出现在这里。")),
    ),
    "inspection_plan": Kind(
        InspectionPlan,
        INSPECTION_PLAN,
        url="/desk/inspections/plans/{number}/",
        tab=N_("巡查计划"),
        empty=(N_("没有待办的巡查计划"), N_("待公布和执行中的巡查计划会出现在这里。")),
    ),
    "inspection": Kind(
        Inspection,
        INSPECTION,
        url="/desk/inspections/{number}/",
        tab=N_("巡查"),
        empty=(N_("没有待办的巡查"), N_("待巡查、待表示意见和待答复的巡查会出现在这里。")),
    ),
    "survey": Kind(
        Survey,
        SURVEY,
        acts_on=closes,
        url="/desk/surveys/{number}/",
        tab=N_("调查"),
        empty=(N_("没有待办的调查"), N_("起草中、待批准和待公布结果的调查会出现在这里。")),
    ),
}
