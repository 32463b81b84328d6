"""Several moves as one act: one passage, one transaction, each move on its own journal line."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from jiceng.casework.actions.moves import Act, Given, cleaned, conclude, step
from jiceng.casework.actions.rising import check_rise
from jiceng.casework.models import Case
from jiceng.casework.process import CASE
from jiceng.casework.queries import rules_at, with_rules
from jiceng.kernel.records.advance import Passage, check_version
from jiceng.kernel.scope import Actor

INTAKE = {
    "reported": ("accept", "file", "dispatch"),
    "accepted": ("file", "dispatch"),
    "filed": ("dispatch",),
}


def take_in(
    case: Case,
    *,
    case_type: str,
    unit: str,
    by: Actor,
    now: datetime,
    version: int,
    reason: str = "",
) -> Case:
    """Accept, file and dispatch a report at once (受理并派遣); what is already done is left out.

    Raises `Refused` with the reasons of the first move that cannot be made, `Stale`, or `Invalid`
    naming the field; then nothing has changed.
    """
    given = cleaned(Given(case_type=case_type, unit=unit, reason=reason))
    return _moves(case, INTAKE.get(case.state, INTAKE["reported"]), given, by, now, version)


def _moves(
    case: Case, names: tuple[str, ...], given: Given, by: Actor, now: datetime, version: int
) -> Case:
    check_version(case, version)
    book, calendar = rules_at(now)
    with_rules(case, now)
    passage = Passage(case, CASE, now=now, calendar=calendar)
    with transaction.atomic():
        for name in names:
            check_rise(case, name, unit=given.unit, supplied=given.names())
            needed = CASE.move(name).needs | CASE.move(name).needs_to_rise
            part = Given(**{field: getattr(given, field) for field in needed})
            act = Act(case, passage, part, by, now, book, calendar)
            step(act, name)
        passage.write()
        conclude(act, names[-1])
    return case


def check_off(case: Case, *, by: Actor, now: datetime, version: int) -> Case:
    """Verify and close at once, when the result was found to be as told (核查通过并结案)."""
    names = ("verify", "close") if case.state != "verifying" else ("close",)
    return _moves(case, names, Given(), by, now, version)
