"""What a member pays each month, and when months are late (facts.md §5.3).

《关于中国共产党党费收缴、使用和管理的规定》, 2008. Money is whole fen, rates are parts of ten
thousand, months are the first of their days. Every number is a parameter of the rule version.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from jiceng.kernel.numbers import yuan
from jiceng.kernel.refusal import Invalid, Reason
from jiceng.kernel.words import N_

KINDS: Mapping[str, str] = {
    "wage": N_("按月领取工资"),
    "annual_salary": N_("实行年薪制"),
    "self_employed": N_("不按月取得收入的个体经营者等"),
    "retired": N_("离退休"),
    "farmer": N_("农民党员"),
    "student": N_("学生"),
    "laid_off": N_("下岗失业"),
    "relief": N_("依靠抚恤或者救济生活、领取低保"),
}
"""Kinds a branch fixes by itself; `hardship` follows from a committee's approval alone."""
HARDSHIP = "hardship"
LABELS: Mapping[str, str] = {**KINDS, HARDSHIP: N_("交纳党费确有困难")}
BASES: Mapping[str, str] = {
    "wage": N_("每月工资中相对固定、经常性的部分（税后）"),
    "annual_salary": N_("当月实际领取的薪酬（税后）"),
    "self_employed": N_("上季度月平均纯收入"),
    "retired": N_("每月实际领取的离退休费或者养老金总额"),
    "farmer": N_("党支部确定的月交纳数（不填按规定的默认数）"),
}
"""What the sum typed for a kind means; the other kinds have none."""
BANDED: Mapping[str, str] = {
    "wage": "wage_bands",
    "annual_salary": "wage_bands",
    "self_employed": "wage_bands",
    "retired": "pension_bands",
}
REFIXED: Mapping[str, int] = {"annual_salary": 1, "self_employed": 3}
"""Kinds whose sum changes within the year by the rule itself, and after how many months."""
UNITS: Mapping[str, int] = {"fen": 1, "jiao": 10, "yuan": 100}
WHOLE = 10_000
"""Rates are parts of this."""
HIGHEST_BASE = 100_000_000_00
"""Fen a month; more is a slip of the pen."""


@dataclass(frozen=True, slots=True)
class Band:
    """What follows from a base: the rate on the whole of it, or an amount the rule names (rate 0).

    The base itself is not part of it: once the band is known nobody needs it any more.
    """

    kind: str
    rate: int
    monthly_fen: int


def band_of(kind: str, base_fen: int | None, values: Mapping[str, Any]) -> Band:
    """The band of a member. Raises `Invalid` naming `kind` or `base`."""
    if kind not in KINDS:
        raise Invalid(Reason("unknown_value", {"value": kind}, "kind"))
    if kind in BANDED:
        if base_fen is None:
            raise Invalid(Reason("dues_base_needed", field="base"))
        if not 0 < base_fen <= HIGHEST_BASE:
            raise Invalid(Reason("dues_base_range", field="base"))
        rate = rate_of(base_fen, values[BANDED[kind]])
        return Band(kind, rate, share(base_fen, rate, values["rounding"]))
    if kind == "farmer":
        return Band(kind, 0, _of_farmer(base_fen, values))
    if base_fen is not None:
        raise Invalid(Reason("dues_no_base", field="base"))
    return Band(kind, 0, int(values["student_fen"]))


def _of_farmer(chosen_fen: int | None, values: Mapping[str, Any]) -> int:
    """Within the bounds of the rule a branch or county chooses."""
    low, high = values["farmer_least_fen"], values["farmer_most_fen"]
    amount = int(values["farmer_fen"]) if chosen_fen is None else chosen_fen
    if not low <= amount <= high:
        raise Invalid(Reason("dues_farmer_range", {"low": yuan(low), "high": yuan(high)}, "base"))
    return amount


