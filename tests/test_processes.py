"""Every declared process, tested from its own declaration: works, wrong role, wrong state, paper
missing, too early; and laws of the two clocks that hold for all of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise, product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiceng.casework.process import PROCESSES as CASEWORK
from jiceng.economy.process import PROCESSES as ECONOMY
from jiceng.emergency.process import PROCESSES as EMERGENCY
from jiceng.kernel.calendar import WorkingCalendar
from jiceng.kernel.clocks import Clock
from jiceng.kernel.holidays import shipped_days
from jiceng.kernel.process import Decision, Move, Process, State, Terms, next_alarm
from jiceng.kernel.refusal import Reason, Refused
from jiceng.kernel.terms import Counting, Rung, Term
from jiceng.outreach.process import PROCESSES as OUTREACH
from jiceng.party.process import PROCESSES as PARTY
from jiceng.performance.process import PROCESSES as PERFORMANCE
from jiceng.services.process import PROCESSES as SERVICES

DAYS, KNOWN = shipped_days()
CALENDAR = WorkingCalendar(days=DAYS, known_years=KNOWN)
NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=800)
ALL = (*CASEWORK, *PARTY, *PERFORMANCE, *SERVICES, *ECONOMY, *OUTREACH, *EMERGENCY)
EVERY = [
    pytest.param(p, m, s, id=f"{p.name}.{m.name}<{s}")
    for p in ALL
    for m in p.moves
    for s in m.sources
]


@dataclass
class Subject:
    """A bare record that satisfies every guard until a test changes one fact."""

    state: str
    entered_at: datetime = LONG_AGO
    stage: Clock = field(default_factory=Clock)
    promise: Clock = field(default_factory=Clock)
    tier: str = "community"
    is_final_unit: bool = False
    send_backs: int = 0
    send_back_cap: int = 2
    extensions: int = 0
    extension_cap: int = 1
    asked_extension: str = ""
    has_expired: bool = False
    is_small: bool = True
    is_simple: bool = True
    may_reopen: bool = True
    has_begun: bool = True
    is_ahead: bool = True
    awaits_speaker: bool = False
    is_past_end: bool = False
    is_own: bool = False
    already_on: str = ""
    open_requests: int = 0
    started_at: datetime | None = None
    absent: tuple[str, ...] = ()
    task_count: int = 1
    taken_kind: str = "case"
    open_tasks: int = 0
    silent_units: tuple[str, ...] = ()
    measure_count: int = 1
    open_measures: int = 0
    needs_notice: bool = False
    is_long_term: bool = True
    offered_by: str = "community"
    milestone_count: int = 1
    lacking: tuple[str, ...] = ()
    supplement_asked_at: datetime | None = None
    outstanding: tuple[str, ...] = ()
    unfit: Reason | None = None
    notice_wait: Reason | None = None
    may_announce: bool = True
    is_given: bool = True
    is_put_off: bool = True
    is_instant: bool = True
    taken_stalls: int = 1
    filled_at: bool = True
    days_ahead: int = 0
    is_over: bool = False
    is_own_hand: bool = False
    is_own_vouch: bool = False
    is_later: bool = False
    has_hour: bool = True
    is_for_reader: bool = True
    missing: tuple[str, ...] = ()
    personal: tuple[str, ...] = ()
    vouched_by: int | None = None
    publish_at: datetime | None = None
    is_pickup: bool = False
    is_delivery: bool = False
    paused_in: str = ""
    open_milestones: int = 0
    failed: dict[str, Reason] = field(default_factory=dict)
    conclusions: dict[str, str] = field(default_factory=dict)
    ballot: Reason | None = None
    plan_items: int = 1
    open_items: int = 0
    unchecked_items: int = 0
    follow_up_days: int = 0
    unanswered: tuple[str, ...] = ()
    missing_supporters: tuple[str, ...] = ()
    followed_up: tuple[str, ...] = ()
    closed_year: int | None = None
    has_quorum: bool = True
    unchecked_evidence: int = 0
    won: tuple[str, ...] = ("team",)
    quota_place: str = ""
    notice_days_left: int = 0
    is_reviewed: bool = True
    panel_size: int = 15
    ballots_hide: bool = True
    period_runs: bool = False
    missing_values: int = 0
    open_extras: int = 0
    open_objections: int = 0
    may_be_objected_to: bool = False
    unfilled_count: int = 0
    visit_count: int = 1
    has_ledger: bool = True
    open_visits: int = 0
    recorded_visits: int = 0
    view_term_runs: bool = False
    hours_over: str = ""
    answer_count: int = 5
    least_answers: int = 5
    is_past: bool = False
    in_hand: int = 1
    held: int = 0
    balance: int = 0
    is_agreed: bool = True


def ready(process: Process, move: Move, source: str) -> Subject:
    asked = "5 working_days" if move.name in ("grant_extension", "refuse_extension") else ""
    side = "unit" if move.name == "accept" and process.name == "joint_project" else "community"
    notice = move.name == "publish"
    return Subject(source, asked_extension=asked, needs_notice=notice, offered_by=side)


def decide(
    process: Process,
    move: Move,
    subject: Subject,
    *,
    roles: frozenset[str] | None = None,
    supplied: frozenset[str] | None = None,
    now: datetime = NOW,
    terms: Terms | None = None,
) -> Decision:
    return process.decide(
        subject,
        move.name,
        roles=move.by if roles is None else roles,
        supplied=move.needs if supplied is None else supplied,
        now=now,
        calendar=CALENDAR,
        terms=terms or Terms(by_hand=NOW + timedelta(days=20)),
    )


def codes(process: Process, move: Move, subject: Subject, **changed: Any) -> list[str]:
    with pytest.raises(Refused) as refused:
        decide(process, move, subject, **changed)
    return [r.code for r in refused.value.reasons]


@pytest.mark.parametrize(("process", "move", "source"), EVERY)
def test_a_move_works_from_each_of_its_states(process: Process, move: Move, source: str) -> None:
    decision = decide(process, move, ready(process, move, source))
    assert decision.to_state == move.target


@pytest.mark.parametrize(("process", "move", "source"), EVERY)
def test_a_move_is_refused_to_every_other_role(process: Process, move: Move, source: str) -> None:
    others = frozenset[str]().union(*(m.by for m in process.moves)) - move.by
    assert "wrong_role" in codes(process, move, ready(process, move, source), roles=others)


@pytest.mark.parametrize(("process", "move", "source"), EVERY)
def test_each_missing_paper_is_named(process: Process, move: Move, source: str) -> None:
    for paper in sorted(move.needs):
        got = codes(process, move, ready(process, move, source), supplied=move.needs - {paper})
        assert got == ["paper_missing"]


@pytest.mark.parametrize(
    ("process", "move"),
    [pytest.param(p, m, id=f"{p.name}.{m.name}") for p in ALL for m in p.moves],
)
def test_a_move_is_refused_in_every_other_state(process: Process, move: Move) -> None:
    for state in process.states:
        if state.name not in move.sources:
            assert "wrong_state" in codes(process, move, ready(process, move, state.name))


@pytest.mark.parametrize(
    ("process", "move", "source"),
    [
        pytest.param(p, m, s, id=f"{p.name}.{m.name}<{s}")
        for p in ALL
        for m in p.moves
        for s in m.sources
        if m.wait
    ],
)
def test_what_must_wait_is_refused_a_second_too_early(
    process: Process, move: Move, source: str
) -> None:
    subject = ready(process, move, source)
    assert move.wait is not None
    free_at = CALENDAR.due(subject.entered_at, move.wait).at
    early = free_at - timedelta(seconds=1)
    assert codes(process, move, subject, now=early, terms=Terms(by_hand=NOW)) == ["too_early"]
    assert decide(process, move, subject, now=free_at).to_state == move.target


def test_all_reasons_come_at_once() -> None:
    case = CASEWORK[0]
    subject = Subject("handling", send_backs=2)
    got = codes(
        case, case.move("send_back"), subject, roles=frozenset({"reader"}), supplied=frozenset()
    )
    assert got == ["wrong_role", "paper_missing", "paper_missing", "send_back_cap"]


@pytest.mark.parametrize("process", ALL, ids=lambda p: p.name)
def test_every_state_that_does_not_rest_has_a_next_alarm(process: Process) -> None:
    for state in process.states:
        alarm = next_alarm(state, Clock(), Clock(), Terms(), after=NOW, calendar=CALENDAR)
        assert (alarm is None) == (state.resting or state.final), state.name
        assert alarm is None or alarm.at > NOW


FAULTY = {
    "cannot be reached": (
        State("a", "a", Term(1, Counting.WORKING_DAYS)),
        State("z", "z", final=True),
    ),
    "dead end": (State("a", "a", Term(1, Counting.WORKING_DAYS)),),
    "could wait for ever": (State("a", "a"), State("b", "b", final=True)),
    "declared twice": (State("b", "b", final=True), State("b", "b", final=True)),
    "ladder but no term": (State("a", "a", ladder=(Rung(80, "yellow", "x"),), resting=True),),
}


@pytest.mark.parametrize(("fault", "states"), FAULTY.items())
def test_a_faulty_declaration_cannot_be_made(fault: str, states: tuple[State, ...]) -> None:
    moves = (Move("go", "go", ("a",), "b", frozenset({"x"})),) if len(states) > 1 else ()
    with pytest.raises(ValueError, match=fault):
        Process("faulty", "faulty", "a", states, moves)


WHEN = st.integers(0, 1000 * 86400).map(
    lambda s: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(seconds=s)
)
TERMS = st.builds(Term, st.integers(1, 20), st.sampled_from(list(Counting)))
WAITS = st.integers(0, 40 * 86400).map(lambda s: timedelta(seconds=s))


@given(WHEN, TERMS, WAITS, WAITS)
def test_a_pause_gives_back_exactly_the_time_that_was_left(
    start: datetime, term: Term, used: timedelta, pause: timedelta
) -> None:
    clock = Clock.started(term, start, CALENDAR)
    assert clock.due_at is not None
    stop = min(start + used, clock.due_at)
    paused = clock.paused(stop, CALENDAR)
    resumed = paused.resumed(stop + pause, CALENDAR)
    assert resumed.due_at is not None
    left_before = CALENDAR.left(stop, clock.due_at, term.counting)
    assert CALENDAR.left(stop + pause, resumed.due_at, term.counting) == left_before
    assert resumed.given == clock.given


@given(WHEN, TERMS, TERMS)
def test_an_extension_never_shortens(start: datetime, term: Term, more: Term) -> None:
    clock = Clock.started(term, start, CALENDAR)
    longer = clock.extended(more, CALENDAR)
    assert longer.due_at is not None and clock.due_at is not None
    assert longer.due_at > clock.due_at and longer.given >= clock.given


@given(WHEN, TERMS, st.lists(st.integers(1, 300), min_size=2, max_size=5, unique=True))
def test_rungs_stand_in_order_and_the_hundredth_is_the_due_date(
    start: datetime, term: Term, percents: list[int]
) -> None:
    clock = Clock.started(term, start, CALENDAR)
    moments = [clock.rung_at(p, CALENDAR) for p in sorted(percents)]
    assert all(a is not None and b is not None and a <= b for a, b in pairwise(moments))
    assert clock.rung_at(100, CALENDAR) == clock.due_at


@given(WHEN, TERMS, TERMS)
def test_ringing_visits_every_rung_once_and_then_repeats(
    start: datetime, stage_term: Term, promise_term: Term
) -> None:
    state = State("open", "open", stage_term, actor="x")
    ladder = (Rung(80, "yellow", "a"), Rung(100, "red", "b"), Rung(150, "red", "c"))
    terms = Terms(stage_ladder=ladder, promise_ladder=ladder[:2])
    stage, promise = (Clock.started(t, start, CALENDAR) for t in (stage_term, promise_term))
    alarm = next_alarm(state, stage, promise, terms, after=start, calendar=CALENDAR)
    seen = []
    while alarm is not None and alarm.clock != "repeat":
        seen.append((alarm.clock, alarm.percent))
        alarm = next_alarm(
            state, stage, promise, terms, after=alarm.at, calendar=CALENDAR, last=alarm
        )
    assert alarm is not None
    assert set(seen) == {*product(["stage"], [80, 100, 150]), *product(["promise"], [80, 100])}
    assert len(seen) == 5
