"""Programmes and projects of the demo county: milestones, money, risks. Fictitious."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from jiceng.casework.actions.programmes import (
    Aim,
    Undertaking,
    add_milestone,
    add_project,
    move_project,
    note_risk,
    open_programme,
    reach_milestone,
    set_budget,
)
from jiceng.casework.models import Programme, Project
from jiceng.project.demo.agenda import Story
from jiceng.project.demo.followed import Office

Row = Mapping[str, Any]
FEN_IN_WAN = 1_000_000
"""万元 in fen."""


def programme_story(office: Office, row: Row) -> Story:
    """A programme is opened; each of its projects is a story of its own."""
    begun = office.today - timedelta(days=row["starts"])
    now = yield office.days.on(begun)
    aim = Aim(
        row["code"], row["name"], row["unit"], begun,
        begun + timedelta(days=row["days"]), row["aim"],
    )  # fmt: skip
    programme = open_programme(aim, by=office.cast.any("overseer"), now=now)
    for place, project in enumerate(row["projects"]):
        office.agenda.add(project_story(office, programme, project, place))


def project_story(office: Office, programme: Programme, row: Row, place: int) -> Story:
    """Written down, started, and its milestones reached one after another."""
    days, by = office.days, office.cast.any("overseer")
    begun = programme.starts_on + timedelta(days=10 + 7 * place)
    ends = begun + timedelta(days=row["days"])
    now = yield days.on(begun)
    given = Undertaking(row["title"], row["unit"], begun, ends, leader="分管负责人")
    project = add_project(programme, given, by=by, now=now)
    handler = office.cast.of(row["unit"], "handler")
    for order, name in enumerate(row["milestones"], 1):
        due = begun + timedelta(days=row["days"] * order // len(row["milestones"]))
        add_milestone(project, name=name, due_on=due, by=by, now=now, version=_version(project))
    for source, planned, paid in row["budget"]:
        set_budget(
            project, year=begun.year, source=source, planned=planned * FEN_IN_WAN,
            paid=paid * FEN_IN_WAN, by=by, now=now, version=_version(project),
        )  # fmt: skip
    now = yield days.after(now, 6)
    project.refresh_from_db()
    move_project(project, "start", by=handler, now=now, version=project.version)
    if row["risk"]:
        note_risk(
            project, text=row["risk"], level="middle", measure="每月调度一次", minder="项目负责人",
            by=handler, now=now, version=_version(project),
        )  # fmt: skip
    yield from _reached(office, project, row, handler)


def _reached(office: Office, project: Project, row: Row, handler: Any) -> Story:
    """Most milestones are reached some days before or after their day."""
    for milestone in list(project.milestones.order_by("order")):
        slip = office.rng.choice((-12, -6, -3, 0, 4, 15))
        now = yield office.days.on(milestone.due_on + timedelta(days=slip))
        reach_milestone(
            project, milestone.order, done_on=now.astimezone(office.days.zone).date(),
            note="现场验收资料已归集", by=handler, now=now, version=_version(project),
        )  # fmt: skip


def _version(project: Project) -> int:
    project.refresh_from_db()
    return project.version
