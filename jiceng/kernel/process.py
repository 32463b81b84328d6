"""Processes as data. `decide` says what a move would do; it never does it.

No Django, no clock, no I/O: everything a decision needs is an argument. Terms and ladders
arrive as values (decisions.md 28), because they depend on type, level and rule version; the
state's own `term` is only the default. Two clocks run beside each other (decisions.md 29):
the *stage* clock belongs to whoever holds the matter, the *promise* was given to the resident.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, Protocol

from jiceng.kernel.calendar import WorkingCalendar
from jiceng.kernel.clocks import Alarm, Clock, order_of, rungs_of
from jiceng.kernel.refusal import Reason, Refused
from jiceng.kernel.terms import Ladder, Rung, Term

Guard = Callable[[Any], Reason | None]
"""Looks at the subject and returns the reason to refuse, or None."""

AT_DUE: Ladder = (Rung(100, "red", "holder"),)
"""The ladder of a state that names none: somebody is told when its time is up."""

REPEAT = timedelta(days=1)
"""After the last rung the alarm comes back daily, so that nothing open is ever silent."""


@dataclass(frozen=True, slots=True)
class State:
    """Where a subject stands. `actor` is the role on whose worklist it stands."""

    name: str
    label: str
    term: Term | None = None
    ladder: Ladder = ()
    actor: str = ""
    by_hand: bool = False
    """The due date is set by whoever makes the move, not by a term."""
    paused: bool = False
    """Both clocks stand still; `term` is then the time until the next review."""
    resting: bool = False
    """No alarm is owed; a resting state may still be left (reopen, unmerge)."""
    final: bool = False


@dataclass(frozen=True, slots=True)
class Move:
    """A step somebody may take: who, from where to where, with which papers."""

    name: str
    label: str
    sources: tuple[str, ...]
    target: str
    by: frozenset[str]
    needs: frozenset[str] = frozenset()
    guards: tuple[Guard, ...] = ()
    wait: Term | None = None
    """Not before this long in the present state: a notice period, a year of probation."""
    keeps_stage: bool = False
    """A cosmetic or asking move: neither clock is touched."""
    needs_to_rise: frozenset[str] = frozenset()
    """Papers it asks for besides when it hands the matter to a higher tier."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What the rules in force give this subject for this move, resolved by the caller."""

    stage: Term | None = None
    stage_ladder: Ladder = ()
    promise: Term | None = None
    promise_from: datetime | None = None
    promise_ladder: Ladder = ()
    by_hand: datetime | None = None
    extend: Term | None = None
    needs: frozenset[str] = frozenset()
    """Papers that the type asks for beside those of the move: its closing condition."""
    rest_until: datetime | None = None
    """When a window that a resting state leaves open shuts (reopening, decisions.md 32)."""


class Subject(Protocol):
    """What `decide` reads from a record."""

    state: str
    entered_at: datetime

    @property
    def stage(self) -> Clock: ...

    @property
    def promise(self) -> Clock: ...


@dataclass(frozen=True)
class Decision:
    """What will change if the caller goes ahead. Plain data: easy to test, log and preview."""

    move: str
    from_state: str
    target: State
    stage: Clock
    promise: Clock
    terms: Terms
    now: datetime
    calendar: WorkingCalendar

    @property
    def to_state(self) -> str:
        return self.target.name

    @property
    def rests(self) -> bool:
        return self.target.resting or self.target.final

    @cached_property
    def alarm(self) -> Alarm | None:
        """Worked out when asked for: of several moves in one act only the last one's counts."""
        return next_alarm(
            self.target,
            self.stage,
            self.promise,
            self.terms,
            after=self.now,
            calendar=self.calendar,
        )


