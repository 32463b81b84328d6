"""Weak branches: sweeps by conditions, one plan a branch, supporters, delisting (facts.md §3.3)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from jiceng.kernel.records.advance import Movable
from jiceng.kernel.records.models import PathField
from jiceng.party.models.organisations import Organisation, Seat


class Sweep(models.Model):
    """A committee looked at every branch below it on a day, by the conditions of that day."""

    committee = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="sweeps")
    path = PathField()
    on = models.DateField()
    rule_from = models.DateField()
    """From which day the version counted that was asked."""
    branches = models.PositiveIntegerField()
    """How many were looked at."""
    run_by = models.BigIntegerField()
    """The appointment."""
    run_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["committee", "on"], name="one_sweep_a_day"),
        ]


class SweepFinding(models.Model):
    """What a condition says of a branch, with the fact it rests on; what holds of it is left out.

    Of derived conditions those that are met or not known are kept, of entered ones each entry.
    """

    sweep = models.ForeignKey(Sweep, on_delete=models.PROTECT, related_name="findings")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    path = PathField()
    condition = models.CharField(max_length=24)
    outcome = models.CharField(max_length=12)
    """met, not_met or not_known."""
    fact = models.JSONField(default=dict)
    """since (a day), number, holds: what was known on the day of the sweep."""
    words = models.CharField(max_length=300, blank=True)
    """Of entered conditions: what the town or the branch says about it."""
    entered_by = models.BigIntegerField(null=True)
    """The appointment; empty for what follows from records."""
    entered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sweep", "organisation", "condition"], name="one_finding_a_condition"
            ),
        ]


class WeakBranch(Movable):
    """One branch on the list, or put forward for it. `unit` is the branch's own."""

    subject_kind = "weak_branch"

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="weak_times"
    )
    sweep = models.ForeignKey(Sweep, on_delete=models.PROTECT, related_name="put_forward")
    put_forward_by = models.BigIntegerField()
    """The appointment."""
    confirmed_at = models.DateTimeField(null=True)
    decision_number = models.CharField(max_length=60, blank=True)
    """Of the county standing committee."""
    filed_at = models.DateTimeField(null=True)
    requested_at = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True)
    checked_by = models.BigIntegerField(null=True)
    town_decision = models.CharField(max_length=60, blank=True)
    accepted_at = models.DateTimeField(null=True)
    acceptance_number = models.CharField(max_length=60, blank=True)
    follow_up_until = models.DateField(null=True)
    relapsed_at = models.DateTimeField(null=True)
    round = models.PositiveSmallIntegerField(default=1)
    """Grows with every relapse; items of earlier plans stay with theirs."""
    is_sample = models.BooleanField(default=False)

    plan_items = 0
    open_items = 0
    unchecked_items = 0
    follow_up_days = 0
    unanswered: tuple[str, ...] = ()
    missing_supporters: tuple[str, ...] = ()
    """Put on by `queries.weak_branches.ready`; guards ask for them."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"],
                condition=~Q(state__in=("released", "dismissed")),
                name="once_on_the_list",
            ),
        ]
        indexes = [
            models.Index(fields=["unit_path", "state", "id"], name="weak_branch_by_state"),
        ]

    @property
    def relapses(self) -> int:
        return self.round - 1


class PlanStep(models.Model):
    """A problem, what is done about it, by whom and by when; done with what proves it."""

    weak_branch = models.ForeignKey(WeakBranch, on_delete=models.PROTECT, related_name="items")
    round = models.PositiveSmallIntegerField()
    order = models.PositiveSmallIntegerField()
    condition = models.CharField(max_length=24, blank=True)
    """The condition it answers; empty for a problem found besides."""
    problem = models.CharField(max_length=200)
    measure = models.CharField(max_length=300)
    duty = models.CharField(max_length=60)
    """Who answers for it, by duty: 镇党委组织委员."""
    due_on = models.DateField()
    done_on = models.DateField(null=True)
    done_by = models.BigIntegerField(null=True)
    """The appointment that reported it done; somebody else checks it."""
    proof = models.CharField(max_length=200, blank=True)
    """Which paper or record shows it."""
    checked_on = models.DateField(null=True)
    checked_by = models.BigIntegerField(null=True)
    """The appointment that looked at it for the town committee."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["weak_branch", "round", "order"], name="one_item_a_place"
            ),
        ]


class Supporter(models.Model):
    """Somebody, by office, or a unit that helps a branch on the list."""

    weak_branch = models.ForeignKey(WeakBranch, on_delete=models.PROTECT, related_name="supporters")
    kind = models.CharField(max_length=20)
    office = models.CharField(max_length=80)
    """The office or the unit, never a private person's name: 县委常委、组织部部长."""
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["weak_branch", "kind"],
                condition=Q(until=None),
                name="one_supporter_a_kind",
            ),
        ]


class SecretaryChange(models.Model):
    """A secretary of a branch on the list left the seat for it; who follows is elected as ever."""

    weak_branch = models.ForeignKey(
        WeakBranch, on_delete=models.PROTECT, related_name="secretary_changes"
    )
    seat = models.OneToOneField(Seat, on_delete=models.PROTECT, related_name="+")
    path = PathField()
    on = models.DateField()
