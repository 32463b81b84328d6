"""Relief for companies: policies as dated rules, who may be eligible and why, how much.

A policy is data: conditions compare a declared field with a value, the formula names a base and a
rate. A fact that nobody gave is *not known*, never taken for met or for missed. Shares are exact;
an amount is rounded once, half up, to the fen. Terms and rates come from a
county's own notices (facts.md §7.2).
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from jiceng.economy.rules.companies import INDUSTRIES, SIZES
from jiceng.economy.rules.money import fen_of
from jiceng.kernel.refusal import Reason
from jiceng.kernel.terms import Term
from jiceng.kernel.words import N_

KIND = "relief_policy"
SUBSIDY, REDUCTION, DEFERRAL, REFUND = "subsidy", "reduction", "deferral", "refund"
KINDS: Mapping[str, str] = {
    SUBSIDY: N_("补贴"), REDUCTION: N_("减免"), DEFERRAL: N_("缓缴"), REFUND: N_("返还"),
}  # fmt: skip
TAX_CLASSES: Mapping[str, str] = {
    "general": N_("一般纳税人"), "small_scale": N_("小规模纳税人"), "individual": N_("个体工商户"),
}  # fmt: skip
PERIODS: Mapping[str, str] = {"year": N_("年"), "half": N_("半年"), "quarter": N_("季度"),
                              "month": N_("月")}  # fmt: skip
OPS: Mapping[str, str] = {
    "<=": N_("不超过"), "<": N_("低于"), ">=": N_("不少于"), ">": N_("超过"), "=": N_("为"),
    "in": N_("属于"),
}  # fmt: skip
REGISTER, COMPANY = "register", "company"
MET, MISSED, UNKNOWN, APART = "met", "missed", "unknown", "apart"
"""`apart`: the condition is for other companies."""


@dataclass(frozen=True, slots=True)
class Field:
    """A fact about a company that a condition or a formula may ask for."""

    label: str
    measure: str = ""
    """count, money (kept in fen), percent, or text."""
    choices: Mapping[str, str] | None = None
    is_stated: bool = True
    """Given by the company or a department; the rest is the register's, or reckoned."""
    counted_in: str = ""


FIELDS: Mapping[str, Field] = {
    "insured": Field(N_("现参保人数"), "count", counted_in=N_("人")),
    "insured_before": Field(N_("上年末参保人数"), "count", counted_in=N_("人")),
    "drawing": Field(N_("领取失业保险金人数"), "count", counted_in=N_("人")),
    "premium": Field(N_("上年实缴失业保险费"), "money", counted_in=N_("元")),
    "premium_months": Field(N_("连续缴费月数"), "count", counted_in=N_("个月")),
    "tax": Field(N_("本期应缴税费"), "money", counted_in=N_("元")),
    "tax_class": Field(N_("纳税人类型"), "text", TAX_CLASSES),
    "layoff_rate": Field(N_("裁员率"), "percent", is_stated=False, counted_in="%"),
    "size": Field(N_("企业规模"), "text", SIZES, is_stated=False),
    "industry": Field(N_("所属行业"), "text", INDUSTRIES, is_stated=False),
    "area": Field(N_("所在区域"), "text", is_stated=False),
}
PARTS: Mapping[str, tuple[str, ...]] = {"layoff_rate": ("insured_before", "insured", "drawing")}
"""What a reckoned field is made of."""


@dataclass(frozen=True, slots=True)
class Datum:
    """A fact with who gave it and as of which day; `value` is fen for money, exact for a share."""

    value: Any
    source: str
    """register, company, or the code of the unit that gave it."""
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """`field op value`; with `when` it is for those alone who meet that one."""

    field: str
    op: str
    value: Any
    when: Condition | None = None


@dataclass(frozen=True, slots=True)
class Formula:
    """rate: a share of a base; per_head: so much for each; fixed."""

    kind: str
    base: str = ""
    percent: Fraction = Fraction(0)
    fen: int = 0
    times: int = 1
    """Months a sum per head is given for."""


