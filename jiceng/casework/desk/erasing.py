"""Erasing on request what was written or sent about a case: what there is, and the reason."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jiceng.casework.actions.erasing import LONGEST, Picked, erase_for, may_erase
from jiceng.casework.desk.labels import url_of
from jiceng.casework.models import Case, Contact
from jiceng.casework.queries import act_of, case_for
from jiceng.kernel.records.models import Attachment, Note
from jiceng.kernel.refusal import Invalid, NotAllowed, Reason, Refusal
from jiceng.web.doors import Asked, door
from jiceng.web.menu import office
from jiceng.web.words import sentences


@door("staff", "dispatcher", "approver")
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: Asked, number: str) -> HttpResponse:
    """Pick what is to go and say why; gone is gone."""
    case = case_for(request.actor, number, request.now)
    if may_erase(case, request.actor) is None:
        raise NotAllowed(Reason("may_not_erase"))
    if request.method != "POST":
        return _page(request, case)
    reason = request.POST.get("reason", "")
    try:
        erase_for(case, _picked(request.POST), reason, by=request.actor, now=request.now)
    except Refusal as refusal:
        reasons = sentences(refusal.reasons)
        return _page(request, case, reason=reason, reasons=reasons, status=refusal.status)
    return HttpResponseRedirect(f"{url_of('case', case.number)}?done=erase#timeline")


def _picked(sent: QueryDict) -> Picked:
    """What was ticked: `note 12`, `file <upload id>`, `contact`."""
    try:
        pairs = [(kind, key) for kind, _, key in (p.partition(" ") for p in sent.getlist("picked"))]
        return Picked(
            notes=tuple(int(key) for kind, key in pairs if kind == "note"),
            files=tuple(UUID(key) for kind, key in pairs if kind == "file"),
            contact=("contact", "") in pairs,
        )
    except ValueError as error:
        raise Invalid(Reason("already_gone", field="picked")) from error


def _page(
    request: Asked,
    case: Case,
    *,
    reason: str = "",
    reasons: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    crumbs = [
        (_("案件台账"), "/desk/cases/"),
        (case.number, url_of("case", case.number)),
        (_("应要求删除"), ""),
    ]
    context: dict[str, Any] = {
        **office(request, "/desk/cases/", crumbs=crumbs),
        "case": case,
        "notes": _notes(case),
        "files": _files(case),
        "contact": Contact.objects.filter(case=case, erased_at=None).first(),
        "picked": request.POST.getlist("picked"),
        "reason": reason,
        "longest": LONGEST,
        "reasons": reasons,
    }
    return render(request, "casework/desk_erase.html", context, status=status)


def _notes(case: Case) -> list[dict[str, Any]]:
    rows = Note.objects.filter(subject_kind="case", subject_id=case.pk, erased_at=None)
    return [
        {
            "key_text": str(n.pk),
            "act": act_of(n.kind.partition(".")[0]),
            "text": n.text,
            "at": n.at,
        }
        for n in rows.order_by("pk")
    ]


def _files(case: Case) -> list[dict[str, Any]]:
    rows = Attachment.objects.filter(subject_kind="case", subject_id=case.pk, erased_at=None)
    return [
        {
            "key_text": str(f.upload),
            "url": f"{url_of('case', case.number)}photos/{f.upload}",
            "label": _("照片") if f.kind == "image" else _("附件（PDF）"),
            "at": f.at,
        }
        for f in rows.order_by("pk")
    ]
