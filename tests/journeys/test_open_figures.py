"""A resident reads a public figure down to its counts on a phone and takes the table away; when the
records change, or the statistician withdraws it, page and table say so. In Chromium."""

from __future__ import annotations

import csv
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.chromium import Windows
from tests.journeys.conftest import Live
from tests.journeys.people import at_desk, read
from tests.journeys.watch import without_barriers

RATE = "on_time_rate"
HERE = "/desk/indicators/"


def disclose(page: Page, url: str, disclosure: str) -> None:
    """What the statistician says of an indicator."""
    page.goto(f"{url}{HERE}{RATE}/edit")
    page.select_option("main [name=disclosure]", disclosure)
    with page.expect_navigation():
        page.click("main .jc-form button[type=submit]")


def table_of(page: Page, folder: Path) -> list[dict[str, str]]:
    """The table a page offers, as an office program reads it."""
    with page.expect_download() as waiting:
        page.click("text=表格 CSV")
    path = folder / "taken.csv"
    waiting.value.save_as(path)
    with path.open(encoding="utf-8-sig", newline="") as opened:
        return [*csv.DictReader(opened)]


def whole(rows: list[dict[str, str]]) -> dict[str, str]:
    return next(row for row in rows if not row["area_code"])


def test_a_resident_reads_what_the_county_tells_and_takes_it_away(
    live: Live, new_page: Windows, tmp_path: Path
) -> None:
    resident = new_page(width=390, height=844)
    resident.goto(f"{live.url}/figures")
    read(resident, "尚未公布")
    zhou = at_desk(live, new_page, "zhou").page
    disclose(zhou, live.url, "counted")
    read(zhou, "按季度公开统计的数值")
    live.take_in_quarter(1, 20)
    resident.goto(f"{live.url}/")
    resident.click("text=公开数字")
    without_barriers(resident)
    resident.click("text=按时结案率")
    read(resident, "承诺期限在期内届满", "14", "21", "口径版本")
    without_barriers(resident)
    told = whole(table_of(resident, tmp_path))
    assert (told["numerator"], told["denominator"], told["revision"]) == ("14", "21", "1")
    expect(resident.locator("#value")).to_contain_text(told["value"])
    live.take_in_quarter(100, 30)
    resident.reload()
    told = whole(table_of(resident, tmp_path))
    assert (told["denominator"], told["revision"]) == ("52", "2")
    expect(resident.locator("#value")).to_contain_text(told["value"])
    resident.goto(f"{live.url}/open-data/")
    without_barriers(resident)
    disclose(zhou, live.url, "")
    resident.reload()
    read(resident, "已撤回")
