"""Builds the standing cast in empty tables: `python -m tests.journeys.cast PASSWORD`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402  as below
from django.contrib.auth.hashers import make_password  # noqa: E402  settings must be read first

from jiceng.casework.actions.bulletins import (  # noqa: E402  as above
    BulletinDraft,
    draft_bulletin,
)
from jiceng.casework.tests.county import (  # noqa: E402  as above
    COUNTY,
    GRID_1,
    LONG_AGO,
    NOON,
    POSTS,
    START,
    TERMS,
    County,
    build_county,
)
from jiceng.casework.tests.ledger import ledger_scene  # noqa: E402  as above
from jiceng.casework.tests.overseeing import issued  # noqa: E402  as above
from jiceng.casework.tests.supervising import keep_score  # noqa: E402  as above
from jiceng.casework.tests.undertakings import (  # noqa: E402  as above
    county_scene,
    town_scene,
)
from jiceng.economy.tests.relief_cast import with_relief  # noqa: E402  as above
from jiceng.kernel.records.configuration import set_rule  # noqa: E402  as above
from jiceng.kernel.records.models import Appointment, Person  # noqa: E402  as above
from jiceng.party.tests.neighbours import with_neighbours  # noqa: E402  as above
from jiceng.performance.tests.indicator_scene import (  # noqa: E402  as above
    indicator_scene,
)
from tests.walked import scene_apart  # noqa: E402  as above

KEPT = "kept.json"
"""Below the data directory: the names of what was made, for whoever visits every address."""
ALSO = {"jin": ("金", "leader", "GOV"), "an": ("安", "security_administrator", "GOV"),
        "du": ("杜", "department_leader", "HOUSING")}  # fmt: skip
"""Posts the standing cast leaves out; journeys sign in as every post there is."""
LEADING = {**POSTS["department_handler"], "roles": ["decider"]}
"""The post of whoever decides in a department."""
FLOODING = {
    "name": "积水内涝",
    "name_en": "Flooding",
    "parent": "01",
    "first_tier": "grid",
    "level": "large",
    "promise": "5 working_days",
    "duty_unit": "HOUSING",
    "keywords": ["积水", "内涝"],
    "closing": "积水排净，排水口通畅",
    "closing_en": "Water gone, drains clear",
}
"""A large matter that begins in the grid, so that it may climb every step."""


def build(password: str) -> None:
    """The cast with one password for all, and public types, so that likeness shows."""
    county = build_county()
    party, named = scene_apart(county)
    people = dict(with_neighbours(party).people)
    people["yin"] = with_relief(county).people["yin"]
    for login, (name, post, unit) in ALSO.items():
        people[login] = Person.objects.create(login=login, name=name)
        Appointment.objects.create(
            person=people[login], post=post, unit_id=unit, area_id=COUNTY, starts_on=START
        )
    for kind, key, content in (
        ("terms", "case", {**TERMS, "public_types": ["01"]}),
        ("case_type", "0103", FLOODING),
        ("post", "department_leader", LEADING),
        ("text", "privacy", {"zh": "只为办理本件使用。", "en": "Used for this case alone."}),
    ):
        set_rule(kind, key, content, valid_from=LONG_AGO, reason="t", by="guo", now=LONG_AGO)
    names = json.dumps(_kept(county) | named["near"], default=str)
    (Path(settings.DATA_DIR) / KEPT).write_text(names, encoding="utf-8")
    theirs = [person.pk for person in people.values()]
    Person.objects.filter(pk__in=theirs).update(password=make_password(password))


def _kept(county: County) -> dict[str, object]:
    """One of everything kept beside cases, in North or in East: what addresses call them."""
    today = NOON.date()
    month = BulletinDraft("督查通报", today.replace(day=1), today)
    bulletin = draft_bulletin(month, by=county["tang"], now=NOON)
    task = issued(county, leads=("T-NORTH",), supporting=())
    keep_score("C-EAST")
    return {
        **county_scene(county),
        **indicator_scene(county),
        **town_scene(county, "wang", "T-NORTH", "C-EAST"),
        **ledger_scene(county, "ma", "T-NORTH", GRID_1, "C-EAST"),
        "bulletin": bulletin.number,
        "item": task.item.number,
        "unit": "C-EAST",
    }


if __name__ == "__main__":
    build(sys.argv[1])
