"""Where imported cases came from, and files on their way in."""

from __future__ import annotations

from django.db import models

from jiceng.casework.models.cases import Case
from jiceng.kernel.records.models import Person


class ImportedCase(models.Model):
    """Where an imported case came from, so that a second import of the file adds nothing."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="imported")
    source_name = models.CharField(max_length=40)
    external_id = models.CharField(max_length=60)
    flags = models.JSONField(default=list)
    """Codes of what was odd about the row."""
    kept = models.JSONField(default=dict)
    """Columns of the file that the product has no field for, as they stood."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source_name", "external_id"], name="imported_once"),
        ]


class ImportRun(models.Model):
    """One file sent from the desk: its columns named, looked over, then taken in."""

    kind = models.CharField(max_length=12, default="case")
    """What its rows become: case or problem."""
    key = models.UUIDField(unique=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="import_runs")
    unit = models.CharField(max_length=24)
    file_name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    header = models.JSONField(default=list)
    """The headings of the file, in order."""
    layout = models.JSONField(default=dict)
    """Which column is what, in the form of a mapping file."""
    doubled = models.JSONField(default=dict)
    """Numbers that several rows of the file carry -> the first of these rows."""
    stage = models.CharField(max_length=12)
    """named, checking, checked, importing, done, failed or dropped."""
    turn = models.PositiveIntegerField(default=0)
    """Counted up with every pass, so that a job of an earlier pass does nothing."""
    rows = models.PositiveIntegerField(default=0)
    passed = models.PositiveIntegerField(default=0)
    accepted = models.PositiveIntegerField(default=0)
    flagged = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    flags = models.JSONField(default=dict)
    sent_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    forget_at = models.DateTimeField(db_index=True)
    """When whatever is left of the rows is dropped; the counts stay."""

    class Meta:
        indexes = [models.Index(fields=["person", "sent_at"], name="import_by_person")]


class ImportPart(models.Model):
    """Some rows of a file waiting to be taken in, sealed under a key of their own."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="parts")
    place = models.PositiveIntegerField()
    key = models.BinaryField(null=True)
    sealed = models.BinaryField(default=bytes)
    """The rows as they stood in the file; empty once they are cases."""
    refused_key = models.BinaryField(null=True)
    refused = models.BinaryField(default=bytes)
    """The rows refused in the last pass, with every reason."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "place"], name="one_part_a_place"),
        ]
