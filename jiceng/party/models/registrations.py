"""Double registration (双报到): units and in-service members in a community (facts.md §5.5).

These are records of the territory, not of the Party's files: they carry the community's area. What
names a member is read by that member and by the community alone (queries/co_building.py).
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from jiceng.kernel.records.advance import Movable
from jiceng.kernel.records.models import Area
from jiceng.party.models.members import Member

OPEN = ("registered", "confirmed")


class UnitRegistration(Movable):
    """A unit reports to a community; `unit` is that unit, `area_path` the community's."""

    subject_kind = "unit_registration"

    community = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    offers = models.CharField(max_length=300, blank=True)
    """What it can do there, in its own words."""
    registered_on = models.DateField()
    confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "community"],
                condition=Q(state__in=OPEN),
                name="one_open_unit_registration",
            ),
        ]
        indexes = [
            models.Index(fields=["area_path", "state"], name="unit_reg_by_area"),
            models.Index(fields=["unit_path", "state"], name="unit_reg_by_unit"),
        ]

    def work_tier(self, role: str) -> str:
        return tier_of(role)


class MemberRegistration(Movable):
    """An in-service member reports to the community they live in; `unit` is its committee."""

    subject_kind = "member_registration"

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="registrations")
    community = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    skills = models.CharField(max_length=200, blank=True)
    """In the member's own words, if they like."""
    posts = models.JSONField(default=list)
    """Kinds of posts claimed (rules.co_building.POSTS)."""
    registered_on = models.DateField()
    confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member"], condition=Q(state__in=OPEN), name="one_open_member_registration"
            ),
        ]
        indexes = [models.Index(fields=["area_path", "state"], name="member_reg_by_area")]

    def work_tier(self, role: str) -> str:
        return tier_of(role)


class HoursEntry(models.Model):
    """What a member did for the community on a day: entered by the member, confirmed there."""

    registration = models.ForeignKey(
        MemberRegistration, on_delete=models.PROTECT, related_name="hours"
    )
    served_on = models.DateField()
    post = models.CharField(max_length=16)
    work = models.CharField(max_length=120)
    hours = models.DecimalField(max_digits=5, decimal_places=1)
    entered_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)
    answered_by = models.BigIntegerField(null=True)
    """The appointment that confirmed or refused."""

    class Meta:
        indexes = [
            models.Index(fields=["registration", "served_on"], name="hours_by_member"),
        ]


class UnitEvaluation(models.Model):
    """How a community finds a unit's work in a year; once a year (facts.md §5.5, reverse)."""

    registration = models.ForeignKey(
        UnitRegistration, on_delete=models.PROTECT, related_name="evaluations"
    )
    year = models.PositiveSmallIntegerField()
    grade = models.CharField(max_length=12)
    words = models.CharField(max_length=300, blank=True)
    evaluated_at = models.DateTimeField()
    evaluated_by = models.BigIntegerField()
    """The appointment."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["registration", "year"], name="one_evaluation_a_year"),
        ]


def tier_of(role: str) -> str:
    """The tier at which a role's posts are held: the community's, else the county's."""
    return "community" if role == "host" else "county"
