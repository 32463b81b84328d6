"""How member development is worded."""

from __future__ import annotations

from collections.abc import Mapping

from jiceng.kernel.words import N_
from jiceng.party.rules.steps import KINDS

DEVELOPMENT: Mapping[str, str] = {
    "step_not_passed": N_("“%(paper)s”的结论不是同意（合格），不能继续。"),
    "other_outcome": N_("支部大会的决议是“%(state)s”，请办理与决议一致的事项。"),
    "review_says_stop": N_("最近一次考察意见是停止培养，不能确定为发展对象。"),
    "approval_not_refused": N_("上级党委已同意，不用退回支部重新讨论。"),
    "step_not_now": N_("当前阶段是“%(state)s”，还不能登记“%(paper)s”。"),
    "step_recorded": N_("“%(paper)s”已经登记过，日期或内容有误请用“更正”。"),
    "step_before_earlier": N_(
        "第 %(number)s 步“%(move)s”的日期 %(on)s 早于第 %(other)s 步“%(state)s”的日期 "
        "%(day)s，请核对。"
    ),
    "step_after_later": N_(
        "第 %(number)s 步“%(move)s”的日期 %(on)s 晚于第 %(other)s 步“%(state)s”的日期 "
        "%(day)s，请核对。"
    ),
    "more_than_voters": N_(
        "应到会有表决权党员 %(count)s 人，但这一天党员名册上的正式党员只有 %(most)s 人，请核对。"
    ),
    "more_present": N_("实到 %(count)s 人多于应到 %(most)s 人。"),
    "more_written": N_("会前书面同意 %(count)s 人，但未到会的只有 %(most)s 人。"),
    "ballot_sum": N_(
        "赞成、反对、弃权合计 %(cast)s 票，应等于实到 %(present)s 人；会前书面同意的另外填写。"
    ),
    "no_quorum": N_(
        "实到 %(present)s 人，应到 %(should)s 人，到会不足半数以上（至少 %(least)s 人），"
        "这次会议不能表决。"
    ),
    "no_majority": N_(
        "赞成 %(yes)s 票（含会前书面同意），应到会有表决权的党员 %(should)s 人，"
        "没有超过应到人数的半数（至少 %(least)s 票）。"
    ),
    "person_twice": N_("同一名党员选了两次。"),
    "people_count": N_("人数应在 %(low)s 到 %(high)s 人之间。"),
    "not_full_member": N_("编号 %(key)s 的党员在 %(day)s 不是正式党员。"),
    "notice_still_runs": N_("公示到 %(day)s 才结束，结束后再登记公示结果。"),
    "extended_already": N_("预备期已经延长过一次，不能再延长。"),
    "extension_length": N_("延长预备期应在 %(low)s 到 %(high)s 个月之间。"),
    "months_without_extension": N_("只有决议延长预备期时才填写延长的月数。"),
    "probation_not_over": N_("预备期到 %(ends)s 届满，%(day)s 的支部大会还不能讨论转正。"),
    "correction_needs_reason": N_("更正要写明原因，原来的记录会保留。"),
    "not_the_last_record": N_("这条记录已经更正过，请更正最新的一条。"),
    "step_of_committee": N_("“%(paper)s”由上级党委登记。"),
    "step_of_branch": N_("“%(paper)s”由党支部登记。"),
    "file_open": N_("%(name)s 在本支部已有一份正在办理的发展党员档案（%(number)s）。"),
    "file_in_branch_only": N_("发展党员档案只能建在党支部。"),
    "rule_failed": N_("不符合检查规则 %(rule)s“%(move)s”（依据%(source)s），核实前不能办理。"),
    "no_such_paper": N_("没有这种材料，或者所需的步骤还没有登记。"),
    "file_is_archived": N_("档案已归档，不能再登记或更正。"),
}
STEP_NAMES: Mapping[str, str] = {code: kind.name for code, kind in KINDS.items()}
"""Steps are what moves ask for; each is called by its name."""
