"""/desk/cases/new: a clerk writes down what somebody says at the counter or on the hotline."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_http_methods, require_POST

from jiceng.casework.actions.intake import Raised, check, plan, raise_case
from jiceng.casework.desk.fields import type_choices
from jiceng.casework.desk.labels import SOURCES, case_status, unit_name
from jiceng.casework.models import Case
from jiceng.casework.queries import near
from jiceng.casework.queries.overlays import suggested_types
from jiceng.casework.rules.cases import Report
from jiceng.kernel.records.names import named
from jiceng.kernel.refusal import Refusal
from jiceng.kernel.scope import Actor
from jiceng.web.doors import Asked, door
from jiceng.web.forms import CountyTimeField, add_refusal, area_choices
from jiceng.web.menu import office
from jiceng.web.once import once
from jiceng.web.words import sentences, stored_sentences, word

BY_HAND = ("clerk", "hotline")
MOST_NEAR = 5
SUGGEST = {
    "hx-post": "/desk/cases/new/kinds",
    "hx-trigger": "input changed delay:600ms",
    "hx-target": "#kinds",
    "hx-params": "text",
}


class Intake(forms.Form):
    """What was said. Only the words are required: nobody is sent away for want of a place."""

    source = forms.ChoiceField(label=N_("来源"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=N_("诉求内容"),
        max_length=4000,
        min_length=2,
        widget=forms.Textarea(attrs={"rows": 5, **SUGGEST}),
    )
    place = forms.CharField(label=N_("地点"), required=False, max_length=120)
    grid_code = forms.ChoiceField(label=N_("区域"), required=False)
    case_type = forms.ChoiceField(label=N_("事项类型"), required=False)
    name = forms.CharField(label=N_("称呼"), required=False, max_length=40)
    phone = forms.CharField(label=N_("联系电话"), required=False, max_length=20)
    happened_at = CountyTimeField(label=N_("发生时间"), required=False)
    looked_at = forms.BooleanField(required=False, widget=forms.HiddenInput)
    """Whether the near cases have been shown and the report is to be sent all the same."""

    def __init__(self, data: Any = None, *, actor: Actor, now: datetime) -> None:
        super().__init__(data, initial={"source": BY_HAND[0]})
        for field in self.fields.values():
            field.label = _(str(field.label)) if field.label else field.label
        choices: dict[str, Any] = {
            "source": [(name, _(SOURCES[name])) for name in BY_HAND],
            "grid_code": area_choices(actor, _("不确定，由系统判断")),
            "case_type": type_choices(now, _("不确定")),
        }
        for name, listed in choices.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = listed
        self.fields["place"].help_text = _("小区、楼栋、路口或者附近的地标。")
        self.fields["phone"].help_text = _("只用于核实和回复这一件事，加密保存，到期删除。")

    def raised(self, actor: Actor) -> Raised:
        """The report as given; where nobody said, it is about the area of the counter itself."""
        given = {k: v for k, v in self.cleaned_data.items() if k != "looked_at" and v}
        return Raised(**given, desk_area=_counter(actor))


def _counter(actor: Actor) -> str:
    """The area a clerk of a community or a town answers for; at the county it may be anywhere."""
    for grip in actor.grips:
        if "dispatcher" in grip.roles and grip.tier in ("community", "town"):
            return grip.area_path.rstrip("/").rpartition("/")[2]
    return ""


@door("staff", "dispatcher")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    """The form; then what is near, if anything; then the receipt."""
    now = request.now
    form = Intake(request.POST or None, actor=request.actor, now=now)
    if request.method != "POST" or not form.is_valid():
        return _form(request, form, status=422 if form.errors else 200)
    given = form.raised(request.actor)
    try:
        check(given, now)
        if not form.cleaned_data["looked_at"] and (found := _near(request, given)):
            return _form(request, form, found=found)
        return _receipt(request, _taken_once(request, given))
    except Refusal as refusal:
        add_refusal(form, refusal.reasons, word)
        return _form(request, form, status=refusal.status)


def _taken_once(request: Asked, given: Raised) -> Mapping[str, Any]:
    """One case for one form, however often the button is pressed."""
    left_out = ("csrfmiddlewaretoken", "idempotency_key")
    sent = sorted((k, v) for k, v in request.POST.lists() if k not in left_out)

    def work() -> Mapping[str, Any]:
        receipt = raise_case(given, by=request.actor, now=request.now)
        because = [reason.as_json() for reason in receipt.because]
        return {"case": receipt.case.pk, "code": receipt.access_code, "because": because}

    done = once(
        request.POST.get("idempotency_key", ""),
        caller=f"{request.actor.person} POST {request.path}",
        body=json.dumps(sent, ensure_ascii=False).encode(),
        work=work,
        now=request.now,
    )
    return done.answer


def _near(request: Asked, given: Raised) -> list[dict[str, Any]]:
    """Open cases within reach that may be the same matter, each with why."""
    now = request.now
    located = plan(given, now=now).located
    grid = located.area.code if located.area and located.area.level == "grid" else ""
    report = Report(
        text=given.text,
        case_type=given.case_type,
        lon=located.lon,
        lat=located.lat,
        grid_code=grid,
        place_text=given.place,
        at=given.happened_at or now,
    )
    ours = [one for one in near(report, now=now, limit=50) if request.actor.sees(one.case)]
    return [
        {
            "case": one.case,
            "score": one.likeness.score,
            "status": case_status(one.case, now),
            "unit": unit_name(one.case.unit),
            "reasons": sentences(one.reasons),
        }
        for one in ours[:MOST_NEAR]
    ]


def _form(
    request: Asked, form: Intake, *, found: list[dict[str, Any]] | None = None, status: int = 200
) -> HttpResponse:
    crumbs = [(_("案件台账"), "/desk/cases/"), (_("登记诉求"), "")]
    context = {
        **office(request, "/desk/cases/new", crumbs=crumbs),
        "form": form,
        "found": found,
        "key": request.POST.get("idempotency_key") or uuid4(),
        "suggested": _suggested(str(form.data.get("text", "")), request.now),
    }
    return render(request, "casework/desk_intake.html", context, status=status)


@door("staff", "dispatcher")
@require_POST
def kinds(request: Asked) -> HttpResponse:
    """Types suggested for what was written so far; asked by scripts."""
    context = {"suggested": _suggested(request.POST.get("text", "")[:4000], request.now)}
    return render(request, "casework/desk_kinds.html", context)


def _suggested(text: str, now: datetime) -> list[tuple[str, str]]:
    """Types whose keywords stand in the words given, the likeliest first."""
    return [(kind.code, named(kind.name, kind.name_en)) for kind in suggested_types(text, now)[:3]]


def _receipt(request: Asked, taken: Mapping[str, Any]) -> HttpResponse:
    """Number and access code, to be told to whoever reported: the code is shown only here."""
    case = Case.objects.get(pk=taken["case"])
    crumbs = [
        (_("案件台账"), "/desk/cases/"),
        (_("登记诉求"), "/desk/cases/new"),
        (case.number, ""),
    ]
    context = {
        **office(request, "/desk/cases/new", crumbs=crumbs),
        "case": case,
        "access_code": taken["code"],
        "unit": unit_name(case.unit),
        "because": stored_sentences(taken["because"]),
        "status": case_status(case, request.now),
    }
    return render(request, "casework/desk_receipt.html", context, status=201)
