"""Surveys, the versions of their forms, slips and answers (issue 5, item 10; ADR 0014).

An answer of a resident has no time, no account, no address and nothing that joins it to a slip or
to an answer of another survey. A unit's answer is the unit's.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from jiceng.kernel.records.advance import Movable
from jiceng.kernel.records.models import PathField
from jiceng.kernel.words import N_

DOORS = {
    "open": N_("公开链接，谁都可以填"),
    "slips": N_("凭一次性填写码"),
    "units": N_("由单位填报，一个单位一份"),
}


class Survey(Movable):
    """A survey of the unit `unit`. What it asks stands in the current one of its forms."""

    subject_kind = "survey"

    entry = models.CharField(max_length=8)
    """open, slips or units: who may answer, and how often."""
    people = models.JSONField(default=dict)
    """Group -> how many are expected to answer."""
    about = models.JSONField(default=list)
    """Codes of areas or units the answers are told apart by; empty for none."""
    closes_on = models.DateField()
    """The last day answers are taken."""
    form_version = models.PositiveSmallIntegerField(default=1)
    drafted_by = models.BigIntegerField()
    """The appointment."""
    sent_by = models.BigIntegerField(null=True)
    """Who sent it for approval; somebody else approves."""
    cost = models.JSONField(default=dict)
    """As it was confirmed: seconds of the ways, people, hours, ceiling, source of the estimates."""
    approved_by = models.BigIntegerField(null=True)
    slip_key = models.CharField(max_length=64, blank=True)
    """Under which slips are kept; destroyed when the survey is closed."""
    slips_made = models.PositiveIntegerField(default=0)
    closed_on = models.DateField(null=True)
    result = models.JSONField(default=dict)
    """Counts by version and question, rates by subject; a function of the answers."""
    is_sample = models.BooleanField(default=False)

    hours_over = ""
    ceiling_hours = 0
    answer_count = 0
    least_answers = 0
    is_past = False
    """Put on by `queries.surveys.ready`; guards ask for them."""

    class Meta:
        indexes = [models.Index(fields=["unit_path", "id"], name="survey_by_path")]

    def work_role(self, actor: str) -> str:
        """An office of the county has its approval from whoever signs for the county."""
        return "signatory" if actor == "leader" and self.tier == "county" else actor


class SurveyForm(models.Model):
    """A version of a form. Answers keep the one they were given to."""

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="forms")
    version = models.PositiveSmallIntegerField()
    content = models.JSONField()
    reason = models.CharField(max_length=200, blank=True)
    """Why it was changed after publication."""
    written_by = models.BigIntegerField()
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["survey", "version"], name="one_form_a_version"),
        ]


class SurveyUnit(models.Model):
    """A unit that is asked to answer."""

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="units")
    unit = models.CharField(max_length=24)
    unit_path = PathField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["survey", "unit"], name="unit_asked_once"),
        ]
        indexes = [models.Index(fields=["unit_path"], name="survey_by_unit")]


class SurveySlip(models.Model):
    """A slip handed out on paper: its keyed hash alone, for nobody in particular."""

    hash = models.CharField(max_length=64, primary_key=True)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="slips")
    about = models.CharField(max_length=24, blank=True)
    is_spent = models.BooleanField(default=False)


class SurveyAnswer(models.Model):
    """One filled-in form under a random number. No time, no order."""

    number = models.CharField(max_length=12, primary_key=True)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="answers")
    form_version = models.PositiveSmallIntegerField()
    about = models.CharField(max_length=24, blank=True)
    unit = models.CharField(max_length=24, blank=True)
    """The unit that answered; empty for everybody else."""
    said = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "unit"], condition=~Q(unit=""), name="one_answer_a_unit"
            ),
        ]
