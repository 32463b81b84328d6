"""Sentences about money, supervision, programmes, demanded reports, standards and research.

`words` tells them all.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

COLOURS: dict[str, str] = {"blue": N_("蓝色"), "orange": N_("橙色"), "red": N_("红色")}
"""Colours of slips."""
UNDERTAKINGS: dict[str, str] = {
    "amount_missing": N_("没有填写金额。"),
    "amount_negative": N_("金额“%(value)s”是负数，应填大于 0 的数；退款、冲正请用相应功能办理。"),
    "amount_not_number": N_("“%(value)s”不是金额，请写成 1234.50 的样子，单位为元。"),
    "amount_too_fine": N_("金额“%(value)s”超过两位小数，请精确到分。"),
    "amount_too_large": N_("金额“%(value)s”过大，请核对。"),
    "amount_zero": N_("金额应大于 0。"),
    "slip_not_direct": N_(
        "这件事不能直接发%(colour)s督办单：只有重大、紧急、领导批示或特事特办的事项可以，范围由县里规定。"
    ),
    "slip_reason": N_("提前发这种颜色的督办单，请用 2 到 %(most)s 字写明理由。"),
    "only_slips_have_colours": N_("只有督办单分颜色，其他方式不用选。"),
    "report_of_supporter": N_("配合单位的反馈不计分，请向牵头单位核实后退回补充。"),
    "untrue_already": N_("这次反馈已经认定不实。"),
    "untrue_struck": N_("单位的异议已经成立，不能再次认定不实。"),
    "not_untrue": N_("这次反馈没有认定不实，不用撤回。"),
    "finder_does_not_review": N_("发现问题的人不验收它的整改，请由其他人员验收。"),
    "reviewer_is_found": N_("问题是针对您任职或者任过职的组织提出的，请由其他人员办理。"),
    "not_supporting_problem": N_("您的单位不是这个问题的配合单位，或者已经反馈。"),
    "red_beyond_yellow": N_("红灯的落后幅度应大于黄灯的。"),
    "categories_wrong": N_("类别最多 %(most)s 个，每个不超过 40 字。"),
    "nothing_weighs": N_("各项权重不能都为 0。"),
    "no_milestones": N_("还没有里程碑，请先写明哪一天、做到什么程度。"),
    "milestones_open": N_("还有 %(count)s 个里程碑没有完成。"),
    "nothing_awaited": N_("项目已暂停或终止，不亮灯。"),
    "milestone_overdue": N_("“%(name)s”应于 %(on)s 完成，已超 %(days)s 天。"),
    "milestone_near": N_("“%(name)s”应于 %(on)s 完成，还有 %(days)s 天。"),
    "milestones_in_time": N_("%(all)s 个里程碑已完成 %(done)s 个，没有超期。"),
    "next_milestone": N_("下一个是“%(name)s”，%(on)s 前完成。"),
    "milestones_reached": N_("%(all)s 个里程碑全部按时完成。"),
    "milestone_reached_late": N_("“%(name)s”应于 %(on)s 完成，晚了 %(days)s 天。"),
    "programme_by_office": N_("工程由督查人员建立。"),
    "project_by_owner": N_("项目由牵头单位的承办人员或督查人员维护。"),
    "project_rests": N_("项目%(state)s，不能再修改。"),
    "day_in_the_past": N_("日期不能早于今天。"),
    "day_in_the_future": N_("日期不能晚于今天。"),
    "milestone_after_end": N_("里程碑不能晚于项目的结束日期 %(on)s。"),
    "unknown_task": N_("没有编号为“%(value)s”的督办任务，或者不在您的范围内。"),
    "task_proves_it": N_("这个里程碑随绑定的督办任务办结而完成，不用另报。"),
    "may_not_demand": N_("报表由单位承办人员或督查人员提出，您的岗位不能办理。"),
    "units_not_below": N_("只能向本级和下级单位要报表，请核对填报单位。"),
    "count_range": N_("请填写 %(low)s 到 %(high)s 项。"),
    "number_held": N_("“%(field)s”系统已有，即“%(name)s”，请直接查看，不再要求填报。"),
    "standard_by_office": N_("标准由督查人员导入和管理，您的岗位不能办理。"),
    "standard_there": N_("“%(name)s”的这个版本已经导入过，请换一个版本号。"),
    "indicator_code": N_("第 %(row)s 行：编号“%(value)s”不对，请写成 1、1.1、1.1.2。"),
    "indicator_parent": N_("第 %(row)s 行：“%(value)s”的上级“%(parent)s”不在表里。"),
    "indicator_name": N_("第 %(row)s 行：指标内容不能为空，最多 %(most)s 个字。"),
    "indicator_points": N_("第 %(row)s 行：分值“%(value)s”不是 0 到 %(most)s 的整数。"),
    "indicator_unit": N_("第 %(row)s 行：没有找到单位“%(value)s”，请填写全称。"),
    "indicator_doubled": N_("第 %(row)s 行：编号“%(value)s”在第 %(first)s 行已经用过。"),
    "leaves_only": N_("请选择本标准中没有下级的指标。"),
    "point_there": N_("已有名为“%(name)s”的点位，请换一个名称。"),
    "may_not_check": N_("点位由责任单位、核查人员或督查人员检查，您的岗位不能登记。"),
    "check_passed": N_("检查合格，不需要转为问题。"),
    "problem_there": N_("已经转为问题。"),
    "no_campaign": N_("这个标准还没有绑定问题台账。"),
    "may_not_research": N_("调研、学习和讨论由单位工作人员或负责人发起，您的岗位不能办理。"),
    "research_of_unit": N_("调研由制定计划的单位登记，您的岗位不能办理。"),
    "research_closed": N_("调研已经结束，不能再登记。"),
    "finding_used": N_("这项发现已经转办。"),
    "discussion_closed": N_("讨论已经结束。"),
    "discussion_of_unit": N_("讨论由发起单位结束，您的岗位不能办理。"),
}
