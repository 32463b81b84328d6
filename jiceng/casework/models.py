"""Tables of casework: the case, who may be called back, what was asked, and the outcome row."""

from __future__ import annotations

from django.db import models

from jiceng.kernel.records.advance import Movable
from jiceng.kernel.records.models import PathField, Person


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


class Contact(models.Model):
    """How to reach whoever reported one case. Erased by rule; never looked up across cases."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="contact")
    key = models.BinaryField(null=True)
    """The wrapped data key; null once erased, and then nobody can read `sealed` again."""
    sealed = models.BinaryField()
    hint = models.CharField(max_length=20, blank=True)
    """The phone number masked for display, 138****6021."""
    erase_at = models.DateTimeField(null=True, db_index=True)
    erased_at = models.DateTimeField(null=True)


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


class CaseOutcome(models.Model):
    """One flat row per case for counting (decisions.md 37); rebuilt from cases at any time."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, primary_key=True)
    number = models.CharField(max_length=20)
    area_path = PathField(db_index=True)
    unit_path = PathField()
    town = models.CharField(max_length=15)
    community = models.CharField(max_length=15)
    grid = models.CharField(max_length=15)
    has_grids = models.BooleanField(default=False)
    unit = models.CharField(max_length=24)
    case_type = models.CharField(max_length=20)
    source = models.CharField(max_length=16)
    state = models.CharField(max_length=30)
    tier = models.CharField(max_length=12)
    reported_at = models.DateTimeField()
    reported_on = models.DateField(null=True)
    """The county's day of the report; the other `_on` columns are local days as well."""
    month = models.CharField(max_length=7)
    """Local month of the report, 2026-11."""
    accepted = models.BooleanField(default=False)
    dispatched = models.BooleanField(default=False)
    verified = models.BooleanField(default=False)
    handled_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    """The last closing; empty while a case is open again."""
    closed_on = models.DateField(null=True)
    first_closed_at = models.DateTimeField(null=True)
    first_closed_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    """When it stopped waiting for anybody: closed, refused or merged."""
    due_at = models.DateTimeField(null=True)
    due_on = models.DateField(null=True)
    first_due_at = models.DateTimeField(null=True)
    handling_seconds = models.BigIntegerField(null=True)
    send_backs = models.PositiveSmallIntegerField(default=0)
    reworks = models.PositiveSmallIntegerField(default=0)
    extensions = models.PositiveSmallIntegerField(default=0)
    reopened_at = models.DateTimeField(null=True)
    """The first reopening."""
    reopened_soon = models.BooleanField(default=False)
    """Reopened within 30 days of the first closing."""
    escalated = models.BooleanField(default=False)
    rating = models.PositiveSmallIntegerField(null=True)
    rated_at = models.DateTimeField(null=True)
    recheck = models.CharField(max_length=12, blank=True)
    rechecked_at = models.DateTimeField(null=True)
    is_merged = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["reported_on"], name="outcome_reported"),
            models.Index(fields=["closed_on"], name="outcome_closed"),
            models.Index(fields=["due_on"], name="outcome_due"),
            models.Index(fields=["first_closed_on"], name="outcome_first_closed"),
        ]


