"""Producers and produce taken in from a sheet, line by line; a file sent twice doubles nothing."""

from __future__ import annotations

from datetime import datetime

from jiceng.casework.actions.sheets import take_rows
from jiceng.casework.rules.sheets import Read, Taken
from jiceng.economy.actions.producers import (
    ProducerTold,
    ProduceTold,
    add_paper,
    add_produce,
    register_producer,
    set_price,
)
from jiceng.economy.models import Produce, Producer
from jiceng.economy.queries.producers import keeps, produce_kinds
from jiceng.economy.rules.produce import QualityPaper, kept_papers
from jiceng.economy.rules.produce_table import ProduceRow
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Invalid, Reason, Refusal
from jiceng.kernel.scope import Actor

MOST = 1000
"""Lines of one file."""


def take_producers(
    read: Read[ProduceRow], *, by: Actor, now: datetime, is_trial: bool = False
) -> Taken:
    """Take a file in; what cannot be is named with its row and left out. `Invalid` when it is too
    long."""
    return take_rows(
        read, lambda row: _take(row, by, now), most=MOST, is_trial=is_trial, caught=Refusal
    )


def _take(row: ProduceRow, by: Actor, now: datetime) -> str:
    area, kind = _area(row.area, by), _kind(row.kind, now)
    producer = Producer.objects.filter(area=area, name=row.producer, left_on=None).first()
    if producer is None:
        told = ProducerTold(row.producer, row.producer_kind, area, row.households)
        producer = register_producer(told, by=by, now=now)
    produce = producer.produce.filter(name=row.produce).first()
    if produce is None:
        given = ProduceTold(row.produce, kind, row.measure, row.price_fen)
        _vouch(add_produce(producer, given, by=by, now=now), row.paper, by, now)
        return "added"
    before = produce.version
    if produce.price_fen != row.price_fen:
        set_price(produce, row.price_fen, by=by, now=now, version=produce.version)
    _vouch(produce, row.paper, by, now)
    return "same" if produce.version == before else "changed"


def _vouch(produce: Produce, paper: QualityPaper | None, by: Actor, now: datetime) -> None:
    if paper is not None and paper not in kept_papers(produce.papers):
        add_paper(produce, paper, by=by, now=now, version=produce.version)


def _area(text: str, by: Actor) -> str:
    """The code of an area somebody keeps, by its code or its name. Raises `Invalid`."""
    found = [
        a.code
        for a in territory().areas.values()
        if text in (a.code, a.name)
        and a.level in ("town", "community", "village")
        and keeps(by, a.path)
    ]
    if len(found) != 1:
        raise Invalid(Reason("producer_area_unknown", {"value": text[:40]}, "area"))
    return found[0]


def _kind(text: str, now: datetime) -> str:
    found = [k.key for k in produce_kinds(now).values() if text in (k.key, k.name)]
    if not found:
        raise Invalid(Reason("unknown_produce_kind", {"value": text[:40]}, "kind"))
    return found[0]
