"""The publicity team: members, training, topics given to write, posts on platforms of others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from jiceng.casework.actions.following import make, start
from jiceng.kernel.numbers import public_number
from jiceng.kernel.records.journal import append, line_by
from jiceng.kernel.records.keys import next_key
from jiceng.kernel.records.models import Person
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Invalid, NotAllowed, Reason, Refused, Stale
from jiceng.kernel.scope import Actor, Grip
from jiceng.outreach.models import (
    Article,
    OutsideCount,
    OutsidePost,
    TeamMember,
    TeamTraining,
    WritingTask,
)
from jiceng.outreach.process.publicity import LEADS, WRITING_TASK
from jiceng.outreach.queries.articles import today_of
from jiceng.outreach.rules.publicity import (
    DUTIES,
    MOST,
    count_faults,
    length_faults,
    link_faults,
    past_faults,
)


@dataclass(frozen=True, slots=True)
class Training:
    """A session as it was held."""

    topic: str
    held_on: date
    minutes: int
    attended: int
    is_sample: bool = False


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic given to a member."""

    title: str
    member: int
    write_by: date
    note: str = ""
    is_sample: bool = False


@dataclass(frozen=True, slots=True)
class Outside:
    """Something published elsewhere; `article` is the number of the article it came from."""

    title: str
    platform: str
    unit: str
    url: str
    approved_by: str
    published_on: date
    article: str = ""
    is_sample: bool = False


@dataclass(frozen=True, slots=True)
class Tally:
    """Views and shares until a day, as the platform tells."""

    counted_on: date
    views: int
    shares: int
    source: str


def lead_grip(by: Actor) -> Grip:
    """The post by which somebody leads the team. Raises `NotAllowed`."""
    for grip in by.grips:
        if grip.roles & LEADS:
            return grip
    raise NotAllowed(Reason("not_team_lead"))


def join_team(
    login: str, duty: str, *, by: Actor, now: datetime, is_sample: bool = False
) -> TeamMember:
    """Somebody with an account joins. Raises `NotAllowed`, `Invalid`, `Refused`."""
    grip = lead_grip(by)
    person = Person.objects.filter(login=login.strip(), is_active=True).first()
    held = person.appointments.filter(ends_on=None).order_by("pk").first() if person else None
    if person is None or held is None:
        raise Invalid(Reason("member_unknown", {"value": login}, "login"))
    if duty not in DUTIES:
        raise Invalid(Reason("unknown_duty", {"value": duty}, "duty"))
    if TeamMember.objects.filter(person=person, left_on=None).exists():
        raise Refused(Reason("member_there", {"name": person.name}))
    with transaction.atomic():
        row = TeamMember.objects.create(
            person=person, unit=held.unit_id, duty=duty, joined_on=today_of(now),
            is_sample=is_sample,
        )  # fmt: skip
        _tell(grip, "team_joined", "team_member", row.pk, now)
    return row


def leave_team(member: TeamMember, *, by: Actor, now: datetime, version: int) -> TeamMember:
    """A member leaves; what they wrote stays. Raises `NotAllowed`, `Stale`, `Refused`."""
    grip = lead_grip(by)
    if member.version != version:
        raise Stale(Reason("stale"))
    if member.left_on is not None:
        raise Refused(Reason("member_gone", {"name": member.person.name}))
    member.left_on, member.version = today_of(now), version + 1
    with transaction.atomic():
        member.save(update_fields=["left_on", "version"])
        _tell(grip, "team_left", "team_member", member.pk, now)
    return member


def record_training(given: Training, *, by: Actor, now: datetime) -> TeamTraining:
    """Write a session down: numbers, no names. Raises `NotAllowed`, `Invalid`."""
    grip = lead_grip(by)
    faults = [
        *length_faults({"topic": (given.topic, 60)}),
        *past_faults(given.held_on, today_of(now), "training_in_future", "held_on"),
        *count_faults({"minutes": (given.minutes, 5, 1440), "attended": (given.attended, 1, 999)}),
    ]
    if faults:
        raise Invalid(*faults)
    with transaction.atomic():
        row = TeamTraining.objects.create(
            topic=given.topic.strip(), held_on=given.held_on, minutes=given.minutes,
            attended=given.attended, unit=grip.unit, is_sample=given.is_sample,
        )  # fmt: skip
        _tell(grip, "training_recorded", "team_training", row.pk, now)
    return row


