"""Needs and resources, and the projects that come of them (facts.md §5.5).

A unit or a community proposes, the other side answers, the unit delivers, and the community alone
confirms and evaluates. One number of hours is recorded, when the unit reports delivery.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from jiceng.casework.actions.following import make, start
from jiceng.kernel.process import Terms
from jiceng.kernel.records.advance import check_version
from jiceng.kernel.records.territory import AreaEntry, UnitEntry
from jiceng.kernel.refusal import Invalid, Reason, Refused
from jiceng.kernel.scope import Actor
from jiceng.party.actions.needs import left_of_need, left_of_resource
from jiceng.party.actions.placing import (
    end_of,
    host_grip,
    is_registered,
    known_community,
    known_unit,
    safe,
    stand,
    title_faults,
    today_at,
    unit_grip,
    window_faults,
)
from jiceng.party.models import JointProject, Need, Resource
from jiceng.party.process import JOINT_PROJECT
from jiceng.party.queries.co_building import is_contact
from jiceng.party.rules.co_building import GRADES, KINDS, hours_fault, people_fault

AT_LEAST_A_DAY = timedelta(days=1)
JUDGED = frozenset({"confirm", "send_back", "evaluate", "accept"})
"""What no unit does to its own project, whichever other post its contact holds."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A project as one side proposes it to the other; need and resource where there are any."""

    community: str
    unit: str
    title: str
    kind: str
    starts_on: date
    ends_on: date
    content: str = ""
    amount: int = 1
    need: Need | None = None
    resource: Resource | None = None
    because: tuple[Reason, ...] = ()
    """Why both were put together."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What comes with a move of a project."""

    reason: str = ""
    result: str = ""
    delivered_on: date | None = None
    people: int = 1
    hours: Decimal | None = None
    grade: str = ""
    words: str = ""


def propose(given: Proposal, side: str, *, by: Actor, now: datetime) -> JointProject:
    """`side` is unit or community: who proposes. The other side answers.

    Raises `NotAllowed`, `Invalid` naming each field, `Refused` when the unit is not registered.
    """
    area, unit = known_community(given.community), known_unit(given.unit)
    grip = unit_grip(by, unit) if side == "unit" else host_grip(by, area.path)
    if faults := list(_faults(given, area, today_at(now))):
        raise Invalid(*faults)
    if not is_registered(unit.code, area.code):
        raise Refused(Reason("not_registered_here", {"community": area.name}, "unit"))
    with transaction.atomic():
        row = _new(given, side, area, unit, now)
        start(row, JOINT_PROJECT, "propose", grip=grip, now=now, side=side)
    return row


def _faults(given: Proposal, area: AreaEntry, today: date) -> Iterator[Reason]:
    yield from title_faults(given.title)
    yield from window_faults(given.starts_on, given.ends_on, today)
    if given.kind not in KINDS:
        yield Reason("unknown_value", {"value": given.kind}, "kind")
    if not 1 <= given.amount <= 999:
        yield Reason("count_range", {"low": 1, "high": 999}, "amount")
        return
    if need := given.need:
        if need.closed_on is not None or need.community_id != area.code:
            yield Reason("need_closed", field="need")
        yield from _too_much(need.title, left_of_need(need), given.amount)
    if resource := given.resource:
        if resource.closed_on is not None or resource.unit != given.unit:
            yield Reason("resource_closed", field="resource")
        if resource.kind != given.kind:
            yield Reason("kinds_differ", field="resource")
        yield from _too_much(resource.title, left_of_resource(resource), given.amount)


def _too_much(title: str, left: int, amount: int) -> Iterator[Reason]:
    if amount > left:
        yield Reason("nothing_left", {"title": title, "left": left, "amount": amount}, "amount")


