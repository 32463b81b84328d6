"""Moves of a branch on the list: confirmed, planned, rectified, checked twice, looked after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction

from jiceng.casework.actions.following import make
from jiceng.casework.queries import rules_at
from jiceng.kernel.process import Terms
from jiceng.kernel.records.advance import Movable, check_version
from jiceng.kernel.refusal import Invalid, Reason, Refused
from jiceng.kernel.scope import Actor
from jiceng.party.models import WeakBranch
from jiceng.party.process import WEAK_BRANCH
from jiceng.party.queries.hands import person_of
from jiceng.party.queries.rule_book import version_on
from jiceng.party.queries.weak_branches import items_of, ready
from jiceng.party.rules.months import add_months
from jiceng.party.rules.weak_branches import KEY

NUMBERED: Mapping[str, str] = {
    "confirm": "decision_number",
    "check": "town_decision",
    "accept": "acceptance_number",
}
"""Move -> the column that keeps the number of its decision."""
LONGEST_TERM = 24
"""Months a rectification may be given; a slip of the year is noticed."""


@dataclass(frozen=True, slots=True)
class Papers:
    """What comes with a move."""

    decision: str = ""
    reason: str = ""
    until: date | None = None


def move_weak_branch(
    weak: WeakBranch,
    name: str,
    *,
    by: Actor,
    now: datetime,
    today: date,
    version: int,
    given: Papers | None = None,
) -> WeakBranch:
    """Any move. Raises `Stale`, `Refused` with all reasons, `Invalid` naming a field.

    Whoever put a branch forward does not confirm it, and whoever checked it for the town does not
    accept it for the department.
    """
    check_version(weak, version)
    papers = given or Papers()
    WEAK_BRANCH.move(name)
    if faults := _faults(papers, today):
        raise Invalid(*faults)
    _check_hands(weak, name, by)
    supplied = {"decision"} if papers.decision.strip() else set[str]()
    supplied |= {"until"} if papers.until else set()
    with transaction.atomic():
        make(
            ready(weak, today), WEAK_BRANCH, name, by=by, now=now, version=version,
            words={"reason": papers.reason}, supplied=frozenset(supplied),
            terms=_terms(weak, name, papers, now, today),
            changes=_changes(weak, name, papers, by, now, today),
        )  # fmt: skip
        if name == "send_back":  # the town looks at every item anew
            weak.items.update(checked_on=None, checked_by=None)
    return weak


def _faults(papers: Papers, today: date) -> list[Reason]:
    if len(papers.decision.strip()) > 60:
        return [Reason("text_length", {"low": 1, "high": 60}, "decision")]
    if papers.until and not today < papers.until <= add_months(today, LONGEST_TERM):
        return [Reason("rectified_until", {"months": LONGEST_TERM}, "until")]
    return []


def _check_hands(weak: WeakBranch, name: str, by: Actor) -> None:
    """Two levels mean two people."""
    first = {"confirm": weak.put_forward_by, "accept": weak.checked_by}.get(name)
    may = by.acting_grip(weak, WEAK_BRANCH.move(name).by)
    if may and first is not None and person_of(first) == by.person:
        raise Refused(Reason("confirmed_by_same" if name == "confirm" else "accepted_by_same"))


def _terms(weak: WeakBranch, name: str, papers: Papers, now: datetime, today: date) -> Terms:
    """Until when the next stage runs: the plan's last day, the day given, or the year after."""
    if name == "file_plan":
        day = max((i.due_on for i in items_of(weak)), default=today)
        return Terms(by_hand=max(end_of(day, now), now + timedelta(days=1)))
    if name == "take_down":
        return Terms(by_hand=end_of(_year_after(weak, today), now))
    return Terms(by_hand=end_of(papers.until, now) if papers.until else None)


def _year_after(weak: WeakBranch, today: date) -> date:
    months = int(version_on(KEY, today).values["follow_up_months"])
    return add_months(today, months)


def end_of(day: date, now: datetime) -> datetime:
    """The last second of a day in the county."""
    return datetime.combine(day, time(23, 59, 59), rules_at(now)[1].zone)


def _changes(
    weak: WeakBranch, name: str, papers: Papers, by: Actor, now: datetime, today: date
) -> dict[str, Any]:
    """Columns that change with the move."""
    told: dict[str, dict[str, Any]] = {
        "confirm": {"confirmed_at": now},
        "file_plan": {"filed_at": now},
        "request_acceptance": {"requested_at": now},
        "check": {"checked_at": now, "checked_by": _appointment(weak, by)},
        "send_back": {"checked_at": None, "checked_by": None},
        "accept": {"accepted_at": now},
        "take_down": {"follow_up_until": _year_after(weak, today)},
        "relapse": {"relapsed_at": now, "round": weak.round + 1, "follow_up_until": None},
    }
    changes = told.get(name, {})
    if name in NUMBERED:
        changes[NUMBERED[name]] = papers.decision.strip()
    return changes


def _appointment(weak: Movable, by: Actor) -> int | None:
    """Whoever checks; None for somebody whom the process refuses anyway."""
    grip = by.acting_grip(weak, WEAK_BRANCH.move("check").by)
    return grip.appointment if grip else None
