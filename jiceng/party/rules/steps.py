"""The 25 steps of member development in five stages, and what each records (facts.md §5.4).

A step is a record with a day of its own; forms, papers, the checker and imports all read this
table. Steps that may be recorded more than once say so; the public notices that local rules ask
for stand beside the 25.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jiceng.kernel.words import N_

STAGES: Mapping[str, str] = {
    "application": N_("申请入党"),
    "activist": N_("入党积极分子的确定和培养教育"),
    "candidate": N_("发展对象的确定和考察"),
    "acceptance": N_("预备党员的接收"),
    "probation": N_("预备党员的教育考察和转正"),
}


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a step records beside its day.

    `kind` is number, flag, choice, people (members, by key), organisation (a code), day or
    reference (the number of a paper kept elsewhere; never its content).
    """

    name: str
    label: str
    kind: str
    choices: tuple[tuple[str, str], ...] = ()
    is_required: bool = True


@dataclass(frozen=True, slots=True)
class StepKind:
    """One of the 25, or a public notice (number 0)."""

    code: str
    number: int
    name: str
    stage: str
    paper: str = ""
    """The paper that belongs to it, by its usual title."""
    fields: tuple[Field, ...] = ()
    repeats: bool = False


BODY = Field("body", N_("研究决定的会议"), "choice",
             (("committee", N_("支部委员会")), ("meeting", N_("支部党员大会"))))  # fmt: skip
FILED = (
    Field("organisation", N_("备案的上级党委"), "organisation"),
    Field("reference", N_("文号或登记号"), "reference", is_required=False),
)
BALLOT = (
    Field("should_attend", N_("应到会有表决权党员数"), "number"),
    Field("present", N_("实到会有表决权党员数"), "number"),
    Field("yes", N_("赞成票"), "number"),
    Field("no", N_("反对票"), "number"),
    Field("abstain", N_("弃权票"), "number"),
    Field("written", N_("会前书面同意数"), "number", is_required=False),
)
"""Counts of a secret ballot; who voted how is not recorded anywhere."""
REVIEWED = Field("conclusion", N_("考察意见"), "choice",
                 (("continue", N_("继续培养考察")), ("stop", N_("停止培养"))))  # fmt: skip
DECIDED = Field("conclusion", N_("结论"), "choice",
                (("passed", N_("同意")), ("refused", N_("不同意"))))  # fmt: skip
COMMITTEE = Field("organisation", N_("审批的党委"), "organisation")

