"""Organisational life: meetings, who was missing, what was decided, the ledgers (facts.md §5.2).

Kept of attendance: who asked leave or stayed away, and the leading cadres who came; everybody
without a row was there. Talks and reviews are counts. Who said or voted what is nowhere.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from jiceng.casework.models import Problem, SupervisionItem
from jiceng.kernel.records.advance import Movable
from jiceng.kernel.records.models import PathField
from jiceng.party.models.members import Member
from jiceng.party.models.organisations import Organisation, Seat
from jiceng.party.rules.organisations import BRANCHES


class Meeting(Movable):
    """One meeting; recorded once, it stands in every ledger that asks for it (`LifeEntry`)."""

    subject_kind = "meeting"

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="meetings"
    )
    kinds = models.JSONField(default=list)
    """What it is held as, the main kind first (rules/life.py KINDS)."""
    group = models.CharField(max_length=40, blank=True)
    """Of a group's meeting, which."""
    on = models.DateField()
    begins_at = models.CharField(max_length=5, blank=True)
    """15:00, or nothing."""
    place = models.CharField(max_length=80, blank=True)
    chair = models.ForeignKey(Seat, null=True, on_delete=models.PROTECT, related_name="+")
    lecturer = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    guest_lecturer = models.CharField(max_length=80, blank=True)
    """Somebody from elsewhere, by office: 县委党校教师."""
    should_attend = models.PositiveSmallIntegerField(null=True)
    attended = models.PositiveSmallIntegerField(null=True)
    on_leave = models.PositiveSmallIntegerField(null=True)
    voters = models.PositiveSmallIntegerField(null=True)
    """Full members among those who should attend."""
    voters_present = models.PositiveSmallIntegerField(null=True)
    duration_minutes = models.PositiveSmallIntegerField(null=True)

    followed_up: tuple[str, ...] = ()
    closed_year: int | None = None
    """Put on by `queries.life.before_taking_back`; guards ask for them."""

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "on"], name="meeting_by_organisation"),
            models.Index(fields=["unit_path", "on", "state"], name="meeting_by_path"),
        ]

    def work_role(self, actor: str) -> str:
        """A committee's own meetings wait for the committee."""
        return actor if self.organisation.kind in BRANCHES else "party_committee"

    @property
    def work_place(self) -> str:
        return self.place


class AgendaPoint(models.Model):
    """What is on the agenda, and what suggested it."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="agenda")
    order = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "order"], name="one_point_a_place"),
        ]


class Attendance(models.Model):
    """An exception, or a leading cadre who came; seen inside the organisation alone."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendance")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    presence = models.CharField(max_length=8)
    """present, leave or absent."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "member"], name="one_presence_a_member"),
        ]


class Resolution(Movable):
    """What a meeting decided: with a day it is a task; handed over it is followed elsewhere."""

    subject_kind = "resolution"

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="resolutions")
    text = models.CharField(max_length=300)
    who = models.CharField(max_length=40, blank=True)
    """By duty in the branch: 组织委员."""
    due_on = models.DateField(null=True)
    problem = models.ForeignKey(
        Problem, null=True, on_delete=models.PROTECT, related_name="resolutions"
    )
    item = models.ForeignKey(
        SupervisionItem, null=True, on_delete=models.PROTECT, related_name="resolutions"
    )

    def work_role(self, actor: str) -> str:
        return self.meeting.work_role(actor)


class Talk(models.Model):
    """Heart-to-heart talks of one sort on one day: how many, never between whom or on what."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="talks")
    path = PathField()
    sort = models.CharField(max_length=20)
    on = models.DateField()
    count = models.PositiveSmallIntegerField()
    recorded_by = models.BigIntegerField()
    """The appointment."""
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["organisation", "on"], name="talk_by_organisation")]


class Review(models.Model):
    """A democratic review as counts per grade; never who, never how somebody voted."""

    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="review")
    graded = models.PositiveSmallIntegerField()
    """Full members who were graded."""
    probationary = models.PositiveSmallIntegerField()
    """Took part and were not graded."""
    ballots = models.PositiveSmallIntegerField()
    excellent = models.PositiveSmallIntegerField()
    qualified = models.PositiveSmallIntegerField()
    basically_qualified = models.PositiveSmallIntegerField()
    unqualified = models.PositiveSmallIntegerField()


class LifeEntry(models.Model):
    """One line of a ledger: a meeting or talks count as one kind, at one organisation, on a day."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="life_entries"
    )
    path = PathField()
    kind = models.CharField(max_length=20)
    part = models.CharField(max_length=40, blank=True)
    """The group or the sort of talk, where each owes its own."""
    on = models.DateField()
    meeting = models.ForeignKey(
        Meeting, null=True, on_delete=models.PROTECT, related_name="entries"
    )
    talk = models.ForeignKey(Talk, null=True, on_delete=models.PROTECT, related_name="entries")

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "on", "kind"], name="entry_by_organisation"),
            models.Index(fields=["path", "on"], name="entry_by_path"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(meeting__isnull=True) ^ Q(talk__isnull=True), name="entry_of_one_thing"
            ),
        ]


class LifePeriod(models.Model):
    """What one organisation owes of one kind in one period, and how much of it was held.

    Reckoned from the rules and the entries (actions/life_periods.py): what lists, reminders and
    figures count. The page of an organisation reckons anew.
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="life_periods"
    )
    path = PathField()
    kind = models.CharField(max_length=20)
    starts_on = models.DateField()
    ends_on = models.DateField()
    warn_on = models.DateField()
    """From this day on it is time to hold it."""
    required = models.PositiveSmallIntegerField()
    held = models.PositiveSmallIntegerField()
    rule_version = models.PositiveSmallIntegerField()
    reminded_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind", "starts_on"], name="one_period_a_kind"
            ),
        ]
        indexes = [
            models.Index(fields=["path", "ends_on", "held", "required"], name="period_by_path"),
            models.Index(fields=["warn_on", "ends_on"], name="period_by_warning"),
        ]
