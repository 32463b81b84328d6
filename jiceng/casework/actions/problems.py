"""A problem is found and moved: confirmed, planned, rectified, reviewed, struck off, looked at
again (facts.md §3.4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from jiceng.casework.actions.following import list_extension, make
from jiceng.casework.actions.measures import Planned, add_from_words, keep_measures
from jiceng.casework.actions.problem_support import await_support
from jiceng.casework.models import Problem
from jiceng.casework.process import PROBLEM
from jiceng.casework.queries import rules_at
from jiceng.casework.queries.problems import problem_terms, why_not, with_measures
from jiceng.casework.rules.problems import YEAR_OF_DAYS, end_of, rectify_until
from jiceng.kernel.clocks import Clock
from jiceng.kernel.process import Terms
from jiceng.kernel.records.advance import check_version, put_clocks, refuse_if
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Invalid, Reason
from jiceng.kernel.scope import SYSTEM, Actor
from jiceng.kernel.terms import Term

LONGEST_EXTENSION = 60
"""Units of whatever an extension is counted in."""


@dataclass(frozen=True, slots=True)
class Papers:
    """What comes with a move; each move takes what it needs."""

    reason: str = ""
    evidence: str = ""
    term: str = ""
    unit: str = ""
    deadline: date | None = None
    measures: tuple[Planned, ...] = ()
    responsible_leader: str = ""
    responsible_person: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """What a move does besides changing the state."""

    terms: Terms = field(default_factory=Terms)
    changes: Mapping[str, Any] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    supplied: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Act:
    """One move under way."""

    problem: Problem
    given: Papers
    by: Actor
    now: datetime


def move_problem(
    problem: Problem,
    name: str,
    *,
    by: Actor,
    now: datetime,
    version: int,
    given: Papers | None = None,
) -> Problem:
    """Make one move. Raises `Stale`, `Refused` with every reason, `Invalid` naming the field."""
    check_version(problem, version)
    move = PROBLEM.move(name)
    act = Act(problem, given or Papers(), by, now)
    with transaction.atomic():
        if problem.state in move.sources:
            refuse_if(*why_not(problem, move, by))
        if problem.state in move.sources and by.roles_towards(problem) & move.by:
            step = STEPS[name](act)
        else:
            step = Step()  # the process says what is wrong
        with_measures(problem, now)
        make(
            problem,
            PROBLEM,
            name,
            by=by,
            now=now,
            version=version,
            words=step.words,
            supplied=step.supplied,
            terms=step.terms,
            changes=step.changes,
        )
        list_extension(problem, problem.asked_extension if problem.state == "rectifying" else "")
        if problem.supporting:
            await_support(problem)
    return with_measures(problem, now)


def look_back_due(problem: Any, now: datetime) -> None:
    """The clock's own move: what was struck off is looked at again (sweep `window`)."""
    move_problem(problem, "look_back", by=SYSTEM, now=now, version=problem.version)


def _confirm(act: Act) -> Step:
    """A problem becomes somebody's: the lead unit may still be changed, a deadline must be set."""
    problem, given = act.problem, act.given
    changes: dict[str, Any] = {"confirmed_at": act.now}
    if problem.deadline is None:
        if given.deadline is None:
            refuse_if(Reason("paper_missing", {"paper": "deadline"}, field="deadline"))
        else:
            changes["deadline"] = _promise(act, given.deadline)
    if given.unit and given.unit != problem.unit:
        unit = territory().units.get(given.unit)
        if unit is None:
            raise Invalid(Reason("unknown_unit", {"value": given.unit}, field="unit"))
        if unit.code in problem.supporting:
            raise Invalid(Reason("second_lead_unit", {"unit": unit.name}, field="unit"))
        changes |= {"unit": unit.code, "unit_path": unit.path, "tier": unit.tier}
    return Step(changes=changes)


def _promise(act: Act, day: date) -> datetime:
    """Start the promise of a problem that had no deadline yet."""
    _, calendar = rules_at(act.now)
    due = end_of(day, calendar.zone)
    if due <= act.now:
        raise Invalid(Reason("due_date_missing", field="deadline"))
    put_clocks(act.problem, act.problem.stage, Clock.until(due, act.now, calendar))
    return due


def _plan(act: Act) -> Step:
    keep_measures(act.problem, act.given.measures, now=act.now)
    named = {
        name: value.strip()[:40]
        for name in ("responsible_leader", "responsible_person")
        if (value := getattr(act.given, name))
    }
    return Step(_to_rectify(act), {"planned_at": act.now, **named})


