"""A producer is registered, what it sells gets a price and quality papers; prices keep history."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import IntegrityError, transaction

from jiceng.casework.queries import rules_at
from jiceng.economy.models import Produce, ProducePrice, Producer
from jiceng.economy.queries.producers import keeping, produce_kinds
from jiceng.economy.rules.produce import (
    MEASURES,
    PRODUCERS,
    QUALITY_PAPERS,
    QualityPaper,
    households_fault,
    kept_papers,
    price_fault,
    with_paper,
)
from jiceng.kernel.numbers import public_number
from jiceng.kernel.places import mask_personal
from jiceng.kernel.records.journal import append, line_by
from jiceng.kernel.records.keys import next_key
from jiceng.kernel.records.territory import AreaEntry, territory
from jiceng.kernel.refusal import Invalid, NotAllowed, Reason, Refused, Stale
from jiceng.kernel.scope import Actor, Grip, covers

LONGEST_NAME = 60
LONGEST_NUMBER = 40
Row = TypeVar("Row", Producer, Produce)


@dataclass(frozen=True, slots=True)
class ProducerTold:
    """A producer as it is written down, under its trade name."""

    name: str
    kind: str
    area: str
    households: int = 1
    is_sample: bool = field(default=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class ProduceTold:
    """What it sells, and the price of one measure in fen."""

    name: str
    kind: str
    measure: str
    price_fen: int
    on_sale: bool = True
    is_sample: bool = field(default=False, kw_only=True)


def register_producer(given: ProducerTold, *, by: Actor, now: datetime) -> Producer:
    """Write a producer down. Raises `NotAllowed`, `Invalid` naming each field."""
    area = _area(given.area)
    grip = _grip(by, area.path)
    _refuse(_producer_faults(given))
    key = next_key(Producer)
    with transaction.atomic():
        row = Producer(pk=key, number=_number("PD", key, now), is_sample=given.is_sample,
                       **_columns(given, area))  # fmt: skip
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            raise Invalid(Reason("producer_twice", {"area": area.name}, "name")) from error
        _say(grip, "register_producer", row, now, sort=given.kind)
    return row


def change_producer(
    producer: Producer, given: ProducerTold, *, by: Actor, now: datetime, version: int
) -> Producer:
    """Write it down anew. Raises `Stale`, `Refused` for one that left, `NotAllowed`, `Invalid`."""
    area = _area(given.area)
    grip = _grip(by, producer.area_path)
    _grip(by, area.path)
    _selling_still(producer)
    _refuse(_producer_faults(given))
    with transaction.atomic():
        try:
            with transaction.atomic():
                _compare_and_set(producer, version, **_columns(given, area))
        except IntegrityError as error:
            raise Invalid(Reason("producer_twice", {"area": area.name}, "name")) from error
        _say(grip, "change_producer", producer, now)
    return producer


def retire_producer(producer: Producer, *, by: Actor, now: datetime, version: int) -> Producer:
    """It sells no more; its past stays. Raises `Stale`, `Refused`, `NotAllowed`."""
    grip = _grip(by, producer.area_path)
    _selling_still(producer)
    with transaction.atomic():
        _compare_and_set(producer, version, left_on=_today(now))
        for row in producer.produce.filter(on_sale=True):
            _compare_and_set(row, row.version, on_sale=False)
        _say(grip, "retire_producer", producer, now)
    return producer


def add_produce(producer: Producer, given: ProduceTold, *, by: Actor, now: datetime) -> Produce:
    """Write down what it sells, with its first price. Raises `NotAllowed`, `Refused`, `Invalid`."""
    grip = _grip(by, producer.area_path)
    _selling_still(producer)
    _refuse(_produce_faults(given, now))
    key = next_key(Produce)
    with transaction.atomic():
        row = Produce(
            pk=key, number=_number("PR", key, now), producer=producer, price_fen=given.price_fen,
            is_sample=given.is_sample, **_sold(given),
        )  # fmt: skip
        row.save(force_insert=True)
        ProducePrice.objects.create(produce=row, fen=given.price_fen, since=now)
        _say(grip, "add_produce", row, now, fen=given.price_fen)
    return row


def change_produce(
    produce: Produce, given: ProduceTold, *, by: Actor, now: datetime, version: int
) -> Produce:
    """Write it down anew; a new price begins now. Raises `Stale`, `Refused`, `Invalid`."""
    grip = _grip(by, produce.producer.area_path)
    _selling_still(produce.producer)
    _refuse(_produce_faults(given, now))
    was = produce.price_fen
    with transaction.atomic():
        _compare_and_set(produce, version, price_fen=given.price_fen, **_sold(given))
        if given.price_fen != was:
            ProducePrice.objects.create(produce=produce, fen=given.price_fen, since=now)
        _say(grip, "change_produce", produce, now, fen=given.price_fen)
    return produce


def set_price(produce: Produce, fen: int, *, by: Actor, now: datetime, version: int) -> Produce:
    """Another price from now on; what was sold keeps its own. Raises `Stale`, `Invalid`."""
    grip = _grip(by, produce.producer.area_path)
    if fault := price_fault(fen):
        raise Invalid(fault)
    with transaction.atomic():
        _compare_and_set(produce, version, price_fen=fen)
        ProducePrice.objects.create(produce=produce, fen=fen, since=now)
        _say(grip, "set_price", produce, now, fen=fen)
    return produce


def add_paper(
    produce: Produce, paper: QualityPaper, *, by: Actor, now: datetime, version: int
) -> Produce:
    """A quality paper with its last day; the same number again replaces itself. `Invalid`."""
    grip = _grip(by, produce.producer.area_path)
    _refuse(_paper_faults(paper, _today(now)))
    papers = with_paper(kept_papers(produce.papers), paper)
    with transaction.atomic():
        _compare_and_set(produce, version, papers=[p.as_json() for p in papers])
        _say(grip, "add_paper", produce, now, sort=paper.kind, until=paper.as_json()["until"])
    return produce


def _producer_faults(given: ProducerTold) -> Iterator[Reason]:
    if not 1 <= len(given.name.strip()) <= LONGEST_NAME:
        yield Reason("text_length", {"low": 1, "high": LONGEST_NAME}, "name")
    if given.kind not in PRODUCERS:
        yield Reason("unknown_value", {"value": given.kind}, "kind")
    elif fault := households_fault(given.kind, given.households):
        yield fault


def _produce_faults(given: ProduceTold, now: datetime) -> Iterator[Reason]:
    if not 1 <= len(given.name.strip()) <= LONGEST_NAME:
        yield Reason("text_length", {"low": 1, "high": LONGEST_NAME}, "name")
    if given.kind not in produce_kinds(now):
        yield Reason("unknown_produce_kind", {"value": given.kind}, "kind")
    if given.measure not in MEASURES:
        yield Reason("unknown_measure", {"value": given.measure}, "measure")
    if fault := price_fault(given.price_fen):
        yield fault


def _paper_faults(paper: QualityPaper, today: date) -> Iterator[Reason]:
    if paper.kind not in QUALITY_PAPERS:
        yield Reason("unknown_value", {"value": paper.kind}, "kind")
    if not 1 <= len(paper.number.strip()) <= LONGEST_NUMBER:
        yield Reason("text_length", {"low": 1, "high": LONGEST_NUMBER}, "number")
    if not paper.is_valid(today):
        yield Reason("quality_paper_over", {"until": str(paper.until)}, "until")


def _refuse(faults: Iterator[Reason]) -> None:
    if found := list(faults):
        raise Invalid(*found)


def _grip(by: Actor, area_path: str) -> Grip:
    able = [g for g in keeping(by) if covers(g.area_path, area_path)]
    if not able:
        raise NotAllowed(Reason("not_producer_keeper"))
    return max(able, key=lambda g: len(g.area_path))


def _area(code: str) -> AreaEntry:
    found = territory().areas.get(code)
    if found is None or found.level not in ("town", "community", "village"):
        raise Invalid(Reason("unknown_area", {"value": code}, "area"))
    return found


def _selling_still(producer: Producer) -> None:
    if producer.left_on is not None:
        raise Refused(Reason("producer_left"))


def _columns(given: ProducerTold, area: AreaEntry) -> dict[str, Any]:
    return {"name": _clean(given.name), "kind": given.kind, "area_id": area.code,
            "area_path": area.path, "households": given.households}  # fmt: skip


def _sold(given: ProduceTold) -> Mapping[str, Any]:
    return {"name": _clean(given.name), "kind": given.kind, "measure": given.measure,
            "on_sale": given.on_sale}  # fmt: skip


def _clean(text: str) -> str:
    return mask_personal(text.strip())[0]


def _today(now: datetime) -> date:
    return now.astimezone(rules_at(now)[1].zone).date()


def _number(prefix: str, key: int, now: datetime) -> str:
    return prefix + public_number(_today(now).year, key)


def _compare_and_set(row: Row, version: int, **columns: Any) -> None:
    rows = type(row)._default_manager.filter(pk=row.pk, version=version)
    if not rows.update(**columns, version=version + 1):
        raise Stale(Reason("stale"))
    row.refresh_from_db()


def _say(grip: Grip, kind: str, row: Row, now: datetime, **told: Any) -> None:
    """One journal line; without words."""
    subject = "producer" if isinstance(row, Producer) else "produce"
    append([line_by(grip, f"economy.{kind}", subject, row.pk, payload=told)], at=now)
