"""How sites, routes and honours are worded."""

from __future__ import annotations

from collections.abc import Mapping

from jiceng.kernel.words import N_

SENTENCES: Mapping[str, str] = {
    "not_site_keeper": N_("由管理单位或所在区域的活动组织人员办理，您的岗位或管辖范围不包括它。"),
    "site_closed": N_("这个点位已经停止开放，不能再办理。"),
    "site_twice": N_("已经登记过同名的点位，请核对。"),
    "site_day_has_passed": N_("%(day)s 已经过去，不能再调整开放时间。"),
    "route_needs_stops": N_("一条线路至少要有两个点位，请再添加。"),
    "too_many_stops": N_("一条线路最多 %(most)s 个点位。"),
    "stop_twice": N_("相邻的两站是同一个点位，请核对。"),
    "stop_unknown": N_("“%(value)s”不是开放的点位，请从列出的点位中选择。"),
    "stay_out_of_range": N_("每站停留时间须在 1 到 %(most)s 分钟之间。"),
    "route_closed": N_("这条线路已经停止开放，不能再修改。"),
    "guide_twice": N_("这个单位已有同名的讲解员，请换一个公开名称。"),
    "guide_taken": N_("%(guide)s在这个时段已安排讲解，请另选讲解员。"),
    "guide_unknown": N_("没有这位讲解员，或已不再讲解，请从列出的名单中选择。"),
    "count_in_future": N_("%(day)s 还没有到，不能提前登记参观人数。"),
    "count_out_of_range": N_("人数须是 0 到 %(most)s 之间的整数。"),
    "slot_full": N_(
        "这个时段还能预约 %(left)s 人，容不下 %(asked)s 人；可以改约（括号内为余额）：%(free)s。"
    ),
    "slot_full_all": N_(
        "这个时段还能预约 %(left)s 人，近期也没有能容下 %(asked)s 人的时段，请分批预约。"
    ),
    "slot_not_open": N_("%(at)s 不在开放的时段内；可以改约（括号内为余额）：%(free)s。"),
    "slot_not_open_all": N_("%(at)s 不在开放的时段内，近期也没有空余时段，请过些日子再来预约。"),
    "slot_day_closed": N_("%(day)s 不开放；可以改约（括号内为余额）：%(free)s。"),
    "slot_day_closed_all": N_("%(day)s 不开放，近期也没有空余时段，请过些日子再来预约。"),
    "slot_has_begun": N_("这个时段已经开始；可以改约（括号内为余额）：%(free)s。"),
    "slot_has_begun_all": N_("这个时段已经开始，近期也没有空余时段，请过些日子再来预约。"),
    "slot_too_far": N_("只能预约 %(days)s 天以内的时段；可以改约（括号内为余额）：%(free)s。"),
    "slot_too_far_all": N_("只能预约 %(days)s 天以内的时段，近期没有空余时段。"),
    "slot_in_use": N_("这个时段场地另有安排；可以改约（括号内为余额）：%(free)s。"),
    "slot_in_use_all": N_("这个时段场地另有安排，近期也没有空余时段，请过些日子再来预约。"),
    "honour_ends_before": N_("有效期的截止日期早于开始日期，请核对。"),
    "honour_term_before_last": N_("续期须晚于上一期的开始日期 %(day)s，请核对。"),
    "evidence_missing": N_("请上传授牌、命名文件等证明材料。"),
    "unknown_origin": N_("请从列出的来源地中选择。"),
}
ACTS: Mapping[str, str] = {
    "site_opened": N_("登记点位"),
    "site_changed": N_("修改点位"),
    "site_closed": N_("停止开放"),
    "site_day_set": N_("调整某日开放时间"),
    "site_words_erased": N_("删除评价文字"),
    "site_matter_raised": N_("上报维护事项"),
    "guide_added": N_("登记讲解员"),
    "guide_left": N_("不再讲解"),
    "guide_assigned": N_("安排讲解员"),
    "visits_counted": N_("登记参观人数"),
    "route_drawn": N_("登记线路"),
    "route_changed": N_("修改线路"),
    "route_closed": N_("停止开放线路"),
    "honour_recorded": N_("登记荣誉"),
    "honour_renewed": N_("登记续期"),
}
SUBJECTS: Mapping[str, str] = {
    "site": N_("红色点位"),
    "route": N_("红色线路"),
    "honour": N_("品牌荣誉"),
}
