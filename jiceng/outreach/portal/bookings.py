"""One activity, places booked in it without an account, and the way back by number and code."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jiceng.casework.actions.gate import spend_report
from jiceng.casework.portal.by_code import opened
from jiceng.casework.portal.forms import TrackForm
from jiceng.casework.portal.report import qr_code
from jiceng.casework.portal.show import show
from jiceng.kernel.records.models import Note
from jiceng.kernel.refusal import Refusal
from jiceng.kernel.scope import RESIDENT
from jiceng.outreach.actions.bookings import Receipt, Wished, book, move_booking
from jiceng.outreach.forms.activities_told import (
    area_name,
    booking_told,
    kind_name,
    left_told,
    place_told,
    status_told,
    unit_name,
    when_told,
)
from jiceng.outreach.forms.booking_forms import BookingForm
from jiceng.outreach.models import Activity, Attendance, Booking
from jiceng.outreach.portal.activities import small_map
from jiceng.outreach.portal.ratings import asked_grade
from jiceng.outreach.process import BOOKING
from jiceng.outreach.queries.activities import booking_by_code, public_activity
from jiceng.web.display import address_of
from jiceng.web.doors import Asked, door
from jiceng.web.forms import add_refusal, version_in
from jiceng.web.once import once, without_account
from jiceng.web.words import sentences, word

TOLD = ("decline.reason", "cancel.reason")
"""Words whoever booked reads."""


@door("public")
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: Asked, number: str) -> HttpResponse:
    """One activity; its form takes places, sent once however often the button is pressed."""
    activity = public_activity(number, request.now)
    form = BookingForm(request.POST or None, initial={"token": str(uuid4())})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return taken(request, form, lambda given: book(activity, given, now=request.now))
            except Refusal as refusal:
                add_refusal(form, refusal.reasons, word)
                status = refusal.status
            activity = public_activity(number, request.now)
    return _page(request, activity, form, status)


def _page(request: Asked, activity: Activity, form: BookingForm, status: int) -> HttpResponse:
    takes = activity.state == "published" and activity.is_ahead and activity.capacity is not None
    is_full = takes and activity.taken >= (activity.capacity or 0)
    came = Attendance.objects.filter(activity=activity).first()
    context = {
        "activity": activity,
        "when": when_told(activity),
        "place": place_told(activity),
        "kind": kind_name(activity.kind, request.now),
        "area": area_name(str(activity.area_id)),
        "unit": unit_name(activity.unit),
        "status": status_told(activity),
        "left": left_told(activity) if takes else "",
        "form": form if (takes and not is_full) or form.errors else None,
        "came": came,
        "map": small_map(activity),
        **asked_grade(request, activity),
    }
    return show(request, "outreach/portal_activity.html", context, status=status)


def taken(
    request: Asked, form: BookingForm, work: Callable[[Wished], Receipt]
) -> HttpResponse:  # fmt: skip
    """Take places as `work` does, once however often the form is sent, and show the receipt.

    Raises what `work` refuses.
    """
    said, address = form.cleaned_data, address_of(request)
    who, kept = without_account(said["token"], address)
    spend_report(address, said["phone"], now=request.now)
    given = form.given()
    body = json.dumps(sorted(request.POST.lists()), ensure_ascii=False).encode()
    done = once(
        said["token"], caller=f"{who} portal booking", body=body, now=request.now, kept=kept,
        work=lambda: _answer(work(given)),
    )  # fmt: skip
    return _receipt(request, done.answer)


def _answer(made: Receipt) -> Mapping[str, Any]:
    row = made.booking
    return {"number": row.number, "code": made.access_code, "state": row.state,
            "headcount": row.headcount}  # fmt: skip


def _receipt(request: Asked, answer: Mapping[str, Any]) -> HttpResponse:
    code, number = str(answer["code"]), answer["number"]
    activity = Booking.objects.select_related("activity__venue").get(number=number).activity
    address = request.build_absolute_uri(f"/bookings?number={number}")
    context = {
        "number": number,
        "code": code,
        "code_shown": f"{code[:4]} {code[4:]}",
        "headcount": answer["headcount"],
        "is_confirmed": answer["state"] == "confirmed",
        "activity": activity,
        "when": when_told(activity),
        "place": place_told(activity),
        "qr": qr_code(address, _("查预约的二维码")),
    }
    return show(request, "outreach/portal_booking_receipt.html", context)


@door("public")
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: Asked) -> HttpResponse:
    """Ask for number and code; with both, show the booking and cancel it when asked to."""

    def find(number: str, code: str) -> Booking:
        return booking_by_code(number, code, request.now)

    return opened(request, "outreach/portal_booking_track.html", find, _act)


def _act(request: Asked, row: Booking, shown: TrackForm) -> HttpResponse:
    said, reasons, status = "", list[str](), 200
    if request.POST.get("act") == "cancel":
        try:
            version = version_in(request.POST)
            move_booking(row, "cancel", by=RESIDENT, now=request.now, version=version)
            said = _("预约已取消，名额已让给别人。谢谢您告诉我们。")
        except Refusal as refusal:
            reasons, status = sentences(refusal.reasons), refusal.status
    number, code = shown.cleaned_data["number"], shown.cleaned_data["code"]
    row = booking_by_code(number, code, request.now)
    moves = {m.name for m in BOOKING.open_moves(row.state, RESIDENT.roles)}
    context = {
        "row": row,
        "code": code,
        "status": booking_told(row),
        "when": when_told(row.activity),
        "place": place_told(row.activity),
        "unit": unit_name(row.unit),
        "words": _words(row),
        "said": said,
        "reasons": reasons,
        "may_cancel": "cancel" in moves and row.is_ahead,
    }
    return show(request, "outreach/portal_booking.html", context, status=status)


def _words(row: Booking) -> list[str]:
    notes = Note.objects.filter(
        subject_kind="booking", subject_id=row.pk, kind__in=TOLD, erased_at=None
    )
    return list(notes.order_by("-pk").values_list("text", flat=True))
