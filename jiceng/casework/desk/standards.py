"""/desk/standards/: published demands as a tree, the points where they are checked, and what
failed."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import groupby
from typing import Any

from django.forms import Form
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiceng.casework.actions import standards as acts
from jiceng.casework.desk.labels import unit_name, url_of
from jiceng.casework.desk.standard_forms import (
    CampaignForm,
    PointForm,
    StandardForm,
    lines_in,
    lines_of,
)
from jiceng.casework.models import Indicator, Point, PointCheck, Standard
from jiceng.casework.queries.standards import (
    indicators_of,
    last_checks,
    point_by,
    sample_standard,
    standard_by,
    standing_by_code,
)
from jiceng.casework.rules.standards import Tallied
from jiceng.kernel.refusal import Invalid, NotFound, Reason, Refusal
from jiceng.web.doors import Asked, door
from jiceng.web.forms import add_refusal, unit_options
from jiceng.web.menu import office
from jiceng.web.words import sentences, word

HERE = "/desk/standards/"
LIGHTS = {
    "red": ("red", N_("有不合格")),
    "yellow": ("yellow", N_("有未检查")),
    "green": ("green", N_("全部合格")),
    "unlit": ("rest", N_("没有点位")),
}
MOST_FAULTS, MOST_HISTORY = 20, 50


def drawn(tallied: Tallied) -> dict[str, str]:
    """How an indicator stands, as a status tag."""
    light, label = LIGHTS[tallied.light]
    return {"light": light, "text": _(label)}


def told(tallied: Tallied) -> str:
    """How many passed, failed and wait to be looked at; what there is none of goes unsaid."""
    parts = (
        (tallied.passed, _("合格 %(n)d 项")),
        (tallied.failed, _("不合格 %(n)d 项")),
        (tallied.unchecked, _("未检查 %(n)d 项")),
    )
    return _("，").join(text % {"n": n} for n, text in parts if n)


@door("staff")
@require_safe
def show(request: Asked) -> HttpResponse:
    """Every standard."""
    rows = Standard.objects.select_related("campaign").order_by("-valid_from", "-pk")[:100]
    context = {
        **office(request, HERE, crumbs=[(_("标准与点位"), "")]),
        "rows": [
            {
                "url": f"{HERE}{row.pk}/",
                "name": row.name,
                "version": row.version,
                "valid_from": row.valid_from,
                "unit": unit_name(row.unit),
                "campaign": row.campaign.name if row.campaign else "",
                "is_sample": row.is_sample,
            }
            for row in rows
        ],
        "may_keep": bool(request.actor.roles & acts.KEEPERS),
    }
    return render(request, "casework/desk_standards.html", context)


@door("staff", *acts.KEEPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    """Import a standard from a table, or take the short example."""
    sample = "sample" in request.POST
    form = StandardForm(None if sample else request.POST or None, request.FILES or None)
    reasons: list[str] = []
    if request.method == "POST" and (sample or form.is_valid()):
        try:
            row = _sample(request) if sample else _imported(request, form)
        except Refusal as refusal:
            reasons = sentences(refusal.reasons[:MOST_FAULTS])
        else:
            return HttpResponseRedirect(f"{HERE}{row.pk}/")
    context = {
        **office(request, HERE, crumbs=[(_("标准与点位"), HERE), (_("导入标准"), "")]),
        "form": form,
        "reasons": reasons,
    }
    status = 422 if reasons or form.is_bound else 200
    return render(request, "casework/desk_standard_new.html", context, status=status)


def _sample(request: Asked) -> Standard:
    shipped = sample_standard()
    valid_from = shipped["valid_from"]
    if not isinstance(valid_from, date):
        raise TypeError(valid_from)
    heading = acts.Heading(shipped["name"], shipped["version"], valid_from, is_sample=True)
    lines = lines_of(shipped["indicator"])
    return acts.import_standard(heading, lines, by=request.actor, now=request.now)


def _imported(request: Asked, form: StandardForm) -> Standard:
    said = form.cleaned_data
    heading = acts.Heading(said["name"], said["version"], said["valid_from"])
    lines = lines_in(said["file"].read(), said["file"].name)
    return acts.import_standard(heading, lines, by=request.actor, now=request.now)


@door("staff")
@require_safe
def one(request: Asked, key: int) -> HttpResponse:
    """The tree with how it stands, and its points."""
    return _page(request, standard_by(key))


@door("staff", *acts.KEEPERS)
@require_POST
def act(request: Asked, key: int, act: str) -> HttpResponse:
    """`campaign`: bind the ledger; `point`: name a point."""
    standard = standard_by(key)
    if act not in ("campaign", "point"):
        raise NotFound(Reason("not_found"))
    form: Any
    form = _point_form(request, standard) if act == "point" else CampaignForm(request.POST)
    if form.is_valid():
        try:
            if act == "point":
                acts.add_point(standard, form.given(), by=request.actor, now=request.now)
            else:
                code = form.cleaned_data["campaign"]
                acts.bind_campaign(standard, code, by=request.actor, now=request.now)
        except Invalid as refusal:
            add_refusal(form, refusal.reasons, word)
        else:
            return HttpResponseRedirect(f"{HERE}{key}/")
    return _page(request, standard_by(key), {act: form}, 422)


def _point_form(request: Asked, standard: Standard) -> PointForm:
    return PointForm(request.actor, indicators_of(standard), request.POST)


def _page(
    request: Asked, standard: Standard, tried: dict[str, Form] | None = None, status: int = 200
) -> HttpResponse:
    tree, last = indicators_of(standard), last_checks(standard)
    standing = standing_by_code(standard, tree, last)
    may_keep = bool(request.actor.roles & acts.KEEPERS)
    tried, points = tried or {}, _points(standard, last)
    context = {
        **office(request, HERE, crumbs=[(_("标准与点位"), HERE), (standard.name, "")]),
        "standard": standard,
        "unit": unit_name(standard.unit),
        "tree": [_indicator(one, standing[one.code]) for one in tree],
        "points": points,
        "figures": _figures(points),
        "may_keep": may_keep,
        "campaign_form": tried.get("campaign") or CampaignForm(),
        "point_form": tried.get("point") or PointForm(request.actor, tree),
        "tried": tried,
        "units": unit_options() if may_keep else [],
    }
    return render(request, "casework/desk_standard.html", context, status=status)


def _indicator(one: Indicator, tallied: Tallied) -> dict[str, Any]:
    return {
        "code": one.code,
        "name": one.name,
        "points": one.points,
        "unit": unit_name(one.unit) if one.unit else "",
        "is_leaf": one.is_leaf,
        "status": drawn(tallied),
    }


def _figures(points: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """How many points there are, and how they stand."""
    lights = Counter(row["light"] for row in points)
    unit = _("个")
    counts = [(_("点位"), len(points)), (_("有不合格"), lights["red"])]
    counts += [(_("有未检查"), lights["yellow"]), (_("全部合格"), lights["green"])]
    return [{"label": label, "value": str(n), "unit": unit} for label, n in counts]


def _points(standard: Standard, last: dict[tuple[int, int], PointCheck]) -> list[dict[str, Any]]:
    found = []
    for point in standard.places.prefetch_related("indicators").order_by("area_path", "name"):
        results = [last.get((point.pk, one.pk)) for one in point.indicators.all()]
        tallied = Tallied(
            sum(1 for r in results if r and r.is_passed),
            sum(1 for r in results if r and not r.is_passed),
            sum(1 for r in results if r is None),
        )
        found.append(
            {
                "url": f"{HERE}{standard.pk}/points/{point.pk}/",
                "name": point.name,
                "place": point.place_text,
                "unit": unit_name(point.unit),
                "status": drawn(tallied),
                "told": told(tallied),
                "light": tallied.light,
            }
        )
    return found


@door("staff")
@require_safe
def point(request: Asked, key: int, point: int) -> HttpResponse:
    """One point: what is checked there, what was seen last, and what became of it."""
    return _point_page(request, point_by(standard_by(key), point))


@door("staff", *acts.CHECKERS)
@require_POST
def check(request: Asked, key: int, point: int) -> HttpResponse:
    """What was seen of one indicator; or a failed check becomes a problem."""
    row = point_by(standard_by(key), point)
    sent = request.POST
    try:
        if "problem" in sent:
            problem = acts.make_problem(_check(row, sent), by=request.actor, now=request.now)
            return HttpResponseRedirect(url_of("problem", problem.number))
        acts.check_point(
            row,
            sent.get("code", ""),
            is_passed=sent.get("result") == "pass",
            note=sent.get("note", ""),
            by=request.actor,
            now=request.now,
        )
    except Refusal as refusal:
        tried = {"code": sent.get("code", ""), "note": sent.get("note", "")}
        reasons = sentences(refusal.reasons)
        return _point_page(request, row, reasons, tried, refusal.status)
    return HttpResponseRedirect(f"{HERE}{key}/points/{point}/")


def _check(point: Point, sent: Any) -> PointCheck:
    key = str(sent.get("problem", ""))
    rows = point.checks.select_related("indicator", "point__standard__campaign")
    found = rows.filter(pk=int(key)).first() if key.isascii() and key.isdigit() else None
    if found is None:
        raise NotFound(Reason("not_found"))
    return found


def _point_page(
    request: Asked,
    point: Point,
    reasons: list[str] | None = None,
    tried: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    standard = standard_by(point.standard_id)
    last = last_checks(standard)
    may = request.actor.acting_grip(point, acts.CHECKERS) is not None
    crumbs = [
        (_("标准与点位"), HERE),
        (standard.name, f"{HERE}{standard.pk}/"),
        (point.name, ""),
    ]
    history = point.checks.select_related("indicator").order_by("-pk")[:MOST_HISTORY]
    context = {
        **office(request, HERE, crumbs=crumbs),
        "point": point,
        "unit": unit_name(point.unit),
        "rows": [
            _leaf(one, last.get((point.pk, one.pk))) for one in point.indicators.order_by("order")
        ],
        "days": [_day(on, list(seen)) for on, seen in groupby(history, lambda h: h.checked_on)],
        "may_check": may,
        "has_campaign": standard.campaign is not None,
        "reasons": reasons,
        "tried": tried or {},
    }
    return render(request, "casework/desk_point.html", context, status=status)


def _day(on: date, seen: list[PointCheck]) -> dict[str, Any]:
    """What was seen on one day: how much passed, and what did not, in words."""
    failed = [h for h in seen if not h.is_passed]
    return {
        "on": on,
        "told": told(Tallied(len(seen) - len(failed), len(failed))),
        "failed": [(h.indicator.code, h.indicator.name, h.note) for h in failed],
    }


def _leaf(one: Indicator, check: PointCheck | None) -> dict[str, Any]:
    problem = check.problem if check else None
    return {
        "code": one.code,
        "name": one.name,
        "points": one.points,
        "check": check,
        "status": _result(check),
        "problem": problem.number if problem else "",
        "problem_url": url_of("problem", problem.number) if problem else "",
        "may_become": check is not None and not check.is_passed and problem is None,
    }


def _result(check: PointCheck | None) -> dict[str, str]:
    if check is None:
        return {"light": "new", "text": _("未检查")}
    if check.is_passed:
        return {"light": "done", "text": _("合格")}
    return {"light": "red", "text": _("不合格")}
