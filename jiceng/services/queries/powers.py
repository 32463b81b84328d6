"""Powers sent down, and which unit decides an item in an area by virtue of one."""

from __future__ import annotations

from datetime import date, datetime

from jiceng.casework.queries import rules_at
from jiceng.kernel.records.configuration import in_force
from jiceng.kernel.records.territory import AreaEntry, territory
from jiceng.kernel.scope import covers
from jiceng.services.rules.powers import KIND, Power, power_of


def powers_at(now: datetime) -> list[Power]:
    """The ledger in force, those that ended or begin later too, in the order of their keys."""
    rows = in_force(KIND, now)
    found = [power_of(key, row.version, row.content) for key, row in rows.items()]
    return sorted(found, key=lambda p: (len(p.key), p.key))


def holding(now: datetime) -> list[Power]:
    """Those that hold today."""
    today = day_of(now)
    return [power for power in powers_at(now) if power.holds_on(today)]


def day_of(now: datetime) -> date:
    return now.astimezone(rules_at(now)[1].zone).date()


def delegate_of(item: str, area: AreaEntry | None, now: datetime) -> str:
    """The unit that decides an item in an area by a power that holds today; empty for none.

    A power given to a town's government is exercised by the desk of the town. Of two powers the
    one that was sent farther down counts.
    """
    if area is None:
        return ""
    found: list[tuple[int, str]] = []
    for power in holding(now):
        where = _area_of(power.to_unit) if item in power.service_items else None
        if where is not None and covers(where.path, area.path):
            found.append((len(where.path), exercised_by(power.to_unit)))
    return max(found, default=(0, ""))[1]


def exercised_by(unit: str) -> str:
    """The desk of a unit's own area where it is a part of the unit, else the unit itself."""
    land = territory()
    entry = land.units[unit]
    desk = land.desk_for(land.areas.get(entry.area), entry.tier)
    return desk.code if covers(entry.path, desk.path) else unit


def _area_of(unit: str) -> AreaEntry | None:
    land = territory()
    entry = land.units.get(unit)
    return land.areas.get(entry.area) if entry else None
