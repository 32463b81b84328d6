"""Balances of the dues ledger, what members owe, and how a branch stands in a month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, F, Q, Sum

from jiceng.kernel.records.models import within
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.kernel.scope import Actor
from jiceng.party.models import (
    BankFile,
    DuesEntry,
    DuesFixing,
    DuesMonth,
    Member,
    Organisation,
    Payment,
)
from jiceng.party.queries.access import BRANCH, KEEPERS, keeping, organisation_for
from jiceng.party.queries.rule_book import version_on
from jiceng.party.rules.dues import Owed, flag_of, last_payable, late_months, month_of
from jiceng.party.rules.organisations import BRANCHES

PRESENT = ("probationary", "full")
RULE = "dues"


def payable_until(today: date) -> date:
    """The last month that may be paid today, by the rule in force."""
    return last_payable(today, version_on(RULE, today).values)


def balance(organisation: Organisation | int, account: str) -> int:
    """Signed fen on one account of one organisation."""
    rows = DuesEntry.objects.filter(organisation=organisation, account=account)
    return int(rows.aggregate(fen=Sum("fen"))["fen"] or 0)


def balances(organisation: Organisation) -> dict[str, int]:
    """Every account of an organisation that ever moved."""
    rows = DuesEntry.objects.filter(organisation=organisation).values_list("account").order_by()
    return dict(rows.annotate(fen=Sum("fen")))


def free_to_remit(organisation: Organisation) -> int:
    """What it holds, less what waits for its member and what is meant for the Centre."""
    found = balances(organisation)
    return sum(found.get(name, 0) for name in ("held", "unassigned", "for_centre"))


def member_balance(member: Member | int) -> int:
    """What a member owes by the ledger, in all branches."""
    rows = DuesEntry.objects.filter(member=member, account="due_from_member")
    return int(rows.aggregate(fen=Sum("fen"))["fen"] or 0)


def is_own_branch(actor: Actor, organisation: Organisation) -> bool:
    """Whether the reader is secretary of exactly this branch: names are for them alone."""
    return any(g.unit_path == organisation.path for g in keeping(actor, BRANCH))


def keeps_itself(actor: Actor, organisation: Organisation) -> bool:
    """Whether one of the reader's posts is held in this very organisation."""
    return any(g.unit_path == organisation.path for g in keeping(actor, KEEPERS))


def own_branch_for(actor: Actor, code: str) -> Organisation:
    """The reader's own branch; everything else looks missing."""
    found = organisation_for(actor, code)
    if found.kind not in BRANCHES or not is_own_branch(actor, found):
        raise NotFound(Reason("not_found"))
    return found


def own_organisation_for(actor: Actor, code: str) -> Organisation:
    """An organisation whose own money the reader keeps."""
    found = organisation_for(actor, code)
    if not keeps_itself(actor, found):
        raise NotFound(Reason("not_found"))
    return found


def payment_for(actor: Actor, number: str) -> Payment:
    """A payment held where the reader keeps the money; `NotFound` otherwise."""
    rows = Payment.objects.select_related("member", "organisation__unit", "voucher__countered_by")
    found = rows.filter(number=number).first()
    if found is None or not keeps_itself(actor, found.organisation):
        raise NotFound(Reason("not_found"))
    return found


def accounts_of(organisation: Organisation) -> list[str]:
    """Its own accounts of which statements were taken, by name."""
    rows = BankFile.objects.filter(organisation=organisation).order_by("account")
    return list(rows.values_list("account", flat=True).distinct())


def owed_of(rows: Iterable[DuesMonth]) -> list[Owed]:
    return [Owed(row.month, row.due_fen, row.paid_fen) for row in rows]


def fixing_on(member: Member | int, month: date) -> DuesFixing | None:
    """The fixing in force for a month: the latest of its year that had begun."""
    rows = DuesFixing.objects.filter(member=member, year=month.year, since__lte=month)
    return rows.order_by("-since").first()


def fixings_on(month: date, members: Collection[int] | None = None) -> dict[int, DuesFixing]:
    """The fixing in force of many members."""
    rows = DuesFixing.objects.filter(year=month.year, since__lte=month).order_by("since")
    if members is not None:
        rows = rows.filter(member__in=members)
    return {row.member_id: row for row in rows}


# A branch's month, with names.


@dataclass(frozen=True, slots=True)
class MemberMonth:
    """How a member of a branch stands in a month; `flag` tells of months unpaid until today."""

    member: Member
    fixing: DuesFixing | None
    due: DuesMonth | None
    owed_fen: int
    """Everything open up to today, this month included."""
    late: int
    flag: int

    @property
    def status(self) -> str:
        """unfixed, none (nothing due), paid, partly, open."""
        if self.due is None:
            return "none" if self.fixing else "unfixed"
        if not self.due.open_fen:
            return "paid"
        return "partly" if self.due.paid_fen else "open"


