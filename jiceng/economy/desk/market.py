"""/desk/market/: the stock of a station, what it owes its producers, and what is recalled."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiceng.casework.desk.acting import Change, Tried, acted, offer
from jiceng.economy.actions.recall import recall
from jiceng.economy.actions.settlement import pay_out
from jiceng.economy.actions.stock import (
    Opening,
    add_stock,
    count_stock,
    open_station,
    take_in,
    write_off,
)
from jiceng.economy.forms.order_forms import (
    AmountForm,
    PayoutForm,
    PeriodForm,
    RecallForm,
    StationForm,
    StockForm,
    fen_of,
)
from jiceng.economy.forms.orders_told import left_told, papers_told, price_told, status_told
from jiceng.economy.models import Produce, Station, Stock
from jiceng.economy.queries.market import orders_with, stock_for
from jiceng.economy.queries.orders import KEEPERS, station_for, stations_of
from jiceng.economy.queries.producers import producer_of
from jiceng.economy.queries.settlement import Statement, entries_of, owed_to, statements
from jiceng.economy.rules.orders import ACCOUNTS, FEE, MOVEMENTS, OWED
from jiceng.economy.rules.orders_words import ENTRIES
from jiceng.kernel.money import yuan
from jiceng.web.clock import county_zone
from jiceng.web.doors import Asked, door
from jiceng.web.form_page import form_page
from jiceng.web.menu import office
from jiceng.web.paging import page_of, pager

HERE = "/desk/market/"
ROLES = tuple(sorted(KEEPERS))
MOST = 50


@door("staff", *ROLES)
@require_safe
def show(request: Asked) -> HttpResponse:
    """The stations somebody keeps; with one of them its stock at once."""
    stations = list(stations_of(request.actor))
    if len(stations) == 1:
        return HttpResponseRedirect(f"{HERE}{stations[0].number}/")
    context = {
        **office(request, HERE, crumbs=[(_("电商服务站"), "")]),
        "stations": [{"url": f"{HERE}{s.number}/", "row": s} for s in stations],
    }
    return render(request, "economy/stations.html", context)


@door("staff", *ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    """A station of one's own unit."""
    form = StationForm(request.POST or None)

    def write() -> Station:
        said = dict(form.cleaned_data)
        carriage, fee = fen_of(said.pop("carriage")), int((said.pop("fee") or 0) * 100)
        given = Opening(**said, carriage_fen=carriage, fee_share=fee)
        return open_station(given, by=request.actor, now=request.now)

    def there(row: Station) -> str:
        return f"{HERE}{row.number}/"

    return form_page(request, _("设立站点"), [(_("电商服务站"), HERE)], form, write, there, HERE)


@door("staff", *ROLES)
@require_safe
def station(request: Asked, number: str) -> HttpResponse:
    """What a station has in stock."""
    row = station_for(request.actor, number)
    stocks = Stock.objects.filter(station=row).select_related("produce__producer", "station")
    page = page_of(stocks, request.GET.get("after", ""), key="id")
    context = {
        **office(request, HERE, crumbs=[(_("电商服务站"), HERE), (row.name, "")]),
        "station": row,
        "rows": [_stock(stock) for stock in page.rows],
        "pager": pager(page, request.GET, _("本页 %(n)d 种") % {"n": len(page.rows)}),
        "url": f"{HERE}{number}/",
    }
    return render(request, "economy/station.html", context)


def _stock(stock: Stock) -> dict[str, Any]:
    produce = stock.produce
    recalled = {"light": "red", "text": _("已召回")}
    off_sale = {"light": "rest", "text": _("停售")}
    status = left_told(stock) if produce.on_sale else off_sale
    return {
        "url": f"{HERE}{stock.station.number}/stock/{produce.number}/",
        "name": produce.name,
        "producer": produce.producer.name,
        "price": price_told(produce),
        "on_hand": stock.on_hand,
        "reserved": stock.reserved,
        "free": stock.free,
        "status": recalled if produce.recalled_at else status,
    }


