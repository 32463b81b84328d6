"""/desk/surveys/: surveys of one's unit, what they cost, their moves, and those asked of one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiceng.casework.desk.acting import Tried
from jiceng.casework.desk.followed import happened
from jiceng.casework.desk.labels import url_of
from jiceng.casework.portal.report import qr_code
from jiceng.casework.queries import rules_at
from jiceng.kernel.refusal import Invalid, NotFound, Reason, Refusal
from jiceng.performance.actions import surveys as acts
from jiceng.performance.actions.survey_answers import SlipMade, make_slips
from jiceng.performance.desk import survey_pages as pages
from jiceng.performance.desk.survey_forms import MoveForm, NewForm, PublishForm, SlipsForm
from jiceng.performance.desk.survey_shown import (
    HERE,
    asked_row,
    cost_of,
    details_of,
    status_of,
    survey_row,
    texts_of,
)
from jiceng.performance.forms.survey_shown import results_shown, subject_names
from jiceng.performance.models import Survey
from jiceng.performance.process import SURVEY
from jiceng.performance.process.surveys import KEEPER
from jiceng.performance.queries.surveys import (
    SEEING,
    asked_of,
    is_owner,
    is_way,
    sample_forms,
    survey_for,
    surveys_of,
)
from jiceng.performance.rules.scheme_text import content_of
from jiceng.performance.rules.surveys_words import ACTS
from jiceng.web.clock import local_day
from jiceng.web.doors import Asked, door
from jiceng.web.form_page import form_page
from jiceng.web.forms import add_refusal
from jiceng.web.menu import office
from jiceng.web.paging import page_of, pager
from jiceng.web.words import sentences, word

READERS = tuple(sorted(SEEING))
SLIPS = "slips"
COSTLY = ("publish", "submit")
GRAVE = ("withdraw", "send_back")


@door("staff", *READERS)
@require_safe
def show(request: Asked) -> HttpResponse:
    """Surveys within reach, the newest first; those that wait for one's unit stand above."""
    page = page_of(surveys_of(request.actor), request.GET.get("after", ""), key="entered_at",
                   newest=True)  # fmt: skip
    waiting = Survey.objects.filter(asked_of(request.actor), state="published").order_by("pk")
    context = {
        **office(request, HERE, crumbs=[(_("调查"), "")]),
        "rows": [survey_row(row) for row in page.rows],
        "waiting": [w for w in (asked_row(row, request.actor) for row in waiting) if w],
        "pager": pager(page, request.GET),
        "may_draft": bool(request.actor.roles & KEEPER),
    }
    return render(request, "performance/surveys.html", context)


@door("staff", *sorted(KEEPER))
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    """Draft a survey from a sample; its text is edited afterwards."""
    samples = [(key, sample["name"]) for key, sample in sample_forms().items()]
    form = NewForm(samples, request.POST or None, initial={"entry": "open"})

    def write() -> Survey:
        content = content_of(sample_forms()[form.cleaned_data["sample"]]["text"])
        return acts.draft_survey(content, form.asked(), by=request.actor, now=request.now)

    return form_page(
        request, _("起草调查"), [(_("调查"), HERE)], form, write,
        lambda row: url_of("survey", row.number), HERE,
    )  # fmt: skip


@door("staff", *READERS)
@require_safe
def one(request: Asked, number: str) -> HttpResponse:
    """One survey: cost, form, moves; its result as far as the reader may see it."""
    return _page(request, survey_for(request.actor, number, request.now))


@door("staff", *READERS)
@require_POST
def act(request: Asked, number: str, name: str) -> HttpResponse:
    """One move by its name, or slips, which are shown once."""
    row = survey_for(request.actor, number, request.now)
    if name != SLIPS and name not in {m.name for m in SURVEY.moves if m.by != {"system"}}:
        raise NotFound(Reason("not_found"))
    form = _form(name, row, request.now, request.POST)
    reasons, status = list[str](), 422
    if form.is_valid():
        try:
            made = _write(request, row, name, form.cleaned_data)
            return _slips(request, row, made) if made else HttpResponseRedirect(_url(row))
        except Invalid as refusal:
            add_refusal(form, refusal.reasons, word)
        except Refusal as refusal:
            reasons, status = sentences(refusal.reasons), refusal.status
    fresh = survey_for(request.actor, number, request.now)
    return _page(request, fresh, Tried(name, form, reasons), status)


def _url(row: Survey) -> str:
    return url_of("survey", row.number)


