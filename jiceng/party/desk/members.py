"""/desk/party/members/: the register of a branch, one member's record, and its changes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiceng.casework.desk.labels import url_of
from jiceng.party.actions import members as acts
from jiceng.party.actions.members import LEFT_BECAUSE, PURPOSES, STANDINGS, Entry
from jiceng.party.actions.transfers import ask_transfer
from jiceng.party.desk.branch_field import BranchField, branch_options
from jiceng.party.desk.frame import (
    HOME,
    ActForm,
    PurposeForm,
    WordedForm,
    day,
    form_page,
    purpose_page,
    tried,
)
from jiceng.party.desk.organisations import url_of as organisation_url
from jiceng.party.desk.readings import readings
from jiceng.party.models import Member, MobilePeriod, Organisation
from jiceng.party.process import TRANSFER
from jiceng.party.queries.access import (
    BRANCH,
    KEEPERS,
    keeping,
    may,
    member_for,
    members_of,
    organisation_for,
    organisations_of,
    purpose_today,
    reads_freely,
    register_opened,
)
from jiceng.party.queries.organisations import counts_of
from jiceng.party.rules.organisations import BRANCHES
from jiceng.web.clock import county_zone, local_day
from jiceng.web.doors import Asked, door
from jiceng.web.menu import office
from jiceng.web.paging import page_of, pager

HERE = f"{HOME}members/"
LIGHTS = {"full": "done", "probationary": "new", "suspended": "yellow", "left": "rest"}


class Filters(WordedForm):
    """Narrowing a register."""

    organisation = forms.CharField(required=False, widget=forms.HiddenInput)
    text = forms.CharField(label=N_("姓名或编号"), required=False, max_length=40)
    standing = forms.ChoiceField(
        label=N_("党籍状态"), required=False, choices=[("", N_("在册")), *STANDINGS.items()]
    )

    def condition(self) -> Q:
        self.is_valid()
        said = self.cleaned_data
        standing = said.get("standing")
        found = Q(standing=standing) if standing else ~Q(standing="left")
        if text := said.get("text"):
            found &= Q(name__icontains=text) | Q(number__startswith=text)
        return found


@door("staff", *sorted(KEEPERS))
@require_safe
def show(request: Asked) -> HttpResponse:
    """The register of one's own branch; from above, first which branch and for what purpose."""
    code = request.GET.get("organisation", "")
    own = [g.unit for g in keeping(request.actor, BRANCH)]
    if not code and len(own) != 1:
        return _branches(request)
    row = organisation_for(request.actor, code or own[0])
    if row.kind not in BRANCHES:
        return HttpResponseRedirect(organisation_url(row))
    today = local_day(request.now)
    if not register_opened(request.actor, row, request.now, today, county_zone()):
        return _ask_purpose(request, row.name, f"{HERE}purpose/{row.code}")
    return _register(request, row)


def _branches(request: Asked) -> HttpResponse:
    """Which branch: names and counts, no members."""
    text = request.GET.get("text", "").strip()[:40]
    rows = organisations_of(request.actor).filter(kind__in=BRANCHES)
    if text:
        rows = rows.filter(unit__name__icontains=text)
    page = page_of(rows, request.GET.get("after", ""), key="path")
    counts = counts_of([o.pk for o in page.rows])
    context = {
        **office(request, HERE, crumbs=[(_("党员"), "")]),
        "text": text,
        "rows": [
            {"name": o.name, "url": f"{HERE}?organisation={o.code}",
             "full": counts.get(o.pk, (0, 0))[0], "probationary": counts.get(o.pk, (0, 0))[1]}
            for o in page.rows
        ],
        "pager": pager(page, request.GET, _("本页 %(n)d 个") % {"n": len(page.rows)}),
    }  # fmt: skip
    return render(request, "party/branches.html", context)


def _register(request: Asked, row: Organisation) -> HttpResponse:
    filters = Filters(request.GET or {"organisation": row.code})
    rows = members_of(request.actor).filter(filters.condition(), organisation=row)
    page = page_of(rows, request.GET.get("after", ""), key="accepted_on")
    context = {
        **office(request, HERE, crumbs=[(_("党员"), HERE), (row.name, "")]),
        "organisation": row,
        "filters": filters,
        "rows": [_row(m) for m in page.rows],
        "pager": pager(page, request.GET, _("本页 %(n)d 人") % {"n": len(page.rows)}),
        "may_enrol": may(request.actor, row.path),
    }
    return render(request, "party/members.html", context)


def _row(member: Member) -> dict[str, Any]:
    return {
        "name": member.name,
        "number": member.number,
        "url": f"{HERE}{member.number}/",
        "group": member.group,
        "accepted_on": member.accepted_on,
        "full_on": member.full_on,
        "status": status_of(member),
    }


def status_of(member: Member) -> dict[str, str]:
    """The standing of a member as a status tag."""
    return {"light": LIGHTS[member.standing], "text": _(STANDINGS[member.standing])}


