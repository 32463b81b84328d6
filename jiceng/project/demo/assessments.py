"""Two years of target-responsibility assessment in the demo county. All fictitious, marked 示例.

Last year's towns are final, with one objection answered; this year's towns and urban communities
are under way, reckoned from the year's records.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from jiceng.casework.actions.configuration import Decided, change_rule
from jiceng.kernel.records.access import actor_for
from jiceng.kernel.records.models import Appointment, Job
from jiceng.kernel.records.territory import territory
from jiceng.kernel.scope import Actor
from jiceng.performance.actions import assessments as acts
from jiceng.performance.actions.assessment_objections import Corrected, answer_objection, object_to
from jiceng.performance.models import Assessment
from jiceng.performance.rules.sample import sample_scheme
from jiceng.project.demo.cast import Cast
from jiceng.project.demo.draw import CONTENT
from jiceng.web.clock import county_zone

SEED = 20_261
LAST, THIS = 2025, 2026
WALKED = 40
"""Matters a walk looks at in a town; half as many in a community."""


def tell_assessments(now: datetime) -> None:
    """Everything up to now but the reckoning of the running ones, in order of time."""
    zone, dice = county_zone(), Random(SEED)  # noqa: S311  dice of a story
    begins = datetime(THIS, 1, 12, 9, tzinfo=zone)
    if now < begins + timedelta(days=60):
        return
    told = tomllib.loads((CONTENT / "assessments.toml").read_text("utf-8"))
    cast = Cast(now)
    officer, leader = cast.any("organisation_department"), cast.any("signatory")
    land = territory()
    towns = sorted(a.code for a in land.areas.values() if a.level == "town")
    urban = sorted(land.with_grids)
    _save(f"towns-{LAST}", {**told["last_year"], "groups": [_group("towns", "镇", "town", towns)]},
          officer, begins)  # fmt: skip
    _last_year(officer, leader, begins, dice)
    content = {
        "name": "二〇二六年目标责任考核（示例）", "start": f"{THIS}-01-01", "end": f"{THIS}-12-31",
        **sample_scheme(), "duties": told["duties"],
        "groups": [_group("towns", "镇", "town", towns),
                   _group("urban", "城市社区", "community", urban)],
    }  # fmt: skip
    start = begins + timedelta(days=30)
    _save(f"towns-{THIS}", content, officer, start)
    for group in ("towns", "urban"):
        row = acts.open_assessment(f"towns-{THIS}", group, by=officer, now=start)
        _fill(row, ("registered", "settled"), officer, start + timedelta(days=1), dice)
        acts.move_assessment(
            row, "begin", by=officer, now=start + timedelta(days=2), version=row.version
        )
    Job.objects.filter(kind="announce").delete()


def reckon_assessments(now: datetime) -> None:
    """The running ones, once the year's records are counted."""
    acts.reckon_running(now)


def _group(key: str, name: str, level: str, members: Sequence[str]) -> dict[str, Any]:
    return {"key": key, "name": name, "level": level, "members": list(members)}


def _save(key: str, content: dict[str, Any], by: Actor, now: datetime) -> None:
    decided = Decided("年度考核（示例）", 0, "县委常委会（示例）")
    change_rule("scheme", key, content, decided=decided, by=by, now=now)


def _fill(row: Assessment, targets: Sequence[str], by: Actor, now: datetime, dice: Random) -> None:
    """What walks and surveys found, a share of each member's own."""
    for code in acts.named_subjects(row):
        level = dice.uniform(0.78, 0.97)
        for target in targets:
            share = min(1.0, level + (0.08 if target == "registered" else 0.0))
            done = sum(1 for _n in range(WALKED) if dice.random() < share)
            given = acts.ValueGiven(
                target, code, "走访核查汇总表（示例）", numerator=done, denominator=WALKED
            )
            acts.enter_value(row, given, by=by, now=now)


def _last_year(officer: Actor, leader: Actor, begins: datetime, dice: Random) -> None:
    row = acts.open_assessment(f"towns-{LAST}", "towns", by=officer, now=begins)
    _fill(row, ("settled", "registered", "satisfied"), officer, begins, dice)
    for days, name, who in ((1, "begin", officer), (2, "freeze", officer), (4, "publish", leader)):
        at = begins + timedelta(days=days)
        acts.move_assessment(row, name, by=who, now=at, version=row.version)
    result = row.results.filter(is_current=True).order_by("subject")[1]
    at = begins + timedelta(days=6)
    held = Appointment.objects.filter(post="town_secretary", area=result.subject)
    secretary = actor_for(held.order_by("pk")[0].person, now=at, today=at.date())
    made = object_to(result, "settled", "走访表漏计两件已经解决的事项（示例）。",
                     by=secretary, now=at)  # fmt: skip
    line = next(one for one in result.lines if one["target"] == "settled")
    done = min(int(line["reading"]["numerator"]) + 2, WALKED)
    answer_objection(
        made, "accept", "核对走访表，属实，予以更正（示例）。", by=officer,
        now=at + timedelta(days=2), version=made.version, corrected=Corrected(done, WALKED),
    )  # fmt: skip
    acts.move_assessment(
        row, "confirm", by=leader, now=begins + timedelta(days=20), version=row.version
    )
