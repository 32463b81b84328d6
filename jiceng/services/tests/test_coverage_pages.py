"""Coverage over HTTP: what a planner sees, names, suggests and takes in."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from jiceng.casework.actions.campaigns import Opened, close_campaign, open_campaign
from jiceng.casework.models import Campaign, Problem
from jiceng.casework.tests.county import EAST, GRID_1, GRID_2, NOON, NORTH, County
from jiceng.kernel.records.configuration import set_rule
from jiceng.kernel.records.reporting import reporters
from jiceng.kernel.refusal import NotAllowed, NotFound
from jiceng.kernel.reports import Span
from jiceng.services.actions.blocks import keep_block
from jiceng.services.actions.gaps import name_gap
from jiceng.services.models import Block, ServicePoint, WalkingNetwork
from jiceng.services.queries.coverage import Choice
from jiceng.services.tests.cast import block, opened
from jiceng.services.tests.test_coverage import collection, feature

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
HERE = "/desk/coverage/"
STREET = {"type": "LineString", "coordinates": [[109.6, 19.905], [109.62, 19.905]]}


@pytest.fixture
def homes(centre: ServicePoint, county: County) -> County:
    """60 households beside the centre of East, 300 half a mile off, 90 at the far end."""
    for name, area, count, lon in (
        ("近楼", GRID_1, 60, 109.6052),
        ("中楼", GRID_1, 300, 109.6095),
        ("远楼", GRID_2, 90, 109.6195),
    ):
        keep_block(block(name, area, count, lon, 19.905), by=county["chen"], now=NOON)
    return county


@pytest.fixture
def ledger(county: County) -> Campaign:
    """A ledger of the county's supervision office."""
    return open_campaign(Opened("coverage", "补短板", NOON.date()), by=county["tang"], now=NOON)


def desk(county: County, who: str) -> Client:
    client = Client()
    client.force_login(county.people[who])
    return client


def text(county: County, who: str, url: str = HERE, status: int = 200) -> str:
    answer = desk(county, who).get(url)
    assert answer.status_code == status, url
    return answer.content.decode()


def key(name: str) -> str:
    return Block.objects.get(name=name).number


def test_shares_gaps_and_the_rule_are_told(homes: County) -> None:
    page = text(homes, "zhou")
    assert "60 / 450 户" in page
    assert "360 / 450 户" in page
    assert "按直线距离乘以绕行系数 1.3" in page
    assert "每分钟 66 米" in page
    assert "远楼" in page
    assert "直线 1,516 米" in page


def test_every_share_opens_to_the_places_it_counts(homes: County) -> None:
    listed = text(homes, "zhou", f"{HERE}blocks/?within=10")
    assert "2 个居住点，360 户" in listed
    beyond = text(homes, "zhou", f"{HERE}blocks/?within=beyond")
    assert ("远楼" in beyond, "近楼" in beyond) == (True, False)
    table = b"".join(desk(homes, "zhou").get(f"{HERE}blocks.csv?within=beyond")).decode()
    assert "远楼,东二网格,90,2026-11-23,居委会统计" in table


def test_the_figures_count_the_same_households(homes: County) -> None:
    span = Span(NOON.date(), NOON.date(), NOON)
    within = reporters()["households_within_reach"]
    found = within.count("households_within_reach", ["", NORTH, GRID_2, "HOUSING"], span)
    told = {area: (f.numerator, f.denominator) for area, f in found.items()}
    assert told == {"": (360, 450), NORTH: (360, 450), GRID_2: (0, 90)}
    beyond = within.count("households_out_of_reach", [GRID_2], span)[GRID_2]
    assert beyond.numerator == 90
    yesterday = Span(NOON.date(), NOON.date() - timedelta(days=1), NOON)
    assert within.count("households_within_reach", [""], yesterday) == {}
    listed = text(homes, "zhou", within.address("households_within_reach", EAST, span))
    assert "2 个居住点，360 户" in listed


def test_hours_and_kinds_decide_which_points_count(homes: County) -> None:
    assert "0 / 450 户" in text(homes, "zhou", f"{HERE}?when=saturday")
    assert "0 / 450 户" in text(homes, "zhou", f"{HERE}?kind=service_station")
    assert "360 / 450 户" in text(homes, "zhou", f"{HERE}?kind=party_service_centre")
    assert "360 / 450 户" in text(homes, "zhou", f"{HERE}?kind=x&item=y&when=z")


def test_a_new_point_changes_the_shares_at_once(homes: County) -> None:
    text(homes, "zhou")
    opened(homes, name="另一处", lon=109.619, lat=19.905)
    assert "450 / 450 户" in text(homes, "zhou")


