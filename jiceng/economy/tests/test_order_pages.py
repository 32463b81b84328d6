"""Buying, handing out and settling over HTTP."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from jiceng.casework.tests.calling import is_problem
from jiceng.economy.models import Order, Station
from jiceng.economy.tests.market_cast import CHICKEN, RICE, Market, paid, placed, received

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
HERE = "/desk/orders/"
KEY = "0f3b7c1e-2a4d-4c55-9a8e-1f2e3d4c5b6a"


def desk(market: Market, who: str = "zhao") -> Client:
    client = Client()
    client.force_login(market.county.people[who])
    return client


def typed(market: Market, **more: Any) -> dict[str, Any]:
    return {"station": market.station.number, "q_PR1": 2, "p_PR1": 8800, "way": "pickup",
            "phone": "13812345678", "token": KEY, **more}  # fmt: skip


def bought(market: Market, **more: Any) -> tuple[str, str]:
    """Number and code as the receipt shows them."""
    page = Client().post("/market/order", typed(market, **more)).content.decode()
    number = re.search(r"OR\d+", page)
    code = re.search(r'name="code" value="(\w+)"', page)
    assert number
    assert code
    return number[0], code[1]


def followed(number: str, code: str, **act: Any) -> str:
    answer = Client().post("/market/orders", {"number": number, "code": code, **act})
    return answer.content.decode()


def acted(market: Market, number: str, name: str, **said: Any) -> tuple[int, str]:
    version = Order.objects.get(number=number).version
    answer = desk(market).post(f"{HERE}{number}/acts/{name}", {"version": version, **said})
    return answer.status_code, answer.content.decode()


def test_the_market_shows_who_grows_what_and_whether_it_is_there(market: Market) -> None:
    page = Client().get("/market").content.decode()
    for words in ("土鸡", "88.00 元/只", "王家鸡舍P", "东社区", "有货", "动物检疫合格证明"):
        assert words in page
    assert "大米" not in Client().get("/market?text=土鸡").content.decode()
    assert "土鸡" not in Client().get("/market?kind=grain").content.decode()
    assert "HG-1" in Client().get(f"/market/{CHICKEN}").content.decode()
    assert Client().get("/market/PR9").status_code == 404
    placed(market, (CHICKEN, 8, 8800))
    assert "只剩 2 只" in Client().get("/market").content.decode()


def test_a_market_without_a_station_says_so(county: object) -> None:
    assert "暂时没有符合条件的商品" in Client().get("/market").content.decode()


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("", "还没有选商品"),
        ("q_PR1=0", "数量应在 1 到 99 之间"),
        ("q_PR1=100&q_PR2=1", "数量应在 1 到 99 之间"),
        ("q_PR1=two", "数量应在 1 到 99 之间"),
        ("q_PR9=1", "有商品已经下架"),
    ],
)
def test_a_basket_that_cannot_be_ordered_is_told_on_the_list(
    market: Market, asked: str, words: str
) -> None:
    answer = Client().get(f"/market/order?{asked}")
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_a_buyer_orders_pays_at_the_station_and_picks_up(market: Market) -> None:
    page = Client().get("/market/order?q_PR1=2").content.decode()
    assert "176.00 元" in page
    number, code = bought(market)
    assert "货已为您留好" in followed(number, code)
    assert acted(market, number, "pay")[0] == 422
    assert acted(market, number, "pay", reference="W-1")[0] == 302
    for name in ("pack", "make_ready"):
        assert acted(market, number, name)[0] == 302
    assert "请带上订单编号到站点取货" in followed(number, code)
    assert acted(market, number, "hand_over")[0] == 302
    assert "您的评价：5 分" in followed(number, code, act="rate", rating="5")
    url = f"/desk/market/{market.station.number}/settlement/"
    assert "176.00" in desk(market).get(url).content.decode()
    assert "农产品销售对账单" in desk(market).get(f"{url}PD1/?print=1").content.decode()


def test_pressed_twice_it_is_one_order(market: Market) -> None:
    assert bought(market) == bought(market)
    assert Order.objects.count() == 1
    assert market.left(CHICKEN) == (10, 2)


def test_yesterdays_price_is_told_and_todays_is_on_the_page_to_be_sent(market: Market) -> None:
    market.price(CHICKEN, 9200)
    answer = Client().post("/market/order", typed(market, name="老吴"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "价格已从 88.00 元变为 92.00 元" in page
    assert "老吴" in page
    assert 'name="p_PR1" value="9200"' in page
    assert not Order.objects.exists()


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"way": "delivery"}, "送货上门请填写收货地址"),
        ({"phone": ""}, "请留下联系电话"),
        ({"q_PR1": 11}, "只剩 10 只"),
        ({"q_PR1": 0}, "数量应在 1 到 99 之间"),
    ],
)
def test_what_is_wrong_with_an_order_is_told_on_its_page(
    market: Market, more: dict[str, Any], words: str
) -> None:
    answer = Client().post("/market/order", typed(market, **more))
    assert answer.status_code in (409, 422)
    assert words in answer.content.decode()


def test_a_wrong_code_tells_nothing(market: Market) -> None:
    number, _code = bought(market)
    page = followed(number, "AAAAAAAA")
    assert "编号或查询码不对" in page
    assert "土鸡" not in page


def test_a_buyer_cancels_and_asks_for_after_sales(market: Market) -> None:
    number, code = bought(market)
    page = followed(number, code, act="cancel", version=Order.objects.get().version)
    assert "订单已取消" in page
    number, code = bought(market, token=KEY + "2")
    for name, said in (("pay", {"reference": "W-1"}), ("pack", {}), ("make_ready", {}),
                       ("hand_over", {})):  # fmt: skip
        assert acted(market, number, name, **said)[0] == 302
    version = Order.objects.get(number=number).version
    page = followed(number, code, act="ask_after_sales", version=version, reason="少了一只")
    assert "三个工作日内答复" in page
    assert acted(market, number, "answer", answer="补一只")[0] == 302
    assert "补一只" in followed(number, code)


def test_a_refund_at_the_desk_is_part_or_whole_and_given_once(market: Market) -> None:
    row = received(market)
    line = row.lines.get(produce__number=CHICKEN).pk
    code, page = acted(market, row.number, "refund", line=line, yuan="176.01", reference="T-1")
    assert (code, "退款不能超过未退的 176.00 元" in page) == (409, True)
    assert acted(market, row.number, "refund", line=line, yuan="88", reference="T-1")[0] == 302
    code, page = acted(market, row.number, "refund", line="all", reference="T-1")
    assert "凭证号“T-1”已经登记过" in page
    assert acted(market, row.number, "refund", line="all", reference="T-2")[0] == 302
    code, page = acted(market, row.number, "refund", line="all", reference="T-3")
    assert (code, "已经全额退款" in page) == (409, True)


def test_the_desk_sees_the_buyer_only_when_it_asks(market: Market) -> None:
    number, _code = bought(market, way="delivery", address="示例路 9 号")
    page = desk(market).get(f"{HERE}{number}/").content.decode()
    assert "138****5678" in page
    assert "示例路 9 号" not in page
    assert "示例路 9 号" in desk(market).post(f"{HERE}{number}/contact").content.decode()


def test_the_list_of_orders_is_the_stations_own(market: Market) -> None:
    row = placed(market)
    assert row.number in desk(market).get(HERE).content.decode()
    assert row.number not in desk(market).get(f"{HERE}?state=paid").content.decode()
    assert row.number in desk(market).get(f"{HERE}?number={row.number}").content.decode()
    assert row.number not in desk(market, "qian").get(HERE).content.decode()


def test_stock_comes_in_and_a_recall_is_told_to_who_ordered(market: Market) -> None:
    number, code = bought(market)
    url = f"/desk/market/{market.station.number}/stock/{CHICKEN}/"
    clerk = desk(market)
    assert clerk.post(f"{url}acts/take_in", {"version": 1, "amount": 5}).status_code == 302
    assert market.left(CHICKEN) == (15, 2)
    refused = clerk.post(f"{url}acts/write_off", {"version": 1, "amount": 14, "note": "损耗"})
    assert "可用库存只有 13" in refused.content.decode()
    answer = clerk.post(f"{url}acts/recall", {"version": 1, "reason": "抽检不合格"})
    assert answer.status_code == 302
    assert "已经召回：抽检不合格" in followed(number, code)
    assert number in clerk.get(url).content.decode()
    assert "土鸡" not in Client().get("/market").content.decode()


def test_a_payout_is_recorded_once_and_never_above_what_is_owed(market: Market) -> None:
    received(market)
    url = f"/desk/market/{market.station.number}/settlement/PD1/"
    clerk = desk(market)
    said = {"version": 1, "yuan": "176.01", "reference": "Z-1"}
    assert "应付只有 176.00 元" in clerk.post(f"{url}payout", said).content.decode()
    assert clerk.post(f"{url}payout", {**said, "yuan": "176.00"}).status_code == 302
    assert "至今应付 0.00 元" in clerk.get(url).content.decode()


def test_a_unit_opens_its_station_and_takes_produce_in(market: Market) -> None:
    clerk = desk(market, "qian")
    said = {
        "name": "北站",
        "address": "北路 1 号",
        "delivers": "on",
        "carriage": "3.50",
        "fee": "2",
    }
    answer = clerk.post("/desk/market/new", said)
    row = Station.objects.get(name="北站")
    assert answer["Location"] == f"/desk/market/{row.number}/"
    assert (row.unit, row.carriage_fen, row.fee_share) == ("POLICE", 350, 200)
    assert "已经有名为" in clerk.post("/desk/market/new", said).content.decode()
    url = f"/desk/market/{row.number}/add"
    assert clerk.post(url, {"produce": RICE, "amount": 0}).status_code == 422
    assert clerk.post(url, {"produce": RICE, "amount": 7}).status_code == 302
    assert row.stocks.get().on_hand == 7


def test_programs_order_move_refund_and_are_told_no_names(market: Market, calling: Any) -> None:
    given = {"station": market.station.number, "phone": "13812345678", "name": "吴某某",
             "lines": [{"produce": CHICKEN, "quantity": 2, "price_fen": 8800}]}  # fmt: skip
    clerk = calling("zhao")
    made = clerk.post("/orders", given, **{"Idempotency-Key": "k1"}).json()
    assert clerk.post("/orders", given, **{"Idempotency-Key": "k1"}).json() == made
    assert (len(made["access_code"]), made["total_fen"]) == (8, 17600)
    url = f"/orders/{made['number']}"
    said = {"version": made["version"], "reference": "W-1"}
    moved = clerk.post(f"{url}/moves/pay", said).json()
    assert [m["name"] for m in moved["moves"]] == ["pack", "call_off"]
    text = clerk.get(url).content.decode() + clerk.get("/orders").content.decode()
    assert "吴某某" not in text
    assert "access_code" not in text
    assert is_problem(calling("qian").get(url), 404)
    assert is_problem(calling("qian").post("/orders", given), 403)
    old = {**given, "lines": [{"produce": CHICKEN, "quantity": 1, "price_fen": 8000}]}
    assert is_problem(clerk.post("/orders", old), 422)
    row = received(market)
    back = clerk.post(f"/orders/{row.number}/moves/refund",
                      {"version": row.version, "reference": "T-1"})  # fmt: skip
    assert back.json()["state"] == "refunded"
    again = {"version": row.version + 1, "reference": "T-2"}
    assert is_problem(clerk.post(f"/orders/{row.number}/moves/refund", again), 409)
    assert is_problem(clerk.post(f"{url}/moves/fly", said), 404)


def test_an_order_that_is_paid_is_called_off_on_its_page(market: Market) -> None:
    number, code = bought(market)
    assert acted(market, number, "pay", reference="W-1")[0] == 302
    page = followed(number, code, act="call_off", version=Order.objects.get().version)
    assert "站点会把货款退给您" in page
    assert paid(market).state == "paid"
