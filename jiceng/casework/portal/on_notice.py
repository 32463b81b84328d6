"""/problems: what is about to be struck off, made public where a ledger promises it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jiceng.casework.models import Problem
from jiceng.casework.portal.show import show
from jiceng.casework.process import PROBLEM
from jiceng.casework.queries import rules_at
from jiceng.kernel.calendar import WorkingCalendar
from jiceng.kernel.records.territory import territory
from jiceng.web.clock import local_day
from jiceng.web.doors import Asked, door
from jiceng.web.paging import page_of, pager

SIZE = 20


@door("public")
@require_safe
def show_problems(request: Asked) -> HttpResponse:
    """Problems on notice: what, which unit, what was done, until when. Never a person."""
    rows = Problem.objects.filter(
        state="on_notice", campaign__needs_notice=True, is_public=True
    ).select_related("campaign")
    after = request.GET.get("after", "")
    page = page_of(rows, after, key="noticed_at", newest=True, size=SIZE)
    _book, calendar = rules_at(request.now)
    today = local_day(request.now)
    context = {
        "rows": [_row(p, calendar, today) for p in page.rows],
        "pager": pager(page, request.GET),
    }
    return show(request, "portal_problems.html", context)


def _row(p: Problem, calendar: WorkingCalendar, today: date) -> dict[str, Any]:
    wait = PROBLEM.move("strike_off_after_notice").wait
    until = calendar.due(p.entered_at, wait).at if wait else p.entered_at
    last = until.astimezone(calendar.zone).date()
    unit = territory().units.get(p.unit)
    left = (last - today).days
    return {
        "title": p.title,
        "campaign": p.campaign.name,
        "place": p.place_text,
        "unit": unit.name if unit else "",
        "measures": list(p.measures.order_by("order").values_list("text", flat=True)),
        "until": last,
        "left": _("还有 %(n)d 天") % {"n": left} if left > 0 else _("公示期已满，等待销号"),
    }
