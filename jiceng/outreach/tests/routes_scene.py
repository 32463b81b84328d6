"""What addresses of sites, routes and honours name, for the walk along every door."""

from __future__ import annotations

from dataclasses import replace

from jiceng.casework.tests.county import EAST, FAR, NOON, County
from jiceng.kernel.records.files import store_upload
from jiceng.outreach.actions.honours import record_honour
from jiceng.outreach.actions.routes import RouteTold, draw_route
from jiceng.outreach.actions.sites import add_guide, open_site
from jiceng.outreach.actions.visits import count_visits, raise_matter
from jiceng.outreach.tests.calendar_cast import with_kinds
from jiceng.outreach.tests.sites_cast import MUSEUM, STONE, TERM, TODAY, TOWN_OF_POEMS, group

SEEN_BY: dict[tuple[str, str], set[str]] = {
    ("site", "near"): {"chen", "gao", "wang"}, ("site", "far"): {"sun"},
}  # fmt: skip
"""Everybody may look at sites, routes and honours; these may change them."""


def routes_scene(county: County) -> dict[str, dict[str, object]]:
    """Two sites with a route, a group and an honour in East, and in the other town."""
    with_kinds()
    return {"near": _in(county, "chen", EAST), "far": _in(county, "sun", FAR)}


def _in(county: County, who: str, area: str) -> dict[str, object]:
    by = county[who]
    museum, stone = (
        open_site(
            replace(told, name=f"{told.name}（{who}）", area=area,
                    lon=told.lon if area == EAST else None, lat=told.lat if area == EAST else None),
            by=by, now=NOON,
        )
        for told in (MUSEUM, STONE)
    )  # fmt: skip
    add_guide(museum, "讲解员一号", "普通话", is_volunteer=True, by=by, now=NOON)
    count_visits(museum, TODAY, {"county": 12, "elsewhere": 30}, by=by, now=NOON)
    raise_matter(museum, "观海台护栏断了一截", now=NOON)
    stops = ((museum.number, 60), (stone.number, 30))
    route = draw_route(RouteTold("红色半日线路", area, stops), by=by, now=NOON)
    paper = store_upload(f"%PDF-1.4 {who}".encode(), now=NOON, moment="evidence")
    term = replace(TERM, evidence=(paper.upload,))
    honour = record_honour(replace(TOWN_OF_POEMS, area=area, term=term), by=by, now=NOON)
    return {
        "site": museum.number, "slot": group(museum).booking.activity.number,
        "route": route.number, "honour": honour.number, "honour_paper": paper.upload,
    }  # fmt: skip
