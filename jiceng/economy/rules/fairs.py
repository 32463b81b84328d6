"""Fairs: days and hours, stalls, what was sold for how much, and how income is told.

Money is whole fen; what was sold is counted in hundredths of a measure. Income is told by village,
in the order of the territory, and never where fewer than three households stand behind it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from jiceng.economy.rules.produce import WEIGHTS
from jiceng.kernel.figures import FEWEST
from jiceng.kernel.refusal import Reason

LONGEST_DAYS = 7
MOST_STALLS = 200
MOST_M2 = 200
LINE = re.compile(r"([A-Za-z]{0,3})(\d{1,3})(?:\s*[-—~]\s*([A-Za-z]{0,3})(\d{1,3}))?\s+(\d{1,3})")
CLOCK = re.compile(r"([01]?\d|2[0-4])[:：]([0-5]\d)")
DAY_MINUTES = 24 * 60
HUNDRED = 100
MOST_HUNDREDTHS = 10_000_000
"""100,000 of one measure on one day: more is a slip of the keyboard."""


class Unreadable(ValueError):
    """Something typed that cannot be read; says so in a sentence."""

    def __init__(self, code: str, value: str) -> None:
        super().__init__(code)
        self.code, self.value = code, value

    def reason(self, field: str) -> Reason:
        return Reason(self.code, {"value": self.value[:40]}, field)


@dataclass(frozen=True, slots=True)
class Stall:
    """A stall as it is planned."""

    code: str
    size_m2: int


@dataclass(frozen=True, slots=True)
class Income:
    """What one producer sold, where it comes from and how many households share it."""

    producer: str
    village: str
    households: int
    fen: int


@dataclass(frozen=True, slots=True)
class VillageIncome:
    """Income of the producers of some villages together; one village in the common case."""

    villages: tuple[str, ...]
    households: int
    fen: int

    @property
    def average_fen(self) -> int:
        return per_household(self.fen, self.households)


def stalls_of(text: str) -> tuple[Stall, ...]:
    """Read stalls, a line each or a row of them: "A01 9" or "A01-A12 9", the size in m².

    Raises `Unreadable` with the line.
    """
    found: dict[str, Stall] = {}
    for line in (line.strip() for line in text.splitlines()):
        for stall in _row(line) if line else ():
            if stall.code in found:
                raise Unreadable("stall_twice", stall.code)
            found[stall.code] = stall
    if len(found) > MOST_STALLS:
        raise Unreadable("too_many_stalls", str(MOST_STALLS))
    return tuple(found.values())


def _row(line: str) -> Iterator[Stall]:
    read = LINE.fullmatch(line)
    if read is None:
        raise Unreadable("stalls_unreadable", line)
    letters, first, again, last, size = read.groups()
    if again and again.upper() != letters.upper():
        raise Unreadable("stalls_unreadable", line)
    begin, end = int(first), int(last or first)
    if end < begin or not 1 <= int(size) <= MOST_M2:
        raise Unreadable("stalls_unreadable", line)
    for n in range(begin, end + 1):
        yield Stall(f"{letters.upper()}{n:0{len(first)}d}", int(size))


def written_stalls(stalls: Iterable[Stall]) -> str:
    """Stalls as `stalls_of` reads them, a line each."""
    return "\n".join(f"{s.code} {s.size_m2}" for s in stalls)


def minutes_of(text: str) -> int:
    """Minutes since midnight of "8:30". Raises `Unreadable`."""
    read = CLOCK.fullmatch(text.strip())
    minutes = int(read[1]) * 60 + int(read[2]) if read else DAY_MINUTES + 1
    if minutes > DAY_MINUTES:
        raise Unreadable("clock_unreadable", text)
    return minutes


def clock(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02d}"


def day_faults(first: date, last: date, opens: int, closes: int, today: date) -> Iterator[Reason]:
    """A fair lies ahead, is short, and closes after it opens."""
    if last < first:
        yield Reason("fair_days_reversed", field="last_day")
    elif last < today:
        yield Reason("fair_in_the_past", {"day": last.isoformat()}, "first_day")
    elif (last - first).days >= LONGEST_DAYS:
        yield Reason("fair_too_long", {"most": LONGEST_DAYS}, "last_day")
    if closes <= opens:
        yield Reason("fair_hours_reversed", field="closes")


def hundredths_of(text: str, measure: str) -> int:
    """How much was sold, in hundredths of a measure. Raises `Unreadable`; only what is weighed
    is sold in parts."""
    try:
        amount = Decimal(text.strip())
    except InvalidOperation as error:
        raise Unreadable("quantity_unreadable", text) from error
    if not amount.is_finite() or abs(amount) > MOST_HUNDREDTHS:
        raise Unreadable("quantity_unreadable", text)
    exact = amount * HUNDRED
    if exact != exact.to_integral_value() or (measure not in WEIGHTS and exact % HUNDRED):
        raise Unreadable("quantity_in_parts" if measure in WEIGHTS else "quantity_whole", measure)
    return int(exact)


def written_quantity(hundredths: int) -> str:
    """How much as people write it: 12, 2.5."""
    sign, whole = ("-", -hundredths) if hundredths < 0 else ("", hundredths)
    parts = f"{whole % HUNDRED:02d}".rstrip("0")
    return f"{sign}{whole // HUNDRED}" + (f".{parts}" if parts else "")


def asked_fen(hundredths: int, price_fen: int) -> int:
    """What so much costs by its sign, to the fen, half a fen up."""
    return (2 * hundredths * price_fen + HUNDRED) // (2 * HUNDRED)


def amount_faults(hundredths: int, fen: int, price_fen: int, has_reason: bool) -> Iterator[Reason]:
    """Something was sold, for what its sign says; for less only with a reason, for more never."""
    if not 0 < hundredths <= MOST_HUNDREDTHS:
        yield Reason("quantity_not_positive", field="quantity")
        return
    asked = asked_fen(hundredths, price_fen)
    told = {"asked": f"{asked / HUNDRED:.2f}"}
    if fen > asked:
        yield Reason("sale_above_price", told, "amount")
    elif fen < 0 or (fen < asked and not has_reason):
        yield Reason("sale_below_price", told, "amount")


def per_household(fen: int, households: int) -> int:
    """Income of a household on average, to the fen, half a fen up; nothing of none."""
    return (2 * fen + households) // (2 * households) if households else 0


def by_village(incomes: Iterable[Income]) -> list[VillageIncome]:
    """Income of each village, in the order of their codes. Producers who sold nothing do not
    count: a fair helps those who sold."""
    fen: dict[str, int] = {}
    households: dict[str, int] = {}
    for one in incomes:
        if one.fen > 0:
            fen[one.village] = fen.get(one.village, 0) + one.fen
            households[one.village] = households.get(one.village, 0) + one.households
    return [VillageIncome((v,), households[v], fen[v]) for v in sorted(fen)]


def told_villages(rows: Sequence[VillageIncome]) -> list[VillageIncome]:
    """What everybody may read: villages with fewer than three households are put together, with
    the next smallest where they are still too few, so that no household is read off a difference.
    Nothing where all of them are too few.
    """
    few = [r for r in rows if r.households < FEWEST]
    kept = [r for r in rows if r.households >= FEWEST]
    if few and sum(r.households for r in few) < FEWEST and kept:
        smallest = min(kept, key=lambda r: (r.households, r.villages))
        kept.remove(smallest)
        few.append(smallest)
    if sum(r.households for r in few) < FEWEST:
        return kept
    together = VillageIncome(
        tuple(sorted(v for r in few for v in r.villages)),
        sum(r.households for r in few),
        sum(r.fen for r in few),
    )
    return [*kept, together]
