"""Fairs, their stalls, what is offered and sold there, and what visitors say (facts.md §7.1)."""

from __future__ import annotations

from datetime import date

from django.db import models

from jiceng.economy.models.producers import Produce, Producer
from jiceng.kernel.records.advance import Movable
from jiceng.kernel.records.models import Area


class Fair(Movable):
    """Days on which producers sell at stalls in one place; `unit` holds it."""

    subject_kind = "fair"

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    place = models.CharField(max_length=120)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    """WGS-84; none: it is listed, and left out of the map."""
    first_day = models.DateField()
    last_day = models.DateField()
    opens = models.PositiveSmallIntegerField()
    closes = models.PositiveSmallIntegerField()
    """Minutes since midnight, the same on each of its days."""
    note = models.CharField(max_length=200, blank=True)
    published_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    follows = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="next_fair"
    )
    """The fair after which it was proposed; each proposes one."""
    is_sample = models.BooleanField(default=False)

    taken_stalls = 0
    unfit: tuple[str, ...] = ()
    days_ahead = 0
    is_over = False
    """Put on by `queries.fairs.ready`; guards ask for them."""

    class Meta:
        indexes = [
            models.Index(fields=["first_day", "id"], name="fair_by_day"),
            models.Index(fields=["state", "last_day", "id"], name="fair_by_state"),
            models.Index(fields=["area_path", "first_day"], name="fair_by_area"),
        ]

    def __str__(self) -> str:
        return self.title

    def is_on(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day


class FairStall(models.Model):
    """A numbered place at a fair; one producer sells there on all its days."""

    fair = models.ForeignKey(Fair, on_delete=models.PROTECT, related_name="stalls")
    code = models.CharField(max_length=8)
    size_m2 = models.PositiveSmallIntegerField()
    producer = models.ForeignKey(
        Producer, null=True, on_delete=models.PROTECT, related_name="fair_stalls"
    )
    reason = models.CharField(max_length=120, blank=True)
    """Why its producer has a second stall on the same days."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fair", "code"], name="one_stall_a_code"),
        ]

    def __str__(self) -> str:
        return self.code


class FairOffer(models.Model):
    """Produce offered at a stall, and the price on its sign."""

    stall = models.ForeignKey(FairStall, on_delete=models.PROTECT, related_name="offers")
    produce = models.ForeignKey(Produce, on_delete=models.PROTECT, related_name="fair_offers")
    price_fen = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stall", "produce"], name="one_offer_a_produce"),
        ]


class FairSale(models.Model):
    """What of one offer was sold on one day. Append-only: corrected by a counter entry."""

    fair = models.ForeignKey(Fair, on_delete=models.PROTECT, related_name="sales")
    offer = models.ForeignKey(FairOffer, on_delete=models.PROTECT, related_name="sales")
    producer = models.ForeignKey(Producer, on_delete=models.PROTECT, related_name="fair_sales")
    day = models.DateField()
    turn = models.PositiveSmallIntegerField()
    """1 the entry, 2 its counter entry, 3 the entry anew, and so on."""
    hundredths = models.IntegerField()
    """Of one measure; below nothing in a counter entry."""
    fen = models.IntegerField()
    reason = models.CharField(max_length=120, blank=True)
    """Why it was cheaper than its sign, or why it is taken back."""
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["day", "producer"], name="fair_sale_by_day")]
        constraints = [
            models.UniqueConstraint(fields=["offer", "day", "turn"], name="one_sale_a_turn"),
        ]


class FairFeedback(models.Model):
    """What a visitor thought. Words go by the county's rule of erasure; nobody is named."""

    fair = models.ForeignKey(Fair, on_delete=models.PROTECT, related_name="feedback")
    rating = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    erase_at = models.DateTimeField(null=True)
    """When the words go; none where there are none, or they have gone."""

    class Meta:
        indexes = [models.Index(fields=["erase_at"], name="fair_words_to_erase")]
