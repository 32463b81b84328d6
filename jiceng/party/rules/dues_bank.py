"""A bank's statement read line by line, and whose money a line is: by number, else by name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from jiceng.casework.rules.sheets import Columns
from jiceng.kernel.money import read_fen
from jiceng.kernel.refusal import Invalid, Reason

COLUMNS = Columns(
    {
        "serial": ("交易流水号", "流水号", "凭证号", "交易序号"),
        "on": ("交易日期", "入账日期", "记账日期", "日期"),
        "amount": ("贷方发生额", "收入金额", "交易金额", "金额", "贷方金额"),
        "payer": ("对方户名", "付款人", "对方名称", "付款户名", "户名"),
        "remark": ("附言", "摘要", "备注", "用途"),
    },
    ("serial", "on", "amount"),
)
"""How banks head what is needed; the payer's own account number is not read."""
MEMBER = re.compile(r"D[1-9][0-9]{11,26}")
DAY = re.compile(r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?(?: .*)?")
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?: .*)?")
SERIAL_DAY = re.compile(r"[34]\d{4}")
TAIL = 4
"""So many last digits stand for an account."""
ORIGIN = date(1899, 12, 30)
Because = Literal["by_number", "by_name", "no_one", "several", "left"]


@dataclass(frozen=True, slots=True)
class Line:
    """One incoming sum of a statement."""

    serial: str
    on: date
    fen: int
    payer: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Payer:
    """A member as a line may name them."""

    key: int
    number: str
    name: str
    is_present: bool = True


def line_of(cells: Mapping[str, str], columns: Mapping[str, str], today: date) -> Line:
    """A row as a line. Raises `Invalid` with every reason against it."""
    said = COLUMNS.cells(cells, columns)
    reasons: list[Reason] = []
    serial, on, fen = said["serial"], today, 0
    if not serial:
        reasons.append(Reason("serial_missing", field="serial"))
    elif len(serial) > 60:
        reasons.append(Reason("too_long", {"value": serial[:20], "most": 60}, "serial"))
    try:
        on = day_of(said["on"])
        if on > today:
            reasons.append(Reason("in_the_future_day", field="on"))
    except Invalid as refusal:
        reasons += refusal.reasons
    try:
        fen = read_fen(said["amount"])
    except Invalid as refusal:
        reasons += refusal.reasons
    if reasons:
        raise Invalid(*reasons)
    return Line(serial, on, fen, said["payer"][:40], said["remark"][:80])


def day_of(text: str) -> date:
    """2026-11-03, 2026年11月3日, 20261103, or the number a workbook keeps. Raises `Invalid`."""
    shown = text.strip()
    if SERIAL_DAY.fullmatch(shown):
        return ORIGIN + timedelta(days=int(shown))
    found = COMPACT.fullmatch(shown) or DAY.fullmatch(shown)
    try:
        if found:
            return date(int(found[1]), int(found[2]), int(found[3]))
        return datetime.fromisoformat(shown).date()
    except ValueError as error:
        raise Invalid(Reason("bad_day", {"value": shown[:20]}, "on")) from error


def is_same_account(one: str, other: str) -> bool:
    """Whether two names mean one account: the same last four digits, else the same letters."""
    return _sign_of(one) == _sign_of(other)


def _sign_of(account: str) -> str:
    digits = "".join(re.findall(r"[0-9]", account))
    return digits[-TAIL:] if len(digits) >= TAIL else "".join(account.split())


def payer_of(line: Line, known: Mapping[str, Sequence[Payer]]) -> tuple[Payer | None, Because]:
    """Whose money it is, and why we think so; nobody where it is not certain.

    `known` are members by number and by name.
    """
    if number := MEMBER.search(line.remark.upper()):
        found = known.get(number[0], ())
        if len(found) == 1:
            return (found[0], "by_number") if found[0].is_present else (None, "left")
    named = list(known.get(line.payer, ())) if line.payer else []
    present = [p for p in named if p.is_present]
    if len(present) == 1:
        return present[0], "by_name"
    if present:
        return None, "several"
    return None, "left" if named else "no_one"
