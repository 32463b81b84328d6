"""A ledger as a clerk keeps it in an office program, and how it is sent."""

from __future__ import annotations

import re
from pathlib import Path

from openpyxl import Workbook
from playwright.sync_api import Page

HEAD = ["序号", "问题类别", "存在问题", "点位", "责任单位", "配合单位", "整改措施", "整改时限",
        "发现时间"]  # fmt: skip


def workbook(path: Path, *rows: list[str], title: str = "卫生县城点位问题台账") -> Path:
    """A title over merged cells, the heading below it, a row a problem."""
    made = Workbook()
    sheet = made.worksheets[0]
    sheet.title = "点位问题"
    sheet.append([title])
    sheet.merge_cells("A1:I1")
    sheet.append(HEAD)
    for row in rows:
        sheet.append(row)
    made.save(path)
    return path


def send(page: Page, path: Path) -> None:
    """From the page of a ledger to the look over the file."""
    page.click("a:has-text('导入')")
    page.set_input_files("[name=file]", path)
    page.click("text=上传并检查")
    page.wait_for_url(re.compile(r"/desk/problems/imports/[0-9a-f-]{36}/"))
