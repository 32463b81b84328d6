"""The online supervision office: items, their tasks, reports, lights, urging (facts.md §2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from django.db import models

from jiceng.kernel.records.advance import Movable
from jiceng.kernel.records.models import PathField, TownPath


class Meeting(models.Model):
    """A meeting whose decisions are followed up; each decision may become one item."""

    title = models.CharField(max_length=120)
    held_on = models.DateField()
    unit = models.CharField(max_length=24)
    area_path = PathField()
    recorded_by = models.BigIntegerField()
    recorded_at = models.DateTimeField()


class SupervisionItem(Movable):
    """One matter followed up (一事一单): where it comes from, what is required, by when."""

    subject_kind = "supervision_item"

    source = models.CharField(max_length=20)
    basis = models.CharField(max_length=200, blank=True)
    """The document or instruction it rests on, with its number."""
    requirement = models.TextField(blank=True)
    lead_leader = models.CharField(max_length=40, blank=True)
    importance = models.CharField(max_length=1, default="C")
    """A, B or C: how much it weighs in a unit's score."""
    deadline = models.DateTimeField(null=True)
    meeting = models.ForeignKey(Meeting, null=True, on_delete=models.PROTECT, related_name="items")
    taken_kind = models.CharField(max_length=20, blank=True)
    """The late case or problem taken under supervision, by kind, key and number."""
    taken_id = models.BigIntegerField(null=True)
    taken_number = models.CharField(max_length=20, blank=True)
    drafted_by = models.BigIntegerField(default=0)
    filed_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)
    completion = models.CharField(max_length=12, blank=True)

    task_count = 0
    open_tasks = 0
    """Put on by `queries.with_tasks`; guards ask for them."""

    class Meta:
        indexes = [
            models.Index(fields=["taken_kind", "taken_id"], name="item_by_taken"),
            models.Index(fields=["state", "due_at"], name="item_by_state"),
            models.Index(fields=["entered_at"], name="item_by_time"),
        ]


class SupervisionTask(Movable):
    """What one lead unit has to do of an item; `unit` is that unit, `due_at` the deadline."""

    subject_kind = "supervision_task"
    repeated_in = "supporting"

    item = models.ForeignKey(SupervisionItem, on_delete=models.PROTECT, related_name="tasks")
    order = models.PositiveSmallIntegerField(default=1)
    output = models.TextField()
    """What stands at the end, so that somebody else can see whether it does."""
    source = models.CharField(max_length=20)
    importance = models.CharField(max_length=1, default="C")
    responsible_leader = models.CharField(max_length=40, blank=True)
    responsible_person = models.CharField(max_length=40, blank=True)
    quota = models.PositiveIntegerField(null=True)
    """This unit's share of a number that several units bring together."""
    quota_unit = models.CharField(max_length=10, blank=True)
    report_every = models.CharField(max_length=12, blank=True)
    """week, ten_days, month, quarter, node, or empty: only at the end."""
    next_report_on = models.DateField(null=True)
    progress = models.PositiveSmallIntegerField(default=0)
    """Percent, as last accepted or reported."""
    light = models.CharField(max_length=12, default="green")
    assigned_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.BigIntegerField(null=True)
    completed_at = models.DateTimeField(null=True)
    completion = models.CharField(max_length=12, blank=True)
    asked_extension = models.CharField(max_length=24, blank=True)
    extensions = models.PositiveSmallIntegerField(default=0)
    send_backs = models.PositiveSmallIntegerField(default=0)
    reworks = models.PositiveSmallIntegerField(default=0)
    urgings = models.PositiveSmallIntegerField(default=0)
    town_path = models.GeneratedField(
        expression=TownPath("area_path"), output_field=PathField(), db_persist=True
    )
    """The town: whoever has a post there finds its tasks by equality, along one index."""

    extension_cap = 1
    send_back_cap = 2
    has_expired = False
    silent_units: tuple[str, ...] = ()
    """Put on by `queries.with_plan`; guards ask for them."""

    class Meta:
        indexes = [
            models.Index(fields=["unit_path", "state", "due_at"], name="task_by_unit"),
            models.Index(fields=["light", "due_at", "id"], name="task_on_board"),
            models.Index(fields=["state", "due_at", "id"], name="task_by_state"),
            models.Index(fields=["light", "source", "due_at"], name="task_by_source"),
            models.Index(fields=["unit", "light", "due_at"], name="task_of_unit"),
            models.Index(fields=["unit_path", "light", "due_at"], name="task_on_unit_board"),
            models.Index(fields=["town_path", "light", "due_at"], name="task_on_town_board"),
            models.Index(fields=["town_path", "state", "due_at"], name="task_by_town"),
            models.Index(fields=["area_path", "light", "due_at"], name="task_by_area"),
            models.Index(
                fields=["unit_path", "stage_due_at"],
                condition=models.Q(state="assigned"),
                name="task_to_sign_for",
            ),
            models.Index(
                fields=["unit_path", "next_report_on"],
                condition=models.Q(state="undertaking"),
                name="task_to_report_on",
            ),
            models.Index(fields=["next_report_on"], name="task_by_report"),
        ]


