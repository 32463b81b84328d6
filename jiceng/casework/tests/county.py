"""A small county and a standing cast for tests: people remember people.

North and South are towns. North has the communities East (grids 1 and 2) and West (no grids).
Li walks grid 1 of East; Han leads it; Chen is clerk and Gao secretary of East; Wang dispatches in
North, Ma is its secretary; Sun dispatches in South; Zhao handles at Housing and Qian at Police;
Zhou dispatches and Wu verifies at the county centre; Tang supervises, and Lu leads the
county.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from jiceng.kernel.records.access import actor_for
from jiceng.kernel.records.configuration import load_rules, touch
from jiceng.kernel.records.models import Appointment, Area, Person, Place, Unit
from jiceng.kernel.scope import Actor

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
"""Monday 23 November 2026, noon in the county."""
START = date(2020, 1, 1)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)

COUNTY = "469024"
NORTH, SOUTH = "469024100", "469024101"
EAST, WEST, FAR = "469024100001", "469024100200", "469024101001"
GRID_1, GRID_2 = EAST + "001", EAST + "002"


def _square(west: float, south: float, size: float = 0.01) -> dict[str, Any]:
    east, north = west + size, south + size
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


AREAS = (
    (COUNTY, "示例县", "county", "", None),
    (NORTH, "北镇", "town", COUNTY, None),
    (SOUTH, "南镇", "town", COUNTY, None),
    (EAST, "东社区", "community", NORTH, None),
    (WEST, "西村", "community", NORTH, None),
    (FAR, "远社区", "community", SOUTH, None),
    (GRID_1, "东一网格", "grid", EAST, _square(109.60, 19.90)),
    (GRID_2, "东二网格", "grid", EAST, _square(109.61, 19.90)),
)
UNITS = (
    ("GOV", "县政府", "county_government", "", COUNTY, "county"),
    ("CENTRE", "县社会治理中心", "centre", "GOV", COUNTY, "county"),
    ("SUPERVISION", "县督查室", "supervision_office", "GOV", COUNTY, "county"),
    ("HOUSING", "县住建局", "department", "GOV", COUNTY, "county"),
    ("POLICE", "县公安局", "department", "GOV", COUNTY, "county"),
    ("T-NORTH", "北镇政府", "town_government", "GOV", NORTH, "town"),
    ("T-SOUTH", "南镇政府", "town_government", "GOV", SOUTH, "town"),
    ("C-EAST", "东社区居委会", "community_committee", "T-NORTH", EAST, "community"),
    ("C-WEST", "西村村委会", "village_committee", "T-NORTH", WEST, "community"),
    ("C-FAR", "远社区居委会", "community_committee", "T-SOUTH", FAR, "community"),
)
POSTS: dict[str, dict[str, Any]] = {
    "grid_worker": {"name": "网格员", "roles": ["worker"], "tier": "grid"},
    "grid_leader": {"name": "网格长", "roles": ["worker", "leader"], "tier": "grid"},
    "community_clerk": {
        "name": "社区工作人员",
        "roles": [
            "dispatcher",
            "handler",
            "host",
            "clerk",
            "station_keeper",
            "organiser",
            "editor",
            "recipient",
        ],
        "tier": "community",
    },
    "community_secretary": {
        "name": "社区书记",
        "roles": ["dispatcher", "handler", "leader", "host", "organiser"],
        "tier": "community",
    },
    "town_dispatcher": {
        "name": "镇派遣员",
        "roles": [
            "dispatcher",
            "verifier",
            "approver",
            "arbiter",
            "handler",
            "clerk",
            "organiser",
            "editor",
            "reviewer",
        ],
        "tier": "town",
    },
    "town_secretary": {"name": "镇书记", "roles": ["leader", "overseer"], "tier": "town"},
    "department_handler": {
        "name": "部门经办人",
        "roles": ["handler", "clerk", "station_keeper", "organiser"],
        "tier": "county",
        "reach": "unit",
    },
    "county_dispatcher": {
        "name": "县派遣员",
        "roles": ["dispatcher", "arbiter", "approver", "statistician"],
        "tier": "county",
    },
    "county_verifier": {"name": "县核查员", "roles": ["verifier", "approver"], "tier": "county"},
    "supervision_officer": {"name": "督查员", "roles": ["overseer"], "tier": "county"},
    "administrator": {"name": "系统管理员", "roles": ["administrator"], "tier": "county"},
    "security_administrator": {
        "name": "安全管理员",
        "roles": ["security_administrator"],
        "tier": "county",
    },
    "auditor": {"name": "审计员", "roles": ["auditor"], "tier": "county"},
    "leader": {"name": "县领导", "roles": ["reader", "signatory"], "tier": "county"},
}
PEOPLE = {
    "li": ("李", "grid_worker", "C-EAST", GRID_1),
    "lin": ("林", "grid_worker", "C-EAST", GRID_2),
    "han": ("韩", "grid_leader", "C-EAST", GRID_1),
    "chen": ("陈", "community_clerk", "C-EAST", EAST),
    "gao": ("高", "community_secretary", "C-EAST", EAST),
    "xie": ("谢", "community_clerk", "C-WEST", WEST),
    "wang": ("王", "town_dispatcher", "T-NORTH", NORTH),
    "ma": ("马", "town_secretary", "T-NORTH", NORTH),
    "sun": ("孙", "town_dispatcher", "T-SOUTH", SOUTH),
    "zhao": ("赵", "department_handler", "HOUSING", COUNTY),
    "qian": ("钱", "department_handler", "POLICE", COUNTY),
    "zhou": ("周", "county_dispatcher", "CENTRE", COUNTY),
    "wu": ("吴", "county_verifier", "CENTRE", COUNTY),
    "tang": ("唐", "supervision_officer", "SUPERVISION", COUNTY),
    "lu": ("陆", "leader", "GOV", COUNTY),
    "guo": ("郭", "administrator", "GOV", COUNTY),
    "he": ("何", "auditor", "GOV", COUNTY),
}
TYPES: dict[str, dict[str, Any]] = {
    "01": {"name": "市容环境", "name_en": "Appearance"},
    "0101": {
        "name": "生活垃圾",
        "name_en": "Rubbish",
        "parent": "01",
        "first_tier": "grid",
        "level": "small",
        "promise": "1 working_days",
        "duty_unit": "HOUSING",
        "keywords": ["垃圾"],
        "closing": "垃圾清走",
        "closing_en": "Rubbish removed",
    },
    "0102": {
        "name": "路面破损",
        "name_en": "Broken road",
        "parent": "01",
        "first_tier": "community",
        "level": "large",
        "promise": "5 working_days",
        "duty_unit": "HOUSING",
        "keywords": ["路面", "坑"],
        "closing": "路面修复",
        "closing_en": "Road mended",
    },
    "0201": {
        "name": "噪声扰民",
        "name_en": "Noise",
        "parent": "02",
        "first_tier": "county",
        "level": "large",
        "promise": "3 working_days",
        "duty_unit": "POLICE",
        "law_department": True,
        "keywords": ["噪声"],
        "closing": "噪声消除",
        "closing_en": "Noise stopped",
    },
    "02": {"name": "治安", "name_en": "Order"},
}
RULES: dict[str, dict[str, Any]] = {
    "first-tier": {"order": 900, "unit": "first_tier", "label": "小事先由社区和网格办理"},
}
TERMS: dict[str, Any] = {
    "stages": {"dispatched": "4 working_hours", "handling": "3 working_days"},
    "ladders": {
        "stage": [[80, "yellow", "holder"], [100, "red", "leader"], [150, "red", "overseer"]],
        "promise": [[80, "yellow", "holder"], [100, "red", "overseer"]],
    },
    "send_back_cap": 2,
    "extension_cap": 1,
    "recheck_percent": 0,
}


@dataclass(frozen=True)
class County:
    """The built county: actors by name, and the people behind them."""

    actors: dict[str, Actor]
    people: dict[str, Person]

    def __getitem__(self, name: str) -> Actor:
        return self.actors[name]


def build_county() -> County:
    """Write areas, units, rules and people; needs a database."""
    _areas()
    _units()
    load_rules(
        [("post", key, content) for key, content in POSTS.items()]
        + [("case_type", key, content) for key, content in TYPES.items()]
        + [("rule", key, content) for key, content in RULES.items()]
        + [("terms", "case", TERMS)],
        at=LONG_AGO,
        by="setup",
    )
    touch("territory")
    people = {}
    for login, (name, post, unit, area) in PEOPLE.items():
        person = Person.objects.create(login=login, name=name, password="!")
        Appointment.objects.create(
            person=person, post=post, unit_id=unit, area_id=area, starts_on=START
        )
        people[login] = person
    today = NOON.date()
    actors = {k: actor_for(p, now=NOON, today=today) for k, p in people.items()}
    return County(actors, people)


def _areas() -> None:
    paths: dict[str, str] = {"": ""}
    for code, name, level, parent, geometry in AREAS:
        paths[code] = f"{paths[parent]}{code}/"
        Area.objects.create(
            code=code,
            path=paths[code],
            level=level,
            name=name,
            parent_id=parent or None,
            geometry=geometry,
            valid_from=START,
        )
    Place.objects.create(name="文化广场", kind="landmark", area_id=GRID_1, lon=109.605, lat=19.905)


def _units() -> None:
    paths: dict[str, str] = {"": ""}
    for code, name, kind, parent, area, tier in UNITS:
        paths[code] = f"{paths[parent]}{code}/"
        Unit.objects.create(
            code=code,
            path=paths[code],
            name=name,
            short_name=name,
            kind=kind,
            tier=tier,
            parent_id=parent or None,
            area_id=area,
            valid_from=START,
        )
