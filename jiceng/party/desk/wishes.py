"""/desk/co-building/wishes/<number>/: one wish; the community confirms that it is fulfilled."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_POST, require_safe

from jiceng.casework.desk.acting import Change, Tried, Write, acted, move_offers, offer
from jiceng.casework.desk.followed import by_name, happened
from jiceng.casework.desk.labels import unit_name, url_of
from jiceng.casework.desk.programme_forms import NoPapers, ReasonForm, ResultForm
from jiceng.kernel.records.models import Appointment
from jiceng.kernel.records.models.unit import APART
from jiceng.party.actions.wishes import Words, move_wish
from jiceng.party.desk.co_building_forms import ClaimForm
from jiceng.party.desk.co_building_shown import HERE, own_units, wish_row
from jiceng.party.models import UnitRegistration, Wish
from jiceng.party.process import WISH
from jiceng.party.queries.co_building import (
    as_member,
    is_host,
    own_registration,
    wish_for,
)
from jiceng.web.doors import Asked, door
from jiceng.web.menu import office

ACTS: Mapping[str, str] = {"post": N_("发布")}


def _move(name: str) -> Write:
    def write(request: Asked, row: Wish, said: dict[str, Any], version: int) -> None:
        given = Words(**said)
        move_wish(row, name, by=request.actor, now=request.now, version=version, given=given)

    return write


CHANGES: Mapping[str, Change] = {
    "claim": Change(N_("认领"), ClaimForm, _move("claim")),
    "fulfil": Change(N_("报告完成"), ResultForm, _move("fulfil")),
    "confirm": Change(N_("确认实现"), NoPapers, _move("confirm")),
    "send_back": Change(N_("退回继续"), ReasonForm, _move("send_back"), "danger"),
    "release": Change(N_("放弃认领"), ReasonForm, _move("release"), "danger"),
    "withdraw": Change(N_("撤下"), ReasonForm, _move("withdraw"), "danger"),
}


@door("staff")
@require_safe
def one(request: Asked, number: str) -> HttpResponse:
    """One wish."""
    return _page(request, wish_for(request.actor, number))


@door("staff")
@require_POST
def act(request: Asked, number: str, act: str) -> HttpResponse:
    """One move of a wish, by its name."""
    row = wish_for(request.actor, number)
    return acted(request, row, act, CHANGES, _page, url_of("wish", number))


def _page(request: Asked, row: Wish, tried: Tried | None = None, status: int = 200) -> HttpResponse:
    if tried is not None:
        row = wish_for(request.actor, row.number)
    url = url_of("wish", row.number)
    roles = as_member(request.actor, row, row.claimed_by).roles_towards(row)
    shown = wish_row(row)
    board = f"{HERE}communities/{row.community_id}/"
    crumbs = [(_("双报到与共建"), f"{HERE}?all"), (row.community.name, board), (row.number, "")]
    claims = _claims(request, row, url, tried)
    moves = move_offers(request, row, WISH, roles, CHANGES, url, tried)
    context = {
        **office(request, HERE, crumbs=crumbs),
        "heading": _("微心愿"),
        "number": row.number,
        "status": shown["status"],
        "details": [
            {"label": _("社区（村）"), "text": row.community.name, "url": board},
            {"label": _("发布日期"), "text": str(row.posted_on)},
            {"label": _("认领方"), "text": _claimant(request, row, shown["claimant"])},
        ],
        "content": row.text,
        "timeline": happened(row, WISH, ACTS, partial(_called, request, row), _("一名报到党员")),
        "moves": [*claims, *(m for m in moves if m["name"] != "claim")],
        "tried": tried,
    }
    return render(request, "party/co_building_record.html", context, status=status)


def _claimant(request: Asked, row: Wish, shown: str) -> str:
    """The community reads which member it was; everybody else that it was one."""
    claimed_by = row.claimed_by
    own = claimed_by is not None and claimed_by.member.person_id == request.actor.person
    if claimed_by is not None and (own or is_host(request.actor, row.area_path)):
        return claimed_by.member.name
    return shown or "—"


def _called(request: Asked, row: Wish, held: Appointment) -> str:
    """A member acts in a wish by a post of their branch: named to themselves and the community."""
    own = held.person_id == request.actor.person
    if held.unit.kind not in APART or own or is_host(request.actor, row.area_path):
        return by_name(held)
    return _("一名报到党员")


def _claims(request: Asked, row: Wish, url: str, tried: Tried | None) -> list[dict[str, Any]]:
    """The ways in which whoever looks may claim: for a unit of theirs, or as a member."""
    if row.state != "posted":
        return []
    here = UnitRegistration.objects.filter(
        unit__in=own_units(request.actor), community=row.community_id, state="confirmed"
    )
    offers = []
    for unit in here.order_by("unit").values_list("unit", flat=True):
        claim = Change(CHANGES["claim"].label, ClaimForm, CHANGES["claim"].write, "primary",
                       _for_unit(unit))  # fmt: skip
        label = _("由%(unit)s认领") % {"unit": unit_name(unit)}
        offers.append({**offer(request, row, "claim", claim, url, tried), "label": label})
    registration = own_registration(request.actor)
    is_here = registration is not None and registration.community_id == row.community_id
    if is_here and registration is not None and registration.state == "confirmed":
        mine = offer(request, row, "claim", CHANGES["claim"], url, tried)
        offers.append({**mine, "label": _("我来认领")})
    return offers


def _for_unit(unit: str) -> Any:
    def initial(request: Asked, row: Wish) -> dict[str, str]:
        return {"unit": unit}

    return initial
