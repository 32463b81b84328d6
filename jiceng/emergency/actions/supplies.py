"""Supplies come in, go out, are allotted; a mistake is countered. Balances never go below nothing.

The condition stands in the statement that changes a balance, and the table refuses it once more:
of two who give out the last at the same moment, one is told there is none.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from jiceng.emergency.actions.checkpoints import office_grip
from jiceng.emergency.models import Checkpoint, Store, Supply, SupplyBatch, SupplyMovement
from jiceng.emergency.process.emergencies import OFFICE
from jiceng.emergency.queries.rosters import zone_at
from jiceng.kernel.numbers import public_number
from jiceng.kernel.places import mask_personal
from jiceng.kernel.records.journal import append, line_by
from jiceng.kernel.records.keys import next_key
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Invalid, NotAllowed, Reason, Refused
from jiceng.kernel.scope import Actor, Grip

MOST = 1_000_000


@dataclass(frozen=True, slots=True)
class Coming:
    """What comes into a store."""

    item: str
    measure: str
    amount: int
    batch: str
    expires_on: date | None = None
    shelf: str = ""
    needed: int | None = None
    """A new least amount; none leaves it."""
    note: str = field(default="", kw_only=True)


def open_store(
    name: str, area: str, address: str, *, by: Actor, now: datetime, is_sample: bool = False
) -> Store:
    """A storeroom of the office. Raises `NotAllowed`, `Invalid`."""
    grip, place = office_grip(by), territory().areas.get(area)
    faults = [Reason("text_length", {"low": 1, "high": high}, field)
              for field, text, high in (("name", name, 60), ("address", address, 120))
              if not 1 <= len(text.strip()) <= high]  # fmt: skip
    if place is None:
        raise Invalid(*faults, Reason("unknown_area", {"value": area}, "area"))
    unit = territory().units[grip.unit]
    if Store.objects.filter(unit=unit.code, name=name.strip()).exists():
        faults.append(Reason("store_there", {"name": name.strip()}, "name"))
    if faults:
        raise Invalid(*faults)
    with transaction.atomic():
        key = next_key(Store)
        row = Store.objects.create(
            pk=key, number=f"ST{public_number(now.year, key)}", name=name.strip(), unit=unit.code,
            unit_path=unit.path, tier=unit.tier, area_id=place.code, area_path=place.path,
            address=address.strip(), is_sample=is_sample,
        )  # fmt: skip
        append([line_by(grip, "store_opened", "store", row.pk)], at=now)
    return row


def store_grip(store: Store, by: Actor) -> Grip:
    """The post by which somebody keeps a store. Raises `NotAllowed`."""
    grip = by.acting_grip(store, OFFICE)
    if grip is None:
        raise NotAllowed(Reason("not_emergency_office"))
    return grip


def take_in(store: Store, given: Coming, *, by: Actor, now: datetime) -> SupplyMovement:
    """Something has come. Raises `NotAllowed`, `Invalid` naming each field."""
    grip = store_grip(store, by)
    _check_coming(given, now)
    with transaction.atomic():
        supply, _new = Supply.objects.get_or_create(
            store=store, item=given.item.strip(), defaults={"measure": given.measure.strip()}
        )
        if supply.measure != given.measure.strip():
            told = {"item": supply.item, "measure": supply.measure}
            raise Invalid(Reason("supply_measure", told, "measure"))
        batch, _new = SupplyBatch.objects.get_or_create(
            supply=supply, code=given.batch.strip(),
            defaults={"expires_on": given.expires_on, "shelf": given.shelf.strip()},
        )  # fmt: skip
        if batch.expires_on != given.expires_on:
            told = {"batch": batch.code, "day": str(batch.expires_on or "—")}
            raise Invalid(Reason("batch_expiry", told, "expires_on"))
        if given.needed is not None:
            Supply.objects.filter(pk=supply.pk).update(needed=given.needed)
        return _shift(batch, "in", given.amount, grip, now, note=given.note)


def _check_coming(given: Coming, now: datetime) -> None:
    today = now.astimezone(zone_at(now)).date()
    lengths = (("item", 1, 40), ("measure", 1, 8), ("batch", 1, 40), ("shelf", 0, 40),
               ("note", 0, 120))  # fmt: skip
    faults = [Reason("text_length", {"low": low, "high": high}, name)
              for name, low, high in lengths
              if not low <= len(str(getattr(given, name)).strip()) <= high]  # fmt: skip
    if given.expires_on and given.expires_on < today:
        told = {"batch": given.batch, "day": given.expires_on.isoformat()}
        faults.append(Reason("batch_expired", told, "expires_on"))
    for name, amount, least in (("amount", given.amount, 1), ("needed", given.needed or 0, 0)):
        if not least <= amount <= MOST:
            faults.append(Reason("supply_amount", {"most": MOST}, name))
    if faults:
        raise Invalid(*faults)


def give_out(
    batch: SupplyBatch, amount: int, *, by: Actor, now: datetime, note: str = "",
    checkpoint: Checkpoint | None = None, area: str = "",
) -> SupplyMovement:  # fmt: skip
    """Some leaves the store; with a checkpoint or an area it is allotted there. Raises
    `NotAllowed`, `Invalid`, `Refused` saying how much there is."""
    grip = store_grip(batch.supply.store, by)
    if not 1 <= amount <= MOST:
        raise Invalid(Reason("supply_amount", {"most": MOST}, "amount"))
    if checkpoint is not None and area:
        raise Invalid(Reason("allot_where", field="area"))
    if area and area not in territory().areas:
        raise Invalid(Reason("unknown_area", {"value": area}, "area"))
    today = now.astimezone(zone_at(now)).date()
    if (checkpoint or area) and batch.expires_on and batch.expires_on < today:
        told = {"batch": batch.code, "day": batch.expires_on.isoformat()}
        raise Refused(Reason("batch_expired", told))
    kind = "allotted" if checkpoint or area else "out"
    with transaction.atomic():
        return _shift(batch, kind, -amount, grip, now, note=note, checkpoint=checkpoint, area=area)


def counter(movement: SupplyMovement, *, by: Actor, now: datetime, reason: str) -> SupplyMovement:
    """Take an entry back by its opposite. Raises `NotAllowed`, `Invalid`, `Refused`."""
    batch = movement.batch
    grip = store_grip(batch.supply.store, by)
    if movement.kind == "counter":
        raise Refused(Reason("supply_is_counter"))
    if not 1 <= len(reason.strip()) <= 120:
        raise Invalid(Reason("text_length", {"low": 1, "high": 120}, "reason"))
    if SupplyMovement.objects.filter(counters=movement).exists():
        raise Refused(Reason("supply_countered"))
    try:
        with transaction.atomic():
            row = _shift(batch, "counter", -movement.amount, grip, now, note=reason,
                         checkpoint=movement.checkpoint, counters=movement)  # fmt: skip
            append([line_by(grip, "supply_countered", "store", batch.supply.store_id)], at=now)
    except IntegrityError as error:
        raise Refused(Reason("supply_countered")) from error
    return row


def _shift(
    batch: SupplyBatch, kind: str, amount: int, grip: Grip, now: datetime, *, note: str,
    checkpoint: Checkpoint | None = None, area: str = "", counters: SupplyMovement | None = None,
) -> SupplyMovement:  # fmt: skip
    """One change of both balances with its entry. Raises `Refused` where too little is there."""
    there = SupplyBatch.objects.filter(pk=batch.pk, on_hand__gte=-amount)
    if not there.update(on_hand=F("on_hand") + amount):
        batch.refresh_from_db(fields=["on_hand"])
        told = {"item": batch.supply.item, "batch": batch.code, "left": batch.on_hand,
                "measure": batch.supply.measure, "asked": -amount}  # fmt: skip
        raise Refused(Reason("supply_gone" if counters else "supply_too_low", told))
    Supply.objects.filter(pk=batch.supply_id).update(on_hand=F("on_hand") + amount)
    return SupplyMovement.objects.create(
        batch=batch, kind=kind, amount=amount, checkpoint=checkpoint, area_id=area or None,
        note=mask_personal(note.strip())[0], appointment_id=grip.appointment, counters=counters,
        at=now,
    )  # fmt: skip
