"""Reading, finding and moving cases."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Annotated, Any, Literal

from django.db.models import Q, QuerySet
from ninja import Query, Schema
from pydantic import Field

from jiceng.casework.actions.around import case_by_code
from jiceng.casework.actions.moves import Given, make_move
from jiceng.casework.api.intake import calls
from jiceng.casework.api.seen import CaseListed, CaseSeen, listed, public_view, staff_view
from jiceng.casework.models import Case
from jiceng.casework.process import CASE
from jiceng.casework.queries import case_for, cases_of, with_rules
from jiceng.kernel.records.limits import refuse_past, spend
from jiceng.kernel.records.models import within
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Invalid, NotAllowed, NotFound, Reason
from jiceng.web.api import Listed, Page, instant, machine, page_of, public
from jiceng.web.api.calls import Unsigned
from jiceng.web.api.moves import Versioned, move_named
from jiceng.web.api.pages import in_utc, read_cursor
from jiceng.web.clock import county_zone
from jiceng.web.display import address_of
from jiceng.web.doors import Asked

READERS = (
    "worker", "handler", "dispatcher", "verifier", "approver", "arbiter", "overseer", "leader",
    "reader",
)  # fmt: skip
"""Who reads cases at all. Administrators keep the house, not its matters (trust: checklist 6)."""
ENDED = tuple(s.name for s in CASE.states if s.resting or s.final)
TRIES = 20
MINUTE = timedelta(minutes=1)
Text = Annotated[str, Field(max_length=4000)]
State = Literal[
    "reported", "accepted", "filed", "dispatched", "returned", "disputed", "handling", "suspended",
    "handled", "verifying", "closed", "refused", "merged", "archived",
]  # fmt: skip


class CaseFilter(Page):
    """What a list of cases may be narrowed by."""

    state: State | None = None
    grid: str = Field("", max_length=15)
    community: str = Field("", max_length=15)
    unit: str = Field("", max_length=24)
    overdue: bool | None = None
    text: str = Field("", max_length=100)
    since: str = Field("", max_length=40, description="A day, or an instant with offset.")


class CodeShown(Schema):
    """What the receipt says; left out by staff."""

    access_code: str = Field("", max_length=40)


class MoveInput(Versioned):
    """The version that was looked at, and whatever the move needs."""

    reason: Text = ""
    result: Text = ""
    evidence: Text = ""
    note: Text = ""
    unit: str = Field("", max_length=24)
    proposed_unit: str = Field("", max_length=24)
    term: str = Field("", max_length=24, description="Such as `3 working_days`.")
    case_type: str = Field("", max_length=20)
    into: str = Field("", max_length=20)
    photo_after: str = Field("", max_length=36)


@calls.get("/cases", door=machine(*READERS), answer=Listed[CaseListed])
def list_cases(request: Asked, wanted: Query[CaseFilter]) -> dict[str, Any]:
    """Cases within reach, newest first."""
    rows = _narrowed(cases_of(request.actor), wanted, request.now)
    place = read_cursor(wanted.after, int)
    if place:
        rows = rows.filter(pk__lt=place[0])
    found = list(rows.order_by("-pk")[: wanted.limit + 1])
    return page_of(
        found, wanted.limit, show=lambda c: listed(c, request.now), key=lambda c: (c.pk,)
    )


def _narrowed(rows: QuerySet[Case], wanted: CaseFilter, now: datetime) -> QuerySet[Case]:
    exact = {"state": wanted.state, "unit": wanted.unit}
    rows = rows.filter(**{k: v for k, v in exact.items() if v})
    for name in ("grid", "community"):
        if code := getattr(wanted, name):
            rows = rows.filter(within("area_path", _path(code, name)))
    if wanted.overdue is not None:
        late = Q(due_at__lte=now) & ~Q(state__in=ENDED)
        rows = rows.filter(late) if wanted.overdue else rows.exclude(late)
    if wanted.text:
        rows = rows.filter(
            Q(title__icontains=wanted.text)
            | Q(text__icontains=wanted.text)
            | Q(place_text__icontains=wanted.text)
            | Q(number=wanted.text)
        )
    if wanted.since:
        rows = rows.filter(reported_at__gte=_since(wanted.since))
    return rows


def _path(code: str, name: str) -> str:
    area = territory().area(code)
    if area is None:
        raise Invalid(Reason("unknown_area", {"value": code}, field=name))
    return area.path


def _since(wanted: str) -> datetime:
    """A day begins at midnight in the county; an instant without offset is refused."""
    try:
        if len(wanted) == len("2026-11-23"):
            return in_utc(datetime.combine(date.fromisoformat(wanted), time(), county_zone()))
        return instant(wanted)
    except ValueError as error:
        raise Invalid(Reason("field_wrong", {"name": "since"}, field="since")) from error


@calls.get("/cases/{number}", door=public(), answer=CaseSeen)
def read_case(request: Asked, number: str, seen_with: Query[CodeShown]) -> dict[str, Any]:
    """One case: by its access code the public view, with a token the staff view."""
    if seen_with.access_code:
        return public_view(_by_code(request, number, seen_with.access_code))
    return staff_view(_case(request, number), request.actor, request.now)


def _by_code(request: Asked, number: str, access_code: str) -> Case:
    """Wrong codes are counted by address and case: past the limit even the right one waits.

    A neighbour behind the same address goes on reading his own case.
    """
    who = f"{address_of(request)} {number.strip()}"
    refuse_past("access_code", who, now=request.now, limit=TRIES)
    try:
        return case_by_code(number, access_code)
    except NotFound:
        spend("access_code", who, now=request.now, limit=TRIES, window=MINUTE)
        spend("access_code", address_of(request), now=request.now, limit=TRIES, window=MINUTE)
        raise


def _case(request: Asked, number: str) -> Case:
    if request.person is None:
        raise Unsigned
    if not request.actor.roles & frozenset(READERS):
        raise NotAllowed(Reason("not_your_page"))
    return case_for(request.actor, number, request.now)


@calls.post("/cases/{number}/moves/{move}", door=machine(*READERS), answer=CaseSeen)
def move_case(request: Asked, number: str, move: str, given: MoveInput) -> dict[str, Any]:
    """Make a move; answers with the case as it stands afterwards."""
    case = _case(request, number)
    move_named(CASE, move, request.actor.roles)
    moved = make_move(
        case,
        move,
        by=request.actor,
        now=request.now,
        version=given.version,
        given=Given(**given.model_dump(exclude={"version"})),
    )
    return staff_view(with_rules(moved, request.now), request.actor, request.now)
