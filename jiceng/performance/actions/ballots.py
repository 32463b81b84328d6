"""Slips are made, ballots are cast, the vote is closed and counted; nobody can be found again.

How this is kept, and against whom, stands in ADR 0014.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from hashlib import sha256
from typing import Any

from django.db import transaction

from jiceng.kernel.refusal import Invalid, NotFound, Reason, Refused
from jiceng.kernel.scope import Actor
from jiceng.performance.actions.appraisals import Papers, move_appraisal
from jiceng.performance.models import Appraisal, Ballot, Slip
from jiceng.performance.queries.appraisals import published, ready
from jiceng.performance.rules.appraisals import (
    GRADES,
    ballot_faults,
    ballot_points,
    count,
    grade_of,
    scheme_of,
    shown,
    total_points,
)
from jiceng.performance.rules.ballot_forms import CHOICE, follow_ups
from jiceng.performance.rules.survey_answers import read_answers
from jiceng.performance.rules.survey_forms import form_of

LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without signs that are mistaken for one another."""
SLIP_LENGTH, NUMBER_LENGTH = 16, 10


@dataclass(frozen=True, slots=True)
class Made:
    """A slip to be printed: shown once, kept nowhere."""

    rater_class: str
    code: str


def open_vote(
    row: Appraisal, until: date, *, by: Actor, now: datetime, today: date, version: int
) -> list[Made]:
    """Begin the vote and answer with the slips, one for each seat, for nobody in particular.

    They are printed, mixed and handed out by hand as paper ballots are. Raises as `move_appraisal`.
    """
    if until <= today:
        raise Invalid(Reason("due_date_missing", {}, "until"))
    made = [
        Made(name, "".join(secrets.choice(LETTERS) for _ in range(SLIP_LENGTH)))
        for name, seats in row.seats.items()
        for _ in range(seats)
    ]
    key = secrets.token_hex(32)
    with transaction.atomic():
        move_appraisal(
            row, "open_vote", by=by, now=now, today=today, version=version,
            given=Papers(until=until), changes={"slip_key": key},
        )  # fmt: skip
        slips = [Slip(hash=hashed(key, m.code), appraisal=row, rater_class=m.rater_class)
                 for m in made]  # fmt: skip
        Slip.objects.bulk_create(sorted(slips, key=lambda s: s.hash))
    return sorted(made, key=lambda m: (m.rater_class, m.code))


def hashed(key: str, code: str) -> str:
    """Under what a slip is kept: HMAC-SHA-256 of its letters, in hexadecimal."""
    letters = "".join(c for c in code.upper() if c in LETTERS)
    return hmac.new(bytes.fromhex(key), letters.encode(), sha256).hexdigest()


def cast(
    number: str, code: str, choice: str, typed: Mapping[str, Any] | None = None, *, now: datetime
) -> str:
    """Cast the ballot of a slip; the answer is its number, for the voter alone.

    `typed` is what else was ticked, where the scheme has a form for its ballots.

    No actor, no time and no line of the journal is kept: any of them would point at somebody; `now`
    only tells whether the vote is still open. Raises `NotFound` without such an appraisal,
    `Invalid` without such a slip, `Refused` for a second vote or after the end.
    """
    if choice not in GRADES:
        raise Invalid(Reason("unknown_value", {"value": choice}, "choice"))
    with transaction.atomic():
        row = locked(number)
        if row.state != "voting" or (row.vote_until and now > row.vote_until):
            raise Refused(Reason("vote_closed"))
        said = _ticked(row, {**(typed or {}), CHOICE: choice})
        slip = Slip.objects.filter(appraisal=row, hash=hashed(row.slip_key, code)).first()
        if slip is None:
            raise Invalid(Reason("unknown_slip", field="code"))
        if not Slip.objects.filter(hash=slip.hash, is_spent=False).update(is_spent=True):
            raise Refused(Reason("voted_already"))
        ballot = "".join(secrets.choice(LETTERS) for _ in range(NUMBER_LENGTH))
        Ballot.objects.create(
            number=ballot, appraisal=row, rater_class=slip.rater_class, choice=choice, said=said
        )
    return ballot


