"""How long something may take, and what is done on the way there: values only, no arithmetic.

The kinds of counting are those of facts.md 1.6 (紧急工作时, 工作时, 工作日) with calendar days and
minutes beside them; decisions.md 30 fixes how each is counted, `kernel.calendar` counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, get_args

Light = Literal["green", "yellow", "red"]
AlarmLight = Literal["yellow", "red"]


class Counting(StrEnum):
    """What passes while a term runs."""

    MINUTES = "minutes"  # 连续分钟: every minute, night and holiday included
    ROUND_CLOCK = "round_clock"  # 紧急工作时: every hour, night and holiday included
    WORKING_HOURS = "working_hours"  # 工作时: only hours inside working time
    WORKING_DAYS = "working_days"  # 工作日: days of the official calendar, 调休 included
    CALENDAR_DAYS = "calendar_days"  # every day of the year

    @property
    def is_working(self) -> bool:
        """Whether only working time counts, so that the holiday notice matters."""
        return self in (Counting.WORKING_HOURS, Counting.WORKING_DAYS)


@dataclass(frozen=True, slots=True)
class Term:
    """A length of time in its own unit, such as three working days.

    Raises ValueError for an amount below one: a term of nothing is a missing term.
    """

    amount: int
    counting: Counting

    def __post_init__(self) -> None:
        if self.amount <= 0:
            raise ValueError(f"a term needs a positive amount, not {self.amount}")

    def __str__(self) -> str:
        return f"{self.amount} {self.counting.value}"

    @classmethod
    def parse(cls, text: str) -> Term:
        """Read what `str(term)` writes, "3 working_days"; ValueError for anything else."""
        amount, _, counting = text.partition(" ")
        if not (amount.isascii() and amount.isdigit()):
            raise ValueError(f"a term reads like '3 working_days', not {text!r}")
        return cls(int(amount), Counting(counting))

    @property
    def is_working(self) -> bool:
        """Whether the term is counted in working time."""
        return self.counting.is_working


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of a ladder: at this share of the time given, show this light and tell this role.

    `percent` may exceed 100: 150 is half the time given again after the deadline.
    Raises ValueError for a percent below one, an unknown light or an empty role.
    """

    percent: int
    light: AlarmLight
    tell: str

    def __post_init__(self) -> None:
        if self.percent <= 0:
            raise ValueError(f"a rung needs a positive percent, not {self.percent}")
        if self.light not in get_args(AlarmLight):
            raise ValueError(f"a rung is yellow or red, not {self.light!r}")
        if not self.tell:
            raise ValueError("a rung tells a role")


Ladder = tuple[Rung, ...]
