"""/desk/party/developments/<number>/: one file: its 25 steps, what comes next, its moves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.forms import Form
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_POST, require_safe

from jiceng.casework.desk.followed import happened
from jiceng.casework.queries import rules_at
from jiceng.kernel.refusal import NotFound, Reason, Refusal
from jiceng.party.actions import development as acts
from jiceng.party.actions.members import PURPOSES
from jiceng.party.desk.development_docx import docx_of
from jiceng.party.desk.development_forms import ReasonedMove
from jiceng.party.desk.development_papers import available, sheet_of
from jiceng.party.desk.development_shown import (
    HERE,
    Shown,
    found_shown,
    next_shown,
    stages,
    status_of,
    timeline,
    url_of_file,
)
from jiceng.party.desk.frame import PurposeForm
from jiceng.party.models import Development
from jiceng.party.process import MEMBER_DEVELOPMENT
from jiceng.party.queries.access import ABOVE, BRANCH, KEEPERS, may
from jiceng.party.queries.development import (
    development_for,
    due_of,
    kept_of,
    reading_today,
    reads_file_freely,
    with_facts,
)
from jiceng.party.rules.development import BY_COMMITTEE, BY_EITHER, FORWARD, supplied
from jiceng.party.rules.findings import Finding
from jiceng.party.rules.steps import KINDS
from jiceng.web.clock import county_zone, local_day
from jiceng.web.doors import Asked, door
from jiceng.web.menu import office
from jiceng.web.words import sentences

ACTS: Mapping[str, str] = {
    "open": N_("建立档案"),
    "step": N_("登记步骤"),
    "correct": N_("更正步骤"),
    "read_development": N_("上级查阅"),
    "follow_transfer": N_("随组织关系转入"),
}
GRAVE = frozenset({
    "send_back", "not_resolved", "decline", "stop", "cancel_probation", "propose_cancelling",
    "reconsider", "discuss_again",
})  # fmt: skip
WORD_FILE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True, slots=True)
class Tried:
    """A move that was not made: its form as it was typed, and why."""

    name: str
    form: Form
    reasons: Sequence[str]


def is_shut(request: Asked, development: Development) -> bool:
    """Whether somebody from above has yet to say why the file is read."""
    today = local_day(request.now)
    return not reads_file_freely(request.actor, development) and not reading_today(
        request.actor, development, request.now, today, county_zone()
    )


def shown_to(request: Asked, development: Development) -> tuple[Shown, list[Finding]]:
    kept = kept_of(development)
    works_on = rules_at(request.now)[1].works_on
    facts, findings = with_facts(development, works_on, kept)
    return Shown(development, kept, facts, _recordable(request, development)), findings


def _recordable(request: Asked, development: Development) -> frozenset[str]:
    """The steps somebody's posts may record."""
    if development.state == "archived":
        return frozenset()
    found: frozenset[str] = frozenset()
    if may(request.actor, development.unit_path, BRANCH):
        found |= KINDS.keys() - BY_COMMITTEE
    if may(request.actor, development.unit_path, ABOVE):
        found |= BY_COMMITTEE | BY_EITHER
    return found


def crumbs_of(development: Development, *more: str) -> list[tuple[str, str]]:
    name = development.applicant
    if not more:
        return [(_("发展党员"), HERE), (name, "")]
    return [(_("发展党员"), HERE), (name, url_of_file(development)), (more[0], "")]


@door("staff", *sorted(KEEPERS))
@require_safe
def one(request: Asked, number: str) -> HttpResponse:
    """One file."""
    return _page(request, development_for(request.actor, number))


@door("staff", *sorted(KEEPERS))
@require_POST
def purpose(request: Asked, number: str) -> HttpResponse:
    """Say why a file is opened from above."""
    development = development_for(request.actor, number)
    form = PurposeForm(PURPOSES, request.POST)
    if not form.is_valid():
        return asked_purpose(request, development, form, 422)
    acts.open_file(development, form.cleaned_data["purpose"], by=request.actor, now=request.now)
    return HttpResponseRedirect(url_of_file(development))


def asked_purpose(
    request: Asked, development: Development, form: Form | None = None, status: int = 200
) -> HttpResponse:
    start = {"purpose": "development"}
    context = {
        **office(request, HERE, crumbs=[(_("发展党员"), HERE), (development.number, "")]),
        "about": _("%(branch)s的发展党员档案") % {"branch": development.organisation.name},
        "form": form or PurposeForm(PURPOSES, initial=start),
        "url": f"{url_of_file(development)}purpose",
    }
    return render(request, "party/purpose.html", context, status=status)


