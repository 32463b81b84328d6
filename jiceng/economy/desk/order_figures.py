"""/desk/orders/figures/: the orders and the money behind a figure of stations; nobody is named."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jiceng.economy.apps import ORDER_READERS
from jiceng.economy.desk.figure_page import Draw, records_page, when_told
from jiceng.economy.figures.orders import figure, records
from jiceng.economy.forms.orders_told import money, status_told
from jiceng.economy.models import LedgerEntry, Order
from jiceng.economy.queries.orders import order_opens, stations_seen
from jiceng.economy.rules.orders import MONEY
from jiceng.economy.rules.orders_words import ENTRIES
from jiceng.kernel.figures import Figure
from jiceng.kernel.money import money as thousands
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.kernel.reports import Span
from jiceng.web.days import days_in
from jiceng.web.doors import Asked, door
from jiceng.web.menu import office
from jiceng.web.templatetags.jiceng import local_time, percent

HERE = "/desk/orders/"
ROLES = tuple(sorted(ORDER_READERS))


@door("staff", *ROLES)
@require_safe
def behind(request: Asked, code: str) -> HttpResponse:
    """The records behind a figure, of the stations within reach."""
    days, subject = days_in(request), request.GET.get("subject", "")
    if len(days) != 2:
        raise NotFound(Reason("not_found"))
    span = Span(days["start"], days["end"], request.now)
    stations = stations_seen(request.actor)
    found = figure(code, span, subject, stations)
    rows = records(code, span, subject, request.GET.get("part", "numerator"), stations)
    frame = office(request, HERE, crumbs=[(_("订单"), ""), (_(found.kind.name), "")])
    wanted = rows.select_related("station", *(() if rows.model is Order else ("order", "producer")))
    return records_page(request, frame, _told(found, span, subject), wanted, DRAWN)


def _told(found: Figure, span: Span, subject: str) -> dict[str, Any]:
    kind, area = found.kind, territory().area(subject) if subject else None
    unit = territory().units.get(subject)
    place = area.name if area else unit.name if unit else ""
    is_share = kind.kind == "share"
    value = {
        "share": percent(found),
        "sum": _("%(yuan)s 元") % {"yuan": thousands(found.numerator)},
    }.get(kind.kind, f"{found.numerator:,} {_(kind.unit)}")
    return {
        "name": f"{_(kind.name)} · {place}" if place else _(kind.name),
        "value": value,
        "parts": f"{found.numerator} / {found.denominator}" if is_share else "",
        "definition": _(kind.definition),
        "when": when_told(kind, span),
        "is_share": is_share,
    }


def _order(row: Order, request: Asked) -> dict[str, Any]:
    return {
        "title": row.title, "note": f"{row.number} {row.station.name}", "status": status_told(row),
        "text": money(row.total_fen),
        "url": f"{HERE}{row.number}/" if order_opens(request.actor, row) else "",
    }  # fmt: skip


def _entry(row: LedgerEntry, request: Asked) -> dict[str, Any]:
    """What a buyer paid, or what a village earned; the producer is told by the village alone."""
    fen = row.fen if row.account == MONEY else -row.fen
    village = territory().area(str(row.producer.area_id)) if row.producer else None
    order, parts = row.order, [local_time(row.at), row.station.name]
    return {
        "title": f"{_(ENTRIES[row.act])} {order.number if order else ''}",
        "note": " · ".join([*parts, village.name] if village else parts),
        "text": money(fen),
        "url": f"{HERE}{order.number}/" if order and order_opens(request.actor, order) else "",
    }


DRAWN: Mapping[type, Draw] = {Order: _order, LedgerEntry: _entry}
urlpatterns = [path("orders/figures/<str:code>/", behind)]
