"""The kinds of record of co-building that move, for clock, worklist and notices."""

from __future__ import annotations

from collections.abc import Mapping

from jiceng.kernel.records.kinds import Kind
from jiceng.kernel.words import N_
from jiceng.party.models import JointProject, MemberRegistration, UnitRegistration, Wish
from jiceng.party.process import (
    JOINT_PROJECT,
    MEMBER_REGISTRATION,
    UNIT_REGISTRATION,
    WISH,
)

CO_BUILDING: Mapping[str, Kind] = {
    "unit_registration": Kind(
        UnitRegistration,
        UNIT_REGISTRATION,
        url="/desk/co-building/registrations/{number}/",
        tab=N_("单位报到"),
        empty=(N_("没有待确认的单位报到"), N_("单位到本社区报到后会出现在这里。")),
    ),
    "member_registration": Kind(
        MemberRegistration,
        MEMBER_REGISTRATION,
        url="/desk/co-building/members/{number}/",
        tab=N_("党员报到"),
        empty=(N_("没有待确认的党员报到"), N_("在职党员到本社区报到后会出现在这里。")),
    ),
    "joint_project": Kind(
        JointProject,
        JOINT_PROJECT,
        url="/desk/co-building/projects/{number}/",
        tab=N_("共建项目"),
        empty=(N_("没有待办的共建项目"), N_("待回应、待完成和待确认的共建项目会出现在这里。")),
    ),
    "wish": Kind(
        Wish,
        WISH,
        url="/desk/co-building/wishes/{number}/",
        tab=N_("微心愿"),
        empty=(N_("没有待办的微心愿"), N_("待认领、待完成和待确认的微心愿会出现在这里。")),
    ),
}
