"""How a meeting of organisational life, and a resolution of it, live (facts.md §5.2)."""

from __future__ import annotations

from jiceng.kernel.process import Move, Process, State
from jiceng.kernel.words import N_
from jiceng.party.process.shared import ABOVE, BRANCH, LIGHTS, REASON, days

KEEPERS = BRANCH | ABOVE
"""The action asks besides that it is the organisation's own keeper."""
WRITE_UP = days(10)
"""Within so many working days after a meeting its minutes are on file. [P]"""

MEETING = Process(
    name="meeting",
    label=N_("组织生活会议"),
    start="planned",
    states=(
        State("planned", N_("待召开"), None, LIGHTS, "branch_secretary", by_hand=True),
        State("held", N_("待整理记录"), WRITE_UP, LIGHTS, "branch_secretary"),
        State("recorded", N_("已归档"), final=True),
        State("cancelled", N_("已取消"), final=True),
    ),
    moves=(
        Move("hold", N_("登记召开"), ("planned",), "held", KEEPERS, frozenset({"attendance"})),
        Move("record", N_("归档会议记录"), ("held",), "recorded", KEEPERS, frozenset({"minutes"})),
        Move("cancel", N_("取消会议"), ("planned",), "cancelled", KEEPERS, REASON),
    ),
)
"""Planned for a day, held with a quorum, recorded with its minutes."""

RESOLUTION = Process(
    name="resolution",
    label=N_("决议落实"),
    start="noted",
    states=(
        State("noted", N_("已形成决议"), resting=True),
        State("assigned", N_("落实中"), None, LIGHTS, "branch_secretary", by_hand=True),
        State("handed_over", N_("已转办"), final=True),
        State("completed", N_("已落实"), final=True),
        State("ended", N_("不再办理"), final=True),
    ),
    moves=(
        Move("assign", N_("转为任务"), ("noted",), "assigned", KEEPERS),
        Move(
            "complete", N_("落实完成"), ("assigned",), "completed", KEEPERS, frozenset({"result"})
        ),
        Move("hand_over", N_("转办"), ("noted", "assigned"), "handed_over", KEEPERS),
        Move("end", N_("不再办理"), ("noted", "assigned"), "ended", KEEPERS, REASON),
    ),
)
"""What was decided becomes a task of the branch with a day, or a matter of the county's."""
