"""Groups book slots; what is full, closed or out of hours is refused with what is free instead."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from jiceng.casework.tests.county import NOON, County
from jiceng.kernel.refusal import NotAllowed, Reason, Refusal, Refused
from jiceng.outreach.actions.bookings import move_booking
from jiceng.outreach.actions.sites import set_site_day
from jiceng.outreach.actions.slots import assign_guide, book_visit, confirm_visit, count_group
from jiceng.outreach.models import Activity, Attendance, Booking, Site
from jiceng.outreach.queries.slots import ahead, free_slots
from jiceng.outreach.tests.calendar_cast import moved, planned
from jiceng.outreach.tests.sites_cast import GROUP, NINE, TODAY, group, guide, site, stone
from jiceng.web.words import word

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def museum(county: County) -> Site:
    return site(county)


def why(act: Callable[[], Any], kind: type[Refusal] = Refused) -> Reason:
    with pytest.raises(kind) as refused:
        act()
    return refused.value.reasons[0]


def fresh(booking: Booking) -> Booking:
    return Booking.objects.select_related("activity").get(pk=booking.pk)


def test_the_first_group_opens_the_slot_and_the_next_joins_it(museum: Site) -> None:
    one, other = group(museum).booking, group(museum, headcount=10).booking
    assert one.activity_id == other.activity_id
    slot = Activity.objects.get()
    assert (slot.kind, slot.state, slot.taken, slot.capacity) == ("visit", "published", 40, 40)
    assert one.state == "requested"


def test_a_group_too_large_reads_what_is_free_instead(museum: Site) -> None:
    group(museum)
    reason = why(lambda: group(museum, headcount=20))
    assert reason.code == "slot_full"
    assert "还能预约 10 人，容不下 20 人" in word(reason)
    assert "11-24 10:00（40）" in word(reason)
    assert Booking.objects.count() == 1


def test_a_group_no_slot_can_take_is_told_to_come_in_parts(museum: Site) -> None:
    reason = why(lambda: group(museum, headcount=41))
    assert reason.code == "slot_full_all"
    assert not Activity.objects.exists()


@pytest.mark.parametrize(
    ("at", "code"),
    [
        (NINE + HOUR / 2, "slot_not_open"),
        (NINE + 3 * HOUR, "slot_not_open"),
        (NINE + 4 * DAY, "slot_day_closed"),
        (NINE - DAY, "slot_has_begun"),
        (NINE + 31 * DAY, "slot_too_far"),
    ],
)
def test_what_is_not_open_is_refused_with_what_is(museum: Site, at: Any, code: str) -> None:
    reason = why(lambda: group(museum, at))
    assert reason.code == code
    assert len(reason.params["free"]) == 3
    assert not Activity.objects.exists()


def test_a_day_on_which_it_is_closed_says_when_it_is_not(museum: Site, county: County) -> None:
    set_site_day(museum, TODAY + DAY, (), "设备检修", by=county["chen"], now=NOON)
    reason = why(lambda: group(museum))
    assert reason.code == "slot_day_closed"
    assert "11-25 09:00（40）" in word(reason)
    for day in ahead(NOON):
        set_site_day(museum, day, (), "整修", by=county["chen"], now=NOON)
    assert why(lambda: group(museum)).code == "slot_day_closed_all"


def test_a_lecture_in_the_hall_leaves_no_slot_beside_it(museum: Site, county: County) -> None:
    planned(county, venue=museum.number, starts_at=NINE, ends_at=NINE + HOUR)
    assert why(lambda: group(museum)).code == "slot_in_use"
    free = free_slots(museum, [TODAY + DAY], NOON)
    assert [s.starts_at for s in free] == [NINE + HOUR, NINE + 2 * HOUR]


def test_what_is_cancelled_is_free_again(museum: Site, county: County) -> None:
    row = group(museum).booking
    move_booking(row, "cancel", by=county["chen"], now=NOON, version=row.version)
    assert free_slots(museum, [TODAY + DAY], NOON)[0].left == 40
    slot = Activity.objects.get()
    moved(slot, county, "cancel", reason="停电")
    assert group(museum).booking.activity_id != slot.pk


def test_a_guide_leads_one_group_at_a_time(museum: Site, county: County) -> None:
    chen, other = county["chen"], stone(county)
    kept = guide(museum, county)
    first, second = group(museum).booking, group(other).booking
    row = confirm_visit(museum, fresh(first), kept.pk, by=chen, now=NOON, version=1)
    assert row.state == "confirmed"
    reason = why(lambda: confirm_visit(other, fresh(second), kept.pk, by=chen, now=NOON, version=1))
    assert reason.code == "guide_taken"
    assert "讲解员一号" in word(reason)
    assert fresh(second).state == "requested"
    later = group(other, NINE + HOUR).booking
    confirm_visit(other, fresh(later), kept.pk, by=chen, now=NOON, version=1)


def test_another_guide_takes_the_place_of_the_first(museum: Site, county: County) -> None:
    one, two = guide(museum, county), guide(museum, county, "讲解员二号")
    slot = group(museum).booking.activity
    for kept in (one, two):
        assign_guide(museum, slot, kept.pk, by=county["chen"], now=NOON)
    names = set(slot.occupies.values_list("name", flat=True))
    assert names == {museum.venue.name, "讲解员二号"}
    with pytest.raises(NotAllowed):
        assign_guide(museum, slot, one.pk, by=county["sun"], now=NOON)


def test_the_last_group_counted_tells_the_attendance(museum: Site, county: County) -> None:
    chen, after = county["chen"], NINE + HOUR
    rows = [group(museum, headcount=n).booking for n in (30, 10)]
    for row in rows:
        confirm_visit(museum, fresh(row), None, by=chen, now=NOON, version=1)
    count_group(fresh(rows[0]), 28, by=chen, now=after, version=2)
    assert not Attendance.objects.exists()
    count_group(fresh(rows[1]), 0, by=chen, now=after, version=2)
    assert [fresh(r).state for r in rows] == ["attended", "absent"]
    assert Attendance.objects.get().people == 28
    assert Activity.objects.get().state == "held"


def test_a_slot_to_which_nobody_came_is_told_too(museum: Site, county: County) -> None:
    row = group(museum).booking
    chen = county["chen"]
    confirm_visit(museum, fresh(row), None, by=chen, now=NOON, version=1)
    count_group(fresh(row), 0, by=chen, now=NINE + HOUR, version=2)
    assert Attendance.objects.get().people == 0


def test_nobody_is_counted_before_they_come(museum: Site, county: County) -> None:
    row = group(museum).booking
    confirm_visit(museum, fresh(row), None, by=county["chen"], now=NOON, version=1)
    chen = county["chen"]
    early = why(lambda: count_group(fresh(row), 3, by=chen, now=NOON, version=2))
    assert early.code == "activity_not_begun"


def test_a_group_leaves_a_telephone(museum: Site) -> None:
    bare = replace(GROUP, phone="")
    with pytest.raises(Refusal) as refused:
        book_visit(museum, NINE, bare, now=NOON)
    assert refused.value.reasons[0].code == "booking_needs_phone"
    assert not Activity.objects.exists()
