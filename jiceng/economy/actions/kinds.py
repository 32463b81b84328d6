"""The kinds of record of economy that move, for clock, worklist and notices."""

from __future__ import annotations

from collections.abc import Mapping

from jiceng.economy.models import Fair
from jiceng.economy.process import FAIR
from jiceng.kernel.records.kinds import Kind
from jiceng.kernel.words import N_

KINDS: Mapping[str, Kind] = {
    "fair": Kind(
        Fair,
        FAIR,
        url="/desk/fairs/{number}/",
        tab=N_("集市"),
        empty=(N_("没有待办的集市"), N_("待公布、开市、收市和结算的集市会出现在这里。")),
    ),
}
