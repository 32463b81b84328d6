"""The flat rows figures are counted from, kept from the journal (decisions.md 37)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from jiceng.casework.actions import day_counts
from jiceng.casework.models import Case, CaseOutcome, Recheck, TouchedDay
from jiceng.casework.process import RECHECK
from jiceng.casework.queries import rules_at
from jiceng.kernel.records.bulk import draft, insert_instances
from jiceng.kernel.records.models import Area, Cursor, JournalEntry
from jiceng.kernel.records.territory import Territory, territory

CURSOR = "case_outcomes"
BATCH = 2000
MANY = 100
IMPORT = "import"
"""The journal's word for a case taken in from a file."""
SOON = timedelta(days=30)
DAYS = ("reported_on", "closed_on", "due_on", "first_closed_on")
RECURS = ("grid", "case_type")
"""With the first closing, what makes a later report a recurrence."""
NEVER = (None,) * (len(DAYS) + len(RECURS))
COLUMNS = [f.name for f in CaseOutcome._meta.concrete_fields if f.name != "case"]


def refresh(now: datetime) -> int:
    """Bring the outcome rows up to the journal; returns how many cases were looked at again."""
    total = 0
    while done := _refresh_once(now):
        total += done
    return total


def _refresh_once(now: datetime) -> int:
    with transaction.atomic():
        cursor, _ = Cursor.objects.get_or_create(name=CURSOR)
        lines = list(
            JournalEntry.objects.filter(seq__gt=cursor.seq)
            .order_by("seq")
            .values_list("seq", "subject_kind", "subject_id", "kind")[:BATCH]
        )
        if not lines:
            return 0
        cases = {pk for _, subject, pk, kind in lines if subject == "case" and kind != IMPORT}
        cases |= _not_counted({pk for _, _, pk, kind in lines if kind == IMPORT} - cases)
        checks = {pk for _, subject, pk, _ in lines if subject == "recheck"}
        cases |= set(Recheck.objects.filter(pk__in=checks).values_list("case_id", flat=True))
        if cases:
            write(Case.objects.filter(pk__in=cases), now)
        moved = Cursor.objects.filter(name=CURSOR, seq=cursor.seq).update(seq=lines[-1][0])
        if not moved:
            transaction.set_rollback(True)
        return len(lines)


def _not_counted(imported: set[int]) -> set[int]:
    """An import writes its outcome rows itself; only a rebuild finds them missing."""
    there = CaseOutcome.objects.filter(pk__in=imported).values_list("pk", flat=True)
    return imported - set(there)


def write(cases: Iterable[Case], now: datetime) -> None:
    """Insert or replace the outcome rows of some cases, and mark the days they touch."""
    rows = list(cases)
    day_counts.hold()
    outcomes, calendar = _outcomes_of(rows, _past_of(rows), now), rules_at(now)[1]
    there = CaseOutcome.objects.filter(pk__in=[c.pk for c in rows])
    before = {pk: known for pk, *known in there.values_list("pk", *DAYS, *RECURS)}
    touched = {day for known in before.values() for day in known[: len(DAYS)]}
    touched |= {getattr(outcome, name) for outcome in outcomes for name in DAYS}
    touched |= _may_recur(before, outcomes, now.astimezone(calendar.zone).date())
    TouchedDay.objects.bulk_create(
        [TouchedDay(day=day) for day in sorted(touched - {None})], ignore_conflicts=True
    )
    if len(outcomes) < MANY:
        CaseOutcome.objects.bulk_create(
            outcomes, update_conflicts=True, unique_fields=["case"], update_fields=COLUMNS
        )
        return
    CaseOutcome.objects.filter(pk__in=[c.pk for c in rows]).delete()
    insert_instances(CaseOutcome, outcomes)


def write_new(cases: Sequence[Case], now: datetime) -> None:
    """Insert the outcome rows of cases nobody has moved yet, and add them to their days."""
    day_counts.hold()
    insert_instances(CaseOutcome, _outcomes_of(cases, Past({}, {}, {}), now))
    day_counts.add([case.pk for case in cases])


def _outcomes_of(cases: Sequence[Case], past: Past, now: datetime) -> list[CaseOutcome]:
    land, zone = territory(), rules_at(now)[1].zone
    levels = levels_of(cases, land)
    return [outcome_of(case, land, levels, past, zone) for case in cases]


def _may_recur(
    before: Mapping[int, Sequence[Any]], outcomes: Iterable[CaseOutcome], today: date
) -> set[date]:
    """Days whose reports a first closing that is new, or has moved, makes recurrences or not."""
    starts = set[date | None]()
    for outcome in outcomes:
        now_known = [getattr(outcome, name) for name in (DAYS[-1], *RECURS)]
        was_known = list(before.get(outcome.pk, NEVER))[len(DAYS) - 1 :]
        if now_known != was_known:
            starts |= {now_known[0], was_known[0]}
    return {
        day
        for start in starts
        if start
        for n in range(SOON.days + 1)
        if (day := start + timedelta(days=n)) <= today
    }