def _new(
    given: Proposal, side: str, area: AreaEntry, unit: UnitEntry, now: datetime
) -> JointProject:
    return stand(
        JointProject, "CB", area, unit, now=now, title=safe(given.title, 120), kind=given.kind,
        content=safe(given.content, 2000), amount=given.amount, need=given.need,
        resource=given.resource, offered_by=side, starts_on=given.starts_on,
        ends_on=given.ends_on, because=[r.as_json() for r in given.because],
    )  # fmt: skip


def move_project(
    project: JointProject,
    name: str,
    *,
    by: Actor,
    now: datetime,
    version: int,
    given: Outcome | None = None,
) -> JointProject:
    """commit, accept, decline, begin, deliver, confirm, send_back, evaluate or withdraw.

    Raises `Stale`, `Invalid` naming each field, `Refused` with all reasons.
    """
    check_version(project, version)
    outcome = given or Outcome()
    _check(project, name, outcome, by, now)
    changes = _changes(name, outcome, now)
    words = {"reason": outcome.reason, "result": outcome.result}
    if name == "evaluate":
        words = {"evaluation": outcome.words}
    with transaction.atomic():
        make(
            project, JOINT_PROJECT, name, by=by, now=now, version=version, words=words,
            supplied=_supplied(outcome), terms=_terms(project, now), changes=changes,
            payload=_payload(name, outcome),
        )  # fmt: skip
    return project


def _check(project: JointProject, name: str, given: Outcome, by: Actor, now: datetime) -> None:
    today = today_at(now)
    if name in JUDGED and is_contact(by, project.unit_path):
        raise Refused(Reason("own_delivery"))
    if name in ("commit", "accept") and project.ends_on < today:
        raise Refused(Reason("commitment_past", {"on": project.ends_on.isoformat()}))
    if name == "evaluate":
        if project.state in ("offered", "committed", "under_way", "delivered"):
            raise Refused(Reason("evaluate_after_delivery"))
        if given.grade and given.grade not in GRADES:
            raise Invalid(Reason("unknown_value", {"value": given.grade}, "grade"))
    if name == "deliver" and (faults := _delivery_faults(project, given, today)):
        raise Invalid(*faults)


def _delivery_faults(project: JointProject, given: Outcome, today: date) -> list[Reason]:
    on, faults = given.delivered_on or today, []
    if on > today:
        faults.append(Reason("in_the_future_day", field="delivered_on"))
    if on < project.starts_on:
        told = {"on": project.starts_on.isoformat()}
        faults.append(Reason("before_start", told, "delivered_on"))
    if fault := people_fault(given.people):
        faults.append(fault)
    days = max((on - project.starts_on).days + 1, 1)
    if given.hours is not None and not faults:
        fault = hours_fault(given.hours, people=given.people, days=days)
        faults += [fault] if fault else []
    return faults


def _changes(name: str, given: Outcome, now: datetime) -> dict[str, Any]:
    """The columns that change with a move."""
    by_move: Mapping[str, dict[str, Any]] = {
        "commit": {"committed_at": now},
        "accept": {"committed_at": now},
        "deliver": {
            "delivered_on": given.delivered_on or today_at(now),
            "people": given.people,
            "hours": given.hours,
        },
        "send_back": {"delivered_on": None, "people": None, "hours": None},
        "confirm": {"confirmed_at": now},
        "evaluate": {"grade": given.grade, "evaluated_at": now},
    }
    return by_move.get(name, {})


def _supplied(given: Outcome) -> frozenset[str]:
    papers = {"hours": given.hours is not None, "grade": bool(given.grade)}
    return frozenset(name for name, is_there in papers.items() if is_there)


def _terms(project: JointProject, now: datetime) -> Terms:
    """Both states of work last until the day promised; one that has passed rings again tomorrow."""
    return Terms(by_hand=max(end_of(project.ends_on, now), now + AT_LEAST_A_DAY))


def _payload(name: str, given: Outcome) -> dict[str, Any]:
    if name == "deliver":
        return {"people": given.people, "hours": f"{given.hours:f}" if given.hours else "0"}
    return {"grade": given.grade} if name == "evaluate" else {}
