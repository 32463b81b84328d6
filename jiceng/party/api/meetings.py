"""Organisational life for other programs: meetings as counts, what is owed and what was held.

Names go in where the organisation's own keeper records a meeting, by the numbers of members; none
comes out.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

from django.utils.translation import gettext as _
from ninja import Query
from pydantic import Field

from jiceng.kernel.refusal import Invalid, Reason
from jiceng.party.actions.meetings import Plan, cancel_meeting, file_minutes, plan_meeting
from jiceng.party.actions.recording import Recording, record_meeting
from jiceng.party.actions.resolutions import Decision
from jiceng.party.actions.taking_back import take_back
from jiceng.party.models import Meeting, Member
from jiceng.party.process import MEETING
from jiceng.party.queries.access import KEEPERS, organisation_for, reach
from jiceng.party.queries.life import Standing, meeting_for, meetings_of, year_of
from jiceng.party.rules.life import COUNTED, KINDS
from jiceng.party.rules.life_turnout import LONGEST, MOST_COUNT, Turnout
from jiceng.web.api import Answer, Calls, Input, Listed, Page, machine, page_of
from jiceng.web.api.moves import Versioned, move_named
from jiceng.web.api.pages import read_cursor
from jiceng.web.clock import local_day
from jiceng.web.doors import Asked

calls = Calls("party-life")
Text = Annotated[str, Field(max_length=300)]
Year = Annotated[int, Field(ge=1900, le=2200)]


class OrganisationNamed(Answer):
    """A Party organisation by code and name."""

    code: str
    name: str


class MeetingSeen(Answer):
    """A meeting as counts; who was missing is seen inside the organisation alone."""

    number: str
    organisation: OrganisationNamed
    kinds: list[str]
    label: str
    group: str
    on: str
    state: str
    state_label: str
    should_attend: int | None
    attended: int | None
    on_leave: int | None
    voters: int | None
    voters_present: int | None
    duration_minutes: int | None
    resolutions: int
    version: int


class MeetingFilter(Page):
    """What a list of meetings may be narrowed by."""

    organisation: str = Field("", max_length=24)
    year: int | None = Field(None, ge=1900, le=2200)
    state: str = Field("", max_length=30)


class MeetingPlanned(Input):
    """A meeting as it is called."""

    organisation: str = Field(max_length=24)
    kinds: list[Text] = Field(min_length=1, max_length=4)
    on: date
    begins_at: str = Field("", max_length=5)
    place: Text = ""
    group: str = Field("", max_length=40)
    lecturer: str = Field("", max_length=20, description="The number of a member.")
    guest_lecturer: Text = ""
    agenda: list[Text] = Field(default_factory=list)


class DecisionTaken(Input):
    """One resolution; with a day it becomes a task."""

    text: Text
    who: str = Field("", max_length=40)
    due_on: date | None = None


class TurnoutCounted(Input):
    """Counts from a list on paper, in place of the exceptions."""

    should: int = Field(ge=0, le=MOST_COUNT)
    attended: int = Field(ge=0, le=MOST_COUNT)
    leave: int = Field(ge=0, le=MOST_COUNT)
    voters: int = Field(ge=0, le=MOST_COUNT)
    voters_present: int = Field(ge=0, le=MOST_COUNT)


class MeetingMove(Versioned):
    """The version that was looked at, and what the move needs: hold, record, cancel, take_back."""

    on_leave: list[str] = Field(default_factory=list, description="Numbers of members.")
    absent: list[str] = Field(default_factory=list, description="Numbers of members.")
    counts: TurnoutCounted | None = None
    duration_minutes: int = Field(60, ge=1, le=LONGEST)
    minutes: str = Field("", max_length=8000)
    decisions: list[DecisionTaken] = Field(default_factory=list)
    reason: str = Field("", max_length=2000)


class OwedSeen(Answer):
    """One kind in one period."""

    kind: str
    label: str
    starts_on: str
    ends_on: str = Field(description="By when.")
    required: int
    held: int
    light: str = Field(description="done, red, yellow, green or ahead.")
    rule_version: int


@calls.get("/meetings", door=machine(*KEEPERS), answer=Listed[MeetingSeen])
def list_meetings(request: Asked, wanted: Query[MeetingFilter]) -> dict[str, Any]:
    """Meetings within reach, in the order in which they were called."""
    place = read_cursor(wanted.after, int)
    rows = meetings_of(request.actor).filter(pk__gt=place[0] if place else 0)
    if wanted.organisation:
        rows = rows.filter(organisation__unit=wanted.organisation)
    if wanted.year:
        rows = rows.filter(on__range=(date(wanted.year, 1, 1), date(wanted.year, 12, 31)))
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    found = list(rows.prefetch_related("resolutions").order_by("pk")[: wanted.limit + 1])
    return page_of(found, wanted.limit, show=_seen, key=lambda m: (m.pk,))


@calls.post("/meetings", door=machine(*KEEPERS), answer=MeetingSeen)
def plan_a_meeting(request: Asked, given: MeetingPlanned) -> dict[str, Any]:
    """Call a meeting of one's own organisation."""
    organisation = organisation_for(request.actor, given.organisation)
    lecturer = _keys(request, [given.lecturer], "lecturer") if given.lecturer else ()
    plan = Plan(
        kinds=tuple(given.kinds), on=given.on, begins_at=given.begins_at, place=given.place,
        group=given.group, lecturer=next(iter(lecturer), None),
        guest_lecturer=given.guest_lecturer, agenda=tuple(given.agenda),
    )  # fmt: skip
    return _seen(plan_meeting(plan, at=organisation, by=request.actor, now=request.now))


