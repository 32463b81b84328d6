"""/market/order: a basket is confirmed, a receipt given; and the way back to an order by its
number and code, without an account.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import uuid4

from django.http import Http404, HttpResponse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jiceng.casework.actions.gate import spend_report
from jiceng.casework.portal.by_code import opened
from jiceng.casework.portal.forms import RatingForm, TrackForm
from jiceng.casework.portal.report import qr_code
from jiceng.casework.portal.show import show
from jiceng.economy.actions.order_moves import Papers, move_order, rate_order
from jiceng.economy.actions.orders import Asked as Ordered
from jiceng.economy.actions.orders import place_order
from jiceng.economy.forms.order_forms import AfterSalesForm, OrderForm, basket_in
from jiceng.economy.forms.orders_told import lines_told, money, next_told, status_told
from jiceng.economy.models import Order, Produce, Station
from jiceng.economy.portal.market import catalogue, station_in
from jiceng.economy.process import ORDER
from jiceng.economy.queries.orders import order_by_code, told_to_buyer
from jiceng.economy.rules.orders import Wanted, basket_faults
from jiceng.kernel.money import yuan
from jiceng.kernel.refusal import Refusal
from jiceng.kernel.scope import RESIDENT
from jiceng.web.display import address_of
from jiceng.web.doors import Asked, door
from jiceng.web.forms import add_refusal, version_in
from jiceng.web.once import once, without_account
from jiceng.web.words import sentences, word

WITH_REASON = ("call_off", "ask_after_sales")


@door("public")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    """The basket once more, with who orders; sent once, however often the button is pressed."""
    station = station_in(request)
    if station is None:
        raise Http404
    asked = request.POST if request.method == "POST" else request.GET
    there = _produce(asked)
    basket = basket_in(asked, {n: p.price_fen for n, p in there.items()})
    if request.method != "POST":
        faults = list(basket_faults(basket))
        if faults or len(there) < len(basket):
            return catalogue(request, station, sentences(faults) or [_("有商品已经下架。")], 422)
    form = OrderForm(
        station, request.POST or None, initial={"token": str(uuid4()), "station": station.number}
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return _sent(request, station, form, basket)
            except Refusal as refusal:
                add_refusal(form, refusal.reasons, word)
                status = refusal.status
    return show(
        request,
        "economy/portal_order_new.html",
        _asked(station, form, basket, there),
        status=status,
    )


def _produce(asked: Mapping[str, Any]) -> dict[str, Produce]:
    """What a page names, by number."""
    numbers = [line.produce for line in basket_in(asked, {})]
    rows = Produce.objects.filter(number__in=numbers[:50]).select_related("producer")
    return {p.number: p for p in rows}


def _asked(
    station: Station, form: OrderForm, basket: tuple[Wanted, ...], there: Mapping[str, Produce]
) -> dict[str, Any]:
    """The basket at the prices of now: whoever sends it again has seen them."""
    lines = [
        {
            "number": line.produce, "name": there[line.produce].name, "quantity": line.quantity,
            "measure": there[line.produce].measure, "fen": there[line.produce].price_fen,
            "price": yuan(there[line.produce].price_fen),
            "producer": there[line.produce].producer.name,
            "amount": yuan(there[line.produce].price_fen * line.quantity),
        }
        for line in basket if line.produce in there
    ]  # fmt: skip
    total = sum(there[w.produce].price_fen * w.quantity for w in basket if w.produce in there)
    back = "&".join(f"q_{w.produce}={w.quantity}" for w in basket)
    return {
        "station": station, "form": form, "lines": lines, "total": money(total),
        "back": f"/market?station={station.number}&{back}",
    }  # fmt: skip


def _sent(
    request: Asked, station: Station, form: OrderForm, basket: tuple[Wanted, ...]
) -> HttpResponse:
    said, address = form.cleaned_data, address_of(request)
    given = Ordered(
        station.number, basket, said["phone"], name=said["name"], way=said["way"],
        address=said["address"],
    )  # fmt: skip
    who, kept = without_account(said["token"], address)
    spend_report(address, said["phone"], now=request.now)
    body = json.dumps(sorted(request.POST.lists()), ensure_ascii=False).encode()
    done = once(
        said["token"], caller=f"{who} portal order", body=body, now=request.now, kept=kept,
        work=lambda: _placed(given, request),
    )  # fmt: skip
    return _receipt(request, station, done.answer)


def _placed(given: Ordered, request: Asked) -> Mapping[str, Any]:
    made = place_order(given, now=request.now)
    row = made.order
    return {"number": row.number, "code": made.access_code, "due_at": row.due_at,
            "pay_by": row.stage_due_at, "total": row.total_fen}  # fmt: skip


def _receipt(request: Asked, station: Station, answer: Mapping[str, Any]) -> HttpResponse:
    code, number = str(answer["code"]), answer["number"]
    address = request.build_absolute_uri(f"/market/orders?number={number}")
    context = {
        "number": number,
        "code": code,
        "code_shown": f"{code[:4]} {code[4:]}",
        "station": station,
        "total": money(int(answer["total"])),
        "pay_by": parse_datetime(answer["pay_by"]) if answer["pay_by"] else None,
        "qr": qr_code(address, _("查订单的二维码")),
    }
    return show(request, "economy/portal_order_receipt.html", context)


@door("public")
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: Asked) -> HttpResponse:
    """Ask for number and code; with both, show the order and do what was asked for it."""
    return opened(request, "economy/portal_order_track.html", order_by_code, _act)


def _act(request: Asked, row: Order, shown: TrackForm) -> HttpResponse:
    said, reasons, status = "", list[str](), 200
    try:
        said = _do(request, row, request.POST.get("act", ""))
    except Refusal as refusal:
        reasons, status = sentences(refusal.reasons), refusal.status
    number, code = shown.cleaned_data["number"], shown.cleaned_data["code"]
    row = order_by_code(number, code)
    lines = list(row.lines.select_related("producer", "produce").order_by("pk"))
    moves = {m.name for m in ORDER.open_moves(row.state, RESIDENT.roles)}
    context = {
        "row": row, "code": code, "status": status_told(row), "next": next_told(row),
        "lines": lines_told(lines), "total": money(row.total_fen),
        "refunded": money(row.refunded_fen) if row.refunded_fen else "",
        "recalled": [x.produce for x in lines if x.produce.recalled_at],
        "words": told_to_buyer(row), "said": said, "reasons": reasons,
        "may_cancel": "cancel" in moves, "may_call_off": "call_off" in moves,
        "after_sales_form": AfterSalesForm() if "ask_after_sales" in moves else None,
        "rating_form": RatingForm() if row.received_at and row.rating is None else None,
    }  # fmt: skip
    return show(request, "economy/portal_order.html", context, status=status)


def _do(request: Asked, row: Order, act: str) -> str:
    """What the buyer asked for, and what to say of it."""
    if act == "rate":
        form = RatingForm(request.POST)
        if form.is_valid():
            rate_order(row, int(form.cleaned_data["rating"]), now=request.now)
            return _("谢谢您的评价。")
        return ""
    if act not in ("cancel", *WITH_REASON):
        return ""
    given = Papers(reason=request.POST.get("reason", "").strip())
    if act == "call_off":
        given = replace(given, reason=given.reason or _("买家取消"))
    version = version_in(request.POST)
    move_order(row, act, by=RESIDENT, now=request.now, version=version, given=given)
    told = {"cancel": _("订单已取消。"), "call_off": _("订单已取消，站点会把货款退给您。")}
    return told.get(act, _("已收到，站点会在三个工作日内答复。"))
