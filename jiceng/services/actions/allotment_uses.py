"""What an allotment was used for: written down by one person, above a sum confirmed by another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from jiceng.casework.queries import rules_at
from jiceng.kernel.records.advance import check_version
from jiceng.kernel.refusal import Invalid, NotAllowed, Reason, Refused
from jiceng.kernel.scope import Actor, Grip
from jiceng.services.actions.allotments import enter
from jiceng.services.models import Allotment, AllotmentEntry
from jiceng.services.process import ALLOTMENT
from jiceng.services.queries.allotments import (
    KEEPERS,
    is_followed,
    limit_at,
    served_kind,
)
from jiceng.services.rules.allotments import FOLLOWED_BY, MOST, used_on_fault

SECOND = KEEPERS | {"leader", "approver"}
"""Who confirms a large use: somebody else of the unit, or a post above it."""
ACTS = {"allowed": "use_allowed", "denied": "use_denied", "undone": "use_undone"}


@dataclass(frozen=True, slots=True)
class Use:
    """How much went for what, on which day, by which voucher, and which record it served."""

    amount: int
    on: date
    purpose: str
    voucher: str = ""
    served: str = ""


def use_allotment(
    row: Allotment, given: Use, *, by: Actor, now: datetime, version: int
) -> AllotmentEntry:
    """Write a use down. Above the county's sum it waits, set aside, for a second person.

    Raises `Stale`, `NotAllowed`, `Refused`, `Invalid` naming each field.
    """
    grip = _keeper(row, by, version)
    _check_in_use(row)
    served = given.served.strip()
    kind = served_kind(served) if served else ""
    today = now.astimezone(rules_at(now)[1].zone).date()
    faults = list(_faults(row, given, now, today))
    if served and not kind:
        faults.append(Reason("unknown_served", {"value": served}, "served"))
    if faults:
        raise Invalid(*faults)
    is_large = limit_at(now).is_above(row.kind, given.amount)
    return enter(
        row, "asked" if is_large else "used", given.amount,
        "use_asked" if is_large else "allotment_used", grip=grip, by=by, now=now, on=given.on,
        purpose=given.purpose, voucher=given.voucher.strip(), served_kind=kind,
        served_number=served,
    )  # fmt: skip


def _keeper(row: Allotment, by: Actor, version: int) -> Grip:
    check_version(row, version)
    grip = by.acting_grip(row, KEEPERS)
    if grip is None:
        raise NotAllowed(Reason("not_your_page"))
    return grip


def _check_in_use(row: Allotment) -> None:
    if row.state != "in_use":
        raise Refused(Reason("not_in_use", {"state": ALLOTMENT.state(row.state).label}))


def _faults(row: Allotment, given: Use, now: datetime, today: date) -> Iterator[Reason]:
    if not 1 <= given.amount <= MOST:
        yield Reason("quantity_range", {"high": MOST}, "amount")
    elif given.amount > row.in_hand:
        told = {"balance": row.told(row.in_hand), "amount": row.told(given.amount)}
        yield Reason("balance_short", told, "amount")
    if not 2 <= len(given.purpose.strip()) <= 200:
        yield Reason("text_length", {"low": 2, "high": 200}, "purpose")
    if row.kind == "funds" and not given.voucher.strip():
        yield Reason("voucher_needed", field="voucher")
    if len(given.voucher.strip()) > 60:
        yield Reason("text_length", {"low": 0, "high": 60}, "voucher")
    received = (row.received_at or now).astimezone(rules_at(now)[1].zone).date()
    if fault := used_on_fault(given.on, received, row.use_by, today):
        yield fault


def answer_use(
    row: Allotment, entry: AllotmentEntry, is_allowed: bool, why: str = "", *, by: Actor,
    now: datetime, version: int,
) -> AllotmentEntry:  # fmt: skip
    """A second person says yes or no to a large use. Raises `Stale`, `NotAllowed`, `Refused`."""
    check_version(row, version)
    grip = by.acting_grip(row, SECOND)
    if grip is None:
        raise NotAllowed(Reason("not_your_page"))
    if entry.person == by.person:
        raise Refused(Reason("second_is_first"))
    if not is_allowed and len(why.strip()) < 2:
        raise Invalid(Reason("paper_missing", {"paper": "reason"}, "reason"))
    return _follow(row, entry, "allowed" if is_allowed else "denied", why, grip, by, now)


def undo_use(
    row: Allotment, entry: AllotmentEntry, why: str, *, by: Actor, now: datetime, version: int
) -> AllotmentEntry:
    """A counter entry for what was written down by mistake; the entry itself stays as it is."""
    grip = _keeper(row, by, version)
    if len(why.strip()) < 2:
        raise Invalid(Reason("paper_missing", {"paper": "reason"}, "reason"))
    return _follow(row, entry, "undone", why, grip, by, now)


def _follow(
    row: Allotment, entry: AllotmentEntry, kind: str, why: str, grip: Grip, by: Actor,
    now: datetime,
) -> AllotmentEntry:  # fmt: skip
    _check_in_use(row)
    if kind not in FOLLOWED_BY.get(entry.kind, ()) or is_followed(entry):
        raise Refused(Reason("entry_followed"))
    today = now.astimezone(rules_at(now)[1].zone).date()
    return enter(row, kind, entry.amount, ACTS[kind], grip=grip, by=by, now=now, on=today,
                 purpose=why, voucher=entry.voucher, served_kind=entry.served_kind,
                 served_number=entry.served_number, follows=entry)  # fmt: skip
