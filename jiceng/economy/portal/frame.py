"""What every page of economy for residents, companies and buyers is given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from jiceng.casework.queries import county_text
from jiceng.web.display import preferences
from jiceng.web.doors import Asked


def show(
    request: Asked, template: str, context: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page with the head and foot it needs."""
    hotline = county_text("county", request.now, "hotline")
    frame = {**preferences(request), "hotline": hotline, "now": request.now}
    return render(request, f"economy/{template}", {**frame, **context}, status=status)
