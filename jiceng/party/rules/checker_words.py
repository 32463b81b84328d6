"""What the checker says, as sentences: days and counts, never names (facts.md §5.4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from jiceng.kernel.words import N_

RESULTS: Mapping[str, str] = {
    "pass": N_("符合"),
    "fail": N_("不符合"),
    "unknown": N_("资料不足"),
}
SEVERITIES: Mapping[str, str] = {
    "fatal": N_("严重"),
    "major": N_("较重"),
    "minor": N_("一般"),
    "info": N_("提请查看"),
}
CHECKER: Mapping[str, str] = {
    "checker_not_recorded": N_("没有足够的记录：%(steps)s。"),
    "checker_no_rule": N_("%(day)s 早于现有最早的规定版本，无法对照。"),
    "checker_not_done": N_("已进入后面的步骤，档案中没有“%(step)s”的记录和材料。"),
    "checker_out_of_order": N_("“%(step)s”的日期是 %(day)s，晚于“%(later)s”的日期 %(later_day)s。"),
    "r01_age": N_("%(day)s 申请入党时 %(age)s 周岁，规定年满 %(least)s 周岁。"),
    "r02_talk": N_(
        "%(asked)s 收到申请，%(talked)s 谈话，规定 %(months)s 个月内（不晚于 %(until)s）。"
    ),
    "r03_count": N_("指定培养联系人 %(count)s 名，规定 %(least)s 至 %(most)s 名。"),
    "r03_contacts": N_(
        "%(day)s 指定的 %(count)s 名培养联系人中，当日是正式党员的 %(full)s 名，"
        "无法查明的 %(unsure)s 名。"
    ),
    "r04_cultivation": N_(
        "%(since)s 确定为入党积极分子，%(until)s 确定为发展对象，"
        "规定培养满 %(months)s 个月（不早于 %(from)s）。"
    ),
    "r05_reviews": N_("%(since)s 至 %(until)s 考察 %(count)s 次，规定至少 %(needed)s 次。"),
    "r06_undated": N_("发展对象备案没有日期，%(used)s 已进入接收程序。"),
    "r06_filing": N_("发展对象于 %(filed)s 备案，%(used)s 进入接收程序，规定先备案。"),
    "r07_not_passed": N_("政治审查结论为不合格，%(used)s 仍进入接收程序。"),
    "r07_review": N_("政治审查于 %(reviewed)s 完成，%(used)s 进入接收程序，规定先审查。"),
    "r07_expired": N_(
        "政治审查于 %(reviewed)s 完成，按规定有效至 %(until)s，%(used)s 才开支部大会。"
    ),
    "r08_late": N_("短期集中培训于 %(ended)s 结束，%(used)s 已进入接收程序，规定先培训。"),
    "r08_short": N_(
        "培训 %(days)s 天、%(hours)s 学时，规定不少于 %(least_days)s 天或 %(least_hours)s 学时。"
    ),
    "r08_trained": N_(
        "培训 %(days)s 天、%(hours)s 学时，规定不少于 %(least_days)s 天或 %(least_hours)s 学时，"
        "在支部委员会审查之前完成。"
    ),
    "r09_count": N_("入党介绍人 %(count)s 名，规定 %(needed)s 名。"),
    "r09_introducers": N_(
        "%(count)s 名入党介绍人中，%(day)s 是正式党员的 %(full)s 名，无法查明的 %(unsure)s 名。"
    ),
    "r10_refused": N_("预审结论为不同意，%(day)s 仍继续办理接收。"),
    "r10_order": N_("%(review)s 预审，%(form)s 填写入党志愿书，%(meeting)s 开支部大会。"),
    "r11_counts_missing": N_("%(day)s“%(step)s”的到会和表决人数没有记全。"),
    "r11_do_not_add_up": N_(
        "%(day)s“%(step)s”应到 %(should_attend)s 人、实到 %(present)s 人，"
        "赞成 %(yes)s、反对 %(no)s、弃权 %(abstain)s、"
        "会前书面意见 %(written)s，人数互相矛盾。"
    ),
    "r11_too_few_present": N_(
        "%(day)s“%(step)s”应到 %(should_attend)s 人、实到 %(present)s 人，没有超过应到人数的一半。"
    ),
    "r11_too_few_in_favour": N_(
        "%(day)s“%(step)s”应到 %(should_attend)s 人、赞成 %(in_favour)s 人（含会前书面同意），"
        "没有超过应到人数的一半。"
    ),
    "r11_quorate": N_(
        "%(day)s“%(step)s”应到 %(should_attend)s 人、实到 %(present)s 人、"
        "赞成 %(in_favour)s 人（含会前书面同意），都超过应到人数的一半。"
    ),
    "r11_not_carried": N_(
        "%(day)s“%(step)s”应到 %(should_attend)s 人、赞成 %(in_favour)s 人，决议未通过，"
        "此后没有继续办理。"
    ),
    "r11_cancelled": N_(
        "%(day)s“%(step)s”应到 %(should_attend)s 人、实到 %(present)s 人、反对 %(no)s 人，"
        "都超过应到人数的一半，取消预备党员资格。"
    ),
    "r11_no_outcome": N_(
        "%(day)s“%(step)s”应到 %(should_attend)s 人、反对 %(no)s 人，没有写明决议，无法对照。"
    ),
    "r12_not_asked": N_("%(day)s 的规定版本没有要求公示。"),
    "r12_notice": N_("“%(at)s”公示期满、意见已答复，%(decided)s 作出决定。"),
    "r12_not_over": N_("公示到 %(until)s 截止，%(decided)s 已作出决定，规定公示期满再决定。"),
    "r12_short": N_("%(since)s 至 %(until)s 公示 %(days)s 天，规定不少于 %(least)s 天。"),
    "r12_unanswered": N_("公示期间收到 %(count)s 条意见，没有记录核实答复。"),
    "r13_talk": N_(
        "%(meeting)s 开支部大会，%(talk)s 上级党委谈话，%(approval)s 审批，"
        "规定大会之后、审批之前谈话。"
    ),
    "r14_in_time": N_("%(met)s 开支部大会，%(approved)s 审批，在规定期限 %(usual)s 之内。"),
    "r14_with_reason": N_(
        "%(met)s 开支部大会，%(approved)s 审批，超过 %(usual)s，已说明特殊原因，"
        "未超过 %(longest)s。"
    ),
    "r14_no_reason": N_(
        "%(met)s 开支部大会，%(approved)s 审批，超过规定期限 %(usual)s，没有说明特殊原因。"
    ),
    "r14_redo": N_(
        "%(met)s 开支部大会，%(approved)s 审批，超过最长期限 %(longest)s，应重新履行接收手续。"
    ),
    "r15_authority_unknown": N_("%(day)s“%(step)s”的机关有没有审批权，无法查明。"),
    "r15_authority": N_("%(day)s“%(step)s”应由有审批权的党委办理，党总支须经授权。"),
    "r16_asked": N_(
        "预备期到 %(end)s，%(asked)s 提出转正申请，前后相差不应超过 %(months)s 个月"
        "（%(since)s 至 %(until)s）。"
    ),
    "r16_cancelled": N_("%(met)s 支部大会讨论取消预备党员资格，不以转正申请为前提。"),
    "r16_met": N_("预备期到 %(end)s，支部大会 %(met)s 讨论转正，规定期满后讨论。"),
    "r16_in_time": N_(
        "%(accepted)s 支部大会接收，预备期到 %(end)s，%(asked)s 提出转正申请，期满后讨论。"
    ),
    "r17_twice": N_("预备期延长 %(count)s 次，规定只能延长一次。"),
    "r17_months": N_("预备期延长 %(months)s 个月，规定 %(least)s 至 %(most)s 个月。"),
    "r17_extended": N_("预备期延长一次，%(months)s 个月，规定 %(least)s 至 %(most)s 个月。"),
    "r17_none": N_("预备期没有延长。"),
    "r18_approval": N_(
        "%(met)s 讨论转正，%(approved)s 审批，规定 %(months)s 个月内（不晚于 %(until)s）。"
    ),
    "r19_order": N_("已记录的 %(count)s 个步骤日期先后有序。"),
    "r20_missing": N_("这些步骤有记录而没有材料：%(steps)s。请查阅原件。"),
    "r20_reviews_one_day": N_("%(count)s 次考察记在同一天（%(day)s），请查阅原件。"),
    "r20_present": N_("已记录步骤的材料 %(count)s 份都在。"),
    "r20_same_day": N_("同一党支部 %(count)s 人的“%(step)s”都在 %(day)s，请查阅原件，看是否补造。"),
    "r21_batch": N_(
        "%(since)s 至 %(until)s 接收 %(count)s 人，一个月内最多 %(most)s 人，"
        "提请查看的界限是超过 %(usual)s 人。"
    ),
    "r21_usual": N_("任何一个月内接收都没有超过 %(usual)s 人。"),
    "screening_by_department": N_("排查由组织部门建立和办理，您的岗位不能办理。"),
    "no_admission_sheet": N_(
        "没有找到发展党员台账的表头，前 10 行里应有“姓名”和至少两个步骤的列名。"
    ),
    "no_such_day": N_("“%(value)s”不是一个日期，请核对后写成 2019-03-05 或者 2019年3月5日。"),
    "day_not_whole": N_("“%(value)s”没有写明是哪一天，请写成 2019-03-05 这样的完整日期。"),
    "bad_number": N_("“%(value)s”不是人数、天数或者学时，请填写数字。"),
    "bad_conclusion": N_("看不懂“%(value)s”，请写“合格”“不合格”“按期转正”这样的结论。"),
    "unknown_paper": N_("没有叫“%(value)s”的材料，请写材料的全称，多份用顿号分开。"),
    "row_twice": N_("这份档案在文件里出现了不止一次，请填写编号或者删去重复的行。"),
    "no_file_picked": N_("请先勾选要列为疑似的档案。"),
}
CHECKER_PAPERS: Mapping[str, str] = {
    "grounds": N_("认定依据"),
    "classification": N_("分类"),
    "disposal": N_("处理结果"),
    "decision_number": N_("处理文件文号"),
    "archive_number": N_("归档编号"),
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value of a version of the rules as people read it."""

    label: str
    unit: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)


