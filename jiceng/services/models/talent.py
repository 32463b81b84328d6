"""Needs for skills, and offers of them: an offer belongs to the matter and ends with it.

No register of people is kept: after its end an offer is emptied, and so is its contact.
"""

from __future__ import annotations

from django.db import models

from jiceng.kernel.records.advance import Movable
from jiceng.kernel.records.models import PathField, SealedContact


class SkillNeed(Movable):
    """What a company, a community or a unit needs somebody for; public in its words."""

    subject_kind = "skill_need"

    poster = models.CharField(max_length=60)
    poster_kind = models.CharField(max_length=10)
    reached_at = models.CharField(max_length=60)
    """Office and its number; told to the other side once both said yes."""
    skill = models.CharField(max_length=24)
    detail = models.CharField(max_length=300)
    count = models.PositiveSmallIntegerField()
    way = models.CharField(max_length=8)
    area_code = models.CharField(max_length=15)
    until = models.DateField()
    posted_at = models.DateTimeField()
    matched_at = models.DateTimeField(null=True)
    """When both sides first said yes."""
    outcome = models.CharField(max_length=8, blank=True)
    ended_at = models.DateTimeField(null=True)
    is_sample = models.BooleanField(default=False)

    is_agreed = False
    """Put on by `queries.talent.ready`; the guard asks for it."""

    class Meta:
        indexes = [
            models.Index(fields=["ended_at", "until", "id"], name="skill_need_open"),
            models.Index(fields=["unit_path", "until", "id"], name="skill_need_by_unit"),
        ]


class TalentOffer(models.Model):
    """What a person or a team offers to do. Emptied by rule after its end."""

    number = models.CharField(max_length=20, unique=True)
    code_mark = models.CharField(max_length=64)
    skill = models.CharField(max_length=24, blank=True)
    statement = models.CharField(max_length=300, blank=True)
    is_team = models.BooleanField(default=False)
    way = models.CharField(max_length=8)
    area_path = PathField(blank=True)
    free_from = models.DateField()
    free_until = models.DateField()
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    is_sample = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["skill", "ended_at", "id"], name="talent_offer_open")]


class OfferContact(SealedContact):
    """How somebody who offers may be reached: one row each, sealed, never looked up across rows."""

    offer = models.OneToOneField(TalentOffer, on_delete=models.PROTECT, related_name="contact")


class Pairing(models.Model):
    """An offer proposed for a need, why it fits, and what both sides say to it."""

    need = models.ForeignKey(SkillNeed, on_delete=models.PROTECT, related_name="pairings")
    offer = models.ForeignKey(TalentOffer, on_delete=models.PROTECT, related_name="pairings")
    because = models.JSONField(default=list)
    proposed_at = models.DateTimeField()
    need_yes_at = models.DateTimeField(null=True)
    offer_yes_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)
    declined_by = models.CharField(max_length=5, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["need", "offer"], name="one_pairing_a_need_and_offer")
        ]

    @property
    def is_agreed(self) -> bool:
        """Both sides said yes, and neither thanked and declined."""
        return bool(self.need_yes_at and self.offer_yes_at and not self.declined_at)


class StationVisit(models.Model):
    """A visit, a talk or guidance about a need: the day and what came of it, no names."""

    need = models.ForeignKey(SkillNeed, on_delete=models.PROTECT, related_name="visits")
    on = models.DateField()
    kind = models.CharField(max_length=10)
    note = models.CharField(max_length=300)
    at = models.DateTimeField()
