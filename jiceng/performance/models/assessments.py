"""A year's assessment of a group of units: values entered, results, extras, objections.

Units and areas have results, persons never; results that were frozen are never written over.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from jiceng.kernel.records.advance import Movable
from jiceng.kernel.records.models import Configuration, PathField


class Assessment(Movable):
    """One group under one version of a scheme. `unit` is the office that keeps it."""

    subject_kind = "assessment"

    scheme = models.ForeignKey(Configuration, on_delete=models.PROTECT, related_name="+")
    """The version that counts, however the scheme changes afterwards."""
    group = models.CharField(max_length=60)
    starts_on = models.DateField()
    ends_on = models.DateField()
    opened_by = models.BigIntegerField()
    """The appointment."""
    yardsticks = models.JSONField(default=dict)
    """Target -> what is expected of the group; fixed when the assessment begins."""
    reckoned_at = models.DateTimeField(null=True)
    frozen_at = models.DateTimeField(null=True)
    frozen_by = models.BigIntegerField(null=True)
    published_at = models.DateTimeField(null=True)
    objections_until = models.DateTimeField(null=True)
    is_sample = models.BooleanField(default=False)

    period_runs = False
    missing_values = 0
    open_extras = 0
    open_objections = 0
    may_be_objected_to = False
    """Put on by `queries.assessments.ready`; guards ask for them."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "group"], condition=~Q(state="withdrawn"),
                name="one_assessment_a_group",
            ),
        ]  # fmt: skip


class EnteredValue(models.Model):
    """A value no record holds: inspected, surveyed, by a third party, of the unit itself.

    A later one of the same target, unit and type takes its place and leaves it standing.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="values")
    target = models.CharField(max_length=60)
    subject = models.CharField(max_length=24)
    case_type = models.CharField(max_length=20, blank=True)
    """Where a walk notes the type of what it found; empty for all together."""
    value = models.DecimalField(max_digits=16, decimal_places=4, null=True)
    numerator = models.PositiveIntegerField(null=True)
    denominator = models.PositiveIntegerField(null=True)
    late = models.PositiveIntegerField(default=0)
    proof = models.CharField(max_length=200)
    """Which paper shows it."""
    entered_by = models.BigIntegerField()
    entered_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "target", "subject", "case_type"],
                condition=Q(replaced_at=None), name="one_value_in_force",
            ),
        ]  # fmt: skip


class ExtraGiven(models.Model):
    """A bonus, a deduction or a veto, with its reason; counts once somebody else approved it."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="extras")
    subject = models.CharField(max_length=24)
    key = models.CharField(max_length=60)
    amount = models.DecimalField(max_digits=6, decimal_places=2)
    """What it adds to the unit's score or takes from it; nothing for a veto."""
    reason = models.CharField(max_length=300)
    given_by = models.BigIntegerField()
    given_at = models.DateTimeField()
    approved_by = models.BigIntegerField(null=True)
    approved_at = models.DateTimeField(null=True)


class UnitResult(models.Model):
    """A unit's result with every line behind it. Provisional ones are reckoned anew, others stay.

    A correction is a new row that says which one it replaces.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="results")
    subject = models.CharField(max_length=24)
    is_provisional = models.BooleanField(default=True)
    is_current = models.BooleanField(default=True)
    score = models.DecimalField(max_digits=6, decimal_places=2)
    half = models.DecimalField(max_digits=6, decimal_places=2)
    """Half the width of the 95 % interval."""
    assessed = models.DecimalField(max_digits=6, decimal_places=2)
    """Full points of what is known."""
    is_vetoed = models.BooleanField(default=False)
    band = models.PositiveSmallIntegerField()
    first_place = models.PositiveSmallIntegerField()
    last_place = models.PositiveSmallIntegerField()
    lines = models.JSONField(default=list)
    replaces = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    """Why it was corrected."""
    reckoned_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "subject"], condition=Q(is_current=True),
                name="one_result_in_force",
            ),
        ]  # fmt: skip


class AssessmentObjection(Movable):
    """A unit says that a line of its result is wrong. `unit` is the office that has to answer."""

    subject_kind = "assessment_objection"

    result = models.ForeignKey(UnitResult, on_delete=models.PROTECT, related_name="objections")
    target = models.CharField(max_length=60)
    subject = models.CharField(max_length=24)
    """The unit or area that objects."""
    subject_path = PathField()
    reason = models.CharField(max_length=1000)
    made_by = models.BigIntegerField()
    made_at = models.DateTimeField()
    answer = models.CharField(max_length=1000, blank=True)
    answered_by = models.BigIntegerField(null=True)
    answered_at = models.DateTimeField(null=True)
