"""What a rating rests on is written: indicators as they stand, records with their papers, the
counts of a vote, vetoes with their reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from jiceng.casework.actions.words import clean
from jiceng.kernel.records.advance import check_version
from jiceng.kernel.records.journal import append, line_by
from jiceng.kernel.records.models import Appointment
from jiceng.kernel.records.rows import change
from jiceng.kernel.refusal import Invalid, NotFound, Reason, Refused, Stale
from jiceng.kernel.scope import Actor, Grip
from jiceng.performance.models import StarEvidence, StarRating
from jiceng.performance.process import STAR_RATING
from jiceng.performance.queries.apart import (
    ABOVE,
    BRANCH,
    KEEPERS,
    grip_towards,
    judging_grip,
)
from jiceng.performance.queries.stars import (
    measured_now,
    scheme_for,
    vetoes_measured,
)
from jiceng.performance.rules.measured import Measured
from jiceng.performance.rules.stars import Mass, StarScheme

SHORTEST, LONGEST = 4, 200
MOST = 1_000_000
"""A slip of the keys in a number of people or a value is noticed."""
BEFORE_NOTICE = ("self_check", "mass_review", "upper_review", "department_review")


@dataclass(frozen=True, slots=True)
class Stated:
    """A value that no indicator counts, with the paper that shows it."""

    criterion: str
    value: Decimal
    proof: str


def same_hands(actor: Actor, appointment: int | None) -> bool:
    """Whether somebody did the earlier half of an act that wants two people."""
    if appointment is None:
        return False
    held = Appointment.objects.filter(pk=appointment).values_list("person", flat=True).first()
    return held == actor.person


def freeze(rating: StarRating, *, now: datetime, today: date) -> None:
    """Keep what indicators say now, with numerator, denominator and rule version.

    To be called in a transaction. What was frozen later counts by the version of its own day.
    """
    scheme = scheme_for(rating)
    found = measured_now(rating.unit, rating.year, scheme, now, today)
    holding = vetoes_measured(found, scheme)
    for key, measured in found.items():
        if scheme.criterion(key):
            _keep(rating, key, measured, is_veto=False)
        elif key in holding:
            _keep(rating, key, measured, is_veto=True)
    lifted = [v.key for v in scheme.vetoes if v.indicator and v.key not in holding]
    rating.evidence.filter(criterion__in=lifted, entered_by=None).delete()


def _keep(rating: StarRating, key: str, measured: Measured, *, is_veto: bool) -> None:
    StarEvidence.objects.update_or_create(
        rating=rating, criterion=key,
        defaults={
            "is_veto": is_veto, "value": measured.value, "numerator": measured.numerator,
            "denominator": measured.denominator, "rule_version": measured.rule_version,
            "as_of": measured.as_of, "url": measured.url[:300],
        },
    )  # fmt: skip


def state_evidence(
    rating: StarRating, given: Stated, *, by: Actor, now: datetime, version: int
) -> StarEvidence:
    """The branch says what no indicator counts; said again, it replaces what was said.

    Raises `Stale`, `NotAllowed`, `Refused` after the self-check, `Invalid` naming a field.
    """
    grip = grip_towards(by, rating.unit_path, KEEPERS)
    _open_in(rating, ("self_check",), version)
    criterion = scheme_for(rating).criterion(given.criterion)
    proof = clean({"proof": given.proof}).get("proof", "")
    faults: list[Reason] = []
    if criterion is None or criterion.source != "record":
        faults.append(Reason("unknown_value", {"value": given.criterion}, "criterion"))
    if not 0 <= given.value <= MOST:
        faults.append(Reason("number_range", {"low": 0, "high": MOST}, "value"))
    if not SHORTEST <= len(proof) <= LONGEST:
        faults.append(Reason("text_length", {"low": SHORTEST, "high": LONGEST}, "proof"))
    if faults:
        raise Invalid(*faults)
    with transaction.atomic():
        row, _is_new = StarEvidence.objects.update_or_create(
            rating=rating, criterion=given.criterion,
            defaults={"value": given.value, "proof": proof, "as_of": now, "holds": None,
                      "entered_by": grip.appointment, "checked_by": None},
        )  # fmt: skip
        _written(rating, grip, "evidence_stated", {"criterion": given.criterion}, now)
    return row


def check_evidence(
    rating: StarRating, criterion: str, *, holds: bool, by: Actor, now: datetime, version: int
) -> None:
    """The committee looked at a record the branch named, and found it true or not.

    Raises `Stale`, `NotAllowed`, `NotFound`, `Refused` in another state or by the same hands.
    """
    grip = judging_grip(by, rating, ABOVE)
    _open_in(rating, ("upper_review",), version)
    row = rating.evidence.filter(criterion=criterion, is_veto=False).first()
    if row is None or row.entered_by is None:
        raise NotFound(Reason("not_found"))
    if same_hands(by, row.entered_by):
        raise Refused(Reason("rated_by_same"))
    with transaction.atomic():
        row.holds, row.checked_by = holds, grip.appointment
        row.save(update_fields=["holds", "checked_by"])
        told = {"criterion": criterion, "holds": holds}
        _written(rating, grip, "evidence_checked", told, now)


def record_mass(rating: StarRating, vote: Mass, *, by: Actor, now: datetime, version: int) -> None:
    """The counts of the vote; nobody's vote is kept.

    Raises `Stale`, `NotAllowed`, `Refused` in another state, `Invalid` where counts don't fit.
    """
    grip = grip_towards(by, rating.unit_path, BRANCH)
    _open_in(rating, ("mass_review",), version)
    faults: list[Reason] = []
    if not 1 <= vote.eligible <= MOST:
        faults.append(Reason("number_range", {"low": 1, "high": MOST}, "eligible"))
    if not 0 <= vote.cast <= vote.eligible:
        faults.append(Reason("number_range", {"low": 0, "high": vote.eligible}, "cast"))
    if not 0 <= vote.support <= max(vote.cast, 0):
        faults.append(Reason("number_range", {"low": 0, "high": max(vote.cast, 0)}, "support"))
    if faults:
        raise Invalid(*faults)
    with transaction.atomic():
        rating.mass_eligible, rating.mass_cast = vote.eligible, vote.cast
        rating.mass_support = vote.support
        told = {"eligible": vote.eligible, "cast": vote.cast, "support": vote.support}
        _put(rating, {"mass_eligible", "mass_cast", "mass_support"})
        append([line_by(grip, "mass_recorded", "star_rating", rating.pk, payload=told)], at=now)


def hold_veto(
    rating: StarRating, veto: str, words: str, *, by: Actor, now: datetime, version: int
) -> None:
    """Say from above that a veto holds, and on which paper.

    Raises `Stale`, `NotAllowed`, `Refused` once it is public, `Invalid` naming a field.
    """
    grip = judging_grip(by, rating, ABOVE)
    _open_in(rating, BEFORE_NOTICE, version)
    proof = clean({"words": words}).get("words", "")
    scheme: StarScheme = scheme_for(rating)
    faults: list[Reason] = []
    if scheme.veto(veto) is None:
        faults.append(Reason("unknown_value", {"value": veto}, "veto"))
    if not SHORTEST <= len(proof) <= LONGEST:
        faults.append(Reason("text_length", {"low": SHORTEST, "high": LONGEST}, "words"))
    if faults:
        raise Invalid(*faults)
    with transaction.atomic():
        StarEvidence.objects.update_or_create(
            rating=rating, criterion=veto,
            defaults={"is_veto": True, "value": Decimal(1), "proof": proof, "as_of": now,
                      "entered_by": grip.appointment},
        )  # fmt: skip
        _written(rating, grip, "veto_held", {"veto": veto}, now)


def lift_veto(rating: StarRating, veto: str, *, by: Actor, now: datetime, version: int) -> None:
    """Take back a veto that was said by hand; one that an indicator says is not taken back."""
    grip = judging_grip(by, rating, ABOVE)
    _open_in(rating, BEFORE_NOTICE, version)
    with transaction.atomic():
        gone, _each = rating.evidence.filter(
            criterion=veto, is_veto=True, entered_by__isnull=False
        ).delete()
        if not gone:
            raise NotFound(Reason("not_found"))
        _written(rating, grip, "veto_lifted", {"veto": veto}, now)


def _open_in(rating: StarRating, states: tuple[str, ...], version: int) -> None:
    check_version(rating, version)
    if rating.state not in states:
        label = STAR_RATING.state(rating.state).label
        raise Refused(Reason("rating_not_in_state", {"state": label}))


def _written(
    rating: StarRating, grip: Grip, kind: str, told: Mapping[str, object], now: datetime
) -> None:
    """Journal line and version; to be called in the transaction of the act."""
    _put(rating, set())
    append([line_by(grip, kind, "star_rating", rating.pk, payload=dict(told))], at=now)


def _put(rating: StarRating, columns: set[str]) -> None:
    """Compare and set, so that two hands never write over each other."""
    before = rating.version
    if not change(rating, columns, version=before):
        raise Stale(Reason("stale"))
    rating.version = before + 1
