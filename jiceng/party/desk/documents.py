"""/desk/party/documents/: the documents rules rest on, and the rules with their versions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_http_methods, require_safe

from jiceng.kernel.records.models import Document
from jiceng.party.actions.documents import Paper, register_document
from jiceng.party.desk.frame import HOME, WordedForm, day, form_page
from jiceng.party.queries.access import KEEPERS
from jiceng.party.queries.rule_book import history
from jiceng.party.rules.book import Version
from jiceng.web.clock import local_day
from jiceng.web.doors import Asked, door
from jiceng.web.menu import office

HERE = f"{HOME}documents/"
RULES = {
    "organisation": N_("组织设置与换届"),
    "development": N_("发展党员"),
    "dues": N_("党费"),
    "life": N_("组织生活"),
    "weak_branch": N_("软弱涣散排查"),
}
MOST = 200


@door("staff", *sorted(KEEPERS))
@require_safe
def show(request: Asked) -> HttpResponse:
    """Every document with its period of force, and every rule version that rests on one."""
    today = local_day(request.now)
    rows = Document.objects.select_related("supersedes").order_by("-valid_from", "number")[:MOST]
    context = {
        **office(request, HERE, crumbs=[(_("文件依据"), "")]),
        "rows": [_row(row, today) for row in rows],
        "rules": [
            {"name": _(name), "versions": [_version(v) for v in reversed(history(key).versions)]}
            for key, name in RULES.items()
        ],
        "may_register": "organisation_department" in request.actor.roles,
    }
    return render(request, "party/documents.html", context)


def _row(row: Document, today: Any) -> dict[str, Any]:
    over = row.valid_to is not None and row.valid_to <= today
    return {
        "number": row.number,
        "title": row.title,
        "issuer": row.issuer,
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
        "supersedes": row.supersedes.number if row.supersedes else "",
        "status": {"light": "rest", "text": _("已失效")}
        if over
        else {"light": "done", "text": _("现行有效")}
        if row.is_verified
        else {"light": "yellow", "text": _("待核对原件")},
    }


def _version(version: Version) -> dict[str, Any]:
    return {
        "document": version.document,
        "number": version.number,
        "valid_from": version.valid_from,
        "unverified": len(version.unverified),
        "parameters": len(version.values),
    }


class PaperForm(WordedForm):
    """A document to be registered."""

    number = forms.CharField(label=N_("文号"), max_length=60)
    title = forms.CharField(label=N_("标题"), max_length=200)
    issuer = forms.CharField(label=N_("发文机关"), max_length=80)
    issued_on = day(N_("印发日期"), required=False)
    valid_from = day(N_("施行日期"), required=False)
    valid_to = day(N_("失效日期"), required=False)
    supersedes = forms.CharField(label=N_("代替的文号"), max_length=60, required=False)


@door("staff", "organisation_department")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    """Register a document."""
    form = PaperForm(request.POST or None)

    def write() -> Document:
        return register_document(Paper(**form.cleaned_data), by=request.actor, now=request.now)

    crumbs = [(_("文件依据"), HERE)]
    return form_page(request, _("登记文件"), crumbs, form, write, lambda _row: HERE)


urlpatterns = [path("party/documents/", show), path("party/documents/new", new)]
