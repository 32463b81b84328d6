"""Funds and goods sent down, and the ledger of each (S26)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from jiceng.kernel.records.advance import Movable
from jiceng.kernel.records.models import Document, PathField
from jiceng.services.rules.allotments import Standing, amount_told


class Allotment(Movable):
    """Funds or goods given to a unit below. `unit` acts next; the accounts say where all of it is.

    Amounts are fen of funds, whole pieces of goods.
    """

    subject_kind = "allotment"

    kind = models.CharField(max_length=8)
    purpose = models.CharField(max_length=200)
    measure = models.CharField(max_length=12, blank=True)
    """What goods are counted in; nothing for funds."""
    source = models.CharField(max_length=12)
    year = models.PositiveSmallIntegerField()
    document_number = models.CharField(max_length=60, blank=True)
    document = models.ForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="+")
    """The document of that number, where it is kept."""
    use_by = models.DateField()
    sender = models.CharField(max_length=24)
    sender_path = PathField()
    receiver = models.CharField(max_length=24)
    sent = models.BigIntegerField()
    under_way = models.BigIntegerField()
    in_hand = models.BigIntegerField(default=0)
    held = models.BigIntegerField(default=0)
    used = models.BigIntegerField(default=0)
    returned = models.BigIntegerField(default=0)
    sent_by = models.BigIntegerField()
    """The person who sent it; somebody else receives it."""
    sent_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["closed_at", "use_by", "id"], name="allotment_open"),
            models.Index(fields=["receiver", "use_by", "id"], name="allotment_by_receiver"),
            models.Index(fields=["year", "receiver"], name="allotment_by_year"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(sent=F("under_way") + F("in_hand") + F("held") + F("used")
                            + F("returned")),
                name="allotment_is_conserved",
            ),
            models.CheckConstraint(
                condition=Q(sent__gt=0, under_way__gte=0, in_hand__gte=0, held__gte=0,
                            used__gte=0, returned__gte=0),
                name="allotment_never_below_nothing",
            ),
        ]  # fmt: skip

    @property
    def standing(self) -> Standing:
        return Standing(self.under_way, self.in_hand, self.held, self.used, self.returned)

    @property
    def balance(self) -> int:
        return self.standing.balance

    @property
    def balance_told(self) -> str:
        return self.told(self.balance)

    def told(self, amount: int) -> str:
        """An amount in its measure, the same in every language: ¥1,234.50, 12 箱."""
        return amount_told(self.kind, amount, self.measure)


class AllotmentEntry(models.Model):
    """One movement between two accounts; never changed, only followed once by another."""

    allotment = models.ForeignKey(Allotment, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=10)
    amount = models.BigIntegerField()
    on = models.DateField()
    purpose = models.CharField(max_length=200, blank=True)
    """What a use was for, or why something came short, was refused or undone."""
    voucher = models.CharField(max_length=60, blank=True)
    served_kind = models.CharField(max_length=20, blank=True)
    served_number = models.CharField(max_length=20, blank=True)
    """The case, problem or project that it served."""
    follows = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="followed_by"
    )
    person = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="entry_moves_something")
        ]
