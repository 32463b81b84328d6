"""What happened, when, under which rules. Appended, never edited (decisions.md 23)."""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models


class AppendOnly(models.QuerySet["JournalEntry"]):
    """Refuses what would rewrite history."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError("the journal is not rewritten; append a correction")

    def delete(self) -> NoReturn:
        raise TypeError("the journal is not erased; it expires by retention rule")


class JournalEntry(models.Model):
    """One line. `mac` covers the line and the `mac` before it; `seq` has no gaps."""

    seq = models.BigIntegerField(unique=True)
    at = models.DateTimeField()
    kind = models.CharField(max_length=40)
    subject_kind = models.CharField(max_length=30)
    subject_id = models.BigIntegerField()
    appointment = models.BigIntegerField()
    """The appointment acting; 0 is the system, -1 the public."""
    unit = models.CharField(max_length=24, blank=True)
    from_state = models.CharField(max_length=30, blank=True)
    to_state = models.CharField(max_length=30, blank=True)
    payload = models.TextField()
    """Canonical JSON: codes, instants, ids of erasable rows, rule versions; never free text."""
    mac = models.CharField(max_length=64)

    objects = AppendOnly.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "seq"], name="journal_of_subject"),
        ]


class Note(models.Model):
    """Words somebody wrote. Erasable, because the journal only holds its id."""

    subject_kind = models.CharField(max_length=30)
    subject_id = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    text = models.TextField()
    is_public = models.BooleanField(default=False)
    appointment = models.BigIntegerField()
    at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="note_of_subject")]


class Attachment(models.Model):
    """A picture or PDF, re-encoded and stored under its own hash; never its original name."""

    upload = models.UUIDField(unique=True)
    subject_kind = models.CharField(max_length=30, blank=True)
    subject_id = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=16)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    moment = models.CharField(max_length=12, default="report")
    at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="attachment_of_subject")
        ]


class Document(models.Model):
    """A policy document that rules rest on: number, period of force, what it replaces (S7)."""

    number = models.CharField(max_length=60, unique=True)
    title = models.CharField(max_length=200)
    issuer = models.CharField(max_length=80)
    issued_on = models.DateField(null=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    supersedes = models.ForeignKey("self", null=True, on_delete=models.PROTECT)
    is_verified = models.BooleanField(default=False)
