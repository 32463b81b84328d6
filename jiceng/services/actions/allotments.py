"""Funds and goods are sent down, received by somebody else, given back and closed (S26).

Every change of an account is an entry of the ledger, written with the row in one transaction.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from jiceng.casework.actions.following import make, start
from jiceng.casework.actions.pictures import bind_pictures
from jiceng.casework.actions.sheets import take_rows
from jiceng.casework.queries import rules_at
from jiceng.casework.rules.problems import end_of
from jiceng.casework.rules.sheets import Read, Taken
from jiceng.kernel.numbers import public_number
from jiceng.kernel.places import mask_personal
from jiceng.kernel.process import Terms
from jiceng.kernel.records.advance import Passage, check_version
from jiceng.kernel.records.keys import next_key
from jiceng.kernel.records.models import Document
from jiceng.kernel.records.territory import UnitEntry, territory
from jiceng.kernel.refusal import Invalid, NotAllowed, Reason, Refused
from jiceng.kernel.scope import Actor, Grip
from jiceng.services.models import Allotment, AllotmentEntry
from jiceng.services.process import ALLOTMENT
from jiceng.services.queries.allotments import KEEPERS, receivers, senders
from jiceng.services.rules.allotments import (
    KINDS,
    MOST,
    SOURCES,
    Standing,
    use_by_fault,
)

DAY = timedelta(days=1)
MOST_SENT = 500
"""Rows of one table."""
ENDS = frozenset({"close", "confirm_return"})


@dataclass(frozen=True, slots=True)
class Sending:
    """What is sent to whom, for what, until when. `amount` is fen of funds, pieces of goods."""

    kind: str
    receiver: str
    title: str
    amount: int
    purpose: str
    use_by: date
    year: int
    source: str
    measure: str = ""
    document_number: str = ""
    is_sample: bool = False


@dataclass(frozen=True, slots=True)
class Handover:
    """What comes with a move. `received` is what was counted at receipt; None: all of it."""

    received: int | None = None
    difference: str = ""
    reason: str = ""


def send_down(given: Sending, *, by: Actor, now: datetime) -> Allotment:
    """Send. Raises `NotAllowed`, or `Invalid` naming each field."""
    grips = senders(by)
    if not grips:
        raise NotAllowed(Reason("not_sender"))
    zone = rules_at(now)[1].zone
    today = now.astimezone(zone).date()
    grip = next((g for g in grips if given.receiver in receivers(g)), None)
    if faults := [*_where_faults(given, grip), *_faults(given, today)]:
        raise Invalid(*faults)
    unit, sender = territory().units[given.receiver], grip or grips[0]
    with transaction.atomic():
        row = _row(given, unit, sender, by, now)
        row.id = next_key(Allotment)
        row.number = "FD" + public_number(today.year, row.id)
        start(row, ALLOTMENT, "allotment_sent", grip=sender, now=now, receiver=unit.code,
              amount=given.amount, what=given.kind)  # fmt: skip
        _enter(row, "sent", given.amount, by=by, now=now, on=today)
    return row


def _row(given: Sending, unit: UnitEntry, sender: Grip, by: Actor, now: datetime) -> Allotment:
    number = given.document_number.strip()
    return Allotment(
        title=mask_personal(given.title.strip())[0], unit=unit.code, unit_path=unit.path,
        area_path=territory().areas[unit.area].path, tier=unit.tier, kind=given.kind,
        purpose=mask_personal(given.purpose.strip())[0], measure=given.measure.strip(),
        source=given.source, year=given.year, document_number=number,
        document=Document.objects.filter(number=number).first() if number else None,
        use_by=given.use_by, sender=sender.unit, sender_path=sender.unit_path,
        receiver=unit.code, sent=given.amount, under_way=given.amount, sent_by=by.person,
        sent_at=now, is_sample=given.is_sample,
    )  # fmt: skip


def _where_faults(given: Sending, grip: Grip | None) -> Iterator[Reason]:
    unit = territory().units.get(given.receiver)
    if unit is None:
        yield Reason("unknown_unit", {"value": given.receiver}, "receiver")
    elif grip is None:
        yield Reason("receiver_not_below", {"unit": unit.name}, "receiver")


def _faults(given: Sending, today: date) -> Iterator[Reason]:
    for name, low, high in (("title", 2, 60), ("purpose", 2, 200)):
        if not low <= len(getattr(given, name).strip()) <= high:
            yield Reason("text_length", {"low": low, "high": high}, name)
    if not 1 <= given.amount <= MOST:
        yield Reason("quantity_range", {"high": MOST}, "amount")
    if abs(given.year - today.year) > 1:
        yield Reason("budget_year_range", field="year")
    if fault := use_by_fault(given.use_by, today):
        yield fault
    yield from _kind_faults(given)


def _kind_faults(given: Sending) -> Iterator[Reason]:
    """What funds need and goods need, each of them something else."""
    if given.kind not in KINDS:
        yield Reason("unknown_allotment_kind", {"value": given.kind}, "kind")
    if given.source not in SOURCES:
        yield Reason("unknown_source", {"value": given.source}, "source")
    if given.kind == "goods" and not given.measure.strip():
        yield Reason("measure_needed", field="measure")
    if given.kind == "funds" and not given.document_number.strip():
        yield Reason("document_needed", field="document_number")


def send_many(read: Read[Sending], *, by: Actor, now: datetime, is_trial: bool = False) -> Taken:
    """All of them, or none: one wrong row lets nothing be sent. `NotAllowed`, `Invalid`."""

    def send(given: Sending) -> str:
        send_down(given, by=by, now=now)
        return "added"

    return take_rows(read, send, most=MOST_SENT, is_whole=True, is_trial=is_trial)


def move_allotment(
    row: Allotment, name: str, *, by: Actor, now: datetime, version: int,
    given: Handover | None = None,
) -> Allotment:  # fmt: skip
    """Any move, with the entries it makes. Raises `Stale`, `Refused`, `Invalid`."""
    check_version(row, version)
    said = given or Handover()
    today = now.astimezone(rules_at(now)[1].zone).date()
    entries = list(_entries(row, name, said, by))
    standing = row.standing
    for kind, amount, _why in entries:
        standing = standing.after(kind, amount) or standing
    changes = {**standing.columns(), **_holder(row, name)}
    if name == "receive":
        changes["received_at"] = now
    if name in ENDS:
        changes["closed_at"] = now
    with transaction.atomic():
        make(row, ALLOTMENT, name, by=by, now=now, version=version, changes=changes,
             terms=_terms(row, name, now), words={"reason": said.reason},
             payload={"entries": [[kind, amount] for kind, amount, _why in entries]})  # fmt: skip
        for kind, amount, why in entries:
            _enter(row, kind, amount, by=by, now=now, on=today, purpose=why)
    return row


def _entries(
    row: Allotment, name: str, said: Handover, by: Actor
) -> Iterator[tuple[str, int, str]]:
    if name == "receive" and row.state == "sent":
        yield from _receipt(row, said, by)
    elif name == "refuse_receipt" and row.under_way:
        yield "short", row.under_way, said.reason
    elif name == "give_back" and row.in_hand:
        yield "given_back", row.in_hand, said.reason


def _receipt(row: Allotment, said: Handover, by: Actor) -> Iterator[tuple[str, int, str]]:
    """What was counted, and what is short of what was sent. Whoever sent it does not count it."""
    if row.sent_by == by.person:
        raise Refused(Reason("received_by_sender"))
    counted = row.under_way if said.received is None else said.received
    if counted > row.under_way:
        told = {"value": row.told(counted), "sent": row.told(row.under_way)}
        raise Invalid(Reason("receipt_above_sent", told, "received"))
    if counted < 1:
        raise Invalid(Reason("receipt_nothing", field="received"))
    yield "received", counted, ""
    if counted < row.under_way:
        if len(said.difference.strip()) < 2:
            raise Invalid(Reason("difference_unsaid", field="difference"))
        yield "short", row.under_way - counted, said.difference


def _holder(row: Allotment, name: str) -> dict[str, Any]:
    """What goes back is confirmed by the sender, who holds it from then on."""
    if name not in ("refuse_receipt", "give_back"):
        return {}
    unit = territory().units.get(row.sender)
    tier = unit.tier if unit else "county"
    return {"unit": row.sender, "unit_path": row.sender_path, "tier": tier}


def _terms(row: Allotment, name: str, now: datetime) -> Terms:
    """In use until the use-by day; what comes after it is owed at once."""
    if name != "receive":
        return Terms()
    return Terms(by_hand=max(end_of(row.use_by, rules_at(now)[1].zone), now + DAY))


def _enter(
    row: Allotment, kind: str, amount: int, *, by: Actor, now: datetime, on: date, **more: Any
) -> AllotmentEntry:
    """Write an entry; its words without numbers that point at a person."""
    more["purpose"] = mask_personal(str(more.get("purpose", "")).strip())[0][:200]
    return AllotmentEntry.objects.create(
        allotment=row, kind=kind, amount=amount, on=on, person=by.person, at=now, **more
    )


def enter(
    row: Allotment, kind: str, amount: int, act: str, *, grip: Grip, by: Actor, now: datetime,
    on: date, **more: Any,
) -> AllotmentEntry:  # fmt: skip
    """An entry that is no move, with its journal line. `Refused` when it would overdraw."""
    following: Standing | None = row.standing.after(kind, amount)
    if following is None:
        told = {"balance": row.told(row.in_hand), "amount": row.told(amount)}
        raise Refused(Reason("balance_short", told, "amount"))
    with transaction.atomic():
        passage = Passage(row, ALLOTMENT, now=now, calendar=rules_at(now)[1])
        passage.put(**following.columns())
        entry = _enter(row, kind, amount, by=by, now=now, on=on, **more)
        passage.say(grip, act, entry=entry.pk, amount=amount)
        passage.write()
    return entry


def add_paper(row: Allotment, upload: UUID, *, by: Actor, now: datetime, version: int) -> None:
    """Bind a voucher or a list that was sent before; by whoever holds the allotment."""
    check_version(row, version)
    grip = by.acting_grip(row, KEEPERS)
    if grip is None:
        raise NotAllowed(Reason("not_your_page"))
    with transaction.atomic():
        passage = Passage(row, ALLOTMENT, now=now, calendar=rules_at(now)[1])
        passage.say(grip, "paper_added")
        passage.write()
        bind_pictures(row, [upload], field="paper")
