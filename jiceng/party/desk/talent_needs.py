"""/desk/party/reserve/needs/: which kind of people is needed where, and who might be asked (S9)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_http_methods, require_safe

from jiceng.party.actions import secondments as acts
from jiceng.party.actions.secondments import Need
from jiceng.party.desk.frame import HOME, ActForm, WordedForm, day, form_page, words
from jiceng.party.desk.reserve_frame import menu_place
from jiceng.party.desk.weak_forms import offer
from jiceng.party.models import Organisation, TalentNeed
from jiceng.party.queries.access import ABOVE, KEEPERS, keeping, organisation_for, organisations_of
from jiceng.party.queries.reserve import matches_of, need_for, needs_of, reserve_opened
from jiceng.party.rules.reserve import OFFICES, SKILLS
from jiceng.web.clock import county_zone, local_day
from jiceng.web.doors import Asked, door
from jiceng.web.menu import office
from jiceng.web.words import sentences

HERE = f"{HOME}reserve/needs/"
MOST = 200
MOST_MATCHES = 50


@door("staff", *sorted(KEEPERS))
@require_safe
def show(request: Asked) -> HttpResponse:
    """Needs posted within reach: open ones first, by the day they end."""
    today = local_day(request.now)
    context = {
        **office(request, menu_place(request.actor), crumbs=[(_("人才需求"), "")]),
        "rows": [_row(row, today) for row in needs_of(request.actor)[:MOST]],
    }
    return render(request, "party/talent_needs.html", context)


def _row(row: TalentNeed, today: date) -> dict[str, Any]:
    over = row.until < today
    return {
        "url": f"{HERE}{row.pk}/",
        "organisation": row.organisation.name,
        "skill": _(SKILLS[row.skill]),
        "office": _(OFFICES[row.office]) if row.office else "",
        "count": row.count,
        "until": row.until,
        "purpose": row.purpose,
        "status": {"light": "rest", "text": _("已结束")}
        if row.closed_on
        else {"light": "yellow", "text": _("已到期")}
        if over
        else {"light": "new", "text": _("需要中")},
    }


class NeedForm(WordedForm):
    """A need."""

    organisation = forms.ChoiceField(label=N_("需求党组织"))
    skill = forms.ChoiceField(label=N_("专长"), choices=list(SKILLS.items()))
    office = forms.ChoiceField(
        label=N_("岗位"), required=False, choices=[("", N_("不限")), *OFFICES.items()]
    )
    count = forms.IntegerField(label=N_("人数"), min_value=1, max_value=99)
    until = day(N_("需要到"))
    purpose = words(N_("用途"), 2, max_length=200)

    def __init__(self, offered: list[Organisation], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["organisation"], [(o.code, o.name) for o in offered])


@door("staff", *sorted(KEEPERS))
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    """Post a need."""
    form = NeedForm(list(organisations_of(request.actor)), request.POST or None)

    def write() -> TalentNeed:
        said, today = dict(form.cleaned_data), local_day(request.now)
        row = organisation_for(request.actor, said.pop("organisation"))
        return acts.post_need(row, Need(**said), by=request.actor, now=request.now, today=today)

    crumbs = [(_("人才需求"), HERE)]
    return form_page(request, _("提出需求"), crumbs, form, write, lambda row: f"{HERE}{row.pk}/")


@door("staff", *sorted(KEEPERS))
@require_safe
def one(request: Asked, key: int) -> HttpResponse:
    """One need; committees that have opened the register see who might be asked, and why."""
    row, today = need_for(request.actor, key), local_day(request.now)
    keeps_reserve = bool(keeping(request.actor, ABOVE))
    is_open = keeps_reserve and reserve_opened(request.actor, request.now, today, county_zone())
    shown = _row(row, today)
    details = [
        (_("需求党组织"), shown["organisation"]), (_("专长"), shown["skill"]),
        (_("岗位"), shown["office"] or _("不限")), (_("人数"), str(row.count)),
        (_("需要到"), f"{row.until:%Y-%m-%d}"), (_("用途"), row.purpose),
    ]  # fmt: skip
    crumbs = [(_("人才需求"), HERE), (shown["skill"], "")]
    context = {
        **office(request, menu_place(request.actor), crumbs=crumbs),
        "row": row,
        "title": shown["skill"],
        "status": shown["status"],
        "details": [{"label": label, "text": text} for label, text in details],
        "keeps_reserve": keeps_reserve,
        "is_open": is_open,
        "matches": [
            {"name": m.cadre.member.name, "branch": m.cadre.member.organisation.name,
             "url": f"{HOME}reserve/{m.cadre.pk}/", "reasons": sentences(m.reasons)}
            for m in (matches_of(row, request.actor)[:MOST_MATCHES] if is_open else ())
        ],
        "base": f"{HERE}{row.pk}/",
    }  # fmt: skip
    return render(request, "party/talent_need.html", context)


@door("staff", *sorted(KEEPERS))
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: Asked, key: int) -> HttpResponse:
    """A need is met or gone."""
    row = need_for(request.actor, key)
    form = ActForm(request.POST or None, initial={"version": row.version})

    def write() -> TalentNeed:
        version, today = form.cleaned_data["version"], local_day(request.now)
        return acts.close_need(row, by=request.actor, now=request.now, today=today,
                               version=version)  # fmt: skip

    crumbs = [(_("人才需求"), HERE), (_(SKILLS[row.skill]), f"{HERE}{row.pk}/")]
    return form_page(request, _("结束需求"), crumbs, form, write, lambda _n: f"{HERE}{row.pk}/")


urlpatterns = [
    path("party/reserve/needs/", show),
    path("party/reserve/needs/new", new),
    path("party/reserve/needs/<int:key>/", one),
    path("party/reserve/needs/<int:key>/close", close),
]
