"""How checkpoints, rosters and supplies are worded."""

from __future__ import annotations

from collections.abc import Mapping

from jiceng.kernel.words import N_

SENTENCES: Mapping[str, str] = {
    "not_emergency_office": N_("卡点、值班表和物资由应急值守岗位管理，您的岗位不包括这项工作。"),
    "checkpoint_there": N_("编号“%(code)s”已有卡点，请核对或换一个编号。"),
    "checkpoint_people": N_("每班人数须在 1 到 %(most)s 之间，请核对。"),
    "checkpoint_withdrawn": N_("卡点已撤销，不能再修改。"),
    "checkpoint_outside": N_("这个卡点不在“%(title)s”的响应范围内。"),
    "checkpoint_not_open": N_("“%(title)s”没有启用，不能登记卡点事件；请从“上报”登记。"),
    "unknown_checkpoint_kind": N_("没有“%(value)s”这种卡点类型，请从列出的类型中选择。"),
    "emergency_not_on": N_("“%(title)s”不在响应中，不能办理。"),
    "no_emergency_on": N_("当前没有覆盖此地的应急响应，不能启用卡点。"),
    "nothing_to_open": N_("没有符合条件、可以启用的卡点。"),
    "no_checkpoint_open": N_("“%(title)s”还没有启用卡点，请先启用卡点再编排值班表。"),
    "turns_unreadable": N_("看不懂班次，请写成 08:00 到 20:00 这样的起止时间。"),
    "turns_apart": N_("%(end)s 到 %(start)s 之间没有衔接，班次须首尾相连、排满一天。"),
    "roster_days_reversed": N_("结束日期早于开始日期，请核对。"),
    "roster_too_long": N_("一张值班表最多 %(most)s 天，请分几张编排。"),
    "roster_in_the_past": N_("%(day)s 已经过去，请安排今天以后的日期。"),
    "roster_not_filled": N_("还没有排班，请先自动排班再公布。"),
    "roster_over": N_("值班表%(state)s，不能再修改。"),
    "day_outside_roster": N_("%(day)s 不在值班表的日期内。"),
    "not_on_the_list": N_("没有这个人员，或已不在岗，请从列出的人员中选择。"),
    "shift_full": N_("这一班人数已满；要换人请用“换人”。"),
    "duty_gone": N_("这个班刚刚已经调整，请刷新后再办理。"),
    "duty_double": N_("%(name)s在 %(day)s %(start)s—%(end)s 已在“%(checkpoint)s”值班，时间重叠。"),
    "duty_rest": N_(
        "%(name)s在 %(day)s %(start)s—%(end)s 已在“%(checkpoint)s”值班，间隔只有 %(hours)s 小时，"
        "不足 8 小时休息。"
    ),
    "duty_off": N_("%(name)s已说明 %(day)s 不便值班。"),
    "duty_elsewhere": N_("%(name)s在 %(day)s 前后另有值班，时间重叠或休息不足 8 小时。"),
    "not_your_duty": N_("只能调整自己的班。"),
    "swap_elsewhere": N_("只能与同一张值班表里的其他人换班。"),
    "swap_too_late": N_("已经开始的班不能再换。"),
    "swap_answered": N_("这个换班请求已经答复过。"),
    "days_off_range": N_("请填写今天以后的日期，一次最多 %(most)s 天。"),
    "hand_over_time": N_("交接记录在当班开始后到下班后 24 小时内填写。"),
    "store_there": N_("本单位已有仓库“%(name)s”。"),
    "supply_measure": N_("“%(item)s”按“%(measure)s”记账，请用同一计量单位。"),
    "supply_amount": N_("数量须在 1 到 %(most)s 之间的整数。"),
    "supply_too_low": N_("“%(item)s”批次 %(batch)s 只有 %(left)s%(measure)s，不够发出 %(asked)s。"),
    "supply_countered": N_("这笔记录已经冲正。"),
    "supply_is_counter": N_("冲正记录不能再冲正，请重新登记。"),
    "supply_gone": N_("“%(item)s”已经发出，现存 %(left)s%(measure)s，不够冲回 %(asked)s。"),
    "batch_expiry": N_("批次 %(batch)s 的有效期是 %(day)s，与填写的不一致。"),
    "batch_expired": N_("批次 %(batch)s 已于 %(day)s 过期，不能入库，也不能发到卡点和网格。"),
    "allot_where": N_("请选择卡点或区域中的一项。"),
}
PAPERS: Mapping[str, str] = {"order_document": N_("命令文件")}
ACTS: Mapping[str, str] = {
    "checkpoint_registered": N_("登记卡点"),
    "checkpoint_changed": N_("修改卡点"),
    "roster_made": N_("编排值班表"),
    "roster_asked": N_("提交自动排班"),
    "roster_filled": N_("完成排班"),
    "lead_named": N_("安排带班领导"),
    "duty_given": N_("安排值班"),
    "duty_replaced": N_("换人值班"),
    "duty_taken": N_("撤下值班"),
    "duties_swapped": N_("双方换班"),
    "store_opened": N_("登记仓库"),
    "supply_countered": N_("冲正物资记录"),
}
SUBJECTS: Mapping[str, str] = {
    "checkpoint": N_("卡点"), "roster": N_("值班表"), "store": N_("物资仓库"),
}  # fmt: skip
