"""Yuan as they are typed, and fen as they are kept."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

MOST_YUAN = 10_000_000


def fen_of_yuan(text: str) -> int:
    """Fen of an amount in yuan. Raises ValueError below a fen, below zero, or beyond."""
    try:
        amount = Decimal(text.strip().replace(",", "").replace("，", ""))
    except InvalidOperation as error:
        raise ValueError(text) from error
    if not amount.is_finite() or not 0 <= amount <= MOST_YUAN:
        raise ValueError(text)
    fen = amount * 100
    if fen != fen.to_integral_value():
        raise ValueError(text)
    return int(fen)
