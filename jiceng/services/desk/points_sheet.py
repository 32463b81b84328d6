"""/desk/service-points/import and export: the points of an area as a sheet, in and out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from jiceng.casework.desk.sheet_page import Sending, sheet_page
from jiceng.kernel.hours import hours_of, written
from jiceng.kernel.records.journal import append, line_by
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Invalid, Reason
from jiceng.services.actions.points_sheet import import_points, known_at
from jiceng.services.desk.points import HERE
from jiceng.services.models import ServicePoint
from jiceng.services.queries.items import items_at
from jiceng.services.queries.points import KEEPER, open_points, point_kinds
from jiceng.services.rules.points import FACILITIES, duty_line, kept_duties
from jiceng.services.rules.points_table import COLUMNS, DAYS, HOLIDAYS, row_of
from jiceng.web.doors import Asked, door
from jiceng.web.downloads import csv_answer, xlsx_answer


@door("staff", KEEPER)
@require_http_methods(["GET", "HEAD", "POST"])
def take(request: Asked) -> HttpResponse:
    """Points from a sheet, new and known."""
    known = known_at(request.now)
    sending = Sending(
        title=_("导入服务网点"),
        crumbs=[(_("服务网点"), HERE)],
        here=HERE,
        columns=COLUMNS,
        read=lambda cells, columns: row_of(cells, columns, known),
        take=lambda sent: import_points(
            sent.rows, by=request.actor, now=request.now, is_trial=sent.is_trial
        ),
        notes=[
            _("先导出再修改最省事：列的写法和导出的一样。"),
            _("开放时间写成 8:30-12:00、14:30-17:30，不开放的日子留空；值守安排用分号隔开。"),
            _("有网点编号的是修改；没有编号的，同一区域同名的是修改，其余是新登记。"),
        ],
    )
    return sheet_page(request, sending)


@door("staff")
@require_safe
def export(request: Asked) -> HttpResponseBase:
    """Points in use, as they are taken in again; who took it is in the journal."""
    kind = request.GET.get("format", "xlsx")
    if kind not in ("csv", "xlsx"):
        raise Invalid(Reason("unknown_value", {"value": kind}, field="format"))
    with transaction.atomic():
        append([line_by(request.actor.grips[0], "export", "service_point", 0,
                        payload={"format": kind})], at=request.now)  # fmt: skip
    answer = csv_answer if kind == "csv" else xlsx_answer
    head = COLUMNS.asked
    return answer("service-points", head, _rows(request))


def _rows(request: Asked) -> Iterator[list[Any]]:
    kinds = {key: kind.name for key, kind in point_kinds(request.now).items()}
    items = {key: item.name for key, item in items_at(request.now).items()}
    for point in open_points().iterator(chunk_size=500):
        told = _told(point, kinds, items)
        yield [told[name] for name in COLUMNS.headings]


def _told(point: ServicePoint, kinds: dict[str, str], items: dict[str, str]) -> dict[str, Any]:
    hours = hours_of(point.hours)
    same = ("number", "name", "address", "phone", "capacity", "size_m2", "lon", "lat", "note")
    land = territory()
    return {
        **{name: getattr(point, name) for name in same},
        **{name: written(hours.weekly[n]) for n, name in enumerate(DAYS)},
        "kind": kinds.get(point.kind, point.kind),
        "area": str(point.area_id),
        "unit": point.unit if point.unit in land.units else "",
        "on_holidays": HOLIDAYS[hours.on_holidays],
        "duties": "；".join(duty_line(duty) for duty in kept_duties(point.duties)),
        "facilities": "、".join(FACILITIES[key] for key in point.facilities),
        "items": "、".join(items.get(key, key) for key in point.items),
    }


urlpatterns = [path("service-points/import", take), path("service-points/export", export)]
