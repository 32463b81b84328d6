"""Matters of a period by unit and type, counted from the outcome rows.

What each counts says rules/matters.py; a test holds both together. Counts are made by the database
in one pass; only what was late, and what was merged, is looked at one by one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from jiceng.casework.models import Case, CaseOutcome
from jiceng.casework.queries import rules_at
from jiceng.performance.rules.matters import (
    GOOD_RATING,
    IN_TIME,
    LATE_DAYS,
    OUTSIDE,
    REOPENED,
    SOLVED,
    Matter,
    counted,
    days_late,
    is_due,
    lost_parts,
    worth_of,
)
from jiceng.performance.rules.periods import Period

COLUMNS: Mapping[str, str] = {
    "town": "town",
    "community": "community",
    "village": "community",
    "grid": "grid",
    "unit": "unit",
}
WORK: Mapping[str, int] = {"small": 1, "large": 3}
"""What a matter of a level weighs, where it is compared with others."""
Loads = dict[str, dict[str, tuple[Fraction, int]]]
NOT_REOPENED, OPEN = Q(reopened_at=None), Q(closed_at=None)
LATE = Q(closed_at__gt=F("first_due_at")) | OPEN | ~NOT_REOPENED
FIELDS = ("case_type", "source", "first_due_at", "closed_at", "recheck", "reopened_at", "rating")
STEPS = 5
"""Merges that are followed from a report to the record that answers for it."""


def window(start: date, end: date, now: datetime) -> tuple[datetime, datetime]:
    """First terms that fall into a period and are over."""
    zone = rules_at(now)[1].zone
    first = datetime.combine(start, time(), zone)
    return first, min(datetime.combine(end + timedelta(days=1), time(), zone), now)


def matters(start: date, end: date, now: datetime) -> QuerySet[CaseOutcome]:
    """Reported by somebody else, not merged, the first term over within the period."""
    first, last = window(start, end, now)
    return CaseOutcome.objects.filter(
        source__in=OUTSIDE, is_merged=False, first_due_at__gte=first, first_due_at__lt=last
    )


def parts_of(code: str) -> tuple[Q, Q]:
    """(done well, all) among the matters of a period; lateness is taken off afterwards."""
    if code == IN_TIME:
        return Q(), Q()
    if code == SOLVED:
        looked = Q(recheck__in=("solved", "unsolved")) | ~NOT_REOPENED | OPEN
        return Q(recheck="solved") & NOT_REOPENED & ~OPEN, looked
    return Q(rating__gte=GOOD_RATING) & ~OPEN, Q(rating__isnull=False) | OPEN


def loads(codes: Collection[str], level: str, start: date, end: date, now: datetime) -> (
    dict[str, Loads]
):  # fmt: skip
    """Indicator -> unit -> type -> (what was kept, all), of every unit of a level."""
    column = COLUMNS[level]
    found = _counted(codes, column, matters(start, end, now))
    if IN_TIME in found:
        _take_lateness(found[IN_TIME], column, matters(start, end, now), now)
    for matter, sign in _moved_by_merging(column, *window(start, end, now)):
        for code in codes:
            _add(found[code], matter, worth_of(code, matter, now), sign)
    return found


def _counted(
    codes: Collection[str], column: str, rows: QuerySet[CaseOutcome]
) -> dict[str, Loads]:  # fmt: skip
    sums = {}
    for code in codes:
        done, whole = parts_of(code)
        sums[f"{code}_n"] = Count("pk", filter=whole) if whole else Count("pk")
        sums[f"{code}_d"] = Count("pk", filter=done & whole) if done else Count("pk")
    found: dict[str, Loads] = {code: {} for code in codes}
    for row in rows.values(column, "case_type").annotate(**sums).order_by():
        for code in codes:
            if whole_count := row[f"{code}_n"]:
                load = found[code].setdefault(row[column], {})
                load[row["case_type"]] = (Fraction(row[f"{code}_d"]), whole_count)
    return found


def _take_lateness(
    found: Loads, column: str, rows: QuerySet[CaseOutcome], now: datetime
) -> None:  # fmt: skip
    """What days overdue and closings that did not hold take, in whole parts of a matter."""
    lost: dict[tuple[str, str], int] = {}
    late = rows.filter(LATE).values_list(
        column, "case_type", "first_due_at", "closed_at", "reopened_at"
    )
    for unit, kind, due, closed, reopened in late.order_by().iterator(chunk_size=5000):
        parts = lost_parts(days_late(due, min(closed or now, now)))
        parts += REOPENED * LATE_DAYS if reopened else 0
        lost[unit, kind] = lost.get((unit, kind), 0) + parts
    for (unit, kind), parts in lost.items():
        done, whole = found[unit][kind]
        found[unit][kind] = (done - Fraction(parts, LATE_DAYS), whole)


def _add(found: Loads, matter: Matter, worth: Fraction | None, sign: int) -> None:
    if worth is None:
        return
    load = found.setdefault(matter.unit, {})
    done, whole = load.get(matter.case_type, (Fraction(0), 0))
    load[matter.case_type] = (done + sign * worth, whole + sign)


def _moved_by_merging(
    column: str, first: datetime, last: datetime
) -> Iterator[tuple[Matter, int]]:  # fmt: skip
    """What merged reports change: a matter counted by its first report, not by its root's own."""
    for root, family in families(column, first, last):
        for one in counted(family):
            if one.first_due_at and first <= one.first_due_at < last:
                yield one, 1
        if root.source in OUTSIDE and root.first_due_at and first <= root.first_due_at < last:
            yield root, -1


