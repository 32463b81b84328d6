"""Hand dues on to the organisation above, and enter interest, spending and what leaves the county.

Until the receiving side has confirmed it, money sent is on its way and nobody's to spend.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from jiceng.casework.actions.following import make, start
from jiceng.kernel.numbers import yuan
from jiceng.kernel.places import mask_personal
from jiceng.kernel.records.advance import check_version
from jiceng.kernel.records.journal import append, line_by
from jiceng.kernel.refusal import Invalid, NotAllowed, Reason, Refused
from jiceng.kernel.scope import Actor
from jiceng.party.actions.dues_ledger import keeper, post
from jiceng.party.actions.opening import place
from jiceng.party.models import Organisation, Remittance, Voucher
from jiceng.party.process import REMITTANCE
from jiceng.party.queries.access import same_hands
from jiceng.party.queries.dues import balance, free_to_remit, keeps_itself
from jiceng.party.rules.dues_ledger import (
    SPENT_ON,
    Entries,
    arrived,
    earned,
    passed_out,
    sent,
    sent_back,
    used,
)

PURPOSES = ("dues", "centre")


@dataclass(frozen=True, slots=True)
class Sending:
    """What is sent, for which period, and the bank's or the office's reference."""

    fen: int
    period_from: date
    period_to: date
    on: date
    purpose: str = "dues"
    reference: str = ""


def available(at: Organisation, purpose: str) -> int:
    """What an organisation may hand on: its dues, or what it keeps for the Centre."""
    if purpose == "centre":
        return min(-balance(at, "for_centre"), balance(at, "held"))
    return free_to_remit(at)


def above_of(at: Organisation) -> Organisation | None:
    """The organisation directly above; None at the top of the county."""
    found = Organisation.objects.filter(unit_id=at.unit.parent_id).select_related("unit")
    return found.first() if at.unit.parent_id else None


def remit(
    at: Organisation, given: Sending, *, by: Actor, now: datetime, today: date
) -> Remittance | Voucher:
    """Send dues to the organisation above, which confirms them; from the top they leave the
    county, which is a voucher and needs nobody's confirmation here.

    Raises `NotAllowed` but to whoever keeps this organisation; `Invalid`; `Refused` for more than
    there is.
    """
    grip = keeper(by, at)
    if faults := list(_faults(given, today)):
        raise Invalid(*faults)
    to = above_of(at)
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=at.pk)
        _check_there(at, given.purpose, given.fen)
        if to is None:
            entries = passed_out(at.pk, given.fen, for_centre=given.purpose == "centre")
            return _say(at, "passed_out", entries, given.fen, given.on, by, now,
                        given.reference)  # fmt: skip
        entries = sent(at.pk, given.fen, for_centre=given.purpose == "centre")
        post("sent", at, entries, on=given.on, by=grip, now=now)
        row = place(
            Remittance, "J", to, now=now, title=at.name[:120], from_organisation=at,
            to_organisation=to, purpose=given.purpose, fen=given.fen, sent_on=given.on,
            period_from=given.period_from, period_to=given.period_to,
            reference=given.reference.strip()[:60], sent_by=grip.appointment,
        )  # fmt: skip
        start(row, REMITTANCE, "send", grip=grip, now=now, fen=given.fen, by=at.code)
    return row


def _faults(given: Sending, today: date) -> Iterator[Reason]:
    if given.purpose not in PURPOSES:
        yield Reason("unknown_value", {"value": given.purpose}, "purpose")
    if given.fen <= 0:
        yield Reason("amount_zero", field="amount")
    if given.period_to < given.period_from:
        yield Reason("period_reversed", field="period_to")
    if given.on > today:
        yield Reason("in_the_future_day", field="on")


def _check_there(at: Organisation, purpose: str, fen: int) -> None:
    there = available(at, purpose)
    if fen > there:
        raise Refused(Reason("remit_too_much", {"there": yuan(there)}, "amount"))


def settle_remittance(
    row: Remittance, name: str, *, by: Actor, now: datetime, today: date, version: int,
    reason: str = "",
) -> Remittance:  # fmt: skip
    """The receiving side confirms that the money came, or says that it did not.

    Raises `NotAllowed`, `Stale`, and `Refused` for whoever sent it.
    """
    check_version(row, version)
    if not keeps_itself(by, row.to_organisation):
        raise NotAllowed(Reason("remittance_receiver"))
    if same_hands(by, row.sent_by):
        raise Refused(Reason("remittance_same"))
    grip = keeper(by, row.to_organisation)
    sender, to = row.from_organisation, row.to_organisation
    with transaction.atomic():
        make(
            row, REMITTANCE, name, by=by, now=now, version=version, words={"reason": reason},
            changes={"settled_on": today}, payload={"fen": row.fen},
        )  # fmt: skip
        for_centre = row.purpose == "centre"
        if name == "confirm":
            entries = arrived(sender.pk, to.pk, row.fen, for_centre=for_centre)
        else:
            entries = sent_back(sender.pk, row.fen, for_centre=for_centre)
        post("arrived" if name == "confirm" else "sent_back", to, entries, on=today, by=grip,
             now=now)  # fmt: skip
    return row


def enter_interest(
    at: Organisation, fen: int, *, on: date, by: Actor, now: datetime, today: date
) -> Voucher:
    """Interest of the account is income of dues."""
    _check_amount(fen, on, today)
    with transaction.atomic():
        return _say(at, "interest", earned(at.pk, fen), fen, on, by, now)


def enter_spending(
    at: Organisation, fen: int, use: str, *, on: date, by: Actor, now: datetime, today: date
) -> Voucher:
    """What dues were spent on, within what the rule allows; no names, no free purposes."""
    _check_amount(fen, on, today)
    if use not in SPENT_ON:
        raise Invalid(Reason("unknown_value", {"value": use}, "use"))
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=at.pk)
        _check_there(at, "dues", fen)
        return _say(at, "spent", used(at.pk, fen), fen, on, by, now, use)


def _check_amount(fen: int, on: date, today: date) -> None:
    faults = [Reason("amount_zero", field="amount")] if fen <= 0 else []
    if on > today:
        faults.append(Reason("in_the_future_day", field="on"))
    if faults:
        raise Invalid(*faults)


def _say(
    at: Organisation, kind: str, entries: Entries, fen: int, on: date, by: Actor, now: datetime,
    because: str = "",
) -> Voucher:  # fmt: skip
    grip = keeper(by, at)
    why = mask_personal(because.strip())[0][:200]
    voucher = post(kind, at, entries, on=on, by=grip, now=now, because=why)
    told = {"organisation": at.code, "fen": fen}
    append([line_by(grip, f"party.dues_{kind}", "voucher", voucher.pk, payload=told)], at=now)
    return voucher
