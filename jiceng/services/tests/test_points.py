"""Points are opened, changed, closed on a day and for good, by the desk of their area."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from jiceng.casework.tests.county import EAST, FAR, GRID_1, NOON, NORTH, WEST, County
from jiceng.kernel.hours import Hours, spans_of
from jiceng.kernel.records.models import JournalEntry
from jiceng.kernel.refusal import Invalid, NotAllowed, Refusal, Refused, Stale
from jiceng.services.actions.points import change_point, close_point, open_point, set_day
from jiceng.services.models import PointChange, PointDay, ServicePoint
from jiceng.services.queries.points import near, start_from
from jiceng.services.rules.points import Duty, duties_of
from jiceng.services.rules.walking import Walking
from jiceng.services.tests.cast import CENTRE, WEEKDAYS_ONLY, opened

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


def codes(refusal: pytest.ExceptionInfo[Refusal]) -> list[tuple[str, str]]:
    return [(r.code, r.field) for r in refusal.value.reasons]


def changed(point: ServicePoint, county: County, who: str = "chen", **more: Any) -> ServicePoint:
    given = replace(CENTRE, **more)
    return change_point(point, given, by=county[who], now=NOON, version=point.version)


@pytest.mark.parametrize("who", ["chen", "gao", "wang", "zhou"])
def test_the_desk_of_the_area_or_one_above_opens_a_point(
    county_with_kinds: County, who: str
) -> None:
    row = opened(county_with_kinds, who)
    assert (row.unit, row.area_id, row.opened_on) == ("C-EAST", EAST, TODAY)
    assert JournalEntry.objects.filter(kind="services.open_point", subject_id=row.pk).exists()


@pytest.mark.parametrize("who", ["xie", "sun", "li", "zhao", "guo"])
def test_nobody_else_does(county_with_kinds: County, who: str) -> None:
    with pytest.raises(NotAllowed):
        opened(county_with_kinds, who)
    assert not ServicePoint.objects.exists()


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"kind": "palace"}, ("unknown_point_kind", "kind")),
        ({"address": " "}, ("point_needs_place", "address")),
        ({"name": ""}, ("text_length", "name")),
        ({"hours": Hours(((),) * 7)}, ("never_open", "hours")),
        ({"hours": Hours(WEEKDAYS_ONLY.weekly, "maybe")}, ("unknown_value", "on_holidays")),
        ({"facilities": ("pool",)}, ("unknown_value", "facilities")),
        ({"unit": "NOWHERE"}, ("unknown_unit", "unit")),
        ({"lon": 120.0, "lat": 30.0}, ("point_outside_county", "lon")),
        ({"lat": None}, ("bad_point", "lon")),
        ({"capacity": -1}, ("number_range", "capacity")),
    ],
)
def test_each_fault_of_a_new_point_names_its_field(
    county_with_kinds: County, given: dict[str, Any], fault: tuple[str, str]
) -> None:
    with pytest.raises(Invalid) as refused:
        opened(county_with_kinds, **given)
    assert codes(refused) == [fault]
    assert not ServicePoint.objects.exists()


def test_a_place_in_another_community_is_named(county_with_kinds: County) -> None:
    with pytest.raises(Invalid) as refused:
        opened(county_with_kinds, "wang", area=WEST)
    assert codes(refused) == [("point_elsewhere", "lon")]
    assert refused.value.reasons[0].params == {"found": "东一网格", "area": "西村"}


def test_a_town_keeps_a_point_anywhere_within_it(county_with_kinds: County) -> None:
    row = opened(county_with_kinds, "wang", area=NORTH)
    assert row.unit == "T-NORTH"


def test_a_grid_has_no_point_of_its_own(county_with_kinds: County) -> None:
    with pytest.raises(Invalid) as refused:
        opened(county_with_kinds, area=GRID_1)
    assert codes(refused) == [("unknown_area", "area")]


def test_two_points_of_an_area_do_not_share_a_name(
    centre: ServicePoint, county_with_kinds: County
) -> None:
    with pytest.raises(Invalid) as refused:
        opened(county_with_kinds, address="别处")
    assert codes(refused) == [("point_twice", "name")]
    close_point(centre, "搬迁", by=county_with_kinds["chen"], now=NOON, version=1)
    assert opened(county_with_kinds, address="别处").name == centre.name


def test_a_change_residents_care_for_is_kept_with_what_was_before(
    centre: ServicePoint, county_with_kinds: County
) -> None:
    row = changed(centre, county_with_kinds, address="东风路 9 号", note="二楼")
    assert (row.version, row.address) == (2, "东风路 9 号")
    kept = PointChange.objects.get()
    assert (kept.columns, kept.was) == (["address"], {"address": "东风路 1 号"})


def test_nothing_changed_writes_nothing(centre: ServicePoint, county_with_kinds: County) -> None:
    assert changed(centre, county_with_kinds).version == 1
    assert not PointChange.objects.exists()


def test_a_point_is_not_moved_into_an_area_of_somebody_else(
    centre: ServicePoint, county_with_kinds: County
) -> None:
    with pytest.raises(NotAllowed):
        changed(centre, county_with_kinds, area=FAR, lon=None, lat=None)
    with pytest.raises(NotAllowed):
        changed(centre, county_with_kinds, "sun")


def test_two_people_change_a_point_one_after_the_other(
    centre: ServicePoint, county_with_kinds: County
) -> None:
    old = ServicePoint.objects.get(pk=centre.pk)
    changed(centre, county_with_kinds, phone="0898-00000002")
    with pytest.raises(Stale):
        changed(old, county_with_kinds, phone="0898-00000003")
    assert ServicePoint.objects.get().phone == "0898-00000002"


def test_a_closed_point_keeps_its_page_and_is_changed_no_more(
    centre: ServicePoint, county_with_kinds: County
) -> None:
    by = county_with_kinds["chen"]
    row = close_point(centre, "并入西区，电话 13812345678", by=by, now=NOON, version=1)
    assert row.closed_on == TODAY
    assert "13812345678" not in row.closed_because
    with pytest.raises(Refused):
        changed(row, county_with_kinds, address="别处")
    with pytest.raises(Refused):
        set_day(row, TODAY, (), "停电", by=by, now=NOON)
    with pytest.raises(Refused):
        close_point(row, "再撤", by=by, now=NOON, version=row.version)


def test_a_single_day_is_set_and_taken_back(
    centre: ServicePoint, county_with_kinds: County
) -> None:
    by, tomorrow = county_with_kinds["chen"], TODAY + timedelta(days=1)
    set_day(centre, tomorrow, spans_of("9:00-10:00"), "停电检修", by=by, now=NOON)
    set_day(centre, tomorrow, (), "停电检修", by=by, now=NOON)
    assert [(d.day, d.spans) for d in PointDay.objects.all()] == [(tomorrow, [])]
    set_day(centre, tomorrow, None, "", by=by, now=NOON)
    assert not PointDay.objects.exists()


@pytest.mark.parametrize(
    ("days", "reason", "fault"),
    [(-1, "停电", ("point_day_has_passed", "day")), (1, " ", ("text_length", "reason"))],
)
def test_a_day_that_has_passed_or_has_no_reason_is_refused(
    centre: ServicePoint, county_with_kinds: County, days: int, reason: str, fault: tuple[str, str]
) -> None:
    by = county_with_kinds["chen"]
    with pytest.raises(Invalid) as refused:
        set_day(centre, TODAY + timedelta(days=days), (), reason, by=by, now=NOON)
    assert codes(refused) == [fault]


def test_the_nearest_point_comes_first_and_those_without_a_place_last(
    centre: ServicePoint, county_with_kinds: County
) -> None:
    far = opened(county_with_kinds, name="远处", lon=109.619, lat=19.909)
    nowhere = opened(county_with_kinds, name="没有定位", lon=None, lat=None)
    start = start_from("文化广场旁边")
    rows = near([nowhere, far, centre], NOON, start)
    assert [r.point for r in rows] == [centre, far, nowhere]
    assert (rows[0].minutes, rows[2].minutes) == (1, None)
    assert start_from("不存在的地方") is None


def test_only_what_is_open_now_is_listed_when_asked(
    centre: ServicePoint, county_with_kinds: County
) -> None:
    opened(county_with_kinds, name="夜间", hours=Hours((spans_of("19:00-21:00"),) * 7))
    rows = list(ServicePoint.objects.order_by("pk"))
    assert [r.point.name for r in near(rows, NOON - timedelta(hours=1), None, True)] == [
        centre.name
    ]


@pytest.mark.parametrize(
    ("metres", "minutes"),
    [(0, 1), (66, 1), (508, 10), (762, 15)],
)
def test_walking_time_is_reckoned_with_the_detour(metres: float, minutes: int) -> None:
    # 762 m in a straight line are 990 m on foot at 1.3, a quarter of an hour at 1.1 m/s
    assert Walking().minutes(metres) == minutes


def test_duties_are_read_a_line_each() -> None:
    assert duties_of("周三 9:00-11:30 律师值班\n\n 周五 15:00-17:00 退役军人服务 ") == (
        Duty(2, ((540, 690),), "律师值班"),
        Duty(4, ((900, 1020),), "退役军人服务"),
    )
    assert duties_of("Wednesday 9:00-11:30 A lawyer is here")[0].weekday == 2


def test_a_refused_form_writes_no_journal_line(county_with_kinds: County) -> None:
    before = JournalEntry.objects.count()
    with pytest.raises(Invalid):
        open_point(CENTRE.__class__("palace", "x", EAST, "y", WEEKDAYS_ONLY),
                   by=county_with_kinds["chen"], now=NOON)  # fmt: skip
    assert JournalEntry.objects.count() == before
