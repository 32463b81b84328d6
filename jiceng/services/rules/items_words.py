"""How service items and applications are worded."""

from __future__ import annotations

from collections.abc import Mapping

from jiceng.kernel.words import N_

SENTENCES: Mapping[str, str] = {
    "promise_beyond_law": N_("承诺时限（%(promise)s）长于法定时限（%(statutory)s），请缩短。"),
    "paper_unnamed": N_("第 %(place)s 份材料没有标识或名称。"),
    "paper_twice": N_("材料标识“%(value)s”重复，请改为各不相同。"),
    "paper_held": N_("“%(paper)s”由%(holder)s掌握，应由系统核验或内部调取，不能让群众提交。"),
    "unknown_item": N_("没有“%(value)s”这个办事事项，请从列出的事项中选择。"),
    "channel_not_offered": N_("“%(item)s”不提供这种办理方式。"),
    "papers_lacking": N_("还缺少材料：%(papers)s。请一次性告知申请人补正。"),
    "papers_still_lacking": N_("还有材料没有补齐：%(papers)s。补齐后恢复计时，不会再次要求。"),
    "supplement_asked_before": N_("已经告知过一次补正，不能再次要求；请按现有材料决定。"),
    "item_not_instant": N_("这个事项不是即办件，请受理后按时限办理。"),
    "applicant_needs_phone": N_("请留下联系电话，办理结果要通知您。"),
    "agent_needs_word": N_("代办须有申请人本人同意，请确认后再提交。"),
    "decided_by_examiner": N_("审查人不能决定自己审查的申请，请由其他人员决定。"),
    "application_not_decided": N_("还没有办结，办结后再评价。"),
    "rated_already": N_("已经评价过了，谢谢。"),
    "papers_closed": N_("当前状态为“%(state)s”，不再登记材料。"),
    "power_not_down": N_("赋权清单只列下放给镇、社区（村）的权力，请选择这一级的单位。"),
    "power_ends_first": N_("失效日期早于生效日期，请核对。"),
    "paper_not_of_item": N_("这个事项不需要名为“%(value)s”的材料。"),
}
PAPERS: Mapping[str, str] = {
    "missing_papers": N_("缺少哪些材料"),
    "opinion": N_("审查意见"),
}
ACTS: Mapping[str, str] = {
    "applied": N_("提交申请"),
    "papers_received": N_("登记材料"),
    "application_rated": N_("评价"),
    "applicant_erased": N_("删除申请人联系方式"),
    "applicant_shown": N_("查看申请人联系方式"),
}
ROLES: Mapping[str, str] = {"clerk": N_("窗口人员"), "decider": N_("审批负责人")}
SUBJECTS: Mapping[str, str] = {"application": N_("服务申请")}
