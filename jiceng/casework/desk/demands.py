"""/desk/demands/: what one's unit has to report now, and what a new report would cost."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.forms import Form
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiceng.casework.actions.demands import DEMANDS, decide_demand, demand_report
from jiceng.casework.desk.demand_forms import FREQUENCIES, ApproveForm, DemandForm, RefuseForm
from jiceng.casework.desk.followed import happened
from jiceng.casework.desk.labels import unit_name, url_of
from jiceng.casework.desk.programme_forms import ActForm
from jiceng.casework.figures import FIGURES
from jiceng.casework.models import ReportDemand
from jiceng.casework.process import REPORT_DEMAND
from jiceng.casework.queries.demands import demand_for, demands_of, held_numbers, in_force_for
from jiceng.casework.rules.demands import Cost, Held, cost_of, held_among
from jiceng.kernel.refusal import Invalid, NotFound, Reason, Refusal
from jiceng.web.doors import Asked, door
from jiceng.web.forms import add_refusal, unit_options
from jiceng.web.menu import office
from jiceng.web.paging import page_of, pager
from jiceng.web.words import sentences, word

HERE = "/desk/demands/"
TABS = (("", N_("本单位现在要报什么")), ("waiting", N_("待审批")), ("all", N_("范围内全部")))
LIGHTS = {"awaiting_approval": "new", "in_force": "doing", "ended": "rest"}
ACTS: Mapping[str, str] = {"demand": N_("提出报表需求")}
MOVES: Mapping[str, type[Form]] = {
    "approve": ApproveForm,
    "refuse": RefuseForm,
    "withdraw": ActForm,
    "end": ActForm,
}
MOST = 200
"""More reports than this in force for one unit nobody could fill in."""


@door("staff")
@require_safe
def show(request: Asked) -> HttpResponse:
    """What the reader's units have to report now; or what awaits approval; or all of it."""
    tab = request.GET.get("tab", "")
    paths = [g.unit_path for g in request.actor.grips if g.reaches_records]
    if tab:
        rows = demands_of(request.actor)
        rows = rows.filter(state="awaiting_approval") if tab == "waiting" else rows
        page = page_of(rows, request.GET.get("after", ""), key="asked_at", newest=True)
        found, more = page.rows, pager(page, request.GET)
    else:
        found, more = list(in_force_for(paths)[:MOST]), {}
    listed = [_row(row) for row in found]
    context = {
        **office(request, HERE, crumbs=[(_("填报减负"), "")]),
        "tabs": [
            {"url": f"?tab={key}" if key else HERE, "label": _(label), "current": key == tab}
            for key, label in TABS
        ],
        "rows": listed,
        "pager": more,
        "tab": tab,
        "total": sum((row["minutes"] for row in listed), Decimal(0)),
        "may_demand": bool(request.actor.roles & DEMANDS),
    }
    return render(request, "casework/desk_demands.html", context)


def _row(row: ReportDemand) -> dict[str, Any]:
    units = row.__dict__.get("unit_count", 0)
    return {
        "url": url_of("report_demand", row.number),
        "title": row.title,
        "number": row.number,
        "office": unit_name(row.unit),
        "frequency": _(FREQUENCIES[row.frequency]),
        "fields": len(row.fields),
        "units": units,
        "minutes": _cost(row, units).minutes_a_week,
        "last_on": row.last_on,
        "status": _status(row),
    }


def _status(row: ReportDemand) -> dict[str, str]:
    text = _(REPORT_DEMAND.state(row.state).label)
    return {"light": LIGHTS.get(row.state, "rest"), "text": text}


def _cost(row: ReportDemand, units: int) -> Cost:
    return cost_of(
        fields=len(row.fields),
        units=units,
        frequency=row.frequency,
        minutes_per_field=row.minutes_per_field,
    )


def numbers_held() -> dict[str, Held]:
    """Every number the system holds, figures by their own Chinese names."""
    return held_numbers({key: figure.name for key, figure in FIGURES.items()})


@door("staff", *DEMANDS)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    """What a report would cost and which of its numbers are there; then ask for it."""
    form = DemandForm(request.actor, request.POST or None)
    told: dict[str, Any] | None = None
    if request.method == "POST" and form.is_valid():
        told = _told(form, request)
        if "check" not in request.POST:
            try:
                row = demand_report(form.given(), numbers_held(), by=request.actor, now=request.now)
            except Invalid as refusal:
                _put_errors(form, refusal)
            else:
                return HttpResponseRedirect(url_of("report_demand", row.number))
    context = {
        **office(request, HERE, crumbs=[(_("填报减负"), HERE), (_("提出报表需求"), "")]),
        "form": form,
        "told": told,
        "units": unit_options(),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "casework/desk_demand_new.html", context, status=status)


