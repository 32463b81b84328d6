"""Standards, their indicators, the places where these are checked, and what was seen (§3.5)."""

from __future__ import annotations

from django.db import models

from jiceng.casework.models.problems import Campaign, Problem
from jiceng.kernel.records.models import PathField


class Standard(models.Model):
    """One version of a published list of demands."""

    name = models.CharField(max_length=80)
    version = models.CharField(max_length=24)
    valid_from = models.DateField()
    unit = models.CharField(max_length=24)
    """The office that answers for it."""
    area_path = PathField()
    campaign = models.ForeignKey(
        Campaign, null=True, on_delete=models.PROTECT, related_name="standards"
    )
    """The ledger into which a failed check goes."""
    is_sample = models.BooleanField(default=False)
    imported_by = models.BigIntegerField()
    imported_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "version"], name="one_standard_a_version"),
        ]


class Indicator(models.Model):
    """One demand of a standard; only a leaf is checked."""

    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, related_name="indicators")
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    order = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=41)
    name = models.CharField(max_length=300)
    points = models.PositiveSmallIntegerField(default=0)
    unit = models.CharField(max_length=24, blank=True)
    """The unit responsible for it."""
    is_leaf = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["standard", "code"], name="one_indicator_a_code"),
        ]


class Point(models.Model):
    """A place where indicators of a standard are checked (点位); `unit` keeps it in order."""

    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, related_name="places")
    name = models.CharField(max_length=80)
    place_text = models.CharField(max_length=120, blank=True)
    area_code = models.CharField(max_length=15, blank=True)
    area_path = PathField()
    unit = models.CharField(max_length=24)
    unit_path = PathField()
    tier = models.CharField(max_length=12)
    indicators = models.ManyToManyField(Indicator, related_name="places")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["standard", "name"], name="one_point_a_name"),
        ]


class PointCheck(models.Model):
    """What was seen of one indicator at one point on one day; only ever added to."""

    point = models.ForeignKey(Point, on_delete=models.PROTECT, related_name="checks")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="checks")
    is_passed = models.BooleanField()
    note = models.CharField(max_length=300, blank=True)
    checked_on = models.DateField()
    appointment = models.BigIntegerField()
    at = models.DateTimeField()
    problem = models.ForeignKey(
        Problem, null=True, on_delete=models.PROTECT, related_name="found_by"
    )

    class Meta:
        indexes = [models.Index(fields=["point", "indicator", "at"], name="check_by_point")]
