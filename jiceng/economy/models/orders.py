"""Orders, how their buyers may be reached, what moved in stock for them, and where money went."""

from __future__ import annotations

from django.db import models

from jiceng.economy.models.market import Station, Stock
from jiceng.economy.models.producers import Produce, Producer
from jiceng.kernel.records.advance import Movable
from jiceng.kernel.records.models import SealedContact


class Order(Movable):
    """What somebody ordered from one station."""

    subject_kind = "order"

    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="orders")
    way = models.CharField(max_length=8)
    code_mark = models.CharField(max_length=64)
    placed_at = models.DateTimeField()
    carriage_fen = models.PositiveIntegerField(default=0)
    total_fen = models.PositiveIntegerField()
    """Goods and carriage."""
    refunded_fen = models.PositiveIntegerField(default=0)
    fee_share = models.PositiveIntegerField(default=0)
    """The fee stated when it was placed: a later one does not change it."""
    paid_at = models.DateTimeField(null=True)
    ready_at = models.DateTimeField(null=True)
    """When it could be picked up or went out."""
    is_kept = models.BooleanField(null=True)
    """Ready within the promise; empty until then."""
    received_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    refunded_at = models.DateTimeField(null=True)
    """The latest refund."""
    because = models.CharField(max_length=120, blank=True)
    """Why it was cancelled or stopped, as its buyer reads it."""
    rating = models.PositiveSmallIntegerField(null=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["unit_path", "id"], name="order_of_unit"),
            models.Index(fields=["unit_path", "state", "id"], name="order_of_unit_by_state"),
            models.Index(fields=["station", "placed_at", "id"], name="order_by_station"),
            models.Index(fields=["station", "state", "placed_at", "id"], name="order_by_state"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(refunded_fen__lte=models.F("total_fen")),
                name="refunded_within_paid",
            ),
        ]

    @property
    def is_pickup(self) -> bool:
        return self.way == "pickup"

    @property
    def is_delivery(self) -> bool:
        return self.way == "delivery"


class OrderLine(models.Model):
    """A produce in an order, at the price it was ordered at."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="lines")
    stock = models.ForeignKey(Stock, on_delete=models.PROTECT, related_name="+")
    produce = models.ForeignKey(Produce, on_delete=models.PROTECT, related_name="+")
    producer = models.ForeignKey(Producer, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    measure = models.CharField(max_length=8)
    quantity = models.PositiveIntegerField()
    price_fen = models.PositiveIntegerField()
    refunded_fen = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    refunded_fen__lte=models.F("price_fen") * models.F("quantity"), quantity__gte=1
                ),
                name="line_refunded_within_paid",
            ),
        ]

    @property
    def fen(self) -> int:
        return self.price_fen * self.quantity


class Buyer(SealedContact):
    """Name, telephone and address of who ordered: one row each, sealed, never looked up across
    rows."""

    order = models.OneToOneField(Order, on_delete=models.PROTECT, related_name="buyer")


class StockMovement(models.Model):
    """Why a stock changed, and by how much. Append-only."""

    stock = models.ForeignKey(Stock, on_delete=models.PROTECT, related_name="movements")
    kind = models.CharField(max_length=12)
    on_hand = models.IntegerField(default=0)
    reserved = models.IntegerField(default=0)
    order = models.ForeignKey(Order, null=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["stock", "-id"], name="stock_movement_latest")]


class LedgerEntry(models.Model):
    """One side of an act of a station's ledger; the sides of an act add up to nothing.
    Append-only: a mistake is another act."""

    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="entries")
    act = models.CharField(max_length=12)
    """paid, received, refunded or paid_out."""
    account = models.CharField(max_length=8)
    producer = models.ForeignKey(Producer, null=True, on_delete=models.PROTECT, related_name="+")
    order = models.ForeignKey(Order, null=True, on_delete=models.PROTECT, related_name="entries")
    line = models.ForeignKey(OrderLine, null=True, on_delete=models.PROTECT, related_name="+")
    fen = models.BigIntegerField()
    reference = models.CharField(max_length=60, blank=True)
    """Of the payment outside; on the side of the money alone."""
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["station", "producer", "at", "id"], name="entry_by_producer"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["station", "act", "reference"],
                condition=models.Q(account="money"),
                name="one_act_a_reference",
            ),
        ]
