"""The kinds of Party record that move, for clock, worklist and notices."""

from __future__ import annotations

from collections.abc import Mapping

from jiceng.kernel.records.kinds import Kind
from jiceng.kernel.words import N_
from jiceng.party.models import Correction, Transfer, WeakBranch
from jiceng.party.process import CORRECTION, TRANSFER, WEAK_BRANCH

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
    "weak_branch": Kind(
        WeakBranch,
        WEAK_BRANCH,
        url="/desk/party/weak-branches/{number}/",
        tab=N_("软弱涣散整顿"),
        empty=(N_("没有待办的整顿事项"), N_("待确定、待备案和待验收的整顿党组织会出现在这里。")),
    ),
}
