"""What figures are broken down by, and what each group is called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from jiceng.casework.queries import rules_at
from jiceng.kernel.records.names import named
from jiceng.kernel.records.territory import territory
from jiceng.kernel.words import N_


@dataclass(frozen=True, slots=True)
class Grouping:
    """`column` is empty where groups are no column of the outcome row: the whole, and months."""

    name: str
    label: str
    column: str = ""


GROUPINGS: Mapping[str, Grouping] = {
    "county": Grouping("county", N_("全域")),
    "town": Grouping("town", N_("镇"), "town"),
    "community": Grouping("community", N_("社区、村"), "community"),
    "grid": Grouping("grid", N_("网格"), "grid"),
    "unit": Grouping("unit", N_("承办单位"), "unit"),
    "type": Grouping("type", N_("事项类型"), "case_type"),
    "month": Grouping("month", N_("月份")),
}
NOT_KNOWN = {
    "town": N_("未定位到镇"),
    "community": N_("未定位到社区、村"),
    "grid": N_("不在网格内"),
    "unit": N_("未定单位"),
    "type": N_("未分类"),
}
"""Names of the group whose code is empty, so that groups always add up to the whole."""


def group_name(by: str, code: str, now: datetime) -> str:
    """A group's name; the message id of `NOT_KNOWN` for the group without a code."""
    if not code:
        return NOT_KNOWN.get(by, "")
    land = territory()
    if by in ("town", "community", "grid"):
        area = land.area(code)
        return area.name if area else code
    if by == "unit":
        return land.units[code].name if code in land.units else code
    if by == "type":
        kind = rules_at(now)[0].type_of(code)
        return named(kind.name, kind.name_en) or code
    return code
