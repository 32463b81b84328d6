"""A quarter of inspections in the demo county: planned, visited, found, put right; one late (S6).

The mechanism of the article stands there without content, as it ships. All fictitious (示例).
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from jiceng.casework.actions.campaigns import Opened, open_campaign
from jiceng.kernel.records.access import actor_for
from jiceng.kernel.records.configuration import set_rule
from jiceng.kernel.records.models import Appointment
from jiceng.kernel.scope import Actor
from jiceng.performance.actions.inspection_plans import PlanGiven, move_plan, open_plan
from jiceng.performance.actions.inspection_records import Recorded, record_visit
from jiceng.performance.actions.inspections import answer_view, differ, drop, put_off, sign
from jiceng.performance.models import Inspection
from jiceng.performance.queries.inspection_schemes import shipped_inspection_schemes
from jiceng.performance.queries.inspections import inspectors_at
from jiceng.performance.rules.inspections import KIND
from jiceng.performance.rules.periods import Period, months_of
from jiceng.project.demo.agenda import Story
from jiceng.project.demo.county import SINCE
from jiceng.project.demo.followed import Office
from jiceng.project.demo.ledgers import handed_over

SCHEME = "community_work"
SEED = "示例种子"
SENT_ACROSS = 4
"""So many organisation officers of towns are inspectors of other towns beside their own work."""
LATE, DROPPED, PUT_OFF, DIFFERING = 3, 7, 5, 6
"""Which visits, in the order of the plan, do not go as the others do."""
GOOD = {"life": "ok", "dues": "ok", "grid": "一致", "talks": "6", "heard": "路灯、垃圾清运（示例）"}
WANTING = (
    ("life", "not_ok", "缺一次党员大会记录（示例）"),
    ("dues", "not_ok", "公示停在两个月前（示例）"),
)
FATES = ("struck_off", "slow", "confirmed", "struck_off")


def inspections_story(office: Office) -> Story:
    """The quarter before this one, from its plan to what became of it."""
    period = last_quarter(office.today)
    set_schemes(office)
    inspectors = send_across()
    now = yield office.days.on(period.start + timedelta(days=1))
    opened = Opened("inspection", "党建巡查反馈（示例）", period.start)
    campaign = open_campaign(opened, by=office.cast.any("overseer"), now=now)
    officer = office.cast.any("organisation_department")
    people = tuple(a.pk for a in inspectors_at(now) if a.pk in inspectors)
    plan = open_plan(
        SCHEME, period, PlanGiven(people, campaign.code), by=officer, now=now, seed=SEED
    )
    move_plan(plan, "publish", by=officer, now=now, version=plan.version)
    for place, visit in enumerate(plan.visits.order_by("planned_on", "pk")):
        office.agenda.add(visit_story(office, visit.pk, place, now))


def last_quarter(today: date) -> Period:
    """The quarter before the one today lies in."""
    this = 12 * today.year + (today.month - 1) // 3 * 3
    return months_of((this - 3) // 12, (this - 3) % 12 + 1, 3)


def set_schemes(office: Office) -> None:
    """What ships, put in force long ago."""
    since = datetime.combine(SINCE, time(), tzinfo=office.days.zone)
    for key, content in shipped_inspection_schemes().items():
        set_rule(KIND, key, content, valid_from=since, reason="示例", by="示例县", now=since)


def send_across() -> frozenset[int]:
    """Posts of inspectors: those of the county, and organisation officers for other towns."""
    held = Appointment.objects.filter(post="town_organisation_officer").order_by("area_id", "pk")
    for one in held[:SENT_ACROSS]:
        Appointment.objects.create(
            person=one.person, post="inspector", unit_id=f"T{one.area_id}", area_id=one.area_id,
            starts_on=SINCE,
        )  # fmt: skip
    return frozenset(Appointment.objects.filter(post="inspector").values_list("pk", flat=True))


def visit_story(office: Office, key: int, place: int, begun: datetime) -> Story:
    """One visit, as its place in the plan says."""
    officer, visit = office.cast.any("organisation_department"), _fresh(key)
    now = yield max(office.days.on(visit.planned_on), begun + timedelta(hours=1))
    if place == LATE:
        return
    if place == DROPPED:
        drop(visit, "村里正在换届，县委研究本季度不去（示例）", by=officer, now=now,
             version=visit.version)  # fmt: skip
        return
    if place == PUT_OFF:
        later = now.astimezone(office.days.zone).date() + timedelta(days=4)
        put_off(visit, later, "台风，推迟几天（示例）", by=officer, now=now, version=visit.version)
        now = yield office.days.after(now, 4)
    yield from _recorded(office, key, place, now)


def _recorded(office: Office, key: int, place: int, now: datetime) -> Story:
    visit, answers, notes = _fresh(key), dict(GOOD), dict[str, str]()
    if place % 3 == 0:
        code, said, note = WANTING[place // 3 % len(WANTING)]
        answers[code], notes[code] = said, note
    team = list(visit.team.order_by("pk").values_list("appointment", flat=True))
    by = _actor(team[0], now)
    day = now.astimezone(office.days.zone).date()
    record_visit(
        visit, Recorded(day, tuple(team), answers, notes, "总体较好（示例）"), by=by, now=now,
        version=visit.version,
    )  # fmt: skip
    for found in visit.findings.select_related("problem__campaign"):
        if found.problem is not None:
            fate = FATES[place // 3 % len(FATES)]
            office.agenda.add(handed_over(office, found.problem, fate, now))
    yield from _viewed(office, key, place, now)


def _viewed(office: Office, key: int, place: int, now: datetime) -> Story:
    """The unit signs, or says otherwise and is answered."""
    clerk = office.cast.of(_fresh(key).unit, "handler")
    now = yield office.days.after(now, 2)
    visit = _fresh(key)
    if place != DIFFERING:
        sign(visit, by=clerk, now=now, version=visit.version)
        return
    view = "缺的记录在镇里存档，已经补回（示例）"
    differ(visit, view, by=clerk, now=now, version=visit.version)
    now = yield office.days.after(now, 2)
    visit = _fresh(key)
    answer_view(
        visit, "已核对镇里的存档，整改时一并放回社区（示例）", by=office.cast.any(
            "organisation_department"), now=now, version=visit.version,
    )  # fmt: skip


def _fresh(key: int) -> Inspection:
    return Inspection.objects.select_related("plan__scheme", "plan__campaign").get(pk=key)


def _actor(appointment: int, now: datetime) -> Actor:
    held = Appointment.objects.select_related("person").get(pk=appointment)
    return actor_for(held.person, now=now, today=now.date())
