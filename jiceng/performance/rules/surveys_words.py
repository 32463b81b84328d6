"""How surveys, their forms and their answers are worded."""

from __future__ import annotations

from collections.abc import Mapping

from jiceng.kernel.words import N_

FORM: Mapping[str, str] = {
    "form_without_questions": N_("表单里还没有题目，请至少写一个 [[questions]]。"),
    "form_unreadable": N_("表单读不出来：%(value)s。请按 TOML 格式检查。"),
    "form_part_unknown": N_("表单中有不认识的部分“%(value)s”，请改正或删去。"),
    "question_part_unknown": N_("第 %(n)s 题（%(question)s）中有不认识的部分“%(value)s”。"),
    "question_unreadable": N_("第 %(n)s 题（%(question)s）读不出来：%(value)s。"),
    "question_twice": N_("题号“%(value)s”用了两次，每道题的代号只能用一次。"),
    "too_many_questions": N_("题目太多，一张表最多 %(most)s 题，请先删去不必问的。"),
    "section_twice": N_("分节“%(value)s”写了两次。"),
    "section_empty": N_("分节“%(value)s”里没有题目。"),
    "section_parted": N_("分节“%(value)s”的题目没有排在一起，请调整顺序。"),
    "section_unknown": N_("题目 %(question)s 所在的分节“%(value)s”没有定义。"),
    "question_code_bad": N_(
        "第 %(n)s 题的代号“%(question)s”不合要求：用小写英文字母开头，可含数字和下划线。"
    ),
    "question_text_missing": N_("第 %(n)s 题（%(question)s）的题目要写 1 到 %(high)s 个字。"),
    "question_kind_unknown": N_(
        "第 %(n)s 题（%(question)s）的题型“%(value)s”不认识，可用：one、many、scale、number、text。"
    ),
    "asks_personal": N_(
        "第 %(n)s 题（%(question)s）问到“%(value)s”：调查不收集能认出个人的信息，请删去。"
    ),
    "choices_not_asked": N_("第 %(n)s 题（%(question)s）不是选择题，不要写选项。"),
    "choices_count": N_("第 %(n)s 题（%(question)s）的选项应有 %(low)s 到 %(high)s 个。"),
    "choice_code_bad": N_("第 %(n)s 题（%(question)s）的选项“%(value)s”要写成“代号: 文字”。"),
    "choice_without_text": N_("第 %(n)s 题（%(question)s）的选项“%(value)s”没有文字或者太长。"),
    "choice_twice": N_("第 %(n)s 题（%(question)s）的选项代号“%(value)s”用了两次。"),
    "ticks_bounds": N_("第 %(n)s 题（%(question)s）最少和最多可选的项数不对。"),
    "bounds_reversed": N_("第 %(n)s 题（%(question)s）的下限应小于上限。"),
    "scale_too_long": N_("第 %(n)s 题（%(question)s）的打分应为整数，最多 %(most)s 档。"),
    "text_too_long": N_("第 %(n)s 题（%(question)s）的文字最多 %(most)s 个字。"),
    "good_unknown": N_("第 %(n)s 题（%(question)s）的 good 里没有“%(value)s”这个选项。"),
    "indicator_not_number": N_("第 %(n)s 题（%(question)s）取自指标，题型应为 number。"),
    "condition_unreadable": N_(
        "第 %(n)s 题（%(question)s）的显示条件“%(value)s”读不懂，请写成如“service == poor”。"
    ),
    "condition_question_unknown": N_(
        "第 %(n)s 题（%(question)s）的显示条件提到的题目“%(value)s”不存在。"
    ),
    "condition_later": N_(
        "第 %(n)s 题（%(question)s）的显示条件只能用前面的题目，“%(value)s”不在它前面。"
    ),
    "condition_sign": N_(
        "第 %(n)s 题（%(question)s）的显示条件不能这样比较题目“%(value)s”的回答。"
    ),
    "condition_choice_unknown": N_(
        "第 %(n)s 题（%(question)s）的显示条件中，题目“%(value)s”没有选项“%(choice)s”。"
    ),
    "question_unreachable": N_(
        "第 %(n)s 题（%(question)s）怎么回答都不会出现，请检查它的显示条件。"
    ),
    "form_branches_too_much": N_("表单的分支太多，填写时间算不出来，请拆成几张表。"),
    "indicator_asked_openly": N_(
        "题目“%(question)s”要的数系统已有（%(value)s）。面向个人的调查不能再问，请删去。"
    ),
    "question_number_held": N_("题目“%(question)s”要的数系统已有：%(value)s。请绑定指标或者删去。"),
    "survey_indicator_unknown": N_("题目“%(question)s”绑定的指标“%(value)s”不存在。"),
}
"""What is wrong with a form."""

