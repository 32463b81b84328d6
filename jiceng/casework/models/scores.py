"""Scores of units with the events behind them, objections, and the printed bulletin."""

from __future__ import annotations

from django.db import models

from jiceng.casework.models.supervision import SupervisionTask
from jiceng.kernel.records.models import PathField


class ScoreEvent(models.Model):
    """One deduction with the record it stands in; made anew from the records at any time."""

    key = models.CharField(max_length=60, unique=True)
    """Names the record and stays the same when scores are reckoned again."""
    quarter = models.CharField(max_length=6)
    task = models.ForeignKey(SupervisionTask, on_delete=models.CASCADE, related_name="score_events")
    unit = models.CharField(max_length=24)
    unit_path = PathField()
    kind = models.CharField(max_length=20)
    on = models.DateField()
    deduction = models.PositiveSmallIntegerField()
    is_struck = models.BooleanField(default=False)
    """An objection was accepted: shown, and not counted."""

    class Meta:
        indexes = [models.Index(fields=["quarter", "unit"], name="event_by_quarter")]


class UnitScore(models.Model):
    """A unit's score for a quarter, as it was last reckoned; never a person's."""

    quarter = models.CharField(max_length=6)
    unit = models.CharField(max_length=24)
    unit_path = PathField()
    area_path = PathField()
    tasks = models.PositiveIntegerField()
    weight = models.PositiveIntegerField()
    events = models.PositiveIntegerField()
    raw = models.DecimalField(max_digits=4, decimal_places=1)
    value = models.DecimalField(max_digits=4, decimal_places=1, null=True)
    """Empty: too few tasks to say anything."""
    mean = models.DecimalField(max_digits=4, decimal_places=1)
    terms_version = models.BigIntegerField(default=0)
    """The configuration row of the scheme; 0 for the scheme the product proposes."""
    reckoned_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["quarter", "unit"], name="one_score_a_quarter"),
        ]


class Objection(models.Model):
    """A unit says that a deduction is wrong; accepted, the deduction is not counted."""

    event_key = models.CharField(max_length=60, unique=True)
    task = models.ForeignKey(SupervisionTask, on_delete=models.PROTECT, related_name="objections")
    unit = models.CharField(max_length=24)
    unit_path = PathField()
    reason = models.TextField()
    made_by = models.BigIntegerField()
    made_at = models.DateTimeField()
    is_accepted = models.BooleanField(null=True)
    answer = models.TextField(blank=True)
    answered_by = models.BigIntegerField(null=True)
    answered_at = models.DateTimeField(null=True)


class Bulletin(models.Model):
    """A circular about follow-up in a period: the figures as they stood, approved, issued."""

    number = models.CharField(max_length=20, unique=True)
    title = models.CharField(max_length=120)
    starts_on = models.DateField()
    ends_on = models.DateField()
    remarks = models.TextField(blank=True)
    unit = models.CharField(max_length=24)
    area_path = PathField()
    content = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    made_by = models.BigIntegerField()
    made_at = models.DateTimeField()
    issued_by = models.BigIntegerField(null=True)
    issued_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["made_at"], name="bulletin_by_time")]
