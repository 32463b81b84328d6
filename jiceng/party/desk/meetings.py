"""/desk/party/meetings/: one meeting, recorded on one page; its minutes, review and resolutions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.forms import Form
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiceng.casework.actions.findings import MAY_FIND
from jiceng.casework.desk.followed import happened
from jiceng.kernel.records.models import Note
from jiceng.kernel.refusal import NotAllowed, Reason, Refusal
from jiceng.party.actions.meetings import amend_meeting, cancel_meeting, file_minutes
from jiceng.party.actions.recording import record_meeting
from jiceng.party.actions.resolutions import move_resolution, to_item, to_problem
from jiceng.party.actions.taking_back import take_back
from jiceng.party.actions.talks import record_review
from jiceng.party.desk.life import HERE, TITLE, not_found, url_of_life
from jiceng.party.desk.life_forms import (
    CancelForm,
    MinutesForm,
    PlanForm,
    ProblemForm,
    RecordForm,
    ReviewForm,
)
from jiceng.party.desk.life_shown import STATE_LIGHTS, titled
from jiceng.party.desk.meeting_shown import (
    FOLLOWS,
    Tried,
    details_of,
    ledgers_open_to,
    resolutions_of,
    review_of,
    turnout_of,
    url_of_meeting,
)
from jiceng.party.models import Meeting
from jiceng.party.process import MEETING
from jiceng.party.queries.access import KEEPERS
from jiceng.party.queries.life import (
    away_on,
    called_to,
    keeper_of,
    may_vote,
    meeting_for,
    own_keeper,
    resolution_for,
)
from jiceng.party.rules.life_turnout import PRESENCE
from jiceng.web.clock import local_day
from jiceng.web.doors import Asked, door
from jiceng.web.forms import add_refusal, unit_options, version_in
from jiceng.web.menu import office
from jiceng.web.words import sentences, word

ACTS: Mapping[str, str] = {
    "plan": N_("安排会议"),
    "amend": N_("修改会议安排"),
    "party.review": N_("登记民主评议结果"),
}
FORMS: Mapping[str, type[Form]] = {
    "minutes": MinutesForm, "cancel": CancelForm, "take_back": CancelForm, "review": ReviewForm,
}  # fmt: skip
WORDED = {"minutes": file_minutes, "cancel": cancel_meeting, "take_back": take_back}
"""Acts that come with one text."""


@door("staff", *KEEPERS)
@require_safe
def show(request: Asked, number: str) -> HttpResponse:
    """One meeting: with names, minutes and resolutions for its own keeper, counts for others."""
    return _page(request, meeting_for(request.actor, number))


def _page(request: Asked, meeting: Meeting, tried: Tried | None = None) -> HttpResponse:
    keeps = own_keeper(request.actor, meeting.organisation) is not None
    title = titled(meeting.kinds)
    here = url_of_life(meeting.organisation)
    context = {
        **office(request, HERE, crumbs=[(_(TITLE), HERE), (meeting.organisation.name, here),
                                        (title, "")]),
        "meeting": meeting,
        "title": title,
        "here": url_of_meeting(meeting),
        "status": {"light": STATE_LIGHTS[meeting.state],
                   "text": _(MEETING.state(meeting.state).label)},
        "details": details_of(meeting, keeps),
        "turnout": turnout_of(meeting),
        "review": review_of(meeting),
        "keeps": keeps,
        "tried": tried,
        "reasons": list(tried.reasons) if tried else [],
        "may_record": keeps and meeting.state == "planned"
        and meeting.on <= local_day(request.now),
    }  # fmt: skip
    if keeps:
        context |= _inside(request, meeting, tried)
    return render(request, "party/desk_meeting.html", context, status=tried.status if tried
                  else 200)  # fmt: skip


def _inside(request: Asked, meeting: Meeting, tried: Tried | None) -> dict[str, Any]:
    """What only the organisation itself reads: names, words, what may be done."""
    exceptions = meeting.attendance.select_related("member").order_by("pk")
    note = Note.objects.filter(
        subject_kind="meeting", subject_id=meeting.pk, kind="record.minutes", erased_at=None
    ).first()
    kept = note.text if note else ""
    today, ledgers = local_day(request.now), ledgers_open_to(request.actor)
    return {
        "agenda": list(meeting.agenda.order_by("order")),
        "exceptions": [
            {"label": _(label),
             "names": [a.member.name for a in exceptions if a.presence == presence]}
            for presence, label in PRESENCE.items() if presence != "present"
        ],
        "minutes": kept,
        "resolutions": resolutions_of(meeting, today, request.actor.roles, ledgers, tried),
        "units": unit_options() if ledgers else [],
        "forms": _forms(request, meeting, tried),
        "timeline": [replace(e, quote="") if e.quote == kept else e
                     for e in happened(meeting, MEETING, ACTS)],
    }  # fmt: skip


def _forms(request: Asked, meeting: Meeting, tried: Tried | None) -> list[dict[str, Any]]:
    """The forms of the panel on the right, as casework/desk_offer.html draws them."""
    start = {"version": meeting.version}
    offered: list[tuple[str, str, Form]] = []
    if meeting.state == "held":
        form = MinutesForm(initial=start, auto_id="minutes_%s")
        offered.append(("minutes", _("归档会议记录"), form))
    if "democratic_review" in meeting.kinds and meeting.attended is not None:
        people = {
            "graded": meeting.voters,
            "probationary": (meeting.should_attend or 0) - (meeting.voters or 0),
        }
        offered.append(
            ("review", _("登记评议结果"), ReviewForm(initial=people, auto_id="review_%s"))
        )
    for name in ("cancel", "take_back"):
        if meeting.state in (move := MEETING.move(name)).sources:
            why = CancelForm(initial=start, auto_id=f"{name}_%s")
            offered.append((name, _(move.label), why))
    return [
        {
            "name": name,
            "label": label,
            "form": tried.form if tried and tried.name == name and tried.form else form,
            "is_plain": False,
            "is_open": bool(tried and tried.name == name) or name == "minutes",
            "style": "danger" if name in ("cancel", "take_back") else "primary",
            "reasons": list(tried.reasons) if tried and tried.name == name else [],
            "url": f"{url_of_meeting(meeting)}{name}",
        }
        for name, label, form in offered
    ]  # fmt: skip


@door("staff", *KEEPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def record(request: Asked, number: str) -> HttpResponse:
    """One page, on a phone: everybody is there but those tapped."""
    meeting = meeting_for(request.actor, number)
    keeper_of(request.actor, meeting.organisation)
    if request.method != "POST" and meeting.state != "planned":
        return HttpResponseRedirect(url_of_meeting(meeting))
    called = called_to(meeting.organisation, meeting.kinds, meeting.group, meeting.on)
    start = {"version": meeting.version, "on_leave": sorted(away_on(called, meeting.on))}
    form = RecordForm(called, request.POST or None, initial=start)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                record_meeting(
                    meeting, form.given(), by=request.actor, now=request.now,
                    version=form.cleaned_data["version"],
                )  # fmt: skip
            except Refusal as refusal:
                add_refusal(form, refusal.reasons, word)
                status = refusal.status
            else:
                return HttpResponseRedirect(url_of_meeting(meeting))
    title = titled(meeting.kinds)
    crumbs = [(_(TITLE), HERE), (meeting.organisation.name, url_of_life(meeting.organisation)),
              (title, url_of_meeting(meeting)), (_("登记召开"), "")]  # fmt: skip
    context = {
        **office(request, HERE, crumbs=crumbs),
        "meeting": meeting,
        "title": title,
        "form": form,
        "should": len(called),
        "voters": sum(may_vote(m, meeting.on) for m in called),
        "back": url_of_meeting(meeting),
    }
    return render(request, "party/desk_meeting_record.html", context, status=status)


@door("staff", *KEEPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def amend(request: Asked, number: str) -> HttpResponse:
    """Another day, place or agenda."""
    meeting = meeting_for(request.actor, number)
    organisation = meeting.organisation
    keeper_of(request.actor, organisation)
    start = {
        "kinds": meeting.kinds, "on": meeting.on, "begins_at": meeting.begins_at,
        "place": meeting.place, "group": meeting.group, "chair": str(meeting.chair_id or ""),
        "lecturer": str(meeting.lecturer_id or ""), "guest_lecturer": meeting.guest_lecturer,
        "agenda": "\n".join(p.text for p in meeting.agenda.order_by("order")),
    }  # fmt: skip
    form = PlanForm(organisation, meeting.on, request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            amend_meeting(meeting, form.given(), by=request.actor, now=request.now,
                          version=version_in(request.POST))  # fmt: skip
        except Refusal as refusal:
            add_refusal(form, refusal.reasons, word)
        else:
            return HttpResponseRedirect(url_of_meeting(meeting))
    crumbs = [(_(TITLE), HERE), (organisation.name, url_of_life(organisation)),
              (titled(meeting.kinds), url_of_meeting(meeting)), (_("修改安排"), "")]  # fmt: skip
    context = {
        **office(request, HERE, crumbs=crumbs),
        "title": _("修改安排"),
        "form": form,
        "version": meeting.version,
        "back": url_of_meeting(meeting),
    }
    status = 422 if form.is_bound else 200
    return render(request, "party/desk_meeting_form.html", context, status=status)


@door("staff", *KEEPERS)
@require_POST
def act(request: Asked, number: str, name: str) -> HttpResponse:
    """minutes, cancel, take_back or review."""
    meeting = meeting_for(request.actor, number)
    made = FORMS.get(name)
    if made is None:
        raise not_found()
    keeper_of(request.actor, meeting.organisation)
    form = made(request.POST, auto_id=f"{name}_%s")
    if not form.is_valid():
        return _page(request, meeting, Tried(name, form))
    by, now = request.actor, request.now
    try:
        if isinstance(form, ReviewForm):
            record_review(meeting, form.given(), by=by, now=now)
        else:
            said = form.cleaned_data
            text = said["minutes"] if name == "minutes" else said["reason"]
            WORDED[name](meeting, text, by=by, now=now, version=said["version"])
    except Refusal as refusal:
        return _page(request, meeting, _tried(name, form, refusal))
    return HttpResponseRedirect(url_of_meeting(meeting))


def _tried(name: str, form: Form, refusal: Refusal) -> Tried:
    """Reasons at their fields, the others above."""
    own = [r for r in refusal.reasons if r.field in form.fields]
    rest = [r for r in refusal.reasons if r.field not in form.fields]
    add_refusal(form, own, word)
    return Tried(name, form, tuple(sentences(rest)), refusal.status)


@door("staff", *KEEPERS)
@require_safe
def resolution(request: Asked, number: str) -> HttpResponse:
    """A resolution stands on the page of its meeting."""
    row = resolution_for(request.actor, number)
    return HttpResponseRedirect(f"{url_of_meeting(row.meeting)}#resolution-{row.number}")


@door("staff", *KEEPERS)
@require_POST
def follow(request: Asked, number: str, name: str) -> HttpResponse:
    """assign, complete, end; problem, in a ledger; or item: the office drafts one."""
    row = resolution_for(request.actor, number)
    meeting = meeting_for(request.actor, row.meeting.number)
    keeper_of(request.actor, meeting.organisation)
    by, now, version = request.actor, request.now, version_in(request.POST)
    key = f"{row.number}.{name}"
    form = _form_of(request, row.number, name)
    if form is not None and not form.is_valid():
        return _page(request, meeting, Tried(key, form))
    try:
        if name == "item":
            to_item(row, by=by, now=now, version=version)
        elif isinstance(form, ProblemForm):
            said = form.cleaned_data
            to_problem(row, said["campaign"], said["unit"], by=by, now=now, version=version)
        else:
            move_resolution(row, name, by=by, now=now, version=version, given=form.given())
    except Refusal as refusal:
        if form is None:
            return _page(request, meeting, Tried(key, None, tuple(sentences(refusal.reasons)),
                                                 refusal.status))  # fmt: skip
        return _page(request, meeting, _tried(key, form, refusal))
    return HttpResponseRedirect(f"{url_of_meeting(meeting)}#resolution-{row.number}")


def _form_of(request: Asked, number: str, name: str) -> Any:
    """The form of one act on a resolution as it was sent; None for what needs no words."""
    ids = f"{number}_{name}_%s"
    if name == "problem":
        if not request.actor.roles & MAY_FIND:
            raise NotAllowed(Reason("may_not_find"))
        return ProblemForm(ledgers_open_to(request.actor), request.POST, auto_id=ids)
    if name == "item":
        return None
    if name not in FOLLOWS:
        raise not_found()
    return FOLLOWS[name](request.POST, auto_id=ids)


urlpatterns = [
    path("party/meetings/<str:number>/", show),
    path("party/meetings/<str:number>/record", record),
    path("party/meetings/<str:number>/amend", amend),
    path("party/meetings/<str:number>/<str:name>", act),
    path("party/resolutions/<str:number>/", resolution),
    path("party/resolutions/<str:number>/<str:name>", follow),
]
