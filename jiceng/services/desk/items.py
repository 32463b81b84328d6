"""/desk/service-items/: the catalogue in force, and at how many points each item is taken in."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_safe

from jiceng.kernel.records.names import listed
from jiceng.services.desk.points import behind
from jiceng.services.forms.items_told import name_of, unit_name
from jiceng.services.models import ServicePoint
from jiceng.services.queries.items import does, items_at, items_taken
from jiceng.services.queries.points import open_points
from jiceng.services.rules.items import CHANNELS, ServiceItem
from jiceng.web.doors import Asked, door
from jiceng.web.menu import office
from jiceng.web.words import term_words

HERE = "/desk/service-items/"
HEAD = (N_("事项"), N_("承办单位"), N_("承诺时限"), N_("办理方式"), N_("受理网点"), N_("就地办理"))


@door("staff")
@require_safe
def show(request: Asked) -> HttpResponse:
    """Every item; where nobody takes one in, that is said."""
    rows = ServicePoint.objects.filter(behind(request)).order_by("area_path", "id")
    if "day" not in request.GET:
        rows = open_points().filter(behind(request))
    items, taken = items_at(request.now), items_taken(rows, request.now)
    context = {
        **office(request, HERE, crumbs=[(_("办事事项"), "")]),
        "total": len(items),
        "taken": sum(map(bool, taken.values())),
        "table": {
            "id": "items",
            "columns": [{"label": _(label), "numeric": n > 3} for n, label in enumerate(HEAD)],
            "rows": [{"cells": _cells(request, item, taken[key])} for key, item in items.items()],
            "empty": {"title": _("还没有办事事项"), "text": _("由系统管理员按规则文件导入。")},
        },
    }
    return render(request, "services/items.html", context)


def _cells(request: Asked, item: ServiceItem, points: list[ServicePoint]) -> list[dict[str, Any]]:
    here = sum(does(p, item, request.now) or p.unit == item.unit for p in points)
    return [
        {"text": name_of(item), "url": f"/services/items/{item.key}",
         "note": _("示例") if item.is_sample else ""},
        {"text": unit_name(item.unit)},
        {"text": _("当场办结") if item.is_instant else term_words(str(item.promise))},
        {"text": listed(_(CHANNELS[c]) for c in item.channels)},
        {"text": str(len(points)), "note": "" if points else _("没有网点受理")},
        {"text": str(here)},
    ]  # fmt: skip


urlpatterns = [path("service-items/", show)]
