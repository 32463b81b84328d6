"""A report found to be untrue, and the finding taken back (facts.md §2.5).

The deduction stands in the quarter of the report; the unit may object from the day of the finding.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from jiceng.casework.actions.scoring import reckon
from jiceng.casework.actions.words import clean
from jiceng.casework.models import Objection, ProgressReport, SupervisionTask
from jiceng.casework.process import SUPERVISION_TASK
from jiceng.casework.queries import rules_at
from jiceng.casework.queries.supervision import directing
from jiceng.casework.rules.scoring import FALSE_KEY, quarter_of
from jiceng.kernel.records.advance import Passage, check_version, refuse_if
from jiceng.kernel.records.models import Notice
from jiceng.kernel.refusal import Invalid, NotAllowed, NotFound, Reason
from jiceng.kernel.scope import Actor, Grip
from jiceng.kernel.words import N_

OFFICE = frozenset({"overseer"})
TOLD = ("handler", "leader")
CLOSED = ("planned", "archived")
"""States in which no report is judged: there is none yet, or the file is closed."""
LONGEST = 200


def find_untrue(
    task: SupervisionTask, report: int, reason: str, *, by: Actor, now: datetime, version: int
) -> ProgressReport:
    """The office finds one report of the lead unit untrue; the quarter is reckoned again.

    Raises `NotAllowed` for anybody else, `NotFound`, `Invalid` without a reason, `Refused` in an
    archived task, for a supporting unit's report, a second time, or after an objection was upheld.
    """
    grip, row = _judged(task, report, by, version)
    key = FALSE_KEY.format(report=row.pk)
    upheld = Objection.objects.filter(event_key=key, is_accepted=True).exists()
    refuse_if(
        _closed(task),
        None if row.unit == task.unit else Reason("report_of_supporter"),
        Reason("untrue_already") if row.is_withdrawn else None,
        Reason("untrue_struck") if upheld else None,
    )
    words = _reason(reason)
    row.is_withdrawn, row.untrue_at = True, now
    row.untrue_by, row.untrue_reason = grip.appointment, words
    return _written(task, row, "find_untrue", grip, now)


def take_back_untrue(
    task: SupervisionTask, report: int, reason: str, *, by: Actor, now: datetime, version: int
) -> ProgressReport:
    """The finding was wrong: no deduction any more, and an objection still open is upheld.

    Raises what `find_untrue` raises; `Refused` for a report nobody found untrue.
    """
    grip, row = _judged(task, report, by, version)
    refuse_if(_closed(task), None if row.is_withdrawn else Reason("not_untrue"))
    words = _reason(reason)
    row.is_withdrawn, row.untrue_at = False, None
    row.untrue_by, row.untrue_reason = None, ""
    pending = Objection.objects.filter(event_key=FALSE_KEY.format(report=row.pk), answered_at=None)
    with transaction.atomic():
        pending.update(
            is_accepted=True, answer=words, answered_by=grip.appointment, answered_at=now
        )
        return _written(task, row, "take_back_untrue", grip, now)


def _judged(
    task: SupervisionTask, report: int, by: Actor, version: int
) -> tuple[Grip, ProgressReport]:
    check_version(task, version)
    grip = directing(by, task).acting_grip(task, OFFICE)
    if grip is None:
        raise NotAllowed(Reason("may_not_supervise"))
    row = task.reports.filter(pk=report).first()
    if row is None:
        raise NotFound(Reason("not_found"))
    return grip, row


def _closed(task: SupervisionTask) -> Reason | None:
    if task.state not in CLOSED:
        return None
    state = SUPERVISION_TASK.state(task.state)
    return Reason("wrong_state", {"move": N_("认定反馈不实"), "state": state.label})


def _reason(text: str) -> str:
    words = clean({"reason": text}).get("reason", "")
    if not 2 <= len(words) <= LONGEST:
        raise Invalid(Reason("text_length", {"low": 2, "high": LONGEST}, field="reason"))
    return words


def _written(
    task: SupervisionTask, row: ProgressReport, kind: str, grip: Grip, now: datetime
) -> ProgressReport:
    """The report, its journal line, what the unit is told, and the score made anew."""
    _, calendar = rules_at(now)
    passage = Passage(task, SUPERVISION_TASK, now=now, calendar=calendar)
    with transaction.atomic():
        row.save(update_fields=["is_withdrawn", "untrue_at", "untrue_by", "untrue_reason"])
        passage.say(grip, kind, report=row.pk, unit=row.unit)
        passage.write()
        Notice.objects.bulk_create(_notices(task, row, kind, now))
        reckon(quarter_of(row.at.astimezone(calendar.zone).date()), now)
    return row


def _notices(task: SupervisionTask, row: ProgressReport, kind: str, now: datetime) -> list[Notice]:
    return [
        Notice(
            kind=kind,
            subject_kind="supervision_task",
            subject_id=task.pk,
            number=task.number,
            role=role,
            unit_path=task.unit_path,
            area_path=task.area_path,
            light="red" if row.is_withdrawn else "",
            params={"title": task.title},
            at=now,
            key=f"{kind}:{row.pk}:{task.version}:{role}",
        )
        for role in TOLD
    ]
