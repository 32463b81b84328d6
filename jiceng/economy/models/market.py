"""Stations that sell, and what each has in stock."""

from __future__ import annotations

from django.db import models

from jiceng.economy.models.producers import Produce
from jiceng.kernel.records.models import Area, PathField


class Station(models.Model):
    """An e-commerce station: its unit keeps the stock, hands the orders out, settles."""

    number = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=60)
    unit = models.CharField(max_length=24)
    unit_path = PathField()
    tier = models.CharField(max_length=12)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    area_path = PathField()
    address = models.CharField(max_length=120)
    phone = models.CharField(max_length=20, blank=True)
    hours = models.CharField(max_length=60, blank=True)
    delivers = models.BooleanField(default=False)
    carriage_fen = models.PositiveIntegerField(default=0)
    """For one delivery, whatever is in it."""
    fee_share = models.PositiveIntegerField(default=0)
    """Of ten thousand of what is sold; nothing unless the station states one."""
    closed_on = models.DateField(null=True)
    is_sample = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "name"], name="one_station_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Stock(models.Model):
    """How much of a produce a station has: the sum of its movements, kept for the condition under
    which an order reserves some of it. What may be sold is `on_hand` less `reserved`.
    """

    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="stocks")
    produce = models.ForeignKey(Produce, on_delete=models.PROTECT, related_name="stocks")
    on_hand = models.IntegerField(default=0)
    reserved = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["station", "produce"], name="one_stock_a_station"),
            models.CheckConstraint(
                condition=models.Q(reserved__gte=0, on_hand__gte=models.F("reserved")),
                name="stock_never_negative",
            ),
        ]

    @property
    def free(self) -> int:
        return self.on_hand - self.reserved
