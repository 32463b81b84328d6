"""Checkpoints (卡点): where people stand in an emergency, and what became of what happened there.

Nothing is kept of whoever passes: no name, no plate, no temperature (docs/adr/0010).
"""

from __future__ import annotations

from django.db import models

from jiceng.casework.models import Case
from jiceng.emergency.models.emergencies import Emergency
from jiceng.kernel.records.advance import Movable
from jiceng.kernel.records.models import Area


class Checkpoint(Movable):
    """A place where people stand in shifts; `unit` is the emergency office that orders it."""

    subject_kind = "checkpoint"

    code = models.CharField(max_length=20, unique=True)
    """As plans and signs call it."""
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    place = models.CharField(max_length=120)
    lon = models.FloatField()
    lat = models.FloatField()
    """WGS-84."""
    kind = models.CharField(max_length=24)
    """A key of the configuration `checkpoint_kind`."""
    level = models.CharField(max_length=12)
    purpose = models.CharField(max_length=200)
    keeper = models.CharField(max_length=24)
    """The unit whose people stand there."""
    hours = models.CharField(max_length=40, blank=True)
    needed = models.PositiveSmallIntegerField()
    """People for each shift."""
    equipment = models.CharField(max_length=200, blank=True)
    has_shelter = models.BooleanField(default=False)
    has_power = models.BooleanField(default=False)
    emergency = models.ForeignKey(
        Emergency, null=True, on_delete=models.PROTECT, related_name="checkpoints"
    )
    """For which it stands open, or stood last."""
    order = models.CharField(max_length=80, blank=True)
    """The document by which it stands as it stands."""
    opened_at = models.DateTimeField(null=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["state", "code"], name="checkpoint_by_state"),
            models.Index(fields=["area_path", "code"], name="checkpoint_by_area"),
            models.Index(fields=["keeper", "code"], name="checkpoint_by_keeper"),
        ]

    def __str__(self) -> str:
        return self.title


class Incident(models.Model):
    """Something that happened at a checkpoint and became a case."""

    checkpoint = models.ForeignKey(Checkpoint, on_delete=models.PROTECT, related_name="incidents")
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="incident")
    at = models.DateTimeField()
