"""What every page knows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest

from jiceng.kernel.records.territory import territory


def county_name() -> str:
    """The name on every page: a setting, else the root area of this deployment."""
    if settings.COUNTY_NAME:
        return str(settings.COUNTY_NAME)
    try:
        roots = [a.name for a in territory().areas.values() if not a.parent]
    except DatabaseError:
        return ""  # the page that says so must not ask the database again
    return roots[0] if roots else ""


def page(request: HttpRequest) -> dict[str, Any]:
    """Name of the county, the instant, who is acting, and how large the type is."""
    return {
        "county_name": county_name(),
        "now": getattr(request, "now", None),
        "actor": getattr(request, "actor", None),
        "person": getattr(request, "person", None),
        "is_demo": settings.IS_DEMO,
        "elderly": request.COOKIES.get("jiceng_elderly") == "1",
    }
