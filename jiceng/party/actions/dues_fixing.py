"""Fix what members pay each month of a year; ask that somebody in hardship pay less.

The wage or pension is read, the band follows, and only the band is kept (facts.md §5.3).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from jiceng.casework.actions.following import make, start
from jiceng.kernel.numbers import yuan
from jiceng.kernel.places import mask_personal
from jiceng.kernel.records.advance import check_version
from jiceng.kernel.records.journal import append, line_by
from jiceng.kernel.refusal import Invalid, Reason, Refused
from jiceng.kernel.scope import Actor, Grip
from jiceng.party.actions.dues_ledger import keeper
from jiceng.party.actions.dues_months import owe
from jiceng.party.actions.members import PRESENT, check_present
from jiceng.party.actions.opening import place
from jiceng.party.models import DuesFixing, DuesMonth, Hardship, Member, Organisation
from jiceng.party.process import HARDSHIP
from jiceng.party.queries.access import BRANCH, grip_towards, same_hands
from jiceng.party.queries.dues import RULE
from jiceng.party.queries.rule_book import version_on
from jiceng.party.rules.dues import HARDSHIP as KIND
from jiceng.party.rules.dues import REFIXED, Band, month_of, months, plus

LONGEST = 120


@dataclass(frozen=True, slots=True)
class Relief:
    """What a branch asks for somebody in hardship, and when it discussed it."""

    since: date
    monthly_fen: int
    discussed_on: date


def fix_dues(
    at: Organisation,
    bands: Mapping[int, Band],
    *,
    since: date,
    because: str = "",
    by: Actor,
    now: datetime,
    today: date,
) -> list[DuesFixing]:
    """Fix the monthly dues of members of a branch from a month on; months that passed become due.

    `bands` are by member key. Raises `NotAllowed`; `Invalid` naming everything that is wrong, for
    a month that was already reckoned for somebody among others.
    """
    grip = keeper(by, at, BRANCH)
    members = {m.pk: m for m in Member.objects.filter(pk__in=bands, organisation=at)}
    why = mask_personal(because.strip())[0][:LONGEST]
    if faults := list(_faults(bands, members, since, why, today)):
        raise Invalid(*faults)
    with transaction.atomic():
        rows = [
            write_fixing(members[key], band, since, why, grip, today) for key, band in bands.items()
        ]
        _owe_passed(at, list(members), since, grip, now, today)
        told = {"members": len(rows), "since": since}
        append([line_by(grip, "party.fix_dues", "organisation", at.pk, payload=told)], at=now)
    return rows


def write_fixing(
    member: Member, band: Band, since: date, because: str, grip: Grip, today: date
) -> DuesFixing:
    """One fixing; what was fixed for the same month and not reckoned yet gives way to it."""
    said = {
        "year": since.year, "kind": band.kind, "rate": band.rate, "monthly_fen": band.monthly_fen,
        "rule_version": version_on(RULE, since).number, "because": because, "fixed_on": today,
        "fixed_by": grip.appointment,
    }  # fmt: skip
    return DuesFixing.objects.update_or_create(member=member, since=since, defaults=said)[0]


def _owe_passed(
    at: Organisation, members: list[int], since: date, grip: Grip, now: datetime, today: date
) -> None:
    """Months of the year from `since` to the present one."""
    last = min(month_of(today), date(since.year, 12, 1))
    for month in months(since, last):
        owe(month, at.path, by=grip, now=now, only=members)


def _faults(
    bands: Mapping[int, Band], members: Mapping[int, Member], since: date, why: str, today: date
) -> Iterator[Reason]:
    if not bands:
        yield Reason("dues_nobody", field="members")
    if since != month_of(since) or not today.year - 1 <= since.year <= today.year + 1:
        yield Reason("dues_since_range", {"low": today.year - 1, "high": today.year + 1}, "since")
        return
    for key in bands:
        member = members.get(key)
        if member is None or member.standing not in PRESENT:
            yield Reason("dues_not_in_branch", field=f"kind_{key}")
    yield from _run_already(members, since)
    yield from _unreasoned(bands, members, since, why)


def _run_already(members: Mapping[int, Member], since: date) -> Iterator[Reason]:
    """A month that is due stays as it is: a new amount begins after it."""
    rows = DuesMonth.objects.filter(member__in=members, month__gte=since).order_by("month")
    latest = dict(rows.values_list("member", "month"))
    for key, month in latest.items():
        shown = {"name": members[key].name, "month": f"{plus(month, 1):%Y-%m}"}
        yield Reason("dues_month_run", shown, "since")


def _unreasoned(
    bands: Mapping[int, Band], members: Mapping[int, Member], since: date, why: str
) -> Iterator[Reason]:
    """Normally nothing changes within the year: whoever changes it says why."""
    if why:
        return
    rows = DuesFixing.objects.filter(member__in=members, year=since.year, since__lt=since)
    for key in sorted(set(rows.values_list("member", flat=True))):
        every = REFIXED.get(bands[key].kind, 0)
        if not every or (since.month - 1) % every:
            yield Reason("dues_change_reason", {"name": members[key].name}, "because")


# Hardship.


def ask_hardship(
    member: Member, given: Relief, *, by: Actor, now: datetime, today: date
) -> Hardship:
    """The branch has discussed that a member pay less or nothing, and asks the committee above.

    Raises `NotAllowed`, `Invalid`, `Refused` when one is open already.
    """
    at = member.organisation
    grip = keeper(by, at, BRANCH)
    check_present(member)
    if faults := list(_relief_faults(member, given, today)):
        raise Invalid(*faults)
    above = committee_above(at)
    with transaction.atomic():
        row = place(
            Hardship, "H", above, now=now, title=member.name, member=member, organisation=at,
            since=given.since, monthly_fen=given.monthly_fen, discussed_on=given.discussed_on,
            asked_by=grip.appointment,
        )  # fmt: skip
        try:
            start(row, HARDSHIP, "ask", grip=grip, now=now, branch=at.code)
        except IntegrityError as error:
            raise Refused(Reason("hardship_open")) from error
    return row


def _relief_faults(member: Member, given: Relief, today: date) -> Iterator[Reason]:
    if given.discussed_on > today:
        yield Reason("in_the_future_day", field="discussed_on")
    if not month_of(today) <= given.since <= date(today.year + 1, 1, 1):
        yield Reason("hardship_since", {"month": f"{month_of(today):%Y-%m}"}, "since")
    least = int(version_on(RULE, today).values["hardship_least_fen"])
    before = DuesFixing.objects.filter(member=member, since__lte=given.since)
    usual = before.order_by("-since").first()
    if given.monthly_fen < least:
        yield Reason("hardship_least", {"least": yuan(least)}, "monthly")
    if usual is None:
        yield Reason("dues_not_fixed", {"year": given.since.year}, "since")
    elif given.monthly_fen >= usual.monthly_fen:
        yield Reason("hardship_not_less", {"usual": yuan(usual.monthly_fen)}, "monthly")


def committee_above(at: Organisation) -> Organisation:
    """The nearest committee above a branch. Raises `Refused` where there is none."""
    paths = [at.path[: n + 1] for n, sign in enumerate(at.path[:-1]) if sign == "/"]
    found = Organisation.objects.filter(path__in=paths, kind="committee", dissolved_on=None)
    above = found.select_related("unit").order_by("-path").first()
    if above is None:
        raise Refused(Reason("no_committee_above"))
    return above


def _check_hands(row: Hardship, by: Actor) -> None:
    """A branch asks and a committee decides: two people, and neither on their own dues."""
    if same_hands(by, row.asked_by):
        raise Refused(Reason("hardship_same"))
    if row.member.person_id is not None and row.member.person_id == by.person:
        raise Refused(Reason("hardship_own"))


def decide_hardship(
    row: Hardship, name: str, *, by: Actor, now: datetime, today: date, version: int,
    reason: str = "",
) -> Hardship:  # fmt: skip
    """The committee approves or refuses; approved, it counts from the month asked for, or from
    the first one not reckoned yet. Raises `Refused` for whoever asked, and for the member."""
    check_version(row, version)
    _check_hands(row, by)
    with transaction.atomic():
        make(row, HARDSHIP, name, by=by, now=now, version=version, words={"reason": reason})
        if name == "approve":
            grip = grip_towards(by, row.unit_path)
            last = DuesMonth.objects.filter(member=row.member_id).order_by("-month").first()
            since = max(row.since, plus(last.month, 1)) if last else row.since
            band = Band(KIND, 0, row.monthly_fen)
            write_fixing(row.member, band, since, row.number, grip, today)
            _owe_passed(row.organisation, [row.member_id], since, grip, now, today)
    return row
