"""Companies: is a credit code well formed, and what may the register say (facts.md §7.3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from jiceng.casework.rules.sheets import Columns
from jiceng.kernel.refusal import Reason
from jiceng.kernel.words import N_

PLACES = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The characters of a credit code by their value; no I, O, S, V, Z (GB 32100-2015)."""
LONG = 18
WEIGHTS = tuple(pow(3, place, len(PLACES)) for place in range(LONG - 1))
"""31 is prime and no weight is a multiple of it: one wrong character is always noticed."""
SIZES: Mapping[str, str] = {
    "micro": N_("微型"),
    "small": N_("小型"),
    "medium": N_("中型"),
    "large": N_("大型"),
}
INDUSTRIES: Mapping[str, str] = {
    "A": N_("农、林、牧、渔业"),
    "B": N_("采矿业"),
    "C": N_("制造业"),
    "D": N_("电力、热力、燃气及水生产和供应业"),
    "E": N_("建筑业"),
    "F": N_("批发和零售业"),
    "G": N_("交通运输、仓储和邮政业"),
    "H": N_("住宿和餐饮业"),
    "I": N_("信息传输、软件和信息技术服务业"),
    "J": N_("金融业"),
    "K": N_("房地产业"),
    "L": N_("租赁和商务服务业"),
    "M": N_("科学研究和技术服务业"),
    "N": N_("水利、环境和公共设施管理业"),
    "O": N_("居民服务、修理和其他服务业"),
    "P": N_("教育"),
    "Q": N_("卫生和社会工作"),
    "R": N_("文化、体育和娱乐业"),
}
"""Sections of GB/T 4754-2017 in which companies work."""
LONGEST_NAME = 80
COLUMNS = Columns(
    {
        "credit_code": (N_("统一社会信用代码"), "信用代码"),
        "name": (N_("企业名称"), "名称"),
        "area": (N_("所在区域"), "区域代码"),
        "address": (N_("地址"), "住所", "经营场所"),
        "industry": (N_("行业"), "行业门类"),
        "size": (N_("规模"), "企业规模"),
        "set_up_asked_on": (N_("设立申请日期"), "申请日期"),
        "set_up_on": (N_("成立日期"), "设立日期"),
    },
    ("credit_code", "name", "area"),
)
"""The columns of a table of companies."""


@dataclass(frozen=True, slots=True)
class CompanyGiven:
    """A company as the register shows it."""

    credit_code: str
    name: str
    area: str
    """Code of the area it works in."""
    address: str = ""
    industry: str = ""
    size: str = ""
    set_up_asked_at: datetime | None = None
    set_up_at: datetime | None = None
    is_sample: bool = False


def normal_code(text: str) -> str:
    """A credit code as it is kept: capitals, without blanks."""
    return "".join(text.split()).upper()


def check_place(first: str) -> str:
    """The last place of a credit code, from the seventeen before it. Raises ValueError."""
    total = sum(PLACES.index(c) * w for c, w in zip(first, WEIGHTS, strict=True))
    return PLACES[-total % len(PLACES)]


def code_fault(code: str) -> Reason | None:
    """What is wrong with a credit code, in one sentence; None for one that is well formed."""
    if len(code) != LONG:
        return Reason("credit_code_length", {"found": len(code)}, "credit_code")
    if wrong := sorted({c for c in code if c not in PLACES}):
        return Reason("credit_code_characters", {"wrong": "、".join(wrong)}, "credit_code")
    if check_place(code[:-1]) != code[-1]:
        return Reason("credit_code_check", {"value": code}, "credit_code")
    return None


def company_faults(given: CompanyGiven, now: datetime) -> Iterator[Reason]:
    """Everything wrong with what is said of a company, each fault with its field."""
    if fault := code_fault(given.credit_code):
        yield fault
    if not 2 <= len(given.name) <= LONGEST_NAME:
        yield Reason("text_length", {"low": 2, "high": LONGEST_NAME}, "name")
    for field, value, known in (
        ("industry", given.industry, INDUSTRIES),
        ("size", given.size, SIZES),
    ):
        if value and value not in known:
            yield Reason("unknown_value", {"value": value}, field)
    asked, set_up = given.set_up_asked_at, given.set_up_at
    if asked and set_up and set_up < asked:
        yield Reason("set_up_before_asked", field="set_up_at")
    for field, at in (("set_up_asked_at", asked), ("set_up_at", set_up)):
        if at and at > now:
            yield Reason("day_in_the_future", field=field)