STEPS: tuple[StepKind, ...] = (
    StepKind("application", 1, N_("递交入党申请书"), "application", N_("入党申请书")),
    StepKind("first_talk", 2, N_("党组织派人谈话"), "application", N_("谈话记录"), (
        Field("by", N_("谈话人"), "choice", (
            ("secretary", N_("书记")), ("deputy", N_("副书记")),
            ("organisation_member", N_("组织委员")), ("other", N_("其他人")))),)),
    StepKind("recognition", 3, N_("推荐和确定入党积极分子"), "activist", N_("推荐（推优）表"), (
        Field("recommended_by", N_("推荐方式"), "choice", (
            ("members", N_("党员推荐")), ("mass_organisation", N_("群团组织推优")))), BODY)),
    StepKind("activist_filing", 4, N_("上级党委备案"), "activist", N_("备案报告"), FILED),
    StepKind("contacts", 5, N_("指定培养联系人"), "activist", "", (
        Field("people", N_("培养联系人"), "people"),)),
    StepKind("half_year_review", 6, N_("培养教育考察"), "activist", N_("培养教育考察登记表"),
             (REVIEWED,), repeats=True),
    StepKind("nomination", 7, N_("确定发展对象"), "candidate", N_("座谈和会议记录"), (
        BODY, Field("heard", N_("听取了党小组、培养联系人、党员和群众意见"), "flag"))),
    StepKind("candidate_filing", 8, N_("报上级党委备案"), "candidate", N_("发展对象备案表"), FILED),
    StepKind("introducers", 9, N_("确定入党介绍人"), "candidate", "", (
        Field("people", N_("入党介绍人"), "people"),)),
    StepKind("political_review", 10, N_("政治审查"), "candidate", N_("政审结论"), (
        Field("conclusion", N_("结论"), "choice", (
            ("passed", N_("合格")), ("not_passed", N_("不合格")))),
        Field("reference", N_("结论性材料编号"), "reference"))),
    StepKind("training", 11, N_("短期集中培训"), "candidate", N_("结业证"), (
        Field("days", N_("培训天数"), "number", is_required=False),
        Field("hours", N_("培训学时"), "number", is_required=False))),
    StepKind("committee_review", 12, N_("支部委员会审查"), "acceptance", N_("审查意见"),
             (DECIDED,)),
    StepKind("pre_review", 13, N_("上级党委预审"), "acceptance", N_("预审批复"), (
        DECIDED, COMMITTEE, Field("reference", N_("批复文号"), "reference", is_required=False))),
    StepKind("admission_form", 14, N_("填写入党志愿书"), "acceptance", N_("入党志愿书")),
    StepKind("admission_meeting", 15, N_("支部大会讨论"), "acceptance", N_("票决记录和决议"),
             BALLOT),
    StepKind("committee_talk", 16, N_("上级党委派人谈话"), "acceptance", N_("谈话记录"), (
        Field("by", N_("谈话人"), "choice", (
            ("committee_member", N_("党委委员")), ("organiser", N_("组织员")),
            ("other", N_("其他人")))),)),
    StepKind("approval", 17, N_("上级党委审批"), "acceptance", N_("审批意见"), (
        DECIDED, COMMITTEE,
        Field("special_reason", N_("超过三个月的特殊原因已说明"), "flag", is_required=False))),
    StepKind("higher_filing", 18, N_("再上一级组织部门备案"), "acceptance", N_("备案表"), FILED),
    StepKind("assignment", 19, N_("编入党支部和党小组"), "probation", N_("编入通知"), (
        Field("organisation", N_("编入的党支部"), "organisation"),)),
    StepKind("oath", 20, N_("入党宣誓"), "probation", N_("宣誓记录"), (
        Field("held_by", N_("组织宣誓"), "choice", (
            ("committee", N_("党委")), ("branch", N_("党支部")))),)),
    StepKind("probation_review", 21, N_("继续教育考察"), "probation", N_("预备党员考察登记表"),
             (REVIEWED,), repeats=True),
    StepKind("conversion_request", 22, N_("提出转正申请"), "probation", N_("转正申请书")),
    StepKind("conversion_meeting", 23, N_("支部大会讨论转正"), "probation", N_("票决记录和决议"), (
        *BALLOT,
        Field("outcome", N_("决议"), "choice", (
            ("on_time", N_("按期转正")), ("extended", N_("延长预备期")),
            ("cancelled", N_("取消预备党员资格")))),
        Field("months", N_("延长的月数"), "number", is_required=False)), repeats=True),
    StepKind("conversion_approval", 24, N_("上级党委审批转正"), "probation", N_("审批意见"),
             (DECIDED, COMMITTEE), repeats=True),
    StepKind("archive", 25, N_("材料归档"), "probation", N_("档案目录"), (
        Field("papers", N_("归档材料份数"), "number"),)),
)  # fmt: skip
NOTICE = StepKind("public_notice", 0, N_("公示"), "", N_("公示及结果"), (
    Field("at", N_("公示环节"), "choice", (
        ("activist", N_("确定入党积极分子")), ("candidate", N_("确定发展对象")),
        ("acceptance", N_("接收预备党员")), ("conversion", N_("预备党员转正")))),
    Field("until", N_("公示截止"), "day"),
    Field("objections", N_("收到的意见数"), "number"),
    Field("answered", N_("意见已核实答复"), "flag", is_required=False)), repeats=True)  # fmt: skip
"""Not one of the 25; local rules ask for it at up to four points (facts.md §5.4 公示)."""

KINDS: Mapping[str, StepKind] = {kind.code: kind for kind in (*STEPS, NOTICE)}
ORDER: Mapping[str, int] = {kind.code: kind.number for kind in STEPS}

ANY_ORDER: Sequence[frozenset[str]] = (
    frozenset({"activist_filing", "contacts"}),
    frozenset({"introducers", "political_review", "training"}),
    frozenset({"higher_filing", "assignment", "oath", "probation_review"}),
)
"""Steps that may be taken in any order among themselves; all others follow their numbers.

Recording refuses and R19 finds what this table does not allow. That 9 to 11 change places is
R19 (facts.md §5.4); no clause puts 4 before 5, or 18 to 21 in order, so nothing is found there. [P]
"""
BESIDE: Mapping[str, frozenset[str]] = {step: group for group in ANY_ORDER for step in group}
"""Step -> its group of `ANY_ORDER`."""
