"""Transfers and corrections within reach: both sides see a transfer, the member their own."""

from __future__ import annotations

from django.db.models import Q

from jiceng.kernel.refusal import NotFound, Reason
from jiceng.kernel.scope import Actor
from jiceng.party.models import Correction, Transfer
from jiceng.party.queries.access import reach


def transfer_for(actor: Actor, number: str) -> Transfer:
    """One transfer for either side, those above them, and the member; `NotFound` otherwise."""
    sides = reach(actor, "from_organisation__path") | reach(actor, "to_organisation__path")
    row = (
        Transfer.objects.filter(sides | _own(actor), number=number)
        .select_related("member", "from_organisation__unit", "to_organisation__unit")
        .first()
    )
    if row is None:
        raise NotFound(Reason("not_found"))
    return row


def correction_for(actor: Actor, number: str) -> Correction:
    """One correction for the branch, those above it, and the member; `NotFound` otherwise."""
    rows = Correction.objects.filter(reach(actor, "unit_path") | _own(actor), number=number)
    row = rows.select_related("member__organisation__unit").first()
    if row is None:
        raise NotFound(Reason("not_found"))
    return row


def _own(actor: Actor) -> Q:
    return Q(member__person_id=actor.person) if actor.person > 0 else Q(pk__in=[])
