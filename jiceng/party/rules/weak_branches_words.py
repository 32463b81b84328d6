"""How weak branches, reserve cadres and secondments are worded."""

from __future__ import annotations

from collections.abc import Mapping

from jiceng.kernel.words import N_

SENTENCES: Mapping[str, str] = {
    "swept_today": N_("今天已经排查过，可以在这次排查上补充情况。"),
    "not_in_sweep": N_("这个党组织不在本次排查范围内。"),
    "condition_not_asked": N_("这一条件不适用于该领域的党支部。"),
    "no_number_asked": N_("这一条件不填数值，请用文字写明情况。"),
    "nothing_tripped": N_("排查没有发现符合的条件，不能提请列入。"),
    "on_the_list": N_("该党支部已经提请或者列入整顿，请在原记录上办理。"),
    "confirmed_by_same": N_("提请人不能自己研究确定，请由组织部门其他人员办理。"),
    "checked_by_same": N_("报告完成的人不能自己核验属实，请由镇党委其他人员办理。"),
    "accepted_by_same": N_("镇党委验收人不能再代表组织部门验收，请由其他人员办理。"),
    "no_plan_items": N_("整顿方案还没有写明问题、措施、责任和时限。"),
    "conditions_unanswered": N_("还有 %(count)s 个列入条件没有对应的整改措施。"),
    "supporters_missing": N_("“四个一”帮扶还缺 %(count)s 项，请先落实。"),
    "plan_items_open": N_("还有 %(count)s 项措施没有完成，不能申请验收。"),
    "plan_items_unchecked": N_("还有 %(count)s 项措施没有逐项核验。"),
    "follow_up_runs": N_("跟踪期还有 %(count)s 天，期满后才能解除。"),
    "not_in_this_state": N_("当前状态为“%(state)s”，不能这样修改。"),
    "rectified_until": N_("时限应在今天之后、%(months)s 个月之内。"),
    "item_done_already": N_("这项措施已经报告完成。"),
    "done_before_filed": N_("完成日期不能早于方案备案日期。"),
    "proof_needed": N_("请写明佐证材料的名称或编号。"),
    "condition_since": N_("%(condition)s：自 %(day)s 起"),
    "condition_number": N_("%(condition)s：记录为 %(number)s"),
    "condition_holds": N_("%(condition)s"),
    "condition_unknown": N_("%(condition)s：没有可依据的记录"),
    "reserve_purpose_needed": N_("查阅后备干部名册，请先选择查阅事由，系统会记录。"),
    "in_reserve": N_("这名党员已经在后备干部名册上。"),
    "reserve_needs_full_member": N_("后备干部应是在册的正式党员。"),
    "review_day_past": N_("调整审核日期应晚于今天。"),
    "reserve_ended": N_("这名后备干部已经退出名册。"),
    "not_receiving": N_("只能由接收社区（村）的党支部评价。"),
    "own_secondment": N_("不能评价本人的下派。"),
    "quarter_not_served": N_("该季度没有在这里下派，或者还没有到。"),
    "reviewed_already": N_("该季度已经评价过。"),
    "need_until_past": N_("需要截止的日期不能早于今天。"),
    "same_office": N_("培养方向一致：%(office)s"),
    "trained_in_skill": N_("参加过相关培训：%(course)s，%(days)s 天"),
    "same_line_as_need": N_("由同一党委推荐"),
    "review_of_quarter_due": N_("评价 %(name)s %(quarter)s 的下派"),
}

PAPERS: Mapping[str, str] = {
    "decision": N_("决定文号"),
    "until": N_("整顿期限"),
    "proof": N_("佐证材料"),
}

ACTS: Mapping[str, str] = {
    "party.sweep": N_("开展软弱涣散排查"),
    "party.enter_fact": N_("补充排查情况"),
    "party.take_in": N_("列入后备"),
    "party.note_training": N_("登记培训"),
    "party.review_reserve": N_("调整审核"),
    "party.end_reserve": N_("退出名册"),
    "party.set_task": N_("下达任务"),
    "party.finish_task": N_("任务完成"),
    "party.say_whether_served": N_("评价下派"),
    "party.post_need": N_("提出需求"),
    "party.close_need": N_("结束需求"),
    "read_reserve": N_("查阅后备干部名册"),
}

SUBJECTS: Mapping[str, str] = {
    "sweep": N_("软弱涣散排查"),
    "reserve_cadre": N_("后备干部"),
    "secondment": N_("下派干部"),
    "talent_need": N_("人才需求"),
}
