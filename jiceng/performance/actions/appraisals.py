"""A secretary's appraisal is opened, reported, reviewed; a panel is drawn; the grade is decided."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import IntegrityError, transaction

from jiceng.casework.actions.following import make, start
from jiceng.casework.actions.words import clean
from jiceng.casework.queries import rules_at
from jiceng.kernel.numbers import public_number
from jiceng.kernel.process import Move, Terms
from jiceng.kernel.records.advance import check_version, refuse_if
from jiceng.kernel.records.journal import append, line_by
from jiceng.kernel.records.keys import next_key
from jiceng.kernel.records.rows import change
from jiceng.kernel.records.territory import UnitEntry
from jiceng.kernel.refusal import Invalid, Reason, Refused, Stale
from jiceng.kernel.scope import Actor, Grip
from jiceng.performance.actions.star_evidence import same_hands
from jiceng.performance.models import Appraisal, RaterCandidate
from jiceng.performance.process import APPRAISAL
from jiceng.performance.queries.apart import (
    ABOVE,
    grip_towards,
    judging_grip,
    why_not_judge,
)
from jiceng.performance.queries.appraisals import ready
from jiceng.performance.rules.appraisals import GRADES, check_appraisal_scheme
from jiceng.performance.rules.panels import Candidate, draw

DEPARTMENT = frozenset({"organisation_department"})
LONGEST_CODE, LONGEST_WORDS, SHORTEST = 40, 300, 4
MOST_CANDIDATES = 500


@dataclass(frozen=True, slots=True)
class Reviewed:
    """Points of the on-site review and of what is known day by day, and what they rest on."""

    on_site: int
    daily: int
    words: str


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody who may be drawn; `recusal` says why not, where they may not."""

    code: str
    rater_class: str
    from_unit: str
    recusal: str = ""


@dataclass(frozen=True, slots=True)
class Papers:
    """What comes with a move."""

    report: str = ""
    reason: str = ""
    until: date | None = None


def open_appraisal(
    unit: UnitEntry,
    year: int,
    scheme: Mapping[str, Any],
    *,
    by: Actor,
    now: datetime,
    today: date,
    is_sample: bool = False,
) -> Appraisal:
    """Open the appraisal of the secretary's post of an organisation. By the department.

    Raises `NotAllowed`, `Invalid` naming what is wrong with year or scheme, `Refused` where the
    year has one.
    """
    grip = grip_towards(by, unit.path, DEPARTMENT)
    if grip.unit_path == unit.path:
        raise Refused(Reason("judged_from_above"))
    faults = check_appraisal_scheme("", scheme, None)
    if not today.year - 1 <= year <= today.year:
        low = today.year - 1
        faults.append(Reason("number_range", {"low": low, "high": today.year}, "year"))
    if faults:
        raise Invalid(*faults)
    try:
        with transaction.atomic():
            key = next_key(Appraisal)
            row = Appraisal(
                pk=key, number="K" + public_number(today.year, key), title=unit.name,
                area_path="", unit=unit.code, unit_path=unit.path, tier=unit.tier,
                entered_at=now, year=year, scheme=dict(scheme), is_sample=is_sample,
            )  # fmt: skip
            start(row, APPRAISAL, "appraisal_opened", grip=grip, now=now, year=year)
    except IntegrityError as error:
        raise Refused(Reason("appraised_this_year", {"year": year})) from error
    return row


def record_review(
    row: Appraisal, given: Reviewed, *, by: Actor, now: datetime, version: int
) -> None:
    """The committee's points, with what they rest on. Raises `Invalid`, `Refused`, `Stale`."""
    grip = judging_grip(by, row, ABOVE)
    _open_in(row, "reviewing", version)
    refuse_if(reported(row, by))
    words = clean({"words": given.words}).get("words", "")
    faults = [
        Reason("number_range", {"low": 0, "high": 100}, name)
        for name in ("on_site", "daily")
        if not 0 <= getattr(given, name) <= 100
    ]
    if not SHORTEST <= len(words) <= LONGEST_WORDS:
        faults.append(Reason("text_length", {"low": SHORTEST, "high": LONGEST_WORDS}, "words"))
    if faults:
        raise Invalid(*faults)
    row.on_site, row.daily, row.review_words = given.on_site, given.daily, words
    _write(row, {"on_site", "daily", "review_words"}, grip, "appraisal_reviewed", {}, now)


def draw_panel(
    row: Appraisal,
    candidates: Sequence[Listed],
    seats: Mapping[str, int],
    *,
    by: Actor,
    now: datetime,
    version: int,
    seed: str = "",
) -> None:
    """List who may be drawn and draw, once. The seed is kept and published; none is made up later.

    Nobody recused sits. Raises `Invalid` naming what is wrong, `Refused` when it was drawn already.
    """
    grip = judging_grip(by, row, DEPARTMENT)
    _open_in(row, "drawing", version)
    if row.seed:
        raise Refused(Reason("panel_drawn_already"))
    if faults := _list_faults(row, candidates, seats):
        raise Invalid(*faults)
    seed = seed or secrets.token_hex(16)
    able = [Candidate(c.code, c.rater_class, c.from_unit) for c in candidates]
    recused = [c.code for c in candidates if c.recusal]
    chosen = {c.id for c in draw(able, seats, recused, seed=seed)}
    with transaction.atomic():
        RaterCandidate.objects.bulk_create(
            RaterCandidate(appraisal=row, **asdict(c), is_drawn=c.code in chosen)
            for c in candidates
        )
        row.seed, row.seats = seed, dict(seats)
        told = {"seed": seed, "candidates": len(candidates), "seats": dict(seats)}
        _write(row, {"seed", "seats"}, grip, "panel_drawn", told, now)


