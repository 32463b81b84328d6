"""What residents read, in both languages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.casework.configure.changing import DecisionForm, Editing, edit, history, latest
from jiceng.casework.configure.frame import ADMINISTRATOR, POWERS, show
from jiceng.kernel.records.configuration import in_force
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.web.doors import Asked, door

KIND = "text"
HERE = "/admin/texts/"
TONGUES = {"zh": N_("中文"), "en": N_("英文")}


def _label(name: str) -> str:
    """`who_zh` → who（中文）."""
    stem, _sign, tongue = name.rpartition("_")
    if name in TONGUES:
        return _(TONGUES[name])
    if tongue not in TONGUES:
        return name
    return _("%(part)s（%(tongue)s）") % {"part": stem, "tongue": _(TONGUES[tongue])}


def form_for(names: list[str]) -> type[DecisionForm]:
    """A form with one box for every sentence of a row."""
    boxes: dict[str, Any] = {
        name: forms.CharField(
            label=_label(name), required=False, widget=forms.Textarea(attrs={"rows": 3})
        )
        for name in names
    }
    return type("TextForm", (DecisionForm,), boxes)


@door("staff", *POWERS)
def table(request: Asked) -> HttpResponse:
    """Every text by key."""
    rows = [
        {
            "cells": [
                {"text": key, "url": f"{HERE}{key}/"},
                {"text": _first(row.content)},
                {"text": f"{row.version}", "note": row.by},
            ]
        }
        for key, row in sorted(in_force(KIND, request.now).items())
    ]
    columns = [{"label": _("标识")}, {"label": _("中文")}, {"label": _("版本"), "numeric": True}]
    listed = {"caption": _("文字"), "columns": columns, "rows": rows}
    return show(request, "texts", {"table": listed}, here=HERE, crumbs=[(_("文字"), "")])


def _first(content: dict[str, Any]) -> str:
    text = next((str(v) for k, v in content.items() if k.endswith("zh")), "")
    return text if len(text) <= 60 else text[:59] + "…"


@door("staff", *POWERS)
def one(request: Asked, key: str) -> HttpResponse:
    """One text in full."""
    row = in_force(KIND, request.now).get(key)
    if row is None:
        raise NotFound(Reason("not_found"))
    context = {
        "name": key,
        "row": row,
        "details": [{"label": _label(k), "text": v} for k, v in row.content.items()],
        "versions": history(KIND, key, request.now),
        "may_change": ADMINISTRATOR in request.actor.roles,
        "base": f"{HERE}{key}/",
    }
    return show(request, "plain", context, here=HERE, crumbs=[(_("文字"), HERE), (key, "")])


@door("staff", ADMINISTRATOR)
def change(request: Asked, key: str) -> HttpResponse:
    """Other words from a day on."""
    last = latest(KIND, key)
    if last is None:
        raise NotFound(Reason("not_found"))
    back = f"{HERE}{key}/"
    editing = Editing(KIND, key, _("修改文字"), back, HERE, [(_("文字"), HERE), (key, back)])
    return edit(request, form_for(list(last.content)), editing)
