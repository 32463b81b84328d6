"""A year of emergencies: a typhoon in September, a month of an epidemic, and a drill; all ended.

Fictitious, marked 示例; told by the same acts as at the desk. Households are written at once, as
the workers of each grid would have counted them.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

from jiceng.emergency.actions.emergencies import Decision, Proposal, move_emergency, propose
from jiceng.emergency.actions.grid_notices import carry_again, issue_notice
from jiceng.emergency.actions.home_requests import ask_home
from jiceng.emergency.models import Emergency, GridCount, GridDelivery, GridNotice
from jiceng.kernel.records.territory import territory
from jiceng.kernel.scope import Actor
from jiceng.project.demo.agenda import Story
from jiceng.project.demo.followed import Office
from jiceng.project.demo.home_requests import served_at_home, settle_home

COUNTY, TOWN = "469024", "469024100"
EPIDEMIC_AGO, DRILL_AGO = 250, 26
HOUR = timedelta(hours=1)
VILLAGE = (60, 180)
"""Households of a village without a record, as its committee counts them."""


def emergencies_story(office: Office) -> Story:
    """Each is a story of its own."""
    for told in (typhoon_story, epidemic_story, drill_story):
        office.agenda.add(told(office))
    yield office.days.on(office.today - timedelta(days=EPIDEMIC_AGO + 1))


def typhoon_story(office: Office) -> Story:
    """Level III, then II on the day it lands, then over; the notice is carried twice."""
    year = office.today.year if office.today.month > 9 else office.today.year - 1
    now = yield _morning(office, date(year, 9, 15))
    row = _on(office, Proposal(
        "typhoon", "III", COUNTY, now + timedelta(days=5), "气象台发布台风橙色预警",
        "台风“示例”防御应急响应", is_sample=True,
    ), now)  # fmt: skip
    notice = _carried(office, row, now + 2 * HOUR, 70)
    now = yield now + timedelta(hours=20)
    _decided(row, "change", _leader(office), now, level="II")
    carry_again(notice, 90, by=_officer(office), now=now)
    _count(office.rng, notice, now + 3 * HOUR, 92)
    now = yield now + timedelta(days=2)
    _decided(row, "end", _officer(office), now)


def epidemic_story(office: Office) -> Story:
    """Four weeks of level III, with what people at home asked for; closed and erased since."""
    now = yield _morning(office, office.today - timedelta(days=EPIDEMIC_AGO))
    row = _on(office, Proposal(
        "epidemic", "III", COUNTY, now + timedelta(days=31), "上级通报周边出现聚集性疫情",
        "疫情防控应急响应（示例）", is_sample=True,
    ), now)  # fmt: skip
    _carried(office, row, now + 3 * HOUR, 85)
    served = served_at_home(office.rng, territory().areas.values())
    for wish, hours in served:
        now = yield now + timedelta(days=20) / len(served)
        case = ask_home(wish, now=now).case
        now = yield now + hours * HOUR
        settle_home(office.cast, case, now)
    now = yield now + timedelta(days=2)
    row = _decided(row, "end", _officer(office), now)
    now = yield now + timedelta(days=2)
    _decided(row, "close", _officer(office), now)


def drill_story(office: Office) -> Story:
    """A morning of rehearsal in one town."""
    now = yield _morning(office, office.today - timedelta(days=DRILL_AGO))
    row = _on(office, Proposal(
        "flood", "II", TOWN, now + timedelta(days=1), "年度防汛演练计划",
        "临城镇防汛应急（示例）", is_drill=True, is_sample=True,
    ), now)  # fmt: skip
    _carried(office, row, now + HOUR, 95)
    now = yield now + 4 * HOUR
    _decided(row, "end", _officer(office), now)


def _morning(office: Office, day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, tzinfo=office.days.zone)


def _officer(office: Office) -> Actor:
    return office.cast.any("emergency_officer")


def _leader(office: Office) -> Actor:
    return office.cast.any("emergency_command")


def _on(office: Office, given: Proposal, now: datetime) -> Emergency:
    row = propose(given, by=_officer(office), now=now)
    return _decided(row, "activate", _leader(office), now + HOUR / 2)


def _decided(row: Emergency, name: str, by: Actor, now: datetime, level: str = "") -> Emergency:
    fresh = Emergency.objects.get(pk=row.pk)
    told = Decision(f"示例文号〔{now.year}〕{row.pk} 号", level=level)
    return move_emergency(fresh, name, by=by, now=now, version=fresh.version, given=told)


def _carried(office: Office, row: Emergency, now: datetime, percent: int) -> GridNotice:
    """The plan's notice, issued and counted once."""
    notice = GridNotice.objects.filter(emergency=row).select_related("emergency").earliest("pk")
    issue_notice(notice, by=_officer(office), now=now)
    _count(office.rng, notice, now + 5 * HOUR, percent)
    return notice


def _count(dice: Random, notice: GridNotice, now: datetime, percent: int) -> None:
    """About so many of the households of every grid that is open."""
    rows, said = list(notice.deliveries.filter(is_open=True)), list[GridCount]()
    for row in rows:
        there = row.households or dice.randrange(*VILLAGE)
        share = min(100, percent + dice.randrange(-15, 16))
        row.reached = min(there, max(row.reached, there * share // 100))
        row.told_at = now
        said.append(GridCount(delivery=row, households=there, reached=row.reached,
                              round=row.round, said_at=now, at=now))  # fmt: skip
    GridCount.objects.bulk_create(said)
    GridDelivery.objects.bulk_update(rows, ["reached", "told_at"], batch_size=500)
