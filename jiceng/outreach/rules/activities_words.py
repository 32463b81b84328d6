"""How activities and bookings are worded."""

from __future__ import annotations

from collections.abc import Mapping

from jiceng.kernel.words import N_

SENTENCES: Mapping[str, str] = {
    "activity_not_begun": N_("活动还没有开始，开始以后才能登记到场情况。"),
    "activity_has_begun": N_("活动已经开始，不能再发布或确认预约。"),
}
PAPERS: Mapping[str, str] = {
    "turnout": N_("到场人数"),
    "headcount": N_("人数"),
}
ROLES: Mapping[str, str] = {
    "organiser": N_("活动组织人员"),
}
SUBJECTS: Mapping[str, str] = {
    "activity": N_("活动"),
    "booking": N_("预约"),
}
