"""An emergency: a plan switched on for an area until a day (facts.md §8)."""

from __future__ import annotations

from django.db import models

from jiceng.kernel.records.advance import Movable
from jiceng.kernel.records.models import Area


class Emergency(Movable):
    """A plan that a decision switched on for an area; `unit` is the office that runs it."""

    subject_kind = "emergency"

    plan = models.CharField(max_length=40)
    plan_version = models.PositiveIntegerField()
    """Key and version of the plan, which is configuration: what it opened stays as it was then."""
    kind = models.CharField(max_length=24)
    """typhoon, flood, epidemic, fire, cold_wave …"""
    level = models.CharField(max_length=4)
    """I (gravest) to IV."""
    is_drill = models.BooleanField(default=False)
    """Rehearsed only: marked on every page, and left out of every figure."""
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200)
    proposed_by = models.BigIntegerField()
    """The person who proposed it; somebody else decides."""
    decision = models.CharField(max_length=80, blank=True)
    """Number or title of the document that switched it on."""
    ends_by = models.DateTimeField()
    """The latest end; it is prolonged by a decision, never by silence."""
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    is_sample = models.BooleanField(default=False)

    is_past_end = False
    is_own = False
    already_on = ""
    open_requests = 0
    """Put on by `queries.emergencies.ready`; guards ask for them."""

    class Meta:
        indexes = [
            models.Index(fields=["state", "area_path"], name="emergency_by_state"),
            models.Index(fields=["-started_at"], name="emergency_latest"),
        ]

    def __str__(self) -> str:
        return self.title

    def work_tier(self, role: str) -> str:
        """A proposal waits at the tier of its area: a town's with its secretary."""
        return self.area_tier if role == "emergency_command" else self.tier

    @property
    def area_tier(self) -> str:
        level = str(self.area.level)
        return level if level in ("county", "town") else "town"


class Opening(models.Model):
    """One thing an emergency opened, from when to when. What it means stands in the plan."""

    emergency = models.ForeignKey(Emergency, on_delete=models.PROTECT, related_name="openings")
    kind = models.CharField(max_length=16)
    """checkpoints, rosters, notices, supplies, case_types, terms, home_service, closures."""
    key = models.CharField(max_length=60)
    value = models.CharField(max_length=40, blank=True)
    """The shorter term, where it is one."""
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["emergency", "kind", "key"],
                condition=models.Q(closed_at=None),
                name="one_opening_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.key
