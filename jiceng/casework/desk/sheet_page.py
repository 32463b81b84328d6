"""A page on which a sheet is sent: looked over or taken in, each fault named by row and field."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.casework.desk.programme_forms import WordedForm
from jiceng.casework.rules.sheets import Columns, Taken
from jiceng.kernel.refusal import Invalid, Reason, Refusal
from jiceng.web.doors import Asked
from jiceng.web.forms import add_refusal
from jiceng.web.menu import office
from jiceng.web.uploaded import LARGEST, read_upload
from jiceng.web.words import word

TRIAL = "trial"
SHOWN = 200
"""So many faults of one file are told at once."""


class SheetForm(WordedForm):
    """The file."""

    file = forms.FileField(label=N_("文件（XLSX、CSV）"), allow_empty_file=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["accept"] = ".xlsx,.csv"


@dataclass(frozen=True, slots=True)
class Sent:
    """What somebody sent: the file, its rows as they were read, and what was asked beside it."""

    name: str
    content: bytes
    rows: Sequence[tuple[int, Any]]
    said: Mapping[str, Any]
    is_trial: bool


def told_of(taken: Taken) -> str:
    """How many rows went where."""
    counts = {**vars(taken), "refused": len(taken.refused)}
    return _(
        "新增 %(added)d 行，更新 %(changed)d 行，没有变化 %(same)d 行，不对 %(refused)d 行"
    ) % counts  # fmt: skip


@dataclass(frozen=True)
class Sending:
    """One kind of sheet: its title and place, how a row is read, and what takes the rows."""

    title: str
    crumbs: Sequence[tuple[str, str]]
    here: str
    columns: Columns
    read: Callable[[Mapping[str, str], Mapping[str, str]], Any]
    """A row and which column is what -> what it says; raises `Invalid`."""
    take: Callable[[Sent], Taken]
    told: Callable[[Any], str] = told_of
    """What became of the rows, in a sentence."""
    notes: Sequence[str] = ()
    form: Callable[..., forms.Form] = SheetForm
    is_whole: bool = False
    """With one wrong row nothing of the file is taken in."""
    leads_to: Callable[[Any], str] | None = None
    """Where a file leads that was taken in without a fault; None: what became of it is shown."""
    facts: str = ""
    """What the rows are about."""
    example: tuple[str, str] = ("", "")
    """Address and name of a table to fill in or to change."""
    base: str = ""
    """What an address of something that was added begins with; empty: they are not listed."""


def sheet_page(request: Asked, sending: Sending) -> HttpResponse:
    """The empty form, what a trial found, or what was taken in."""
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form, found, status = sending.form(*sent), None, 422 if sent else 200
    if sent and form.is_valid():
        try:
            sheet, taken = _taken(form, sending, is_trial=TRIAL in request.POST)
            if sending.leads_to and not taken.refused and TRIAL not in request.POST:
                return HttpResponseRedirect(sending.leads_to(taken))
            found = _found(sheet, taken, sending)
            status = 422 if taken.refused else 200
        except Refusal as refusal:
            add_refusal(form, refusal.reasons, word)
            status = refusal.status
    context = {
        **office(request, sending.here, crumbs=[*sending.crumbs, (sending.title, "")]),
        "sending": sending,
        "back": sending.crumbs[-1][1],
        "form": form,
        "found": found,
        "is_trial": TRIAL in request.POST,
    }
    return render(request, "casework/desk_sheet.html", context, status=status)


def _taken(form: forms.Form, sending: Sending, *, is_trial: bool) -> tuple[str, Taken]:
    """The name of the sheet that was read, and what became of its rows."""
    file, columns = form.cleaned_data["file"], sending.columns
    content = file.read(LARGEST + 1)
    sheet = read_upload(content, file.name, columns.known)
    rows = columns.read(sheet.header, sheet.rows, sending.read)
    if not rows:
        raise Invalid(Reason("no_rows", field="file"))
    return sheet.name, sending.take(Sent(file.name, content, rows, form.cleaned_data, is_trial))


def _found(sheet: str, taken: Taken, sending: Sending) -> dict[str, Any]:
    return {
        "text": sending.told(taken),
        "numbers": taken.numbers if sending.base else [],
        "faults": sum(len(reasons) for _row, reasons in taken.refused),
        "refused": [
            {"sheet": sheet, "row": row, "sentence": word(reason),
             "field": _(sending.columns.label(reason.field)) if reason.field else ""}
            for row, reasons in taken.refused for reason in reasons
        ][:SHOWN],
    }  # fmt: skip
