"""Lectures: campaigns in force, what a unit has done of its targets, where lectures were held."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q, QuerySet, Sum

from jiceng.casework.queries import rules_at
from jiceng.kernel.numbers import share
from jiceng.kernel.records.configuration import in_force
from jiceng.kernel.records.models import within
from jiceng.kernel.records.territory import UnitEntry, territory
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.kernel.scope import Actor
from jiceng.outreach.models import (
    Activity,
    Attendance,
    Lecture,
    LectureRequest,
    LectureTopic,
    Speaker,
    Venue,
)
from jiceng.outreach.queries.activities import reach
from jiceng.outreach.rules.lectures import CAMPAIGN, MEASURES, Campaign, Measured, campaign_of

HELD = Q(activity__state="held")
FEWEST = 3
"""Below so many ratings no mean is told."""


@dataclass(frozen=True, slots=True)
class Progress:
    """What a unit, with those below it, has done of its targets."""

    unit: UnitEntry
    target: Measured
    done: Measured

    def shares(self) -> dict[str, str]:
        """Measure -> percent of its target; empty where there is none."""
        found = {}
        for name in MEASURES:
            part = share(getattr(self.done, name), getattr(self.target, name))
            found[name] = f"{part}%" if part is not None else ""
        return found


def campaigns(now: datetime) -> dict[str, Campaign]:
    """Campaigns in force, by key."""
    rows = sorted(in_force(CAMPAIGN, now).items())
    return {key: campaign_of(key, row.content) for key, row in rows}


def days_of(start: date, end: date, now: datetime) -> Q:
    """Lectures that began in these days."""
    zone = rules_at(now)[1].zone
    first = datetime.combine(start, time(), tzinfo=zone)
    after = datetime.combine(end + timedelta(days=1), time(), tzinfo=zone)
    return Q(activity__starts_at__gte=first, activity__starts_at__lt=after)


def counted(campaign: Campaign, now: datetime) -> QuerySet[Lecture]:
    """Lectures that count in a campaign: of it, held, in its days."""
    days = days_of(campaign.starts_on, campaign.ends_on, now)
    return Lecture.objects.filter(HELD, days, activity__campaign=campaign.key)


def measured(rows: QuerySet[Lecture]) -> Measured:
    """The three measures of some lectures; a speaker counts once, however often they speak."""
    told = Attendance.objects.filter(activity__lecture__in=rows)
    sums = told.aggregate(households=Sum("households"), units=Sum("units"))
    return Measured(
        rows.aggregate(n=Count("speakers", distinct=True))["n"],
        int(sums["households"] or 0) + int(sums["units"] or 0),
        rows.count(),
    )


def progress(campaign: Campaign, now: datetime) -> list[Progress]:
    """Every unit with a target, in the order of the units; nobody is ranked."""
    land, rows = territory(), counted(campaign, now)
    units = sorted((land.units[u] for u in campaign.targets if u in land.units), key=_path)
    return [
        Progress(
            unit, campaign.targets[unit.code],
            measured(rows.filter(within("activity__unit_path", unit.path))),
        )
        for unit in units
    ]  # fmt: skip


def _path(unit: UnitEntry) -> str:
    return unit.path


@dataclass(frozen=True, slots=True)
class Covered:
    """A village or community and how many lectures were held in it."""

    code: str
    name: str
    sessions: int


def villages(rows: QuerySet[Lecture]) -> list[Covered]:
    """Every village and community with how many of some lectures were held there."""
    counts = dict(
        rows.values_list("activity__area").annotate(n=Count("pk")).order_by()
    )  # fmt: skip
    found = sorted(territory().areas.values(), key=lambda a: a.path)
    return [
        Covered(a.code, a.name, counts.get(a.code, 0))
        for a in found
        if a.level in ("community", "village")
    ]


def venue_counts(rows: QuerySet[Lecture]) -> list[tuple[Venue, int]]:
    """Venues that have a point, with how many of some lectures were held in them."""
    counts = dict(
        rows.exclude(activity__venue=None).values_list("activity__venue")
        .annotate(n=Count("pk")).order_by()
    )  # fmt: skip
    venues = Venue.objects.filter(closed_on=None).exclude(lon=None).order_by("pk")
    return [(v, counts.get(v.pk, 0)) for v in venues]


def lecture_of(activity: Activity) -> Lecture:
    """What an activity says as a lecture. Raises `NotFound`."""
    rows = Lecture.objects.select_related("topic", "activity__venue")
    found = rows.prefetch_related("speakers").filter(activity=activity).first()
    if found is None:
        raise NotFound(Reason("not_found"))
    return found


def speaking(lecture: Lecture, actor: Actor) -> list[Speaker]:
    """Those of its speakers who are somebody, by their account."""
    return list(lecture.speakers.filter(person_id=actor.person)) if actor.person else []


def awaiting(actor: Actor) -> QuerySet[Lecture]:
    """Lectures somebody is to say yes or no to as a speaker."""
    rows = Lecture.objects.filter(
        speakers__person_id=actor.person, activity__state="planned", confirmed_at=None,
        declined_because="",
    ).exclude(agreed__person_id=actor.person)  # fmt: skip
    return rows.select_related("activity__venue").order_by("activity__starts_at", "pk")


def requests_for(actor: Actor) -> QuerySet[LectureRequest]:
    """Requests of the area of somebody who organises, the latest first."""
    rows = LectureRequest.objects.filter(reach(actor))
    return rows.select_related("topic", "area", "lecture__activity").order_by("-pk")


def request_for(actor: Actor, number: str) -> LectureRequest:
    """One of them. Raises `NotFound`."""
    found = requests_for(actor).filter(number=number).first()
    if found is None:
        raise NotFound(Reason("not_found"))
    return found


def speakers_now() -> QuerySet[Speaker]:
    """Those who lecture, in the order of their units."""
    return Speaker.objects.filter(left_on=None).order_by("unit_path", "pk")


def topics_now() -> QuerySet[LectureTopic]:
    return LectureTopic.objects.order_by("pk")


def rating_told(lectures: Iterable[Lecture]) -> tuple[int, str] | None:
    """How many rated, and the mean with one decimal; nothing below three."""
    keys = [row.pk for row in lectures]
    found = Lecture.objects.filter(pk__in=keys).aggregate(
        number=Count("ratings"), whole=Sum("ratings__rating")
    )  # fmt: skip
    number, whole = found["number"], int(found["whole"] or 0)
    if number < FEWEST:
        return None
    tenths = (20 * whole + number) // (2 * number)
    return number, f"{tenths // 10}.{tenths % 10}"
