"""What people asked for at home in the month of the epidemic; fictitious, and erased since."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from random import Random

from jiceng.casework.actions.moves import Given, make_move
from jiceng.casework.actions.outcomes import write
from jiceng.casework.actions.rechecks import answer_recheck
from jiceng.casework.models import Case, Recheck
from jiceng.emergency.rules.home_requests import HomeWish
from jiceng.kernel.records.bulk import settle_sequences
from jiceng.kernel.records.territory import AreaEntry, territory
from jiceng.project.demo.cast import Cast

REQUESTS = 36
WISHES = (
    ("food", "大米 10 斤、鸡蛋一板、青菜"), ("medicine", "常用药两盒，照上次的买"),
    ("food", "奶粉一罐、面条"), ("waste", "门口垃圾两袋"), ("repair", "厨房水管漏水"),
    ("care", "独居老人午饭"), ("doctor", "需要送去复诊"), ("food", "蔬菜和食用油"),
)  # fmt: skip
HOURS = (1, 2, 2, 3, 4, 5, 6, 11)
"""From asking to the door; the last one is late."""


@contextmanager
def room_for(count: int, now: datetime) -> Iterator[None]:
    """Cases of the stories get keys above those of the simulated year, which come later.

    A row stands at its last key in the meantime; re-checks have the keys of their cases.
    """
    inert = {"number": "-", "title": "", "state": "archived", "entered_at": now, "area_path": "",
             "unit": "", "unit_path": "", "tier": ""}  # fmt: skip
    case = Case.objects.create(pk=count, source="", text="", reported_at=now, **inert)
    check = Recheck.objects.create(pk=count, case=case, drawn_at=now, **inert)
    settle_sequences(Case, Recheck)
    yield
    check.delete()
    case.delete()


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
    """Brought and settled by whoever holds it; the town confirms what is drawn by lot."""
    case = Case.objects.get(pk=case.pk)  # a reminder may have been written on it since
    by = cast.of(case.unit, "handler")
    make_move(case, "settle_on_the_spot", by=by, now=now, version=case.version,
              given=Given(result="已送到约定位置，住户知道"))  # fmt: skip
    for drawn in Recheck.objects.filter(case=case):
        land = territory()
        town = land.desk_for(land.area(case.area_code), "town")
        answer_recheck(drawn, "confirm", reason="", by=cast.of(town.code, "verifier"), now=now,
                       version=drawn.version)  # fmt: skip


def count_home_requests(now: datetime) -> None:
    """The simulated year is written with its outcomes; these are counted as live cases are."""
    write(Case.objects.filter(home_request__isnull=False), now)
