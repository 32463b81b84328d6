"""Producers, what they sell, and what it cost since when."""

from __future__ import annotations

from django.db import models

from jiceng.kernel.records.models import Area, PathField


class Producer(models.Model):
    """A household, co-operative or village that sells under a trade name; public throughout."""

    number = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=12)
    """household, cooperative or village."""
    name = models.CharField(max_length=60)
    """The name on the stall."""
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    area_path = PathField()
    households = models.PositiveIntegerField(default=1)
    """How many households share its income."""
    left_on = models.DateField(null=True)
    is_sample = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["area_path", "left_on", "id"], name="producer_by_area")]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "name"],
                condition=models.Q(left_on=None),
                name="one_producer_a_name",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Produce(models.Model):
    """What a producer sells, in which unit of measure; its price is the newest of its prices."""

    number = models.CharField(max_length=20, unique=True)
    producer = models.ForeignKey(Producer, on_delete=models.PROTECT, related_name="produce")
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=24)
    """Key of a kind of produce, which is configuration; it says which papers are asked for."""
    measure = models.CharField(max_length=8)
    """斤, 只, 箱 …: what one of it is."""
    price_fen = models.PositiveIntegerField()
    """For one measure; kept with its first day in `ProducePrice`."""
    papers = models.JSONField(default=list)
    """Quality papers: [{kind, number, until}]."""
    on_sale = models.BooleanField(default=True)
    recalled_at = models.DateTimeField(null=True)
    recalled_because = models.CharField(max_length=120, blank=True)
    is_sample = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["on_sale", "kind", "id"], name="produce_on_sale")]

    def __str__(self) -> str:
        return self.name


class ProducePrice(models.Model):
    """What one measure cost from a moment on. Append-only."""

    produce = models.ForeignKey(Produce, on_delete=models.PROTECT, related_name="prices")
    fen = models.PositiveIntegerField()
    since = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["produce", "-since"], name="produce_price_latest")]