def branch_month(
    organisation: Organisation, month: date, today: date, values: Mapping[str, Any]
) -> list[MemberMonth]:
    """Everybody who is in the branch now or owed it something that month, by name."""
    owing = DuesMonth.objects.filter(organisation=organisation, month=month).values("member")
    here = Q(organisation=organisation, standing__in=PRESENT) | Q(pk__in=owing)
    members = list(Member.objects.filter(here).order_by("name", "pk"))
    keys = [m.pk for m in members]
    fixings, by_member = fixings_on(month, keys), defaultdict[int, list[Owed]](list)
    owed = DuesMonth.objects.filter(member__in=keys, month__gte=_since(month, today))
    for key, when, fen, paid in owed.values_list("member", "month", "due_fen", "paid_fen"):
        by_member[key].append(Owed(when, fen, paid))
    dues = {d.member_id: d for d in DuesMonth.objects.filter(member__in=keys, month=month)}
    return [
        _member_month(m, fixings.get(m.pk), dues.get(m.pk), by_member[m.pk], today, values)
        for m in members
    ]


def _since(month: date, today: date) -> date:
    """Far enough back for every flag: two years before the earlier of both."""
    earlier = min(month, month_of(today))
    return earlier.replace(year=earlier.year - 2)


def _member_month(
    member: Member,
    fixing: DuesFixing | None,
    due: DuesMonth | None,
    owed: list[Owed],
    today: date,
    values: Mapping[str, Any],
) -> MemberMonth:
    late = late_months(owed, today)
    return MemberMonth(
        member=member,
        fixing=fixing,
        due=due,
        owed_fen=sum(one.open_fen for one in owed if one.month <= month_of(today)),
        late=late,
        flag=flag_of(late, values),
    )


# Many branches, without names.


@dataclass
class Standing:
    """Sums of an organisation and what stands below it in a month."""

    organisation: Organisation
    members: int = 0
    due_fen: int = 0
    paid_fen: int = 0
    settled: int = 0
    """Members who paid the month in full, or owe nothing."""
    held_fen: int = 0
    branches: int = 0
    unrun: int = 0
    """Branches with members and nothing due yet."""
    parts: list[Standing] = field(default_factory=list)

    @property
    def open_fen(self) -> int:
        return self.due_fen - self.paid_fen


def below(path: str) -> Q:
    """Rows of organisations at or below a path, found organisation by organisation: a join would
    read the months and entries of the whole county for one town."""
    return Q(organisation__in=Organisation.objects.filter(within("path", path)).values("pk"))


def standing_below(above: Organisation, month: date) -> Standing:
    """An organisation with its direct parts, each with the sums of everything below it."""
    rows = Organisation.objects.filter(within("path", above.path), dissolved_on=None)
    direct = rows.filter(unit__parent=above.code).select_related("unit").order_by("path")
    whole, parts = Standing(above), {o.path: Standing(o) for o in direct}
    whole.parts = list(parts.values())
    inside, depth = below(above.path), len(above.path)
    sums, held = month_sums(inside, month), _held(inside)
    for key, path, kind in rows.values_list("pk", "path", "kind"):
        head = above.path + path[depth:].partition("/")[0] + "/"
        for standing in filter(None, (whole, parts.get(head))):
            _add(standing, kind in BRANCHES, sums.get(key), held.get(key, 0))
    return whole


def _add(to: Standing, is_branch: bool, sums: Sums | None, held: int) -> None:
    to.branches += is_branch
    to.unrun += is_branch and sums is None
    to.held_fen += held
    if sums:
        to.members += sums.members
        to.due_fen += sums.due
        to.paid_fen += sums.paid
        to.settled += sums.settled


class Sums(NamedTuple):
    """A branch in a month."""

    members: int
    due: int
    paid: int
    settled: int


def month_sums(where: Q, month: date) -> dict[int, Sums]:
    """Sums of a month by branch, where anything is due."""
    rows = DuesMonth.objects.filter(where, month=month)
    summed = rows.values_list("organisation").order_by().annotate(
        members=Count("pk"), due=Sum("due_fen"), paid=Sum("paid_fen"),
        settled=Count("pk", filter=Q(paid_fen=F("due_fen"))),
    )  # fmt: skip
    return {at: Sums(*rest) for at, *rest in summed}


def _held(where: Q) -> dict[int, int]:
    rows = DuesEntry.objects.filter(where, account="held")
    return dict(rows.values_list("organisation").order_by().annotate(fen=Sum("fen")))
