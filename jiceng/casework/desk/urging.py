"""/desk/supervision/urgings/: what was urged, what waits for an answer, and sending one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiceng.casework.actions import urging as acts
from jiceng.casework.desk.labels import unit_name, url_of
from jiceng.casework.desk.supervision_views import HERE as ROOM
from jiceng.casework.desk.supervision_views import views
from jiceng.casework.desk.urging_shown import KINDS, SLIPS, kind_of, row_of, senders, status_of
from jiceng.casework.models import Urging
from jiceng.casework.queries.supervision import directing
from jiceng.casework.queries.urging import (
    slips_to_choose,
    target_for,
    terms_of_urging,
    to_answer,
    units_of,
    urging_for,
    urgings_for,
)
from jiceng.kernel.records.advance import Movable
from jiceng.kernel.records.models import Note
from jiceng.kernel.refusal import Refusal
from jiceng.web.doors import Asked, door
from jiceng.web.forms import CountyTimeField, add_refusal, version_in
from jiceng.web.menu import office
from jiceng.web.paging import page_of, pager
from jiceng.web.words import sentences, term_words, word

HERE = "/desk/supervision/urgings/"
VIEWS = ("mine", "open", "all")
OFFICE = frozenset({"overseer"})
HANDLER = frozenset({"handler"})


class UrgeForm(forms.Form):
    """What is sent, in which form, and by when an answer is wanted."""

    sort = forms.ChoiceField(label=N_("方式"), widget=forms.RadioSelect({"data-layout": "list"}))
    text = forms.CharField(
        label=N_("要求"), max_length=acts.LONGEST, widget=forms.Textarea({"rows": 4})
    )
    answer_due = CountyTimeField(label=N_("答复期限"), required=False)
    colour = forms.CharField(label=N_("督办单颜色"), required=False, max_length=8)
    reason = forms.CharField(
        label=N_("提前发橙色或红色的理由"),
        required=False,
        max_length=acts.LONGEST_REASON,
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(self, data: Any = None, *, term: str = "", colours: Sequence[str] = ()) -> None:
        super().__init__(data, initial={"sort": "urge"})
        for field in self.fields.values():
            field.label = _(str(field.label))
        self.fields["answer_due"].help_text = _("不填时按规定为%(term)s。") % {"term": term}
        kinds = self.fields["sort"]
        kinds.help_text = _(
            "督办单的颜色由规则确定：先蓝色，逾期不回复转橙色，再逾期转红色；"
            "A 类事项和领导批示直接发橙色。"
        )
        self.colours = colours
        offered = [("", _("按规则确定")), *((c, _(SLIPS[c])) for c in colours)]
        self.fields["colour"].widget = forms.Select(choices=offered)
        self.fields["reason"].help_text = _("按规则确定颜色的不用填。")
        if isinstance(kinds, forms.ChoiceField):
            kinds.choices = [(k, _(v)) for k, v in KINDS.items()]

    def urge(self) -> acts.Urge:
        """What the form asks for, once it is valid."""
        said = self.cleaned_data
        names = ("text", "answer_due", "colour", "reason")
        return acts.Urge(said["sort"], **{name: said[name] for name in names})


@door("staff")
@require_safe
def show(request: Asked) -> HttpResponse:
    """Urgings: to be answered by one's own unit, still open, or all within reach."""
    view = request.GET.get("view", "")
    if view not in VIEWS:
        view = "mine" if "handler" in request.actor.roles else "open"
    newest = view == "all"
    key = "sent_at" if newest else "answer_due_at"
    page = page_of(_rows(request, view), request.GET.get("after", ""), key=key, newest=newest)
    sent_by = senders(page.rows)
    labels = {"mine": _("待本单位回复"), "open": _("待回复"), "all": _("全部")}
    context = {
        **office(request, ROOM, crumbs=[(_("催办督办"), "")]),
        "ways": views(request.actor, "urgings"),
        "rows": [row_of(u, sent_by) for u in page.rows],
        "views": [{"label": labels[v], "url": f"?view={v}", "current": v == view} for v in VIEWS],
        "view": view,
        "pager": pager(page, request.GET, _("本页 %(n)d 件") % {"n": len(page.rows)}),
    }
    return render(request, "casework/desk_urgings.html", context)


