"""A leader opens a number down to its records; the statistician sends a series with a wrong row,
mends it and publishes what it says. In Chromium, at both sizes."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.chromium import Windows
from tests.journeys.conftest import Live
from tests.journeys.people import at_desk, read
from tests.journeys.watch import without_barriers

HERE = "/desk/indicators/"
HEAD = "指标代码,统计期,数值,计量单位,数据状态,发布日期\n"
GOOD = "town_income,2024,31000,元,最终数,2025-03-01\n"
WRONG, MENDED = (
    "town_income,2025,三万二,元,初步数,2026-03-01\n",
    "town_income,2025,32550,元,初步数,2026-03-01\n",
)
ENTRY = {
    "code": "town_income", "kind": "imported", "name": "城镇居民收入（示例）",
    "definition": "城镇居民人均可支配收入，示例数字", "unit": "元", "places": "0",
    "valid_from": "2020-01-01",
}  # fmt: skip


def fill(page: Page, said: dict[str, str]) -> None:
    for field, text in said.items():
        control = page.locator(f"main [name={field}]")
        if control.evaluate("e => e.tagName") == "SELECT":
            control.select_option(text)
        else:
            control.fill(text)


def send(page: Page, folder: Path, rows: str) -> None:
    """A file from the page of imports."""
    file = folder / "公报.csv"
    file.write_text(HEAD + rows, encoding="utf-8")
    fill(page, {"source": "示例统计公报"})
    page.set_input_files("[name=file]", file)
    with page.expect_navigation():
        page.click("main .jc-form button[type=submit] >> nth=0")


def test_a_number_is_opened_and_a_series_is_mended_and_published(
    live: Live, new_page: Windows, tmp_path: Path
) -> None:
    lu = at_desk(live, new_page, "lu").page
    lu.goto(f"{live.url}{HERE}?q=cases_reported")
    without_barriers(lu)
    lu.click("text=上报数")
    read(lu, "期内上报的案件。")
    without_barriers(lu)
    shown = lu.locator(".jc-figure-value").inner_text().split()[0]
    lu.click("text=看背后的记录")
    expect(lu.locator(".jc-figure-value")).to_contain_text(shown)
    zhou = at_desk(live, new_page, "zhou").page
    zhou.goto(f"{live.url}{HERE}new")
    fill(zhou, ENTRY)
    without_barriers(zhou)
    zhou.click("main .jc-form button[type=submit]")
    read(zhou, "城镇居民收入（示例）")
    new_page.forgive("status of 422", because="a wrong row is refused on purpose")
    zhou.goto(f"{live.url}{HERE}import")
    send(zhou, tmp_path, GOOD + WRONG)
    read(zhou, "第 3 行", "没有导入")
    without_barriers(zhou)
    send(zhou, tmp_path, GOOD + MENDED)
    read(zhou, "公报.csv", "32,550")
    without_barriers(zhou)
    zhou.click("main table a >> nth=1")
    read(zhou, "+5.0", "初步数")
    without_barriers(zhou)
    zhou.click("text=发布这个数")
    read(zhou, "现行")
    lu.goto(f"{live.url}{HERE}town_income/")
    read(lu, "32,550", "现行")
    without_barriers(lu)
