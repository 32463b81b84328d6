"""Service points, single days that differ, and what changed at them (facts.md §6)."""

from __future__ import annotations

from django.db import models

from jiceng.kernel.records.models import Area, PathField


class ServicePoint(models.Model):
    """A place where residents are served. Public in every column."""

    number = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=24)
    """Key of a kind of point, which is configuration."""
    name = models.CharField(max_length=60)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    area_path = PathField()
    unit = models.CharField(max_length=24)
    """The unit that keeps it open."""
    address = models.CharField(max_length=120)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    """WGS-84; none: it is listed, and left out of maps and distances."""
    phone = models.CharField(max_length=20, blank=True)
    """Of the counter, never of a person."""
    hours = models.JSONField()
    duties = models.JSONField(default=list)
    facilities = models.JSONField(default=list)
    items = models.JSONField(default=list)
    """Keys of the items it takes in; whether it decides them follows from the powers in force."""
    capacity = models.PositiveIntegerField(null=True)
    """How many people it can serve on a day, where that is known."""
    size_m2 = models.PositiveIntegerField(null=True)
    note = models.CharField(max_length=200, blank=True)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)
    closed_because = models.CharField(max_length=120, blank=True)
    is_sample = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["area_path", "closed_on", "id"], name="service_point_by_area"),
            models.Index(fields=["kind", "closed_on", "id"], name="service_point_by_kind"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "name"],
                condition=models.Q(closed_on=None),
                name="one_service_point_a_name",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PointDay(models.Model):
    """A single day on which a point keeps other hours; no spans: closed all day."""

    point = models.ForeignKey(ServicePoint, on_delete=models.CASCADE, related_name="days")
    day = models.DateField()
    spans = models.JSONField(default=list)
    reason = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["point", "day"], name="one_row_a_point_day"),
        ]


class PointChange(models.Model):
    """What residents should know of a change: which columns, since when."""

    point = models.ForeignKey(ServicePoint, on_delete=models.CASCADE, related_name="changes")
    at = models.DateTimeField()
    columns = models.JSONField(default=list)
    """Names of the columns that changed."""
    was = models.JSONField(default=dict)
    """What stood in them before."""

    class Meta:
        indexes = [models.Index(fields=["point", "-at"], name="point_change_latest")]
