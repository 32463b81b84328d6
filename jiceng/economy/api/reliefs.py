"""Relief for companies for other programs; moves as at the desk. What was stated stays unsaid."""

from __future__ import annotations

from typing import Annotated, Any

from django.utils.translation import gettext as _
from ninja import Query
from pydantic import Field

from jiceng.casework.api.intake import UnitNamed
from jiceng.casework.api.seen import MoveOpen, moves_seen, unit_named
from jiceng.economy.actions import reliefs as acts
from jiceng.economy.models import Relief
from jiceng.economy.process import RELIEF
from jiceng.economy.queries.reliefs import WORKERS, held_by, led_by, relief_for
from jiceng.economy.rules.money import fen_of
from jiceng.kernel.refusal import Invalid, Reason
from jiceng.web.api import Answer, Calls, Input, Listed, Page, local, machine, page_of
from jiceng.web.api.moves import move_named
from jiceng.web.api.pages import read_cursor
from jiceng.web.doors import Asked

calls = Calls("reliefs")
ROLES = tuple(sorted(WORKERS))
Text = Annotated[str, Field(max_length=2000)]
STATES = tuple(state.name for state in RELIEF.states)


class ReliefListed(Answer):
    """An application for relief; money is in yuan."""

    number: str
    company: str
    credit_code: str
    policy: str
    policy_name: str
    policy_version: int
    kind: str = Field(description="subsidy, reduction, deferral or refund.")
    period: str
    state: str
    state_label: str
    unit: UnitNamed
    amount: str
    back: str = Field(description="Recovered, or of a deferral made up for.")
    applied_at: str | None
    due_at: str | None
    approved_at: str | None
    paid_at: str | None
    repay_on: str | None = Field(description="By when what was put off is made up for.")
    is_sample: bool
    version: int


class ReliefSeen(ReliefListed):
    """One of them with its papers and what may be done."""

    papers: list[str]
    lacking: list[str] = Field(description="Names of papers that are not there.")
    outstanding: list[str] = Field(description="Departments that have not said their word.")
    moves: list[MoveOpen]


class ReliefFilter(Page):
    """Narrowing. `led` lists what one's own unit leads instead of what it has now."""

    state: str = ""
    policy: str = Field("", max_length=60)
    led: bool = False


class ReliefMove(Input):
    """What comes with a move."""

    version: int
    missing_papers: Text = ""
    opinion: Text = ""
    reason: Text = ""
    reference: str = Field("", max_length=60)
    amount: str = Field("", max_length=20, description="Yuan; empty for what the formula gives.")


@calls.get("/reliefs", door=machine(*ROLES), answer=Listed[ReliefListed])
def list_reliefs(request: Asked, wanted: Query[ReliefFilter]) -> dict[str, Any]:
    """Applications of one's own unit, the newest first."""
    if wanted.state and wanted.state not in STATES:
        raise Invalid(Reason("unknown_value", {"value": wanted.state}, "state"))
    rows = led_by(request.actor) if wanted.led else held_by(request.actor)
    rows = rows.filter(state=wanted.state) if wanted.state else rows
    rows = rows.filter(policy=wanted.policy) if wanted.policy else rows
    if place := read_cursor(wanted.after, int):
        rows = rows.filter(pk__lt=place[0])
    found = list(rows.select_related("company")[: wanted.limit + 1])
    return page_of(found, wanted.limit, show=_listed, key=lambda r: (r.pk,))


@calls.get("/reliefs/{number}", door=machine(*ROLES), answer=ReliefSeen)
def read_relief(request: Asked, number: str) -> dict[str, Any]:
    """One of them."""
    return _seen(relief_for(request.actor, number, request.now), request)


@calls.post("/reliefs/{number}/moves/{move}", door=machine(*ROLES), answer=ReliefSeen)
def make_relief_move(request: Asked, number: str, move: str, given: ReliefMove) -> dict[str, Any]:
    """Make a move; answers with how it stands afterwards."""
    row = relief_for(request.actor, number, request.now)
    move_named(RELIEF, move)
    said = given.model_dump(exclude={"version", "amount"})
    try:
        fen = fen_of(given.amount) if given.amount else None
    except ValueError as error:
        raise Invalid(Reason("bad_amount", field="amount")) from error
    moved = acts.move_relief(
        row, move, by=request.actor, now=request.now, version=given.version,
        given=acts.Said(**said, amount_fen=fen),
    )  # fmt: skip
    return _seen(moved, request)


def _listed(row: Relief) -> dict[str, Any]:
    return {
        "number": row.number,
        "company": row.company.name,
        "credit_code": row.company.credit_code,
        "policy": row.policy,
        "policy_name": row.title,
        "policy_version": row.policy_version,
        "kind": row.kind,
        "period": row.period,
        "state": row.state,
        "state_label": _(RELIEF.state(row.state).label),
        "unit": unit_named(row.unit),
        "amount": _yuan(row.amount_fen),
        "back": _yuan(row.back_fen),
        "applied_at": local(row.applied_at),
        "due_at": local(row.due_at),
        "approved_at": local(row.approved_at),
        "paid_at": local(row.paid_at),
        "repay_on": row.repay_on.isoformat() if row.repay_on else None,
        "is_sample": row.is_sample,
        "version": row.version,
    }


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"


def _seen(row: Relief, request: Asked) -> dict[str, Any]:
    return {
        **_listed(row),
        "papers": list(row.papers),
        "lacking": list(row.lacking),
        "outstanding": list(row.outstanding),
        "moves": moves_seen(row, RELIEF, request),
    }
