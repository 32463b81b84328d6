"""The one place that changes a state.

A `Passage` carries one subject through one or more moves and writes once: row (compare-and-set
on `version`, without a join, decisions.md 22), journal, next alarm and worklist, all in the
caller's transaction (decisions.md 24).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from jiceng.kernel.calendar import WorkingCalendar
from jiceng.kernel.clocks import Alarm, Clock
from jiceng.kernel.process import Decision, Process, Terms
from jiceng.kernel.records.journal import Line, append, line_by
from jiceng.kernel.records.models import Moving, PendingAlarm, WorkItem
from jiceng.kernel.records.rows import change, put
from jiceng.kernel.refusal import Reason, Refusal, Refused, Stale
from jiceng.kernel.scope import Actor, Grip

CLOCK_COLUMNS = (
    "stage_since", "stage_due_at", "stage_given", "stage_left", "stage_counting",
    "stage_provisional", "promise_since", "due_at", "promise_given", "promise_left",
    "promise_counting", "promise_provisional", "first_due_at", "warn_at",
)  # fmt: skip


SHOWN = (
    "title", "place", "state", "role", "unit", "unit_path", "area_path", "tier", "since",
    "due_at", "warn_at", "promise_due_at",
)  # fmt: skip
"""What a worklist item shows; number and key stay."""


class Movable(Moving):
    """What a passage asks of a record besides its columns."""

    class Meta:
        abstract = True

    subject_kind = ""
    repeated_in = ""
    """The rows beside this one that repeat some of its columns; their model names them in
    `repeated`."""

    def work_role(self, actor: str) -> str:
        """The role on whose worklist this stands, given the state's actor."""
        return actor

    def work_tier(self, role: str) -> str:
        """The tier whose post holders see the worklist item."""
        return self.tier

    def title_for(self, role: str) -> str:
        """What a worklist or a notice calls it before somebody with a role; never more than
        that role may read without opening it."""
        return self.title

    @property
    def work_place(self) -> str:
        return ""


class Passage:
    """Moves one subject and writes it down once."""

    def __init__(
        self, subject: Movable, process: Process, *, now: datetime, calendar: WorkingCalendar
    ) -> None:
        self.subject = subject
        self.process = process
        self.now = now
        self.calendar = calendar
        self.lines: list[tuple[Grip | None, str, dict[str, Any]]] = []
        self.changed: set[str] = set()
        self.last: Decision | None = None
        self.keeps_alarm = True
        self.terms = Terms()
        self.read_version = subject.version

    def move(
        self,
        name: str,
        *,
        by: Actor,
        terms: Terms,
        supplied: frozenset[str] = frozenset(),
        changes: Mapping[str, Any] | None = None,
        payload: Mapping[str, Any] | None = None,
    ) -> Decision:
        """Decide and apply in memory; raises `Refused` with every reason."""
        move = self.process.move(name)
        grip = by.acting_grip(self.subject, move.by)
        roles = by.roles_towards(self.subject) if grip else frozenset[str]()
        decision = self.process.decide(
            self.subject,
            name,
            roles=roles,
            supplied=supplied,
            now=self.now,
            calendar=self.calendar,
            terms=terms,
        )
        self.keeps_alarm = self.keeps_alarm and move.keeps_stage and self._stands(decision)
        self._apply(decision, terms, move.keeps_stage)
        self.put(**(changes or {}))
        self.lines.append((grip, name, self._payload(decision, payload)))
        self.last, self.terms = decision, terms
        return decision

    def _stands(self, decision: Decision) -> bool:
        """Whether both clocks stay as they are, and with them the next alarm."""
        return (decision.stage, decision.promise) == (self.subject.stage, self.subject.promise)

    def put(self, **changes: Any) -> None:
        """Set columns that belong to the same act."""
        for column, value in changes.items():
            setattr(self.subject, column, value)
        self.changed |= set(changes)

    def say(self, grip: Grip | None, kind: str, **payload: Any) -> None:
        """A journal line that is no move: reported, rated, noted."""
        state = self.subject.state
        self.lines.append((grip, kind, {"from": state, "to": state, **payload}))

    def _apply(self, decision: Decision, terms: Terms, keeps_stage: bool) -> None:
        row = self.subject
        if decision.to_state != row.state or not keeps_stage:
            row.entered_at = self.now
        row.state = decision.to_state
        put_clocks(row, decision.stage, decision.promise)
        if row.first_due_at is None:
            row.first_due_at = row.due_at
        row.warn_at = warn_at(decision.stage, decision.promise, terms, self.calendar)
        self.changed |= {"state", "entered_at", *CLOCK_COLUMNS}

    def _payload(self, decision: Decision, extra: Mapping[str, Any] | None) -> dict[str, Any]:
        row = self.subject
        return {
            "from": decision.from_state,
            "to": decision.to_state,
            "stage_due_at": row.stage_due_at,
            "due_at": row.due_at,
            "unit": row.unit,
            "tier": row.tier,
            **(extra or {}),
        }

    def write(self) -> None:
        """Save everything; raises `Stale` when somebody else was first."""
        if self.subject._state.adding:
            put([self.subject])
        else:
            self._compare_and_set()
            repeat(self.subject, self.changed)
        append([self.line(*line) for line in self.lines], at=self.now)
        if self.last is not None:
            if not self.keeps_alarm:  # what is due and not yet rung stays due
                set_alarm(self.subject, self.last.alarm)
            put_work_item(self.subject, "" if self.last.rests else self.last.target.actor)

    def _compare_and_set(self) -> None:
        row = self.subject
        if not change(row, self.changed, version=self.read_version):
            raise Stale(Reason("stale"))
        row.version = self.read_version + 1

    def line(self, grip: Grip | None, kind: str, payload: dict[str, Any]) -> Line:
        row = self.subject
        before, after = payload.pop("from"), payload.pop("to")
        return line_by(
            grip,
            kind,
            row.subject_kind,
            row.pk,
            from_state=before,
            to_state=after,
            payload=payload,
        )


