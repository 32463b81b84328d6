"""Applications within reach, and one by its number and code."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from jiceng.kernel.records.access import of_unit
from jiceng.kernel.records.models import Note
from jiceng.kernel.records.vault import mark, same
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.kernel.scope import Actor
from jiceng.services.models import Application
from jiceng.services.queries.items import item_as_of

TOLD = ("ask_supplement.missing_papers", "decline.reason", "grant.result", "decide_at_once.result")
"""Words of the administration that the applicant reads."""
WORKERS = frozenset({"clerk", "decider"})
"""Who works on applications of their own unit."""


def reach(actor: Actor) -> Q:
    """Applications of the units somebody works for; nothing for everybody else."""
    condition = Q(pk__in=[])
    for grip in actor.grips:
        if not grip.roles & WORKERS:
            continue
        condition |= of_unit(grip)
    return condition


def applications_of(actor: Actor) -> QuerySet[Application]:
    """Those within reach."""
    return Application.objects.filter(reach(actor))


def application_for(actor: Actor, number: str) -> Application:
    """One within reach, ready for guards; `NotFound` otherwise."""
    found = applications_of(actor).filter(number=number).first()
    if found is None:
        raise NotFound(Reason("not_found"))
    return ready(found)


def application_by_code(number: str, code: str) -> Application:
    """The application of whoever shows number and code; wrong and unknown look alike."""
    found = Application.objects.filter(number=number).first()
    shown = mark(f"{number}:{code.strip().upper()}", "access_code")
    if found is None or not same(found.code_mark, shown):
        raise NotFound(Reason("wrong_number_or_code"))
    return ready(found)


def ready(application: Application) -> Application:
    """Put on what guards ask: papers that are not there, and whether it is done at once."""
    item = item_as_of(application.item, application.item_version)
    there = set(application.papers)
    application.lacking = tuple(p.name for p in item.papers if p.key not in there)
    application.is_instant = item.is_instant
    return application


def told_to_applicant(application: Application) -> list[str]:
    """What was written for the applicant: what is missing, the result, why not. Newest first."""
    rows = Note.objects.filter(
        subject_kind="application", subject_id=application.pk, kind__in=TOLD, erased_at=None
    )
    return list(rows.order_by("-pk").values_list("text", flat=True))
