"""A year of going out, learning and talking (S24), and what came of it. Fictitious."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from jiceng.casework.actions.items import move_item
from jiceng.casework.actions.planning import TaskPlan, add_task
from jiceng.casework.actions.research import (
    Session,
    Survey,
    add_finding,
    close_discussion,
    close_plan,
    finding_to_item,
    finding_to_problem,
    open_discussion,
    plan_research,
    record_session,
    record_visit,
    reply,
)
from jiceng.casework.models import Campaign, Finding, ResearchPlan
from jiceng.kernel.scope import Actor
from jiceng.project.demo.agenda import Story
from jiceng.project.demo.followed import Office, task_story
from jiceng.project.demo.ledgers import handed_over

Row = Mapping[str, Any]
TASK_DAYS = 28
"""What a task that comes of a finding is given; it ends before its item does."""


def research_story(office: Office, row: Row) -> Story:
    """Planned, gone out for, and what was found handed on the day after."""
    days, by = office.days, office.cast.of(row["unit"], row["role"])
    begun = office.today - timedelta(days=row["starts"])
    now = yield days.on(begun)
    planned_on = begun + timedelta(days=row["visits"][0]["after"] if row["visits"] else 20)
    survey = Survey(row["title"], row["kind"], row["questions"], planned_on)
    plan = plan_research(survey, by=by, now=now)
    for visit in row["visits"]:
        now = yield days.on(begun + timedelta(days=visit["after"]))
        yield from _visited(office, plan, visit, (by, now))
    if row.get("is_closed"):
        now = yield days.after(now, 5)
        close_plan(plan, by=by, now=now)


def _visited(
    office: Office, plan: ResearchPlan, told: Row, acting: tuple[Actor, datetime]
) -> Story:
    by, now = acting
    visit = record_visit(
        plan, place=told["place"], visited_on=now.astimezone(office.days.zone).date(),
        seen=told["seen"], by=by, now=now,
    )  # fmt: skip
    for row in told["findings"]:
        now = yield office.days.after(now, 0.03)
        finding = add_finding(visit, text=row["text"], unit=row["unit"], by=by, now=now)
        match row.get("becomes"):
            case "problem":
                now = yield office.days.after(now, 0.01)
                code = Campaign.objects.get(name=row["ledger"]).code
                problem = finding_to_problem(finding, code, by=by, now=now)
                office.agenda.add(handed_over(office, problem, row.get("fate", "struck_off"), now))
            case "item":
                office.agenda.add(_drafted(office, finding, now))


def _drafted(office: Office, finding: Finding, now: datetime) -> Story:
    """A finding that needs several hands: drafted, approved, handed to one unit, carried out."""
    days, officer = office.days, office.cast.any("overseer")
    now = yield days.after(now, 1)
    item = finding_to_item(finding, by=officer, now=now)
    now = yield days.after(now, 0.05)
    move_item(item, "submit", by=officer, now=now, version=item.version)
    now = yield days.after(now, 1)
    move_item(item, "file", by=office.cast.any("signatory"), now=now, version=item.version)
    now = yield days.after(now, 0.1)
    due = days.end_of(now.astimezone(days.zone).date() + timedelta(days=TASK_DAYS - 3))
    task = TaskPlan(leads=(finding.unit,), output=finding.text[:60], deadline=due)
    add_task(item, task, by=officer, now=now, version=item.version)
    item.refresh_from_db()
    move_item(item, "decompose", by=officer, now=now, version=item.version)
    told = {"unit": finding.unit, "every": "", "fate": "timely"}
    office.agenda.add(task_story(office, item.tasks.get(), told, now))


def study_story(office: Office, row: Row) -> Story:
    """A meeting to learn; a number came, nobody is listed."""
    held_on = office.today - timedelta(days=row["starts"])
    now = yield office.days.on(held_on)
    day = now.astimezone(office.days.zone).date()
    session = Session(row["topic"], day, row["participants"], row["learnt"])
    record_session(session, by=office.cast.of(row["unit"], row["role"]), now=now)


def discussion_story(office: Office, row: Row) -> Story:
    """A question to everybody, and the answers of the days that follow."""
    days, by = office.days, office.cast.of(row["unit"], row["role"])
    begun = office.today - timedelta(days=row["starts"])
    now = yield days.on(begun)
    thread = open_discussion(row["title"], row["text"], by=by, now=now)
    for one in row["replies"]:
        now = yield max(days.on(begun + timedelta(days=one["after"])), days.after(now, 0.02))
        reply(thread, one["text"], by=office.cast.of(one["unit"], one["role"]), now=now)
    if row.get("is_closed"):
        now = yield days.after(now, 7)
        close_discussion(thread, by=by, now=now)