def rate_of(base_fen: int, bands: Sequence[Sequence[int]]) -> int:
    """The rate on the whole base; the upper bound belongs to its band, 0 stands for no bound."""
    return next(rate for upper, rate in bands if not upper or base_fen <= upper)


def share(base_fen: int, rate: int, rounding: str) -> int:
    """A rate of a base in fen, rounded half up to fen, jiao or yuan."""
    unit = UNITS[rounding]
    return (2 * base_fen * rate + WHOLE * unit) // (2 * WHOLE * unit) * unit


def percent(rate: int) -> str:
    """A rate as people write it: 0.5%; nothing for amounts the rule names."""
    return f"{rate / 100:g}%" if rate else ""


# Months.


def month_of(day: date) -> date:
    return day.replace(day=1)


def plus(month: date, count: int) -> date:
    """The month so many months later, or earlier."""
    years, rest = divmod(month.year * 12 + month.month - 1 + count, 12)
    return date(years, rest + 1, 1)


def between(first: date, last: date) -> int:
    """How many months lie between two: 0 for the same."""
    return (last.year - first.year) * 12 + last.month - first.month


def months(first: date, last: date) -> Iterator[date]:
    """Every month from one to another, both included."""
    return (plus(first, n) for n in range(between(first, last) + 1))


def last_payable(today: date, values: Mapping[str, Any]) -> date:
    """The last month that may be paid: the end of the quarter (art. 12), or the present month
    where the rule says so; nothing ahead of it (art. 14)."""
    here = month_of(today)
    return plus(here, 2 - (here.month - 1) % 3) if values["pay_within_quarter"] else here


def last_day(month: date) -> date:
    return plus(month, 1) - timedelta(days=1)


def read_month(text: str) -> date:
    """2026-11 as its first day. Raises `Invalid`."""
    try:
        return date.fromisoformat(f"{text.strip()}-01")
    except ValueError as error:
        raise Invalid(Reason("bad_month", {"value": text[:20]}, "month")) from error


# What is paid and what is late.


@dataclass(frozen=True, slots=True)
class Owed:
    """One month of one member."""

    month: date
    due_fen: int
    paid_fen: int = 0

    @property
    def open_fen(self) -> int:
        return self.due_fen - self.paid_fen


def spread(fen: int, owed: Iterable[Owed]) -> list[tuple[date, int]]:
    """Money put on what is open, the oldest month first; what is left over is not in it."""
    parts = []
    for one in sorted(owed, key=lambda o: o.month):
        part = min(fen, one.open_fen)
        if part > 0:
            parts.append((one.month, part))
            fen -= part
    return parts


def late_months(owed: Iterable[Owed], today: date) -> int:
    """The longest run of months before this one that were not paid in full.

    A month in which nothing is due neither counts nor breaks the run.
    """
    here, run, longest = month_of(today), 0, 0
    for one in sorted(owed, key=lambda o: o.month):
        if one.month >= here or not one.due_fen:
            continue
        run = run + 1 if one.open_fen > 0 else 0
        longest = max(longest, run)
    return longest


def flag_of(late: int, values: Mapping[str, Any]) -> int:
    """The highest mark reached: 1, 3, 5 or 6 months; 0 for none. It flags, it decides nothing."""
    return max((n for n in values["flag_months"] if n <= late), default=0)


def needs_reason(oldest: date, today: date, values: Mapping[str, Any]) -> bool:
    """Whether paying a month is a back payment past the usual six months (art. 12)."""
    return between(oldest, month_of(today)) > int(values["back_payment_months"])


def is_large(fen: int, values: Mapping[str, Any]) -> bool:
    """Whether a voluntary payment is passed on whole to the Centre."""
    return fen >= int(values["large_voluntary_fen"])


def handed_on(collected_fen: int, values: Mapping[str, Any]) -> int:
    """What a committee usually passes up of what it collected, in fen, half up."""
    return share(collected_fen, int(values["remit_percent"]) * 100, "fen")
