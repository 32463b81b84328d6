"""What a leader asks first: what is late and why, where key tasks stand, what people come with."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.casework.cockpit.asked import Asking
from jiceng.casework.cockpit.shown import by_group, change, name_of
from jiceng.casework.figures import FIGURES, Window, compute
from jiceng.casework.process import CASE
from jiceng.casework.queries.boards import LIGHTS, tab_counts
from jiceng.casework.queries.late import LateStep, late_steps
from jiceng.kernel.records.names import listed
from jiceng.kernel.records.territory import territory
from jiceng.kernel.scope import Actor

WAITS: Mapping[str, str] = {
    "reported": N_("上报后还没有受理"),
    "accepted": N_("受理后还没有立案"),
    "filed": N_("立案后还没有派遣"),
    "dispatched": N_("派出后承办单位还没有签收"),
    "returned": N_("承办单位退回，还没有重新派遣"),
    "disputed": N_("职责有争议，还没有裁决"),
    "handling": N_("承办单位还没有办完"),
    "suspended": N_("挂账中，复查日期已过"),
    "handled": N_("办完后还没有送核查"),
    "verifying": N_("还没有核查完"),
}
"""State -> what its late cases wait for."""
LIGHT_NAMES: Mapping[str, str] = {
    "red": N_("红灯"), "yellow": N_("黄灯"), "green": N_("绿灯"),
}  # fmt: skip
UNITS = 3
TYPES = 6


def late(actor: Actor, now: datetime) -> dict[str, Any]:
    """Late cases by what they wait for, with the units that hold most of them."""
    steps = late_steps(actor, now)
    return {
        "total": sum(step.count for step in steps),
        "past_promise": sum(step.past_promise for step in steps),
        "url": "/desk/cases/?overdue=on",
        "rows": [_row(step) for step in steps],
    }


def _row(step: LateStep) -> dict[str, Any]:
    return {
        "state": _(CASE.state(step.state).label),
        "why": _(WAITS[step.state]),
        "count": step.count,
        "past_promise": step.past_promise,
        "oldest": step.oldest_due,
        "url": f"/desk/cases/?{urlencode({'state': step.state, 'overdue': 'on'})}",
        "units": _units(step),
    }


def _units(step: LateStep) -> str:
    """The units that hold most of a step's late cases, and how many hold any."""
    most = listed(
        _("%(unit)s %(n)d 件") % {"unit": _unit_name(code), "n": many}
        for code, many in step.by_unit.most_common(UNITS)
    )
    if len(step.by_unit) <= UNITS:
        return most
    return _("%(most)s 等 %(n)d 个单位") % {"most": most, "n": len(step.by_unit)}


def _unit_name(code: str) -> str:
    unit = territory().units.get(code)
    return unit.name if unit else code


def lights(actor: Actor) -> list[dict[str, Any]]:
    """Tasks of the supervision office under way, by light."""
    counts = tab_counts(actor)
    return [
        {
            "light": light,
            "label": _(LIGHT_NAMES[light]),
            "count": counts[light],
            "url": f"/desk/supervision/?tab={light}",
        }
        for light in LIGHTS
    ]


def types(asked: Asking, before: Window, reach: Q, opens: bool) -> list[dict[str, Any]]:
    """The case types most reported in the period, each against the period before."""
    kind = FIGURES["cases_reported"]
    now, only = asked.window.as_of, (kind.id,)
    found = by_group(compute(asked.window, by="type", reach=reach, now=now, only=only))
    earlier = by_group(compute(before, by="type", reach=reach, now=now, only=only))
    most = sorted(found, key=lambda code: -found[code][kind.id].numerator)[:TYPES]
    return [
        {
            "label": name_of("type", found[code]),
            "count": found[code][kind.id].numerator,
            "url": asked.url(kind, code) if opens else "",
            **(change(found[code][kind.id], earlier[code][kind.id]) if code in earlier else {}),
        }
        for code in most
        if found[code][kind.id].numerator
    ]
