"""Party organisations, their committees' terms and who sits in them (facts.md §5.1)."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from jiceng.kernel.records.models import Area, PathField, Unit
from jiceng.party.rules.facts_of_file import Authority


def authority_of(may: bool, since: date | None, until: date | None) -> Authority:
    """The authority to approve as the checker takes it."""
    return (since, until) if may and (since or until) else may


class Organisation(models.Model):
    """A committee, general branch, branch or group. Code, name and path are its unit's."""

    unit = models.OneToOneField(Unit, on_delete=models.PROTECT, related_name="party_organisation")
    path = PathField(unique=True)
    kind = models.CharField(max_length=20)
    sector = models.CharField(max_length=20)
    home_units = models.JSONField(default=list)
    """Codes of the units of administration its members work in; several for a joint branch."""
    community = models.ForeignKey(Area, null=True, on_delete=models.PROTECT, related_name="+")
    """Where it stands; for services and co-building, never for reach."""
    founded_on = models.DateField()
    approval_number = models.CharField(max_length=60, blank=True)
    may_approve = models.BooleanField(default=False)
    """Whether it has or had authority to approve admissions (facts.md §5.4 R15)."""
    approves_since = models.DateField(null=True)
    approves_until = models.DateField(null=True)
    """The days between which that authority holds; empty days are open."""
    dissolved_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["kind", "path"], name="party_by_kind"),
        ]

    @property
    def authority(self) -> Authority:
        """Whether and when it may approve admissions."""
        return authority_of(self.may_approve, self.approves_since, self.approves_until)

    @property
    def code(self) -> str:
        return str(self.unit_id)

    @property
    def name(self) -> str:
        return self.unit.name


class CommitteeTerm(models.Model):
    """One term of a branch's or committee's leading body."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="committee_terms"
    )
    elected_on = models.DateField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    ended_on = models.DateField(null=True)
    """When the next committee took over; empty for the present one."""
    approval_number = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(ended_on=None), name="one_present_term"
            ),
        ]
        indexes = [models.Index(fields=["ends_on"], name="party_term_end")]


class Seat(models.Model):
    """Somebody sits in a committee with a duty, for a time."""

    term = models.ForeignKey(CommitteeTerm, on_delete=models.PROTECT, related_name="seats")
    member = models.ForeignKey("party.Member", on_delete=models.PROTECT, related_name="seats")
    duty = models.CharField(max_length=16)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    end_reason = models.CharField(max_length=120, blank=True)
