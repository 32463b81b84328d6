"""What addresses of emergencies name, for the walk along every door."""

from __future__ import annotations

from jiceng.casework.tests.county import FAR, GRID_1, NOON, NORTH, SOUTH, County
from jiceng.emergency.actions.grid_notices import issue_notice
from jiceng.emergency.actions.home_requests import ask_home
from jiceng.emergency.models import Emergency, GridDelivery, GridNotice, Opening
from jiceng.emergency.rules.home_requests import HomeWish
from jiceng.emergency.tests.cast import decided, switched_on, with_command
from jiceng.kernel.records.configuration import touch

SEEN_BY: dict[tuple[str, str], set[str]] = {
    ("delivery", "near"): {"li", "han"},
    ("delivery", "far"): set(),
    ("home", "near"): {"li", "han", "chen", "gao", "wang", "ma", "zhou"},
    ("home", "far"): {"sun", "zhou"},
}
"""A notice is carried by the workers of its grid; everybody at work may look at an emergency."""


def emergency_scene(county: County) -> dict[str, dict[str, object]]:
    """A typhoon in the town of East and one in the other; over, so that it concerns nobody else."""
    with_command(county)
    near, far = switched_on(county, NORTH), switched_on(county, SOUTH)
    return {"near": _named(near, county, GRID_1), "far": _named(far, county, FAR)}


def _named(row: Emergency, county: County, grid: str) -> dict[str, object]:
    notice = GridNotice.objects.get(emergency=row)
    issue_notice(notice, by=county["shi"], now=NOON)
    delivery = GridDelivery.objects.get(notice=notice, area=grid)
    Opening.objects.create(emergency=row, kind="home_service", key="food", opened_at=NOON)
    touch("emergencies")
    home = ask_home(HomeWish("food", grid, "大米 10 斤", "门口"), now=NOON).case
    decided(county, row, "end", who="shi")
    return {"emergency": row.number, "grid_notice": notice.number, "delivery": delivery.pk,
            "home": home.number}  # fmt: skip
