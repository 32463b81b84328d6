"""/desk/party/checker/files/<number>/: one screened file, every finding in words, and its moves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.urls.resolvers import URLPattern
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_POST, require_safe

from jiceng.casework.desk.followed import happened
from jiceng.casework.queries import rules_at
from jiceng.kernel.refusal import Invalid, NotFound, Reason, Refusal
from jiceng.party.actions.screenings import move_file
from jiceng.party.desk.checker import HERE, screening_url, severity_tag
from jiceng.party.desk.checker_forms import FORMS, MoveForm, blank_form
from jiceng.party.desk.screenings import file_url, state_tag
from jiceng.party.models import FileFinding, ScreenedFile
from jiceng.party.process.screening import CLASSES, DISPOSALS, SCREENING_CASE
from jiceng.party.queries.screenings import file_findings, file_for, told
from jiceng.party.rules.checker import RULES
from jiceng.party.rules.checker_words import RESULTS
from jiceng.web.doors import Asked, door
from jiceng.web.forms import add_refusal
from jiceng.web.menu import office
from jiceng.web.words import sentences, word

ACTS = {"screened": N_("按规则检查"), "looked_again": N_("资料更新，重新检查")}
LIGHTS = {"pass": "green", "unknown": "rest"}
GRAVE = frozenset({"verify"})


@dataclass(frozen=True, slots=True)
class Tried:
    """A move that was not made: its form as it was typed, and why."""

    name: str
    form: MoveForm
    reasons: list[str]


@door("staff", "organisation_department")
@require_safe
def one(request: Asked, number: str) -> HttpResponse:
    """One file."""
    return _page(request, file_for(request.actor, number))


@door("staff", "organisation_department")
@require_POST
def act(request: Asked, number: str, act: str) -> HttpResponse:
    """One move, by its name."""
    file = file_for(request.actor, number)
    if act not in FORMS:
        raise NotFound(Reason("not_found"))
    form = FORMS[act](request.POST, auto_id=f"{act}_%s")
    if not form.is_valid():
        return _page(request, file, Tried(act, form, []), 422)
    version = form.cleaned_data["version"]
    try:
        move_file(file, act, form.given(), by=request.actor, now=request.now, version=version)
    except Invalid as refusal:
        add_refusal(form, refusal.reasons, word)
        tried, status = Tried(act, form, []), refusal.status
    except Refusal as refusal:
        tried, status = Tried(act, form, sentences(refusal.reasons)), refusal.status
    else:
        return HttpResponseRedirect(file_url(number))
    return _page(request, file_for(request.actor, number), tried, status)


def _page(
    request: Asked, file: ScreenedFile, tried: Tried | None = None, status: int = 200
) -> HttpResponse:
    findings = file_findings(file)
    crumbs = [
        (_("发展党员检查"), HERE),
        (file.screening.title, screening_url(file.screening.number)),
        (file.number, ""),
    ]
    context = {
        **office(request, HERE, crumbs=crumbs),
        "file": file,
        "status": state_tag(file.state),
        "details": _details(file),
        "open": [_finding(f) for f in findings if f.result == "fail"],
        "unknown": [_finding(f) for f in findings if f.result == "unknown"],
        "passed": [_finding(f) for f in findings if f.result == "pass"],
        "timeline": happened(file, SCREENING_CASE, ACTS),
        "moves": _moves(request, file, tried),
    }
    return render(request, "party/screened_file.html", context, status=status)


def _details(file: ScreenedFile) -> list[dict[str, Any]]:
    rows = [
        {"label": _("姓名"), "text": file.name},
        {"label": _("党支部"), "text": file.branch or "—"},
        {"label": _("台账编号"), "text": file.external_number or "—"},
        {"label": _("来源"), "text": _("在办档案") if file.source == "live" else _("历史台账")},
    ]
    if file.development:
        live = f"/desk/party/developments/{file.development}/"
        rows[-1] |= {"text": file.development, "url": live}
    if file.classification:
        rows.append({"label": _("分类"), "text": _(CLASSES[file.classification])})
    if file.disposal:
        text = f"{_(DISPOSALS[file.disposal])}（{file.decision_number}）"
        rows.append({"label": _("处理结果"), "text": text})
    if file.archive_number:
        rows.append({"label": _("归档编号"), "text": file.archive_number})
    return rows


def _finding(row: FileFinding) -> dict[str, Any]:
    rule = RULES[row.rule]
    severity = severity_tag(row.severity)
    return {
        "rule": row.rule,
        "title": _(rule.title),
        "result": _(RESULTS[row.result]),
        "light": severity["light"] if row.result == "fail" else LIGHTS[row.result],
        "severity": severity["text"],
        "text": word(told(row.reason, row.facts)),
        "document": row.document,
        "clause": row.clause,
        "version": row.rule_version,
        "is_unverified": row.is_unverified,
        "remedy": _(rule.remedy) if row.result == "fail" else "",
    }


def _moves(request: Asked, file: ScreenedFile, tried: Tried | None) -> list[dict[str, Any]]:
    """Every move of the reader's roles from here, with what stands against it."""
    roles = request.actor.roles_towards(file)
    calendar = rules_at(request.now)[1]
    return [
        _offer(
            move.name, file, tried,
            sentences(
                SCREENING_CASE.why_not(
                    file, move, roles=roles, supplied=move.needs, now=request.now,
                    calendar=calendar,
                )
            ),
        )
        for move in SCREENING_CASE.open_moves(file.state, roles)
    ]  # fmt: skip


def _offer(
    name: str, file: ScreenedFile, tried: Tried | None, blocked_by: list[str]
) -> dict[str, Any]:
    """A move as casework/desk_offer.html draws it."""
    mine = tried is not None and tried.name == name
    return {
        "name": name,
        "label": _(SCREENING_CASE.move(name).label),
        "form": tried.form if tried and mine else blank_form(file, name),
        "is_plain": False,
        "is_open": mine,
        "reasons": tried.reasons if tried and mine else [],
        "url": f"{file_url(file.number)}{name}",
        "style": "danger" if name in GRAVE else "",
        "blocked_by": blocked_by,
    }


urlpatterns: list[URLPattern] = [
    path("party/checker/files/<slug:number>/", one),
    path("party/checker/files/<slug:number>/<slug:act>", act),
]
