"""How inspections are worded."""

from __future__ import annotations

from collections.abc import Mapping

from jiceng.kernel.words import N_

SENTENCES: Mapping[str, str] = {
    "element_unnamed": N_("第 %(n)s 个要素没有标识或者名称。"),
    "element_too_long": N_("第 %(n)s 个要素“%(name)s”的 %(value)s 太长。"),
    "element_answer": N_(
        "第 %(n)s 个要素“%(name)s”的填写方式“%(value)s”"
        "应为 check、number、choice、text 或者 figure。"
    ),
    "element_term": N_("第 %(n)s 个要素“%(name)s”的建议整改天数“%(value)s”应在 1 到 365 之间。"),
    "element_choices": N_("第 %(n)s 个要素“%(name)s”是选择题，请列出至少两个不同的选项。"),
    "element_found": N_("第 %(n)s 个要素“%(name)s”算作发现问题的选项不在它的选项里。"),
    "element_limits": N_("第 %(n)s 个要素“%(name)s”的下限和上限应为数字，下限不高于上限。"),
    "element_without_indicator": N_("第 %(n)s 个要素“%(name)s”由系统取数，请写明取自哪个指标。"),
    "frequency_kind": N_("第 %(n)s 项频次的单位类型“%(value)s”不能巡查。"),
    "frequency_every": N_("第 %(n)s 项频次的周期“%(value)s”应为 month、quarter、half 或者 year。"),
    "frequency_draw": N_(
        "第 %(n)s 项频次的抽查“%(value)s”应为 all、正整数，或者大于 0 小于 1 的分数，例如 1/3。"
    ),
    "team_of_fewer_than_units": N_("巡查组的人数不能少于要求的单位数。"),
    "scheme_without_elements": N_(
        "“%(name)s”还没有录入要素和频次，不能据此制定计划；它的内容由县委组织部录入。"
    ),
    "period_without_parts": N_("计划期应由完整的周期组成：方案里有单位要求“%(every)s”巡查一次。"),
    "planned_already": N_("这个方案在这段时间已经有计划，请在原计划上办理。"),
    "not_an_inspector": N_("“%(value)s”不是现任的巡查员岗位。"),
    "no_inspectors": N_("请至少选定 %(size)s 名巡查员，来自至少 %(units)s 个单位。"),
    "too_few_inspectors": N_(
        "需要 %(size)s 人，除去回避的 %(recused)s 人，能去的只有 %(count)s 人。"
    ),
    "inspectors_of_one_unit": N_("能去的人不足 %(units)s 个单位，组不成巡查组。"),
    "plan_not_filled": N_("还有 %(count)s 次巡查组不成巡查组，请增加巡查员后重新生成。"),
    "plan_empty": N_("计划里没有巡查。"),
    "plan_without_ledger": N_("还没有选定发现的问题进入哪本台账。"),
    "visits_open": N_("还有 %(count)s 次巡查没有办结。"),
    "visits_recorded": N_("已经有 %(count)s 次巡查有记录，不能撤销计划。"),
    "not_in_draft": N_("计划已经公布，不能重新生成；请逐次改期或者换人，并写明理由。"),
    "not_of_this_visit": N_("您不在这次巡查的巡查组里，也不代表被巡查单位。"),
    "member_recused": N_("“%(name)s”应当回避：在被巡查单位或者它的上下级单位任职。"),
    "member_interested": N_("“%(name)s”应当回避：申报过与被巡查单位有利害关系。"),
    "nobody_present": N_("请选定实际到场的人，来自至少 %(units)s 个单位。"),
    "present_not_in_team": N_("到场的人不在这次巡查的巡查组里。"),
    "element_unanswered": N_("“%(name)s”还没有填写。"),
    "photo_missing": N_("“%(name)s”要求拍照，请至少上传一张照片。"),
    "not_a_number": N_("“%(value)s”不是数字。"),
    "visit_before_plan": N_("巡查日期早于这次巡查的周期。"),
    "view_term_runs": N_("被巡查单位表示意见的期限还没有过。"),
    "put_off_not_later": N_("改期后的日期应在今天之后。"),
    "interest_there": N_("已经申报过与这个单位的利害关系。"),
    "interest_planned": N_("您已经被安排巡查这个单位，请先联系组织部门换人，再申报。"),
}

PAPERS: Mapping[str, str] = {
    "visit_record": N_("巡查记录"),
    "view": N_("不同意见"),
    "put_off_until": N_("改到哪一天"),
    "team": N_("巡查组"),
}

ROLES: Mapping[str, str] = {"inspector": N_("巡查员")}

ACTS: Mapping[str, str] = {
    "inspection_plan_opened": N_("制定巡查计划"),
    "inspection_plan_redrawn": N_("重新生成巡查计划"),
    "inspection_planned": N_("列入巡查计划"),
}

SUBJECTS: Mapping[str, str] = {
    "inspection_plan": N_("巡查计划"),
    "inspection": N_("巡查"),
}
