"""What every record that moves through a process has. Only `advance` writes these columns."""

from __future__ import annotations

from django.db import models

from jiceng.kernel.clocks import Clock
from jiceng.kernel.records.models.fields import PathField
from jiceng.kernel.terms import Counting


class Moving(models.Model):
    """State, version, holder and both clocks (decisions.md 22, 29)."""

    number = models.CharField(max_length=20, unique=True)
    title = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=30)
    version = models.PositiveIntegerField(default=1)
    entered_at = models.DateTimeField()
    area_path = PathField()
    unit = models.CharField(max_length=24)
    unit_path = PathField()
    tier = models.CharField(max_length=12)
    stage_since = models.DateTimeField(null=True)
    stage_due_at = models.DateTimeField(null=True)
    stage_given = models.BigIntegerField(default=0)
    stage_left = models.BigIntegerField(null=True)
    stage_counting = models.CharField(max_length=16, default=Counting.WORKING_DAYS)
    stage_provisional = models.BooleanField(default=False)
    promise_since = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    first_due_at = models.DateTimeField(null=True)
    promise_given = models.BigIntegerField(default=0)
    promise_left = models.BigIntegerField(null=True)
    promise_counting = models.CharField(max_length=16, default=Counting.WORKING_DAYS)
    promise_provisional = models.BooleanField(default=False)
    warn_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    @property
    def stage(self) -> Clock:
        return Clock(
            self.stage_since,
            self.stage_due_at,
            self.stage_given,
            self.stage_left,
            Counting(self.stage_counting),
            self.stage_provisional,
        )

    @property
    def promise(self) -> Clock:
        return Clock(
            self.promise_since,
            self.due_at,
            self.promise_given,
            self.promise_left,
            Counting(self.promise_counting),
            self.promise_provisional,
        )
