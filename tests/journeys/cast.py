"""Builds the standing cast in an empty data directory: `python -m tests.journeys.cast PASSWORD`.

Without a password it does what the worker would do by now: `python -m tests.journeys.cast`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402  as below
from django.core.management import call_command  # noqa: E402  settings must be read first

from jiceng.casework.actions.bulletins import (  # noqa: E402  as above
    BulletinDraft,
    draft_bulletin,
)
from jiceng.casework.tests.county import (  # noqa: E402  as above
    COUNTY,
    GRID_1,
    LONG_AGO,
    NOON,
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
from jiceng.project.worker import tick  # noqa: E402  as above
from jiceng.web.clock import read_now  # noqa: E402  as above
from tests.walked import scene_apart  # noqa: E402  as above

KEPT = "kept.json"
"""Below the data directory: the names of what was made, for whoever visits every address."""
ALSO = {"jin": ("金", "leader", "GOV"), "an": ("安", "security_administrator", "GOV")}
"""Posts the standing cast leaves out; journeys sign in as every post there is."""
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
    """Tables, the cast with one password for all, and public types, so that likeness shows."""
    call_command("migrate", verbosity=0)
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
        ("text", "privacy", {"zh": "只为办理本件使用。", "en": "Used for this case alone."}),
    ):
        set_rule(kind, key, content, valid_from=LONG_AGO, reason="t", by="guo", now=LONG_AGO)
    names = json.dumps(_kept(county) | named["near"], default=str)
    (Path(settings.DATA_DIR) / KEPT).write_text(names, encoding="utf-8")
    for person in people.values():
        person.set_password(password)
        person.save(update_fields=["password"])


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


def work_off() -> None:
    """Jobs, alarms and outcome rows up to the present."""
    while tick(read_now()):
        pass


if __name__ == "__main__":
    build(sys.argv[1]) if sys.argv[1:] else work_off()