def families(
    column: str, first: datetime, last: datetime, **only: str
) -> list[tuple[Matter, list[Matter]]]:  # fmt: skip
    """Records that answer for merged reports from outside, each with all of those."""
    answers = _answering(first, last, only)
    rows = {m.key: m for m in _matters_of(column, {*answers, *answers.values()})}
    found: dict[int, list[Matter]] = {}
    for key, root in answers.items():
        if key in rows and root in rows:
            merged = _with_root(rows[key], root)
            found.setdefault(root, [rows[root]]).append(merged)
    return [(family[0], family) for family in found.values()]


def _answering(first: datetime, last: datetime, only: Mapping[str, str]) -> dict[int, int]:
    """Key of a merged report from outside -> key of the record that answers for it."""
    in_window = Q(case__merged_into__caseoutcome__first_due_at__gte=first)
    rows = CaseOutcome.objects.filter(
        Q(first_due_at__gte=first) | in_window, is_merged=True, source__in=OUTSIDE,
        first_due_at__lt=last, case__merged_into__isnull=False, **only,
    )  # fmt: skip
    found = {key: int(root or 0) for key, root in rows.values_list("pk", "case__merged_into")}
    for _step in range(STEPS):
        above = Case.objects.filter(pk__in=set(found.values()), state="merged")
        further = {key: int(root or key) for key, root in above.values_list("pk", "merged_into")}
        if not further:
            break
        found = {key: further.get(root, root) for key, root in found.items()}
    return found


def _matters_of(column: str, keys: Collection[int]) -> Iterator[Matter]:
    rows = CaseOutcome.objects.filter(pk__in=keys)
    for row in rows.values("pk", "reported_at", column, *FIELDS):
        yield matter_of(row, row[column])


def matter_of(row: Mapping[str, Any], unit: str) -> Matter:
    """An outcome row as the rules see it."""
    return Matter(
        unit, row["case_type"], row["source"], row["first_due_at"], row["closed_at"],
        row["recheck"], row["reopened_at"] is not None, row["rating"], row["pk"],
        reported_at=row["reported_at"],
    )  # fmt: skip


def _with_root(one: Matter, root: int) -> Matter:
    return Matter(
        one.unit, one.case_type, one.source, one.first_due_at, one.closed_at, one.recheck,
        one.is_reopened, one.rating, one.key, root, one.reported_at,
    )  # fmt: skip


def records_of(
    code: str, level: str, subject: str, period: Period, now: datetime, *, is_lost: bool = False
) -> tuple[QuerySet[CaseOutcome], dict[int, Matter]]:
    """The cases behind a rate of one unit by their first term, and those merged into others.

    `is_lost`: only those that count less than one.
    """
    column, (first, last) = COLUMNS[level], window(period.start, period.end, now)
    done, whole = parts_of(code)
    less = (LATE if code == IN_TIME else ~done) if is_lost else Q()
    rows = matters(period.start, period.end, now).filter(whole, less, **{column: subject})
    moved: dict[int, Matter] = {}
    gone = set[int]()
    for root, family in families(column, first, last, **{column: subject}):
        gone.add(root.key)
        moved |= {one.key: one for one in counted(family) if _is_shown(code, one, first, last)}
    if is_lost:
        moved = {key: one for key, one in moved.items() if worth_of(code, one, last) != 1}
    keys = rows.exclude(pk__in=gone).values("pk")
    found = CaseOutcome.objects.filter(Q(pk__in=keys) | Q(pk__in=list(moved)))
    return found.order_by("first_due_at", "pk"), moved


def _is_shown(code: str, one: Matter, first: datetime, last: datetime) -> bool:
    due = one.first_due_at
    return due is not None and first <= due < last and worth_of(code, one, last) is not None


def worth_among(
    code: str, rows: Collection[CaseOutcome], moved: Mapping[int, Matter], now: datetime
) -> dict[int, Fraction]:
    """What each of some cases counts."""
    found: dict[int, Fraction] = {}
    for row in rows:
        values = {name: getattr(row, name) for name in ("pk", "reported_at", *FIELDS)}
        matter = moved.get(row.pk) or matter_of(values, "")
        worth = worth_of(code, matter, now) if is_due(matter, now) else None
        if worth is not None:
            found[row.pk] = worth
    return found


def work_of(now: datetime) -> dict[str, int]:
    """Type -> what one matter of it weighs."""
    return {code: WORK.get(kind.level, 1) for code, kind in rules_at(now)[0].types.items()}
