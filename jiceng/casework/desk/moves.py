"""Making one move from its form. What was typed is kept when it cannot be made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from jiceng.casework.actions.moves import Given, make_move
from jiceng.casework.actions.shortcuts import take_in as take_in_at_once
from jiceng.casework.desk import panel
from jiceng.casework.desk.case import page
from jiceng.casework.desk.fields import MoveForm, move_form
from jiceng.casework.desk.panel import papers_of
from jiceng.casework.models import Case
from jiceng.casework.process import CASE
from jiceng.casework.queries import case_for, possible_moves
from jiceng.kernel.records.files import store_upload
from jiceng.kernel.refusal import Invalid, NotFound, Reason, Refusal
from jiceng.web.doors import Asked, door
from jiceng.web.forms import add_refusal
from jiceng.web.words import word

Write = Callable[[Case, Given, int], Any]


@door("staff")
@require_POST
def make(request: Asked, number: str, name: str) -> HttpResponse:
    """Any move of the process, by its name."""
    case = case_for(request.actor, number, request.now)
    papers = papers_of(case, CASE.move(name), request.now)
    form = move_form(case, name, papers, request.now, request.POST, request.FILES)

    def write(case: Case, given: Given, version: int) -> None:
        make_move(case, name, by=request.actor, now=request.now, version=version, given=given)

    return _made(request, case, name, form, write, f"?done={name}")


@door("staff", "dispatcher")
@require_POST
def take_in(request: Asked, number: str) -> HttpResponse:
    """Accept, file and dispatch in one step."""
    case = case_for(request.actor, number, request.now)
    form = move_form(case, "take_in", {"case_type", "unit"}, request.now, request.POST)

    def write(case: Case, given: Given, version: int) -> None:
        take_in_at_once(
            case,
            case_type=given.case_type,
            unit=given.unit,
            reason=given.reason,
            by=request.actor,
            now=request.now,
            version=version,
        )

    return _made(request, case, "take_in", form, write, "?done=take_in")


def _made(
    request: Asked, case: Case, name: str, form: MoveForm, write: Write, after: str
) -> HttpResponse:
    """Try it; answer with the way back, or with the page and every reason."""
    if not form.is_valid():
        return _refused(request, case, name, form, [], 422)
    try:
        write(case, _given(request, form), form.cleaned_data["version"])
    except Invalid as refusal:
        add_refusal(form, refusal.reasons, word)
        return _refused(request, case, name, form, [], refusal.status)
    except Refusal as refusal:
        reasons = [word(r) for r in refusal.reasons]
        return _refused(request, case, name, form, reasons, refusal.status)
    if not request.actor.sees(case):
        return HttpResponseRedirect(f"/desk/?gone={case.number}")
    return HttpResponseRedirect(f"/desk/cases/{case.number}/{after}")


def _given(request: Asked, form: MoveForm) -> Given:
    """The papers of a form; a picture is stored first and named by its upload id."""
    sent = form.cleaned_data.pop("photo_after", None)
    if sent is not None:
        kept = store_upload(sent.read(), now=request.now, moment="after")
        form.cleaned_data["photo_after"] = kept.upload
    return form.given()


def _refused(
    request: Asked, case: Case, name: str, form: MoveForm, reasons: list[str], status: int
) -> HttpResponse:
    """The page of the case as it is now, with the form as it was typed.

    The version stays the one the form was filled in for, until somebody has looked at the page
    again: a stale form is not made good by sending it twice.
    """
    now = request.now
    fresh = case_for(request.actor, case.number, now)
    tried = panel.Refused(name, form, reasons)
    if name == "take_in":
        return page(request, fresh, status=status, take_in=tried)
    offered = {move.name for move, _reasons in possible_moves(fresh, request.actor, now)}
    more: dict[str, Any] = {"refused": tried}
    if name not in offered:
        if not reasons:
            raise NotFound(Reason("not_found"))
        more = {"refused_reasons": reasons}
    return page(request, fresh, status=status, **more)
