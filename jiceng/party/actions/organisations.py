"""Set up, change and dissolve a Party organisation; keep its committee's terms (facts.md §5.1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from jiceng.casework.queries import rules_at
from jiceng.kernel.records.configuration import touch
from jiceng.kernel.records.journal import append, line_by
from jiceng.kernel.records.models import Unit, within
from jiceng.kernel.records.territory import KIND as TERRITORY
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Invalid, Reason, Refused, Stale
from jiceng.kernel.scope import Actor, Grip, covers
from jiceng.party.models import CommitteeTerm, Member, Organisation, Seat
from jiceng.party.queries.access import ABOVE, KEEPERS, grip_towards
from jiceng.party.queries.co_building import is_community
from jiceng.party.rules.organisations import APPROVERS, BELOW, DUTIES, KINDS, SECTORS

UNIT_KIND = "party_organisation"
LONGEST_NAME = 80
LONGEST_CODE = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Particulars:
    """What may be put right of an organisation while it stands."""

    sector: str
    home_units: tuple[str, ...] = ()
    community: str = ""
    approval_number: str = ""
    may_approve: bool = False
    approves_since: date | None = None
    approves_until: date | None = None
    """The days between which the authority to approve holds; none is open."""

    def columns(self) -> dict[str, Any]:
        """As the organisation keeps them; days of an authority it has not are left out."""
        return {
            "sector": self.sector,
            "home_units": list(self.home_units),
            "community_id": self.community or None,
            "approval_number": self.approval_number.strip(),
            "may_approve": self.may_approve,
            "approves_since": self.approves_since if self.may_approve else None,
            "approves_until": self.approves_until if self.may_approve else None,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Founding(Particulars):
    """What is given when an organisation is set up below another."""

    code: str
    name: str
    kind: str
    founded_on: date
    short_name: str = ""


@dataclass(frozen=True, slots=True)
class Election:
    """A committee as elected: its term and who sits in it; seats are (member key, duty)."""

    elected_on: date
    starts_on: date
    ends_on: date
    seats: Sequence[tuple[int, str]] = field(default_factory=tuple)
    approval_number: str = ""


def found(given: Founding, *, above: Organisation, by: Actor, now: datetime) -> Organisation:
    """Set up an organisation below `above`, by whoever keeps `above`.

    Raises `NotAllowed` for everybody else, `Invalid` naming every field that is wrong.
    """
    grip = grip_towards(by, above.path, ABOVE)
    if faults := list(_founding_faults(given, above)):
        raise Invalid(*faults)
    with transaction.atomic():
        path = f"{above.path}{given.code}/"
        unit = Unit.objects.create(
            code=given.code, path=path, name=given.name.strip(), kind=UNIT_KIND,
            short_name=(given.short_name or given.name).strip()[:40], tier=above.unit.tier,
            parent_id=above.code, area_id=given.community or above.unit.area_id,
            valid_from=given.founded_on,
        )  # fmt: skip
        row = Organisation.objects.create(
            unit=unit, path=path, kind=given.kind, founded_on=given.founded_on, **given.columns()
        )
        touch(TERRITORY)
        _say(grip, "found", row, now, sort=given.kind, above=above.code)
    return row


def _founding_faults(given: Founding, above: Organisation) -> Iterator[Reason]:
    name = given.name.strip()
    if not name or len(name) > LONGEST_NAME:
        yield Reason("text_length", {"low": 1, "high": LONGEST_NAME}, "name")
    if given.kind not in KINDS:
        yield Reason("unknown_value", {"value": given.kind}, "kind")
    elif given.kind not in BELOW[above.kind]:
        shown = {"above": KINDS[above.kind], "kind": KINDS[given.kind]}
        yield Reason("not_below_kind", shown, "kind")
    yield from _particular_faults(given, given.kind)
    if not given.code.isalnum() or len(given.code) > LONGEST_CODE or not given.code.isascii():
        yield Reason("bad_organisation_code", {"most": LONGEST_CODE}, "code")
    elif Unit.objects.filter(pk=given.code).exists():
        yield Reason("code_used", {"value": given.code}, "code")


def _particular_faults(given: Particulars, kind: str) -> Iterator[Reason]:
    if given.sector not in SECTORS:
        yield Reason("unknown_value", {"value": given.sector}, "sector")
    for code in given.home_units:
        if code not in territory().units:
            yield Reason("unknown_unit", {"value": code}, "home_units")
    if given.community and not is_community(given.community):
        yield Reason("unknown_area", {"value": given.community}, "community")
    if given.may_approve and kind not in APPROVERS:
        yield Reason("approves_above_branches", field="may_approve")
    since, until = given.approves_since, given.approves_until
    if since and until and until <= since:
        yield Reason("period_reversed", field="approves_until")


def amend(
    organisation: Organisation, given: Particulars, *, by: Actor, now: datetime, version: int
) -> Organisation:
    """Put right what an organisation is set down with, by whoever keeps what stands above it.

    At the top of the county its own keepers do. Raises `NotAllowed`, `Stale`, `Invalid` naming
    every field that is wrong.
    """
    grip = grip_towards(by, _above(organisation) or organisation.path, ABOVE)
    if faults := list(_particular_faults(given, organisation.kind)):
        raise Invalid(*faults)
    columns = given.columns()
    told = sorted(name for name, value in columns.items() if getattr(organisation, name) != value)
    with transaction.atomic():
        bump(organisation, version, **columns)
        if given.community:
            Unit.objects.filter(pk=organisation.code).update(area_id=given.community)
            touch(TERRITORY)
        _say(grip, "amend", organisation, now, fields=told)
    return organisation


def elect(
    organisation: Organisation, given: Election, *, by: Actor, now: datetime, version: int
) -> CommitteeTerm:
    """A committee is elected: the present term ends with it, its seats are taken.

    Raises `NotAllowed`, `Stale`, `Invalid` naming what is wrong with days and seats.
    """
    grip = grip_towards(by, organisation.path, KEEPERS)
    if faults := list(_election_faults(organisation, given)):
        raise Invalid(*faults)
    with transaction.atomic():
        bump(organisation, version)
        CommitteeTerm.objects.filter(organisation=organisation, ended_on=None).update(
            ended_on=given.starts_on
        )
        term = CommitteeTerm.objects.create(
            organisation=organisation, elected_on=given.elected_on, starts_on=given.starts_on,
            ends_on=given.ends_on, approval_number=given.approval_number.strip(),
        )  # fmt: skip
        Seat.objects.bulk_create(
            Seat(term=term, member_id=member, duty=duty, starts_on=given.starts_on)
            for member, duty in given.seats
        )
        _say(grip, "elect", organisation, now, term=term.pk, seats=len(given.seats),
             ends_on=given.ends_on)  # fmt: skip
    return term


def _election_faults(organisation: Organisation, given: Election) -> Iterator[Reason]:
    if not given.elected_on <= given.starts_on < given.ends_on:
        yield Reason("term_reversed", field="ends_on")
    duties = [duty for _, duty in given.seats]
    for duty in sorted(set(duties) - DUTIES.keys()):
        yield Reason("unknown_value", {"value": duty}, "seats")
    if duties.count("secretary") > 1:
        yield Reason("one_secretary", field="seats")
    keys = [member for member, _ in given.seats]
    if len(set(keys)) != len(keys):
        yield Reason("seat_twice", field="seats")
    here = within("path", organisation.path)
    fit = Member.objects.filter(here, pk__in=keys, standing="full").count()
    if fit != len(set(keys)):
        yield Reason("seat_needs_full_member", field="seats")


def vacate(seat: Seat, because: str, *, on: date, by: Actor, now: datetime, version: int) -> Seat:
    """Somebody leaves a seat before the term ends, with the reason."""
    organisation = seat.term.organisation
    grip = grip_towards(by, organisation.path, ABOVE)
    if not because.strip():
        raise Invalid(Reason("paper_missing", {"paper": "reason"}, "reason"))
    if seat.ends_on is not None:
        raise Refused(Reason("seat_empty"))
    if not seat.starts_on <= on <= now.astimezone(rules_at(now)[1].zone).date():
        raise Invalid(Reason("seat_day", {"since": seat.starts_on}, "on"))
    with transaction.atomic():
        bump(organisation, version)
        seat.ends_on, seat.end_reason = on, because.strip()[:120]
        seat.save(update_fields=["ends_on", "end_reason"])
        _say(grip, "vacate", organisation, now, seat=seat.pk, duty=seat.duty)
    return seat


def end_seats(
    member: Member, because: str, *, on: date, by: Grip, now: datetime, keep: str = ""
) -> None:
    """Nobody keeps a seat in an organisation they no longer belong to. In a transaction.

    `keep` is the path a member moves to: seats of what stands above it stay theirs.
    """
    held = Seat.objects.filter(member=member, ends_on=None, term__ended_on=None)
    for seat in held.select_related("term__organisation__unit"):
        organisation = seat.term.organisation
        if keep and covers(organisation.path, keep):
            continue
        seat.ends_on, seat.end_reason = on, because[:120]
        seat.save(update_fields=["ends_on", "end_reason"])
        Organisation.objects.filter(pk=organisation.pk).update(version=F("version") + 1)
        _say(by, "vacate", organisation, now, seat=seat.pk, duty=seat.duty)


def dissolve(
    organisation: Organisation, *, on: date, by: Actor, now: datetime, version: int
) -> Organisation:
    """An organisation without members and parts ends; its history stays."""
    grip = grip_towards(by, _above(organisation), ABOVE)
    here = Member.objects.filter(within("path", organisation.path), left_on=None).count()
    parts = Organisation.objects.filter(
        within("path", organisation.path), dissolved_on=None
    ).exclude(pk=organisation.pk)
    reasons = []
    if here:
        reasons.append(Reason("organisation_has_members", {"count": here}))
    if count := parts.count():
        reasons.append(Reason("organisation_has_parts", {"count": count}))
    if reasons:
        raise Refused(*reasons)
    with transaction.atomic():
        bump(organisation, version, dissolved_on=on)
        Unit.objects.filter(pk=organisation.code).update(valid_to=on)
        touch(TERRITORY)
        _say(grip, "dissolve", organisation, now)
    return organisation


def _above(organisation: Organisation) -> str:
    return organisation.path.removesuffix(f"{organisation.code}/")


def bump(organisation: Organisation, version: int, **changes: Any) -> None:
    """The next version of an organisation with what changes; raises `Stale` for an old one."""
    rows = Organisation.objects.filter(pk=organisation.pk, version=version)
    if not rows.update(version=version + 1, **changes):
        raise Stale(Reason("stale"))
    organisation.version = version + 1
    for name, value in changes.items():
        setattr(organisation, name, value)


def _say(grip: Grip, kind: str, row: Organisation, now: datetime, **payload: Any) -> None:
    told: Mapping[str, Any] = {"organisation": row.code, **payload}
    append([line_by(grip, f"party.{kind}", "organisation", row.pk, payload=told)], at=now)
