"""Notices from door to door in words, for desk, phone and print."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.emergency.forms.emergencies_told import moment_told
from jiceng.emergency.models import Emergency, GridDelivery, GridNotice, GridNoticeText
from jiceng.emergency.queries.grid_notices import (
    Reach,
    notices_of,
    reach_of_notice,
    waiting_in_round,
)
from jiceng.emergency.rules.grid_notices import coverage

STATES: Mapping[str, str] = {
    "draft": N_("草稿"), "issued": N_("已发出"), "withdrawn": N_("已撤回"),
}  # fmt: skip
LIGHTS: Mapping[str, str] = {"draft": "new", "issued": "doing", "withdrawn": "rest"}
NOTICES = "/desk/emergencies/notices/"


def notice_status(row: GridNotice) -> dict[str, str]:
    return {"light": LIGHTS[row.state], "text": _(STATES[row.state])}


def percent_told(percent: Decimal | None) -> str:
    return f"{percent}%" if percent is not None else "—"


def reach_told(reach: Reach) -> str:
    """How far it came: 120/150 户，80.0%."""
    told = {"reached": reach.reached, "households": reach.households,
            "percent": percent_told(reach.percent)}  # fmt: skip
    return _("%(reached)s/%(households)s 户，%(percent)s") % told


def notice_rows(emergency: Emergency) -> list[dict[str, Any]]:
    """The notices of an emergency, as its page lists them."""
    rows = list(notices_of(emergency).select_related("area")[:50])
    texts = {t.notice_id: t for t in GridNoticeText.objects.filter(notice__in=rows)
             .order_by("version")}  # fmt: skip
    return [
        {
            "title": texts[row.pk].title,
            "url": f"{NOTICES}{row.number}/",
            "status": notice_status(row),
            "area": str(row.area),
            "round": row.round,
            "issued": moment_told(row.issued_at),
            "reach": reach_told(reach_of_notice(row)) if row.state == "issued" else "",
            "silent": waiting_in_round(row) if row.state == "issued" else 0,
        }
        for row in rows
    ]


def delivery_told(row: GridDelivery) -> dict[str, Any]:
    """One grid: households, reached, its share, and whether anything has arrived."""
    return {
        "area": str(row.area),
        "households": row.households,
        "reached": row.reached,
        "percent": percent_told(coverage(row.reached, row.households)),
        "round": row.round,
        "is_open": row.is_open,
        "told": moment_told(row.told_at),
    }