@dataclass
class Past:
    """What the case row alone does not tell: re-checks, and the first closing and reopening."""

    checks: dict[int, tuple[str, datetime | None]]
    closings: dict[int, datetime]
    reopenings: dict[int, datetime]


def _past_of(cases: list[Case]) -> Past:
    keys = [c.pk for c in cases]
    checks = Recheck.objects.filter(case__in=keys).exclude(state=RECHECK.start)
    reopened = [c.pk for c in cases if c.reopenings]
    lines = JournalEntry.objects.filter(
        subject_kind="case", subject_id__in=reopened, kind__in=("close", "reopen")
    ).order_by("-seq")
    moments: dict[str, dict[int, datetime]] = {"close": {}, "reopen": {}}
    for kind, pk, at in lines.values_list("kind", "subject_id", "at"):
        moments[kind][pk] = at
    return Past(
        {pk: (state, at) for pk, state, at in checks.values_list("case_id", "state", "entered_at")},
        moments["close"],
        moments["reopen"],
    )


def levels_of(cases: Sequence[Case], land: Territory) -> dict[int, dict[str, str]]:
    """For each case the codes by level of where it happened.

    Statistics use the division valid on the day: an area keeps its path under its own code, and
    one that has been closed is read from the table.
    """
    gone = {c.area_code for c in cases if c.area_code and c.area_code not in land.areas}
    paths = dict(Area.objects.filter(code__in=gone).values_list("code", "path")) if gone else {}
    paths |= {c.area_code: land.areas[c.area_code].path for c in cases if c.area_code in land.areas}
    chains = {c.pk: paths.get(c.area_code, c.area_path).rstrip("/").split("/") for c in cases}
    closed = {code for chain in chains.values() for code in chain if code not in land.areas}
    known = dict(Area.objects.filter(code__in=closed).values_list("code", "level"))
    level = {code: land.areas[code].level if code in land.areas else known.get(code, "")
             for chain in chains.values() for code in chain}  # fmt: skip
    return {pk: {level[code]: code for code in chain} for pk, chain in chains.items()}


def outcome_of(
    case: Case, land: Territory, levels: dict[int, dict[str, str]], past: Past, zone: ZoneInfo
) -> CaseOutcome:
    """One case as figures see it."""
    by_level = levels[case.pk]
    community, grid = by_level.get("community", ""), by_level.get("grid", "")
    recheck, rechecked_at = past.checks.get(case.pk, ("", None))
    return draft(
        CaseOutcome,
        case_id=case.pk,
        number=case.number,
        area_path=case.area_path,
        unit_path=case.unit_path,
        town=by_level.get("town", ""),
        community=community,
        grid=grid,
        has_grids=bool(grid) or community in land.with_grids,
        unit=case.handler_unit or case.unit,
        case_type=case.case_type,
        source=case.source,
        state=case.state,
        tier=case.handled_tier or case.tier,
        month=f"{case.reported_at.astimezone(zone):%Y-%m}",
        accepted=case.state not in ("reported", "refused"),
        dispatched=case.dispatched_at is not None,
        verified=case.verifier_person is not None or case.reworks > 0,
        handled_at=case.handled_at,
        first_due_at=case.first_due_at,
        send_backs=case.send_backs,
        reworks=case.reworks,
        extensions=case.extensions,
        escalated=case.tier in ("town", "county"),
        rating=case.rating,
        rated_at=case.rated_at,
        recheck=recheck,
        rechecked_at=rechecked_at,
        is_merged=case.state == "merged",
        **_moments(case, past, zone),
    )


def _moments(case: Case, past: Past, zone: ZoneInfo) -> dict[str, Any]:
    """Instants and local days of the life of a case."""
    closed_at = case.closed_at if case.state in ("closed", "archived") else None
    refused = case.state in ("refused", "merged") or (case.state == "archived" and not closed_at)
    first_closed_at = past.closings.get(case.pk, case.closed_at)
    reopened_at = past.reopenings.get(case.pk)
    handled = case.handled_at or closed_at
    spent = int((handled - case.reported_at).total_seconds()) if handled else None
    return {
        "reported_at": case.reported_at,
        "reported_on": _day(case.reported_at, zone),
        "closed_at": closed_at,
        "closed_on": _day(closed_at, zone),
        "first_closed_at": first_closed_at,
        "first_closed_on": _day(first_closed_at, zone),
        "recurs_until": first_closed_at + SOON if first_closed_at else None,
        "ended_at": case.entered_at if refused else closed_at,
        "due_at": case.due_at,
        "due_on": _day(case.due_at, zone),
        "handling_seconds": spent if spent is not None and spent >= 0 else None,
        "reopened_at": reopened_at,
        "reopened_soon": bool(
            reopened_at and first_closed_at and reopened_at - first_closed_at <= SOON
        ),
    }


def _day(moment: datetime | None, zone: ZoneInfo) -> date | None:
    return moment.astimezone(zone).date() if moment else None
