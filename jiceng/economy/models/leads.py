"""Investment leads, their money and talks, what the county promised, what companies asked."""

from __future__ import annotations

from django.db import models

from jiceng.casework.models import Case, SupervisionTask
from jiceng.economy.models.companies import Company
from jiceng.kernel.records.advance import Movable
from jiceng.kernel.records.models import PathField, SealedContact


class InvestmentLead(Movable):
    """What a company may invest here; `unit` follows it. What a framework says stands apart from
    what a contract says, and neither is ever written over the other."""

    subject_kind = "investment_lead"

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="leads")
    content = models.CharField(max_length=500)
    site = models.CharField(max_length=120, blank=True)
    needs = models.CharField(max_length=500, blank=True)
    """Land, labour, energy: what the company asks of the county."""
    planned_fen = models.BigIntegerField(null=True)
    """What the company says it may invest; never a promise."""
    filed_at = models.DateTimeField()
    next_step = models.CharField(max_length=120, blank=True)
    next_on = models.DateField(null=True)
    talks_on = models.DateField(null=True)
    """The day of the first talks."""
    framework_on = models.DateField(null=True)
    framework_paper = models.CharField(max_length=120, blank=True)
    contract_on = models.DateField(null=True)
    contract_paper = models.CharField(max_length=120, blank=True)
    approval_paper = models.CharField(max_length=120, blank=True)
    project_code = models.CharField(max_length=40, blank=True)
    permit_paper = models.CharField(max_length=120, blank=True)
    paused_in = models.CharField(max_length=30, blank=True)
    """The state it was paused in, and goes on in."""
    is_sample = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["unit", "next_on", "id"], name="lead_of_unit_by_day"),
            models.Index(fields=["unit", "state", "next_on", "id"], name="lead_of_unit_by_state"),
            models.Index(fields=["next_on", "id"], name="lead_by_day"),
            models.Index(fields=["state", "next_on", "id"], name="lead_by_state"),
        ]


class LeadContact(SealedContact):
    """Whom to call at the company: sealed, one row a lead, gone when the lead is over."""

    lead = models.OneToOneField(InvestmentLead, on_delete=models.PROTECT, related_name="contact")


class LeadFunds(models.Model):
    """An amount in fen. Append-only: what was wrong is taken back by a row of its own."""

    lead = models.ForeignKey(InvestmentLead, on_delete=models.PROTECT, related_name="funds")
    kind = models.CharField(max_length=12)
    """framework, contract or in_place."""
    fen = models.BigIntegerField()
    on = models.DateField()
    paper = models.CharField(max_length=120)
    noted_at = models.DateTimeField()
    corrects = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="corrected_by"
    )

    class Meta:
        indexes = [models.Index(fields=["kind", "on"], name="lead_funds_by_day")]


class LeadEntry(models.Model):
    """A visit, talks or a document, on its day. Append-only."""

    lead = models.ForeignKey(InvestmentLead, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=12)
    on = models.DateField()
    text = models.CharField(max_length=500)
    paper = models.CharField(max_length=120, blank=True)


class CountyPromise(models.Model):
    """What the county promised a company: who does it, by which day, and the paper that proves it.

    One that is supervised names the task.
    """

    number = models.CharField(max_length=20, unique=True)
    lead = models.ForeignKey(InvestmentLead, on_delete=models.PROTECT, related_name="promises")
    text = models.CharField(max_length=300)
    unit = models.CharField(max_length=24)
    unit_path = PathField()
    due_on = models.DateField()
    fulfilled_on = models.DateField(null=True)
    fulfilled_paper = models.CharField(max_length=200, blank=True)
    task = models.ForeignKey(
        SupervisionTask, null=True, on_delete=models.PROTECT, related_name="county_promises"
    )

    class Meta:
        indexes = [
            models.Index(fields=["unit_path", "due_on", "id"], name="county_promise_of_unit"),
            models.Index(fields=["due_on", "id"], name="county_promise_by_day"),
        ]


class CompanyRequest(models.Model):
    """Which company asked what is a case; the case holds words, promise and answer."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="requests")
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="company_request")
    asked_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["company", "-asked_at"], name="company_request_latest"),
            models.Index(fields=["asked_at"], name="company_request_by_day"),
        ]
