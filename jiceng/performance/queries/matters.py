"""Matters of a period by unit and type, counted from the outcome rows.

Which of them count says rules/matters.py; a test holds both together.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, time, timedelta

from django.db.models import Count, F, Q, QuerySet

from jiceng.casework.models import CaseOutcome
from jiceng.casework.queries import rules_at
from jiceng.performance.rules.matters import IN_TIME, OUTSIDE, SOLVED

COLUMNS: Mapping[str, str] = {
    "town": "town",
    "community": "community",
    "village": "community",
    "grid": "grid",
    "unit": "unit",
}
WORK: Mapping[str, int] = {"small": 1, "large": 3}
"""What a matter of a level weighs, where it is compared with others."""
Loads = dict[str, dict[str, tuple[int, int]]]
NOT_REOPENED = Q(reopened_at=None)


def matters(start: date, end: date, now: datetime) -> QuerySet[CaseOutcome]:
    """Reported by somebody else, not merged, the first term over within the period."""
    zone = rules_at(now)[1].zone
    first = datetime.combine(start, time(), zone)
    last = min(datetime.combine(end + timedelta(days=1), time(), zone), now)
    return CaseOutcome.objects.filter(
        source__in=OUTSIDE, is_merged=False, first_due_at__gte=first, first_due_at__lt=last
    )


def parts_of(code: str) -> tuple[Q, Q]:
    """(done well, all) among the matters of a period."""
    if code == IN_TIME:
        return Q(closed_at__lte=F("first_due_at")) & NOT_REOPENED, Q()
    if code == SOLVED:
        looked = Q(recheck__in=("solved", "unsolved")) | Q(reopened_at__isnull=False)
        return Q(recheck="solved") & NOT_REOPENED, looked
    return Q(rating__gte=4), Q(rating__isnull=False)


def loads(codes: Collection[str], level: str, start: date, end: date, now: datetime) -> (
    dict[str, Loads]
):  # fmt: skip
    """Indicator -> unit -> type -> (done well, all), of every unit of a level, in one pass."""
    column = COLUMNS[level]
    sums = {}
    for code in codes:
        done, whole = parts_of(code)
        sums[f"{code}_n"] = Count("pk", filter=whole) if whole else Count("pk")
        sums[f"{code}_d"] = Count("pk", filter=done & whole)
    found: dict[str, Loads] = {code: {} for code in codes}
    for row in matters(start, end, now).values(column, "case_type").annotate(**sums).order_by():
        for code in codes:
            if whole_count := row[f"{code}_n"]:
                load = found[code].setdefault(row[column], {})
                load[row["case_type"]] = (row[f"{code}_d"], whole_count)
    return found


def records_of(
    code: str, level: str, subject: str, start: date, end: date, now: datetime
) -> QuerySet[CaseOutcome]:
    """The cases behind a rate of one unit, by their first term."""
    _done, whole = parts_of(code)
    rows = matters(start, end, now).filter(whole, **{COLUMNS[level]: subject})
    return rows.order_by("first_due_at", "pk")


def done_among(code: str, keys: Collection[int]) -> set[int]:
    """Which of some cases count as done well."""
    done, _whole = parts_of(code)
    return set(CaseOutcome.objects.filter(done, pk__in=keys).values_list("pk", flat=True))


def work_of(now: datetime) -> dict[str, int]:
    """Type -> what one matter of it weighs."""
    return {code: WORK.get(kind.level, 1) for code, kind in rules_at(now)[0].types.items()}
