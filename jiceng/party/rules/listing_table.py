"""A sheet of needs or resources read line by line, each cell named that cannot be read (§5.5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from jiceng.kernel.refusal import Invalid, Reason
from jiceng.kernel.words import N_
from jiceng.party.rules.co_building import KINDS
from jiceng.party.rules.dues_bank import day_of
from jiceng.party.rules.organisations import SECTORS

FIELDS: Mapping[str, str] = {
    "kind": N_("类别"),
    "title": N_("名称"),
    "amount": N_("数量"),
    "starts_on": N_("开始日期"),
    "ends_on": N_("结束日期"),
    "content": N_("说明"),
    "sectors": N_("单位类别"),
}
"""What a line says, by the name it is asked for."""
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "kind": ("类别", "类型", "需求类别", "资源类别", "需求类型", "资源类型"),
    "title": ("名称", "需求名称", "资源名称", "项目名称", "需求", "资源"),
    "amount": ("数量", "需求数量", "可提供数量", "次数", "份数"),
    "starts_on": ("开始日期", "开始时间", "起始日期"),
    "ends_on": ("结束日期", "结束时间", "截止日期", "有效期至"),
    "content": ("说明", "内容", "需求内容", "资源内容", "具体内容", "备注"),
    "sectors": ("单位类别", "希望承办单位类别", "希望由哪类单位承办"),
}
"""How lists head it. Contact persons and telephone numbers are not read."""
NEEDED = ("kind", "title", "starts_on", "ends_on")
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


def known_headings() -> frozenset[str]:
    return frozenset(h for wanted in HEADINGS.values() for h in wanted)


def columns_of(header: Sequence[str]) -> dict[str, str]:
    """Which heading is what. Raises `Invalid` naming what is not there."""
    found = {
        name: next((h for h in wanted if h in header), "") for name, wanted in HEADINGS.items()
    }
    if missing := [HEADINGS[name][0] for name in NEEDED if not found[name]]:
        raise Invalid(Reason("column_missing", {"columns": missing}, "file"))
    return found


def row_of(cells: Mapping[str, str], columns: Mapping[str, str]) -> ListedRow:
    """A line. Raises `Invalid` with every reason against it, each at its field."""
    said = {n: cells.get(heading, "").strip() if heading else "" for n, heading in columns.items()}
    reasons = [Reason("needed", field=name) for name in NEEDED if not said[name]]
    kinds = _named(KINDS, said["kind"], "kind", reasons)
    sectors = _named(SECTORS, said["sectors"], "sectors", reasons)
    if said["kind"] and len(kinds) != 1 and not any(r.field == "kind" for r in reasons):
        reasons.append(Reason("unknown_value", {"value": said["kind"][:40]}, "kind"))
    days = [_day(said[name], name, reasons) for name in ("starts_on", "ends_on")]
    amount = said["amount"] or "1"
    if not (amount.isascii() and amount.isdecimal() and len(amount) <= LONGEST_NUMBER):
        reasons.append(Reason("bad_number", {"value": amount[:20]}, "amount"))
    if reasons:
        raise Invalid(*reasons)
    return ListedRow(
        kinds[0], said["title"], days[0], days[1], int(amount), said["content"], sectors
    )


def _named(
    known: Mapping[str, str], text: str, name: str, reasons: list[Reason]
) -> tuple[str, ...]:
    """The keys of what is named, as lists name it or by key, parted by 、 or commas."""
    by_label = {label: key for key, label in known.items()} | {key: key for key in known}
    parts = text.replace("，", "、").replace(",", "、").replace("；", "、").split("、")
    wanted = [part.strip() for part in parts if part.strip()]
    strange = [part for part in wanted if part not in by_label]
    reasons += [Reason("unknown_value", {"value": part[:40]}, name) for part in strange]
    return tuple(dict.fromkeys(by_label[part] for part in wanted if part in by_label))


def _day(text: str, name: str, reasons: list[Reason]) -> date:
    if not text:
        return date.min
    try:
        return day_of(text)
    except Invalid as refusal:
        reasons += [Reason(r.code, r.params, name) for r in refusal.reasons]
        return date.min
