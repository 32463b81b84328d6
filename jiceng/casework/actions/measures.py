"""Measures of a problem: who does what by when, what proves it, and that it is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from jiceng.casework.actions.words import clean, keep
from jiceng.casework.models import Measure, Problem
from jiceng.casework.process import PROBLEM
from jiceng.casework.queries import rules_at
from jiceng.casework.rules.problems import LONGEST_MEASURE, faults_of_measures
from jiceng.kernel.places import mask_personal
from jiceng.kernel.records.advance import Passage, check_version
from jiceng.kernel.records.models import Attachment
from jiceng.kernel.refusal import Invalid, NotFound, Reason, Refused
from jiceng.kernel.scope import Actor, Grip

HANDLER = frozenset({"handler"})
EVIDENCE = frozenset({"handler", "overseer", "verifier", "dispatcher"})
MOST = 50


@dataclass(frozen=True, slots=True)
class Planned:
    """One measure as it is written down."""

    text: str
    person: str = ""
    due_on: date | None = None
    proof: str = ""


def keep_measures(problem: Problem, planned: Sequence[Planned], *, now: datetime) -> list[Measure]:
    """Add measures behind those there are. Raises `Invalid`. To be called in a transaction."""
    _, calendar = rules_at(now)
    last = problem.due_at.astimezone(calendar.zone).date() if problem.due_at else None
    faults = faults_of_measures([m.text for m in planned], [m.due_on for m in planned], last)
    first = (problem.measures.aggregate(most=Max("order"))["most"] or 0) + 1
    if first + len(planned) - 1 > MOST:
        faults.append(Reason("too_many_measures", {"most": MOST}, field="measures"))
    if faults:
        raise Invalid(*faults)
    return Measure.objects.bulk_create(
        Measure(
            problem=problem,
            order=first + place,
            text=mask_personal(one.text.strip())[0][:LONGEST_MEASURE],
            person=one.person.strip()[:40],
            due_on=one.due_on,
            proof=mask_personal(one.proof.strip())[0][:200],
        )
        for place, one in enumerate(planned)
    )


def add_from_words(problem: Problem, words: str) -> None:
    """What a review found wanting is a measure of its own; nothing when nothing was said."""
    text = mask_personal(words.strip())[0][:LONGEST_MEASURE]
    if not text:
        return
    most = problem.measures.aggregate(most=Max("order"))["most"] or 0
    Measure.objects.create(problem=problem, order=most + 1, text=text)


def add_measures(
    problem: Problem, planned: Sequence[Planned], *, by: Actor, now: datetime, version: int
) -> Problem:
    """The lead unit adds measures while it rectifies."""
    grip = _rectifier(problem, by)
    check_version(problem, version)
    if not planned:
        raise Invalid(Reason("no_measures", field="measures"))
    with transaction.atomic():
        kept = keep_measures(problem, planned, now=now)
        _say(problem, grip, "add_measures", now, orders=[m.order for m in kept])
    return problem


def mark_done(
    problem: Problem,
    order: int,
    note: str,
    *,
    by: Actor,
    now: datetime,
    version: int,
    upload: UUID | None = None,
) -> Measure:
    """A measure is done when words or a picture prove it; marked again, the proof is replaced."""
    grip = _rectifier(problem, by)
    check_version(problem, version)
    measure = problem.measures.filter(order=order).first()
    if measure is None:
        raise NotFound(Reason("not_found"))
    words = clean({"note": note})
    if not words and upload is None:
        raise Invalid(Reason("proof_missing", field="note"))
    _, calendar = rules_at(now)
    with transaction.atomic():
        measure.done_on = now.astimezone(calendar.zone).date()
        measure.done_note = words.get("note", "")[:300]
        measure.save(update_fields=["done_on", "done_note"])
        if upload is not None:
            bind(problem, upload, "after")
        notes = keep(problem, "measure_done", words, grip, now)
        _say(problem, grip, "measure_done", now, order=order, notes=notes)
    return measure


def add_photo(problem: Problem, upload: UUID, moment: str, *, by: Actor, now: datetime) -> None:
    """A picture before or after, kept with the problem."""
    if moment not in ("before", "after"):
        raise Invalid(Reason("unknown_value", {"value": moment}, field="moment"))
    grip = by.acting_grip(problem, EVIDENCE)
    if grip is None:
        raise Refused(Reason("wrong_role", {"move": "上传照片", "roles": sorted(EVIDENCE)}))
    if PROBLEM.state(problem.state).final:
        label = PROBLEM.state(problem.state).label
        raise Refused(Reason("wrong_state", {"move": "上传照片", "state": label}))
    with transaction.atomic():
        bind(problem, upload, moment)
        _say(problem, grip, "photo", now, moment=moment)


def bind(problem: Problem, upload: UUID, moment: str) -> None:
    """Bind a file nobody else has bound. `Invalid` for any other."""
    free = Attachment.objects.filter(upload=upload, subject_id=None)
    if not free.update(subject_kind="problem", subject_id=problem.pk, moment=moment):
        raise Invalid(Reason("unknown_upload", field="photo"))


def _rectifier(problem: Problem, by: Actor) -> Grip:
    grip = by.acting_grip(problem, HANDLER)
    label = "填报整改措施"
    if grip is None:
        raise Refused(Reason("wrong_role", {"move": label, "roles": sorted(HANDLER)}))
    if problem.state != "rectifying":
        state = PROBLEM.state(problem.state).label
        raise Refused(Reason("wrong_state", {"move": label, "state": state}))
    return grip


def _say(problem: Problem, grip: Grip, kind: str, now: datetime, **payload: object) -> None:
    _, calendar = rules_at(now)
    passage = Passage(problem, PROBLEM, now=now, calendar=calendar)
    passage.say(grip, kind, **payload)
    passage.write()