class CaseDay(models.Model):
    """Counts of one day for one slice of the county, recomputed when the day is touched.

    Day x grid x unit x type would be as long as the cases themselves, so each slice keeps one of
    the three: `slice` is county, area (the finest area), unit or case_type. A count stands on the
    day of its own anchor: reported, closed, due or first closed.
    """

    day = models.DateField()
    slice = models.CharField(max_length=10)
    area_path = PathField(blank=True)
    town = models.CharField(max_length=15, blank=True)
    community = models.CharField(max_length=15, blank=True)
    grid = models.CharField(max_length=15, blank=True)
    unit = models.CharField(max_length=24, blank=True)
    case_type = models.CharField(max_length=20, blank=True)
    reported = models.PositiveIntegerField(default=0)
    open = models.PositiveIntegerField(default=0)
    accepted = models.PositiveIntegerField(default=0)
    escalated = models.PositiveIntegerField(default=0)
    dispatched = models.PositiveIntegerField(default=0)
    returned = models.PositiveIntegerField(default=0)
    extended = models.PositiveIntegerField(default=0)
    closed = models.PositiveIntegerField(default=0)
    closed_in_grids = models.PositiveIntegerField(default=0)
    closed_elsewhere = models.PositiveIntegerField(default=0)
    grid_settled = models.PositiveIntegerField(default=0)
    community_settled = models.PositiveIntegerField(default=0)
    verified = models.PositiveIntegerField(default=0)
    reworked = models.PositiveIntegerField(default=0)
    rated = models.PositiveIntegerField(default=0)
    satisfied = models.PositiveIntegerField(default=0)
    rechecked = models.PositiveIntegerField(default=0)
    solved = models.PositiveIntegerField(default=0)
    timed = models.PositiveIntegerField(default=0)
    due = models.PositiveIntegerField(default=0)
    on_time = models.PositiveIntegerField(default=0)
    late = models.PositiveIntegerField(default=0)
    overdue = models.PositiveIntegerField(default=0)
    ever_closed = models.PositiveIntegerField(default=0)
    reopened_soon = models.PositiveIntegerField(default=0)
    handling = models.BinaryField(default=bytes)
    """Handling times of the cases closed that day, eight bytes each, so that medians are exact."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["slice", "day", "area_path", "town", "community", "grid", "unit",
                        "case_type"],
                name="one_row_a_day_and_slice",
            ),
        ]  # fmt: skip


class TouchedDay(models.Model):
    """A day whose counts are stale: marked with the change, recomputed soon after it."""

    day = models.DateField(primary_key=True)


class ImportedCase(models.Model):
    """Where an imported case came from, so that a second import of the file adds nothing."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="imported")
    source_name = models.CharField(max_length=40)
    external_id = models.CharField(max_length=60)
    flags = models.JSONField(default=list)
    """Codes of what was odd about the row."""
    kept = models.JSONField(default=dict)
    """Columns of the file that the product has no field for, as they stood."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source_name", "external_id"], name="imported_once"),
        ]


class ImportRun(models.Model):
    """One file of cases sent from the desk: its columns named, looked over, then taken in."""

    key = models.UUIDField(unique=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="import_runs")
    unit = models.CharField(max_length=24)
    file_name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    header = models.JSONField(default=list)
    """The headings of the file, in order."""
    layout = models.JSONField(default=dict)
    """Which column is what, in the form of a mapping file."""
    doubled = models.JSONField(default=dict)
    """Numbers that several rows of the file carry -> the first of these rows."""
    stage = models.CharField(max_length=12)
    """named, checking, checked, importing, done, failed or dropped."""
    turn = models.PositiveIntegerField(default=0)
    """Counted up with every pass, so that a job of an earlier pass does nothing."""
    rows = models.PositiveIntegerField(default=0)
    passed = models.PositiveIntegerField(default=0)
    accepted = models.PositiveIntegerField(default=0)
    flagged = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    flags = models.JSONField(default=dict)
    sent_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    forget_at = models.DateTimeField(db_index=True)
    """When whatever is left of the rows is dropped; the counts stay."""

    class Meta:
        indexes = [models.Index(fields=["person", "sent_at"], name="import_by_person")]


class ImportPart(models.Model):
    """Some rows of a file waiting to be taken in, sealed under a key of their own."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="parts")
    place = models.PositiveIntegerField()
    key = models.BinaryField(null=True)
    sealed = models.BinaryField(default=bytes)
    """The rows as they stood in the file; empty once they are cases."""
    refused_key = models.BinaryField(null=True)
    refused = models.BinaryField(default=bytes)
    """The rows refused in the last pass, with every reason."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "place"], name="one_part_a_place"),
        ]
