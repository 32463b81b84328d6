"""The kinds of Party record that move, for clock, worklist and notices."""

from __future__ import annotations

from collections.abc import Mapping

from jiceng.kernel.records.kinds import Kind
from jiceng.kernel.words import N_
from jiceng.party.models import Correction, Meeting, Resolution, Transfer
from jiceng.party.process import CORRECTION, MEETING, RESOLUTION, TRANSFER

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
}