@dataclass(frozen=True)
class Process:
    """One kind of life. A faulty declaration cannot be imported: it raises ValueError."""

    name: str
    label: str
    start: str
    states: tuple[State, ...]
    moves: tuple[Move, ...]
    _states: dict[str, State] = field(default_factory=dict, repr=False, compare=False)
    _moves: dict[str, Move] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        if faults := list(_faults(self)):
            raise ValueError(f"process {self.name!r}: " + "; ".join(faults))
        self._states.update({s.name: s for s in self.states})
        self._moves.update({m.name: m for m in self.moves})

    def state(self, name: str) -> State:
        return self._states[name]

    def move(self, name: str) -> Move:
        if found := self._moves.get(name):
            return found
        raise Refused(Reason("unknown_move", {"move": name}))

    def open_moves(self, state: str, roles: frozenset[str]) -> list[Move]:
        """The buttons to draw: moves these roles may try from here."""
        return [m for m in self.moves if state in m.sources and m.by & roles]

    def why_not(
        self,
        subject: Subject,
        move: Move,
        *,
        roles: frozenset[str],
        supplied: frozenset[str],
        now: datetime,
        calendar: WorkingCalendar,
        needs: frozenset[str] = frozenset(),
    ) -> list[Reason]:
        """Every reason against this move, not only the first one found."""
        reasons = list(_refusals(self, move, subject, roles, supplied, needs))
        if move.wait:
            free_at = calendar.due(subject.entered_at, move.wait).at
            if now < free_at:
                reasons.append(Reason("too_early", {"move": move.label, "at": free_at}))
        return reasons

    def decide(
        self,
        subject: Subject,
        name: str,
        *,
        roles: frozenset[str],
        supplied: frozenset[str],
        now: datetime,
        calendar: WorkingCalendar,
        terms: Terms,
    ) -> Decision:
        """Say what the move would do, or raise `Refused` with all reasons."""
        move = self.move(name)
        target = self.state(move.target)
        reasons = self.why_not(
            subject,
            move,
            roles=roles,
            supplied=supplied,
            now=now,
            calendar=calendar,
            needs=terms.needs,
        )
        if target.by_hand and not move.keeps_stage and (terms.by_hand or now) <= now:
            reasons.append(Reason("due_date_missing", {}, field="due_at"))
        if reasons:
            raise Refused(*reasons)
        stage, promise = clocks_after(self, move, subject, terms, now, calendar)
        return Decision(move.name, subject.state, target, stage, promise, terms, now, calendar)

    def mermaid(self) -> str:
        """The drawing that stands in docs/reference/processes."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.start}"]
        lines += [f"    {s} --> {m.target}: {m.name}" for m in self.moves for s in m.sources]
        lines += [f"    {s.name} --> [*]" for s in self.states if s.final]
        return "\n".join(lines)


def clocks_after(
    process: Process,
    move: Move,
    subject: Subject,
    terms: Terms,
    now: datetime,
    calendar: WorkingCalendar,
) -> tuple[Clock, Clock]:
    """Both clocks after the move. Only a new term, a pause or an extension touches the promise."""
    target, stage, promise = process.state(move.target), subject.stage, subject.promise
    was_paused = process.state(subject.state).paused
    if terms.promise is not None:
        promise = Clock.started(terms.promise, terms.promise_from or now, calendar)
    if target.paused and not was_paused:
        return stage.paused(now, calendar), promise.paused(now, calendar)
    if was_paused and not target.paused:
        return stage.resumed(now, calendar), promise.resumed(now, calendar)
    if terms.extend is not None:
        stage, promise = (c.extended(terms.extend, calendar) for c in (stage, promise))
    if move.keeps_stage or target.paused:
        return stage, promise
    if target.resting or target.final:
        return Clock(), promise
    if target.by_hand and terms.by_hand:
        return Clock.until(terms.by_hand, now, calendar), promise
    term = terms.stage or target.term
    return (Clock.started(term, now, calendar) if term else Clock()), promise


def next_alarm(
    state: State,
    stage: Clock,
    promise: Clock,
    terms: Terms,
    *,
    after: datetime,
    calendar: WorkingCalendar,
    last: Alarm | None = None,
) -> Alarm | None:
    """The first rung not yet rung; None only for a state that rests with no window open.

    `last` is the alarm that has just rung: the next one is strictly later in the order
    (instant, clock, percent). When every rung is behind, the top of the ladder repeats daily.
    """
    if state.resting or state.final:
        shuts = terms.rest_until
        return Alarm(shuts, "window", 100, "", "system") if shuts else None
    if state.paused:
        review = Clock.started(state.term, after, calendar).due_at if state.term else None
        return Alarm(review or after + REPEAT, "review", 100, "yellow", "approver")
    ladder = terms.stage_ladder or state.ladder or AT_DUE
    rungs = sorted(
        (
            *rungs_of(stage, "stage", ladder, calendar),
            *rungs_of(promise, "promise", terms.promise_ladder or AT_DUE, calendar),
        ),
        key=order_of,
    )
    mark = order_of(last) if last else (after, "", 0)
    if ahead := next((a for a in rungs if order_of(a) > mark), None):
        return ahead
    return Alarm(after + REPEAT, "repeat", 100, "red", rungs[-1].tell if rungs else "holder")


def _refusals(
    process: Process,
    move: Move,
    subject: Subject,
    roles: frozenset[str],
    supplied: frozenset[str],
    needs: frozenset[str],
) -> Iterator[Reason]:
    if subject.state not in move.sources:
        yield Reason(
            "wrong_state", {"move": move.label, "state": process.state(subject.state).label}
        )
    if not move.by & roles:
        yield Reason("wrong_role", {"move": move.label, "roles": sorted(move.by)})
    for item in sorted((move.needs | needs) - supplied):
        yield Reason("paper_missing", {"paper": item}, field=item)
    for guard in move.guards:
        if reason := guard(subject):
            yield reason


def _faults(process: Process) -> Iterator[str]:
    """Mistakes in the declaration itself."""
    for kind, listed in (("state", process.states), ("move", process.moves)):
        names = [item.name for item in listed]
        for name in sorted({n for n in names if names.count(n) > 1}):
            yield f"{kind} {name!r} is declared twice"
    known = {s.name for s in process.states}
    for m in process.moves:
        yield from (
            f"move {m.name!r} mentions unknown state {n!r}" for n in {*m.sources, m.target} - known
        )
        if not m.by:
            yield f"move {m.name!r} may be made by nobody"
    reached = {process.start}
    while more := {m.target for m in process.moves if reached & set(m.sources)} - reached:
        reached |= more
    for s in process.states:
        yield from _state_faults(process, s, reached)


def _state_faults(process: Process, s: State, reached: set[str]) -> Iterator[str]:
    if s.name not in reached:
        yield f"state {s.name!r} cannot be reached"
    if s.final == any(s.name in m.sources for m in process.moves):
        yield f"state {s.name!r} is " + ("final but has exits" if s.final else "a dead end")
    timed = s.term is not None or s.by_hand
    if s.ladder and not timed:
        yield f"state {s.name!r} has a ladder but no term"
    if not (timed or s.resting or s.final):
        yield f"state {s.name!r} neither rests nor has a term: it could wait for ever"
