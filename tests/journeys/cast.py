"""Builds the standing cast in an empty data directory: `python -m tests.journeys.cast PASSWORD`.

Without a password it does what the worker would do by now: `python -m tests.journeys.cast`.
"""

from __future__ import annotations

import sys
from datetime import timedelta

import django

django.setup()

from django.core.management import call_command  # noqa: E402  settings must be read first

from jiceng.casework.actions.bulletins import (  # noqa: E402  as above
    BulletinDraft,
    draft_bulletin,
)
from jiceng.casework.actions.demands import Wanted, demand_report  # noqa: E402  as above
from jiceng.casework.actions.programmes import (  # noqa: E402  as above
    Aim,
    Undertaking,
    add_project,
    open_programme,
)
from jiceng.casework.actions.research import (  # noqa: E402  as above
    Survey,
    open_discussion,
    plan_research,
)
from jiceng.casework.actions.standards import (  # noqa: E402  as above
    Heading,
    Place,
    add_point,
    import_standard,
)
from jiceng.casework.rules.standards import Line  # noqa: E402  as above
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
from jiceng.casework.tests.supervising import keep_score  # noqa: E402  as above
from jiceng.kernel.records.configuration import set_rule  # noqa: E402  as above
from jiceng.kernel.records.models import Appointment, Person  # noqa: E402  as above
from jiceng.project.worker import tick  # noqa: E402  as above
from jiceng.web.clock import read_now  # noqa: E402  as above

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
    people = dict(county.people)
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
    _kept(county)
    for person in people.values():
        person.set_password(password)
        person.save(update_fields=["password"])


def _kept(county: County) -> None:
    """A programme with a project of North, a standard with a point in East, and a report that North
    demands of East."""
    today = NOON.date()
    aim = Aim("slow-city", "国际慢城", "HOUSING", today)
    programme = open_programme(aim, by=county["tang"], now=NOON)
    ends = today + timedelta(days=90)
    street = Undertaking("改造老街", "T-NORTH", today, ends, lon=109.605, lat=19.905)
    add_project(programme, street, by=county["wang"], now=NOON)
    survey = Survey("看市场", "visit", "摊位够不够", today)
    plan_research(survey, by=county["wang"], now=NOON)
    open_discussion("怎么减负", "说说看", by=county["tang"], now=NOON)
    heading = Heading("自查", "1", today)
    by = county["tang"]
    standard = import_standard(heading, [Line(1, "1", "路面干净")], by=by, now=NOON)
    add_point(standard, Place("文化广场", "C-EAST", ("1",)), by=by, now=NOON)
    wanted = Wanted("汛情日报", "值班调度", ("水位", "雨量"), ("C-EAST",), "day", 2, ends)
    demand_report(wanted, {}, by=county["wang"], now=NOON)
    month = BulletinDraft("督查通报", today.replace(day=1), today)
    draft_bulletin(month, by=county["tang"], now=NOON)
    keep_score("C-EAST")
    ledger_scene(county, "ma", "T-NORTH", GRID_1, "C-EAST")


def work_off() -> None:
    """Jobs, alarms and outcome rows up to the present."""
    while tick(read_now()):
        pass


if __name__ == "__main__":
    build(sys.argv[1]) if sys.argv[1:] else work_off()
