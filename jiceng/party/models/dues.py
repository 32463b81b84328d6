"""Dues: what is fixed, what is due each month, what was paid, and the ledger behind it.

Kept are kind, rate and amount. The wage or pension they follow from is not kept anywhere
(facts.md §5.3).
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from jiceng.kernel.records.advance import Movable
from jiceng.kernel.records.models import Appended, PathField
from jiceng.party.models.dues_bank import BankLine
from jiceng.party.models.members import Member
from jiceng.party.models.organisations import Organisation


class DuesFixing(models.Model):
    """A member's monthly amount from a month on, normally for the rest of the year."""

    member = models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="fixings", db_index=False
    )
    year = models.PositiveSmallIntegerField()
    since = models.DateField()
    """The first of the month from which it counts, within `year`."""
    kind = models.CharField(max_length=16)
    rate = models.PositiveSmallIntegerField()
    """Parts of ten thousand of the whole base; 0 where the rule names the amount."""
    monthly_fen = models.PositiveIntegerField()
    rule_version = models.PositiveIntegerField()
    because = models.CharField(max_length=120, blank=True)
    """Why it changed within the year."""
    fixed_on = models.DateField()
    fixed_by = models.BigIntegerField()
    """The appointment; 0 is the system."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "since"], name="one_fixing_a_month"),
        ]


class Voucher(Appended):
    """One act of the ledger; its entries add up to nothing."""

    kind = models.CharField(max_length=16)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    path = PathField()
    happened_on = models.DateField()
    entered_at = models.DateTimeField()
    entered_by = models.BigIntegerField()
    because = models.CharField(max_length=200, blank=True)
    counters = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="countered_by"
    )
    """The voucher this one takes back; none is taken back twice."""

    class Meta:
        indexes = [models.Index(fields=["path", "happened_on"], name="voucher_by_path")]


class DuesEntry(Appended):
    """A line of a voucher: signed fen on an account of an organisation, or of a member."""

    voucher = models.ForeignKey(Voucher, on_delete=models.PROTECT, related_name="entries")
    account = models.CharField(max_length=16)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    member = models.ForeignKey(
        Member, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    fen = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "account", "fen"], name="entry_by_account"),
            models.Index(fields=["member"], condition=~Q(member=None), name="entry_by_member"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(fen=0), name="an_entry_says_something"),
        ]


class DuesMonth(models.Model):
    """What a member owes for a month, in the branch they belonged to then."""

    member = models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="dues_months", db_index=False
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    month = models.DateField()
    """Its first day."""
    due_fen = models.PositiveIntegerField()
    paid_fen = models.PositiveIntegerField(default=0)
    """What its shares in payments add up to, kept for lists."""
    paid_on = models.DateField(null=True)
    """The day on which it was paid in full."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "month"], name="one_due_a_month"),
            models.CheckConstraint(condition=Q(paid_fen__lte=F("due_fen")), name="never_overpaid"),
        ]
        indexes = [models.Index(fields=["organisation", "month"], name="due_by_branch")]

    @property
    def open_fen(self) -> int:
        return self.due_fen - self.paid_fen


class Payment(models.Model):
    """Money a member paid, with the number of its receipt; taken back by a counter-voucher only."""

    number = models.CharField(max_length=24, unique=True)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="payments")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    """Who holds the money."""
    purpose = models.CharField(max_length=10)
    """dues or voluntary."""
    way = models.CharField(max_length=8)
    """cash or bank."""
    fen = models.PositiveBigIntegerField()
    paid_on = models.DateField()
    because = models.CharField(max_length=200, blank=True)
    """Why months beyond the usual six are paid (art. 12)."""
    line = models.ForeignKey(BankLine, null=True, on_delete=models.PROTECT, related_name="payments")
    voucher = models.OneToOneField(Voucher, on_delete=models.PROTECT, related_name="payment")

    class Meta:
        indexes = [models.Index(fields=["organisation", "paid_on"], name="payment_by_day")]


class PaymentShare(models.Model):
    """The part of a payment that went to one month."""

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="shares")
    month = models.ForeignKey(DuesMonth, on_delete=models.PROTECT, related_name="shares")
    fen = models.PositiveIntegerField()


class Remittance(Movable):
    """Dues on their way to the organisation above; `unit` is the side that confirms."""

    subject_kind = "remittance"

    from_organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    to_organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=10)
    """dues, or centre: large voluntary payments."""
    fen = models.PositiveBigIntegerField()
    period_from = models.DateField()
    period_to = models.DateField()
    reference = models.CharField(max_length=60, blank=True)
    sent_on = models.DateField()
    sent_by = models.BigIntegerField(null=True)
    """The appointment that sent it; somebody else confirms."""
    settled_on = models.DateField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["from_organisation", "sent_on"], name="remittance_sent"),
            models.Index(fields=["to_organisation", "sent_on"], name="remittance_received"),
        ]


class Hardship(Movable):
    """A branch asks that a member pay less or nothing from a month on; `unit` is the committee."""

    subject_kind = "hardship"

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="hardships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    since = models.DateField()
    monthly_fen = models.PositiveIntegerField()
    discussed_on = models.DateField()
    """When the branch discussed it."""
    asked_by = models.BigIntegerField(null=True)
    """The appointment that asked; somebody else decides."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member"], condition=Q(state="asked"), name="one_open_hardship"
            ),
        ]


class DuesPublication(models.Model):
    """Totals of a year as an organisation published them to its members; no names, no single
    payment."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    totals = models.JSONField()
    published_on = models.DateField()
    published_by = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "year", "published_on"], name="one_publication_a_day"
            ),
        ]
