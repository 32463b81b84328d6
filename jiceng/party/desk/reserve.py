"""/desk/party/reserve/: the register of reserve cadres, opened with a purpose (S9)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiceng.kernel.refusal import Invalid, NotFound, Reason
from jiceng.party.actions import reserve as acts
from jiceng.party.actions.reserve import Entry
from jiceng.party.desk import secondments, talent_needs
from jiceng.party.desk.frame import HOME, ActForm, PurposeForm, WordedForm, day, form_page, tried
from jiceng.party.models import Member, ReserveCadre, Training
from jiceng.party.queries.access import ABOVE, member_for
from jiceng.party.queries.reserve import line_of, reserve_for, reserve_of, reserve_opened
from jiceng.party.rules.reserve import ENDED_BECAUSE, OFFICES, PURPOSES, SKILLS
from jiceng.web.clock import county_zone, local_day
from jiceng.web.doors import Asked, door
from jiceng.web.menu import office
from jiceng.web.paging import page_of, pager

HERE = f"{HOME}reserve/"


class Filters(WordedForm):
    """Narrowing the register."""

    text = forms.CharField(label=N_("姓名"), required=False, max_length=40)
    office = forms.ChoiceField(
        label=N_("培养方向"), required=False, choices=[("", N_("全部")), *OFFICES.items()]
    )
    ended = forms.ChoiceField(
        label=N_("状态"), required=False, choices=[("", N_("在册")), ("yes", N_("已退出"))]
    )


def opened(request: Asked) -> bool:
    """Whether the reader said today what for."""
    today = local_day(request.now)
    return reserve_opened(request.actor, request.now, today, county_zone())


@door("staff", *sorted(ABOVE))
@require_safe
def show(request: Asked) -> HttpResponse:
    """The register of one's own line, in the order of entry; nobody stands before another."""
    if not opened(request):
        return _ask(request)
    filters = Filters(request.GET)
    said = filters.cleaned_data if filters.is_valid() else {}
    rows = reserve_of(request.actor).filter(ended_on__isnull=said.get("ended") != "yes")
    if said.get("office"):
        rows = rows.filter(office=said["office"])
    if said.get("text"):
        rows = rows.filter(member__name__icontains=said["text"])
    page = page_of(rows, request.GET.get("after", ""), key="since")
    today = local_day(request.now)
    context = {
        **office(request, HERE, crumbs=[(_("后备与下派"), "")]),
        "filters": filters,
        "rows": [_row(row, today) for row in page.rows],
        "pager": pager(page, request.GET, _("本页 %(n)d 人") % {"n": len(page.rows)}),
        "figures": _figures(request),
    }
    return render(request, "party/reserve.html", context)


def _figures(request: Asked) -> list[dict[str, Any]]:
    """How many are kept for which kind of office."""
    rows = reserve_of(request.actor).filter(ended_on=None)
    listed = list(rows.values_list("office", flat=True))
    kinds = [(label, listed.count(key)) for key, label in OFFICES.items() if key in listed]
    return [
        {"label": _("在册后备干部"), "value": str(len(listed))},
        *({"label": _(label), "value": str(n)} for label, n in kinds),
    ]


def _row(row: ReserveCadre, today: Any) -> dict[str, Any]:
    due = row.ended_on is None and row.review_on <= today
    return {
        "url": f"{HERE}{row.pk}/",
        "name": row.member.name,
        "branch": row.member.organisation.name,
        "office": _(OFFICES[row.office]),
        "line": row.recommended_by.name,
        "since": row.since,
        "review_on": row.review_on,
        "is_due": due,
        "ended_on": row.ended_on,
    }


def _ask(request: Asked, form: PurposeForm | None = None, status: int = 200) -> HttpResponse:
    context = {
        **office(request, HERE, crumbs=[(_("后备与下派"), "")]),
        "about": _("后备干部名册"),
        "form": form or PurposeForm(PURPOSES),
        "url": f"{HERE}purpose",
    }
    return render(request, "party/reserve_purpose.html", context, status=status)


@door("staff", *sorted(ABOVE))
@require_POST
def purpose(request: Asked) -> HttpResponse:
    """Say why the register is opened."""
    line, form = line_of(request.actor), PurposeForm(PURPOSES, request.POST)

    def write() -> None:
        acts.open_reserve(line, form.cleaned_data["purpose"], by=request.actor, now=request.now)

    answer, _reasons, status = tried(form, write, lambda _done: HERE)
    return answer or _ask(request, form, status)


