"""Cases, who may be called back, and what hangs on a case: call-ups, re-checks."""

from __future__ import annotations

from datetime import datetime

from django.db import models

from jiceng.kernel.records.advance import Movable
from jiceng.kernel.records.models import PathField, Person, SealedContact


class Case(Movable):
    """One matter raised by somebody, from report to archive."""

    subject_kind = "case"

    source = models.CharField(max_length=16)
    text = models.TextField()
    case_type = models.CharField(max_length=20, blank=True)
    type_version = models.BigIntegerField(default=0)
    """The configuration row that gave the terms: a later change touches no open case."""
    level = models.CharField(max_length=8, blank=True)
    is_small = models.BooleanField(default=False)
    grid_code = models.CharField(max_length=15, blank=True)
    area_code = models.CharField(max_length=15, blank=True)
    located_by = models.CharField(max_length=12, blank=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    place_text = models.CharField(max_length=120, blank=True)
    because = models.JSONField(default=list)
    promised = models.CharField(max_length=24, blank=True)
    """The promise in the words it was given in: a later rule changes no old promise."""
    code_mark = models.CharField(max_length=64, blank=True)
    reported_at = models.DateTimeField()
    happened_at = models.DateTimeField(null=True)
    dispatched_at = models.DateTimeField(null=True)
    signed_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    handled_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    reopen_until = models.DateTimeField(null=True)
    handler_person = models.BigIntegerField(null=True)
    handler_unit = models.CharField(max_length=24, blank=True)
    handled_tier = models.CharField(max_length=12, blank=True)
    verifier_person = models.BigIntegerField(null=True)
    verifier_unit = models.CharField(max_length=24, blank=True)
    is_simple = models.BooleanField(default=False)
    is_final_unit = models.BooleanField(default=False)
    asked_extension = models.CharField(max_length=24, blank=True)
    """The term asked for and not yet answered, as `Term` writes itself."""
    send_backs = models.PositiveSmallIntegerField(default=0)
    extensions = models.PositiveSmallIntegerField(default=0)
    reworks = models.PositiveSmallIntegerField(default=0)
    reopenings = models.PositiveSmallIntegerField(default=0)
    merged_into = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="children"
    )
    rating = models.PositiveSmallIntegerField(null=True)
    rated_at = models.DateTimeField(null=True)
    is_sample = models.BooleanField(default=False)

    send_back_cap = 2
    extension_cap = 1
    has_expired = False
    may_reopen = False
    """The last four are facts of the rules in force, put on by `queries.with_rules`."""

    class Meta:
        indexes = [
            models.Index(fields=["area_path", "state"], name="case_by_area"),
            models.Index(fields=["unit_path", "state"], name="case_by_unit"),
            models.Index(fields=["grid_code", "reported_at"], name="case_near"),
            models.Index(fields=["state", "due_at"], name="case_by_state"),
            models.Index(fields=["reported_at"], name="case_by_report"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def closed_since(self) -> datetime | None:
        """Since when it is closed; None while it is open again. `closed_at` keeps the last closing.

        Reopening takes `handled_at` away, so an archived case that has been reopened and never
        handled again (it was merged) is not closed either.
        """
        is_closed = self.state == "closed" or (
            self.state == "archived" and not (self.reopenings and self.handled_at is None)
        )
        return self.closed_at if is_closed else None

    @property
    def paused_since(self) -> datetime | None:
        """Since when both clocks stand still; None while they run."""
        return self.entered_at if self.state == "suspended" else None

    @property
    def work_place(self) -> str:
        return self.place_text

    def work_role(self, actor: str) -> str:
        if actor != "holder":
            return actor
        return "worker" if self.tier == "grid" else "handler"

    def work_tier(self, role: str) -> str:
        """Who judges stands one tier above who did it; only the county judges the county."""
        if role in ("verifier", "approver"):
            return "town" if self.tier in ("grid", "community") else "county"
        return self.tier


class Contact(SealedContact):
    """How to reach whoever reported one case. Erased by rule; never looked up across cases."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="contact")


class Extension(models.Model):
    """One request for more time and its answer; counted, never hidden (decisions.md 29)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="asked")
    term = models.CharField(max_length=24)
    reason = models.CharField(max_length=300)
    asked_at = models.DateTimeField()
    due_before = models.DateTimeField()
    due_after = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    is_granted = models.BooleanField(null=True)


class CallUp(Movable):
    """A town calls units to the scene; one of three lawful reasons (facts.md §1.8)."""

    subject_kind = "call_up"

    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="call_ups")
    reason_kind = models.CharField(max_length=12)
    """demand, enforcement or emergency."""
    place_text = models.CharField(max_length=120, blank=True)
    called_by = models.BigIntegerField()
    called_at = models.DateTimeField()
    arrive_by = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    @property
    def work_place(self) -> str:
        return self.place_text

    @property
    def absent(self) -> list[str]:
        return [u.unit for u in self.units.all() if not u.arrived_at and not u.excuse]


class CalledUnit(models.Model):
    """One unit called to the scene, when it came, and what the town thought of it."""

    call_up = models.ForeignKey(CallUp, on_delete=models.PROTECT, related_name="units")
    unit = models.CharField(max_length=24)
    unit_path = PathField()
    is_lead = models.BooleanField(default=False)
    arrived_at = models.DateTimeField(null=True)
    excuse = models.CharField(max_length=200, blank=True)
    rating = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["call_up", "unit"], name="unit_called_once"),
        ]


class Recheck(Movable):
    """A closed case drawn by lot and looked at again by somebody who did not handle it."""

    subject_kind = "recheck"

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="recheck")
    drawn_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True)

    def work_tier(self, role: str) -> str:
        """One tier above whoever handled the case, like the first verification."""
        return "town" if self.tier in ("grid", "community") else "county"


class SavedFilter(models.Model):
    """A search somebody wants to find again; belongs to the person, says nothing about others."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="filters")
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=400)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "name"], name="one_filter_a_name"),
        ]