ANSWERS: Mapping[str, str] = {
    "answer_missing": N_("这一题必须回答。"),
    "answer_not_offered": N_("请从列出的选项中选择。"),
    "answer_unreadable": N_("这一题的回答读不出来，请重新填写。"),
    "ticks_wrong": N_("请选 %(least)s 到 %(most)s 项。"),
    "answer_no_number": N_("请填写数字。"),
    "answer_out_of_bounds": N_("请填写 %(low)s 到 %(high)s 之间的数。"),
    "answer_places": N_("最多保留 %(most)s 位小数。"),
    "answer_too_long": N_("最多写 %(most)s 个字。"),
    "answer_unknown": N_("表单里没有题目“%(value)s”。"),
    "answer_not_shown": N_("按前面的回答，不需要回答“%(value)s”，这一题的回答不能收。"),
    "survey_slip_unknown": N_("填写码不对，请核对后再试。"),
    "survey_slip_spent": N_("这张填写码已经用过，一张只能填一次。"),
    "survey_not_open": N_("这次调查还没有开始或者已经结束，不能再填。您填的内容没有提交。"),
    "unit_answered": N_("%(unit)s已经填报，一个单位只填一次。"),
    "unit_not_asked": N_("这次调查没有请您的单位填报。"),
}
"""What is wrong with an answer."""

SENTENCES: Mapping[str, str] = {
    **FORM,
    **ANSWERS,
    "nobody_expected": N_("请填写预计有多少人填写，才能算出要花多少时间。"),
    "survey_units_missing": N_("请列出要填报的单位。"),
    "survey_closes_on": N_("截止日期应在今天之后、一年之内。"),
    "survey_closes_past": N_("截止日期已过，请先修改截止日期。"),
    "cost_not_confirmed": N_("请先看过填写成本并勾选确认。"),
    "cost_changed": N_("填写成本刚刚变了，请重新看过再确认。"),
    "survey_over_ceiling": N_("合计 %(hours)s 小时，超过县里定的 %(ceiling)s 小时，要先报请批准。"),
    "survey_under_ceiling": N_("没有超过县里定的小时数，不用报批，可以直接发布。"),
    "survey_approved_by_same": N_("送批的人不能自己批准，请由其他人员办理。"),
    "survey_few_answers": N_("回答不足 %(least)s 份，结果不能公布。"),
    "form_is_fixed": N_("调查已经结束，表单不能再改。"),
    "revision_reason": N_("发布后修改表单，请写明理由（2 到 200 字）。"),
    "slips_of_another_kind": N_("只有凭码填写的调查才发填写码。"),
    "slips_count": N_("一次可以发 1 到 %(most)s 张填写码。"),
    "not_survey_keeper": N_("您的岗位不能办理调查。"),
    "unknown_subject": N_("“%(value)s”不是这次调查分别统计的对象。"),
}

PAPERS: Mapping[str, str] = {"survey_cost": N_("确认过的填写成本")}

ACTS: Mapping[str, str] = {
    "survey_drafted": N_("起草调查"),
    "survey_form_written": N_("修改表单"),
    "survey_changed": N_("修改对象和截止日期"),
    "survey_slips_made": N_("发放填写码"),
    "survey_unit_answered": N_("单位填报"),
}

SUBJECTS: Mapping[str, str] = {"survey": N_("调查")}
