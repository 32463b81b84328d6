"""Reads of the problem ledger: campaigns, problems ready for guards, what may be done."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

from django.db.models import Q, QuerySet

from jiceng.casework.models import Campaign, Problem, ProblemSupport
from jiceng.casework.process import PROBLEM
from jiceng.casework.queries.cases import rules_at
from jiceng.casework.queries.layouts import CONTENT
from jiceng.casework.rules.problems import REVIEWS, ProblemTerms, read_terms, why_not_review
from jiceng.kernel.process import Move
from jiceng.kernel.records.access import seen_by
from jiceng.kernel.records.configuration import in_force
from jiceng.kernel.records.models import Appointment
from jiceng.kernel.records.territory import UnitEntry, territory
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.kernel.scope import TIERS, Actor, covers

OFFICE = "overseer"
HANDLER = "handler"
JUDGING = REVIEWS | {"dismiss", "strike_off_after_notice", "grant_extension"}
"""Moves that whoever a problem was found about leaves to others."""
HELPED = ("confirmed", "rectifying")
"""States in which a supporting unit has something to do."""


@cache
def shipped_kinds() -> Mapping[str, Any]:
    """The kinds of ledgers that come with the product."""
    return tomllib.loads((CONTENT / "campaigns.toml").read_text(encoding="utf-8"))


def problem_terms(now: datetime) -> ProblemTerms:
    """What the county has set for its ledgers (configuration "terms" "problem")."""
    row = in_force("terms", now).get("problem")
    return read_terms(row.content if row else {}, shipped_kinds())


def campaigns_of(actor: Actor) -> QuerySet[Campaign]:
    """The ledgers that concern an actor: kept where they have a post, above it or below it."""
    near = Q(pk__in=[])
    for grip in actor.grips:
        if grip.is_apart or not grip.reaches_records:
            continue
        above = [grip.area_path[: n + 1] for n, sign in enumerate(grip.area_path) if sign == "/"]
        near |= Q(area_path__in=above)
        near |= Q(area_path__gte=grip.area_path, area_path__lt=grip.area_path[:-1] + "0")
    return Campaign.objects.filter(near)


def campaign_for(actor: Actor, code: str) -> Campaign:
    """One ledger by its code; `NotFound` where it does not concern the actor."""
    found = campaigns_of(actor).filter(code=code).first()
    if found is None:
        raise NotFound(Reason("not_found"))
    return found


def keeps(actor: Actor, campaign: Campaign) -> bool:
    """Whether an actor keeps this ledger: oversees its area at its keeper's tier or above."""
    return any(
        OFFICE in g.roles
        and covers(g.area_path, campaign.area_path)
        and TIERS.index(g.tier) >= TIERS.index(tier_of_keeper(campaign))
        for g in actor.grips
    )


def tier_of_keeper(campaign: Campaign) -> str:
    unit = territory().units.get(campaign.unit)
    return unit.tier if unit else TIERS[-1]


def problems_of(actor: Actor) -> QuerySet[Problem]:
    """Every problem within reach."""
    return seen_by(actor, Problem.objects.select_related("campaign"))


def with_measures(problem: Problem, now: datetime) -> Problem:
    """Put on what guards ask: measures, those still open, notice owed, the cap, the deadline."""
    problem.planned = tuple(problem.measures.order_by("order"))
    problem.measure_count = len(problem.planned)
    problem.open_measures = sum(measure.done_on is None for measure in problem.planned)
    problem.needs_notice = problem.is_public and problem.campaign.needs_notice
    problem.extension_cap = problem_terms(now).extension_cap
    problem.has_expired = problem.due_at is not None and problem.due_at <= now
    return problem


def problem_for(actor: Actor, number: str, now: datetime) -> Problem:
    """One problem within reach or supported by one's unit, ready for guards; else `NotFound`."""
    rows = Problem.objects.select_related("campaign", "recurrence_of", "case", "item")
    row = rows.filter(number=number).first()
    if row is None or not reaches(actor, row):
        raise NotFound(Reason("not_found"))
    return with_measures(row, now)


