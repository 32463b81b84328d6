"""A lecture is planned with its speakers, confirmed by them, and rated by those who came.

It is an activity: it is published, cancelled and told as every other, on the one form.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db import transaction

from jiceng.casework.queries import rules_at
from jiceng.kernel.numbers import public_number
from jiceng.kernel.places import mask_personal
from jiceng.kernel.records.advance import Passage, check_version
from jiceng.kernel.records.journal import append, line_by
from jiceng.kernel.records.keys import next_key
from jiceng.kernel.records.models import Person
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Invalid, NotAllowed, Reason, Refused
from jiceng.kernel.scope import Actor, Grip, covers
from jiceng.outreach.actions.activities import (
    ActivityPlan,
    change_activity,
    keeper_grip,
    plan_activity,
)
from jiceng.outreach.models import Lecture, LectureRating, LectureTopic, Speaker
from jiceng.outreach.process.activities import ACTIVITY, ORGANISER
from jiceng.outreach.queries.lectures import campaigns, speaking
from jiceng.outreach.rules.lectures import LANGUAGES, RATINGS, speaker_faults

KIND = "lecture"


@dataclass(frozen=True, slots=True)
class LecturePlan:
    """A lecture as it is written down."""

    activity: ActivityPlan
    topic: str
    speakers: tuple[str, ...]
    """Numbers of the speakers."""
    language: str = "common"
    materials: str = ""


@dataclass(frozen=True, slots=True)
class SpeakerTold:
    """Somebody who lectures, by name; no contact."""

    name: str
    topics: tuple[str, ...]
    languages: tuple[str, ...] = ("common",)
    office: str = ""
    unit: str = ""
    login: str = ""
    """Of the account that says yes or no for them; empty: the organiser tells."""
    is_sample: bool = field(default=False, kw_only=True)


def plan_lecture(given: LecturePlan, *, by: Actor, now: datetime) -> Lecture:
    """Write a lecture down and take up its speakers and its venue.

    Raises `NotAllowed`, `Invalid` naming each field, `Refused` naming what is taken by what.
    """
    topic, speakers = _checked(given, now)
    plan = replace(given.activity, kind=KIND, resources=_taken(speakers))
    with transaction.atomic():
        activity = plan_activity(plan, by=by, now=now)
        row = Lecture.objects.create(activity=activity, **_columns(given, topic))
        row.speakers.set(speakers)
    return row


def change_lecture(
    lecture: Lecture, given: LecturePlan, *, by: Actor, now: datetime, version: int
) -> Lecture:
    """Write it down anew; speakers confirm again. Raises as `plan_lecture`, and `Stale`."""
    topic, speakers = _checked(given, now)
    plan = replace(given.activity, kind=KIND, resources=_taken(speakers))
    with transaction.atomic():
        change_activity(lecture.activity, plan, by=by, now=now, version=version)
        told = {**_columns(given, topic), "confirmed_at": None, "declined_because": ""}
        Lecture.objects.filter(pk=lecture.pk).update(**told)
        lecture.speakers.set(speakers)
        lecture.agreed.clear()
    lecture.refresh_from_db()
    return lecture


def confirm_lecture(lecture: Lecture, *, by: Actor, now: datetime, version: int) -> Lecture:
    """A speaker agrees for themselves, or the organiser tells that all have; with the last of them
    it is confirmed. Raises `NotAllowed`, `Refused`, `Stale`."""
    own = speaking(lecture, by)
    grip = _spoken_by(lecture, own, by)
    check_version(lecture.activity, version)
    with transaction.atomic():
        if not Lecture.objects.select_for_update().filter(pk=lecture.pk, confirmed_at=None):
            raise Refused(Reason("lecture_confirmed"))
        lecture.agreed.add(*(own or lecture.speakers.all()))
        if lecture.agreed.count() == lecture.speakers.count():
            lecture.confirmed_at = now
        lecture.declined_because = ""
        lecture.save(update_fields=["confirmed_at", "declined_because"])
        _say(lecture, grip, "lecture_confirmed", now)
    return lecture


def decline_lecture(
    lecture: Lecture, reason: str, *, by: Actor, now: datetime, version: int
) -> Lecture:
    """A speaker cannot come; the organiser asks somebody else or another day.

    Raises `NotAllowed`, `Invalid`, `Refused`, `Stale`.
    """
    grip = _spoken_by(lecture, speaking(lecture, by), by)
    words = mask_personal(reason.strip())[0]
    if not 1 <= len(words) <= 200:
        raise Invalid(Reason("text_length", {"low": 1, "high": 200}, "reason"))
    if lecture.activity.state != "planned":
        raise Refused(Reason("lecture_published"))
    check_version(lecture.activity, version)
    with transaction.atomic():
        lecture.confirmed_at, lecture.declined_because = None, words
        lecture.save(update_fields=["confirmed_at", "declined_because"])
        lecture.agreed.clear()
        _say(lecture, grip, "lecture_declined", now, reason=words)
    return lecture


def _spoken_by(lecture: Lecture, own: list[Speaker], by: Actor) -> Grip:
    """The post by which somebody speaks: as its speaker, else as its organiser."""
    if not own or not by.grips:
        return keeper_grip(lecture.activity, by)
    return max(by.grips, key=lambda g: len(g.unit_path))


def _say(lecture: Lecture, grip: Grip, act: str, now: datetime, **told: str) -> None:
    passage = Passage(lecture.activity, ACTIVITY, now=now, calendar=rules_at(now)[1])
    passage.say(grip, act, **told)
    passage.write()


def rate_lecture(lecture: Lecture, rating: int, *, now: datetime) -> None:
    """What somebody who listened thought, without a name. Raises `Refused`, `Invalid`."""
    if lecture.activity.state != "held":
        raise Refused(Reason("lecture_not_rated_now"))
    if rating not in RATINGS:
        raise Invalid(Reason("bad_rating", field="rating"))
    LectureRating.objects.create(lecture=lecture, rating=rating, at=now)


def register_speaker(given: SpeakerTold, *, by: Actor, now: datetime) -> Speaker:
    """Put somebody on the list of speakers of a unit. Raises `NotAllowed`, `Invalid`."""
    grip = _organiser(by)
    unit = territory().units.get(given.unit or grip.unit)
    if unit is None:
        raise Invalid(Reason("unknown_unit", {"value": given.unit}, "unit"))
    if not any(covers(g.unit_path, unit.path) for g in by.grips if g.roles & ORGANISER):
        raise NotAllowed(Reason("not_activity_keeper"))
    topics = list(LectureTopic.objects.filter(number__in=given.topics))
    person = Person.objects.filter(login=given.login.strip(), is_active=True).first()
    if faults := list(_speaker_faults(given, len(topics), person is not None)):
        raise Invalid(*faults)
    with transaction.atomic():
        key = next_key(Speaker)
        row = Speaker(
            pk=key, number=_number("SP", key, now), name=given.name.strip(), unit=unit.code,
            office=mask_personal(given.office.strip())[0], unit_path=unit.path,
            languages=list(given.languages), is_sample=given.is_sample, person=person,
        )  # fmt: skip
        row.save(force_insert=True)
        row.topics.set(topics)
        append([line_by(grip, "speaker_registered", "speaker", row.pk)], at=now)
    return row


def add_topic(
    title: str, materials: str = "", *, by: Actor, now: datetime, is_sample: bool = False
) -> LectureTopic:
    """Put a topic into the library. Raises `NotAllowed`, `Invalid`."""
    grip = _organiser(by)
    words = {"title": title.strip(), "materials": materials.strip()}
    faults = [
        Reason("text_length", {"low": low, "high": high}, name)
        for name, low, high in (("title", 1, 60), ("materials", 0, 200))
        if not low <= len(words[name]) <= high
    ]
    if faults:
        raise Invalid(*faults)
    with transaction.atomic():
        key = next_key(LectureTopic)
        row = LectureTopic(pk=key, number=_number("LT", key, now), is_sample=is_sample, **words)
        row.save(force_insert=True)
        append([line_by(grip, "topic_added", "lecture_topic", row.pk)], at=now)
    return row


def _organiser(by: Actor) -> Grip:
    grips = [g for g in by.grips if g.roles & ORGANISER]
    if not grips:
        raise NotAllowed(Reason("not_activity_keeper"))
    return max(grips, key=lambda g: len(g.unit_path))


def _number(letters: str, key: int, now: datetime) -> str:
    return letters + public_number(now.astimezone(rules_at(now)[1].zone).year, key)


def _speaker_faults(given: SpeakerTold, topics: int, is_known: bool) -> Iterator[Reason]:
    if given.login.strip() and not is_known:
        yield Reason("speaker_account_unknown", {"value": given.login}, "login")
    for name, low, high in (("name", 1, 40), ("office", 0, 60)):
        if not low <= len(str(getattr(given, name)).strip()) <= high:
            yield Reason("text_length", {"low": low, "high": high}, name)
    if not topics or topics < len({*given.topics}):
        yield Reason("unknown_topic", field="topics")
    if not given.languages or not {*given.languages} <= {*LANGUAGES}:
        yield Reason("speaker_languages_missing", field="languages")


def _checked(given: LecturePlan, now: datetime) -> tuple[LectureTopic, list[Speaker]]:
    """The topic and the speakers. Raises `Invalid` with every fault."""
    topic = LectureTopic.objects.filter(number=given.topic).first()
    wanted = {*given.speakers}
    rows = Speaker.objects.filter(number__in=wanted, left_on=None)
    speakers = list(rows.prefetch_related("topics").order_by("pk"))
    faults = list(_match_faults(given, topic, speakers))
    if given.activity.campaign and given.activity.campaign not in campaigns(now):
        told = {"value": given.activity.campaign}
        faults.append(Reason("unknown_lecture_campaign", told, "campaign"))
    if faults or topic is None:
        raise Invalid(*faults)
    return topic, speakers


def _match_faults(
    given: LecturePlan, topic: LectureTopic | None, speakers: list[Speaker]
) -> Iterator[Reason]:
    if topic is None:
        yield Reason("unknown_topic", field="topic")
    if given.language not in LANGUAGES:
        yield Reason("unknown_value", {"value": given.language}, "language")
    if not given.speakers:
        yield Reason("speakers_missing", field="speakers")
    elif len(speakers) < len({*given.speakers}):
        yield Reason("unknown_speaker", field="speakers")
    if len(given.materials) > 200:
        yield Reason("text_length", {"low": 0, "high": 200}, "materials")
    for speaker in speakers if topic else ():
        yield from speaker_faults(
            speaker.name, {t.number for t in speaker.topics.all()}, speaker.languages,
            given.topic, given.language,
        )  # fmt: skip


def _taken(speakers: list[Speaker]) -> dict[str, str]:
    return {f"speaker:{row.pk}": row.name for row in speakers}


def _columns(given: LecturePlan, topic: LectureTopic) -> dict[str, object]:
    words = mask_personal(given.materials.strip())[0] or topic.materials
    return {"topic": topic, "language": given.language, "materials": words}
