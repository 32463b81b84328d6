"""A secretary fixes a year, takes dues, reconciles the bank and remits; the committee confirms and
the branch publishes: in Chromium, at both sizes."""

from __future__ import annotations

import io
import re

from openpyxl import Workbook
from playwright.sync_api import FilePayload, Locator, Page

from tests.chromium import Windows
from tests.journeys.conftest import Live
from tests.journeys.people import at_desk, read
from tests.journeys.watch import without_barriers

EAST = "/desk/party/dues/P-EAST/"
PAID = "东2号（示例）"


def statement() -> FilePayload:
    """Two sums, one of them twice, and one of somebody nobody knows."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ("交易流水号", "交易日期", "贷方发生额", "对方户名", "附言"),
        ("B-1", "2026-11-20", 30, "东3号（示例）", "11月党费"),
        ("B-1", "2026-11-20", 30, "东3号（示例）", "11月党费"),
        ("B-2", "2026-11-21", 12.5, "某某", ""),
    ):
        sheet.append(row)
    kept = io.BytesIO()
    book.save(kept)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return {"name": "statement.xlsx", "mimeType": kind, "buffer": kept.getvalue()}


def fixes_the_year(page: Page, live: Live) -> None:
    page.goto(f"{live.url}{EAST}fixing")
    page.fill("#since", "2026-12")
    page.fill("#because", "年内调资")
    for select in page.locator("select[name^=kind_]").all():
        select.select_option("wage")
    for typed in page.locator("input[name^=base_]").all():
        typed.fill("3000.01")
    without_barriers(page)
    page.click("text=计算，看结果")
    read(page, "核对后保存", "30.00")
    without_barriers(page)
    assert "3000.01" not in page.content()
    page.click("text=保存 6 人的核定")
    page.wait_for_url(f"**{EAST}fixing")
    read(page, "每月 30.00 元，2026-12 起")


def takes_a_payment(page: Page, live: Live) -> None:
    page.goto(f"{live.url}{EAST}")
    without_barriers(page)
    page.click(f"tr:has-text('{PAID}') >> text=收款")
    page.wait_for_selector("button[name=pick]")
    without_barriers(page)
    page.locator("button[name=pick]").first.click()
    page.wait_for_url(re.compile(r"/desk/party/dues/receipts/S\w+/"))
    read(page, "玖拾元整", PAID)
    without_barriers(page)


def reconciles_the_bank(page: Page, live: Live) -> None:
    page.goto(f"{live.url}{EAST}bank")
    page.get_by_label("其他账户").check()
    page.fill("[name=new_account]", "尾号 0002")
    page.set_input_files("[name=file]", statement())
    page.click("text=导入并对账")
    page.wait_for_url(re.compile(r"/bank/\d+/"))
    read(page, "第 3 行：流水 B-1 已经入账", "东3号（示例）", "待认领")
    without_barriers(page)
    page.click("text=返回银行流水")
    line = page.locator("tr:has-text('B-2')")
    line.locator("summary", has_text="认领").click()
    without_barriers(page)
    line.locator("select").select_option(label=option_of(line.locator("select"), "东4号"))
    line.locator("button", has_text="记到该党员").click()
    read(page, "待认领 1 笔，5.00 元")


def option_of(select: Locator, name: str) -> str:
    texts = select.locator("option").all_inner_texts()
    return next(text for text in texts if name in text)


def test_dues_from_the_fixing_of_a_year_to_its_publication(live: Live, new_page: Windows) -> None:
    bai = at_desk(live, new_page, "bai").page
    fixes_the_year(bai, live)
    takes_a_payment(bai, live)
    reconciles_the_bank(bai, live)
    bai.goto(f"{live.url}{EAST}money")
    bai.click("summary:has-text('上缴党费')")
    assert bai.input_value("#move-remit [name=amount]") == "221.50"
    without_barriers(bai)
    bai.click("#move-remit button[type=submit]")
    read(bai, "待确认收款")
    luo = at_desk(live, new_page, "luo").page
    luo.goto(f"{live.url}/desk/party/dues/")
    without_barriers(luo)
    assert PAID not in luo.content()
    luo.goto(f"{live.url}/desk/party/dues/P-NORTH/money")
    luo.click("tr:has-text('东社区党支部') a")
    without_barriers(luo)
    luo.click("#move-confirm button")
    read(luo, "已确认收款")
    bai.goto(f"{live.url}{EAST}reports")
    without_barriers(bai)
    bai.click("text=向党员公布 2026 年收支")
    read(bai, "2026 年收支，2026-11-23 公布")
    yan = at_desk(live, new_page, "yan").page
    yan.goto(f"{live.url}/desk/party/me/")
    read(yan, "我的党费", "2026-11-23 公布")
    without_barriers(yan)