def _to_rectify(act: Act) -> Terms:
    _, calendar = rules_at(act.now)
    rework = problem_terms(act.now).rework
    return Terms(by_hand=rectify_until(act.problem.due_at, act.now, calendar, rework))


def _submit(act: Act) -> Step:
    grip = act.by.acting_grip(act.problem, frozenset({"handler"}))
    changes = {
        "submitted_at": act.now,
        "submitted_by": act.by.person,
        "submitted_unit": grip.unit if grip else "",
        "asked_extension": "",
    }
    return Step(changes=changes, words={"evidence": act.given.evidence})


def _refuse(act: Act) -> Step:
    """Back to work; what was found wanting becomes a measure, so that it has to be proved."""
    add_from_words(act.problem, act.given.reason)
    changes = {"refusals": act.problem.refusals + 1, "reviewed_by": act.by.person}
    return Step(_to_rectify(act), {**changes, "noticed_at": None}, {"reason": act.given.reason})


def _publish(act: Act) -> Step:
    return Step(changes={"noticed_at": act.now, "reviewed_by": act.by.person})


def _strike_off(act: Act) -> Step:
    again = act.now + timedelta(days=act.problem.campaign.look_back_days)
    changes: dict[str, Any] = {"struck_off_at": act.now, "look_back_at": again}
    if act.problem.state == "submitted":
        changes["reviewed_by"] = act.by.person
    return Step(Terms(rest_until=again), changes)


def _turn_long_term(act: Act) -> Step:
    again = act.now + timedelta(days=YEAR_OF_DAYS)
    changes = {"look_back_at": again, "is_long_term": True, "reviewed_by": act.by.person}
    return Step(Terms(rest_until=again), changes, {"reason": act.given.reason})


def _keep_up(act: Act) -> Step:
    again = act.now + timedelta(days=YEAR_OF_DAYS)
    return Step(Terms(rest_until=again), {"look_back_at": again})


def _reopen(act: Act) -> Step:
    """A false closing: reopened, counted, and rectified anew (facts.md §3.4)."""
    add_from_words(act.problem, act.given.reason)
    changes = {
        "reopenings": act.problem.reopenings + 1,
        "is_long_term": False,
        "struck_off_at": None,
        "look_back_at": None,
    }
    return Step(_to_rectify(act), changes, {"reason": act.given.reason})


def _ask_extension(act: Act) -> Step:
    term = act.given.term
    if not term:
        return Step(words={"reason": act.given.reason})
    try:
        asked = Term.parse(term)
    except ValueError as error:
        raise Invalid(Reason("bad_term", {"value": term}, field="term")) from error
    if not 1 <= asked.amount <= LONGEST_EXTENSION:
        raise Invalid(Reason("number_range", {"low": 1, "high": LONGEST_EXTENSION}, field="term"))
    return Step(
        changes={"asked_extension": str(asked)},
        words={"reason": act.given.reason},
        supplied=frozenset({"term"}),
    )


def _grant_extension(act: Act) -> Step:
    asked = act.problem.asked_extension
    if not asked:
        return Step()
    _, calendar = rules_at(act.now)
    term = Term.parse(asked)
    changes = {
        "asked_extension": "",
        "extensions": act.problem.extensions + 1,
        "deadline": act.problem.promise.extended(term, calendar).due_at,
    }
    return Step(Terms(extend=term), changes)


def _refuse_extension(act: Act) -> Step:
    return Step(changes={"asked_extension": ""}, words={"reason": act.given.reason})


def _with_reason(act: Act) -> Step:
    return Step(words={"reason": act.given.reason})


def _plain(act: Act) -> Step:
    return Step()


STEPS: Mapping[str, Callable[[Act], Step]] = {
    "confirm": _confirm,
    "dismiss": _with_reason,
    "plan": _plan,
    "submit": _submit,
    "ask_extension": _ask_extension,
    "grant_extension": _grant_extension,
    "refuse_extension": _refuse_extension,
    "refuse": _refuse,
    "publish": _publish,
    "strike_off": _strike_off,
    "strike_off_after_notice": _strike_off,
    "turn_long_term": _turn_long_term,
    "look_back": _plain,
    "keep_up": _keep_up,
    "hold": _plain,
    "reopen": _reopen,
}
