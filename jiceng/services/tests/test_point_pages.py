"""Points over HTTP: what residents read, what the desk types, what programs are told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from jiceng.casework.tests.calling import Caller, is_problem
from jiceng.casework.tests.county import EAST, FAR, NOON, County
from jiceng.kernel.hours import Hours, spans_of
from jiceng.services.actions.points import close_point, set_day
from jiceng.services.models import ServicePoint
from jiceng.services.tests.cast import CENTRE, opened, with_kinds

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
HERE = "/desk/service-points/"


def text(url: str, client: Client | None = None, status: int = 200) -> str:
    answer = (client or Client()).get(url)
    assert answer.status_code == status, url
    return answer.content.decode()


def desk(county: County, who: str) -> Client:
    client = Client()
    client.force_login(county.people[who])
    return client


def typed(**changes: Any) -> dict[str, Any]:
    week = {f"day_{n}": "8:30-12:00" for n in range(5)}
    return {"name": "便民服务站", "kind": "service_station", "area": EAST, "address": "东风路 2 号",
            "on_holidays": "closed", **week, **changes}  # fmt: skip


def test_residents_see_whether_a_point_is_open_now(
    centre: ServicePoint, at_noon: Any, county: County
) -> None:
    at_noon(timedelta(hours=-1))
    assert "正在开放，12:00 结束" in text("/services")
    at_noon(timedelta(hours=1))
    page = text(f"/services/{centre.number}")
    assert "未开放，今天 14:30 开放" in page
    assert "周一至周五" in page
    assert "8:30—12:00、14:30—17:30" in page


def test_a_single_day_shows_with_its_reason(centre: ServicePoint, county: County) -> None:
    day = NOON.date() + timedelta(days=20)
    set_day(centre, day, (), "搬运设备", by=county["chen"], now=NOON)
    page = text(f"/services/{centre.number}")
    assert "2026-12-13 周日" in page
    assert "搬运设备" in page


def test_the_nearest_come_first_from_where_somebody_starts(
    centre: ServicePoint, county: County
) -> None:
    opened(county, name="另一处", lon=109.619, lat=19.909)
    page = text("/services?place=文化广场")
    assert page.index(centre.name) < page.index("另一处")
    assert "步行约 1 分钟" in page
    assert "没有认出这个出发地点" in text("/services?place=火星")


def test_the_first_page_names_the_nearest_of_the_town_and_those_open_now_first(
    centre: ServicePoint, county: County, at_noon: Any
) -> None:
    at_noon(timedelta(hours=-1))
    evening = Hours((spans_of("19:00-21:00"),) * 7)
    opened(county, name="夜间站", kind="service_station", hours=evening)
    opened(county, "sun", name="远社区党群服务中心", area=FAR, lon=None, lat=None)
    page = text(f"/?community={EAST}")
    assert page.index(centre.name) < page.index("夜间站")
    assert "正在开放，12:00 结束" in page
    assert "远社区党群服务中心" not in page
    close_point(centre, "并入镇服务中心", by=county["chen"], now=NOON, version=1)
    assert centre.name not in text(f"/?community={EAST}")


def test_the_first_page_says_how_to_see_the_points_near_somebody(county: County) -> None:
    assert "附近的服务网点" not in text("/"), "the county has none"
    with_kinds()
    opened(county)
    assert "选好“我的社区（村）”后" in text("/")


def test_choosing_a_kind_and_only_what_is_open(centre: ServicePoint, county: County) -> None:
    opened(county, name="夜间站", kind="service_station",
           hours=Hours((spans_of("19:00-21:00"),) * 7))  # fmt: skip
    stations = text("/services?kind=service_station")
    assert "夜间站" in stations
    assert centre.name not in stations
    assert "没有符合条件的服务网点" in text("/services?kind=service_station&only_open=on")


def test_the_map_shows_the_points_that_have_a_place(centre: ServicePoint, county: County) -> None:
    opened(county, name="没有定位", lon=None, lat=None)
    features = Client().get("/services/points.json").json()["features"]
    assert [f["properties"]["title"] for f in features] == [centre.name]
    assert features[0]["geometry"]["coordinates"] == [109.605, 19.905]


def test_a_closed_point_says_why_and_leaves_the_list(centre: ServicePoint, county: County) -> None:
    close_point(centre, "并入镇服务中心", by=county["chen"], now=NOON, version=1)
    assert centre.name not in text("/services")
    assert "并入镇服务中心" in text(f"/services/{centre.number}")
    text("/services/SP0", status=404)


def test_the_list_grows_a_step_at_a_time(county_with_kinds: County) -> None:
    for n in range(23):
        opened(county_with_kinds, name=f"网点{n:02d}", lon=None, lat=None)
    first = text("/services")
    assert "共 23 处，已列出 20 处" in first
    assert "网点22" not in first
    assert "网点22" in text("/services?shown=40")
    assert "已列出 20 处" in text("/services?shown=x")


def test_before_anything_is_written_down_the_page_says_so(county_with_kinds: County) -> None:
    assert "没有符合条件的服务网点" in text("/services")


def test_a_clerk_writes_a_point_down_and_residents_find_it(county_with_kinds: County) -> None:
    clerk = desk(county_with_kinds, "chen")
    answer = clerk.post(f"{HERE}new", typed(duties="周三 9:00-11:30 律师值班"))
    point = ServicePoint.objects.get()
    assert answer.headers["Location"] == f"{HERE}{point.number}/"
    assert "律师值班" in text(f"/services/{point.number}")


def test_what_was_typed_stays_when_it_is_refused(county_with_kinds: County) -> None:
    clerk = desk(county_with_kinds, "chen")
    answer = clerk.post(f"{HERE}new", typed(day_2="17:30-8:30"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "结束时间不晚于开始时间" in page
    assert "便民服务站" in page
    answer = clerk.post(f"{HERE}new", typed(duties="律师随时在"))
    assert "看不懂“律师随时在”" in answer.content.decode()


def test_a_clerk_changes_a_point_and_the_change_is_told(
    centre: ServicePoint, county: County
) -> None:
    clerk = desk(county, "chen")
    said = typed(name=centre.name, kind=centre.kind, version=1, phone=centre.phone)
    assert clerk.post(f"{HERE}{centre.number}/change", said).status_code == 302
    page = text(f"/services/{centre.number}")
    assert "更新了地址、开放时间、地图位置" in page
    stale = clerk.post(f"{HERE}{centre.number}/change", {**said, "phone": "1"})
    assert (stale.status_code, "刚刚被别人修改过" in stale.content.decode()) == (409, True)


def test_single_days_are_set_and_taken_back_at_the_desk(
    centre: ServicePoint, county: County
) -> None:
    clerk, day = desk(county, "chen"), NOON.date().isoformat()
    clerk.post(f"{HERE}{centre.number}/day", {"day": day, "spans": "", "reason": "停水"})
    assert "停水" in text(f"{HERE}{centre.number}/", clerk)
    clerk.post(f"{HERE}{centre.number}/day-back", {"day": day})
    assert "停水" not in text(f"{HERE}{centre.number}/", clerk)


def test_only_the_keepers_are_offered_changes(centre: ServicePoint, county: County) -> None:
    assert "修改网点" in text(f"{HERE}{centre.number}/", desk(county, "chen"))
    for who in ("xie", "zhao", "tang"):
        assert "修改网点" not in text(f"{HERE}{centre.number}/", desk(county, who))


def test_programs_list_read_and_keep_points(
    centre: ServicePoint, calling: Any, county: County
) -> None:
    clerk: Caller = calling("chen")
    listed = clerk.get("/service-points", under=EAST, kind="party_service_centre").json()["items"]
    assert [p["number"] for p in listed] == [centre.number]
    given = {"kind": "service_station", "name": "站", "area": EAST, "address": "路口",
             "weekly": ["8:30-12:00"] * 5 + ["", ""]}  # fmt: skip
    made = clerk.post("/service-points", given).json()
    assert made["weekly"] == ["8:30—12:00"] * 5 + ["", ""]
    url = f"/service-points/{made['number']}"
    moved = clerk.post(f"{url}/moves/change", {"address": "新路口", "version": 1}).json()
    assert (moved["address"], moved["version"], moved["name"]) == ("新路口", 2, "站")
    day = (NOON.date() + timedelta(days=1)).isoformat()
    clerk.post(f"{url}/moves/set_day", {"day": day, "hours": "", "reason": "停电"})
    closed = clerk.post(f"{url}/moves/close", {"reason": "撤销", "version": 2}).json()
    assert closed["closed_on"] == "2026-11-23"


def test_a_program_is_told_which_day_is_wrong(calling: Any, county_with_kinds: County) -> None:
    given = {"kind": "service_station", "name": "站", "area": EAST, "address": "路口",
             "weekly": ["", "12:00-8:00", "", "", "", "", ""]}  # fmt: skip
    answer = calling("chen").post("/service-points", given)
    assert is_problem(answer, 422)
    assert "结束时间不晚于开始时间" in answer.content.decode()
    assert "weekly.1" in answer.content.decode()


@pytest.mark.parametrize("who", ["xie", "sun"])
def test_a_desk_elsewhere_changes_nothing_here(
    centre: ServicePoint, calling: Any, who: str
) -> None:
    given = {"kind": CENTRE.kind, "name": "改名", "area": EAST, "address": "路口",
             "weekly": ["8:30-12:00"] * 7, "version": 1}  # fmt: skip
    answer = calling(who).post(f"/service-points/{centre.number}/moves/change", given)
    assert is_problem(answer, 404)
    assert ServicePoint.objects.get().name == centre.name
