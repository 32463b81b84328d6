"""/desk/producers/import and export.xlsx: producers and produce as a sheet, in and out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from jiceng.economy.actions.produce_import import MOST, Taken, take_producers
from jiceng.economy.desk.producer_forms import SheetForm
from jiceng.economy.desk.producers import HERE
from jiceng.economy.forms.fairs_told import area_name
from jiceng.economy.models import Produce
from jiceng.economy.queries.producers import KEEPER, produce_kinds
from jiceng.economy.rules.produce import PRODUCERS, QUALITY_PAPERS, kept_papers
from jiceng.economy.rules.produce_table import (
    FIELDS,
    HEADINGS,
    NEEDED,
    ProduceRow,
    columns_of,
    known_headings,
    row_of,
)
from jiceng.kernel.money import yuan
from jiceng.kernel.refusal import Invalid, Reason, Refusal
from jiceng.web.doors import Asked, door
from jiceng.web.downloads import xlsx_answer
from jiceng.web.forms import add_refusal
from jiceng.web.menu import office
from jiceng.web.uploaded import LARGEST, read_upload
from jiceng.web.words import word


@door("staff", KEEPER)
@require_http_methods(["GET", "HEAD", "POST"])
def take(request: Asked) -> HttpResponse:
    """Take a file in; what cannot be taken is named with its row."""
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form, told, status = SheetForm(*sent), None, 422 if sent else 200
    if sent and form.is_valid():
        try:
            told = _told(*_taken(request, form))
            status = 422 if told["refused"] else 200
        except Refusal as refusal:
            add_refusal(form, refusal.reasons, word)
            status = refusal.status
    context = {
        **office(request, HERE, crumbs=[(_("生产者和农产品"), HERE), (_("导入"), "")]),
        "form": form,
        "back": HERE,
        "told": told,
        "needed": [HEADINGS[name][0] for name in NEEDED],
        "spare": [HEADINGS[name][0] for name in FIELDS if name not in NEEDED],
        "kinds": [k.name for k in produce_kinds(request.now).values()],
        "most": MOST,
    }
    return render(request, "economy/producers_import.html", context, status=status)


def _taken(request: Asked, form: SheetForm) -> tuple[str, Taken]:
    sent = form.cleaned_data["file"]
    sheet = read_upload(sent.read(LARGEST + 1), sent.name, known_headings())
    columns = columns_of(sheet.header)
    read: list[tuple[int, ProduceRow | Sequence[Reason]]] = []
    for number, cells in sheet.rows:
        try:
            read.append((number, row_of(cells, columns)))
        except Invalid as refusal:
            read.append((number, refusal.reasons))
    return sheet.name, take_producers(read, by=request.actor, now=request.now)


def _told(sheet: str, taken: Taken) -> dict[str, Any]:
    return {
        "added": taken.added,
        "changed": taken.changed,
        "same": taken.same,
        "refused": [
            {"sheet": sheet, "row": row, "field": _(FIELDS.get(r.field, "")) if r.field else "",
             "sentence": word(r)}
            for row, reasons in taken.refused for r in reasons
        ],
    }  # fmt: skip


@door("staff")
@require_safe
def export(request: Asked) -> HttpResponseBase:
    """Producers and produce as the import reads them; without rows an empty table to fill in."""
    return xlsx_answer("producers", [HEADINGS[name][0] for name in FIELDS], _lines(request))


def _lines(request: Asked) -> Iterator[list[object]]:
    kinds = produce_kinds(request.now)
    rows = Produce.objects.filter(producer__left_on=None).select_related("producer")
    for p in rows.order_by("producer__area_path", "producer_id", "pk").iterator(chunk_size=1000):
        kind, papers = kinds.get(p.kind), kept_papers(p.papers)
        last = papers[-1] if papers else None
        yield [
            p.producer.name, PRODUCERS[p.producer.kind], area_name(str(p.producer.area_id)),
            p.producer.households, p.name, kind.name if kind else p.kind, p.measure,
            yuan(p.price_fen), QUALITY_PAPERS[last.kind] if last else "",
            last.number if last else "", last.until if last else "",
        ]  # fmt: skip


urlpatterns = [
    path("producers/import", take),
    path("producers/export.xlsx", export),
]
