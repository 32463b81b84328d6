"""Rosters (值班表): who stands which shift, and what one shift tells the next."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from jiceng.emergency.models.checkpoints import Checkpoint
from jiceng.emergency.models.emergencies import Emergency
from jiceng.kernel.records.advance import Movable
from jiceng.kernel.records.models import Appointment, Person


class Roster(Movable):
    """The shifts of an emergency's checkpoints for some days; `unit` is the office making it."""

    subject_kind = "roster"

    emergency = models.ForeignKey(Emergency, on_delete=models.PROTECT, related_name="rosters")
    first_day = models.DateField()
    last_day = models.DateField()
    pattern = models.CharField(max_length=24)
    turns = models.JSONField()
    """The pattern's turns as they were when the roster was made: [["00:00", "08:00"], …]."""
    posts = models.JSONField(default=list)
    """Posts whose holders may be asked."""
    asked_at = models.DateTimeField(null=True)
    """Since when it waits to be filled; none: nothing waits."""
    filled_at = models.DateTimeField(null=True)
    fewest = models.PositiveSmallIntegerField(default=0)
    most = models.PositiveSmallIntegerField(default=0)
    """Shifts of one person, when it was filled last."""
    is_sample = models.BooleanField(default=False)

    missing = 0
    """Put on by `queries.rosters.ready`: people who lack."""

    class Meta:
        indexes = [models.Index(fields=["-first_day", "-id"], name="roster_latest")]

    def __str__(self) -> str:
        return self.title


class DayLead(models.Model):
    """The leader on duty on one day of a roster."""

    roster = models.ForeignKey(Roster, on_delete=models.PROTECT, related_name="leads")
    day = models.DateField()
    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["roster", "day"], name="one_lead_a_day"),
        ]


class Shift(models.Model):
    """One turn of one day at one checkpoint."""

    roster = models.ForeignKey(Roster, on_delete=models.PROTECT, related_name="shifts")
    checkpoint = models.ForeignKey(Checkpoint, on_delete=models.PROTECT, related_name="shifts")
    day = models.DateField()
    turn = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    needed = models.PositiveSmallIntegerField()
    filled = models.PositiveSmallIntegerField(default=0)
    """How many duties it has; changed in the statement that gives or takes one."""

    class Meta:
        indexes = [
            models.Index(fields=["checkpoint", "day"], name="shift_by_checkpoint"),
            models.Index(fields=["day", "id"], name="shift_by_day"),
            models.Index(
                fields=["roster", "day", "turn"], name="shift_gap",
                condition=Q(filled__lt=F("needed")),
            ),
        ]  # fmt: skip
        constraints = [
            models.UniqueConstraint(
                fields=["roster", "checkpoint", "day", "turn"], name="one_shift_a_turn"
            ),
        ]


class Duty(models.Model):
    """Somebody stands a shift. Nobody stands two that begin together: the database refuses it."""

    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="duties")
    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    is_fixed = models.BooleanField(default=False)
    """Given by hand or swapped: it stays when the roster is filled again."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "starts_at"], name="one_duty_at_a_time"),
        ]


class DayOff(models.Model):
    """A day somebody cannot stand. Why is asked by nobody."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "day"], name="one_day_off"),
        ]


class Swap(models.Model):
    """Two duties whose holders want to change places; it happens once both have said so."""

    mine = models.ForeignKey(Duty, on_delete=models.CASCADE, related_name="asked_swaps")
    theirs = models.ForeignKey(Duty, on_delete=models.CASCADE, related_name="offered_swaps")
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    is_agreed = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mine", "theirs"], name="one_swap_waits", condition=Q(answered_at=None)
            ),
        ]


class HandOver(models.Model):
    """What one shift tells the next: counts, stock and things left over; of persons nothing."""

    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="hand_overs")
    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=300)
    stock = models.CharField(max_length=200, blank=True)
    events = models.PositiveIntegerField(null=True)
    """How many things were dealt with; a number, never whom they were about."""
    at = models.DateTimeField()
