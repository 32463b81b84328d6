"""Producers and produce: kinds in force, who keeps them, those of an area."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import QuerySet

from jiceng.economy.models import Produce, Producer
from jiceng.economy.rules.produce import KIND, ProduceKind, kept_papers, kind_of, paper_faults
from jiceng.kernel.records.configuration import in_force
from jiceng.kernel.records.models import within
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.kernel.scope import Actor, Grip, covers

KEEPER = "dispatcher"
"""The desk of a community or town keeps the producers of its area."""


def produce_kinds(now: datetime) -> dict[str, ProduceKind]:
    """Kinds of produce in force, by key, in the order of their keys."""
    rows = in_force(KIND, now)
    return {key: kind_of(key, row.content) for key, row in sorted(rows.items())}


def keeping(actor: Actor) -> list[Grip]:
    """Posts that keep producers of their area."""
    return [g for g in actor.grips if KEEPER in g.roles and not g.is_apart]


def keeps(actor: Actor, area_path: str) -> bool:
    """Whether somebody keeps producers there."""
    return any(covers(g.area_path, area_path) for g in keeping(actor))


def producers_under(area_path: str = "") -> QuerySet[Producer]:
    """Those still selling at or below an area; all of them for the empty path."""
    rows = Producer.objects.filter(left_on=None).order_by("area_path", "id")
    return rows.filter(within("area_path", area_path)) if area_path else rows


def producer_of(number: str) -> Producer:
    """One by its number. Raises `NotFound`."""
    found = Producer.objects.select_related("area").filter(number=number).first()
    if found is None:
        raise NotFound(Reason("not_found"))
    return found


def produce_of(number: str) -> Produce:
    """One by its number, with its producer. Raises `NotFound`."""
    found = Produce.objects.select_related("producer").filter(number=number).first()
    if found is None:
        raise NotFound(Reason("not_found"))
    return found


def kept_producer(actor: Actor, number: str) -> Producer:
    """One that somebody keeps; for everybody else it is not found."""
    producer = producer_of(number)
    if not keeps(actor, producer.area_path):
        raise NotFound(Reason("not_found"))
    return producer


def kept_produce(actor: Actor, number: str) -> Produce:
    """Produce of a producer somebody keeps; for everybody else it is not found."""
    produce = produce_of(number)
    if not keeps(actor, produce.producer.area_path):
        raise NotFound(Reason("not_found"))
    return produce


def sale_faults(produce: Produce, day: date, now: datetime) -> list[Reason]:
    """Why produce may not be sold on a day; nothing when it may."""
    told = {"produce": produce.name}
    if produce.recalled_at is not None:
        return [Reason("produce_recalled", told)]
    if not produce.on_sale:
        return [Reason("produce_off_sale", told)]
    kind = produce_kinds(now).get(produce.kind)
    return list(paper_faults(produce.name, kind, kept_papers(produce.papers), day))
