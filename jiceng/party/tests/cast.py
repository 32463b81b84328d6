"""A small Party tree beside the small county, and who keeps it: people remember people.

The county committee (P) has the town committee of North (P-NORTH) and the housing branch
(P-HOUSING). Below North stand the branches East (P-EAST) and West (P-WEST). Shen is of the
organisation department, Luo of North's committee; Bai is secretary of East, Hao of West. Each
branch has five full members and one on probation; Yan is a member of East with an account.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from jiceng.casework.tests.county import COUNTY, EAST, LONG_AGO, NOON, NORTH, START, WEST, County
from jiceng.kernel.records.access import actor_for
from jiceng.kernel.records.configuration import set_rule, touch
from jiceng.kernel.records.models import Appointment, Person, Unit
from jiceng.kernel.scope import Actor
from jiceng.party.actions.members import Entry, write_member
from jiceng.party.actions.rule_book import load_rule_book
from jiceng.party.models import CommitteeTerm, Member, Organisation, Seat

TODAY = date(2026, 11, 23)
TREE = (
    ("P", "中共示例县委员会", "committee", "organ", "", COUNTY, "county"),
    ("P-NORTH", "中共北镇委员会", "committee", "village", "P", NORTH, "town"),
    ("P-EAST", "东社区党支部", "branch", "community", "P-NORTH", EAST, "community"),
    ("P-WEST", "西村党支部", "branch", "village", "P-NORTH", WEST, "community"),
    ("P-HOUSING", "县住建局党支部", "branch", "organ", "P", COUNTY, "county"),
)
POSTS: dict[str, dict[str, Any]] = {
    "branch_secretary": {"name": "党支部书记", "roles": ["branch_secretary"], "tier": "community"},
    "town_organisation_officer": {
        "name": "镇党委组织委员", "roles": ["party_committee"], "tier": "town",
    },
    "organisation_officer": {
        "name": "组织干事", "roles": ["organisation_department", "party_committee"],
        "tier": "county",
    },
    "party_member": {"name": "党员", "roles": ["party_member"], "tier": "community"},
}  # fmt: skip
KEEPERS = {
    "shen": ("沈", "organisation_officer", "P"),
    "luo": ("罗", "town_organisation_officer", "P-NORTH"),
    "bai": ("白", "branch_secretary", "P-EAST"),
    "hao": ("郝", "branch_secretary", "P-WEST"),
    "yan": ("严", "party_member", "P-EAST"),
}
BRANCHES = ("P-EAST", "P-WEST", "P-HOUSING")


@dataclass(frozen=True)
class Party:
    """The built tree: actors and people by name, organisations by code."""

    actors: dict[str, Actor]
    people: dict[str, Person]
    organisations: dict[str, Organisation]

    def __getitem__(self, name: str) -> Actor:
        return self.actors[name]

    def at(self, code: str) -> Organisation:
        return self.organisations[code]

    def also(self, who: str, post: str, code: str) -> Actor:
        """Somebody of the cast with one post more: the same hands twice."""
        at = self.organisations[code]
        Appointment.objects.create(
            person=self.people[who], post=post, unit_id=code, area_id=at.unit.area_id,
            starts_on=START,
        )  # fmt: skip
        return actor_for(self.people[who], now=NOON, today=TODAY)

    def members(self, code: str) -> list[Member]:
        """The members of a branch, eldest first."""
        return list(Member.objects.filter(organisation=self.at(code)).order_by("pk"))


def build_party(county: County) -> Party:
    """Write tree, rules, posts, people and members; the county stands already."""
    load_rule_book(by="setup", now=NOON)
    for key, content in POSTS.items():
        set_rule("post", key, content, valid_from=LONG_AGO, reason="设立", by="setup", now=NOON)
    organisations = _tree()
    touch("territory")
    people, actors = dict(county.people), dict(county.actors)
    for login, (name, post, code) in KEEPERS.items():
        person = Person.objects.create(login=login, name=name, password="!")
        Appointment.objects.create(
            person=person, post=post, unit_id=code, area_id=organisations[code].unit.area_id,
            starts_on=START,
        )  # fmt: skip
        people[login] = person
    for code in BRANCHES:
        _branch(organisations[code], people["yan"] if code == "P-EAST" else None)
    for login in KEEPERS:
        actors[login] = actor_for(people[login], now=NOON, today=TODAY)
    return Party(actors, people, organisations)


def _tree() -> dict[str, Organisation]:
    made: dict[str, Organisation] = {}
    for code, name, kind, sector, above, area, tier in TREE:
        path = f"{made[above].path if above else ''}{code}/"
        unit = Unit.objects.create(
            code=code, path=path, name=name, short_name=name, kind="party_organisation",
            tier=tier, parent_id=above or None, area_id=area, valid_from=START,
        )  # fmt: skip
        made[code] = Organisation.objects.create(
            unit=unit, path=path, kind=kind, sector=sector, founded_on=START,
            may_approve=kind == "committee", community_id=area if kind == "branch" else None,
        )  # fmt: skip
    return made


def _branch(at: Organisation, account: Person | None) -> None:
    """Five full members since 2000, one accepted half a year ago, and a committee of three."""
    members = [
        write_member(
            Entry(f"{at.unit.short_name[0]}{n}号（示例）", date(1970 + n, 2, 28), date(2000, 7, 1),
                  date(2001, 7, 1)),
            at, NOON, person=account if n == 1 else None, is_sample=True,
        )
        for n in range(1, 6)
    ]  # fmt: skip
    probationer = Entry(f"{at.unit.short_name[0]}6号（示例）", date(1998, 2, 28), date(2026, 6, 1))
    write_member(probationer, at, NOON, is_sample=True)
    term = CommitteeTerm.objects.create(
        organisation=at, elected_on=date(2024, 1, 10), starts_on=date(2024, 1, 10),
        ends_on=date(2027, 1, 10),
    )  # fmt: skip
    for member, duty in zip(members, ("secretary", "organisation", "publicity"), strict=False):
        Seat.objects.create(term=term, member=member, duty=duty, starts_on=date(2024, 1, 10))
