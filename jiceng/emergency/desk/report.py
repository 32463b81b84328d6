"""/desk/emergencies/{number}/report: what was decided, opened, done and reached, from records."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jiceng.casework.desk.bulletin_docx import docx_of
from jiceng.casework.desk.bulletin_shown import Sheet
from jiceng.casework.desk.bulletins import WORD
from jiceng.emergency.desk.emergencies import address
from jiceng.emergency.desk.report_sections import SECTIONS
from jiceng.emergency.forms.emergencies_told import area_name, kind_told, moment_told
from jiceng.emergency.models import Emergency
from jiceng.emergency.queries.emergencies import emergency_of
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.web.clock import local_day
from jiceng.web.doors import Asked, door


def sheet_of(row: Emergency, now: datetime) -> Sheet:
    """The report as of an instant."""
    title = _("%(title)s工作报告") % {"title": row.title}
    paragraphs = [_opening(row)]
    if row.is_drill:
        paragraphs.append(_("这是演练：不对外公布，不改变真实事项的时限，不进统计。"))
    if row.is_sample:
        paragraphs.append(_("示例数据，人员和事件均为虚构。"))
    found = [section(row, now) for section in SECTIONS]
    unit = territory().units.get(row.unit)
    signed = (unit.name if unit else row.unit, f"{local_day(now):%Y-%m-%d}")
    return Sheet(title, True, tuple(paragraphs), tuple(t for t in found if t), signed)


def _opening(row: Emergency) -> str:
    told = {"area": area_name(row), "kind": kind_told(row), "reason": row.reason,
            "start": moment_told(row.started_at), "end": moment_told(row.ended_at)}  # fmt: skip
    if row.ended_at is None:
        return _("%(area)s%(kind)s，依据：%(reason)s。%(start)s 启动，尚未结束。") % told
    return _("%(area)s%(kind)s，依据：%(reason)s。%(start)s 启动，%(end)s 结束。") % told


def _begun(number: str) -> Emergency:
    row = emergency_of(number)
    if row.started_at is None:
        raise NotFound(Reason("not_found"))
    return row


@door("staff")
@require_safe
def show(request: Asked, number: str) -> HttpResponse:
    """The report, printed by the browser."""
    row = _begun(number)
    context = {"row": row, "sheet": sheet_of(row, request.now), "url": address(row),
               "back_url": address(row)}  # fmt: skip
    return render(request, "emergency/report.html", context)


@door("staff")
@require_safe
def docx(request: Asked, number: str) -> HttpResponse:
    """The same as a Word file."""
    row = _begun(number)
    answer = HttpResponse(docx_of(sheet_of(row, request.now)), content_type=WORD)
    answer.headers["Content-Disposition"] = f'attachment; filename="{row.number}.docx"'
    return answer


urlpatterns = [
    path("emergencies/<str:number>/report", show),
    path("emergencies/<str:number>/report.docx", docx),
]
