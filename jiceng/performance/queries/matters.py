"""Matters of a period by unit and type, counted from the outcome rows.

What each counts says rules/matters.py; a test holds both together. Counts are made by the database
in one pass; only what was late, and what was merged, is looked at one by one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from typing import Any

from django.db import models
from django.db.models import Case as Either
from django.db.models import Count, F, Q, QuerySet, Value, When
from django.db.models.functions import Cast

from jiceng.casework.models import Case, CaseOutcome
from jiceng.casework.queries import rules_at
from jiceng.performance.rules.matters import (
    GOOD_RATING,
    IN_TIME,
    LATE_DAYS,
    NAMES,
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
PLACES = ("town", "community", "grid", "unit")
BETWEEN = "\x1f"
Counts = dict[tuple[str, ...], list[int]]
"""Places and type -> thirtieths of a matter kept, matters."""
_once: ContextVar[dict[tuple[date, date, datetime], dict[str, Counts]] | None] = ContextVar(
    "counted_once", default=None
)
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
    counts, place = _counts_of(Period(start, end), now), PLACES.index(COLUMNS[level])
    return {code: _rolled_up(counts[code], place) for code in codes}


def _rolled_up(counts: Counts, place: int) -> Loads:
    sums: dict[tuple[str, str], list[int]] = {}
    for key, (parts, whole) in counts.items():
        both = sums.setdefault((key[place], key[-1]), [0, 0])
        both[0] += parts
        both[1] += whole
    found: Loads = {}
    for (unit, kind), (parts, whole) in sums.items():
        if whole:
            found.setdefault(unit, {})[kind] = (Fraction(parts, LATE_DAYS), whole)
    return found


@contextmanager
def counted_once() -> Iterator[None]:
    """Within it a period is counted once for all levels and groups, as of its beginning."""
    token = _once.set({})
    try:
        yield
    finally:
        _once.reset(token)


def _counts_of(period: Period, now: datetime) -> dict[str, Counts]:
    kept = _once.get()
    if kept is None:
        return _counted(period, now)
    key = (period.start, period.end, now)
    if key not in kept:
        kept[key] = _counted(period, now)
    return kept[key]


def _counted(period: Period, now: datetime) -> dict[str, Counts]:
    """Every indicator by place and type, in thirtieths of a matter, in one pass."""
    rows = matters(period.start, period.end, now)
    sums = {"all": Count("pk")}
    for code in NAMES:
        done, whole = parts_of(code)
        if whole:
            sums |= {f"{code}_n": Count("pk", filter=whole),
                     f"{code}_d": Count("pk", filter=done & whole)}  # fmt: skip
    names = (*PLACES, "case_type")
    found: dict[str, Counts] = {code: {} for code in NAMES}
    for row in rows.values(*names).annotate(**sums).order_by():
        key = tuple(row[name] for name in names)
        for code in NAMES:
            done, whole = row.get(f"{code}_d", row["all"]), row.get(f"{code}_n", row["all"])
            found[code][key] = [LATE_DAYS * done, whole]
    _take_lateness(found[IN_TIME], rows.filter(LATE), now)
    for matter, sign in _moved_by_merging(*window(period.start, period.end, now)):
        for code in NAMES:
            _add(found[code], matter, worth_of(code, matter, now), sign)
    return found


def _take_lateness(found: Counts, rows: QuerySet[CaseOutcome], now: datetime) -> None:
    """What days overdue and closings that did not hold take.

    Instants are read as the database writes them: turning each into one of the product's would
    cost more than all the counting.
    """
    text = models.CharField()
    late = rows.annotate(
        due=Cast("first_due_at", text), end=Cast("closed_at", text),
        again=Either(When(reopened_at=None, then=Value(0)), default=Value(1)),
    )  # fmt: skip
    names = (*PLACES, "case_type", "due", "end", "again")
    for *key, due, end, again in late.order_by().values_list(*names).iterator(chunk_size=5000):
        closed = min(_instant(end), now) if end else now
        parts = lost_parts(days_late(_instant(due), closed))
        if both := found.get(tuple(key)):  # one that came in since the counting waits
            both[0] -= parts + again * REOPENED * LATE_DAYS


def _instant(text: str) -> datetime:
    """An instant as a database writes it; without a zone it is UTC."""
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _add(found: Counts, matter: Matter, worth: Fraction | None, sign: int) -> None:
    if worth is None:
        return
    both = found.setdefault((*matter.unit.split(BETWEEN), matter.case_type), [0, 0])
    both[0] += sign * int(worth * LATE_DAYS)
    both[1] += sign


def _moved_by_merging(first: datetime, last: datetime) -> Iterator[tuple[Matter, int]]:
    """What merged reports change: a matter counted by its first report, not by its root's own."""
    for root, family in families(first, last):
        for one in counted(family):
            if one.first_due_at and first <= one.first_due_at < last:
                yield one, 1
        if root.source in OUTSIDE and root.first_due_at and first <= root.first_due_at < last:
            yield root, -1


def families(
    first: datetime, last: datetime, **only: str
) -> list[tuple[Matter, list[Matter]]]:  # fmt: skip
    """Records that answer for merged reports from outside, each with all of those.

    The unit of each is its place on every level, joined.
    """
    answers = _answering(first, last, only)
    rows = {m.key: m for m in _matters_of({*answers, *answers.values()})}
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


def _matters_of(keys: Collection[int]) -> Iterator[Matter]:
    rows = CaseOutcome.objects.filter(pk__in=keys)
    for row in rows.values("pk", "reported_at", *PLACES, *FIELDS):
        yield matter_of(row, BETWEEN.join(row[name] for name in PLACES))


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
    for root, family in families(first, last, **{column: subject}):
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
