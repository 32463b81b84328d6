"""What counts in a quarter, gathered from the records alone: the same records, the same scores."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet

from jiceng.casework.models import (
    LightChange,
    Objection,
    ProgressReport,
    ScoreEvent,
    SupervisionTask,
    UnitScore,
)
from jiceng.casework.process import SUPERVISION_TASK
from jiceng.casework.queries.cases import rules_at
from jiceng.casework.rules.scoring import (
    FALSE_KEY,
    Event,
    Scored,
    ScoreTerms,
    counted,
    quarter_days,
    score_terms,
)
from jiceng.kernel.calendar import WorkingCalendar
from jiceng.kernel.records.configuration import in_force
from jiceng.kernel.records.models import JournalEntry, within
from jiceng.kernel.refusal import Invalid, Reason
from jiceng.kernel.scope import Actor, Grip
from jiceng.kernel.terms import Term

SCORED_BY_UNIT = frozenset({"handler"})
SIGN_WITHIN = SUPERVISION_TASK.state("assigned").term


@dataclass(frozen=True, slots=True)
class Quarter:
    """A quarter as it is reckoned at `now`, in the county's days."""

    name: str
    first: date
    last: date
    now: datetime
    calendar: WorkingCalendar

    @staticmethod
    def at(name: str, now: datetime) -> Quarter:
        """Raises `Invalid` for what is no quarter."""
        try:
            first, last = quarter_days(name)
        except ValueError as error:
            raise Invalid(Reason("unknown_value", {"value": name[:10]}, "quarter")) from error
        return Quarter(name, first, last, now, rules_at(now)[1])

    @property
    def start(self) -> datetime:
        return datetime.combine(self.first, time(), tzinfo=self.calendar.zone)

    @property
    def end(self) -> datetime:
        """The midnight after its last day."""
        last = self.last + timedelta(days=1)
        return datetime.combine(last, time(), tzinfo=self.calendar.zone)

    @property
    def today(self) -> date:
        return self.day(self.now)

    def day(self, moment: datetime) -> date:
        return moment.astimezone(self.calendar.zone).date()

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


def scheme_at(now: datetime) -> tuple[ScoreTerms, int]:
    """The scheme in force and the configuration row it stands in; 0 for the proposed one."""
    row = in_force("terms", now).get("supervision")
    own = row.content if row and row.content.get("scoring") else {}
    return score_terms(own), row.pk if row and own else 0


def tasks_in(quarter: Quarter) -> list[SupervisionTask]:
    """Tasks issued by its end and not completed before it; what is suspended is left out."""
    rows = SupervisionTask.objects.filter(assigned_at__lt=quarter.end)
    rows = rows.filter(Q(completed_at=None) | Q(completed_at__gte=quarter.start))
    return list(rows.exclude(state__in=("planned", "suspended")).order_by("pk"))


def events_in(quarter: Quarter, tasks: list[SupervisionTask]) -> list[Event]:
    """Everything that costs points, whether objected to or not."""
    by_key = {task.pk: task for task in tasks}
    found = [e for task in tasks for e in _of_task(task, quarter)]
    found += _late_reports(by_key, quarter)
    found += _reddened(by_key, quarter)
    found += _sent_back(by_key, quarter)
    return [e for e in counted(found, frozenset()) if quarter.holds(e.on)]


def _of_task(task: SupervisionTask, quarter: Quarter) -> Iterator[Event]:
    yield from _late_sign(task, quarter, SIGN_WITHIN)
    due = task.due_at
    if due is not None and due < quarter.now:
        handed_in = task.submitted_at if task.state == "under_review" else task.completed_at
        if task.state == "completed" and task.submitted_at:
            handed_in = task.submitted_at
        if (handed_in is None or handed_in > due) and not _is_excused(task):
            day = quarter.day(due)
            yield Event(f"overdue:{task.pk}:{day}", "overdue", task.pk, day)
    if task.report_every and task.state == "undertaking" and task.next_report_on:
        owed = task.next_report_on
        if owed < quarter.today:
            yield Event(f"report:{task.pk}:{owed}", "late_report", task.pk, owed)


def _is_excused(task: SupervisionTask) -> bool:
    """Ended by the office or merged before it was due is nobody's delay."""
    ended = task.completion in ("terminated", "merged")
    return (
        ended
        and task.completed_at is not None
        and (task.due_at is None or task.completed_at <= task.due_at)
    )


