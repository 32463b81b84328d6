"""Stalls are given to producers, and what stands on them gets a price on its sign."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from jiceng.economy.actions.fairs import fair_grip, planned_still
from jiceng.economy.models import FairOffer, FairStall, Produce, Producer
from jiceng.economy.queries.fairs import elsewhere
from jiceng.economy.queries.producers import sale_faults
from jiceng.economy.rules.produce import price_fault
from jiceng.kernel.places import mask_personal
from jiceng.kernel.records.advance import tell
from jiceng.kernel.refusal import Invalid, Reason, Refused
from jiceng.kernel.scope import Actor

LONGEST_REASON = 120


def assign_stall(
    stall: FairStall, producer: Producer, *, by: Actor, now: datetime, reason: str = ""
) -> FairStall:
    """Give a stall to a producer. Raises `Refused` when it is taken, `Invalid` for a second stall
    on the same days without a reason, or a producer that sells no more."""
    grip = fair_grip(stall.fair, by)
    planned_still(stall.fair)
    words = mask_personal(reason.strip())[0]
    if producer.left_on is not None:
        raise Invalid(Reason("producer_not_there", field="producer"))
    if len(words) > LONGEST_REASON:
        raise Invalid(Reason("text_length", {"low": 0, "high": LONGEST_REASON}, "reason"))
    there = elsewhere(stall, producer.pk)
    if there and not words:
        where = "、".join(f"{s.fair.title} {s.code}" for s in there)
        raise Invalid(Reason("stall_second", {"producer": producer.name, "where": where}, "reason"))
    with transaction.atomic():
        free = FairStall.objects.filter(pk=stall.pk, producer=None)
        if not free.update(producer=producer, reason=words if there else ""):
            stall.refresh_from_db()
            told = {"code": stall.code, "producer": str(stall.producer)}
            raise Refused(Reason("stall_taken", told))
        tell(
            stall.fair, grip, "stall_assigned", now=now, stall=stall.code, producer=producer.number
        )
    stall.refresh_from_db()
    return stall


def free_stall(stall: FairStall, *, by: Actor, now: datetime) -> FairStall:
    """Take a stall back, with what it offers. `Refused` once something was sold there."""
    grip = fair_grip(stall.fair, by)
    planned_still(stall.fair)
    if stall.producer_id is None:
        raise Refused(Reason("stall_empty", {"code": stall.code}))
    if stall.fair.sales.filter(offer__stall=stall).exists():
        raise Refused(Reason("stall_sold", {"code": stall.code}))
    with transaction.atomic():
        stall.offers.all().delete()
        FairStall.objects.filter(pk=stall.pk).update(producer=None, reason="")
        tell(stall.fair, grip, "stall_freed", now=now, stall=stall.code)
    stall.refresh_from_db()
    return stall


def offer_produce(
    stall: FairStall, produce: Produce, price_fen: int | None = None, *, by: Actor, now: datetime
) -> FairOffer:
    """Put produce on a stall; without a price at its own. Raises `Invalid` naming the paper that is
    missing or lapses before the fair ends, `Refused`."""
    grip = fair_grip(stall.fair, by)
    _selling_still(stall)
    if stall.producer_id is None:
        raise Refused(Reason("stall_empty", {"code": stall.code}))
    if produce.producer_id != stall.producer_id:
        raise Invalid(Reason("produce_of_another", {"produce": produce.name}, "produce"))
    faults = sale_faults(produce, stall.fair.last_day, now)
    price = produce.price_fen if price_fen is None else price_fen
    if fault := price_fault(price):
        faults.append(fault)
    if faults:
        raise Invalid(*(Reason(f.code, f.params, f.field or "produce") for f in faults))
    with transaction.atomic():
        try:
            with transaction.atomic():
                row = FairOffer.objects.create(stall=stall, produce=produce, price_fen=price)
        except IntegrityError as error:
            told = {"produce": produce.name}
            raise Invalid(Reason("offer_twice", told, "produce")) from error
        tell(stall.fair, grip, "produce_offered", now=now, stall=stall.code, produce=produce.number)
    return row


def drop_offer(offer: FairOffer, *, by: Actor, now: datetime) -> None:
    """Take produce off a stall. `Refused` once it was sold."""
    grip = fair_grip(offer.stall.fair, by)
    _selling_still(offer.stall)
    if offer.sales.exists():
        raise Refused(Reason("offer_sold", {"produce": offer.produce.name}))
    with transaction.atomic():
        told = {"stall": offer.stall.code, "produce": offer.produce.number}
        tell(offer.stall.fair, grip, "offer_dropped", now=now, **told)
        offer.delete()


def price_offer(offer: FairOffer, price_fen: int, *, by: Actor, now: datetime) -> FairOffer:
    """Another price on the sign; what was sold stays as it was entered. `Invalid`, `Refused`."""
    grip = fair_grip(offer.stall.fair, by)
    _selling_still(offer.stall)
    if fault := price_fault(price_fen):
        raise Invalid(fault)
    with transaction.atomic():
        FairOffer.objects.filter(pk=offer.pk).update(price_fen=price_fen)
        told = {"stall": offer.stall.code, "produce": offer.produce.number, "fen": price_fen}
        tell(offer.stall.fair, grip, "offer_priced", now=now, **told)
    offer.refresh_from_db()
    return offer


def _selling_still(stall: FairStall) -> None:
    """What stands on a stall may change while the fair is on, stalls themselves no more."""
    if stall.fair.state != "open":
        planned_still(stall.fair)
