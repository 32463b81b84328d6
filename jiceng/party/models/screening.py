"""Screenings of admissions: what was looked at, what each rule found, what became of it.

Read by the organisation department alone; everybody else sees counts (facts.md §5.4).
"""

from __future__ import annotations

from django.db import models

from jiceng.kernel.records.advance import Movable
from jiceng.kernel.records.models import PathField
from jiceng.party.models.organisations import Organisation


class Screening(models.Model):
    """One screening: a scope, and files of it looked at by the rules of their own days."""

    number = models.CharField(max_length=20, unique=True)
    title = models.CharField(max_length=80)
    scope = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    """Whose admissions are looked at, with everything below."""
    path = PathField()
    """Of the scope."""
    unit_path = PathField()
    """Of the organisation department that keeps it."""
    opened_by = models.BigIntegerField()
    """The appointment."""
    opened_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True)
    """When its files were last looked at."""
    versions = models.JSONField(default=list)
    """Versions of the rules on file at that time."""
    batches = models.JSONField(default=list)
    """What R20 and R21 saw across the files of one branch, for people to look at."""
    is_sample = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.number


class ScreenedFile(Movable):
    """One file of a screening. `unit` is the department that keeps it; the name stays inside."""

    subject_kind = "screened_file"

    screening = models.ForeignKey(Screening, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(max_length=40)
    branch = models.CharField(max_length=80, blank=True)
    """As the table writes it."""
    path = PathField(blank=True)
    """Of the branch where the register knows it; counts for its line are read by this."""
    source = models.CharField(max_length=8)
    """table or live."""
    mark = models.CharField(max_length=64)
    """What the file is known by when it comes again: its number, or a digest of what it says."""
    external_number = models.CharField(max_length=60, blank=True)
    development = models.CharField(max_length=20, blank=True)
    """The number of the live file."""
    facts = models.JSONField(default=dict)
    """As it was looked at: days and counts (`rules.file_json`)."""
    failed = models.PositiveSmallIntegerField(default=0)
    """Rules that failed, without those that only ask for a look."""
    unknown = models.PositiveSmallIntegerField(default=0)
    checked_at = models.DateTimeField()
    classification = models.CharField(max_length=24, blank=True)
    disposal = models.CharField(max_length=24, blank=True)
    decision_number = models.CharField(max_length=60, blank=True)
    archive_number = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["screening", "mark"], name="one_file_a_mark"),
        ]
        indexes = [
            models.Index(fields=["screening", "state", "id"], name="screened_by_state"),
            models.Index(fields=["path", "screening"], name="screened_by_path"),
        ]


class FileFinding(models.Model):
    """What one rule said about one file, by which version, and why; no names in it."""

    file = models.ForeignKey(ScreenedFile, on_delete=models.CASCADE, related_name="findings")
    screening = models.ForeignKey(Screening, on_delete=models.CASCADE, related_name="findings")
    rule = models.CharField(max_length=4)
    result = models.CharField(max_length=8)
    severity = models.CharField(max_length=8)
    reason = models.CharField(max_length=40)
    facts = models.JSONField(default=dict)
    clause = models.CharField(max_length=40, blank=True)
    document = models.CharField(max_length=120, blank=True)
    rule_version = models.PositiveIntegerField(default=0)
    is_unverified = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["screening", "rule", "result"], name="finding_by_rule"),
        ]
