"""Party members in their organisation's statutory register, and how they move between branches.

Kept: what the statutes ask a branch to keep. Not kept: wage, family, telephone and identity
numbers, addresses, opinions (README).
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from jiceng.kernel.records.advance import Movable
from jiceng.kernel.records.models import PathField, Person
from jiceng.party.models.organisations import Organisation


class Member(models.Model):
    """A member as the register has them today."""

    number = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=40)
    born_on = models.DateField()
    """The statutes ask for eighteen years at the application (facts.md §5.4 R01)."""
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="members")
    path = PathField()
    """Of the organisation; what reach is decided by."""
    group = models.CharField(max_length=40, blank=True)
    standing = models.CharField(max_length=16)
    """probationary, full, suspended (停止党籍) or left."""
    accepted_on = models.DateField()
    """The day of the members' meeting that accepted; probation counts from it."""
    full_on = models.DateField(null=True)
    """The day from which membership counts in full; party age runs from here."""
    left_on = models.DateField(null=True)
    left_because = models.CharField(max_length=24, blank=True)
    person = models.OneToOneField(
        Person, null=True, on_delete=models.PROTECT, related_name="party_member"
    )
    """The account the member reads their own record with, where there is one."""
    is_leader = models.BooleanField(default=False)
    """A leading cadre, who takes part in two bodies' organisational life (facts.md §5.2)."""
    is_sample = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["path", "standing", "id"], name="member_by_organisation"),
            models.Index(fields=["name"], name="member_by_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Affiliation(models.Model):
    """Where a member belonged, from one day to another; appended, never rewritten."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="affiliations")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True)
    letter = models.CharField(max_length=60, blank=True)
    """The number of the letter of introduction."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member"], condition=Q(until=None), name="one_present_affiliation"
            ),
        ]


class GroupMembership(models.Model):
    """In which group (党小组) of a branch a member was, from one day to another; appended.

    A group is there while somebody is in it.
    """

    member = models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="group_memberships", db_index=False
    )
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=40)
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member"], condition=Q(until=None), name="one_present_group"
            ),
        ]
        indexes = [models.Index(fields=["member", "since"], name="group_by_member")]


class MobilePeriod(models.Model):
    """A member away for long, with a certificate: may take part elsewhere, not vote there."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="mobile_periods")
    certificate = models.CharField(max_length=40)
    since = models.DateField()
    destination = models.CharField(max_length=80)
    """A county or city, never an address."""
    contact_member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    """Who of the branch keeps in touch."""
    until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member"], condition=Q(until=None), name="one_present_absence"
            ),
        ]


class Transfer(Movable):
    """A member's affiliation moves; both sides confirm. `unit` is the side that must act."""

    subject_kind = "transfer"

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="transfers")
    from_organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    to_organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    letter = models.CharField(max_length=60, blank=True)
    released_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(state__in=("asked", "released")),
                name="one_open_transfer",
            ),
        ]


class Correction(Movable):
    """A member asks that something in their own record be put right."""

    subject_kind = "correction"

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="corrections")
    field = models.CharField(max_length=24)
    goes_above = models.BooleanField(null=True)
    """Asked by whoever keeps the branch: the committee above answers it."""

    def work_role(self, actor: str) -> str:
        return "party_committee" if self.goes_above else actor
