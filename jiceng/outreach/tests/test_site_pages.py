"""Sites, routes and honours over HTTP: visitors, the desk, the workbook, programs."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from jiceng.casework.tests.calling import Caller, is_problem
from jiceng.casework.tests.county import EAST, NOON, County
from jiceng.outreach.actions.slots import confirm_visit
from jiceng.outreach.actions.visits import count_visits
from jiceng.outreach.models import Activity, Booking, Honour, Route, Site, SiteFeedback, VisitCount
from jiceng.outreach.tests.sites_cast import NINE, TODAY, group, guide, honour, route, site, stone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
WEEK: dict[str, Any] = {f"day_{n}": "9:00-12:00" for n in range(5)}
WISH = {"headcount": 30, "phone": "13800006021", "group": "东社区小学", "origin": "county",
        "token": "5d1f2f0e-6d0b-4c43-9d0a-7b1d9a1c0001"}  # fmt: skip


@pytest.fixture
def museum(county: County) -> Site:
    return site(county)


def text(url: str, client: Client | None = None, status: int = 200) -> str:
    answer = (client or Client()).get(url)
    assert answer.status_code == status, url
    return answer.content.decode()


def sent(client: Client, url: str, status: int = 302, **typed: Any) -> str:
    answer = client.post(url, typed)
    assert answer.status_code == status, answer.content.decode()
    return answer.headers.get("Location", "") if status == 302 else answer.content.decode()


def desk(county: County, who: str = "chen") -> Client:
    client = Client()
    client.force_login(county.people[who])
    return client


def test_a_keeper_opens_a_site_and_draws_a_route(museum: Site, county: County) -> None:
    clerk = desk(county)
    page = sent(clerk, "/desk/sites/new", name="示例陈列室", area=EAST, address="文化路 2 号",
                told="讲支前的故事。", on_holidays="usual", slot_minutes=60, slot_capacity=20,
                **WEEK)  # fmt: skip
    assert "周一至周五" in text(page, clerk)
    line = f"{museum.venue.name} 60\n示例陈列室 30 分钟"
    url = sent(clerk, "/desk/routes/new", name="示例线路", area=EAST, stops=line)
    assert "2 站" in text(url, clerk)
    shown = text(f"/routes/{Route.objects.get().number}")
    assert "停留 1 小时" in shown
    assert "修改线路" not in text(url, desk(county, "sun"))


def test_what_was_typed_stays_when_it_is_refused(museum: Site, county: County) -> None:
    clerk = desk(county)
    page = sent(clerk, "/desk/routes/new", 422, name="单站线路", area=EAST,
                stops=f"{museum.venue.name} 60")  # fmt: skip
    assert "一条线路至少要有两个点位" in page
    assert "单站线路" in page
    page = sent(clerk, "/desk/routes/new", 422, name="x", area=EAST, stops="月球 60\n看不懂")
    assert "看不懂“看不懂”" in page
    page = sent(clerk, "/desk/sites/new", 422, name="无时间", area=EAST, address="x", told="x",
                on_holidays="usual", slot_minutes=60, slot_capacity=20)  # fmt: skip
    assert "没有填写任何开放时间" in page


def test_a_group_books_on_the_page_and_keeps_its_receipt(museum: Site) -> None:
    url = f"/sites/{museum.number}"
    shown = text(f"{url}?day=2026-11-24")
    assert "9:00—10:00，还能约 40 人" in shown
    visitor = Client()
    page = sent(visitor, url, 200, slot="2026-11-24T09:00", **WISH)
    assert Booking.objects.get().number in page
    assert "等主办单位确认" in page
    sent(visitor, url, 200, slot="2026-11-24T09:00", **WISH)
    assert Booking.objects.count() == 1
    again = {**WISH, "token": "5d1f2f0e-6d0b-4c43-9d0a-7b1d9a1c0002", "headcount": 20}
    page = sent(visitor, url, 409, slot="2026-11-24T09:00", **again)
    assert "还能预约 10 人，容不下 20 人" in page
    assert "东社区小学" in page


def test_the_keeper_confirms_with_a_guide_and_counts_who_came(
    museum: Site, county: County, at_noon: Any
) -> None:
    kept, row, clerk = guide(museum, county), group(museum).booking, desk(county)
    slot = f"/desk/sites/{museum.number}/slots/{row.activity.number}/"
    assert "1 份待确认" in text(f"/desk/sites/{museum.number}/", clerk)
    sent(clerk, f"{slot}acts/confirm-{row.pk}", guide=kept.pk, version=1)
    page = text(slot, clerk)
    assert "讲解员：讲解员一号" in page
    assert "暂不能登记到场" in page
    text(slot, desk(county, "sun"), 404)
    at_noon(timedelta(hours=22))
    clerk = desk(county)
    sent(clerk, f"{slot}acts/attend-{row.pk}", came=28, version=2)
    assert "实到 28 人" in text(slot, clerk)
    start, end = TODAY, TODAY + timedelta(days=1)
    groups = text(f"/desk/sites/groups?start={start}&end={end}", clerk)
    assert "东社区小学" in groups


def test_counts_are_told_shown_and_taken_away(museum: Site, county: County) -> None:
    clerk = desk(county)
    sent(clerk, f"/desk/sites/{museum.number}/visits", day=TODAY, county=30, abroad=2)
    page = text(f"/desk/sites/visits?origin=abroad&under={EAST}", clerk)
    assert "境外" in page
    assert "本县" not in page.partition("<tbody>")[2]
    book = load_workbook(io.BytesIO(b"".join(clerk.get("/desk/sites/visits.xlsx")))).active
    assert book is not None
    rows = [[c.value for c in r] for r in book.iter_rows(min_row=2)]
    assert sorted(str(r[-1]) for r in rows) == ["2", "30"]
    late = sent(clerk, f"/desk/sites/{museum.number}/visits", 422, day="2026-11-30", county=1)
    assert "还没有到" in late
    assert VisitCount.objects.count() == 2


def test_visitors_say_how_it_was_and_what_is_broken(museum: Site, county: County) -> None:
    url, visitor = f"/sites/{museum.number}", Client()
    assert "请选择一个评价" in sent(visitor, f"{url}/ratings", 422, comment="好")
    assert sent(visitor, f"{url}/ratings", rating=5, comment="讲得好").endswith("?done=rated")
    assert SiteFeedback.objects.get().rating == 5
    sent(visitor, f"{url}/matters", text="观海台护栏断了一截")
    for shown in (text(url), text(f"/desk/sites/{museum.number}/", desk(county))):
        assert "维护事项" in shown
        assert "上报" in shown


def test_a_day_is_closed_and_taken_back_at_the_desk(museum: Site, county: County) -> None:
    clerk, url = desk(county), f"/desk/sites/{museum.number}/"
    sent(clerk, f"{url}acts/day", day="2026-11-24", spans="", reason="设备检修")
    assert "设备检修" in text(f"/sites/{museum.number}")
    sent(clerk, f"{url}day-back", day="2026-11-24")
    assert "设备检修" not in text(f"/sites/{museum.number}")
    sent(clerk, f"{url}acts/guide", name="讲解员一号", told="普通话")
    assert "讲解员一号" in text(url, clerk)
    sent(clerk, f"{url}acts/close", version=1)
    assert "已停止开放" in text(f"/sites/{museum.number}")
    assert museum.venue.name not in text("/routes")


def test_routes_and_sites_stand_on_list_and_map(museum: Site, county: County) -> None:
    route(county, museum, stone(county))
    assert "红色半日线路" in text("/routes")
    features = Client().get("/sites/points.json").json()["features"]
    assert [f["properties"]["title"] for f in features] == ["东社区革命旧址", "东社区纪念碑"]


def test_without_sites_the_pages_say_so(county: County) -> None:
    assert "还没有线路" in text("/routes")
    assert "还没有登记点位" in text("/desk/sites/", desk(county))
    assert "没有符合条件的荣誉" in text("/desk/honours/", desk(county))


def test_an_honour_is_recorded_and_renewed_with_a_file(county: County) -> None:
    clerk = desk(county)
    typed: dict[str, Any] = {
        "name": "示例艺术之乡",
        "granted_by": "示例文化部门",
        "area": EAST,
        "document": "文 1",
    }
    page = sent(clerk, "/desk/honours/new", 422, valid_from="2026-01-01",
                valid_until="2025-01-01", **typed)  # fmt: skip
    assert "截止日期早于开始日期" in page
    url = sent(clerk, "/desk/honours/new", valid_from="2024-01-01", valid_until="2026-12-31",
               **typed)  # fmt: skip
    assert "待复核续期" in text(url, clerk)
    paper = SimpleUploadedFile("letter.pdf", b"%PDF-1.4 renewed")
    sent(clerk, f"{url}acts/renew", document="文 2", valid_from="2026-11-01",
         valid_until="2029-12-31", evidence=paper, version=1)  # fmt: skip
    page = text(url, clerk)
    assert "文 2" in page
    assert "有效" in page
    link = page.partition(f"{url}papers/")[2].partition('"')[0]
    assert b"".join(clerk.get(f"{url}papers/{link}")).startswith(b"%PDF")
    assert Honour.objects.get().version == 2


def test_programs_read_and_draw_routes(museum: Site, county: County, calling: Any) -> None:
    other, clerk = stone(county), calling("chen")
    stops = [{"site": museum.number, "minutes": 60}, {"site": other.number, "minutes": 30}]
    given = {"name": "红色半日线路", "area": EAST, "stops": stops}
    made = clerk.post("/routes", given).json()
    assert (made["minutes"], len(made["stops"])) == (93, 2)
    assert made["stops"][0]["onward_metres"] > 1300
    assert (
        Caller(county, "li").get("/routes", under=EAST).json()["items"][0]["name"] == given["name"]
    )
    is_problem(clerk.post("/routes", {**given, "stops": stops[:1]}), 422)
    is_problem(calling("sun").post("/routes", given), 403)
    move = f"/routes/{made['number']}/moves/close"
    is_problem(calling("sun").post(move, {"version": 1}), 404)
    assert clerk.post(move, {"version": 1}).json()["closed_on"]
    assert not clerk.get("/routes").json()["items"]


def test_the_year_stands_above_the_honours(museum: Site, county: County) -> None:
    honour(county)
    count_visits(museum, TODAY, {"county": 1234}, by=county["chen"], now=NOON)
    row = group(museum).booking
    confirm_visit(museum, row, None, by=county["chen"], now=NOON, version=1)
    page = text("/desk/honours/", desk(county))
    assert "1,234" in page
    assert Activity.objects.get().starts_at == NINE
