"""How indicators are worded: sentences of refusals, roles, acts and subjects."""

from __future__ import annotations

from collections.abc import Mapping

from jiceng.kernel.words import N_

SENTENCES: Mapping[str, str] = {
    "weights_off": N_("权重合计为 %(sum)s，应当等于 1。"),
    "years_needed": N_("年数至少是 1，基年不计入。"),
    "growth_of_negative": N_("年均增长只对不小于零的数计算。"),
    "bad_period": N_("看不懂统计期“%(value)s”，请写成 2020、2020年上半年、2020Q1 或者 2020-05。"),
    "formula_unreadable": N_("看不懂公式“%(value)s”，请检查括号和运算符。"),
    "formula_too_deep": N_("公式的括号层数太多，请拆成几个指标。"),
    "formula_part": N_("公式里不能有“%(value)s”，只能用指标代码、数字、加减乘除和括号。"),
    "formula_without_codes": N_("公式里没有指标代码。"),
    "formula_not_asked": N_("只有按公式计算的指标才有公式。"),
    "formula_circular": N_("公式互相引用，绕回了自己：%(way)s。"),
    "divided_by_nothing": N_("公式里的除数为零，没有结果。"),
    "unknown_indicator": N_("目录里没有代码为“%(value)s”的指标。"),
    "points_not_percent": N_("两个比率相减得到的是百分点，计量单位不能写 %%。"),
    "bad_indicator_code": N_("指标代码用小写英文字母、数字和下划线，以字母开头，3 至 40 个字符。"),
    "target_needs_direction": N_("有目标值的指标要说明越高越好还是越低越好。"),
    "indicator_there": N_("代码“%(value)s”已经用于业务记录产生的数字，请换一个。"),
    "kind_stays": N_("指标的类型不能改，请另建一个指标。"),
    "indicator_not_imported": N_("指标“%(value)s”不是外部统计数据，不能导入数值。"),
    "unit_differs": N_("计量单位写的是“%(said)s”，目录里是“%(kept)s”，请先核对。"),
    "period_not_over": N_("统计期到 %(day)s 才结束，没有结束的期间不能发布。"),
    "released_in_future": N_("发布日期不能晚于今天。"),
    "definition_changed": N_("“%(value)s”的口径与目录不一致，确实变更的请填写口径变更说明。"),
    "revision_not_said": N_("这个统计期已有数值，修改后的数值请标为修订数或者最终数。"),
    "value_twice": N_("同一个文件里这个统计期写了两次（见第 %(row)s 行）。"),
    "file_taken": N_("这个文件已经导入过（%(day)s）。"),
    "nothing_to_import": N_("文件里没有新的数值。"),
    "series_not_taken": N_("文件里还有 %(count)s 处需要更正，没有导入。"),
    "nothing_to_publish": N_("没有数值可以发布。"),
    "is_published": N_("这个统计期的数值已经发布，更正请说明理由。"),
    "same_as_published": N_("与已发布的数值相同，不需要更正。"),
    "restate_reason": N_("更正已发布的数值要写明理由。"),
    "not_statistician": N_("只有统计人员可以维护指标。"),
    "no_value_then": N_("%(value)s 在这个统计期没有数值。"),
    "only_published_public": N_("只有按期间计数的指标可以按季度公开，请改为公开已发布的数值。"),
    "keeps_no_such_parts": N_("这个数字不按这个区域或者单位统计。"),
}
ROLES: Mapping[str, str] = {"statistician": N_("统计")}
ACTS: Mapping[str, str] = {
    "performance.define_indicator": N_("维护指标"),
    "performance.import_series": N_("导入统计数据"),
    "performance.publish_value": N_("发布指标数值"),
    "performance.restate_value": N_("更正已发布的数值"),
}
SUBJECTS: Mapping[str, str] = {
    "indicator": N_("指标"),
    "series_file": N_("统计数据文件"),
    "published_value": N_("已发布的数值"),
}
