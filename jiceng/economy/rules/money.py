"""Money as people write it, and as it is counted: whole fen."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

MOST_YUAN = 10**10
FEN = 100


def fen_of(yuan: object) -> int:
    """Fen of an amount in yuan. ValueError below a fen, below zero, beyond the most, or none."""
    text = str(yuan).strip().replace(",", "").replace("，", "")
    try:
        amount = Decimal(text)
    except InvalidOperation as error:
        raise ValueError(text) from error
    if not amount.is_finite() or not 0 <= amount <= MOST_YUAN:
        raise ValueError(text)
    fen = amount * FEN
    if fen != fen.to_integral_value():
        raise ValueError(text)
    return int(fen)


def wan(fen: int) -> str:
    """Ten thousand yuan with one decimal, half up: 6,870.7 (facts.md §7.3)."""
    tenths = (fen + FEN * 500) // (FEN * 1000)
    return f"{tenths // 10:,}.{tenths % 10}"
