"""/desk/fairs/: fairs, their stalls, and what was earned there; the desk of an area acts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiceng.casework.desk.acting import Change, Tried, acted, move_offers, offer
from jiceng.casework.desk.followed import happened
from jiceng.casework.queries import Entry
from jiceng.economy.actions.fairs import FIXED, change_fair, move_fair, plan_fair, propose_next
from jiceng.economy.desk.fair_forms import ChangeFairForm, FairForm, Filters, MoveForm, NextForm
from jiceng.economy.desk.fair_forms import typed as typed_fair
from jiceng.economy.forms.fairs_told import (
    area_name,
    days_told,
    offers_told,
    status_told,
    unit_name,
    villages_told,
)
from jiceng.economy.models import Fair
from jiceng.economy.process import FAIR
from jiceng.economy.process.fairs import DESK
from jiceng.economy.queries.fairs import (
    HELD,
    fair_of,
    incomes,
    keeps_fair,
    kept_fair,
    ratings,
    ready,
    stalls_of,
    taken_counts,
    totals,
    words_of,
)
from jiceng.economy.queries.producers import KEEPER, keeping
from jiceng.economy.rules.fairs import by_village, per_household, told_villages
from jiceng.economy.rules.fairs_words import ACTS
from jiceng.kernel.figures import ratings_told
from jiceng.kernel.money import money
from jiceng.kernel.records.models import within
from jiceng.kernel.records.territory import territory
from jiceng.web.doors import Asked, door
from jiceng.web.form_page import form_page
from jiceng.web.forms import unit_options
from jiceng.web.menu import office
from jiceng.web.paging import page_of, pager

HERE = "/desk/fairs/"
SMALL = ("stall_assigned", "stall_freed", "produce_offered", "offer_dropped", "offer_priced",
         "sale_entered")  # fmt: skip
"""Lines of the journal too many to be told in the course of a fair."""


def address(fair: Fair) -> str:
    return f"{HERE}{fair.number}/"


@door("staff")
@require_safe
def show(request: Asked) -> HttpResponse:
    """Fairs, the latest days first; everybody may look, as visitors do."""
    filters = Filters(request.GET)
    rows = Fair.objects.filter(_condition(filters))
    page = page_of(rows, request.GET.get("after", ""), key="first_day", newest=True)
    sums, taken = totals(page.rows), taken_counts(page.rows)
    shown = [_row(f, sums.get(f.pk, 0), taken.get(f.pk, 0)) for f in page.rows]
    context = {
        **office(request, HERE, crumbs=[(_("爱心集市"), "")]),
        "filters": filters,
        "table": _table(shown),
        "pager": pager(page, request.GET, _("本页 %(n)d 场") % {"n": len(page.rows)}),
        "may_plan": bool(keeping(request.actor)),
    }
    return render(request, "economy/fairs.html", context)


def _condition(filters: Filters) -> Q:
    said: dict[str, Any] = filters.cleaned_data if filters.is_valid() else {}
    state, area = said.get("state"), territory().area(said.get("under") or "-")
    named = {"all": Q(), "held": HELD, "": ~Q(state__in=("settled", "cancelled"))}
    found = named.get(state or "", Q(state=state))
    for name, column in (("start", "first_day__gte"), ("end", "first_day__lte")):
        if day := said.get(name):
            found &= Q(**{column: day})
    if area is not None:
        found &= within("area_path", area.path)
    if text := said.get("text"):
        found &= Q(title__icontains=text) | Q(place__icontains=text) | Q(number=text)
    return found


def _table(rows: list[dict[str, Any]]) -> dict[str, Any]:
    columns = [_("集市"), _("状态"), _("时间"), _("地点"), _("已安排摊位"), _("销售额（元）")]
    empty = {"title": _("没有符合条件的集市"), "text": _("由举办地的社区（村）、镇或县登记。")}
    return {
        "caption": _("集市列表"),
        "columns": [{"label": c, "numeric": place > 3} for place, c in enumerate(columns)],
        "rows": rows,
        "empty": empty,
    }


def _row(fair: Fair, fen: int, taken: int) -> dict[str, Any]:
    note = fair.number + (f" {_('示例')}" if fair.is_sample else "")
    return {
        "cells": [
            {"text": fair.title, "url": address(fair), "note": note},
            {"status": status_told(fair)},
            {"text": days_told(fair)},
            {"text": fair.place, "note": area_name(str(fair.area_id))},
            {"text": taken},
            {"text": money(fen) if fen else None},
        ]
    }


@door("staff", KEEPER)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    """Plan a fair."""
    form = FairForm(request.actor, request.POST or None)

    def write() -> Fair:
        return plan_fair(form.given(), by=request.actor, now=request.now)

    crumbs = [(_("爱心集市"), HERE)]
    return form_page(request, _("登记集市"), crumbs, form, write, address, HERE, _aids())


def _aids() -> dict[str, Any]:
    chosen = {"label": _("选定集市位置"), "source": "/desk/grids.json", "pick": True,
              "tiles": settings.MAP_TILES}  # fmt: skip
    return {"units": unit_options(), "map": chosen}


@door("staff", KEEPER)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Asked, number: str) -> HttpResponse:
    """Write it down anew."""
    fair = kept_fair(request.actor, number, request.now)
    form = ChangeFairForm(request.actor, request.POST or None, initial=typed_fair(fair))

    def write() -> Fair:
        version = form.cleaned_data["version"]
        return change_fair(fair, form.given(), by=request.actor, now=request.now, version=version)

    return form_page(request, _("修改安排"), crumbs_of(fair), form, write, address, HERE, _aids())


def crumbs_of(fair: Fair) -> list[tuple[str, str]]:
    return [(_("爱心集市"), HERE), (fair.title, address(fair))]


def _form(needs: frozenset[str]) -> Any:
    def build(*args: Any, **kwargs: Any) -> MoveForm:
        return MoveForm(needs, *args, **kwargs)

    return build


def _write(name: str) -> Any:
    def write(request: Asked, row: Fair, said: dict[str, Any], version: int) -> None:
        move_fair(row, name, by=request.actor, now=request.now, version=version, **said)

    return write


def _propose(request: Asked, row: Fair, said: dict[str, Any], version: int) -> None:
    propose_next(row, said["first_day"], by=request.actor, now=request.now)


CHANGES: Mapping[str, Change] = {
    **{
        move.name: Change(
            move.label, _form(move.needs), _write(move.name),
            "danger" if move.name == "cancel" else "primary",
        )
        for move in FAIR.moves
    },
    "next": Change(N_("提出下一场"), NextForm, _propose, ""),
}  # fmt: skip


@door("staff")
@require_safe
def one(request: Asked, number: str) -> HttpResponse:
    """One fair: facts, stalls, income, and what may be done."""
    return _page(request, ready(fair_of(number), request.now))


@door("staff", KEEPER)
@require_POST
def act(request: Asked, number: str, name: str) -> HttpResponse:
    """One move, or the proposal of the next fair."""
    fair = kept_fair(request.actor, number, request.now)
    return acted(request, fair, name, CHANGES, _page, address(fair))


def _page(
    request: Asked, fair: Fair, tried: Tried | None = None, status: int = 200
) -> HttpResponse:  # fmt: skip
    url, keeps = address(fair), keeps_fair(request.actor, fair)
    roles = request.actor.roles_towards(fair) & DESK
    offers = move_offers(request, fair, FAIR, roles, CHANGES, f"{url}acts/", tried)
    after = Fair.objects.filter(follows=fair).first()
    if keeps and fair.state in ("closed", "settled") and after is None:
        offers.append(offer(request, fair, "next", CHANGES["next"], f"{url}acts/", tried))
    known = {o["name"] for o in offers}
    context = {
        **office(request, HERE, crumbs=[(_("爱心集市"), HERE), (fair.title, "")]),
        "now": request.now,
        "fair": fair,
        "status": status_told(fair),
        "when": days_told(fair),
        "details": _details(fair, after),
        "stalls": [_stall(s, url) for s in stalls_of(fair)],
        "keeps": keeps,
        "plans": keeps and fair.state not in FIXED,
        "sells": keeps and fair.state in ("open", "closed"),
        **_income(fair, keeps),
        "feedback": ratings_told(ratings(fair)),
        "words": words_of(fair) if keeps else [],
        "timeline": _course(fair) if keeps else [],
        "offers": offers,
        "tried": tried if tried and tried.name not in known else None,
        "url": url,
    }
    return render(request, "economy/fair.html", context, status=status)


def _course(fair: Fair) -> list[Entry]:
    """Its moves and changes; every stall and sale stands where it belongs."""
    small = {_(ACTS[kind]) for kind in SMALL}
    return [entry for entry in happened(fair, FAIR, ACTS) if entry.act not in small]


def _details(fair: Fair, after: Fair | None) -> list[dict[str, Any]]:
    told = [
        (_("时间"), days_told(fair), ""),
        (_("地点"), fair.place, ""),
        (_("举办区域"), area_name(str(fair.area_id)), ""),
        (_("主办单位"), unit_name(fair.unit), ""),
        (_("提示"), fair.note, ""),
        (_("上一场"), fair.follows.title if fair.follows else "",
         address(fair.follows) if fair.follows else ""),
        (_("下一场"), f"{after.title} {after.first_day:%Y-%m-%d}" if after else "",
         address(after) if after else ""),
    ]  # fmt: skip
    rows = [{"label": label, "text": text, "url": url} for label, text, url in told if text]
    if fair.published_at:
        public = f"/fairs/{fair.number}"
        rows.append({"label": _("居民看到的页面"), "text": public, "url": public})
    return rows


def _stall(row: Any, url: str) -> dict[str, Any]:
    return {
        "code": row.code,
        "size": row.size_m2,
        "url": f"{url}stalls/{row.code}/",
        "producer": row.producer.name if row.producer else "",
        "area": area_name(str(row.producer.area_id)) if row.producer else "",
        "offers": offers_told(row.offers.all()),
    }


def _income(fair: Fair, keeps: bool) -> dict[str, Any]:
    """What was earned: by producer for those who organise it, for others by village alone."""
    found = incomes(fair.sales.all())
    villages = by_village(found)
    earning = [i for i in found if i.fen > 0]
    households = sum(i.households for i in earning)
    whole = sum(i.fen for i in found)
    figures = [
        {"label": _("销售额"), "value": money(whole), "unit": _("元")},
        {"label": _("有收入的生产者"), "value": str(len(earning)), "unit": _("个")},
        {"label": _("户数"), "value": str(households), "unit": _("户")},
        {"label": _("户均收入"), "value": money(per_household(whole, households)),
         "unit": _("元")},
    ]  # fmt: skip
    rows = [
        {"name": i.producer, "area": area_name(i.village), "households": i.households,
         "sum": money(i.fen), "average": money(per_household(i.fen, i.households))}
        for i in earning
    ]  # fmt: skip
    return {
        "figures": figures if found and keeps else [],
        "producers": rows if keeps else [],
        "villages": villages_told(villages if keeps else told_villages(villages)),
    }


urlpatterns = [
    path("fairs/", show),
    path("fairs/new", new),
    path("fairs/<str:number>/", one),
    path("fairs/<str:number>/change", change),
    path("fairs/<str:number>/acts/<str:name>", act),
]
