"""The territory changes by decision; what was stays on record and no past number moves."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from jiceng.casework.actions.outcomes import refresh
from jiceng.casework.models import Case, CaseOutcome
from jiceng.casework.tests.county import EAST, GRID_1, GRID_2, NOON, NORTH, County
from jiceng.casework.tests.desk import desk
from jiceng.casework.tests.powers import powers, raised, send, text_of
from jiceng.kernel.records.models import Appointment, Area, AreaVersion, JournalEntry, OldCode
from jiceng.kernel.records.territory import territory

BY = {"decided_by": "北镇人民政府", "effective": "2026-11-23"}


@pytest.fixture
def guo(county: County, settings: Settings) -> Client:
    settings.FIXED_NOW = NOON.isoformat()
    return powers(county)["administrator"]


def box(west: float, east: float, south: float = 19.90, north: float = 19.91) -> dict[str, Any]:
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def drawn(**by_code: dict[str, Any]) -> SimpleUploadedFile:
    features = [
        {"type": "Feature", "properties": {"code": code.removeprefix("a")}, "geometry": geometry}
        for code, geometry in by_code.items()
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features})
    return SimpleUploadedFile("grids.geojson", text.encode())


def upload(text: str | bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("a.geojson", text.encode() if isinstance(text, str) else text)


def state() -> tuple[Any, ...]:
    return (
        list(Area.objects.order_by("pk").values_list("code", "name", "geometry", "valid_to")),
        AreaVersion.objects.count(),
        OldCode.objects.count(),
        JournalEntry.objects.count(),
        list(Appointment.objects.order_by("pk").values_list("area", "ends_on")),
    )


def test_a_name_changes_from_a_day_on_and_the_old_one_stays_on_record(guo: Client) -> None:
    url = f"/admin/territory/{GRID_1}/rename"
    assert send(guo, url, name="文化广场网格", **BY).status_code == 302
    kept = AreaVersion.objects.filter(area=GRID_1).order_by("valid_from")
    assert [(v.name, v.valid_to) for v in kept] == [
        ("东一网格", date(2026, 11, 23)),
        ("文化广场网格", None),
    ]
    assert territory().areas[GRID_1].name == "文化广场网格"
    assert "北镇人民政府" in text_of(guo.get(f"/admin/territory/{GRID_1}/"))


def test_an_edge_moves_for_both_grids_at_once_and_old_numbers_stay(guo: Client) -> None:
    old = raised("楼下垃圾", "0101", NOON)
    refresh(NOON)
    before = CaseOutcome.objects.get(case=old).grid
    file = drawn(**{f"a{GRID_1}": box(109.60, 109.602), f"a{GRID_2}": box(109.602, 109.62)})
    assert send(guo, f"/admin/territory/{GRID_1}/redraw", boundary=file, **BY).status_code == 302
    new = raised("楼下垃圾", "0101", NOON)
    refresh(NOON)
    assert (old.grid_code, new.grid_code) == (GRID_1, GRID_2)
    kept = Case.objects.get(pk=old.pk)
    assert (kept.grid_code, kept.due_at) == (GRID_1, old.due_at)
    assert CaseOutcome.objects.get(case=old).grid == before == GRID_1


BOUNDARIES: dict[str, tuple[Any, str]] = {
    "nothing": (None, "边界文件：不能为空"),
    "no JSON": ("图", "不是有效的 GeoJSON"),
    "bytes": (b"\xff\xfe\x00", "不是有效的 GeoJSON"),
    "a list": ("[]", "不是有效的 GeoJSON"),
    "a point": ('{"type": "Point", "coordinates": [109.6, 19.9]}', "不是有效的 GeoJSON"),
    "a bow tie": (
        '{"type":"Polygon","coordinates":[[[109.6,19.9],[109.61,19.91],[109.61,19.9],[109.6,19.91],[109.6,19.9]]]}',
        "不是有效的 GeoJSON",
    ),
    "metres": (
        '{"type":"Polygon","coordinates":[[[500000,0],[500010,0],[500010,10],[500000,0]]]}',
        "不是有效的 GeoJSON",
    ),
    "coordinates in words": (
        '{"type":"Polygon","coordinates":[[["a","b"],["c","d"],["e","f"],["a","b"]]]}',
        "不是有效的 GeoJSON",
    ),
    "a deep nest": ("[" * 100_000, "不是有效的 GeoJSON"),
    "too much": (" " * 600_000, "边界文件过大"),
    "an overlap": (json.dumps(box(109.60, 109.615)), "边界重叠：东一网格、东二网格"),
    "a gap": (json.dumps(box(109.60, 109.605)), "调整后留下无人管辖的空白（原属东一网格）"),
}


@pytest.mark.parametrize("name", BOUNDARIES)
def test_a_boundary_that_makes_no_sense_is_refused(guo: Client, name: str) -> None:
    text, sentence = BOUNDARIES[name]
    before = state()
    file = upload(text) if text is not None else None
    answer = send(guo, f"/admin/territory/{GRID_1}/redraw", boundary=file, **BY)
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert state() == before


def test_a_boundary_outside_its_parent_is_named(guo: Client) -> None:
    Area.objects.filter(pk=EAST).update(geometry=box(109.60, 109.62))
    file = upload(json.dumps(box(109.60, 109.61, south=19.89)))
    answer = send(guo, f"/admin/territory/{GRID_1}/redraw", boundary=file, **BY)
    assert "东一网格的边界超出上级区域" in text_of(answer)


def test_one_file_may_not_redraw_another_community(guo: Client) -> None:
    before = state()
    file = drawn(**{f"a{GRID_1}": box(109.60, 109.61), f"a{NORTH}": box(110, 111)})
    answer = send(guo, f"/admin/territory/{GRID_1}/redraw", boundary=file, **BY)
    assert f"没有代码为“{NORTH}”的区域" in text_of(answer)
    assert state() == before


DECISIONS: dict[str, tuple[dict[str, Any], str]] = {
    "no name": ({"name": ""}, "内容需在1到60个字之间"),
    "the same name": ({"name": "东一网格"}, "内容与现行版本相同"),
    "no day": ({"effective": ""}, "生效日期：不能为空"),
    "a day to come": ({"effective": "2026-12-01"}, "生效日期不能晚于今天"),
    "a day before it was": ({"effective": "2019-01-01"}, "现行版本自 2020-01-01 起有效"),
    "no reason": ({"reason": ""}, "变更理由：不能为空"),
    "nobody decided": ({"decided_by": ""}, "决定机关或文号：不能为空"),
}


@pytest.mark.parametrize("name", DECISIONS)
def test_a_decision_without_sense_is_refused(guo: Client, name: str) -> None:
    typed, sentence = DECISIONS[name]
    before = state()
    url = f"/admin/territory/{GRID_1}/rename"
    answer = send(guo, url, **{"name": "新名", **BY, **typed})
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert state() == before


def test_a_form_drawn_before_another_decision_is_refused(guo: Client) -> None:
    url = f"/admin/territory/{GRID_1}/rename"
    send(guo, url, name="甲", **BY)
    before = state()
    assert send(guo, url, name="乙", seen="2020-01-01", **BY).status_code == 409
    assert state() == before


def close(guo: Client, **typed: Any) -> Any:
    successors = {"code_1": EAST + "011", "name_1": "东一甲", "code_2": EAST + "012",
                  "name_2": "东一乙"}  # fmt: skip
    return send(guo, f"/admin/territory/{GRID_1}/close", **{**successors, **BY, **typed})


def test_a_grid_is_split_and_its_old_code_still_resolves(county: County, guo: Client) -> None:
    case = raised("楼下垃圾", "0101", NOON)
    assert close(guo).status_code == 302
    found = territory().area(GRID_1)
    assert found is not None and found.name == "东一甲"
    page = text_of(guo.get(f"/admin/territory/{GRID_1}/"))
    assert "已撤并" in page and "这个代码已停用，现由这里接续：" in page
    li = Appointment.objects.filter(person=county.people["li"]).order_by("pk")
    assert [a.area_id for a in li] == [GRID_1, EAST + "011"]
    kept = Case.objects.get(pk=case.pk)
    assert (kept.grid_code, kept.due_at, kept.state) == (GRID_1, case.due_at, case.state)
    assert case.number in desk(county, "li").get("/desk/").content.decode()


def test_a_closed_grid_keeps_its_numbers(guo: Client) -> None:
    case = raised("楼下垃圾", "0101", NOON)
    close(guo)
    refresh(NOON)
    outcome = CaseOutcome.objects.get(case=case)
    assert (outcome.grid, outcome.community, outcome.town) == (GRID_1, EAST, NORTH)


CLOSINGS: dict[str, tuple[dict[str, Any], str]] = {
    "no successor": ({"code_1": "", "name_1": "", "code_2": "", "name_2": ""}, "不能为空"),
    "a code in use": ({"code_1": GRID_2}, "已经使用过"),
    "its own code": ({"code_1": GRID_1}, "已经使用过"),
    "a short code": ({"code_1": "12"}, "区域代码应为 15 位数字"),
    "a code of elsewhere": ({"code_1": "469024101001011"}, f"代码应以上级代码 {EAST} 开头"),
    "no name": ({"name_2": ""}, "内容需在1到60个字之间"),
    "twice the same": ({"code_2": EAST + "011"}, "已经使用过"),
}


@pytest.mark.parametrize("name", CLOSINGS)
def test_a_closing_without_sense_writes_nothing_by_halves(guo: Client, name: str) -> None:
    typed, sentence = CLOSINGS[name]
    before = state()
    answer = close(guo, **typed)
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert state() == before


def test_a_community_with_grids_is_not_closed(guo: Client) -> None:
    answer = send(guo, f"/admin/territory/{EAST}/close", code_1=NORTH + "009", name_1="新社区",
                  **BY)  # fmt: skip
    assert answer.status_code == 409
    assert "下面还有区域" in text_of(answer)


def test_a_new_grid_opens_below_its_community(guo: Client) -> None:
    url = f"/admin/territory/{EAST}/open"
    file = upload(json.dumps(box(109.62, 109.63)))
    answer = send(guo, url, code=EAST + "003", name="东三网格", boundary=file, **BY)
    assert answer.status_code == 302
    located = territory().locate(lon=109.625, lat=19.905)
    assert located.area is not None and located.area.code == EAST + "003"
    again = send(guo, url, code=EAST + "003", name="东三网格", **BY)
    assert "已经使用过" in text_of(again)


def test_households_are_a_number_with_its_year(guo: Client) -> None:
    url = f"/admin/territory/{GRID_1}/households"
    assert send(guo, url, households="312", year="2026", **BY).status_code == 302
    assert "312" in text_of(guo.get("/admin/grids/"))
    assert "2026" in text_of(guo.get(f"/admin/territory/{GRID_1}/"))
    for typed, sentence in (
        ({"households": "-1"}, "请填写 0 到 1000000 之间的整数"),
        ({"households": "三百"}, "请填写 0 到 1000000 之间的整数"),
        ({"year": "2030"}, "请填写 2016 到 2026 之间的整数"),
    ):
        answer = send(guo, url, **{"households": "300", "year": "2026", **BY, **typed})
        assert answer.status_code == 422
        assert sentence in text_of(answer)
