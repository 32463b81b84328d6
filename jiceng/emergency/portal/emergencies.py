"""/emergencies: which emergencies are on, until when, and what to do. Drills are not told."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jiceng.casework.portal.show import show
from jiceng.emergency.forms.emergencies_told import advice_told, area_name, kind_told, when_told
from jiceng.emergency.models import Emergency, GridNotice
from jiceng.emergency.queries.emergencies import current, openings
from jiceng.emergency.queries.grid_notices import text_of
from jiceng.emergency.rules.home_requests import KIND, NEEDS
from jiceng.kernel.records.names import listed
from jiceng.web.doors import Asked, door


@door("public")
@require_safe
def on_now(request: Asked) -> HttpResponse:
    """Those that are on, the gravest first."""
    rows = [_told(row) for row in current(request.now) if not row.is_drill]
    return show(request, "emergency/portal_emergencies.html", {"rows": rows})


def _told(row: Emergency) -> dict[str, Any]:
    notices = GridNotice.objects.filter(emergency=row, state="issued").order_by("-issued_at")[:3]
    return {
        "title": row.title,
        "kind": kind_told(row),
        "area": area_name(row),
        "when": when_told(row),
        "advice": advice_told(row),
        "closures": listed(o.key for o in openings(row, "closures")),
        "needs": listed(_(NEEDS[o.key]) for o in openings(row, KIND) if o.key in NEEDS),
        "is_sample": row.is_sample,
        "notices": [text_of(n) for n in notices],
    }


urlpatterns = [path("emergencies", on_now)]
