"""The kinds of record of outreach that move, for clock, worklist and notices."""

from __future__ import annotations

from collections.abc import Mapping

from jiceng.kernel.records.kinds import Kind
from jiceng.kernel.words import N_
from jiceng.outreach.actions.article_moves import appears
from jiceng.outreach.models import (
    Acknowledgement,
    Activity,
    Article,
    Booking,
    LectureRequest,
    WritingTask,
)
from jiceng.outreach.process import (
    ACKNOWLEDGEMENT,
    ACTIVITY,
    ARTICLE,
    BOOKING,
    LECTURE_REQUEST,
    WRITING_TASK,
)

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
    "lecture_request": Kind(
        LectureRequest,
        LECTURE_REQUEST,
        url="/desk/lecture-requests/{number}/",
        tab=N_("宣讲需求"),
        empty=(N_("没有待安排的宣讲需求"), N_("社区（村）提出的宣讲需求会出现在这里。")),
    ),
    "article": Kind(
        Article,
        ARTICLE,
        acts_on=appears,
        url="/desk/articles/{number}/",
        tab=N_("文稿"),
        empty=(N_("没有待办的文稿"), N_("待修改、待审核、待发布的文稿会出现在这里。")),
    ),
    "acknowledgement": Kind(
        Acknowledgement,
        ACKNOWLEDGEMENT,
        url="/desk/acknowledgements/{number}/",
        tab=N_("回执"),
        empty=(N_("没有待回执的通知"), N_("要求您的单位回执的通知会出现在这里。")),
    ),
    "writing_task": Kind(
        WritingTask,
        WRITING_TASK,
        url="/desk/publicity/tasks/{number}/",
        tab=N_("写作任务"),
        empty=(N_("没有待交稿的写作任务"), N_("布置给您单位的写作任务会出现在这里。")),
    ),
}
