"""A year of applications for services: at the counter and over the net, told by the same acts.
Applicants are fictitious; nobody's number is anybody's.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from jiceng.kernel.scope import RESIDENT, Actor
from jiceng.project.demo.agenda import Story
from jiceng.project.demo.followed import Office
from jiceng.services.actions.applications import (
    Asked,
    Papers,
    apply_for,
    move_application,
    rate_application,
)
from jiceng.services.models import Application, ServicePoint
from jiceng.services.queries.applications import ready
from jiceng.services.queries.points import open_points

Row = Mapping[str, Any]
FICTITIOUS = "0898-00000000"
SPAN = 330
"""Days over which a year's applications come in, where a row does not say otherwise."""
PACE = 1
"""Days it takes to examine and to decide, where a row does not say otherwise."""
RATED = (5, 5, 5, 4, 5, 3)
WAITING, LATE = 4, 16
"""Days papers let wait, and days a late matter lies before it is decided."""


def applications_story(office: Office, row: Row) -> Story:
    """The applications for one item, each a story of its own; the last came in today."""
    first, last = row.get("first", SPAN), row.get("last", 0)
    yield office.days.on(office.today - timedelta(days=first))
    points = {p.name: p for p in open_points().filter(name=row.get("point", ""))}
    names, weights = list(row["fates"]), list(row["fates"].values())
    for place in range(row["count"]):
        at = office.today - timedelta(days=last + (first - last) * place // row["count"])
        [fate] = office.rng.choices(names, weights)
        office.agenda.add(
            application_story(office, row, fate, at, points.get(row.get("point", "")))
        )


def application_story(
    office: Office, row: Row, fate: str, day: Any, point: ServicePoint | None
) -> Story:
    """One application, as far as its fate brings it by today."""
    days = office.days
    now = yield days.on(day)
    papers = () if fate == "supplemented" else tuple(row["papers"])
    asked = Asked(
        row["item"], FICTITIOUS, papers=papers, channel=row.get("channel", "online"), point=point,
        is_sample=True,
    )  # fmt: skip
    made = apply_for(asked, now=now).application
    clerk, head = office.cast.of(made.unit, "clerk"), office.cast.of(made.unit, "decider")
    if fate == "withdrawn":
        now = yield days.after(now, 0.5)
        _move(made, "withdraw", RESIDENT, now)
        return
    if fate == "at_once":
        now = yield days.after(now, 0.1)
        _move(made, "decide_at_once", clerk, now, result="当场出具。")
    else:
        if fate == "supplemented":
            now = yield days.after(now, 0.5)
            _move(made, "ask_supplement", clerk, now, missing_papers="请补充申请材料。")
            now = yield days.after(now, WAITING)
            _move(made, "supplement", RESIDENT, now, received=tuple(row["papers"]))
        now = yield days.after(now, 0.4)
        _move(made, "accept", clerk, now)
        pace = row.get("pace", PACE)
        now = yield days.after(now, LATE if fate == "late" else pace)
        _move(made, "examine", clerk, now, opinion="材料齐全，符合条件。")
        now = yield days.after(now, pace)
        told = {"reason": "不符合申请条件。"} if fate == "declined" else {"result": "准予办理。"}
        _move(made, "decline" if fate == "declined" else "grant", head, now, **told)
    now = yield days.after(now, 2)
    rate_application(Application.objects.get(pk=made.pk), office.rng.choice(RATED), now=now)


def _move(made: Application, name: str, by: Actor, now: Any, **given: Any) -> None:
    row = ready(Application.objects.get(pk=made.pk))
    move_application(row, name, by=by, now=now, version=row.version, given=Papers(**given))
