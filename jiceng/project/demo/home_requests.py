"""What people asked for at home in the month of the epidemic; fictitious, and erased since."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from random import Random

from jiceng.casework.actions.moves import Given, make_move
from jiceng.casework.models import Case
from jiceng.emergency.rules.home_requests import HomeWish
from jiceng.kernel.records.territory import AreaEntry
from jiceng.project.demo.cast import Cast

REQUESTS = 36
WISHES = (
    ("food", "大米 10 斤、鸡蛋一板、青菜"), ("medicine", "常用药两盒，照上次的买"),
    ("food", "奶粉一罐、面条"), ("waste", "门口垃圾两袋"), ("repair", "厨房水管漏水"),
    ("care", "独居老人午饭"), ("doctor", "需要送去复诊"), ("food", "蔬菜和食用油"),
)  # fmt: skip
HOURS = (1, 2, 2, 3, 4, 5, 6, 11)
"""From asking to the door; the last one is late."""


def served_at_home(dice: Random, areas: Iterable[AreaEntry]) -> list[tuple[HomeWish, int]]:
    """Wishes from grids all over the county, each with the hours until it was there."""
    grids = sorted((a for a in areas if a.level == "grid"), key=lambda a: a.code)
    found = []
    for place in range(REQUESTS):
        need, words = WISHES[place % len(WISHES)]
        wish = HomeWish(need, dice.choice(grids).code, words, "楼门口的架子上",
                        name="示例住户", phone=f"1380000{place:04d}")  # fmt: skip
        found.append((wish, dice.choice(HOURS)))
    return found


def settle_home(cast: Cast, case: Case, now: datetime) -> None:
    """Brought and settled by whoever holds it."""
    by = cast.of(case.unit, "handler")
    make_move(case, "settle_on_the_spot", by=by, now=now, version=case.version,
              given=Given(result="已送到约定位置，住户知道"))  # fmt: skip
