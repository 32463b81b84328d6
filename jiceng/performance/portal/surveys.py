"""/surveys/<number>: answer a survey, and read afterwards what came of it.

Nobody signs in here; nothing but the answers is kept (ADR 0014).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jiceng.casework.actions.gate import spend_answer
from jiceng.casework.queries import county_text
from jiceng.kernel.records.models import Note
from jiceng.kernel.records.names import named
from jiceng.kernel.refusal import Invalid, Refusal
from jiceng.performance.actions.survey_answers import Filled, answer_survey
from jiceng.performance.forms.answering import PREFIX, AnswerForm
from jiceng.performance.forms.survey_shown import results_shown, roughly, subject_names
from jiceng.performance.models import Survey
from jiceng.performance.queries.surveys import form_under, public_survey
from jiceng.performance.rules.panels import LEAST
from jiceng.performance.rules.survey_forms import form_of
from jiceng.web.display import address_of, preferences
from jiceng.web.doors import Asked, door
from jiceng.web.words import sentences, word


@door("public")
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: Asked, number: str) -> HttpResponse:
    """The form while it is open, then the result once it is announced."""
    row = public_survey(number, request.now)
    if request.method != "POST":
        is_open = row.state == "published" and not row.is_past
        return _page(request, row, _form(row, request) if is_open else None)
    form = _form(row, request)
    reasons, status = list[str](), 200
    if form.is_complete:
        try:
            spend_answer(address_of(request), now=request.now)
            answer_survey(row, filled(form), now=request.now)
            return HttpResponseRedirect(f"/surveys/{row.number}?done=1")
        except Invalid as refusal:
            _at_fields(form, refusal)
            status = 422
        except Refusal as refusal:
            reasons, status = sentences(refusal.reasons), refusal.status
    return _page(request, row, form, reasons, 422 if form.errors else status)


def _form(row: Survey, request: Asked) -> AnswerForm:
    posted = request.POST if request.method == "POST" else None
    kept = form_under(row, _version(row, posted))
    return AnswerForm(
        form_of(kept.content), posted, version=kept.version, entry=row.entry,
        about=subject_names(row.about) if row.entry == "open" else (),
        initial={"about": request.GET.get("about", ""), "slip": request.GET.get("slip", "")},
    )  # fmt: skip


def _version(row: Survey, posted: Mapping[str, Any] | None) -> int:
    """The version somebody has before them, where there was such a one."""
    typed = (posted or {}).get("form_version", "")
    return int(typed) if typed.isdigit() and 0 < int(typed) <= row.form_version else 0


def filled(form: AnswerForm) -> Filled:
    """What was filled in, as actions take it."""
    said = form.cleaned_data
    version = str(said.get("form_version") or "")
    return Filled(
        form.typed(), int(version) if version.isdigit() else 0, said.get("slip") or "",
        said.get("about") or "",
    )  # fmt: skip


def _at_fields(form: AnswerForm, refusal: Invalid) -> None:
    for reason in refusal.reasons:
        names = (reason.field, PREFIX + reason.field)
        form.add_error(next((n for n in names if n in form.fields), None), word(reason))


def _page(
    request: Asked, row: Survey, form: AnswerForm | None,
    reasons: list[str] | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    kept = form_of(form_under(row).content)
    is_announced = row.state == "announced" and form is None
    context = {
        **preferences(request),
        "hotline": county_text("county", request.now, "hotline"),
        "row": row, "form": form, "reasons": reasons or [],
        "title": named(kept.title, kept.title_en), "intro": named(kept.intro, kept.intro_en),
        "each": roughly(row.cost.get("expected", 0)),
        "is_done": "done" in request.GET and row.state == "published",
        "results": results_shown(row, row.result, whole=False) if is_announced else [],
        "total": _total(row), "honesty": honesty(row),
        "why": _why(row) if row.state == "withdrawn" else "",
    }  # fmt: skip
    return render(request, "performance/portal_survey.html", context, status=status)


def _total(row: Survey) -> str:
    """How many answered; not told where a version has too few to be told."""
    versions = row.result.get("versions", ())
    if any(v["n"] < LEAST for v in versions):
        return ""
    return _("共 %(n)s 份") % {"n": row.result.get("answers", 0)}


def honesty(row: Survey) -> str:
    """What the way of answering does to the result."""
    if row.entry == "open":
        return _("公开链接：同一个人可能填了不止一次，填写人也不是随机抽取的。")
    if row.entry == "slips":
        return _("一张填写码只能填一次；填写人不一定能代表全体。")
    return _("由单位填报，一个单位一份。")


def _why(row: Survey) -> str:
    note = Note.objects.filter(
        subject_kind="survey", subject_id=row.pk, kind="withdraw.reason"
    ).first()
    return note.text if note else _("没有写明理由。")
