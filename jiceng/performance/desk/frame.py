"""What pages of performance share: a form on a page of its own, a change that was not made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from jiceng.kernel.refusal import Invalid, Refusal
from jiceng.web.doors import Asked
from jiceng.web.forms import add_refusal
from jiceng.web.menu import office
from jiceng.web.words import sentences, word


@dataclass(frozen=True, slots=True)
class Tried:
    """A change that was not made: its form as it was typed, and why."""

    name: str
    form: forms.Form
    reasons: list[str]


def form_page(
    request: Asked,
    title: str,
    crumbs: Sequence[tuple[str, str]],
    form: forms.Form,
    write: Callable[[], Any],
    there: Callable[[Any], str],
    here: str,
) -> HttpResponse:
    """Drawn, checked, written; `there` leads on, the last crumb but one leads back."""
    status, reasons = 200, list[str]()
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return HttpResponseRedirect(there(write()))
            except Invalid as refusal:
                add_refusal(form, refusal.reasons, word)
            except Refusal as refusal:
                reasons, status = sentences(refusal.reasons), refusal.status
    context = {
        **office(request, here, crumbs=[*crumbs, (title, "")]),
        "title": title,
        "form": form,
        "back": crumbs[-1][1],
        "reasons": reasons,
    }
    return render(request, "performance/form.html", context, status=status)
