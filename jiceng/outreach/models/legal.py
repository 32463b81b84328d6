"""Sessions of legal publicity, lawyers on duty, and disputes handed on as cases (facts.md §9)."""

from __future__ import annotations

from django.db import models

from jiceng.casework.models import Case
from jiceng.outreach.models.activities import Activity


class LegalSession(models.Model):
    """What an activity of legal publicity is about; its attendance is the activity's."""

    activity = models.OneToOneField(Activity, on_delete=models.PROTECT, related_name="legal")
    programme = models.CharField(max_length=8)
    """Key of the year's programme, which is configuration."""
    place_kind = models.CharField(max_length=16)
    """Key of the kind of place it goes into, as its programme names them."""
    law = models.CharField(max_length=24)
    """Key of what is made known."""
    speaker = models.CharField(max_length=40, blank=True)
    """Name under which whoever speaks is announced; never a number or an address."""
    materials = models.PositiveIntegerField(null=True)
    """Leaflets handed out; none while it was not held."""
    consulted = models.PositiveIntegerField(null=True)
    """How many asked for advice there, as a number."""

    class Meta:
        indexes = [
            models.Index(fields=["programme", "place_kind"], name="legal_session_by_programme"),
        ]


class Lawyer(models.Model):
    """Somebody who gives advice on behalf of an office; the name stands on the office's door."""

    name = models.CharField(max_length=20)
    office = models.CharField(max_length=60)
    unit = models.CharField(max_length=24)
    """The unit that sends them on duty."""
    advises_on = models.CharField(max_length=120, blank=True)
    """What they advise on, in words."""
    is_active = models.BooleanField(default=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "office"], name="one_lawyer_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class LegalDuty(models.Model):
    """A lawyer's hours at a place: an activity whose bookings are the appointments."""

    activity = models.OneToOneField(Activity, on_delete=models.PROTECT, related_name="legal_duty")
    lawyer = models.ForeignKey(Lawyer, on_delete=models.PROTECT, related_name="duties")


class HandedOver(models.Model):
    """A dispute that came up at a session or on duty and went on as a case."""

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="handed_over")
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
