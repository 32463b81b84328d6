"""A member's affiliation moves to another branch; a member has their record put right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from jiceng.casework.actions.following import make, start
from jiceng.casework.actions.words import clean, keep
from jiceng.kernel.process import Terms
from jiceng.kernel.records.advance import check_version
from jiceng.kernel.refusal import Invalid, NotAllowed, Reason, Refused
from jiceng.kernel.scope import Actor, Grip
from jiceng.kernel.words import N_
from jiceng.party.actions.development_transfers import check_movable, follow
from jiceng.party.actions.members import (
    Entry,
    change_member,
    check_present,
    join_group,
    record_faults,
)
from jiceng.party.actions.opening import place
from jiceng.party.actions.organisations import end_seats
from jiceng.party.models import Affiliation, Correction, Member, Organisation, Transfer
from jiceng.party.process import CORRECTION, TRANSFER
from jiceng.party.queries.access import BRANCH, KEEPERS, grip_towards, may
from jiceng.party.rules.organisations import BRANCHES

CORRECTABLE: Mapping[str, str] = {
    "name": N_("姓名"),
    "born_on": N_("出生日期"),
    "accepted_on": N_("入党日期"),
    "full_on": N_("转正日期"),
    "group": N_("所在党小组"),
    "other": N_("其他"),
}


@dataclass(frozen=True, slots=True)
class Papers:
    """What comes with a move of a transfer or a correction."""

    letter: str = ""
    reason: str = ""
    value: str = ""
    """The right value of what a correction is about, as it is to stand."""


def ask_transfer(member: Member, to: Organisation, *, by: Actor, now: datetime) -> Transfer:
    """Ask that a member's affiliation move; the branch left acts first. The file of somebody on
    probation goes with them.

    Raises `NotAllowed`, `Invalid`, `Refused` when one is under way already.
    """
    grip = grip_towards(by, member.path, KEEPERS)
    check_present(member)
    check_movable(member)
    if to.kind not in BRANCHES or to.dissolved_on is not None:
        raise Invalid(Reason("transfer_needs_branch", field="to"))
    if to.pk == member.organisation_id:
        raise Invalid(Reason("transfer_to_same", field="to"))
    if running := Transfer.objects.filter(member=member, state__in=("asked", "released")).first():
        raise Refused(Reason("transfer_open", {"number": running.number}))
    with transaction.atomic():
        row = place(
            Transfer, "Z", member.organisation, now=now, title=member.name, member=member,
            from_organisation=member.organisation, to_organisation=to,
        )  # fmt: skip
        try:
            start(row, TRANSFER, "ask", grip=grip, now=now, to=to.code)
        except IntegrityError as error:
            raise Refused(Reason("transfer_open", {"number": "—"})) from error
    return row


def move_transfer(
    transfer: Transfer,
    name: str,
    *,
    by: Actor,
    now: datetime,
    today: date,
    version: int,
    given: Papers | None = None,
) -> Transfer:
    """Release, receive, refuse or withdraw. Raises `Stale`, `Refused` with every reason."""
    check_version(transfer, version)
    papers, to = given or Papers(), transfer.to_organisation
    changes: dict[str, Any] = {}
    if name == "release":
        changes = {
            "released_at": now, "letter": papers.letter.strip()[:60], "unit": to.code,
            "unit_path": to.path, "tier": to.unit.tier,
        }  # fmt: skip
    elif name == "receive":
        changes = {"received_at": now}
    supplied = frozenset({"letter"}) if papers.letter.strip() else frozenset[str]()
    with transaction.atomic():
        make(
            transfer, TRANSFER, name, by=by, now=now, version=version,
            words={"reason": papers.reason}, supplied=supplied, terms=Terms(), changes=changes,
        )  # fmt: skip
        if name == "receive":
            follow(transfer, by=by, now=now)
            _affiliate(transfer, by, now, today)
    return transfer


def _affiliate(transfer: Transfer, by: Actor, now: datetime, today: date) -> None:
    """The member belongs to the other branch from today, and leaves the seats of the former."""
    member = Member.objects.select_for_update().get(pk=transfer.member_id)
    check_present(member)
    to = transfer.to_organisation
    Affiliation.objects.filter(member=member, until=None).update(until=today)
    Affiliation.objects.create(member=member, organisation=to, since=today, letter=transfer.letter)
    change_member(member, member.version, organisation=to, path=to.path, group="")
    join_group(member, "", on=today)
    grip = grip_towards(by, to.path, KEEPERS)
    end_seats(member, "组织关系转出", on=today, by=grip, now=now, keep=to.path)


def ask_correction(
    member: Member, field: str, reason: str, *, by: Actor, now: datetime
) -> Correction:
    """A member says what in their own record is wrong, and what would be right.

    Whoever keeps the branch does not answer their own: it waits for the committee above.
    """
    if member.person_id is None or member.person_id != by.person:
        raise NotAllowed(Reason("not_your_record"))
    if field not in CORRECTABLE:
        raise Invalid(Reason("unknown_value", {"value": field}, "field"))
    if not reason.strip():
        raise Invalid(Reason("paper_missing", {"paper": "reason"}, "reason"))
    if Correction.objects.filter(member=member, state="asked").exists():
        raise Refused(Reason("correction_open"))
    with transaction.atomic():
        row = place(
            Correction, "G", member.organisation, now=now, title=member.name, member=member,
            field=field, goes_above=may(by, member.path, BRANCH),
        )  # fmt: skip
        grip = _own_grip(by)
        notes = keep(row, "ask", clean({"reason": reason}), grip, now)
        start(row, CORRECTION, "ask", grip=grip, now=now, field=field, notes=notes)
    return row


def move_correction(
    correction: Correction,
    name: str,
    *,
    by: Actor,
    now: datetime,
    today: date,
    version: int,
    given: Papers | None = None,
) -> Correction:
    """Answer a correction; accepting one writes the right value into the record.

    Raises `Stale`, `Refused` for whoever would answer a request about their own record, `Invalid`
    for a value with which the record could not have been entered.
    """
    check_version(correction, version)
    if name in ("accept", "decline") and correction.member.person_id == by.person:
        raise Refused(Reason("own_correction"))
    papers = given or Papers()
    with transaction.atomic():
        make(
            correction, CORRECTION, name, by=by, now=now, version=version,
            words={"reason": papers.reason},
        )  # fmt: skip
        if name == "accept" and correction.field != "other":
            member = Member.objects.select_for_update().get(pk=correction.member_id)
            right = _right_value(correction.field, papers.value)
            if faults := _correction_faults(member, correction.field, right, today):
                raise Invalid(*faults)
            change_member(member, member.version, **right)
            if "group" in right:
                join_group(member, right["group"], on=today)
    return correction


def _right_value(field: str, text: str) -> dict[str, Any]:
    """What the form gave, as the column keeps it; raises `Invalid` naming it."""
    if not text.strip():
        raise Invalid(Reason("needed", field="value"))
    if field in ("name", "group"):
        return {field: text.strip()}
    try:
        return {field: date.fromisoformat(text.strip())}
    except ValueError as error:
        raise Invalid(Reason("bad_day", {"value": text}, "value")) from error


def _correction_faults(
    member: Member, field: str, right: Mapping[str, Any], today: date
) -> list[Reason]:
    """What would be wrong with the record; what was wrong elsewhere before stops nothing.

    Full membership comes from a meeting: a correction moves its day, and gives it to nobody.
    """
    if field == "full_on" and member.full_on is None:
        return [Reason("full_by_meeting", field="value")]
    at = member.organisation
    entry = Entry(member.name, member.born_on, member.accepted_on, member.full_on, member.group)
    before = {(r.code, r.field) for r in record_faults(entry, at, today)}
    after = record_faults(replace(entry, **right), at, today)
    return [
        Reason(r.code, r.params, "value")
        for r in after
        if r.field == field or (r.code, r.field) not in before
    ]


def _own_grip(by: Actor) -> Grip | None:
    """The post a member acts with; a member without one acts as the public does."""
    return next((g for g in by.grips if "party_member" in g.roles), None)
