"""A year's assessment of every town, community, village and grid, reckoned anew."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

from django.db import transaction

from bench.measured import Found
from jiceng.kernel.records.configuration import set_rule
from jiceng.kernel.records.models import Configuration
from jiceng.kernel.records.territory import territory
from jiceng.performance.actions.assessments import reckon
from jiceng.performance.models import Assessment, UnitResult
from jiceng.performance.queries.assessments import yardsticks
from jiceng.performance.queries.matters import counted_once
from jiceng.performance.rules.sample import sample_scheme
from jiceng.performance.rules.sheets import yardstick_as_json

LEVELS = ("town", "community", "grid")


def measure(now: datetime, rounds: int, database: Callable[[], float]) -> Iterator[Found]:
    """CPU seconds of one reckoning of all groups, the least of some rounds; undone again."""
    spent, counted = list[float](), 0
    with transaction.atomic():
        rows = _opened(now)
        for _round in range(min(rounds, 3)):
            begun = time.process_time() + database()
            with counted_once():
                for row in rows:
                    reckon(row, now)
            spent.append(time.process_time() + database() - begun)
        counted = UnitResult.objects.filter(assessment__in=rows).count()
        transaction.set_rollback(True)
    members = sum(len(group["members"]) for group in _groups())
    said = "" if counted == members else f"{counted} of {members} have a result"
    yield Found("assessment", min(spent), size=members, said=said)


def _groups() -> list[dict[str, Any]]:
    """Everything of a level is one group: larger than any real one."""
    areas = territory().areas.values()
    found = [
        {"key": level, "name": level, "level": level,
         "members": sorted(a.code for a in areas if a.level == level)}
        for level in LEVELS
    ]  # fmt: skip
    return [group for group in found if len(group["members"]) > 1]


def _opened(now: datetime) -> list[Assessment]:
    year, groups = now.year, _groups()
    content = {
        **sample_scheme(), "name": "年度考核", "start": f"{year}-01-01", "end": f"{year}-12-31",
        "groups": groups,
    }  # fmt: skip
    row: Configuration = set_rule("scheme", "bench", content, valid_from=now, reason="bench",
                                  by="bench", now=now)  # fmt: skip
    made = [
        Assessment.objects.create(
            number=f"BENCH{n}", title="bench", state="running", entered_at=now, area_path="",
            unit="", unit_path="", tier="county", scheme=row, group=group["key"],
            starts_on=date(year, 1, 1), ends_on=date(year, 12, 31), opened_by=0,
        )
        for n, group in enumerate(groups)
    ]  # fmt: skip
    for one in made:  # as the beginning fixes them
        one.yardsticks = {k: yardstick_as_json(y) for k, y in yardsticks(one, now).items()}
    return made
