"""/desk/legal/: a year's legal publicity, where it has been and where not, lawyers on duty, and the
disputes that went on as cases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiceng.casework.actions.intake import Raised
from jiceng.casework.desk.acting import Change, Tried, acted, offer
from jiceng.kernel.records.models import within
from jiceng.kernel.records.names import listed, named
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.outreach.actions.legal import (
    hand_over,
    plan_duty,
    plan_session,
    register_lawyer,
    tell_session,
)
from jiceng.outreach.desk.legal_forms import (
    DisputeForm,
    DutyForm,
    Filters,
    LawyerForm,
    SessionForm,
    ToldForm,
    YearFilters,
)
from jiceng.outreach.forms.activities_told import area_name, place_told, status_told, when_told
from jiceng.outreach.forms.legal_told import (
    dispute_row,
    duty_details,
    matrix,
    session_details,
    session_row,
)
from jiceng.outreach.models import LegalDuty, LegalSession
from jiceng.outreach.process.activities import ORGANISER
from jiceng.outreach.queries.activities import organises, venue_places
from jiceng.outreach.queries.legal import (
    coverage,
    disputes_of,
    duties_ahead,
    duty_of,
    held,
    moments,
    programme_at,
    programmes,
    session_of,
    sessions_of,
)
from jiceng.outreach.rules.legal import covered
from jiceng.web.clock import local_day
from jiceng.web.days import days_in
from jiceng.web.doors import Asked, door
from jiceng.web.form_page import form_page
from jiceng.web.forms import unit_options
from jiceng.web.menu import office
from jiceng.web.paging import page_of, pager

HERE = "/desk/legal/"
KEEPERS = sorted(ORGANISER)


@door("staff")
@require_safe
def show(request: Asked) -> HttpResponse:
    """A programme: what was held, what each community and village was reached by, what is left."""
    if not programmes(request.now):
        return render(request, "outreach/legal_none.html", office(request, HERE))
    filters = YearFilters(request.now, request.GET)
    said = filters.cleaned_data if filters.is_valid() else {}
    programme = programme_at(said.get("programme") or "", request.now)
    area = territory().area(said.get("under") or "-")
    found = coverage(programme, area.path if area else "")
    rows = sessions_of(programme.key, area.path if area else "")
    reached, whole = covered(found.rows), len(found.areas)
    under = f"&under={area.code}" if area else ""
    figures = [
        {"label": _("已举办"), "value": str(held(rows).count()), "unit": _("场"),
         "url": f"{HERE}sessions/?state=held&programme={programme.key}{under}"},
        {"label": _("待举办"), "value": str(rows.exclude(activity__state="held").count()),
         "unit": _("场"), "url": f"{HERE}sessions/?state=ahead&programme={programme.key}{under}"},
        {"label": _("到过的社区（村）"), "value": f"{reached}", "unit": f"/ {whole}",
         "note": _("至少举办过一场")},
    ]  # fmt: skip
    context = {
        **office(request, HERE, crumbs=[(_("普法依法治理"), "")]),
        "programme": programme,
        "filters": filters,
        "figures": figures,
        "matrix": matrix(found, venue_places(request.now)),
        "duties": _duties(duties_ahead(request.now, area.path if area else "")[:20]),
        "keeps": bool(request.actor.roles & ORGANISER),
        "laws": listed(programme.laws.values()),
        "owed": _owed(programme.duties, programme.laws),
    }
    return render(request, "outreach/legal.html", context)


def _owed(duties: Any, laws: Mapping[str, str]) -> list[dict[str, str]]:
    units = territory().units
    return [
        {"unit": units[d.unit].name if d.unit in units else d.unit,
         "laws": listed(laws[law] for law in d.laws if law in laws)}
        for d in duties
    ]  # fmt: skip


def _duties(rows: Iterable[LegalDuty]) -> dict[str, Any]:
    columns = (_("律师"), _("时间"), _("地点"), _("还可预约"))
    return {
        "id": "duties",
        "caption": _("律师值班"),
        "columns": [{"label": c, "numeric": c == columns[-1]} for c in columns],
        "rows": [_duty_row(d) for d in rows],
        "empty": {"title": _("近期没有安排律师值班"), "text": _("安排后居民可以在网上预约。")},
    }


def _duty_row(duty: LegalDuty) -> dict[str, Any]:
    activity = duty.activity
    left = max((activity.capacity or 0) - activity.taken, 0)
    return {
        "cells": [
            {"text": duty.lawyer.name, "note": duty.lawyer.office,
             "url": f"{HERE}duties/{activity.number}/"},
            {"text": when_told(activity)},
            {"text": place_told(activity),
             "note": area_name(str(activity.area_id))},
            {"text": left},
        ]
    }  # fmt: skip


@door("staff")
@require_safe
def sessions(request: Asked) -> HttpResponse:
    """Sessions, the latest first; what a figure counted opens here."""
    filters = Filters(request.now, request.GET)
    rows = LegalSession.objects.filter(_condition(filters, request)).select_related(
        "activity__venue", "activity__attendance"
    )
    page = page_of(rows, request.GET.get("after", ""), key="id", newest=True)
    places = {key: named(*name) for key, name in venue_places(request.now).items()}
    columns = (_("活动"), _("状态"), _("时间"), _("场所类别"), _("到场（人）"))
    context = {
        **office(request, HERE, crumbs=[(_("普法依法治理"), HERE), (_("活动"), "")]),
        "filters": filters,
        "table": {
            "caption": _("普法活动列表"),
            "columns": [{"label": c, "numeric": c == columns[-1]} for c in columns],
            "rows": [session_row(s, places) for s in page.rows],
            "empty": {"title": _("没有符合条件的普法活动"),
                      "text": _("由主办单位在“登记普法活动”里登记。")},
        },
        "pager": pager(page, request.GET, _("本页 %(n)d 场") % {"n": len(page.rows)}),
    }  # fmt: skip
    return render(request, "outreach/legal_sessions.html", context)


def _condition(filters: Filters, request: Asked) -> Q:
    said: dict[str, Any] = filters.cleaned_data if filters.is_valid() else {}
    states = {"": ~Q(activity__state="cancelled"),
              "ahead": Q(activity__state__in=("planned", "published"))}  # fmt: skip
    state = request.GET.get("state", "")
    found = states.get(state, Q(activity__state=state))
    if said.get("start") and said.get("end"):
        start, end = moments(said["start"], said["end"], request.now)
        found &= Q(activity__starts_at__gte=start, activity__starts_at__lt=end)
    if programme := request.GET.get("programme", "")[:8]:
        found &= Q(programme=programme)
    if said.get("place_kind"):
        found &= Q(place_kind=said["place_kind"])
    area = territory().area(said.get("under") or "-")
    return found & within("activity__area_path", area.path) if area else found


@door("staff", *KEEPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    """Write a session down."""
    form = SessionForm(request.actor, request.now, request.POST or None)

    def write() -> LegalSession:
        return plan_session(*form.both(), by=request.actor, now=request.now)

    def there(session: LegalSession) -> str:
        return f"{HERE}sessions/{session.activity.number}/"

    crumbs = [(_("普法依法治理"), HERE)]
    more = {"units": unit_options()}
    return form_page(request, _("登记普法活动"), crumbs, form, write, there, HERE, more)


@door("staff", *KEEPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def new_duty(request: Asked) -> HttpResponse:
    """Hours of a lawyer."""
    form = DutyForm(request.actor, request.now, request.POST or None)

    def write() -> LegalDuty:
        said = form.cleaned_data
        return plan_duty(form.activity(), said["lawyer"], by=request.actor, now=request.now)

    def there(duty: LegalDuty) -> str:
        return f"{HERE}duties/{duty.activity.number}/"

    crumbs = [(_("普法依法治理"), HERE)]
    more = {"units": unit_options()}
    return form_page(request, _("安排律师值班"), crumbs, form, write, there, HERE, more)


@door("staff", *KEEPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def new_lawyer(request: Asked) -> HttpResponse:
    """Put somebody on the list of those who take hours."""
    form = LawyerForm(request.POST or None)

    def write() -> object:
        said = form.cleaned_data
        return register_lawyer(said["name"], said["office"], said["advises_on"], by=request.actor)

    crumbs = [(_("普法依法治理"), HERE)]
    return form_page(
        request, _("登记值班律师"), crumbs, form, write, lambda row: f"{HERE}duties/new", HERE
    )


def _tell(request: Asked, session: Any, said: dict[str, Any], version: int) -> None:
    tell_session(session, **said, by=request.actor, now=request.now)


def _hand_over(request: Asked, row: Any, said: dict[str, Any], version: int) -> None:
    title = _("矛盾纠纷：来自“%(title)s”") % {"title": row.activity.title}
    given = Raised(said["text"], title=title, place=said["place"], phone=said["phone"])
    hand_over(row.activity, given, by=request.actor, now=request.now)


CHANGES: Mapping[str, Change] = {
    "tell": Change(N_("登记资料和咨询"), ToldForm, _tell),
    "hand_over": Change(N_("移交矛盾纠纷"), DisputeForm, _hand_over, ""),
}


@door("staff")
@require_safe
def session(request: Asked, number: str) -> HttpResponse:
    """One session: facts, what was told, disputes that went on."""
    return _session(request, session_of(number))


@door("staff", *KEEPERS)
@require_POST
def act(request: Asked, number: str, name: str) -> HttpResponse:
    """Say what was handed out, or hand a dispute over."""
    row = _kept(request, session_of(number))
    return acted(request, row, name, CHANGES, _session, f"{HERE}sessions/{number}/")


@door("staff")
@require_safe
def duty(request: Asked, number: str) -> HttpResponse:
    """A lawyer's hours: where, how many appointments, disputes that went on."""
    return _duty(request, duty_of(number))


