"""How a meeting of organisational life, and a resolution of it, live (facts.md §5.2)."""

from __future__ import annotations

from typing import Any

from jiceng.kernel.process import Move, Process, State
from jiceng.kernel.refusal import Reason
from jiceng.kernel.words import N_
from jiceng.party.process.shared import ABOVE, BRANCH, LIGHTS, REASON, days

KEEPERS = BRANCH | ABOVE
"""The action asks besides that it is the organisation's own keeper."""
WRITE_UP = days(10)
"""Within so many working days after a meeting its minutes are on file. [P]"""


def followed_up(meeting: Any) -> Reason | None:
    """What was carried out or handed over rests on the meeting; it is settled there first."""
    found = meeting.followed_up
    return Reason("resolutions_followed_up", {"numbers": found}) if found else None


def year_closed(meeting: Any) -> Reason | None:
    """A year's life is reckoned to the end of the January after it, and stands from then on."""
    year = meeting.closed_year
    return Reason("life_year_closed", {"year": year}) if year else None


MEETING = Process(
    name="meeting",
    label=N_("组织生活会议"),
    start="planned",
    states=(
        State("planned", N_("待召开"), None, LIGHTS, "branch_secretary", by_hand=True),
        State("held", N_("待整理记录"), WRITE_UP, LIGHTS, "branch_secretary"),
        State("recorded", N_("已归档"), resting=True),
        State("cancelled", N_("已取消"), final=True),
        State("taken_back", N_("已撤回"), final=True),
    ),
    moves=(
        Move("hold", N_("登记召开"), ("planned",), "held", KEEPERS, frozenset({"attendance"})),
        Move("record", N_("归档会议记录"), ("held",), "recorded", KEEPERS, frozenset({"minutes"})),
        Move("cancel", N_("取消会议"), ("planned",), "cancelled", KEEPERS, REASON),
        Move("take_back", N_("撤回登记"), ("held", "recorded"), "taken_back", KEEPERS, REASON,
             (followed_up, year_closed)),
    ),
)  # fmt: skip
"""Planned for a day, held with a quorum, recorded with its minutes; recorded by mistake it is
taken back."""

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
