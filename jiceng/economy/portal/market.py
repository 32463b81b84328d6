"""/market: what the station has today, from whom, at what price; one page for a whole basket."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_safe

from jiceng.casework.desk.programme_forms import WordedForm
from jiceng.casework.portal.show import show
from jiceng.economy.forms.order_forms import quantities
from jiceng.economy.forms.orders_told import left_told, money, papers_told, price_told
from jiceng.economy.models import Station, Stock
from jiceng.economy.queries.market import offered, open_stations
from jiceng.economy.queries.producers import produce_kinds, produce_of, sale_faults
from jiceng.kernel.records.names import named
from jiceng.web.clock import local_day
from jiceng.web.doors import Asked, door


class Wanted(WordedForm):
    """What somebody looks for. Every field may stay empty."""

    station = forms.ChoiceField(label=N_("站点"), required=False)
    kind = forms.ChoiceField(label=N_("类别"), required=False)
    text = forms.CharField(label=N_("商品或生产者"), max_length=40, required=False)

    def __init__(self, choices: Mapping[str, Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, offered_there in choices.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = offered_there
        if len(choices["station"]) < 2:
            self.fields["station"].widget = forms.HiddenInput()


def station_in(request: Asked) -> Station | None:
    """The station a page names, or the first one; `Http404` for one that is not there."""
    stations = list(open_stations())
    number = request.POST.get("station") or request.GET.get("station", "")
    if not number:
        return stations[0] if stations else None
    found = next((s for s in stations if s.number == number), None)
    if found is None:
        raise Http404
    return found


@door("public")
@require_safe
def listed(request: Asked) -> HttpResponse:
    """What a station offers."""
    return catalogue(request, station_in(request))


def catalogue(
    request: Asked, station: Station | None, reasons: list[str] | None = None, status: int = 200
) -> HttpResponse:
    """The list with a field for how many of each; what was filled in stays."""
    kinds = [("", _("全部")), *((k.key, named(k.name, k.name_en))
                                for k in produce_kinds(request.now).values())]  # fmt: skip
    stations = [(s.number, s.name) for s in open_stations()]
    form = Wanted({"station": stations, "kind": kinds}, request.GET)
    said = form.cleaned_data if form.is_valid() else {}
    rows = offered(station, said.get("kind", ""), said.get("text", "")) if station else []
    typed = quantities(request.GET)
    context = {
        "form": form,
        "station": station,
        "rows": [_row(request, stock, typed) for stock in rows],
        "reasons": reasons or [],
    }
    return show(request, "economy/portal_market.html", context, status=status)


def _row(request: Asked, stock: Stock, typed: Mapping[str, int]) -> dict[str, Any]:
    produce = stock.produce
    may_sell = not sale_faults(produce, local_day(request.now), request.now)
    return {
        "number": produce.number,
        "name": produce.name,
        "url": f"/market/{produce.number}",
        "price": price_told(produce),
        "producer": produce.producer.name,
        "village": produce.producer.area.name,
        "left": left_told(stock) if may_sell else {"light": "rest", "text": _("暂停销售")},
        "may_order": may_sell and stock.free > 0,
        "papers": papers_told(produce),
        "typed": typed.get(produce.number, ""),
        "is_sample": produce.is_sample,
    }


@door("public")
@require_safe
def one(request: Asked, number: str) -> HttpResponse:
    """One produce: who grows it, what vouches for it, where it is to be had."""
    produce = produce_of(number)
    stocks = Stock.objects.filter(produce=produce, station__closed_on=None)
    rows = [_row(request, stock, {}) | {"station": stock.station}
            for stock in stocks.select_related("station", "produce__producer__area")]  # fmt: skip
    kind = produce_kinds(request.now).get(produce.kind)
    details = [
        (_("生产者"), produce.producer.name),
        (_("产地"), produce.producer.area.name),
        (_("类别"), named(kind.name, kind.name_en) if kind else ""),
        (_("价格"), price_told(produce)),
    ]
    carriage = [s["station"] for s in rows if s["station"].delivers]
    context = {
        "produce": produce,
        "details": [{"label": label, "text": text} for label, text in details if text],
        "papers": papers_told(produce),
        "rows": rows,
        "carriage": money(carriage[0].carriage_fen) if carriage else "",
    }
    return show(request, "economy/portal_produce.html", context)
