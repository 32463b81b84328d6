"""What a new report would cost those who fill it in, and what the system already holds.

Before an office demands a report, it sees both; a number that is held is not asked for again
(promises 1 and 3 of mission/systems.md: enter once, a light hand on the grassroots).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from types import MappingProxyType
from unicodedata import normalize

TIMES_A_YEAR: Mapping[str, int] = MappingProxyType(
    {
        "once": 1,
        "day": 365,
        "week": 52,
        "ten_days": 36,
        "month": 12,
        "quarter": 4,
        "half_year": 2,
        "year": 1,
    }
)
WEEKS = 52
MOST_FIELDS = 100
MOST_UNITS = 500
IN_BRACKETS = re.compile(r"[(\[【].*?[)\]】]")
SIGNS = re.compile(r"[\s\W_]+")
BEFORE = re.compile(
    r"^(?:本(?:年度?|季度?|月|周|旬|日|单位|镇|社区|村|辖区|县)|全(?:县|镇|年|市)|当(?:年|月|日|前)|今年|"
    r"上(?:年|月|季度|周)|累计|合计|截至目前|目前|辖区|其中)+"
)
AFTER = re.compile(r"(?:总数|总量|数量|合计|总计|数|量|情况|件|个)+$")


@dataclass(frozen=True, slots=True)
class Cost:
    """What a report costs in a year: values typed, and minutes a week of the post that types."""

    values_a_year: int
    minutes_each: int
    """Minutes for one unit to fill it in once."""
    minutes_a_week: Decimal
    """Of one post in each unit, one decimal."""
    hours_a_year: Decimal
    """Of all units together, one decimal."""


@dataclass(frozen=True, slots=True)
class Held:
    """A number the system holds: what it is called, and where it stands."""

    key: str
    name: str
    url: str
    names: tuple[str, ...] = ()
    """Other names people give it."""
    roles: frozenset[str] = frozenset()
    """Who may open the place; nobody named: everybody with a post."""


def cost_of(*, fields: int, units: int, frequency: str, minutes_per_field: int) -> Cost:
    """Fields × units × times a year, and the minutes that makes. KeyError for a frequency."""
    times = TIMES_A_YEAR[frequency]
    each = fields * minutes_per_field
    return Cost(
        values_a_year=fields * units * times,
        minutes_each=each,
        minutes_a_week=_rounded(Fraction(each * times, WEEKS)),
        hours_a_year=_rounded(Fraction(each * times * units, 60)),
    )


def _rounded(exact: Fraction) -> Decimal:
    value = Decimal(exact.numerator) / Decimal(exact.denominator)
    return value.quantize(Decimal("0.1"), ROUND_HALF_UP)


def plain(name: str) -> str:
    """A field's name as it is compared: no units, periods, signs or words of counting."""
    text = IN_BRACKETS.sub("", normalize("NFKC", name)).lower()
    text = SIGNS.sub("", text)
    short = AFTER.sub("", BEFORE.sub("", text))
    return short or text


def index_of(held: Iterable[Held]) -> dict[str, Held]:
    """Every name of every number held, as names are compared. ValueError where two share one."""
    found: dict[str, Held] = {}
    for one in held:
        for name in (one.name, *one.names):
            if found.setdefault(plain(name), one) != one:
                raise ValueError(f"{name!r} means both {found[plain(name)].key} and {one.key}")
    return found


def held_among(fields: Sequence[str], index: Mapping[str, Held]) -> list[tuple[str, Held | None]]:
    """Each field with the number that answers it; None where somebody would have to type."""
    return [(name, index.get(plain(name))) for name in fields]


def fields_in(text: str) -> tuple[str, ...]:
    """The fields somebody listed: one a line, or parted by commas; each once, in order."""
    parts = (part.strip(" \t\r·.、-") for part in re.split(r"[\n,，;；、]", text))
    return tuple(dict.fromkeys(part for part in parts if part))
