"""Producers and fairs over HTTP: the desk, the phone at the stall, visitors, programs."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.test import Client
from openpyxl import Workbook, load_workbook

from jiceng.casework.actions.gate import spend_answer
from jiceng.casework.tests.calling import Caller, is_problem
from jiceng.casework.tests.county import EAST, NOON, County
from jiceng.economy.models import Fair, FairFeedback, FairSale, Produce, Producer
from jiceng.economy.rules.produce_table import COLUMNS
from jiceng.economy.tests.fairs import PLAN, TODAY, Market, market, with_kinds

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
FAIRS, PRODUCERS = "/desk/fairs/", "/desk/producers/"


@pytest.fixture
def planned(county: County) -> Market:
    return market(county)


@pytest.fixture
def opened(planned: Market) -> Market:
    planned.moved("publish", "open")
    return planned


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


def test_a_clerk_registers_a_producer_its_produce_and_a_paper(county: County) -> None:
    with_kinds()
    clerk = desk(county)
    page = sent(clerk, f"{PRODUCERS}new", name="示例农户甲", kind="household", area=EAST,
                households=1)  # fmt: skip
    sent(clerk, f"{page}produce", name="红薯", kind="vegetable", measure="斤", price_fen="3.50",
         on_sale="on")  # fmt: skip
    assert "“红薯”缺少承诺达标合格证，不能销售" in text(page, clerk)
    produce = Produce.objects.get()
    sent(clerk, f"/desk/produce/{produce.number}/paper", kind="pass_certificate", number="HG-1",
         until="2027-01-31", version=1)  # fmt: skip
    shown = text(page, clerk)
    assert "3.50 元/斤" in shown
    assert "可以销售" in shown
    assert "修改生产者" not in text(page, desk(county, "xie"))


def test_what_was_typed_stays_when_it_is_refused(county: County) -> None:
    with_kinds()
    clerk = desk(county)
    page = sent(clerk, f"{PRODUCERS}new", 422, name="示例农户乙", kind="household", area=EAST,
                households=3)  # fmt: skip
    assert "农户只算 1 户" in page
    assert "示例农户乙" in page


def book(*rows: list[str]) -> io.BytesIO:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    for row in (COLUMNS.asked, *rows):
        sheet.append(row)
    kept = io.BytesIO()
    made.save(kept)
    kept.seek(0)
    kept.name = "清单.xlsx"
    return kept


def rows_of(answer: Any) -> list[list[Any]]:
    """The cells of a workbook that was sent, without its head."""
    sheet = load_workbook(io.BytesIO(b"".join(answer))).active
    assert sheet is not None
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]


def test_a_list_is_taken_in_line_by_line_and_twice_doubles_nothing(county: County) -> None:
    with_kinds()
    clerk = desk(county)
    good = ["示例农户甲", "农户", "东社区", "1", "红薯", "蔬菜", "斤", "3.5", "承诺达标合格证",
            "HG-1", "2027-01-31"]  # fmt: skip
    other = [*good[:4], "玉米", "蔬菜", "斤", "2", "", "", ""]
    wrong = ["示例农户乙", "农户", "西村", "1", "茶", "蔬菜", "车", "很贵", "", "", ""]
    page = sent(clerk, f"{PRODUCERS}import", 422, file=book(good, other, wrong))
    assert "新增 2 行" in page
    assert "第 4 行" in page
    assert "看不懂金额“很贵”" in page
    elsewhere = [*wrong[:6], "斤", "5", "", "", ""]
    dearer = [*good[:7], "4", *good[8:]]
    page = sent(clerk, f"{PRODUCERS}import", 422, file=book(dearer, other, elsewhere))
    assert "更新 1 行，没有变化 1 行" in page
    assert "您管辖范围内没有“西村”" in page
    assert Producer.objects.count() == 1
    assert [p.fen for p in Produce.objects.get(name="红薯").prices.order_by("pk")] == [350, 400]
    out = clerk.get(f"{PRODUCERS}export.xlsx")
    lines = [row[:8] for row in rows_of(out)]
    assert ["示例农户甲", "农户", "东社区", "1", "红薯", "蔬菜", "斤", "4.00"] in lines


def plan(**changes: Any) -> dict[str, Any]:
    return {"title": "东社区爱心集市", "area": EAST, "place": "文化广场", "first_day": TODAY,
            "last_day": TODAY, "opens": "8:00", "closes": "18:00", "stalls": "A01-A03 9",
            **changes}  # fmt: skip


def test_a_fair_is_planned_and_its_faults_are_told(county: County) -> None:
    with_kinds()
    clerk = desk(county)
    page = sent(clerk, f"{FAIRS}new", 422, **plan(opens="早上八点", stalls="三个"))
    assert "看不懂时间“早上八点”" in page
    assert "看不懂“三个”" in page
    page = sent(clerk, f"{FAIRS}new", 422, **plan(first_day="2026-11-01", last_day="2026-11-02"))
    assert "2026-11-02 已经过去" in page
    url = sent(clerk, f"{FAIRS}new", **plan())
    shown = text(url, clerk)
    assert "共 3 个，已安排 0 个" in shown
    assert "暂不能公布" in shown
    assert "还没有安排生产者的摊位" in shown


def test_a_stall_is_given_and_offers_what_has_valid_papers(planned: Market) -> None:
    clerk = desk(planned.county)
    at = f"{FAIRS}{planned.fair.number}/stalls/A03/acts/"
    page = sent(clerk, f"{at}assign", 422, producer=planned.jia.number)
    assert "示例农户甲同一天已有摊位：东社区爱心集市 A01" in page
    sent(clerk, f"{at}assign", producer=planned.jia.number, reason="货多")
    Produce.objects.filter(pk=planned.potato.pk).update(papers=[])
    page = sent(clerk, f"{at}offer", 422, produce=planned.potato.number)
    assert "“红薯”缺少承诺达标合格证" in page
    assert "货多" in text(f"{FAIRS}{planned.fair.number}/stalls/A03/", clerk)


def test_a_price_is_changed_and_produce_taken_off_at_the_stall(planned: Market) -> None:
    clerk = desk(planned.county)
    at, key = f"{FAIRS}{planned.fair.number}/stalls/A01/acts/", planned.offer("A01").pk
    sent(clerk, f"{at}price", offer=key, price_fen="3.20")
    assert "3.20 元/斤" in text(f"{FAIRS}{planned.fair.number}/", clerk)
    sent(clerk, f"{at}drop", offer=key)
    sent(clerk, f"{at}drop", 404, offer=key)
    sent(clerk, f"{at}free")
    assert "安排生产者" in text(f"{FAIRS}{planned.fair.number}/stalls/A01/", clerk)


def test_a_sale_is_entered_refused_and_countered_at_the_stall(opened: Market) -> None:
    clerk = desk(opened.county)
    sales = f"{FAIRS}{opened.fair.number}/sales"
    entry: dict[str, Any] = {"day": TODAY, "quantity": "10", "amount": "36", "reason": ""}
    at = f"{sales}/{opened.offer('A01').pk}"
    assert "金额高于摊位标价应收的 35.00 元" in sent(clerk, at, 422, **entry)
    assert "数量须大于 0" in sent(clerk, at, 422, **{**entry, "quantity": "0", "amount": "0"})
    there = sent(clerk, at, **{**entry, "amount": "35"})
    assert "累计 35.00 元" in text(there, clerk)
    assert "已经录入" in sent(clerk, at, 409, **{**entry, "amount": "35"})
    sale = FairSale.objects.get()
    sent(clerk, f"{sales}/{sale.pk}/counter", reason="记错摊位")
    assert "累计 0.00 元" in text(there, clerk)
    out = clerk.get(f"{sales}.xlsx")
    assert [(row[9], row[10]) for row in rows_of(out)] == [("35.00", None), (None, "35.00")]


def test_income_by_producer_is_for_organisers_and_by_village_for_everybody(
    opened: Market,
) -> None:
    opened.sold("A01", 1000, 3500)
    opened.sold("A02", 2000, 10000)
    here = f"{FAIRS}{opened.fair.number}/"
    shown = text(here, desk(opened.county))
    assert "生产者收入" in shown
    assert "27.00" in shown  # 135 yuan among five households
    other = text(here, desk(opened.county, "xie"))
    assert "生产者收入" not in other
    # East has one household, hence stands together with West
    assert "135.00" in other
    assert "100.00" not in other
    public = text(f"/fairs/{opened.fair.number}")
    assert "135.00" not in public  # not before it is over
    opened.moved("close")
    public = text(f"/fairs/{opened.fair.number}")
    assert "销售额合计 <b>135.00</b> 元" in public
    assert "合并显示" in public


def test_visitors_find_the_fair_its_stalls_and_prices(opened: Market) -> None:
    assert PLAN.title in text("/fairs")
    page = text(f"/fairs/{opened.fair.number}")
    assert "红薯 <b>3.50 元/斤</b>" in page
    assert "2026-11-23 周一 至 11-24 周二，每天 8:00—18:00" in page
    features = Client().get("/fairs/points.json").json()["features"]
    assert [f["properties"]["number"] for f in features] == [opened.fair.number]


def test_what_is_only_planned_is_not_public(planned: Market) -> None:
    text(f"/fairs/{planned.fair.number}", status=404)
    assert "近期没有集市" in text("/fairs")


def test_a_visitor_says_how_it_was(opened: Market) -> None:
    url = f"/fairs/{opened.fair.number}"
    assert "请选择一个评价" in sent(Client(), url, 422, comment="很好")
    there = sent(Client(), url, rating="5", comment="很好，明年再来")
    assert "谢谢您的评价" in text(there)
    assert FairFeedback.objects.get().rating == 5
    here = f"{FAIRS}{opened.fair.number}/"
    assert "明年再来" in text(here, desk(opened.county))
    assert "明年再来" not in text(here, desk(opened.county, "xie"))


def test_nobody_answers_for_sixty_visitors_in_a_minute(opened: Market) -> None:
    url = f"/fairs/{opened.fair.number}"
    for _n in range(59):
        spend_answer("127.0.0.1", now=NOON)
    sent(Client(), url, rating="1")
    assert "操作过于频繁" in sent(Client(), url, 429, rating="1")
    assert FairFeedback.objects.count() == 1


def test_the_next_fair_is_proposed_from_the_one_that_is_over(opened: Market) -> None:
    opened.moved("close")
    clerk, here = desk(opened.county), f"{FAIRS}{opened.fair.number}/"
    sent(clerk, f"{here}acts/next", first_day="2027-01-15")
    after = Fair.objects.get(follows=opened.fair)
    assert "2027-01-15" in text(here, clerk)
    assert "上一场" in text(f"{FAIRS}{after.number}/", clerk)


def test_programs_plan_open_and_settle_a_fair(county: County, calling: Any) -> None:
    held = market(county)
    clerk: Caller = calling("chen")
    given = {"title": "周末集市", "area": EAST, "place": "广场", "first_day": f"{TODAY}",
             "last_day": f"{TODAY}", "stalls": "B01-B02 6"}  # fmt: skip
    made = clerk.post("/fairs", given).json()
    assert [s["code"] for s in made["stalls"]] == ["B01", "B02"]
    assert made["moves"][0]["blocked_by"] == ["还没有安排生产者的摊位，请先安排摊位再公布。"]
    url = f"/fairs/{held.fair.number}"
    for name in ("publish", "open"):
        version = clerk.get(url).json()["version"]
        clerk.post(f"{url}/moves/{name}", {"version": version})
    seen = clerk.get(url).json()
    offer = seen["stalls"][0]["offers"][0]
    sale = {"offer": offer["offer"], "day": f"{TODAY}", "quantity": "2.5", "amount": "8.75"}
    sold = clerk.post(f"{url}/moves/enter_sale", sale).json()
    assert (sold["amount"], sold["total"]) == ("8.75", "8.75")
    assert is_problem(clerk.post(f"{url}/moves/enter_sale", sale), 409)
    back = clerk.post(f"{url}/moves/counter_sale", {"sale": sold["sale"], "reason": "错"}).json()
    assert (back["amount"], back["total"]) == ("-8.75", "0.00")
    listed = clerk.get("/fairs", under=EAST, state="open").json()["items"]
    assert [f["number"] for f in listed] == [held.fair.number]


def test_a_program_is_told_what_cannot_be_read(county: County, calling: Any) -> None:
    with_kinds()
    given = {"title": "周末集市", "area": EAST, "place": "广场", "first_day": f"{TODAY}",
             "last_day": f"{TODAY}", "stalls": "B01 6", "opens": "早上"}  # fmt: skip
    answer = calling("chen").post("/fairs", given)
    assert is_problem(answer, 422)
    assert "看不懂时间“早上”" in answer.content.decode()
