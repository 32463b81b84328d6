"""Applications for relief, what was said of companies for them, what excludes what, the ledger."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from jiceng.economy.models.companies import Company
from jiceng.economy.rules.relief import DEFERRAL
from jiceng.kernel.records.advance import Movable
from jiceng.kernel.records.models import Appended, PathField
from jiceng.kernel.refusal import Reason


class Relief(Movable):
    """What a company asked for under one version of a policy; `unit` has it, `lead` leads it."""

    subject_kind = "relief"

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="reliefs")
    policy = models.CharField(max_length=60)
    policy_version = models.PositiveIntegerField()
    """The version it was made under: a later one changes neither conditions nor amount."""
    kind = models.CharField(max_length=12)
    """subsidy, reduction, deferral or refund, as the policy says."""
    period = models.CharField(max_length=8)
    lead = models.CharField(max_length=24)
    papers = models.JSONField(default=list)
    """Keys of papers that are there."""
    code_mark = models.CharField(max_length=64)
    applied_at = models.DateTimeField()
    supplement_asked_at = models.DateTimeField(null=True)
    checked_by = models.BigIntegerField(null=True)
    """The person who checked; somebody else approves."""
    checked_at = models.DateTimeField(null=True)
    amount_fen = models.BigIntegerField(default=0)
    """Fixed at the check; what is approved, paid or put off."""
    notice_days = models.PositiveSmallIntegerField(default=0)
    notice_until = models.DateField(null=True)
    """The last day on which it is announced; the company's name is public until then."""
    approved_at = models.DateTimeField(null=True)
    """Stays while it is granted; a grant that is not carried out has none."""
    paid_at = models.DateTimeField(null=True)
    repay_on = models.DateField(null=True)
    """By when what was put off is made up for."""
    back_fen = models.BigIntegerField(default=0)
    """Recovered, or made up for."""
    held = models.JSONField(null=True)
    """What its grant takes up, each a slot and a span; given back exactly so, then none."""
    is_sample = models.BooleanField(default=False)

    lacking: tuple[str, ...] = ()
    outstanding: tuple[str, ...] = ()
    unfit: Reason | None = None
    notice_wait: Reason | None = None
    """Put on by `queries.reliefs.ready`; guards ask for them."""

    class Meta:
        indexes = [
            models.Index(fields=["unit", "state", "-id"], name="relief_by_unit_state"),
            models.Index(fields=["lead", "state", "-id"], name="relief_by_lead_state"),
            models.Index(fields=["unit", "-id"], name="relief_by_unit"),
            models.Index(fields=["lead", "-id"], name="relief_by_lead"),
            models.Index(fields=["policy", "period", "-id"], name="relief_by_policy"),
            models.Index(fields=["company", "-id"], name="relief_by_company"),
            models.Index(fields=["approved_at"], name="relief_granted_on"),
            models.Index(fields=["paid_at"], name="relief_paid_on"),
            models.Index(fields=["-notice_until", "-id"], name="relief_announced"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "policy", "period"],
                condition=~Q(state__in=("declined", "withdrawn", "recovered")),
                name="one_relief_a_period",
            ),
            models.CheckConstraint(
                condition=Q(back_fen__gte=0, back_fen__lte=models.F("amount_fen")),
                name="relief_back_within",
            ),
        ]

    @property
    def may_announce(self) -> bool:
        return self.notice_days > 0

    @property
    def is_given(self) -> bool:
        return self.kind != DEFERRAL

    @property
    def is_put_off(self) -> bool:
        return self.kind == DEFERRAL

    def work_role(self, actor: str) -> str:
        """What is to be announced first waits for the clerk."""
        return "clerk" if self.state == "checked" and self.notice_days else actor


class ReliefCheck(models.Model):
    """A department asked about an application, and what it said."""

    relief = models.ForeignKey(Relief, on_delete=models.PROTECT, related_name="checks")
    unit = models.CharField(max_length=24)
    unit_path = PathField()
    is_met = models.BooleanField(null=True)
    """None until it has said its word."""
    opinion = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["unit", "is_met", "-relief"], name="relief_check_asked"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["relief", "unit"], name="asked_once_a_relief"),
        ]


class CompanyStatement(models.Model):
    """Figures somebody gave of a company for one policy, and for nothing else; erased in time."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="statements")
    purpose = models.CharField(max_length=60)
    """Key of the policy they were given for."""
    given_by = models.CharField(max_length=24)
    """company, or the code of a unit."""
    figures = models.JSONField(default=dict)
    """Field -> fen, number or text (rules.relief.FIELDS)."""
    as_of = models.DateField()
    given_at = models.DateTimeField()
    until = models.DateField()
    """The last day on which it is kept."""
    erased_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["purpose", "company", "-id"], name="statement_for"),
            models.Index(fields=["erased_at", "until"], name="statement_due"),
        ]


class ReliefHold(models.Model):
    """What a grant takes up: its own period, and a year with each policy that excludes it.

    The row is the lock: two grants that exclude each other reach for the same one.
    """

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    slot = models.CharField(max_length=130)
    span = models.CharField(max_length=8)
    policy = models.CharField(max_length=60)
    """Whose grants stand here."""
    grants = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "slot", "span"], name="one_hold_a_span"),
        ]


class ReliefVoucher(Appended):
    """One booking; its entries add up to nothing. Append-only."""

    kind = models.CharField(max_length=12)
    policy = models.CharField(max_length=60)
    period = models.CharField(max_length=8)
    relief = models.ForeignKey(Relief, null=True, on_delete=models.PROTECT, related_name="vouchers")
    reference = models.CharField(max_length=60, blank=True)
    """Number of the bank's or the tax office's paper; payment itself happens outside."""
    appointment = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["policy", "period", "-id"], name="voucher_by_policy"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "reference"],
                condition=~Q(reference=""),
                name="one_relief_reference",
            ),
        ]


class ReliefEntry(Appended):
    """A line of a voucher: fen into an account, or out of it where negative. Append-only."""

    voucher = models.ForeignKey(ReliefVoucher, on_delete=models.PROTECT, related_name="entries")
    account = models.CharField(max_length=20)
    """book.account (rules.relief_ledger)."""
    fen = models.BigIntegerField()


class ReliefAccount(models.Model):
    """What stands in an account of a policy and period; changed with each entry, never below 0."""

    policy = models.CharField(max_length=60)
    period = models.CharField(max_length=8)
    account = models.CharField(max_length=20)
    fen = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["policy", "period", "account"], name="one_relief_account"
            ),
            models.CheckConstraint(
                condition=Q(fen__gte=0) | Q(account__endswith=".source"),
                name="relief_account_covered",
            ),
        ]
