"""What every page for residents is given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from jiceng.casework.queries import county_text
from jiceng.kernel.records.territory import AreaEntry, territory
from jiceng.web.display import preferences
from jiceng.web.doors import Asked

CHOSEN = mark_safe(" selected")
"""An attribute, written here and nowhere typed in; names and codes beside it are escaped."""


@dataclass(frozen=True, slots=True)
class Community:
    """A community or village somebody may choose, below its town."""

    code: str
    name: str


def show(
    request: Asked, template: str, context: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """Render a portal page with the head and foot it needs; a template of another capability is
    named with its folder."""
    hotline = county_text("county", request.now, "hotline")
    frame = {**preferences(request), "hotline": hotline, "now": request.now}
    name = template if "/" in template else f"casework/{template}"
    return render(request, name, {**frame, **context}, status=status)


def communities() -> dict[str, list[Community]]:
    """Communities and villages by the name of their town, for a list to choose from."""
    areas = territory().areas
    found: dict[str, list[Community]] = {}
    for area in sorted(areas.values(), key=lambda a: a.path):
        if area.level in ("community", "village"):
            town = areas.get(area.parent)
            found.setdefault(town.name if town else "", []).append(Community(area.code, area.name))
    return found


def community_options(chosen: str) -> SafeString:
    """The same as options of a list, one of them chosen; written here and not in a template, which
    takes longer for some hundred of them than for the rest of the first page."""
    return format_html_join(
        "", '<optgroup label="{}">{}</optgroup>',
        ((town, _options(rows, chosen)) for town, rows in communities().items()),
    )  # fmt: skip


def _options(rows: list[Community], chosen: str) -> SafeString:
    lines = ((row.code, CHOSEN if row.code == chosen else "", row.name) for row in rows)
    return format_html_join("", '<option value="{}"{}>{}</option>', lines)


def chosen_community(code: str) -> AreaEntry | None:
    """The community of a code, when it is one."""
    area = territory().area(code)
    return area if area and area.level in ("community", "village") else None


def privacy_notice(now: datetime) -> list[str]:
    """The privacy notice, sentence by sentence, its placeholders filled from the county's rows."""
    fill = {
        "centre": county_text("county", now, "centre"),
        "centre_phone": county_text("county", now, "centre_phone"),
    }
    parts = ("who", "why", "how", "how_long", "rights", "children")
    return [s for part in parts if (s := county_text("privacy", now, part, **fill))]
