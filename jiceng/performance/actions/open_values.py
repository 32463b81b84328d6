"""Public values are prepared by the worker: what changed gets a revision, the rest stays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime

from django.db import transaction

from jiceng.performance.models import OpenValue
from jiceng.performance.queries.open_values import (
    Place,
    Told,
    as_told,
    open_entries,
    told_now,
    worth_telling,
)
from jiceng.performance.rules.disclosure import WITHDRAWN
from jiceng.performance.rules.periods import Period


def prepare_open_values(*, now: datetime, today: date) -> int:
    """Bring what everybody may read up to the records; returns how many values were revised.

    A value of an indicator that is no longer public is withdrawn: its row says so and tells
    nothing. Quarters that have passed out of the window stay as they were told last.
    """
    wanted = worth_telling(now, today)
    with transaction.atomic():
        kept = {_place(row): row for row in told_now()}
        changed = {place: told for place, told in wanted.items() if _differs(kept, place, told)}
        gone = {row.indicator for row in kept.values()} - open_entries(now, today).keys()
        for place, row in kept.items():
            if row.indicator in gone and row.state != WITHDRAWN:
                changed[place] = Told(WITHDRAWN, row.unit, row.rule_version, now)
        olds = [kept[place].pk for place in changed if place in kept]
        OpenValue.objects.filter(pk__in=olds).update(is_present=False)
        OpenValue.objects.bulk_create(
            [_row(place, told, kept.get(place), now) for place, told in changed.items()]
        )
    return len(changed)


def _place(row: OpenValue) -> Place:
    return row.indicator, row.subject, Period(row.start, row.end)


def _differs(kept: Mapping[Place, OpenValue], place: Place, told: Told) -> bool:
    row = kept.get(place)
    return row is None or as_told(row).says() != told.says()


def _row(place: Place, told: Told, before: OpenValue | None, now: datetime) -> OpenValue:
    code, subject, period = place
    return OpenValue(
        indicator=code, subject=subject, start=period.start, end=period.end,
        revision=before.revision + 1 if before else 1, prepared_at=now, **asdict(told),
    )  # fmt: skip
