"""/desk/emergencies/{number}/certificate: what was erased, when, and what remains as statistics."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_safe

from jiceng.casework.desk.bulletin_shown import Listed, Sheet
from jiceng.emergency.desk.emergencies import address
from jiceng.emergency.forms.emergencies_told import area_name, kind_told, moment_told, types_at
from jiceng.emergency.forms.home_requests_told import kept_lines
from jiceng.emergency.models import Emergency
from jiceng.emergency.queries.emergencies import emergency_of
from jiceng.emergency.queries.emergency_cases import personal_cases
from jiceng.emergency.queries.home_requests import Kept, kept_of
from jiceng.emergency.rules.home_requests import KEPT
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.web.clock import local_day
from jiceng.web.doors import Asked, door

ENDED = ("ended", "closed")
WHAT = N_("居家服务和应急事项中的姓名、电话、文字、地点和照片")


def certificate_of(row: Emergency, now: datetime) -> Sheet:
    """Counts and dates from the rows of the moment; nobody is named."""
    kept = kept_of(row)
    paragraphs = [_told(row), _state(row)]
    if row.is_sample:
        paragraphs.append(_("示例数据，人员和事件均为虚构。"))
    tables = (_gone(kept), _remains(kept, now))
    unit = territory().units.get(row.unit)
    signed = (unit.name if unit else row.unit, f"{local_day(now):%Y-%m-%d}")
    return Sheet(_("个人信息删除证明"), True, tuple(paragraphs), tables, signed)


def _told(row: Emergency) -> str:
    told = {"number": row.number, "title": row.title, "area": area_name(row),
            "kind": kind_told(row), "start": moment_told(row.started_at),
            "end": moment_told(row.ended_at)}  # fmt: skip
    return _("%(title)s（%(number)s，%(area)s%(kind)s），%(start)s 启动，%(end)s 结束。") % told


def _state(row: Emergency) -> str:
    if row.state == "closed":
        return _("响应已经归档。%(what)s已全部删除，不能恢复。") % {"what": _(WHAT)}
    told = {"n": personal_cases(row).count(), "days": KEPT.days}
    return (
        _("响应尚未归档，还有 %(n)d 件没有删除：办结 %(days)d 天内逐件删除，归档时全部删除。")
        % told
    )


def _gone(kept: Kept) -> Listed:
    erased = kept.erased
    counts = [
        (_("事项（文字、标题和地点）"), erased["cases"]), (_("联系方式"), erased["contacts"]),
        (_("办理记录中的文字"), erased["notes"]), (_("照片和文件"), erased["files"]),
    ]  # fmt: skip
    rows = [(name, str(n)) for name, n in counts]
    rows.append((_("第一次删除"), moment_told(erased["first"]) or "—"))
    rows.append((_("最后一次删除"), moment_told(erased["last"]) or "—"))
    return Listed(_("已经删除"), (_("内容"), _("数量或时间")), tuple(rows))


def _remains(kept: Kept, now: datetime) -> Listed:
    """Type, area, times and states of each case stay, and with them these counts."""
    header = (_("事项"), _("提出"), _("已办结"), _("按时"))
    return Listed(_("只作为统计保留"), header, tuple(kept_lines(kept, types_at(now))))


@door("staff")
@require_safe
def show(request: Asked, number: str) -> HttpResponse:
    """The certificate, printed by the browser; a drill has none, nor what is still on."""
    row = emergency_of(number)
    if row.is_drill or row.state not in ENDED:
        raise NotFound(Reason("not_found"))
    context = {"sheet": certificate_of(row, request.now), "back_url": address(row)}
    return render(request, "emergency/certificate.html", context)


urlpatterns = [path("emergencies/<str:number>/certificate", show)]
