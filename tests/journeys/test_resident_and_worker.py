"""A resident without scripts reports, a worker settles on the spot, the resident rates.

What each of them had to press and fill in is data: jiceng/casework/content/effort.json, which
/admin/burden/ shows.
"""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Page, expect

from tests.chromium import Windows
from tests.house import ROOT, expect_none
from tests.journeys.conftest import Live
from tests.journeys.people import Slip, receipt
from tests.journeys.watch import Effort, look_at

EFFORT = ROOT / "jiceng/casework/content/effort.json"
COUNTED = ("taps", "fields", "pages")
NARROW, WIDE = 390, 1440


def report_without_scripts(page: Page, live: Live, text: str) -> tuple[Slip, Effort]:
    """From the home page to a receipt."""
    page.goto(f"{live.url}/")
    hand = Effort(page)
    hand.tap("text=上报问题")
    hand.write("[name=text]", text)
    hand.write("[name=place]", "文化广场")
    hand.tap("text=下一步")
    hand.tap("button[value=send]")
    return receipt(page), hand


def open_slip(page: Page, live: Live, slip: Slip) -> Effort:
    page.goto(f"{live.url}/")
    hand = Effort(page)
    hand.tap("a[href='/track'] >> nth=0")
    hand.write("[name=number]", slip[0])
    hand.write("[name=code]", slip[1])
    hand.tap("main button[type=submit]")
    return hand


def report_and_settle(page: Page, live: Live) -> Effort:
    """From the list of tasks to a matter found and settled in one go."""
    page.goto(f"{live.url}/field/")
    hand = Effort(page)
    hand.tap(".jc-tab-report")
    hand.write("[name=text]", "小广场垃圾散落一地")
    hand.tap("label:has-text('我已当场办好')", leads_on=False)
    hand.write("[name=result]", "已扫净")
    hand.tap("main button[type=submit]")
    expect(page.locator("#jc-outbox-empty")).to_be_visible()
    return hand


def test_from_a_report_without_scripts_to_a_rating(live: Live, new_page: Windows) -> None:
    resident = new_page(width=NARROW, height=844, java_script_enabled=False)
    slip, reporting = report_without_scripts(resident, live, "文化广场垃圾桶满了，没人收")
    tracking = open_slip(resident, live, slip)
    expect(resident.locator("body")).to_contain_text("东社区居委会将在")

    li = new_page(width=NARROW, height=844)
    live.sign_in(li, "li", "/field/")
    settling = Effort(li)
    settling.tap(f"a[href='/field/cases/{slip[0]}/settle_on_the_spot']")
    settling.write("[name=result]", "已清运两车，现场冲洗干净")
    settling.tap("main button[type=submit]")
    expect(li.locator("#jc-outbox-empty")).to_be_visible()

    open_slip(resident, live, slip)
    expect(resident.locator("body")).to_contain_text("已清运两车，现场冲洗干净")
    rating = Effort(resident)
    rating.tap("label:has-text('非常满意')", leads_on=False)
    rating.tap("text=提交评价")
    expect(resident.locator("body")).to_contain_text("谢谢您的评价")

    measured = {
        "resident_report": reporting.counted(),
        "resident_track": tracking.counted(),
        "resident_rate": rating.counted(),
        "worker_settle": settling.counted(),
        "worker_report_and_settle": report_and_settle(li, live).counted(),
    }
    assert measured["worker_settle"]["taps"] <= 3
    assert measured["worker_settle"]["fields"] == 1
    told = json.loads(EFFORT.read_text(encoding="utf-8"))
    written = {task["id"]: {n: task[n] for n in COUNTED} for task in told["tasks"]}
    assert written == measured, f"effort changed: write the new numbers into {EFFORT}"


