"""/desk/honours/: brands and honours with their terms and evidence, and the year in culture."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiceng.casework.desk.acting import Change, Tried, acted, offer
from jiceng.kernel.records.files import CONTENT_TYPE, path_of, store_upload
from jiceng.kernel.records.models import Attachment, within
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.kernel.reports import Span
from jiceng.outreach.actions.honours import HonourTold, TermTold, record_honour, renew_honour
from jiceng.outreach.figures.routes import KINDS, count, records_at
from jiceng.outreach.forms.activities_told import area_name, unit_name
from jiceng.outreach.forms.routes_told import honour_status, term_told
from jiceng.outreach.forms.site_forms import HonourFilters, HonourForm, TermForm
from jiceng.outreach.models import Honour, HonourTerm
from jiceng.outreach.queries.honours import (
    evidence_of,
    honour_of,
    in_state,
    kept_honour,
    valid_on,
)
from jiceng.outreach.queries.sites import KEEPER, keeping, keeps, today_of
from jiceng.web.doors import Asked, door
from jiceng.web.form_page import form_page
from jiceng.web.forms import unit_options
from jiceng.web.menu import office
from jiceng.web.paging import page_of, pager

HERE = "/desk/honours/"
SHOWN = ("honours_valid", "practice_activities", "practice_people", "volunteer_hours",
         "site_visitors", "visit_groups")  # fmt: skip
"""Figures of the year above the list."""


def address(honour: Honour) -> str:
    return f"{HERE}{honour.number}/"


@door("staff")
@require_safe
def show(request: Asked) -> HttpResponse:
    """Honours, those that end soonest first, and what the year has brought so far."""
    filters = HonourFilters(request.GET)
    rows = Honour.objects.filter(condition_of(filters, today_of(request.now)))
    page = page_of(rows, request.GET.get("after", ""), key="valid_until")
    columns = [_("品牌或荣誉"), _("状态"), _("有效期"), _("授予单位"), _("所属区域")]
    today = today_of(request.now)
    year = Span(date(today.year, 1, 1), today, request.now)
    context = {
        **office(request, HERE, crumbs=[(_("品牌荣誉"), "")]),
        "filters": filters,
        "year": today.year,
        "figures": [_figure(code, year) for code in SHOWN],
        "table": {
            "caption": _("品牌荣誉"),
            "columns": [{"label": label} for label in columns],
            "rows": [_row(request, honour) for honour in page.rows],
            "empty": {"title": _("没有符合条件的荣誉"), "text": _("登记时请一并上传证明材料。")},
        },
        "pager": pager(page, request.GET, _("本页 %(n)d 项") % {"n": len(page.rows)}),
        "may_record": bool(keeping(request.actor)),
    }
    return render(request, "outreach/honours.html", context)


def _figure(code: str, year: Span) -> dict[str, Any]:
    """One number of the year, with the way to its records."""
    kind, number = KINDS[code], count(code, [""], year)[""].numerator
    return {"label": _(kind.name), "value": f"{number:,}", "unit": _(kind.unit),
            "url": records_at(code, "", year)}  # fmt: skip


def condition_of(filters: HonourFilters, today: date) -> Q:
    """What the address asks for; from a figure those valid on a day below an area."""
    said: dict[str, Any] = filters.cleaned_data if filters.is_valid() else {}
    found = in_state(said.get("state") or "", today)
    if day := said.get("on"):
        found &= valid_on(day)
    if code := said.get("under"):
        area = territory().area(code)
        found &= within("area_path", area.path) if area else Q(pk__in=[])
    if text := said.get("text"):
        found &= Q(name__icontains=text) | Q(granted_by__icontains=text)
    return found


def _row(request: Asked, honour: Honour) -> dict[str, Any]:
    note = honour.number + (f" {_('示例')}" if honour.is_sample else "")
    return {
        "cells": [
            {"text": honour.name, "url": address(honour), "note": note},
            {"status": honour_status(honour, request.now)},
            {"text": term_told(honour)},
            {"text": honour.granted_by},
            {"text": area_name(str(honour.area_id))},
        ]
    }


def _term(request: Asked, said: dict[str, Any]) -> TermTold:
    """A term with its evidence, which is stored before it is named."""
    sent = said.get("evidence")
    kept = store_upload(sent.read(), now=request.now, moment="evidence") if sent else None
    until = said["valid_until"]
    return TermTold(said["document"], said["valid_from"], until, (kept.upload,) if kept else ())


@door("staff", KEEPER)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    """Record an honour."""
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = HonourForm(request.actor, *sent)

    def write() -> Honour:
        said = form.cleaned_data
        own = {n: said[n] for n in ("name", "granted_by", "area", "unit", "told")}
        given = HonourTold(term=_term(request, said), **own)
        return record_honour(given, by=request.actor, now=request.now)

    crumbs, more = [(_("品牌荣誉"), HERE)], {"units": unit_options()}
    return form_page(request, _("登记荣誉"), crumbs, form, write, address, HERE, more)


@door("staff")
@require_safe
def one(request: Asked, number: str) -> HttpResponse:
    """One honour with its terms and their evidence, and its renewal."""
    return _page(request, honour_of(number))


def _renew(request: Asked, honour: Honour, said: dict[str, Any], version: int) -> None:
    renew_honour(honour, _term(request, said), by=request.actor, now=request.now, version=version)


def _changes() -> dict[str, Change]:
    return {"renew": Change(_("登记续期"), TermForm, _renew)}


@door("staff", KEEPER)
@require_POST
def act(request: Asked, number: str, name: str) -> HttpResponse:
    """Another term."""
    honour = kept_honour(request.actor, number)
    return acted(request, honour, name, _changes(), _page, address(honour))


@door("staff")
@require_safe
def paper(request: Asked, number: str, upload: UUID) -> HttpResponseBase:
    """One file that proves a term."""
    terms = HonourTerm.objects.filter(honour=honour_of(number)).values("pk")
    row = Attachment.objects.filter(
        upload=upload, subject_kind=HonourTerm.subject_kind, subject_id__in=terms, erased_at=None
    ).first()
    kept = path_of(row.kind, row.sha256) if row else None
    if row is None or kept is None or not kept.is_file():
        raise NotFound(Reason("not_found"))
    is_paper = row.kind != "image"
    return FileResponse(kept.open("rb"), content_type=CONTENT_TYPE[row.kind],
                        as_attachment=is_paper)  # fmt: skip


def _page(
    request: Asked, honour: Honour, tried: Tried | None = None, status: int = 200
) -> HttpResponse:
    url, is_kept = address(honour), keeps(request.actor, honour)
    changes = _changes() if is_kept else {}
    details = [
        {"label": _("授予单位"), "text": honour.granted_by},
        {"label": _("所属区域"), "text": area_name(str(honour.area_id))},
        {"label": _("责任单位"), "text": unit_name(honour.unit)},
        {"label": _("有效期"), "text": term_told(honour)},
    ]
    context = {
        **office(request, HERE, crumbs=[(_("品牌荣誉"), HERE), (honour.name, "")]),
        "honour": honour,
        "status": honour_status(honour, request.now),
        "details": details,
        "terms": [_shown(term, url) for term in honour.terms.order_by("-valid_from")],
        "keeps": is_kept,
        "offers": [offer(request, honour, n, c, f"{url}acts/", tried) for n, c in changes.items()],
        "tried": tried if tried and tried.name not in changes else None,
    }
    return render(request, "outreach/honour.html", context, status=status)


def _shown(term: HonourTerm, url: str) -> dict[str, Any]:
    papers = [
        {"url": f"{url}papers/{row.upload}", "is_image": row.kind == "image",
         "alt": _("证明材料 %(n)d") % {"n": n}}
        for n, row in enumerate(evidence_of(term), 1)
    ]  # fmt: skip
    return {"document": term.document, "when": term_told(term), "papers": papers}


urlpatterns = [
    path("honours/", show),
    path("honours/new", new),
    path("honours/<str:number>/", one),
    path("honours/<str:number>/acts/<str:name>", act),
    path("honours/<str:number>/papers/<uuid:upload>", paper),
]
