"""At the same moment: the last places go once, a venue and a speaker are taken once."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest

from jiceng.casework.tests.county import NOON, build_county
from jiceng.kernel.refusal import Refused
from jiceng.kernel.scope import RESIDENT
from jiceng.outreach.actions.activities import plan_activity
from jiceng.outreach.actions.bookings import Receipt, book, move_booking
from jiceng.outreach.models import Activity, Booking, Occupancy
from jiceng.outreach.tests.calendar_cast import PLAN, WISH, booked, hall, published, with_kinds
from tests.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_eight_who_ask_at_once_no_more_come_in_than_there_are_places() -> None:
    county = build_county()
    with_kinds()
    row = published(county, capacity=7)
    wish = replace(WISH, headcount=2)
    found = at_once(*[partial(book, row, wish, now=NOON)] * 8)
    assert sum(isinstance(r, Receipt) for r in found) == 3
    assert {r.reasons[0].code for r in found if isinstance(r, Refused)} == {"booking_full"}
    assert (Activity.objects.get().taken, Booking.objects.count()) == (6, 3)


def test_a_place_given_back_while_others_ask_is_counted_once() -> None:
    county = build_county()
    with_kinds()
    row = published(county, capacity=2)
    first = booked(row, 2).booking
    cancel = partial(move_booking, first, "cancel", by=RESIDENT, now=NOON, version=first.version)
    asks = [partial(book, row, replace(WISH, headcount=1), now=NOON)] * 3
    found = at_once(cancel, cancel, *asks)
    came = sum(isinstance(r, Receipt) for r in found)
    assert Booking.objects.get(pk=first.pk).state == "cancelled"
    assert Activity.objects.get().taken == came <= 2


def test_a_venue_and_a_speaker_asked_for_at_once_are_taken_once() -> None:
    county = build_county()
    with_kinds()
    plans = [
        replace(PLAN, venue=hall(county).number, resources={"speaker:7": "示例讲师"}),
        replace(PLAN, resources={"speaker:7": "示例讲师", "guide:1": "示例讲解员"}),
    ] * 3
    found = at_once(*(partial(plan_activity, plan, by=county["chen"], now=NOON) for plan in plans))
    assert sum(isinstance(r, Activity) for r in found) == 1
    assert {r.reasons[0].code for r in found if isinstance(r, Refused)} == {"resource_taken"}
    assert Occupancy.objects.filter(resource="speaker:7").count() == 1
    assert Activity.objects.count() == 1