def give_topic(given: Topic, *, by: Actor, now: datetime) -> WritingTask:
    """Give a member something to write. Raises `NotAllowed`, `Invalid`."""
    grip = lead_grip(by)
    faults = [*length_faults({"title": (given.title, 60)})]
    if len(given.note) > 300:
        faults.append(Reason("text_length", {"low": 0, "high": 300}, "note"))
    if given.write_by < today_of(now):
        faults.append(Reason("write_by_past", {"day": given.write_by.isoformat()}, "write_by"))
    member = TeamMember.objects.filter(pk=given.member, left_on=None).first()
    if member is None:
        faults.append(Reason("member_unknown", {"value": given.member}, "member"))
    if faults or member is None:
        raise Invalid(*faults)
    unit, key = territory().units[member.unit], next_key(WritingTask)
    area = territory().areas[unit.area]
    with transaction.atomic():
        row = WritingTask(
            pk=key, number="WT" + public_number(today_of(now).year, key), member=member,
            title=given.title.strip(), note=given.note.strip(), write_by=given.write_by,
            unit=unit.code, unit_path=unit.path, tier=unit.tier, area_path=area.path,
            entered_at=now, is_sample=given.is_sample,
        )  # fmt: skip
        start(row, WRITING_TASK, "writing_given", grip=grip, now=now)
    return row


def move_task(
    task: WritingTask, name: str, *, by: Actor, now: datetime, version: int, reason: str = "",
    article: str = "",
) -> WritingTask:  # fmt: skip
    """Deliver it with an article, or cancel it. Raises `Stale`, `Refused`, `Invalid`."""
    changes: dict[str, Any] = {}
    if name == "deliver":
        if by.person != task.member.person_id:
            raise Refused(Reason("not_your_writing", {"name": task.member.person.name}))
        changes = {"article": _article(article)} if article else {}
    supplied = frozenset(changes)
    with transaction.atomic():
        make(task, WRITING_TASK, name, by=by, now=now, version=version,
             words={"reason": reason}, supplied=supplied, changes=changes)  # fmt: skip
    return task


def register_outside(given: Outside, *, by: Actor, now: datetime) -> OutsidePost:
    """Register what was published elsewhere, once by its link. Raises `Refused`, `Invalid`."""
    grip, url = lead_grip(by), given.url.strip()
    faults = [
        *length_faults({"title": (given.title, 120), "platform": (given.platform, 30),
                        "approved_by": (given.approved_by, 60), "url": (url, 300)}),
        *link_faults(url),
        *past_faults(given.published_on, today_of(now), "post_in_future", "published_on"),
    ]  # fmt: skip
    unit = territory().units.get(given.unit)
    if unit is None:
        faults.append(Reason("unknown_unit", {"value": given.unit}, "unit"))
    if faults or unit is None:
        raise Invalid(*faults)
    if known := OutsidePost.objects.filter(url=url).first():
        raise Refused(Reason("post_there", {"title": known.title}))
    with transaction.atomic():
        row = OutsidePost.objects.create(
            title=given.title.strip(), platform=given.platform.strip(), unit=unit.code,
            unit_path=unit.path, url=url, approved_by=given.approved_by.strip(),
            published_on=given.published_on, is_sample=given.is_sample,
            article=_article(given.article) if given.article else None,
        )  # fmt: skip
        _tell(grip, "outside_registered", "outside_post", row.pk, now)
    return row


def count_outside(post: OutsidePost, given: Tally, *, by: Actor, now: datetime) -> OutsideCount:
    """Enter views and shares with their source. Raises `NotAllowed`, `Invalid`, `Refused`."""
    grip = lead_grip(by)
    faults = [
        *past_faults(given.counted_on, today_of(now), "post_in_future", "counted_on"),
        *count_faults({"views": (given.views, 0, MOST), "shares": (given.shares, 0, MOST)}),
        *length_faults({"source": (given.source, 60)}),
    ]
    if faults:
        raise Invalid(*faults)
    if post.counts.filter(counted_on=given.counted_on).exists():
        raise Refused(Reason("count_there", {"day": given.counted_on.isoformat()}))
    with transaction.atomic():
        row = post.counts.create(
            counted_on=given.counted_on, views=given.views, shares=given.shares,
            source=given.source.strip(),
        )  # fmt: skip
        _tell(grip, "outside_counted", "outside_post", post.pk, now)
    return row


def _article(number: str) -> Article:
    found = Article.objects.filter(number=number.strip()).first()
    if found is None:
        raise Invalid(Reason("article_unknown", {"value": number}, "article"))
    return found


def _tell(grip: Grip, kind: str, about: str, key: int, now: datetime) -> None:
    append([line_by(grip, kind, about, key)], at=now)
