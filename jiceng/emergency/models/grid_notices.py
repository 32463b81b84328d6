"""Notices carried from door to door, and how many households they reached: counts, no list."""

from __future__ import annotations

from django.db import models

from jiceng.emergency.models.emergencies import Emergency
from jiceng.kernel.records.models import Area
from jiceng.kernel.records.models.fields import PathField


class GridNotice(models.Model):
    """A notice of an emergency for the households of some grids."""

    subject_kind = "grid_notice"

    number = models.CharField(max_length=20, unique=True)
    emergency = models.ForeignKey(Emergency, on_delete=models.PROTECT, related_name="notices")
    state = models.CharField(max_length=12, default="draft")
    """draft, issued, withdrawn."""
    plan_key = models.CharField(max_length=40, blank=True)
    """Which of the plan's texts it began with."""
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    """Every grid in it is a target, and every village without grids."""
    text_version = models.PositiveSmallIntegerField(default=1)
    round = models.PositiveSmallIntegerField(default=1)
    made_at = models.DateTimeField()
    issued_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    """Why it was withdrawn."""
    is_sample = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["emergency", "-made_at"], name="grid_notice_by_emergency"),
        ]

    def __str__(self) -> str:
        return self.number


class GridNoticeText(models.Model):
    """One version of what a notice says. Append-only: what was read out stays known."""

    notice = models.ForeignKey(GridNotice, on_delete=models.PROTECT, related_name="texts")
    version = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=40)
    text = models.CharField(max_length=400)
    speech = models.CharField(max_length=400)
    """Short sentences for loudspeakers, a line each, in Mandarin."""
    speech_local = models.CharField(max_length=400, blank=True)
    """The same in Lingao (临高话), written by somebody who speaks it."""
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notice", "version"], name="one_notice_text_a_version"),
        ]

    def __str__(self) -> str:
        return self.title


class GridDelivery(models.Model):
    """A notice in one grid: households there, and how many it reached so far."""

    notice = models.ForeignKey(GridNotice, on_delete=models.PROTECT, related_name="deliveries")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    area_path = PathField()
    households = models.PositiveIntegerField(null=True)
    """Of record when the notice was issued; none: the grid counts in no share."""
    reached = models.PositiveIntegerField(default=0)
    round = models.PositiveSmallIntegerField(default=1)
    """In which round the grid is: the second where the first fell short."""
    is_open = models.BooleanField(default=True)
    """Its workers are asked to carry it."""
    told_at = models.DateTimeField(null=True)
    """The last word from its workers; none: nothing has arrived."""

    class Meta:
        indexes = [
            models.Index(fields=["area_path"], condition=models.Q(is_open=True),
                         name="grid_delivery_open"),
        ]  # fmt: skip
        constraints = [
            models.UniqueConstraint(fields=["notice", "area"], name="one_delivery_a_grid"),
        ]


class GridCount(models.Model):
    """A worker's word about one building: households there, households reached so far.

    Append-only; the last word about a building counts, so that a second round adds to the first.
    """

    delivery = models.ForeignKey(GridDelivery, on_delete=models.PROTECT, related_name="counts")
    building = models.CharField(max_length=20, blank=True)
    """Number or name of a building; empty: the whole grid."""
    households = models.PositiveIntegerField()
    reached = models.PositiveIntegerField()
    round = models.PositiveSmallIntegerField()
    said_at = models.DateTimeField()
    """When it was written on the phone, which may have been without a network."""
    at = models.DateTimeField()
