"""A small tree of units apart beside the county, and who keeps it.

The county committee (Q) has the town committee of North (Q-NORTH) with the branches East and West.
Shen is of the organisation department, Luo of North's committee, Bai and Hao are the secretaries.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from jiceng.casework.tests.county import COUNTY, EAST, LONG_AGO, NOON, NORTH, START, WEST, County
from jiceng.kernel.records.access import actor_for
from jiceng.kernel.records.configuration import set_rule, touch
from jiceng.kernel.records.models import Appointment, Person, Unit
from jiceng.kernel.records.territory import UnitEntry, territory
from jiceng.kernel.scope import Actor
from jiceng.performance.queries.star_content import shipped_schemes
from jiceng.performance.rules.stars import KIND

TODAY = date(2026, 11, 23)
TREE = (
    ("Q", "县委（示例）", "", COUNTY, "county"),
    ("Q-NORTH", "北镇党委（示例）", "Q", NORTH, "town"),
    ("Q-EAST", "东社区党支部（示例）", "Q-NORTH", EAST, "community"),
    ("Q-WEST", "西村党支部（示例）", "Q-NORTH", WEST, "community"),
)
POSTS: dict[str, dict[str, Any]] = {
    "q_secretary": {"name": "党支部书记", "roles": ["branch_secretary"], "tier": "community"},
    "q_committee": {"name": "镇党委组织委员", "roles": ["party_committee"], "tier": "town"},
    "q_department": {
        "name": "组织干事", "roles": ["organisation_department", "party_committee"],
        "tier": "county",
    },
}  # fmt: skip
KEEPERS = {
    "shen": ("沈", "q_department", "Q"),
    "luo": ("罗", "q_committee", "Q-NORTH"),
    "bai": ("白", "q_secretary", "Q-EAST"),
    "hao": ("郝", "q_secretary", "Q-WEST"),
}


@dataclass(frozen=True)
class Apart:
    """The built tree: actors and people by name."""

    actors: dict[str, Actor]
    people: dict[str, Person]

    def __getitem__(self, name: str) -> Actor:
        return self.actors[name]

    def branch(self, code: str) -> UnitEntry:
        return territory().apart[code]


def build_apart(county: County) -> Apart:
    """Write units, posts and people, and put the shipped scheme in force."""
    paths = {"": ""}
    for code, name, above, area, tier in TREE:
        paths[code] = f"{paths[above]}{code}/"
        Unit.objects.create(
            code=code, path=paths[code], name=name, short_name=name, kind="party_organisation",
            tier=tier, parent_id=above or None, area_id=area, valid_from=START,
        )  # fmt: skip
    touch("territory")
    for key, content in POSTS.items():
        set_rule("post", key, content, valid_from=LONG_AGO, reason="设立", by="setup", now=NOON)
    put_scheme()
    people, actors = dict(county.people), dict(county.actors)
    for login, (name, post, code) in KEEPERS.items():
        people[login] = Person.objects.create(login=login, name=name, password="!")
        area = next(area for at, _name, _above, area, _tier in TREE if at == code)
        Appointment.objects.create(
            person=people[login], post=post, unit_id=code, area_id=area, starts_on=START
        )
    for login in KEEPERS:
        actors[login] = actor_for(people[login], now=NOON, today=TODAY)
    return Apart(actors, people)


def put_scheme(**changed: Any) -> None:
    """The shipped scheme, or a newer version of it with some values changed."""
    for key, content in shipped_schemes().items():
        set_rule(KIND, key, {**content, **changed}, valid_from=LONG_AGO, reason="试行", by="setup",
                 now=NOON)  # fmt: skip