def _late_sign(
    task: SupervisionTask, quarter: Quarter, within_term: Term | None
) -> Iterator[Event]:
    if within_term is None:
        return
    due = quarter.calendar.due(task.assigned_at, within_term).at
    waits = task.signed_at is None and task.state == "assigned"
    signed = task.signed_at or (quarter.now if waits else None)
    if signed is not None and signed > due:
        yield Event(f"sign:{task.pk}", "late_sign", task.pk, quarter.day(due))


def _late_reports(tasks: dict[int, SupervisionTask], quarter: Quarter) -> Iterator[Event]:
    """Reports that came after the day they were owed, and reports found to be untrue."""
    near = Q(due_on__range=(quarter.first, quarter.last)) | Q(is_withdrawn=True)
    for report in ProgressReport.objects.filter(near).order_by("pk"):
        task = tasks.get(report.task_id)
        if task is None or report.unit != task.unit:
            continue
        on = quarter.day(report.at)
        if report.is_withdrawn:
            key = FALSE_KEY.format(report=report.pk)
            yield Event(key, "false_report", task.pk, on)
        if report.due_on and on > report.due_on:
            key = f"report:{task.pk}:{report.due_on}"
            yield Event(key, "late_report", task.pk, report.due_on)


def _reddened(tasks: dict[int, SupervisionTask], quarter: Quarter) -> Iterator[Event]:
    rows = LightChange.objects.filter(before="yellow", light="red", is_override=False)
    rows = rows.filter(at__gte=quarter.start, at__lt=quarter.end)
    for key, task, at in rows.order_by("pk").values_list("pk", "task_id", "at"):
        if task in tasks:
            yield Event(f"light:{key}", "yellow_to_red", task, quarter.day(at))


def _sent_back(tasks: dict[int, SupervisionTask], quarter: Quarter) -> Iterator[Event]:
    rows = JournalEntry.objects.filter(subject_kind="supervision_task", kind="rework")
    rows = rows.filter(at__gte=quarter.start, at__lt=quarter.end).order_by("seq")
    for seq, task, at in rows.values_list("seq", "subject_id", "at"):
        if task in tasks:
            yield Event(f"journal:{seq}", "sent_back", task, quarter.day(at))


def scored_by_unit(
    quarter: Quarter, tasks: list[SupervisionTask], events: list[Event]
) -> dict[str, list[Scored]]:
    """Every unit's tasks with the events that count; accepted objections take theirs away."""
    struck = frozenset(
        Objection.objects.filter(is_accepted=True).values_list("event_key", flat=True)
    )
    by_task: dict[int, list[Event]] = {}
    for event in counted(events, struck):
        by_task.setdefault(event.task, []).append(event)
    found: dict[str, list[Scored]] = {}
    for task in tasks:
        early = _is_early(task, quarter)
        one = Scored(task.pk, task.importance, tuple(by_task.get(task.pk, ())), early)
        found.setdefault(task.unit, []).append(one)
    return found


def _is_early(task: SupervisionTask, quarter: Quarter) -> bool:
    """Done, and a day or more before it was due."""
    done = task.submitted_at or task.completed_at
    if task.completion != "done" or done is None or task.due_at is None:
        return False
    return quarter.day(done) < quarter.day(task.due_at)


def _reach(grip: Grip) -> Q:
    if not grip.reaches_records:
        return Q(pk__in=[])
    if grip.by_unit:
        return within("unit_path", grip.unit_path)
    own = Q(unit_path=grip.unit_path) if grip.roles & SCORED_BY_UNIT else Q(pk__in=[])
    return within("area_path", grip.area_path) | own


def scores_of(actor: Actor, quarter: str) -> QuerySet[UnitScore]:
    """The scores within reach, in the order of the county's units: no ranking."""
    condition = Q(pk__in=[])
    for grip in actor.grips:
        condition |= _reach(grip)
    return UnitScore.objects.filter(condition, quarter=quarter).order_by("unit_path")


def events_of(score: UnitScore) -> QuerySet[ScoreEvent]:
    """The deductions behind a score, in the order of their days."""
    rows = ScoreEvent.objects.filter(quarter=score.quarter, unit=score.unit)
    return rows.select_related("task").order_by("on", "key")


def untrue_report(event: ScoreEvent) -> ProgressReport | None:
    """The report behind a deduction for an untrue one; None for every other deduction."""
    if event.kind != "false_report":
        return None
    return ProgressReport.objects.filter(pk=event.key.partition(":")[2]).first()


def quarters_known() -> list[str]:
    """The quarters that have been reckoned, the newest first."""
    return list(
        UnitScore.objects.order_by("-quarter").values_list("quarter", flat=True).distinct()[:12]
    )
