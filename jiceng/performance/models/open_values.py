"""What is told to everybody: prepared by the worker, so that nobody outside asks the records."""

from __future__ import annotations

from django.db import models


class OpenValue(models.Model):
    """A public value of one indicator, area and period; a change is another row.

    A hidden value is not kept here at all: no number, no counts.
    """

    indicator = models.CharField(max_length=40)
    subject = models.CharField(max_length=24, blank=True)
    start = models.DateField()
    end = models.DateField()
    revision = models.PositiveIntegerField()
    state = models.CharField(max_length=12)
    value = models.DecimalField(max_digits=22, decimal_places=6, null=True)
    unit = models.CharField(max_length=24)
    qualifier = models.CharField(max_length=2, blank=True)
    numerator = models.BigIntegerField(null=True)
    denominator = models.BigIntegerField(null=True)
    rule_version = models.PositiveIntegerField()
    as_of = models.DateTimeField()
    """As of when the value was told first; a value that stays the same keeps it."""
    prepared_at = models.DateTimeField()
    note = models.CharField(max_length=200, blank=True)
    """Why it was stated anew, in the words of whoever did it."""
    is_present = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "subject", "start", "end", "revision"],
                name="one_open_revision",
            ),
        ]
        indexes = [
            models.Index(fields=["indicator", "is_present", "subject"], name="open_values_told"),
        ]
