"""What addresses of services name, for the walk along every door."""

from __future__ import annotations

from jiceng.casework.tests.county import EAST, FAR, LONG_AGO, NOON, County
from jiceng.kernel.records.configuration import load_rules
from jiceng.services.actions.applications import Asked, apply_for
from jiceng.services.actions.blocks import keep_block
from jiceng.services.rules.items import KIND as ITEM
from jiceng.services.tests.cast import ITEMS, block, opened, with_kinds

SEEN_BY: dict[tuple[str, str], set[str]] = {
    ("service_point", "near"): {"chen", "gao", "wang", "zhou"},
    ("service_point", "far"): {"sun", "zhou"},
    ("block", "near"): {"chen", "gao", "wang", "ma", "zhou", "tang", "lu"},
    ("block", "far"): {"sun", "zhou", "tang", "lu"},
    ("kept_block", "near"): {"chen", "gao", "wang", "zhou"},
    ("kept_block", "far"): {"sun", "zhou"},
    ("application", "near"): {"zhao"},
    ("application", "far"): {"qian"},
}
"""Everybody may look at a point; these may change it."""


def points_scene(county: County) -> dict[str, dict[str, object]]:
    """A point in East and one in the other town; an application to Housing and one to Police."""
    with_kinds()
    elsewhere = {**ITEMS["permit_copy"], "unit": "POLICE"}
    rules = {"permit_copy": ITEMS["permit_copy"], "police_copy": elsewhere}
    load_rules([(ITEM, key, content) for key, content in rules.items()], at=LONG_AGO, by="setup")
    near = opened(county)
    far = opened(county, "sun", name="远社区党群服务中心", area=FAR, lon=None, lat=None)
    close = keep_block(block("南园家园", EAST, 120), by=county["chen"], now=NOON)
    away = keep_block(block("远山小组", FAR, 40), by=county["sun"], now=NOON)
    asked = {key: apply_for(Asked(key, "13812345678"), now=NOON).application for key in rules}
    return {
        "near": {"service_point": near.number, "application": asked["permit_copy"].number,
                 "block": close.number, "kept_block": close.number},
        "far": {"service_point": far.number, "application": asked["police_copy"].number,
                "block": away.number, "kept_block": away.number},
    }  # fmt: skip
