"""Places are booked, confirmed, given back and used; telephones are sealed and go."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from jiceng.casework.tests.county import NOON, County
from jiceng.kernel.records.models import WorkItem
from jiceng.kernel.refusal import Invalid, NotAllowed, NotFound
from jiceng.kernel.scope import RESIDENT
from jiceng.outreach.actions.activities import record_attendance
from jiceng.outreach.actions.bookings import (
    book,
    erase_booking_contacts,
    move_booking,
    show_booking_contact,
)
from jiceng.outreach.models import Activity, Booking, BookingContact
from jiceng.outreach.queries.activities import booking_by_code, booking_for, bookings_of
from jiceng.outreach.rules.activities import Attended
from jiceng.outreach.tests.calendar_cast import (
    ELEVEN,
    NINE,
    WISH,
    booked,
    moved,
    planned,
    published,
    with_kinds,
)
from jiceng.outreach.tests.test_activities import refused_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(county: County) -> County:
    with_kinds()
    return county


def taken(activity: Activity) -> int:
    return Activity.objects.get(pk=activity.pk).taken


def test_a_booking_is_confirmed_at_once_where_its_kind_says_so(town: County) -> None:
    lecture, visit = published(town), published(town, kind="visit")
    first, second = booked(lecture).booking, booked(visit).booking
    assert (first.state, second.state) == ("confirmed", "requested")
    assert [w.number for w in WorkItem.objects.filter(subject_kind="booking")] == [second.number]
    second = booking_for(town["chen"], second.number, NOON)
    done = move_booking(second, "confirm", by=town["chen"], now=NOON, version=second.version)
    assert done.state == "confirmed"
    assert not WorkItem.objects.filter(subject_kind="booking").exists()


def test_number_and_code_open_it_and_nothing_else_does(town: County) -> None:
    row = published(town)
    receipt = booked(row)
    number = receipt.booking.number
    assert booking_by_code(number, receipt.access_code.lower(), NOON) == receipt.booking
    for tried in ((number, "AAAAAAAA"), ("BO0", receipt.access_code)):
        with pytest.raises(NotFound):
            booking_by_code(*tried, NOON)
    with pytest.raises(NotFound):
        booking_for(town["xie"], number, NOON)
    assert list(bookings_of(row)) == [receipt.booking]
    assert receipt.access_code not in str(Booking.objects.values().get())


def test_places_are_never_more_than_there_are_and_come_back(town: County) -> None:
    row = published(town, capacity=5)
    first = booked(row, 3).booking
    assert refused_for(lambda: booked(row, 3)) == ["booking_full"]
    assert taken(row) == 3
    move_booking(first, "cancel", by=RESIDENT, now=NOON, version=first.version)
    assert taken(row) == 0
    assert booked(row, 5).booking.headcount == 5


def test_what_takes_no_bookings_says_so(town: County) -> None:
    hidden = published(town, is_public=False)
    for row in (planned(town), published(town, capacity=None), hidden):
        assert refused_for(partial(booked, row)) == ["booking_closed"]
    over = partial(book, published(town), WISH, now=NINE)
    assert refused_for(over) == ["booking_closed"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"headcount": 0}, "number_range"),
        ({"phone": ""}, "booking_needs_phone"),
        ({"phone": "12"}, "bad_phone"),
        ({"origin": "mars"}, "unknown_value"),
        ({"group": "长" * 61}, "text_length"),
    ],
)
def test_each_fault_of_a_booking_is_named(town: County, changes: dict[str, Any], code: str) -> None:
    row = published(town)
    act = partial(book, row, replace(WISH, **changes), now=NOON)
    assert refused_for(act, Invalid) == [code]
    assert taken(row) == 0


def test_a_cancelled_activity_cancels_its_bookings(town: County) -> None:
    row = published(town)
    booked(row)
    moved(row, town, "cancel", reason="台风")
    assert (Booking.objects.get().state, taken(row)) == ("cancelled", 0)


def test_with_its_attendance_what_nobody_confirmed_is_closed(town: County) -> None:
    row = published(town, kind="visit")
    booked(row)
    record_attendance(row, Attended(5), by=town["chen"], now=ELEVEN, version=2)
    assert Booking.objects.get().state == "declined"
    assert not WorkItem.objects.filter(subject_kind="booking").exists()


def test_who_came_is_told_of_a_booking_after_the_beginning(town: County) -> None:
    one = booked(published(town), 3).booking
    attend = partial(move_booking, one, "attend", by=town["chen"], version=one.version)
    assert refused_for(partial(attend, now=NOON, came=2)) == ["activity_not_begun"]
    assert refused_for(partial(attend, now=ELEVEN)) == ["paper_missing"]
    assert refused_for(partial(attend, now=ELEVEN, came=4), Invalid) == ["booking_came_above"]
    assert attend(now=ELEVEN, came=2).came == 2


def test_a_telephone_is_sealed_shown_to_the_organiser_and_erased_in_time(town: County) -> None:
    one = booked(published(town)).booking
    kept = BookingContact.objects.get()
    assert kept.hint == "138****6021"
    assert b"13800006021" not in bytes(kept.sealed)
    assert show_booking_contact(one, by=town["chen"], now=NOON)["phone"] == "13800006021"
    with pytest.raises(NotAllowed):
        show_booking_contact(one, by=town["xie"], now=NOON)
    assert erase_booking_contacts(NOON + timedelta(days=2)) == 0
    assert kept.erase_at is not None
    assert erase_booking_contacts(kept.erase_at) == 1
    with pytest.raises(NotFound):
        show_booking_contact(one, by=town["chen"], now=NOON)