def tell(
    subject: Movable, grip: Grip | None, kind: str, /, *, now: datetime, **payload: Any
) -> None:
    """One journal line about a record that is no move and changes nothing of it."""
    line = line_by(
        grip, kind, subject.subject_kind, subject.pk, from_state=subject.state,
        to_state=subject.state, payload=payload,
    )  # fmt: skip
    append([line], at=now)


def repeat(subject: Movable, changed: Iterable[str]) -> None:
    """Write columns of a subject again where rows beside it repeat them, in its transaction."""
    if not subject.repeated_in:
        return
    rows = getattr(subject, subject.repeated_in)
    names = {*changed}
    told = {
        column: getattr(subject, source)
        for column, source in rows.model.repeated.items()
        if source in names
    }
    if told:
        rows.update(**told)


def check_version(subject: Moving, version: int) -> None:
    """Refuse a form that was filled in for an older state of the record."""
    if subject.version != version:
        raise Stale(Reason("stale"))


def put_clocks(row: Moving, stage: Clock, promise: Clock) -> None:
    """Write both clocks into the row's columns, in memory."""
    row.stage_since, row.stage_due_at = stage.since, stage.due_at
    row.stage_given, row.stage_left = stage.given, stage.left
    row.stage_counting, row.stage_provisional = stage.counting, stage.provisional
    row.promise_since, row.due_at = promise.since, promise.due_at
    row.promise_given, row.promise_left = promise.given, promise.left
    row.promise_counting, row.promise_provisional = promise.counting, promise.provisional


def warn_at(
    stage: Clock, promise: Clock, terms: Terms, calendar: WorkingCalendar
) -> datetime | None:
    """The first yellow of either clock: from then on a list shows the matter as pressing."""
    moments = [
        clock.rung_at(rung.percent, calendar)
        for clock, ladder in ((stage, terms.stage_ladder), (promise, terms.promise_ladder))
        for rung in ladder
        if rung.light == "yellow"
    ]
    return min((m for m in moments if m is not None), default=None)


def set_alarm(subject: Movable, alarm: Alarm | None) -> None:
    """Replace the subject's one next alarm."""
    row = PendingAlarm(
        subject_kind=subject.subject_kind,
        subject_id=subject.pk,
        at=alarm.at if alarm else None,
        clock=alarm.clock if alarm else "",
        percent=alarm.percent if alarm else 0,
        light=alarm.light if alarm else "",
        tell=alarm.tell if alarm else "",
    )
    put(
        [row],
        unique=("subject_kind", "subject_id"),
        update=("at", "clock", "percent", "light", "tell"),
    )


def put_work_item(subject: Movable, actor: str) -> None:
    """Hand the matter to the worklist of whoever must act now; nobody: take it off."""
    if not actor:
        WorkItem.objects.filter(subject_kind=subject.subject_kind, subject_id=subject.pk).delete()
        return
    put(
        [work_item(subject, actor)],
        unique=("subject_kind", "subject_id", "purpose"),
        update=SHOWN,
    )


def work_item(subject: Movable, actor: str, purpose: str = "act") -> WorkItem:
    """The list entry of a subject for one role; everything a list shows is in it."""
    role = subject.work_role(actor)
    moments = [m for m in (subject.stage_due_at, subject.due_at) if m]
    return WorkItem(
        subject_kind=subject.subject_kind,
        subject_id=subject.pk,
        purpose=purpose,
        number=subject.number,
        title=subject.title_for(role),
        place=subject.work_place,
        state=subject.state,
        role=role,
        unit=subject.unit,
        unit_path=subject.unit_path,
        area_path=subject.area_path,
        tier=subject.work_tier(role),
        since=subject.entered_at,
        due_at=min(moments, default=None),
        warn_at=subject.warn_at,
        promise_due_at=subject.due_at,
    )


def refuse_if(*reasons: Reason | None) -> None:
    """Raise `Refused` with every reason that is one."""
    if found := [r for r in reasons if r is not None]:
        raise Refused(*found)


@contextmanager
def unchanged_if_refused(subject: Movable) -> Iterator[None]:
    """A refusal leaves the object as it was read, so that a face may show it again."""
    before = dict(subject.__dict__)
    try:
        yield
    except Refusal:
        subject.__dict__.clear()
        subject.__dict__.update(before)
        raise
