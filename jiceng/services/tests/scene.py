"""What addresses of services name, for the walk along every door."""

from __future__ import annotations

from jiceng.casework.tests.county import FAR, LONG_AGO, NOON, County
from jiceng.kernel.records.configuration import load_rules
from jiceng.services.actions.applications import Asked, apply_for
from jiceng.services.rules.hours import Hours, spans_of
from jiceng.services.rules.items import KIND as ITEM
from jiceng.services.rules.powers import KIND as POWER
from jiceng.services.tests.cast import ITEMS, opened, with_kinds

SEEN_BY: dict[tuple[str, str], set[str]] = {
    ("service_point", "near"): {"chen", "gao", "wang", "zhou"},
    ("service_point", "far"): {"sun", "zhou"},
    ("application", "near"): {"zhao"},
    ("application", "far"): {"qian"},
}
"""Everybody may look at a point; these may change it."""


ALL_DAY = Hours((spans_of("8:30-17:30"),) * 7)
SENT_DOWN = {
    "item": "证照复印", "from_unit": "HOUSING", "to_unit": "T-NORTH", "mode": "entrusted",
    "basis": "试", "effective_from": "2026-01-01", "service_items": ["permit_copy"],
}  # fmt: skip


def points_scene(county: County) -> dict[str, dict[str, object]]:
    """A point in East and one in the other town; an application to Housing and one to Police."""
    with_kinds()
    elsewhere = {**ITEMS["permit_copy"], "unit": "POLICE"}
    rules = {
        "permit_copy": ITEMS["permit_copy"], "police_copy": elsewhere,
        "housing_fund": ITEMS["housing_fund"],
    }  # fmt: skip
    items = [(ITEM, key, content) for key, content in rules.items()]
    load_rules([*items, (POWER, "power_1", SENT_DOWN)], at=LONG_AGO, by="setup")
    near = opened(county, hours=ALL_DAY, items=("housing_fund", "permit_copy"))
    far = opened(county, "sun", name="远社区党群服务中心", area=FAR, lon=None, lat=None)
    asked = {
        key: apply_for(Asked(key, "13812345678"), now=NOON).application
        for key in ("permit_copy", "police_copy")
    }
    return {
        "near": {"service_point": near.number, "application": asked["permit_copy"].number},
        "far": {"service_point": far.number, "application": asked["police_copy"].number},
    }
