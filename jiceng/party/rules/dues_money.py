"""Amounts as people and banks type them, read as whole fen; nothing is guessed."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from jiceng.kernel.refusal import Invalid, Reason

AMOUNT = re.compile(r"([+-]?)(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d*))?")
LARGEST = 100_000_000_00
"""Fen; more than that is not somebody's dues."""


def read_fen(text: str, field: str = "amount") -> int:
    """1,234.50 · ￥12 · １２.５元 as fen, above nothing. Raises `Invalid` with the reason."""
    shown = text.strip()
    plain = unicodedata.normalize("NFKC", shown).replace(" ", "")
    found = AMOUNT.fullmatch(plain.strip("¥元"))
    if not shown:
        raise Invalid(Reason("amount_missing", field=field))
    if found is None:
        raise Invalid(Reason("amount_not_number", {"value": shown[:30]}, field))
    sign, whole, part = found[1], found[2].replace(",", ""), (found[3] or "").rstrip("0")
    if len(part) > 2:
        raise Invalid(Reason("amount_too_fine", {"value": shown[:30]}, field))
    if len(whole) > 12:
        raise Invalid(Reason("amount_too_large", {"value": shown[:30]}, field))
    fen = int(Decimal(f"{whole}.{part or 0}") * 100)
    if sign == "-" and fen:
        raise Invalid(Reason("amount_negative", {"value": shown[:30]}, field))
    if not fen:
        raise Invalid(Reason("amount_zero", field=field))
    if fen > LARGEST:
        raise Invalid(Reason("amount_too_large", {"value": shown[:30]}, field))
    return fen


def read_optional_fen(text: str, field: str = "amount") -> int | None:
    """As `read_fen`, nothing for nothing."""
    return read_fen(text, field) if text.strip() else None


DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
GROUPS = ("", "万", "亿", "万亿")


def capital(fen: int) -> str:
    """An amount in the figures receipts are written in: 壹仟零贰拾元伍角整."""
    whole, part = divmod(fen, 100)
    jiao, rest = divmod(part, 10)
    text = f"{_whole(whole)}元" if whole else ""
    if not part:
        return f"{text or '零元'}整"
    if jiao:
        text += f"{DIGITS[jiao]}角"
    elif text:
        text += "零"
    return text + (f"{DIGITS[rest]}分" if rest else "整")


def _whole(number: int) -> str:
    """Group by group of four; a gap between them is one 零."""
    groups: list[int] = []
    while number:
        number, low = divmod(number, 10_000)
        groups.append(low)
    text = ""
    for place in range(len(groups) - 1, -1, -1):
        group = groups[place]
        if not group:
            continue
        gap = text and (group < 1000 or not groups[place + 1])
        text += ("零" if gap else "") + _group(group) + GROUPS[place]
    return text


def _group(group: int) -> str:
    text, is_gap = "", False
    for place in range(3, -1, -1):
        digit = group // 10**place % 10
        if digit:
            text += ("零" if is_gap and text else "") + DIGITS[digit] + PLACES[place]
            is_gap = False
        else:
            is_gap = True
    return text
