"""The kinds of record of outreach that move, for clock, worklist and notices."""

from __future__ import annotations

from collections.abc import Mapping

from jiceng.kernel.records.kinds import Kind
from jiceng.kernel.words import N_
from jiceng.outreach.models import Activity, Booking
from jiceng.outreach.process import ACTIVITY, BOOKING

KINDS: Mapping[str, Kind] = {
    "activity": Kind(
        Activity,
        ACTIVITY,
        url="/desk/activities/{number}/",
        tab=N_("活动"),
        empty=(N_("没有待办的活动"), N_("待发布、待登记到场人数的活动会出现在这里。")),
    ),
    "booking": Kind(
        Booking,
        BOOKING,
        url="/desk/bookings/{number}/",
        tab=N_("预约"),
        empty=(N_("没有待办的预约"), N_("待确认的预约会出现在这里。")),
    ),
}
