"""Home service in words, for desk and phone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from jiceng.casework.desk.labels import case_status, nearest_due
from jiceng.emergency.forms.emergencies_told import moment_told
from jiceng.emergency.models import HomeRequest
from jiceng.emergency.queries.emergency_cases import ENDED
from jiceng.emergency.queries.home_requests import Kept
from jiceng.emergency.rules.home_requests import NEEDS, PAYERS, WINDOWS
from jiceng.kernel.money import money
from jiceng.kernel.records.names import named
from jiceng.kernel.records.territory import territory


def place_of(request: HomeRequest) -> str:
    """The grid, or the community of a case without one; never a door."""
    areas = territory().areas
    area = areas.get(request.case.grid_code or request.case.area_code)
    above = areas.get(area.parent) if area and area.level == "grid" else None
    return " ".join(a.name for a in (above, area) if a)


def status_told(request: HomeRequest, now: datetime) -> dict[str, str]:
    """The state of the case with the light of its promise."""
    return case_status(request.case, now)


def due_told(request: HomeRequest) -> str:
    """Until when something is promised; nothing once it is settled."""
    due = None if request.case.state in ENDED else nearest_due(request.case)
    return moment_told(due)


def cost_told(request: HomeRequest) -> str:
    if request.delivered_at is None:
        return ""
    payer = _(PAYERS[request.paid_by]) if request.paid_by else ""
    cost = money(request.cost_fen) if request.cost_fen else ""
    return " ".join(part for part in (moment_told(request.delivered_at), cost, payer) if part)


def request_told(request: HomeRequest, now: datetime) -> dict[str, Any]:
    """One request as lists show it: no name, no door."""
    return {
        "need": _(NEEDS[request.need]),
        "window": _(WINDOWS[request.window]),
        "number": request.case.number,
        "place": place_of(request),
        "status": status_told(request, now),
        "due": due_told(request),
        "cost": cost_told(request),
    }


def kept_lines(kept: Kept, types: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """Asked, answered and in time by kind of need, then by type of case, with their sum."""
    known = [(_(label), kept.needs[k]) for k, label in NEEDS.items() if k in kept.needs]
    known += [(_type_name(types, code), n) for code, n in sorted(kept.others.items())]
    whole = tuple(sum(n[at] for _label, n in known) for at in range(3))
    return [(name, *map(str, counts)) for name, counts in [*known, (_("合计"), whole)]]


def _type_name(types: Mapping[str, Any], code: str) -> str:
    kind = types.get(code)
    return named(kind.name, kind.name_en) if kind else _("类型待确认")
