"""The catalogue of indicators, series an authority published, and values that were published.

Nothing here is changed once written: a definition gets a version, a value a revision, what was
published a re-statement that names what it replaces (ADR 0012).
"""

from __future__ import annotations

from django.db import models


class Indicator(models.Model):
    """One version of an entry of the catalogue (rules/catalogue.py says what the words mean)."""

    code = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=120, blank=True)
    definition = models.CharField(max_length=600)
    unit = models.CharField(max_length=24)
    formula = models.CharField(max_length=400, blank=True)
    period_kind = models.CharField(max_length=12)
    places = models.PositiveSmallIntegerField(default=1)
    scope = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=200, blank=True)
    owner = models.CharField(max_length=24, blank=True)
    target = models.DecimalField(max_digits=22, decimal_places=6, null=True)
    direction = models.CharField(max_length=8, blank=True)
    basis = models.CharField(max_length=200, blank=True)
    quote = models.CharField(max_length=300, blank=True)
    quoted_from = models.DateField(null=True)
    quoted_to = models.DateField(null=True)
    disclosure = models.CharField(max_length=12, blank=True, db_default="", default="")
    valid_from = models.DateField()
    written_at = models.DateTimeField()
    appointment = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="one_indicator_version"),
        ]


class SeriesFile(models.Model):
    """A file of published values that was taken in; the file itself is not kept."""

    name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64, unique=True)
    source = models.CharField(max_length=200)
    taken_at = models.DateTimeField()
    appointment = models.BigIntegerField()


class SeriesValue(models.Model):
    """What a source said of one indicator, subject and period; a revision is another row."""

    indicator = models.CharField(max_length=40)
    subject = models.CharField(max_length=24, blank=True)
    start = models.DateField()
    end = models.DateField()
    revision = models.PositiveIntegerField()
    value = models.DecimalField(max_digits=22, decimal_places=6)
    qualifier = models.CharField(max_length=2, blank=True)
    status = models.CharField(max_length=12)
    released_on = models.DateField()
    break_note = models.CharField(max_length=200, blank=True)
    """Why it cannot be compared with what lies before it; empty where it can."""
    rule_version = models.PositiveIntegerField()
    """The version of the definition it was taken in under."""
    file = models.ForeignKey(SeriesFile, on_delete=models.PROTECT, related_name="values")
    row = models.PositiveIntegerField()
    """Where it stands in the file."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "subject", "start", "end", "revision"], name="one_revision"
            ),
        ]


class PublishedValue(models.Model):
    """A value as it was told, with what made it; no later rule changes it."""

    indicator = models.CharField(max_length=40)
    subject = models.CharField(max_length=24, blank=True)
    start = models.DateField()
    end = models.DateField()
    value = models.DecimalField(max_digits=22, decimal_places=6)
    unit = models.CharField(max_length=24)
    qualifier = models.CharField(max_length=2, blank=True)
    numerator = models.BigIntegerField(null=True)
    denominator = models.BigIntegerField(null=True)
    rule_version = models.PositiveIntegerField()
    as_of = models.DateTimeField()
    published_at = models.DateTimeField()
    appointment = models.BigIntegerField()
    replaces = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    reason = models.CharField(max_length=200, blank=True)
    """Why it was stated anew."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "subject", "start", "end"],
                condition=models.Q(replaces=None),
                name="published_once",
            ),
        ]
