"""What is counted: one flat row a case, and the counts of a day."""

from __future__ import annotations

from django.db import models

from jiceng.casework.models.cases import Case
from jiceng.kernel.records.models import PathField


class CaseOutcome(models.Model):
    """One flat row per case for counting (decisions.md 37); rebuilt from cases at any time."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, primary_key=True)
    number = models.CharField(max_length=20)
    area_path = PathField(db_index=True)
    unit_path = PathField()
    town = models.CharField(max_length=15)
    community = models.CharField(max_length=15)
    grid = models.CharField(max_length=15)
    has_grids = models.BooleanField(default=False)
    unit = models.CharField(max_length=24)
    case_type = models.CharField(max_length=20)
    source = models.CharField(max_length=16)
    state = models.CharField(max_length=30)
    tier = models.CharField(max_length=12)
    reported_at = models.DateTimeField()
    reported_on = models.DateField(null=True)
    """The county's day of the report; the other `_on` columns are local days as well."""
    month = models.CharField(max_length=7)
    """Local month of the report, 2026-11."""
    accepted = models.BooleanField(default=False)
    dispatched = models.BooleanField(default=False)
    verified = models.BooleanField(default=False)
    handled_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    """The last closing; empty while a case is open again."""
    closed_on = models.DateField(null=True)
    first_closed_at = models.DateTimeField(null=True)
    first_closed_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    """When it stopped waiting for anybody: closed, refused or merged."""
    due_at = models.DateTimeField(null=True)
    due_on = models.DateField(null=True)
    first_due_at = models.DateTimeField(null=True)
    handling_seconds = models.BigIntegerField(null=True)
    send_backs = models.PositiveSmallIntegerField(default=0)
    reworks = models.PositiveSmallIntegerField(default=0)
    extensions = models.PositiveSmallIntegerField(default=0)
    reopened_at = models.DateTimeField(null=True)
    """The first reopening."""
    reopened_soon = models.BooleanField(default=False)
    """Reopened within 30 days of the first closing."""
    recurs_until = models.DateTimeField(null=True)
    """30 days after the first closing: another report of the type in the grid recurs until then."""
    escalated = models.BooleanField(default=False)
    rating = models.PositiveSmallIntegerField(null=True)
    rated_at = models.DateTimeField(null=True)
    recheck = models.CharField(max_length=12, blank=True)
    rechecked_at = models.DateTimeField(null=True)
    is_merged = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["reported_on"], name="outcome_reported"),
            models.Index(fields=["closed_on"], name="outcome_closed"),
            models.Index(fields=["due_on"], name="outcome_due"),
            models.Index(fields=["first_closed_on"], name="outcome_first_closed"),
            models.Index(fields=["grid", "case_type", "recurs_until"], name="outcome_recurrence"),
            models.Index(fields=["grid", "case_type", "reported_at"], name="outcome_reports"),
        ]


class CaseDay(models.Model):
    """Counts of one day for one slice of the county, recomputed when the day is touched.

    Day x grid x unit x type would be as long as the cases themselves, so each slice keeps one of
    the three: `slice` is county, area (the finest area), unit or case_type; for whoever looks at a
    town also town and town_type. A count stands on the day of its own anchor: reported, closed,
    due or first closed.
    """

    day = models.DateField()
    slice = models.CharField(max_length=10)
    area_path = PathField(blank=True)
    town = models.CharField(max_length=15, blank=True)
    community = models.CharField(max_length=15, blank=True)
    grid = models.CharField(max_length=15, blank=True)
    unit = models.CharField(max_length=24, blank=True)
    case_type = models.CharField(max_length=20, blank=True)
    reported = models.PositiveIntegerField(default=0)
    open = models.PositiveIntegerField(default=0)
    accepted = models.PositiveIntegerField(default=0)
    escalated = models.PositiveIntegerField(default=0)
    dispatched = models.PositiveIntegerField(default=0)
    returned = models.PositiveIntegerField(default=0)
    extended = models.PositiveIntegerField(default=0)
    placed = models.PositiveIntegerField(default=0)
    recurred = models.PositiveIntegerField(default=0)
    closed = models.PositiveIntegerField(default=0)
    closed_in_grids = models.PositiveIntegerField(default=0)
    closed_elsewhere = models.PositiveIntegerField(default=0)
    grid_settled = models.PositiveIntegerField(default=0)
    community_settled = models.PositiveIntegerField(default=0)
    verified = models.PositiveIntegerField(default=0)
    reworked = models.PositiveIntegerField(default=0)
    rated = models.PositiveIntegerField(default=0)
    satisfied = models.PositiveIntegerField(default=0)
    rechecked = models.PositiveIntegerField(default=0)
    solved = models.PositiveIntegerField(default=0)
    timed = models.PositiveIntegerField(default=0)
    due = models.PositiveIntegerField(default=0)
    on_time = models.PositiveIntegerField(default=0)
    late = models.PositiveIntegerField(default=0)
    overdue = models.PositiveIntegerField(default=0)
    ever_closed = models.PositiveIntegerField(default=0)
    reopened_soon = models.PositiveIntegerField(default=0)
    handling = models.BinaryField(default=bytes)
    """Handling times of the cases closed that day, eight bytes each, so that medians are exact."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["slice", "day", "area_path", "town", "community", "grid", "unit",
                        "case_type"],
                name="one_row_a_day_and_slice",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["slice", "open"], name="day_still_open"),
            models.Index(fields=["slice", "overdue"], name="day_still_overdue"),
        ]


class TouchedDay(models.Model):
    """A day whose counts are stale: marked with the change, recomputed soon after it."""

    day = models.DateField(primary_key=True)
