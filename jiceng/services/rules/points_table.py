"""A sheet of service points read row by row, as it is given out (facts.md §6)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from jiceng.casework.rules.sheets import Columns
from jiceng.kernel.hours import WEEKDAYS, BadHours, Hours, Spans, spans_of
from jiceng.kernel.refusal import Invalid, Reason
from jiceng.kernel.words import N_
from jiceng.services.rules.points import FACILITIES, Duty, duties_of

HOLIDAYS: Mapping[str, str] = {
    "closed": N_("不开放"),
    "sunday": N_("按周日时间开放"),
    "usual": N_("照常开放"),
}
DAYS = tuple(f"day_{n}" for n in range(len(WEEKDAYS)))
APART = ("、", "；", ";", "，", ",", "\n")
LABELS: Mapping[str, str] = {
    "number": N_("网点编号"),
    "name": N_("名称"),
    "kind": N_("类型"),
    "area": N_("所在区域"),
    "address": N_("地址"),
    **dict(zip(DAYS, WEEKDAYS, strict=True)),
    "on_holidays": N_("法定节假日"),
    "unit": N_("管理单位"),
    "phone": N_("窗口电话"),
    "duties": N_("值守安排"),
    "facilities": N_("设施"),
    "items": N_("可办事项"),
    "capacity": N_("每日可接待人次"),
    "size_m2": N_("面积（平方米）"),
    "lon": N_("经度"),
    "lat": N_("纬度"),
    "note": N_("说明"),
}
OTHERS: Mapping[str, tuple[str, ...]] = {
    "number": ("编号",),
    "name": ("网点名称", "网点"),
    "kind": ("网点类型",),
    "area": ("区域", "区域代码", "社区（村）"),
    "address": ("网点地址",),
    "phone": ("电话", "联系电话"),
    "capacity": ("接待能力",),
    "size_m2": ("面积",),
}
COLUMNS = Columns(
    LABELS,
    {name: (label, *OTHERS.get(name, ())) for name, label in LABELS.items()},
    ("name", "kind", "area", "address"),
)
Named = Mapping[str, str]
"""What people call something, or its code -> its code."""


@dataclass(frozen=True, slots=True)
class Known:
    """What cells may name."""

    kinds: Named
    areas: Named
    units: Named
    items: Named


def row_of(cells: Mapping[str, str], columns: Mapping[str, str], known: Known) -> dict[str, Any]:
    """A row as the action takes it, with `number` for one there is. Raises `Invalid` with every
    reason against it, each at its field.
    """
    said, reasons = COLUMNS.said(cells, columns)
    found: dict[str, Any] = {n: said[n] for n in ("number", "name", "address", "phone", "note")}
    found["kind"] = _one(said, "kind", known.kinds, "unknown_point_kind", reasons)
    found["area"] = _one(said, "area", known.areas, "unknown_area", reasons)
    found["unit"] = _one(said, "unit", known.units, "unknown_unit", reasons)
    found["facilities"] = _several(said, "facilities", _by_label(FACILITIES), reasons)
    found["items"] = _several(said, "items", known.items, reasons)
    for name in ("capacity", "size_m2", "lon", "lat"):
        found[name] = _number(said, name, reasons)
    found["hours"] = _hours(said, reasons)
    found["duties"] = _duties(said, reasons)
    if reasons:
        raise Invalid(*reasons)
    return found


def _by_label(named: Mapping[str, str]) -> Named:
    return {**{label: key for key, label in named.items()}, **{key: key for key in named}}


def _one(said: Mapping[str, str], name: str, known: Named, code: str, reasons: list[Reason]) -> str:
    text = said[name]
    if text and text not in known:
        reasons.append(Reason(code, {"value": text[:40]}, name))
    return known.get(text, "")


def _several(
    said: Mapping[str, str], name: str, known: Named, reasons: list[Reason]
) -> tuple[str, ...]:
    text = said[name]
    for mark in APART:
        text = text.replace(mark, "\0")
    words = [word.strip() for word in text.split("\0") if word.strip()]
    reasons += [Reason("unknown_value", {"value": w[:40]}, name) for w in words if w not in known]
    return tuple(known[w] for w in words if w in known)


def _number(said: Mapping[str, str], name: str, reasons: list[Reason]) -> float | int | None:
    read: Callable[[str], float | int] = float if name in ("lon", "lat") else int
    try:
        return read(said[name]) if said[name] else None
    except ValueError:
        reasons.append(Reason("bad_number", {"value": said[name][:20]}, name))
        return None


def _hours(said: Mapping[str, str], reasons: list[Reason]) -> Hours:
    weekly: list[Spans] = []
    for name in DAYS:
        try:
            weekly.append(spans_of(said[name]))
        except BadHours as error:
            weekly.append(())
            reasons.append(error.reason(name))
    holidays = _one(said, "on_holidays", _by_label(HOLIDAYS), "unknown_value", reasons)
    return Hours(tuple(weekly), holidays or "closed")


def _duties(said: Mapping[str, str], reasons: list[Reason]) -> tuple[Duty, ...]:
    try:
        return duties_of(said["duties"].replace("；", "\n").replace(";", "\n"))
    except BadHours as error:
        reasons.append(error.reason("duties"))
        return ()
