"""The second process: jobs, alarms, outcome rows, erasure, anchors, tidying.

Everything it does is done again after a crash: jobs by their lease, alarms by compare-and-set,
outcome rows by the journal's cursor. Any number of workers may run; one is enough for a county.
"""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import FrameType

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import DatabaseError, connection

from jiceng.casework.actions import outcomes
from jiceng.casework.actions.around import erase_due
from jiceng.casework.actions.import_runs import forget_rows
from jiceng.casework.actions.lights import begin_day
from jiceng.casework.actions.reminders import remind_due
from jiceng.casework.actions.scoring import reckon_present
from jiceng.casework.actions.sweep import ring
from jiceng.casework.actions.taking import conclude_taken
from jiceng.casework.figures import recount
from jiceng.economy.actions.fair_sales import erase_fair_words
from jiceng.economy.actions.leads import erase_lead_contacts
from jiceng.economy.actions.orders import erase_buyers
from jiceng.economy.actions.reliefs import erase_statements
from jiceng.emergency.actions.duties import forget_days_off
from jiceng.emergency.actions.home_erasing import erase_home_words
from jiceng.kernel.records.alarms import due
from jiceng.kernel.records.files import forget_unbound
from jiceng.kernel.records.jobs import LeaseLost, claim, fail, run
from jiceng.kernel.records.journal import write_anchor
from jiceng.kernel.records.models import Beat, Job, PendingAlarm, Tally
from jiceng.outreach.actions.bookings import erase_booking_contacts
from jiceng.outreach.actions.visits import erase_site_words
from jiceng.party.actions.dues_months import run_everywhere
from jiceng.party.actions.life_periods import life_round
from jiceng.performance.actions.assessments import reckon_running
from jiceng.performance.actions.open_values import prepare_open_values
from jiceng.project.announce import event_of
from jiceng.project.reconcile import mend
from jiceng.project.wiring import EFFECTS, LISTENERS
from jiceng.services.actions.applications import erase_applicants
from jiceng.services.actions.talent_offers import erase_offers
from jiceng.web.clock import county_zone, local_day, read_now
from jiceng.web.once import forget_answers

log = logging.getLogger(__name__)

BEAT = "worker"
ANCHORS = "anchors.log"
RECOUNT = timedelta(seconds=30)
"""Between two counts of touched days; until then figures count those days live."""
PAUSE = 1.0
"""Seconds between two ticks when there was nothing to do."""

POSTPONED = timedelta(hours=1)
KEPT_JOBS = timedelta(days=7)
JOBS_A_CLAIM = 20
CLAIMS_A_TICK = 3
ALARMS_A_TICK = 500
MONTHS_A_ROUND = 3
"""Of the history: the worker has other things to do between two months."""


@dataclass
class Rounds:
    """When each slow round was last made; the first tick makes them all."""

    last: dict[str, datetime] = field(default_factory=dict)

    def is_due(self, name: str, every: timedelta, now: datetime) -> bool:
        before = self.last.get(name)
        if before is not None and before <= now < before + every:
            return False
        self.last[name] = now
        return True


@dataclass
class Done:
    """What one tick did."""

    jobs: int = 0
    alarms: int = 0
    outcomes: int = 0
    mended: int = 0
    erased: int = 0

    def __bool__(self) -> bool:
        return bool(self.jobs or self.alarms or self.outcomes)


def tick(now: datetime, rounds: Rounds | None = None) -> Done:
    """Everything that is due at `now`, once; safe beside any number of other workers."""
    rounds = rounds or Rounds()
    Beat.objects.update_or_create(kind=BEAT, defaults={"at": now})
    done = Done(jobs=work_off(now), alarms=sweep(now), outcomes=outcomes.refresh(now))
    made = {}
    for name, (every, effect) in ROUNDS.items():
        if rounds.is_due(name, every, now):
            made[name] = effect(now)
            done.jobs += work_off(now)  # nobody who waits for a job waits for all the rounds
    done.mended, done.erased = made.get("mend") or 0, made.get("erase") or 0
    return done


def work_off(now: datetime) -> int:
    """Claim what is due and do it; a job that fails comes back later, twice as late each time."""
    count = 0
    for _turn in range(CLAIMS_A_TICK):
        jobs = claim(now, limit=JOBS_A_CLAIM)
        count += sum(_do(job, now) for job in jobs)
        if len(jobs) < JOBS_A_CLAIM:
            break
    return count


def _do(job: Job, now: datetime) -> bool:
    effect = EFFECTS.get(job.kind)
    if effect is None:
        fail(job, f"no effect for {job.kind}", now)
        return False
    try:
        run(job, effect, now)
    except LeaseLost:
        return False
    except Exception as error:
        log.exception("job %s (%s) failed", job.pk, job.kind)
        fail(job, type(error).__name__, now)
        return False
    _tell(job, now)
    return True


