"""How stars are worded."""

from __future__ import annotations

from collections.abc import Mapping

from jiceng.kernel.words import N_

SENTENCES: Mapping[str, str] = {
    "not_your_branch": N_("这不是您所在党组织的事项。"),
    "no_star_scheme": N_("还没有生效的评星方案，请由管理员在系统配置中录入。"),
    "quorum_share": N_("参评率应写成大于 0、不超过 1 的分数，例如 2/3。"),
    "key_twice": N_("标识“%(value)s”重复，请改为各不相同。"),
    "star_without_criteria": N_("“%(value)s”没有名称或者没有评定条件。"),
    "criterion_without_indicator": N_("条件“%(value)s”没有写明取自哪个指标。"),
    "criterion_without_threshold": N_("条件“%(value)s”的标准不是数字。"),
    "rated_this_year": N_("该党支部 %(year)s 年度已经在评星，请在原记录上办理。"),
    "rated_by_same": N_(
        "报送人不能核评自己报送的材料，核评人不能代表组织部门审定，请由其他人员办理。"
    ),
    "rating_not_in_state": N_("当前状态为“%(state)s”，不能这样修改。"),
    "mass_without_quorum": N_("参加群众评议的人数没有达到方案规定的比例，评议无效。"),
    "evidence_unchecked": N_("还有 %(count)s 项自报材料没有核验。"),
    "no_star_won": N_("按核评材料没有获得任何星，不能公示和评定。"),
    "outside_quota": N_(
        "满星名额已满：评议结果明显更好的党支部已经占满名额，本支部不能按满星公示。"
    ),
    "quota_edge": N_("名额边缘的党支部按评议结果分不出高低，请写明党委研究决定的理由。"),
    "notice_runs": N_("公示期还有 %(count)s 天，期满后才能评定。"),
    "star_vetoed": N_("一票否决：%(veto)s。否决解除前不评定任何星。"),
    "star_at_least": N_(
        "“%(star)s”：%(criterion)s现为 %(value)s%(unit)s，应不低于 %(threshold)s%(unit)s。"
    ),
    "star_at_most": N_(
        "“%(star)s”：%(criterion)s现为 %(value)s%(unit)s，应不超过 %(threshold)s%(unit)s。"
    ),
    "star_unknown_indicator": N_(
        "“%(star)s”：还没有“%(criterion)s”的记录，标准为 %(threshold)s%(unit)s。"
    ),
    "star_unknown_record": N_(
        "“%(star)s”：还没有报送“%(criterion)s”的材料，标准为 %(threshold)s%(unit)s。"
    ),
    "star_unknown_mass": N_(
        "“%(star)s”：还没有有效的群众评议，%(criterion)s应不低于 %(threshold)s%(unit)s。"
    ),
}

PAPERS: Mapping[str, str] = {"edge_reason": N_("名额边缘的决定理由")}

ACTS: Mapping[str, str] = {
    "opened": N_("开始评星"),
    "evidence_stated": N_("报送材料"),
    "evidence_checked": N_("核验材料"),
    "mass_recorded": N_("登记评议票数"),
    "veto_held": N_("登记否决情形"),
    "veto_lifted": N_("解除否决情形"),
}

SUBJECTS: Mapping[str, str] = {"star_rating": N_("党支部评星")}
