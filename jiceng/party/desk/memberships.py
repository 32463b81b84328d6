"""Pages of transfers and corrections, and of one's own record: /desk/party/me/."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiceng.casework.desk.fields import MoveForm
from jiceng.casework.desk.followed import happened
from jiceng.casework.desk.labels import url_of
from jiceng.kernel.process import Process
from jiceng.kernel.records.advance import Movable
from jiceng.kernel.refusal import Invalid, NotFound, Reason, Refusal, Refused
from jiceng.party.actions.transfers import (
    CORRECTABLE,
    Papers,
    ask_correction,
    move_correction,
    move_transfer,
)
from jiceng.party.desk.dues import own_dues
from jiceng.party.desk.frame import (
    HOME,
    WordedForm,
    day,
    form_page,
    move_offers,
    paper_fields,
    words,
)
from jiceng.party.desk.members import HERE as MEMBERS
from jiceng.party.desk.members import details_of, status_of, transfers_of
from jiceng.party.desk.readings import readings
from jiceng.party.models import Correction, Member, Transfer
from jiceng.party.process import CORRECTION, TRANSFER
from jiceng.party.queries.access import keeping, may, own_record
from jiceng.party.queries.development import RULES, kept_of, plain_facts, running_probation
from jiceng.party.queries.memberships import correction_for, transfer_for
from jiceng.party.queries.rule_book import history
from jiceng.party.rules.development import probation_ends
from jiceng.web.clock import local_day
from jiceng.web.doors import Asked, door
from jiceng.web.forms import add_refusal
from jiceng.web.menu import office
from jiceng.web.words import sentences, word

ME = f"{HOME}me/"
ACTS: Mapping[str, str] = {"ask": N_("提出")}
NEEDS: Mapping[str, tuple[str, ...]] = {
    "release": ("letter",), "refuse": ("reason",), "withdraw": ("reason",),
    "decline": ("reason",),
}  # fmt: skip
GRAVE = frozenset({"refuse", "decline", "withdraw"})
LIGHTS = {"received": "done", "accepted": "done", "refused": "rest", "declined": "rest",
          "withdrawn": "rest"}  # fmt: skip
DAYS = frozenset({"born_on", "accepted_on", "full_on"})
Detail = tuple[str, str, str]
"""Label, text, and where it leads, if anywhere."""
Failed = tuple[str, MoveForm, list[str]]


def _fields(subject: Movable, name: str) -> dict[str, forms.Field]:
    if name == "accept" and isinstance(subject, Correction) and subject.field != "other":
        label = _("更正后的%(field)s") % {"field": _(CORRECTABLE[subject.field])}
        if subject.field in DAYS:
            return {"value": day(label)}
        return {"value": forms.CharField(label=label, max_length=40)}
    if name == "withdraw" and isinstance(subject, Correction):
        return {}
    return paper_fields(NEEDS.get(name, ()))


@door("signed_in")
@require_safe
def transfer(request: Asked, number: str) -> HttpResponse:
    """One transfer: where from, where to, whose turn it is."""
    return _transfer(request, transfer_for(request.actor, number))


def _transfer(
    request: Asked, row: Transfer, failed: Failed | None = None, status: int = 200
) -> HttpResponse:
    details = [
        _member(request, row.member), (_("转出党支部"), row.from_organisation.name, ""),
        (_("转入党支部"), row.to_organisation.name, ""), (_("介绍信编号"), row.letter or "—", ""),
        *_file_of(row),
    ]  # fmt: skip
    return _page(request, row, TRANSFER, _("组织关系转接"), details, failed, status)


def _file_of(row: Transfer) -> list[Detail]:
    """Both sides see that a file goes along and how long probation runs; what is in it opens to
    the branch that has it."""
    file = running_probation(row.member)
    if file is None:
        return []
    ends = probation_ends(plain_facts(file, kept_of(file)), history(RULES))
    return [
        (_("发展党员档案"), file.number, ""),
        (_("预备期届满"), f"{ends:%Y-%m-%d}" if ends else "—", ""),
        (_("档案去向"), _("随组织关系转接，由接收党支部继续考察"), ""),
    ]


@door("signed_in")
@require_safe
def correction(request: Asked, number: str) -> HttpResponse:
    """One correction: what the member says is wrong."""
    return _correction(request, correction_for(request.actor, number))


def _correction(
    request: Asked, row: Correction, failed: Failed | None = None, status: int = 200
) -> HttpResponse:
    member = row.member
    details = [_member(request, member), (_("党支部"), member.organisation.name, ""),
               (_("更正内容"), _(CORRECTABLE[row.field]), "")]  # fmt: skip
    if row.field != "other":
        details.append((_("名册现在记录"), str(getattr(member, row.field) or "—"), ""))
    return _page(request, row, CORRECTION, _("更正申请"), details, failed, status)


def _member(request: Asked, member: Member) -> Detail:
    """Whom it is about; the name leads to the record for those who reach it."""
    if member.person_id == request.actor.person:
        return _("党员"), member.name, ME
    url = f"{MEMBERS}{member.number}/" if may(request.actor, member.path) else ""
    return _("党员"), member.name, url


def _page(
    request: Asked,
    row: Movable,
    process: Process,
    title: str,
    details: list[Detail],
    failed: Failed | None,
    status: int,
) -> HttpResponse:
    url = url_of(row.subject_kind, row.number)
    offers = move_offers(
        request, row, process, url, fields=lambda name: _fields(row, name), grave=GRAVE,
        failed=failed,
    )  # fmt: skip
    reasons = failed[2] if failed and not any(o.name == failed[0] for o in offers) else ()
    here = (_("党员"), MEMBERS) if keeping(request.actor) else (_("我的党籍"), ME)
    context = {
        **office(request, here[1], crumbs=[here, (title, ""), (row.number, "")]),
        "title": f"{title}：{row.title}",
        "subject": row,
        "status": {
            "light": LIGHTS.get(row.state, "new"),
            "text": _(process.state(row.state).label),
        },
        "details": [{"label": label, "text": text, "url": there} for label, text, there in details],
        "moves": offers,
        "reasons": reasons,
        "timeline": happened(row, process, ACTS),
    }  # fmt: skip
    return render(request, "party/moving.html", context, status=status)


@door("signed_in")
@require_POST
def move(request: Asked, kind: str, number: str, name: str) -> HttpResponse:
    """Any move of a transfer or a correction, by its name."""
    find = transfer_for if kind == "transfer" else correction_for
    row: Movable = find(request.actor, number)
    process = TRANSFER if kind == "transfer" else CORRECTION
    try:
        process.move(name)
    except Refused as error:
        raise NotFound(Reason("not_found")) from error
    form = MoveForm(_fields(row, name), name, request.POST)
    reasons: list[str] = []
    status = 422
    if form.is_valid():
        try:
            _make(request, row, name, dict(form.cleaned_data))
        except Invalid as refusal:
            add_refusal(form, refusal.reasons, word)
        except Refusal as refusal:
            reasons, status = sentences(refusal.reasons), refusal.status
        else:
            return HttpResponseRedirect(url_of(kind, number))
    fresh = find(request.actor, number)
    failed = (name, form, reasons)
    if isinstance(fresh, Transfer):
        return _transfer(request, fresh, failed, status)
    return _correction(request, fresh, failed, status)


def _make(request: Asked, row: Movable, name: str, said: dict[str, Any]) -> None:
    version, by, now = said.pop("version"), request.actor, request.now
    papers = Papers(**{name: str(text) for name, text in said.items()})
    if isinstance(row, Transfer):
        move_transfer(row, name, by=by, now=now, today=local_day(now), version=version,
                      given=papers)  # fmt: skip
    elif isinstance(row, Correction):
        move_correction(row, name, by=by, now=now, today=local_day(now), version=version,
                        given=papers)  # fmt: skip


@door("signed_in")
@require_safe
def me(request: Asked) -> HttpResponse:
    """One's own record in full, and what one asked to have put right."""
    member = own_record(request.actor)
    if member is None:
        raise NotFound(Reason("not_found"))
    mobile = member.mobile_periods.filter(until=None).select_related("contact_member").first()
    asked = list(member.corrections.order_by("-pk")[:20])
    context = {
        **office(request, ME, crumbs=[(_("我的党籍"), "")]),
        "member": member,
        "status": status_of(member),
        "details": details_of(member, mobile),
        "corrections": [
            {"number": c.number, "url": url_of("correction", c.number),
             "field": _(CORRECTABLE[c.field]), "state": _(CORRECTION.state(c.state).label),
             "at": c.entered_at}
            for c in asked
        ],
        "may_ask": all(c.state != "asked" for c in asked),
        "affiliations": list(
            member.affiliations.select_related("organisation__unit").order_by("-since", "-pk")
        ),
        "transfers": transfers_of(member),
        "dues": own_dues(member, local_day(request.now)),
        "readings": readings(member, request.now),
    }  # fmt: skip
    return render(request, "party/me.html", context)


class CorrectionForm(WordedForm):
    """What is wrong in one's own record."""

    field = forms.ChoiceField(label=N_("更正哪一项"), choices=list(CORRECTABLE.items()))
    reason = words(N_("哪里不对，应当是什么"), max_length=500)


@door("signed_in")
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: Asked) -> HttpResponse:
    """Ask the branch to put something right."""
    member = own_record(request.actor)
    if member is None:
        raise NotFound(Reason("not_found"))
    form = CorrectionForm(request.POST or None)

    def write() -> Correction:
        said = form.cleaned_data
        return ask_correction(
            member, said["field"], said["reason"], by=request.actor, now=request.now
        )

    return form_page(
        request, _("申请更正"), [(_("我的党籍"), ME)], form, write,
        lambda row: url_of("correction", row.number), ME, send=_("提交"),
    )  # fmt: skip


urlpatterns = [
    path("party/me/", me),
    path("party/me/correct", correct),
    path("party/transfers/<str:number>/", transfer),
    path("party/corrections/<str:number>/", correction),
    *(
        path(f"party/{kind}s/<str:number>/moves/<str:name>", move, {"kind": kind})
        for kind in ("transfer", "correction")
    ),
]
