"""Home and the simple pages of the portal."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jiceng.casework.figures import Window, compute
from jiceng.casework.portal.show import chosen_community, communities, privacy_notice, show
from jiceng.casework.queries import county_text, text_in_force
from jiceng.kernel.figures import Figure
from jiceng.kernel.records.configuration import in_force
from jiceng.kernel.records.territory import territory
from jiceng.web.clock import county_zone, local_day
from jiceng.web.display import YEAR
from jiceng.web.doors import Asked, door

REMEMBERED = "jiceng_community"
SHOWN = (
    "on_time_rate", "median_handling_hours", "satisfaction_rate", "true_solve_rate",
    "grid_settled_rate", "reopened_30d_rate",
)  # fmt: skip
"""What residents are told about the whole county; no unit, no person, no ranking."""
SHOWN_DAYS = timedelta(days=90)


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
        "communities": communities(),
        "community": area,
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


@door("public")
@require_safe
def news(request: Asked) -> HttpResponse:
    """Notices, once somebody has published one."""
    return _empty(
        request, _("通知公告"), _("还没有发布通知"), _("发布后会显示在这里，最新的在最上面。")
    )


@door("public")
@require_safe
def figures(request: Asked) -> HttpResponse:
    """Public figures: shown only when the county switched them on (decisions.md 50)."""
    terms = in_force("terms", request.now).get("case")
    if terms is None or not terms.content.get("public_figures"):
        return _empty(
            request,
            _("办理情况"),
            _("本县尚未公布办理数字"),
            _("是否公布由县里决定。您自己上报的事，随时可以凭编号和查询码查进度。"),
        )
    today = local_day(request.now)
    window = Window.at(request.now, county_zone(), start=today - SHOWN_DAYS, end=today)
    found = {figure.kind.id: figure for figure in compute(window, now=request.now)}
    rows = [_row(found[name]) for name in SHOWN if name in found]
    context = {"rows": rows, "since": today - SHOWN_DAYS, "until": today}
    return show(request, "portal_figures.html", context)


def _row(figure: Figure) -> dict[str, Any]:
    """One figure with what it is made of: nobody is asked to believe a bare number."""
    known = figure.value is not None
    return {
        "name": _(figure.kind.name),
        "definition": _(figure.kind.definition),
        "value": f"{figure.value}{_(figure.kind.unit)}" if known else "—",
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "is_share": figure.kind.kind == "share",
        "is_small": figure.is_small,
    }


def _empty(request: Asked, heading: str, title: str, text: str) -> HttpResponse:
    context: dict[str, Any] = {"heading": heading, "empty": {"title": title, "text": text}}
    return show(request, "portal_page.html", context)
