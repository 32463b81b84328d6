"""A committee sweeps the branches below it, facts are entered, a branch is put forward (§3.3).

The sweep lists which condition is met on which facts. It puts nobody on the list: the committee
puts forward, and the organisation department confirms.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from jiceng.casework.actions.following import start
from jiceng.casework.actions.words import clean
from jiceng.kernel.records.journal import append, line_by
from jiceng.kernel.refusal import Invalid, Reason, Refused
from jiceng.kernel.scope import Actor
from jiceng.party.actions.opening import place
from jiceng.party.models import Organisation, Sweep, SweepFinding, WeakBranch
from jiceng.party.process import WEAK_BRANCH
from jiceng.party.queries.access import ABOVE, KEEPERS, grip_towards
from jiceng.party.queries.weak_branches import (
    conditions_on,
    open_of,
    same_line,
    swept,
    tripped,
)
from jiceng.party.rules.weak_branches import Condition, Fact, outcome

SHORTEST, LONGEST = 4, 300


@dataclass(frozen=True, slots=True)
class Entered:
    """What the town or the branch says of a condition that no record tells."""

    condition: str
    words: str
    number: int | None = None
    """Of conditions that count something: percent of satisfied people."""


def run_sweep(committee: Organisation, *, by: Actor, now: datetime, today: date) -> Sweep:
    """Look at every branch below a committee. Raises `NotAllowed`, `Invalid` without rules,
    `Refused` when this was done today already."""
    grip = grip_towards(by, committee.path, ABOVE)
    version, branches, found = swept(committee, today)
    if Sweep.objects.filter(committee=committee, on=today).exists():
        raise Refused(Reason("swept_today"))
    with transaction.atomic():
        row = Sweep.objects.create(
            committee=committee, path=committee.path, on=today, rule_from=version.valid_from,
            branches=branches, run_by=grip.appointment, run_at=now,
        )  # fmt: skip
        SweepFinding.objects.bulk_create(
            SweepFinding(
                sweep=row, organisation=branch, path=branch.path, condition=condition.key,
                outcome=said, fact=fact.as_json() if fact else {},
            )
            for branch, condition, fact, said in found
        )  # fmt: skip
        told = {"organisation": committee.code, "branches": branches, "findings": len(found)}
        append([line_by(grip, "party.sweep", "sweep", row.pk, payload=told)], at=now)
    return row


def enter_fact(
    sweep: Sweep, organisation: Organisation, given: Entered, *, by: Actor, now: datetime
) -> SweepFinding:
    """Say of a branch what no record tells; said again, it replaces what was said.

    By the branch itself (self-check) and those above it. A number that does not trip the condition
    is kept all the same. Raises `NotAllowed`, `Invalid`, `Refused` once it was put forward.
    """
    grip = grip_towards(by, organisation.path, KEEPERS)
    condition = conditions_on(sweep.rule_from).get(given.condition)
    words = clean({"words": given.words}).get("words", "")
    if faults := list(_faults(sweep, organisation, given, condition, words)):
        raise Invalid(*faults)
    if open_of([organisation]):
        raise Refused(Reason("on_the_list"))
    fact = Fact(number=given.number, holds=True if given.number is None else None)
    said = outcome(condition, fact, sweep.on) if condition else "not_known"
    with transaction.atomic():
        row, _is_new = SweepFinding.objects.update_or_create(
            sweep=sweep, organisation=organisation, condition=given.condition,
            defaults={
                "path": organisation.path, "outcome": said, "fact": fact.as_json(),
                "words": words, "entered_by": grip.appointment, "entered_at": now,
            },
        )  # fmt: skip
        told = {"organisation": organisation.code, "condition": given.condition, "outcome": said}
        append([line_by(grip, "party.enter_fact", "sweep", sweep.pk, payload=told)], at=now)
    return row


def _faults(
    sweep: Sweep,
    organisation: Organisation,
    given: Entered,
    condition: Condition | None,
    words: str,
) -> Iterator[Reason]:
    if not same_line(sweep, organisation):
        yield Reason("not_in_sweep", field="organisation")
    if condition is None or condition.basis != "entered":
        yield Reason("unknown_value", {"value": given.condition}, "condition")
    elif not condition.is_asked(organisation.sector):
        yield Reason("condition_not_asked", field="condition")
    elif (
        condition.test == "below" and not 0 <= (-1 if given.number is None else given.number) <= 100
    ):
        yield Reason("number_range", {"low": 0, "high": 100}, "number")
    elif condition.test == "holds" and given.number is not None:
        yield Reason("no_number_asked", field="number")
    if not SHORTEST <= len(words) <= LONGEST:
        yield Reason("text_length", {"low": SHORTEST, "high": LONGEST}, "words")


def put_forward(
    sweep: Sweep, organisation: Organisation, *, by: Actor, now: datetime
) -> WeakBranch:
    """The committee puts a branch forward for the list, on what the sweep found.

    Raises `NotAllowed`, `Refused` where nothing is met or it stands on the list already.
    """
    grip = grip_towards(by, organisation.path, ABOVE)
    if not same_line(sweep, organisation):
        raise Invalid(Reason("not_in_sweep", field="organisation"))
    if not (met := tripped(sweep, organisation)):
        raise Refused(Reason("nothing_tripped"))
    if open_of([organisation]):
        raise Refused(Reason("on_the_list"))
    try:
        with transaction.atomic():
            row = place(
                WeakBranch, "R", organisation, now=now, title=organisation.name,
                organisation=organisation, sweep=sweep, put_forward_by=grip.appointment,
            )  # fmt: skip
            conditions = sorted(f.condition for f in met)
            start(row, WEAK_BRANCH, "put_forward", grip=grip, now=now, conditions=conditions)
    except IntegrityError as error:
        raise Refused(Reason("on_the_list")) from error
    return row
