"""/desk/talent/: needs for skills of one's own unit, offers that fit and why, talks, outcomes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiceng.casework.desk.acting import Change, Tried, acted, move_offers, offer
from jiceng.casework.desk.followed import happened
from jiceng.casework.desk.programme_forms import ActForm, ReasonForm, ResultForm, WordedForm
from jiceng.kernel.refusal import Refusal
from jiceng.services.actions import talent as acts
from jiceng.services.actions.talent_offers import show_offerer
from jiceng.services.figures.talent import COUNTED
from jiceng.services.forms.talent_forms import NeedForm, ProposeForm, VisitForm
from jiceng.services.forms.talent_told import (
    NEXT,
    details_told,
    is_over,
    need_told,
    offer_told,
    pair_told,
    status_told,
)
from jiceng.services.models import SkillNeed
from jiceng.services.process import SKILL_NEED
from jiceng.services.queries.talent import (
    KEEPERS,
    matches_of,
    need_for,
    needs_of,
    pairs_of,
    skills_at,
)
from jiceng.services.rules.talent import VISITS
from jiceng.services.rules.talent_words import ACTS
from jiceng.web.clock import local_day
from jiceng.web.days import days_in
from jiceng.web.doors import Asked, door
from jiceng.web.form_page import form_page
from jiceng.web.menu import office
from jiceng.web.paging import page_of, pager
from jiceng.web.words import sentences

HERE = "/desk/talent/"
ROLES = tuple(sorted(KEEPERS))
STATES = [("", N_("未结束")), *((s.name, s.label) for s in SKILL_NEED.states)]
GRAVE = frozenset({"search_again", "end_unmet"})


class Filters(WordedForm):
    """Narrowing of the list."""

    state = forms.ChoiceField(label=N_("状态"), required=False, choices=STATES)
    text = forms.CharField(label=N_("需求或编号"), max_length=40, required=False)


@door("staff", *ROLES)
@require_safe
def show(request: Asked) -> HttpResponse:
    """Needs of one's own unit, those that end first before the others."""
    filters, today = Filters(request.GET), local_day(request.now)
    rows = needs_of(request.actor).filter(_figure(request) or _condition(filters))
    page = page_of(rows, request.GET.get("after", ""), key="until")
    skills = skills_at(request.now)
    context = {
        **office(request, HERE, crumbs=[(_("人才对接"), "")]),
        "filters": filters,
        "rows": [
            {**need_told(row, skills), "url": f"{HERE}{row.number}/", "status": status_told(row),
             "is_over": is_over(row, today)}
            for row in page.rows
        ],
        "pager": pager(page, request.GET, _("本页 %(n)d 条") % {"n": len(page.rows)}),
    }  # fmt: skip
    return render(request, "services/talent.html", context)


def _figure(request: Asked) -> Q:
    """The rows behind a figure, where the address names one."""
    code, days = request.GET.get("figure", ""), days_in(request)
    subject = request.GET.get("subject", "")
    ends = days.get("start"), days.get("end")
    return COUNTED.behind(code, *ends, subject, request.now) if code else Q()


def _condition(filters: Filters) -> Q:
    said: dict[str, Any] = filters.cleaned_data if filters.is_valid() else {}
    found = Q(state=said["state"]) if said.get("state") else Q(ended_at=None)
    if text := said.get("text"):
        found &= Q(title__icontains=text) | Q(poster__icontains=text) | Q(number=text)
    return found


