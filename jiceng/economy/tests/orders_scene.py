"""What addresses of the station name, for the walk along every door."""

from __future__ import annotations

from jiceng.casework.tests.county import County
from jiceng.economy.tests.market_cast import opened, placed

SEEN_BY: dict[tuple[str, str], set[str]] = {
    ("order", "near"): {"zhao"},
    ("order", "far"): {"qian"},
    ("station", "near"): {"zhao"},
    ("station", "far"): {"qian"},
}
"""A station is its own unit's alone."""


def orders_scene(county: County) -> dict[str, dict[str, object]]:
    """A station of Housing and one of Police, each with an order."""
    found: dict[str, dict[str, object]] = {}
    for where, who, prefix in (("near", "zhao", "P"), ("far", "qian", "Q")):
        market = opened(county, who, prefix)
        row = placed(market, (f"{prefix}R1", 1, 8800))
        found[where] = {
            "order": row.number, "station": market.station.number,
            "sold_produce": f"{prefix}R1", "sold_producer": f"{prefix}D1",
        }  # fmt: skip
    return found
