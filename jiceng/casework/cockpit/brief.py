"""/cockpit/brief: a month in plain sentences, to read, print or pass on as a Word file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from docx import Document

from jiceng.casework.cockpit import today
from jiceng.casework.cockpit.asked import READERS, VIEWERS, Asking, Wanted
from jiceng.casework.cockpit.brief_words import Sentence, Told, gap, paragraphs
from jiceng.casework.cockpit.shown import by_group
from jiceng.casework.figures import FIGURES, Window, compute, reach_for
from jiceng.casework.figures.counting import month_start
from jiceng.kernel.refusal import Invalid, Reason
from jiceng.web.clock import county_zone, local_day
from jiceng.web.doors import Asked, door

FIRST_YEAR = 2000
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TOLD = (
    "cases_reported", "cases_closed", "backlog", "overdue_open", "grid_settled_rate",
    "community_settled_rate", "rework_rate", "reopened_30d_rate", "return_rate", "on_time_rate",
    "satisfaction_rate", "true_solve_rate",
)  # fmt: skip


@door("staff", *VIEWERS)
@require_safe
def show(request: Asked) -> HttpResponse:
    """The brief of a month on one sheet, every number linked."""
    first = _month(request)
    context = {
        "title": _title(first),
        "note": _note(first, local_day(request.now)),
        "paragraphs": _paragraphs(request, first),
        "gap": gap(),
        "months": _months(first, local_day(request.now)),
        "word_url": f"/cockpit/brief.docx?month={first:%Y-%m}",
        "back_url": "/cockpit/",
    }
    return render(request, "casework/cockpit_brief.html", context)


@door("staff", *VIEWERS)
@require_safe
def word_file(request: Asked) -> HttpResponse:
    """The same sentences as a Word file."""
    first = _month(request)
    paper = Document()
    paper.add_heading(_title(first), level=0)
    paper.add_paragraph(_note(first, local_day(request.now)))
    for sentences in _paragraphs(request, first):
        paper.add_paragraph(gap().join(sentence.text for sentence in sentences))
    paper.add_paragraph(_("每个数字的出处和案件，见平台“县域总览”中的本月简报。"))
    kept = BytesIO()
    paper.save(kept)
    name = f"brief-{first:%Y-%m}.docx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(kept.getvalue(), content_type=WORD, headers=headers)


def _month(request: Asked) -> date:
    """The first day of the month asked for; without one, of the last that is over."""
    present = local_day(request.now).replace(day=1)
    text = request.GET.get("month", "")
    if not text:
        return before(present)
    first = month_start(text)
    if first > present or first.year < FIRST_YEAR:
        raise Invalid(Reason("unknown_value", {"value": text}, field="month"))
    return first


def before(first: date) -> date:
    """The first day of the month before."""
    return (first - timedelta(days=1)).replace(day=1)


def after(first: date) -> date:
    """The first day of the month after."""
    return (first + timedelta(days=31)).replace(day=1)


def _paragraphs(request: Asked, first: date) -> list[list[Sentence]]:
    reach = reach_for(request.actor)
    opens = bool(request.actor.roles & frozenset(READERS))
    window = _window(request, first)
    asked = Asking(Wanted({}), window, "county")
    now, earlier = (
        by_group(compute(w, reach=reach, now=request.now, only=TOLD))[""]
        for w in (window, _window(request, before(first)))
    )
    urls = {id: asked.url(FIGURES[id]) for id in TOLD} if opens else {}
    kinds = replace(asked, by="type")
    types = today.types(kinds, _window(request, before(first)), reach, opens)[:3]
    lights = today.lights(request.actor) if opens else []
    return paragraphs(Told(now, earlier, urls), types, lights)


def _window(request: Asked, first: date) -> Window:
    last = after(first) - timedelta(days=1)
    return Window.at(request.now, county_zone(), start=first, end=last)


def _title(first: date) -> str:
    return _("基层治理简报（%(year)d 年 %(month)d 月）") % {
        "year": first.year,
        "month": first.month,
    }


def _note(first: date, day: date) -> str:
    if after(first) > day:
        return _("本月尚未结束，数字截至 %(day)s。") % {"day": day.isoformat()}
    return _("数字截至 %(day)s；在办、逾期和亮灯为目前情况。") % {"day": day.isoformat()}


def _months(first: date, day: date) -> list[dict[str, Any]]:
    """The month shown, the one before and, once begun, the one after."""
    near = (before(first), first, after(first))
    return [
        {"url": f"?month={m:%Y-%m}", "label": f"{m:%Y-%m}", "current": m == first}
        for m in near
        if m <= day and m.year >= FIRST_YEAR
    ]
