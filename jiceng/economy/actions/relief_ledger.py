"""Bookings of relief, and what a grant takes up. To be called in the transaction of the act."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from jiceng.economy.models import (
    Company,
    Relief,
    ReliefAccount,
    ReliefEntry,
    ReliefHold,
    ReliefVoucher,
)
from jiceng.economy.rules import relief_ledger as ledger
from jiceng.economy.rules.relief import Policy, slots_of
from jiceng.economy.rules.relief_ledger import Entry, is_balanced
from jiceng.kernel.money import money
from jiceng.kernel.records.journal import append, line_by
from jiceng.kernel.refusal import Invalid, NotAllowed, Reason, Refused
from jiceng.kernel.scope import Actor, Grip

LONGEST_REFERENCE = 60


def post(
    kind: str, policy: str, period: str, entries: tuple[Entry, ...], *, grip: Grip, now: datetime,
    relief: Relief | None = None, reference: str = "",
) -> ReliefVoucher:  # fmt: skip
    """Write one voucher and change its accounts. Raises `Refused`: not enough stands there, or the
    reference has been booked before. ValueError for entries that do not add up.
    """
    if not is_balanced(entries):
        raise ValueError(f"{kind}: {entries}")
    try:
        with transaction.atomic():
            voucher = ReliefVoucher.objects.create(
                kind=kind, policy=policy, period=period, relief=relief, reference=reference,
                appointment=grip.appointment, at=now,
            )  # fmt: skip
    except IntegrityError as error:
        raise Refused(Reason("reference_used", {"value": reference}, "reference")) from error
    ReliefEntry.objects.bulk_create(
        [ReliefEntry(voucher=voucher, account=account, fen=fen) for account, fen in entries]
    )
    for account, fen in sorted(entries):
        _change(policy, period, account, fen)
    return voucher


def _change(policy: str, period: str, account: str, fen: int) -> None:
    """Change what stands in an account; its row is locked until the transaction is over."""
    which = {"policy": policy, "period": period, "account": account}
    ReliefAccount.objects.bulk_create([ReliefAccount(**which)], ignore_conflicts=True)
    row = ReliefAccount.objects.select_for_update().get(**which)
    if row.fen + fen < 0 and not account.endswith(f".{ledger.SOURCE}"):
        code = "budget_short" if account.endswith(f".{ledger.FREE}") else "account_short"
        raise Refused(Reason(code, {"free": money(row.fen), "fen": money(-fen)}))
    ReliefAccount.objects.filter(pk=row.pk).update(fen=F("fen") + fen)


def claim(
    company: Company, policy: Policy, period: str, policies: Mapping[str, Policy]
) -> list[tuple[str, str]]:
    """Take up what a grant takes up, and say what. Raises `Refused`: granted already, or excluded
    by another.

    Whoever comes second waits for the row of the first, on both engines, and then sees it.
    """
    held = slots_of(policy, period, policies)
    for slot, span in held:
        which = {"company": company, "slot": slot, "span": span}
        fresh = ReliefHold(**which, policy=policy.key)
        ReliefHold.objects.bulk_create([fresh], ignore_conflicts=True)
        row = ReliefHold.objects.select_for_update().get(**which)
        if row.grants and (slot == policy.key or row.policy != policy.key):
            raise Refused(_taken(row, policy, policies))
        ReliefHold.objects.filter(pk=row.pk).update(policy=policy.key, grants=F("grants") + 1)
    return held


def _taken(row: ReliefHold, policy: Policy, policies: Mapping[str, Policy]) -> Reason:
    if row.policy == policy.key:
        return Reason("granted_already", {"span": row.span})
    other = policies.get(row.policy)
    told = {"policy": other.name if other else row.policy, "span": row.span}
    return Reason("excluded_by", {**told, "policy_en": (other.name_en if other else "")})


def release(company: Company, policy: str, held: Iterable[tuple[str, str]]) -> None:
    """Give back what a grant took up, as it was written down, whatever policies exclude by now."""
    for slot, span in held:
        rows = ReliefHold.objects.filter(company=company, slot=slot, span=span, grants__gt=0)
        rows.filter(policy=policy).update(grants=F("grants") - 1)


def stands_against(
    company: Company, policy: Policy, period: str, policies: Mapping[str, Policy]
) -> Reason | None:
    """What a grant would be refused for now; read without a lock, to be told in time."""
    slots = slots_of(policy, period, policies)
    rows = ReliefHold.objects.filter(company=company, grants__gt=0)
    for row in rows.filter(slot__in=[slot for slot, _span in slots]):
        own = row.slot == policy.key
        if (row.slot, row.span) in slots and (own or row.policy != policy.key):
            return _taken(row, policy, policies)
    return None


def set_budget(
    policy: Policy, period: str, fen: int, *, reference: str, by: Actor, now: datetime
) -> ReliefVoucher:
    """Set money apart for a policy and period. Raises `NotAllowed`, `Invalid`, `Refused`."""
    grip = next((g for g in by.grips if "decider" in g.roles and g.unit == policy.paid_by), None)
    if grip is None:
        raise NotAllowed(Reason("not_your_page"))
    if ledger.BOOKS[policy.kind] != ledger.MONEY:
        raise Refused(Reason("no_budget_needed"))
    faults = [Reason("bad_amount", field="yuan")] if fen <= 0 else []
    if not 1 <= len(reference.strip()) <= LONGEST_REFERENCE:
        faults.append(Reason("reference_needed", field="reference"))
    if faults:
        raise Invalid(*faults)
    with transaction.atomic():
        voucher = post("budget", policy.key, period, ledger.budgeted(fen), grip=grip, now=now,
                       reference=reference.strip())  # fmt: skip
        told = {"policy": policy.key, "period": period, "fen": fen}
        line = line_by(grip, "economy.budget", "relief_policy", voucher.pk, payload=told)
        append([line], at=now)
    return voucher
