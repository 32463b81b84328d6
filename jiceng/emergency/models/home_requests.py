"""Home service (居家服务): what people at home ask for, each an ordinary case; and what was erased.

Nobody says why they stay at home. Words, place and contact stand in the case alone, and go.
"""

from __future__ import annotations

from django.db import models

from jiceng.casework.models import Case
from jiceng.emergency.models.emergencies import Emergency


class HomeRequest(models.Model):
    """That a case is a request of home service under an emergency, and what kind of need it is."""

    emergency = models.ForeignKey(Emergency, on_delete=models.PROTECT, related_name="requests")
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="home_request")
    need = models.CharField(max_length=12)
    """food, medicine, care, waste, repair or doctor."""
    window = models.CharField(max_length=12)
    """When somebody may come: any, morning, afternoon, evening."""
    asked_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)
    cost_fen = models.PositiveIntegerField(null=True)
    """What was bought cost so much; none: nothing was bought, or not told."""
    paid_by = models.CharField(max_length=12, blank=True)
    """household, public or donated."""

    class Meta:
        indexes = [
            models.Index(fields=["emergency", "-asked_at"], name="home_request_by_emergency"),
            models.Index(fields=["-asked_at"], name="home_request_latest"),
        ]

    def __str__(self) -> str:
        return self.need


class CaseErasure(models.Model):
    """That what a case of an emergency held of a person is gone, when, and how much it was."""

    emergency = models.ForeignKey(Emergency, on_delete=models.PROTECT, related_name="erasures")
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="erasure")
    at = models.DateTimeField()
    """The last time: what was written since an earlier one went as well."""
    contacts = models.PositiveSmallIntegerField(default=0)
    notes = models.PositiveSmallIntegerField(default=0)
    files = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["emergency", "at"], name="case_erasure_by_emergency"),
        ]
