"""/desk/appraisals/: a secretary's appraisal from the report to the grade. No order of persons."""

from __future__ import annotations

from typing import Any

from django.forms import Form
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiceng.casework.desk.acting import Tried
from jiceng.casework.desk.followed import happened
from jiceng.casework.desk.labels import url_of
from jiceng.casework.queries import rules_at
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Invalid, NotFound, Reason, Refusal
from jiceng.kernel.scope import covers
from jiceng.performance.actions import appraisals as acts
from jiceng.performance.actions.appraisal_problems import name_problem
from jiceng.performance.actions.ballots import close_vote, open_vote
from jiceng.performance.desk import appraisal_forms as forms
from jiceng.performance.desk.appraisal_problems import may_name, problem_form, problems_shown
from jiceng.performance.forms.survey_shown import followed_shown
from jiceng.performance.models import Appraisal
from jiceng.performance.process import APPRAISAL
from jiceng.performance.queries.apart import ABOVE, KEEPERS, keeping
from jiceng.performance.queries.appraisal_counts import ballots_shown, result_shown
from jiceng.performance.queries.appraisals import (
    appraisal_for,
    appraisals_of,
    present_scheme,
)
from jiceng.performance.rules.appraisals import GRADES, PARTS
from jiceng.performance.rules.appraisals_words import ACTS
from jiceng.web.clock import local_day
from jiceng.web.doors import Asked, door
from jiceng.web.form_page import form_page
from jiceng.web.forms import add_refusal, unit_options
from jiceng.web.menu import office
from jiceng.web.paging import page_of, pager
from jiceng.web.words import sentences, word

HERE = "/desk/appraisals/"
LIGHTS = {"reporting": "new", "published": "done", "cancelled": "rest", "counted": "yellow"}
CHANGES = {
    "score": (N_("登记考评得分"), ABOVE, "reviewing"),
    "panel": (N_("抽取评议人"), acts.DEPARTMENT, "drawing"),
}
"""Name -> label, who, in which state."""
STYLES = {"cancel": "danger", "send_back": "danger", "problem": ""}


@door("staff", *sorted(KEEPERS))
@require_safe
def show(request: Asked) -> HttpResponse:
    """Appraisals within reach, the newest first; neither points nor grades stand in the list."""
    page = page_of(appraisals_of(request.actor), request.GET.get("after", ""), key="entered_at",
                   newest=True)  # fmt: skip
    context = {
        **office(request, HERE, crumbs=[(_("书记述职评议"), "")]),
        "rows": [{"row": r, "url": url_of("appraisal", r.number), "status": _status(r)}
                 for r in page.rows],
        "pager": pager(page, request.GET),
        "may_open": bool(keeping(request.actor, acts.DEPARTMENT)),
    }  # fmt: skip
    return render(request, "performance/appraisals.html", context)


def _status(row: Appraisal) -> dict[str, str]:
    text = _(APPRAISAL.state(row.state).label)
    return {"light": LIGHTS.get(row.state, "doing"), "text": text}


@door("staff", *sorted(acts.DEPARTMENT))
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    """Open the appraisal of an organisation's secretary."""
    today, land = local_day(request.now), territory()
    paths = [g.unit_path for g in keeping(request.actor, acts.DEPARTMENT)]
    units = {u.code: u for u in land.apart.values() if any(covers(p, u.path) for p in paths)}
    offered = [(u.code, u.name) for u in sorted(units.values(), key=lambda u: u.path)]
    form = forms.OpenForm(offered, request.POST or None, initial={"year": today.year})

    def write() -> Appraisal:
        said = form.cleaned_data
        return acts.open_appraisal(
            units[said["unit"]], said["year"], present_scheme(request.now), by=request.actor,
            now=request.now, today=today,
        )  # fmt: skip

    return form_page(
        request, _("开始述职评议"), [(_("书记述职评议"), HERE)], form, write,
        lambda row: url_of("appraisal", row.number), HERE,
    )  # fmt: skip


@door("staff", *sorted(KEEPERS))
@require_safe
def one(request: Asked, number: str) -> HttpResponse:
    """One appraisal."""
    return _page(request, appraisal_for(request.actor, number))


@door("staff", *sorted(KEEPERS))
@require_POST
def act(request: Asked, number: str, name: str) -> HttpResponse:
    """One change or move, by its name; beginning the vote answers with the slips, once."""
    row = appraisal_for(request.actor, number)
    if name not in (*CHANGES, "problem") and name not in {m.name for m in APPRAISAL.moves}:
        raise NotFound(Reason("not_found"))
    form, reasons, status = _form(request, name, row, request.POST), list[str](), 422
    if form.is_valid():
        try:
            slips = _write(request, row, name, form)
            if slips:
                context = {"row": row, "slips": slips, "back_url": url_of("appraisal", number),
                           "address": request.build_absolute_uri("/")}  # fmt: skip
                return render(request, "performance/appraisal_slips.html", context)
            return HttpResponseRedirect(url_of("appraisal", number))
        except Invalid as refusal:
            add_refusal(form, refusal.reasons, word)
        except Refusal as refusal:
            reasons, status = sentences(refusal.reasons), refusal.status
    fresh = appraisal_for(request.actor, number)
    return _page(request, fresh, Tried(name, form, reasons), status)


