"""Cases of an emergency, which hold words of people: home requests, incidents, extra types."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from jiceng.casework.models import Case
from jiceng.casework.process import CASE
from jiceng.emergency.models import CaseErasure, Emergency, HomeRequest, Incident, Opening
from jiceng.emergency.rules.home_requests import CASE_TYPE, KEPT, KIND
from jiceng.kernel.records.models import Attachment, Note, within

ENDED = tuple(s.name for s in CASE.states if s.resting or s.final)
"""States in which nobody works on a case."""


def cases_of_emergency(row: Emergency) -> QuerySet[Case]:
    """Its requests of home service, what happened at its checkpoints, and the cases its extra
    types took in while it was on. None for a drill.

    Keys first, each kind along its own index: an OR over the cases would read them all.
    """
    if row.is_drill or row.started_at is None:
        return Case.objects.none()
    requests = HomeRequest.objects.filter(emergency=row).values("case")
    incidents = Incident.objects.filter(checkpoint__emergency=row).values("case")
    keys = requests.union(incidents, _of_extra_types(row).values("pk"))
    return Case.objects.filter(pk__in=keys).order_by("pk")


def _of_extra_types(row: Emergency) -> QuerySet[Case]:
    """Taken in between start and end; a home request belongs to the emergency that served it."""
    opened = Opening.objects.filter(emergency=row, kind__in=("case_types", KIND))
    types = {CASE_TYPE if o.kind == KIND else o.key for o in opened}
    rows = Case.objects.filter(
        within("area_path", row.area_path), case_type__in=types, home_request=None,
        reported_at__gte=row.started_at,
    )  # fmt: skip
    return rows if row.ended_at is None else rows.filter(reported_at__lt=row.ended_at)


def personal_cases(row: Emergency) -> QuerySet[Case]:
    """Those not yet erased."""
    return cases_of_emergency(row).filter(erasure=None)


def unsettled(row: Emergency) -> int:
    """How many of them are still worked on."""
    return cases_of_emergency(row).exclude(state__in=ENDED).count()


def due_to_go(row: Emergency, now: datetime) -> QuerySet[Case]:
    """Those that came to rest so long ago that what they hold of a person goes."""
    before = now - KEPT
    closed = Q(closed_at__lte=before) | Q(closed_at=None, entered_at__lte=before)
    return personal_cases(row).filter(closed, state__in=ENDED)


def written_since() -> QuerySet[Case]:
    """Erased ones about which somebody wrote or sent something afterwards; at rest again."""
    of_case = {"subject_kind": "case", "subject_id": OuterRef("case"), "erased_at": None}
    words, files = Note.objects.filter(**of_case), Attachment.objects.filter(**of_case)
    found = CaseErasure.objects.filter(Exists(words) | Exists(files))
    return Case.objects.filter(pk__in=found.values("case"), state__in=ENDED).order_by("pk")
