"""Stars for other programs: branches within reach, never members; moves as at the desk."""

from __future__ import annotations

from typing import Annotated, Any

from django.utils.translation import gettext as _
from ninja import Query
from pydantic import Field

from jiceng.casework.api.seen import MoveOpen, moves_seen
from jiceng.kernel.refusal import Invalid, Reason
from jiceng.performance.actions.stars import Papers, move_rating, open_rating, why_not
from jiceng.performance.models import StarEvidence, StarRating
from jiceng.performance.process import STAR_RATING
from jiceng.performance.queries.apart import KEEPERS, branch_for
from jiceng.performance.queries.stars import (
    evidence_of,
    gap_reasons,
    rating_for,
    ratings_of,
    scheme_for,
    veto_reasons,
)
from jiceng.performance.rules.stars import missing
from jiceng.web.api import Answer, Calls, Input, Listed, Page, local, machine
from jiceng.web.api.moves import Versioned, move_named
from jiceng.web.api.pages import page_of_rows
from jiceng.web.clock import local_day
from jiceng.web.doors import Asked
from jiceng.web.words import sentences

calls = Calls("stars")
READERS = tuple(sorted(KEEPERS))
Text = Annotated[str, Field(max_length=2000)]
STATES = tuple(state.name for state in STAR_RATING.states)


class StarRatingListed(Answer):
    """A branch in one year."""

    number: str
    branch: str = Field(description="Code of the branch.")
    branch_name: str
    year: int
    state: str
    state_label: str
    stars: list[str] = Field(description="Keys of the scheme; empty before the committee endorsed.")
    valid_until: str | None
    due_at: str | None
    is_sample: bool
    version: int


class StarEvidenceSeen(Answer):
    """What is on file for one criterion."""

    criterion: str
    is_veto: bool
    value: float | None
    numerator: int | None
    denominator: int | None
    rule_version: int
    as_of: str | None
    proof: str
    holds: bool | None


class StarRatingSeen(StarRatingListed):
    """One rating with everything it rests on, and what is missing."""

    scheme: str
    scheme_version: int
    evidence: list[StarEvidenceSeen]
    eligible: int
    cast: int
    support: int
    missing: list[str] = Field(description="What the next star still asks, in sentences.")
    notice_from: str | None
    notice_until: str | None
    moves: list[MoveOpen]


class StarRatingFilter(Page):
    """Narrowing."""

    state: str = ""
    year: int | None = Field(None, ge=2000, le=9999)


class StarRatingNew(Input):
    """Which branch is rated, for which year."""

    branch: str = Field(max_length=24)
    year: int = Field(ge=2000, le=9999)


class StarRatingMove(Versioned):
    """The version the caller has looked at, and whatever the move needs."""

    reason: Text = ""
    decision: str = Field("", max_length=60)
    answer: Text = ""
    edge_reason: str = Field("", max_length=200)


@calls.get("/star-ratings", door=machine(*READERS), answer=Listed[StarRatingListed])
def list_star_ratings(request: Asked, wanted: Query[StarRatingFilter]) -> dict[str, Any]:
    """Those within reach, in the order in which they were opened; never ranked."""
    rows = ratings_of(request.actor)
    if wanted.state and wanted.state not in STATES:
        raise Invalid(Reason("unknown_value", {"value": wanted.state}, "state"))
    rows = rows.filter(state=wanted.state) if wanted.state else rows
    rows = rows.filter(year=wanted.year) if wanted.year else rows
    return page_of_rows(rows, wanted, _listed)


@calls.post("/star-ratings", door=machine(*READERS), answer=StarRatingSeen)
def begin_star_rating(request: Asked, given: StarRatingNew) -> dict[str, Any]:
    """Begin a branch's rating of a year."""
    today = local_day(request.now)
    branch = branch_for(request.actor, given.branch)
    made = open_rating(branch, given.year, by=request.actor, now=request.now, today=today)
    return _seen(rating_for(request.actor, made.number, today), request)


@calls.get("/star-ratings/{number}", door=machine(*READERS), answer=StarRatingSeen)
def read_star_rating(request: Asked, number: str) -> dict[str, Any]:
    """One of them."""
    return _seen(rating_for(request.actor, number, local_day(request.now)), request)


@calls.post("/star-ratings/{number}/moves/{move}", door=machine(*READERS), answer=StarRatingSeen)
def make_star_rating_move(
    request: Asked, number: str, move: str, given: StarRatingMove
) -> dict[str, Any]:
    """Make a move; answers with how it stands afterwards."""
    today = local_day(request.now)
    rating = rating_for(request.actor, number, today)
    move_named(STAR_RATING, move)
    move_rating(
        rating, move, by=request.actor, now=request.now, today=today, version=given.version,
        given=Papers(given.reason, given.decision, given.answer, given.edge_reason),
    )  # fmt: skip
    return _seen(rating_for(request.actor, number, today), request)


def _listed(row: StarRating) -> dict[str, Any]:
    return {
        "number": row.number,
        "branch": row.unit,
        "branch_name": row.title,
        "year": row.year,
        "state": row.state,
        "state_label": _(STAR_RATING.state(row.state).label),
        "stars": row.stars,
        "valid_until": row.valid_until.isoformat() if row.valid_until else None,
        "due_at": local(row.stage_due_at),
        "is_sample": row.is_sample,
        "version": row.version,
    }


def _seen(row: StarRating, request: Asked) -> dict[str, Any]:
    scheme, kept = scheme_for(row), evidence_of(row)
    reasons = [*veto_reasons(kept, scheme), *gap_reasons(missing(kept, scheme))]
    return {
        **_listed(row),
        "scheme": row.scheme,
        "scheme_version": row.scheme_version,
        "evidence": [_evidence(e) for e in row.evidence.order_by("pk")],
        "eligible": row.mass_eligible,
        "cast": row.mass_cast,
        "support": row.mass_support,
        "missing": sentences(reasons),
        "notice_from": row.notice_from.isoformat() if row.notice_from else None,
        "notice_until": row.notice_until.isoformat() if row.notice_until else None,
        "moves": moves_seen(
            row, STAR_RATING, request, against=lambda move: why_not(row, move, request.actor)
        ),
    }


def _evidence(row: StarEvidence) -> dict[str, Any]:
    return {
        "criterion": row.criterion,
        "is_veto": row.is_veto,
        "value": None if row.value is None else float(row.value),
        "numerator": row.numerator,
        "denominator": row.denominator,
        "rule_version": row.rule_version,
        "as_of": local(row.as_of),
        "proof": row.proof,
        "holds": row.holds,
    }
