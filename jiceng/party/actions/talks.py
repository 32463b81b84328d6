"""Heart-to-heart talks and democratic reviews: counts alone (facts.md §5.2)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from jiceng.casework.queries import rules_at
from jiceng.kernel.records.journal import append, line_by
from jiceng.kernel.refusal import Invalid, Reason, Refused
from jiceng.kernel.scope import Actor
from jiceng.party.actions.life_periods import reckon
from jiceng.party.models import LifeEntry, Meeting, Organisation, Review, Talk
from jiceng.party.queries.life import bodies_of, keeper_of
from jiceng.party.queries.life_ledgers import HELD
from jiceng.party.rules.life import TALKS, parts_of, period_around
from jiceng.party.rules.life_turnout import Grading, grading_faults

MOST_TALKS = 500


def record_talks(
    organisation: Organisation, sort: str, *, on: date, count: int, by: Actor, now: datetime
) -> Talk:
    """Talks of one sort on a day, as a number. Raises `NotAllowed`, `Invalid` by field."""
    grip = keeper_of(by, organisation)
    today = now.astimezone(rules_at(now)[1].zone).date()
    if faults := list(_faults(organisation, sort, on, count, today)):
        raise Invalid(*faults)
    with transaction.atomic():
        talk = Talk.objects.create(
            organisation=organisation, path=organisation.path, sort=sort, on=on, count=count,
            recorded_by=grip.appointment, recorded_at=now,
        )  # fmt: skip
        LifeEntry.objects.create(
            organisation=organisation, path=organisation.path, kind="talk", part=sort, on=on,
            talk=talk,
        )  # fmt: skip
        told = {"organisation": organisation.code, "sort": sort, "count": count}
        append([line_by(grip, "party.talk", "talk", talk.pk, payload=told)], at=now)
        reckon([organisation], on.year, today)
    return talk


def _faults(
    organisation: Organisation, sort: str, on: date, count: int, today: date
) -> list[Reason]:
    faults = []
    if sort not in TALKS:
        faults.append(Reason("unknown_value", {"value": sort}, "sort"))
    elif sort not in parts_of("talk", bodies_of([organisation])[organisation.pk],
                              period_around("year", on)):  # fmt: skip
        faults.append(Reason("talk_sort", field="sort"))
    if on > today:
        faults.append(Reason("in_the_future_day", field="on"))
    if on < organisation.founded_on:
        faults.append(
            Reason("before_founding", {"day": f"{organisation.founded_on:%Y-%m-%d}"}, "on")
        )
    if not 1 <= count <= MOST_TALKS:
        faults.append(Reason("number_range", {"low": 1, "high": MOST_TALKS}, "count"))
    return faults


def record_review(meeting: Meeting, given: Grading, *, by: Actor, now: datetime) -> Review:
    """The counts per grade of a democratic review; put right by recording them again."""
    grip = keeper_of(by, meeting.organisation)
    if "democratic_review" not in meeting.kinds:
        raise Refused(Reason("no_review_here"))
    if meeting.state not in HELD or meeting.attended is None:
        raise Refused(Reason("meeting_not_held"))
    if faults := list(grading_faults(given, meeting.attended)):
        raise Invalid(*faults)
    values = {name: getattr(given, name) for name in given.__dataclass_fields__}
    with transaction.atomic():
        review, _created = Review.objects.update_or_create(meeting=meeting, defaults=values)
        append([line_by(grip, "party.review", "meeting", meeting.pk, payload=values)], at=now)
    return review
