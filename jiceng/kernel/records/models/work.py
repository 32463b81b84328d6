"""What is owed next: alarms, the worklist, jobs and notices."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from jiceng.kernel.records.models.fields import DeskPath, PathField


class PendingAlarm(models.Model):
    """The next alarm of one subject. The sweep reads the partial index and nothing else."""

    subject_kind = models.CharField(max_length=30)
    subject_id = models.BigIntegerField()
    at = models.DateTimeField(null=True)
    clock = models.CharField(max_length=8)
    percent = models.PositiveSmallIntegerField()
    light = models.CharField(max_length=8)
    tell = models.CharField(max_length=30)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject_kind", "subject_id"], name="one_next_alarm"),
        ]
        indexes = [
            models.Index(fields=["at"], name="alarm_due", condition=Q(at__isnull=False)),
        ]


class WorkItem(models.Model):
    """One matter waiting for a role. Holds what a list shows, so that a list joins nothing."""

    subject_kind = models.CharField(max_length=30)
    subject_id = models.BigIntegerField()
    purpose = models.CharField(max_length=12, default="act")
    number = models.CharField(max_length=20)
    title = models.CharField(max_length=120)
    place = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=30)
    role = models.CharField(max_length=30)
    unit = models.CharField(max_length=24)
    unit_path = PathField()
    area_path = PathField()
    tier = models.CharField(max_length=12)
    since = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    warn_at = models.DateTimeField(null=True)
    promise_due_at = models.DateTimeField(null=True)
    desk_path = models.GeneratedField(
        expression=DeskPath("tier", "area_path"), output_field=PathField(), db_persist=True
    )
    """The area whose desk this waits at: `area_path` up to `tier`. A post at that tier finds its
    lines by equality, and therefore in the order of their deadlines, however many there are."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "purpose"], name="one_item_a_purpose"
            ),
        ]
        indexes = [
            models.Index(
                fields=["role", "tier", "desk_path", "subject_kind", "due_at", "id", "purpose"],
                name="item_at_desk",
            ),
            models.Index(
                fields=["role", "unit_path", "subject_kind", "due_at", "id", "purpose"],
                name="item_at_unit",
            ),
        ]


class Job(models.Model):
    """Something to be done after the commit, queued in the caller's transaction (decisions.md 51).

    A worker claims it for the length of a lease; when the worker dies the lease runs out and
    another takes over. Effects and completion are one transaction, fenced by `lease`.
    """

    kind = models.CharField(max_length=40)
    payload = models.JSONField(default=dict)
    run_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    lease = models.CharField(max_length=32, blank=True)
    leased_until = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    dead_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["run_at"],
                name="job_waiting",
                condition=Q(done_at__isnull=True, dead_at__isnull=True),
            ),
        ]


class Notice(models.Model):
    """A sentence for whoever holds a role at a unit: due soon, overdue, called, answered."""

    kind = models.CharField(max_length=40)
    subject_kind = models.CharField(max_length=30)
    subject_id = models.BigIntegerField()
    number = models.CharField(max_length=20)
    role = models.CharField(max_length=30)
    unit_path = PathField()
    area_path = PathField()
    light = models.CharField(max_length=8, blank=True)
    params = models.JSONField(default=dict)
    at = models.DateTimeField()
    key = models.CharField(max_length=80, unique=True)
    """Makes a notice that is told twice appear once."""

    class Meta:
        indexes = [
            models.Index(fields=["role", "area_path", "at"], name="notice_by_area"),
            models.Index(fields=["role", "unit_path", "at"], name="notice_by_unit"),
        ]


class Beat(models.Model):
    """The last sign of life of a kind of process; `/readyz` reads it."""

    kind = models.CharField(max_length=16, primary_key=True)
    at = models.DateTimeField()


class Cursor(models.Model):
    """How far a reader of the journal has come; moved in the transaction of its effect."""

    name = models.CharField(max_length=30, primary_key=True)
    seq = models.BigIntegerField(default=0)
