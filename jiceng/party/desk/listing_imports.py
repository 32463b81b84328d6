"""Needs of a community and resources of a unit from a sheet: sent, looked over, taken in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_http_methods

from jiceng.casework.desk.programme_forms import WordedForm
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Invalid, Reason, Refusal
from jiceng.party.actions.listing_import import MOST, Read, Taken, take_needs, take_resources
from jiceng.party.desk.co_building_shown import HERE
from jiceng.party.queries.co_building import community_for, unit_for
from jiceng.party.rules.co_building import KINDS
from jiceng.party.rules.listing_table import (
    FIELDS,
    HEADINGS,
    NEEDED,
    ListedRow,
    columns_of,
    known_headings,
    row_of,
)
from jiceng.web.doors import Asked, door
from jiceng.web.forms import add_refusal
from jiceng.web.menu import office
from jiceng.web.uploaded import LARGEST, read_upload
from jiceng.web.words import word

Take = Callable[[Read], Taken]


class SheetForm(WordedForm):
    """The file."""

    file = forms.FileField(label=N_("清单文件（XLSX、CSV）"), allow_empty_file=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["accept"] = ".xlsx,.csv"


@door("staff", "host")
@require_http_methods(["GET", "HEAD", "POST"])
def needs(request: Asked, code: str) -> HttpResponse:
    """A community takes in its list of needs."""
    area = community_for(request.actor, code)

    def take(read: Read) -> Taken:
        return take_needs(read, code, by=request.actor, now=request.now)

    back = f"{HERE}communities/{code}/"
    return _page(request, _("导入需求清单"), area.name, back, f"{HERE}needs/", take)


@door("staff", "co_builder")
@require_http_methods(["GET", "HEAD", "POST"])
def resources(request: Asked, code: str) -> HttpResponse:
    """A unit takes in its list of resources."""
    unit = territory().units[unit_for(request.actor, code)]

    def take(read: Read) -> Taken:
        return take_resources(read, code, by=request.actor, now=request.now)

    back = f"{HERE}units/{code}/"
    return _page(request, _("导入资源清单"), unit.name, back, f"{HERE}resources/", take)


def _page(request: Asked, title: str, where: str, back: str, base: str, take: Take) -> HttpResponse:
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form, told, status = SheetForm(*sent), None, 422 if sent else 200
    if sent and form.is_valid():
        try:
            told = _told(*_taken(form, take), base)
            status = 422 if told["refused"] else 200
        except Refusal as refusal:
            add_refusal(form, refusal.reasons, word)
            status = refusal.status
    crumbs = [(_("双报到与共建"), f"{HERE}?all"), (where, back), (title, "")]
    context = {
        **office(request, HERE, crumbs=crumbs),
        "title": title,
        "facts": where,
        "form": form,
        "back": back,
        "told": told,
        "kinds": [_(label) for label in KINDS.values()],
        "needed": [HEADINGS[name][0] for name in NEEDED],
        "spare": [HEADINGS[name][0] for name in FIELDS if name not in NEEDED],
        "most": MOST,
    }
    return render(request, "party/co_building_import.html", context, status=status)


def _taken(form: SheetForm, take: Take) -> tuple[str, Taken]:
    """The name of the sheet that was read, and what became of its lines."""
    sent = form.cleaned_data["file"]
    sheet = read_upload(sent.read(LARGEST + 1), sent.name, known_headings())
    columns = columns_of(sheet.header)
    read: list[tuple[int, ListedRow | tuple[Reason, ...]]] = []
    for number, cells in sheet.rows:
        try:
            read.append((number, row_of(cells, columns)))
        except Invalid as refusal:
            read.append((number, refusal.reasons))
    return sheet.name, take(read)


def _told(sheet: str, taken: Taken, base: str) -> dict[str, Any]:
    return {
        "added": [{"number": number, "url": f"{base}{number}/"} for number in taken.added],
        "same": taken.same,
        "refused": [
            {"sheet": sheet, "row": row, "field": _(FIELDS.get(r.field, "")) if r.field else "",
             "sentence": word(r)}
            for row, reasons in taken.refused for r in reasons
        ],
    }  # fmt: skip