def _page(
    request: Asked, development: Development, tried: Tried | None = None, status: int = 200
) -> HttpResponse:
    if is_shut(request, development):
        return asked_purpose(request, development)
    shown, findings = shown_to(request, development)
    following = next_shown(shown, due_of(development, shown.facts))
    context = {
        **office(request, HERE, crumbs=crumbs_of(development)),
        "development": development,
        "branch": development.organisation.name,
        "status": status_of(development, request.now),
        "steps": stages(shown),
        "next": following,
        "record": _own_step(following),
        "groups": timeline(shown),
        "found": found_shown(findings),
        "papers": available(shown),
        "moves": _offers(request, shown, tried),
        "tried": tried,
        "details": _details(development),
        "timeline": happened(development, MEMBER_DEVELOPMENT, ACTS),
        "light": status_of(development, request.now)["light"],
    }
    return render(request, "party/development.html", context, status=status)


def _own_step(following: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """The first missing step that the reader may record; it stands first among what to do."""
    ahead = following["missing"] if following else ()
    return next((step for step in ahead if step["url"]), None)


def _details(development: Development) -> list[dict[str, Any]]:
    member = development.member
    rows = [
        {"label": _("申请人"), "text": development.applicant},
        {"label": _("出生日期"), "text": f"{development.born_on:%Y-%m-%d}"},
        {"label": _("党支部"), "text": development.organisation.name},
        {"label": _("档案编号"), "text": development.number},
    ]
    if development.came_from is not None:
        rows.append({"label": _("接收预备党员的党支部"), "text": development.came_from.name})
    if member is not None:
        url = f"/desk/party/members/{member.number}/"
        rows.append({"label": _("党员编号"), "text": member.number, "url": url})
    return rows


def _offers(request: Asked, shown: Shown, tried: Tried | None) -> list[dict[str, Any]]:
    """Every move of the reader's roles from here, with what stands against it."""
    row = shown.development
    roles = request.actor.roles_towards(row)
    calendar = rules_at(request.now)[1]
    offers = []
    for move in MEMBER_DEVELOPMENT.open_moves(row.state, roles):
        reasons = MEMBER_DEVELOPMENT.why_not(
            row, move, roles=roles, supplied=supplied(shown.facts) | {"reason"},
            now=request.now, calendar=calendar,
        )  # fmt: skip
        mine = tried if tried and tried.name == move.name else None
        start = {"version": row.version}
        form = mine.form if mine else ReasonedMove(move, auto_id=f"{move.name}_%s", initial=start)
        is_main = move.name == FORWARD.get(row.state)
        offers.append({
            "name": move.name,
            "label": _(move.label),
            "form": form,
            "is_plain": not form.visible_fields(),
            "is_open": mine is not None,
            "reasons": mine.reasons if mine else [],
            "blocked_by": [] if mine else sentences(reasons),
            "style": "danger" if move.name in GRAVE else "primary" if is_main else "",
            "is_main": is_main,
            "url": f"{shown.url}moves/{move.name}",
        })  # fmt: skip
    return sorted(offers, key=lambda o: (not o["is_main"], o["style"] == "danger"))


@door("staff", *sorted(KEEPERS))
@require_POST
def move(request: Asked, number: str, name: str) -> HttpResponse:
    """Make a move."""
    development = development_for(request.actor, number)
    if is_shut(request, development):
        return asked_purpose(request, development)
    declared = next((m for m in MEMBER_DEVELOPMENT.moves if m.name == name), None)
    if declared is None:
        raise NotFound(Reason("not_found"))
    form = ReasonedMove(declared, request.POST, auto_id=f"{name}_%s")
    if not form.is_valid():
        return _page(request, development, Tried(name, form, []), 422)
    said = form.cleaned_data
    words = {"reason": said["reason"]} if "reason" in said else {}
    try:
        acts.move_development(
            development, name, by=request.actor, now=request.now, version=said["version"],
            words=words,
        )  # fmt: skip
    except Refusal as refusal:
        again = development_for(request.actor, number)
        tried = Tried(name, form, sentences(refusal.reasons))
        return _page(request, again, tried, refusal.status)
    return HttpResponseRedirect(url_of_file(development))


@door("staff", *sorted(KEEPERS))
@require_safe
def paper(request: Asked, number: str, name: str) -> HttpResponse:
    """One paper as a Word file, filled in from what has been recorded."""
    development = development_for(request.actor, number)
    if is_shut(request, development):
        return asked_purpose(request, development)
    shown, _findings = shown_to(request, development)
    sheet = sheet_of(name, shown, local_day(request.now))
    answer = HttpResponse(docx_of(sheet), content_type=WORD_FILE)
    file = f"{development.number}-{name}.docx"
    answer.headers["Content-Disposition"] = f'attachment; filename="{file}"'
    return answer


urlpatterns = [
    path("party/developments/<str:number>/", one),
    path("party/developments/<str:number>/purpose", purpose),
    path("party/developments/<str:number>/moves/<str:name>", move),
    path("party/developments/<str:number>/papers/<str:name>", paper),
]
