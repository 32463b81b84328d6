"""Powers sent down in words, for the desk and for residents."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from jiceng.services.forms.items_told import name_of, unit_name
from jiceng.services.queries.items import items_at
from jiceng.services.queries.powers import day_of
from jiceng.services.rules.powers import MODES, Power


def power_rows(powers: list[Power], now: datetime, here: str = "") -> list[dict[str, Any]]:
    """The ledger as rows; `here` is where one is changed, empty for who may not."""
    items = items_at(now)
    return [
        {
            "item": power.item,
            "items": [
                {"name": name_of(items[key]), "url": f"/services/items/{key}"}
                for key in power.service_items
                if key in items
            ],
            "from_unit": unit_name(power.from_unit),
            "to_unit": unit_name(power.to_unit),
            "mode": _(MODES[power.mode]),
            "basis": power.basis,
            "since": power.effective_from,
            "until": power.effective_to,
            "review_on": power.review_on,
            "status": status_of(power, now),
            "url": f"{here}{power.key}/change" if here else "",
            "version": power.version,
        }
        for power in powers
    ]


def status_of(power: Power, now: datetime) -> dict[str, str]:
    today = day_of(now)
    if power.effective_from > today:
        return {"light": "new", "text": _("尚未生效")}
    if not power.holds_on(today):
        return {"light": "rest", "text": _("已经失效")}
    if power.review_on and power.review_on < today:
        return {"light": "yellow", "text": _("有效，应当复核")}
    return {"light": "done", "text": _("现行有效")}
