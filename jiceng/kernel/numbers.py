"""Numbers people copy by hand, and numbers people are judged by.

Public numbers follow decisions.md 19 (year, zero-padded key, check digit); rates follow
decisions.md 38: whole counts in, rounded once on the way out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

# A quasigroup of order 10 that is totally anti-symmetric (Damm 2004): its check digit finds every
# wrong digit and every swap of neighbours, which no remainder by ten does.
DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)
NUMBER = re.compile(r"[1-9][0-9]{3}[0-9]{7,18}[0-9]")
UNAMBIGUOUS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # without 0 O, 1 I L
CODE_LENGTH = 8
CODE_ENTROPY = 16  # bytes; the remainder by 31^8 then favours no code by more than 2^-88


def public_number(year: int, key: int) -> str:
    """Return the number a resident is given: four digits, seven or more, one check digit.

    Keys past seven digits make a longer number. ValueError for a year without four digits or a
    key below one.
    """
    if not 1000 <= year <= 9999 or not 1 <= key < 10**18:
        raise ValueError(f"no public number for year {year} and key {key}")
    body = f"{year}{key:07d}"
    return f"{body}{_check(body)}"


def read_number(text: str) -> tuple[int, int] | None:
    """Return the year and key inside a public number, or None when it was miscopied."""
    if not NUMBER.fullmatch(text) or _check(text):
        return None
    year, key = int(text[:4]), int(text[4:-1])
    return (year, key) if key and public_number(year, key) == text else None


def is_valid_number(text: str) -> bool:
    """Whether `text` can be a public number: finds any wrong digit and any swap of neighbours."""
    return read_number(text) is not None


def access_code(random_bytes: bytes) -> str:
    """Return eight letters and digits nobody confuses on paper, from at least 16 random bytes.

    ValueError when fewer are given.
    """
    if len(random_bytes) < CODE_ENTROPY:
        raise ValueError(f"an access code needs {CODE_ENTROPY} random bytes")
    value, letters = int.from_bytes(random_bytes, "big"), []
    for _ in range(CODE_LENGTH):
        value, index = divmod(value, len(UNAMBIGUOUS))
        letters.append(UNAMBIGUOUS[index])
    return "".join(letters)


def share(numerator: int, denominator: int) -> Decimal | None:
    """Return the percentage with one decimal, rounded once and half up; None out of nothing.

    ValueError for negative counts.
    """
    if numerator < 0 or denominator < 0:
        raise ValueError("a share is made of counts")
    if not denominator:
        return None
    return Decimal((2000 * numerator + denominator) // (2 * denominator)).scaleb(-1)


def yuan(fen: int) -> str:
    """An amount as people write it: 1234.50."""
    sign, whole = ("-", -fen) if fen < 0 else ("", fen)
    return f"{sign}{whole // 100}.{whole % 100:02d}"


def exact_median(values: Sequence[int]) -> Fraction | int:
    """Return the median without rounding: whole numbers as int, halves as Fraction.

    ValueError for no values.
    """
    if not values:
        raise ValueError("no values, no median")
    ranked = sorted(values)
    middle = Fraction(ranked[(len(ranked) - 1) // 2] + ranked[len(ranked) // 2], 2)
    return middle.numerator if middle.denominator == 1 else middle


def wilson_interval(successes: int, n: int, z: float = 1.96) -> tuple[Decimal, Decimal]:
    """Return the bounds of a true share, in percent with one decimal, seen `n` times.

    Wilson's score interval (1927), honest for small samples and for shares near 0 or 100, where
    the textbook interval leaves the scale. Nothing seen means anything from 0 to 100. ValueError
    unless 0 <= successes <= n.
    """
    if not 0 <= successes <= n:
        raise ValueError(f"{successes} successes out of {n}")
    if not n:
        return Decimal("0.0"), Decimal("100.0")
    square = Decimal(str(z)) ** 2
    middle = successes + square / 2
    spread = (square * (Decimal(successes * (n - successes)) / n + square / 4)).sqrt()
    low, high = (100 * (middle + side * spread) / (n + square) for side in (-1, 1))
    return _bound(low), _bound(high)


def _check(digits: str) -> int:
    interim = 0
    for digit in digits:
        interim = DAMM[interim][int(digit)]
    return interim


def _bound(percent: Decimal) -> Decimal:
    return min(max(percent, Decimal(0)), Decimal(100)).quantize(Decimal("0.1"))