def test_another_pace_is_another_version_of_the_rule(homes: County) -> None:
    slow = {"metres_per_minute": 33, "detour": 1.3, "snap_m": 200}
    set_rule("walking", "rule", slow, valid_from=NOON, reason="试", by="guo", now=NOON)
    page = text(homes, "zhou")
    assert "测算口径第 1 版" in page
    assert "60 / 450 户" in page
    assert "每分钟 33 米" in page


def test_everybody_sees_the_area_of_their_own_post(homes: County) -> None:
    assert "没有户数" in text(homes, "sun")
    text(homes, "sun", f"{HERE}?area={NORTH}", status=404)
    text(homes, "sun", f"{HERE}blocks/{key('远楼')}/", status=404)
    text(homes, "zhao", status=403)
    assert "90 / 450 户" not in text(homes, "ma")


def test_one_click_makes_a_problem_and_a_second_does_not(homes: County, ledger: Campaign) -> None:
    said = {"block": key("远楼"), "ledger": ledger.code}
    answer = desk(homes, "wang").post(f"{HERE}gaps", said)
    assert answer.status_code == 302
    problem = Problem.objects.get()
    assert problem.description == (
        "东二网格远楼（90 户）步行 15 分钟内没有服务网点，最近的东社区党群服务中心步行约 30 分钟。"
        "截至 2026-11-23，按直线距离乘 1.3、每分钟 66 米测算。"
    )
    assert (problem.unit, problem.area_code, problem.state) == ("T-NORTH", GRID_2, "found")
    assert f"问题 {problem.number}" in text(homes, "wang")
    again = desk(homes, "gao").post(f"{HERE}gaps", said)
    assert (again.status_code, "不再重复登记" in again.content.decode()) == (409, True)
    assert problem.number in text(homes, "wang", f"{HERE}blocks/{key('远楼')}/")
    assert f"{HERE}blocks/{key('远楼')}/" in text(
        homes, "tang", f"/desk/problems/{problem.number}/"
    )
    Problem.objects.update(state="struck_off")
    desk(homes, "wang").post(f"{HERE}gaps", said)
    assert Problem.objects.count() == 2


def test_of_another_kind_it_is_another_gap(homes: County, ledger: Campaign) -> None:
    for choice in (Choice(), Choice(when="saturday"), Choice("service_station")):
        name_gap(key("远楼"), choice, ledger.code, by=homes["wang"], now=NOON)
    assert sorted(Problem.objects.values_list("category", flat=True)) == [
        "便民服务站覆盖盲区", "服务网点覆盖盲区", "服务网点（周六上午）覆盖盲区",
    ]  # fmt: skip


def test_what_is_no_gap_or_not_theirs_is_refused(homes: County, ledger: Campaign) -> None:
    with pytest.raises(NotAllowed):
        name_gap(key("远楼"), Choice(), ledger.code, by=homes["lu"], now=NOON)
    with pytest.raises(NotFound):
        name_gap("HB0", Choice(), ledger.code, by=homes["wang"], now=NOON)
    near = (
        desk(homes, "wang")
        .post(f"{HERE}gaps", {"block": key("近楼"), "ledger": ledger.code})
        .content.decode()
    )
    assert "已有网点，不是盲区" in near
    close_campaign(ledger, by=homes["tang"], now=NOON)
    answer = desk(homes, "wang").post(f"{HERE}gaps", {"block": key("远楼"), "ledger": ledger.code})
    assert (answer.status_code, "督查室先开设台账" in answer.content.decode()) == (422, True)
    assert not Problem.objects.exists()


def test_suggestions_tell_before_and_after(homes: County) -> None:
    page = text(homes, "zhou", f"{HERE}?more=2")
    assert "现在 360 户（80.0%），增设 1 处以后 450 户（100.0%）" in page
    assert "增设 1 处" not in text(homes, "zhou", f"{HERE}?more=7")


