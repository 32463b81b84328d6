"""Applying, handling and following an application over HTTP."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from jiceng.casework.tests.calling import is_problem
from jiceng.casework.tests.county import County
from jiceng.services.models import Application, ServicePoint
from jiceng.services.tests.cast import opened, with_items

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
HERE = "/desk/applications/"
KEY = "0f3b7c1e-2a4d-4c55-9a8e-1f2e3d4c5b6a"


@pytest.fixture
def town(county_with_kinds: County) -> County:
    return with_items(county_with_kinds)


def typed(**more: Any) -> dict[str, Any]:
    return {"phone": "13812345678", "papers": ["form", "contract"], "token": KEY, **more}


def desk(county: County, who: str) -> Client:
    client = Client()
    client.force_login(county.people[who])
    return client


def applied(**more: Any) -> tuple[str, str]:
    """Number and code as the receipt shows them."""
    page = Client().post("/services/items/housing_fund", typed(**more)).content.decode()
    number = re.search(r"AP\d+", page)
    code = re.search(r'name="code" value="(\w+)"', page)
    assert number
    assert code
    return number[0], code[1]


def followed(number: str, code: str, **act: Any) -> str:
    answer = Client().post("/services/applications", {"number": number, "code": code, **act})
    return answer.content.decode()


def acted(county: County, who: str, number: str, name: str, **said: Any) -> int:
    version = Application.objects.get(number=number).version
    url = f"{HERE}{number}/acts/{name}"
    return desk(county, who).post(url, {"version": version, **said}).status_code


def test_the_guide_says_what_to_bring_and_how_long_it_takes(town: County) -> None:
    assert "租房提取公积金" in Client().get("/services/items").content.decode()
    page = Client().get("/services/items/housing_fund").content.decode()
    for words in ("租房合同", "5 个工作日", "10 个工作日", "不收费", "网上申请"):
        assert words in page
    assert "网上申请" not in Client().get("/services/items/stall_permit").content.decode()
    assert Client().get("/services/items/nothing").status_code == 404
    found = Client().get("/services/items?text=公积金").content.decode()
    assert "证照复印查询" not in found


def test_a_resident_applies_is_asked_for_a_paper_brings_it_and_rates(town: County) -> None:
    number, code = applied(papers=["form"])
    assert acted(town, "zhao", number, "accept") == 409
    assert acted(town, "zhao", number, "ask_supplement", missing_papers="还缺租房合同") == 302
    page = followed(number, code)
    assert "还缺租房合同" in page
    version = Application.objects.get().version
    page = followed(number, code, act="supplement", version=version, papers=["contract"])
    assert "已收到补正" in page
    assert acted(town, "zhao", number, "accept") == 302
    assert acted(town, "zhao", number, "examine", opinion="齐全") == 302
    assert acted(town, "du", number, "grant", result="准予提取，三日内到账") == 302
    assert "准予提取，三日内到账" in followed(number, code)
    assert "您的评价：5 分" in followed(number, code, act="rate", rating="5")
    assert Application.objects.get().rating == 5


def test_pressed_twice_it_is_one_application(town: County) -> None:
    assert applied() == applied()
    assert Application.objects.count() == 1


def test_what_was_typed_stays_and_the_fault_is_named(town: County) -> None:
    answer = Client().post("/services/items/housing_fund", typed(phone="12", note="第三次来"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "第三次来" in page
    assert not Application.objects.exists()


def test_a_wrong_code_tells_nothing(town: County) -> None:
    number, _code = applied()
    assert "编号或查询码不对" in followed(number, "AAAAAAAA")
    assert "租房" not in followed(number, "AAAAAAAA")


def test_an_applicant_withdraws(town: County) -> None:
    number, code = applied()
    version = Application.objects.get().version
    assert "申请已撤回" in followed(number, code, act="withdraw", version=version)
    assert "不能" in followed(number, code, act="withdraw", version=version + 1)


def test_the_desk_sees_the_telephone_only_when_it_asks(town: County) -> None:
    number, _code = applied()
    clerk = desk(town, "zhao")
    page = clerk.get(f"{HERE}{number}/").content.decode()
    assert "138****5678" in page
    assert "13812345678" not in page
    assert "13812345678" in clerk.post(f"{HERE}{number}/contact").content.decode()


def test_an_application_is_written_down_at_the_counter_for_somebody(town: County) -> None:
    clerk, point = desk(town, "wang"), ServicePoint.objects.get(name="北镇便民服务站")
    said = {"item": "stall_permit", "channel": "counter", "point": point.number,
            "phone": "13812345678", "by_agent": "on"}  # fmt: skip
    refused = clerk.post(f"{HERE}new", said)
    assert "代办须有申请人本人同意" in refused.content.decode()
    answer = clerk.post(f"{HERE}new", {**said, "has_word": "on"}, follow=True)
    row = Application.objects.get()
    assert row.number in answer.content.decode()
    assert (row.unit, row.by_agent, row.point) == ("HOUSING", True, point)
    again = clerk.get(f"{HERE}receipt")
    assert again.status_code == 302


def test_papers_are_noted_at_the_desk(town: County) -> None:
    number, _code = applied(papers=[])
    assert acted(town, "zhao", number, "papers", papers=["form", "contract"]) == 302
    assert Application.objects.get().papers == ["contract", "form"]
    assert acted(town, "zhao", number, "accept") == 302
    assert acted(town, "zhao", number, "papers", papers=[]) == 409


def test_the_panel_offers_what_an_item_has(town: County) -> None:
    number, _code = applied()
    page = desk(town, "zhao").get(f"{HERE}{number}/").content.decode()
    assert "登记材料" in page
    assert "当场办结" not in page
    answer = Client().post("/services/items/permit_copy", typed(papers=[], token=KEY + "x"))
    instant = re.search(r"AP\d+", answer.content.decode())
    assert instant
    page = desk(town, "zhao").get(f"{HERE}{instant[0]}/").content.decode()
    assert "登记材料" not in page
    assert "当场办结" in page


def test_a_list_shows_the_earliest_promise_first_and_only_ones_own(town: County) -> None:
    number, _code = applied()
    page = desk(town, "zhao").get(HERE).content.decode()
    assert number in page
    assert number not in desk(town, "qian").get(HERE).content.decode()
    assert desk(town, "qian").get(f"{HERE}{number}/").status_code == 404


def test_programs_apply_move_and_are_told_no_names(town: County, calling: Any) -> None:
    given = {"item": "housing_fund", "phone": "13812345678", "name": "吴某某",
             "papers": ["form", "contract"]}  # fmt: skip
    clerk = calling("zhao")
    made = clerk.post("/applications", given).json()
    assert (len(made["access_code"]), made["lacking"]) == (8, [])
    url = f"/applications/{made['number']}"
    moved = clerk.post(f"{url}/moves/accept", {"version": made["version"]}).json()
    assert moved["state"] == "accepted"
    assert [m["name"] for m in moved["moves"]] == ["examine"]
    text = clerk.get(url).content.decode() + clerk.get("/applications").content.decode()
    assert "吴某某" not in text
    assert "access_code" not in text
    assert is_problem(calling("qian").get(url), 404)
    items = clerk.get("/service-items").json()["items"]
    assert [i["key"] for i in items] == ["housing_fund", "permit_copy", "stall_permit"]
    assert clerk.get("/service-items/permit_copy").json()["is_instant"]


@pytest.mark.parametrize("names", [[], ["甲站"], ["甲站", "乙站"]])
def test_a_clerk_registers_at_one_of_several_points_or_at_none(
    town: County, names: list[str]
) -> None:
    for name in names:
        opened(town, "chen", name=name, kind="service_station", unit="HOUSING", lon=None, lat=None)
    points = list(ServicePoint.objects.filter(unit="HOUSING").order_by("pk"))
    said = {"item": "permit_copy", "channel": "counter", "phone": "13812345678",
            "point": points[-1].number if points else ""}  # fmt: skip
    assert desk(town, "zhao").post(f"{HERE}new", said).status_code == 302
    row = Application.objects.get()
    assert row.point == (points[-1] if points else None)
