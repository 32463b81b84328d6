"""A year of legal publicity and lawyers' hours, told by the same acts as at the desk. Fictitious,
marked 示例; disputes are those the year's residents reported.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from jiceng.casework.models import Case
from jiceng.kernel.records.territory import AreaEntry, territory
from jiceng.kernel.scope import Actor
from jiceng.outreach.actions.activities import (
    ActivityPlan,
    move_activity,
    record_attendance,
)
from jiceng.outreach.actions.content import load_legal
from jiceng.outreach.actions.legal import (
    LegalPlan,
    plan_duty,
    plan_session,
    register_lawyer,
    tell_session,
)
from jiceng.outreach.models import Activity, HandedOver, LegalSession
from jiceng.outreach.queries.legal import GROUND
from jiceng.outreach.rules.activities import Attended
from jiceng.project.demo.agenda import Story
from jiceng.project.demo.followed import Office

JUSTICE = "D19"
SESSIONS = 60
APART, BEGUN = 6, 350
"""Days between two sessions, and days ago of the first: the last two are still ahead."""
NOTICE = timedelta(days=7)
HOURS = 8
"""Lawyers' hours, a fortnight apart; the last three are still ahead."""
DISPUTES = "07"
MOST_DISPUTES = 12


def legal_story(office: Office, told: Mapping[str, Any]) -> Story:
    """Lawyers first, then each session and each morning of a lawyer as a story of its own."""
    now = yield office.days.on(office.today - timedelta(days=BEGUN + 10))
    load_legal(by="示例县", now=now)
    desk = office.cast.of(JUSTICE, "organiser")
    lawyers = [register_lawyer(**row, by=desk, is_sample=True) for row in told["lawyer"]]
    ground = sorted(
        (a for a in territory().areas.values() if a.level in GROUND), key=lambda a: a.path
    )
    for n in range(SESSIONS):
        area = ground[(n * 7) % len(ground)]
        office.agenda.add(session_story(office, told, n, area))
    for n in range(HOURS):
        lawyer = lawyers[n % len(lawyers)].pk
        day = office.today + timedelta(days=14 * (n - HOURS + 3) + 5)
        office.agenda.add(duty_story(office, day, lawyer, ground[n % len(ground)]))


def session_story(office: Office, told: Mapping[str, Any], n: int, area: AreaEntry) -> Story:
    """One session, as far as it has come by today."""
    day = office.today + timedelta(days=n * APART - BEGUN)
    now = yield office.days.on(day - NOTICE)
    topic = told["topics"][n % len(told["topics"])]
    kind = told["kinds"][n % len(told["kinds"])]
    by = office.cast.of(territory().desk_for(area).code, "organiser")
    starts = _at(office, day, 9 + n % 3)
    plan = ActivityPlan(
        "legal", topic["title"], starts, starts + timedelta(hours=1), area=area.code,
        place=topic["place"], told="欢迎附近居民参加，现场可以咨询。", is_sample=True,
    )  # fmt: skip
    given = LegalPlan(str(day.year), topic["law"], kind, "示例普法志愿者")
    session = plan_session(plan, given, by=by, now=now)
    _move(session.activity, "publish", by, now + timedelta(minutes=9))
    now = yield starts + timedelta(hours=3)
    activity = Activity.objects.get(pk=session.activity_id)
    people = 18 + office.rng.randrange(60)
    record_attendance(
        activity, Attended(people, households=people // 3), by=by, now=now,
        version=activity.version,
    )  # fmt: skip
    session = LegalSession.objects.select_related("activity").get(pk=session.pk)
    asked = office.rng.randrange(6)
    tell_session(session, materials=people + 10, consulted=asked, by=by, now=now)


def duty_story(office: Office, day: date, lawyer: int, area: AreaEntry) -> Story:
    """A lawyer's morning in a community."""
    now = yield office.days.on(day - NOTICE * 4)
    by = office.cast.of(JUSTICE, "organiser")
    starts = _at(office, day, 9)
    plan = ActivityPlan(
        "legal_duty", "律师值班：法律咨询", starts, starts + timedelta(hours=3), area=area.code,
        place=f"{area.name}服务大厅", capacity=6, told="咨询免费，预约后按时到场。", is_sample=True,
    )  # fmt: skip
    duty = plan_duty(plan, lawyer, by=by, now=now)
    _move(duty.activity, "publish", by, now + timedelta(minutes=9))
    now = yield starts + timedelta(hours=5)
    activity = Activity.objects.get(pk=duty.activity_id)
    came = Attended(3 + office.rng.randrange(4))
    record_attendance(activity, came, by=by, now=now, version=activity.version)


def link_disputes() -> None:
    """Disputes that came up where a session was held, and were reported within a week of it."""
    rows = list[HandedOver]()
    held = LegalSession.objects.filter(activity__state="held").select_related("activity")
    for session in held.order_by("pk"):
        at = session.activity.starts_at
        path = session.activity.area_path
        near = Case.objects.filter(
            case_type__startswith=DISPUTES,
            area_path__startswith=path,
            reported_at__gte=at,
            reported_at__lt=at + timedelta(days=7),
        )
        case = near.exclude(pk__in=[r.case_id for r in rows]).order_by("pk").first()
        if case is not None and len(rows) < MOST_DISPUTES:
            rows.append(HandedOver(activity=session.activity, case=case, at=case.reported_at))
    HandedOver.objects.bulk_create(rows)


def _at(office: Office, day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), office.days.zone)


def _move(activity: Activity, name: str, by: Actor, now: datetime) -> None:
    row = Activity.objects.get(pk=activity.pk)
    move_activity(row, name, by=by, now=now, version=row.version)
