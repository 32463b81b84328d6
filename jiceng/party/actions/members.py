"""Enter a member into the register, keep absences, and open a file with a purpose."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from jiceng.casework.queries import rules_at
from jiceng.kernel.numbers import public_number
from jiceng.kernel.records.journal import append, line_by
from jiceng.kernel.records.keys import next_key
from jiceng.kernel.refusal import Invalid, Reason, Refused, Stale
from jiceng.kernel.scope import Actor
from jiceng.kernel.words import N_
from jiceng.party.actions.organisations import end_seats
from jiceng.party.models import Affiliation, GroupMembership, Member, MobilePeriod, Organisation
from jiceng.party.queries.access import KEEPERS, READ, READ_REGISTER, grip_towards
from jiceng.party.rules.organisations import BRANCHES

STANDINGS: Mapping[str, str] = {
    "probationary": N_("预备党员"),
    "full": N_("正式党员"),
    "suspended": N_("停止党籍"),
    "left": N_("已离开"),
}
PRESENT = ("probationary", "full")
LEFT_BECAUSE: Mapping[str, str] = {
    "transferred": N_("转出本县"),
    "died": N_("去世"),
    "withdrew": N_("退党"),
    "removed": N_("除名"),
    "expelled": N_("开除党籍"),
    "not_converted": N_("取消预备党员资格"),
}
EARLIEST = date(1900, 1, 1)
"""No day in the record of a member lies before it."""
PURPOSES: Mapping[str, str] = {
    "development": N_("发展党员审查"),
    "dues": N_("党费核对"),
    "inspection": N_("督导检查"),
    "transfer": N_("组织关系转接"),
    "election": N_("换届选举"),
    "statistics": N_("党内统计核对"),
    "request": N_("党员本人申请"),
}
"""Why somebody above the branch opens a member's file; written into the journal."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What the register keeps of a member when they are entered."""

    name: str
    born_on: date
    accepted_on: date
    full_on: date | None = None
    group: str = ""
    since: date | None = None
    """When they joined this branch; the day of acceptance when nothing else is known."""
    letter: str = ""


def enrol(given: Entry, *, at: Organisation, by: Actor, now: datetime, today: date) -> Member:
    """Enter a member who is one already: taken over from paper, or come from another county.

    New members come out of `development`. Raises `NotAllowed`, `Invalid` naming every field.
    """
    grip = grip_towards(by, at.path, KEEPERS)
    if faults := list(record_faults(given, at, today)):
        raise Invalid(*faults)
    with transaction.atomic():
        member = write_member(given, at, now)
        told = {"organisation": at.code}
        append([line_by(grip, "party.enrol", "member", member.pk, payload=told)], at=now)
    return member


def write_member(given: Entry, at: Organisation, now: datetime, **more: Any) -> Member:
    """The rows of a new member. To be called in a transaction, after the checks."""
    key, (_, calendar) = next_key(Member), rules_at(now)
    member = Member.objects.create(
        pk=key, number="D" + public_number(now.astimezone(calendar.zone).year, key),
        name=given.name.strip(), born_on=given.born_on, organisation=at, path=at.path,
        group=given.group.strip(), standing="full" if given.full_on else "probationary",
        accepted_on=given.accepted_on, full_on=given.full_on, **more,
    )  # fmt: skip
    Affiliation.objects.create(
        member=member, organisation=at, since=given.since or given.accepted_on,
        letter=given.letter.strip(),
    )  # fmt: skip
    join_group(member, given.group.strip(), on=now.astimezone(calendar.zone).date())
    return member


def join_group(member: Member, name: str, *, on: date) -> None:
    """The group of a branch a member is in from a day on; empty for none. In a transaction.

    A group known only from today on owed nothing before.
    """
    GroupMembership.objects.filter(member=member, until=None).update(until=on)
    if name:
        GroupMembership.objects.create(
            member=member, organisation=member.organisation, name=name, since=on
        )


def record_faults(given: Entry, at: Organisation, today: date) -> Iterator[Reason]:
    """What is wrong with a member's record as it would stand in the register."""
    if not 1 <= len(given.name.strip()) <= 40:
        yield Reason("text_length", {"low": 1, "high": 40}, "name")
    if at.kind not in BRANCHES:
        yield Reason("transfer_needs_branch", field="organisation")
    if len(given.group.strip()) > 40:
        yield Reason("text_length", {"low": 0, "high": 40}, "group")
    yield from _day_faults(given, today)
    if given.full_on and given.full_on < given.accepted_on:
        yield Reason("full_before_accepted", field="full_on")
    if years_between(given.born_on, given.accepted_on) < 18:
        yield Reason("too_young", field="born_on")


