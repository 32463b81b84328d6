"""/desk/assessments/schemes/: a scheme, its versions, and its text edited and looked at first."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from jiceng.casework.actions.configuration import Decided, change_rule
from jiceng.kernel.records.models import Configuration
from jiceng.kernel.refusal import NotFound, Reason, Refusal
from jiceng.performance.desk.assessment_forms import SchemeForm
from jiceng.performance.desk.assessment_shown import HERE, scheme_shown
from jiceng.performance.desk.assessments import APPROVING, KEEPING
from jiceng.performance.queries.schemes import KIND, read_scheme, versions_of
from jiceng.performance.rules.sample import sample_scheme
from jiceng.performance.rules.scheme_text import as_text, content_of, for_next_year
from jiceng.performance.rules.schemes import scheme_of
from jiceng.web.doors import Asked, door
from jiceng.web.menu import office
from jiceng.web.words import sentences


@door("staff", *APPROVING)
@require_safe
def show(request: Asked, key: str) -> HttpResponse:
    """One version of a scheme; `version` names an older one."""
    versions = versions_of(key)
    asked = request.GET.get("version", "")
    row = next((v for v in versions if str(v.version) == asked or not asked), None)
    if row is None:
        raise NotFound(Reason("not_found"))
    context = {
        **office(request, HERE, crumbs=[(_("目标考核"), HERE), (row.content["name"], "")]),
        "row": row,
        "versions": versions,
        "may_write": bool(request.actor.roles & set(KEEPING)),
        **scheme_shown(read_scheme(row)),
    }
    return render(request, "performance/scheme.html", context)


@door("staff", *KEEPING)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Asked) -> HttpResponse:
    """The text of a scheme: `from` is the one it starts from, `next` copies it to next year."""
    form = SchemeForm(request.POST if request.method == "POST" else None, initial=_start(request))
    reasons: list[str] = []
    status, preview = 200, None
    if request.method == "POST":
        status = 422
        if form.is_valid():
            reasons, preview = _tried(form, request)
            if not reasons and "preview" not in request.POST:
                key = form.cleaned_data["key"]
                return HttpResponseRedirect(f"{HERE}schemes/{key}/")
            status = 422 if reasons else 200
    crumbs = [(_("目标考核"), HERE), (_("编辑方案"), "")]
    context = {
        **office(request, HERE, crumbs=crumbs), "form": form, "reasons": reasons,
        "preview": preview, "back": HERE,
    }  # fmt: skip
    return render(request, "performance/scheme_form.html", context, status=status)


def _start(request: Asked) -> dict[str, Any]:
    versions = versions_of(request.GET.get("from", ""))
    if not versions:
        content = {"name": "", "start": f"{request.now:%Y}-01-01", "end": f"{request.now:%Y}-12-31",
                   **sample_scheme(), "groups": []}  # fmt: skip
        return {"key": "", "text": as_text(content), "version": 0}
    row = versions[0]
    if "next" in request.GET:
        return {"key": "", "text": as_text(for_next_year(row.content)), "version": 0}
    return {"key": row.key, "text": as_text(row.content), "version": row.version}


def _tried(form: SchemeForm, request: Asked) -> tuple[list[str], dict[str, Any] | None]:
    """Sentences of what is wrong, and the scheme as it would be; a preview writes nothing."""
    said = form.cleaned_data
    try:
        content = content_of(said["text"])
        with transaction.atomic():
            _write(said, content, request)
            if "preview" in request.POST:
                transaction.set_rollback(True)
    except ValueError as error:
        reason = Reason("scheme_unreadable", {"value": str(error)[:80]}, "text")
        return sentences([reason]), None
    except Refusal as refusal:
        return sentences(refusal.reasons), None
    return [], scheme_shown(scheme_of(content))


def _write(said: dict[str, Any], content: dict[str, Any], request: Asked) -> Configuration:
    decided = Decided(said["reason"], said["version"], said["approved_by"])
    return change_rule(
        KIND, said["key"], content, decided=decided, by=request.actor, now=request.now
    )


urlpatterns = [
    path("assessments/schemes/edit", edit),
    path("assessments/schemes/<str:key>/", show),
]
