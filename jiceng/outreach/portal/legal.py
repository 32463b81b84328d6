"""/legal: when lawyers may be asked, and what is made known soon."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from jiceng.casework.portal.show import show
from jiceng.kernel.records.names import listed
from jiceng.outreach.forms.legal_told import area_name, when_of
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
         "left": max((d.activity.capacity or 0) - d.activity.taken, 0)}
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
    there = activity.venue.name if activity.venue else activity.place
    return {
        "title": activity.title,
        "when": when_of(activity),
        "where": f"{area_name(str(activity.area_id))} {there}",
        "url": f"/activities/{activity.number}",
    }
