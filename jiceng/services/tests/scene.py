"""What addresses of services name, for the walk along every door."""

from __future__ import annotations

from jiceng.casework.tests.county import FAR, County
from jiceng.services.tests.cast import opened, with_kinds

SEEN_BY: dict[tuple[str, str], set[str]] = {
    ("service_point", "near"): {"chen", "gao", "wang", "zhou"},
    ("service_point", "far"): {"sun", "zhou"},
}
"""Everybody may look at a point; these may change it."""


def service_scene(county: County) -> dict[str, dict[str, object]]:
    """A point in East and one in the other town."""
    with_kinds()
    near = opened(county)
    far = opened(county, "sun", name="远社区党群服务中心", area=FAR, lon=None, lat=None)
    return {"near": {"service_point": near.number}, "far": {"service_point": far.number}}
