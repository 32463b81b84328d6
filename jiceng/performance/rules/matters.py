"""What counts as a matter kept in time, and as truly solved, so that records cannot be dressed up.

Against each way of dressing them (tests/test_gaming.py tries all of them):

- only what *somebody else* reported counts: a unit that files trivial matters of its own, or
  splits one into many, changes no rate;
- the term is the *first* one: a suspension or an extension moves no date here;
- what was closed and had to be reopened is not kept, and tells as much as a re-check that failed;
- what is still open after its first term is not kept, whether suspended or waiting;
- what was refused is due like the rest: nobody sends the hard ones away.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from jiceng.kernel.words import N_

OUTSIDE = ("resident", "hotline", "inspection")
"""Sources outside the unit that has the matter (casework/rules/sources.py)."""
IN_TIME, SOLVED, SATISFIED = "matters_in_time", "matters_solved", "matters_satisfied"
NAMES = {
    IN_TIME: N_("按首次期限办结率"),
    SOLVED: N_("复查确已解决率"),
    SATISFIED: N_("分类型满意率"),
}
"""Indicators an assessment counts by type of matter, beside those that are reported to it."""
DEFINITIONS = {
    IN_TIME: N_(
        "群众、热线和检查上报、首次期限在期内届满的事项中，不晚于首次期限办结并且没有重新办理的比例；"
        "挂起、延期不移动首次期限，不予受理的也计入应办。"
    ),
    SOLVED: N_(
        "群众、热线和检查上报、首次期限在期内届满、已经复查或者重新办理的事项中，复查确已解决的比例；"
        "重新办理等于一次复查不通过。"
    ),
    SATISFIED: N_("首次期限在期内届满并有群众评价的事项中，评价为四分或者五分的比例。"),
}
VERSION = 1
"""Of both definitions; grows with every change."""


@dataclass(frozen=True, slots=True)
class Matter:
    """One case as an assessment sees it."""

    unit: str
    case_type: str
    source: str
    first_due_at: datetime | None
    closed_at: datetime | None
    """The last closing; None while it is open, suspended or open again."""
    recheck: str = ""
    is_reopened: bool = False
    """Somebody came back to it after a closing."""
    is_merged: bool = False
    """Another record answers for it; what was refused answers for itself."""


def is_counted(matter: Matter) -> bool:
    return matter.source in OUTSIDE and not matter.is_merged


def in_time(matters: Iterable[Matter], now: datetime) -> dict[str, dict[str, tuple[int, int]]]:
    """Unit -> type -> (kept, due) of matters whose first term is over."""
    found: dict[str, dict[str, tuple[int, int]]] = {}
    for one in matters:
        if is_counted(one) and one.first_due_at is not None and one.first_due_at <= now:
            kept = one.closed_at is not None and one.closed_at <= one.first_due_at
            _add(found, one, int(kept and not one.is_reopened))
    return found


def solved(matters: Iterable[Matter], now: datetime) -> dict[str, dict[str, tuple[int, int]]]:
    """Unit -> type -> (truly solved, re-checked with a result or reopened)."""
    found: dict[str, dict[str, tuple[int, int]]] = {}
    for one in matters:
        is_due = one.first_due_at is not None and one.first_due_at <= now
        if not (is_counted(one) and is_due):
            continue
        if one.is_reopened or one.recheck in ("solved", "unsolved"):
            _add(found, one, int(one.recheck == "solved" and not one.is_reopened))
    return found


def _add(found: dict[str, dict[str, tuple[int, int]]], one: Matter, done: int) -> None:
    load = found.setdefault(one.unit, {})
    before = load.get(one.case_type, (0, 0))
    load[one.case_type] = (before[0] + done, before[1] + 1)
