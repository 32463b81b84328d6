"""Cases of an emergency that hold words of people: home requests, and its extra types of case."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from jiceng.casework.models import Case
from jiceng.casework.process import CASE
from jiceng.emergency.models import Emergency, HomeRequest, Opening
from jiceng.emergency.rules.home_requests import CASE_TYPE, KEPT, KIND
from jiceng.kernel.records.models import within

ENDED = tuple(s.name for s in CASE.states if s.resting or s.final)
"""States in which nobody works on a case."""


def personal_cases(row: Emergency) -> QuerySet[Case]:
    """Not yet erased: requests of home service, and cases its extra types took in while it was on.

    None for a drill.
    """
    if row.is_drill or row.started_at is None:
        return Case.objects.none()
    requests = HomeRequest.objects.filter(emergency=row).values("case")
    inside = Case.objects.filter(
        within("area_path", row.area_path), case_type__in=_types(row),
        reported_at__gte=row.started_at,
    )  # fmt: skip
    if row.ended_at is not None:
        inside = inside.filter(reported_at__lt=row.ended_at)
    return Case.objects.filter(
        Q(pk__in=requests) | Q(pk__in=inside.values("pk")), erasure=None
    ).order_by("pk")


def _types(row: Emergency) -> set[str]:
    opened = Opening.objects.filter(emergency=row, kind__in=("case_types", KIND))
    return {CASE_TYPE if o.kind == KIND else o.key for o in opened}


def unsettled(row: Emergency) -> int:
    """How many of them are still worked on."""
    return personal_cases(row).exclude(state__in=ENDED).count()


def due_to_go(row: Emergency, now: datetime) -> QuerySet[Case]:
    """Those that came to rest so long ago that what they hold of a person goes."""
    before = now - KEPT
    closed = Q(closed_at__lte=before) | Q(closed_at=None, entered_at__lte=before)
    return personal_cases(row).filter(closed, state__in=ENDED)
