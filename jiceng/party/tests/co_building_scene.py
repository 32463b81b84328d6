"""What addresses of co-building name: Housing beside East, Police beside West (test_doors.py).

Whoever acts here holds no post of the cast: the walk asks what the cast may see.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from jiceng.casework.tests.county import COUNTY, EAST, NOON, WEST
from jiceng.kernel.records.models import Person
from jiceng.kernel.records.territory import territory
from jiceng.kernel.scope import Actor, Grip
from jiceng.party.actions import alliances
from jiceng.party.actions.hours import Served, enter_hours
from jiceng.party.actions.joint_projects import Proposal, propose
from jiceng.party.actions.needs import Listing, offer_resource, post_need
from jiceng.party.actions.registrations import (
    Reporting,
    move_member_registration,
    move_unit_registration,
    register_member,
    register_unit,
)
from jiceng.party.actions.wishes import post_wish
from jiceng.party.models import Member

TODAY = NOON.date()
COUNTY_WIDE = {"zhou", "wu", "tang", "lu", "shen"}
NEAR, FAR = {"chen", "gao", "wang", "ma", "luo"}, {"xie", "wang", "ma", "luo"}
SEEN_BY: dict[tuple[str, str], set[str]] = {
    ("joint_project", "near"): NEAR | COUNTY_WIDE | {"zhao"},
    ("joint_project", "far"): FAR | COUNTY_WIDE | {"qian"},
    ("co_area", "near"): NEAR | COUNTY_WIDE,
    ("co_area", "far"): FAR | COUNTY_WIDE,
    ("co_host", "near"): {"chen", "gao"},
    ("co_host", "far"): {"xie"},
}
"""A unit's records are read by area and by the unit; needs and wishes by area; what names a member
by the community alone."""
PLACES = {"near": (EAST, "HOUSING"), "far": (WEST, "POLICE")}


def co_building_names(where: str, member: Member) -> dict[str, object]:
    """One of everything in a community; `member` gets an account and reports there."""
    community, unit = PLACES[where]
    host, contact = _host(community), _contact(unit)
    row = register_unit(unit, community, by=contact, now=NOON)
    move_unit_registration(row, "confirm", by=host, now=NOON, version=1)
    ends_on = TODAY + timedelta(days=60)
    need = post_need(Listing(community, "repair", "修灯", TODAY, ends_on), by=host, now=NOON)
    given = Listing(unit, "repair", "维修队", TODAY, ends_on, amount=5)
    resource = offer_resource(given, by=contact, now=NOON)
    proposal = Proposal(community, unit, "修灯", "repair", TODAY, ends_on)
    project = propose(proposal, "community", by=host, now=NOON)
    alliances.found_alliance(community, "联盟", TODAY, by=host, now=NOON)
    registration, hours = _member(where, community, member, host)
    return {
        "co_area": community,
        "co_unit": unit,
        "co_registration": row.number,
        "co_need": need.number,
        "co_resource": resource.number,
        "joint_project": project.number,
        "co_wish": post_wish(community, "一盏台灯", by=host, now=NOON).number,
        "co_member": registration,
        "co_hours": hours,
    }


def _member(where: str, community: str, member: Member, host: Actor) -> tuple[str, int]:
    person = Person.objects.create(login=f"member-{where}", name=member.name, password="!")
    Member.objects.filter(pk=member.pk).update(person=person)
    by = Actor(person.pk, person.name, ())
    row = register_member(Reporting(community), by=by, now=NOON)
    move_member_registration(row, "confirm", by=host, now=NOON, version=1)
    entry = enter_hours(row, Served(TODAY, "care", "理发", Decimal(2)), by=by, now=NOON)
    return row.number, entry.pk


def _host(community: str) -> Actor:
    area, roles = territory().areas[community], frozenset({"host"})
    desk = territory().desk_for(area)
    grip = Grip(-1, "community_clerk", roles, desk.code, desk.path, area.path, "community")
    return Actor(-1, "host", (grip,))


def _contact(unit: str) -> Actor:
    path, roles = territory().units[unit].path, frozenset({"co_builder"})
    grip = Grip(-1, "co_building_contact", roles, unit, path, f"{COUNTY}/", "county", by_unit=True)
    return Actor(-1, "contact", (grip,))
