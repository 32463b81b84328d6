"""A sheet of service points read row by row, as it is given out (facts.md §6)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from jiceng.casework.rules.sheets import Cells, Columns, by_label
from jiceng.kernel.hours import WEEKDAYS, BadHours, Hours, Spans, spans_of
from jiceng.kernel.words import N_
from jiceng.services.rules.points import FACILITIES, Duty, duties_of

HOLIDAYS: Mapping[str, str] = {
    "closed": N_("不开放"),
    "sunday": N_("按周日时间开放"),
    "usual": N_("照常开放"),
}
DAYS = tuple(f"day_{n}" for n in range(len(WEEKDAYS)))
COLUMNS = Columns(
    {
        "number": (N_("网点编号"), "编号"),
        "name": (N_("名称"), "网点名称", "网点"),
        "kind": (N_("类型"), "网点类型"),
        "area": (N_("所在区域"), "区域", "区域代码", "社区（村）"),
        "address": (N_("地址"), "网点地址"),
        **{name: (label,) for name, label in zip(DAYS, WEEKDAYS, strict=True)},
        "on_holidays": (N_("法定节假日"),),
        "unit": (N_("管理单位"),),
        "phone": (N_("窗口电话"), "电话", "联系电话"),
        "duties": (N_("值守安排"),),
        "facilities": (N_("设施"),),
        "items": (N_("可办事项"),),
        "capacity": (N_("每日可接待人次"), "接待能力"),
        "size_m2": (N_("面积（平方米）"), "面积"),
        "lon": (N_("经度"),),
        "lat": (N_("纬度"),),
        "note": (N_("说明"),),
    },
    ("name", "kind", "area", "address"),
)
NUMBERS: Mapping[str, Callable[[str], float | int]] = {
    "capacity": int, "size_m2": int, "lon": float, "lat": float,
}  # fmt: skip
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
    said = COLUMNS.cells(cells, columns)
    found: dict[str, Any] = {n: said[n] for n in ("number", "name", "address", "phone", "note")}
    found["kind"] = said.one("kind", known.kinds, "unknown_point_kind")
    found["area"] = said.one("area", known.areas, "unknown_area")
    found["unit"] = said.one("unit", known.units, "unknown_unit")
    found["facilities"] = said.several("facilities", by_label(FACILITIES))
    found["items"] = said.several("items", known.items)
    for name, read in NUMBERS.items():
        found[name] = said.read(name, read, None, "bad_number")
    found["hours"] = _hours(said)
    found["duties"] = _duties(said)
    said.check()
    return found


def _hours(said: Cells) -> Hours:
    weekly: list[Spans] = []
    for name in DAYS:
        try:
            weekly.append(spans_of(said[name]))
        except BadHours as error:
            weekly.append(())
            said.faults.append(error.reason(name))
    return Hours(tuple(weekly), said.one("on_holidays", by_label(HOLIDAYS)) or "closed")


def _duties(said: Cells) -> tuple[Duty, ...]:
    try:
        return duties_of(said["duties"].replace("；", "\n").replace(";", "\n"))
    except BadHours as error:
        said.faults.append(error.reason("duties"))
        return ()
