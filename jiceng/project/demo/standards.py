"""A year of a standard: taken in, bound to its ledger, its points checked again and again.
Fictitious."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from jiceng.casework.actions.standards import (
    Heading,
    Place,
    add_point,
    bind_campaign,
    check_point,
    import_standard,
    make_problem,
)
from jiceng.casework.models import Campaign, Point, Standard
from jiceng.casework.rules.standards import Line
from jiceng.project.demo.agenda import Story
from jiceng.project.demo.followed import Office
from jiceng.project.demo.ledgers import handed_over

Row = Mapping[str, Any]
FATES = {"struck_off": 82, "refused": 12, "slow": 6}
"""What becomes of problems found at points, in percent."""
UNHURRIED = 9
"""Every so many points one has a leaf nobody has looked at yet."""


def standard_story(office: Office, row: Row) -> Story:
    """Taken in and bound to its ledger; each of its points is a story of its own."""
    begun, officer = office.today - timedelta(days=row["starts"]), office.cast.any("overseer")
    now = yield office.days.on(begun)
    heading = Heading(row["name"], row["version"], date(begun.year, 1, 1), is_sample=True)
    lines = [
        Line(number, code, name, str(points), unit)
        for number, (code, name, points, unit) in enumerate(row["indicators"], 1)
    ]
    standard = import_standard(heading, lines, by=officer, now=now)
    now = yield office.days.after(now, 1)
    code = Campaign.objects.get(name=row["campaign"]).code
    bind_campaign(standard, code, by=officer, now=now)
    for number, told in enumerate(row["points"], 1):
        now = yield office.days.after(now, 0.01)
        given = Place(told["name"], told["unit"], tuple(told["leaves"]), told["place"])
        point = add_point(standard, given, by=officer, now=now)
        leaves = told["leaves"][:-1] if number % UNHURRIED == 0 else told["leaves"]
        at = now + timedelta(days=2 + number % 7)
        office.agenda.add(point_story(office, standard, point, (told, leaves, row["faults"]), at))


def point_story(
    office: Office, standard: Standard, point: Point, told: tuple[Row, list[str], Row], at: Any
) -> Story:
    """Looked at again and again; what fails goes into the ledger."""
    days, rng, officer = office.days, office.rng, office.cast.any("overseer")
    row, leaves, faults = told
    now = yield days.on(at.astimezone(days.zone).date())
    while True:
        for code in leaves:
            fails = rng.random() < row["fails"]
            note = rng.choice(faults[code]) if fails else ""
            check = check_point(point, code, is_passed=not fails, note=note, by=officer, now=now)
            now = yield days.after(now, 0.004)
            if fails and rng.random() < 0.8:
                check.point.standard = standard
                problem = make_problem(check, by=officer, now=now)
                [fate] = rng.choices(list(FATES), list(FATES.values()))
                office.agenda.add(handed_over(office, problem, fate, now))
        now = yield days.after(now, row["every"])
