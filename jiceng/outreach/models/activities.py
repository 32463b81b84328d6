"""Venues, activities, what they occupy, bookings and attendance: one of each for all of outreach.

Lectures, civilised-practice activities, legal outreach and visits are activities; a subject that
needs more keeps a row beside the activity.
"""

from __future__ import annotations

from django.db import models

from jiceng.kernel.records.advance import Movable
from jiceng.kernel.records.models import Area, PathField, SealedContact


class Venue(models.Model):
    """A place where activities are held. Public in every column."""

    number = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=24)
    """Key of a kind of venue, which is configuration; each lies in one of the six places of legal
    outreach (facts.md §9)."""
    name = models.CharField(max_length=60)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    area_path = PathField()
    unit = models.CharField(max_length=24)
    """The unit that keeps it."""
    address = models.CharField(max_length=120)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    """WGS-84; none: it is listed, and left out of maps."""
    capacity = models.PositiveIntegerField(null=True)
    """How many people it holds; none: not limited."""
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)
    is_sample = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["area_path", "closed_on", "id"], name="venue_by_area"),
            models.Index(fields=["kind", "closed_on", "id"], name="venue_by_kind"),
        ]

    def __str__(self) -> str:
        return self.name


class Activity(Movable):
    """Something held at a time, for people who may come; `unit` holds it."""

    subject_kind = "activity"

    kind = models.CharField(max_length=24)
    """lecture, practice, legal, visit …: key of a kind of activity, which is configuration."""
    campaign = models.CharField(max_length=40, blank=True)
    """Key of the campaign or programme it counts in, which is configuration."""
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    venue = models.ForeignKey(Venue, null=True, on_delete=models.PROTECT, related_name="activities")
    place = models.CharField(max_length=120, blank=True)
    """In words, where it is held in no venue of the register."""
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    capacity = models.PositiveIntegerField(null=True)
    """How many may book; none: nobody has to."""
    taken = models.PositiveIntegerField(default=0)
    """Places of bookings that are requested or confirmed; never above `capacity`."""
    is_public = models.BooleanField(default=True)
    """Shown to everybody once published; otherwise to staff alone."""
    told = models.CharField(max_length=500, blank=True)
    """What it is about, for everybody."""
    published_at = models.DateTimeField(null=True)
    held_at = models.DateTimeField(null=True)
    is_sample = models.BooleanField(default=False)

    has_begun = False
    is_ahead = False
    awaits_speaker = False
    """Put on by `queries.activities.ready`; guards ask for them."""

    class Meta:
        indexes = [
            models.Index(fields=["starts_at", "id"], name="activity_by_time"),
            models.Index(fields=["kind", "starts_at", "id"], name="activity_by_kind"),
            models.Index(fields=["campaign", "state", "starts_at"], name="activity_by_campaign"),
            models.Index(fields=["area_path", "starts_at"], name="activity_by_area"),
            models.Index(fields=["unit_path", "state", "starts_at"], name="activity_by_unit"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="activity_ends_later"
            ),
            models.CheckConstraint(
                condition=models.Q(capacity=None) | models.Q(taken__lte=models.F("capacity")),
                name="activity_not_overbooked",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Resource(models.Model):
    """Something that is at one place at a time; whoever takes it up holds this row meanwhile."""

    key = models.CharField(max_length=40, unique=True)
    """`venue:12`, `speaker:7`, `guide:3`: the kind and the key of its row."""


class Occupancy(models.Model):
    """A venue, a speaker or a guide is taken from one instant to another.

    Two of one `resource` never overlap; that is checked while the row of the resource is held.
    """

    resource = models.CharField(max_length=40)
    """The key of a `Resource`."""
    name = models.CharField(max_length=60)
    """What it is called in a sentence."""
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="occupies")

    class Meta:
        indexes = [models.Index(fields=["resource", "ends_at"], name="occupancy_by_resource")]


class Booking(Movable):
    """Places asked for in an activity, opened by its number and code; `unit` confirms it."""

    subject_kind = "booking"

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="bookings")
    headcount = models.PositiveIntegerField()
    came = models.PositiveIntegerField(null=True)
    """How many came; none while nobody has said."""
    origin = models.CharField(max_length=16, blank=True)
    """Where they say they come from: county, province, elsewhere, abroad (facts.md §9)."""
    group = models.CharField(max_length=60, blank=True)
    """The unit or group that comes; never a person."""
    note = models.CharField(max_length=200, blank=True)
    code_mark = models.CharField(max_length=64)
    is_sample = models.BooleanField(default=False)

    has_begun = False
    is_ahead = False
    """Put on by `queries.activities.ready`; guards ask for them."""

    class Meta:
        indexes = [
            models.Index(fields=["activity", "state", "id"], name="booking_by_activity"),
            models.Index(fields=["unit_path", "state", "id"], name="booking_by_unit"),
        ]


class BookingContact(SealedContact):
    """Whom to ring about a booking: one row each, sealed, erased by rule."""

    booking = models.OneToOneField(Booking, on_delete=models.PROTECT, related_name="contact")


class Attendance(models.Model):
    """Who came, as numbers; told once for every ledger that asks. Nobody is named."""

    activity = models.OneToOneField(Activity, on_delete=models.PROTECT, related_name="attendance")
    people = models.PositiveIntegerField()
    households = models.PositiveIntegerField(null=True)
    units = models.PositiveIntegerField(null=True)
    """Households or units reached, where that is what is counted; never multiplied with people."""
    volunteer_minutes = models.PositiveIntegerField(default=0)
    """Of all volunteers together."""
    note = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
