"""The same move for many cases: each for itself, and a list of what was not done and why."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jiceng.casework.actions.moves import Given, make_move
from jiceng.casework.actions.shortcuts import check_off, take_in
from jiceng.casework.desk.worklist import batch_names
from jiceng.casework.models import Case
from jiceng.casework.process import CASE
from jiceng.casework.queries import case_for
from jiceng.kernel.refusal import Invalid, Reason, Refusal, Stale
from jiceng.web.doors import Asked, door
from jiceng.web.forms import find_unit
from jiceng.web.menu import office
from jiceng.web.words import sentences

MOST = 50
"""As many as one page shows."""
LABELS = {"take_in": "受理并派遣", "check_off": "核查通过并结案"}
Write = Callable[[Case], Any]


@door("staff")
@require_POST
def make(request: Asked) -> HttpResponse:
    """Try the move for every case picked; one that is refused stops none of the others."""
    name, picked = request.POST.get("batch", ""), request.POST.getlist("pick")[:MOST]
    if name not in batch_names():
        raise Invalid(Reason("unknown_value", {"value": name}, field="batch"))
    if not picked:
        raise Invalid(Reason("nothing_picked", field="pick"))
    write = _writer(request, name)
    results = [_try(request, pick, write) for pick in picked]
    back = request.POST.get("back", "")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    label = LABELS.get(name) or CASE.move(name).label
    context = {
        **office(request, "/desk/", crumbs=[(_("工作台"), "/desk/"), (_("批量办理"), "")]),
        "label": _(label),
        "made": [r for r in results if not r["reasons"]],
        "refused": [r for r in results if r["reasons"]],
        "back": back if is_ours else "/desk/",
    }
    return render(request, "casework/desk_batch.html", context)


def _writer(request: Asked, name: str) -> Write:
    by, now = request.actor, request.now
    if name == "check_off":
        return lambda case: check_off(case, by=by, now=now, version=case.version)
    unit, reason = _unit(request.POST.get("unit", "")), request.POST.get("reason", "")
    if name == "take_in":
        return lambda case: take_in(
            case,
            case_type=case.case_type,
            unit=unit,
            reason=reason,
            by=by,
            now=now,
            version=case.version,
        )
    given = Given(unit=unit, reason=reason)
    return lambda case: make_move(case, name, by=by, now=now, version=case.version, given=given)


def _unit(typed: str) -> str:
    """The code of the unit meant, or nothing when none was named."""
    try:
        return find_unit(typed) if typed else ""
    except ValidationError as error:
        raise Invalid(Reason("unknown_unit", {"value": typed[:40]}, field="unit")) from error


def _try(request: Asked, pick: str, write: Write) -> dict[str, Any]:
    """One case; refused when it is no longer in the state it was picked in."""
    number, _at, state = pick.partition("@")
    reasons: list[str] = []
    title = number
    try:
        case = case_for(request.actor, number, request.now)
        title = case.title
        if case.state != state:
            raise Stale(Reason("stale"))
        write(case)
    except Refusal as refusal:
        reasons = sentences(refusal.reasons)
    return {"number": number, "title": title, "reasons": reasons}