def _form(request: Asked, name: str, row: Appraisal, data: Any = None) -> Form:
    given: dict[str, Any] = {"auto_id": f"{name}_%s", "initial": {"version": row.version}}
    if name == "problem":
        return problem_form(row, request.actor, data, **given)
    if name == "score":
        return forms.ReviewForm(data, **given)
    if name == "panel":
        return forms.PanelForm(list(row.scheme["classes"]), data, **given)
    if name == "decide":
        given["initial"]["grade"] = row.result.get("grade", "")
        return forms.DecideForm(data, **given)
    return forms.MoveForm(APPRAISAL.move(name).needs, data, **given)


def _write(request: Asked, row: Appraisal, name: str, form: Any) -> Any:
    """Make the change; the slips where there are some."""
    said, by, now = form.cleaned_data, request.actor, request.now
    known: dict[str, Any] = {"by": by, "now": now, "version": said["version"]}
    today = local_day(now)
    if name == "score":
        given = acts.Reviewed(said["on_site"], said["daily"], said["words"])
        return acts.record_review(row, given, **known)
    if name == "panel":
        return acts.draw_panel(row, form.candidates(), form.seats(), **known)
    if name == "problem":
        name_problem(row, form.named(), today=today, **known)
        return None
    if name == "open_vote":
        return open_vote(row, said["until"], today=today, **known)
    if name == "close_vote":
        close_vote(row, today=today, **known)
    elif name == "decide":
        acts.decide(row, said["grade"], said["reason"], said["decision"], today=today, **known)
    else:
        papers = acts.Papers(said.get("secretary_report", ""), said.get("reason", ""))
        acts.move_appraisal(row, name, today=today, given=papers, **known)
    return None


def _page(
    request: Asked, row: Appraisal, tried: Tried | None = None, status: int = 200
) -> HttpResponse:
    offers = _offers(request, row, tried)
    context = {
        **office(request, HERE, crumbs=[(_("书记述职评议"), HERE), (row.number, "")]),
        "row": row,
        "status": _status(row),
        "details": _details(row),
        "weights": [
            {"label": _(PARTS[k]), "text": f"{n}%"} for k, n in row.scheme["parts"].items()
        ],
        "class_weights": [
            {"label": k, "text": f"{n}%"} for k, n in row.scheme["classes"].items()
        ],
        "result": result_shown(row),
        "follow_ups": followed_shown(row),
        "candidates": row.candidates.order_by("rater_class", "code"),
        "ballots": ballots_shown(row),
        "timeline": happened(row, APPRAISAL, ACTS),
        "problems": problems_shown(row, request.actor, request.now),
        "units": unit_options() if may_name(row, request.actor) else (),
        "offers": offers,
        "tried": tried if tried and tried.name not in {o["name"] for o in offers} else None,
    }  # fmt: skip
    return render(request, "performance/appraisal.html", context, status=status)


def _details(row: Appraisal) -> list[dict[str, str]]:
    facts = [
        (_("考评依据"), row.review_words),
        (_("抽签种子"), row.seed),
        (_("等次"), _(GRADES[row.grade]) if row.grade else ""),
        (_("与规则不同时的理由"), row.grade_reason),
        (_("决定文号"), row.decision_number),
    ]
    listed = [{"label": label, "text": text} for label, text in facts if text]
    return [{"label": _("党组织"), "text": row.title}, {"label": _("年度"), "text": str(row.year)},
            *listed]  # fmt: skip


def _offers(request: Asked, row: Appraisal, tried: Tried | None) -> list[dict[str, Any]]:
    roles, calendar = request.actor.roles_towards(row), rules_at(request.now)[1]
    found = [
        _offer(request, name, row, tried, [])
        for name, (_label, able, state) in CHANGES.items()
        if row.state == state and roles & able and not (name == "panel" and row.seed)
    ]
    for move in APPRAISAL.open_moves(row.state, roles):
        reasons = APPRAISAL.why_not(
            row, move, roles=roles, supplied=move.needs, now=request.now, calendar=calendar
        ) + acts.why_not(row, move, request.actor)
        found.append(_offer(request, move.name, row, tried, sentences(reasons)))
    if may_name(row, request.actor):
        found.append(_offer(request, "problem", row, tried, []))
    return found


def _label(name: str) -> str:
    if name == "problem":
        return _(ACTS["problem_named"])
    return _(CHANGES[name][0] if name in CHANGES else APPRAISAL.move(name).label)


def _offer(
    request: Asked, name: str, row: Appraisal, tried: Tried | None, against: list[str]
) -> dict[str, Any]:
    """As casework/desk_offer.html draws it."""
    mine = tried if tried and tried.name == name else None
    form = mine.form if mine else _form(request, name, row)
    return {
        "name": name,
        "label": _label(name),
        "form": form,
        "is_plain": not form.visible_fields(),
        "is_open": mine is not None,
        "reasons": mine.reasons if mine else [],
        "url": f"{url_of('appraisal', row.number)}acts/{name}",
        "style": STYLES.get(name, "primary"),
        "blocked_by": [] if mine else against,
    }


urlpatterns = [
    path("appraisals/", show),
    path("appraisals/new", new),
    path("appraisals/<str:number>/", one),
    path("appraisals/<str:number>/acts/<str:name>", act),
]
