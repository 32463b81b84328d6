"""Units and a member beside a community: Fan is contact of Housing, Kong of Police; Chen and Gao
act for East, Xie for West; Yan, a member of the branch of East, has an account."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from jiceng.casework.tests.county import COUNTY, EAST, LONG_AGO, NOON, START
from jiceng.kernel.records.access import actor_for
from jiceng.kernel.records.configuration import set_rule
from jiceng.kernel.records.models import Appointment, Person
from jiceng.party.actions.joint_projects import Outcome, Proposal, move_project, propose
from jiceng.party.actions.needs import Listing, offer_resource, post_need
from jiceng.party.actions.registrations import (
    Reporting,
    move_member_registration,
    move_unit_registration,
    register_member,
    register_unit,
)
from jiceng.party.models import (
    JointProject,
    MemberRegistration,
    Need,
    Resource,
    UnitRegistration,
)
from jiceng.party.tests.cast import TODAY, Party

CONTACT = {
    "name": "共建单位联络员", "roles": ["co_builder"], "tier": "county", "reach": "unit",
}  # fmt: skip
CONTACTS = {"fan": ("范", "HOUSING"), "kong": ("孔", "POLICE")}


def with_neighbours(party: Party) -> Party:
    """The cast with contacts of two units."""
    set_rule("post", "co_building_contact", CONTACT, valid_from=LONG_AGO, reason="设立", by="setup",
             now=NOON)  # fmt: skip
    for login, (name, unit) in CONTACTS.items():
        person = Person.objects.create(login=login, name=name, password="!")
        Appointment.objects.create(
            person=person, post="co_building_contact", unit_id=unit, area_id=COUNTY,
            starts_on=START,
        )  # fmt: skip
        party.people[login] = person
        party.actors[login] = actor_for(person, now=NOON, today=TODAY)
    return party


def registered(
    party: Party, who: str = "fan", unit: str = "HOUSING", *, at: str = EAST
) -> UnitRegistration:
    """A unit whose registration the community has confirmed."""
    row = register_unit(unit, at, "维修队", by=party[who], now=NOON)
    host = "chen" if at == EAST else "xie"
    return move_unit_registration(row, "confirm", by=party[host], now=NOON, version=row.version)


def member_registered(party: Party) -> MemberRegistration:
    """Yan in East, confirmed."""
    given = Reporting(EAST, "会修家电", ("skills",))
    row = register_member(given, by=party["yan"], now=NOON)
    return move_member_registration(row, "confirm", by=party["chen"], now=NOON, version=row.version)


def in_days(days: int) -> date:
    return TODAY + timedelta(days=days)


def need(party: Party, **more: Any) -> Need:
    given: dict[str, Any] = {
        "at": EAST, "kind": "repair", "title": "楼道灯维修", "starts_on": TODAY,
        "ends_on": in_days(60), "amount": 2,
    }  # fmt: skip
    return post_need(Listing(**{**given, **more}), by=party["chen"], now=NOON)


def resource(party: Party, **more: Any) -> Resource:
    given: dict[str, Any] = {
        "at": "HOUSING", "kind": "repair", "title": "水电维修队", "starts_on": TODAY,
        "ends_on": in_days(30), "amount": 3, "sectors": ("organ",),
    }  # fmt: skip
    return offer_resource(Listing(**{**given, **more}), by=party["fan"], now=NOON)


def project(party: Party, side: str = "community", **more: Any) -> JointProject:
    """Proposed by the community to Housing, due in twenty days."""
    given: dict[str, Any] = {
        "community": EAST, "unit": "HOUSING", "title": "维修楼道灯", "kind": "repair",
        "starts_on": TODAY, "ends_on": in_days(20),
    }  # fmt: skip
    who = party["chen"] if side == "community" else party["fan"]
    return propose(Proposal(**{**given, **more}), side, by=who, now=NOON)


def moved(
    row: JointProject, party: Party, who: str, name: str, *, days: int = 0, **given: Any
) -> JointProject:
    """One move of a project, some days later."""
    return move_project(
        row, name, by=party[who], now=NOON + timedelta(days=days), version=row.version,
        given=Outcome(**given),
    )  # fmt: skip
