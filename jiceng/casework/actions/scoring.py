"""Scores reckoned from the records, and objections to what they hold (facts.md §2.5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db import transaction

from jiceng.casework.actions.words import clean
from jiceng.casework.models import Objection, ScoreEvent, SupervisionTask, UnitScore
from jiceng.casework.queries import rules_at
from jiceng.casework.queries.scoring import (
    Quarter,
    events_in,
    scheme_at,
    scored_by_unit,
    tasks_in,
    untrue_report,
)
from jiceng.casework.queries.supervision import directing
from jiceng.casework.rules.scoring import Event, ScoreTerms, quarter_of, rounded, unit_scores
from jiceng.kernel.records.advance import refuse_if
from jiceng.kernel.records.journal import append, line_by
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Invalid, NotAllowed, Reason
from jiceng.kernel.scope import Actor, Grip
from jiceng.kernel.terms import Counting, Term

OBJECTING = frozenset({"handler", "leader"})
OFFICE = frozenset({"overseer"})
BATCH = 500


def reckon(name: str, now: datetime) -> int:
    """Reckon a quarter again from the records; returns how many units were scored.

    What stood before is replaced, so that a corrected record corrects the score. Raises `Invalid`
    for what is no quarter.
    """
    quarter = Quarter.at(name, now)
    tasks = tasks_in(quarter)
    events = events_in(quarter, tasks)
    terms, version = scheme_at(now)
    by_unit = scored_by_unit(quarter, tasks, events)
    scores = unit_scores(by_unit, terms)
    with transaction.atomic():
        ScoreEvent.objects.filter(quarter=name).delete()
        UnitScore.objects.filter(quarter=name).delete()
        _keep_events(name, events, {t.pk: t for t in tasks}, terms)
        land = territory()
        rows = []
        for unit, score in scores.items():
            entry = land.units.get(unit)
            area = land.area(entry.area) if entry else None
            rows.append(
                UnitScore(
                    quarter=name,
                    unit=unit,
                    unit_path=entry.path if entry else "",
                    area_path=area.path if area else "",
                    tasks=score.tasks,
                    weight=score.weight,
                    events=sum(len(t.events) for t in by_unit[unit]),
                    raw=rounded(score.raw),
                    value=score.value,
                    mean=rounded(score.mean),
                    terms_version=version,
                    reckoned_at=now,
                )
            )
        UnitScore.objects.bulk_create(rows, batch_size=BATCH)
    return len(scores)


def _keep_events(
    name: str, events: list[Event], tasks: dict[int, SupervisionTask], terms: ScoreTerms
) -> None:
    accepted = Objection.objects.filter(is_accepted=True).values_list("event_key", flat=True)
    struck = frozenset(accepted)
    ScoreEvent.objects.bulk_create(
        [
            ScoreEvent(
                key=event.key,
                quarter=name,
                task_id=event.task,
                unit=tasks[event.task].unit,
                unit_path=tasks[event.task].unit_path,
                kind=event.kind,
                on=event.on,
                deduction=terms.deductions.get(event.kind, 0),
                is_struck=event.key in struck,
            )
            for event in events
        ],
        batch_size=BATCH,
    )


def reckon_present(now: datetime) -> int:
    """The present quarter, and the one before while it may still be objected to."""
    today = now.astimezone(rules_at(now)[1].zone).date()
    names = {quarter_of(today), quarter_of(today - timedelta(days=20))}
    return sum(reckon(name, now) for name in sorted(names))


@dataclass(frozen=True, slots=True)
class Verdict:
    """How an objection is answered."""

    is_accepted: bool
    answer: str


def objection_until(event: ScoreEvent, now: datetime) -> datetime:
    """Until when a deduction may be objected to: so many working days after its day.

    A report may be found untrue long after it was written: there the day of the finding counts.
    """
    _, calendar = rules_at(now)
    report = untrue_report(event)
    found = report.untrue_at.astimezone(calendar.zone) if report and report.untrue_at else None
    day = max(event.on, found.date()) if found else event.on
    midnight = datetime.combine(day, time(), tzinfo=calendar.zone)
    days = scheme_at(now)[0].objection_days
    return calendar.due(midnight, Term(days, Counting.WORKING_DAYS)).at


def speaks_for(by: Actor, event: ScoreEvent) -> Grip | None:
    """The post by which somebody speaks for the unit a deduction is about."""
    return by.speaks_for(event.unit_path, OBJECTING)


def object_to(event: ScoreEvent, reason: str, *, by: Actor, now: datetime) -> Objection:
    """The unit says that a deduction is wrong.

    Raises `NotAllowed` for anybody outside the unit, `Refused` after the term or a second time,
    `Invalid` without a reason.
    """
    grip = speaks_for(by, event)
    if grip is None:
        raise NotAllowed(Reason("not_your_page"))
    days = scheme_at(now)[0].objection_days
    is_late = now > objection_until(event, now)
    words = clean({"reason": reason})
    if not words:
        raise Invalid(Reason("needed", field="reason"))
    with transaction.atomic():
        made, is_new = Objection.objects.get_or_create(
            event_key=event.key,
            defaults={
                "task_id": event.task_id,
                "unit": event.unit,
                "unit_path": event.unit_path,
                "reason": words["reason"],
                "made_by": grip.appointment,
                "made_at": now,
            },
        )
        refuse_if(
            Reason("objection_late", {"days": days}) if is_late else None,
            None if is_new else Reason("objected_already"),
        )
        _say(made, "object", grip, now)
    return made


def answer_objection(
    objection: Objection, verdict: Verdict, *, by: Actor, now: datetime
) -> Objection:
    """The office accepts or refuses, with its reason; accepted, the quarter is reckoned again.

    Raises `NotAllowed` for anybody but the office that directs the task, `Refused` when it was
    answered before, `Invalid` without a reason.
    """
    task = objection.task
    grip = directing(by, task).acting_grip(task, OFFICE)
    if grip is None:
        raise NotAllowed(Reason("not_your_page"))
    words = clean({"answer": verdict.answer})
    if not words:
        raise Invalid(Reason("needed", field="answer"))
    with transaction.atomic():
        count = Objection.objects.filter(pk=objection.pk, answered_at=None).update(
            is_accepted=verdict.is_accepted,
            answer=words["answer"],
            answered_by=grip.appointment,
            answered_at=now,
        )
        refuse_if(None if count else Reason("objection_answered"))
        objection.refresh_from_db()
        _say(objection, "answer_objection", grip, now, accepted=verdict.is_accepted)
        event = ScoreEvent.objects.filter(key=objection.event_key).first()
        if verdict.is_accepted and event is not None:
            reckon(event.quarter, now)
    return objection


def _say(objection: Objection, kind: str, grip: Grip, now: datetime, **more: object) -> None:
    state = objection.task.state
    payload = {"event": objection.event_key, "objection": objection.pk, **more}
    line = line_by(grip, kind, "supervision_task", objection.task_id,
                   from_state=state, to_state=state, payload=payload)  # fmt: skip
    append([line], at=now)
