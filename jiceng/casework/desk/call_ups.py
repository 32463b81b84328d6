"""/desk/call-ups/: units called to the scene, who is there, and what came of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiceng.casework.actions import call_ups as acts
from jiceng.casework.desk.labels import KINDS, unit_name, url_of
from jiceng.casework.models import CalledUnit, CallUp, Case
from jiceng.casework.process import CALL_UP
from jiceng.casework.queries import case_for
from jiceng.casework.queries.search import call_ups_of
from jiceng.casework.rules.cases import light
from jiceng.kernel.records.models import Note
from jiceng.kernel.refusal import Invalid, NotFound, Reason, Refusal
from jiceng.web.doors import Asked, door
from jiceng.web.forms import UnitField, add_refusal, unit_options, version_in
from jiceng.web.menu import office
from jiceng.web.once import once
from jiceng.web.paging import page_of, pager
from jiceng.web.words import sentences, word

SLOTS = 5
"""Units a form has room for beside the lead; more are seldom wanted and can be called again."""


class WhistleForm(forms.Form):
    """Who is called, why and where to."""

    reason_kind = forms.ChoiceField(
        label=N_("事由"), widget=forms.RadioSelect({"data-layout": "list"})
    )
    title = forms.CharField(label=N_("事项"), max_length=120)
    place = forms.CharField(label=N_("集合地点"), max_length=120)
    lead = UnitField(label=N_("牵头单位"), max_length=80)
    note = forms.CharField(
        label=N_("说明"), required=False, max_length=2000, widget=forms.Textarea({"rows": 3})
    )

    def __init__(self, data: Any = None, *, case: Case | None = None) -> None:
        start = {"title": case.title, "place": case.place_text} if case else {}
        super().__init__(data, initial=start)
        for n in range(1, SLOTS):
            label = N_("配合单位")
            self.fields[f"unit_{n}"] = UnitField(label=label, required=False, max_length=80)
        for field in self.fields.values():
            field.label = _(str(field.label))
        kinds = self.fields["reason_kind"]
        if isinstance(kinds, forms.ChoiceField):
            kinds.choices = [(k, _(v)) for k, v in KINDS.items()]

    def whistle(self, case: Case | None) -> acts.Whistle:
        said = self.cleaned_data
        others = [said[f"unit_{n}"] for n in range(1, SLOTS) if said[f"unit_{n}"]]
        return acts.Whistle(
            reason_kind=said["reason_kind"],
            units=(said["lead"], *others),
            lead=said["lead"],
            title=said["title"],
            place=said["place"],
            note=said["note"],
            case=case,
        )


@door("staff")
@require_safe
def show(request: Asked) -> HttpResponse:
    """Call-ups within reach, the newest first."""
    now = request.now
    rows = call_ups_of(request.actor).prefetch_related("units")
    page = page_of(rows, request.GET.get("after", ""), key="called_at", newest=True)
    context = {
        **office(request, "/desk/call-ups/", crumbs=[(_("吹哨报到"), "")]),
        "rows": [
            {
                "url": url_of("call_up", row.number),
                "title": row.title,
                "number": row.number,
                "place": row.place_text,
                "kind": _(KINDS.get(row.reason_kind, "")),
                "called_at": row.called_at,
                "status": _status(row, now),
                "there": _there(list(row.units.all())),
            }
            for row in page.rows
        ],
        "pager": pager(page, request.GET, _("本页 %(n)d 件") % {"n": len(page.rows)}),
        "may_whistle": _may_whistle(request),
    }
    return render(request, "casework/desk_call_ups.html", context)


def _may_whistle(request: Asked) -> bool:
    return any(g.roles & acts.MAY_WHISTLE and g.tier in acts.TIERS for g in request.actor.grips)


def _there(units: list[CalledUnit]) -> str:
    arrived = sum(1 for u in units if u.arrived_at)
    return _("%(there)d / %(all)d 到场") % {"there": arrived, "all": len(units)}


def _status(row: CallUp, now: Any) -> dict[str, str]:
    text = _(CALL_UP.state(row.state).label)
    if CALL_UP.state(row.state).final:
        return {"light": "done" if row.state == "settled" else "rest", "text": text}
    colour = light(now, row.stage_due_at, row.warn_at)
    return {"light": "doing" if colour == "green" else colour, "text": text}


@door("staff")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    """Whistle, for a case or by itself."""
    number = request.POST.get("case") or request.GET.get("case", "")
    case = case_for(request.actor, number, request.now) if number else None
    form = WhistleForm(request.POST or None, case=case)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                number = _whistled_once(request, form.whistle(case))
            except Invalid as refusal:
                add_refusal(form, refusal.reasons, word)
            else:
                return HttpResponseRedirect(url_of("call_up", number))
    crumbs = [(_("吹哨报到"), "/desk/call-ups/"), (_("吹哨"), "")]
    context = {
        **office(request, "/desk/call-ups/", crumbs=crumbs),
        "form": form,
        "case": case,
        "units": unit_options(),
        "key": request.POST.get("idempotency_key") or uuid4(),
    }
    return render(request, "casework/desk_whistle.html", context, status=status)


def _whistled_once(request: Asked, given: acts.Whistle) -> str:
    """The number of the call-up; pressed twice, the units are called once."""
    left_out = ("csrfmiddlewaretoken", "idempotency_key")
    sent = sorted((k, v) for k, v in request.POST.lists() if k not in left_out)

    def work() -> Mapping[str, str]:
        return {"number": acts.whistle(given, by=request.actor, now=request.now).number}

    done = once(
        request.POST.get("idempotency_key", ""),
        caller=f"{request.actor.person} POST {request.path}",
        body=json.dumps(sent, ensure_ascii=False).encode(),
        work=work,
        now=request.now,
    )
    return str(done.answer["number"])


def _one(request: Asked, number: str) -> CallUp:
    rows = call_ups_of(request.actor).select_related("case").prefetch_related("units")
    row = rows.filter(number=number).first()
    if row is None:
        raise NotFound(Reason("not_found"))
    return row


@door("staff")
@require_safe
def one(request: Asked, number: str) -> HttpResponse:
    """One call-up."""
    return _page(request, _one(request, number))


@door("staff")
@require_POST
def act(request: Asked, number: str, act: str) -> HttpResponse:
    """arrive, excuse, settle, withdraw or rate."""
    row = _one(request, number)
    try:
        _make(request, row, act)
    except (Refusal, ValueError) as error:
        if not isinstance(error, Refusal):
            error = Invalid(Reason("bad_rating", field="rating"))
        fresh = _one(request, number)
        typed = {k: str(request.POST.get(k, "")) for k in ("words", "unit")}
        return _page(
            request, fresh, reasons=sentences(error.reasons), tried=act, typed=typed,
            status=error.status,
        )  # fmt: skip
    return HttpResponseRedirect(url_of("call_up", row.number))


def _make(request: Asked, row: CallUp, act: str) -> None:
    sent, by, now = request.POST, request.actor, request.now
    version = version_in(sent)
    words, unit = sent.get("words", ""), sent.get("unit", "")
    if act == "arrive":
        acts.arrive(row, by=by, now=now, version=version)
    elif act == "excuse":
        acts.excuse(row, unit, words, by=by, now=now, version=version)
    elif act == "rate":
        rating = int(sent.get("rating", ""))
        acts.rate_unit(row, unit, rating, by=by, now=now, version=version)
    else:
        acts.finish(row, act, words, by=by, now=now, version=version)


def _page(
    request: Asked,
    row: CallUp,
    *,
    reasons: list[str] | None = None,
    tried: str = "",
    typed: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    roles = request.actor.roles_towards(row)
    units = list(row.units.order_by("-is_lead", "pk"))
    is_open = not CALL_UP.state(row.state).final
    mine = {u.pk for u in acts.awaited_of(row, request.actor)} if is_open else set[int]()
    notes = Note.objects.filter(subject_kind="call_up", subject_id=row.pk, erased_at=None)
    crumbs = [(_("吹哨报到"), "/desk/call-ups/"), (row.number, "")]
    calls = bool(roles & acts.MAY_WHISTLE)
    context = {
        **office(request, "/desk/call-ups/", crumbs=crumbs),
        "row": row,
        "status": _status(row, request.now),
        "details": _details(row),
        "units": [_unit(u, row, is_open, calls, mine) for u in units],
        "notes": [{"title": _(NOTES.get(n.kind, "")), "text": n.text, "at": n.at} for n in notes],
        "may_arrive": bool(mine),
        "may_settle": row.state == "attending" and "dispatcher" in roles,
        "may_withdraw": row.state == "called" and "dispatcher" in roles,
        "missing": [unit_name(code) for code in row.absent] if is_open else [],
        "ratings": range(5, 0, -1),
        "reasons": reasons,
        "tried": tried,
        "typed": typed or {},
    }
    return render(request, "casework/desk_call_up.html", context, status=status)


NOTES = {
    "whistle.note": N_("吹哨说明"),
    "settle.outcome": N_("办理结果"),
    "withdraw.reason": N_("撤回原因"),
}


def _details(row: CallUp) -> list[dict[str, Any]]:
    case = row.case
    found: list[dict[str, Any]] = [
        {"label": _("事由"), "text": _(KINDS.get(row.reason_kind, ""))},
        {"label": _("集合地点"), "text": row.place_text or "—"},
    ]
    if case:
        found.append(
            {"label": _("所属案件"), "text": case.title, "url": url_of("case", case.number)}
        )
    return found


def _unit(u: CalledUnit, row: CallUp, is_open: bool, calls: bool, mine: set[int]) -> dict[str, Any]:
    late = u.arrived_at is not None and u.arrived_at > row.arrive_by
    return {
        "code": u.unit,
        "name": unit_name(u.unit),
        "is_lead": u.is_lead,
        "arrived_at": u.arrived_at,
        "late": late,
        "excuse": u.excuse,
        "rating": u.rating,
        "may_excuse": is_open and not u.arrived_at and not u.excuse and (calls or u.pk in mine),
        "may_rate": row.state == "settled" and calls and not u.rating,
    }