def reaches(actor: Actor, problem: Problem) -> bool:
    """Whether somebody may read a problem: within reach, or supported by a unit of theirs."""
    if actor.sees(problem):
        return True
    paths = problem.supports.values_list("unit_path", flat=True)
    return any(g.reaches_records and g.is_of(path) for path in paths for g in actor.grips)


def supported_by(actor: Actor) -> QuerySet[ProblemSupport]:
    """What the units somebody handles for still have to do for problems of others."""
    own = Q(pk__in=[])
    for grip in actor.grips:
        if HANDLER in grip.roles:
            whole = Q(unit_path__startswith=grip.unit_path)
            own |= whole if grip.by_unit else Q(unit_path=grip.unit_path)
    rows = ProblemSupport.objects.filter(own, done_at=None, problem__state__in=HELPED)
    return rows.select_related("problem").order_by("problem__due_at", "pk")


def why_not(problem: Problem, move: Move, actor: Actor) -> list[Reason]:
    """What stands against a move besides the process: who opened the ledger decides, and whoever
    rectified does not review."""
    reasons = []
    roles = actor.roles_towards(problem) & move.by
    if roles == {OFFICE} and not keeps(actor, problem.campaign):
        unit = territory().units.get(problem.campaign.unit)
        name = unit.name if unit else problem.campaign.unit
        reasons.append(Reason("keeper_decides", {"unit": name}))
    if move.name in REVIEWS:
        grip = actor.acting_grip(problem, move.by)
        if grip and (
            own := why_not_review(
                problem.submitted_by, problem.submitted_unit, actor.person, grip.unit
            )
        ):
            reasons.append(own)
        if grip and actor.person in (problem.finders or ()):
            reasons.append(Reason("finder_does_not_review"))
    if move.name in JUDGING and is_about(problem, actor):
        reasons.append(Reason("reviewer_is_found"))
    return reasons


def is_about(problem: Problem, actor: Actor) -> bool:
    """Whether it was found about an organisation in which somebody holds or held a post."""
    if not problem.origin_unit:
        return False
    return Appointment.objects.filter(person=actor.person, unit=problem.origin_unit).exists()


def problems_from(kind: str, number: str) -> QuerySet[Problem]:
    """Problems named in a record of another capability, in the order in which they were named."""
    rows = Problem.objects.filter(origin_kind=kind, origin_number=number)
    return rows.select_related("campaign").order_by("pk")


def ledgers_over(area_path: str) -> QuerySet[Campaign]:
    """The open ledgers that take problems of an area, the newest first."""
    above = [area_path[: n + 1] for n, sign in enumerate(area_path) if sign == "/"]
    return Campaign.objects.filter(closed_at=None, area_path__in=above).order_by("-pk")


def lead_unit_near(organisation: UnitEntry) -> UnitEntry | None:
    """Who would rectify what is found about an organisation that no work is given to: the desk of
    its town, community or village. None where it lies in the county as a whole: somebody says."""
    land = territory()
    code = land.desks.get(organisation.area)
    area = land.areas.get(organisation.area)
    return land.units[code] if code and area and area.level != "county" else None


def problem_moves(problem: Problem, actor: Actor, now: datetime) -> list[tuple[Move, list[Reason]]]:
    """The moves an actor's roles could try from here, with what still stands against each."""
    _, calendar = rules_at(now)
    roles = actor.roles_towards(problem)
    found = []
    for move in PROBLEM.open_moves(problem.state, roles):
        reasons = PROBLEM.why_not(
            problem, move, roles=roles, supplied=move.needs, now=now, calendar=calendar
        )
        if move.name == "plan":  # the measures come with the form
            reasons = [r for r in reasons if r.code != "no_measures"]
        found.append((move, [*reasons, *why_not(problem, move, actor)]))
    return found


def earlier_at(key: str, category: str, before: int | None = None) -> Problem | None:
    """The last problem of this category at this place, if there was one that was true."""
    if not key:
        return None
    rows = Problem.objects.filter(place_key=key, category=category).exclude(state="dismissed")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return rows.order_by("-pk").first()
