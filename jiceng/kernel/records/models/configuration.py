"""The county's own rules as versioned rows (decisions.md 27)."""

from __future__ import annotations

from django.db import models


class Configuration(models.Model):
    """One version of one rule. Never changed once in force; a new version replaces it."""

    kind = models.CharField(max_length=24)
    key = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    content = models.JSONField()
    valid_from = models.DateTimeField()
    is_withdrawn = models.BooleanField(default=False)
    reason = models.CharField(max_length=200)
    by = models.CharField(max_length=80)
    approved_by = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "key", "version"], name="one_row_a_version"),
        ]
        indexes = [models.Index(fields=["kind", "key", "valid_from"], name="rule_in_force")]


class IdempotentAnswer(models.Model):
    """What was answered to a key, kept encrypted for 7 days (decisions.md 25)."""

    key = models.CharField(max_length=64, unique=True)
    """A keyed hash of key, caller and path: nobody can read another's answer by its key."""
    body = models.CharField(max_length=64)
    answer = models.BinaryField()
    at = models.DateTimeField(db_index=True)


class Tally(models.Model):
    """How often something was tried in a window, by keyed hash; swept after a day."""

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField(default=0)
    until = models.DateTimeField()