def _write(request: Asked, row: Survey, name: str, said: dict[str, Any]) -> list[SlipMade]:
    """Make the change; the slips where there are some."""
    known: dict[str, Any] = {"by": request.actor, "now": request.now, "version": said["version"]}
    if name == SLIPS:
        return make_slips(row, said["count"], said.get("about", ""), **known)
    confirmed = said.get("survey_cost") if said.get("seen") else None
    acts.move_survey(row, name, reason=said.get("reason", ""), confirmed=confirmed, **known)
    return []


def _form(name: str, row: Survey, now: datetime, posted: Any = None) -> forms.Form:
    given: dict[str, Any] = {"auto_id": f"{name}_%s", "initial": {"version": row.version}}
    if name == SLIPS:
        return SlipsForm(subject_names(row.about), posted, **given)
    if name in COSTLY:
        given["initial"]["survey_cost"] = cost_of(row, now)["total"]
        return PublishForm(posted, **given)
    return MoveForm(SURVEY.move(name).needs, posted, **given)


def _slips(request: Asked, row: Survey, made: list[SlipMade]) -> HttpResponse:
    crumbs = [(_("调查"), HERE), (row.number, _url(row)), (_("填写码"), "")]
    named = dict(subject_names(row.about))
    context = {
        **office(request, HERE, crumbs=crumbs), "row": row,
        "slips": [{"about": named.get(m.about, ""), "code": m.code} for m in made],
        "address": request.build_absolute_uri(f"/surveys/{row.number}"),
    }  # fmt: skip
    return render(request, "performance/survey_slips.html", context)


def _page(
    request: Asked, row: Survey, tried: Tried | None = None, status: int = 200
) -> HttpResponse:
    own, offers = is_owner(request.actor, row), _offers(request, row, tried)
    may_read = bool(row.closed_on) and (own or row.state == "announced")
    context = {
        **office(request, HERE, crumbs=[(_("调查"), HERE), (row.number, "")]),
        "row": row, "status": status_of(row), "details": details_of(row), "is_owner": own,
        "cost": cost_of(row, request.now), "answers": row.answer_count if own else None,
        "results": results_shown(row, row.result, whole=own) if may_read else [],
        "texts": texts_of(row) if own and row.closed_on else [],
        "codes": pages.codes_of(row) if row.closed_on else [],
        "may_edit": own and row.state in ("draft", "published"),
        "may_change": own and row.state == "draft",
        "to_answer": asked_row(row, request.actor),
        "link": (link := pages.link_of(request, row)),
        "qr": qr_code(link, _("填写调查的二维码")) if link else "",
        "versions": row.forms.order_by("-version"),
        "timeline": happened(row, SURVEY, ACTS) if own else [],
        "offers": offers,
        "tried": tried if tried and tried.name not in {o["name"] for o in offers} else None,
    }  # fmt: skip
    return render(request, "performance/survey.html", context, status=status)


def _offers(request: Asked, row: Survey, tried: Tried | None) -> list[dict[str, Any]]:
    """Moves of the reader's roles, with what stands against them; a keeper's of one's own unit."""
    roles, calendar = request.actor.roles_towards(row), rules_at(request.now)[1]
    own = is_owner(request.actor, row)
    found = []
    for move in SURVEY.open_moves(row.state, roles):
        if (move.by >= KEEPER and not own) or not is_way(row, move.name):
            continue
        reasons = SURVEY.why_not(
            row, move, roles=roles, supplied=move.needs, now=request.now, calendar=calendar
        )
        offer = _offer(request, move.name, _(move.label), row, tried)
        found.append({**offer, "blocked_by": [] if offer["reasons"] else sentences(reasons)})
    is_open = row.state == "published" and local_day(request.now) <= row.closes_on
    if own and row.entry == SLIPS and is_open:
        found.append(_offer(request, SLIPS, _("发放填写码"), row, tried))
    return found


def _offer(
    request: Asked, name: str, label: str, row: Survey, tried: Tried | None
) -> dict[str, Any]:
    """As casework/desk_offer.html draws it."""
    mine = tried if tried and tried.name == name else None
    form = mine.form if mine else _form(name, row, request.now)
    return {
        "name": name, "label": label, "form": form, "is_plain": not form.visible_fields(),
        "is_open": mine is not None or name in COSTLY, "reasons": mine.reasons if mine else [],
        "url": f"{_url(row)}acts/{name}", "style": "danger" if name in GRAVE else "primary",
        "blocked_by": [],
    }  # fmt: skip


urlpatterns = [
    path("surveys/", show),
    path("surveys/new", new),
    path("surveys/<str:number>/", one),
    path("surveys/<str:number>/acts/<str:name>", act),
    *pages.urlpatterns,
]