MONTHS, DAYS, PEOPLE = N_("个月"), N_("天"), N_("名")
PARAMETERS: Mapping[str, Parameter] = {
    "least_age": Parameter(N_("申请入党的最低年龄"), N_("周岁")),
    "talk_within_months": Parameter(N_("收到申请后谈话的期限"), MONTHS),
    "least_contacts": Parameter(N_("培养联系人至少"), PEOPLE),
    "most_contacts": Parameter(N_("培养联系人至多"), PEOPLE),
    "least_cultivation_months": Parameter(N_("积极分子培养至少"), MONTHS),
    "review_every_months": Parameter(N_("考察一次的间隔"), MONTHS),
    "review_valid_months": Parameter(N_("政治审查的有效期"), MONTHS),
    "training_days": Parameter(N_("短期集中培训至少"), DAYS),
    "training_hours": Parameter(N_("或者至少"), N_("学时")),
    "introducers": Parameter(N_("入党介绍人"), PEOPLE),
    "public_notice_days": Parameter(N_("公示至少"), DAYS),
    "public_notice_counting": Parameter(
        N_("公示天数的算法"), "",
        {"working_days": N_("工作日"), "calendar_days": N_("日历日")},
    ),
    "public_notice_at": Parameter(
        N_("公示的环节"), "",
        {"activist": N_("确定入党积极分子"), "candidate": N_("确定发展对象"),
         "acceptance": N_("接收预备党员"), "conversion": N_("预备党员转正")},
    ),
    "approval_within_months": Parameter(N_("支部大会后审批的期限"), MONTHS),
    "special_approval_within_months": Parameter(N_("有特殊原因时最长"), MONTHS),
    "probation_months": Parameter(N_("预备期"), MONTHS),
    "conversion_window_months": Parameter(N_("转正申请与预备期满相差不超过"), MONTHS),
    "least_extension_months": Parameter(N_("预备期延长至少"), MONTHS),
    "most_extension_months": Parameter(N_("预备期延长至多"), MONTHS),
    "conversion_approval_within_months": Parameter(N_("转正决议审批的期限"), MONTHS),
    "batch_within_month": Parameter(N_("一个月内同一党支部不超过"), PEOPLE),
}  # fmt: skip
"""What the rules of the checker read, by the names of a version's values."""