@door("staff", *ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Asked, number: str) -> HttpResponse:
    """The first of a produce that this station takes in."""
    row = station_for(request.actor, number)
    missing = Produce.objects.filter(on_sale=True, recalled_at=None, producer__left_on=None)
    kept = Stock.objects.filter(station=row).values("produce")
    offered = missing.exclude(pk__in=kept).select_related("producer").order_by("name")
    form = StockForm(offered[:500], request.POST or None)

    def write() -> Stock:
        said = form.cleaned_data
        produce = Produce.objects.get(number=said["produce"])
        return add_stock(row, produce, said["amount"], by=request.actor, now=request.now,
                         note=said["note"])  # fmt: skip

    url = f"{HERE}{number}/"
    crumbs = [(_("电商服务站"), HERE), (row.name, url)]
    return form_page(request, _("商品首次入库"), crumbs, form, write, lambda stock: url, HERE)


def _amount(act: Any) -> Any:
    def write(request: Asked, row: Stock, said: dict[str, Any], version: int) -> None:
        act(row, said["amount"], by=request.actor, now=request.now, note=said["note"])

    return write


def _recall(request: Asked, row: Stock, said: dict[str, Any], version: int) -> None:
    recall(row, said["reason"], by=request.actor, now=request.now)


def _as_new(request: Asked, row: Stock) -> dict[str, Any]:
    return {"version": 1}


CHANGES: Mapping[str, Change] = {
    "take_in": Change(N_("入库"), AmountForm, _amount(take_in), "primary", _as_new),
    "write_off": Change(N_("登记损耗"), AmountForm, _amount(write_off), "", _as_new),
    "count": Change(N_("盘点"), AmountForm, _amount(count_stock), "", _as_new),
    "recall": Change(N_("召回"), RecallForm, _recall, "danger", _as_new),
}


@door("staff", *ROLES)
@require_safe
def stock(request: Asked, number: str, produce: str) -> HttpResponse:
    """One produce of a station: its movements, its orders, and what may be done."""
    return _stock_page(request, stock_for(station_for(request.actor, number), produce))


@door("staff", *ROLES)
@require_POST
def stock_act(request: Asked, number: str, produce: str, name: str) -> HttpResponse:
    """One change of a stock, by its name."""
    row = stock_for(station_for(request.actor, number), produce)
    url = f"{HERE}{number}/stock/{produce}/"
    return acted(request, row, name, CHANGES, _stock_page, url)


def _stock_page(
    request: Asked, row: Stock, tried: Tried | None = None, status: int = 200
) -> HttpResponse:
    at, produce = row.station, row.produce
    url = f"{HERE}{at.number}/stock/{produce.number}/"
    may = [n for n in CHANGES if n != "recall" or produce.recalled_at is None]
    moves = row.movements.select_related("order").order_by("-id")[:MOST]
    orders = orders_with(produce).filter(station=at)[:MOST]
    context = {
        **office(request, HERE, crumbs=[(_("电商服务站"), HERE), (at.name, f"{HERE}{at.number}/"),
                                        (produce.name, "")]),
        "now": request.now,
        "stock": row,
        "produce": produce,
        "shown": _stock(row),
        "papers": papers_told(produce),
        "movements": [{"kind": _(MOVEMENTS[m.kind]), "row": m} for m in moves],
        "orders": [{"row": o, "status": status_told(o), "url": f"/desk/orders/{o.number}/"}
                   for o in orders],
        "offers": [offer(request, row, n, CHANGES[n], f"{url}acts/", tried) for n in may],
        "tried": tried if tried and tried.name not in may else None,
    }  # fmt: skip
    return render(request, "economy/stock.html", context, status=status)


def _period(form: PeriodForm) -> tuple[datetime | None, datetime | None]:
    """From the first instant of the first day until that after the last."""
    said: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    start, end = said.get("start"), said.get("end")
    zone = county_zone()
    return (
        datetime.combine(start, time(), zone) if start else None,
        datetime.combine(end + timedelta(days=1), time(), zone) if end else None,
    )


def _told(statement: Statement) -> dict[str, str]:
    names = ("sold", "refunded", "fee", "paid_out", "to_pay")
    return {name: yuan(getattr(statement, name)) for name in names}


