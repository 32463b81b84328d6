"""Research, study and discussion as they are read."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count, Q, QuerySet

from jiceng.casework.models import Discussion, Finding, ResearchPlan, StudySession
from jiceng.kernel.records.access import reach_of
from jiceng.kernel.records.models import Appointment
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.kernel.scope import Actor


def plans_of(actor: Actor) -> QuerySet[ResearchPlan]:
    """Plans within reach, and those of one's own unit."""
    reach = reach_of(actor)
    rows = ResearchPlan.objects.annotate(visit_count=Count("visits", distinct=True))
    return rows.filter(reach | _own(actor)) if reach else rows


def _own(actor: Actor) -> Q:
    own = Q(pk__in=[])
    for grip in actor.grips:
        if grip.reaches_records:
            own |= Q(unit_path=grip.unit_path)
    return own


def plan_for(actor: Actor, key: int) -> ResearchPlan:
    """One plan within reach; missing and forbidden look alike."""
    found = plans_of(actor).filter(pk=key).first()
    if found is None:
        raise NotFound(Reason("not_found"))
    return found


def found_in(plans: Iterable[ResearchPlan]) -> dict[int, tuple[int, int]]:
    """How much was found in each plan, and how much of it has become a problem or an item."""
    rows = Finding.objects.filter(visit__plan__in=[plan.pk for plan in plans])
    used = Q(problem__isnull=False) | Q(item__isnull=False)
    counted = rows.values("visit__plan").annotate(found=Count("pk"), used=Count("pk", filter=used))
    return {row["visit__plan"]: (row["found"], row["used"]) for row in counted}


def sessions() -> QuerySet[StudySession]:
    """Every study session: what a unit learnt is for everybody."""
    return StudySession.objects.order_by("-held_on", "-pk")


def discussion_by(key: int) -> Discussion:
    """One discussion."""
    found = Discussion.objects.filter(pk=key).first()
    if found is None:
        raise NotFound(Reason("not_found"))
    return found


def posts_of(appointments: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Unit and code of the post by appointment; the person stays out of it."""
    rows = Appointment.objects.filter(pk__in=set(appointments)).select_related("unit")
    return {row.pk: (row.unit.name, row.post) for row in rows}
