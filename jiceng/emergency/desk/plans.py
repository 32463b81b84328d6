"""/desk/emergencies/plans/: the county's plans, their versions and text; changed like any rule."""

from __future__ import annotations

import tomllib
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_http_methods, require_safe

from jiceng.casework.actions.configuration import Decided, change_rule
from jiceng.casework.desk.programme_forms import WordedForm, words
from jiceng.casework.queries.configuration import versions_of
from jiceng.emergency.desk.emergencies import HERE, OFFICER
from jiceng.emergency.forms.emergencies_told import openings_told, types_at
from jiceng.emergency.queries.emergencies import plans_at
from jiceng.emergency.rules.emergencies import KIND, KINDS, LEVEL_WORDS, LEVELS, Plan, plan_of
from jiceng.kernel.records.models import Configuration
from jiceng.kernel.records.names import named
from jiceng.kernel.refusal import Invalid, NotFound, Reason
from jiceng.kernel.toml_text import toml_text
from jiceng.web.doors import Asked, door
from jiceng.web.form_page import form_page
from jiceng.web.menu import office

PLANS = f"{HERE}plans/"


class PlanForm(WordedForm):
    """The text of a plan as TOML, why it changes, and who approved."""

    text = words(N_("预案（TOML 格式）"), 24)
    reason = forms.CharField(label=N_("修改原因"), max_length=200)
    approved_by = forms.CharField(label=N_("批准人或文件"), max_length=80, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)


@door("staff")
@require_safe
def show(request: Asked) -> HttpResponse:
    """Every plan in force."""
    rows = [
        {"url": f"{PLANS}{p.key}/", "name": named(p.name, p.name_en), "kind": _(KINDS[p.kind]),
         "version": p.version, "basis": p.basis, "is_unverified": p.is_unverified}
        for p in plans_at(request.now).values()
    ]  # fmt: skip
    context = {
        **office(request, HERE, crumbs=[(_("应急响应"), HERE), (_("应急预案"), "")]),
        "rows": rows,
    }
    return render(request, "emergency/plans.html", context)


def _versions(key: str) -> list[Configuration]:
    found = versions_of(KIND, key)
    if not found:
        raise NotFound(Reason("not_found"))
    return found


@door("staff")
@require_safe
def one(request: Asked, key: str) -> HttpResponse:
    """What each level opens; `version` names an older one."""
    versions = _versions(key)
    asked = request.GET.get("version", "")
    row = next((v for v in versions if str(v.version) == asked or not asked), None)
    if row is None:
        raise NotFound(Reason("not_found"))
    plan = plan_of(key, row.version, row.content)
    name = named(plan.name, plan.name_en)
    context = {
        **office(request, HERE, crumbs=[
            (_("应急响应"), HERE), (_("应急预案"), PLANS), (name, "")]),
        "plan": plan, "name": name, "kind": _(KINDS[plan.kind]), "row": row,
        "advice": named(plan.advice, plan.advice_en), "versions": versions,
        "levels": _levels(plan, request), "url": f"{PLANS}{key}/",
        "may_write": OFFICER in request.actor.roles,
    }  # fmt: skip
    return render(request, "emergency/plan.html", context)


def _levels(plan: Plan, request: Asked) -> list[dict[str, Any]]:
    types = types_at(request.now)
    return [
        {"label": _(LEVEL_WORDS[name]), "details": openings_told(plan.opens(name), types, plan)}
        for name in LEVELS
    ]


@door("staff", OFFICER)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Asked, key: str) -> HttpResponse:
    """Another version; emergencies that are on keep the one they were switched on with."""
    last = _versions(key)[0]
    start = {"text": toml_text(last.content), "version": last.version}
    form = PlanForm(request.POST or None, initial=start)

    def write() -> str:
        said = form.cleaned_data
        decided = Decided(said["reason"], said["version"], said["approved_by"])
        content = _read(said["text"])
        change_rule(KIND, key, content, decided=decided, by=request.actor, now=request.now)
        return f"{PLANS}{key}/"

    name = named(str(last.content["name"]), str(last.content.get("name_en", "")))
    crumbs = [(_("应急响应"), HERE), (_("应急预案"), PLANS), (name, f"{PLANS}{key}/")]
    return form_page(request, _("修改预案"), crumbs, form, write, str, HERE)


def _read(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Invalid(Reason("plan_unreadable", {"value": str(error)[:80]}, "text")) from error


urlpatterns = [
    path("emergencies/plans/", show),
    path("emergencies/plans/<slug:key>/", one),
    path("emergencies/plans/<slug:key>/change", change),
]
