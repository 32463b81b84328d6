"""Service points as a sheet: what is given out is taken in again and changes nothing."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from jiceng.casework.tests.county import County
from jiceng.services.models import PointChange, ServicePoint
from jiceng.services.rules.points import duties_of
from jiceng.services.tests.cast import opened, with_items
from jiceng.services.tests.test_efficiency import desk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
HERE = "/desk/service-points/"
HEAD = ("名称", "类型", "所在区域", "地址", "周一", "设施", "经度", "纬度")
GOOD = ("西门便民站", "便民服务站", "东社区", "东风路 8 号", "8:30-12:00", "卫生间、停车位", "", "")


@pytest.fixture
def town(county_with_kinds: County) -> County:
    return with_items(county_with_kinds)


def sheet(*rows: tuple[str, ...]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows([HEAD, *rows])
    return out.getvalue()


def send(county: County, text: str, who: str = "chen", **more: str) -> Any:
    sent = SimpleUploadedFile("points.csv", text.encode("utf-8-sig"))
    return desk(county, who).post(f"{HERE}import", {"file": sent, **more})


def given_out(county: County) -> str:
    answer = desk(county, "chen").get(f"{HERE}export?format=csv")
    return str(answer.getvalue(), "utf-8-sig")


def test_a_row_opens_a_point_and_twice_changes_nothing(town: County) -> None:
    page = send(town, sheet(GOOD)).content.decode()
    assert "新增 1 行" in page
    point = ServicePoint.objects.get(name="西门便民站")
    assert (point.facilities, point.hours["weekly"][0]) == (["parking", "toilet"], [[510, 720]])
    assert "没有变化 1 行" in send(town, sheet(GOOD)).content.decode()
    assert not PointChange.objects.exists()


def test_a_trial_opens_nothing(town: County) -> None:
    assert "还没有导入" in send(town, sheet(GOOD), trial="1").content.decode()
    assert not ServicePoint.objects.filter(name="西门便民站").exists()


def test_what_is_given_out_is_taken_in_unchanged(town: County) -> None:
    duties = duties_of("周三 9:00-11:30 律师值班\n周五 15:00-17:00 退役军人服务")
    point = opened(town, items=("permit_copy",), facilities=("ramp",), duties=duties, capacity=40)
    assert "没有变化 1 行" in send(town, given_out(town)).content.decode()
    assert ServicePoint.objects.get(pk=point.pk).version == 1


def test_a_point_is_changed_by_its_number(town: County) -> None:
    point = opened(town)
    text = given_out(town).replace("东风路 1 号", "东风路 100 号")
    assert "更新 1 行" in send(town, text).content.decode()
    assert ServicePoint.objects.get(pk=point.pk).address == "东风路 100 号"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({4: "17:30-8:30"}, "周一：“17:30-8:30”的结束时间不晚于开始时间"),
        ({6: "120.0", 7: "30.0"}, "地图上的位置在本县范围以外"),
        ({1: "宫殿"}, "没有“宫殿”这种网点"),
        ({2: "火星"}, "所在区域："),
        ({3: ""}, "地址："),
        ({5: "泳池"}, "设施："),
        ({6: "东"}, "经度："),
        ({2: "西村"}, "您的岗位或管辖范围不包括这里"),
    ],
)
def test_each_wrong_cell_is_a_sentence_and_the_good_row_goes_in(
    town: County, changes: dict[int, str], sentence: str
) -> None:
    bad = tuple(changes.get(n, cell) for n, cell in enumerate(("坏站", *GOOD[1:])))
    answer = send(town, sheet(bad, GOOD))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "第 2 行" in page
    assert sentence in page
    assert list(ServicePoint.objects.filter(unit="C-EAST").values_list("name", flat=True)) == [
        "西门便民站"
    ]
