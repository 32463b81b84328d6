"""The checker of member development: rules R01 to R21 looked at on one file (facts.md §5.4).

A rule says pass, fail or unknown, each with its reason, by the version of the rules in force on the
day it looks at: of what happened on a day its own day, of a length in months the day it runs from.
Nothing here judges a person or an admission: people do, from what is found, and R20 and R21 only
ask them to look.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from jiceng.kernel.words import N_
from jiceng.party.rules import checker_acceptance as acceptance
from jiceng.party.rules import checker_activists as activists
from jiceng.party.rules import checker_ballots as ballots
from jiceng.party.rules import checker_notices as notices
from jiceng.party.rules import checker_order as order
from jiceng.party.rules import checker_probation as probation
from jiceng.party.rules.book import History, Version
from jiceng.party.rules.checker_looks import Look, Said, WorksOn, weekdays
from jiceng.party.rules.facts_of_file import FileFacts
from jiceng.party.rules.findings import Finding, Severity
from jiceng.party.rules.steps import ORDER


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what it is called, how grave, on which steps it rests, what is usually done."""

    id: str
    title: str
    severity: Severity
    steps: tuple[str, ...]
    remedy: str
    look: Callable[[Look], Said] | None = None
    """None for R21, which looks at a branch instead of a file."""
    parameters: tuple[str, ...] = ()
    """Names of the values of a version it reads."""
    clauses: tuple[str, ...] = ()
    """Names under which a version may say where the document states it."""


TALK = N_("补谈并如实记录日期，今后一个月内谈话")
MAKE_UP = N_("由党支部说明情况，按规定补做或补正，报上级党委核实")
SUSPEND = N_("暂停办理，由上级党委核实后研究处理")
TABLE = (
    Rule("R01", N_("申请入党时年满十八岁"), "fatal", ("application",),
         N_("核对出生日期和申请日期；确未满十八岁的，由上级党委研究处理"),
         activists.old_enough, ("least_age",)),
    Rule("R02", N_("收到申请后一个月内谈话"), "minor", ("application", "first_talk"), TALK,
         activists.talked_in_time, ("talk_within_months",)),
    Rule("R03", N_("指定一至两名正式党员作培养联系人"), "major", ("contacts",),
         N_("重新指定符合条件的培养联系人，并说明原因"),
         activists.contacts_fit, ("least_contacts", "most_contacts")),
    Rule("R04", N_("确定积极分子满一年才能列为发展对象"), "fatal", ("recognition", "nomination"),
         SUSPEND, activists.cultivated_long_enough, ("least_cultivation_months",)),
    Rule("R05", N_("培养期间每半年考察一次"), "minor",
         ("recognition", "half_year_review", "nomination"),
         N_("由党支部说明情况，不得事后补造考察记录"),
         activists.reviewed_each_half_year, ("review_every_months",)),
    Rule("R06", N_("发展对象先备案，后使用政审培训结果"), "major",
         ("candidate_filing", "committee_review", "pre_review", "admission_form",
          "admission_meeting"),
         MAKE_UP, activists.filed_before_use),
    Rule("R07", N_("支部委员会审查前完成政治审查"), "fatal",
         ("political_review", "committee_review", "admission_meeting"), SUSPEND,
         acceptance.politically_reviewed, ("review_valid_months",)),
    Rule("R08", N_("支部委员会审查前完成短期集中培训"), "major", ("training", "committee_review"),
         N_("补足培训后再研究接收；特殊情况由上级党委说明"),
         acceptance.trained, ("training_days", "training_hours")),
    Rule("R09", N_("两名正式党员作入党介绍人"), "major", ("introducers", "admission_meeting"),
         N_("重新确定符合条件的入党介绍人，并说明原因"), acceptance.introduced, ("introducers",)),
    Rule("R10", N_("先预审，再填志愿书，再开支部大会"), "major",
         ("pre_review", "admission_form", "admission_meeting"), MAKE_UP,
         acceptance.reviewed_before_form, (), ("committee_review",)),
    Rule("R11", N_("到会和赞成都超过应到会人数的一半"), "fatal",
         ("admission_meeting", "conversion_meeting"),
         N_("核对会议记录和票决情况；确未过半的，决议无效，重新召开支部大会"),
         ballots.quorate, (), ("admission_meeting", "conversion_meeting")),
    Rule("R12", N_("按规定公示，意见核实后再决定"), "major",
         ("public_notice", "activist_filing", "candidate_filing", "admission_meeting",
          "conversion_meeting", "conversion_approval"),
         N_("补足公示，核实并答复收到的意见"), notices.publicly_noticed,
         ("public_notice_days", "public_notice_counting", "public_notice_at")),
    Rule("R13", N_("审批前上级党委派人谈话"), "major",
         ("admission_meeting", "committee_talk", "approval"),
         N_("由上级党委说明情况，补谈并如实记录日期"), acceptance.talked_before_approval),
    Rule("R14", N_("支部大会后三个月内审批"), "major", ("admission_meeting", "approval"),
         N_("超过三个月的说明原因；超过六个月的，重新履行接收手续"), acceptance.approved_in_time,
         ("approval_within_months", "special_approval_within_months")),
    Rule("R15", N_("由有审批权的党委审批"), "fatal", ("approval", "conversion_approval"),
         N_("核对审批权限；无权审批的，报有权审批的党委重新审批"),
         acceptance.approved_by_committee),
    Rule("R16", N_("预备期满申请转正，期满后讨论"), "major",
         ("admission_meeting", "conversion_request", "conversion_meeting", "conversion_approval"),
         N_("由党支部说明情况；未满预备期的，期满后重新讨论"), probation.converted_at_its_time,
         ("probation_months", "conversion_window_months")),
    Rule("R17", N_("预备期只延长一次，半年以上一年以内"), "fatal",
         ("conversion_meeting", "conversion_approval"),
         N_("由上级党委核实，按规定重新作出决定"), probation.extended_once,
         ("least_extension_months", "most_extension_months"), ("conversion_meeting",)),
    Rule("R18", N_("转正决议三个月内审批"), "minor",
         ("conversion_meeting", "conversion_approval"), N_("由审批党委说明原因"),
         probation.conversion_approved_in_time, ("conversion_approval_within_months",)),
    Rule("R19", N_("各步骤日期先后有序"), "major", tuple(ORDER),
         N_("核对原始记录；确属程序倒置的，由上级党委研究处理"), order.in_order),
    Rule("R20", N_("材料齐全，没有成批同日形成的材料"), "info", tuple(ORDER),
         N_("查阅原件，由人判断；系统不作结论"), order.papers_present, ("batch_within_month",)),
    Rule("R21", N_("没有短期内集中接收"), "info", ("admission_meeting",),
         N_("了解情况，由人判断；系统不作结论"), None, ("batch_within_month",)),
)  # fmt: skip
RULES: Mapping[str, Rule] = {rule.id: rule for rule in TABLE}
RULES_OF_STEPS: Mapping[str, tuple[str, ...]] = {
    step: tuple(rule.id for rule in TABLE if step in rule.steps)
    for step in (*ORDER, "public_notice")
}
"""Step -> the rules that rest on it, so that a move may ask for those alone."""
OF_A_FILE = tuple(rule for rule in TABLE if rule.look)


