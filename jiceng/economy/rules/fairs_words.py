"""How fairs are worded."""

from __future__ import annotations

from collections.abc import Mapping

from jiceng.kernel.words import N_

SENTENCES: Mapping[str, str] = {
    "not_fair_keeper": N_(
        "集市由举办地的社区（村）、镇或县受理岗位组织，您的岗位或管辖范围不包括这里。"
    ),
    "fair_days_reversed": N_("结束日期早于开始日期，请核对。"),
    "fair_in_the_past": N_("%(day)s 已经过去，集市须安排在今天或以后。"),
    "fair_too_long": N_("一场集市最多连续 %(most)s 天，请分场登记。"),
    "fair_hours_reversed": N_("收市时间不晚于开市时间，请核对。"),
    "fair_fixed": N_("集市%(state)s，不能再修改安排。"),
    "fair_without_stalls": N_("还没有安排生产者的摊位，请先安排摊位再公布。"),
    "fair_papers_unfit": N_("%(produce)s的质量证明在集市期间缺失或失效，请换发或撤下后再办理。"),
    "fair_is_over": N_("集市的日期已经过去。"),
    "fair_opens_later": N_("集市还有 %(days)s 天才开始，当天才能开市。"),
    "fair_next_there": N_("下一场集市已经提出，编号 %(number)s。"),
    "fair_next_too_soon": N_("这场集市收市后才能提出下一场。"),
    "clock_unreadable": N_("看不懂时间“%(value)s”，请写成 8:30。"),
    "stalls_unreadable": N_("看不懂“%(value)s”，请写成：A01-A12 9（编号和面积，平方米）。"),
    "stall_twice": N_("摊位 %(value)s 写了两次，请核对。"),
    "too_many_stalls": N_("一场集市最多 %(value)s 个摊位。"),
    "stall_in_use": N_("摊位 %(code)s 已安排生产者，不能删除或改编号；请先腾空。"),
    "stall_taken": N_("摊位 %(code)s 已安排给%(producer)s，请另选摊位。"),
    "stall_empty": N_("摊位 %(code)s 还没有安排生产者。"),
    "stall_second": N_("%(producer)s同一天已有摊位：%(where)s；确需再安排请写明原因。"),
    "stall_sold": N_("摊位 %(code)s 已录入销售，不能腾空。"),
    "producer_not_there": N_("没有这个生产者，或已停止经营，请从列出的生产者中选择。"),
    "produce_of_another": N_("“%(produce)s”不是这个摊位的生产者的农产品。"),
    "offer_twice": N_("摊位上已有“%(produce)s”，不必重复登记。"),
    "fair_nothing_on_offer": N_(
        "摊位上已没有在售的农产品，这笔销售没有录入；请先在摊位页面登记农产品。"
    ),
    "offer_sold": N_("“%(produce)s”已录入销售，不能撤下。"),
    "fair_sales_closed": N_("集市%(state)s，不能录入销售。开市后、结算前才能录入。"),
    "fair_settled_sale": N_("集市已经结算，销售不能再录入或更正。"),
    "sale_other_day": N_("%(day)s 不在集市日期内，请核对。"),
    "sale_in_future": N_("%(day)s 还没有到，不能提前录入销售。"),
    "sale_entered": N_("这个摊位当天的“%(produce)s”已经录入；如有错误，请冲正后重新录入。"),
    "sale_countered": N_("这笔销售已经冲正。"),
    "quantity_not_positive": N_("数量须大于 0；没有卖出就不用录入。"),
    "quantity_unreadable": N_("看不懂数量“%(value)s”，请填写数字，如 12 或 2.5。"),
    "quantity_whole": N_("按“%(value)s”销售的数量须是整数。"),
    "quantity_in_parts": N_("按“%(value)s”销售的数量最多两位小数。"),
    "amount_unreadable": N_("看不懂金额“%(value)s”，请填写以元为单位的数字，最多两位小数。"),
    "sale_above_price": N_("金额高于摊位标价应收的 %(asked)s 元，请核对；涨价须先改标价。"),
    "sale_below_price": N_("金额低于摊位标价应收的 %(asked)s 元；降价或抹零请写明原因。"),
    "feedback_closed": N_("集市开市后才能评价，结算后不再收集。"),
}
ACTS: Mapping[str, str] = {
    "fair_planned": N_("登记集市"),
    "fair_changed": N_("修改安排"),
    "stall_assigned": N_("安排摊位"),
    "stall_freed": N_("腾空摊位"),
    "produce_offered": N_("登记摊位农产品"),
    "offer_dropped": N_("撤下摊位农产品"),
    "offer_priced": N_("修改标价"),
    "sale_entered": N_("录入销售"),
    "sale_countered": N_("冲正销售"),
    "fair_words_erased": N_("删除评价文字"),
}
SUBJECTS: Mapping[str, str] = {"fair": N_("集市")}
