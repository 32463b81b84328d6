"""/fairs: which fairs come, where, who sells what for how much; and what visitors thought."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from jiceng.casework.actions.gate import spend_answer
from jiceng.casework.portal.forms import GRADES
from jiceng.casework.portal.show import show
from jiceng.economy.actions.fair_sales import LONGEST_WORDS, give_feedback
from jiceng.economy.forms.fairs_told import (
    area_name,
    days_told,
    stalls_told,
    status_told,
    unit_name,
    villages_told,
)
from jiceng.economy.models import Fair
from jiceng.economy.queries.fairs import (
    coming,
    incomes,
    past,
    public_fair,
    ratings,
    stalls_of,
    taken_counts,
    today_of,
    totals,
)
from jiceng.economy.rules.fairs import by_village, told_villages
from jiceng.kernel.figures import ratings_told
from jiceng.kernel.money import money
from jiceng.kernel.refusal import Refusal
from jiceng.web.display import address_of
from jiceng.web.doors import Asked, door
from jiceng.web.forms import add_refusal
from jiceng.web.paging import page_of, pager
from jiceng.web.words import word

AHEAD, PAST = 50, 10


class FeedbackForm(forms.Form):
    """One of five grades, and words if somebody has some."""

    rating = forms.ChoiceField(choices=GRADES, widget=forms.RadioSelect)
    comment = forms.CharField(
        max_length=LONGEST_WORDS, required=False, widget=forms.Textarea({"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rating"].label = _("这场集市怎么样")
        self.fields["rating"].error_messages["required"] = _("请选择一个评价。")
        self.fields["comment"].label = _("想说的话")
        self.fields["comment"].help_text = _("不要写姓名和电话；主办方看过后按规定删除。")


@door("public")
@require_safe
def listed(request: Asked) -> HttpResponse:
    """Coming fairs on a list and a map, then those held."""
    today = today_of(request.now)
    ahead = list(coming(today)[:AHEAD])
    page = page_of(past(today), request.GET.get("after", ""), key="first_day", newest=True,
                   size=PAST)  # fmt: skip
    taken, sums = taken_counts([*ahead, *page.rows]), totals(page.rows)
    placed = [f for f in ahead if f.lon is not None and f.lat is not None]
    context = {
        "now": request.now,
        "rows": [_row(f, taken.get(f.pk, 0)) for f in ahead],
        "past": [{**_row(f, taken.get(f.pk, 0)), "sum": money(sums.get(f.pk, 0))}
                 for f in page.rows],
        "pager": pager(page, request.GET),
        "map": {
            "label": _("爱心集市"), "points": "/fairs/points.json", "tiles": settings.MAP_TILES,
            "centre": f"{placed[0].lon},{placed[0].lat},12",
        } if placed else None,
    }  # fmt: skip
    return show(request, "economy/portal_fairs.html", context)


def _row(fair: Fair, taken: int) -> dict[str, Any]:
    return {
        "title": fair.title,
        "url": f"/fairs/{fair.number}",
        "when": days_told(fair),
        "place": fair.place,
        "area": area_name(str(fair.area_id)),
        "status": status_told(fair),
        "stalls": taken,
        "note": fair.note,
        "is_sample": fair.is_sample,
    }


@door("public")
@require_safe
def geojson(request: Asked) -> HttpResponse:
    """Coming fairs that have a place, for the map."""
    rows = coming(today_of(request.now)).exclude(lon=None)[:AHEAD]
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [f.lon, f.lat]},
            "properties": {
                "number": f.number,
                "title": f.title,
                "light": "green" if f.state == "open" else "rest",
                "url": f"/fairs/{f.number}",
            },
        }
        for f in rows
    ]
    return JsonResponse(
        {"type": "FeatureCollection", "features": features},
        content_type="application/geo+json",
        json_dumps_params={"ensure_ascii": False},
    )


@door("public")
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: Asked, number: str) -> HttpResponse:
    """One fair: stalls and produce, and afterwards what it brought; a visitor says how it was."""
    fair = public_fair(number)
    form = FeedbackForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            said = form.cleaned_data
            try:
                spend_answer(address_of(request), now=request.now)
                give_feedback(fair, int(said["rating"]), said["comment"], now=request.now)
                return HttpResponseRedirect(f"/fairs/{fair.number}?done=1")
            except Refusal as refusal:
                add_refusal(form, refusal.reasons, word)
                status = refusal.status
    return _page(request, fair, form, status)


def _page(request: Asked, fair: Fair, form: FeedbackForm, status: int) -> HttpResponse:
    is_over = fair.state in ("closed", "settled")
    is_heard = fair.state in ("open", "closed") and "done" not in request.GET
    villages = told_villages(by_village(incomes(fair.sales.all()))) if is_over else []
    context = {
        "now": request.now,
        "fair": fair,
        "when": days_told(fair),
        "area": area_name(str(fair.area_id)),
        "unit": unit_name(fair.unit),
        "status": status_told(fair),
        "stalls": stalls_told(stalls_of(fair)),
        "total": money(totals([fair]).get(fair.pk, 0)) if is_over else "",
        "villages": villages_told(villages),
        "feedback": ratings_told(ratings(fair)),
        "form": form if is_heard or form.errors else None,
        "is_done": "done" in request.GET,
        "map": {
            "label": _("集市位置"), "points": "/fairs/points.json", "tiles": settings.MAP_TILES,
            "centre": f"{fair.lon},{fair.lat},15", "low": True,
        } if fair.lon is not None and fair.state in ("published", "open") else None,
    }  # fmt: skip
    return show(request, "economy/portal_fair.html", context, status=status)
