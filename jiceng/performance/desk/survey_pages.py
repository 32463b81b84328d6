"""The text of a survey's form edited, the form walked through beforehand, a unit's answer."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jiceng.casework.desk.labels import url_of
from jiceng.kernel.records.names import listed, named
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Invalid, NotFound, Reason, Refusal
from jiceng.performance.actions import surveys as acts
from jiceng.performance.actions.survey_answers import (
    ANSWERING,
    Filled,
    answer_for_unit,
    held_values,
)
from jiceng.performance.desk.survey_forms import AskedForm, TextForm
from jiceng.performance.desk.survey_shown import HERE, unit_to_answer
from jiceng.performance.forms.answering import PREFIX, AnswerForm
from jiceng.performance.forms.survey_shown import cost_shown, roughly, subject_names
from jiceng.performance.models import Survey
from jiceng.performance.process.surveys import KEEPER
from jiceng.performance.queries.survey_rates import survey_code
from jiceng.performance.queries.surveys import (
    SEEING,
    cost_as_json,
    cost_now,
    form_under,
    held_faults,
    is_owner,
    present_terms,
    survey_for,
)
from jiceng.performance.rules.scheme_text import as_text, content_of
from jiceng.performance.rules.survey_faults import form_faults
from jiceng.performance.rules.survey_forms import Form, form_of
from jiceng.web.clock import local_day
from jiceng.web.display import preferences
from jiceng.web.doors import Asked, door
from jiceng.web.form_page import form_page
from jiceng.web.forms import add_refusal
from jiceng.web.menu import office
from jiceng.web.words import sentences, word

READERS = tuple(sorted(SEEING))


def _mine(request: Asked, number: str) -> Survey:
    """One of one's own unit; `NotFound` for whoever only reads it."""
    row = survey_for(request.actor, number, request.now)
    if not is_owner(request.actor, row):
        raise NotFound(Reason("not_found"))
    return row


@door("staff", *sorted(KEEPER))
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Asked, number: str) -> HttpResponse:
    """The text of the form; looked at with its cost before it is saved."""
    row = _mine(request, number)
    start = {"version": row.version, "text": as_text(form_under(row).content)}
    form = TextForm(request.POST or None, initial=start, is_draft=row.state == "draft")
    reasons, status, cost = list[str](), 200, None
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                content = content_of(form.cleaned_data["text"])
                cost = _looked_at(row, content, request)
                if "preview" not in request.POST:
                    _save(row, content, form.cleaned_data, request)
                    return HttpResponseRedirect(url_of("survey", row.number))
                status = 200
            except ValueError as error:
                told = {"value": str(error)[:80]}
                reasons = sentences([Reason("form_unreadable", told, "text")])
            except Invalid as refusal:
                add_refusal(form, refusal.reasons, word)
            except Refusal as refusal:
                reasons, status = sentences(refusal.reasons), refusal.status
    crumbs = [(_("调查"), HERE), (row.number, url_of("survey", row.number)), (_("修改表单"), "")]
    context = {
        **office(request, HERE, crumbs=crumbs), "row": row, "form": form, "reasons": reasons,
        "cost": cost, "back": url_of("survey", row.number),
    }  # fmt: skip
    return render(request, "performance/survey_text.html", context, status=status)


def _looked_at(row: Survey, content: dict[str, Any], request: Asked) -> dict[str, Any]:
    """What a text would cost; raises `Invalid` naming every fault of it."""
    faults = form_faults(content) or held_faults(form_of(content), row.entry, request.now)
    if faults:
        raise Invalid(*(Reason(r.code, r.params, "text") for r in faults))
    terms = present_terms(request.now)
    return cost_shown(cost_as_json(cost_now(row, form_of(content), request.now), terms.source))


def _save(row: Survey, content: dict[str, Any], said: dict[str, Any], request: Asked) -> None:
    """While people answer, the cost that was shown in the preview is the one confirmed."""
    seen = request.POST.get("survey_cost", "")
    confirmed = int(seen) if seen.isdigit() and "seen" in request.POST else None
    acts.write_form(
        row, content, by=request.actor, now=request.now, version=said["version"],
        reason=said.get("reason", ""), confirmed=confirmed,
    )  # fmt: skip


@door("staff", *sorted(KEEPER))
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Asked, number: str) -> HttpResponse:
    """Who is asked and until when, while it is a draft."""
    row = _mine(request, number)
    units = listed_lines(row.units.order_by("unit").values_list("unit", flat=True))
    start = {
        "entry": row.entry, "closes_on": row.closes_on, "units": units,
        "about": listed_lines(row.about), **row.people,
    }  # fmt: skip
    form = AskedForm(request.POST or None, initial=start)
    there = url_of("survey", row.number)

    def write() -> Survey:
        return acts.change_survey(
            row, form.asked(), by=request.actor, now=request.now, version=row.version
        )

    crumbs = [(_("调查"), HERE), (row.number, there)]
    return form_page(request, _("对象和截止日期"), crumbs, form, write, lambda _row: there, HERE)


