"""Amounts as people and banks type them, read as whole fen; nothing is guessed."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from jiceng.kernel.refusal import Invalid, Reason

AMOUNT = re.compile(r"([+-]?)(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d*))?")
LARGEST = 100_000_000_00
"""Fen; more than that nobody pays at once in a county's offices."""


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


def yuan(fen: int) -> str:
    """An amount as people write it: 1234.50."""
    sign, whole = ("-", -fen) if fen < 0 else ("", fen)
    return f"{sign}{whole // 100}.{whole % 100:02d}"


def money(fen: int) -> str:
    """The same with thousands set apart: 12,300.50."""
    sign, whole = ("-", -fen) if fen < 0 else ("", fen)
    return f"{sign}{whole // 100:,}.{whole % 100:02d}"
