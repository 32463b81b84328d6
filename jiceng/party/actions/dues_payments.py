"""Take what a member pays, give it the number of a receipt, and take a mistake back by a
counter-entry (facts.md §5.3, art. 12 and 14)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from jiceng.casework.queries import rules_at
from jiceng.kernel.numbers import public_number, yuan
from jiceng.kernel.places import mask_personal
from jiceng.kernel.records.journal import append, line_by
from jiceng.kernel.records.keys import next_key
from jiceng.kernel.refusal import Invalid, Reason, Refused
from jiceng.kernel.scope import Actor, Grip
from jiceng.party.actions.dues_ledger import entries_of, keeper, post
from jiceng.party.actions.dues_months import owe
from jiceng.party.models import (
    BankLine,
    DuesMonth,
    Member,
    Organisation,
    Payment,
    PaymentShare,
    Voucher,
)
from jiceng.party.queries.access import BRANCH
from jiceng.party.queries.dues import RULE, balance, fixing_on, owed_of, payable_until
from jiceng.party.queries.rule_book import version_on
from jiceng.party.rules.dues import (
    is_large,
    month_of,
    months,
    needs_reason,
    spread,
)
from jiceng.party.rules.dues_ledger import (
    Entry,
    countered,
    from_unassigned,
    given,
    into_hand,
    paid,
)

LONGEST = 200


@dataclass(frozen=True, slots=True)
class Paying:
    """What is paid: everything open up to a month. `expected_fen` is the sum somebody was shown;
    when it is another by now nothing is taken."""

    through: date
    on: date
    because: str = ""
    expected_fen: int | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Where the money of a payment is, and what it is written down with."""

    holder: Organisation
    way: str
    on: date
    because: str = ""
    line: BankLine | None = None

    def entry(self, fen: int) -> Entry:
        if self.line is not None:
            return from_unassigned(self.holder.pk, fen)
        return into_hand(self.holder.pk, fen)


def pay(member: Member, paying: Paying, *, by: Actor, now: datetime, today: date) -> Payment:
    """Take a member's dues in the branch, the oldest open month first.

    Raises `NotAllowed`; `Invalid` for a period nobody may pay for; `Refused` when nothing is open
    or the sum has changed.
    """
    at = member.organisation
    grip = keeper(by, at, BRANCH)
    if faults := [*_period_faults(member, paying.through, today), *_day_faults(paying.on, today)]:
        raise Invalid(*faults)
    with transaction.atomic():
        lock(member)
        reckon(member, paying.through, grip, now, today)
        rows = open_months(member, paying.through)
        why = mask_personal(paying.because.strip())[0][:LONGEST]
        _check_open(rows, paying, why, today)
        source = Source(at, "cash", paying.on, why)
        fen = sum(row.open_fen for row in rows)
        return settle(member, rows, fen, source, by=grip, now=now)


def lock(member: Member) -> None:
    """Two payments of one member come one after the other."""
    Member.objects.select_for_update().get(pk=member.pk)


def reckon(member: Member, through: date, grip: Grip, now: datetime, today: date) -> None:
    """Months of the present quarter that are paid before the run has come to them."""
    for month in months(month_of(today), through):
        if DuesMonth.objects.filter(member=member, month=month).exists():
            continue
        if fixing_on(member, month) is None:
            raise Refused(Reason("dues_not_fixed", {"year": month.year}, "through"))
        owe(month, member.path, by=grip, now=now, only=[member.pk])


def open_months(member: Member, through: date) -> list[DuesMonth]:
    """What is open up to a month, the oldest first."""
    rows = DuesMonth.objects.filter(member=member, month__lte=through, paid_fen__lt=F("due_fen"))
    return list(rows.order_by("month"))


def _period_faults(member: Member, through: date, today: date) -> list[Reason]:
    shown = {"month": f"{through:%Y-%m}"}
    if through > payable_until(today):
        return [Reason("dues_ahead", {"month": f"{payable_until(today):%Y-%m}"}, "through")]
    if through < month_of(member.accepted_on):
        return [Reason("dues_before_joining", shown, "through")]
    if member.left_on and through > month_of(member.left_on):
        return [Reason("dues_after_leaving", shown, "through")]
    return []


def _day_faults(on: date, today: date) -> list[Reason]:
    return [Reason("in_the_future_day", field="on")] if on > today else []


def _check_open(rows: Sequence[DuesMonth], paying: Paying, why: str, today: date) -> None:
    if not rows:
        raise Refused(Reason("dues_nothing_open", {"month": f"{paying.through:%Y-%m}"}))
    fen = sum(row.open_fen for row in rows)
    if paying.expected_fen is not None and paying.expected_fen != fen:
        raise Refused(Reason("dues_sum_changed", {"sum": yuan(fen)}))
    if not why and needs_reason(rows[0].month, today, version_on(RULE, today).values):
        shown = {"month": f"{rows[0].month:%Y-%m}"}
        raise Invalid(Reason("back_payment_reason", shown, "because"))


