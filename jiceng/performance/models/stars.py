"""A branch's stars of one year, and what they rest on (facts.md §4.2)."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import Q

from jiceng.kernel.records.advance import Movable


class StarRating(Movable):
    """One branch in one year. `unit` is the branch's own, known as a unit alone (ADR 0011)."""

    subject_kind = "star_rating"

    year = models.PositiveSmallIntegerField()
    scheme = models.CharField(max_length=40)
    scheme_version = models.PositiveIntegerField()
    """The version it was opened under; a later one changes nothing of it."""
    stars = models.JSONField(default=list)
    """Keys of the stars, as worked out when the committee endorsed it; empty before."""
    mass_eligible = models.PositiveIntegerField(default=0)
    mass_cast = models.PositiveIntegerField(default=0)
    mass_support = models.PositiveIntegerField(default=0)
    """Counts alone: nobody's vote is kept."""
    submitted_by = models.BigIntegerField(null=True)
    endorsed_by = models.BigIntegerField(null=True)
    """The appointments."""
    edge_reason = models.CharField(max_length=200, blank=True)
    """Why the committee decided for a branch that the quota could not tell apart."""
    notice_number = models.CharField(max_length=60, blank=True)
    notice_from = models.DateField(null=True)
    notice_until = models.DateField(null=True)
    objections = models.PositiveSmallIntegerField(default=0)
    decision_number = models.CharField(max_length=60, blank=True)
    awarded_on = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    withdrawal_number = models.CharField(max_length=60, blank=True)
    withdrawn_on = models.DateField(null=True)
    is_sample = models.BooleanField(default=False)

    has_quorum = False
    unchecked_evidence = 0
    won: tuple[str, ...] = ()
    quota_place = ""
    notice_days_left = 0
    """Put on by `queries.stars.ready`; guards ask for them."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year"], condition=~Q(state="declined"), name="one_rating_a_year"
            ),
        ]
        indexes = [
            models.Index(fields=["unit_path", "year", "id"], name="star_rating_by_path"),
            models.Index(fields=["state", "year"], name="star_rating_by_state"),
        ]


class StarEvidence(models.Model):
    """What was on file for one criterion, or what makes a veto hold."""

    rating = models.ForeignKey(StarRating, on_delete=models.CASCADE, related_name="evidence")
    criterion = models.CharField(max_length=40)
    """Key of a criterion or a veto of the scheme."""
    is_veto = models.BooleanField(default=False)
    value = models.DecimalField(max_digits=16, decimal_places=4, null=True)
    numerator = models.BigIntegerField(null=True)
    denominator = models.BigIntegerField(null=True)
    rule_version = models.PositiveIntegerField(default=1)
    """Of the indicator's definition."""
    as_of = models.DateTimeField()
    url = models.CharField(max_length=300, blank=True)
    """Opens the records behind an indicator."""
    proof = models.CharField(max_length=200, blank=True)
    """Which paper or record shows it, for what no indicator counts."""
    entered_by = models.BigIntegerField(null=True)
    """The appointment; empty for what an indicator says."""
    checked_by = models.BigIntegerField(null=True)
    holds = models.BooleanField(null=True)
    """What whoever checked found; empty while nobody looked."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rating", "criterion"], name="one_evidence_each"),
        ]

    @property
    def counted(self) -> Decimal | None:
        """The value as it counts: what was looked at and found untrue counts nothing."""
        return None if self.holds is False else self.value
