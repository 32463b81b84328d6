"""The ledger of a station: what buyers paid, what producers are owed, what was paid out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from jiceng.economy.actions.stock import keeper_of
from jiceng.economy.models import LedgerEntry, Order, Producer, Station
from jiceng.economy.queries.settlement import owed_to
from jiceng.economy.rules.orders import MONEY, Posting, on_payout
from jiceng.kernel.money import yuan
from jiceng.kernel.records.journal import append, line_by
from jiceng.kernel.records.rows import put
from jiceng.kernel.refusal import Invalid, Reason, Refused
from jiceng.kernel.scope import Actor

LONGEST_REFERENCE = 60


def post(
    station_id: int, act: str, postings: Sequence[Posting], now: datetime,
    order: Order | None = None, reference: str = "",
) -> None:  # fmt: skip
    """Write the sides of one act, in the caller's transaction. Raises `Invalid` for a reference
    that was used before."""
    if sum(p.fen for p in postings):
        raise AssertionError(f"the sides of {act} do not add up to nothing")
    rows = [
        LedgerEntry(
            station_id=station_id, act=act, account=p.account, producer_id=p.producer, order=order,
            line_id=p.line, fen=p.fen, reference=reference if p.account == MONEY else "", at=now,
        )
        for p in postings
    ]  # fmt: skip
    try:
        with transaction.atomic():
            put(rows)
    except IntegrityError as error:
        raise Invalid(Reason("reference_used", {"value": reference}, "reference")) from error


def reference_of(text: str) -> str:
    """A reference as it was typed, without blanks around it. Raises `Invalid`."""
    reference = text.strip()
    if not 1 <= len(reference) <= LONGEST_REFERENCE:
        raise Invalid(Reason("text_length", {"low": 1, "high": LONGEST_REFERENCE}, "reference"))
    return reference


def pay_out(
    station: Station, producer: Producer, fen: int, reference: str, *, by: Actor, now: datetime
) -> None:
    """Record that a producer was paid. Raises `NotAllowed`, `Invalid`, `Refused` above what is
    owed. Two payouts to one producer wait for each other.
    """
    grip = keeper_of(station, by)
    paper = reference_of(reference)
    if fen <= 0:
        raise Invalid(Reason("nothing_to_refund", field="yuan"))
    with transaction.atomic():
        Producer.objects.select_for_update().get(pk=producer.pk)
        owed = owed_to(station, producer)
        if fen > owed:
            raise Refused(Reason("payout_above_owed", {"owed": yuan(owed)}, "yuan"))
        post(station.pk, "paid_out", on_payout(producer.pk, fen), now, reference=paper)
        line = line_by(grip, "paid_out", "producer", producer.pk, payload={"fen": fen})
        append([line], at=now)
