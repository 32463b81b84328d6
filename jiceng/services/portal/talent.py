"""/talent: needs for skills, a form to offer one's own without an account, and the way back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from jiceng.casework.actions.gate import spend_report
from jiceng.casework.portal.by_code import opened
from jiceng.casework.portal.forms import TrackForm, community_choices
from jiceng.casework.portal.report import qr_code
from jiceng.casework.portal.show import show
from jiceng.kernel.refusal import Refusal
from jiceng.services.actions.talent import answer_for_offer
from jiceng.services.actions.talent_offers import Offer, make_offer, withdraw_offer
from jiceng.services.forms.talent_forms import OfferForm
from jiceng.services.forms.talent_told import need_told, offer_told, pair_told
from jiceng.services.models import TalentOffer
from jiceng.services.queries.talent import offer_by_code, open_needs, skills_at
from jiceng.web.clock import local_day
from jiceng.web.display import address_of
from jiceng.web.doors import Asked, door
from jiceng.web.forms import add_refusal
from jiceng.web.once import once, without_account
from jiceng.web.paging import page_of, pager
from jiceng.web.words import sentences, word


@door("public")
@require_safe
def needs(request: Asked) -> HttpResponse:
    """Needs that are open, those that end first before the others."""
    skills, asked = skills_at(request.now), request.GET.get("skill", "")
    rows = open_needs(local_day(request.now))
    rows = rows.filter(skill=asked) if asked in skills else rows
    page = page_of(rows, request.GET.get("after", ""), key="until", size=20)
    context = {
        "rows": [need_told(row, skills) for row in page.rows],
        "pager": pager(page, request.GET),
        "skills": [{"key": k, "name": v, "is_asked": k == asked} for k, v in skills.items()],
    }
    return show(request, "services/portal_talent.html", context)


@door("public")
@require_http_methods(["GET", "HEAD", "POST"])
def offering(request: Asked) -> HttpResponse:
    """Offer a skill; the receipt shows the code this one time."""
    first = {"token": str(uuid4()), "free_from": local_day(request.now),
             "skill": request.GET.get("skill", "")}  # fmt: skip
    form = OfferForm(skills_at(request.now), community_choices()[1:], request.POST or None,
                     initial=first)  # fmt: skip
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return _sent(request, form)
            except Refusal as refusal:
                add_refusal(form, refusal.reasons, word)
                status = refusal.status
    return show(request, "services/portal_talent_offer.html", {"form": form}, status=status)


def _sent(request: Asked, form: OfferForm) -> HttpResponse:
    """Once, however often the button is pressed."""
    said, address = dict(form.cleaned_data), address_of(request)
    token = said.pop("token")
    who, kept = without_account(token, address)
    spend_report(address, said["phone"], now=request.now)
    body = json.dumps(sorted(request.POST.lists()), ensure_ascii=False).encode()
    done = once(
        token, caller=f"{who} talent offer", body=body, now=request.now, kept=kept,
        work=lambda: _taken(Offer(**said), request),
    )  # fmt: skip
    code, number = str(done.answer["code"]), str(done.answer["number"])
    address = request.build_absolute_uri(f"/talent/offers?number={number}")
    context = {
        "number": number,
        "code": code,
        "code_shown": f"{code[:4]} {code[4:]}",
        "until": parse_date(str(done.answer["until"])),
        "qr": qr_code(address, _("查进度的二维码")),
    }
    return show(request, "services/portal_talent_receipt.html", context)


def _taken(given: Offer, request: Asked) -> Mapping[str, Any]:
    made = make_offer(given, now=request.now)
    return {"number": made.offer.number, "code": made.access_code, "until": made.offer.free_until}


@door("public")
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: Asked) -> HttpResponse:
    """Ask for number and code; with both, show what was proposed and take a yes or a no."""
    return opened(request, "services/portal_talent_track.html", offer_by_code, _act)


def _act(request: Asked, row: TalentOffer, shown: TrackForm) -> HttpResponse:
    said, reasons, status = "", list[str](), 200
    try:
        said = _do(request, row, request.POST.get("act", ""))
    except Refusal as refusal:
        reasons, status = sentences(refusal.reasons), refusal.status
    row.refresh_from_db()
    skills = skills_at(request.now)
    pairs = row.pairings.select_related("need").order_by("-pk")
    context = {
        "row": row,
        "code": shown.cleaned_data["code"],
        "offer": offer_told(row),
        "skill": skills.get(row.skill, ""),
        "pairs": [
            {**pair_told(pair), "need": need_told(pair.need, skills),
             "reached_at": pair.need.reached_at if pair.is_agreed else ""}
            for pair in pairs
        ],
        "said": said,
        "reasons": reasons,
    }  # fmt: skip
    return show(request, "services/portal_talent_own.html", context, status=status)


def _do(request: Asked, row: TalentOffer, act: str) -> str:
    """What the person asked for, and what to say of it."""
    if act == "withdraw":
        withdraw_offer(row, now=request.now)
        return _("意愿已撤回，填写的内容和联系方式已删除。")
    if act in ("yes", "no"):
        text = request.POST.get("pairing", "")
        key = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
        answer_for_offer(row, key, act == "yes", now=request.now)
        return _("已记下您的同意。") if act == "yes" else _("已替您谢绝。")
    return ""
