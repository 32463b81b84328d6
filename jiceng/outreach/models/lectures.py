"""Lectures: who speaks about what in which language, beside the activity (facts.md §9)."""

from __future__ import annotations

from django.db import models

from jiceng.kernel.records.models import PathField
from jiceng.outreach.models.activities import Activity


class LectureTopic(models.Model):
    """A topic of the library, with what is handed out about it."""

    number = models.CharField(max_length=20, unique=True)
    title = models.CharField(max_length=60)
    materials = models.CharField(max_length=200, blank=True)
    is_sample = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.title


class Speaker(models.Model):
    """An office holder or volunteer who lectures: a name for the public and nothing else of them.

    How they are reached is known to their unit; there is no contact here.
    """

    number = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=40)
    office = models.CharField(max_length=60, blank=True)
    """What they are introduced as."""
    unit = models.CharField(max_length=24)
    unit_path = PathField()
    topics = models.ManyToManyField(LectureTopic, related_name="speakers")
    languages = models.JSONField(default=list)
    """Keys of languages: common, local."""
    left_on = models.DateField(null=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["unit_path", "left_on", "id"], name="speaker_by_unit")]

    def __str__(self) -> str:
        return self.name


class Lecture(models.Model):
    """What an activity says as a lecture."""

    activity = models.OneToOneField(Activity, on_delete=models.PROTECT, related_name="lecture")
    topic = models.ForeignKey(LectureTopic, on_delete=models.PROTECT, related_name="lectures")
    speakers = models.ManyToManyField(Speaker, related_name="lectures")
    language = models.CharField(max_length=12)
    materials = models.CharField(max_length=200, blank=True)
    confirmed_at = models.DateTimeField(null=True)
    """When its speakers agreed; none: they have not yet."""

    def __str__(self) -> str:
        return str(self.activity)


class LectureRating(models.Model):
    """What somebody who listened thought: one of five grades, and nothing of who it was."""

    lecture = models.ForeignKey(Lecture, on_delete=models.PROTECT, related_name="ratings")
    rating = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
