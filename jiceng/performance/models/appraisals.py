"""A secretary's appraisal, who may be drawn, slips and ballots (facts.md §3.2, ADR 0014).

Between candidates, slips and ballots there is no column, no time and no order that joins them.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from jiceng.kernel.records.advance import Movable


class Appraisal(Movable):
    """The post of secretary of an organisation in a year. `unit` is the organisation's own."""

    subject_kind = "appraisal"

    year = models.PositiveSmallIntegerField()
    scheme = models.JSONField()
    """parts, classes, thresholds, values as they stood when it was opened."""
    reported_by = models.BigIntegerField(null=True)
    """The appointment."""
    on_site = models.PositiveSmallIntegerField(null=True)
    daily = models.PositiveSmallIntegerField(null=True)
    """Points from 0 to 100."""
    review_words = models.CharField(max_length=300, blank=True)
    """What both rest on."""
    seats = models.JSONField(default=dict)
    """Class of raters -> how many seats were drawn, which is how many slips were made."""
    seed = models.CharField(max_length=64, blank=True)
    """Of the draw; published with the list of candidates."""
    slip_key = models.CharField(max_length=64, blank=True)
    """Under which slips are kept; destroyed when the vote is closed."""
    vote_until = models.DateTimeField(null=True)
    result = models.JSONField(default=dict)
    """Counts by class, points of each part and the total, the grade by rule."""
    grade = models.CharField(max_length=12, blank=True)
    """As the committee decided."""
    grade_reason = models.CharField(max_length=300, blank=True)
    """Why, where it differs from the rule."""
    decision_number = models.CharField(max_length=60, blank=True)
    decided_on = models.DateField(null=True)
    is_sample = models.BooleanField(default=False)

    is_reviewed = False
    panel_size = 0
    ballots_hide = False
    """Put on by `queries.appraisals.ready`; guards ask for them."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year"],
                condition=~Q(state="cancelled"),
                name="one_appraisal_a_year",
            ),
        ]
        indexes = [models.Index(fields=["unit_path", "year", "id"], name="appraisal_by_path")]


class RaterCandidate(models.Model):
    """Somebody who may be drawn, by a code that is known on paper; no name, no account."""

    appraisal = models.ForeignKey(Appraisal, on_delete=models.CASCADE, related_name="candidates")
    code = models.CharField(max_length=40)
    rater_class = models.CharField(max_length=24)
    from_unit = models.CharField(max_length=60)
    recusal = models.CharField(max_length=120, blank=True)
    """Why they may not be drawn; empty for whoever may."""
    is_drawn = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["appraisal", "code"], name="one_candidate_a_code"),
        ]


class Slip(models.Model):
    """A slip handed out on paper: its keyed hash alone, for nobody in particular."""

    hash = models.CharField(max_length=64, primary_key=True)
    appraisal = models.ForeignKey(Appraisal, on_delete=models.CASCADE, related_name="slips")
    rater_class = models.CharField(max_length=24)
    is_spent = models.BooleanField(default=False)


class Ballot(models.Model):
    """A ballot: a random number, the class it counts in, what it says. No time, no order."""

    number = models.CharField(max_length=12, primary_key=True)
    appraisal = models.ForeignKey(Appraisal, on_delete=models.CASCADE, related_name="ballots")
    rater_class = models.CharField(max_length=120)
    """After closing the merged class, where a class alone was too small to hide in."""
    choice = models.CharField(max_length=12)
    said = models.JSONField(null=True)
    """What came up with the choice, where the ballot is a form; counted, never listed."""
