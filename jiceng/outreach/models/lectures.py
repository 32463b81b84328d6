"""Lectures: who speaks about what in which language, beside the activity (facts.md §9)."""

from __future__ import annotations

from django.db import models

from jiceng.kernel.records.advance import Movable
from jiceng.kernel.records.models import Area, PathField, Person
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
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    """Whose account says yes or no to a lecture; none: the organiser tells what they said."""
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
    """When the last of its speakers agreed; none: it is not published."""
    agreed = models.ManyToManyField(Speaker, related_name="agreed_to")
    declined_because = models.CharField(max_length=200, blank=True, default="", db_default="")
    """Why a speaker cannot come; then the organiser asks somebody else."""

    def __str__(self) -> str:
        return str(self.activity)


class LectureRequest(Movable):
    """A community asks for a lecture; `unit` finds a speaker and a venue for it."""

    subject_kind = "lecture_request"

    topic = models.ForeignKey(LectureTopic, on_delete=models.PROTECT, related_name="requests")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    first_day = models.DateField()
    last_day = models.DateField()
    """Between these two days, both included, it suits."""
    audience = models.PositiveIntegerField()
    """How many are expected to listen."""
    note = models.CharField(max_length=200, blank=True)
    lecture = models.OneToOneField(
        Lecture, null=True, on_delete=models.PROTECT, related_name="request"
    )
    is_sample = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["area_path", "state", "id"], name="lecture_request_by_area"),
        ]


class LectureRating(models.Model):
    """What somebody who listened thought: one of five grades, and nothing of who it was."""

    lecture = models.ForeignKey(Lecture, on_delete=models.PROTECT, related_name="ratings")
    rating = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
