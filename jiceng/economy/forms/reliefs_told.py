"""Policies and applications for relief in words, for every face that shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.economy.models import Relief
from jiceng.economy.process import RELIEF
from jiceng.economy.queries.relief_policies import unit_named
from jiceng.economy.rules.relief import (
    COMPANY,
    FIELDS,
    KINDS,
    OPS,
    PERIODS,
    REGISTER,
    Condition,
    Datum,
    Finding,
    Policy,
)
from jiceng.kernel.money import money
from jiceng.kernel.records.names import listed, named
from jiceng.kernel.records.territory import territory
from jiceng.web.words import term_words

LIGHTS: Mapping[str, str] = {
    "applied": "new", "supplementing": "yellow", "checked": "doing", "on_notice": "doing",
    "approved": "doing", "deferred": "doing", "paid": "done", "settled": "done",
    "recovered": "rest", "declined": "rest", "withdrawn": "rest",
}  # fmt: skip
NEXT: Mapping[str, str] = {
    "applied": N_("%(unit)s正在核查贵企业的数据和材料。"),
    "supplementing": N_("请补齐材料。补齐之前暂停计时，材料只会要求补正一次。"),
    "checked": N_("核查已经通过，等待公示或审批。"),
    "on_notice": N_("正在公示，期满没有异议后由%(unit)s审批。"),
    "approved": N_("已经批准，%(unit)s正在办理兑付。"),
    "deferred": N_("已经办理缓缴，请按期补缴。"),
    "paid": N_("已经兑付。"),
    "settled": N_("缓缴的款项已经补缴。"),
    "recovered": N_("已经兑付的款项已全部收回，理由见下方。"),
    "declined": N_("不予批准，理由见下方；不服可以依法申请复议或提起诉讼。"),
    "withdrawn": N_("贵企业已经撤回申请。"),
}
STANDINGS: Mapping[str, tuple[str, str]] = {
    "met": ("done", N_("符合")),
    "missed": ("red", N_("不符合")),
    "unknown": ("yellow", N_("尚无数据")),
    "apart": ("rest", N_("不适用")),
}


def name_of(policy: Policy) -> str:
    return named(policy.name, policy.name_en)


def title_of(relief: Relief, policies: Mapping[str, Policy]) -> str:
    """The policy's name in the reader's language, as long as it is in force."""
    policy = policies.get(relief.policy)
    return name_of(policy) if policy else relief.title


def status_of(relief: Relief) -> dict[str, str]:
    return {"light": LIGHTS[relief.state], "text": _(RELIEF.state(relief.state).label)}


def next_told(relief: Relief) -> str:
    """What comes next, for the company."""
    return _(NEXT[relief.state]) % {"unit": unit_named(relief.unit)}


def value_told(field: str, value: Any) -> str:
    """A value with what it is counted in."""
    known = FIELDS[field]
    if isinstance(value, tuple | list):
        return listed(value_told(field, one) for one in value)
    if known.choices:
        return _(known.choices.get(str(value), str(value)))
    if field == "area":
        area = territory().areas.get(str(value).strip("/").rpartition("/")[2])
        return area.name if area else str(value)
    if known.measure == "money":
        return _("%(sum)s 元") % {"sum": money(int(value))}
    if known.measure == "percent":
        return f"{float(Fraction(value)):.2f}".rstrip("0").rstrip(".") + "%"
    return f"{value} {_(known.counted_in)}"


def condition_told(condition: Condition) -> str:
    """A condition as a reader reads it: 裁员率不超过 20%."""
    said = _("%(field)s%(op)s %(value)s") % {
        "field": _(FIELDS[condition.field].label),
        "op": _(OPS[condition.op]),
        "value": value_told(condition.field, condition.value),
    }
    if condition.when is None:
        return said
    return _("%(said)s（%(when)s的企业）") % {"said": said, "when": condition_told(condition.when)}


def source_told(datum: Datum) -> str:
    """Who gave a fact, and as of which day."""
    who = {REGISTER: _("登记信息"), COMPANY: _("企业填报")}.get(datum.source)
    who = who or unit_named(datum.source)
    return f"{who}，{datum.on:%Y-%m-%d}" if datum.on else who


def findings_told(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Each condition with how the company stands to it, and by which datum."""
    return [
        {
            "text": condition_told(f.condition),
            "light": STANDINGS[f.standing][0],
            "standing": _(STANDINGS[f.standing][1]),
            "value": value_told(f.condition.field, f.datum.value) if f.datum else "",
            "source": source_told(f.datum) if f.datum else "",
        }
        for f in findings
    ]


def amount_told(policy: Policy) -> str:
    """The formula in words."""
    formula = policy.formula
    if formula.kind == "fixed":
        return _("每户 %(sum)s 元") % {"sum": money(formula.fen)}
    base = _(FIELDS[formula.base].label)
    if formula.kind == "rate":
        percent = f"{float(formula.percent):g}"
        return _("%(base)s的 %(percent)s%%") % {"base": base, "percent": percent}
    told = {"base": base, "sum": money(formula.fen), "n": formula.times}
    return _("%(base)s × %(sum)s 元 × %(n)s 个月") % told


def policy_told(policy: Policy, policies: Mapping[str, Policy]) -> list[dict[str, str]]:
    """What a policy says, label and text."""
    against = [name_of(p) for key, p in policies.items()
               if key in policy.excludes or policy.key in p.excludes]  # fmt: skip
    rows = [
        (_("方式"), _(KINDS[policy.kind])),
        (_("文号"), policy.document),
        (_("申请期"), f"{policy.valid_from:%Y-%m-%d} — {policy.valid_to:%Y-%m-%d}"),
        (_("金额"), amount_told(policy)),
        (_("每户上限"), _("每%(period)s %(sum)s 元") % {
            "period": _(PERIODS[policy.period]), "sum": money(policy.cap_fen)}),
        (_("最低发放额"), _("%(sum)s 元") % {"sum": money(policy.smallest_fen)}
            if policy.smallest_fen else ""),
        (_("缓缴期"), _("%(n)s 个月，到期补缴") % {"n": policy.defer_months}
            if policy.is_deferral else ""),
        (_("公示"), _("审批前公示 %(n)s 天") % {"n": policy.notice_days}
            if policy.notice_days else _("不公示")),
        (_("不能同时享受"), listed(against)),
        (_("牵头单位"), unit_named(policy.unit)),
        (_("核查单位"), listed(unit_named(code) for code in policy.asked)),
        (_("兑付单位"), unit_named(policy.paid_by)),
        (_("办理时限"), term_words(str(policy.promise))),
    ]  # fmt: skip
    return [{"label": label, "text": text} for label, text in rows if text]