@door("staff", *ROLES)
@require_safe
def settlement(request: Asked, number: str) -> HttpResponse:
    """What each producer sold in a period, and what is to be paid."""
    row = station_for(request.actor, number)
    filters = PeriodForm(request.GET)
    found = statements(row, *_period(filters))
    url = f"{HERE}{number}/"
    context = {
        **office(request, HERE, crumbs=[(_("电商服务站"), HERE), (row.name, url),
                                        (_("结算"), "")]),
        "station": row,
        "filters": filters,
        "rows": [{"name": s.producer.name, "url": f"{url}settlement/{s.producer.number}/",
                  **_told(s)} for s in found],
        "to_pay": yuan(sum(s.to_pay for s in found)),
    }  # fmt: skip
    return render(request, "economy/settlement.html", context)


def _pay(station_row: Station) -> Change:
    def write(request: Asked, row: Any, said: dict[str, Any], version: int) -> None:
        pay_out(station_row, row, fen_of(said["yuan"]), said["reference"], by=request.actor,
                now=request.now)  # fmt: skip

    return Change(N_("登记付款"), PayoutForm, write)


@door("staff", *ROLES)
@require_safe
def statement(request: Asked, number: str, producer: str) -> HttpResponse:
    """The statement of a producer: to be printed, and handed over."""
    return _statement_page(request, station_for(request.actor, number), producer_of(producer))


@door("staff", *ROLES)
@require_POST
def payout(request: Asked, number: str, producer: str) -> HttpResponse:
    """Record that a producer was paid."""
    at, row = station_for(request.actor, number), producer_of(producer)

    def page(asked: Asked, found: Any, tried: Tried | None, status: int) -> HttpResponse:
        return _statement_page(asked, at, found, tried, status)

    url = f"{HERE}{number}/settlement/{producer}/"
    return acted(request, row, "payout", {"payout": _pay(at)}, page, url)


def _statement_page(
    request: Asked, at: Station, row: Any, tried: Tried | None = None, status: int = 200
) -> HttpResponse:
    filters = PeriodForm(request.GET)
    start, end = _period(filters)
    found = next(iter(statements(at, start, end, [row.pk])), Statement(row, 0, 0, 0, 0))
    entries = entries_of(at, start, end).filter(producer=row, account__in=(OWED, FEE))
    lines = entries.select_related("order", "line").order_by("-at", "-id")[:500]
    owed, url = owed_to(at, row), f"{HERE}{at.number}/settlement/{row.number}/"
    context = {
        **office(request, HERE, crumbs=[
            (_("电商服务站"), HERE), (at.name, f"{HERE}{at.number}/"),
            (_("结算"), f"{HERE}{at.number}/settlement/"), (row.name, ""),
        ]),
        "now": request.now, "station": at, "producer": row, "filters": filters,
        "sums": _told(found), "owed": yuan(owed),
        "rows": [{"row": e, "act": _(ENTRIES[e.act]), "account": _(ACCOUNTS[e.account]),
                  "fen": yuan(-e.fen)} for e in lines],
        "offers": [offer(request, row, "payout", _pay(at), url, tried)] if owed > 0 else [],
        "tried": tried if tried and owed <= 0 else None,
        "is_printed": "print" in request.GET,
        "print_url": f"{url}?{request.GET.urlencode()}&print=1", "back_url": url,
    }  # fmt: skip
    name = "statement_print" if "print" in request.GET else "statement"
    return render(request, f"economy/{name}.html", context, status=status)


urlpatterns = [
    path("market/", show),
    path("market/new", new),
    path("market/<str:number>/", station),
    path("market/<str:number>/add", add),
    path("market/<str:number>/stock/<str:produce>/", stock),
    path("market/<str:number>/stock/<str:produce>/acts/<str:name>", stock_act),
    path("market/<str:number>/settlement/", settlement),
    path("market/<str:number>/settlement/<str:producer>/", statement),
    path("market/<str:number>/settlement/<str:producer>/payout", payout),
]
