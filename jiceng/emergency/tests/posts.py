"""Checkpoints and rosters of the emergency office of the small county, for tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from jiceng.casework.tests.county import (
    EAST,
    GRID_1,
    LONG_AGO,
    NOON,
    NORTH,
    WEST,
    County,
)
from jiceng.emergency.actions.checkpoints import open_checkpoints, register_checkpoint
from jiceng.emergency.actions.posts_content import load_posts_content
from jiceng.emergency.actions.rosters import RosterPlan, make_roster
from jiceng.emergency.models import Checkpoint, Emergency, Roster
from jiceng.emergency.queries.emergencies import STAMP
from jiceng.emergency.rules.checkpoints import CheckpointTold
from jiceng.emergency.tests.cast import with_command
from jiceng.kernel.records.configuration import touch
from jiceng.kernel.records.models import Area

ORDER = "临应急〔2026〕1 号"
TODAY = NOON.date()
TOLD = CheckpointTold(
    "K001", "东社区北门卡点", GRID_1, "文化广场北", 109.605, 19.905, "compound", "village",
    "信息登记、引导分流", "C-EAST", 1, "全天", "帐篷、桌椅", has_shelter=True,
)  # fmt: skip
SECOND = replace(TOLD, code="K002", title="西村村口卡点", area=WEST, place="西村村口",
                 kind="village", keeper="C-WEST")  # fmt: skip


def with_office(county: County) -> County:
    """The emergency bureau, kinds of checkpoint and patterns of shifts."""
    with_command(county)
    load_posts_content(by="setup", now=LONG_AGO)
    return county


def switched_on(area: str = NORTH, **changes: Any) -> Emergency:
    """An epidemic emergency that is on in a town for a month."""
    place = Area.objects.get(code=area)
    row: dict[str, Any] = {
        "number": f"EP{Emergency.objects.count() + 1}", "title": "北镇疫情防控响应",
        "state": "active", "entered_at": NOON, "area": place, "area_path": place.path,
        "unit": "EMERGENCY", "unit_path": "GOV/EMERGENCY/", "tier": "county", "plan": "typhoon",
        "plan_version": 1, "kind": "epidemic", "level": "III", "reason": "报告病例",
        "proposed_by": 0, "decision": ORDER, "ends_by": NOON + timedelta(days=30),
        "started_at": NOON,
    }  # fmt: skip
    made = Emergency.objects.create(**row | changes)
    touch(STAMP)
    return made


def registered(county: County) -> list[Checkpoint]:
    """One in East, one in West."""
    return [register_checkpoint(told, by=county["shi"], now=NOON) for told in (TOLD, SECOND)]


def opened(county: County, **changes: Any) -> Emergency:
    """An emergency with both checkpoints open."""
    emergency = switched_on(**changes)
    open_checkpoints(emergency, ORDER, by=county["shi"], now=NOON)
    return emergency


def drafted(county: County, emergency: Emergency, days: int = 3, **changes: Any) -> Roster:
    """A roster from tomorrow on, in two shifts of twelve hours."""
    first = TODAY + timedelta(days=1)
    plan = RosterPlan(first, first + timedelta(days=days - 1), "two", **changes)
    return make_roster(emergency, plan, by=county["shi"], now=NOON)


def held(county: County, who: str) -> int:
    """The appointment somebody stands by."""
    return county.people[who].appointments.get().pk


__all__ = ["EAST", "ORDER", "SECOND", "TODAY", "TOLD"]
