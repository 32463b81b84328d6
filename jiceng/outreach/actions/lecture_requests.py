"""A community asks for a lecture; an organiser finds its speaker and venue, or says why not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from jiceng.casework.actions.following import make, start
from jiceng.casework.queries import rules_at
from jiceng.kernel.numbers import public_number
from jiceng.kernel.places import mask_personal
from jiceng.kernel.records.keys import next_key
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Invalid, NotAllowed, Reason, Refused
from jiceng.kernel.scope import Actor
from jiceng.outreach.actions.lectures import LecturePlan, plan_lecture
from jiceng.outreach.models import Lecture, LectureRequest, LectureTopic
from jiceng.outreach.process.activities import ORGANISER
from jiceng.outreach.process.lectures import LECTURE_REQUEST

MOST = 10_000


@dataclass(frozen=True, slots=True)
class LectureWanted:
    """A lecture as a community asks for it."""

    area: str
    topic: str
    first_day: date
    last_day: date
    audience: int
    note: str = ""
    is_sample: bool = False


def ask_for_lecture(given: LectureWanted, *, by: Actor, now: datetime) -> LectureRequest:
    """Ask the town for a lecture. Raises `NotAllowed`, `Invalid` naming each field."""
    area = territory().areas.get(given.area)
    topic = LectureTopic.objects.filter(number=given.topic).first()
    today = now.astimezone(rules_at(now)[1].zone).date()
    faults = list(_faults(given, today))
    if area is None or area.level not in ("community", "village"):
        faults.append(Reason("unknown_area", {"value": given.area}, "area"))
    if topic is None:
        faults.append(Reason("unknown_topic", field="topic"))
    if faults or area is None or topic is None:
        raise Invalid(*faults)
    key, holder = next_key(LectureRequest), territory().desk_for(area, "town")
    row = LectureRequest(
        pk=key, number="LR" + public_number(today.year, key), title=topic.title, topic=topic,
        area_id=area.code, area_path=area.path, unit=holder.code, unit_path=holder.path,
        tier=holder.tier, first_day=given.first_day, last_day=given.last_day,
        audience=given.audience, note=mask_personal(given.note.strip())[0], entered_at=now,
        is_sample=given.is_sample,
    )  # fmt: skip
    grip = by.acting_grip(row, ORGANISER)
    if grip is None:
        raise NotAllowed(Reason("request_elsewhere"))
    with transaction.atomic():
        start(row, LECTURE_REQUEST, "lecture_asked", grip=grip, now=now)
    return row


def arrange_lecture(
    request: LectureRequest, given: LecturePlan, *, by: Actor, now: datetime, version: int
) -> Lecture:
    """Plan the lecture that was asked for; its speakers are then asked. Raises as `plan_lecture`,
    and `Stale`."""
    with transaction.atomic():
        lecture = plan_lecture(given, by=by, now=now)
        make(request, LECTURE_REQUEST, "arrange", by=by, now=now, version=version,
             supplied=frozenset({"lecture"}), changes={"lecture": lecture})  # fmt: skip
    return lecture


def move_request(
    request: LectureRequest, name: str, *, by: Actor, now: datetime, version: int, reason: str = ""
) -> LectureRequest:
    """Refuse or withdraw it. Raises `Stale`, `Refused`, `Invalid`."""
    if name == "arrange":
        raise Refused(Reason("unknown_move", {"move": name}))
    with transaction.atomic():
        make(request, LECTURE_REQUEST, name, by=by, now=now, version=version,
             words={"reason": reason})  # fmt: skip
    return request


def _faults(given: LectureWanted, today: date) -> Iterator[Reason]:
    if given.last_day < given.first_day:
        yield Reason("request_days_reversed", field="last_day")
    elif given.last_day < today:
        yield Reason("request_days_past", field="last_day")
    if not 1 <= given.audience <= MOST:
        yield Reason("number_range", {"low": 1, "high": MOST}, "audience")
    if len(given.note) > 200:
        yield Reason("text_length", {"low": 0, "high": 200}, "note")
