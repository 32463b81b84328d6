"""/desk/co-building/me/ and members/…: a member's own part, and what the community confirms.

Shown to the member and to the community alone; in the order of registration, never ranked.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiceng.casework.desk.acting import Change, Tried, Write, acted, move_offers, offer
from jiceng.casework.desk.followed import happened
from jiceng.casework.desk.labels import unit_name, url_of
from jiceng.casework.desk.programme_forms import NoPapers, ReasonForm
from jiceng.kernel.refusal import NotFound, Reason, Refusal
from jiceng.party.actions import registrations as acts
from jiceng.party.actions.hours import Served, answer_hours, enter_hours
from jiceng.party.desk.co_building_forms import MemberReportForm, PostsForm, ServedForm
from jiceng.party.desk.co_building_shown import HERE, post_names, ways, wish_row
from jiceng.party.desk.registrations import ACTS, registration_status
from jiceng.party.models import HoursEntry, MemberRegistration, Wish
from jiceng.party.process import MEMBER_REGISTRATION
from jiceng.party.queries.co_building import (
    as_member,
    community_for,
    is_host,
    member_registration_for,
    member_registrations,
    own_registration,
)
from jiceng.party.rules.co_building import POSTS
from jiceng.web.clock import local_day
from jiceng.web.doors import Asked, door
from jiceng.web.forms import add_refusal
from jiceng.web.menu import office
from jiceng.web.paging import page_of, pager
from jiceng.web.words import word

MOST_HOURS = 100


def _move(name: str) -> Write:
    def write(request: Asked, row: MemberRegistration, said: dict[str, Any], version: int) -> None:
        acts.move_member_registration(
            row, name, by=request.actor, now=request.now, version=version, **said
        )

    return write


def _posts(request: Asked, row: MemberRegistration, said: dict[str, Any], version: int) -> None:
    given = acts.Reporting(str(row.community_id), said["skills"], tuple(said["posts"]))
    acts.change_posts(row, given, by=request.actor, now=request.now, version=version)


def _hours(request: Asked, row: MemberRegistration, said: dict[str, Any], version: int) -> None:
    enter_hours(row, Served(**said), by=request.actor, now=request.now)


def _as_it_is(request: Asked, row: MemberRegistration) -> dict[str, Any]:
    return {"posts": row.posts, "skills": row.skills}


def _today(request: Asked, row: MemberRegistration) -> dict[str, Any]:
    return {"served_on": local_day(request.now)}


CHANGES: Mapping[str, Change] = {
    "confirm": Change(N_("确认报到"), NoPapers, _move("confirm")),
    "decline": Change(N_("不予确认"), ReasonForm, _move("decline"), "danger"),
    "hours": Change(N_("登记服务时长"), ServedForm, _hours, initial=_today),
    "posts": Change(N_("调整岗位和特长"), PostsForm, _posts, "", _as_it_is),
    "withdraw": Change(N_("撤回报到"), NoPapers, _move("withdraw"), ""),
    "end": Change(N_("结束报到"), ReasonForm, _move("end"), "danger"),
}


@door("staff", "party_member")
@require_http_methods(["GET", "HEAD", "POST"])
def me(request: Asked) -> HttpResponse:
    """The member's own part: report to a community, then go to the own registration."""
    registration = own_registration(request.actor)
    form = MemberReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        given = acts.Reporting(said["community"], said["skills"], tuple(said["posts"]))
        try:
            acts.register_member(given, by=request.actor, now=request.now)
        except Refusal as refusal:
            add_refusal(form, refusal.reasons, word)
        else:
            return HttpResponseRedirect(f"{HERE}me/")
    if registration is not None and not form.is_bound:
        return _page(request, registration)
    context = {
        **office(request, HERE, crumbs=[(_("双报到与共建"), HERE), (_("我的报到"), "")]),
        "ways": ways(request.actor, "me"),
        "form": form,
    }
    status = 422 if form.is_bound else 200
    return render(request, "party/co_building_me.html", context, status=status)


@door("staff", "host", "party_member")
@require_safe
def one(request: Asked, number: str) -> HttpResponse:
    """One member's registration."""
    return _page(request, member_registration_for(request.actor, number))


@door("staff", "host", "party_member")
@require_POST
def act(request: Asked, number: str, act: str) -> HttpResponse:
    """One act on a member's registration, by its name."""
    row = member_registration_for(request.actor, number)
    url = url_of("member_registration", number)
    is_own = row.member.person_id == request.actor.person
    return acted(request, row, act, CHANGES, _page, f"{HERE}me/" if is_own else url)


def _page(
    request: Asked, row: MemberRegistration, tried: Tried | None = None, status: int = 200
) -> HttpResponse:
    if tried is not None:
        row = member_registration_for(request.actor, row.number)
    url, board = url_of("member_registration", row.number), f"{HERE}communities/{row.community_id}/"
    is_own = row.member.person_id == request.actor.person
    crumbs = [(_("双报到与共建"), f"{HERE}?all"), (row.community.name, board), (row.number, "")]
    context = {
        **office(request, HERE, crumbs=crumbs),
        "ways": ways(request.actor, "me") if is_own else [],
        "heading": _("我的报到") if is_own else _("%(name)s报到") % {"name": row.member.name},
        "number": row.number,
        "status": registration_status(row.state, MEMBER_REGISTRATION.state(row.state).label),
        "details": _details(row, board),
        "timeline": happened(row, MEMBER_REGISTRATION, ACTS),
        "moves": _offers(request, row, url, tried, is_own=is_own),
        "hours": _hours_rows(row, request),
        "shows_hours": row.state != "registered",
        "wishes": [wish_row(w) for w in _wishes(row, is_own=is_own)],
        "shows_wishes": is_own and row.state == "confirmed",
        "tried": tried,
    }
    return render(request, "party/co_building_record.html", context, status=status)