def settle(
    member: Member,
    rows: Sequence[DuesMonth],
    fen: int,
    source: Source,
    *,
    by: Grip,
    now: datetime,
) -> Payment:
    """Put money on open months, the oldest first; `fen` is not more than is open. In a
    transaction that holds the lock of the member."""
    parts = spread(fen, owed_of(rows))
    by_month = {row.month: row for row in rows}
    at_branch = defaultdict[int, int](int)
    for month, part in parts:
        at_branch[by_month[month].organisation_id] += part
    entries = paid(source.holder.pk, member.pk, at_branch, source=source.entry(fen))
    payment = _write(member, fen, "dues", source, entries, by=by, now=now)
    PaymentShare.objects.bulk_create(
        PaymentShare(payment=payment, month=by_month[month], fen=part) for month, part in parts
    )
    for month, part in parts:
        row = by_month[month]
        row.paid_fen += part
        row.paid_on = None if row.open_fen else source.on
        row.save(update_fields=["paid_fen", "paid_on"])
    return payment


def _write(
    member: Member, fen: int, purpose: str, source: Source, entries: tuple[Entry, ...], *,
    by: Grip, now: datetime,
) -> Payment:  # fmt: skip
    voucher = post("payment", source.holder, entries, on=source.on, by=by, now=now)
    key = next_key(Payment)
    year = now.astimezone(rules_at(now)[1].zone).year
    payment = Payment.objects.create(
        pk=key, number="S" + public_number(year, key), member=member, fen=fen, purpose=purpose,
        organisation=source.holder, way=source.way, paid_on=source.on, because=source.because,
        line=source.line, voucher=voucher,
    )  # fmt: skip
    told = {"organisation": source.holder.code, "purpose": purpose, "way": source.way}
    append([line_by(by, "party.take_dues", "payment", key, payload=told)], at=now)
    return payment


def give_more(
    member: Member, fen: int, *, on: date, by: Actor, now: datetime, today: date
) -> Payment:
    """A member gives more than is due, of their own will; a large sum is kept for the Centre.

    Raises `NotAllowed`, `Invalid`.
    """
    grip = keeper(by, member.organisation, BRANCH)
    faults = _day_faults(on, today)
    if fen <= 0:
        faults.append(Reason("amount_zero", field="amount"))
    if faults:
        raise Invalid(*faults)
    with transaction.atomic():
        lock(member)
        source = Source(member.organisation, "cash", on)
        return write_gift(member, fen, source, by=grip, now=now)


def write_gift(member: Member, fen: int, source: Source, *, by: Grip, now: datetime) -> Payment:
    """The rows of a voluntary payment. In a transaction."""
    large = is_large(fen, version_on(RULE, source.on).values)
    entries = given(source.holder.pk, member.pk, is_large=large, source=source.entry(fen))
    return _write(member, fen, "voluntary", source, entries, by=by, now=now)


def take_back(payment: Payment, because: str, *, by: Actor, now: datetime, today: date) -> Voucher:
    """Reverse a payment by counter-entries; it stays to be read, its months are open again.

    Raises `NotAllowed` but to the organisation that holds the money; `Refused` when it was taken
    back before or the money has been handed on.
    """
    grip = keeper(by, payment.organisation)
    why = mask_personal(because.strip())[0][:LONGEST]
    if not why:
        raise Invalid(Reason("paper_missing", {"paper": "reason"}, "reason"))
    with transaction.atomic():
        lock(payment.member)
        Organisation.objects.select_for_update().get(pk=payment.organisation_id)
        if Voucher.objects.filter(counters=payment.voucher_id).exists():
            raise Refused(Reason("payment_taken_back", {"number": payment.number}))
        entries = countered(entries_of(payment.voucher))
        _check_here(payment, entries)
        voucher = post(
            "counter", payment.organisation, entries, on=today, by=grip, now=now, because=why,
            counters=payment.voucher,
        )  # fmt: skip
        _open_again(payment)
        told: dict[str, Any] = {"organisation": payment.organisation.code}
        append([line_by(grip, "party.take_back", "payment", payment.pk, payload=told)], at=now)
    return voucher


def _check_here(payment: Payment, entries: Sequence[Entry]) -> None:
    """What was handed on cannot be given back here."""
    for account, sign in (("held", 1), ("for_centre", -1)):
        moved = sum(e.fen for e in entries if e.account == account)
        if moved and sign * (balance(payment.organisation, account) + moved) < 0:
            raise Refused(Reason("payment_handed_on", {"number": payment.number}))


def _open_again(payment: Payment) -> None:
    for share in payment.shares.select_related("month"):
        row = share.month
        row.paid_fen -= share.fen
        row.paid_on = None
        row.save(update_fields=["paid_fen", "paid_on"])
    if payment.line_id:
        BankLine.objects.filter(pk=payment.line_id).update(
            open_fen=F("open_fen") + payment.fen, payer=payment.member.name, matched="taken_back"
        )
