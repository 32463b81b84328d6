"""The kinds of record of services that move, for clock, worklist and notices."""

from __future__ import annotations

from collections.abc import Mapping

from jiceng.kernel.records.kinds import Kind
from jiceng.kernel.words import N_
from jiceng.services.actions.applications import archive_due
from jiceng.services.models import Allotment, Application, SkillNeed
from jiceng.services.process import ALLOTMENT, APPLICATION, SKILL_NEED

KINDS: Mapping[str, Kind] = {
    "allotment": Kind(
        Allotment,
        ALLOTMENT,
        url="/desk/allotments/{number}/",
        tab=N_("下沉资金物资"),
        empty=(N_("没有待办的下沉资金物资"), N_("待签收、使用中和退回途中的会出现在这里。")),
    ),
    "skill_need": Kind(
        SkillNeed,
        SKILL_NEED,
        url="/desk/talent/{number}/",
        tab=N_("用才需求"),
        empty=(N_("没有待办的用才需求"), N_("征集、洽谈和待回访的需求会出现在这里。")),
    ),
    "application": Kind(
        Application,
        APPLICATION,
        window=archive_due,
        url="/desk/applications/{number}/",
        tab=N_("服务申请"),
        empty=(N_("没有待办的服务申请"), N_("待受理、待审查和待决定的申请会出现在这里。")),
    ),
}
