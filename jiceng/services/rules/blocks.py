"""Blocks: where how many households live; and which of two counts of the same homes is taken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from jiceng.casework.rules.sheets import Cells, Columns, whole, written_day
from jiceng.kernel.hours import Hours
from jiceng.kernel.refusal import Reason
from jiceng.kernel.words import N_

PLANNERS = frozenset({"dispatcher", "overseer", "reader"})
"""Who looks at how far it is from where people live to a point, in the area of their post."""
MOST_HOUSEHOLDS = 100_000
EARLIEST_YEARS = 10
"""A count older than this is refused: nobody lives there any more as it says."""
COLUMNS = Columns(
    {
        "name": (N_("居住点"), "名称", "楼栋", "小区", "村民小组"),
        "area": (N_("所在区域"), "区域", "网格", "社区（村）", "社区", "村", "区域代码"),
        "households": (N_("户数"), "住户数", "总户数"),
        "counted_on": (N_("统计日期"), "日期", "统计时间"),
        "source": (N_("数据来源"), "来源"),
        "lon": (N_("经度"), "lon"),
        "lat": (N_("纬度"), "lat"),
    },
    ("name", "households", "counted_on", "source"),
)
LONGEST: Mapping[str, int] = {"name": 60, "source": 120}
EVENING, MORNING = 19 * 60 + 30, 10 * 60
SATURDAY, SUNDAY = 5, 6
MOMENTS: Mapping[str, str] = {
    "": N_("不限"),
    "weekday_evening": N_("工作日晚上（任意一天 19:30）"),
    "saturday": N_("周六上午（10:00）"),
    "sunday": N_("周日上午（10:00）"),
}
"""When somebody wants to come: hours count as much as metres."""


@dataclass(frozen=True, slots=True)
class BlockRow:
    """A block as it is written down; without a point it lies in the middle of its area."""

    name: str
    area: str
    """Code or name; empty: the area in which the point lies."""
    households: int
    counted_on: date
    source: str
    lon: float | None = None
    lat: float | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """A count of households: of an area, or of a place in one."""

    key: str
    name: str
    area_path: str
    households: int
    counted_on: date
    source: str
    lon: float | None = None
    lat: float | None = None
    is_area: bool = False
    is_sample: bool = False


def finest(counts: Sequence[Counted]) -> list[Counted]:
    """Counts of which no home is in two: the count of an area stands back where there is one below
    it, so that a grid whose buildings are written down is counted by its buildings alone."""
    finer = {path for c in counts for path in _above(c)}
    return [c for c in counts if not (c.is_area and c.area_path in finer)]


def _above(count: Counted) -> Iterable[str]:
    """Paths of the areas whose count this one makes needless."""
    path = count.area_path
    found = [path[: n + 1] for n, sign in enumerate(path) if sign == "/"]
    return found[:-1] if count.is_area else found


def is_open_at(hours: Hours, moment: str) -> bool:
    """Whether a week has a point open at one of `MOMENTS`; holidays and single days apart."""
    days = {"weekday_evening": range(5), "saturday": (SATURDAY,), "sunday": (SUNDAY,)}.get(moment)
    minute = EVENING if moment == "weekday_evening" else MORNING
    return days is None or any(
        opens <= minute < closes for day in days for opens, closes in hours.weekly[day]
    )


def row_of(cells: Mapping[str, str], columns: Mapping[str, str]) -> BlockRow:
    """A row of a file. Raises `Invalid` with every reason against it, each at its field."""
    said = COLUMNS.cells(cells, columns)
    households = said.read("households", whole, 0, "number_range", low=0, high=MOST_HOUSEHOLDS)
    counted_on = said.read("counted_on", written_day, date.min, "bad_day")
    lon, lat = (_degrees(said, name) for name in ("lon", "lat"))
    said.check()
    return BlockRow(said["name"], said["area"], households, counted_on, said["source"], lon, lat)


def _degrees(said: Cells, name: str) -> float | None:
    return said.read(name, float, None, "bad_point")


def faults_of(row: BlockRow, today: date) -> list[Reason]:
    """Why a row cannot be right, wherever it lies."""
    found: list[Reason] = []
    for name, most in LONGEST.items():
        if not 1 <= len(str(getattr(row, name)).strip()) <= most:
            found.append(Reason("text_length", {"low": 1, "high": most}, name))
    if not 0 <= row.households <= MOST_HOUSEHOLDS:
        given: dict[str, Any] = {"value": row.households, "high": MOST_HOUSEHOLDS}
        found.append(Reason("households_unlikely", given, "households"))
    if row.counted_on > today:
        found.append(Reason("count_in_the_future", field="counted_on"))
    elif row.counted_on.year < today.year - EARLIEST_YEARS:
        found.append(Reason("count_too_old", {"years": EARLIEST_YEARS}, "counted_on"))
    return found
