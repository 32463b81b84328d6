"""Home service: where it is open, what was asked for, and what an erased emergency leaves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from typing import Any

from django.db.models import Count, F, Max, Min, Q, QuerySet, Sum

from jiceng.casework.queries import cases_of
from jiceng.emergency.models import CaseErasure, Emergency, HomeRequest
from jiceng.emergency.queries.emergencies import active_at, current, openings
from jiceng.emergency.queries.emergency_cases import ENDED, cases_of_emergency
from jiceng.emergency.rules.home_requests import KIND
from jiceng.kernel.records.models import within
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.kernel.reports import Span
from jiceng.kernel.scope import Actor

IN_TIME = Q(case__handled_at__lte=F("case__due_at"))
ANSWERED = Q(case__handled_at__isnull=False)


@dataclass(frozen=True, slots=True)
class Kept:
    """What remains of an emergency as statistics, and what went."""

    erased: dict[str, Any]
    """cases, contacts, notes, files, first and last instant."""
    needs: dict[str, tuple[int, int, int]]
    """By kind of need: asked, answered, in time."""
    others: dict[str, tuple[int, int, int]]
    """The same of incidents and extra types, by type of case."""


def home_needs(now: datetime) -> list[tuple[Emergency, list[str]]]:
    """Real emergencies that have it open, each with the needs it takes."""
    found = []
    for row in current(now):
        needs = [] if row.is_drill else [o.key for o in openings(row, KIND)]
        if needs:
            found.append((row, needs))
    return found


def serving(need: str, area_path: str, now: datetime) -> Emergency | None:
    """The gravest emergency that takes a need in an area."""
    for row in active_at(area_path, now):
        if openings(row, KIND).filter(key=need).exists():
            return row
    return None


def request_for(actor: Actor, number: str) -> HomeRequest:
    """One that somebody may read, by the number of its case. Raises `NotFound`."""
    rows = HomeRequest.objects.select_related("case", "emergency")
    found = rows.filter(case__number=number, case__in=cases_of(actor)).first()
    if found is None:
        raise NotFound(Reason("not_found"))
    return found


def asked_in(path: str, span: Span, zone: tzinfo) -> QuerySet[HomeRequest]:
    """Asked on these days at or below a path."""
    starts = datetime.combine(span.start, time(), tzinfo=zone)
    ends = datetime.combine(span.end + timedelta(days=1), time(), tzinfo=zone)
    rows = HomeRequest.objects.filter(asked_at__gte=starts, asked_at__lt=ends)
    return rows.filter(within("case__area_path", path)) if path else rows


def open_of(actor: Actor) -> QuerySet[HomeRequest]:
    """Not settled, among the cases somebody works on; the nearest promise first."""
    rows = HomeRequest.objects.filter(case__in=cases_of(actor)).exclude(case__state__in=ENDED)
    return rows.select_related("case").order_by(F("case__due_at").asc(nulls_last=True), "pk")


def kept_of(row: Emergency) -> Kept:
    """Counts alone, from the rows; the same before and after what was personal went."""
    erased = CaseErasure.objects.filter(emergency=row).aggregate(
        cases=Count("pk"), contacts=Sum("contacts", default=0), notes=Sum("notes", default=0),
        files=Sum("files", default=0), first=Min("at"), last=Max("at"),
    )  # fmt: skip
    requests = HomeRequest.objects.filter(emergency=row)
    others = cases_of_emergency(row).filter(home_request=None).order_by()
    return Kept(erased, _counted(requests, "need", "case__"), _counted(others, "case_type", ""))


def _counted(rows: QuerySet[Any], by: str, of: str) -> dict[str, tuple[int, int, int]]:
    answered = Q(**{f"{of}handled_at__isnull": False})
    timely = Q(**{f"{of}handled_at__lte": F(f"{of}due_at")})
    found = rows.values(by).annotate(
        n=Count("pk"), answered=Count("pk", filter=answered), timely=Count("pk", filter=timely)
    )  # fmt: skip
    return {r[by]: (r["n"], r["answered"], r["timely"]) for r in found}