def _day_faults(given: Entry, today: date) -> Iterator[Reason]:
    for field in ("born_on", "accepted_on", "full_on"):
        day = getattr(given, field)
        if day and day > today:
            yield Reason("in_the_future_day", field=field)
        if day and day < EARLIEST:
            yield Reason("day_too_early", {"day": f"{EARLIEST:%Y-%m-%d}"}, field)


def years_between(start: date, end: date) -> int:
    """Whole years by the calendar; somebody born on 29 February is a year older on 1 March."""
    return end.year - start.year - ((end.month, end.day) < (start.month, start.day))


def open_file(member: Member, purpose: str, *, by: Actor, now: datetime) -> None:
    """Say why a file is opened from above, before it is shown (journal line `read_member`)."""
    grip = grip_towards(by, member.path, KEEPERS)
    if purpose not in PURPOSES:
        raise Invalid(Reason("purpose_needed", field="purpose"))
    with transaction.atomic():
        append([line_by(grip, READ, "member", member.pk, payload={"purpose": purpose})], at=now)


def open_register(row: Organisation, purpose: str, *, by: Actor, now: datetime) -> None:
    """Say why the names of a branch are read from above (journal line `read_register`)."""
    grip = grip_towards(by, row.path, KEEPERS)
    if purpose not in PURPOSES:
        raise Invalid(Reason("purpose_needed", field="purpose"))
    told = {"purpose": purpose}
    with transaction.atomic():
        append([line_by(grip, READ_REGISTER, "organisation", row.pk, payload=told)], at=now)


def branch_named(code: str) -> Organisation:
    """The branch a member may be sent to, by its code; raises `Invalid` for an unknown one."""
    rows = Organisation.objects.filter(unit_id=code.strip(), dissolved_on=None)
    if found := rows.select_related("unit").first():
        return found
    raise Invalid(Reason("unknown_organisation", {"value": code}, "to"))


def leave(
    member: Member, because: str, *, on: date, by: Actor, now: datetime, version: int
) -> Member:
    """A member leaves the register, by decision or by death; the record and its history stay.

    With the membership end the seats held.
    """
    grip = grip_towards(by, member.path, KEEPERS)
    if because not in LEFT_BECAUSE:
        raise Invalid(Reason("unknown_value", {"value": because}, "because"))
    check_present(member)
    with transaction.atomic():
        change_member(member, version, standing="left", left_on=on, left_because=because)
        Affiliation.objects.filter(member=member, until=None).update(until=on)
        join_group(member, "", on=on)
        end_seats(member, LEFT_BECAUSE[because], on=on, by=grip, now=now)
        told = {"because": because}
        append([line_by(grip, "party.leave", "member", member.pk, payload=told)], at=now)
    return member


def go_mobile(
    member: Member, given: MobilePeriod, *, by: Actor, now: datetime, version: int
) -> MobilePeriod:
    """A member goes away for long and gets a certificate; `given` is an unsaved period."""
    grip = grip_towards(by, member.path, KEEPERS)
    check_present(member)
    if MobilePeriod.objects.filter(member=member, until=None).exists():
        raise Refused(Reason("mobile_open"))
    if given.contact_member.path != member.path or given.contact_member == member:
        raise Invalid(Reason("contact_of_same_branch", field="contact_member"))
    with transaction.atomic():
        change_member(member, version)
        given.member = member
        given.save()
        append([line_by(grip, "party.go_mobile", "member", member.pk)], at=now)
    return given


def come_back(member: Member, *, on: date, by: Actor, now: datetime, version: int) -> None:
    """A mobile member is back."""
    grip = grip_towards(by, member.path, KEEPERS)
    with transaction.atomic():
        change_member(member, version)
        if not MobilePeriod.objects.filter(member=member, until=None).update(until=on):
            raise Refused(Reason("not_mobile"))
        append([line_by(grip, "party.come_back", "member", member.pk)], at=now)


def check_present(member: Member) -> None:
    """Refuse what cannot be done to somebody who is no longer in the register."""
    if member.standing not in PRESENT:
        raise Refused(Reason("member_has_left"))


def change_member(member: Member, version: int, **changes: Any) -> None:
    """The next version of a member with what changes; raises `Stale` for an old one."""
    rows = Member.objects.filter(pk=member.pk, version=version)
    if not rows.update(version=version + 1, **changes):
        raise Stale(Reason("stale"))
    member.version = version + 1
    for name, value in changes.items():
        setattr(member, name, value)
