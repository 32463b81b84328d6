"""The kinds of record of economy that move, for clock, worklist and notices."""

from __future__ import annotations

from collections.abc import Mapping

from jiceng.economy.models import Relief
from jiceng.economy.process import RELIEF
from jiceng.kernel.records.kinds import Kind
from jiceng.kernel.words import N_

KINDS: Mapping[str, Kind] = {
    "relief": Kind(
        Relief,
        RELIEF,
        url="/desk/reliefs/{number}/",
        tab=N_("惠企申请"),
        empty=(N_("没有待办的惠企申请"), N_("待核查、待审批和待兑付的申请会出现在这里。")),
    ),
}