@door("staff", *KEEPERS)
@require_POST
def act_on_duty(request: Asked, number: str, name: str) -> HttpResponse:
    """Hand a dispute over that came up in a lawyer's hours."""
    row = _kept(request, duty_of(number))
    changes = {"hand_over": CHANGES["hand_over"]}
    return acted(request, row, name, changes, _duty, f"{HERE}duties/{number}/")


def _kept(request: Asked, row: Any) -> Any:
    if not organises(request.actor, row.activity):
        raise NotFound(Reason("not_found"))
    return row


def _session(
    request: Asked, row: LegalSession, tried: Tried | None = None, status: int = 200
) -> HttpResponse:
    names = ["hand_over"] if row.activity.starts_at <= request.now else []
    names += ["tell"] if row.activity.state == "held" else []
    details = session_details(row, request.now)
    return _page(request, row, "sessions", names, details, tried, status)


def _duty(
    request: Asked, row: LegalDuty, tried: Tried | None = None, status: int = 200
) -> HttpResponse:
    names = ["hand_over"] if row.activity.starts_at <= request.now else []
    return _page(request, row, "duties", names, duty_details(row), tried, status)


def _page(
    request: Asked, row: LegalSession | LegalDuty, part: str, names: list[str],
    details: list[dict[str, Any]], tried: Tried | None, status: int,
) -> HttpResponse:  # fmt: skip
    activity = row.activity
    url = f"{HERE}{part}/{activity.number}/"
    keeps = organises(request.actor, activity)
    offers = [
        offer(request, row, name, CHANGES[name], f"{url}acts/", tried)
        for name in names if keeps
    ]  # fmt: skip
    context = {
        **office(request, HERE, crumbs=[(_("普法依法治理"), HERE), (activity.title, "")]),
        "activity": activity,
        "status": status_told(activity),
        "when": when_told(activity),
        "details": details,
        "disputes": [dispute_row(d) for d in activity.handed_over.select_related("case")],
        "keeps": keeps,
        "offers": offers,
        "tried": tried if tried and tried.name not in names else None,
    }
    return render(request, "outreach/legal_one.html", context, status=status)


