"""Checkpoints as they are written down, at the desk or in a sheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from jiceng.casework.rules.sheets import Columns, by_label
from jiceng.kernel.refusal import Reason
from jiceng.kernel.words import N_

LEVELS: Mapping[str, str] = {
    "county": N_("县级"), "town": N_("镇级"), "village": N_("村（社区）级"),
}  # fmt: skip
MOST_PEOPLE = 20
"""For one shift; more is a slip of the keyboard."""
YES_NO: Mapping[str, str] = {
    **dict.fromkeys(("有", "是", "1", "true"), "yes"),
    **dict.fromkeys(("无", "否", "0", "false"), ""),
}
LENGTHS = (("code", 1, 20), ("title", 1, 60), ("place", 1, 120), ("purpose", 1, 200),
           ("hours", 0, 40), ("equipment", 0, 200))  # fmt: skip

COLUMNS = Columns(
    {
        "code": (N_("编号"), "卡点编号"), "title": (N_("名称"), "卡点名称"),
        "area": (N_("所在区域"), "所在社区（村）", "区域代码"), "place": (N_("地点"), "位置"),
        "lon": (N_("经度"),), "lat": (N_("纬度"),), "kind": (N_("类型"), "卡点类型"),
        "level": (N_("级别"),),
        "purpose": (N_("用途"), "任务"), "keeper": (N_("值守单位"), "责任单位"),
        "needed": (N_("每班人数"), "人数"), "hours": (N_("值守时间"),),
        "equipment": (N_("装备"), "物资装备"),
        "has_shelter": (N_("有遮雨棚"), "遮雨棚"), "has_power": (N_("通电"), "供电"),
    },
    needed=("code", "title", "area", "place", "lon", "lat", "kind", "level", "purpose", "keeper",
            "needed"),
)  # fmt: skip
"""Names and telephones of people are not read."""


@dataclass(frozen=True, slots=True)
class CheckpointTold:
    """A checkpoint as it is written down; area and unit are codes."""

    code: str
    title: str
    area: str
    place: str
    lon: float
    lat: float
    kind: str
    level: str
    purpose: str
    keeper: str
    needed: int
    hours: str = ""
    equipment: str = ""
    has_shelter: bool = False
    has_power: bool = False
    is_sample: bool = field(default=False, kw_only=True)


def text_faults(given: CheckpointTold) -> Iterator[Reason]:
    """What of it cannot be: lengths, a place off the earth, a number of people."""
    for name, least, most in LENGTHS:
        if not least <= len(str(getattr(given, name)).strip()) <= most:
            yield Reason("text_length", {"low": least, "high": most}, name)
    if not (-180 <= given.lon <= 180 and -90 <= given.lat <= 90):
        yield Reason("bad_point", field="lon")
    if not 1 <= given.needed <= MOST_PEOPLE:
        yield Reason("checkpoint_people", {"most": MOST_PEOPLE}, "needed")
    if given.level not in LEVELS:
        yield Reason("unknown_value", {"value": given.level}, "level")


def row_of(row: Mapping[str, str], columns: Mapping[str, str]) -> CheckpointTold:
    """A line of a sheet; kind, area and unit stay as they are written. Raises `Invalid`."""
    cells = COLUMNS.cells(row, columns)
    numbers = {
        name: cells.read(name, float, 0.0, "bad_number") for name in ("lon", "lat", "needed")
    }
    level = cells.one("level", by_label(LEVELS))
    has = {name: bool(cells.one(name, YES_NO)) for name in ("has_shelter", "has_power")}
    cells.check()
    return CheckpointTold(
        cells["code"], cells["title"], cells["area"], cells["place"], numbers["lon"],
        numbers["lat"], cells["kind"], level, cells["purpose"], cells["keeper"],
        int(numbers["needed"]), cells["hours"], cells["equipment"], **has,
    )  # fmt: skip
