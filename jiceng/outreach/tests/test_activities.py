"""An activity from its plan to its attendance; what it takes up is taken once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from jiceng.casework.tests.county import COUNTY, EAST, FAR, NOON, WEST, County
from jiceng.kernel.records.models import JournalEntry, PendingAlarm, WorkItem
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Invalid, NotAllowed, Refusal, Refused, Stale
from jiceng.outreach.actions.activities import (
    change_activity,
    correct_attendance,
    move_activity,
    plan_activity,
    record_attendance,
)
from jiceng.outreach.actions.venues import change_venue, close_venue, register_venue
from jiceng.outreach.models import Activity, Attendance, Occupancy
from jiceng.outreach.queries.activities import calendar, occupied
from jiceng.outreach.rules.activities import Attended
from jiceng.outreach.tests.calendar_cast import (
    ELEVEN,
    HALL,
    NINE,
    PLAN,
    TEN,
    booked,
    hall,
    moved,
    planned,
    published,
    with_kinds,
)

pytestmark = pytest.mark.django_db
GUEST = {"speaker:7": "示例讲师"}
EVERYWHERE = ""


@pytest.fixture
def town(county: County) -> County:
    with_kinds()
    return county


def refused_for(act: Callable[[], object], kind: type[Refusal] = Refused) -> list[str]:
    with pytest.raises(kind) as refused:
        act()
    return [r.code for r in refused.value.reasons]


def test_an_activity_is_planned_published_held_and_told(town: County) -> None:
    row = published(town)
    assert (row.number[:6], row.unit, row.tier) == ("AC2026", "C-EAST", "community")
    assert WorkItem.objects.get(subject_kind="activity").role == "organiser"
    assert row.stage_due_at is not None
    assert row.stage_due_at > row.ends_at
    told = record_attendance(row, Attended(31, 12), by=town["chen"], now=ELEVEN, version=2)
    row = Activity.objects.get(pk=row.pk)
    assert (row.state, row.held_at, told.people) == ("held", NINE, 31)
    assert not WorkItem.objects.filter(subject_kind="activity").exists()
    assert PendingAlarm.objects.get(subject_kind="activity").at is None


@pytest.mark.parametrize("who", ["xie", "sun", "qian", "tang", "li"])
def test_only_those_who_organise_there_or_for_the_unit_act_on_it(town: County, who: str) -> None:
    row, by = planned(town), town[who]
    if who != "qian":  # a department may hold something of its own anywhere
        assert refused_for(lambda: plan_activity(PLAN, by=by, now=NOON), NotAllowed)
    assert refused_for(partial(move_activity, row, "publish", by=by, now=NOON, version=1))
    change = partial(change_activity, row, PLAN, by=by, now=NOON, version=1)
    assert refused_for(change, NotAllowed) == ["not_activity_keeper"]


def test_a_department_holds_activities_in_any_area_and_for_no_other_unit(town: County) -> None:
    row = planned(town, "zhao", area=FAR)
    assert (row.unit, row.area_id, row.tier) == ("HOUSING", FAR, "county")
    other = replace(PLAN, unit="POLICE")
    assert refused_for(lambda: plan_activity(other, by=town["zhao"], now=NOON), NotAllowed)
    assert planned(town, "wang", unit="C-EAST").unit == "C-EAST"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title": " "}, "text_length"),
        ({"kind": "séance"}, "unknown_activity_kind"),
        ({"place": ""}, "activity_place_missing"),
        ({"ends_at": NINE}, "activity_times_reversed"),
        ({"capacity": 0}, "number_range"),
        ({"area": "1"}, "unknown_area"),
        ({"venue": "VE1"}, "unknown_venue"),
        ({"unit": "NOWHERE"}, "unknown_unit"),
    ],
)
def test_each_fault_of_a_plan_is_named(town: County, changes: dict[str, Any], code: str) -> None:
    plan = replace(PLAN, **changes)
    act = partial(plan_activity, plan, by=town["chen"], now=NOON)
    assert refused_for(act, Invalid) == [code]
    assert not Activity.objects.exists()


def test_a_venue_and_a_speaker_are_taken_once_and_the_refusal_says_by_what(town: County) -> None:
    venue = hall(town).number
    first = planned(town, venue=venue, resources=GUEST)
    later = replace(PLAN, title="反诈宣讲", venue=venue, starts_at=TEN, ends_at=ELEVEN)
    plan_activity(later, by=town["chen"], now=NOON)
    with pytest.raises(Refused) as refused:
        planned(town, venue=venue, resources=GUEST, starts_at=TEN - timedelta(minutes=1))
    told = {(r.params["name"], r.params["title"]) for r in refused.value.reasons}
    assert told == {("东社区实践站", "防汛知识宣讲"), ("示例讲师", "防汛知识宣讲")}
    assert refused.value.reasons[0].params["number"] == first.number
    assert Occupancy.objects.count() == 3


def test_a_change_lets_go_of_what_it_held_and_keeps_its_own(town: County) -> None:
    venue = hall(town).number
    row = planned(town, venue=venue, resources=GUEST)
    plan = replace(PLAN, venue=venue, starts_at=NINE + timedelta(minutes=30), ends_at=ELEVEN)
    row = change_activity(row, plan, by=town["chen"], now=NOON, version=1)
    assert list(occupied("speaker:7", NINE, ELEVEN)) == []
    assert refused_for(lambda: planned(town, venue=venue)) == ["resource_taken"]
    moved(row, town, "cancel", reason="讲师生病")
    assert planned(town, venue=venue).venue == row.venue


def test_what_is_published_is_moved_with_its_clock(town: County) -> None:
    row = published(town)
    due = row.stage_due_at
    assert due is not None
    week = timedelta(days=7)
    plan = replace(PLAN, starts_at=NINE + week, ends_at=TEN + week)
    row = change_activity(row, plan, by=town["chen"], now=NOON, version=2)
    assert (row.state, row.version) == ("published", 3)
    assert row.stage_due_at == due + week
    old = partial(change_activity, row, plan, by=town["chen"], now=NOON, version=2)
    assert refused_for(old, Stale) == ["stale"]


def test_capacity_is_not_lowered_below_what_is_booked(town: County) -> None:
    row = published(town)
    booked(row, 10)
    change = partial(change_activity, row, by=town["chen"], now=NOON, version=2)
    nine, ten = (replace(PLAN, capacity=n) for n in (9, 10))
    assert refused_for(partial(change, nine), Invalid) == ["capacity_below_taken"]
    row.refresh_from_db()
    assert change_activity(row, ten, by=town["chen"], now=NOON, version=2).capacity == 10


def test_attendance_is_told_after_the_beginning_once_and_corrected_with_a_trace(
    town: County,
) -> None:
    row, chen = published(town), town["chen"]
    tell = partial(record_attendance, row, Attended(31), by=chen)
    assert refused_for(partial(tell, now=NOON, version=2)) == ["activity_not_begun"]
    told = tell(now=ELEVEN, version=2)
    assert refused_for(partial(tell, now=ELEVEN, version=3)) == ["wrong_state"]
    correct_attendance(told, Attended(29, note="点错"), by=chen, now=ELEVEN, version=1)
    again = partial(correct_attendance, told, Attended(28), by=chen, now=ELEVEN, version=1)
    assert refused_for(again, Stale) == ["stale"]
    assert Attendance.objects.get().people == 29
    line = JournalEntry.objects.get(kind="attendance_corrected")
    assert '"people":31' in line.payload.replace(" ", "")


def test_what_has_begun_is_not_published_and_what_is_over_may_be_told_at_once(
    town: County,
) -> None:
    past = planned(town, starts_at=NINE - timedelta(days=2), ends_at=TEN - timedelta(days=2))
    assert refused_for(lambda: moved(past, town, "publish")) == ["activity_has_begun"]
    fresh = Activity.objects.get(pk=past.pk)
    assert record_attendance(fresh, Attended(8), by=town["chen"], now=NOON, version=1).people == 8


def test_the_calendar_shows_what_is_published_by_area_time_and_kind(town: County) -> None:
    east = published(town)
    west = published(town, "xie", area=WEST, kind="legal", starts_at=TEN, ends_at=ELEVEN)
    planned(town, title="还没发布")
    published(town, title="内部会议", is_public=False)
    paths = {code: territory().areas[code].path for code in (COUNTY, EAST, WEST)}
    assert list(calendar(paths[COUNTY], NINE, ELEVEN)) == [east, west]
    assert list(calendar(paths[EAST], NINE, ELEVEN)) == [east]
    assert list(calendar(EVERYWHERE, NINE, ELEVEN, ["legal"])) == [west]
    assert list(calendar(EVERYWHERE, NINE, TEN)) == [east]


def test_a_venue_is_registered_changed_and_closed_when_nothing_is_to_be_held(town: County) -> None:
    venue, chen = hall(town), town["chen"]
    row = planned(town, venue=venue.number)
    close = partial(close_venue, venue, by=chen, now=NOON)
    assert refused_for(partial(close, version=1)) == ["venue_needed"]
    larger = replace(HALL, capacity=80)
    assert change_venue(venue, larger, by=chen, now=NOON, version=1).capacity == 80
    moved(row, town, "cancel", reason="改期")
    assert close(version=2).closed_on == NOON.date()
    assert refused_for(lambda: planned(town, venue=venue.number), Invalid) == ["unknown_venue"]
    assert refused_for(partial(register_venue, HALL, by=town["xie"], now=NOON), NotAllowed)
    bad = replace(HALL, name="", kind="x", capacity=0, lat=None)
    faults = refused_for(partial(register_venue, bad, by=chen, now=NOON), Invalid)
    assert faults == ["unknown_value", "text_length", "number_range", "bad_point"]
