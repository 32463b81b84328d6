"""How notices from door to door are worded."""

from __future__ import annotations

from collections.abc import Mapping

from jiceng.kernel.words import N_

SENTENCES: Mapping[str, str] = {
    "speech_too_long": N_("“%(line)s…”太长，广播每句不超过 %(most)s 个字，请另起一行。"),
    "households_out_of_range": N_("户数须在 1 到 %(most)s 之间。"),
    "reached_too_many": N_("这里共 %(households)s 户，通知到的户数不能比它多。"),
    "reached_beyond_record": N_(
        "本网格登记 %(households)s 户，合计已报 %(reached)s 户，请核对各楼栋的户数。"
    ),
    "notice_outside": N_("通知的范围须在应急响应的区域之内。"),
    "notice_not_open": N_("通知没有发出或者已经撤回，不能再报送达户数。"),
    "notice_not_draft": N_("通知已经发出，请改正文字或者撤回后另写。"),
    "notice_withdrawn": N_("通知已经撤回。"),
    "notice_without_grids": N_("这个范围内没有网格或村，通知发不出去。"),
    "no_grids_short": N_("没有低于 %(percent)s%% 的网格，不需要第二轮。"),
    "emergency_not_active": N_("应急响应没有启动或者已经结束，不能再发通知。"),
    "bad_percent": N_("请填写 1 到 100 之间的百分比。"),
}
ACTS: Mapping[str, str] = {
    "notice_written": N_("拟写入户通知"),
    "notice_corrected": N_("改正通知文字"),
    "notice_issued": N_("发出入户通知"),
    "notice_again": N_("开始下一轮入户"),
    "notice_withdrawn": N_("撤回入户通知"),
}
SUBJECTS: Mapping[str, str] = {"grid_notice": N_("入户通知")}
