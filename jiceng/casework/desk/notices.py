"""/desk/notices: what somebody's roles were told, newest first."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_safe

from jiceng.casework.desk.labels import TOLD, url_of
from jiceng.casework.queries.search import notices_of
from jiceng.kernel.records.models import Notice
from jiceng.web.doors import Asked, door
from jiceng.web.menu import office
from jiceng.web.paging import page_of, pager

CLOCKS = {
    "stage": N_("本环节时限"),
    "promise": N_("对居民承诺的时限"),
    "repeat": N_("时限"),
    "review": N_("挂账复核时间"),
}


@door("staff")
@require_safe
def show(request: Asked) -> HttpResponse:
    """The notices of every role somebody holds."""
    page = page_of(notices_of(request.actor), request.GET.get("after", ""), key="at", newest=True)
    context = {
        **office(request, "/desk/notices", crumbs=[(_("提醒"), "")]),
        "rows": [_row(notice, request.now) for notice in page.rows],
        "pager": pager(page, request.GET, _("本页 %(n)d 条") % {"n": len(page.rows)}),
    }
    return render(request, "casework/desk_notices.html", context)


def _row(notice: Notice, now: datetime) -> dict[str, Any]:
    return {
        "at": notice.at,
        "title": str(notice.params.get("title", "")) or notice.number,
        "number": notice.number,
        "url": url_of(notice.subject_kind, notice.number),
        "text": sentence(notice.kind),
        "to": _(TOLD.get(notice.role, notice.role)),
        "light": notice.light or "rest",
    }


def sentence(kind: str) -> str:
    """What a notice says: `climbed`, or which clock has used how much of its time."""
    if kind == "climbed":
        return _("逾期未办结，已自动上报到您这一级。")
    clock, _sep, percent = kind.partition("_")
    name = _(CLOCKS.get(clock, CLOCKS["repeat"]))
    if clock == "review":
        return _("%(clock)s已到。") % {"clock": name}
    if clock == "repeat" or not percent.isdigit():
        return _("仍超期未办结，请尽快办理。")
    if int(percent) < 100:
        return _("%(clock)s已用 %(percent)s%%，请抓紧办理。") % {"clock": name, "percent": percent}
    if int(percent) == 100:
        return _("%(clock)s已到，仍未办结。") % {"clock": name}
    return _("%(clock)s已超过一半以上，仍未办结。") % {"clock": name}
