"""/desk/co-building/registrations/…, members/… and me/: who has reported to a community.

A member's registration is shown to that member and to the community alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_POST, require_safe

from jiceng.casework.desk.acting import Change, Tried, Write, acted, move_offers, offer
from jiceng.casework.desk.followed import happened
from jiceng.casework.desk.labels import unit_name, url_of
from jiceng.casework.desk.programme_forms import NoPapers, ReasonForm
from jiceng.party.actions import registrations as acts
from jiceng.party.desk.co_building_forms import YearGradeForm
from jiceng.party.desk.co_building_shown import COLOURS, HERE
from jiceng.party.models import UnitRegistration
from jiceng.party.process import UNIT_REGISTRATION
from jiceng.party.queries.co_building import is_host, registration_for
from jiceng.party.rules.co_building import GRADES
from jiceng.web.clock import local_day
from jiceng.web.doors import Asked, door
from jiceng.web.menu import office

ACTS: Mapping[str, str] = {
    "register": N_("报到"),
    "party.evaluate_unit": N_("评价单位工作"),
    "party.claim_posts": N_("认领岗位"),
    "party.confirm_hours": N_("确认服务时长"),
    "party.refuse_hours": N_("退回服务时长"),
}


def _move(name: str) -> Write:
    def write(request: Asked, row: UnitRegistration, said: dict[str, Any], version: int) -> None:
        acts.move_unit_registration(
            row, name, by=request.actor, now=request.now, version=version, **said
        )

    return write


def _evaluate(request: Asked, row: UnitRegistration, said: dict[str, Any], version: int) -> None:
    acts.evaluate_unit(row, **said, by=request.actor, now=request.now)


def _this_year(request: Asked, row: UnitRegistration) -> dict[str, Any]:
    return {"year": local_day(request.now).year}


CHANGES: Mapping[str, Change] = {
    "confirm": Change(N_("确认报到"), NoPapers, _move("confirm")),
    "decline": Change(N_("不予确认"), ReasonForm, _move("decline"), "danger"),
    "withdraw": Change(N_("撤回报到"), NoPapers, _move("withdraw"), ""),
    "evaluate": Change(N_("评价单位工作"), YearGradeForm, _evaluate, initial=_this_year),
    "end": Change(N_("结束报到"), ReasonForm, _move("end"), "danger"),
}


@door("staff")
@require_safe
def one(request: Asked, number: str) -> HttpResponse:
    """One unit's registration in a community."""
    return _page(request, registration_for(request.actor, number))


@door("staff")
@require_POST
def act(request: Asked, number: str, act: str) -> HttpResponse:
    """One act on a unit's registration, by its name."""
    row = registration_for(request.actor, number)
    return acted(request, row, act, CHANGES, _page, url_of("unit_registration", number))


def _page(
    request: Asked, row: UnitRegistration, tried: Tried | None = None, status: int = 200
) -> HttpResponse:
    if tried is not None:
        row = registration_for(request.actor, row.number)
    url, board = url_of("unit_registration", row.number), f"{HERE}communities/{row.community_id}/"
    crumbs = [(_("双报到与共建"), f"{HERE}?all"), (row.community.name, board), (row.number, "")]
    roles = request.actor.roles_towards(row)
    moves = move_offers(request, row, UNIT_REGISTRATION, roles, CHANGES, url, tried)
    if row.state == "confirmed" and is_host(request.actor, row.area_path):
        moves.insert(0, offer(request, row, "evaluate", CHANGES["evaluate"], url, tried))
    context = {
        **office(request, HERE, crumbs=crumbs),
        "heading": _("%(unit)s报到") % {"unit": unit_name(row.unit)},
        "number": row.number,
        "status": registration_status(row.state, UNIT_REGISTRATION.state(row.state).label),
        "details": [
            {"label": _("单位"), "text": unit_name(row.unit), "url": f"{HERE}units/{row.unit}/"},
            {"label": _("社区（村）"), "text": row.community.name, "url": board},
            {"label": _("报到日期"), "text": str(row.registered_on)},
        ],
        "content": row.offers,
        "evaluations": [
            {"year": e.year, "grade": _(GRADES[e.grade]), "words": e.words}
            for e in row.evaluations.order_by("-year")
        ],
        "timeline": happened(row, UNIT_REGISTRATION, ACTS),
        "moves": moves,
        "tried": tried,
    }
    return render(request, "party/co_building_record.html", context, status=status)


def registration_status(state: str, label: str) -> dict[str, str]:
    light = "green" if state == "confirmed" else COLOURS[state]
    return {"light": light, "text": _(label)}
