"""Reserve cadres, staff sent to the front line, and what kinds of skill are needed (§3.3, S9).

Of nobody a score, a rank or an opinion is kept. A secondment is the kernel's appointment; what is
judged is whether it served its purpose.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from jiceng.kernel.records.models import Appointment, PathField
from jiceng.party.models.members import Member
from jiceng.party.models.organisations import Organisation


class ReserveCadre(models.Model):
    """A member a Party committee keeps in view for a kind of office."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="reserve")
    recommended_by = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="recommended"
    )
    path = PathField()
    """Of the organisation that recommended; what reach is decided by."""
    office = models.CharField(max_length=24)
    """The kind of office (rules/reserve.py OFFICES)."""
    since = models.DateField()
    approval_number = models.CharField(max_length=60)
    review_on = models.DateField()
    """When the committee looks again whether the entry stands."""
    ended_on = models.DateField(null=True)
    end_reason = models.CharField(max_length=120, blank=True)
    is_sample = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member"], condition=Q(ended_on=None), name="once_in_reserve"
            ),
        ]
        indexes = [models.Index(fields=["path", "ended_on", "id"], name="reserve_by_path")]


class Training(models.Model):
    """A course somebody of the reserve took part in: what about, how long, when. No marks."""

    cadre = models.ForeignKey(ReserveCadre, on_delete=models.PROTECT, related_name="trainings")
    course = models.CharField(max_length=80)
    skill = models.CharField(max_length=24)
    """What it was about (rules/reserve.py SKILLS)."""
    days = models.PositiveSmallIntegerField()
    on = models.DateField()


class SecondmentTask(models.Model):
    """What somebody was sent for."""

    appointment = models.ForeignKey(
        Appointment, on_delete=models.PROTECT, related_name="secondment_tasks"
    )
    text = models.CharField(max_length=200)
    set_on = models.DateField()
    done_on = models.DateField(null=True)


class SecondmentReview(models.Model):
    """Once a quarter the receiving community says whether the secondment served its purpose."""

    appointment = models.ForeignKey(
        Appointment, on_delete=models.PROTECT, related_name="secondment_reviews"
    )
    quarter = models.DateField()
    """Its first day."""
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    """The community's branch, which said it."""
    served = models.CharField(max_length=8)
    """yes, partly or no."""
    words = models.CharField(max_length=300)
    said_by = models.BigIntegerField()
    """The appointment."""
    said_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["appointment", "quarter"], name="one_review_a_quarter"),
        ]


class TalentNeed(models.Model):
    """An organisation needs so many people who can do something, until a day."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="talent_needs"
    )
    path = PathField()
    skill = models.CharField(max_length=24)
    office = models.CharField(max_length=24, blank=True)
    """The kind of office, where one is to be filled."""
    count = models.PositiveSmallIntegerField()
    purpose = models.CharField(max_length=200)
    posted_on = models.DateField()
    until = models.DateField()
    closed_on = models.DateField(null=True)
    is_sample = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["path", "until"], name="talent_need_by_path")]
