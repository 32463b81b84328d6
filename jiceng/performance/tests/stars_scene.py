"""What addresses of stars name, for the walk along every door (tests/test_doors.py)."""

from __future__ import annotations

from jiceng.casework.tests.county import NOON
from jiceng.kernel.records.territory import territory
from jiceng.kernel.scope import Actor
from jiceng.performance.actions.stars import open_rating
from jiceng.performance.tests.apart import TODAY, put_scheme

SEEN_BY: dict[tuple[str, str], set[str]] = {
    ("star_rating", "near"): {"shen", "luo", "bai"},
    ("star_rating", "far"): {"shen", "luo", "hao"},
}


def star_names(code: str, by: Actor) -> dict[str, object]:
    """A branch's rating of this year, under the shipped scheme."""
    put_scheme()
    made = open_rating(territory().apart[code], TODAY.year, by=by, now=NOON, today=TODAY)
    return {"star_rating": made.number}
