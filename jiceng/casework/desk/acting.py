"""A record's panel: what may be done to it, the form of each act, and what became of a try."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.forms import Form
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from jiceng.casework.queries import rules_at
from jiceng.kernel.process import Process
from jiceng.kernel.records.advance import Movable
from jiceng.kernel.refusal import Invalid, NotFound, Reason, Refusal
from jiceng.web.doors import Asked
from jiceng.web.forms import add_refusal
from jiceng.web.words import sentences, word

Write = Callable[[Asked, Any, dict[str, Any], int], object]


@dataclass(frozen=True, slots=True)
class Change:
    """Something done to a record by a form: what it asks and who writes it."""

    label: str
    form: Callable[..., Form]
    write: Write
    style: str = "primary"
    initial: Callable[[Asked, Any], Mapping[str, Any]] = field(default=lambda request, row: {})


@dataclass(frozen=True, slots=True)
class Tried:
    """A change that was not made: its form as it was typed, and why."""

    name: str
    form: Form
    reasons: list[str]


Page = Callable[[Asked, Any, Tried | None, int], HttpResponse]


def acted(
    request: Asked,
    row: Any,
    name: str,
    changes: Mapping[str, Change],
    page: Page,
    done: str,
) -> HttpResponse:
    """Make one change and go to `done`, or show the page again with the form as it was typed."""
    change = changes.get(name)
    if change is None:
        raise NotFound(Reason("not_found"))
    form = change.form(request.POST, request.FILES, auto_id=f"{name}_%s")
    if not form.is_valid():
        return page(request, row, Tried(name, form, []), 422)
    said = {k: v for k, v in form.cleaned_data.items() if k != "version"}
    try:
        change.write(request, row, said, form.cleaned_data.get("version") or 0)
    except Invalid as refusal:
        add_refusal(form, refusal.reasons, word)
        return page(request, row, Tried(name, form, []), refusal.status)
    except Refusal as refusal:
        return page(request, row, Tried(name, form, sentences(refusal.reasons)), refusal.status)
    return HttpResponseRedirect(done)


def offer(
    request: Asked,
    row: Any,
    name: str,
    change: Change,
    url: str,
    tried: Tried | None = None,
    **more: Any,
) -> dict[str, Any]:
    """A change as casework/desk_offer.html draws it."""
    mine = tried is not None and tried.name == name
    initial = {"version": getattr(row, "version", 0), **change.initial(request, row)}
    blank = change.form(auto_id=f"{name}_%s", initial=initial)
    form = tried.form if tried and mine else blank
    return {
        "name": name,
        "label": _(change.label),
        "form": form,
        "is_plain": not form.visible_fields(),
        "is_open": mine,
        "reasons": tried.reasons if tried and mine else [],
        "url": f"{url}{name}",
        "style": change.style,
        **more,
    }


def move_offers(
    request: Asked,
    row: Movable,
    process: Process,
    roles: frozenset[str],
    changes: Mapping[str, Change],
    url: str,
    tried: Tried | None,
    pointless: frozenset[str] = frozenset(),
) -> list[dict[str, Any]]:
    """Every move of these roles from here, with what stands against it; a move against which one of
    the `pointless` reasons stands is no move here."""
    calendar = rules_at(request.now)[1]
    offers = []
    for move in process.open_moves(row.state, roles):
        reasons = process.why_not(
            row, move, roles=roles, supplied=move.needs, now=request.now, calendar=calendar
        )
        if pointless & {r.code for r in reasons}:
            continue
        blocked = sentences(reasons)
        offers.append(
            offer(request, row, move.name, changes[move.name], url, tried, blocked_by=blocked)
        )
    return offers
