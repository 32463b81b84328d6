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
from jiceng.kernel.records.names import listed
from jiceng.web.doors import Asked, door
from jiceng.web.menu import office
from jiceng.web.paging import page_of, pager
from jiceng.web.wording import contributed
from jiceng.web.words import role_name, stored_sentences

CLOCKS = {
    "stage": N_("本环节时限"),
    "promise": N_("对居民承诺的时限"),
    "repeat": N_("时限"),
    "review": N_("挂账复核时间"),
}


SAID = {
    "climbed": N_("逾期未办结，已自动上报到您这一级。"),
    "urging.urge": N_("收到催办，请按期回复。"),
    "urging.slip": N_("收到督办单，请按期办理并回复。"),
    "urging.talk": N_("收到约谈通知，请按期回复。"),
    "urging.circular": N_("收到通报，请按期回复。"),
    "urging.answer": N_("催办已经回复。"),
    "urging.lapsed": N_("催办逾期没有回复。"),
    "find_untrue": N_("一次反馈被认定不实，将按规定扣分；有异议请在期限内提出。"),
    "take_back_untrue": N_("反馈不实的认定已经撤回，不再扣分。"),
    "digest": N_("有多项督办任务临近期限或尚未签收，请逐项办理。"),
    "bulletin": N_("印发了督查通报。"),
}
"""What is told by name; what a clock tells is worded from its own name."""


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
        "title": _title(notice),
        "number": notice.number,
        "url": url_of(notice.subject_kind, notice.number),
        "text": sentence(notice.kind, str(notice.params.get("stage", ""))),
        "to": _(TOLD[notice.role]) if notice.role in TOLD else role_name(notice.role),
        "light": notice.light or "rest",
    }


def _title(notice: Notice) -> str:
    """What it is about: the title of a record, or reasons worded for the reader."""
    if about := notice.params.get("about"):
        return listed(stored_sentences(about))
    return str(notice.params.get("title", "")) or notice.number


def sentence(kind: str, stage: str = "") -> str:
    """What a notice says: by its name, or which clock has used how much of its time.

    `stage` tells one reminder from another.
    """
    if told := SAID.get(kind) or contributed("NOTICES").get(kind):
        return _(told)
    if kind == "remind":
        return _("任务还没有签收，请尽快签收。") if stage == "unsigned" else _left(stage)
    if "." in kind:
        return _("有新的事项等待办理。")
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


def _left(stage: str) -> str:
    """How many working days a reminder says are left: t3, t1, t0."""
    left = stage.removeprefix("t")
    if left == "0":
        return _("任务今天到期，请抓紧办结。")
    return _("任务还有 %(left)s 个工作日到期，请抓紧办理。") % {"left": left}
