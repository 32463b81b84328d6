"""Units and in-service members report to a community; it confirms, and finds a unit's work good or
not once a year (双报到; facts.md §5.5)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from jiceng.casework.actions.following import make, start
from jiceng.kernel.records.advance import check_version
from jiceng.kernel.records.territory import DESK_KINDS, territory
from jiceng.kernel.refusal import Invalid, NotAllowed, Reason, Refused
from jiceng.kernel.scope import Actor, Grip
from jiceng.party.actions.members import check_present
from jiceng.party.actions.placing import (
    host_grip,
    known_community,
    known_unit,
    safe,
    say,
    stand,
    today_at,
    unit_grip,
)
from jiceng.party.models import MemberRegistration, UnitEvaluation, UnitRegistration
from jiceng.party.models.registrations import OPEN
from jiceng.party.process import MEMBER_REGISTRATION, UNIT_REGISTRATION
from jiceng.party.queries.access import own_record
from jiceng.party.queries.co_building import as_member, is_contact, own_registration
from jiceng.party.rules.co_building import GRADES, POSTS


@dataclass(frozen=True, slots=True)
class Reporting:
    """What a member says when they report; skills are theirs to tell or not."""

    community: str
    skills: str = ""
    posts: tuple[str, ...] = ()


def register_unit(
    unit: str, community: str, offers: str = "", *, by: Actor, now: datetime
) -> UnitRegistration:
    """A unit reports to a community. Raises `NotAllowed`, `Invalid`, `Refused` when it has."""
    entry, area = known_unit(unit), known_community(community)
    grip = unit_grip(by, entry)
    if entry.kind in DESK_KINDS and entry.area == area.code:
        raise Invalid(Reason("community_itself", field="unit"))
    rows = UnitRegistration.objects.filter(unit=unit, community=community, state__in=OPEN)
    if before := rows.first():
        raise Refused(_unit_there(entry.name, area.name, before.number))
    with transaction.atomic():
        row = stand(
            UnitRegistration, "UR", area, entry, now=now, title=entry.name[:120],
            offers=safe(offers, 300), registered_on=today_at(now),
        )  # fmt: skip
        try:
            start(row, UNIT_REGISTRATION, "register", grip=grip, now=now, community=area.code)
        except IntegrityError as error:
            raise Refused(_unit_there(entry.name, area.name, "—")) from error
    return row


def _unit_there(unit: str, community: str, number: str) -> Reason:
    told = {"unit": unit, "community": community, "number": number}
    return Reason("unit_registered", told, "community")


def move_unit_registration(
    row: UnitRegistration,
    name: str,
    *,
    by: Actor,
    now: datetime,
    version: int,
    reason: str = "",
) -> UnitRegistration:
    """confirm, decline, withdraw or end. Raises `Stale`, `Refused` with all reasons."""
    check_version(row, version)
    if name == "confirm" and is_contact(by, row.unit_path):
        raise Refused(Reason("own_delivery"))
    _move(row, name, by=by, now=now, version=version, reason=reason)
    return row


def _move(row: Any, name: str, *, by: Actor, now: datetime, version: int, reason: str) -> None:
    changes = {"confirm": {"confirmed_at": now}}.get(name, {"ended_at": now})
    process = UNIT_REGISTRATION if isinstance(row, UnitRegistration) else MEMBER_REGISTRATION
    with transaction.atomic():
        make(
            row, process, name, by=by, now=now, version=version, words={"reason": reason},
            changes=changes,
        )  # fmt: skip


def register_member(given: Reporting, *, by: Actor, now: datetime) -> MemberRegistration:
    """A member reports to the community they live in, by their own account.

    Raises `NotAllowed` without a record of one's own, `Invalid`, `Refused` when registered.
    """
    member = own_record(by)
    if member is None:
        raise NotAllowed(Reason("no_member_record"))
    check_present(member)
    area, posts = known_community(given.community), _posts(given.posts)
    if before := own_registration(by):
        raise Refused(Reason("member_registered", {"community": before.community.name}))
    with transaction.atomic():
        row = stand(
            MemberRegistration, "MR", area, territory().desk_for(area), now=now,
            title=area.name, member=member, skills=safe(given.skills, 200), posts=posts,
            registered_on=today_at(now),
        )  # fmt: skip
        try:
            start(row, MEMBER_REGISTRATION, "register", grip=_own_grip(by), now=now)
        except IntegrityError as error:
            raise Refused(Reason("member_registered", {"community": area.name})) from error
    return row


def _posts(claimed: Iterable[str]) -> list[str]:
    listed = sorted(set(claimed))
    if unknown := [p for p in listed if p not in POSTS]:
        raise Invalid(*(Reason("unknown_value", {"value": p}, "posts") for p in unknown))
    return listed


def _own_grip(by: Actor) -> Grip | None:
    return next((g for g in by.grips if "party_member" in g.roles), None)


def move_member_registration(
    row: MemberRegistration,
    name: str,
    *,
    by: Actor,
    now: datetime,
    version: int,
    reason: str = "",
) -> MemberRegistration:
    """confirm, decline, withdraw or end; nobody confirms their own."""
    check_version(row, version)
    if name in ("confirm", "decline") and row.member.person_id == by.person:
        raise Refused(Reason("own_registration"))
    acting = as_member(by, row, row)
    _move(row, name, by=acting, now=now, version=version, reason=reason)
    return row


def change_posts(
    row: MemberRegistration, given: Reporting, *, by: Actor, now: datetime, version: int
) -> MemberRegistration:
    """A member claims other posts, or words their skills anew. Raises `NotAllowed`, `Refused`."""
    check_version(row, version)
    if row.member.person_id != by.person:
        raise NotAllowed(Reason("not_your_registration"))
    if row.state not in OPEN:
        label = MEMBER_REGISTRATION.state(row.state).label
        raise Refused(Reason("wrong_state", {"move": MEMBER_REGISTRATION.label, "state": label}))
    changes: dict[str, Any] = {"posts": _posts(given.posts), "skills": safe(given.skills, 200)}
    changed = MemberRegistration.objects.filter(pk=row.pk, version=version)
    with transaction.atomic():
        if not changed.update(version=version + 1, **changes):
            check_version(row, version + 1)
        told = {"posts": changes["posts"]}
        grip = _own_grip(by)
        if grip is not None:
            say(grip, "claim_posts", row.subject_kind, row.pk, now, **told)
    row.version, row.posts, row.skills = version + 1, changes["posts"], changes["skills"]
    return row


def evaluate_unit(
    row: UnitRegistration, *, year: int, grade: str, words: str, by: Actor, now: datetime
) -> UnitEvaluation:
    """A community says how it finds a unit's work in a year: this one or the last, each once.

    Raises `NotAllowed`, `Invalid` naming each field, `Refused`.
    """
    grip = host_grip(by, row.area_path)
    if is_contact(by, row.unit_path):
        raise Refused(Reason("own_delivery"))
    if grade not in GRADES:
        raise Invalid(Reason("unknown_value", {"value": grade}, "grade"))
    if year not in (today_at(now).year, today_at(now).year - 1):
        raise Invalid(Reason("evaluation_year", field="year"))
    if row.state != "confirmed":
        raise Refused(Reason("evaluate_confirmed_unit"))
    if UnitEvaluation.objects.filter(registration=row, year=year).exists():
        raise Refused(Reason("evaluated_already", {"year": year}, "year"))
    try:
        with transaction.atomic():
            made = UnitEvaluation.objects.create(
                registration=row, year=year, grade=grade, words=safe(words, 300),
                evaluated_at=now, evaluated_by=grip.appointment,
            )  # fmt: skip
            say(grip, "evaluate_unit", row.subject_kind, row.pk, now, year=year, grade=grade)
    except IntegrityError as error:
        raise Refused(Reason("evaluated_already", {"year": year}, "year")) from error
    return made
