"""What was sold at a stall, entered where there is often no network: kept in the phone's outbox and
delivered once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from jiceng.casework.field.show import answer_once, earlier_answer, frame, wants_json
from jiceng.economy.actions.fair_sales import enter_sale
from jiceng.economy.forms.fairs_told import price_told
from jiceng.economy.forms.sale_forms import StallSaleForm
from jiceng.economy.models import Fair, FairOffer, FairSale
from jiceng.economy.queries.fairs import (
    SELLING,
    days_come,
    kept_fair,
    offers_of,
    selling_for,
    standing_sales,
    today_of,
)
from jiceng.economy.queries.producers import KEEPER
from jiceng.economy.rules.fairs import written_quantity
from jiceng.kernel.money import money
from jiceng.kernel.refusal import Invalid, Reason, Refusal, Refused
from jiceng.web.api.problems import problem_of
from jiceng.web.doors import Asked, door
from jiceng.web.forms import add_refusal
from jiceng.web.upload_keys import keep_phone, key_for, takes_upload_key
from jiceng.web.words import sentences, word

HERE = "/field/fairs/"


@door("staff", KEEPER)
@require_safe
def show(request: Asked) -> HttpResponse:
    """Fairs at which sales are entered now."""
    fairs = [
        {"title": fair.title, "place": fair.place, "url": f"{HERE}{fair.number}/",
         "first_day": fair.first_day, "last_day": fair.last_day}
        for fair in selling_for(request.actor)
    ]  # fmt: skip
    phone, upload_key = key_for(request)
    answer = _render(request, "field_fairs.html", {"fairs": fairs, "upload_key": upload_key})
    keep_phone(answer, phone)
    return answer


@door("staff", KEEPER)
@takes_upload_key()
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: Asked, number: str) -> HttpResponse:
    """The form (GET), and taking a sale (POST), from a page or from the outbox."""
    if request.method == "POST" and (kept := earlier_answer(request, _onward)):
        return kept
    fair = kept_fair(request.actor, number, request.now)
    if request.method == "POST":
        return _post(request, fair)
    return _page(request, fair, _form(request, fair))


def _onward(answer: Mapping[str, Any]) -> str:
    return f"{HERE}{answer['number']}/"


def _form(request: Asked, fair: Fair) -> StallSaleForm | None:
    """None where nothing is on offer."""
    offers = {o: _offer_told(o) for o in offers_of(fair).select_related("stall__fair")}
    days = days_come(fair, today_of(request.now))
    if not offers:
        return None
    return StallSaleForm(
        offers, days, request.POST.get("offer", ""), request.POST or None,
        initial={"day": days[-1].isoformat()},
    )  # fmt: skip


def _offer_told(offer: FairOffer) -> str:
    produce = offer.produce
    price = price_told(offer.price_fen, produce.measure)
    return f"{offer.stall.code} {produce.producer.name} {produce.name} {price}"


def _post(request: Asked, fair: Fair) -> HttpResponse:
    form = _form(request, fair)
    if form is None:  # a page kept without a network may ask for what is offered no more
        raise Refused(Reason("fair_nothing_on_offer"))
    if not form.is_valid():
        return _faulty(request, fair, form)

    def work() -> dict[str, str]:
        enter_sale(form.row, form.given(), by=request.actor, now=request.now)
        return {"number": fair.number, "state": fair.state}

    try:
        return answer_once(request, work, _onward)
    except Invalid as refusal:
        add_refusal(form, refusal.reasons, word)
        return _page(request, fair, form, status=refusal.status)
    except Refusal as refusal:
        told = sentences(refusal.reasons)
        return _page(request, fair, form, reasons=told, status=refusal.status)


def _faulty(request: Asked, fair: Fair, form: StallSaleForm) -> HttpResponse:
    if wants_json(request):
        return problem_of(form)
    return _page(request, fair, form, status=422)


def _page(
    request: Asked, fair: Fair, form: StallSaleForm | None, *, reasons: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    there = sorted(standing_sales(fair).items(), key=lambda kept: kept[1].pk, reverse=True)
    names = {offer.pk: offer for offer in offers_of(fair)}
    context = {
        "back_url": HERE,
        "fair": fair,
        "form": form if fair.state in SELLING else None,
        "sells": fair.state in SELLING,
        "entered": [_entered(names[pk], day, sale) for (pk, day), sale in there if pk in names],
        "reasons": reasons or [],
        "key": request.POST.get("idempotency_key") or uuid4(),
        "url": f"{HERE}{fair.number}/",
        "desk_url": f"/desk/fairs/{fair.number}/sales",
    }
    return _render(request, "field_fair.html", context, status=status)


def _entered(offer: FairOffer, day: date, sale: FairSale) -> dict[str, Any]:
    return {
        "name": f"{offer.stall.code} {offer.produce.name}",
        "quantity": f"{written_quantity(sale.hundredths)} {offer.produce.measure}",
        "sum": money(sale.fen),
        "day": day,
    }


def _render(
    request: Asked, template: str, context: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    shown = {**frame(request), "tab": HERE, **context}
    return render(request, f"economy/{template}", shown, status=status)
