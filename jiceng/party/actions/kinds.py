"""The kinds of Party record that move, for clock, worklist and notices."""

from __future__ import annotations

from collections.abc import Mapping

from jiceng.kernel.records.kinds import Kind
from jiceng.kernel.words import N_
from jiceng.party.actions.co_building_kinds import CO_BUILDING
from jiceng.party.models import (
    Correction,
    Development,
    Hardship,
    Meeting,
    Remittance,
    Resolution,
    ScreenedFile,
    Transfer,
    WeakBranch,
)
from jiceng.party.process import (
    CORRECTION,
    HARDSHIP,
    MEETING,
    MEMBER_DEVELOPMENT,
    REMITTANCE,
    RESOLUTION,
    SCREENING_CASE,
    TRANSFER,
    WEAK_BRANCH,
)

KINDS: Mapping[str, Kind] = {
    "transfer": Kind(
        Transfer,
        TRANSFER,
        url="/desk/party/transfers/{number}/",
        tab=N_("组织关系"),
        empty=(N_("没有待办的组织关系转接"), N_("待转出和待接收的组织关系会出现在这里。")),
    ),
    "correction": Kind(
        Correction,
        CORRECTION,
        url="/desk/party/corrections/{number}/",
        tab=N_("更正申请"),
        empty=(N_("没有待答复的更正申请"), N_("党员对本人记录提出的更正申请会出现在这里。")),
    ),
    "screened_file": Kind(
        ScreenedFile,
        SCREENING_CASE,
        url="/desk/party/checker/files/{number}/",
        tab=N_("发展党员排查"),
        empty=(N_("没有待核实的排查对象"), N_("列为疑似、待认定和待处理的档案会出现在这里。")),
    ),
    "member_development": Kind(
        Development,
        MEMBER_DEVELOPMENT,
        url="/desk/party/developments/{number}/",
        tab=N_("发展党员"),
        empty=(
            N_("没有待办的发展党员事项"),
            N_("谈话、考察、开会和审批的期限临近时按先后排在这里。"),
        ),
    ),
    **CO_BUILDING,
    "remittance": Kind(
        Remittance,
        REMITTANCE,
        url="/desk/party/dues/remittances/{number}/",
        tab=N_("党费上缴"),
        empty=(N_("没有待确认的党费上缴"), N_("下级上缴、等待确认收款的党费会出现在这里。")),
    ),
    "hardship": Kind(
        Hardship,
        HARDSHIP,
        url="/desk/party/dues/hardships/{number}/",
        tab=N_("党费减免"),
        empty=(N_("没有待审批的党费减免"), N_("党支部讨论后报来的减免会出现在这里。")),
    ),
    "meeting": Kind(
        Meeting,
        MEETING,
        url="/desk/party/meetings/{number}/",
        tab=N_("组织生活"),
        empty=(N_("没有待开和待归档的会议"), N_("已安排的会议和待整理的会议记录会出现在这里。")),
    ),
    "resolution": Kind(
        Resolution,
        RESOLUTION,
        url="/desk/party/resolutions/{number}/",
        tab=N_("决议落实"),
        empty=(N_("没有待落实的决议"), N_("转为任务的会议决议会出现在这里。")),
    ),
    "weak_branch": Kind(
        WeakBranch,
        WEAK_BRANCH,
        url="/desk/party/weak-branches/{number}/",
        tab=N_("软弱涣散整顿"),
        empty=(N_("没有待办的整顿事项"), N_("待确定、待备案和待验收的整顿党组织会出现在这里。")),
    ),
}
