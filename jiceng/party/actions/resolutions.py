"""What a meeting decided: a task of the branch by one press, or a matter handed to the county."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from jiceng.casework.actions.findings import Found, add_problem
from jiceng.casework.actions.following import make, start
from jiceng.casework.actions.items import Draft, draft_item
from jiceng.casework.models import Campaign
from jiceng.casework.queries import rules_at
from jiceng.casework.rules.problems import end_of
from jiceng.kernel.places import mask_personal
from jiceng.kernel.process import Terms
from jiceng.kernel.records.advance import check_version
from jiceng.kernel.refusal import Invalid, Reason
from jiceng.kernel.scope import Actor
from jiceng.party.actions.opening import place
from jiceng.party.models import Meeting, Resolution
from jiceng.party.process import RESOLUTION
from jiceng.party.queries.life import keeper_of

MARK = "J"
"""First letter of a resolution's public number."""
MOST = 30
LONGEST = 300
ITEM_TERM = timedelta(days=30)
"""What an item drafted of a resolution is given first, where the resolution has no day."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One resolution as it was taken. With a day it is a task at once."""

    text: str
    who: str = ""
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Follow:
    """What comes with a move of a resolution."""

    who: str = ""
    due_on: date | None = None
    result: str = ""
    reason: str = ""


def decide(meeting: Meeting, given: Decision, *, by: Actor, now: datetime) -> Resolution:
    """Write a resolution down; one with a day is assigned at once.

    Raises `NotAllowed`, `Invalid`.
    """
    grip = keeper_of(by, meeting.organisation)
    text = mask_personal(given.text.strip())[0]
    if not 2 <= len(text) <= LONGEST:
        told = {"low": 2, "high": LONGEST}
        raise Invalid(Reason("text_length", told, field="decisions"))
    with transaction.atomic():
        row = place(
            Resolution, MARK, meeting.organisation, now=now, title=text[:120], meeting=meeting,
            text=text, who=given.who.strip()[:40], due_on=None,
        )  # fmt: skip
        start(row, RESOLUTION, "decide", grip=grip, now=now, meeting=meeting.number)
        if given.due_on is not None:
            follow = Follow(who=given.who, due_on=given.due_on)
            move_resolution(row, "assign", by=by, now=now, version=row.version, given=follow)
    return row


def move_resolution(
    resolution: Resolution,
    name: str,
    *,
    by: Actor,
    now: datetime,
    version: int,
    given: Follow | None = None,
) -> Resolution:
    """Assign, complete or end a resolution. Raises `Stale`, `Refused`, `Invalid`."""
    given = given or Follow()
    keeper_of(by, resolution.meeting.organisation)
    check_version(resolution, version)
    zone = rules_at(now)[1].zone
    terms, changes = Terms(), dict[str, Any]()
    if name == "assign":
        if given.due_on is None or end_of(given.due_on, zone) <= now:
            raise Invalid(Reason("day_has_passed", field="due_on"))
        terms = Terms(by_hand=end_of(given.due_on, zone))
        who = given.who.strip()[:40] or resolution.who
        changes = {"due_on": given.due_on, "who": who}
    with transaction.atomic():
        make(
            resolution, RESOLUTION, name, by=by, now=now, version=version, terms=terms,
            words={"result": given.result, "reason": given.reason}, changes=changes,
        )  # fmt: skip
    return resolution


def to_problem(
    resolution: Resolution, code: str, unit: str, *, by: Actor, now: datetime, version: int
) -> Resolution:
    """A resolution goes on as a problem of an open ledger, by a post that may find problems."""
    campaign = Campaign.objects.filter(code=code, closed_at=None).first()
    if campaign is None:
        raise Invalid(Reason("unknown_value", {"value": code}, field="campaign"))
    found = Found(
        description=resolution.text, unit=unit, found_on=resolution.meeting.on,
        source="self_check", deadline=resolution.due_on,
    )  # fmt: skip
    keeper_of(by, resolution.meeting.organisation)
    with transaction.atomic():
        problem = add_problem(campaign, found, by=by, now=now)
        _hand_over(resolution, by, now, version, problem=problem)
    return resolution


def to_item(resolution: Resolution, *, by: Actor, now: datetime, version: int) -> Resolution:
    """A resolution goes on as the draft of a supervision item, by a post of the office."""
    zone = rules_at(now)[1].zone
    due_on = resolution.due_on
    meeting = resolution.meeting
    given = Draft(
        source="meeting",
        title=resolution.text[:60],
        requirement=resolution.text,
        deadline=end_of(due_on, zone) if due_on else now + ITEM_TERM,
        basis=f"{meeting.organisation.name}{meeting.title}（{meeting.on.isoformat()}）"[:200],
    )
    keeper_of(by, meeting.organisation)
    with transaction.atomic():
        item = draft_item(given, by=by, now=now)
        _hand_over(resolution, by, now, version, item=item)
    return resolution


def _hand_over(resolution: Resolution, by: Actor, now: datetime, version: int, **made: Any) -> None:
    """The two stay linked; the resolution's own clock ends here."""
    number = next(iter(made.values())).number
    make(
        resolution, RESOLUTION, "hand_over", by=by, now=now, version=version, changes=made,
        payload={"to": number},
    )  # fmt: skip
