"""/desk/fairs/<number>/sales: what was sold, stall by stall; made for a telephone in one hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from jiceng.economy.actions.fair_sales import counter_sale, enter_sale
from jiceng.economy.desk.fairs import HERE, address, crumbs_of
from jiceng.economy.forms.fairs_told import area_name, price_told
from jiceng.economy.forms.sale_forms import CounterForm, SaleForm
from jiceng.economy.models import Fair, FairOffer, FairSale
from jiceng.economy.queries.fairs import (
    SELLING,
    days_come,
    kept_fair,
    offers_of,
    standing_sales,
    today_of,
    totals,
)
from jiceng.economy.queries.producers import KEEPER
from jiceng.economy.rules.fairs import written_quantity
from jiceng.kernel.money import money, yuan
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.web.doors import Asked, door
from jiceng.web.downloads import xlsx_answer
from jiceng.web.form_page import form_page
from jiceng.web.menu import office


def _url(fair: Fair) -> str:
    return f"{address(fair)}sales"


@door("staff", KEEPER)
@require_safe
def show(request: Asked, number: str) -> HttpResponse:
    """Everything on offer, and whether the day's sale was entered."""
    fair = kept_fair(request.actor, number, request.now)
    day = _day(fair, request)
    there = standing_sales(fair, day)
    context = {
        **office(request, HERE, crumbs=[*crumbs_of(fair), (_("销售录入"), "")]),
        "fair": fair,
        "day": day,
        "days": [{"day": d, "is_now": d == day} for d in days_come(fair, today_of(request.now))],
        "rows": [_row(o, there.get((o.pk, day)), fair, day) for o in offers_of(fair)],
        "total": money(totals([fair]).get(fair.pk, 0)),
        "sells": fair.state in SELLING,
        "phone_url": f"/field/fairs/{fair.number}/",
        "url": _url(fair),
        "back": address(fair),
    }
    return render(request, "economy/fair_sales.html", context)


def _day(fair: Fair, request: Asked) -> date:
    """The day asked for, or the latest that has come."""
    days = days_come(fair, today_of(request.now))
    asked = request.GET.get("day", "")
    return next((d for d in days if d.isoformat() == asked), days[-1])


def _row(offer: FairOffer, sale: FairSale | None, fair: Fair, day: date) -> dict[str, Any]:
    url = _url(fair)
    return {
        "stall": offer.stall.code,
        "producer": offer.produce.producer.name,
        "name": offer.produce.name,
        "price": price_told(offer.price_fen, offer.produce.measure),
        "quantity": f"{written_quantity(sale.hundredths)} {offer.produce.measure}" if sale else "",
        "sum": money(sale.fen) if sale else "",
        "reason": sale.reason if sale else "",
        "enter": f"{url}/{offer.pk}?day={day}",
        "counter": f"{url}/{sale.pk}/counter" if sale else "",
    }


@door("staff", KEEPER)
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: Asked, number: str, offer: int) -> HttpResponse:
    """Enter a sale."""
    fair = kept_fair(request.actor, number, request.now)
    row = offers_of(fair).select_related("stall__fair").filter(pk=offer).first()
    if row is None:
        raise NotFound(Reason("not_found"))
    days, initial = days_come(fair, today_of(request.now)), {"day": _day(fair, request).isoformat()}
    form = SaleForm(row, days, request.POST or None, initial=initial)

    def write() -> FairSale:
        return enter_sale(row, form.given(), by=request.actor, now=request.now)

    told = {"facts": f"{row.stall.code} {row.produce.producer.name} {row.produce.name}",
            "send": _("录入")}  # fmt: skip
    crumbs = [*crumbs_of(fair), (_("销售录入"), _url(fair))]
    return form_page(request, _("录入销售"), crumbs, form, write, _there, HERE, told)


def _there(sale: FairSale) -> str:
    return f"{_url(sale.fair)}?day={sale.day}"


@door("staff", KEEPER)
@require_http_methods(["GET", "HEAD", "POST"])
def counter(request: Asked, number: str, sale: int) -> HttpResponse:
    """Take an entry back by a counter entry."""
    fair = kept_fair(request.actor, number, request.now)
    row = (
        fair.sales.select_related("fair", "offer__produce", "offer__stall").filter(pk=sale).first()
    )
    if row is None:
        raise NotFound(Reason("not_found"))
    form = CounterForm(request.POST or None)

    def write() -> FairSale:
        reason = form.cleaned_data["reason"]
        return counter_sale(row, reason, by=request.actor, now=request.now)

    what = f"{row.offer.stall.code} {row.offer.produce.name} {money(row.fen)}"
    told = {"facts": _("%(what)s 元，%(day)s") % {"what": what, "day": row.day},
            "send": _("冲正")}  # fmt: skip
    crumbs = [*crumbs_of(fair), (_("销售录入"), _url(fair))]
    return form_page(request, _("冲正销售"), crumbs, form, write, _there, HERE, told)


@door("staff", KEEPER)
@require_safe
def export(request: Asked, number: str) -> HttpResponseBase:
    """Every entry and counter entry, to take away."""
    fair = kept_fair(request.actor, number, request.now)
    head = [_("集市"), _("日期"), _("摊位"), _("生产者"), _("所在社区（村）"), _("户数"),
            _("农产品"), _("数量"), _("计量单位"), _("金额（元）"), _("冲正金额（元）"), _("说明"),
            _("录入时间")]  # fmt: skip
    return xlsx_answer(f"fair-sales-{fair.number}", head, _lines(fair))


def _lines(fair: Fair) -> Iterator[list[object]]:
    rows = fair.sales.select_related("offer__stall", "offer__produce", "producer")
    for s in rows.order_by("day", "offer__stall__code", "pk").iterator(chunk_size=1000):
        entered, countered = (yuan(s.fen), "") if s.turn % 2 else ("", yuan(-s.fen))
        yield [
            fair.title, s.day, s.offer.stall.code, s.producer.name,
            area_name(str(s.producer.area_id)), s.producer.households, s.offer.produce.name,
            written_quantity(abs(s.hundredths)), s.offer.produce.measure, entered, countered,
            s.reason, s.at,
        ]  # fmt: skip


urlpatterns = [
    path("fairs/<str:number>/sales", show),
    path("fairs/<str:number>/sales.xlsx", export),
    path("fairs/<str:number>/sales/<int:offer>", enter),
    path("fairs/<str:number>/sales/<int:sale>/counter", counter),
]
