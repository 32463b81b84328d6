"""/legal: when lawyers may be asked, and what is made known soon."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from jiceng.casework.portal.show import show
from jiceng.kernel.records.names import listed
from jiceng.outreach.forms.activities_told import area_name, left_told, place_told, when_told
from jiceng.outreach.models import Activity
from jiceng.outreach.queries.activities import PUBLIC
from jiceng.outreach.queries.legal import duties_ahead, programmes
from jiceng.web.doors import Asked, door

AHEAD = 30


@door("public")
@require_safe
def page(request: Asked) -> HttpResponse:
    """Lawyers on duty and coming sessions; both are booked where activities are."""
    coming = Activity.objects.filter(
        kind="legal", is_public=True, state__in=PUBLIC, ends_at__gt=request.now
    ).select_related("venue").order_by("starts_at", "pk")  # fmt: skip
    duties = [
        {**_row(d.activity), "who": f"{d.lawyer.name}（{d.lawyer.office}）",
         "left": left_told(d.activity)}
        for d in duties_ahead(request.now)[:AHEAD]
    ]  # fmt: skip
    year = next((p for p in programmes(request.now) if p.start.year == request.now.year), None)
    context = {
        "programme": year,
        "laws": listed(year.laws.values()) if year else "",
        "duties": duties,
        "sessions": [_row(a) for a in coming[:AHEAD]],
    }
    return show(request, "outreach/portal_legal.html", context)


def _row(activity: Activity) -> dict[str, Any]:
    return {
        "title": activity.title,
        "when": when_told(activity),
        "where": f"{area_name(str(activity.area_id))} {place_told(activity)}",
        "url": f"/activities/{activity.number}",
    }
