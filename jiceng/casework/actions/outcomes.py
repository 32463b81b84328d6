"""The flat rows figures are counted from, kept from the journal (decisions.md 37)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from jiceng.casework.models import Case, CaseOutcome, Recheck
from jiceng.casework.queries import rules_at
from jiceng.kernel.records.models import Cursor, JournalEntry
from jiceng.kernel.records.territory import Territory, territory

CURSOR = "case_outcomes"
BATCH = 2000
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
            .values_list("seq", "subject_kind", "subject_id")[:BATCH]
        )
        if not lines:
            return 0
        cases = {pk for _, kind, pk in lines if kind == "case"}
        checks = {pk for _, kind, pk in lines if kind == "recheck"}
        cases |= set(Recheck.objects.filter(pk__in=checks).values_list("case_id", flat=True))
        write(Case.objects.filter(pk__in=cases), now)
        moved = Cursor.objects.filter(name=CURSOR, seq=cursor.seq).update(seq=lines[-1][0])
        if not moved:
            transaction.set_rollback(True)
        return len(lines)


def write(cases: Iterable[Case], now: datetime) -> None:
    """Insert or replace the outcome rows of some cases."""
    rows = list(cases)
    checks = dict(
        Recheck.objects.filter(case__in=rows).exclude(state="drawn").values_list("case_id", "state")
    )
    land = territory()
    _, calendar = rules_at(now)
    outcomes = [outcome_of(c, land, checks.get(c.pk, ""), calendar.zone) for c in rows]
    CaseOutcome.objects.bulk_create(
        outcomes, update_conflicts=True, unique_fields=["case"], update_fields=COLUMNS
    )


def outcome_of(case: Case, land: Territory, recheck: str, zone: ZoneInfo) -> CaseOutcome:
    """One case as figures see it."""
    area = land.area(case.area_code)
    by_level = {a.level: a.code for a in land.up(area)}
    handled = case.handled_at or case.closed_at
    return CaseOutcome(
        case=case,
        number=case.number,
        area_path=case.area_path,
        unit_path=case.unit_path,
        town=by_level.get("town", ""),
        community=by_level.get("community", ""),
        grid=by_level.get("grid", ""),
        has_grids=by_level.get("community", "") in land.with_grids,
        unit=case.handler_unit or case.unit,
        case_type=case.case_type,
        source=case.source,
        state=case.state,
        tier=case.handled_tier or case.tier,
        reported_at=case.reported_at,
        month=f"{case.reported_at.astimezone(zone):%Y-%m}",
        accepted=case.state not in ("reported", "refused"),
        handled_at=case.handled_at,
        closed_at=case.closed_at,
        due_at=case.due_at,
        first_due_at=case.first_due_at,
        handling_seconds=int((handled - case.reported_at).total_seconds()) if handled else None,
        send_backs=case.send_backs,
        reworks=case.reworks,
        extensions=case.extensions,
        escalated=case.tier in ("town", "county"),
        rating=case.rating,
        recheck=recheck,
        is_merged=case.state == "merged",
        reopened_at=case.dispatched_at if case.reopenings else None,
    )
