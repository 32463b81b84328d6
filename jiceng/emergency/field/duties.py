"""/field/duty/: the shifts I stand, the note for the next one, swaps and days I cannot.

Everything for a shift stands on this one page, so that it is at hand from the cache; what is sent
goes through the outbox and arrives once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jiceng.casework.field.show import answer_once, earlier_answer, frame, wants_json
from jiceng.emergency.actions.duties import (
    LATEST,
    Handing,
    answer_swap,
    ask_swap,
    hand_over,
    set_days_off,
)
from jiceng.emergency.field.forms import DaysOffForm, HandOverForm
from jiceng.emergency.forms.posts_told import hand_over_told, shift_told
from jiceng.emergency.models import DayOff, Duty, HandOver, Swap
from jiceng.emergency.queries.rosters import duties_of, zone_at
from jiceng.kernel.refusal import NotFound, Reason, Refusal
from jiceng.web.api.problems import problem
from jiceng.web.doors import Asked, door
from jiceng.web.upload_keys import keep_phone, key_for, takes_upload_key
from jiceng.web.words import sentences

HERE = "/field/duty/"
AHEAD, BEHIND = timedelta(days=31), timedelta(days=2)
DONE = {"note": "note", "swap": "swap", "days": "days"}


@door("staff")
@require_safe
def show(request: Asked) -> HttpResponse:
    """What I stand, the next first, and what others ask of me."""
    return _page(request)


def _page(
    request: Asked, reasons: list[str] | None = None, status: int = 200
) -> HttpResponse:  # fmt: skip
    today = request.now.astimezone(zone_at(request.now)).date()
    rows = list(duties_of(request.actor.person, today - BEHIND, today + AHEAD))
    phone, upload_key = key_for(request)
    off = DayOff.objects.filter(person=request.actor.person, day__gte=today).order_by("day")
    context = {
        **frame(request),
        "tab": HERE,
        "duties": [_duty(d, request) for d in rows if d.shift.ends_at + LATEST > request.now],
        "asked": _asked(request),
        "days": [d.day for d in off],
        "days_form": DaysOffForm(initial={"first_day": today, "last_day": today}),
        "done": request.GET.get("done", "") if request.GET.get("done") in DONE else "",
        "upload_key": upload_key,
        "reasons": reasons or [],
        "key": uuid4(),
    }
    answer = render(request, "emergency/field_duties.html", context, status=status)
    keep_phone(answer, phone)
    return answer


def _duty(duty: Duty, request: Asked) -> dict[str, Any]:
    shift, now = duty.shift, request.now
    before = HandOver.objects.filter(
        shift__checkpoint=shift.checkpoint, shift__starts_at__lt=shift.starts_at
    ).order_by("-pk")  # fmt: skip
    last, mine = before.first(), shift.hand_overs.order_by("-pk").first()
    is_now = shift.starts_at <= now < shift.ends_at
    others = Duty.objects.filter(
        shift__roster=shift.roster, shift__checkpoint=shift.checkpoint, starts_at__gt=now,
        shift__day__range=(shift.day - timedelta(days=3), shift.day + timedelta(days=3)),
    ).exclude(person=duty.person)  # fmt: skip
    can_swap = shift.starts_at > now
    return {
        "key": duty.pk,
        "when": shift_told(shift),
        "checkpoint": shift.checkpoint,
        "is_drill": shift.roster.emergency.is_drill,
        "is_now": is_now,
        "url": f"{HERE}{duty.pk}/",
        "writes": shift.starts_at <= now,
        "form": HandOverForm(auto_id=f"note_{duty.pk}_%s"),
        "before": hand_over_told(last) if last else "",
        "mine": hand_over_told(mine) if mine else "",
        "others": [
            {"key": o.pk, "text": f"{shift_told(o.shift)} {o.person.name}"}
            for o in others.select_related("shift__roster", "person").order_by("starts_at")[:20]
        ] if can_swap else [],
        "draft": uuid4(),
    }  # fmt: skip


def _asked(request: Asked) -> list[dict[str, Any]]:
    rows = Swap.objects.filter(theirs__person=request.actor.person, answered_at=None)
    rows = rows.select_related("mine__person", "mine__shift__roster", "theirs__shift__roster",
                               "mine__shift__checkpoint")  # fmt: skip
    return [
        {"key": s.pk, "name": s.mine.person.name, "mine": shift_told(s.mine.shift),
         "theirs": shift_told(s.theirs.shift), "url": f"{HERE}swaps/{s.pk}"}
        for s in rows.order_by("pk")
    ]  # fmt: skip


def _own(request: Asked, key: int) -> Duty:
    rows = Duty.objects.select_related("shift__roster__emergency", "shift__checkpoint",
                                       "appointment", "person")  # fmt: skip
    found = rows.filter(pk=key, person=request.actor.person).first()
    if found is None:
        raise NotFound(Reason("not_found"))
    return found


def _onward(which: str) -> Callable[[Mapping[str, Any]], str]:
    return lambda answer: f"{HERE}?done={which}"


@door("staff")
@takes_upload_key()
@require_POST
def note(request: Asked, key: int) -> HttpResponse:
    """The note for the next shift, from the page or from the outbox."""
    if kept := earlier_answer(request, _onward("note")):
        return kept
    duty, form = _own(request, key), HandOverForm(request.POST)
    if not form.is_valid():
        faults = [{"name": f, "pointer": f"/{f}", "reason": str(e)}
                  for f, errors in form.errors.items() for e in errors]  # fmt: skip
        if wants_json(request):
            return problem(422, faults=faults)
        return _page(request, [str(f["reason"]) for f in faults], 422)

    def work() -> dict[str, str]:
        hand_over(duty, Handing(**form.cleaned_data), by=request.actor, now=request.now)
        return {"number": duty.shift.checkpoint.code}

    try:
        return answer_once(request, work, _onward("note"))
    except Refusal as refusal:
        return _page(request, sentences(refusal.reasons), refusal.status)


@door("staff")
@require_POST
def swap(request: Asked, key: int) -> HttpResponse:
    """Ask somebody to change places."""
    mine, wanted = _own(request, key), request.POST.get("theirs", "")
    rows = Duty.objects.select_related("shift__roster__emergency", "shift__checkpoint", "person")
    theirs = rows.filter(pk=int(wanted) if wanted.isdigit() else 0).first()
    if theirs is None:
        raise NotFound(Reason("not_found"))

    def work() -> dict[str, str]:
        ask_swap(mine, theirs, by=request.actor, now=request.now)
        return {}

    return _tried(request, work, "swap")


@door("staff")
@require_POST
def answer(request: Asked, key: int) -> HttpResponse:
    """Say yes or no to whoever asks to change places."""
    rows = Swap.objects.select_related(
        "mine__shift__roster__emergency", "mine__shift__checkpoint", "mine__person",
        "mine__appointment__person", "theirs__shift__roster__emergency",
        "theirs__shift__checkpoint", "theirs__person", "theirs__appointment__person",
    )  # fmt: skip
    found = rows.filter(pk=key, theirs__person=request.actor.person).first()
    if found is None:
        raise NotFound(Reason("not_found"))

    def work() -> dict[str, str]:
        answer_swap(found, "agree" in request.POST, by=request.actor, now=request.now)
        return {}

    return _tried(request, work, "swap")


@door("staff")
@require_POST
def days_off(request: Asked) -> HttpResponse:
    """Days I cannot stand, or can again; nobody asks why."""
    form = DaysOffForm(request.POST)
    if not form.is_valid():
        return _page(request, [_("请填写开始日期和结束日期。")], 422)

    def work() -> dict[str, str]:
        said = form.cleaned_data
        set_days_off(said["first_day"], said["last_day"], "free" not in request.POST,
                     by=request.actor, now=request.now)  # fmt: skip
        return {}

    return _tried(request, work, "days")


def _tried(request: Asked, work: Callable[[], Mapping[str, Any]], which: str) -> HttpResponse:
    try:
        return answer_once(request, work, _onward(which))
    except Refusal as refusal:
        return _page(request, sentences(refusal.reasons), refusal.status)


urlpatterns = [
    path("field/duty/", show),
    path("field/duty/days-off", days_off),
    path("field/duty/swaps/<int:key>", answer),
    path("field/duty/<int:key>/note", note),
    path("field/duty/<int:key>/swap", swap),
]
