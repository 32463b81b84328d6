"""Inspections: a plan, its visits with their teams, what was found, declared interests (S6).

A visit keeps which unit, which day and who of the team; no place, no time of day, no device.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from jiceng.casework.models import Campaign, Problem
from jiceng.kernel.records.advance import Movable
from jiceng.kernel.records.models import Configuration
from jiceng.kernel.scope import TIERS


class InspectionPlan(Movable):
    """A period under one version of a scheme. `unit` is the office that keeps it."""

    subject_kind = "inspection_plan"

    scheme = models.ForeignKey(Configuration, on_delete=models.PROTECT, related_name="+")
    """The version that counts, however the scheme changes afterwards."""
    scheme_key = models.CharField(max_length=60)
    starts_on = models.DateField()
    ends_on = models.DateField()
    seed = models.CharField(max_length=64)
    """Made once, when the plan is opened; no other one is ever tried."""
    inputs = models.JSONField(default=dict)
    """Units and inspectors the plan was computed from, as `inputs_as_json` keeps them."""
    workdays = models.JSONField(default=list)
    visits_drafted = models.JSONField(default=list)
    """Unit, first and last day, day, team: until it is published, when each becomes a row."""
    unfilled = models.JSONField(default=list)
    """Unit, first and last day, why: what no team could be made for."""
    campaign = models.ForeignKey(
        Campaign, null=True, on_delete=models.PROTECT, related_name="inspection_plans"
    )
    """The ledger that findings go into."""
    is_announced = models.BooleanField(default=True)
    """Whether units are told the day; unannounced, they see a visit once it was recorded."""
    opened_by = models.BigIntegerField()
    """The appointment."""
    is_sample = models.BooleanField(default=False)

    visit_count = 0
    unfilled_count = 0
    has_ledger = False
    open_visits = 0
    recorded_visits = 0
    """Put on by `queries.inspections.ready_plan`; guards ask for them."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["scheme_key", "starts_on", "ends_on"], condition=~Q(state="withdrawn"),
                name="one_inspection_plan_a_period",
            ),
        ]  # fmt: skip


class Inspection(Movable):
    """One visit. `unit` is the unit that is inspected."""

    subject_kind = "inspection"

    plan = models.ForeignKey(InspectionPlan, on_delete=models.PROTECT, related_name="visits")
    kind = models.CharField(max_length=30)
    """The unit's kind when it was planned: like is counted with like."""
    starts_on = models.DateField()
    ends_on = models.DateField()
    """The part of the calendar it is due in."""
    planned_on = models.DateField()
    first_planned_on = models.DateField()
    put_offs = models.PositiveSmallIntegerField(default=0)
    drop_reason = models.CharField(max_length=300, blank=True)
    visited_on = models.DateField(null=True)
    recorded_by = models.BigIntegerField(null=True)
    """The appointment."""
    answers = models.JSONField(default=dict)
    """Code of an element -> what was answered; a figure with its counts, rule version and day."""
    notes = models.JSONField(default=dict)
    summary = models.CharField(max_length=1000, blank=True)
    view = models.CharField(max_length=1000, blank=True)
    """What the unit says otherwise."""
    viewed_at = models.DateTimeField(null=True)
    is_signed = models.BooleanField(default=False)
    answer = models.CharField(max_length=1000, blank=True)
    is_sample = models.BooleanField(default=False)

    view_term_runs = False
    """Put on by `queries.inspections.ready`; a guard asks for it."""

    def work_tier(self, role: str) -> str:
        """Inspectors and the office hold posts of the county; the unit sees it at its own tier."""
        return self.tier if role == "handler" else TIERS[-1]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "unit", "starts_on"], name="one_visit_a_part"),
        ]
        indexes = [
            models.Index(fields=["ends_on", "kind", "state"], name="inspection_due"),
            models.Index(fields=["unit_path", "state"], name="inspection_by_unit"),
        ]


class TeamSeat(models.Model):
    """Who is sent on a visit, by post."""

    visit = models.ForeignKey(Inspection, on_delete=models.CASCADE, related_name="team")
    appointment = models.BigIntegerField()
    unit = models.CharField(max_length=24)
    is_present = models.BooleanField(null=True)
    """Whether they were there, once it was recorded."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["visit", "appointment"], name="one_seat_a_post"),
        ]
        indexes = [
            models.Index(fields=["appointment"], name="seat_by_post"),
            models.Index(fields=["unit"], name="seat_by_unit"),
        ]


class InspectionFinding(models.Model):
    """What was found on a visit, and the problem it became in the ledger."""

    visit = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="findings")
    element = models.CharField(max_length=24)
    text = models.CharField(max_length=600)
    problem = models.OneToOneField(
        Problem, null=True, on_delete=models.PROTECT, related_name="inspection_finding"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["visit", "element"], name="one_finding_an_element"),
        ]


class DeclaredInterest(models.Model):
    """Somebody says that they should not inspect a unit; why stays with them."""

    person = models.BigIntegerField()
    unit = models.CharField(max_length=24)
    declared_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "unit"], condition=Q(ended_at=None), name="one_interest_a_unit"
            ),
        ]