def check(facts: FileFacts, history: History, works_on: WorksOn = weekdays) -> list[Finding]:
    """Every rule that looks at one file, R01 to R20, in that order."""
    look = Look(facts, history, works_on)
    return [worded(rule, rule.look(look)) for rule in OF_A_FILE if rule.look]


def check_steps(
    steps: Iterable[str], facts: FileFacts, history: History, works_on: WorksOn = weekdays
) -> list[Finding]:
    """Only the rules that rest on some steps: what a move has to ask."""
    wanted = {rule for step in steps for rule in RULES_OF_STEPS[step]}
    look = Look(facts, history, works_on)
    return [worded(r, r.look(look)) for r in OF_A_FILE if r.look and r.id in wanted]


def check_branch(days_of_acceptance: Iterable[date], history: History) -> list[Finding]:
    """R21 on one branch, from the days of the meetings that accepted its members.

    A finding for each stretch of months over the limit; without any a single one that says so.
    """
    said = order.many_in_one_month(days_of_acceptance, history)
    return [worded(RULES["R21"], one) for one in said]


def check_batches(
    files: Mapping[str, FileFacts], history: History
) -> Iterator[tuple[Finding, frozenset[str]]]:
    """R20 across the files of one branch: each batch of one day, with the keys of its files."""
    for said, keys in order.same_day_batches(files, history):
        yield worded(RULES["R20"], said), keys


def is_unverified(
    rule: Rule, version: Version | None, rests_on: tuple[str, ...] | None = None
) -> bool:
    """Whether a parameter the rule reads, or those given, is from a reprint or local practice."""
    names = rule.parameters if rests_on is None else rests_on
    return version is not None and any(name in version.unverified for name in names)


def clause(rule: Rule, version: Version, first: str = "") -> str:
    """Where the document says it; empty when nobody has looked it up."""
    names = (first, rule.id, *rule.clauses) if first else (rule.id, *rule.clauses)
    return next((version.clauses[name] for name in names if name in version.clauses), "")


def worded(rule: Rule, said: Said) -> Finding:
    """What a rule said, with what its version says about itself."""
    version = said.version
    return Finding(
        rule=rule.id,
        result=said.result,
        severity=said.severity or rule.severity,
        reason=said.reason,
        facts=said.facts,
        clause=clause(rule, version, said.clause) if version else "",
        document=version.document if version else "",
        version=version.number if version else 0,
        remedy=rule.remedy,
        is_unverified=is_unverified(rule, version, said.rests_on),
    )
