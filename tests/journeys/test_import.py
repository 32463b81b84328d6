"""A clerk takes the blank workbook, fills it in, sees a fault, mends it and finds the cases."""

from __future__ import annotations

import re
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.chromium import Windows
from tests.house import expect_none
from tests.journeys.conftest import Live
from tests.journeys.people import read
from tests.journeys.watch import look_at

GOOD = {
    "编号": "LG-01", "上报时间": "2026-11-20 09:00", "问题描述": "台账里的第一件：井盖松动",
    "事项类型": "路面破损", "所属区域": "东社区", "来源": "12345热线", "联系电话": "13912345678",
}  # fmt: skip
FAULTY = {**GOOD, "编号": "LG-02", "上报时间": "十一月二十", "问题描述": "台账里的第二件：路面开裂"}
PHONE = {"width": 390, "height": 844}


def fill_in(blank: Path, filled: Path, *rows: dict[str, str]) -> Path:
    """What a clerk does in an office program."""
    book = load_workbook(blank)
    sheet = book.worksheets[0]
    places = {str(cell.value): place for place, cell in enumerate(sheet[1], 1)}
    for number, row in enumerate(rows, 2):
        for heading, text in row.items():
            sheet.cell(number, places[heading], text)
    book.save(filled)
    return filled


def look(page: Page, faults: list[str]) -> None:
    faults += look_at(page)
    wide = page.viewport_size
    page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    faults += look_at(page)
    if wide:
        page.set_viewport_size(wide)


def upload(page: Page, live: Live, path: Path) -> None:
    """From the page of imports to the columns of a file, and on to the look over it."""
    page.goto(f"{live.url}/desk/imports/")
    page.set_input_files("[name=file]", path)
    page.click("text=上传并核对列名")
    page.wait_for_url(re.compile(r"/desk/imports/[0-9a-f-]{36}/"))
    expect(page.locator("select[name=column-0]")).to_have_value("external_id")
    page.click("text=检查（不写入）")
    read(page, "正在检查")


def test_a_clerk_fills_in_the_blank_mends_a_fault_and_finds_the_cases(
    live: Live, new_page: Windows, tmp_path: Path
) -> None:
    page, faults = new_page(), list[str]()
    live.sign_in(page, "chen", "/desk/")
    page.click("nav >> text=导入台账")
    with page.expect_download() as taken:
        page.click("text=空白工作簿（XLSX）")
    blank = tmp_path / "blank.xlsx"
    taken.value.save_as(blank)
    upload(page, live, fill_in(blank, tmp_path / "台账.xlsx", GOOD, FAULTY))
    look(page, faults)
    live.work_off()
    # The page was not touched since: it has asked for itself.
    refused = page.locator("tr", has_text="第 3 行")
    expect(refused).to_contain_text("上报时间")
    expect(refused).to_contain_text("十一月二十")
    expect(refused).to_contain_text("请写成 2026-11-23 10:30")
    look(page, faults)
    page.goto(f"{live.url}/desk/cases/?text=台账里的")
    read(page, "没有符合条件的案件")
    mended = {**FAULTY, "上报时间": "2026-11-20 10:00"}
    upload(page, live, fill_in(blank, tmp_path / "更正.xlsx", GOOD, mended))
    live.work_off()
    page.click("button:has-text('导入 2 件')")
    read(page, "正在导入")
    live.work_off()
    read(page, "已导入 2 件")
    look(page, faults)
    page.goto(f"{live.url}/desk/")
    expect(page.locator("#rows")).to_contain_text("台账里的第一件：井盖松动")
    page.click("#rows a:has-text('台账里的第二件：路面开裂')")
    read(page, "案件台账模板")
    expect_none(faults)


def test_without_scripts_the_progress_is_asked_for_by_hand(
    live: Live, new_page: Windows, tmp_path: Path
) -> None:
    page = new_page(java_script_enabled=False)
    live.sign_in(page, "wang", "/desk/")
    ledger = tmp_path / "十一月.csv"
    ledger.write_text("编号,上报时间,问题描述\n1,2026-11-20,无脚本导入的一件\n", "gb18030")
    upload_without_name(page, live, ledger)
    live.work_off()
    read(page, "正在检查")
    page.click("text=刷新进度")
    page.click("button:has-text('导入 1 件')")
    live.work_off()
    page.click("text=刷新进度")
    read(page, "已导入 1 件")


def upload_without_name(page: Page, live: Live, path: Path) -> None:
    """A table of one's own: recognised column by column, its name written by hand."""
    page.goto(f"{live.url}/desk/imports/")
    page.set_input_files("[name=file]", path)
    page.click("text=上传并核对列名")
    page.fill("[name=title]", "十一月台账")
    page.click("text=检查（不写入）")