def _list_faults(
    row: Appraisal, candidates: Sequence[Listed], seats: Mapping[str, int]
) -> list[Reason]:
    codes = [c.code for c in candidates]
    faults = [
        Reason("key_twice", {"value": c}, "candidates")
        for c in sorted(set(codes))
        if codes.count(c) > 1
    ]
    if not 1 <= len(codes) <= MOST_CANDIDATES:
        told = {"low": 1, "high": MOST_CANDIDATES}
        faults.append(Reason("number_range", told, "candidates"))
    if set(seats) != set(row.scheme["classes"]):
        faults.append(Reason("seats_for_each_class", field="seats"))
    for one in candidates:
        if one.rater_class not in row.scheme["classes"]:
            faults.append(Reason("unknown_value", {"value": one.rater_class}, "candidates"))
        if not 1 <= len(one.code) <= LONGEST_CODE or len(one.from_unit) > 60:
            faults.append(Reason("text_length", {"low": 1, "high": LONGEST_CODE}, "candidates"))
    return faults


def move_appraisal(
    row: Appraisal,
    name: str,
    *,
    by: Actor,
    now: datetime,
    today: date,
    version: int,
    given: Papers | None = None,
    supplied: frozenset[str] = frozenset(),
    changes: Mapping[str, Any] | None = None,
) -> Appraisal:
    """A move that opens no slips and counts no ballots (`actions.ballots`, `decide` do).

    Raises `Stale`, `Refused` with all reasons, `Invalid` naming a field.
    """
    check_version(row, version)
    papers = given or Papers()
    move = APPRAISAL.move(name)
    refuse_if(*why_not(row, move, by))
    grip = by.acting_grip(row, move.by)
    more = dict(changes or {})
    if name == "report" and grip:
        more["reported_by"] = grip.appointment
    if name == "open_vote" and papers.until:
        more["vote_until"] = _end_of(papers.until, now)
    until = _end_of(papers.until, now) if papers.until else None
    with transaction.atomic():
        if name == "cancel":  # what was voted is nobody's to read
            more["slip_key"] = ""
            row.slips.all().delete()
            row.ballots.all().delete()
        make(
            ready(row), APPRAISAL, name, by=by, now=now, version=version,
            words={"secretary_report": papers.report, "reason": papers.reason},
            supplied=supplied | ({"until"} if papers.until else set()),
            terms=Terms(by_hand=until), changes=more,
        )  # fmt: skip
    return row


def why_not(row: Appraisal, move: Move, by: Actor) -> list[Reason]:
    """What stands against a move besides the process: it is taken from above, by other hands."""
    if move.name == "report":
        return []
    own = None if move.name in ("cancel", "send_back") else reported(row, by)
    return [r for r in (why_not_judge(by, row, move.by), own) if r]


def reported(row: Appraisal, by: Actor) -> Reason | None:
    """Whoever handed in the report does nothing that judges it."""
    return Reason("appraised_by_same") if same_hands(by, row.reported_by) else None


def decide(
    row: Appraisal,
    grade: str,
    reason: str,
    decision: str,
    *,
    by: Actor,
    now: datetime,
    today: date,
    version: int,
) -> Appraisal:
    """The committee decides the grade and publishes; where it differs from the rule it says why."""
    faults: list[Reason] = []
    reason, decision = reason.strip(), decision.strip()
    if grade not in GRADES:
        faults.append(Reason("unknown_value", {"value": grade}, "grade"))
    if grade != row.result.get("grade", grade) and not SHORTEST <= len(reason) <= LONGEST_WORDS:
        faults.append(Reason("grade_differs", {}, "reason"))
    if len(decision) > 60:
        faults.append(Reason("text_length", {"low": 1, "high": 60}, "decision"))
    if faults:
        raise Invalid(*faults)
    changes = {"grade": grade, "grade_reason": reason, "decision_number": decision,
               "decided_on": today}  # fmt: skip
    return move_appraisal(
        row, "decide", by=by, now=now, today=today, version=version, changes=changes,
        supplied=frozenset({"decision"} if decision else ()),
    )  # fmt: skip


def _end_of(day: date, now: datetime) -> datetime:
    return datetime.combine(day, time(23, 59, 59), rules_at(now)[1].zone)


def _open_in(row: Appraisal, state: str, version: int) -> None:
    check_version(row, version)
    if row.state != state:
        label = APPRAISAL.state(row.state).label
        raise Refused(Reason("rating_not_in_state", {"state": label}))


def _write(
    row: Appraisal,
    columns: set[str],
    grip: Grip,
    kind: str,
    told: Mapping[str, Any],
    now: datetime,
) -> None:
    with transaction.atomic():
        before = row.version
        if not change(row, columns, version=before):
            raise Stale(Reason("stale"))
        row.version = before + 1
        append([line_by(grip, kind, "appraisal", row.pk, payload=dict(told))], at=now)
