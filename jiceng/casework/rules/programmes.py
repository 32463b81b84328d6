"""How a project stands: its light from its milestones, and its money by year and source (S16).

A light is never set by hand: it follows from days agreed and days reached, and says which.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from jiceng.casework.rules.supervision import Lit
from jiceng.kernel.refusal import Reason

NEAR = timedelta(days=7)
"""How long before its day an open milestone shows yellow."""
FEN_A_WAN = 1_000_000
"""Fen in 万元, the unit in which budgets are written."""
MOST_WAN = Decimal(99_999_999)
WORST_FIRST = ("red", "yellow", "green", "done_late", "done", "unlit")
FREE = frozenset({"suspended", "archived"})
"""States in which no light burns: nothing is awaited."""


@dataclass(frozen=True, slots=True)
class Step:
    """A milestone as the rule sees it: the day agreed and the day it was reached."""

    name: str
    due_on: date
    done_on: date | None = None

    @property
    def is_late(self) -> bool:
        """Reached, but after its day."""
        return self.done_on is not None and self.done_on > self.due_on


def lit_of(steps: Iterable[Step], *, state: str, today: date) -> Lit:
    """The light of a project: red past a day, yellow `NEAR` it, done or done_late when all is
    reached, unlit when nothing is awaited."""
    listed = sorted(steps, key=lambda s: (s.due_on, s.name))
    if state in FREE:
        return Lit("unlit", (Reason("nothing_awaited"),))
    if not listed:
        return Lit("unlit", (Reason("no_milestones"),))
    ahead = [s for s in listed if s.done_on is None]
    if not ahead:
        return _done(listed)
    late = [s for s in ahead if s.due_on < today]
    if late:
        return Lit("red", tuple(_told("milestone_overdue", s, today - s.due_on) for s in late))
    near = [s for s in ahead if s.due_on - today <= NEAR]
    if near:
        return Lit("yellow", tuple(_told("milestone_near", s, s.due_on - today) for s in near))
    told = {"done": len(listed) - len(ahead), "all": len(listed)}
    return Lit("green", (Reason("milestones_in_time", told), _next(ahead[0])))


def light_from(*, state: str, count: int, following: date | None, today: date) -> str:
    """The same light from less: how many milestones, and the earliest day still ahead.

    Lists ask this; it does not tell done from done late.
    """
    if state in FREE or not count:
        return "unlit"
    if following is None:
        return "done"
    if following < today:
        return "red"
    return "yellow" if following - today <= NEAR else "green"


def _done(steps: Sequence[Step]) -> Lit:
    late = [s for s in steps if s.is_late]
    if not late:
        return Lit("done", (Reason("milestones_reached", {"all": len(steps)}),))
    spans = ((s, s.done_on - s.due_on) for s in late if s.done_on)
    return Lit("done_late", tuple(_told("milestone_reached_late", s, by) for s, by in spans))


def _told(code: str, step: Step, span: timedelta) -> Reason:
    told = {"name": step.name, "on": step.due_on.isoformat(), "days": span.days}
    return Reason(code, told)


def _next(step: Step) -> Reason:
    return Reason("next_milestone", {"name": step.name, "on": step.due_on.isoformat()})


def worst(lights: Iterable[str]) -> str:
    """The light of a programme: that of its worst project; unlit without any."""
    return min(lights, key=WORST_FIRST.index, default="unlit")


@dataclass(frozen=True, slots=True)
class Money:
    """Fen planned and paid."""

    planned: int = 0
    paid: int = 0

    def __add__(self, other: Money) -> Money:
        return Money(self.planned + other.planned, self.paid + other.paid)


def summed(lines: Iterable[tuple[str, Money]]) -> dict[str, Money]:
    """Money by name (a year or a source), in the order of the names."""
    found: dict[str, Money] = {}
    for name, money in lines:
        found[name] = found.get(name, Money()) + money
    return dict(sorted(found.items()))


def fen_of(wan: str) -> int:
    """Fen of an amount written in 万元. Raises ValueError below a fen, below zero, or beyond."""
    text = wan.strip().replace(",", "").replace("，", "")
    try:
        amount = Decimal(text)
    except InvalidOperation as error:
        raise ValueError(wan) from error
    if not amount.is_finite() or not 0 <= amount <= MOST_WAN:
        raise ValueError(wan)
    fen = amount * FEN_A_WAN
    if fen != fen.to_integral_value():
        raise ValueError(wan)
    return int(fen)


def wan_of(fen: int) -> str:
    """An amount in 万元 without needless zeros: 12,300.5; the inverse of `fen_of`."""
    return f"{(Decimal(fen) / FEN_A_WAN).normalize():,f}"