class SupportingUnit(models.Model):
    """A unit that supports a task; the task is done when each of them has reported.

    What a board asks of the task is repeated here, so that a unit's list is read along one index;
    whoever writes the task writes it too (`advance.repeat`).
    """

    task = models.ForeignKey(SupervisionTask, on_delete=models.PROTECT, related_name="supporting")
    unit = models.CharField(max_length=24)
    unit_path = PathField()
    share = models.CharField(max_length=200, blank=True)
    reported_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=30, default="planned", db_default="planned")
    light = models.CharField(max_length=12, default="planned", db_default="planned")
    due_at = models.DateTimeField(null=True)
    lead_path = PathField(default="", db_default="")
    """The path of the unit that leads the task, and the area it stands in."""
    area_path = PathField(default="", db_default="")

    repeated: ClassVar[Mapping[str, str]] = {
        "state": "state",
        "light": "light",
        "due_at": "due_at",
        "lead_path": "unit_path",
        "area_path": "area_path",
    }
    """Column -> the task's column it repeats."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task", "unit"], name="unit_supports_once"),
        ]
        indexes = [
            models.Index(fields=["unit_path", "task"], name="task_supported"),
            models.Index(
                fields=["unit_path", "light", "due_at", "task", "lead_path", "area_path"],
                name="support_by_light",
            ),
            models.Index(
                fields=["unit_path", "state", "due_at", "task", "lead_path", "area_path"],
                name="support_by_state",
            ),
            models.Index(
                fields=["unit_path", "state", "due_at", "task"],
                condition=models.Q(reported_at=None),
                name="support_to_report",
            ),
        ]


class TaskNode(models.Model):
    """A step of a task's plan: a day and something that can be seen by then."""

    task = models.ForeignKey(SupervisionTask, on_delete=models.PROTECT, related_name="nodes")
    order = models.PositiveSmallIntegerField()
    output = models.CharField(max_length=200)
    due_on = models.DateField()
    weight = models.PositiveSmallIntegerField(default=0)
    """Percent of the task; those of one task make 100."""
    done_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task", "order"], name="one_node_a_place"),
        ]


class ProgressReport(models.Model):
    """What a unit says about a task: how far, what was done, what is in the way, what comes."""

    task = models.ForeignKey(SupervisionTask, on_delete=models.PROTECT, related_name="reports")
    unit = models.CharField(max_length=24)
    at = models.DateTimeField()
    appointment = models.BigIntegerField()
    progress = models.PositiveSmallIntegerField()
    done = models.TextField()
    problem = models.TextField(blank=True)
    next_step = models.TextField(blank=True)
    due_on = models.DateField(null=True)
    """The day it was owed; empty for a report nobody had asked for."""
    node = models.ForeignKey(TaskNode, null=True, on_delete=models.PROTECT, related_name="reports")
    evidence = models.JSONField(default=list)
    """What records prove by themselves, as it stood then: [{figure, value, url}]."""
    is_withdrawn = models.BooleanField(default=False)
    """Found to be untrue; kept, and counted against the unit."""
    untrue_at = models.DateTimeField(null=True)
    """When it was found to be untrue: from then on the unit may object."""
    untrue_by = models.BigIntegerField(null=True)
    untrue_reason = models.CharField(max_length=200, blank=True, default="", db_default="")

    class Meta:
        indexes = [models.Index(fields=["task", "at"], name="report_by_task")]


class LightChange(models.Model):
    """A light as it became, with what made it so; only ever added to."""

    task = models.ForeignKey(SupervisionTask, on_delete=models.PROTECT, related_name="lights")
    at = models.DateTimeField()
    light = models.CharField(max_length=12)
    before = models.CharField(max_length=12, blank=True)
    because = models.JSONField(default=list)
    is_override = models.BooleanField(default=False)
    until = models.DateField(null=True)
    """An override holds to the end of this day."""
    reason = models.CharField(max_length=200, blank=True)
    by = models.BigIntegerField(default=0)
    approved_by = models.CharField(max_length=40, blank=True)

    class Meta:
        indexes = [models.Index(fields=["task", "at"], name="light_by_task")]


class Urging(Movable):
    """One unit urged about one matter, and what it answered."""

    subject_kind = "urging"

    target_kind = models.CharField(max_length=20)
    target_id = models.BigIntegerField()
    target_number = models.CharField(max_length=20)
    kind = models.CharField(max_length=16)
    """remind, urge, slip, talk or circular."""
    colour = models.CharField(max_length=8, blank=True)
    """blue, orange or red for a slip."""
    text = models.TextField(blank=True)
    sent_by = models.BigIntegerField()
    """The appointment; 0 when the clock sent it."""
    sent_at = models.DateTimeField()
    answer_due_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)
    follows = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="followed_by"
    )

    class Meta:
        indexes = [
            models.Index(fields=["target_kind", "target_id"], name="urging_by_target"),
            models.Index(fields=["state", "answer_due_at"], name="urging_by_answer"),
            models.Index(fields=["sent_at"], name="urging_by_time"),
            models.Index(fields=["unit_path", "state", "answer_due_at"], name="urging_by_unit"),
        ]