@dataclass(frozen=True, slots=True)
class Paper:
    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy in one version, once it has passed `check_policy`."""

    key: str
    version: int
    name: str
    name_en: str
    document: str
    kind: str
    unit: str
    """The unit that leads it; `paid_by` approves and records the payment, `asked` check beside."""
    paid_by: str
    asked: tuple[str, ...]
    valid_from: date
    valid_to: date
    period: str
    conditions: tuple[Condition, ...]
    formula: Formula
    cap_fen: int
    smallest_fen: int
    excludes: tuple[str, ...]
    papers: tuple[Paper, ...]
    notice_days: int
    """Days for which granting is announced before; 0: not announced."""
    defer_months: int
    promise: Term
    kept_days: int
    """Days after its end for which what companies stated is kept."""
    is_sample: bool = False

    def is_open(self, today: date) -> bool:
        return self.valid_from <= today <= self.valid_to

    @property
    def fields(self) -> tuple[str, ...]:
        """What somebody has to state, in the declared order."""
        asked = {c.field for c in self.conditions} | {self.formula.base}
        asked |= {c.when.field for c in self.conditions if c.when}
        for name in tuple(asked):
            asked |= set(PARTS.get(name, ()))
        return tuple(key for key, field in FIELDS.items() if key in asked and field.is_stated)

    @property
    def is_deferral(self) -> bool:
        return self.kind == DEFERRAL


@dataclass(frozen=True, slots=True)
class Finding:
    """How a company stands towards one condition, and by which datum."""

    condition: Condition
    standing: str
    datum: Datum | None = None


def policy_of(key: str, version: int, content: Mapping[str, Any]) -> Policy:
    """A policy as configuration keeps it, once it has passed `check_policy`."""
    formula = content["formula"]
    return Policy(
        key, version, str(content["name"]), str(content.get("name_en", "")),
        str(content["document"]), str(content["kind"]), str(content["unit"]),
        str(content["paid_by"]), tuple(content.get("asked", ())),
        date.fromisoformat(str(content["valid_from"])),
        date.fromisoformat(str(content["valid_to"])), str(content.get("period", "year")),
        tuple(condition_of(row) for row in content.get("conditions", ())),
        Formula(
            str(formula["kind"]), str(formula.get("base", "")),
            Fraction(str(formula.get("percent", 0))), fen_of(formula.get("yuan", 0)),
            int(formula.get("times", 1)),
        ),
        fen_of(content["cap_yuan"]), fen_of(content.get("smallest_yuan", 0)),
        tuple(content.get("excludes", ())),
        tuple(Paper(p["key"], p["name"]) for p in content.get("papers", ())),
        int(content.get("notice_days", 0)), int(content.get("defer_months", 0)),
        Term.parse(str(content.get("promise", "15 working_days"))),
        int(content.get("kept_days", 365)), bool(content.get("is_sample", False)),
    )  # fmt: skip


def condition_of(row: Mapping[str, Any]) -> Condition:
    """A condition as it is written, its value as facts are kept."""
    when = condition_of(row["when"]) if row.get("when") else None
    return Condition(row["field"], row["op"], value_of(row["field"], row["value"]), when)


def value_of(field: str, written: Any) -> Any:
    """A written value as it is compared: fen, whole numbers, exact shares, texts. ValueError."""
    measure = FIELDS[field].measure
    if isinstance(written, list | tuple):
        return tuple(value_of(field, one) for one in written)
    if measure == "money":
        return fen_of(written)
    if measure in ("count", "percent"):
        number = Fraction(str(written))
        if measure == "count" and (number.denominator != 1 or number < 0):
            raise ValueError(str(written))
        return int(number) if measure == "count" else number
    return str(written)


# Who may be eligible.


def with_reckoned(data: Mapping[str, Datum]) -> dict[str, Datum]:
    """Facts and what follows from them: the layoff rate (裁员率)."""
    rate = layoff_rate(data)
    return {**data, **({"layoff_rate": rate} if rate else {})}


def layoff_rate(data: Mapping[str, Datum]) -> Datum | None:
    """Percent of last year's staff gone, or drawing benefit; the reading better for the company
    counts (facts.md §7.2). None where it is not known.
    """
    before = data.get("insured_before")
    if before is None or not before.value:
        return None
    gone = []
    if now := data.get("insured"):
        gone.append((Fraction(100 * (before.value - now.value), before.value), now))
    if drawing := data.get("drawing"):
        gone.append((Fraction(100 * drawing.value, before.value), drawing))
    if not gone:
        return None
    rate, datum = min(gone, key=lambda each: each[0])
    return Datum(max(rate, Fraction(0)), datum.source, datum.on)


def judge(policy: Policy, data: Mapping[str, Datum]) -> list[Finding]:
    """Each condition met, missed, not known, or for others."""
    known = with_reckoned(data)
    return [Finding(c, _standing(c, known), known.get(c.field)) for c in policy.conditions]


def _standing(condition: Condition, data: Mapping[str, Datum]) -> str:
    if condition.when:
        first = _standing(condition.when, data)
        if first != MET:
            return APART if first == MISSED else UNKNOWN
    datum = data.get(condition.field)
    if datum is None or datum.value in (None, ""):
        return UNKNOWN
    return MET if compares(datum.value, condition.op, condition.value, condition.field) else MISSED


def compares(value: Any, op: str, wanted: Any, field: str) -> bool:
    """Whether a value stands so towards what is wanted; an area lies in whatever it lies below."""
    if op in ("=", "in"):
        among = wanted if isinstance(wanted, tuple) else (wanted,)
        if field == "area":
            return any(code in str(value).split("/") for code in among)
        return value in among
    return bool(
        {"<=": value <= wanted, "<": value < wanted, ">=": value >= wanted, ">": value > wanted}[op]
    )


def outcome(findings: list[Finding]) -> str:
    """missed if one is missed, else unknown if one is not known, else met."""
    standings = {f.standing for f in findings}
    return next((s for s in (MISSED, UNKNOWN) if s in standings), MET)


# How much.


def amount_of(policy: Policy, data: Mapping[str, Datum]) -> int | None:
    """Fen by the formula, rounded half up once, never above the cap; None where the base is not
    known, 0 below the smallest grant.
    """
    formula = policy.formula
    if formula.kind == "fixed":
        exact = Fraction(formula.fen)
    else:
        datum = data.get(formula.base)
        if datum is None:
            return None
        if formula.kind == "rate":
            exact = datum.value * formula.percent / 100
        else:
            exact = Fraction(datum.value * formula.fen * formula.times)
    fen = min(half_up(exact), policy.cap_fen)
    return fen if fen >= policy.smallest_fen else 0


def half_up(exact: Fraction) -> int:
    """The nearest whole fen; a half goes up."""
    return (exact.numerator * 2 + exact.denominator) // (exact.denominator * 2)


# Periods and what excludes what.


def period_of(policy: Policy, day: date) -> str:
    """The span in which one company is granted a policy once: 2026, 2026H1, 2026Q3, 2026-05."""
    if policy.period == "half":
        return f"{day.year}H{1 if day.month <= 6 else 2}"
    if policy.period == "quarter":
        return f"{day.year}Q{(day.month + 2) // 3}"
    return f"{day.year}-{day.month:02d}" if policy.period == "month" else str(day.year)


def slots_of(policy: Policy, period: str, policies: Mapping[str, Policy]) -> list[tuple[str, str]]:
    """What one grant takes up, as (slot, span): its own period, and with every policy that
    excludes it, or that it excludes, the year. In one order, so that two grants never wait for
    each other.
    """
    against = set(policy.excludes)
    against |= {other.key for other in policies.values() if policy.key in other.excludes}
    pairs = [("|".join(sorted((policy.key, other))), period[:4]) for other in against]
    return sorted([(policy.key, period), *pairs])


# What is stated.


def read_figures(policy: Policy, typed: Mapping[str, Any]) -> tuple[dict[str, Any], list[Reason]]:
    """Figures as they are kept, and what is wrong with the rest; an empty one is not stated."""
    kept: dict[str, Any] = {}
    faults = []
    for name in policy.fields:
        written = typed.get(name)
        if written is None or str(written).strip() == "":
            continue
        field = FIELDS[name]
        try:
            value = value_of(name, str(written).strip())
        except (ValueError, ZeroDivisionError):
            faults.append(Reason("bad_figure", {"paper": name}, name))
            continue
        if field.choices and value not in field.choices:
            faults.append(Reason("unknown_value", {"value": str(value)}, name))
            continue
        kept[name] = value
    for name in sorted(typed.keys() - set(policy.fields)):
        if str(typed[name] or "").strip():
            faults.append(Reason("figure_not_asked", {"value": name}, name))
    return kept, faults


def plus_months(day: date, count: int) -> date:
    """The same day so many months later, or the last of that month."""
    years, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))
