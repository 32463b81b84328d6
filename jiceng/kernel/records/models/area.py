"""Territory with history: codes are never reused, old codes still resolve (S1)."""

from __future__ import annotations

from django.db import models

from jiceng.kernel.records.models.fields import PathField


class Area(models.Model):
    """One area as it is today. What it was before stands in `AreaVersion`."""

    code = models.CharField(max_length=15, primary_key=True)
    path = PathField(unique=True)
    level = models.CharField(max_length=12)
    kind = models.CharField(max_length=24, blank=True)
    name = models.CharField(max_length=60)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    households = models.PositiveIntegerField(null=True)
    """Entered once a year as a number; never computed from a list of people (facts.md §1.2)."""
    geometry = models.JSONField(null=True)
    label_lon = models.FloatField(null=True)
    label_lat = models.FloatField(null=True)
    is_sample = models.BooleanField(default=False)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["level", "path"], name="area_by_level"),
        ]

    def __str__(self) -> str:
        return self.name


class AreaVersion(models.Model):
    """What an area was during a period: statistics use the boundary valid on the day."""

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="versions")
    name = models.CharField(max_length=60)
    path = PathField()
    households = models.PositiveIntegerField(null=True)
    geometry = models.JSONField(null=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    reason = models.CharField(max_length=200)
    decided_by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "valid_from"], name="one_version_a_day"),
        ]


class OldCode(models.Model):
    """A code no longer in use and the area it means now (加来镇 469024401 -> 469024110)."""

    code = models.CharField(max_length=15, primary_key=True)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="old_codes")
    changed_on = models.DateField()


class Place(models.Model):
    """A building, street or landmark that people name when they say where something is."""

    name = models.CharField(max_length=80, db_index=True)
    also_called = models.JSONField(default=list)
    kind = models.CharField(max_length=16)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="places")
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    is_sample = models.BooleanField(default=False)


class Stamp(models.Model):
    """A random mark per kind of slowly changing data; caches in every process compare it."""

    kind = models.CharField(max_length=24, primary_key=True)
    value = models.BigIntegerField(default=0)
