"""How dues are worded: refusals, reasons, lines kept apart."""

from __future__ import annotations

from collections.abc import Mapping

from jiceng.kernel.words import N_

DUES: Mapping[str, str] = {
    "back_payment_reason": N_("从 %(month)s 补交，超过六个月；一般不超过六个月，请写明原因。"),
    "bad_month": N_("“%(value)s”不是月份，请写成 2026-11。"),
    "bank_account_known": N_("与已有账户“%(account)s”尾号相同，请选择该账户，不要另立名称。"),
    "bank_account_overlaps": N_(
        "流水 %(serial)s 已记在账户“%(account)s”；如果是同一账户，请选择“%(account)s”再导入。"
    ),
    "bank_account_unknown": N_("没有账户“%(value)s”，请选择已有账户；确是新账户的，选“其他账户”。"),
    "bank_file_twice": N_("这份流水已于 %(at)s 导入过（%(file)s），没有重复入账。"),
    "bank_line_done": N_("流水 %(serial)s 已经全部认领，不用再办理。"),
    "bank_line_twice": N_("流水 %(serial)s 已经入账，同一账户、流水号、日期和金额只记一次。"),
    "dues_after_leaving": N_("这名党员在 %(month)s 之前已经离开，不能交这个月的党费。"),
    "dues_ahead": N_("党费最多交到本季度末（%(month)s），不得预收、垫交以后月份的党费。"),
    "dues_base_needed": N_("请填写计算基数。"),
    "dues_base_range": N_("计算基数应大于 0，并且不超过一亿元，请核对。"),
    "dues_before_joining": N_("%(month)s 还没有成为预备党员，不用交这个月的党费。"),
    "dues_change_reason": N_("%(name)s今年已经核定，年内一般不变；确需调整请写明原因。"),
    "dues_farmer_range": N_("农民党员每月交纳 %(low)s 元到 %(high)s 元，请核对。"),
    "dues_month_run": N_("%(name)s的应交党费已经生成，新的数额最早从 %(month)s 起算。"),
    "dues_no_base": N_("这类党员按规定的定额交纳，不用填写计算基数。"),
    "dues_nobody": N_("没有要核定的党员。"),
    "dues_not_fixed": N_("%(year)s 年还没有核定这名党员的月交纳数，请先核定。"),
    "dues_not_in_branch": N_("不是本支部在册的党员，请刷新后再核定。"),
    "dues_nothing_open": N_("截至 %(month)s 没有应交未交的党费，没有重复收取。"),
    "dues_since_range": N_("起算月份应为 %(low)s 年至 %(high)s 年的某个月。"),
    "dues_sum_changed": N_("应交数已经变为 %(sum)s 元，请核对后再收。"),
    "hardship_least": N_("减交后不能低于 %(least)s 元。"),
    "hardship_not_less": N_("减免后的数额应少于现在的 %(usual)s 元。"),
    "hardship_open": N_("这名党员已有一项减免申请等待审批。"),
    "hardship_own": N_("不能审批本人的党费减免，请由其他人员办理。"),
    "hardship_same": N_("申请减免的人不能自己审批，请由上级党委其他人员办理。"),
    "hardship_since": N_("减免从 %(month)s 或者以后的月份起算，最晚到明年 1 月。"),
    "member_named_twice": N_("%(name)s在表里出现了不止一次，请只保留一行。"),
    "merged_cells": N_(
        "表中 %(place)s 是合并单元格，看不出每一行各是多少；请取消合并、逐行填写后再导入。"
    ),
    "name_of_several": N_("本支部有 %(count)s 名党员叫“%(value)s”，请填写党员编号。"),
    "no_committee_above": N_("没有找到上一级党委，不能报批。"),
    "payment_handed_on": N_(
        "收据 %(number)s 的钱已经上缴或者使用，不能在这里冲正，请由收款的上级处理。"
    ),
    "payment_taken_back": N_("收据 %(number)s 已经冲正过，不能再次冲正。"),
    "preview_changed": N_("核定表已经过期或者被改动，请重新计算后再保存。"),
    "published_today": N_("今天已经公布过这一年的收支，不用重复公布。"),
    "remit_too_much": N_("可上缴的只有 %(there)s 元，请核对。"),
    "remittance_receiver": N_("只能由收款的党组织确认。"),
    "remittance_same": N_("上缴的人不能自己确认收款或者退回，请由收款党组织其他人员办理。"),
    "serial_missing": N_("没有流水号，无法防止重复入账。"),
    "unknown_kind": N_("不认识类别“%(value)s”，可以填写：%(may)s。"),
}
