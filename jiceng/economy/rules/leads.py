"""Investment leads: sums that never mix a framework with a contract, days in order, what is stale.

A framework agreement binds nobody: its amount is what somebody intends, and no figure counts it as
promised (facts.md §7.4).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from jiceng.kernel.refusal import Reason
from jiceng.kernel.words import N_

FRAMEWORK, CONTRACT, IN_PLACE = "framework", "contract", "in_place"
FUNDS: Mapping[str, str] = {
    FRAMEWORK: N_("框架协议意向金额"),
    CONTRACT: N_("协议投资额"),
    IN_PLACE: N_("到位资金"),
}
ENTRIES: Mapping[str, str] = {
    "visit": N_("考察"),
    "talk": N_("洽谈"),
    "document": N_("文件资料"),
}
FUNNEL = (
    "lead",
    "screened",
    "negotiating",
    "framework_signed",
    "contract_signed",
    "registered",
    "construction",
    "in_production",
    "reached_capacity",
)
"""The way of a lead; a state later in it is farther."""
WITH_NEXT_STEP = FUNNEL[:-2]
"""Somebody works on it, hence says what comes next and on which day."""
LONGEST_STEP = 120


@dataclass(frozen=True, slots=True)
class Sums:
    """Amounts of one or more leads in fen, each for itself."""

    framework: int = 0
    contract: int = 0
    in_place: int = 0

    @property
    def is_above(self) -> bool:
        """More in place than promised: looked at, not refused."""
        return self.in_place > self.contract


def sums_of(rows: Iterable[tuple[str, int]]) -> Sums:
    """Kind and fen of every row, corrections among them with their minus."""
    found = dict.fromkeys(FUNDS, 0)
    for kind, fen in rows:
        found[kind] += fen
    return Sums(**found)


def next_faults(step: str, on: date | None, today: date) -> Iterator[Reason]:
    """A next step has words and a day that is still to come."""
    if not step.strip():
        yield Reason("next_step_missing", field="next_step")
    elif len(step) > LONGEST_STEP:
        yield Reason("text_length", {"low": 1, "high": LONGEST_STEP}, "next_step")
    if on is None:
        yield Reason("next_day_missing", field="next_on")
    elif on < today:
        yield Reason("next_step_in_the_past", {"day": on.isoformat()}, "next_on")


def day_faults(
    kind: str, on: date, today: date, *, talks_on: date | None, framework_on: date | None
) -> Iterator[Reason]:
    """Talks come before a signature, a framework before the contract that follows it."""
    if on > today:
        yield Reason("day_in_the_future", field="on")
    if talks_on and on < talks_on:
        yield Reason("signed_before_talks", {"day": talks_on.isoformat()}, "on")
    elif kind == CONTRACT and framework_on and on < framework_on:
        yield Reason("contract_before_framework", {"day": framework_on.isoformat()}, "on")


def promise_is_kept(due_on: date, fulfilled_on: date | None) -> bool:
    """Fulfilled on its day at the latest."""
    return fulfilled_on is not None and fulfilled_on <= due_on
