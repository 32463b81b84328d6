"""Applications, and how their applicants may be reached."""

from __future__ import annotations

from django.db import models

from jiceng.kernel.records.advance import Movable
from jiceng.kernel.records.models import SealedContact
from jiceng.services.models.points import ServicePoint


class Application(Movable):
    """What somebody asked for under one version of an item; `unit` decides it."""

    subject_kind = "application"

    item = models.CharField(max_length=40)
    item_version = models.PositiveIntegerField()
    """The version it was made under: a later one changes neither papers nor promise."""
    point = models.ForeignKey(ServicePoint, null=True, on_delete=models.PROTECT, related_name="+")
    """Where it was handed in; none for what came over the net."""
    channel = models.CharField(max_length=8)
    area_code = models.CharField(max_length=15, blank=True)
    note = models.CharField(max_length=500, blank=True)
    """What the applicant adds, without numbers that point at a person."""
    papers = models.JSONField(default=list)
    """Keys of papers that are there."""
    by_agent = models.BooleanField(default=False)
    """Somebody of the point or the family handed it in, with the applicant's word."""
    code_mark = models.CharField(max_length=64)
    submitted_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    supplement_asked_at = models.DateTimeField(null=True)
    supplemented_at = models.DateTimeField(null=True)
    examined_by = models.BigIntegerField(null=True)
    """The person who examined; somebody else decides."""
    decided_at = models.DateTimeField(null=True)
    is_same_day = models.BooleanField(default=False)
    is_kept = models.BooleanField(null=True)
    """Decided within the promise; empty while undecided."""
    spent_minutes = models.PositiveIntegerField(null=True)
    """Working minutes from acceptance to decision, without the time it waited for papers."""
    rating = models.PositiveSmallIntegerField(null=True)
    is_sample = models.BooleanField(default=False)

    lacking: tuple[str, ...] = ()
    is_instant = False
    """Put on by `queries.applications.ready`; guards ask for them."""

    class Meta:
        indexes = [
            models.Index(fields=["unit_path", "id"], name="application_of_unit"),
            models.Index(fields=["unit_path", "state", "id"], name="application_by_unit"),
            models.Index(fields=["unit_path", "item", "id"], name="application_of_item"),
            models.Index(
                fields=["item", "decided_at"],
                condition=models.Q(decided_at__isnull=False),
                name="application_decided_by_item",
            ),
            models.Index(fields=["state", "due_at"], name="application_by_state"),
            models.Index(
                fields=["decided_at"],
                condition=models.Q(decided_at__isnull=False),
                name="application_decided",
            ),
            models.Index(
                fields=["unit_path", "due_at", "id"],
                condition=models.Q(decided_at=None) & ~models.Q(state="withdrawn"),
                name="application_undecided",
            ),
        ]


class Applicant(SealedContact):
    """Name and telephone of who applied: one row each, sealed, never looked up across rows."""

    application = models.OneToOneField(
        Application, on_delete=models.PROTECT, related_name="applicant"
    )
