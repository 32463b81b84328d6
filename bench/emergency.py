"""A notice of an emergency, issued to 36 grids at once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from django.db import transaction

from bench.measured import Found
from bench.people import acting
from jiceng.emergency.actions.content import load_plans
from jiceng.emergency.actions.emergencies import Decision, Proposal, move_emergency, propose
from jiceng.emergency.actions.grid_notices import issue_notice, write_notice
from jiceng.emergency.queries.grid_notices import targets
from jiceng.emergency.rules.grid_notices import Wording
from jiceng.kernel.records.territory import AreaEntry, territory

GRIDS = 36
SAID = Wording("台风将至", "请关好门窗，收好阳台物品。", "台风要来了。\n请关好门窗。")


def measure(now: datetime, rounds: int, database: Callable[[], float]) -> Iterator[Found]:
    """CPU seconds of one issue, the least of some rounds; undone again."""
    officer, area, spent = acting("emergency_officer", now).actor, _area(), list[float]()
    leader = acting("leader", now).actor
    with transaction.atomic():
        load_plans(by="bench", now=now)
        given = Proposal("typhoon", "IV", area.code, now + timedelta(days=2), "测速")
        row = propose(given, by=officer, now=now)
        move_emergency(row, "activate", by=leader, now=now, version=row.version,
                       given=Decision("测速文件"))  # fmt: skip
        for _round in range(min(rounds, 5)):
            notice = write_notice(row, area.code, SAID, by=officer, now=now)
            begun = time.process_time() + database()
            issue_notice(notice, by=officer, now=now)
            spent.append(time.process_time() + database() - begun)
        transaction.set_rollback(True)
    yield Found("grid_notice", min(spent), size=len(targets(area)))


def _area() -> AreaEntry:
    """The area whose number of grids comes closest to 36 from above."""
    sizes = [(len(targets(a)), a) for a in territory().areas.values() if a.level != "grid"]
    enough = [(n, a) for n, a in sizes if n >= GRIDS] or [max(sizes, key=lambda s: s[0])]
    return min(enough, key=lambda s: (s[0], s[1].path))[1]
