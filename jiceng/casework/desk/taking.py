"""/desk/supervision/take: a late case or problem taken under supervision, and lifted again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_http_methods

from jiceng.casework.actions import taking as acts
from jiceng.casework.desk.labels import unit_name, url_of
from jiceng.casework.queries.supervision import item_for
from jiceng.casework.queries.taking import TAKEABLE, taking_grip
from jiceng.casework.queries.urging import target_for
from jiceng.kernel.refusal import NotAllowed, NotFound, Reason, Refusal
from jiceng.web.doors import Asked, door
from jiceng.web.forms import CountyTimeField, add_refusal, version_in
from jiceng.web.menu import office
from jiceng.web.words import word

HERE = "/desk/supervision/"


class TakeForm(forms.Form):
    """Why, what is required, and by when."""

    reason = forms.CharField(
        label=N_("挂牌原因"), max_length=500, widget=forms.Textarea({"rows": 3})
    )
    requirement = forms.CharField(
        label=N_("办理要求"), max_length=2000, widget=forms.Textarea({"rows": 3})
    )
    deadline = CountyTimeField(label=N_("办结期限"))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        for field in self.fields.values():
            field.label = _(str(field.label))


class LiftForm(forms.Form):
    """Why the supervision ends before the matter does."""

    reason = forms.CharField(
        label=N_("摘牌原因"), max_length=500, widget=forms.Textarea({"rows": 3})
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["reason"].label = _(str(self.fields["reason"].label))


@door("staff", "overseer")
@require_http_methods(["GET", "HEAD", "POST"])
def take(request: Asked) -> HttpResponse:
    """Take one late matter under supervision."""
    kind, number = (request.POST.get(n) or request.GET.get(n, "") for n in ("kind", "number"))
    if kind not in TAKEABLE:
        raise NotFound(Reason("not_found"))
    target = target_for(request.actor, kind, number, request.now)
    if taking_grip(request.actor, target) is None:
        raise NotAllowed(Reason("not_above"))
    form = TakeForm(request.POST if request.method == "POST" else None)
    status, reasons = 200, []
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = acts.Taking(**form.cleaned_data)
            try:
                acts.take(target, given, by=request.actor, now=request.now)
            except Refusal as refusal:
                status, reasons = refusal.status, _told(form, refusal)
            else:
                return HttpResponseRedirect(url_of(kind, number))
    context = {
        **office(
            request, HERE, crumbs=[(target.number, url_of(kind, number)), (_("挂牌督办"), "")]
        ),
        "form": form,
        "reasons": reasons,
        "kind": kind,
        "number": number,
        "heading": _("挂牌督办"),
        "facts": target.title,
        "unit": unit_name(target.unit),
        "back_url": url_of(kind, number),
        "button": _("挂牌督办"),
    }
    return render(request, "casework/desk_take.html", context, status=status)


@door("staff", "overseer")
@require_http_methods(["GET", "HEAD", "POST"])
def lift(request: Asked, number: str) -> HttpResponse:
    """End the supervision of a matter that is still open."""
    item = item_for(request.actor, number)
    if item.source != "taken":
        raise NotFound(Reason("not_found"))
    back = url_of(item.taken_kind, item.taken_number)
    form = LiftForm(request.POST if request.method == "POST" else None)
    status, reasons = 200, []
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                acts.lift(
                    item,
                    form.cleaned_data["reason"],
                    by=request.actor,
                    now=request.now,
                    version=version_in(request.POST),
                )
            except Refusal as refusal:
                status, reasons = refusal.status, _told(form, refusal)
            else:
                return HttpResponseRedirect(back)
    context = {
        **office(request, HERE, crumbs=[(item.number, back), (_("摘牌"), "")]),
        "form": form,
        "reasons": reasons,
        "version": item.version,
        "heading": _("摘牌"),
        "facts": item.title,
        "unit": "",
        "back_url": back,
        "button": _("摘牌"),
    }
    return render(request, "casework/desk_take.html", context, status=status)


def _told(form: forms.Form, refusal: Refusal) -> list[str]:
    """Reasons at their fields; the rest above the form."""
    add_refusal(form, [r for r in refusal.reasons if r.field in form.fields], word)
    return [word(r) for r in refusal.reasons if r.field not in form.fields]