def test_a_way_round_makes_a_near_point_far(homes: County) -> None:
    """A street with the centre on it, which the far building reaches by a detour alone."""
    clerk = desk(homes, "zhou")
    detour = [[109.605, 19.905], [109.605, 19.92], [109.6095, 19.92], [109.6095, 19.905]]
    file = collection(feature({"type": "LineString", "coordinates": detour}))
    sent = SimpleUploadedFile("streets.geojson", file)
    said = {"name": "城区步道", "source": "县测绘", "system": "wgs84", "file": sent}
    assert clerk.post(f"{HERE}network", said).status_code == 302
    page = text(homes, "zhou")
    assert "沿步行路网“城区步道”" in page
    assert "60 / 450 户" in page
    lines = json.loads(text(homes, "zhou", f"{HERE}network.json"))["features"]
    assert len(lines[0]["geometry"]["coordinates"]) == 3
    assert clerk.post(f"{HERE}network/withdraw").status_code == 302
    assert "360 / 450 户" in text(homes, "zhou")
    assert WalkingNetwork.objects.get().withdrawn_at == NOON


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"{", "不是能读懂的 GeoJSON 或 OSM 路网"),
        (collection(), "没有可以步行的路"),
        (collection(feature({"type": "LineString", "coordinates": [[1, 2], [1, 3]]})),
         "都不在本县范围以内"),
        (b" " * (10 * 1024 * 1024 + 1), "文件过大"),
    ],
)  # fmt: skip
def test_a_network_that_cannot_be_right_changes_nothing(
    homes: County, content: bytes, sentence: str
) -> None:
    sent = SimpleUploadedFile("a.geojson", content)
    said = {"name": "城区步道", "source": "县测绘", "system": "wgs84", "file": sent}
    answer = desk(homes, "zhou").post(f"{HERE}network", said)
    page = answer.content.decode()
    assert (answer.status_code in (413, 422), sentence in page, "城区步道" in page) == (
        True, True, True,
    )  # fmt: skip
    assert not WalkingNetwork.objects.exists()


def test_the_map_shows_places_by_band_and_points(homes: County) -> None:
    features = json.loads(text(homes, "zhou", f"{HERE}points.json"))["features"]
    told = {f["properties"]["title"].partition("：")[0]: f["properties"] for f in features}
    assert told["远楼"]["light"] == "red"
    assert (told["近楼"]["ramp"], told["中楼"]["ramp"]) == (5, 4)
    assert told["东社区党群服务中心"]["mark"] == "site"


def test_communities_without_a_necessary_point_are_named(homes: County) -> None:
    page = text(homes, "wang")
    blank = page[page.index('id="blank"') :]
    assert ("西村" in blank, "东社区" in blank) == (True, False)


def test_a_clerk_types_and_corrects_a_number(homes: County) -> None:
    clerk = desk(homes, "chen")
    said = {"name": "新楼", "area": GRID_1, "households": "-5", "counted_on": "2026-11-01",
            "source": "居委会"}  # fmt: skip
    refused = clerk.post(f"{HERE}blocks/new", said)
    assert (refused.status_code, "户数 -5 不对" in refused.content.decode()) == (422, True)
    assert 'value="新楼"' in refused.content.decode()
    url = clerk.post(f"{HERE}blocks/new", {**said, "households": "55"}).headers["Location"]
    assert "没有地图位置" in text(homes, "chen", f"{HERE}blocks/?within=unplaced")
    changed = {**said, "households": "56", "version": "1", "lon": "109.606", "lat": "19.906"}
    assert clerk.post(f"{url}change", changed).headers["Location"] == url
    assert "2026-11-01" in text(homes, "chen", url)
    assert clerk.post(f"{url}remove", {"version": "2"}).status_code == 302
    assert not Block.objects.filter(name="新楼").exists()


def test_a_table_is_looked_over_and_taken_in(homes: County) -> None:
    clerk = desk(homes, "wang")
    head = "居住点,所在区域,户数,统计日期,数据来源,经度,纬度\n"
    rows = (
        "甲楼,东一网格,12,2026-11-01,居委会,109.606,19.906",
        "乙楼,东一网格,-1,2026-11-01,居委会,116.3,39.9",
    )
    bad = head + "\n".join(rows)

    def send(table: str, **more: str) -> Any:
        file = SimpleUploadedFile("homes.csv", table.encode())
        return clerk.post(f"{HERE}blocks/import", {"system": "wgs84", "file": file, **more})

    page = send(bad).content.decode()
    assert "第 3 行" in page
    assert "户数 -1 不对" in page
    assert "地图上的位置在本县范围以外" in page
    good = bad.replace("-1,", "8,").replace("116.3,39.9", "109.607,19.906")
    assert "检查通过" in send(good, trial="1").content.decode()
    assert not Block.objects.filter(name="甲楼").exists()
    assert send(good).status_code == 302
    assert Block.objects.get(name="乙楼").households == 8


def test_before_anything_is_written_down_the_page_says_what_to_do(
    county_with_kinds: County,
) -> None:
    assert "登记或导入居住点的户数" in text(county_with_kinds, "zhou")
