"""/routes and /sites: where one may go, what is told there, and how a group books a slot."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiceng.casework.actions.gate import spend_answer, spend_report
from jiceng.casework.portal.show import show
from jiceng.kernel.figures import ratings_told
from jiceng.kernel.refusal import Refusal
from jiceng.outreach.actions.bookings import Receipt, Wished
from jiceng.outreach.actions.slots import book_visit
from jiceng.outreach.actions.visits import raise_matter, rate_site
from jiceng.outreach.forms.activities_told import area_name, unit_name
from jiceng.outreach.forms.booking_forms import BookingForm
from jiceng.outreach.forms.routes_told import (
    hours_told,
    matters_told,
    minutes_told,
    route_row,
    site_points,
    site_status,
    stops_told,
    way_told,
)
from jiceng.outreach.forms.site_forms import MatterForm, RatingForm
from jiceng.outreach.models import Site
from jiceng.outreach.portal.bookings import taken
from jiceng.outreach.queries.routes import open_routes, route_of, way_of, ways_of
from jiceng.outreach.queries.sites import guides_of, open_sites, ratings, site_of
from jiceng.outreach.queries.slots import ahead, free_slots
from jiceng.outreach.rules.routes import FreeSlot
from jiceng.web.clock import county_zone
from jiceng.web.days import days_in
from jiceng.web.display import address_of
from jiceng.web.doors import Asked, door
from jiceng.web.forms import CountyTimeField, add_refusal
from jiceng.web.hours import day_told
from jiceng.web.words import word

MOST_ROUTES = 50
DAYS_SHOWN = 7
"""So many days with free slots are offered at once."""


class VisitForm(BookingForm):
    """A booking with the slot it is for."""

    slot = forms.CharField(label=N_("时段"), max_length=40)

    def __init__(self, free: list[FreeSlot], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [
            (f"{s.starts_at.astimezone(county_zone()):%Y-%m-%dT%H:%M}", _slot_told(s)) for s in free
        ]
        self.fields["slot"].widget = forms.RadioSelect(choices=offered)
        self.fields["slot"].error_messages["required"] = _("请选择一个时段。")
        self.fields["group"].label = _("单位或团体")
        self.order_fields(["slot", "headcount", "group", "origin", "phone", "name", "note"])

    def clean_slot(self) -> datetime:
        found: datetime = CountyTimeField().clean(self.cleaned_data["slot"])
        return found

    def given(self) -> Wished:
        said = dict(self.cleaned_data)
        for name in ("token", "slot"):
            said.pop(name)
        return Wished(**said)


def _slot_key(slot: FreeSlot) -> str:
    return f"{slot.starts_at.astimezone(county_zone()):%Y-%m-%dT%H:%M}"


def _slot_told(slot: FreeSlot) -> str:
    """A slot as one chooses it: 9:00—10:00，还能约 40 人."""
    start, end = (at.astimezone(county_zone()) for at in (slot.starts_at, slot.ends_at))
    return _("%(start)s—%(end)s，还能约 %(left)s 人") % {
        "start": f"{start.hour}:{start:%M}", "end": f"{end.hour}:{end:%M}", "left": slot.left,
    }  # fmt: skip


@door("public")
@require_safe
def routes(request: Asked) -> HttpResponse:
    """Routes with their way, then every site, on a list and on a map."""
    offered, found = list(open_routes()[:MOST_ROUTES]), list(open_sites())
    ways = ways_of(offered)
    context = {
        "rows": [route_row(r, ways[r.pk], f"/routes/{r.number}") for r in offered],
        "sites": [_site_row(s, request) for s in found],
        "map": _map(_("红色点位"), found, 12),
    }
    return show(request, "outreach/portal_routes.html", context)


def _site_row(site: Site, request: Asked) -> dict[str, Any]:
    return {
        "name": site.venue.name,
        "url": f"/sites/{site.number}",
        "address": site.venue.address,
        "status": site_status(site, request.now),
        "is_sample": site.venue.is_sample,
    }


def _map(label: str, found: list[Site], zoom: int) -> dict[str, Any] | None:
    placed = [(s.venue.lon, s.venue.lat) for s in found if s.venue.lon is not None]
    if not placed:
        return None
    centre = f"{placed[0][0]},{placed[0][1]},{zoom}"
    return {"label": label, "points": "/sites/points.json", "tiles": settings.MAP_TILES,
            "centre": centre, "fit": len(placed) > 1, "low": len(placed) == 1}  # fmt: skip


@door("public")
@require_safe
def geojson(request: Asked) -> JsonResponse:
    """Sites that have a place, for the map."""
    return JsonResponse(
        {"type": "FeatureCollection", "features": site_points(open_sites(), "/sites/")},
        content_type="application/geo+json", json_dumps_params={"ensure_ascii": False},
    )  # fmt: skip


@door("public")
@require_safe
def route(request: Asked, number: str) -> HttpResponse:
    """One route: its stops in their order, how long and how far."""
    row = route_of(number)
    way = way_of(row)
    context = {
        "route": row,
        "way": way_told(way),
        "unit": unit_name(row.unit),
        "stops": stops_told(way),
        "map": _map(row.name, [s.site for s in way.stops], 12),
    }
    return show(request, "outreach/portal_route.html", context)


@door("public")
@require_http_methods(["GET", "HEAD", "POST"])
def site(request: Asked, number: str) -> HttpResponse:
    """One site; its form books a slot, sent once however often the button is pressed."""
    row = site_of(number)
    form = _form(row, request, request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return _booked(request, row, form)
            except Refusal as refusal:
                add_refusal(form, refusal.reasons, word)
                status = refusal.status
    return _page(request, row, status, book=form)


def _booked(request: Asked, row: Site, form: VisitForm) -> HttpResponse:
    slot = form.cleaned_data["slot"]

    def work(given: Wished) -> Receipt:
        return book_visit(row, slot, given, now=request.now)

    return taken(request, form, work)


def _form(row: Site, request: Asked, posted: Any = None) -> VisitForm:
    """The form with the slots of the chosen day."""
    free = [s for s in _free(row, request) if _day_of(s) == _chosen(row, request)]
    return VisitForm(free, posted, initial={"token": str(uuid4())})


def _free(row: Site, request: Asked) -> list[FreeSlot]:
    return [] if row.venue.closed_on else free_slots(row, ahead(request.now), request.now)


def _day_of(slot: FreeSlot) -> date:
    return slot.starts_at.astimezone(county_zone()).date()


def _chosen(row: Site, request: Asked) -> date | None:
    """The day somebody asks for, or the first on which there is room."""
    first = next((_day_of(s) for s in _free(row, request)), None)
    return days_in(request, "day").get("day", first)


@door("public")
@require_POST
def rate(request: Asked, number: str) -> HttpResponse:
    """Say how it was."""
    row, form = site_of(number), RatingForm(request.POST)
    status = 422
    if form.is_valid():
        said = form.cleaned_data
        try:
            spend_answer(address_of(request), now=request.now)
            rate_site(row, int(said["rating"]), said["comment"], now=request.now)
            return HttpResponseRedirect(f"/sites/{row.number}?done=rated")
        except Refusal as refusal:
            add_refusal(form, refusal.reasons, word)
            status = refusal.status
    return _page(request, row, status, rating=form)


@door("public")
@require_POST
def matter(request: Asked, number: str) -> HttpResponse:
    """Report what is broken; it becomes a case."""
    row, form = site_of(number), MatterForm(request.POST)
    status = 422
    if form.is_valid():
        try:
            spend_report(address_of(request), "", now=request.now)
            raise_matter(row, form.cleaned_data["text"], now=request.now)
            return HttpResponseRedirect(f"/sites/{row.number}?done=raised#matters")
        except Refusal as refusal:
            add_refusal(form, refusal.reasons, word)
            status = refusal.status
    return _page(request, row, status, matter=form)


def _page(request: Asked, row: Site, status: int, **forms: Any) -> HttpResponse:
    is_open, chosen = row.venue.closed_on is None, _chosen(row, request)
    days = dict.fromkeys(_day_of(s) for s in _free(row, request))
    context = {
        "site": row,
        "status": site_status(row, request.now),
        "area": area_name(str(row.venue.area_id)),
        "unit": unit_name(row.unit),
        "stay": minutes_told(row.slot_minutes),
        **hours_told(row, request.now),
        "guides": list(guides_of(row)),
        "free": [{"iso": d.isoformat(), "text": day_told(d), "is_chosen": d == chosen}
                 for d in list(days)[:DAYS_SHOWN]],
        "chosen": day_told(chosen) if chosen else "",
        "book": forms.get("book") or (_form(row, request) if days else None),
        "rating": forms.get("rating") or RatingForm(),
        "matter": forms.get("matter") or MatterForm(),
        "matters": matters_told(row, request.now),
        "feedback": ratings_told(ratings(row)),
        "done": request.GET.get("done", ""),
        "is_open": is_open,
        "map": _map(row.venue.name, [row], 15),
    }  # fmt: skip
    return show(request, "outreach/portal_site.html", context, status=status)
