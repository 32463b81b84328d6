"""A form on a page of its own: drawn, checked, written, and led on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from jiceng.kernel.refusal import Invalid, Refusal
from jiceng.web.doors import Asked
from jiceng.web.forms import add_refusal
from jiceng.web.menu import office
from jiceng.web.words import sentences, word


def form_page(
    request: Asked,
    title: str,
    crumbs: Sequence[tuple[str, str]],
    form: forms.Form,
    write: Callable[[], Any],
    there: Callable[[Any], str],
    here: str,
    more: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """`there` leads on from what was written, the last crumb leads back; what somebody typed stays
    in the form when it is refused. `more` may hold units, map, facts, send (see the template).
    """
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
        **(more or {}),
    }
    return render(request, "web/form_page.html", context, status=status)
