"""Checkpoints, rosters and supplies in words, for every face that shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.emergency.models import Checkpoint, HandOver, Roster, Shift
from jiceng.emergency.process import CHECKPOINT, ROSTER
from jiceng.emergency.rules.roster_check import Gap
from jiceng.kernel.records.names import listed
from jiceng.kernel.records.territory import territory

LIGHTS: Mapping[str, str] = {
    "planned": "new", "open": "green", "suspended": "yellow", "closed": "rest",
    "withdrawn": "rest", "draft": "doing", "published": "green", "dropped": "rest",
}  # fmt: skip
WEEKDAYS = (N_("周一"), N_("周二"), N_("周三"), N_("周四"), N_("周五"), N_("周六"), N_("周日"))


def status_told(row: Checkpoint | Roster) -> dict[str, str]:
    """State as a light and a word."""
    process = CHECKPOINT if isinstance(row, Checkpoint) else ROSTER
    return {"light": LIGHTS[row.state], "text": _(process.state(row.state).label)}


def day_told(day: date) -> str:
    """11-24 周二."""
    return f"{day:%m-%d} {_(WEEKDAYS[day.weekday()])}"


def hours_told(turns: Iterable[Iterable[str]], turn: int) -> str:
    """08:00—20:00."""
    start, end = [*turns][turn]
    return f"{start}—{end}"


def shift_told(shift: Shift) -> str:
    """11-24 周二 08:00—20:00."""
    return f"{day_told(shift.day)} {hours_told(shift.roster.turns, shift.turn)}"


def area_name(code: str) -> str:
    area = territory().areas.get(code)
    return area.name if area else code


def unit_name(code: str) -> str:
    unit = territory().units.get(code)
    return unit.name if unit else code


def why_told(gap: Gap) -> str:
    """Why nobody stands a shift: 可排人员中 12 人同时在岗，3 人休息不足，1 人不便。"""
    if gap.free:
        return _("还有 %(n)d 人可以安排，请点“安排”选人。") % {"n": gap.free}
    said = [
        text % {"n": n}
        for n, text in (
            (gap.on_duty, _("%(n)d 人同时在岗")),
            (gap.resting, _("%(n)d 人休息不足 8 小时")),
            (gap.off, _("%(n)d 人当天不便")),
        )
        if n
    ]
    if not said:
        return _("可排岗位没有人员，请增加可排的岗位或从外单位抽调。")
    told = _("可排人员中%(said)s，没有人可以再排。") % {"said": listed(said)}
    return told if gap.own else told + _("值守单位没有可排人员。")


def hand_over_told(row: HandOver) -> str:
    """What a shift left, in one line."""
    parts = [row.words]
    if row.stock:
        parts.append(_("物资：%(stock)s") % {"stock": row.stock})
    if row.events is not None:
        parts.append(_("当班处置 %(n)d 件") % {"n": row.events})
    return "；".join(parts)


def listed_table(
    caption: str, columns: Iterable[str], rows: list[dict[str, Any]], empty: tuple[str, str],
    numeric: Iterable[int] = (),
) -> dict[str, Any]:  # fmt: skip
    """A table as web/_table.html draws it; `numeric` are places of columns."""
    right = set(numeric)
    return {
        "caption": caption,
        "columns": [{"label": c, "numeric": n in right} for n, c in enumerate(columns)],
        "rows": rows,
        "empty": {"title": empty[0], "text": empty[1]},
    }