def _tell(job: Job, now: datetime) -> None:
    """After the commit: listeners hear of it."""
    event = event_of(job.payload, now) if LISTENERS and job.kind == "announce" else None
    if event is None:
        return
    for listener in LISTENERS:
        try:
            listener(event)
        except Exception:
            log.exception("a listener failed")


def sweep(now: datetime, *, limit: int = ALARMS_A_TICK) -> int:
    """Ring what is due; returns how many rang here."""
    return sum(_ring(row, now) for row in due(now, limit=limit))


def _ring(row: PendingAlarm, now: datetime) -> bool:
    try:
        return ring(row, now=now)
    except Exception:
        log.exception("alarm of %s %s failed", row.subject_kind, row.subject_id)
        PendingAlarm.objects.filter(pk=row.pk, at=row.at).update(at=now + POSTPONED)
        return False


def tidy(now: datetime) -> None:
    """Drop what is kept for a time only."""
    forget_answers(now)
    forget_unbound(now)
    forget_rows(now)
    Tally.objects.filter(until__lt=now).delete()
    Session.objects.filter(expire_date__lt=now).delete()
    Job.objects.filter(done_at__lt=now - KEPT_JOBS).delete()


def work(stop: threading.Event, *, clock: Callable[[], datetime] = read_now) -> None:
    """Tick until asked to stop. A database that went away is asked for again."""
    rounds = Rounds()
    while not stop.is_set():
        try:
            busy = bool(tick(clock(), rounds))
        except DatabaseError:
            log.exception("the database did not answer; trying again")
            connection.close()
            busy = False
        stop.wait(0 if busy else PAUSE)


@contextmanager
def stopping() -> Iterator[threading.Event]:
    """An event that SIGTERM and SIGINT set, so that the tick under way is finished."""
    stop = threading.Event()

    def ask(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    before = {s: signal.signal(s, ask) for s in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _anchor(now: datetime) -> None:
    write_anchor(Path(settings.DATA_DIR) / ANCHORS, now)


def _look_at_tasks(now: datetime) -> None:
    """Lights of a new day, and what is due to be reminded of."""
    begin_day(now)
    remind_due(now)


def _recount(now: datetime) -> None:
    recount()


def _run_dues(now: datetime) -> int:
    """What members owe for the present month; what is there already stays as it is."""
    today = local_day(now)
    return run_everywhere(today.replace(day=1), now=now, today=today).members


def _tell_everybody(now: datetime) -> int:
    """What residents may read in numbers, as the records stand."""
    return prepare_open_values(now=now, today=local_day(now))


def _keep_history(now: datetime) -> None:
    """A few months of the history as Parquet, where the extra `analytics` is installed.

    Named, not imported: `jiceng serve` loads this module and must carry no engine (ADR 0013).
    """
    if find_spec("pyarrow") is None:
        return
    layout, partitions = (
        import_module(f"jiceng.analytics.{name}") for name in ("layout", "partitions")
    )
    folder = layout.history_of(Path(settings.DATA_DIR))
    partitions.write(folder, zone=county_zone(), at_most=MONTHS_A_ROUND)


ROUNDS: Mapping[str, tuple[timedelta, Callable[[datetime], int | None]]] = {
    "days": (RECOUNT, _recount),
    "anchor": (timedelta(minutes=1), _anchor),
    "mend": (timedelta(minutes=5), mend),
    "erase": (timedelta(minutes=10), erase_due),
    "erase_applicants": (timedelta(minutes=10), erase_applicants),
    "erase_offers": (timedelta(minutes=10), erase_offers),
    "erase_fair_words": (timedelta(minutes=10), erase_fair_words),
    "erase_site_words": (timedelta(minutes=10), erase_site_words),
    "erase_booking_contacts": (timedelta(minutes=10), erase_booking_contacts),
    "erase_buyers": (timedelta(minutes=10), erase_buyers),
    "erase_lead_contacts": (timedelta(minutes=10), erase_lead_contacts),
    "erase_statements": (timedelta(minutes=10), erase_statements),
    "erase_home_words": (timedelta(minutes=10), erase_home_words),
    "forget_days_off": (timedelta(hours=6), forget_days_off),
    "taken": (timedelta(minutes=1), conclude_taken),
    "remind": (timedelta(minutes=30), _look_at_tasks),
    "scores": (timedelta(hours=1), reckon_present),
    "assessments": (timedelta(days=1), reckon_running),
    "dues": (timedelta(hours=6), _run_dues),
    "life": (timedelta(hours=2), life_round),
    "history": (timedelta(minutes=5), _keep_history),
    "open": (timedelta(minutes=5), _tell_everybody),
    "tidy": (timedelta(hours=1), tidy),
}
"""Slow rounds: how often each is made, and what it does."""
