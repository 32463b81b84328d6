"""Whose Party records somebody reads: those at or below the organisation their post is held in."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from jiceng.kernel.records.models import Appointment, JournalEntry, within
from jiceng.kernel.refusal import NotAllowed, NotFound, Reason
from jiceng.kernel.scope import Actor, Grip, covers
from jiceng.party.models import Member, Organisation

KEEPERS = frozenset({"branch_secretary", "party_committee", "organisation_department"})
"""Roles that keep the records of an organisation; a member's own post reads only their own."""
BRANCH = frozenset({"branch_secretary"})
ABOVE = KEEPERS - BRANCH
READ = "read_member"
"""The journal line of somebody who opened a file from above, with the purpose given."""
READ_REGISTER = "read_register"
"""The same for the names of a whole branch."""


def keeping(actor: Actor, roles: frozenset[str] = KEEPERS) -> list[Grip]:
    """The posts in Party organisations that give one of some roles."""
    return [g for g in actor.grips if g.is_apart and g.roles & roles]


def reach(actor: Actor, column: str = "path", roles: frozenset[str] = KEEPERS) -> Q:
    """Rows at or below the organisations somebody keeps; nothing for everybody else."""
    condition = Q(pk__in=[])
    for grip in keeping(actor, roles):
        condition |= within(column, grip.unit_path)
    return condition


def may(actor: Actor, path: str, roles: frozenset[str] = KEEPERS) -> bool:
    """Whether one of somebody's posts gives one of some roles towards a path."""
    return any(covers(g.unit_path, path) for g in keeping(actor, roles))


def grip_towards(actor: Actor, path: str, roles: frozenset[str] = KEEPERS) -> Grip:
    """The narrowest post that gives one of some roles towards a path; raises `NotAllowed`."""
    able = [g for g in keeping(actor, roles) if covers(g.unit_path, path)]
    if not able:
        raise NotAllowed(Reason("party_not_yours"))
    return max(able, key=lambda g: len(g.unit_path))


def organisations_of(actor: Actor) -> QuerySet[Organisation]:
    """The organisations within reach, in the order of the tree."""
    rows = Organisation.objects.filter(reach(actor), dissolved_on=None)
    return rows.select_related("unit").order_by("path")


def organisation_for(actor: Actor, code: str) -> Organisation:
    """One organisation within reach; missing and forbidden look alike (`NotFound`)."""
    found = Organisation.objects.filter(reach(actor), unit_id=code).select_related("unit").first()
    if found is None:
        raise NotFound(Reason("not_found"))
    return found


def members_of(actor: Actor) -> QuerySet[Member]:
    """The members within reach."""
    return Member.objects.filter(reach(actor)).select_related("organisation__unit")


def member_for(actor: Actor, number: str) -> Member:
    """One member within reach, or the reader's own record; `NotFound` otherwise."""
    rows = Member.objects.select_related("organisation__unit")
    found = rows.filter(number=number).filter(reach(actor) | own(actor)).first()
    if found is None:
        raise NotFound(Reason("not_found"))
    return found


def own(actor: Actor) -> Q:
    """The reader's own record: bound to the account, not to any post."""
    return Q(person_id=actor.person) if actor.person > 0 else Q(pk__in=[])


def own_record(actor: Actor) -> Member | None:
    """The member record of whoever is signed in."""
    return Member.objects.filter(own(actor)).select_related("organisation__unit").first()


def person_of(appointment: int | None) -> int | None:
    """Who held a post; two posts of one person are the same pair of hands."""
    if appointment is None:
        return None
    return Appointment.objects.filter(pk=appointment).values_list("person", flat=True).first()


def same_hands(actor: Actor, appointment: int | None) -> bool:
    """Whether somebody did the earlier half of an act that wants two people."""
    return appointment is not None and person_of(appointment) == actor.person


def reads_freely(actor: Actor, member: Member) -> bool:
    """One's own branch and one's own record; everybody else says why they read (issue: purpose)."""
    if member.person_id is not None and member.person_id == actor.person:
        return True
    return any(g.unit_path == member.path for g in keeping(actor, BRANCH))


def is_inside(actor: Actor, row: Organisation) -> bool:
    """Whether somebody keeps this very branch, and reads its names without saying why."""
    return any(g.unit_path == row.path for g in keeping(actor, BRANCH))


def register_opened(
    actor: Actor, row: Organisation, now: datetime, today: date, zone: ZoneInfo
) -> bool:
    """Whether the names of a branch may be shown: one's own, or opened today with a purpose."""
    if is_inside(actor, row):
        return True
    return _purpose(actor, READ_REGISTER, "organisation", row.pk, now, today, zone) is not None


def purpose_today(
    actor: Actor, member: Member, now: datetime, today: date, zone: ZoneInfo
) -> JournalEntry | None:
    """The purpose somebody gave today for reading this file, if any."""
    return _purpose(actor, READ, "member", member.pk, now, today, zone)


def _purpose(
    actor: Actor, kind: str, subject: str, pk: int, now: datetime, today: date, zone: ZoneInfo
) -> JournalEntry | None:
    midnight = datetime.combine(today, time(), tzinfo=zone)
    return JournalEntry.objects.filter(
        kind=kind, subject_kind=subject, subject_id=pk, at__gte=midnight, at__lte=now,
        appointment__in=[g.appointment for g in keeping(actor)],
    ).order_by("-seq").first()  # fmt: skip


def opened_today(
    actor: Actor, kind: str, row: Organisation, now: datetime, today: date, zone: ZoneInfo
) -> bool:
    """Whether somebody said today why they open some register of an organisation."""
    return _purpose(actor, kind, "organisation", row.pk, now, today, zone) is not None
