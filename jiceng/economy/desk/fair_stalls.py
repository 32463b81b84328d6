"""/desk/fairs/<number>/stalls/<code>/: who sells at a stall, what, and for how much."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_POST, require_safe

from jiceng.casework.desk.acting import Change, Tried, acted, offer
from jiceng.economy.actions.fair_stalls import (
    assign_stall,
    drop_offer,
    free_stall,
    offer_produce,
    price_offer,
)
from jiceng.economy.actions.fairs import FIXED
from jiceng.economy.desk.fair_forms import AssignForm, DropForm, NothingForm, OfferForm, PriceForm
from jiceng.economy.desk.fairs import HERE, address, crumbs_of
from jiceng.economy.forms.fairs_told import area_name, price_told
from jiceng.economy.models import FairOffer, FairStall
from jiceng.economy.queries.fairs import kept_fair, stall_of
from jiceng.economy.queries.producers import KEEPER, produce_of, producer_of, producers_under
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.web.doors import Asked, door
from jiceng.web.menu import office

MOST = 500
"""So many producers are offered; whoever has more finds theirs by the first of their area."""


def _assign(request: Asked, stall: FairStall, said: dict[str, Any], version: int) -> None:
    producer = producer_of(said["producer"])
    assign_stall(stall, producer, by=request.actor, now=request.now, reason=said["reason"])


def _free(request: Asked, stall: FairStall, said: dict[str, Any], version: int) -> None:
    free_stall(stall, by=request.actor, now=request.now)


def _offer(request: Asked, stall: FairStall, said: dict[str, Any], version: int) -> None:
    produce = produce_of(said["produce"])
    offer_produce(stall, produce, said["price"], by=request.actor, now=request.now)


def _price(request: Asked, stall: FairStall, said: dict[str, Any], version: int) -> None:
    row = _offer_of(stall, said["offer"])
    price_offer(row, said["price_fen"], by=request.actor, now=request.now)


def _drop(request: Asked, stall: FairStall, said: dict[str, Any], version: int) -> None:
    drop_offer(_offer_of(stall, said["offer"]), by=request.actor, now=request.now)


def _offer_of(stall: FairStall, key: int) -> FairOffer:
    found = stall.offers.select_related("stall__fair", "produce").filter(pk=key).first()
    if found is None:
        raise NotFound(Reason("not_found"))
    return found


def _changes(stall: FairStall) -> Mapping[str, Change]:
    def assign_form(*args: Any, **kwargs: Any) -> AssignForm:
        return AssignForm(producers_under().select_related("area")[:MOST], *args, **kwargs)

    def offer_form(*args: Any, **kwargs: Any) -> OfferForm:
        rows = stall.producer.produce.filter(on_sale=True) if stall.producer else ()
        return OfferForm(rows, *args, **kwargs)

    return {
        "assign": Change(N_("安排生产者"), assign_form, _assign),
        "offer": Change(N_("登记摊位农产品"), offer_form, _offer),
        "price": Change(N_("修改标价"), PriceForm, _price, ""),
        "drop": Change(N_("撤下"), DropForm, _drop, ""),
        "free": Change(N_("腾空摊位"), NothingForm, _free, "danger"),
    }


@door("staff", KEEPER)
@require_safe
def one(request: Asked, number: str, code: str) -> HttpResponse:
    """One stall, and what may be done with it."""
    return _page(request, stall_of(kept_fair(request.actor, number, request.now), code))


@door("staff", KEEPER)
@require_POST
def act(request: Asked, number: str, code: str, name: str) -> HttpResponse:
    """One change of a stall, by its name."""
    stall = stall_of(kept_fair(request.actor, number, request.now), code)
    return acted(request, stall, name, _changes(stall), _page, _url(stall))


def _url(stall: FairStall) -> str:
    return f"{address(stall.fair)}stalls/{stall.code}/"


def _page(
    request: Asked, stall: FairStall, tried: Tried | None = None, status: int = 200
) -> HttpResponse:  # fmt: skip
    changes, url = _changes(stall), f"{_url(stall)}acts/"
    names = _open_names(stall)
    rows = stall.offers.select_related("produce").order_by("pk")
    context = {
        **office(request, HERE, crumbs=[*crumbs_of(stall.fair), (stall.code, "")]),
        "stall": stall,
        "fair": stall.fair,
        "area": area_name(str(stall.producer.area_id)) if stall.producer else "",
        "rows": [
            {"name": o.produce.name, "price": price_told(o.price_fen, o.produce.measure),
             "key": o.pk}
            for o in rows
        ],
        "offers": [offer(request, stall, n, changes[n], url, tried) for n in names],
        "may_price": stall.fair.state == "open" or stall.fair.state not in FIXED,
        "tried": tried if tried and tried.name not in names else None,
        "url": url,
        "back": address(stall.fair),
    }  # fmt: skip
    return render(request, "economy/fair_stall.html", context, status=status)


def _open_names(stall: FairStall) -> tuple[str, ...]:
    """What may be done with a stall as its fair stands."""
    if stall.fair.state == "open":
        return ("offer",) if stall.producer_id else ()
    if stall.fair.state in FIXED:
        return ()
    return ("offer", "free") if stall.producer_id else ("assign",)


urlpatterns = [
    path("fairs/<str:number>/stalls/<str:code>/", one),
    path("fairs/<str:number>/stalls/<str:code>/acts/<str:name>", act),
]