def _ask_purpose(
    request: Asked, about: str, url: str, form: PurposeForm | None = None, status: int = 200
) -> HttpResponse:
    return purpose_page(
        request, [(_("党员"), HERE)], about, form or PurposeForm(PURPOSES), url, status
    )


@door("staff", *sorted(KEEPERS))
@require_POST
def open_register(request: Asked, code: str) -> HttpResponse:
    """Say why a branch's register is read from above."""
    row = organisation_for(request.actor, code)
    form = PurposeForm(PURPOSES, request.POST)
    answer, _reasons, status = tried(
        form,
        lambda: acts.open_register(row, form.cleaned_data["purpose"], by=request.actor,
                                   now=request.now),
        lambda _done: f"{HERE}?organisation={row.code}",
    )  # fmt: skip
    return answer or _ask_purpose(request, row.name, f"{HERE}purpose/{row.code}", form, status)


@door("signed_in")
@require_safe
def one(request: Asked, number: str) -> HttpResponse:
    """One member's record: for the own branch, the member, and those above who say why."""
    member = member_for(request.actor, number)
    if not _may_read(request, member):
        return _ask_purpose(request, member.organisation.name, f"{HERE}{number}/purpose")
    return page(request, member)


def _may_read(request: Asked, member: Member) -> bool:
    today = local_day(request.now)
    return reads_freely(request.actor, member) or bool(
        purpose_today(request.actor, member, request.now, today, county_zone())
    )


def page(request: Asked, member: Member) -> HttpResponse:
    """The record itself."""
    row = member.organisation
    keeps = may(request.actor, member.path)
    crumbs = [(_("党员"), HERE), (row.name, f"{HERE}?organisation={row.code}"), (member.name, "")]
    mobile = member.mobile_periods.filter(until=None).select_related("contact_member").first()
    context = {
        **office(request, HERE, crumbs=crumbs if keeps else [(_("我的党籍"), "")]),
        "member": member,
        "status": status_of(member),
        "details": details_of(member, mobile),
        "affiliations": list(
            member.affiliations.select_related("organisation__unit").order_by("-since", "-pk")
        ),
        "transfers": transfers_of(member),
        "readings": readings(member, request.now),
        "changes": _changes(member, mobile) if keeps and member.standing in acts.PRESENT else (),
    }
    return render(request, "party/member.html", context)


def details_of(member: Member, mobile: MobilePeriod | None) -> list[dict[str, Any]]:
    """What the register keeps."""
    rows = [
        (_("姓名"), member.name), (_("编号"), member.number),
        (_("出生日期"), f"{member.born_on:%Y-%m-%d}"),
        (_("所在党支部"), member.organisation.name), (_("党小组"), member.group or "—"),
        (_("支部大会接收"), f"{member.accepted_on:%Y-%m-%d}"),
        (_("转正"), f"{member.full_on:%Y-%m-%d}" if member.full_on else "—"),
    ]  # fmt: skip
    if mobile:
        rows.append((_("流动党员"), _("%(since)s 起，%(where)s，联系人 %(who)s") % {
            "since": mobile.since, "where": mobile.destination,
            "who": mobile.contact_member.name}))  # fmt: skip
    if member.left_on:
        because = _(LEFT_BECAUSE.get(member.left_because, member.left_because))
        rows.append((_("离开"), f"{member.left_on:%Y-%m-%d} {because}"))
    return [{"label": label, "text": text} for label, text in rows]


def transfers_of(member: Member) -> list[dict[str, Any]]:
    """The last transfers, under way and done."""
    rows = member.transfers.select_related("to_organisation__unit").order_by("-pk")[:10]
    return [
        {"to": row.to_organisation.name, "url": url_of("transfer", row.number),
         "state": _(TRANSFER.state(row.state).label)}
        for row in rows
    ]  # fmt: skip


def _changes(member: Member, mobile: MobilePeriod | None) -> list[dict[str, str]]:
    base = f"{HERE}{member.number}/"
    return [
        {"label": _("转接组织关系"), "url": f"{base}transfer"},
        {"label": _("流动党员返回"), "url": f"{base}back"}
        if mobile
        else {"label": _("登记为流动党员"), "url": f"{base}mobile"},
        {"label": _("办理离开"), "url": f"{base}leave"},
    ]


@door("staff", *sorted(KEEPERS))
@require_POST
def open_file(request: Asked, number: str) -> HttpResponse:
    """Say why a member's file is read from above."""
    member = member_for(request.actor, number)
    form = PurposeForm(PURPOSES, request.POST)
    answer, _reasons, status = tried(
        form,
        lambda: acts.open_file(member, form.cleaned_data["purpose"], by=request.actor,
                               now=request.now),
        lambda _done: f"{HERE}{number}/",
    )  # fmt: skip
    about = member.organisation.name
    return answer or _ask_purpose(request, about, f"{HERE}{number}/purpose", form, status)


