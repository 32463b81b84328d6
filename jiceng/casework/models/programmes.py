"""Programmes, their projects, milestones, budget lines and risks (S16)."""

from __future__ import annotations

from django.db import models

from jiceng.casework.models.supervision import SupervisionTask
from jiceng.kernel.records.advance import Movable
from jiceng.kernel.records.models import PathField


class Programme(models.Model):
    """A large aim that several projects serve; `unit` is its office."""

    code = models.CharField(max_length=24, unique=True)
    name = models.CharField(max_length=80)
    aim = models.TextField(blank=True)
    unit = models.CharField(max_length=24)
    unit_path = PathField()
    area_path = PathField()
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    opened_by = models.BigIntegerField()
    """The appointment."""
    opened_at = models.DateTimeField()


class Project(Movable):
    """One undertaking of a programme; `unit` owns it, `due_at` is the end of its last day."""

    subject_kind = "project"

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="projects")
    content = models.TextField(blank=True)
    """What is built or done, so that somebody else can see whether it is."""
    place_text = models.CharField(max_length=120, blank=True)
    area_code = models.CharField(max_length=15, blank=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    responsible_leader = models.CharField(max_length=40, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    drafted_by = models.BigIntegerField()
    drafted_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)

    milestone_count = 0
    open_milestones = 0
    """Put on by `queries.programmes.with_milestones`; guards ask for them."""

    class Meta:
        indexes = [
            models.Index(fields=["programme", "due_at"], name="project_by_programme"),
            models.Index(fields=["unit_path", "state"], name="project_by_unit"),
        ]

    @property
    def work_place(self) -> str:
        return self.place_text

    def work_tier(self, role: str) -> str:
        """The supervision office of the county lets a suspended project go on."""
        return "county" if role == "overseer" else self.tier


class Milestone(models.Model):
    """A day and what stands by then; one bound to a task is reached when the task is completed."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="milestones")
    order = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    output = models.CharField(max_length=200, blank=True)
    due_on = models.DateField()
    done_on = models.DateField(null=True)
    done_note = models.CharField(max_length=300, blank=True)
    task = models.ForeignKey(
        SupervisionTask, null=True, on_delete=models.PROTECT, related_name="milestones"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "order"], name="one_milestone_a_place"),
        ]


class BudgetLine(models.Model):
    """Money of one source for one year, in fen."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="budget")
    year = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=24)
    planned_fen = models.BigIntegerField()
    paid_fen = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "year", "source"], name="one_line_a_source"),
        ]


class Risk(models.Model):
    """What may keep a project from a milestone, and who minds it."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="risks")
    text = models.CharField(max_length=300)
    level = models.CharField(max_length=6)
    """high, middle or low."""
    measure = models.CharField(max_length=300, blank=True)
    minder = models.CharField(max_length=40, blank=True)
    """The unit or post that minds it."""
    noted_on = models.DateField()
    closed_on = models.DateField(null=True)
