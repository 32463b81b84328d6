"""What a matter counts in an assessment, so that records cannot be dressed up. Pure, exact.

The *base* of each rate is fixed by what others report; what a unit writes decides only how much
each matter of the base counts. Against each way of dressing records up:

- only what *somebody else* reported is in the base, one matter once, by its root: a unit that
  files trivial matters of its own, splits one, or merges a report into a record of its own changes
  no base;
- the clock runs from the first report to the *first* term: a suspension or an extension moves it
  not at all;
- each day overdue counts from the day it is overdue, whether anybody closes the matter or not,
  and twice after a month: leaving the hard ones lying costs more than being late with all;
- what was refused, suspended or is open again is open: no record but a closing that held ends it;
- what was closed and had to be reopened takes a matter, and counts as a re-check that failed;
- what is overdue and open is neither solved nor satisfying, whoever was drawn for a look.

tests/test_dominance.py proves of every matter that none of these makes it count more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

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
        "群众、热线和检查上报、首次期限在期内届满的事项，一件事只计一次。按首次期限办结的计一件；"
        "每逾期一日少计三十分之一件，逾期三十日以后每日加倍，一件至多少计十二件；没有办结的逐日计算。"
        "挂起、延期不移动首次期限；不予受理、合并到本单位自报事项的照样计算；重新办理过的再少计两件。"
    ),
    SOLVED: N_(
        "群众、热线和检查上报、首次期限在期内届满，已经复查、重新办理或者到期没有办结的事项中，复查确已解决的比例；"
        "重新办理、到期没有办结等于复查不通过。"
    ),
    SATISFIED: N_(
        "首次期限在期内届满，有群众评价或者到期没有办结的事项中，已经办结并且评价为四分或者五分的比例。"
    ),
}
VERSION = 2
"""Of the definitions; grows with every change."""
LATE_DAYS = 30
"""Days overdue that take one matter; each further day takes twice as much."""
REOPENED = 2
"""Matters a closing that did not hold takes: itself and another."""
MOST_LOST = 12
"""Matters one matter takes at most, after some six months."""
DAY = timedelta(days=1)
NEVER = datetime.max.replace(tzinfo=UTC)
GOOD_RATING = 4


@dataclass(frozen=True, slots=True)
class Matter:
    """One record as an assessment sees it."""

    unit: str
    case_type: str
    source: str
    first_due_at: datetime | None
    closed_at: datetime | None
    """The last closing; None while it is open, suspended, refused or open again."""
    recheck: str = ""
    is_reopened: bool = False
    """Somebody came back to it after a closing."""
    rating: int | None = None
    key: int = 0
    root: int = 0
    """Key of the record that answers for it, where it was merged; 0 for itself."""
    reported_at: datetime | None = None


def lost_parts(days: int) -> int:
    """What some days overdue take, in thirtieths of a matter.

    >>> lost_parts(0), lost_parts(3), lost_parts(30), lost_parts(45), lost_parts(400)
    (0, 3, 30, 60, 360)
    """
    late = max(0, days)
    return min(late + max(0, late - LATE_DAYS), MOST_LOST * LATE_DAYS)


def days_late(due: datetime, end: datetime) -> int:
    """Days begun after the term."""
    return max(0, -((due - end) // DAY))


def counted(matters: Iterable[Matter]) -> Iterator[Matter]:
    """The base: each matter somebody else reported, once, with the closing of its root.

    Of several reports of one matter the one due first counts.
    """
    rows = list(matters)
    roots = {one.key: one for one in rows if not one.root}
    first: dict[int, Matter] = {}
    for number, one in enumerate(rows):
        if one.source not in OUTSIDE or one.first_due_at is None:
            continue
        root = roots.get(one.root) if one.root else None
        found = answered(one, root) if root else one
        place = (root or one).key or -1 - number
        before = first.get(place)
        if before is None or _due(found) < _due(before):
            first[place] = found
    yield from first.values()


def answered(report: Matter, root: Matter) -> Matter:
    """A report as the record it was merged into answers for it.

    A record of the unit's own answers for it if it was there before the report; one that was made
    afterwards ends nothing.
    """
    if root.source not in OUTSIDE and not _was_before(root, report):
        return replace(report, closed_at=None)
    return replace(
        report, closed_at=root.closed_at, recheck=root.recheck, rating=root.rating,
        is_reopened=root.is_reopened or report.is_reopened,
    )  # fmt: skip


def _was_before(root: Matter, report: Matter) -> bool:
    if root.reported_at is None or report.reported_at is None:
        return False
    return root.reported_at < report.reported_at


def _due(one: Matter) -> datetime:
    return one.first_due_at or NEVER


def is_due(one: Matter, now: datetime) -> bool:
    return one.first_due_at is not None and one.first_due_at <= now


def kept(one: Matter, now: datetime) -> Fraction:
    """What a due matter counts: one in time, less each day overdue, two less once reopened."""
    if one.first_due_at is None:
        return Fraction(1)
    end = min(one.closed_at or now, now)
    worth = 1 - Fraction(lost_parts(days_late(one.first_due_at, end)), LATE_DAYS)
    return worth - REOPENED if one.is_reopened else worth


def is_solved(one: Matter) -> bool | None:
    """Whether a due matter was truly solved; None where nobody looked."""
    if one.is_reopened or one.closed_at is None:
        return False
    return one.recheck == "solved" if one.recheck in ("solved", "unsolved") else None


def is_satisfying(one: Matter) -> bool | None:
    """Whether a due matter satisfied who reported it; None where nobody said."""
    if one.closed_at is None:
        return False
    return one.rating >= GOOD_RATING if one.rating is not None else None


def worth_of(code: str, one: Matter, now: datetime) -> Fraction | None:
    """What a due matter counts for an indicator; None where it stands outside of it."""
    if code == IN_TIME:
        return kept(one, now)
    said = is_solved(one) if code == SOLVED else is_satisfying(one)
    return None if said is None else Fraction(said)


Loads = dict[str, dict[str, tuple[Fraction, int]]]
"""Unit -> type -> (what was kept, all)."""


def loads(code: str, matters: Iterable[Matter], now: datetime) -> Loads:
    """What was kept of each unit's matters whose first term is over, by type."""
    found: Loads = {}
    for one in counted(matters):
        worth = worth_of(code, one, now) if is_due(one, now) else None
        if worth is not None:
            load = found.setdefault(one.unit, {})
            done, whole = load.get(one.case_type, (Fraction(0), 0))
            load[one.case_type] = (done + worth, whole + 1)
    return found
