"""Weak branches for other programs: organisations, never members; moves as at the desk."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.utils.translation import gettext as _
from ninja import Query
from pydantic import Field

from jiceng.casework.api.seen import MoveOpen, moves_seen
from jiceng.kernel.refusal import Invalid, Reason
from jiceng.party.actions.weak_branches import Papers, move_weak_branch
from jiceng.party.models import PlanStep, WeakBranch
from jiceng.party.process import WEAK_BRANCH
from jiceng.party.queries.access import KEEPERS
from jiceng.party.queries.weak_branches import (
    items_of,
    progress,
    tripped,
    weak_branch_for,
    weak_branches_of,
)
from jiceng.web.api import Answer, Calls, Listed, Page, local, machine, page_of
from jiceng.web.api.moves import Versioned, move_named
from jiceng.web.api.pages import rows_after
from jiceng.web.clock import county_zone, local_day
from jiceng.web.doors import Asked

calls = Calls("party-weak-branches")
READERS = tuple(sorted(KEEPERS))
Text = Annotated[str, Field(max_length=2000)]
STATES = tuple(state.name for state in WEAK_BRANCH.states)


class WeakBranchListed(Answer):
    """A branch that is or was on the list."""

    number: str
    branch: str = Field(description="Code of the branch.")
    branch_name: str
    state: str
    state_label: str
    swept_on: str
    decision_number: str
    due_at: str | None
    relapses: int
    version: int


class PlanStepSeen(Answer):
    """An item of the present plan."""

    order: int
    condition: str
    problem: str
    measure: str
    duty: str
    due_on: str
    done_on: str | None
    proof: str
    checked_on: str | None


class MonthSeen(Answer):
    """How far the plan had come by the end of a month; counted from its items."""

    month: str
    done: int
    done_so_far: int
    due_so_far: int
    total: int


class WeakBranchSeen(WeakBranchListed):
    """Everything about it."""

    conditions: list[str] = Field(description="Keys of the conditions that put it on the list.")
    items: list[PlanStepSeen]
    supporters: dict[str, str] = Field(description="Kind of supporter and who, by office or unit.")
    months: list[MonthSeen]
    follow_up_until: str | None
    moves: list[MoveOpen]


class WeakBranchFilter(Page):
    """What the list may be narrowed by."""

    state: str = Field("", max_length=24, description=f"One of {', '.join(STATES)}.")


class WeakBranchMove(Versioned):
    """The version that was looked at, and whatever the move needs."""

    decision: str = Field("", max_length=60)
    reason: Text = ""
    until: date | None = None


@calls.get("/weak-branches", door=machine(*READERS), answer=Listed[WeakBranchListed])
def list_weak_branches(request: Asked, wanted: Query[WeakBranchFilter]) -> dict[str, Any]:
    """Those within reach, in the order in which they were put forward."""
    rows = weak_branches_of(request.actor)
    if wanted.state and wanted.state not in STATES:
        raise Invalid(Reason("unknown_value", {"value": wanted.state}, "state"))
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    found = rows_after(rows, wanted)
    return page_of(found, wanted.limit, show=_listed, key=lambda w: (w.pk,))


@calls.get("/weak-branches/{number}", door=machine(*READERS), answer=WeakBranchSeen)
def read_weak_branch(request: Asked, number: str) -> dict[str, Any]:
    """One of them."""
    return _seen(weak_branch_for(request.actor, number, local_day(request.now)), request)


@calls.post(
    "/weak-branches/{number}/moves/{move}", door=machine(*READERS), answer=WeakBranchSeen
)  # fmt: skip
def make_weak_branch_move(
    request: Asked, number: str, move: str, given: WeakBranchMove
) -> dict[str, Any]:
    """Make a move; answers with how it stands afterwards."""
    today = local_day(request.now)
    weak = weak_branch_for(request.actor, number, today)
    move_named(WEAK_BRANCH, move)
    move_weak_branch(
        weak, move, by=request.actor, now=request.now, today=today, version=given.version,
        given=Papers(given.decision, given.reason, given.until),
    )  # fmt: skip
    return _seen(weak_branch_for(request.actor, number, today), request)


def _listed(row: WeakBranch) -> dict[str, Any]:
    return {
        "number": row.number,
        "branch": row.organisation.code,
        "branch_name": row.organisation.name,
        "state": row.state,
        "state_label": _(WEAK_BRANCH.state(row.state).label),
        "swept_on": row.sweep.on.isoformat(),
        "decision_number": row.decision_number,
        "due_at": local(row.stage_due_at),
        "relapses": row.relapses,
        "version": row.version,
    }


def _seen(row: WeakBranch, request: Asked) -> dict[str, Any]:
    until = row.follow_up_until
    return {
        **_listed(row),
        "conditions": [f.condition for f in tripped(row.sweep, row.organisation)],
        "items": [_item(item) for item in items_of(row)],
        "supporters": dict(row.supporters.filter(until=None).values_list("kind", "office")),
        "months": [
            {"month": f"{m.first:%Y-%m}", "done": m.done, "done_so_far": m.done_so_far,
             "due_so_far": m.due_so_far, "total": m.total}
            for m in progress(row, local_day(request.now), county_zone())
        ],
        "follow_up_until": until.isoformat() if until else None,
        "moves": moves_seen(row, WEAK_BRANCH, request),
    }  # fmt: skip


def _item(row: PlanStep) -> dict[str, Any]:
    return {
        "order": row.order,
        "condition": row.condition,
        "problem": row.problem,
        "measure": row.measure,
        "duty": row.duty,
        "due_on": row.due_on.isoformat(),
        "done_on": row.done_on.isoformat() if row.done_on else None,
        "proof": row.proof,
        "checked_on": row.checked_on.isoformat() if row.checked_on else None,
    }