@door("staff", *sorted(ABOVE))
@require_safe
def one(request: Asked, key: int) -> HttpResponse:
    """One entry with its training record."""
    row = reserve_for(request.actor, key)
    if not opened(request):
        return HttpResponseRedirect(HERE)
    details = [
        (_("党员编号"), row.member.number), (_("所在党支部"), row.member.organisation.name),
        (_("培养方向"), _(OFFICES[row.office])), (_("推荐党组织"), row.recommended_by.name),
        (_("批准文号"), row.approval_number), (_("列入日期"), f"{row.since:%Y-%m-%d}"),
        (_("调整审核"), f"{row.review_on:%Y-%m-%d}"),
    ]  # fmt: skip
    if row.ended_on:
        why = _(ENDED_BECAUSE.get(row.end_reason, row.end_reason))
        details.append((_("退出"), f"{row.ended_on:%Y-%m-%d} {why}"))
    context = {
        **office(request, HERE, crumbs=[(_("后备与下派"), HERE), (row.member.name, "")]),
        "row": row,
        "details": [{"label": label, "text": text} for label, text in details],
        "trainings": [
            {"course": t.course, "skill": _(SKILLS[t.skill]), "days": t.days, "on": t.on}
            for t in row.trainings.order_by("-on", "-pk")
        ],
        "base": f"{HERE}{row.pk}/",
    }
    return render(request, "party/reserve_cadre.html", context)


class EntryForm(WordedForm):
    """Somebody is taken into the register."""

    member = forms.CharField(label=N_("党员编号"), max_length=20)
    office = forms.ChoiceField(label=N_("培养方向"), choices=list(OFFICES.items()))
    since = day(N_("列入日期"))
    approval_number = forms.CharField(label=N_("批准文号"), max_length=60)
    review_on = day(N_("下次调整审核"))


@door("staff", *sorted(ABOVE))
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    """Take a member into the register of one's own line."""
    line, form = line_of(request.actor), EntryForm(request.POST or None)

    def write() -> ReserveCadre:
        said = dict(form.cleaned_data)
        member, today = _member(request, said.pop("member")), local_day(request.now)
        return acts.take_in(member, Entry(**said), line=line, by=request.actor,
                            now=request.now, today=today)  # fmt: skip

    crumbs = [(_("后备与下派"), HERE)]
    return form_page(request, _("列入后备"), crumbs, form, write, lambda row: f"{HERE}{row.pk}/")


def _member(request: Asked, number: str) -> Member:
    try:
        return member_for(request.actor, number.strip())
    except NotFound as error:
        raise Invalid(Reason("unknown_member", {"value": number}, "member")) from error


class TrainingForm(ActForm):
    """A course."""

    course = forms.CharField(label=N_("培训班次"), max_length=80)
    skill = forms.ChoiceField(label=N_("培训内容"), choices=list(SKILLS.items()))
    days = forms.IntegerField(label=N_("天数"), min_value=1, max_value=365)
    on = day(N_("开班日期"))


class ReviewForm(ActForm):
    """The entry stands."""

    review_on = day(N_("下次调整审核"))


class EndForm(ActForm):
    """The entry ends."""

    because = forms.ChoiceField(label=N_("退出原因"), choices=list(ENDED_BECAUSE.items()))
    on = day(N_("退出日期"))


FORMS: dict[str, tuple[str, type[ActForm]]] = {
    "training": (N_("登记培训"), TrainingForm),
    "review": (N_("调整审核"), ReviewForm),
    "end": (N_("退出名册"), EndForm),
}


@door("staff", *sorted(ABOVE))
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Asked, key: int, act: str) -> HttpResponse:
    """A course, a review or the end of an entry."""
    row = reserve_for(request.actor, key)
    if not opened(request):
        return HttpResponseRedirect(HERE)
    label, kind = FORMS[act]
    form = kind(request.POST or None, initial={"version": row.version})
    crumbs = [(_("后备与下派"), HERE), (row.member.name, f"{HERE}{row.pk}/")]
    return form_page(
        request, _(label), crumbs, form, lambda: _write(request, row, act, form.cleaned_data),
        lambda _done: f"{HERE}{row.pk}/",
    )  # fmt: skip


def _write(request: Asked, row: ReserveCadre, act: str, said: dict[str, Any]) -> None:
    by, now, today = request.actor, request.now, local_day(request.now)
    given = dict(said)
    version = given.pop("version")
    if act == "training":
        acts.note_training(row, Training(**given), by=by, now=now, today=today, version=version)
    elif act == "review":
        acts.review(row, given["review_on"], by=by, now=now, today=today, version=version)
    else:
        acts.end_reserve(row, given["because"], on=given["on"], by=by, now=now, version=version)


urlpatterns = [
    path("party/reserve/", show),
    path("party/reserve/purpose", purpose),
    path("party/reserve/new", new),
    path("party/reserve/<int:key>/", one),
    *(path(f"party/reserve/<int:key>/{act}", change, {"act": act}) for act in FORMS),
    *secondments.urlpatterns,
    *talent_needs.urlpatterns,
]
