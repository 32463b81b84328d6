"""/desk/assessments/<number>/units/<code>/: one unit's sheet, its records, its objections."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jiceng.casework.desk.followed import happened
from jiceng.casework.desk.labels import url_of as record_url
from jiceng.casework.models import Case, CaseOutcome
from jiceng.kernel.refusal import Invalid, NotFound, Reason, Refusal
from jiceng.performance.actions import assessment_objections as acts
from jiceng.performance.desk.assessment_forms import AnswerForm, ObjectionForm, RefuseForm
from jiceng.performance.desk.assessment_shown import (
    HERE,
    band_words,
    line_shown,
    lines_shown,
    objection_shown,
    result_row,
    status_of,
    url_of,
)
from jiceng.performance.desk.assessment_told import (
    extras_shown,
    figures,
    losses,
    sum_of,
    way_to_object,
)
from jiceng.performance.desk.assessments import SEEING
from jiceng.performance.models import Assessment, AssessmentObjection, UnitResult
from jiceng.performance.process import ASSESSMENT_OBJECTION
from jiceng.performance.queries.assessments import (
    assessment_for,
    corrected_by,
    group_of,
    may_object,
    objection_for,
    result_for,
    scheme_under,
    subject_name,
)
from jiceng.performance.queries.matters import records_of, worth_among
from jiceng.performance.rules.matters import DEFINITIONS, NAMES
from jiceng.performance.rules.periods import Period
from jiceng.performance.rules.sheets import reading_of, shown_count
from jiceng.web.doors import Asked, door
from jiceng.web.forms import add_refusal
from jiceng.web.menu import office
from jiceng.web.paging import page_of, pager
from jiceng.web.words import sentences, word

LEADING = ("leader",)
ANSWERING = ("organisation_department",)


@door("staff", *SEEING)
@require_safe
def sheet(request: Asked, number: str, subject: str) -> HttpResponse:
    """Every point of a unit, down to the records."""
    row = assessment_for(request.actor, number, request.now)
    return _sheet(request, row, result_for(request.actor, row, subject))


def _sheet(
    request: Asked, row: Assessment, result: UnitResult, form: ObjectionForm | None = None,
    reasons: list[str] | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    name = subject_name(result.subject)
    history = list(row.results.filter(subject=result.subject).order_by("-pk"))
    objections = AssessmentObjection.objects.filter(
        result__assessment=row, subject=result.subject
    ).select_related("result")
    may = may_object(request.actor, result, request.now)
    context = {
        **office(request, HERE, crumbs=[(_("目标考核"), HERE), (row.number, url_of(row)),
                                        (name, "")]),
        "row": row,
        "name": name,
        "result": result,
        "told": result_row(result, opens=False),
        "band": band_words(result),
        "status": status_of(row),
        **_told(row, result, request),
        "history": history if len(history) > 1 else [],
        "objections": [objection_shown(o) for o in objections],
        "form": form or (objection_form(result) if may else None),
        "url": f"{url_of(row, result.subject)}objections",
        "reasons": reasons or [],
        "back_url": url_of(row, result.subject),
    }  # fmt: skip
    printed = "print" in request.GET
    page = "performance/assessment_print.html" if printed else "performance/assessment_sheet.html"
    return render(request, page, context, status=status)


def _told(row: Assessment, result: UnitResult, request: Asked) -> dict[str, Any]:
    """What a reader sees first: figures, losses, the sum, and how to object."""
    lines, scheme = lines_shown(result, row), scheme_under(row)
    rows = row.extras.filter(subject=result.subject).exclude(approved_at=None).order_by("pk")
    extras = extras_shown(list(rows), scheme.extras)
    may = may_object(request.actor, result, request.now)
    return {
        "lines": lines,
        "figures": figures(
            row, result, result_row(result, opens=False), band_words(result), request.now
        ),
        "losses": losses(lines),
        "extras": extras,
        "sum": sum_of(result, extras),
        "objecting": way_to_object(row, may, request.now),
    }


def objection_form(result: UnitResult, posted: Any = None) -> ObjectionForm:
    return ObjectionForm([(line["target"], line["name"]) for line in result.lines], posted)


@door("staff", *LEADING)
@require_POST
def object_to(request: Asked, number: str, subject: str) -> HttpResponse:
    """The unit objects to one line."""
    row = assessment_for(request.actor, number, request.now)
    result = result_for(request.actor, row, subject)
    form = objection_form(result, request.POST)
    reasons, status = list[str](), 422
    if form.is_valid():
        said = form.cleaned_data
        try:
            made = acts.object_to(
                result, said["target"], said["reason"], by=request.actor, now=request.now
            )
        except Invalid as refusal:
            add_refusal(form, refusal.reasons, word)
        except Refusal as refusal:
            reasons, status = sentences(refusal.reasons), refusal.status
        else:
            return HttpResponseRedirect(f"{HERE}objections/{made.number}/")
    return _sheet(request, row, result, form, reasons, status)


@door("staff", *SEEING)
@require_safe
def records(request: Asked, number: str, subject: str, target: str) -> HttpResponse:
    """The cases behind a rate, each with whether it counts as done well."""
    row = assessment_for(request.actor, number, request.now)
    result = result_for(request.actor, row, subject)
    line = next((one for one in result.lines if one["target"] == target), None)
    if line is None or line["indicator"] not in NAMES:
        raise NotFound(Reason("not_found"))
    code, name = line["indicator"], subject_name(subject)
    as_of = row.frozen_at or row.reckoned_at or request.now
    is_lost = "lost" in request.GET
    period = Period(row.starts_on, row.ends_on)
    found, moved = records_of(code, group_of(row).level, subject, period, as_of, is_lost=is_lost)
    page = page_of(found, request.GET.get("after", ""), key="pk")
    crumbs = [(_("目标考核"), HERE), (row.number, url_of(row)), (name, url_of(row, subject)),
              (line["name"], "")]  # fmt: skip
    context = {
        **office(request, HERE, crumbs=crumbs),
        "name": name,
        "line": line_shown(line, result.lines),
        "definition": _(DEFINITIONS[code]),
        "rows": _cases(request, worth_among(code, page.rows, moved, as_of), page.rows),
        "pager": pager(page, request.GET),
        "as_of": as_of,
        "is_lost": is_lost,
    }
    return render(request, "performance/assessment_records.html", context)


def _cases(
    request: Asked, worth: dict[int, Fraction], rows: list[CaseOutcome]
) -> list[dict[str, Any]]:  # fmt: skip
    cases: QuerySet[Case] = Case.objects.filter(pk__in=[r.pk for r in rows])
    seen = {c.pk for c in cases if request.actor.sees(c)}
    return [
        {"number": r.number, "url": record_url("case", r.number) if r.pk in seen else "",
         "first_due_at": r.first_due_at, "closed_at": r.closed_at, "is_merged": r.is_merged,
         "is_refused": r.state == "refused",
         "worth": shown_count(worth.get(r.pk, Fraction(0))),
         "light": "done" if worth.get(r.pk) == 1 else "rest",
         "is_reopened": r.reopened_at is not None}
        for r in rows
    ]  # fmt: skip


@door("staff", *SEEING)
@require_safe
def objection(request: Asked, number: str) -> HttpResponse:
    """One objection with its answer."""
    return _objection(request, objection_for(request.actor, number))


def _objection(
    request: Asked, row: AssessmentObjection,
    tried: tuple[str, Any, list[str]] | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    above = row.result.assessment
    after = corrected_by(row)
    offers = []
    for move in ASSESSMENT_OBJECTION.open_moves(row.state, request.actor.roles_towards(row)):
        mine = tried if tried and tried[0] == move.name else None
        blank = answer_form(row, move.name)
        offers.append(
            {"name": move.name, "label": _(move.label), "form": mine[1] if mine else blank,
             "is_plain": False, "is_open": mine is not None, "reasons": mine[2] if mine else [],
             "style": "", "url": f"{HERE}objections/{row.number}/moves/{move.name}"}
        )  # fmt: skip
    context = {
        **office(request, HERE, crumbs=[(_("目标考核"), HERE), (above.number, url_of(above)),
                                        (row.number, "")]),
        "row": row,
        "told": objection_shown(row),
        "line": next(x for x in lines_shown(row.result, above) if x["target"] == row.target),
        "after": after and next(
            x for x in lines_shown(after, above) if x["target"] == row.target
        ),
        "sheet_url": url_of(above, row.subject),
        "offers": offers,
        "timeline": happened(row, ASSESSMENT_OBJECTION, {"object": _("提出异议")}),
    }  # fmt: skip
    return render(request, "performance/assessment_objection.html", context, status=status)


def answer_form(
    row: AssessmentObjection, name: str, posted: Any = None
) -> AnswerForm | RefuseForm:  # fmt: skip
    """What an answer is asked for; an acceptance starts from what was counted."""
    start: dict[str, Any] = {"version": row.version}
    if name != "accept":
        return RefuseForm(posted, auto_id=f"{name}_%s", initial=start)
    line = next(one for one in row.result.lines if one["target"] == row.target)
    read = reading_of(line["reading"])
    done, whole = (sum(both[n] for both in read.counted.values()) for n in (0, 1))
    is_rate = line["formula"] == "fair_rate"
    start |= {
        "numerator": int(done) if is_rate else read.numerator,
        "denominator": whole if is_rate else read.denominator,
        "late": read.late, "value": line["reading"]["value"],
    }  # fmt: skip
    return AnswerForm(line["formula"], posted, auto_id=f"{name}_%s", initial=start)


@door("staff", *ANSWERING)
@require_POST
def answer(request: Asked, number: str, name: str) -> HttpResponse:
    """accept, with the right counts, or refuse."""
    row = objection_for(request.actor, number)
    if name not in ("accept", "refuse"):
        raise NotFound(Reason("not_found"))
    form = answer_form(row, name, request.POST)
    reasons, status = list[str](), 422
    if form.is_valid():
        said = form.cleaned_data
        try:
            acts.answer_objection(
                row, name, said["answer"], by=request.actor, now=request.now,
                version=said["version"],
                corrected=form.corrected() if isinstance(form, AnswerForm) else None,
            )  # fmt: skip
        except Invalid as refusal:
            add_refusal(form, refusal.reasons, word)
        except Refusal as refusal:
            reasons, status = sentences(refusal.reasons), refusal.status
        else:
            return HttpResponseRedirect(f"{HERE}objections/{row.number}/")
    fresh = objection_for(request.actor, number)
    return _objection(request, fresh, (name, form, reasons), status)


urlpatterns = [
    path("assessments/objections/<str:number>/", objection),
    path("assessments/objections/<str:number>/moves/<str:name>", answer),
    path("assessments/<str:number>/units/<str:subject>/", sheet),
    path("assessments/<str:number>/units/<str:subject>/objections", object_to),
    path("assessments/<str:number>/units/<str:subject>/records/<str:target>/", records),
]
