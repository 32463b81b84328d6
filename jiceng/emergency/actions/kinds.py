"""The kinds of record of emergency mode that move, for clock, worklist and notices."""

from __future__ import annotations

from collections.abc import Mapping

from jiceng.emergency.actions.emergencies import at_its_end
from jiceng.emergency.models import Checkpoint, Emergency, Roster
from jiceng.emergency.process import CHECKPOINT, EMERGENCY, ROSTER
from jiceng.kernel.records.kinds import Kind
from jiceng.kernel.words import N_

KINDS: Mapping[str, Kind] = {
    "emergency": Kind(
        Emergency,
        EMERGENCY,
        acts_on=at_its_end,
        url="/desk/emergencies/{number}/",
        tab=N_("应急响应"),
        empty=(N_("没有待办的应急响应"), N_("待批准、待结束的应急响应会出现在这里。")),
    ),
    "checkpoint": Kind(Checkpoint, CHECKPOINT, url="/desk/checkpoints/{number}/"),
    "roster": Kind(
        Roster,
        ROSTER,
        url="/desk/rosters/{number}/",
        tab=N_("值班表"),
        empty=(N_("没有待办的值班表"), N_("编排中、待公布的值班表会出现在这里。")),
    ),
}
