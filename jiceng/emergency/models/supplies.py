"""Supplies (物资): stores, what lies there, and every coming and going."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from jiceng.emergency.models.checkpoints import Checkpoint
from jiceng.kernel.records.models import Appointment, Area
from jiceng.kernel.records.models.fields import PathField


class Store(models.Model):
    """A storeroom of a unit."""

    number = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=60)
    unit = models.CharField(max_length=24)
    unit_path = PathField()
    tier = models.CharField(max_length=12)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    area_path = PathField()
    address = models.CharField(max_length=120)
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "name"], name="one_store_a_name"),
        ]


class Supply(models.Model):
    """One kind of thing in one store. What is on hand is the sum of its batches."""

    store = models.ForeignKey(Store, on_delete=models.PROTECT, related_name="supplies")
    item = models.CharField(max_length=40)
    measure = models.CharField(max_length=8)
    needed = models.PositiveIntegerField(default=0)
    """Less than this on hand is too little."""
    on_hand = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["store", "item"], name="one_supply_an_item"),
            models.CheckConstraint(condition=Q(on_hand__gte=0), name="supply_not_negative"),
        ]


class SupplyBatch(models.Model):
    """What came in together and expires together."""

    supply = models.ForeignKey(Supply, on_delete=models.PROTECT, related_name="batches")
    code = models.CharField(max_length=40)
    expires_on = models.DateField(null=True)
    """None: it keeps."""
    shelf = models.CharField(max_length=40, blank=True)
    on_hand = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["expires_on"], name="supply_expiring", condition=Q(on_hand__gt=0)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["supply", "code"], name="one_batch_a_code"),
            models.CheckConstraint(condition=Q(on_hand__gte=0), name="batch_not_negative"),
        ]


class SupplyMovement(models.Model):
    """Append-only: what was wrong is corrected by a counter entry."""

    batch = models.ForeignKey(SupplyBatch, on_delete=models.PROTECT, related_name="movements")
    kind = models.CharField(max_length=12)
    """in, out, allotted or counter."""
    amount = models.IntegerField()
    """Below nothing where it leaves the store."""
    checkpoint = models.ForeignKey(
        Checkpoint, null=True, on_delete=models.PROTECT, related_name="supplies"
    )
    area = models.ForeignKey(Area, null=True, on_delete=models.PROTECT, related_name="+")
    """Where it was allotted to: a checkpoint or a grid."""
    note = models.CharField(max_length=120, blank=True)
    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="+")
    counters = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="countered_by"
    )
    at = models.DateTimeField()
