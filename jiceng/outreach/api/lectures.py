"""Lectures for other programs: read by every post, kept by those who organise them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from ninja import Query
from pydantic import Field

from jiceng.casework.api.intake import UnitNamed
from jiceng.casework.api.seen import MoveOpen, Named, moves_seen, unit_named
from jiceng.kernel.records.models import within
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Invalid, Reason
from jiceng.outreach.actions.activities import ActivityPlan, move_activity, record_attendance
from jiceng.outreach.actions.lectures import (
    LecturePlan,
    confirm_lecture,
    decline_lecture,
    plan_lecture,
)
from jiceng.outreach.forms.activities_told import area_name
from jiceng.outreach.models import Attendance, Lecture
from jiceng.outreach.process import ACTIVITY
from jiceng.outreach.queries.activities import activity_of, organised, ready
from jiceng.outreach.queries.lectures import lecture_of
from jiceng.outreach.rules.activities import Attended
from jiceng.web.api import Answer, Calls, Input, Listed, Page, local, machine, page_of
from jiceng.web.api.pages import read_cursor
from jiceng.web.doors import Asked

calls = Calls("lectures")
ROLE = "organiser"
STATES = tuple(state.name for state in ACTIVITY.states)


class AttendanceSeen(Answer):
    """Who came: measures of their own, never to be multiplied."""

    people: int
    households: int | None
    units: int | None


class LectureListed(Answer):
    """A lecture."""

    number: str
    title: str
    state: str
    state_label: str
    campaign: str
    topic: str
    speakers: list[str]
    language: str
    area: Named
    unit: UnitNamed
    venue: str | None
    place: str
    starts_at: str | None
    ends_at: str | None
    capacity: int | None
    taken: int
    attendance: AttendanceSeen | None
    is_sample: bool
    version: int


class LectureSeen(LectureListed):
    """One of them with what may be done."""

    materials: str
    confirmed_at: str | None
    moves: list[MoveOpen]


class LectureFilter(Page):
    """Narrowing."""

    state: str = ""
    campaign: str = ""
    under: str = Field("", description="Code of an area; those at or below it.")


class LectureNew(Input):
    """A lecture as it is planned."""

    title: str = Field(max_length=200)
    topic: str = Field(max_length=20)
    speakers: list[str] = Field(max_length=20)
    language: str = Field("common", max_length=12)
    materials: str = Field("", max_length=400)
    campaign: str = Field("", max_length=40)
    starts_at: datetime
    ends_at: datetime
    area: str = Field("", max_length=15)
    venue: str = Field("", max_length=20)
    place: str = Field("", max_length=400)
    unit: str = Field("", max_length=24)
    capacity: int | None = Field(None, ge=1, le=1_000_000)
    told: str = Field("", max_length=1000)


class LectureMove(Input):
    """The version the caller has looked at, and what comes with the move."""

    version: int = Field(ge=1, le=2**31 - 1)
    reason: str = Field("", max_length=2000)
    people: int | None = Field(None, ge=0, le=1_000_000)
    households: int | None = Field(None, ge=0, le=1_000_000)
    units: int | None = Field(None, ge=0, le=1_000_000)
    note: str = Field("", max_length=400)


@calls.get("/lectures", door=machine(), answer=Listed[LectureListed])
def list_lectures(request: Asked, wanted: Query[LectureFilter]) -> dict[str, Any]:
    """Lectures in the order in which they were planned."""
    rows = Lecture.objects.select_related("topic", "activity__venue", "activity__attendance")
    if wanted.under:
        area = territory().area(wanted.under)
        if area is None:
            raise Invalid(Reason("unknown_area", {"value": wanted.under}, "under"))
        rows = rows.filter(within("activity__area_path", area.path))
    if wanted.state:
        if wanted.state not in STATES:
            raise Invalid(Reason("unknown_value", {"value": wanted.state}, "state"))
        rows = rows.filter(activity__state=wanted.state)
    if wanted.campaign:
        rows = rows.filter(activity__campaign=wanted.campaign)
    place = read_cursor(wanted.after, int)
    found = rows.filter(pk__gt=place[0] if place else 0).order_by("pk")
    page = list(found.prefetch_related("speakers")[: wanted.limit + 1])
    return page_of(page, wanted.limit, show=_listed, key=lambda row: (row.pk,))


@calls.post("/lectures", door=machine(ROLE), answer=LectureSeen)
def write_lecture(request: Asked, given: LectureNew) -> dict[str, Any]:
    """Plan a lecture; a speaker or a venue that is taken is named with what holds it."""
    said = given.model_dump(exclude={"topic", "speakers", "language", "materials"})
    for name in ("starts_at", "ends_at"):
        if said[name].tzinfo is None:
            raise Invalid(Reason("needed", field=name))
    plan = LecturePlan(
        ActivityPlan(kind="lecture", **said), given.topic, tuple(given.speakers), given.language,
        given.materials,
    )  # fmt: skip
    return _seen(plan_lecture(plan, by=request.actor, now=request.now), request)


@calls.get("/lectures/{number}", door=machine(), answer=LectureSeen)
def read_lecture(request: Asked, number: str) -> dict[str, Any]:
    """One of them."""
    return _seen(lecture_of(ready(activity_of(number), request.now)), request)


@calls.post("/lectures/{number}/moves/{move}", door=machine(ROLE), answer=LectureSeen)
def move_lecture(request: Asked, number: str, move: str, given: LectureMove) -> dict[str, Any]:
    """Tell that its speakers agreed or cannot come, publish, cancel, or tell who came."""
    row = lecture_of(organised(request.actor, number, request.now))
    by, now = request.actor, request.now
    if move == "record":
        if given.people is None:
            raise Invalid(Reason("needed", field="people"))
        told = Attended(given.people, given.households, given.units, note=given.note)
        record_attendance(row.activity, told, by=by, now=now, version=given.version)
    elif move == "confirm":
        confirm_lecture(row, by=by, now=now, version=given.version)
    elif move == "decline":
        decline_lecture(row, given.reason, by=by, now=now, version=given.version)
    else:
        move_activity(
            row.activity, move, by=by, now=now, version=given.version, reason=given.reason
        )  # fmt: skip
    return _seen(row, request)


def _came(row: Lecture) -> dict[str, Any] | None:
    came: Attendance | None = getattr(row.activity, "attendance", None)
    if came is None:
        return None
    return {"people": came.people, "households": came.households, "units": came.units}


def _listed(row: Lecture) -> dict[str, Any]:
    activity = row.activity
    area = str(activity.area_id)
    return {
        "number": activity.number,
        "title": activity.title,
        "state": activity.state,
        "state_label": _(ACTIVITY.state(activity.state).label),
        "campaign": activity.campaign,
        "topic": row.topic.title,
        "speakers": [s.name for s in row.speakers.all()],
        "language": row.language,
        "area": {"code": area, "name": area_name(area)},
        "unit": unit_named(activity.unit),
        "venue": activity.venue.number if activity.venue else None,
        "place": activity.place,
        "starts_at": local(activity.starts_at),
        "ends_at": local(activity.ends_at),
        "capacity": activity.capacity,
        "taken": activity.taken,
        "attendance": _came(row),
        "is_sample": activity.is_sample,
        "version": activity.version,
    }


def _seen(row: Lecture, request: Asked) -> dict[str, Any]:
    return {
        **_listed(row),
        "materials": row.materials,
        "confirmed_at": local(row.confirmed_at),
        "moves": moves_seen(row.activity, ACTIVITY, request),
    }
