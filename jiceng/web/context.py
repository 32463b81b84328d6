"""What every page knows."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest

from jiceng.kernel.records.configuration import in_force
from jiceng.kernel.records.names import named
from jiceng.kernel.records.territory import territory
from jiceng.web.alerts import alerts


def county_name(now: datetime | None = None) -> str:
    """The name on every page: a setting, else the county's own text, else the root area.

    Only the county's text ("county", with `name_zh` and `name_en`) knows an English name.
    """
    if settings.COUNTY_NAME:
        return str(settings.COUNTY_NAME)
    try:
        return _own_name(now) or _name_of_the_root()
    except DatabaseError:
        return ""  # the page that says so must not ask the database again


def _own_name(now: datetime | None) -> str:
    row = in_force("text", now).get("county") if now else None
    return (
        named(str(row.content.get("name_zh", "")), str(row.content.get("name_en", "")))
        if row
        else ""
    )


def _name_of_the_root() -> str:
    return next((a.name for a in territory().areas.values() if not a.parent), "")


def page(request: HttpRequest) -> dict[str, Any]:
    """Name of the county, the instant, who is acting, and how large the type is."""
    return {
        "county_name": county_name(getattr(request, "now", None)),
        "now": getattr(request, "now", None),
        "actor": getattr(request, "actor", None),
        "person": getattr(request, "person", None),
        "is_demo": settings.IS_DEMO,
        "alerts": partial(alerts, request),
        "elderly": request.COOKIES.get("jiceng_elderly") == "1",
    }