def _put_errors(form: DemandForm, refusal: Invalid) -> None:
    fields = {"fields": "field_names", "units": "groups"}
    moved = [Reason(r.code, r.params, fields.get(r.field, r.field)) for r in refusal.reasons]
    add_refusal(form, moved, word)


def _told(form: DemandForm, request: Asked) -> dict[str, Any]:
    """The cost in numbers, and field by field what need not be asked."""
    wanted = form.given()
    asked = held_among(wanted.fields, numbers_held())
    cost = cost_of(
        fields=len(wanted.fields),
        units=len(wanted.units),
        frequency=wanted.frequency,
        minutes_per_field=wanted.minutes_per_field,
    )
    return {
        "figures": _figures(cost, len(wanted.fields), len(wanted.units)),
        "fields": [_field(name, held, request) for name, held in asked],
        "held": sum(1 for _name, held in asked if held),
    }


def _field(name: str, held: Held | None, request: Asked) -> dict[str, Any]:
    if held is None:
        return {"name": name, "held": ""}
    opens = not held.roles or bool(held.roles & request.actor.roles)
    return {"name": name, "held": _(held.name), "url": held.url if opens else ""}


def _figures(cost: Cost, fields: int, units: int) -> list[dict[str, Any]]:
    return [
        {
            "label": _("每个单位每周"),
            "value": str(cost.minutes_a_week),
            "unit": _("分钟"),
            "note": _("每次 %(n)d 分钟") % {"n": cost.minutes_each},
        },
        {"label": _("全部单位一年"), "value": str(cost.hours_a_year), "unit": _("小时")},
        {
            "label": _("一年要填"),
            "value": f"{cost.values_a_year:,}",
            "unit": _("个数"),
            "note": _("%(fields)d 项 × %(units)d 个单位") % {"fields": fields, "units": units},
        },
    ]


@door("staff")
@require_safe
def one(request: Asked, number: str) -> HttpResponse:
    """One demand: what is asked of whom, what it costs, and who decided."""
    return _page(request, demand_for(request.actor, number))


@door("staff")
@require_POST
def act(request: Asked, number: str, name: str) -> HttpResponse:
    """approve, refuse, withdraw or end."""
    row = demand_for(request.actor, number)
    if name not in MOVES:
        raise NotFound(Reason("not_found"))
    form = MOVES[name](request.POST, auto_id=f"{name}_%s")
    reasons: list[str] = []
    status = 422
    if form.is_valid():
        try:
            decide_demand(row, name, by=request.actor, now=request.now, **form.cleaned_data)
        except Invalid as refusal:
            add_refusal(form, refusal.reasons, word)
        except Refusal as refusal:
            reasons, status = sentences(refusal.reasons), refusal.status
        else:
            return HttpResponseRedirect(url_of("report_demand", number))
    return _page(request, demand_for(request.actor, number), (name, form, reasons), status)


def _page(
    request: Asked,
    row: ReportDemand,
    tried: tuple[str, Form, list[str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    units = list(row.units.order_by("unit_path").values_list("unit", flat=True))
    context = {
        **office(request, HERE, crumbs=[(_("填报减负"), HERE), (row.number, "")]),
        "row": row,
        "status": _status(row),
        "details": [
            {"label": _("提出单位"), "text": unit_name(row.unit)},
            {"label": _("用途"), "text": row.purpose},
            {"label": _("依据文件"), "text": row.basis or "—"},
            {"label": _("多久一次"), "text": _(FREQUENCIES[row.frequency])},
            {"label": _("最后填报日"), "text": row.last_on.isoformat()},
        ],
        "figures": _figures(_cost(row, len(units)), len(row.fields), len(units)),
        "units": [unit_name(code) for code in units],
        "offers": _offers(request, row, tried),
        "timeline": happened(row, REPORT_DEMAND, ACTS),
    }
    return render(request, "casework/desk_demand.html", context, status=status)


def _offers(
    request: Asked, row: ReportDemand, tried: tuple[str, Form, list[str]] | None
) -> list[dict[str, Any]]:
    start = {"version": row.version, "last_on": row.last_on}
    offers = []
    for move in REPORT_DEMAND.open_moves(row.state, request.actor.roles_towards(row)):
        if move.name not in MOVES:
            continue
        mine = tried if tried and tried[0] == move.name else None
        form = mine[1] if mine else MOVES[move.name](auto_id=f"{move.name}_%s", initial=start)
        offers.append(
            {
                "name": move.name,
                "label": _(move.label),
                "form": form,
                "is_plain": not form.visible_fields(),
                "is_open": bool(mine) or move.name == "approve",
                "style": "primary" if move.name == "approve" else "danger",
                "reasons": mine[2] if mine else [],
                "url": f"{url_of('report_demand', row.number)}{move.name}",
            }
        )
    return offers
