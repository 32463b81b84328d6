"""How lines of the journal are called before the auditor, where no subject words its own."""

from __future__ import annotations

from collections.abc import Mapping

from jiceng.kernel.words import N_

ACTS: Mapping[str, str] = {
    "ask": N_("提出申请"),
    "open": N_("建立档案"),
    "step": N_("登记步骤"),
    "correct": N_("更正步骤"),
    "read_development": N_("查阅发展党员档案"),
    "party.fix_dues": N_("核定党费"),
    "party.run_dues": N_("生成应收党费"),
    "party.take_dues": N_("收取党费"),
    "party.take_back": N_("冲正收款"),
    "party.take_statement": N_("导入银行流水"),
    "party.return_line": N_("退回银行来款"),
    "party.publish_dues": N_("公布党费收支"),
    "party.dues_interest": N_("登记党费利息"),
    "party.dues_spent": N_("登记党费支出"),
    "party.dues_passed_out": N_("党费上缴县外"),
    "send": N_("上缴党费"),
    "screening_opened": N_("新建排查"),
    "screening_started": N_("开始排查"),
    "screening_done": N_("排查完成"),
    "screened": N_("按规则检查"),
    "looked_again": N_("资料更新，重新检查"),
    "findings_exported": N_("导出检查结果"),
    "put_forward": N_("提请列入"),
    "item_added": N_("写入整改措施"),
    "item_dropped": N_("删去整改措施"),
    "item_done": N_("报告措施完成"),
    "item_checked": N_("逐项核验"),
    "supporter_set": N_("落实帮扶力量"),
    "secretary_adjusted": N_("调整书记"),
}

SUBJECTS: Mapping[str, str] = {
    "payment": N_("党费收款"),
    "voucher": N_("党费凭证"),
    "bank_file": N_("银行流水文件"),
    "bank_line": N_("银行流水"),
    "screening": N_("发展党员检查"),
}