def _details(row: MemberRegistration, board: str) -> list[dict[str, Any]]:
    return [
        {"label": _("党员"), "text": row.member.name},
        {"label": _("所在党组织"), "text": unit_name(row.member.organisation.code)},
        {"label": _("社区（村）"), "text": row.community.name, "url": board},
        {"label": _("报到日期"), "text": str(row.registered_on)},
        {"label": _("认领岗位"), "text": post_names(row.posts)},
        {"label": _("特长"), "text": row.skills or "—"},
    ]


def _offers(
    request: Asked, row: MemberRegistration, url: str, tried: Tried | None, *, is_own: bool
) -> list[dict[str, Any]]:
    roles = as_member(request.actor, row, row).roles_towards(row)
    if is_own:
        roles -= {"host"}
    moves = move_offers(request, row, MEMBER_REGISTRATION, roles, CHANGES, url, tried)
    own = [
        offer(request, row, name, CHANGES[name], url, tried)
        for name in ("hours", "posts")
        if is_own and row.state == "confirmed"
    ]
    return [*own, *moves]


def _hours_rows(row: MemberRegistration, request: Asked) -> list[dict[str, Any]]:
    hosting = is_host(request.actor, row.area_path)
    is_own = row.member.person_id == request.actor.person
    entries = row.hours.order_by("-served_on", "-pk")[:MOST_HOURS]
    return [_entry(e, may_answer=hosting and not is_own) for e in entries]


def _entry(entry: HoursEntry, *, may_answer: bool) -> dict[str, Any]:
    if entry.confirmed_at:
        shown = ("done", _("社区已确认"))
    elif entry.refused_at:
        shown = ("rest", _("社区已退回"))
    else:
        shown = ("new", _("待社区确认"))
    is_open = entry.confirmed_at is None and entry.refused_at is None
    return {
        "key": entry.pk,
        "served_on": entry.served_on,
        "post": _(POSTS[entry.post]),
        "work": entry.work,
        "hours": entry.hours,
        "light": shown[0],
        "text": shown[1],
        "may_answer": may_answer and is_open,
    }


def _wishes(row: MemberRegistration, *, is_own: bool) -> list[Wish]:
    """What the member claimed, and what may still be claimed in the community."""
    if not is_own:
        return []
    claimed = list(row.wishes.select_related("community").order_by("-pk")[:20])
    posted = Wish.objects.filter(community=row.community_id, state="posted")
    return [*claimed, *posted.select_related("community").order_by("pk")[:20]]


@door("staff", "host")
@require_safe
def listed(request: Asked, code: str) -> HttpResponse:
    """The members registered in a community, and the hours that wait for it."""
    area = community_for(request.actor, code)
    if not is_host(request.actor, area.path):
        raise NotFound(Reason("not_found"))
    rows = member_registrations(request.actor).filter(
        community=code, state__in=("registered", "confirmed")
    )
    page = page_of(rows, request.GET.get("after", ""), key="entered_at", newest=True)
    waiting = HoursEntry.objects.filter(
        registration__community=code, confirmed_at=None, refused_at=None
    ).select_related("registration__member")
    base = f"{HERE}communities/{code}/"
    crumbs = [(_("双报到与共建"), f"{HERE}?all"), (area.name, base), (_("报到党员"), "")]
    context = {
        **office(request, HERE, crumbs=crumbs),
        "area": area,
        "rows": [_row(r) for r in page.rows],
        "total": rows.count(),
        "pager": pager(page, request.GET),
        "waiting": [_waiting(e, request) for e in waiting.order_by("served_on", "pk")[:MOST_HOURS]],
    }
    return render(request, "party/co_building_members.html", context)


def _row(row: MemberRegistration) -> dict[str, Any]:
    return {
        "url": url_of("member_registration", row.number),
        "name": row.member.name,
        "branch": unit_name(row.member.organisation.code),
        "posts": post_names(row.posts),
        "skills": row.skills,
        "since": row.registered_on,
        "status": registration_status(row.state, MEMBER_REGISTRATION.state(row.state).label),
    }


def _waiting(entry: HoursEntry, request: Asked) -> dict[str, Any]:
    is_own = entry.registration.member.person_id == request.actor.person
    return {**_entry(entry, may_answer=not is_own), "name": entry.registration.member.name}


@door("staff", "host")
@require_POST
def answer(request: Asked, key: int, verdict: str) -> HttpResponse:
    """The community confirms or refuses one entry of hours."""
    entry = HoursEntry.objects.filter(
        pk=key, registration__in=member_registrations(request.actor)
    ).first()
    if entry is None or verdict not in ("confirm", "refuse"):
        raise NotFound(Reason("not_found"))
    answer_hours(entry, confirms=verdict == "confirm", by=request.actor, now=request.now)
    return HttpResponseRedirect(f"{HERE}communities/{entry.registration.community_id}/members")
