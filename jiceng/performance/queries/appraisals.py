"""Appraisals within reach, one ready for guards, and the ballots as they are published."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from jiceng.kernel.records.configuration import in_force
from jiceng.kernel.refusal import Invalid, NotFound, Reason
from jiceng.kernel.scope import Actor
from jiceng.performance.models import Appraisal
from jiceng.performance.queries.apart import reach
from jiceng.performance.rules.appraisals import KIND, Ballot
from jiceng.performance.rules.panels import LEAST


def appraisals_of(actor: Actor) -> QuerySet[Appraisal]:
    """Appraisals of organisations within reach."""
    return Appraisal.objects.filter(reach(actor))


def appraisal_for(actor: Actor, number: str) -> Appraisal:
    """One within reach, ready for guards; `NotFound` otherwise."""
    found = appraisals_of(actor).filter(number=number).first()
    if found is None:
        raise NotFound(Reason("not_found"))
    return ready(found)


def ready(row: Appraisal) -> Appraisal:
    """Put on what guards ask: both points, the panel, whether there are ballots enough."""
    row.is_reviewed = row.on_site is not None and row.daily is not None
    row.panel_size = sum(row.seats.values())
    row.ballots_hide = row.ballots.count() >= LEAST
    return row


def published(row: Appraisal) -> list[Ballot]:
    """The ballots in the order of their numbers, which are random."""
    rows = row.ballots.order_by("number")
    return [Ballot(b.number, b.rater_class, b.choice) for b in rows]


def present_scheme(now: datetime) -> Mapping[str, Any]:
    """The scheme appraisals are opened under; raises `Invalid` where the county has none."""
    rows = in_force(KIND, now)
    if not rows:
        raise Invalid(Reason("no_appraisal_scheme"))
    content: Mapping[str, Any] = rows[min(rows)].content
    return content
