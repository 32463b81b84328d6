"""Red sites, the routes that join them, who comes there and what they thought (facts.md §9).

Visitors are numbers by where they say they come from; nobody is named and nobody is followed.
"""

from __future__ import annotations

from django.db import models

from jiceng.casework.models import Case
from jiceng.kernel.records.models import Area, PathField
from jiceng.outreach.models.activities import Venue


class Site(models.Model):
    """A venue that is visited: what is told there, when it opens, how many it takes at once."""

    venue = models.OneToOneField(Venue, on_delete=models.PROTECT, related_name="site")
    """Its number, name, place and unit are the venue's."""
    unit_path = PathField()
    tier = models.CharField(max_length=12)
    told = models.CharField(max_length=1000)
    """What is told there, for everybody."""
    is_approximate = models.BooleanField(default=False)
    """Its place on the map is near enough to find it, and no more."""
    hours = models.JSONField()
    slot_minutes = models.PositiveSmallIntegerField()
    """How long a group stays; hours are cut into slots of that length."""
    slot_capacity = models.PositiveIntegerField()
    """How many may book one slot."""
    note = models.CharField(max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.venue.name

    @property
    def number(self) -> str:
        return self.venue.number

    @property
    def area_path(self) -> str:
        return self.venue.area_path

    @property
    def unit(self) -> str:
        return self.venue.unit


class SiteDay(models.Model):
    """A single day on which a site keeps other hours; no spans: closed all day."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="days")
    day = models.DateField()
    spans = models.JSONField(default=list)
    reason = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "day"], name="one_row_a_site_day"),
        ]


class Guide(models.Model):
    """Who leads groups round the sites of a unit, by the name of a post or a public name alone."""

    unit = models.CharField(max_length=24)
    name = models.CharField(max_length=30)
    told = models.CharField(max_length=60, blank=True)
    """Languages and what else helps to choose: 普通话、临高话."""
    is_volunteer = models.BooleanField(default=False)
    left_on = models.DateField(null=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name"],
                condition=models.Q(left_on=None),
                name="one_guide_a_name",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Route(models.Model):
    """Sites visited one after another. Public in every column while it is open."""

    number = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=60)
    told = models.CharField(max_length=500, blank=True)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    area_path = PathField()
    unit = models.CharField(max_length=24)
    unit_path = PathField()
    tier = models.CharField(max_length=12)
    closed_on = models.DateField(null=True)
    is_sample = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["closed_on", "id"], name="route_open")]

    def __str__(self) -> str:
        return self.name


class RouteStop(models.Model):
    """One stop of a route and how long a group stays there."""

    route = models.ForeignKey(Route, on_delete=models.CASCADE, related_name="stops")
    order = models.PositiveSmallIntegerField()
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="stops")
    minutes = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["route", "order"], name="one_stop_a_place"),
        ]


class VisitCount(models.Model):
    """How many came to a site on a day without booking, by where they say they come from."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="counts")
    day = models.DateField()
    origin = models.CharField(max_length=16)
    people = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(fields=["day", "id"], name="visit_count_by_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "day", "origin"], name="one_count_a_site_day_origin"
            ),
        ]


class SiteFeedback(models.Model):
    """What a visitor thought. Words go by the county's rule of erasure; nobody is named."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="feedback")
    rating = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    erase_at = models.DateTimeField(null=True)
    """When the words go; none where there are none, or they have gone."""

    class Meta:
        indexes = [models.Index(fields=["erase_at"], name="site_words_to_erase")]


class SiteMatter(models.Model):
    """Something at a site that needs mending is a case; the case holds words, promise, answer."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="matters")
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="site_matter")
    raised_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["site", "-raised_at"], name="site_matter_latest")]
