"""The emergency office of the small county, and emergencies that are on.

Shi is on duty at the emergency bureau; Kou leads the county and decides; Mei is secretary of North
and decides there.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from jiceng.casework.tests.county import COUNTY, LONG_AGO, NOON, NORTH, START, County
from jiceng.emergency.actions.content import shipped_plans
from jiceng.emergency.actions.emergencies import Decision, Proposal, move_emergency, propose
from jiceng.emergency.models import Emergency
from jiceng.emergency.rules.emergencies import KIND
from jiceng.emergency.rules.home_requests import CASE_TYPE
from jiceng.kernel.records.access import actor_for
from jiceng.kernel.records.configuration import load_rules, touch
from jiceng.kernel.records.models import Appointment, Area, Person, Unit

POSTS: dict[str, dict[str, Any]] = {
    "emergency_officer": {"name": "应急值守员", "roles": ["reporter", "emergency_officer"],
                          "tier": "county", "reach": "unit"},
    "county_leader": {"name": "县领导", "roles": ["reader", "emergency_command"],
                      "tier": "county"},
    "town_command": {"name": "镇书记", "roles": ["leader", "emergency_command"], "tier": "town"},
}  # fmt: skip
PEOPLE = {
    "shi": ("石", "emergency_officer", "EMERGENCY", COUNTY),
    "kou": ("寇", "county_leader", "GOV", COUNTY),
    "mei": ("梅", "town_command", "T-NORTH", NORTH),
}
TYPES = {"0101": "2 round_clock"}
"""The one type of the small county that its plan shortens."""
HOME_TYPE: dict[str, Any] = {
    "name": "居家服务", "name_en": "Home service", "parent": "02", "first_tier": "grid",
    "level": "small", "promise": "8 round_clock", "duty_unit": "HOUSING", "extra": True,
}  # fmt: skip
WEEK = timedelta(days=7)


def plan_content() -> dict[str, Any]:
    """The shipped plan for typhoons with types of case of the small county."""
    content: dict[str, Any] = dict(shipped_plans()["typhoon"])
    levels = {name: dict(level) for name, level in content["levels"].items()}
    for level in levels.values():
        level.pop("terms", None)
        level.pop("case_types", None)
    levels["III"]["terms"] = dict(TYPES)
    levels["II"]["terms"] = {"0101": "1 round_clock"}
    return {**content, "levels": levels}


def with_command(county: County) -> County:
    """An emergency bureau with its officer, who decides, and a plan; built once, met by every
    scene."""
    if not Unit.objects.filter(code="EMERGENCY").exists():
        _build()
    for person in Person.objects.filter(login__in=PEOPLE):
        county.people[person.login] = person
        county.actors[person.login] = actor_for(person, now=NOON, today=NOON.date())
    return county


def _build() -> None:
    area = Area.objects.get(code=COUNTY)
    Unit.objects.create(
        code="EMERGENCY", path="GOV/EMERGENCY/", name="县应急管理局", short_name="县应急局",
        kind="department", tier="county", parent_id="GOV", area=area, valid_from=START,
    )  # fmt: skip
    posts = [("post", code, content) for code, content in POSTS.items()]
    home = ("case_type", CASE_TYPE, HOME_TYPE)
    load_rules([home, *posts, (KIND, "typhoon", plan_content())], at=LONG_AGO, by="setup")
    touch("territory")
    for login, (name, post, unit, at) in PEOPLE.items():
        person = Person.objects.create(login=login, name=name, password="!")
        Appointment.objects.create(
            person=person, post=post, unit_id=unit, area_id=at, starts_on=START
        )


def proposed(county: County, area: str = NORTH, **changes: Any) -> Emergency:
    """Proposed by Shi for a week; a typhoon of level III in North unless told otherwise."""
    told: dict[str, Any] = {"plan": "typhoon", "level": "III", "ends_by": NOON + WEEK,
                            "reason": "气象台发布台风橙色预警"}  # fmt: skip
    now = changes.pop("now", NOON)
    return propose(Proposal(area=area, **(told | changes)), by=county["shi"], now=now)


def decided(
    county: County, row: Emergency, name: str = "activate", *, who: str = "kou",
    now: datetime = NOON, **given: Any,
) -> Emergency:  # fmt: skip
    """After one decision with its document."""
    told = {"document": "临应急〔2026〕1 号"} | given
    return move_emergency(
        row, name, by=county[who], now=now, version=row.version, given=Decision(**told)
    )


def switched_on(county: County, area: str = NORTH, **changes: Any) -> Emergency:
    """On, by the decision of Kou."""
    now = changes.get("now", NOON)
    return decided(county, proposed(county, area, **changes), now=now)
