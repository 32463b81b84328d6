"""A sheet of needs or resources read line by line, each cell named that cannot be read (§5.5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from jiceng.casework.rules.sheets import Columns, by_label
from jiceng.kernel.words import N_
from jiceng.party.rules.co_building import KINDS
from jiceng.party.rules.dues_bank import day_of
from jiceng.party.rules.organisations import SECTORS

COLUMNS = Columns(
    {
        "kind": (N_("类别"), "类型", "需求类别", "资源类别", "需求类型", "资源类型"),
        "title": (N_("名称"), "需求名称", "资源名称", "项目名称", "需求", "资源"),
        "amount": (N_("数量"), "需求数量", "可提供数量", "次数", "份数"),
        "starts_on": (N_("开始日期"), "开始时间", "起始日期"),
        "ends_on": (N_("结束日期"), "结束时间", "截止日期", "有效期至"),
        "content": (N_("说明"), "内容", "需求内容", "资源内容", "具体内容", "备注"),
        "sectors": (N_("单位类别"), "希望承办单位类别", "希望由哪类单位承办"),
    },
    ("kind", "title", "starts_on", "ends_on"),
)
"""Contact persons and telephone numbers are not read."""
LONGEST_NUMBER = 9
"""Digits; how much may be asked for, the action says."""


@dataclass(frozen=True, slots=True)
class ListedRow:
    """One line as it was read; whether it makes sense is for the action to say."""

    kind: str
    title: str
    starts_on: date
    ends_on: date
    amount: int = 1
    content: str = ""
    sectors: tuple[str, ...] = ()


def row_of(cells: Mapping[str, str], columns: Mapping[str, str]) -> ListedRow:
    """A line. Raises `Invalid` with every reason against it, each at its field."""
    said = COLUMNS.cells(cells, columns)
    kind = said.one("kind", by_label(KINDS))
    sectors = said.several("sectors", by_label(SECTORS))
    first, last = (said.read(n, day_of, date.min, "bad_day") for n in ("starts_on", "ends_on"))
    amount = said.read("amount", _amount, 1, "bad_number")
    said.check()
    return ListedRow(kind, said["title"], first, last, amount, said["content"], sectors)


def _amount(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER):
        raise ValueError(text)
    return int(text)
