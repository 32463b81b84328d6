"""Emergencies in words, for every face that shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, cast

from django.http import HttpRequest
from django.utils.translation import gettext as _

from jiceng.casework.queries import rules_at
from jiceng.emergency.models import Emergency, Opening
from jiceng.emergency.process import EMERGENCY
from jiceng.emergency.queries.emergencies import current, plan_as_of, touching
from jiceng.emergency.rules.emergencies import (
    KINDS,
    LEVEL_WORDS,
    OPENING_WORDS,
    PURPOSES,
    Opens,
    Plan,
)
from jiceng.emergency.rules.home_requests import KIND, NEEDS
from jiceng.kernel.records.names import listed, named
from jiceng.kernel.records.territory import territory
from jiceng.web.alerts import Alert
from jiceng.web.clock import county_zone
from jiceng.web.doors import Asked
from jiceng.web.words import term_words

LIGHTS: Mapping[str, str] = {
    "proposed": "new", "active": "red", "ended": "yellow", "closed": "done", "refused": "rest",
}  # fmt: skip


def moment_told(at: datetime | None) -> str:
    """An instant as the county reads it, to the minute."""
    return f"{at.astimezone(county_zone()):%m-%d %H:%M}" if at else ""


def status_told(row: Emergency) -> dict[str, str]:
    """State as a light and a word."""
    return {"light": LIGHTS[row.state], "text": _(EMERGENCY.state(row.state).label)}


def area_name(row: Emergency) -> str:
    area = territory().areas.get(str(row.area_id))
    return area.name if area else str(row.area_id)


def kind_told(row: Emergency) -> str:
    """Kind and level: 台风Ⅲ级响应."""
    told = {"kind": _(KINDS[row.kind]), "level": _(LEVEL_WORDS[row.level])}
    return _("%(kind)s%(level)s应急响应") % told


def when_told(row: Emergency) -> str:
    """Since when and until when at the latest."""
    told = {"start": moment_told(row.started_at), "end": moment_told(row.ends_by)}
    return _("%(start)s 启动，预计至 %(end)s") % told


def openings_told(
    rows: Iterable[Opening | Opens], types: Mapping[str, Any], plan: Plan
) -> list[dict[str, str]]:
    """What is open, a line a kind, in the order of kinds."""
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row.kind, []).append(opening_told(row, types, plan))
    return [
        {"label": _(label), "text": listed(found[kind])}
        for kind, label in OPENING_WORDS.items() if kind in found
    ]  # fmt: skip


def opening_told(row: Opening | Opens, types: Mapping[str, Any], plan: Plan) -> str:
    """One thing that is or would be open."""
    if row.kind == "checkpoints":
        return _(PURPOSES[row.key]) if row.key in PURPOSES else row.key
    if row.kind == "notices" and row.key in plan.notices:
        return plan.notices[row.key].title
    if row.kind == KIND:
        return _(NEEDS[row.key]) if row.key in NEEDS else row.key
    if row.kind in ("terms", "case_types"):
        kind = types.get(row.key)
        name = named(kind.name, kind.name_en) if kind else row.key
        return f"{name} {term_words(row.value)}" if row.value else name
    return str(row.key)


def advice_told(row: Emergency) -> str:
    plan = plan_as_of(row)
    return named(plan.advice, plan.advice_en)


def alerts(request: HttpRequest) -> list[Alert]:
    """Real emergencies: everybody's on pages for residents, those of one's areas at work."""
    asked = cast(Asked, request)
    now, actor = asked.now, asked.actor
    if not (rows := [e for e in current(now) if not e.is_drill]):
        return []
    at_work = request.path.startswith(("/desk/", "/field/", "/cockpit/"))
    if at_work and actor.grips:
        near = {e.pk for e in touching((g.area_path for g in actor.grips), now)}
        rows = [e for e in rows if e.pk in near]
    return [_alert(row, at_work) for row in rows]


def _alert(row: Emergency, at_work: bool) -> Alert:
    return Alert(
        title=f"{area_name(row)} {kind_told(row)}",
        text=advice_told(row),
        when=when_told(row),
        url=f"/desk/emergencies/{row.number}/" if at_work else "/emergencies",
        label=_("查看措施"),
    )


def types_at(now: Any) -> Mapping[str, Any]:
    return rules_at(now)[0].types
