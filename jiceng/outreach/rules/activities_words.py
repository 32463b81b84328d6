"""How activities and bookings are worded."""

from __future__ import annotations

from collections.abc import Mapping

from jiceng.kernel.words import N_

SENTENCES: Mapping[str, str] = {
    "not_activity_keeper": N_(
        "活动由举办单位或举办地的组织人员办理，您的岗位或管辖范围不包括这里。"
    ),
    "unknown_activity_kind": N_("没有“%(value)s”这种活动，请从列出的类别中选择。"),
    "unknown_venue": N_("没有编号为“%(value)s”的场所，或已停用，请重新选择。"),
    "activity_place_missing": N_("请选择场所，或者写明在哪里举办。"),
    "activity_times_reversed": N_("结束时间不晚于开始时间，请核对。"),
    "activity_too_long": N_("一场活动最多连续 %(most)s 天，请分场登记。"),
    "activity_long_past": N_("活动结束已超过 %(most)s 天，不能再补录。"),
    "activity_fixed": N_("活动%(state)s，不能再修改安排。"),
    "activity_not_begun": N_("活动还没有开始，开始以后才能登记到场情况。"),
    "activity_has_begun": N_("活动已经开始，不能再发布或确认预约。"),
    "resource_taken": N_(
        "%(name)s在 %(starts_at)s 至 %(ends_at)s 已用于“%(title)s”（%(number)s），请另选时间。"
    ),
    "capacity_above_venue": N_("场所最多容纳 %(holds)s 人，可预约人数不能超过。"),
    "capacity_below_taken": N_("已有 %(taken)s 人预约，可预约人数不能更少。"),
    "booking_closed": N_("这场活动现在不接受预约。"),
    "booking_full": N_("名额只剩 %(left)s 个，不够 %(headcount)s 人，请减少人数或另选一场。"),
    "booking_needs_phone": N_("请留一个电话号码，时间有变时通知您。"),
    "booking_came_above": N_(
        "这份预约是 %(headcount)s 人，到场人数不能更多；临时到的人计入总人数。"
    ),
    "nobody_came_why": N_("到场人数为 0，请在备注中写明原因。"),
    "not_venue_keeper": N_(
        "场所由所在地的组织人员或使用它的单位登记，您的岗位或管辖范围不包括这里。"
    ),
    "venue_closed": N_("这个场所已停用。"),
    "venue_needed": N_("“%(title)s”（%(number)s）还要在这里举办，请先改到别处再停用。"),
    "attendance_missing": N_("这场活动还没有登记到场人数。"),
}
PAPERS: Mapping[str, str] = {
    "turnout": N_("到场人数"),
    "headcount": N_("人数"),
}
ROLES: Mapping[str, str] = {
    "organiser": N_("活动组织人员"),
}
ACTS: Mapping[str, str] = {
    "activity_planned": N_("登记活动"),
    "activity_changed": N_("修改安排"),
    "attendance_corrected": N_("更正到场人数"),
    "booked": N_("预约"),
    "booking_contact_shown": N_("查看预约联系方式"),
    "booking_contact_erased": N_("删除预约联系方式"),
    "venue_registered": N_("登记场所"),
    "venue_changed": N_("修改场所"),
    "venue_shut": N_("停用场所"),
}
SUBJECTS: Mapping[str, str] = {
    "activity": N_("活动"),
    "booking": N_("预约"),
    "venue": N_("场所"),
}
