"""What the clock sets off: somebody is told, a late case climbs, a window shuts.

Safe under any number of sweepers: the alarm is claimed by compare-and-set in the transaction
that tells people (decisions.md 24).
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from jiceng.casework.actions.aftermath import lapse_request
from jiceng.casework.actions.demands import lapse_demand
from jiceng.casework.actions.following import make
from jiceng.casework.actions.moves import Act, Given, step
from jiceng.casework.actions.problems import look_back_due
from jiceng.casework.actions.urging import lapse
from jiceng.casework.models import (
    CallUp,
    Case,
    Problem,
    Project,
    Recheck,
    ReportDemand,
    SupervisionItem,
    SupervisionTask,
    Urging,
)
from jiceng.casework.process import (
    CALL_UP,
    CASE,
    PROBLEM,
    PROJECT,
    RECHECK,
    REPORT_DEMAND,
    SUPERVISION_ITEM,
    SUPERVISION_TASK,
    URGING,
)
from jiceng.casework.queries import rules_at, with_rules
from jiceng.kernel.clocks import Alarm
from jiceng.kernel.process import Terms, next_alarm
from jiceng.kernel.records.advance import Movable, Passage
from jiceng.kernel.records.alarms import as_value, claim
from jiceng.kernel.records.journal import Line, append, line_by
from jiceng.kernel.records.kinds import Effect, Kind, kinds
from jiceng.kernel.records.models import Notice, PendingAlarm
from jiceng.kernel.refusal import Stale
from jiceng.kernel.scope import SYSTEM, SYSTEM_GRIP, next_tier

CLIMBING = ("dispatched", "handling")


def ring(row: PendingAlarm, *, now: datetime) -> bool:
    """Ring one due alarm; False when another sweeper, or a move, was first."""
    kind = kinds()[row.subject_kind]
    subject = kind.model._default_manager.get(pk=row.subject_id)
    rung = as_value(row)
    if rung is None:
        return False
    try:
        with transaction.atomic():
            return _ring(row, rung, subject, kind, now)
    except Stale:
        return False


def _ring(row: PendingAlarm, rung: Alarm, subject: Movable, kind: Kind, now: datetime) -> bool:
    _, calendar = rules_at(now)
    following = next_alarm(
        kind.process.state(subject.state),
        subject.stage,
        subject.promise,
        ladders_of(subject, now),
        after=now if rung.clock in ("repeat", "review") else rung.at,
        calendar=calendar,
        last=None if rung.clock in ("repeat", "review", "window") else rung,
    )
    if rung.clock == "window":
        following = None
    if not claim(row, following):
        return False
    act = kind.window if rung.clock == "window" else kind.acts_on(subject, rung)
    if act is None:
        tell(subject, rung, now)
    else:
        act(subject, now)
    return True


def ladders_of(subject: Movable, now: datetime) -> Terms:
    """The ladders of a case are the county's; every other process brings its own."""
    if not isinstance(subject, Case):
        return Terms()
    book, _ = rules_at(now)
    return Terms(stage_ladder=book.stage_ladder, promise_ladder=book.promise_ladder)


def climbs(subject: Movable, rung: Alarm) -> bool:
    """At the top of the ladder of its stage a held case rises one level by its clock."""
    return (
        isinstance(subject, Case)
        and rung.clock == "stage"
        and rung.tell == "overseer"
        and subject.state in CLIMBING
        and next_tier(subject.tier) is not None
    )


def _climbing(subject: Movable, rung: Alarm) -> Effect | None:
    return _climb if climbs(subject, rung) else None


def _climb(case: Movable, now: datetime) -> None:
    if not isinstance(case, Case):
        return
    book, calendar = rules_at(now)
    passage = Passage(with_rules(case, now), CASE, now=now, calendar=calendar)
    given = Given(reason="逾期未办结，按时限自动上报上一级")
    step(Act(case, passage, given, SYSTEM, now, book, calendar), "escalate")
    passage.write()
    lapse_request(case, now=now)
    _notice(case, "climbed", "red", "holder", now)


def _archive(subject: Movable, now: datetime) -> None:
    if not isinstance(subject, Case):
        return
    book, calendar = rules_at(now)
    passage = Passage(with_rules(subject, now), CASE, now=now, calendar=calendar)
    step(Act(subject, passage, Given(), SYSTEM, now, book, calendar), "archive")
    passage.write()


def _file_away(subject: Movable, now: datetime) -> None:
    """What has been completed long enough is archived."""
    process = kinds()[subject.subject_kind].process
    make(subject, process, "archive", by=SYSTEM, now=now, version=subject.version)


def tell(subject: Movable, rung: Alarm, now: datetime) -> None:
    """One notice and one journal line; the notice's key makes a second telling the first."""
    append([alarm_line(subject, rung)], at=now)
    _notice(subject, f"{rung.clock}_{rung.percent}", rung.light, rung.tell, now)


def alarm_line(subject: Movable, rung: Alarm) -> Line:
    """What the journal keeps of an alarm that rang."""
    payload = {"clock": rung.clock, "percent": rung.percent, "light": rung.light}
    return line_by(
        SYSTEM_GRIP,
        "alarm",
        subject.subject_kind,
        subject.pk,
        from_state=subject.state,
        to_state=subject.state,
        payload={**payload, "tell": rung.tell, "unit": subject.unit, "tier": subject.tier},
    )


def _notice(subject: Movable, kind: str, light: str, tell: str, now: datetime) -> None:
    Notice.objects.bulk_create([notice_of(subject, kind, light, tell, now)], ignore_conflicts=True)


def notice_of(subject: Movable, kind: str, light: str, tell: str, now: datetime) -> Notice:
    """The sentence for whoever holds a role towards the subject; not saved."""
    actor = kinds()[subject.subject_kind].process.state(subject.state).actor
    role = subject.work_role(actor) if tell == "holder" else tell
    key = f"{subject.subject_kind}:{subject.pk}:{kind}:{now.isoformat()}"
    return Notice(
        kind=kind,
        subject_kind=subject.subject_kind,
        subject_id=subject.pk,
        number=subject.number,
        role=role,
        unit_path=subject.unit_path,
        area_path=subject.area_path,
        light=light,
        params={"title": subject.title_for(role), "tier": subject.tier},
        at=now,
        key=key,
    )


def _lapsing(urging: Movable, rung: Alarm) -> Effect | None:
    """An urging nobody answered in time lapses; the next slip follows."""
    return lapse if rung.percent >= 100 else None


KINDS: dict[str, Kind] = {
    "case": Kind(Case, CASE, window=_archive, acts_on=_climbing),
    "call_up": Kind(CallUp, CALL_UP),
    "recheck": Kind(Recheck, RECHECK),
    "supervision_item": Kind(SupervisionItem, SUPERVISION_ITEM, window=_file_away),
    "supervision_task": Kind(SupervisionTask, SUPERVISION_TASK, window=_file_away),
    "urging": Kind(Urging, URGING, acts_on=_lapsing),
    "problem": Kind(Problem, PROBLEM, window=look_back_due),
    "project": Kind(Project, PROJECT),
    "report_demand": Kind(ReportDemand, REPORT_DEMAND, window=lapse_demand),
}
