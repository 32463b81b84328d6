"""/desk/inspections/schemes/: what is looked at and how often, its versions and its text (S6)."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from jiceng.casework.actions.configuration import Decided, change_rule
from jiceng.kernel.records.names import named
from jiceng.kernel.refusal import NotFound, Reason, Refusal
from jiceng.performance.desk.assessment_forms import SchemeForm
from jiceng.performance.desk.inspections import HERE
from jiceng.performance.forms.inspections_shown import scheme_shown
from jiceng.performance.queries.inspection_schemes import (
    inspection_schemes,
    read_inspection_scheme,
    shipped_inspection_schemes,
    versions_of,
)
from jiceng.performance.queries.inspections import OFFICE, READERS
from jiceng.performance.rules.inspections import KIND, scheme_of
from jiceng.performance.rules.scheme_text import as_text, content_of
from jiceng.web.doors import Asked, door
from jiceng.web.menu import office
from jiceng.web.words import sentences

SCHEMES = f"{HERE}schemes/"
SAMPLE = "community_work"


@door("staff", *READERS)
@require_safe
def show(request: Asked) -> HttpResponse:
    """Every scheme in force."""
    context = {
        **office(request, HERE, crumbs=[(_("巡查"), HERE), (_("巡查方案"), "")]),
        "rows": [
            {"url": f"{SCHEMES}{key}/", "row": row, "name": named(
                row.content["name"], row.content.get("name_en", "")),
             "count": len(row.content.get("elements") or ()),
             "is_sample": row.content.get("is_sample")}
            for key, row in inspection_schemes(request.now).items()
        ],
        "may_write": OFFICE in request.actor.roles,
    }  # fmt: skip
    return render(request, "performance/inspection_schemes.html", context)


@door("staff", *READERS)
@require_safe
def one(request: Asked, key: str) -> HttpResponse:
    """One version of a scheme; `version` names an older one."""
    versions = versions_of(key)
    asked = request.GET.get("version", "")
    row = next((v for v in versions if str(v.version) == asked or not asked), None)
    if row is None:
        raise NotFound(Reason("not_found"))
    shown = scheme_shown(read_inspection_scheme(row))
    context = {
        **office(request, HERE, crumbs=[
            (_("巡查"), HERE), (_("巡查方案"), SCHEMES), (shown["name"], "")]),
        "row": row,
        "versions": versions,
        "may_write": OFFICE in request.actor.roles,
        **shown,
    }  # fmt: skip
    return render(request, "performance/inspection_scheme.html", context)


@door("staff", OFFICE)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Asked) -> HttpResponse:
    """The text of a scheme, looked at before it is saved; `from` is the one it starts from."""
    form = SchemeForm(request.POST if request.method == "POST" else None, initial=_start(request))
    reasons, status, preview = list[str](), 200, None
    if request.method == "POST":
        status = 422
        if form.is_valid():
            reasons, preview = _tried(form.cleaned_data, request)
            if not reasons and "preview" not in request.POST:
                return HttpResponseRedirect(f"{SCHEMES}{form.cleaned_data['key']}/")
            status = 422 if reasons else 200
    context = {
        **office(request, HERE, crumbs=[
            (_("巡查"), HERE), (_("巡查方案"), SCHEMES), (_("编辑方案"), "")]),
        "form": form, "reasons": reasons, "preview": preview, "back": SCHEMES,
        "sample": as_text(shipped_inspection_schemes()[SAMPLE]),
    }  # fmt: skip
    return render(request, "performance/inspection_scheme_form.html", context, status=status)


def _start(request: Asked) -> dict[str, Any]:
    versions = versions_of(request.GET.get("from", ""))
    if not versions:
        return {"key": "", "text": as_text(shipped_inspection_schemes()[SAMPLE]), "version": 0}
    row = versions[0]
    return {"key": row.key, "text": as_text(row.content), "version": row.version}


def _tried(said: dict[str, Any], request: Asked) -> tuple[list[str], dict[str, Any] | None]:
    """Sentences of what is wrong, and the scheme as it would be; a preview writes nothing."""
    try:
        content = content_of(said["text"])
        with transaction.atomic():
            decided = Decided(said["reason"], said["version"], said["approved_by"])
            change_rule(KIND, said["key"], content, decided=decided, by=request.actor,
                        now=request.now)  # fmt: skip
            if "preview" in request.POST:
                transaction.set_rollback(True)
    except ValueError as error:
        reason = Reason("scheme_unreadable", {"value": str(error)[:80]}, "text")
        return sentences([reason]), None
    except Refusal as refusal:
        return sentences(refusal.reasons), None
    return [], scheme_shown(scheme_of(content))


urlpatterns = [
    path("inspections/schemes/", show),
    path("inspections/schemes/edit", edit),
    path("inspections/schemes/<str:key>/", one),
]
