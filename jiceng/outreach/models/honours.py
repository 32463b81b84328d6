"""Brands and honours of the county, each term with its document and evidence (facts.md §12)."""

from __future__ import annotations

from django.db import models

from jiceng.kernel.records.models import Area, PathField


class Honour(models.Model):
    """A title a body above granted to an area. Its state follows from the days of its last term."""

    subject_kind = "honour"

    number = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=60)
    granted_by = models.CharField(max_length=60)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    area_path = PathField()
    unit = models.CharField(max_length=24)
    """The unit that keeps it alive."""
    unit_path = PathField()
    tier = models.CharField(max_length=12)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    """Of its last term; none: without end."""
    told = models.CharField(max_length=300, blank=True)
    is_sample = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["valid_until", "id"], name="honour_by_end"),
            models.Index(fields=["valid_from", "id"], name="honour_by_start"),
        ]

    def __str__(self) -> str:
        return self.name


class HonourTerm(models.Model):
    """One term of an honour. Append-only; its evidence hangs on it as files."""

    subject_kind = "honour_term"

    honour = models.ForeignKey(Honour, on_delete=models.PROTECT, related_name="terms")
    document = models.CharField(max_length=120)
    """Title or number of the paper that grants it."""
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_until=None)
                | models.Q(valid_until__gte=models.F("valid_from")),
                name="honour_term_ends_later",
            ),
            models.UniqueConstraint(
                fields=["honour", "valid_from"], name="one_honour_term_a_start"
            ),
        ]
