"""A small cast of inspectors beside the county, and a cycle of the sample scheme.

Shen is of the organisation department; Fang inspects for Housing, Deng for Police, Ye for South
and Bo for North. Tang's ledger takes what they find.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from jiceng.casework.actions.campaigns import Opened, open_campaign
from jiceng.casework.models import Campaign
from jiceng.casework.tests.county import COUNTY, LONG_AGO, NOON, NORTH, SOUTH, START, County
from jiceng.casework.tests.desk import picture
from jiceng.kernel.records.access import actor_for
from jiceng.kernel.records.configuration import set_rule
from jiceng.kernel.records.files import store_upload
from jiceng.kernel.records.models import Appointment, Person
from jiceng.kernel.scope import Actor
from jiceng.performance.actions.inspection_plans import PlanGiven, move_plan, open_plan
from jiceng.performance.actions.inspection_records import Recorded, record_visit
from jiceng.performance.models import Inspection, InspectionPlan
from jiceng.performance.queries.inspection_schemes import shipped_inspection_schemes
from jiceng.performance.rules.inspections import KIND
from jiceng.performance.rules.periods import read_period

TODAY = NOON.date()
QUARTER = "2026Q4"
INSPECTORS = {
    "fang": ("方", "HOUSING", COUNTY),
    "deng": ("邓", "POLICE", COUNTY),
    "ye": ("叶", "T-SOUTH", SOUTH),
    "bo": ("薄", "T-NORTH", NORTH),
}
POST = {"name": "巡查员", "roles": ["inspector"], "tier": "county", "reach": "unit"}
ANSWERS = {"life": "not_ok", "dues": "ok", "grid": "一致", "talks": "8", "heard": "路灯"}
SEEN_BY = {
    ("inspection", "near"): {"shen", "tang", "ma", "chen", "gao"},
    ("inspection", "far"): {"shen", "tang"},
    ("inspection_plan", "near"): {"shen", "tang", "ma"},
    ("inspection_plan", "far"): {"shen", "tang", "ma"},
}
"""Near is the visit of East, far that of the far community, which nobody of the cast speaks for;
Tang and Ma oversee the county and North."""


def with_inspectors(county: County) -> dict[str, Person]:
    """Their post and accounts; the actors stand beside those of the county."""
    set_rule("post", "inspector", POST, valid_from=LONG_AGO, reason="设立", by="setup", now=NOON)
    made: dict[str, Person] = {}
    for login, (name, unit, area) in INSPECTORS.items():
        made[login] = Person.objects.create(login=login, name=name, password="!")
        Appointment.objects.create(
            person=made[login], post="inspector", unit_id=unit, area_id=area, starts_on=START
        )
        county.people[login] = made[login]
        county.actors[login] = actor_for(made[login], now=NOON, today=TODAY)
    return made


def put_inspection_schemes(**changed: Any) -> None:
    """The shipped schemes, or newer versions of them with some values changed."""
    for key, content in shipped_inspection_schemes().items():
        more = changed if key != "13579" else {}
        set_rule(KIND, key, {**content, **more}, valid_from=LONG_AGO, reason="试行", by="setup",
                 now=NOON)  # fmt: skip


def posts(actors: Iterable[Actor]) -> tuple[int, ...]:
    return tuple(actor.grips[0].appointment for actor in actors)


def feedback(county: County) -> Campaign:
    """The ledger of what inspections find."""
    given = Opened("inspection", "党建巡查反馈", date(2026, 7, 1))
    return open_campaign(given, by=county["tang"], now=NOON)


def drafted(
    county: County, names: Iterable[str] = INSPECTORS, *, period: str = QUARTER,
    campaign: Campaign | None = None, key: str = "community_work",
) -> InspectionPlan:  # fmt: skip
    """A draft of the sample scheme for this quarter."""
    code = (campaign or feedback(county)).code
    given = PlanGiven(posts(county[name] for name in names), code)
    return open_plan(key, read_period(period), given, by=county["shen"], now=NOON, seed="种子")


def published(county: County, **more: Any) -> InspectionPlan:
    plan = drafted(county, **more)
    return move_plan(plan, "publish", by=county["shen"], now=NOON, version=plan.version)


def visit_of(plan: InspectionPlan, unit: str) -> Inspection:
    return plan.visits.select_related("plan__scheme", "plan__campaign").get(unit=unit)


def team_of(county: County, visit: Inspection) -> list[Actor]:
    """The actors of a visit's team, in the order of their posts."""
    by_post = {county[name].grips[0].appointment: county[name] for name in INSPECTORS}
    return [by_post[pk] for pk in visit.team.order_by("pk").values_list("appointment", flat=True)]


def record(county: County, visit: Inspection, **changed: Any) -> Inspection:
    """The whole team was there today; the records of organisational life were found wanting."""
    team = team_of(county, visit)
    given = {"visited_on": TODAY, "present": posts(team), "answers": ANSWERS,
             "notes": {"life": "缺九月份记录"}, **changed}  # fmt: skip
    return record_visit(visit, Recorded(**given), by=team[0], now=NOON, version=visit.version)


def inspection_names(county: County) -> dict[str, dict[str, object]]:
    """What addresses name: the recorded visit of East with its picture, and that of the far
    community, recorded too."""
    put_inspection_schemes()
    with_inspectors(county)
    plan = published(county)
    found: dict[str, dict[str, object]] = {}
    for where, unit in (("near", "C-EAST"), ("far", "C-FAR")):
        kept = store_upload(picture(), now=NOON)
        visit = record(county, visit_of(plan, unit), uploads=(kept.upload,))
        found[where] = {
            "inspection_plan": plan.number,
            "inspection": visit.number,
            "inspection_photo": kept.upload,
        }
    return found
