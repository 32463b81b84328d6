"""A rating is opened, filled with evidence, voted on, looked at, made public, awarded (S10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import IntegrityError, transaction

from jiceng.casework.actions.following import make, start
from jiceng.casework.queries import rules_at
from jiceng.kernel.numbers import public_number
from jiceng.kernel.process import Move, Terms
from jiceng.kernel.records.advance import check_version, refuse_if
from jiceng.kernel.records.keys import next_key
from jiceng.kernel.records.territory import UnitEntry
from jiceng.kernel.refusal import Invalid, Reason, Refused
from jiceng.kernel.scope import SYSTEM, Actor
from jiceng.kernel.terms import Counting, Term
from jiceng.performance.actions.star_evidence import freeze, same_hands
from jiceng.performance.models import StarRating
from jiceng.performance.process import STAR_RATING
from jiceng.performance.queries.apart import BRANCH, KEEPERS, grip_towards, why_not_judge
from jiceng.performance.queries.stars import present_scheme, ready, scheme_for
from jiceng.performance.rules.stars import last_day

NUMBERED: Mapping[str, str] = {
    "publish": "notice_number",
    "award": "decision_number",
    "withdraw": "withdrawal_number",
}
"""Move -> the column that keeps the number of its decision."""
EARLIEST = 2000
LONGEST_NUMBER = 60


@dataclass(frozen=True, slots=True)
class Papers:
    """What comes with a move."""

    reason: str = ""
    decision: str = ""
    answer: str = ""
    edge_reason: str = ""
    """With `publish`: why this branch, where the quota can't tell it apart from others."""


def open_rating(
    branch: UnitEntry, year: int, *, by: Actor, now: datetime, today: date, is_sample: bool = False
) -> StarRating:
    """Begin a branch's rating of a year under the scheme in force. By the branch or from above.

    Raises `NotAllowed`, `Invalid`, `Refused` where the year has one already.
    """
    grip = grip_towards(by, branch.path, KEEPERS)
    if not EARLIEST <= year <= today.year:
        raise Invalid(Reason("number_range", {"low": EARLIEST, "high": today.year}, "year"))
    scheme = present_scheme(now)
    zone = rules_at(now)[1].zone
    try:
        with transaction.atomic():
            key = next_key(StarRating)
            rating = StarRating(
                pk=key, number="X" + public_number(now.astimezone(zone).year, key),
                title=branch.name, area_path="", unit=branch.code, unit_path=branch.path,
                tier=branch.tier, entered_at=now, year=year, scheme=scheme.key,
                scheme_version=scheme.version, is_sample=is_sample,
            )  # fmt: skip
            start(rating, STAR_RATING, "opened", grip=grip, now=now, year=year)
    except IntegrityError as error:
        raise Refused(Reason("rated_this_year", {"year": year})) from error
    return rating


def move_rating(
    rating: StarRating,
    name: str,
    *,
    by: Actor,
    now: datetime,
    today: date,
    version: int,
    given: Papers | None = None,
) -> StarRating:
    """Any move. Raises `Stale`, `Refused` with all reasons, `Invalid` naming a field.

    Whoever submitted for the branch does not endorse it, and whoever endorsed it for the committee
    does not publish it for the department.
    """
    check_version(rating, version)
    papers = given or Papers()
    refuse_if(*why_not(rating, STAR_RATING.move(name), by))
    _check(rating, name, papers, by)
    if name == "publish":
        rating.edge_reason = papers.edge_reason.strip()
    with transaction.atomic():
        if name in ("submit", "endorse") and rating.state in STAR_RATING.move(name).sources:
            freeze(rating, now=now, today=today)
        make(
            ready(rating, today), STAR_RATING, name, by=by, now=now, version=version,
            words={"reason": papers.reason, "answer": papers.answer},
            supplied=frozenset({"decision"} if papers.decision.strip() else ()),
            terms=_terms(rating, name, now), changes=_changes(rating, name, papers, by, now, today),
        )  # fmt: skip
        if name in ("send_back", "uphold"):  # what was found is looked at anew
            rating.evidence.filter(is_veto=False).update(holds=None, checked_by=None)
    return ready(rating, today)


def why_not(rating: StarRating, move: Move, by: Actor) -> list[Reason]:
    """What stands against a move besides the process: nobody judges their own branch."""
    own = None if move.by <= BRANCH else why_not_judge(by, rating, move.by)
    return [own] if own else []


def expire_due(rating: Any, now: datetime) -> None:
    """The clock's own move: the time of the stars is over (sweep `window`)."""
    today = now.astimezone(rules_at(now)[1].zone).date()
    move_rating(rating, "expire", by=SYSTEM, now=now, today=today, version=rating.version)


def _check(rating: StarRating, name: str, papers: Papers, by: Actor) -> None:
    if len(papers.decision.strip()) > LONGEST_NUMBER:
        raise Invalid(Reason("text_length", {"low": 1, "high": LONGEST_NUMBER}, "decision"))
    if len(papers.edge_reason.strip()) > 200:
        raise Invalid(Reason("text_length", {"low": 1, "high": 200}, "edge_reason"))
    first = {"endorse": rating.submitted_by, "publish": rating.endorsed_by}.get(name)
    if by.acting_grip(rating, STAR_RATING.move(name).by) and same_hands(by, first):
        raise Refused(Reason("rated_by_same"))


def _terms(rating: StarRating, name: str, now: datetime) -> Terms:
    """Until when the notice runs, an objection waits, stars hold."""
    scheme, calendar = scheme_for(rating), rules_at(now)[1]
    if name == "publish":
        term = Term(scheme.notice_days, Counting.WORKING_DAYS)
        return Terms(by_hand=_end_of(calendar.due(now, term).at.astimezone(calendar.zone), now))
    if name == "reject" and rating.notice_until:
        last = datetime.combine(rating.notice_until, time(), calendar.zone)
        return Terms(by_hand=_end_of(max(last, now.astimezone(calendar.zone)), now))
    if name == "object":
        return Terms(stage=Term(scheme.answer_days, Counting.WORKING_DAYS))
    if name == "award":
        day = last_day(now.astimezone(calendar.zone).date(), scheme.valid_months)
        return Terms(rest_until=_end_of(datetime.combine(day, time(), calendar.zone), now))
    return Terms()


def _end_of(moment: datetime, now: datetime) -> datetime:
    """The last second of a day in the county."""
    return datetime.combine(moment.date(), time(23, 59, 59), rules_at(now)[1].zone)


def _changes(
    rating: StarRating, name: str, papers: Papers, by: Actor, now: datetime, today: date
) -> dict[str, Any]:
    """Columns that change with the move."""
    terms, zone = _terms(rating, name, now), rules_at(now)[1].zone
    until = terms.by_hand or terms.rest_until
    day = until.astimezone(zone).date() if until else None
    grip = by.acting_grip(rating, STAR_RATING.move(name).by)
    held = grip.appointment if grip else None
    told: dict[str, dict[str, Any]] = {
        "submit": {"submitted_by": held},
        "endorse": {"endorsed_by": held, "stars": list(rating.won)},
        "publish": {
            "notice_from": today, "notice_until": day, "edge_reason": rating.edge_reason,
        },
        "object": {"objections": rating.objections + 1},
        "reject": {"notice_until": day},
        "award": {"awarded_on": today, "valid_until": day},
        "withdraw": {"withdrawn_on": today},
    }  # fmt: skip
    changes = dict(told.get(name, {}))
    if name in NUMBERED:
        changes[NUMBERED[name]] = papers.decision.strip()
    return changes
