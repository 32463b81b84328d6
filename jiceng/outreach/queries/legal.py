"""Programmes of legal publicity, what was held for them, and lawyers on duty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q, QuerySet

from jiceng.casework.queries import rules_at
from jiceng.kernel.records.configuration import in_force
from jiceng.kernel.records.models import within
from jiceng.kernel.records.territory import AreaEntry, territory
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.outreach.models import HandedOver, LegalDuty, LegalSession
from jiceng.outreach.rules.legal import KIND, Programme, Reached, programme_of, reached

GROUND = ("community", "village")
"""Levels of area that are to be reached."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """Communities and villages of an area, and what a programme brought to each."""

    areas: Sequence[AreaEntry]
    rows: tuple[Reached, ...]


def programmes(now: datetime) -> list[Programme]:
    """Those in force, the latest year first."""
    rows = sorted(in_force(KIND, now).items(), reverse=True)
    return [programme_of(key, row.version, row.content) for key, row in rows]


def programme_at(key: str, now: datetime) -> Programme:
    """One by its year; without a year the latest that has begun. Raises `NotFound`."""
    found = programmes(now)
    begun = [p for p in found if p.start.year <= now.year]
    chosen = next((p for p in found if p.key == key), None) if key else next(iter(begun), None)
    if chosen is None:
        raise NotFound(Reason("not_found"))
    return chosen


def sessions_of(programme: str, path: str = "") -> QuerySet[LegalSession]:
    """Sessions of a programme in an area, planned ones too, cancelled ones not."""
    there = within("activity__area_path", path) if path else Q()
    rows = LegalSession.objects.filter(there, programme=programme)
    return rows.exclude(activity__state="cancelled").select_related("activity")


def held(rows: QuerySet[LegalSession]) -> QuerySet[LegalSession]:
    return rows.filter(activity__state="held")


def coverage(programme: Programme, path: str) -> Coverage:
    """What was held in each community and village below a path, in the order of the territory."""
    ground = [a for a in territory().areas.values() if a.level in GROUND]
    areas = sorted((a for a in ground if a.path.startswith(path)), key=lambda a: a.path)
    counted = held(sessions_of(programme.key, path)).values("activity__area", "place_kind")
    sessions = [
        (str(row["activity__area"]), row["place_kind"], row["n"])
        for row in counted.annotate(n=Count("pk"))
    ]
    return Coverage(areas, reached([a.code for a in areas], sessions))


def moments(start: date, end: date, now: datetime) -> tuple[datetime, datetime]:
    """Local days, both included, as the instant they begin and the one they are over."""
    zone = rules_at(now)[1].zone
    return (
        datetime.combine(start, time(), zone),
        datetime.combine(end + timedelta(days=1), time(), zone),
    )


def session_of(number: str) -> LegalSession:
    """The legal side of an activity. Raises `NotFound`."""
    rows = LegalSession.objects.select_related("activity", "activity__area", "activity__venue")
    found = rows.filter(activity__number=number).first()
    if found is None:
        raise NotFound(Reason("not_found"))
    return found


def duty_of(number: str) -> LegalDuty:
    """The hours an activity is. Raises `NotFound`."""
    rows = LegalDuty.objects.select_related("activity", "activity__venue", "lawyer")
    found = rows.filter(activity__number=number).first()
    if found is None:
        raise NotFound(Reason("not_found"))
    return found


def disputes_of(path: str, start: date, end: date, now: datetime) -> QuerySet[HandedOver]:
    """Disputes that went on as cases in these days, by where they came up."""
    first, last = moments(start, end, now)
    there = within("activity__area_path", path) if path else Q()
    return HandedOver.objects.filter(there, at__gte=first, at__lt=last)


def duties_ahead(now: datetime, path: str = "") -> QuerySet[LegalDuty]:
    """Announced hours of lawyers that are not over, the next first."""
    there = within("activity__area_path", path) if path else Q()
    rows = LegalDuty.objects.filter(there, activity__state="published", activity__ends_at__gt=now)
    return rows.select_related("activity", "lawyer").order_by("activity__starts_at", "pk")
