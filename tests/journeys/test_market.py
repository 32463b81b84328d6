"""A buyer with a telephone orders and follows; the station records, packs, hands out, settles, and
gives money back once: in Chromium.
"""

from __future__ import annotations

import re

from playwright.sync_api import Page

from tests.chromium import Windows
from tests.journeys.conftest import Live
from tests.journeys.people import NARROW, TALL, at_desk
from tests.journeys.watch import without_barriers


def order_two_chickens(page: Page, live: Live) -> tuple[str, str]:
    """From the home page to the receipt; number and code as they stand there."""
    page.goto(f"{live.url}/")
    page.click("text=乡村集市")
    page.fill("[name=q_PR1]", "2")
    page.click("text=下一步：核对订单")
    assert "176.00 元" in page.inner_text("main")
    page.click("text=提交订单")
    assert "请留下联系电话" in page.inner_text("main")
    page.fill("[name=phone]", "13812345678")
    page.fill("[name=name]", "示例买家")
    page.click("text=提交订单")
    page.wait_for_selector("text=货已为您留好")
    numbers = page.locator(".jc-number").all_inner_texts()
    return numbers[0], numbers[1]


def follow(page: Page, live: Live, slip: tuple[str, str]) -> str:
    page.goto(f"{live.url}/market/orders")
    page.fill("[name=number]", slip[0])
    page.fill("[name=code]", slip[1])
    page.press("[name=code]", "Enter")
    page.wait_for_selector(f"text={slip[0]}")
    return page.inner_text("main")


def test_an_order_from_the_basket_to_the_statement_and_back(live: Live, new_page: Windows) -> None:
    buyer = new_page(width=NARROW, height=TALL, java_script_enabled=False)
    slip = order_two_chickens(buyer, live)
    assert "待付款" in follow(buyer, live, slip)
    clerk = at_desk(live, new_page, "zhao")
    zhao = clerk.page
    zhao.goto(f"{live.url}/desk/orders/{slip[0]}/")
    without_barriers(zhao)
    clerk.presses("pay", reference="微信 1001")
    clerk.presses("pack")
    clerk.presses("make_ready")
    assert "请带上订单编号到站点取货" in follow(buyer, live, slip)
    clerk.presses("hand_over")
    zhao.goto(f"{live.url}/desk/market/")
    zhao.wait_for_url(re.compile(r"/desk/market/ES\d+/"))
    without_barriers(zhao)
    clerk.follows("结算")
    clerk.follows("王家鸡舍P")
    assert "至今应付 176.00 元" in zhao.inner_text("body")
    without_barriers(zhao)
    zhao.goto(f"{live.url}/desk/orders/{slip[0]}/")
    clerk.presses("refund", line="全部商品", yuan="88", reference="退 1")
    assert "已退 88.00" in follow(buyer, live, slip)
    clerk.presses("refund", line="全部商品", yuan="88.01", reference="退 2")
    assert "退款不能超过未退的 88.00 元" in zhao.inner_text("main")
    clerk.presses("refund", reference="退 2", yuan="88")
    assert "货款已全部退给您" in follow(buyer, live, slip)
    assert zhao.locator("#move-refund").count() == 0
    new_page.forgive("status of 422", because="an order without a telephone is refused on purpose")
    new_page.forgive("status of 409", because="a refund above what was paid is refused on purpose")
