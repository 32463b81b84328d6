"""Research, study and discussion (S24): plans to look and ask, what came of it, and what was
learnt. Nobody is listed as present, nobody is scored."""

from __future__ import annotations

from django.db import models

from jiceng.casework.models.problems import Problem
from jiceng.casework.models.supervision import SupervisionItem
from jiceng.kernel.records.models import PathField


class ResearchPlan(models.Model):
    """A plan of a unit to look at something and ask about it."""

    title = models.CharField(max_length=120)
    kind = models.CharField(max_length=12)
    """survey or visit."""
    questions = models.TextField()
    unit = models.CharField(max_length=24)
    unit_path = PathField()
    area_path = PathField()
    tier = models.CharField(max_length=12)
    planned_on = models.DateField()
    drafted_by = models.BigIntegerField()
    drafted_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["unit_path", "planned_on"], name="research_by_unit")]


class Visit(models.Model):
    """One going out: where, when, what was seen and heard."""

    plan = models.ForeignKey(ResearchPlan, on_delete=models.PROTECT, related_name="visits")
    place_text = models.CharField(max_length=120)
    visited_on = models.DateField()
    seen = models.TextField()
    appointment = models.BigIntegerField()
    at = models.DateTimeField()


class Finding(models.Model):
    """What came of a visit; it may become a problem or a supervision item, once."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="findings")
    text = models.CharField(max_length=500)
    unit = models.CharField(max_length=24)
    """The unit that would have to do something about it."""
    problem = models.ForeignKey(
        Problem, null=True, on_delete=models.PROTECT, related_name="findings"
    )
    item = models.ForeignKey(
        SupervisionItem, null=True, on_delete=models.PROTECT, related_name="findings"
    )


class StudySession(models.Model):
    """A meeting to learn: on what, how many came, what was learnt. Never who came."""

    topic = models.CharField(max_length=120)
    held_on = models.DateField()
    unit = models.CharField(max_length=24)
    unit_path = PathField()
    area_path = PathField()
    participants = models.PositiveSmallIntegerField()
    learnt = models.TextField()
    recorded_by = models.BigIntegerField()
    recorded_at = models.DateTimeField()


class Discussion(models.Model):
    """A question put to everybody with a post."""

    title = models.CharField(max_length=120)
    text = models.TextField()
    unit = models.CharField(max_length=24)
    opened_by = models.BigIntegerField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)


class Reply(models.Model):
    """An answer, given in office: its post and unit are shown."""

    discussion = models.ForeignKey(Discussion, on_delete=models.PROTECT, related_name="replies")
    text = models.TextField()
    appointment = models.BigIntegerField()
    at = models.DateTimeField()
