"""What is owed in each period, reckoned and kept for lists, reminders and figures (facts.md §5.2).

Reckoning twice writes nothing the second time; the worker does it in rounds, and recording a
meeting does it for the organisations it counts for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from jiceng.casework.queries import rules_at
from jiceng.kernel.records.bulk import draft, insert_instances
from jiceng.kernel.records.configuration import reading_once
from jiceng.kernel.records.models import Notice
from jiceng.kernel.refusal import Reason
from jiceng.party.models import LifePeriod, Organisation
from jiceng.party.queries.life import Standing, bodies_of, entries_in, standings
from jiceng.party.queries.rule_book import history
from jiceng.party.rules.life import COUNTED, near
from jiceng.party.rules.organisations import BRANCHES

MANY = 200
"""Organisations reckoned in one go."""
UPDATED = ("ends_on", "warn_on", "required", "held", "rule_version", "path")


def reckon(organisations: Sequence[Organisation], year: int, today: date) -> int:
    """Write what has changed of a year; returns how many periods. To be called in a transaction.

    A period that is no longer owed (a branch without committee now) is taken out.
    """
    keys = [o.pk for o in organisations]
    bodies, entries = bodies_of(organisations), entries_in(keys, year)
    kept = {
        (row.organisation_id, row.kind, row.starts_on): row
        for row in LifePeriod.objects.filter(
            organisation__in=keys, starts_on__range=(date(year, 1, 1), date(year, 12, 31))
        )
    }
    fresh, changed = list[LifePeriod](), list[LifePeriod]()
    for organisation in organisations:
        found = standings(bodies[organisation.pk], entries.get(organisation.pk, ()), year, today)
        for standing in found:
            row = _period(organisation, standing)
            old = kept.pop((row.organisation_id, row.kind, row.starts_on), None)
            if old is None:
                fresh.append(row)
            elif any(getattr(old, name) != getattr(row, name) for name in UPDATED):
                row.pk = old.pk
                changed.append(row)
    insert_instances(LifePeriod, fresh, keyed=False)
    LifePeriod.objects.bulk_update(changed, UPDATED, batch_size=100)
    if kept:
        LifePeriod.objects.filter(pk__in=[row.pk for row in kept.values()]).delete()
    return len(fresh) + len(changed) + len(kept)


def _period(organisation: Organisation, standing: Standing) -> LifePeriod:
    owing = standing.owed
    rule = history("life").on(owing.period.starts_on)
    days = near(rule, owing.unit)
    return draft(
        LifePeriod,
        organisation_id=organisation.pk,
        path=organisation.path,
        kind=owing.kind,
        starts_on=owing.period.starts_on,
        ends_on=owing.period.ends_on,
        warn_on=owing.period.ends_on - timedelta(days=max(days - 1, 0)),
        required=owing.required,
        held=standing.held,
        rule_version=owing.version,
    )


def life_round(now: datetime) -> int:
    """Reckon this year (in January the last one too) and remind; returns notices written."""
    today = now.astimezone(rules_at(now)[1].zone).date()
    years = (today.year,) if today.month > 1 else (today.year - 1, today.year)
    listed = list(Organisation.objects.filter(dissolved_on=None).order_by("pk"))
    for start in range(0, len(listed), MANY):
        part = listed[start : start + MANY]
        with transaction.atomic(), reading_once():
            for year in years:
                reckon(part, year, today)
    return remind(now, today)


def remind(now: datetime, today: date) -> int:
    """One notice per organisation and day of end for what it still lacks; each gap once.

    Nothing before office hours: a notice is read at the desk.
    """
    _, calendar = rules_at(now)
    if not calendar.works_on(today):
        return 0
    due = LifePeriod.objects.filter(
        warn_on__lte=today, ends_on__gte=today, held__lt=F("required"), reminded_on=None
    ).select_related("organisation__unit")
    waiting: dict[tuple[int, date], list[LifePeriod]] = {}
    for row in due.order_by("organisation", "ends_on", "pk"):
        waiting.setdefault((row.organisation_id, row.ends_on), []).append(row)
    with transaction.atomic():
        Notice.objects.bulk_create(
            [_notice(rows, now) for rows in waiting.values()], ignore_conflicts=True
        )
        told = [row.pk for rows in waiting.values() for row in rows]
        LifePeriod.objects.filter(pk__in=told).update(reminded_on=today)
    return len(waiting)


def _notice(rows: Sequence[LifePeriod], now: datetime) -> Notice:
    first = rows[0]
    organisation = first.organisation
    return Notice(
        kind="life.due",
        subject_kind="organisational_life",
        subject_id=organisation.pk,
        number=organisation.code,
        role="branch_secretary" if organisation.kind in BRANCHES else "party_committee",
        unit_path=organisation.path,
        area_path="",
        light="yellow",
        params={"about": _about(rows)},
        at=now,
        key=f"life:{organisation.pk}:{first.ends_on}:{first.pk}",
    )


def _about(rows: Iterable[LifePeriod]) -> list[dict[str, Any]]:
    """What is lacking and by when, as reasons: a notice is worded for whoever reads it."""
    return [
        Reason(
            "life_lacks", {"other_kind": COUNTED[row.kind], "until": f"{row.ends_on:%Y-%m-%d}"}
        ).as_json()
        for row in rows
    ]
