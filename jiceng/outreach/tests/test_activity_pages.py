"""Activities, bookings and venues over HTTP: residents, the desk, calendars of others."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from jiceng.casework.tests.county import EAST, FAR, WEST, County
from jiceng.outreach.models import Activity, Booking, Venue
from jiceng.outreach.tests.calendar_cast import (
    ELEVEN,
    NINE,
    booked,
    hall,
    moved,
    planned,
    published,
    with_kinds,
)
from jiceng.outreach.tests.pages import desk, sent, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
DESK, BOOKINGS, VENUES = "/desk/activities/", "/desk/bookings/", "/desk/venues/"
TYPED: dict[str, Any] = {
    "kind": "lecture", "title": "反诈宣讲", "starts_at": "2026-11-25T09:00",
    "ends_at": "2026-11-25T10:00", "area": EAST, "place": "文化广场", "capacity": "30",
    "is_public": "on",
}  # fmt: skip


@pytest.fixture
def town(county: County) -> County:
    with_kinds()
    return county


def test_the_calendar_shows_the_month_and_the_day_by_area_and_kind(town: County) -> None:
    published(town)
    west = published(town, "xie", area=WEST, kind="legal", title="普法集市")
    planned(town, title="还没发布的")
    page = text("/activities")
    assert "2026 年 11 月" in page
    assert "2 场" in page
    assert "还没发布的" not in page
    assert "防汛知识宣讲" not in text(f"/activities?area={WEST}")
    assert west.title in text("/activities?day=2026-11-24&kind=legal")
    assert "这段时间没有活动" in text("/activities?month=2026-12")
    for odd in ("month=soon", "day=2026-02-31", "area=x&kind=x"):
        assert "2026 年 11 月" in text(f"/activities?{odd}")


def test_the_first_page_shows_what_is_coming_in_the_town_and_nothing_else(town: County) -> None:
    assert "近期活动" not in text(f"/?community={EAST}")
    row = published(town)
    planned(town, title="还没发布的")
    later = NINE + timedelta(days=7)
    published(town, title="下周以后的", starts_at=later, ends_at=later + timedelta(hours=1))
    page = text(f"/?community={EAST}")
    assert f"/activities/{row.number}" in page
    assert "11-24 周二 9:00" in page
    assert not {"还没发布的", "下周以后的"} & {t for t in ("还没发布的", "下周以后的") if t in page}
    assert row.title not in text(f"/?community={FAR}")
    moved(row, town, "cancel", reason="台风停办")
    assert row.title not in text("/")


def test_the_feed_names_what_is_published_and_says_when_it_changed(town: County) -> None:
    row = published(town, venue=hall(town).number)
    answer = Client().get("/activities/calendar.ics")
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    feed = answer.content.decode()
    for part in (f"UID:{row.number}@jiceng", "DTSTART:20261124T010000Z", "GEO:19.905;109.605"):
        assert f"\r\n{part}\r\n" in feed
    points = Client().get("/activities/points.json").json()
    assert [f["properties"]["number"] for f in points["features"]] == [row.number]


def test_a_resident_books_and_finds_and_cancels_it_by_number_and_code(town: County) -> None:
    row = published(town)
    one = Client()
    wish: dict[str, Any] = {
        "headcount": 3,
        "phone": "13800006021",
        "origin": "county",
        "token": str(uuid4()),
    }
    receipt = sent(one, f"/activities/{row.number}", 200, **wish)
    assert "预约成功" in receipt
    again = sent(one, f"/activities/{row.number}", 200, **wish)
    booking = Booking.objects.get()
    code = re.findall(r'name="code" value="(\w+)"', receipt)[0]
    assert booking.number in receipt
    assert booking.number in again
    shown = sent(Client(), "/bookings", 200, number=booking.number, code=code)
    assert "已确认" in shown
    act: dict[str, Any] = {
        "number": booking.number,
        "code": code,
        "act": "cancel",
        "version": booking.version,
    }
    assert "预约已取消" in sent(Client(), "/bookings", 200, **act)
    assert Activity.objects.get().taken == 0
    assert "编号或查询码不对" in sent(Client(), "/bookings", 404, number="BO1", code="AAAAAAAA")


def test_more_than_there_are_places_is_said_and_what_was_typed_stays(town: County) -> None:
    row = published(town, capacity=4)
    wish: dict[str, Any] = {
        "headcount": 5,
        "phone": "13800006021",
        "group": "红星合作社",
        "token": str(uuid4()),
    }
    page = sent(Client(), f"/activities/{row.number}", 409, **wish)
    assert "名额只剩 4 个，不够 5 人" in page
    assert "红星合作社" in page
    booked(row, 4)
    assert "名额已满" in text(f"/activities/{row.number}")
    text(f"/activities/{planned(town).number}", status=404)


def test_an_organiser_plans_publishes_and_tells_who_came(
    town: County, at_noon: Callable[[timedelta], None]
) -> None:
    clerk = desk(town)
    url = sent(clerk, f"{DESK}new", **TYPED)
    sent(clerk, f"{url}acts/publish", version=1)
    booked(Activity.objects.get())
    page = text(url, clerk)
    assert "138****6021" in page
    assert "暂不能登记到场人数" in page
    at_noon(timedelta(days=3))
    sent(clerk, f"{url}acts/record", people=28, households=12, units="", note="", version=2)
    shown = text(url, clerk)
    assert "更正到场人数" in shown
    assert "28" in shown
    refused = sent(clerk, f"{url}acts/correct", 422, people=0, note="", version=1)
    assert "请在备注中写明原因" in refused
    sent(clerk, f"{url}acts/correct", people=29, households=12, note="补记", version=1)
    assert "29 人到场" in text(f"/activities/{Activity.objects.get().number}")


def test_a_clash_is_said_with_what_holds_the_place(town: County) -> None:
    venue = hall(town)
    first = planned(town, venue=venue.number)
    clerk = desk(town)
    typed = TYPED | {"venue": venue.number, "starts_at": "2026-11-24T09:30",
                     "ends_at": "2026-11-24T10:30"}  # fmt: skip
    page = sent(clerk, f"{DESK}new", 409, **typed)
    assert f"已用于“防汛知识宣讲”（{first.number}）" in page
    assert "反诈宣讲" in page
    typed |= {"version": 1, "title": "改了名"}
    sent(clerk, f"{DESK}{first.number}/change", **typed)
    assert Activity.objects.get().title == "改了名"
    assert "改了名" in text(f"{VENUES}{venue.number}/", clerk)


def test_bookings_are_confirmed_and_rung_up_by_those_who_organise_it(
    town: County, at_noon: Callable[[timedelta], None]
) -> None:
    row = published(town, kind="visit")
    number = booked(row).booking.number
    clerk, url = desk(town), f"{BOOKINGS}{number}/"
    assert number in text(BOOKINGS, clerk)
    assert number not in text(BOOKINGS, desk(town, "xie"))
    text(url, desk(town, "xie"), 404)
    sent(clerk, f"{url}acts/confirm", version=1)
    assert "13800006021" in sent(clerk, f"{url}contact", 200)
    at_noon(ELEVEN - row.starts_at + timedelta(days=1))
    sent(clerk, f"{url}acts/attend", came=2, version=2)
    assert Booking.objects.get().came == 2


def test_a_venue_is_registered_changed_and_taken_out_of_use(town: County) -> None:
    clerk = desk(town)
    typed: dict[str, Any] = {
        "kind": "building",
        "name": "3 栋架空层",
        "area": EAST,
        "address": "文化路 2 号",
    }
    url = sent(clerk, f"{VENUES}new", **typed)
    sent(clerk, f"{url}change", **typed, capacity=40, version=1)
    assert "40" in text(VENUES, clerk)
    text(f"{url}change", desk(town, "xie"), 404)
    assert "输入整数" in sent(clerk, f"{VENUES}new", 422, **(typed | {"capacity": "很多"}))
    sent(clerk, f"{url}acts/close", version=2)
    assert Venue.objects.get().closed_on is not None
    assert "已停用" in text(url, clerk)


def test_the_list_is_narrowed_and_a_cancelled_one_says_so_to_residents(town: County) -> None:
    row = published(town)
    moved(row, town, "cancel", reason="台风")
    clerk = desk(town)
    assert row.number not in text(DESK, clerk)
    assert row.number in text(f"{DESK}?state=cancelled&kind=lecture&text=防汛", clerk)
    assert row.number not in text(f"{DESK}?state=all&under={WEST}", clerk)
    assert "这场活动已取消" in text(f"/activities/{row.number}")