@door("staff")
@require_safe
def disputes(request: Asked) -> HttpResponse:
    """Disputes that went on as cases, the latest first."""
    found = days_in(request, "start", "end")
    today = local_day(request.now)
    start, end = found.get("start", today.replace(month=1, day=1)), found.get("end", today)
    area = territory().area(request.GET.get("under", "")[:15])
    rows = disputes_of(area.path if area else "", start, end, request.now)
    page = page_of(
        rows.select_related("case", "activity"), request.GET.get("after", ""), key="id",
        newest=True,
    )  # fmt: skip
    columns = (_("事件"), _("状态"), _("来自"), _("移交时间"))
    context = {
        **office(request, HERE, crumbs=[(_("普法依法治理"), HERE), (_("移交的纠纷"), "")]),
        "now": request.now,
        "days": f"{start:%Y-%m-%d} — {end:%Y-%m-%d}",
        "table": {
            "caption": _("移交的纠纷"),
            "columns": [{"label": c} for c in columns],
            "rows": [{"cells": dispute_row(d)["cells"]} for d in page.rows],
            "empty": {"title": _("这段时间没有移交的纠纷"),
                      "text": _("在普法活动或律师值班的页面移交。")},
        },
        "pager": pager(page, request.GET, _("本页 %(n)d 件") % {"n": len(page.rows)}),
    }  # fmt: skip
    return render(request, "outreach/legal_disputes.html", context)


urlpatterns = [
    path("legal/", show),
    path("legal/new", new),
    path("legal/sessions/", sessions),
    path("legal/sessions/<str:number>/", session),
    path("legal/sessions/<str:number>/acts/<str:name>", act),
    path("legal/duties/new", new_duty),
    path("legal/duties/<str:number>/", duty),
    path("legal/duties/<str:number>/acts/<str:name>", act_on_duty),
    path("legal/lawyers/new", new_lawyer),
    path("legal/disputes/", disputes),
]
