"""/desk/assessments/: assessments within reach, one group's results as bands, its moves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiceng.casework.desk.fields import MoveForm
from jiceng.casework.desk.followed import happened
from jiceng.casework.queries import rules_at
from jiceng.kernel.process import Move
from jiceng.kernel.refusal import Invalid, NotFound, Reason, Refusal
from jiceng.performance.actions import assessments as acts
from jiceng.performance.desk.assessment_forms import ExtraForm, OpenForm, ValueForm
from jiceng.performance.desk.assessment_shown import (
    HERE,
    assessment_row,
    folded,
    objection_shown,
    result_row,
    status_of,
    url_of,
)
from jiceng.performance.models import Assessment, AssessmentObjection, ExtraGiven
from jiceng.performance.process import ASSESSMENT
from jiceng.performance.queries.assessments import (
    assessment_for,
    assessments_of,
    own_subjects,
    results_of,
    scheme_under,
    sees_all,
    subject_name,
)
from jiceng.performance.queries.schemes import read_scheme, schemes
from jiceng.performance.rules.schemes import EXTRAS
from jiceng.performance.rules.wording import ACTS
from jiceng.web.doors import Asked, door
from jiceng.web.forms import add_refusal
from jiceng.web.menu import office
from jiceng.web.words import paper, sentences, word

SEEING = ("organisation_department", "signatory", "leader", "handler")
KEEPING = ("organisation_department",)
APPROVING = ("organisation_department", "signatory")
MOST = 200
Tried = tuple[str, forms.Form, list[str]]


@door("staff", *SEEING)
@require_safe
def show(request: Asked) -> HttpResponse:
    """Every assessment within reach, and the schemes in force for the office."""
    is_office = bool(request.actor.roles & set(KEEPING))
    context = {
        **office(request, HERE, crumbs=[(_("目标考核"), "")]),
        "rows": [assessment_row(a) for a in assessments_of(request.actor).order_by("-pk")[:MOST]],
        "schemes": [
            {"key": key, "name": row.content["name"], "version": row.version, "at": row.valid_from}
            for key, row in schemes(request.now).items()
        ]
        if sees_all(request.actor)
        else [],
        "may_write": is_office,
    }
    return render(request, "performance/assessments.html", context)


@door("staff", *KEEPING)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    """Take a group of a scheme into assessment."""
    offered = [
        (f"{key}/{group.key}", f"{row.content['name']}·{group.name}")
        for key, row in schemes(request.now).items()
        for group in read_scheme(row).groups
    ]
    form = OpenForm(offered, request.POST or None)
    status, reasons = 200, list[str]()
    if request.method == "POST":
        status = 422
        if form.is_valid():
            key, _sep, group = form.cleaned_data["group"].partition("/")
            try:
                made = acts.open_assessment(key, group, by=request.actor, now=request.now)
            except Refusal as refusal:
                reasons, status = sentences(refusal.reasons), refusal.status
            else:
                return HttpResponseRedirect(url_of(made))
    crumbs = [(_("目标考核"), HERE), (_("建立考核"), "")]
    context = {**office(request, HERE, crumbs=crumbs), "title": _("建立考核"), "form": form,
               "back": HERE, "reasons": reasons}  # fmt: skip
    return render(request, "performance/assessment_form.html", context, status=status)


@door("staff", *SEEING)
@require_safe
def one(request: Asked, number: str) -> HttpResponse:
    """One group: its results as bands, what is missing, and what may be done."""
    return _page(request, assessment_for(request.actor, number, request.now))


def _page(
    request: Asked, row: Assessment, tried: Tried | None = None, status: int = 200
) -> HttpResponse:
    mine, everything = own_subjects(request.actor), sees_all(request.actor)
    results = list(results_of(request.actor, row).select_related("assessment"))
    objections = AssessmentObjection.objects.filter(result__assessment=row).order_by("pk")
    if not everything:
        objections = objections.filter(subject__in=mine)
    context = {
        **office(request, HERE, crumbs=[(_("目标考核"), HERE), (row.number, "")]),
        "row": row,
        "status": status_of(row),
        "scheme": scheme_under(row),
        "scheme_url": f"{HERE}schemes/{row.scheme.key}/?version={row.scheme.version}"
        if everything
        else "",
        "results": [result_row(r, everything or r.subject in mine) for r in results],
        "objections": [objection_shown(o) for o in objections.select_related("result")],
        "extras": _extras(request, row) if everything else [],
        "moves": _moves(request, row, tried),
        "offers": _offers(request, row, tried),
        "timeline": folded(happened(row, ASSESSMENT, {**ACTS, "open": _("建立考核")}))
        if everything
        else [],
    }
    return render(request, "performance/assessment.html", context, status=status)


def _extras(request: Asked, row: Assessment) -> list[dict[str, Any]]:
    named = {e.key: e for e in scheme_under(row).extras}
    roles = request.actor.roles & set(APPROVING)
    may = bool(roles) and row.state in ("draft", "running")
    return [
        {"unit": subject_name(e.subject), "name": named[e.key].name,
         "kind": _(EXTRAS[named[e.key].kind]), "points": e.amount, "reason": e.reason,
         "is_approved": e.approved_at is not None, "url": f"{url_of(row)}extras/{e.pk}",
         "may_approve": may and e.approved_at is None
         and not acts.same_hands(request.actor, e.given_by)}
        for e in row.extras.order_by("pk")
    ]  # fmt: skip


def _moves(request: Asked, row: Assessment, tried: Tried | None) -> list[dict[str, Any]]:
    """Every move of the reader's roles from here, with what stands against it."""
    found: list[dict[str, Any]] = []
    for move in ASSESSMENT.open_moves(row.state, request.actor.roles_towards(row)):
        form = MoveForm(_papers(move), move.name, initial={"version": row.version})
        blocked = sentences(
            ASSESSMENT.why_not(
                row, move, roles=request.actor.roles_towards(row), supplied=move.needs,
                now=request.now, calendar=rules_at(request.now)[1],
            )
        )  # fmt: skip
        style = "danger" if move.name in ("withdraw", "send_back") else "primary"
        found.append(_offer(row, move.name, _(move.label), form, f"moves/{move.name}", tried,
                            style=style, blocked_by=blocked))  # fmt: skip
    return found


