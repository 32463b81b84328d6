"""Honours: which there are, and which of them are valid on a day."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from jiceng.kernel.records.models import Attachment
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.kernel.scope import Actor
from jiceng.outreach.models import Honour, HonourTerm
from jiceng.outreach.queries.sites import keeps
from jiceng.outreach.rules.honours import RENEW_AHEAD


def valid_on(day: date) -> Q:
    """Honours of which a term covers a day, whatever was granted since."""
    covering = HonourTerm.objects.filter(
        Q(valid_until=None) | Q(valid_until__gte=day), valid_from__lte=day
    )
    return Q(pk__in=covering.values("honour"))


def in_state(state: str, today: date) -> Q:
    """Honours by what `rules.honours.honour_state` says of their last term."""
    begun, soon = Q(valid_from__lte=today), today + RENEW_AHEAD
    return {
        "upcoming": Q(valid_from__gt=today),
        "expired": begun & Q(valid_until__lt=today),
        "to_renew": begun & Q(valid_until__gte=today, valid_until__lte=soon),
        "valid": begun & (Q(valid_until=None) | Q(valid_until__gt=soon)),
    }.get(state, Q())


def honour_of(number: str) -> Honour:
    """One by its number. Raises `NotFound`."""
    found = Honour.objects.select_related("area").filter(number=number).first()
    if found is None:
        raise NotFound(Reason("not_found"))
    return found


def kept_honour(actor: Actor, number: str) -> Honour:
    """One that somebody keeps; for everybody else it is not found."""
    honour = honour_of(number)
    if not keeps(actor, honour):
        raise NotFound(Reason("not_found"))
    return honour


def evidence_of(term: HonourTerm) -> list[Attachment]:
    """Files that prove a term."""
    rows = Attachment.objects.filter(
        subject_kind=HonourTerm.subject_kind, subject_id=term.pk, erased_at=None
    )
    return list(rows.order_by("pk"))
