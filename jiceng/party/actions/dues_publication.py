"""Publish a year's totals to the members, at least once a year (facts.md §5.3)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction

from jiceng.kernel.records.journal import append, line_by
from jiceng.kernel.refusal import Invalid, Reason, Refused
from jiceng.kernel.scope import Actor
from jiceng.party.actions.dues_ledger import keeper
from jiceng.party.models import DuesPublication, Organisation
from jiceng.party.queries.dues_totals import totals_of


def publish_dues(
    at: Organisation, year: int, *, by: Actor, now: datetime, today: date
) -> DuesPublication:
    """Keep the totals as they stand now and show them to the members.

    Raises `NotAllowed`; `Invalid` for a year to come; `Refused` for a second time on one day.
    """
    grip = keeper(by, at)
    if not 2000 <= year <= today.year:
        told = {"low": 2000, "high": today.year}
        raise Invalid(Reason("number_range", told, field="year"))
    try:
        with transaction.atomic():
            row = DuesPublication.objects.create(
                organisation=at, year=year, totals=totals_of(at, year), published_on=today,
                published_by=grip.appointment,
            )  # fmt: skip
            told_year = {"year": year}
            line = line_by(grip, "party.publish_dues", "organisation", at.pk, payload=told_year)
            append([line], at=now)
    except IntegrityError as error:
        raise Refused(Reason("published_today")) from error
    return row