class EntryForm(WordedForm):
    """Somebody who is a member already is entered into the register."""

    name = forms.CharField(label=N_("姓名"), max_length=40)
    born_on = day(N_("出生日期"))
    accepted_on = day(N_("支部大会接收日期"))
    full_on = day(N_("转正日期"), required=False)
    since = day(N_("转入本支部日期"), required=False)
    group = forms.CharField(label=N_("党小组"), max_length=40, required=False)
    letter = forms.CharField(label=N_("组织关系介绍信编号"), max_length=60, required=False)


@door("staff", *sorted(KEEPERS))
@require_http_methods(["GET", "HEAD", "POST"])
def enrol(request: Asked, code: str) -> HttpResponse:
    """Enter a member taken over from paper, or come from another county."""
    row = organisation_for(request.actor, code)
    form = EntryForm(request.POST or None)

    def write() -> Member:
        return acts.enrol(Entry(**form.cleaned_data), at=row, by=request.actor, now=request.now,
                          today=local_day(request.now))  # fmt: skip

    crumbs = [(_("党员"), HERE), (row.name, f"{HERE}?organisation={row.code}")]
    return form_page(
        request, _("登记党员"), crumbs, form, write, lambda m: f"{HERE}{m.number}/", HERE,
        facts=_("新发展的党员由发展党员档案自动登记，不在这里填写"),
    )  # fmt: skip


class TransferForm(ActForm):
    """Where the affiliation goes."""

    to = BranchField(label=N_("转入党支部"), help_text=N_("输入名称，从列出的党支部中选择。"))


class MobileForm(ActForm):
    """A certificate for a member away for long."""

    certificate = forms.CharField(label=N_("流动党员活动证编号"), max_length=40)
    since = day(N_("外出日期"))
    destination = forms.CharField(label=N_("外出地点（市县）"), max_length=80)
    contact_member = forms.ModelChoiceField(label=N_("支部联系人"), queryset=Member.objects.none())


class BackForm(ActForm):
    """A mobile member is back."""

    on = day(N_("返回日期"))


class LeaveForm(ActForm):
    """A member leaves the register."""

    because = forms.ChoiceField(label=N_("原因"), choices=list(LEFT_BECAUSE.items()))
    on = day(N_("日期"))


@door("staff", *sorted(KEEPERS))
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Asked, number: str, act: str) -> HttpResponse:
    """A change of a member's record by a form of its own."""
    member = member_for(request.actor, number)
    if not _may_read(request, member):
        return _ask_purpose(request, member.organisation.name, f"{HERE}{number}/purpose")
    title, form = _form_of(member, act, request)
    more: dict[str, Any] = {}
    if act == "transfer":
        more = {"send": _("提交"), "units": branch_options(),
                "facts": _("先由转出党支部同意，再由转入党支部确认")}  # fmt: skip

    def write() -> Any:
        return _write(request, member, act, form.cleaned_data)

    def there(done: Any) -> str:
        return url_of("transfer", done.number) if act == "transfer" else f"{HERE}{number}/"

    return form_page(request, title, [(_("党员"), HERE), (member.name, f"{HERE}{number}/")],
                     form, write, there, HERE, **more)  # fmt: skip


def _form_of(member: Member, act: str, request: Asked) -> tuple[str, forms.Form]:
    start = {"version": member.version}
    made: dict[str, tuple[str, type[ActForm]]] = {
        "transfer": (_("转接组织关系"), TransferForm),
        "mobile": (_("登记为流动党员"), MobileForm),
        "back": (_("流动党员返回"), BackForm),
        "leave": (_("办理离开"), LeaveForm),
    }
    title, kind = made[act]
    form = kind(request.POST or None, initial=start)
    if isinstance(form, MobileForm):
        others = Member.objects.filter(organisation=member.organisation_id, standing="full")
        contact = form.fields["contact_member"]
        if isinstance(contact, forms.ModelChoiceField):
            contact.queryset = others.exclude(pk=member.pk).order_by("name")
    return title, form


def _write(request: Asked, member: Member, act: str, said: dict[str, Any]) -> Any:
    by, now, version = request.actor, request.now, said.pop("version")
    if act == "transfer":
        to = acts.branch_named(said["to"])
        return ask_transfer(member, to, by=by, now=now)
    if act == "mobile":
        return acts.go_mobile(member, MobilePeriod(**said), by=by, now=now, version=version)
    if act == "back":
        return acts.come_back(member, on=said["on"], by=by, now=now, version=version)
    return acts.leave(member, said["because"], on=said["on"], by=by, now=now, version=version)


urlpatterns = [
    path("party/members/", show),
    path("party/members/purpose/<str:code>", open_register),
    path("party/members/new/<str:code>", enrol),
    path("party/members/<str:number>/", one),
    path("party/members/<str:number>/purpose", open_file),
    *(
        path(f"party/members/<str:number>/{act}", change, {"act": act})
        for act in ("transfer", "mobile", "back", "leave")
    ),
]
