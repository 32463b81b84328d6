"""A measured value: what an indicator says of one subject in one period, with what made it.

A rate without numerator, denominator, scope and rule version is not shown (facts.md §14.9).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Measured:
    """One value of one indicator.

    `subject` is the code of an area or a unit, empty for the whole. `value` is None where there is
    nothing to count. `numerator` and `denominator` are None where the source publishes the value
    alone. `url` opens the records behind it; `rule_version` is that of the definition.
    """

    indicator: str
    subject: str
    start: date
    end: date
    as_of: datetime
    value: Decimal | None
    unit: str
    numerator: int | None = None
    denominator: int | None = None
    rule_version: int = 1
    url: str = ""
    qualifier: str = ""
    """What the source said of a value it published: 近, 余, 约, <."""
