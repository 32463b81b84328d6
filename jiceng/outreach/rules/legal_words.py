"""How legal publicity is worded."""

from __future__ import annotations

from collections.abc import Mapping

from jiceng.kernel.words import N_

SENTENCES: Mapping[str, str] = {
    "legal_list_needed": N_("请至少列出一项，最多 %(most)s 项。"),
    "legal_without_name": N_("有一项没有写名称，请补上。"),
    "legal_days_needed": N_("请写明方案的起止日期。"),
    "legal_days_reversed": N_("方案的结束日期早于开始日期，请核对。"),
    "legal_other_year": N_("方案的起止日期须在 %(year)s 年内。"),
    "legal_unit_twice": N_("单位 %(value)s 在普法责任清单中写了两次，请合并。"),
    "legal_unknown_law": N_("普法责任清单中的“%(value)s”不在方案的普法内容里，请先列入普法内容。"),
    "legal_unknown_place": N_("“%(value)s”不在列出的场所类别里，请从中选择。"),
    "legal_law_not_offered": N_("“%(value)s”不在这一年方案的普法内容里，请从列出的内容中选择。"),
    "legal_outside_programme": N_("%(day)s 不在方案的起止日期内，请改日期或选另一年的方案。"),
    "legal_not_held": N_("活动举办以后才能登记宣传资料和咨询人数。"),
    "lawyer_there": N_("%(office)s的%(name)s已经登记，不必重复。"),
    "lawyer_not_there": N_("没有这位值班律师，或已停止值班，请从列出的律师中选择。"),
    "dispute_before_it_began": N_("活动还没有开始，开始以后才能移交纠纷。"),
}
ACTS: Mapping[str, str] = {
    "legal_planned": N_("登记普法活动"),
    "legal_told": N_("登记资料和咨询人数"),
    "dispute_handed_over": N_("纠纷移交办理"),
}
