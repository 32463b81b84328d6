"""/services/items/: what can be applied for, the guide, the form, the receipt; and the way back
to an application by number and code, without an account.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django.http import Http404, HttpResponse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from jiceng.casework.actions.gate import spend_report
from jiceng.casework.portal.by_code import opened
from jiceng.casework.portal.forms import RatingForm, TrackForm
from jiceng.casework.portal.report import qr_code
from jiceng.casework.portal.show import show
from jiceng.kernel.refusal import Refusal
from jiceng.kernel.scope import RESIDENT
from jiceng.services.actions.applications import (
    Asked as Applied,
)
from jiceng.services.actions.applications import (
    Papers,
    apply_for,
    move_application,
    rate_application,
)
from jiceng.services.forms.application_forms import ApplyForm, SupplementForm
from jiceng.services.forms.items_told import (
    name_of,
    next_told,
    paper_name,
    status_told,
    terms_told,
    unit_name,
    where_told,
)
from jiceng.services.models import Application
from jiceng.services.process import APPLICATION
from jiceng.services.queries.applications import application_by_code, told_to_applicant
from jiceng.services.queries.items import item_as_of, items_at
from jiceng.services.queries.points import open_points
from jiceng.services.rules.items import AUDIENCES, ServiceItem
from jiceng.web.display import address_of
from jiceng.web.doors import Asked, door
from jiceng.web.forms import add_refusal, version_in
from jiceng.web.once import once, without_account
from jiceng.web.words import sentences, term_words, word


@door("public")
@require_safe
def items(request: Asked) -> HttpResponse:
    """The catalogue: what it is, how long it takes at most, whether it is done at once."""
    asked = request.GET.get("text", "").strip()
    found = [i for i in items_at(request.now).values() if asked in i.name or asked == i.key]
    groups = [
        {"name": _(label), "rows": [_listed(i) for i in found if i.audience == audience]}
        for audience, label in AUDIENCES.items()
    ]
    context = {"groups": [g for g in groups if g["rows"]], "text": asked}
    return show(request, "services/portal_items.html", context)


def _listed(item: ServiceItem) -> dict[str, Any]:
    return {
        "name": name_of(item),
        "url": f"/services/items/{item.key}",
        "promise": _("当场办结") if item.is_instant else term_words(str(item.promise)),
        "papers": len(item.papers),
        "online": "online" in item.channels,
        "is_sample": item.is_sample,
    }


def _item(request: Asked, key: str) -> ServiceItem:
    found = items_at(request.now).get(key)
    if found is None:
        raise Http404
    return found


@door("public")
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: Asked, key: str) -> HttpResponse:
    """The guide of an item, and its form where it can be applied for over the net."""
    item = _item(request, key)
    form = ApplyForm(item, request.POST or None, initial={"token": str(uuid4())})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return _sent(request, item, form)
            except Refusal as refusal:
                add_refusal(form, refusal.reasons, word)
                status = refusal.status
    points = [p for p in open_points() if item.key in p.items]
    context = {
        "item": item,
        "name": name_of(item),
        "terms": terms_told(item),
        "papers": [{"name": paper_name(p), "note": p.note} for p in item.papers],
        "where": where_told(item, points, request.now),
        "form": form if "online" in item.channels else None,
    }
    return show(request, "services/portal_item.html", context, status=status)


def _sent(request: Asked, item: ServiceItem, form: ApplyForm) -> HttpResponse:
    """Once, however often the button is pressed; the receipt shows the code this one time."""
    said, address = form.cleaned_data, address_of(request)
    given = Applied(
        item.key, said["phone"], name=said["name"], papers=tuple(said["papers"]),
        area=said["community"], note=said["note"],
    )  # fmt: skip
    who, kept = without_account(said["token"], address)
    spend_report(address, said["phone"], now=request.now)
    body = json.dumps(sorted(request.POST.lists()), ensure_ascii=False).encode()
    done = once(
        said["token"], caller=f"{who} portal application", body=body, now=request.now, kept=kept,
        work=lambda: _taken(given, request),
    )  # fmt: skip
    return _receipt(request, item, done.answer)


def _taken(given: Applied, request: Asked) -> Mapping[str, Any]:
    made = apply_for(given, now=request.now)
    row = made.application
    return {"number": row.number, "code": made.access_code, "unit": row.unit, "due_at": row.due_at}


def _receipt(request: Asked, item: ServiceItem, answer: Mapping[str, Any]) -> HttpResponse:
    code, number = str(answer["code"]), answer["number"]
    address = request.build_absolute_uri(f"/services/applications?number={number}")
    context = {
        "number": number,
        "code": code,
        "code_shown": f"{code[:4]} {code[4:]}",
        "item": name_of(item),
        "unit": unit_name(answer["unit"]),
        "due_at": parse_datetime(answer["due_at"]) if answer["due_at"] else None,
        "qr": qr_code(address, _("查进度的二维码")),
    }
    return show(request, "services/portal_application_receipt.html", context)


@door("public")
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: Asked) -> HttpResponse:
    """Ask for number and code; with both, show the application and do what was asked for it."""
    template = "services/portal_application_track.html"
    return opened(request, template, application_by_code, _act)


def _act(request: Asked, row: Application, shown: TrackForm) -> HttpResponse:
    said, reasons, status = "", list[str](), 200
    try:
        said = _do(request, row, request.POST.get("act", ""))
    except Refusal as refusal:
        reasons, status = sentences(refusal.reasons), refusal.status
    number, code = shown.cleaned_data["number"], shown.cleaned_data["code"]
    row = application_by_code(number, code)
    item = item_as_of(row.item, row.item_version)
    lacking = [p for p in item.papers if p.key not in row.papers]
    moves = {m.name for m in APPLICATION.open_moves(row.state, frozenset({"resident"}))}
    context = {
        "row": row,
        "code": code,
        "name": name_of(item),
        "status": status_told(row),
        "next": next_told(row),
        "words": told_to_applicant(row),
        "said": said,
        "reasons": reasons,
        "supplement_form": SupplementForm(lacking) if "supplement" in moves else None,
        "may_withdraw": "withdraw" in moves,
        "rating_form": RatingForm() if row.decided_at and row.rating is None else None,
    }
    return show(request, "services/portal_application.html", context, status=status)


def _do(request: Asked, row: Application, act: str) -> str:
    """What the applicant asked for, and what to say of it."""
    version = version_in(request.POST) if act in ("supplement", "withdraw") else 0
    if act == "withdraw":
        move_application(row, "withdraw", by=RESIDENT, now=request.now, version=version)
        return _("申请已撤回。")
    if act == "supplement":
        given = Papers(received=tuple(request.POST.getlist("papers")))
        move_application(
            row, "supplement", by=RESIDENT, now=request.now, version=version, given=given
        )
        return _("已收到补正，恢复计时。")
    if act == "rate":
        form = RatingForm(request.POST)
        if form.is_valid():
            rate_application(row, int(form.cleaned_data["rating"]), now=request.now)
            return _("谢谢您的评价。")
    return ""
