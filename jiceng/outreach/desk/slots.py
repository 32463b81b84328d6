"""/desk/sites/<number>/slots/: groups that booked, confirmed with a guide, counted as they come."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_POST, require_safe

from jiceng.casework.desk.acting import Change, Tried, acted, offer
from jiceng.casework.desk.programme_forms import ActForm, ReasonForm, WordedForm
from jiceng.casework.queries import rules_at
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.outreach.actions.bookings import move_booking
from jiceng.outreach.actions.slots import assign_guide, confirm_visit, count_group
from jiceng.outreach.forms.activities_told import booking_told, status_told, when_told
from jiceng.outreach.forms.routes_told import HERE, crumbs_of, guides_told, slot_row, slot_url
from jiceng.outreach.models import Activity, Attendance, Booking, Guide, Site
from jiceng.outreach.process import BOOKING
from jiceng.outreach.queries.activities import bookings_of, ready, ready_booking
from jiceng.outreach.queries.sites import KEEPER, guides_of, kept_site
from jiceng.outreach.queries.slots import slots_of_site
from jiceng.outreach.rules.activities import MOST_BOOKED, ORIGINS
from jiceng.web.doors import Asked, door
from jiceng.web.menu import office
from jiceng.web.paging import page_of, pager
from jiceng.web.words import sentences


class GuideForm(WordedForm):
    """Who leads the groups of a slot."""

    guide = forms.TypedChoiceField(
        label=N_("讲解员"), coerce=int, empty_value=None, required=False,
        help_text=N_("不选则团队自行参观。"),
    )  # fmt: skip

    def __init__(self, offered: list[Guide], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["guide"]
        if isinstance(field, forms.ChoiceField):
            told = [(str(g.pk), f"{g.name}（{g.told}）" if g.told else g.name) for g in offered]
            field.choices = [("", _("不安排")), *told]


class ConfirmForm(GuideForm, ActForm):
    """Yes to a group, and who leads it."""


class CameForm(ActForm):
    """How many of a group came."""

    came = forms.IntegerField(
        label=N_("实到人数"), min_value=0, max_value=MOST_BOOKED, help_text=N_("没有来的填 0。"),
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )  # fmt: skip


@door("staff", KEEPER)
@require_safe
def show(request: Asked, number: str) -> HttpResponse:
    """Every slot that was ever booked, the latest first."""
    site = kept_site(request.actor, number)
    rows = slots_of_site(site).prefetch_related("occupies", "bookings")
    page = page_of(rows, request.GET.get("after", ""), key="starts_at", newest=True)
    shown = [slot_row(site, row) for row in page.rows]
    columns = [_("时段"), _("状态"), _("讲解员"), _("已预约")]
    context = {
        **office(request, HERE, crumbs=[*crumbs_of(site), (_("预约时段"), "")]),
        "site": site,
        "table": {
            "caption": _("预约时段"),
            "columns": [{"label": c, "numeric": n == 3} for n, c in enumerate(columns)],
            "rows": [_cells(row) for row in shown],
            "empty": {"title": _("还没有团队预约"), "text": _("有人预约后会出现在这里。")},
        },
        "pager": pager(page, request.GET, _("本页 %(n)d 个") % {"n": len(page.rows)}),
    }
    return render(request, "outreach/slots.html", context)


def _cells(row: dict[str, Any]) -> dict[str, Any]:
    taken = f"{row['taken']} / {row['capacity']}"
    return {"cells": [{"text": row["when"], "url": row["url"]}, {"status": row["status"]},
                      {"text": row["guides"] or None}, {"text": taken}]}  # fmt: skip


def slot_of(site: Site, number: str, request: Asked) -> Activity:
    """One slot of a site, ready for guards. Raises `NotFound`."""
    found = slots_of_site(site).filter(number=number).first()
    if found is None:
        raise NotFound(Reason("not_found"))
    return ready(found, request.now)


@door("staff", KEEPER)
@require_safe
def one(request: Asked, number: str, slot: str) -> HttpResponse:
    """One slot: its groups, and what may be done for each."""
    site = kept_site(request.actor, number)
    return _page(request, site, slot_of(site, slot, request))


@door("staff", KEEPER)
@require_POST
def act(request: Asked, number: str, slot: str, name: str) -> HttpResponse:
    """One act: for the slot (guide), or for one of its groups (confirm-12, arrive-12 …)."""
    site = kept_site(request.actor, number)
    row = slot_of(site, slot, request)
    changes = _changes(site, row)
    for booking in bookings_of(row):
        changes |= _for_group(site, booking)

    def again(asked: Asked, kept: Activity, tried: Tried | None, status: int) -> HttpResponse:
        return _page(asked, site, slot_of(site, slot, asked), tried, status)

    return acted(request, row, name, changes, again, slot_url(site, row))


def _changes(site: Site, slot: Activity) -> dict[str, Change]:
    def build(*args: Any, **kwargs: Any) -> forms.Form:
        return GuideForm(list(guides_of(site)), *args, **kwargs)

    def write(request: Asked, row: Activity, said: dict[str, Any], version: int) -> None:
        if said["guide"] is not None:
            assign_guide(site, row, said["guide"], by=request.actor, now=request.now)

    is_open = slot.state == "published" and guides_of(site).exists()
    return {"guide": Change(_("安排讲解员"), build, write, "")} if is_open else {}


def _for_group(site: Site, booking: Booking) -> dict[str, Change]:
    """What may be done for one group, by the name its address carries."""

    def confirming(*args: Any, **kwargs: Any) -> forms.Form:
        return ConfirmForm(list(guides_of(site)), *args, **kwargs)

    def confirm(request: Asked, row: Any, said: dict[str, Any], version: int) -> None:
        confirm_visit(site, booking, said["guide"], by=request.actor, now=request.now,
                      version=version)  # fmt: skip

    def decline(request: Asked, row: Any, said: dict[str, Any], version: int) -> None:
        move_booking(booking, "decline", by=request.actor, now=request.now, version=version,
                     reason=said["reason"])  # fmt: skip

    def cancel(request: Asked, row: Any, said: dict[str, Any], version: int) -> None:
        move_booking(booking, "cancel", by=request.actor, now=request.now, version=version)

    def arrive(request: Asked, row: Any, said: dict[str, Any], version: int) -> None:
        count_group(booking, said["came"], by=request.actor, now=request.now, version=version)

    return {
        f"confirm-{booking.pk}": Change(_("确认"), confirming, confirm),
        f"decline-{booking.pk}": Change(_("不能接受"), ReasonForm, decline, "danger"),
        f"attend-{booking.pk}": Change(_("登记到场"), CameForm, arrive),
        f"cancel-{booking.pk}": Change(_("取消预约"), ActForm, cancel, "danger"),
    }


def _page(
    request: Asked, site: Site, slot: Activity, tried: Tried | None = None, status: int = 200
) -> HttpResponse:
    url = f"{slot_url(site, slot)}acts/"
    came = Attendance.objects.filter(activity=slot).first()
    offers = [
        offer(request, slot, name, change, url, tried)
        for name, change in _changes(site, slot).items()
    ]
    groups = [_group(request, site, row, url, tried) for row in bookings_of(slot)]
    known = {o["name"] for o in [*offers, *(o for g in groups for o in g["offers"])]}
    context = {
        **office(request, HERE, crumbs=[*crumbs_of(site), (when_told(slot), "")]),
        "now": request.now,
        "site": site,
        "slot": slot,
        "status": status_told(slot),
        "when": when_told(slot),
        "guides": guides_told(slot),
        "came": came.people if came else None,
        "bookings": groups,
        "offers": offers,
        "tried": tried if tried and tried.name not in known else None,
    }
    return render(request, "outreach/slot.html", context, status=status)


def _group(
    request: Asked, site: Site, row: Booking, url: str, tried: Tried | None
) -> dict[str, Any]:
    """A group with the moves open to whoever keeps the site, and what stands against each."""
    ready_booking(row, request.now)
    roles, calendar = request.actor.roles_towards(row), rules_at(request.now)[1]
    changes, offers = _for_group(site, row), []
    for move in BOOKING.open_moves(row.state, roles):
        change = changes.get(f"{move.name}-{row.pk}")
        if change is None:
            continue
        reasons = BOOKING.why_not(row, move, roles=roles, supplied=move.needs, now=request.now,
                                  calendar=calendar)  # fmt: skip
        drawn = offer(request, row, f"{move.name}-{row.pk}", change, url, tried)
        offers.append({**drawn, "blocked_by": sentences(reasons)})
    return {
        "row": row,
        "status": booking_told(row),
        "origin": _(ORIGINS[row.origin]) if row.origin else "",
        "offers": offers,
    }


urlpatterns = [
    path("sites/<str:number>/slots/", show),
    path("sites/<str:number>/slots/<str:slot>/", one),
    path("sites/<str:number>/slots/<str:slot>/acts/<str:name>", act),
]
