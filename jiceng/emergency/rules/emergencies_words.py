"""How emergencies are worded."""

from __future__ import annotations

from collections.abc import Mapping

from jiceng.kernel.words import N_

SENTENCES: Mapping[str, str] = {
    "type_not_open": N_("这个事项只在应急响应期间开放，请选择其他事项。"),
    "emergency_end_passed": N_("计划结束时间已经过去，请先调整结束时间再启动。"),
    "emergency_without_end": N_("请写明结束时间：没有结束时间的应急响应不能启动，需要时可以延长。"),
    "emergency_end_in_past": N_("结束时间已经过去，请填写今后的时间。"),
    "emergency_too_long": N_("一次最多 %(days)s 天，请缩短；到期前可以再延长。"),
    "emergency_own_proposal": N_("提出人不能批准自己提出的应急响应，请由县领导或镇党委书记决定。"),
    "emergency_already_on": N_("这个区域已有同类应急响应 %(number)s，请调整它的级别或期限。"),
    "emergency_nothing_changes": N_("级别和结束时间都没有变化，请填写要调整的内容。"),
    "emergency_level_missing": N_("预案没有规定%(level)s响应的措施，请选择其他级别。"),
    "unknown_plan": N_("没有预案“%(value)s”，请从列出的预案中选择。"),
    "not_emergency_officer": N_("应急响应由应急值守人员提出，您的岗位不能提出。"),
    "plan_unreadable": N_("预案的格式有误：%(value)s"),
    "plan_unknown_key": N_("看不懂“%(value)s”，请照样例填写。"),
    "plan_unreadable_part": N_("“%(value)s”的写法不对，请照样例填写。"),
    "plan_notice_empty": N_("通知“%(value)s”缺少标题或正文。"),
    "plan_without_levels": N_("预案至少要写明一个响应级别。"),
    "plan_unknown_level": N_("响应级别写作 I、II、III、IV，不认识“%(value)s”。"),
}
PAPERS: Mapping[str, str] = {
    "decision_document": N_("决定文件"),
}
ROLES: Mapping[str, str] = {
    "emergency_officer": N_("应急值守人员"),
    "emergency_command": N_("应急指挥人员"),
}
ACTS: Mapping[str, str] = {
    "emergency_proposed": N_("提出应急响应"),
}
SUBJECTS: Mapping[str, str] = {
    "emergency": N_("应急响应"),
}