@door("staff", *ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    """Post a need."""
    form = NeedForm(request.actor, skills_at(request.now), request.POST or None)

    def write() -> SkillNeed:
        given = acts.Need(**form.cleaned_data)
        return acts.post_need(given, by=request.actor, now=request.now)

    return form_page(request, _("发布需求"), [(_("人才对接"), HERE)], form, write,
                     lambda row: f"{HERE}{row.number}/", HERE, {"send": _("发布")})  # fmt: skip


# One of them.


def _moving(name: str) -> Any:
    def write(request: Asked, row: SkillNeed, said: dict[str, Any], version: int) -> None:
        acts.move_need(row, name, by=request.actor, now=request.now, version=version, **said)

    return write


def _visit(request: Asked, row: SkillNeed, said: dict[str, Any], version: int) -> None:
    acts.note_visit(row, **said, by=request.actor, now=request.now, version=version)


def _proposing(key: int) -> Any:
    def write(request: Asked, row: SkillNeed, said: dict[str, Any], version: int) -> None:
        acts.propose(row, key, by=request.actor, now=request.now, version=version)

    return write


def _answering(key: int, is_yes: bool) -> Any:
    def write(request: Asked, row: SkillNeed, said: dict[str, Any], version: int) -> None:
        acts.answer_for_need(row, key, is_yes, by=request.actor, now=request.now, version=version)

    return write


FORMS: Mapping[str, Any] = {"reason": ReasonForm, "result": ResultForm}
CHANGES: Mapping[str, Change] = {
    **{
        move.name: Change(
            move.label, next((FORMS[n] for n in move.needs), ActForm), _moving(move.name),
            "danger" if move.name in GRAVE else "primary",
        )
        for move in SKILL_NEED.moves
    },
    "visit": Change(N_("登记走访洽谈"), VisitForm, _visit, "",
                    lambda request, row: {"on": local_day(request.now)}),
}  # fmt: skip


def _change(name: str) -> Mapping[str, Change]:
    """The acts an address can name: those of the panel, and those about one offer or pairing."""
    kind, _dash, key = name.partition("-")
    if not key.isascii() or not key.isdigit() or len(key) > 18:
        return CHANGES
    known: dict[str, tuple[str, Any, str]] = {
        "propose": (N_("推荐"), _proposing(int(key)), "primary"),
        "yes": (N_("需求方同意"), _answering(int(key), True), "primary"),
        "no": (N_("需求方谢绝"), _answering(int(key), False), "danger"),
    }
    if kind not in known:
        return CHANGES
    label, write, style = known[kind]
    return {name: Change(label, ProposeForm, write, style)}


@door("staff", *ROLES)
@require_safe
def one(request: Asked, number: str) -> HttpResponse:
    """One need: what fits it and why, who said yes, and what may be done."""
    return _page(request, need_for(request.actor, number))


@door("staff", *ROLES)
@require_POST
def act(request: Asked, number: str, name: str) -> HttpResponse:
    """Any act, by its name."""
    row = need_for(request.actor, number)
    return acted(request, row, name, _change(name), _again, f"{HERE}{number}/")


@door("staff", *ROLES)
@require_POST
def contact(request: Asked, number: str, pairing: int) -> HttpResponse:
    """Name and telephone of whoever offered, once both said yes; the look is journalled."""
    row = need_for(request.actor, number)
    try:
        shown = show_offerer(pairing, by=request.actor, now=request.now)
    except Refusal as refusal:
        tried = Tried("contact", ActForm(), sentences(refusal.reasons))
        return _page(request, row, tried, refusal.status)
    return _page(request, row, contact={"pairing": pairing, **shown})


def _again(request: Asked, row: SkillNeed, tried: Tried | None, status: int) -> HttpResponse:
    return _page(request, need_for(request.actor, row.number), tried, status)


def _page(
    request: Asked, row: SkillNeed, tried: Tried | None = None, status: int = 200,
    contact: Mapping[str, Any] | None = None,
) -> HttpResponse:  # fmt: skip
    url, today = f"{HERE}{row.number}/", local_day(request.now)
    roles = request.actor.roles_towards(row) & KEEPERS
    offers = move_offers(request, row, SKILL_NEED, roles, CHANGES, f"{url}acts/", tried)
    if row.ended_at is None:
        offers.append(offer(request, row, "visit", CHANGES["visit"], f"{url}acts/", tried))
    context = {
        **office(request, HERE, crumbs=[(_("人才对接"), HERE), (row.number, "")]),
        "now": request.now,
        "row": row,
        "status": status_told(row),
        "next": _(NEXT[row.state]),
        "details": details_told(row, skills_at(request.now)),
        "pairs": _pairs(request, row, url),
        "matches": _matches(request, row, url, today) if row.state == "posted" else None,
        "visits": [
            {"on": v.on, "kind": _(VISITS[v.kind]), "note": v.note}
            for v in row.visits.order_by("-on", "-pk")
        ],
        "contact": contact,
        "timeline": happened(row, SKILL_NEED, ACTS, without_post=_("意愿方")),
        "offers": offers,
        "tried": tried if tried and tried.name not in {o["name"] for o in offers} else None,
        "url": url,
    }
    return render(request, "services/talent_need.html", context, status=status)


def _small(request: Asked, row: SkillNeed, name: str, url: str) -> dict[str, Any]:
    """An act about one offer or pairing, as desk_offer.html draws it."""
    return offer(request, row, name, _change(name)[name], f"{url}acts/")


def _pairs(request: Asked, row: SkillNeed, url: str) -> list[dict[str, Any]]:
    found = []
    for pair in pairs_of(row):
        told = {**pair_told(pair), "offer": offer_told(pair.offer)}
        waits = told["is_open"] and not pair.is_agreed and row.ended_at is None
        names = [f"yes-{pair.pk}"] if waits and not told["need_yes"] else []
        names += [f"no-{pair.pk}"] if waits else []
        told["acts"] = [_small(request, row, name, url) for name in names]
        found.append(told)
    return found


def _matches(request: Asked, row: SkillNeed, url: str, today: Any) -> list[dict[str, Any]]:
    return [
        {
            "offer": offer_told(found),
            "because": sentences(because),
            "act": _small(request, row, f"propose-{found.pk}", url),
        }
        for found, because in matches_of(row, request.now, today)
    ]


urlpatterns = [
    path("talent/", show),
    path("talent/new", new),
    path("talent/<str:number>/", one),
    path("talent/<str:number>/acts/<str:name>", act),
    path("talent/<str:number>/contacts/<int:pairing>", contact),
]