@pytest.mark.parametrize("width", [NARROW, WIDE])
@pytest.mark.parametrize("large", [False, True], ids=["usual type", "large type"])
def test_no_page_for_residents_has_a_barrier(
    live: Live, new_page: Windows, width: int, large: bool
) -> None:
    page = new_page(width=width)
    new_page.forgive(r"status of (404|422)", because="mistakes are made on purpose")
    if large:
        page.goto(f"{live.url}/display?large=1&next=/")
    faults = []
    for path in ("/", "/report", "/track", "/services", "/news", "/figures", "/privacy"):
        page.goto(f"{live.url}{path}")
        faults += look_at(page)
    page.goto(f"{live.url}/report")
    page.fill("[name=text]", "坏")
    page.click("button[value=check]")
    faults += look_at(page)
    page.fill("[name=text]", "文化广场垃圾没人收")
    expect(page.locator("#kinds")).to_contain_text("生活垃圾")
    page.fill("[name=place]", "文化广场")
    page.click("button[value=check]")
    expect(page.locator("h1")).to_have_text("核对后提交")
    faults += look_at(page)
    page.click("button[value=send]")
    expect(page.locator("h1")).to_have_text("已收到您的上报")
    faults += look_at(page)
    page.click("text=现在查看进度")
    expect(page.locator("body")).to_contain_text("办理过程")
    faults += look_at(page)
    expect_none(faults)


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_no_page_of_the_phone_app_has_a_barrier(live: Live, new_page: Windows, width: int) -> None:
    resident = new_page(java_script_enabled=False)
    slip, _ = report_without_scripts(resident, live, f"文化广场垃圾没人收 {width}")
    page = new_page(width=width)
    live.sign_in(page, "li", "/field/")
    case = f"/field/cases/{slip[0]}/"
    faults = []
    for path in (
        "/field/", "/field/?show=all", "/field/?show=done", "/field/grid", "/field/report",
        "/field/queue", "/field/me", "/field/offline", case, f"{case}settle_on_the_spot",
        f"{case}escalate?help=1", f"{case}sign_for",
    ):  # fmt: skip
        page.goto(f"{live.url}{path}")
        faults += look_at(page)
    expect_none(faults)


def test_a_place_is_picked_on_the_map_and_goes_with_the_report(
    live: Live, new_page: Windows
) -> None:
    page = new_page(width=NARROW)
    page.goto(f"{live.url}/report")
    page.fill("[name=text]", "这里的垃圾没人收")
    page.click("text=在地图上点选位置")
    expect(page.locator("#where")).to_have_attribute("data-ready", "yes")
    page.locator("#where").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#where_picked")).to_contain_text("网格")
    assert re.fullmatch(r"109\.6\d+", page.input_value("[name=lon]"))
    page.click("button[value=check]")
    expect(page.locator("body")).to_contain_text("地图上的位置在东")


HOLD_THE_OUTBOX = """new Promise((held) => navigator.locks.request(
    'jc-outbox-' + document.body.dataset.user,
    () => new Promise((release) => { window.letGo = release; held(true); })))"""


@pytest.mark.parametrize("busy", [False, True], ids=["at rest", "while another page sends"])
def test_what_was_written_without_a_network_is_delivered_once_afterwards(
    live: Live, new_page: Windows, busy: bool
) -> None:
    text = f"断网时发现垃圾没人收{'，另一页正在上传' if busy else ''}"
    page = new_page(width=NARROW)
    new_page.forgive("ERR_INTERNET_DISCONNECTED", because="the network is taken away on purpose")
    live.sign_in(page, "han", "/field/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    page.goto(f"{live.url}/field/report")
    page.context.set_offline(True)
    page.fill("[name=text]", text)
    page.click("main button[type=submit]")
    expect(page.locator("#jc-outbox")).to_contain_text(text)
    if busy:
        page.evaluate(HOLD_THE_OUTBOX)
    page.context.set_offline(False)
    if busy:
        page.evaluate("letGo()")
    expect(page.locator("#jc-outbox-empty")).to_be_visible()
    page.goto(f"{live.url}/field/?show=all")
    expect(page.get_by_role("heading", name=text, exact=True)).to_have_count(1)
