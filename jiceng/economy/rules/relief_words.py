"""How relief for companies is worded."""

from __future__ import annotations

from collections.abc import Mapping

from jiceng.economy.rules.relief import FIELDS
from jiceng.kernel.words import N_

SENTENCES: Mapping[str, str] = {
    # a policy that cannot be put in force
    "policy_unknown_key": N_("政策里没有“%(value)s”这一项，请核对写法。"),
    "policy_ends_before": N_("截止日期 %(end)s 早于开始日期 %(start)s，请核对。"),
    "policy_number": N_("请填写 %(low)s 到 %(high)s 之间的整数。"),
    "policy_unreadable": N_("看不懂政策内容：%(value)s。请按示例的写法核对。"),
    "deferral_needs_months": N_("缓缴政策要写明缓缴几个月。"),
    "formula_missing": N_("没有写明金额怎样计算：按比例、按人数或者定额。"),
    "formula_base": N_("“%(value)s”不能作为计算基数：按比例须是金额，按人数须是人数。"),
    "formula_number": N_("计算标准无效：比例须大于 0、不超过 100，金额须大于 0、精确到分。"),
    "cap_below_smallest": N_("每户上限 %(cap)s 元低于最低发放额 %(smallest)s 元，请核对。"),
    "conditions_contradict": N_("关于“%(paper)s”的条件互相矛盾，没有企业能同时符合，请核对。"),
    "condition_field": N_("第 %(place)s 个条件用到了没有定义的数据项。"),
    "condition_op": N_("第 %(place)s 个条件的比较方式不适用于这个数据项。"),
    "condition_value": N_("第 %(place)s 个条件的数值无效。"),
    "excludes_itself": N_("政策不能与自身互斥，请从互斥名单中去掉。"),
    "relief_paper_unnamed": N_("第 %(place)s 份材料没有标识或名称，请补上。"),
    "relief_paper_twice": N_("有两份材料用了同一个标识“%(value)s”，请改为各不相同。"),
    "bad_date": N_("“%(value)s”不是有效的日期，请写成 2026-01-31。"),
    "bad_amount": N_("金额无效，请以元为单位填写，精确到分，不小于 0。"),
    # an application
    "unknown_policy": N_("没有“%(value)s”这项政策，请从列出的政策中选择。"),
    "policy_closed": N_("这项政策的申请期是 %(start)s 至 %(end)s，今天不能申请。"),
    "applied_already": N_("贵企业本期已经申请过这项政策（%(number)s），不用重复申请。"),
    "bad_figure": N_("“%(paper)s”填写无效：人数和月数填整数，金额以元为单位、精确到分。"),
    "figure_not_asked": N_("这项政策不需要“%(value)s”，请勿填报。"),
    "paper_not_asked": N_("这项政策不需要标识为“%(value)s”的材料。"),
    "checks_outstanding": N_("还有单位没有反馈核查意见：%(units)s。"),
    "check_objected": N_("%(units)s核查认为不符合条件，不能通过。"),
    "check_said_already": N_("贵单位已经反馈过核查意见，不能再改；情况有变请联系牵头单位。"),
    "not_asked_to_check": N_("这件申请没有请贵单位核查。"),
    "check_needs_opinion": N_("请写明核查意见。"),
    "not_eligible": N_("按现有数据，“%(paper)s”不符合政策条件。"),
    "facts_unknown": N_("没有“%(paper)s”的数据，不能判断是否符合条件；请先由企业或有关单位提供。"),
    "amount_unknown": N_("没有计算基数“%(paper)s”的数据，金额无法计算。"),
    "amount_too_small": N_("按公式计算的金额低于最低发放额，不予发放。"),
    "grant_above_cap": N_("金额 %(fen)s 元超过每户上限 %(cap)s 元，不能这样发放。"),
    "grant_above_formula": N_("金额 %(fen)s 元超过按公式计算的 %(most)s 元，请核对。"),
    "approved_by_checker": N_("核查人不能审批自己核查的申请，请由其他人员审批。"),
    "no_notice_needed": N_("这项政策不要求公示，可以直接审批。"),
    "notice_first": N_("这项政策要求先公示 %(n)s 天，请先公示再审批。"),
    "relief_notice_runs": N_("公示到 %(until)s 为止，期满以后再审批。"),
    "granted_already": N_("这家企业 %(span)s 已经享受过这项政策，不能重复享受。"),
    "excluded_by": N_("这家企业 %(span)s 年已经享受“%(policy)s”，两项政策不能同时享受。"),
    "is_deferral": N_("这是缓缴，不拨付资金，请登记缓缴。"),
    "no_deferral": N_("这不是缓缴政策，请登记兑付。"),
    "budget_short": N_("可用预算只剩 %(free)s 元，不够 %(fen)s 元。请先补充预算。"),
    "account_short": N_("账上只有 %(free)s 元，不够 %(fen)s 元，不能登记。"),
    "reference_used": N_("凭证号“%(value)s”已经登记过，同一笔款项不能登记两次。"),
    "reference_needed": N_("请填写付款或退款凭证号（不超过 60 个字）。"),
    "back_above_paid": N_("已兑付且还没有收回的只有 %(left)s 元，不能再收回 %(fen)s 元。"),
    "back_whole": N_("全部收回请用“登记追回”。"),
    "unknown_company": N_("没有统一社会信用代码为“%(value)s”的企业，请先登记企业。"),
    "no_budget_needed": N_("减免和缓缴不拨付资金，不用安排预算。"),
}  # fmt: skip
PAPERS: Mapping[str, str] = {
    **{name: field.label for name, field in FIELDS.items()},
    "reference": N_("凭证号"),
}
ACTS: Mapping[str, str] = {
    "relief_applied": N_("提交申请"),
    "relief_check_said": N_("反馈核查意见"),
    "relief_figures_erased": N_("删除企业填报的数据"),
    "economy.budget": N_("安排惠企预算"),
    "economy.statements": N_("导入企业数据"),
}
ROLES: Mapping[str, str] = {}
SUBJECTS: Mapping[str, str] = {"relief": N_("惠企申请"), "relief_policy": N_("惠企政策")}