def listed_lines(codes: Any) -> str:
    return "\n".join(name for _code, name in subject_names(codes))


@door("staff", *READERS)
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: Asked, number: str) -> HttpResponse:
    """The form as whoever answers sees it, branches included; nothing is kept."""
    row = survey_for(request.actor, number, request.now)
    form = AnswerForm(form_of(form_under(row).content), request.POST or None,
                      version=row.form_version)  # fmt: skip
    is_through = form.is_bound and form.is_complete
    context = {
        **preferences(request), "row": row, "form": form, "is_preview": True,
        "title": named(form.asked.title, form.asked.title_en),
        "intro": named(form.asked.intro, form.asked.intro_en),
        "each": roughly(_seconds(row, request)),
        "would": _would(form) if is_through else [],
    }  # fmt: skip
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "performance/portal_survey.html", context, status=status)


def _seconds(row: Survey, request: Asked) -> int:
    cost = cost_now(row, form_of(form_under(row).content), request.now)
    return cost.expected


def _would(form: AnswerForm) -> list[dict[str, str]]:
    """What would be sent, in words."""
    said = form.answered.said if form.answered else {}
    found = []
    for question in form.asked.questions:
        if question.code in said:
            given = said[question.code]
            named_choices = {c.code: named(c.text, c.text_en) for c in question.choices}
            each = given if isinstance(given, list) else [given]
            text = listed(named_choices.get(str(one), str(one)) for one in each)
            found.append({"label": named(question.text, question.text_en), "text": text})
    return found


@door("staff", *sorted(ANSWERING))
@require_http_methods(["GET", "HEAD", "POST"])
def respond(request: Asked, number: str) -> HttpResponse:
    """A unit's answer; numbers the platform holds stand there already."""
    row = survey_for(request.actor, number, request.now)
    unit = unit_to_answer(row, request.actor) if row.state == "published" else ""
    if not unit:
        raise NotFound(Reason("not_found"))
    asked = form_of(form_under(row).content)
    held = held_values(asked, unit, local_day(request.now), request.now)
    form = AnswerForm(asked, request.POST or None, version=row.form_version, prefilled=held)
    reasons, status = list[str](), 200
    if form.is_bound and form.is_complete:
        try:
            given = Filled(form.typed(), row.form_version)
            answer_for_unit(row, given, unit, by=request.actor, now=request.now)
            return HttpResponseRedirect(url_of("survey", row.number))
        except Invalid as refusal:
            _at_fields(form, refusal)
        except Refusal as refusal:
            reasons, status = sentences(refusal.reasons), refusal.status
    return _answer_page(request, row, form, unit, reasons, 422 if form.errors else status)


def _at_fields(form: AnswerForm, refusal: Invalid) -> None:
    for reason in refusal.reasons:
        name = PREFIX + reason.field
        form.add_error(name if name in form.fields else None, word(reason))


def _answer_page(
    request: Asked, row: Survey, form: AnswerForm, unit: str, reasons: list[str], status: int
) -> HttpResponse:
    there = url_of("survey", row.number)
    crumbs = [(_("调查"), HERE), (row.number, there), (_("填报"), "")]
    context = {
        **office(request, HERE, crumbs=crumbs), "row": row, "form": form, "reasons": reasons,
        "unit": territory().units[unit].name, "back": there, "title": row.title,
        "intro": named(form.asked.intro, form.asked.intro_en),
        "each": roughly(row.cost.get("expected", 0)),
    }  # fmt: skip
    return render(request, "performance/survey_answer.html", context, status=status)


def codes_of(row: Survey) -> list[dict[str, str]]:
    """Indicators a closed survey gives, for schemes of assessment."""
    form: Form = form_of(form_under(row).content)
    return [
        {"code": survey_code(row.number, q.code), "text": named(q.text, q.text_en)}
        for q in form.questions
        if q.good
    ]


def link_of(request: Asked, row: Survey) -> str:
    """The public address while it can be answered, or once the result stands there."""
    if row.entry == "units" or row.state not in ("published", "closed", "announced"):
        return ""
    return request.build_absolute_uri(f"/surveys/{row.number}")


urlpatterns = [
    path("surveys/<str:number>/form", edit),
    path("surveys/<str:number>/asked", change),
    path("surveys/<str:number>/preview", preview),
    path("surveys/<str:number>/answer", respond),
]
