"""Home and the simple pages of the portal."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jiceng.casework.portal.sections import home_sections
from jiceng.casework.portal.show import chosen_community, community_options, privacy_notice, show
from jiceng.casework.queries import county_text, text_in_force
from jiceng.kernel.records.territory import territory
from jiceng.web.display import YEAR
from jiceng.web.doors import Asked, door

REMEMBERED = "jiceng_community"


@door("public")
@require_safe
def home(request: Asked) -> HttpResponse:
    """Two large tiles, whom to call, and how it works. Remembers a chosen community by cookie."""
    asked = request.GET.get("community")
    code = asked if asked is not None else request.COOKIES.get(REMEMBERED, "")
    area = chosen_community(code)
    context = {
        "emergency": county_text("portal.emergency", request.now),
        "notice": county_text("portal.notice", request.now),
        "office": _office(request, area.code if area else ""),
        "communities": community_options(area.code if area else ""),
        "community": area,
        "sections": [*home_sections(area, request.now)],
    }
    answer = show(request, "portal_home.html", context)
    if asked is not None:
        kept = area.code if area else ""
        answer.set_cookie(REMEMBERED, kept, max_age=YEAR, samesite="Lax", httponly=True)
    return answer


def _office(request: Asked, code: str) -> dict[str, str]:
    """Who answers by telephone and when: the community where its row says so, else the county."""
    now = request.now
    own = text_in_force(f"community.{code}", now) if code else {}
    key = f"community.{code}" if own else "county"
    land = territory()
    return {
        "name": land.desk_for(land.area(code)).name if code else county_text(key, now, "centre"),
        "phone": county_text(key, now, "phone") or county_text("county", now, "hotline"),
        "hours": county_text(key, now, "office_hours"),
    }


@door("public")
@require_safe
def privacy(request: Asked) -> HttpResponse:
    """The privacy notice in full."""
    context = {
        "heading": county_text("privacy", request.now, "title") or _("个人信息告知"),
        "sentences": privacy_notice(request.now),
    }
    return show(request, "portal_page.html", context)
