"""Beside the cast of the county: Shen of the organisation department, who keeps assessments."""

from __future__ import annotations

from collections.abc import Mapping

from jiceng.casework.tests.county import COUNTY, LONG_AGO, NOON, START, County
from jiceng.kernel.records.access import actor_for
from jiceng.kernel.records.configuration import set_rule, touch
from jiceng.kernel.records.models import Appointment, Person, Unit
from jiceng.kernel.scope import Actor

Cast = Mapping[str, Actor]
POST = {
    "name": "组织干事",
    "roles": ["organisation_department", "party_committee"],
    "tier": "county",
}


def with_organisation_department(county: County) -> Cast:
    """The county's actors by name, and Shen."""
    set_rule("post", "organisation_officer", POST, valid_from=LONG_AGO, reason="设立", by="setup",
             now=NOON)  # fmt: skip
    Unit.objects.create(
        code="P", path="P/", name="中共示例县委员会", short_name="县委", kind="party_organisation",
        tier="county", parent_id=None, area_id=COUNTY, valid_from=START,
    )  # fmt: skip
    touch("territory")
    person = Person.objects.create(login="shen", name="沈", password="!")
    Appointment.objects.create(
        person=person, post="organisation_officer", unit_id="P", area_id=COUNTY, starts_on=START
    )
    county.people["shen"] = person
    county.actors["shen"] = actor_for(person, now=NOON, today=NOON.date())
    return county.actors
