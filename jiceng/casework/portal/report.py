"""Reporting without an account: one page to fill in, one to check, one to keep.

Nothing is stored before it is sent, except pictures, which belong to nobody until then. What was
typed travels in the form itself, so that no session is needed and nothing stays on the device.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import segno
from django.http import HttpResponse, JsonResponse, QueryDict
from django.utils.dateparse import parse_datetime
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiceng.casework.actions.gate import spend_check, spend_report, spend_upload
from jiceng.casework.actions.intake import Raised, Receipt, answer_of, check, plan, raise_case
from jiceng.casework.portal.forms import MOST_PHOTOS, UNSURE, ReportForm
from jiceng.casework.portal.show import privacy_notice, show
from jiceng.casework.queries import county_text, near_in_public, rules_at
from jiceng.casework.queries.overlays import suggested_types
from jiceng.casework.rules.cases import Report
from jiceng.kernel.records.files import store_upload
from jiceng.kernel.records.models import Area, Attachment, Place
from jiceng.kernel.records.names import named
from jiceng.kernel.refusal import Invalid, Refusal
from jiceng.web.display import address_of
from jiceng.web.doors import Asked, door
from jiceng.web.forms import add_refusal
from jiceng.web.once import once, without_account
from jiceng.web.words import sentences, stored_sentences, word

MOST_SUGGESTED = 5
MOST_PLACES = 2000


@door("public")
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: Asked) -> HttpResponse:
    """Fill in (GET), check (POST `step=check`), change (`step=edit`), send (`step=send`)."""
    if request.method != "POST":
        return _fill_in(request, ReportForm(), [])
    step = request.POST.get("step", "check")
    uploads = _uploads(request.POST)
    form = ReportForm(request.POST)
    if step == "edit":
        return _fill_in(request, ReportForm(initial=request.POST.dict()), uploads)
    form.is_valid()
    uploads += _store_photos(request, form, len(uploads))
    raised = _raised(request, form, uploads)
    if raised is None:
        return _fill_in(request, form, uploads, status=422)
    try:
        return _send(request, raised) if step == "send" else _check(request, form, raised)
    except Refusal as refusal:
        return _refused(request, form, raised, refusal)


def _refused(request: Asked, form: ReportForm, raised: Raised, refusal: Refusal) -> HttpResponse:
    """The form as it was typed, with every reason; and when to come again, if it is too often."""
    add_refusal(form, refusal.reasons, word)
    answer = _fill_in(request, form, list(raised.attachments), status=refusal.status)
    if waits := [int(r.params["seconds"]) for r in refusal.reasons if "seconds" in r.params]:
        answer.headers["Retry-After"] = str(max(waits))
    return answer


def _uploads(posted: QueryDict) -> list[UUID]:
    found = []
    for text in posted.getlist("uploads")[:MOST_PHOTOS]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    free = Attachment.objects.filter(upload__in=found, erased_at=None)
    return list(free.values_list("upload", flat=True))


def _store_photos(request: Asked, form: ReportForm, already: int) -> list[UUID]:
    """Keep the pictures that came; one that cannot be kept is said, the others stay."""
    stored = []
    for photo in request.FILES.getlist("photos")[: MOST_PHOTOS - already]:
        try:
            spend_upload(address_of(request), photo.size or 0, now=request.now)
            stored.append(store_upload(photo.read(), now=request.now).upload)
        except Refusal as refusal:
            for reason in refusal.reasons:
                form.add_error(None, word(reason))
    return stored


def _raised(request: Asked, form: ReportForm, uploads: list[UUID]) -> Raised | None:
    if form.errors:
        return None
    raised = form.raised(request.POST.get("case_type", ""), uploads)
    try:
        check(raised, request.now)
    except Invalid as refusal:
        add_refusal(form, refusal.reasons, word)
        return None
    return raised


def _fill_in(
    request: Asked, form: ReportForm, uploads: list[UUID], *, status: int = 200
) -> HttpResponse:
    text = str(form["text"].value() or "")
    context = {
        "form": form,
        "uploads": uploads,
        "kinds": suggested(text, request.now, request.POST.get("case_type", "")),
        "case_type": request.POST.get("case_type"),
        "unsure": UNSURE[1],
        "places": _place_names(),
        "hint": county_text("portal.report", request.now),
        "emergency": county_text("portal.emergency", request.now),
        "privacy": privacy_notice(request.now),
        "map": _map(),
    }
    return show(request, "portal_report.html", context, status=status)


def _place_names() -> list[str]:
    rows = Place.objects.filter(area__valid_to=None).order_by("name")
    return list(rows.values_list("name", flat=True).distinct()[:MOST_PLACES])


def _map() -> dict[str, Any]:
    label = _("在地图上选择位置")
    return {
        "id": "where",
        "label": label,
        "source": "/report/areas.json",
        "pick": True,
        "low": True,
    }


def suggested(text: str, now: datetime, chosen: str = "") -> list[tuple[str, str]]:
    """Kinds whose words stand in the text, the chosen one among them, as (code, name)."""
    book, _calendar = rules_at(now)
    found = suggested_types(text, now)[:MOST_SUGGESTED]
    own = book.type_of(chosen)
    if own.is_leaf and own not in found:
        found.insert(0, own)
    return [(kind.code, named(kind.name, kind.name_en)) for kind in found]


@door("public")
@require_POST
def kinds(request: Asked) -> HttpResponse:
    """The suggested kinds for what was typed so far, asked by scripts; words stay out of URLs."""
    chosen = request.POST.get("case_type")
    found = suggested(request.POST.get("text", "")[:4000], request.now, chosen or "")
    context = {"kinds": found, "case_type": chosen, "unsure": UNSURE[1]}
    return show(request, "portal_kinds.html", context)


@door("public")
@require_safe
def areas(request: Asked) -> HttpResponse:
    """Sketch of grids for the map on which a place is chosen; territory is public."""
    rows = Area.objects.filter(valid_to=None, level="grid", geometry__isnull=False)
    features = [
        {
            "type": "Feature",
            "properties": {"code": row.code, "name": row.name},
            "geometry": row.geometry,
        }
        for row in rows
    ]
    return JsonResponse({"type": "FeatureCollection", "features": features})


def _check(request: Asked, form: ReportForm, raised: Raised) -> HttpResponse:
    spend_check(address_of(request), now=request.now)
    located = plan(raised, now=request.now).located
    options = suggested(raised.text, request.now, raised.case_type)
    chosen = _preselected(request, options)
    seen = Report(
        raised.text, chosen, located.lon, located.lat,
        located.area.code if located.area and located.area.level == "grid" else "",
        raised.place, request.now,
    )  # fmt: skip
    book, _calendar = rules_at(request.now)
    alike = [
        {
            "kind": _(book.type_of(n.case.case_type).name),
            "place": n.case.place_text,
            "at": n.case.reported_at,
            "reasons": sentences(n.reasons),
        }
        for n in near_in_public(seen, now=request.now)
    ]
    context = {
        "form": form,
        "uploads": raised.attachments,
        "kinds": options,
        "case_type": chosen,
        "unsure": UNSURE[1],
        "because": sentences(located.because),
        "near": alike,
        "duplicate": county_text("portal.duplicate", request.now),
        "token": uuid4(),
    }
    return show(request, "portal_check.html", context)


def _preselected(request: Asked, options: list[tuple[str, str]]) -> str:
    """What was chosen, even "not sure"; before anybody was asked, what the words say best."""
    if "case_type" in request.POST:
        return request.POST["case_type"]
    return options[0][0] if options else ""


def _send(request: Asked, raised: Raised) -> HttpResponse:
    """Once per check page, however often the button is pressed."""
    token = request.POST.get("token", "")
    sent = sorted((k, v) for k, v in request.POST.lists() if k != "csrfmiddlewaretoken")
    who, kept = without_account(token, address_of(request))
    spend_report(address_of(request), raised.phone, now=request.now)
    done = once(
        token,
        caller=f"{who} portal report",
        body=json.dumps(sent, ensure_ascii=False).encode(),
        work=lambda: _taken(raised, request.now),
        now=request.now,
        kept=kept,
    )
    return receipt(request, done.answer)


def _taken(raised: Raised, now: datetime) -> Mapping[str, Any]:
    return told(raise_case(raised, now=now))


def told(made: Receipt) -> dict[str, Any]:
    """A receipt as it is kept for the key of its form."""
    return {**answer_of(made), "because": [r.as_json() for r in made.because]}


def receipt(request: Asked, answer: Mapping[str, Any]) -> HttpResponse:
    """The page with number and code, which are shown once."""
    due_at = answer["due_at"]
    code = str(answer["access_code"])
    address = request.build_absolute_uri(f"/track?number={answer['number']}")
    context = {
        **answer,
        "due_at": parse_datetime(due_at) if due_at else None,
        "code_shown": f"{code[:4]} {code[4:]}",
        "because": stored_sentences(answer["because"]),
        "qr": qr_code(address, _("查进度的二维码")),
    }
    return show(request, "portal_receipt.html", context)


def qr_code(text: str, label: str) -> SafeString:
    """A QR code as SVG without styles; drawn here, so that nobody else learns the address."""
    drawn = segno.make(text, error="m").svg_inline(
        scale=4, border=4, omitsize=True, svgclass=None, lineclass=None, title=label, light="#fff"
    )
    return mark_safe(drawn)  # noqa: S308  drawn by segno from a number, `title` is escaped by it
