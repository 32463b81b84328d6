"""The problem ledger: campaigns, problems, measures (facts.md §3.4, §3.5)."""

from __future__ import annotations

from django.db import models

from jiceng.casework.models.cases import Case
from jiceng.casework.models.supervision import SupervisionItem
from jiceng.kernel.records.advance import Movable
from jiceng.kernel.records.models import PathField, TownPath
from jiceng.kernel.records.territory import territory
from jiceng.kernel.scope import TIERS


def tier_of_check(keeper: str, tier: str) -> str:
    """Where a problem is reviewed: with the ledger's keeper if it stands above, else the county."""
    return keeper if TIERS.index(keeper) > TIERS.index(tier) else TIERS[-1]


class Campaign(models.Model):
    """What a ledger is kept for: a rectification, an inspection, an appraisal, a yearly check."""

    code = models.CharField(max_length=24, unique=True)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=20)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    unit = models.CharField(max_length=24)
    """Who keeps the ledger."""
    area_path = PathField()
    needs_notice = models.BooleanField(default=False)
    """Whether its problems are made public before they are struck off."""
    look_back_days = models.PositiveSmallIntegerField(default=90)
    opened_by = models.BigIntegerField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)


class Problem(Movable):
    """One line of a ledger, from found to struck off; `unit` is the lead unit."""

    subject_kind = "problem"

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="problems")
    external_number = models.CharField(max_length=40, blank=True)
    """The number the ledger's own keeper gave it; a second import updates by it."""
    source = models.CharField(max_length=20)
    category = models.CharField(max_length=40, blank=True)
    description = models.TextField()
    target = models.CharField(max_length=300, blank=True)
    found_on = models.DateField()
    deadline = models.DateTimeField(null=True)
    area_code = models.CharField(max_length=15, blank=True)
    place_text = models.CharField(max_length=120, blank=True)
    place_key = models.CharField(max_length=120, blank=True)
    """The place as it is compared: recurrence at the same place is linked."""
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    supporting = models.JSONField(default=list)
    """Codes of supporting units."""
    responsible_leader = models.CharField(max_length=40, blank=True)
    responsible_person = models.CharField(max_length=40, blank=True)
    is_public = models.BooleanField(default=False)
    """Concerns the public: noticed before it is struck off."""
    confirmed_at = models.DateTimeField(null=True)
    planned_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.BigIntegerField(null=True)
    submitted_unit = models.CharField(max_length=24, blank=True)
    reviewed_by = models.BigIntegerField(null=True)
    noticed_at = models.DateTimeField(null=True)
    struck_off_at = models.DateTimeField(null=True)
    look_back_at = models.DateTimeField(null=True)
    is_long_term = models.BooleanField(default=False)
    asked_extension = models.CharField(max_length=24, blank=True, default="")
    """The term of an extension that awaits its answer."""
    extensions = models.PositiveSmallIntegerField(default=0)
    reopenings = models.PositiveSmallIntegerField(default=0)
    refusals = models.PositiveSmallIntegerField(default=0)
    recurrence_of = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="recurrences"
    )
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="problems")
    item = models.ForeignKey(
        SupervisionItem, null=True, on_delete=models.PROTECT, related_name="problems"
    )
    origin_kind = models.CharField(max_length=24, blank=True, default="", db_default="")
    origin_number = models.CharField(max_length=24, blank=True, default="", db_default="")
    """The record of another capability in which it was named; empty for what was written here."""
    origin_unit = models.CharField(max_length=24, blank=True, default="", db_default="")
    """About whom it was named there: whoever holds or held a post in it does not judge it."""
    finders = models.JSONField(null=True)
    """Persons who found it there, and who therefore don't review its rectification."""
    kept = models.JSONField(default=dict)
    """Columns of a file that the product has no field for, as they stood."""
    town_path = models.GeneratedField(
        expression=TownPath("area_path"), output_field=PathField(), db_persist=True
    )
    """The town: whoever has a post there finds its problems by equality, along one index."""

    planned: tuple[Measure, ...] = ()
    measure_count = 0
    open_measures = 0
    needs_notice = False
    extension_cap = 1
    has_expired = False
    """Put on by `queries.with_measures`; guards ask for them."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "external_number"],
                condition=~models.Q(external_number=""),
                name="one_problem_a_number",
            ),
        ]
        indexes = [
            models.Index(fields=["campaign", "state", "due_at"], name="problem_by_campaign"),
            models.Index(fields=["unit_path", "state", "due_at"], name="problem_by_unit"),
            models.Index(fields=["place_key", "category"], name="problem_by_place"),
            models.Index(
                fields=["origin_kind", "origin_number"],
                condition=~models.Q(origin_kind=""),
                name="problem_by_origin",
            ),
            models.Index(fields=["campaign", "external_number"], name="problem_by_their_number"),
            models.Index(fields=["campaign", "state", "id"], name="problem_newest"),
            models.Index(fields=["campaign", "category", "state", "id"], name="problem_by_kind"),
            models.Index(fields=["unit_path", "campaign", "state", "id"], name="problem_at_unit"),
            models.Index(
                fields=["unit_path", "campaign", "state", "due_at"], name="problem_due_at_unit"
            ),
            models.Index(fields=["town_path", "campaign", "state", "id"], name="problem_in_town"),
            models.Index(
                fields=["town_path", "campaign", "state", "due_at"], name="problem_due_in_town"
            ),
            models.Index(fields=["area_path", "campaign", "state"], name="problem_in_area"),
            models.Index(
                fields=["campaign", "id", "unit_path", "town_path"],
                condition=models.Q(reopenings__gt=0) | models.Q(recurrence_of__isnull=False),
                name="problem_again",
            ),
        ]

    @property
    def work_place(self) -> str:
        return self.place_text

    def work_tier(self, role: str) -> str:
        """Who checks stands above the unit that rectified; the ledger's keeper decides the rest."""
        if role == "verifier":
            return tier_of_check(self.keeper_tier, self.tier)
        return self.keeper_tier if role == "overseer" else self.tier

    @property
    def keeper_tier(self) -> str:
        """The tier that opened the ledger, which also approves (facts.md §3.4)."""
        keeper = territory().units.get(self.campaign.unit)
        return keeper.tier if keeper else "county"


class ProblemSupport(models.Model):
    """A unit that helps to rectify a problem, and what it says of its part once that is done."""

    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="supports")
    unit = models.CharField(max_length=24)
    unit_path = PathField()
    done = models.TextField(blank=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["problem", "unit"], name="unit_helps_once"),
        ]
        indexes = [
            models.Index(fields=["unit_path", "done_at"], name="support_by_unit"),
        ]


class Measure(models.Model):
    """Who does what by when, and what proves it."""

    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="measures")
    order = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)
    person = models.CharField(max_length=40, blank=True)
    due_on = models.DateField(null=True)
    proof = models.CharField(max_length=200, blank=True)
    """What will show that it is done."""
    done_on = models.DateField(null=True)
    done_note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["problem", "order"], name="one_measure_a_place"),
        ]
