"""Files of member development: one an applicant, and the records of their steps (facts.md §5.4).

Of political review a file keeps the day, the conclusion and the number of the paper; nothing of
what the paper says. Of a ballot it keeps counts. Records are appended: a correction is a new record
with its reason, and nothing is rewritten.
"""

from __future__ import annotations

from django.db import models

from jiceng.kernel.records.advance import Movable
from jiceng.party.models.members import Member
from jiceng.party.models.organisations import Organisation


class Development(Movable):
    """One admission, from the application to the archive. `title` is the applicant's name."""

    subject_kind = "member_development"

    applicant = models.CharField(max_length=40)
    born_on = models.DateField()
    """The statutes ask for eighteen years at the application (facts.md §5.4 R01)."""
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="developments"
    )
    member = models.OneToOneField(
        Member, null=True, on_delete=models.PROTECT, related_name="development"
    )
    """Once admitted: their line in the register."""
    came_from = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="+"
    )
    """The branch that accepted, where the file has followed its member to another."""
    opened_by = models.BigIntegerField()
    """The appointment."""
    is_sample = models.BooleanField(default=False)

    failed: dict[str, object] = {}
    conclusions: dict[str, str] = {}
    ballot: object = None
    """Put on by `queries.development.with_facts`; guards ask for them."""

    class Meta:
        indexes = [
            models.Index(fields=["unit_path", "state", "id"], name="development_by_state"),
            models.Index(fields=["unit_path", "stage_due_at"], name="development_by_due"),
        ]

    def title_for(self, role: str) -> str:
        """The branch reads its applicant's name; those above the number, until they say why."""
        return self.title if role == "branch_secretary" else self.number


class StepRecord(models.Model):
    """One step as somebody recorded it. The last of a chain of corrections counts."""

    development = models.ForeignKey(Development, on_delete=models.PROTECT, related_name="records")
    step = models.CharField(max_length=24)
    on = models.DateField()
    values = models.JSONField(default=dict)
    """What `rules/steps.py` asks for; members by key, organisations by code."""
    has_paper = models.BooleanField(null=True)
    """Whether the step's paper lies in the file; None when nobody has looked."""
    replaces = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    is_withdrawn = models.BooleanField(default=False)
    """Says that what it replaces no longer counts: the step has to be taken again."""
    reason = models.CharField(max_length=300, blank=True)
    recorded_by = models.BigIntegerField()
    """The appointment."""
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["development", "id"], name="step_of_development"),
        ]
