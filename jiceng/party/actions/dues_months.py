"""The monthly run: what every member owes for a month, in the branch they belong to on its first
day (facts.md §5.3). Run again, it adds what is missing and changes nothing else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from jiceng.kernel.records.bulk import draft, insert_instances
from jiceng.kernel.records.journal import append, line_by
from jiceng.kernel.records.models import within
from jiceng.kernel.refusal import Invalid, Reason
from jiceng.kernel.scope import SYSTEM_GRIP, Actor, Grip
from jiceng.party.actions.dues_ledger import post_many
from jiceng.party.models import Affiliation, DuesMonth, Organisation
from jiceng.party.queries.access import KEEPERS, grip_towards
from jiceng.party.queries.dues import RULE, fixings_on, payable_until
from jiceng.party.queries.rule_book import history
from jiceng.party.rules.dues import last_day, month_of
from jiceng.party.rules.dues_ledger import owed


@dataclass(frozen=True, slots=True)
class Run:
    """What a run did: members newly due, their sum, and who could not be reckoned."""

    month: date
    members: int
    fen: int
    unfixed: int
    """Members for whom nothing is fixed this year."""


def run_dues(month: date, at: Organisation, *, by: Actor, now: datetime, today: date) -> Run:
    """The run of an organisation and everything below it, by whoever keeps it.

    Raises `NotAllowed`; `Invalid` for a month past the present quarter.
    """
    grip = grip_towards(by, at.path, KEEPERS)
    return _checked(month, at, grip, now, today)


def run_everywhere(month: date, *, now: datetime, today: date) -> Run:
    """The run of the whole county, by the clock or the command line."""
    root = Organisation.objects.select_related("unit").order_by("path").first()
    if root is None or history(RULE).on(today) is None:  # a county without Party work
        return Run(month, 0, 0, 0)
    return _checked(month, root, SYSTEM_GRIP, now, today)


def _checked(month: date, at: Organisation, grip: Grip, now: datetime, today: date) -> Run:
    if month > payable_until(today):
        raise Invalid(Reason("dues_ahead", {"month": f"{payable_until(today):%Y-%m}"}, "month"))
    with transaction.atomic():
        done = owe(month, at.path, by=grip, now=now)
        if done.members:
            told = {"month": f"{month:%Y-%m}", "members": done.members, "fen": done.fen}
            line = line_by(grip, "party.run_dues", "organisation", at.pk, payload=told)
            append([line], at=now)
    return done


def owe(
    month: date, path: str, *, by: Grip, now: datetime, only: Collection[int] | None = None
) -> Run:
    """Write what is not there yet below a path, for some members or all. In a transaction."""
    touched = Organisation.objects.filter(within("path", path)).order_by("pk")
    organisations = {o.pk: o for o in touched.select_for_update()}
    there = _belonging(month, path, only)
    known = _known(month, there)
    members = {m: at for m, at in _branches(there).items() if m not in known}
    fixings = fixings_on(month, only)
    due = {m: fixings[m].monthly_fen for m in members if m in fixings}
    rows = [
        draft(DuesMonth, member_id=m, organisation_id=members[m], month=month, due_fen=fen,
              paid_on=None if fen else month)
        for m, fen in due.items()
    ]  # fmt: skip
    insert_instances(DuesMonth, rows, keyed=False)
    by_branch = defaultdict[int, dict[int, int]](dict)
    for m, fen in due.items():
        if fen:
            by_branch[members[m]][m] = fen
    acts = [(organisations[at], owed(at, debts)) for at, debts in sorted(by_branch.items())]
    post_many("due", acts, on=month, by=by, now=now)
    return Run(month, len(due), sum(due.values()), len(members) - len(due))


def _known(month: date, there: QuerySet[Affiliation]) -> set[int]:
    """Who owes the month already, here or in a branch they moved from or were accepted in."""
    rows = DuesMonth.objects.filter(month=month, member__in=there.values("member"))
    return set(rows.values_list("member", flat=True))


def _belonging(month: date, path: str, only: Collection[int] | None) -> QuerySet[Affiliation]:
    """Who belonged below a path on the first day of the month, or was accepted within it."""
    first, last = month_of(month), last_day(month)
    on_first = Q(since__lte=first) & (Q(until=None) | Q(until__gt=first))
    accepted = Q(since__range=(first, last), member__accepted_on__range=(first, last))
    rows = Affiliation.objects.filter(
        on_first | accepted, within("organisation__path", path)
    ).filter(Q(member__left_on=None) | Q(member__left_on__gt=first))
    rows = rows.exclude(member__standing="suspended")
    return rows if only is None else rows.filter(member__in=only)


def _branches(there: QuerySet[Affiliation]) -> dict[int, int]:
    """Member -> branch, the earlier where there are two."""
    found: dict[int, int] = {}
    for member, organisation in there.order_by("since", "pk").values_list("member", "organisation"):
        found.setdefault(member, organisation)
    return found