def _rows(request: Asked, view: str) -> QuerySet[Urging]:
    if view == "mine":
        return to_answer(request.actor)
    rows = urgings_for(request.actor)
    return rows.filter(state="sent") if view == "open" else rows


@door("staff", "overseer")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    """Urge the units of one matter."""
    kind, number = (request.POST.get(n) or request.GET.get(n, "") for n in ("kind", "number"))
    target = target_for(request.actor, kind, number, request.now)
    term = term_words(str(terms_of_urging(request.now).answer))
    sent = request.POST if request.method == "POST" else None
    form = UrgeForm(sent, term=term, colours=slips_to_choose(target, request.now))
    status, reasons = 200, []
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                acts.urge(target, form.urge(), by=request.actor, now=request.now)
            except Refusal as refusal:
                status = refusal.status
                reasons = [word(r) for r in refusal.reasons if r.field not in form.fields]
                add_refusal(form, [r for r in refusal.reasons if r.field in form.fields], word)
            else:
                return HttpResponseRedirect(url_of(kind, number))
    context = {
        **office(request, ROOM, crumbs=[(_("催办督办"), HERE), (_("发出催办"), "")]),
        "form": form,
        "reasons": reasons,
        "target": _target(target),
        "kind": kind,
        "units": [unit_name(code) for code in units_of(target)],
    }
    return render(request, "casework/desk_urge.html", context, status=status)


def _target(target: Movable) -> dict[str, str]:
    return {
        "title": target.title,
        "number": target.number,
        "url": url_of(target.subject_kind, target.number),
    }


@door("staff")
@require_safe
def one(request: Asked, number: str) -> HttpResponse:
    """One urging with its answer."""
    return _page(request, urging_for(request.actor, number))


@door("staff")
@require_POST
def act(request: Asked, number: str, name: str) -> HttpResponse:
    """answer or withdraw."""
    urging = urging_for(request.actor, number)
    words, version = str(request.POST.get("words", "")), version_in(request.POST)
    make = {"answer": acts.answer, "withdraw": acts.withdraw}.get(name)
    try:
        if make is not None:
            make(urging, words, by=request.actor, now=request.now, version=version)
    except Refusal as refusal:
        fresh = urging_for(request.actor, number)
        return _page(
            request, fresh, reasons=sentences(refusal.reasons), tried=name, typed=words,
            status=refusal.status,
        )  # fmt: skip
    return HttpResponseRedirect(f"{HERE}{number}/")


def _page(
    request: Asked,
    urging: Urging,
    *,
    reasons: list[str] | None = None,
    tried: str = "",
    typed: str = "",
    status: int = 200,
) -> HttpResponse:
    is_open = urging.state == "sent"
    actor = request.actor
    notes = Note.objects.filter(subject_kind="urging", subject_id=urging.pk).order_by("pk")
    before = urging.follows
    context = {
        **office(request, ROOM, crumbs=[(_("催办督办"), HERE), (urging.number, "")]),
        "row": row_of(urging, senders([urging])),
        "version": urging.version,
        "status": status_of(urging),
        "target": {
            "title": urging.title,
            "number": urging.target_number,
            "url": url_of(urging.target_kind, urging.target_number),
        },
        "follows": {"url": f"{HERE}{before.number}/", "kind": kind_of(before)} if before else None,
        "notes": [n.text for n in notes],
        "may_answer": is_open and actor.acting_grip(urging, HANDLER) is not None,
        "may_withdraw": is_open
        and directing(actor, urging).acting_grip(urging, OFFICE) is not None,
        "reasons": reasons,
        "tried": tried,
        "typed": typed,
    }
    return render(request, "casework/desk_urging.html", context, status=status)