def locked(number: str) -> Appraisal:
    """The appraisal, held until the transaction ends: a ballot is counted or comes too late, and
    never lies between. SQLite has one writer at a time anyway. Raises `NotFound`."""
    row = Appraisal.objects.select_for_update().filter(number=number).first()
    if row is None:
        raise NotFound(Reason("not_found"))
    return row


def _ticked(row: Appraisal, typed: Mapping[str, Any]) -> dict[str, Any] | None:
    """What else a ballot says by the scheme's form; raises `Invalid` naming each question."""
    content = row.scheme.get("form")
    if content is None:
        return None
    answered = read_answers(form_of(content), typed)
    if answered.faults:
        raise Invalid(*answered.faults)
    return dict(answered.said)


def close_vote(row: Appraisal, *, by: Actor, now: datetime, today: date, version: int) -> Appraisal:
    """End the vote, destroy the key and the slips, write the ballots anew in the order of their
    numbers, and count. Raises as `move_appraisal`."""
    with transaction.atomic():
        locked(row.number)
        ready(row)
        result = counted(row) if row.state == "voting" and row.ballots_hide else {}
        move_appraisal(
            row, "close_vote", by=by, now=now, today=today, version=version,
            changes={"slip_key": "", "result": result},
        )  # fmt: skip
        kept = list(Ballot.objects.filter(appraisal=row).order_by("number"))
        joined = {name: "、".join(c["classes"]) for c in result["counts"] for name in c["classes"]}
        for ballot in kept:
            ballot.rater_class = joined[ballot.rater_class]
        Ballot.objects.filter(appraisal=row).delete()
        Ballot.objects.bulk_create(kept)
        Slip.objects.filter(appraisal=row).delete()
    return row


def counted(row: Appraisal) -> dict[str, Any]:
    """The result from the published ballots alone, as anybody can count it again.

    Raises `Refused` when the list cannot be a count.
    """
    scheme, listed, seats = scheme_of(row.scheme), published(row), dict(row.seats)
    named: dict[str, list[str]] = {}
    if row.result:  # classes were merged at closing, with their weights and slips
        merged = {"、".join(c["classes"]): c for c in row.result["counts"]}
        named = {k: list(c["classes"]) for k, c in merged.items()}
        seats = {k: sum(row.seats[n] for n in c["classes"]) for k, c in merged.items()}
        scheme = replace(scheme, classes={k: c["weight"] for k, c in merged.items()})
    if faults := ballot_faults(listed, seats):
        raise Refused(*faults)
    counts = count(listed, scheme)
    said = ballot_points(counts, scheme.values)
    parts = {"ballots": said, "on_site": Fraction(row.on_site or 0),
             "daily": Fraction(row.daily or 0)}  # fmt: skip
    total = total_points({name: parts[name] for name in scheme.parts}, scheme)
    return {
        "counts": [
            {
                "classes": [n for k in c.classes for n in named.get(k, [k])],
                "votes": dict(c.votes),
                "weight": c.weight,
                "points": str(shown(c.points(scheme.values))),
            }
            for c in counts
        ],
        "parts": {name: str(shown(parts[name])) for name in scheme.parts},
        "total": str(shown(total)),
        "grade": grade_of(total, scheme),
        **_followed(row),
    }  # fmt: skip


def _followed(row: Appraisal) -> dict[str, Any]:
    """Counts of what came up with the choice, small ones withheld."""
    content = row.scheme.get("form")
    if content is None:
        return {}
    rows = row.ballots.order_by("number").values_list("said", flat=True)
    return {"follow_ups": [
        {"question": t.question, "n": t.n, "is_withheld": t.is_withheld, "cells": dict(t.cells)}
        for t in follow_ups(content, [said for said in rows if said is not None])
    ]}  # fmt: skip
