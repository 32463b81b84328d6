"""How funds and goods sent down are worded."""

from __future__ import annotations

from collections.abc import Mapping

from jiceng.kernel.words import N_

SENTENCES: Mapping[str, str] = {
    "not_sender": N_("下达资金和物资由县、镇单位的经办岗位办理，您的岗位不能下达。"),
    "receiver_not_below": N_("只能下达给本辖区内下级的镇或者社区（村），不能给“%(unit)s”。"),
    "unknown_allotment_kind": N_("没有“%(value)s”这个类别，请选择资金或者物资。"),
    "unknown_source": N_("没有“%(value)s”这种来源，请从列出的来源中选择。"),
    "quantity_range": N_("数量应为 1 到 %(high)s 之间的整数。"),
    "measure_needed": N_("请写明物资的计量单位，例如：件、箱、台。"),
    "document_needed": N_("下达资金须写明依据的文号。"),
    "use_by_past": N_("使用期限 %(day)s 已经过去，请核对。"),
    "use_by_too_far": N_("使用期限最长五年，请核对。"),
    "budget_year_range": N_("年度只能是去年、今年或者明年。"),
    "receipt_above_sent": N_("实收 %(value)s 超过下达的 %(sent)s，请与下达单位核对。"),
    "receipt_nothing": N_("一点也没有收到的，请用“退回不收”并说明原因。"),
    "difference_unsaid": N_("实收与下达不一致，请说明差额的原因。"),
    "received_by_sender": N_("下达的人不能自己签收，请由接收单位的其他人员签收。"),
    "balance_short": N_("可用余额只有 %(balance)s，不够这次的 %(amount)s。"),
    "something_left": N_("还有余额 %(balance)s，用完或者退回以后才能结清。"),
    "no_balance_left": N_("没有余额可退，请直接结清。"),
    "use_waits": N_("还有使用登记等待第二人确认，请先办结。"),
    "used_before_receipt": N_("使用日期早于签收日期 %(day)s，请核对。"),
    "used_after_use_by": N_("使用期限到 %(day)s 为止，期限以后的使用不能登记；余额请退回。"),
    "voucher_needed": N_("请写明票据或者凭证编号，以便核对。"),
    "unknown_served": N_("没有编号为“%(value)s”的案件、问题或者项目，请核对；没有的留空。"),
    "not_in_use": N_("当前状态为“%(state)s”，签收以后、结清以前才能登记使用。"),
    "second_is_first": N_("登记的人不能确认自己的登记，请由本单位其他人员或者上级确认。"),
    "entry_followed": N_("这条登记已经确认、退回或者冲销，不能再办理一次。"),
}  # fmt: skip
PAPERS: Mapping[str, str] = {"difference": N_("差额原因"), "voucher": N_("票据或者凭证")}
ACTS: Mapping[str, str] = {
    "allotment_sent": N_("下达"),
    "allotment_used": N_("登记使用"),
    "use_asked": N_("登记使用，待第二人确认"),
    "use_allowed": N_("确认使用"),
    "use_denied": N_("不予确认，退回余额"),
    "use_undone": N_("冲销使用登记"),
    "paper_added": N_("上传单据"),
}
SUBJECTS: Mapping[str, str] = {"allotment": N_("下沉资金物资")}
