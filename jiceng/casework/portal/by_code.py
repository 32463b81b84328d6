"""The one way a page without sign-in opens a record: number and code, few wrong guesses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from django.http import HttpResponse

from jiceng.casework.portal.forms import TrackForm
from jiceng.casework.portal.show import show
from jiceng.kernel.records.limits import refuse_past, spend
from jiceng.kernel.refusal import NotFound
from jiceng.web.display import address_of
from jiceng.web.doors import Asked
from jiceng.web.forms import add_refusal
from jiceng.web.words import word

MOST_WRONG, WINDOW = 20, timedelta(minutes=10)
"""Wrong guesses of an address, over all kinds of record together."""
Row = TypeVar("Row")


def guessed(request: Asked, find: Callable[[], Row]) -> Row:
    """What a number and code open. A wrong one counts; past the limit nothing is looked up.

    Raises `NotFound`, and `Refused` past the limit.
    """
    address = address_of(request)
    refuse_past("track", address, now=request.now, limit=MOST_WRONG)
    try:
        return find()
    except NotFound:
        spend("track", address, now=request.now, limit=MOST_WRONG, window=WINDOW)
        raise


def opened(
    request: Asked,
    template: str,
    find: Callable[[str, str], Row],
    then: Callable[[Asked, Row, TrackForm], HttpResponse],
    asks: type[TrackForm] = TrackForm,
) -> HttpResponse:
    """Ask for number and code with `template`; with both, go on with `then`."""
    if request.method != "POST":
        return show(request, template, {"form": asks(initial={"number": _given(request)})})
    form = asks(request.POST)
    if not form.is_valid():
        return show(request, template, {"form": form}, status=422)
    said = form.cleaned_data
    try:
        row = guessed(request, lambda: find(said["number"], said["code"]))
    except NotFound as refusal:
        add_refusal(form, refusal.reasons, word)
        return show(request, template, {"form": form}, status=refusal.status)
    return then(request, row, form)


def _given(request: Asked) -> str:
    return request.GET.get("number", "")
