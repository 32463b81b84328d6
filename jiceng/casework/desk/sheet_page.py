"""A page on which a sheet is sent: looked over or taken in, each fault named by row and field."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.casework.desk.programme_forms import WordedForm
from jiceng.casework.rules.sheets import Columns
from jiceng.kernel.refusal import Reason, Refusal
from jiceng.web.doors import Asked
from jiceng.web.forms import add_refusal
from jiceng.web.menu import office
from jiceng.web.uploaded import LARGEST, read_upload
from jiceng.web.words import word

TRIAL = "trial"


class Outcome(Protocol):
    """What became of the rows of a sheet."""

    @property
    def refused(self) -> Sequence[tuple[int, Sequence[Reason]]]: ...


@dataclass(frozen=True)
class Sending:
    """One kind of sheet: its title and place, how a row is read, and what takes the rows."""

    title: str
    crumbs: Sequence[tuple[str, str]]
    here: str
    columns: Columns
    read: Callable[[Mapping[str, str], Mapping[str, str]], Any]
    """Cells and which column is what -> a row; raises `Invalid`."""
    take: Callable[[list[tuple[int, Any]], bool], Outcome]
    """Rows, and whether nothing is to be written -> what became of them."""
    told: Callable[[Any], str]
    """What became of them, in a sentence."""
    notes: Sequence[str] = ()


class SheetForm(WordedForm):
    """The file."""

    file = forms.FileField(label=N_("文件（XLSX、CSV）"), allow_empty_file=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["accept"] = ".xlsx,.csv"


def sheet_page(request: Asked, sending: Sending) -> HttpResponse:
    """The empty form, what a trial found, or what was taken in; good rows go in beside bad ones."""
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form, found, status = SheetForm(*sent), None, 422 if sent else 200
    if sent and form.is_valid():
        try:
            found = _found(form, sending, TRIAL in request.POST)
            status = 422 if found["refused"] else 200
        except Refusal as refusal:
            add_refusal(form, refusal.reasons, word)
            status = refusal.status
    columns = sending.columns
    context = {
        **office(request, sending.here, crumbs=[*sending.crumbs, (sending.title, "")]),
        "title": sending.title,
        "back": sending.crumbs[-1][1],
        "form": form,
        "found": found,
        "needed": [columns.headings[n][0] for n in columns.fields if n in columns.needed],
        "spare": [columns.headings[n][0] for n in columns.fields if n not in columns.needed],
        "notes": sending.notes,
    }
    return render(request, "casework/desk_sheet.html", context, status=status)


def _found(form: SheetForm, sending: Sending, is_trial: bool) -> dict[str, Any]:
    sent = form.cleaned_data["file"]
    sheet = read_upload(sent.read(LARGEST + 1), sent.name, sending.columns.known)
    rows = sending.columns.read(sheet.header, sheet.rows, sending.read)
    outcome = sending.take(rows, is_trial)
    labels = sending.columns.fields
    return {
        "is_trial": is_trial,
        "text": sending.told(outcome),
        "refused": [
            {"sheet": sheet.name, "row": row, "sentence": word(reason),
             "field": _(labels[reason.field]) if reason.field in labels else ""}
            for row, reasons in outcome.refused for reason in reasons
        ],
    }  # fmt: skip