def _papers(move: Move) -> dict[str, forms.Field]:
    box = forms.Textarea(attrs={"rows": 3})
    return {n: forms.CharField(label=paper(n), max_length=2000, widget=box) for n in move.needs}


def _offers(request: Asked, row: Assessment, tried: Tried | None) -> list[dict[str, Any]]:
    """What the office enters while the year runs."""
    if not request.actor.roles & set(KEEPING) or row.state not in ("draft", "running"):
        return []
    found = [_offer(row, "value", _("录入数值"), value_form(row), "values", tried)]
    if scheme_under(row).extras:
        found.append(_offer(row, "extra", _("加分、扣分、否决"), extra_form(row), "extras", tried))
    return found


def value_form(row: Assessment, posted: Any = None) -> ValueForm:
    asked = scheme_under(row).targets_of(row.group)
    targets = [(t.key, t.name) for t in asked if not t.is_read]
    subjects = list(acts.named_subjects(row).items())
    return ValueForm(targets, subjects, posted, auto_id="value_%s")


def extra_form(row: Assessment, posted: Any = None) -> ExtraForm:
    subjects = list(acts.named_subjects(row).items())
    keys = [(e.key, f"{_(EXTRAS[e.kind])}：{e.name}") for e in scheme_under(row).extras]
    return ExtraForm(subjects, keys, posted, auto_id="extra_%s")


def _offer(
    row: Assessment, name: str, label: str, blank: forms.Form, where: str, tried: Tried | None,
    **more: Any,
) -> dict[str, Any]:  # fmt: skip
    mine = tried if tried and tried[0] == name else None
    form = mine[1] if mine else blank
    return {
        "name": name, "label": label, "form": form, "is_plain": not form.visible_fields(),
        "is_open": mine is not None, "reasons": mine[2] if mine else [], "style": "",
        "url": f"{url_of(row)}{where}", "blocked_by": [], **more,
    }  # fmt: skip


def _written(
    request: Asked, row: Assessment, name: str, form: forms.Form, write: Callable[[], object]
) -> HttpResponse:
    """Check a form and write, or show the page again as it was typed."""
    reasons, status = list[str](), 422
    if form.is_valid():
        try:
            write()
        except Invalid as refusal:
            add_refusal(form, refusal.reasons, word)
        except Refusal as refusal:
            reasons, status = sentences(refusal.reasons), refusal.status
        else:
            return HttpResponseRedirect(url_of(row))
    fresh = assessment_for(request.actor, row.number, request.now)
    return _page(request, fresh, (name, form, reasons), status)


@door("staff", *APPROVING)
@require_POST
def move(request: Asked, number: str, name: str) -> HttpResponse:
    """Any move of the process."""
    row = assessment_for(request.actor, number, request.now)
    if name not in {m.name for m in ASSESSMENT.moves}:
        raise NotFound(Reason("not_found"))
    form = MoveForm(_papers(ASSESSMENT.move(name)), name, request.POST)

    def write() -> object:
        said = form.cleaned_data
        return acts.move_assessment(
            row, name, by=request.actor, now=request.now, version=said["version"],
            reason=said.get("reason", ""),
        )  # fmt: skip

    return _written(request, row, name, form, write)


@door("staff", *KEEPING)
@require_POST
def enter(request: Asked, number: str) -> HttpResponse:
    """A value no record holds."""
    row = assessment_for(request.actor, number, request.now)
    form = value_form(row, request.POST)
    return _written(
        request, row, "value", form,
        lambda: acts.enter_value(row, form.given(), by=request.actor, now=request.now),
    )  # fmt: skip


@door("staff", *KEEPING)
@require_POST
def extra(request: Asked, number: str) -> HttpResponse:
    """Propose a bonus, a deduction or a veto."""
    row = assessment_for(request.actor, number, request.now)
    form = extra_form(row, request.POST)
    return _written(
        request, row, "extra", form,
        lambda: acts.give_extra(row, by=request.actor, now=request.now, **form.cleaned_data),
    )  # fmt: skip


@door("staff", *APPROVING)
@require_POST
def approve(request: Asked, number: str, key: int) -> HttpResponse:
    """Let an extra count."""
    row = assessment_for(request.actor, number, request.now)
    found = ExtraGiven.objects.filter(assessment=row, pk=key).first()
    if found is None:
        raise NotFound(Reason("not_found"))
    form = forms.Form(request.POST)
    return _written(
        request, row, "approve", form,
        lambda: acts.approve_extra(found, by=request.actor, now=request.now),
    )  # fmt: skip


urlpatterns = [
    path("assessments/", show),
    path("assessments/new", new),
    path("assessments/<str:number>/", one),
    path("assessments/<str:number>/moves/<str:name>", move),
    path("assessments/<str:number>/values", enter),
    path("assessments/<str:number>/extras", extra),
    path("assessments/<str:number>/extras/<int:key>", approve),
]
