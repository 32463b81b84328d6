"""/desk/party/developments/<number>/steps/<step>: one step recorded or corrected."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jiceng.kernel.refusal import Invalid, NotFound, Reason, Refusal
from jiceng.party.actions import development as acts
from jiceng.party.desk.development import asked_purpose, crumbs_of, is_shut, shown_to
from jiceng.party.desk.development_forms import StepForm
from jiceng.party.desk.development_shown import HERE, checklist, url_of_file
from jiceng.party.models import Development
from jiceng.party.queries.access import KEEPERS
from jiceng.party.queries.development import Kept, development_for, kept_of, line_of
from jiceng.party.rules.development import BY_COMMITTEE
from jiceng.party.rules.facts_of_file import may_on
from jiceng.party.rules.steps import KINDS, NOTICE, StepKind
from jiceng.web.clock import local_day
from jiceng.web.doors import Asked, door
from jiceng.web.menu import office
from jiceng.web.words import sentences, word


@door("staff", *sorted(KEEPERS))
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: Asked, number: str, step: str) -> HttpResponse:
    """Record one step, or correct it: a small form with only its fields, and its checklist."""
    development, kind = development_for(request.actor, number), KINDS.get(step)
    if kind is None:
        raise NotFound(Reason("not_found"))
    if is_shut(request, development):
        return asked_purpose(request, development)
    before = _before(request, kept_of(development), kind)
    start = _suggested(kind, development, local_day(request.now)) if before is None else {}
    form = StepForm(kind, development, request.POST or None, before=before, initial=start)
    if request.method != "POST":
        return _page(request, development, form, [], 200)
    if not form.is_valid():
        return _page(request, development, form, [], 422)
    return _recorded(request, development, form)


def _recorded(request: Asked, development: Development, form: StepForm) -> HttpResponse:
    """Write the step and go back to the file; the form again with what stands against it."""
    try:
        _record(request, development, form)
    except Invalid as refusal:
        for each in refusal.reasons:
            form.add_error(form.field_of(each.field), word(each))
        return _page(request, development, form, [], refusal.status)
    except Refusal as refusal:
        reasons = sentences(refusal.reasons)
        return _page(request, development, form, reasons, refusal.status)
    return HttpResponseRedirect(f"{url_of_file(development)}#{form.kind.code}")


def _record(request: Asked, development: Development, form: StepForm) -> None:
    acts.record_step(
        development, form.given(), by=request.actor, now=request.now,
        today=local_day(request.now), version=form.cleaned_data["version"],
    )  # fmt: skip


def _before(request: Asked, kept: Kept, kind: StepKind) -> Any:
    """The record that is being corrected, when the address names one."""
    asked = request.GET.get("replaces", "")
    if not asked:
        return None
    found = next((r for r in kept.of(kind.code) if str(r.pk) == asked), None)
    if found is None:
        raise NotFound(Reason("not_found"))
    return found


def _suggested(kind: StepKind, development: Development, today: date) -> dict[str, Any]:
    """The organisation a step most likely names: the nearest that may approve, or the branch."""
    if not any(f.kind == "organisation" for f in kind.fields):
        return {}
    line = line_of(development)
    if kind.code == "assignment":
        return {"organisation": line[0].code}
    above = [o.code for o in line[1:] if may_on(o.authority, today)]
    place = 1 if kind.code == "higher_filing" else 0
    return {"organisation": above[place]} if len(above) > place else {}


def _page(
    request: Asked, development: Development, form: StepForm, reasons: Sequence[str], status: int
) -> HttpResponse:
    shown, findings = shown_to(request, development)
    kind, name = form.kind, _(form.kind.name)
    title = _("更正：%(step)s") if form.before is not None else _("登记：%(step)s")
    context = {
        **office(request, HERE, crumbs=crumbs_of(development, name)),
        "title": title % {"step": name},
        "number": kind.number,
        "development": development,
        "branch": development.organisation.name,
        "form": form,
        "reasons": reasons,
        "may": kind.code in shown.may,
        "by_committee": kind.code in BY_COMMITTEE,
        "checklist": checklist(kind, findings),
        "is_review": kind.code == "political_review",
        "is_notice": kind is NOTICE,
        "back": url_of_file(development),
    }
    return render(request, "party/development_step.html", context, status=status)


urlpatterns = [path("party/developments/<str:number>/steps/<str:step>", step)]
