"""Following a case with its number and access code: see, add, rate, ask again, take back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jiceng.casework.actions.around import add_note, case_by_code, erase_contact, rate
from jiceng.casework.actions.moves import Given, make_move
from jiceng.casework.models import Case, Contact
from jiceng.casework.portal.by_code import opened
from jiceng.casework.portal.forms import NoteForm, RatingForm, ReopenForm, TrackForm
from jiceng.casework.portal.show import show
from jiceng.casework.portal.told import told
from jiceng.casework.process import CASE
from jiceng.kernel.records.limits import spend
from jiceng.kernel.refusal import Reason, Refusal, Refused
from jiceng.kernel.scope import RESIDENT
from jiceng.web.doors import Asked, door
from jiceng.web.forms import add_refusal, version_in
from jiceng.web.templatetags.jiceng import local_time
from jiceng.web.words import word

MOST_NOTES, NOTES_WINDOW = 10, timedelta(hours=1)
"""What somebody may add to one case: as much as anybody can mean."""
Page = dict[str, forms.Form]


@door("public")
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: Asked) -> HttpResponse:
    """Ask for number and code; with both, show the case and do what was asked for it."""
    return opened(request, "casework/portal_track.html", case_by_code, _act)


def _act(request: Asked, case: Case, shown: TrackForm) -> HttpResponse:
    act = ACTS.get(request.POST.get("act", ""))
    pages: Page = {"rating": RatingForm(), "reopen": ReopenForm(), "note": NoteForm()}
    said, status = "", 200
    if act:
        name, do = act
        form = FORMS[name](request.POST) if name in FORMS else None
        if form is not None and not form.is_valid():
            pages[name], status = form, 422
        else:
            try:
                said = do(request, case, form)
            except Refusal as refusal:
                said, status = "", refusal.status
                if form is not None:
                    add_refusal(form, refusal.reasons, word)
                    pages[name] = form
            case = Case.objects.select_related("merged_into").get(pk=case.pk)
    return _show(request, case, shown, pages, said, status)


def _show(
    request: Asked, case: Case, shown: TrackForm, pages: Page, said: str, status: int
) -> HttpResponse:
    now = request.now
    contact = Contact.objects.filter(case=case, erased_at=None).first()
    context = {
        "told": told(case, now, lambda at: local_time(at, now)),
        "number": case.number,
        "code": shown.cleaned_data["code"],
        "version": case.version,
        "contact": contact.hint or _("称呼") if contact else "",
        "rating": case.rating,
        "said": said,
        **{f"{name}_form": form for name, form in pages.items()},
    }
    return show(request, "portal_case.html", context, status=status)


def _rate(request: Asked, case: Case, form: forms.Form | None) -> str:
    given = form.cleaned_data if form else {}
    rate(case, int(given["rating"]), given["comment"], now=request.now)
    return _("谢谢您的评价。")


def _reopen(request: Asked, case: Case, form: forms.Form | None) -> str:
    given = Given(reason=form.cleaned_data["reason"] if form else "")
    version = version_in(request.POST)
    make_move(case, "reopen", by=RESIDENT, now=request.now, version=version, given=given)
    return _("已按您的要求重新办理。")


def _note(request: Asked, case: Case, form: forms.Form | None) -> str:
    state = CASE.state(case.state)
    if state.resting or state.final:
        raise Refused(Reason("wrong_state", {"move": _("补充情况"), "state": state.label}))
    spend("resident.note", case.number, now=request.now, limit=MOST_NOTES, window=NOTES_WINDOW)
    words = form.cleaned_data["note"] if form else ""
    add_note(case, words, by=RESIDENT, now=request.now, kind="resident.note")
    return _("已收到补充情况，承办单位可以看到。")


def _erase(request: Asked, case: Case, form: forms.Form | None) -> str:
    erase_contact(case, now=request.now, grip=RESIDENT.grips[0])
    return _("您留下的联系方式已删除，不影响办理。")


Do = Callable[[Asked, Case, forms.Form | None], str]
FORMS: dict[str, type[forms.Form]] = {
    "rating": RatingForm, "reopen": ReopenForm, "note": NoteForm,
}  # fmt: skip
ACTS: dict[str, tuple[str, Do]] = {
    "rate": ("rating", _rate),
    "reopen": ("reopen", _reopen),
    "note": ("note", _note),
    "erase": ("erase", _erase),
}
