"""How assessments are worded: sentences of refusals, papers and acts."""

from __future__ import annotations

from collections.abc import Mapping

from jiceng.kernel.words import N_

SENTENCES: Mapping[str, str] = {
    "scheme_unreadable": N_("方案的内容读不出来（%(value)s），请对照示例检查。"),
    "total_positive": N_("总分应大于零。"),
    "no_groups": N_("方案还没有分组。"),
    "group_of_one": N_("“%(group)s”不足两个单位，没有可比的对象。"),
    "group_member_unknown": N_("“%(group)s”中的“%(value)s”不是现有的区域或者单位代码。"),
    "unlike_member": N_("“%(group)s”中的“%(value)s”与本组不是同一类，不能放在一起比较。"),
    "member_twice": N_("“%(value)s”同时列在两个组里。"),
    "target_key_twice": N_("代号“%(value)s”用了两次。"),
    "weights_do_not_add_up": N_(
        "“%(group)s”各项目标的分值合计 %(sum)s 分，应等于总分 %(total)s 分。"
    ),
    "weight_positive": N_("“%(target)s”的分值应大于零。"),
    "goal_positive": N_("“%(target)s”的目标值应大于零。"),
    "parameters_wrong": N_(
        "“%(target)s”的参数不对：封顶 1 至 2 倍，扣分步长大于零，最少依据数至少为 1。"
    ),
    "target_indicator_unknown": N_("“%(target)s”用的指标“%(value)s”不存在。"),
    "record_exists": N_("“%(target)s”有系统记录，由记录计算，不能自行填报。"),
    "cover_unknown": N_("“%(target)s”不能乘以“%(value)s”：只能乘以本方案的另一个比率目标。"),
    "target_group_unknown": N_("“%(target)s”所属的分组“%(value)s”不存在。"),
    "unknown_target": N_("分解的目标“%(value)s”不存在。"),
    "cap_missing": N_("方案里有%(kind)s项目，请写明%(kind)s的封顶分。"),
    "quota_twice": N_("同一个目标对同一个单位分解了两次。"),
    "quota_above_missing": N_("“%(target)s”的上级任务“%(value)s”没有数额。"),
    "quotas_do_not_add_up": N_(
        "“%(target)s”分解给“%(value)s”下面的合计 %(sum)s，应等于 %(amount)s。"
    ),
    "quota_of_unknown": N_("“%(target)s”分解给“%(value)s”，但没有这个区域或者单位。"),
    "quota_not_below": N_("“%(target)s”分解给“%(value)s”，但它不在“%(above)s”下面。"),
    "rate_without_counts": N_("“%(target)s”按公平比率计算，但指标“%(value)s”没有分子和分母。"),
    "assessed_already": N_("“%(group)s”已经在考核，不能重复建立。"),
    "year_not_over": N_("考核期还没有结束，不能定分。"),
    "values_missing": N_("还有 %(count)s 项没有数值，缺的不能当作零分。"),
    "extras_open": N_("还有 %(count)s 项加分、扣分或者否决没有批准。"),
    "objections_open": N_("还有 %(count)s 项异议没有答复。"),
    "objections_may_come": N_("异议期还没有结束。"),
    "frozen_already": N_("结果已经定分，不能再改；有错误的通过异议更正。"),
    "published_by_same": N_("定分的人不能自己批准公布，请由县领导或者其他人员办理。"),
    "approved_by_same": N_("提出的人不能自己批准，请由其他人员办理。"),
    "approved_already": N_("这一项已经批准。"),
    "answered_by_same": N_("提出异议的人不能自己答复。"),
    "objection_term_over": N_("只能在公示后的异议期内提出异议。"),
    "objected_line_already": N_("这一项已经提出过异议。"),
    "counts_wrong": N_("分子应不小于零、不大于分母，分母应大于零。"),
    "value_missing": N_("还没有数值，暂不计入。"),
    "too_little_evidence": N_("依据不足 %(least)s 件，主要按标尺计算。"),
    "late_counts_wrong": N_("按时和逾期完成的节点合计应不大于全部节点，全部节点应大于零。"),
}

ACTS: Mapping[str, str] = {
    "performance.enter_value": N_("录入考核数值"),
    "performance.give_extra": N_("提出加分扣分"),
    "performance.approve_extra": N_("批准加分扣分"),
}
