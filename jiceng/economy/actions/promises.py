"""What the county promised a company: given to a unit with a day, fulfilled with a paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from jiceng.casework.models import SupervisionTask
from jiceng.casework.queries import rules_at
from jiceng.economy.models import CountyPromise, InvestmentLead
from jiceng.economy.queries.companies import INVESTMENT
from jiceng.economy.queries.leads import today_of
from jiceng.kernel.numbers import public_number
from jiceng.kernel.places import mask_personal
from jiceng.kernel.records.access import seen_by
from jiceng.kernel.records.advance import tell
from jiceng.kernel.records.keys import next_key
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Invalid, NotAllowed, Reason, Refused
from jiceng.kernel.scope import Actor


@dataclass(frozen=True, slots=True)
class PromiseGiven:
    """A promise as it is made."""

    text: str
    unit: str
    due_on: date
    task: str = ""
    """Number of the supervision task that follows it, if there is one."""


def make_promise(
    lead: InvestmentLead, given: PromiseGiven, *, by: Actor, now: datetime
) -> CountyPromise:
    """Write down what was promised, who does it and by when. Raises `NotAllowed`, `Invalid`."""
    grip = by.acting_grip(lead, INVESTMENT)
    if grip is None:
        raise NotAllowed(Reason("not_investment_office"))
    unit, faults = territory().units.get(given.unit), list[Reason]()
    if unit is None:
        faults.append(Reason("unknown_unit", {"value": given.unit}, "unit"))
    if not 2 <= len(given.text.strip()) <= 300:
        faults.append(Reason("text_length", {"low": 2, "high": 300}, "text"))
    if given.due_on < today_of(now):
        faults.append(Reason("day_in_the_past", field="due_on"))
    task = _task(given, by) if given.task else None
    if given.task and task is None:
        faults.append(Reason("unknown_task", {"value": given.task}, "task"))
    if faults or unit is None:
        raise Invalid(*faults)
    key, year = next_key(CountyPromise), now.astimezone(rules_at(now)[1].zone).year
    with transaction.atomic():
        made = CountyPromise.objects.create(
            pk=key, number="CP" + public_number(year, key), lead=lead, due_on=given.due_on,
            text=mask_personal(given.text.strip())[0], unit=unit.code, unit_path=unit.path,
            task=task,
        )  # fmt: skip
        tell(lead, grip, "county_promise_made", now=now)
    return made


def _task(given: PromiseGiven, by: Actor) -> SupervisionTask | None:
    """One within reach, or one of the unit that keeps the promise."""
    seen = seen_by(by, SupervisionTask.objects.all()).values("pk")
    rows = SupervisionTask.objects.filter(Q(pk__in=seen) | Q(unit=given.unit))
    return rows.filter(number=given.task.strip()).first()


def fulfil_promise(
    promise: CountyPromise, paper: str, *, by: Actor, now: datetime
) -> CountyPromise:
    """The unit, or the investment office, says by which paper it is fulfilled; once.

    Raises `NotAllowed`, `Refused`, `Invalid`.
    """
    grip = by.speaks_for(promise.unit_path, frozenset({"handler"}))
    grip = grip or by.acting_grip(promise.lead, INVESTMENT)
    if grip is None:
        raise NotAllowed(Reason("promise_not_yours"))
    if not 2 <= len(paper.strip()) <= 200:
        raise Invalid(Reason("text_length", {"low": 2, "high": 200}, "paper"))
    told = {"fulfilled_on": today_of(now), "fulfilled_paper": mask_personal(paper.strip())[0]}
    with transaction.atomic():
        open_still = CountyPromise.objects.filter(pk=promise.pk, fulfilled_on=None)
        if not open_still.update(**told):
            raise Refused(Reason("promise_fulfilled"))
        tell(promise.lead, grip, "county_promise_fulfilled", now=now)
    promise.refresh_from_db()
    return promise