@calls.get("/meetings/{number}", door=machine(*KEEPERS), answer=MeetingSeen)
def read_meeting(request: Asked, number: str) -> dict[str, Any]:
    """One meeting within reach."""
    return _seen(meeting_for(request.actor, number))


@calls.post("/meetings/{number}/moves/{move}", door=machine(*KEEPERS), answer=MeetingSeen)
def make_meeting_move(request: Asked, number: str, move: str, given: MeetingMove) -> dict[str, Any]:
    """Hold (with everything known), record (the minutes), cancel, or take back what was recorded
    by mistake."""
    meeting = meeting_for(request.actor, number)
    move_named(MEETING, move, request.actor.roles)
    by, now, version = request.actor, request.now, given.version
    if move == "hold":
        record_meeting(meeting, _recording(request, given), by=by, now=now, version=version)
    elif move == "record":
        file_minutes(meeting, given.minutes, by=by, now=now, version=version)
    elif move == "take_back":
        take_back(meeting, given.reason, by=by, now=now, version=version)
    else:
        cancel_meeting(meeting, given.reason, by=by, now=now, version=version)
    return _seen(meeting)


@calls.get("/organisational-life/{code}", door=machine(*KEEPERS), answer=Listed[OwedSeen])
def read_life(request: Asked, code: str, year: Year | None = None) -> dict[str, Any]:
    """What an organisation owes in a year, what it held, and by when the rest is due."""
    organisation, today = organisation_for(request.actor, code), local_day(request.now)
    found = year_of(organisation, year or today.year, today)
    return {"items": [_owed(one) for one in found], "next": None}


def _recording(request: Asked, given: MeetingMove) -> Recording:
    counts = given.counts
    return Recording(
        on_leave=frozenset(_keys(request, given.on_leave, "on_leave")),
        absent=frozenset(_keys(request, given.absent, "absent")),
        duration_minutes=given.duration_minutes,
        minutes=given.minutes,
        decisions=tuple(Decision(d.text, d.who, d.due_on) for d in given.decisions),
        counts=Turnout(**counts.model_dump()) if counts else None,
    )


def _keys(request: Asked, numbers: Sequence[str], field: str) -> list[int]:
    """Members within reach by their numbers; `Invalid` where one is unknown or out of reach."""
    rows = Member.objects.filter(reach(request.actor), number__in=numbers)
    known = dict(rows.values_list("number", "pk"))
    if strange := [n for n in numbers if n not in known]:
        raise Invalid(Reason("unknown_member", {"value": strange[0]}, field))
    return [known[n] for n in numbers]


def _seen(row: Meeting) -> dict[str, Any]:
    return {
        "number": row.number,
        "organisation": {"code": row.organisation.code, "name": row.organisation.name},
        "kinds": row.kinds,
        "label": _("暨").join(_(KINDS[kind]) for kind in row.kinds),
        "group": row.group,
        "on": row.on.isoformat(),
        "state": row.state,
        "state_label": _(MEETING.state(row.state).label),
        "should_attend": row.should_attend,
        "attended": row.attended,
        "on_leave": row.on_leave,
        "voters": row.voters,
        "voters_present": row.voters_present,
        "duration_minutes": row.duration_minutes,
        "resolutions": len(row.resolutions.all()),
        "version": row.version,
    }


def _owed(one: Standing) -> dict[str, Any]:
    owing = one.owed
    return {
        "kind": owing.kind,
        "label": _(COUNTED[owing.kind]),
        "starts_on": owing.period.starts_on.isoformat(),
        "ends_on": owing.period.ends_on.isoformat(),
        "required": owing.required,
        "held": one.held,
        "light": one.light,
        "rule_version": owing.version,
    }
