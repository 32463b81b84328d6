"""Reports that offices demand from units, and what they cost (S12, promise 3)."""

from __future__ import annotations

from django.db import models

from jiceng.kernel.records.advance import Movable
from jiceng.kernel.records.models import PathField


class ReportDemand(Movable):
    """A report demanded by the office `unit`; in force only between approval and its last day."""

    subject_kind = "report_demand"

    purpose = models.TextField()
    """What the numbers are needed for."""
    basis = models.CharField(max_length=200, blank=True)
    fields = models.JSONField(default=list)
    """The names of the fields, in order."""
    frequency = models.CharField(max_length=12)
    minutes_per_field = models.PositiveSmallIntegerField()
    asked_by = models.BigIntegerField()
    asked_at = models.DateTimeField()
    last_on = models.DateField()
    """The last day it may be demanded: asked for, then as approved."""
    approved_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "asked_at"], name="demand_by_state")]

    def work_tier(self, role: str) -> str:
        """Whoever signs is a leader of the county, whichever office asks."""
        return "county" if role == "signatory" else self.tier


class DemandedUnit(models.Model):
    """A unit that would have to fill in a report."""

    demand = models.ForeignKey(ReportDemand, on_delete=models.PROTECT, related_name="units")
    unit = models.CharField(max_length=24)
    unit_path = PathField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["demand", "unit"], name="unit_demanded_once"),
        ]
        indexes = [models.Index(fields=["unit_path"], name="demand_by_unit")]
