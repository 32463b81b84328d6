"""Needs, resources, joint projects, wishes and alliances (大党建, 共驻共建; facts.md §5.5)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from jiceng.kernel.records.advance import Movable
from jiceng.kernel.records.models import Area, PathField
from jiceng.party.models.registrations import MemberRegistration, tier_of


class Need(models.Model):
    """What a community asks of the units around it."""

    number = models.CharField(max_length=20, unique=True)
    community = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    area_path = PathField()
    kind = models.CharField(max_length=16)
    title = models.CharField(max_length=120)
    content = models.TextField(blank=True)
    amount = models.PositiveSmallIntegerField(default=1)
    """How many times, places or pieces."""
    starts_on = models.DateField()
    ends_on = models.DateField()
    sectors = models.JSONField(default=list)
    posted_at = models.DateTimeField()
    closed_on = models.DateField(null=True)
    closed_because = models.CharField(max_length=120, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["area_path", "closed_on"], name="need_by_area")]


class Resource(models.Model):
    """What a unit can give to communities."""

    number = models.CharField(max_length=20, unique=True)
    unit = models.CharField(max_length=24)
    unit_path = PathField()
    kind = models.CharField(max_length=16)
    title = models.CharField(max_length=120)
    content = models.TextField(blank=True)
    capacity = models.PositiveSmallIntegerField(default=1)
    """How many times, places or pieces in all."""
    starts_on = models.DateField()
    ends_on = models.DateField()
    sector = models.CharField(max_length=20, blank=True)
    communities = models.JSONField(default=list)
    """Codes of the communities it is meant for; empty means wherever the unit is registered."""
    offered_at = models.DateTimeField()
    closed_on = models.DateField(null=True)
    closed_because = models.CharField(max_length=120, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["unit_path", "closed_on"], name="resource_by_unit"),
            models.Index(fields=["kind", "closed_on"], name="resource_by_kind"),
        ]


class JointProject(Movable):
    """What a unit promises a community: `unit` is the unit, `area_path` the community's."""

    subject_kind = "joint_project"

    community = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    need = models.ForeignKey(Need, null=True, on_delete=models.PROTECT, related_name="projects")
    resource = models.ForeignKey(
        Resource, null=True, on_delete=models.PROTECT, related_name="projects"
    )
    kind = models.CharField(max_length=16)
    content = models.TextField(blank=True)
    amount = models.PositiveSmallIntegerField(default=1)
    offered_by = models.CharField(max_length=10)
    """unit or community; the other side answers."""
    because = models.JSONField(default=list)
    """Why need and resource were put together, as it read on that day."""
    starts_on = models.DateField()
    ends_on = models.DateField()
    """The day it is promised for."""
    committed_at = models.DateTimeField(null=True)
    delivered_on = models.DateField(null=True)
    people = models.PositiveSmallIntegerField(null=True)
    hours = models.DecimalField(max_digits=8, decimal_places=1, null=True)
    """All hours of all who took part; the one number every ledger reads."""
    confirmed_at = models.DateTimeField(null=True)
    grade = models.CharField(max_length=12, blank=True)
    evaluated_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["area_path", "state", "ends_on"], name="joint_by_area"),
            models.Index(fields=["unit_path", "state", "ends_on"], name="joint_by_unit"),
        ]

    def work_role(self, actor: str) -> str:
        """What a unit proposed waits for the community, and the other way round."""
        return "host" if self.state == "offered" and self.offered_by == "unit" else actor

    def work_tier(self, role: str) -> str:
        return tier_of(role)


class Wish(Movable):
    """A small wish, without name or address of whoever has it; the community knows the way.

    `unit` is the community's committee until a unit claims it.
    """

    subject_kind = "wish"

    community = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=300)
    posted_on = models.DateField()
    claimed_at = models.DateTimeField(null=True)
    claimed_by_unit = models.CharField(max_length=24, blank=True)
    claimed_by = models.ForeignKey(
        MemberRegistration, null=True, on_delete=models.PROTECT, related_name="wishes"
    )
    """The registration of the member who claimed it; the name is shown to the community alone."""
    fulfilled_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["area_path", "state"], name="wish_by_area"),
            models.Index(fields=["unit_path", "state"], name="wish_by_unit"),
        ]

    def work_role(self, actor: str) -> str:
        """A member has no worklist of their own: the community keeps an eye on what they claim."""
        return "host" if actor == "co_builder" and self.claimed_by_id is not None else actor

    def work_tier(self, role: str) -> str:
        return tier_of(role)


class Alliance(models.Model):
    """The units that build with a community, with a council and a plan for each year."""

    community = models.OneToOneField(Area, on_delete=models.PROTECT, related_name="+")
    area_path = PathField()
    name = models.CharField(max_length=80)
    founded_on = models.DateField()
    version = models.PositiveIntegerField(default=1)


class AllianceUnit(models.Model):
    """A unit belongs to an alliance, from one day to another."""

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="units")
    unit = models.CharField(max_length=24)
    joined_on = models.DateField()
    left_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["alliance", "unit"],
                condition=Q(left_on=None),
                name="one_present_alliance_unit",
            ),
        ]


class CouncilMeeting(models.Model):
    """The council of an alliance meets and decides."""

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="meetings")
    held_on = models.DateField()
    topics = models.CharField(max_length=300)
    decisions = models.TextField(blank=True)


class PlanItem(models.Model):
    """One thing an alliance means to do in a year, and who sees to it."""

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="plan")
    year = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=200)
    unit = models.CharField(max_length=24)
    due_on = models.DateField()
    done_on = models.DateField(null=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["alliance", "year", "due_on"], name="plan_by_year")]
