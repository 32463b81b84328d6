"""One plan a branch: problems, measures, who, by when; supporters; the secretary (§3.3, §3.4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from jiceng.casework.queries import rules_at
from jiceng.kernel.places import mask_personal
from jiceng.kernel.records.advance import Passage, check_version
from jiceng.kernel.refusal import Invalid, NotAllowed, NotFound, Reason, Refused
from jiceng.kernel.scope import Actor
from jiceng.party.actions.organisations import vacate
from jiceng.party.models import PlanStep, Seat, SecretaryChange, Supporter, WeakBranch
from jiceng.party.process import WEAK_BRANCH
from jiceng.party.queries.access import ABOVE, KEEPERS
from jiceng.party.queries.hands import person_of
from jiceng.party.queries.weak_branches import tripped
from jiceng.party.rules.months import add_months
from jiceng.party.rules.weak_branches import SUPPORTERS

PLANNING = ("confirmed", "relapsed")
ON_THE_LIST = (*PLANNING, "planned", "under_rectification", "acceptance_requested", "checked")
VAGUE = 6
"""A measure in fewer characters says nothing that somebody could check."""


@dataclass(frozen=True, slots=True)
class Measure:
    """An item of a plan as it is written down."""

    problem: str
    measure: str
    duty: str
    due_on: date
    condition: str = ""


def _keep(
    weak: WeakBranch,
    kind: str,
    states: tuple[str, ...],
    roles: frozenset[str],
    by: Actor,
    now: datetime,
    version: int,
    **told: Any,
) -> int:
    """One journal line for a change that is no move; answers the appointment. In a transaction."""
    check_version(weak, version)
    grip = by.acting_grip(weak, roles)
    if grip is None:
        raise NotAllowed(Reason("party_not_yours"))
    if weak.state not in states:
        label = WEAK_BRANCH.state(weak.state).label
        raise Refused(Reason("not_in_this_state", {"state": label}))
    passage = Passage(weak, WEAK_BRANCH, now=now, calendar=rules_at(now)[1])
    passage.say(grip, kind, **told)
    passage.write()
    return grip.appointment


def _short(text: str, most: int) -> str:
    return mask_personal(text.strip())[0][:most]


def add_item(
    weak: WeakBranch, given: Measure, *, by: Actor, now: datetime, today: date, version: int
) -> PlanStep:
    """Write an item into the plan, by the branch or its committee, while the plan is made.

    Raises `Stale`, `NotAllowed`, `Refused` in any other state, `Invalid` naming every field.
    """
    if faults := list(_faults(weak, given, today)):
        raise Invalid(*faults)
    with transaction.atomic():
        last = weak.items.filter(round=weak.round).aggregate(last=Max("order"))["last"] or 0
        _keep(weak, "item_added", PLANNING, KEEPERS, by, now, version, order=last + 1,
              condition=given.condition, due_on=given.due_on)  # fmt: skip
        return weak.items.create(
            round=weak.round, order=last + 1, condition=given.condition,
            problem=_short(given.problem, 200), measure=_short(given.measure, 300),
            duty=_short(given.duty, 60), due_on=given.due_on,
        )  # fmt: skip


def _faults(weak: WeakBranch, given: Measure, today: date) -> Iterator[Reason]:
    for field, text, low, high in (
        ("problem", given.problem, 4, 200), ("measure", given.measure, VAGUE, 300),
        ("duty", given.duty, 2, 60),
    ):  # fmt: skip
        if not low <= len(text.strip()) <= high:
            yield Reason("text_length", {"low": low, "high": high}, field)
    if not today <= given.due_on <= add_months(today, 24):
        yield Reason("rectified_until", {"months": 24}, "due_on")
    known = {f.condition for f in tripped(weak.sweep, weak.organisation)}
    if given.condition and given.condition not in known:
        yield Reason("unknown_value", {"value": given.condition}, "condition")


def drop_item(weak: WeakBranch, order: int, *, by: Actor, now: datetime, version: int) -> None:
    """Take an item out of a plan that is still being made; the rest keep their places."""
    row = _item(weak, order)
    with transaction.atomic():
        _keep(weak, "item_dropped", PLANNING, KEEPERS, by, now, version, order=order)
        row.delete()


def finish_item(
    weak: WeakBranch,
    order: int,
    *,
    on: date,
    proof: str,
    by: Actor,
    now: datetime,
    today: date,
    version: int,
) -> PlanStep:
    """Say that a measure was carried out, on which day, and which paper or record shows it."""
    row = _item(weak, order)
    if row.done_on is not None:
        raise Refused(Reason("item_done_already"))
    faults = []
    if on > today:
        faults.append(Reason("in_the_future_day", field="on"))
    if weak.filed_at and on < weak.filed_at.astimezone(rules_at(now)[1].zone).date():
        faults.append(Reason("done_before_filed", field="on"))
    if len(proof.strip()) < 2:
        faults.append(Reason("proof_needed", field="proof"))
    if faults:
        raise Invalid(*faults)
    with transaction.atomic():
        appointment = _keep(weak, "item_done", ("under_rectification",), KEEPERS, by, now, version,
                            order=order, on=on)  # fmt: skip
        row.done_on, row.done_by, row.proof = on, appointment, _short(proof, 200)
        row.save(update_fields=["done_on", "done_by", "proof"])
    return row


def check_item(
    weak: WeakBranch,
    order: int,
    *,
    holds: bool,
    by: Actor,
    now: datetime,
    today: date,
    version: int,
) -> PlanStep:
    """The town committee looks at one item; what does not hold is open again.

    Raises `Refused` for whoever reported the item done: two sides mean two people.
    """
    row = _item(weak, order)
    if holds and row.done_by is not None and person_of(row.done_by) == by.person:
        raise Refused(Reason("checked_by_same"))
    with transaction.atomic():
        appointment = _keep(weak, "item_checked", ("acceptance_requested",), ABOVE, by, now,
                            version, order=order, holds=holds)  # fmt: skip
        if holds:
            row.checked_on, row.checked_by = today, appointment
        else:
            row.done_on, row.done_by, row.proof = None, None, ""
            row.checked_on, row.checked_by = None, None
        row.save(update_fields=["done_on", "done_by", "proof", "checked_on", "checked_by"])
    return row


def _item(weak: WeakBranch, order: int) -> PlanStep:
    row = weak.items.filter(round=weak.round, order=order).first()
    if row is None:
        raise NotFound(Reason("not_found"))
    return row


def set_supporter(
    weak: WeakBranch,
    kind: str,
    office: str,
    *,
    by: Actor,
    now: datetime,
    today: date,
    version: int,
) -> Supporter:
    """Who helps, by office or unit; whoever helped in this way before has ended."""
    faults = []
    if kind not in SUPPORTERS:
        faults.append(Reason("unknown_value", {"value": kind}, "kind"))
    if not 2 <= len(office.strip()) <= 80:
        faults.append(Reason("text_length", {"low": 2, "high": 80}, "office"))
    if faults:
        raise Invalid(*faults)
    with transaction.atomic():
        _keep(weak, "supporter_set", ON_THE_LIST, ABOVE, by, now, version, sort=kind)
        weak.supporters.filter(kind=kind, until=None).update(until=today)
        return weak.supporters.create(kind=kind, office=_short(office, 80), since=today)


def adjust_secretary(
    weak: WeakBranch,
    because: str,
    *,
    by: Actor,
    now: datetime,
    today: date,
    version: int,
) -> SecretaryChange:
    """The secretary leaves the seat because of the rectification; the next one is elected as ever.

    Raises `Refused` where the seat is empty already.
    """
    organisation = weak.organisation
    seat = Seat.objects.filter(
        term__organisation=organisation, term__ended_on=None, duty="secretary", ends_on=None
    ).first()
    if seat is None:
        raise Refused(Reason("seat_empty"))
    with transaction.atomic():
        _keep(weak, "secretary_adjusted", ON_THE_LIST, ABOVE, by, now, version, seat=seat.pk)
        vacate(seat, because, on=today, by=by, now=now, version=organisation.version)
        return SecretaryChange.objects.create(
            weak_branch=weak, seat=seat, path=organisation.path, on=today
        )
