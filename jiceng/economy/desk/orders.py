"""/desk/orders/: what was ordered, what is promised until when, and the acts of the station."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_POST, require_safe

from jiceng.casework.desk.acting import Change, Tried, acted, move_offers, offer
from jiceng.casework.desk.followed import happened
from jiceng.casework.desk.programme_forms import WordedForm
from jiceng.economy.actions.order_moves import (
    BY_REFUND,
    Papers,
    Refund,
    lines_of,
    move_order,
    refund,
)
from jiceng.economy.actions.orders import show_buyer
from jiceng.economy.forms.order_forms import EVERYTHING, PaperForm, RefundForm, fen_of
from jiceng.economy.forms.orders_told import lines_told, money, status_told
from jiceng.economy.models import Order, OrderLine
from jiceng.economy.process import ORDER
from jiceng.economy.queries.orders import KEEPERS, order_for, stations_of
from jiceng.economy.rules.orders import WAYS
from jiceng.economy.rules.orders_words import ACTS
from jiceng.web.doors import Asked, door
from jiceng.web.menu import office
from jiceng.web.paging import page_of, pager
from jiceng.web.words import paper

HERE = "/desk/orders/"
ROLES = tuple(sorted(KEEPERS))
STATES = [("", N_("全部")), *((s.name, s.label) for s in ORDER.states)]
GRAVE = frozenset({"cancel", "call_off", "take_back"})
POINTLESS = frozenset({"pickup_order", "delivery_order"})
"""What says that an order has no such move; not worth a box."""
REFUNDABLE = ORDER.move("refund_whole").sources


class Filters(WordedForm):
    """Narrowing of the list."""

    station = forms.ChoiceField(label=N_("站点"), required=False)
    state = forms.ChoiceField(label=N_("状态"), required=False, choices=STATES)
    number = forms.CharField(label=N_("编号"), max_length=20, required=False)

    def __init__(self, stations: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["station"]
        if isinstance(field, forms.ChoiceField):
            field.choices = stations
        if len(stations) < 2:
            field.widget = forms.HiddenInput()


def _form(needs: frozenset[str]) -> Any:
    def build(*args: Any, **kwargs: Any) -> PaperForm:
        return PaperForm([(name, paper(name)) for name in sorted(needs)], *args, **kwargs)

    return build


def _write(name: str) -> Any:
    def write(request: Asked, row: Order, said: dict[str, Any], version: int) -> None:
        move_order(
            row, name, by=request.actor, now=request.now, version=version, given=Papers(**said)
        )

    return write


CHANGES: Mapping[str, Change] = {
    move.name: Change(
        move.label, _form(move.needs), _write(move.name), "danger" if move.name in GRAVE else
        "primary"
    )
    for move in ORDER.moves if move.name not in BY_REFUND
}  # fmt: skip


def _refund_change(lines: list[OrderLine]) -> Change:
    def build(*args: Any, **kwargs: Any) -> RefundForm:
        return RefundForm([x for x in lines if x.refunded_fen < x.fen], *args, **kwargs)

    def write(request: Asked, row: Order, said: dict[str, Any], version: int) -> None:
        refund(row, _refund(lines, said), by=request.actor, now=request.now, version=version)

    return Change(N_("退款"), build, write, "danger")


def _refund(lines: list[OrderLine], said: dict[str, Any]) -> Refund:
    """What was chosen: a line or all of them, an amount or all that is left."""
    which, amount = said["line"], fen_of(said.get("yuan"))
    chosen = [x for x in lines if which in (EVERYTHING, str(x.pk))]
    left = {x.pk: x.fen - x.refunded_fen for x in chosen if x.fen > x.refunded_fen}
    if which != EVERYTHING and amount:
        left = {chosen[0].pk: amount}
    elif amount and amount != sum(left.values()):
        left = _spread(amount, left)
    return Refund(said["reference"], left, said.get("goods_back", False))


def _spread(amount: int, left: Mapping[int, int]) -> dict[int, int]:
    """An amount over lines in their order; what is too much stays on the last and is refused."""
    given: dict[int, int] = {}
    for line, fen in left.items():
        given[line] = min(fen, amount)
        amount -= given[line]
    if amount and given:
        given[[*given][-1]] += amount
    return {line: fen for line, fen in given.items() if fen}


@door("staff", *ROLES)
@require_safe
def show(request: Asked) -> HttpResponse:
    """Orders of one station, the newest first."""
    stations = list(stations_of(request.actor))
    filters = Filters([(s.number, s.name) for s in stations], request.GET)
    said: dict[str, Any] = filters.cleaned_data if filters.is_valid() else {}
    wanted = said.get("station")
    station = next((s for s in stations if s.number == wanted), stations[0] if stations else None)
    found = Q(station=station) if station else Q(pk__in=[])
    found &= Q(state=said["state"]) if said.get("state") else Q()
    found &= Q(number=said["number"].strip()) if said.get("number") else Q()
    rows = Order.objects.filter(found)
    page = page_of(rows, request.GET.get("after", ""), key="placed_at", newest=True)
    context = {
        **office(request, HERE, crumbs=[(_("订单"), "")]),
        "now": request.now,
        "station": station,
        "filters": filters,
        "rows": [_row(r, request) for r in page.rows],
        "pager": pager(page, request.GET, _("本页 %(n)d 单") % {"n": len(page.rows)}),
    }
    return render(request, "economy/orders.html", context)


def _row(row: Order, request: Asked) -> dict[str, Any]:
    waits = row.ready_at is None and row.state in ("placed", "paid", "packed")
    is_late = waits and row.due_at is not None and row.due_at < request.now
    return {
        "number": row.number,
        "url": f"{HERE}{row.number}/",
        "name": row.title,
        "way": _(WAYS[row.way]),
        "status": status_told(row),
        "total": money(row.total_fen),
        "placed_at": row.placed_at,
        "due_at": row.due_at if waits else None,
        "light": "red" if is_late else "green",
        "is_sample": row.is_sample,
    }


@door("staff", *ROLES)
@require_safe
def one(request: Asked, number: str) -> HttpResponse:
    """One order: lines, course, and what may be done."""
    return _page(request, order_for(request.actor, number))


@door("staff", *ROLES)
@require_POST
def act(request: Asked, number: str, name: str) -> HttpResponse:
    """One move or change, by its name."""
    row = order_for(request.actor, number)
    changes = {**CHANGES, "refund": _refund_change(lines_of(row))}
    return acted(request, row, name, changes, _page, f"{HERE}{number}/")


@door("staff", *ROLES)
@require_POST
def contact(request: Asked, number: str) -> HttpResponse:
    """Name, telephone and address in full; the look is journalled."""
    row = order_for(request.actor, number)
    shown = show_buyer(row, by=request.actor, now=request.now)
    return _page(request, row, contact=shown)


def _page(
    request: Asked, row: Order, tried: Tried | None = None, status: int = 200,
    contact: Mapping[str, str] | None = None,
) -> HttpResponse:  # fmt: skip
    url = f"{HERE}{row.number}/"
    lines = list(row.lines.select_related("producer", "produce").order_by("pk"))
    offers = move_offers(
        request, row, ORDER, request.actor.roles_towards(row) & KEEPERS,
        {**CHANGES, **dict.fromkeys(BY_REFUND, _refund_change(lines))}, f"{url}acts/", tried,
        POINTLESS,
    )  # fmt: skip
    offers = [o for o in offers if o["name"] not in BY_REFUND]
    if row.state in REFUNDABLE:
        offers.append(offer(request, row, "refund", _refund_change(lines), f"{url}acts/", tried))
    known = {o["name"] for o in offers}
    kept = getattr(row, "buyer", None)
    context = {
        **office(request, HERE, crumbs=[(_("订单"), HERE), (row.number, "")]),
        "now": request.now,
        "row": row,
        "status": status_told(row),
        "details": _details(row),
        "lines": lines_told(lines),
        "total": money(row.total_fen),
        "carriage": money(row.carriage_fen) if row.carriage_fen else "",
        "refunded": money(row.refunded_fen) if row.refunded_fen else "",
        "recalled": [x.produce for x in lines if x.produce.recalled_at],
        "hint": kept.hint if kept else "",
        "contact": contact,
        "timeline": happened(row, ORDER, ACTS, without_post=_("买家")),
        "offers": offers,
        "tried": tried if tried and tried.name not in known else None,
        "url": url,
    }
    return render(request, "economy/order.html", context, status=status)


def _details(row: Order) -> list[dict[str, Any]]:
    references = row.entries.filter(account="money").order_by("pk").values_list("reference")
    kept = {True: _("是"), False: _("否")}.get(row.is_kept) if row.is_kept is not None else None
    told = [
        (_("站点"), row.station.name),
        (_("取货方式"), _(WAYS[row.way])),
        (_("凭证号"), "、".join(ref for (ref,) in references) or None),
        (_("按承诺备好"), kept),
        (_("取消原因"), row.because or None),
        (_("满意度"), row.rating),
    ]
    return [{"label": label, "text": text} for label, text in told if text is not None]


urlpatterns = [
    path("orders/", show),
    path("orders/<str:number>/", one),
    path("orders/<str:number>/acts/<str:name>", act),
    path("orders/<str:number>/contact", contact),
]
