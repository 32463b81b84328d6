"""Wishes (微心愿): a community posts one, a unit or a member claims and fulfils it, the community
confirms. No name and no address of whoever has the wish is kept anywhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from jiceng.casework.actions.following import make, start
from jiceng.kernel.records.advance import check_version
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Invalid, Reason, Refused
from jiceng.kernel.scope import Actor
from jiceng.party.actions.placing import (
    host_grip,
    is_registered,
    known_community,
    known_unit,
    safe,
    stand,
    today_at,
    unit_grip,
)
from jiceng.party.models import MemberRegistration, Wish
from jiceng.party.process import WISH
from jiceng.party.queries.co_building import as_member, is_contact, own_registration

LONGEST = 300


@dataclass(frozen=True, slots=True)
class Words:
    """What comes with a move of a wish. `unit` claims it; empty is the member who acts."""

    reason: str = ""
    result: str = ""
    unit: str = ""


def post_wish(community: str, text: str, *, by: Actor, now: datetime) -> Wish:
    """A community posts a wish. Raises `NotAllowed`, `Invalid` for no text or too much."""
    area = known_community(community)
    grip = host_grip(by, area.path)
    if not 1 <= len(text.strip()) <= LONGEST:
        raise Invalid(Reason("text_length", {"low": 1, "high": LONGEST}, "text"))
    words = safe(text, LONGEST)
    with transaction.atomic():
        row = stand(
            Wish, "WI", area, territory().desk_for(area), now=now, title=words[:40], text=words,
            posted_on=today_at(now),
        )  # fmt: skip
        start(row, WISH, "post", grip=grip, now=now)
    return row


def move_wish(
    wish: Wish,
    name: str,
    *,
    by: Actor,
    now: datetime,
    version: int,
    given: Words | None = None,
) -> Wish:
    """claim, release, fulfil, confirm, send_back or withdraw.

    Raises `Stale`, `NotAllowed`, `Refused` with all reasons.
    """
    check_version(wish, version)
    words = given or Words()
    changes: dict[str, Any] = {}
    acting = as_member(by, wish, wish.claimed_by)
    if name == "claim":
        acting, changes = _claimant(wish, words.unit, by, now)
    elif name in ("confirm", "send_back") and _is_claimant(wish, by):
        raise Refused(Reason("own_wish"))
    elif name == "fulfil":
        changes = {"fulfilled_at": now}
    elif name == "confirm":
        changes = {"confirmed_at": now}
    with transaction.atomic():
        if name in ("release", "withdraw"):
            changes = _given_back(wish)
        make(
            wish, WISH, name, by=acting, now=now, version=version,
            words={"reason": words.reason, "result": words.result}, changes=changes,
        )  # fmt: skip
    return wish


def _claimant(wish: Wish, unit: str, by: Actor, now: datetime) -> tuple[Actor, dict[str, Any]]:
    """Who claims, and the columns that say so; the claimant holds the wish while it acts."""
    if wish.state != "posted":
        state = WISH.state(wish.state).label
        raise Refused(Reason("wrong_state", {"move": WISH.move("claim").label, "state": state}))
    if not unit:
        return _as_claiming_member(wish, by, now)
    entry = known_unit(unit)
    unit_grip(by, entry)
    if not is_registered(entry.code, str(wish.community_id)):
        raise Refused(Reason("not_registered_here", {"community": wish.community.name}))
    wish.unit, wish.unit_path = entry.code, entry.path
    return by, {
        "unit": entry.code,
        "unit_path": entry.path,
        "claimed_by_unit": entry.code,
        "claimed_at": now,
    }


def _as_claiming_member(wish: Wish, by: Actor, now: datetime) -> tuple[Actor, dict[str, Any]]:
    registration = _registered_here(wish, own_registration(by))
    wish.claimed_by = registration
    changes = {"claimed_by_id": registration.pk, "claimed_at": now}
    return as_member(by, wish, registration), changes


def _registered_here(wish: Wish, registration: MemberRegistration | None) -> MemberRegistration:
    is_here = registration is not None and registration.community_id == wish.community_id
    if registration is None or not is_here or registration.state != "confirmed":
        raise Refused(Reason("not_registered_here", {"community": wish.community.name}))
    return registration


def _given_back(wish: Wish) -> dict[str, Any]:
    """Released or withdrawn, a wish is the community's again."""
    desk = territory().desk_for(territory().areas.get(str(wish.community_id)))
    return {
        "unit": desk.code,
        "unit_path": desk.path,
        "claimed_by_unit": "",
        "claimed_by_id": None,
        "claimed_at": None,
    }


def _is_claimant(wish: Wish, by: Actor) -> bool:
    if wish.claimed_by is not None:
        return wish.claimed_by.member.person_id == by.person
    return bool(wish.claimed_by_unit) and is_contact(by, wish.unit_path)
