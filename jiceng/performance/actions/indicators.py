"""An entry of the catalogue is written, or gets a new version (S23)."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime

from django.db import transaction

from jiceng.kernel.records.journal import append, line_by
from jiceng.kernel.records.reporting import reporters
from jiceng.kernel.refusal import Invalid, Reason
from jiceng.kernel.scope import Actor
from jiceng.performance.actions.keeping import keeper_grip
from jiceng.performance.models import Indicator
from jiceng.performance.queries.catalogue import catalogue, formulas, reported, versions
from jiceng.performance.rules.catalogue import DERIVED, Entry, check_entry


def define_indicator(given: Entry, *, by: Actor, now: datetime) -> Indicator:
    """Write an entry; one that is there gets a version that counts from `valid_from`.

    Values measured for earlier days keep the version of their day. Of a reported figure only what
    the catalogue adds is kept. Raises `NotAllowed`, `Invalid` with every reason.
    """
    grip = keeper_grip(by)
    entry, before = _as_kept(given), versions().get(given.code, [])
    _check_kind(entry, before)
    known = catalogue(entry.valid_from)
    check_entry(entry, known, formulas(known))
    with transaction.atomic():
        row = Indicator.objects.create(
            **asdict(replace(entry, version=len(before) + 1)),
            written_at=now, appointment=grip.appointment,
        )  # fmt: skip
        line = line_by(
            grip, "performance.define_indicator", "indicator", row.pk,
            payload={"code": row.code, "version": row.version},
        )  # fmt: skip
        append([line], at=now)
    return row


def _as_kept(given: Entry) -> Entry:
    """Of a reported figure the capability's own name, definition and unit."""
    reporter = reporters().get(given.code)
    if reporter is None or given.kind != DERIVED:
        return given
    told = reported(reporter.figures[given.code])
    return replace(
        given, name=told.name, definition=told.definition, unit=told.unit,
        period_kind=told.period_kind, places=told.places,
    )  # fmt: skip


def _check_kind(given: Entry, before: list[Entry]) -> None:
    is_reported = given.code in reporters()
    if is_reported and given.kind != DERIVED:
        raise Invalid(Reason("indicator_there", {"value": given.code}, "code"))
    if given.kind == DERIVED and not is_reported:
        raise Invalid(Reason("unknown_indicator", {"value": given.code}, "code"))
    if before and before[-1].kind != given.kind:
        raise Invalid(Reason("kind_stays", field="kind"))
