"""How appraisals, panels and ballots are worded."""

from __future__ import annotations

from collections.abc import Mapping

from jiceng.kernel.words import N_

SENTENCES: Mapping[str, str] = {
    "class_too_small": N_("评议人类别“%(value)s”至少抽取 %(least)s 人，人数太少会暴露怎样投票。"),
    "too_few_candidates": N_(
        "评议人类别“%(value)s”需抽取 %(asked)s 人，除去回避的只有 %(count)s 人。"
    ),
    "too_few_ballots": N_("收到的选票不足 %(least)s 张，不能计票。"),
    "ballot_twice": N_("选票号 %(number)s 出现两次，不能计票。"),
    "ballot_unreadable": N_("选票 %(number)s 的类别或选项不在方案内，不能计票。"),
    "more_ballots_than_slips": N_("类别“%(value)s”的选票多于发出的票签，不能计票。"),
    "appraisal_weights": N_("“%(value)s”的权重应为正整数，合计 100。"),
    "ballots_without_weight": N_("评议票没有权重，方案中应有“民主评议”（ballots）一项。"),
    "class_name": N_("评议人类别名称为 1 到 %(most)s 字，不含顿号和逗号，合起来不超过 120 字。"),
    "thresholds_order": N_("等次分数线应从好到差依次降低。"),
    "options_without_points": N_(
        "好、较好、一般、差四个选项都要有 0 到 100 的整数分值，从好到差不升高。"
    ),
    "review_points_missing": N_("还没有登记实地考评和日常了解的得分。"),
    "panel_not_drawn": N_("还没有抽取评议人。"),
    "panel_drawn_already": N_("评议人已经抽取，不能重新抽取。"),
    "seats_for_each_class": N_("方案中的每个评议人类别都要填写抽取人数。"),
    "appraised_this_year": N_("该组织 %(year)s 年度的述职评议已经开始，请在原记录上办理。"),
    "appraised_by_same": N_("述职人不能给自己考评，请由其他人员办理。"),
    "slips_are_printed": N_("票签只在开始投票的页面显示一次，请在工作台上开始投票并打印。"),
    "part_not_there": N_("述职评议还没有进行到这一环节，不能登记这一环节指出的问题。"),
    "judged_from_above": N_("这一步由上级党组织办理，本组织不能评定自己。"),
    "judges_own_work": N_("您在该组织任职或者当年任过职，请由其他人员办理。"),
    "grade_differs": N_("确定的等次与按规则得出的不同，请写明理由。"),
    "no_appraisal_scheme": N_("还没有生效的述职评议方案，请由管理员在系统配置中录入。"),
    "candidate_line": N_("第 %(line)s 行应为：代号，类别，单位，回避原因（没有的不填）。"),
    "ballot_choice_missing": N_("选票的第一题应为必答的 choice，选项依次为好、较好、一般、差。"),
    "ballot_is_ticked": N_("选票上的题目“%(question)s”要能勾选，不能书写或打分，以免认出是谁。"),
    "unknown_slip": N_("票签号不对，请核对后再试。"),
    "voted_already": N_("这张票签已经投过票，一张票签只能投一次。"),
    "vote_closed": N_("投票没有开始或者已经结束，不能投票。"),
}

PAPERS: Mapping[str, str] = {
    "secretary_report": N_("述职报告"),
    "vote_until": N_("投票截止日期"),
}

ACTS: Mapping[str, str] = {
    "appraisal_opened": N_("开始述职评议"),
    "appraisal_reviewed": N_("登记考评得分"),
    "panel_drawn": N_("抽取评议人"),
    "problem_named": N_("登记指出的问题"),
}

SUBJECTS: Mapping[str, str] = {"appraisal": N_("书记述职评议考核")}
