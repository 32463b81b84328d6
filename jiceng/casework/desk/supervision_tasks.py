"""/desk/supervision/tasks/<number>/: one task, its plan, reports, light with history, and moves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_POST, require_safe

from jiceng.casework.actions import lights, tasks, untrue
from jiceng.casework.desk.fields import MoveForm
from jiceng.casework.desk.followed import happened
from jiceng.casework.desk.labels import unit_name, url_of
from jiceng.casework.desk.panel import Offer
from jiceng.casework.desk.supervision_forms import lines, override_papers, task_papers
from jiceng.casework.desk.supervision_shown import (
    COMPLETIONS,
    EVERY,
    HERE,
    TASK_ACTS,
    history_rows,
    light_tag,
    ordered,
    refused_elsewhere,
    source_name,
    state_name,
)
from jiceng.casework.desk.task_origin import task_origins_of
from jiceng.casework.desk.urging_shown import taken_banner, urging_panel
from jiceng.casework.models import ProgressReport, SupervisionTask, TaskNode
from jiceng.casework.process import SUPERVISION_TASK
from jiceng.casework.queries import rules_at
from jiceng.casework.queries.evidence import evidence_for
from jiceng.casework.queries.supervision import directing, lit_at_present, task_for
from jiceng.kernel.process import Move
from jiceng.kernel.refusal import Invalid, NotFound, Reason, Refusal
from jiceng.web.clock import local_day
from jiceng.web.doors import Asked, door
from jiceng.web.forms import add_refusal, unit_options, version_in
from jiceng.web.menu import office
from jiceng.web.words import sentences, term_words, word

HIDDEN = frozenset({"archive", "issue"})
"""Moves that the clock, or the item, makes."""
GRAVE = frozenset({"send_back", "rework", "end", "suspend", "reopen", "refuse_extension"})
POINTLESS = frozenset({"no_extension_asked", "extension_already_asked"})
"""Reasons that say there is nothing to do, not that something is in the way."""
FIRST = ("sign_for", "complete", "report", "grant_extension", "assign", "resume", "submit")
FIGURES = {
    "cases_closed": N_("办结案件"),
    "problems_struck_off": N_("销号问题"),
}
SCORES = f"{HERE}scores/"
Tried = tuple[str, MoveForm, list[str]]
VERDICTS = {"find": untrue.find_untrue, "take_back": untrue.take_back_untrue}


@dataclass(frozen=True, slots=True)
class Judged:
    """A report that was judged in vain: which, what was typed, and why not."""

    key: int
    typed: str
    reasons: list[str]


@door("staff")
@require_safe
def one(request: Asked, number: str) -> HttpResponse:
    """One task."""
    return _page(request, task_for(request.actor, number, request.now))


@door("staff")
@require_POST
def move(request: Asked, number: str, name: str) -> HttpResponse:
    """Make one move of a task."""
    task = task_for(request.actor, number, request.now)
    if SUPERVISION_TASK.move(name).name in HIDDEN:
        raise NotFound(Reason("not_found"))
    form = MoveForm(task_papers(task, name), name, request.POST)
    tried, status = (name, form, list[str]()), 422
    if form.is_valid():
        try:
            tasks.move_task(
                task, name, by=request.actor, now=request.now,
                version=version_in(request.POST), given=_given(request, task, name, form),
            )  # fmt: skip
        except Invalid as refusal:
            add_refusal(form, refusal.reasons, word)
            tried, status = (name, form, []), refusal.status
        except Refusal as refusal:
            tried, status = (name, form, sentences(refusal.reasons)), refusal.status
        else:
            return HttpResponseRedirect(url_of("supervision_task", number))
    return _page(request, task_for(request.actor, number, request.now), tried, status)


def _given(request: Asked, task: SupervisionTask, name: str, form: MoveForm) -> tasks.TaskWords:
    said: dict[str, Any] = {k: v for k, v in form.cleaned_data.items() if k != "version"}
    if "node" in said:
        said["node"] = int(said["node"]) if said["node"] else None
    if name == "report":
        said["evidence"] = tuple(evidence_for(task, request.now))
    return tasks.TaskWords(**said)


@door("staff", "handler")
@require_POST
def support(request: Asked, number: str) -> HttpResponse:
    """A supporting unit reports its share."""
    task = task_for(request.actor, number, request.now)
    unit = request.GET.get("unit", "")
    form = MoveForm({"done": lines(_("已做的工作"))}, f"support_{unit}", request.POST)
    tried, status = (f"support_{unit}", form, list[str]()), 422
    if form.is_valid():
        try:
            tasks.co_report(
                task, unit, form.cleaned_data["done"], by=request.actor, now=request.now,
                version=version_in(request.POST),
            )  # fmt: skip
        except Refusal as refusal:
            tried, status = (tried[0], form, sentences(refusal.reasons)), refusal.status
        else:
            return HttpResponseRedirect(url_of("supervision_task", number))
    return _page(request, task_for(request.actor, number, request.now), tried, status)


@door("staff", "overseer")
@require_POST
def override(request: Asked, number: str) -> HttpResponse:
    """Set a light by hand."""
    task = task_for(request.actor, number, request.now)
    form = MoveForm(override_papers(), "override", request.POST)
    tried, status = ("override", form, list[str]()), 422
    if form.is_valid():
        said = {k: v for k, v in form.cleaned_data.items() if k != "version"}
        try:
            lights.override_light(
                task, lights.Override(**said), by=request.actor, now=request.now,
                version=version_in(request.POST),
            )  # fmt: skip
        except Invalid as refusal:
            add_refusal(form, refusal.reasons, word)
            tried, status = ("override", form, []), refusal.status
        except Refusal as refusal:
            tried, status = ("override", form, sentences(refusal.reasons)), refusal.status
        else:
            return HttpResponseRedirect(url_of("supervision_task", number))
    return _page(request, task_for(request.actor, number, request.now), tried, status)


@door("staff", "overseer")
@require_POST
def judge(request: Asked, number: str, key: int, verdict: str) -> HttpResponse:
    """A report is found untrue, or the finding is taken back."""
    task = task_for(request.actor, number, request.now)
    if verdict not in VERDICTS:
        raise NotFound(Reason("not_found"))
    reason = request.POST.get("reason", "")
    try:
        VERDICTS[verdict](
            task, key, reason, by=request.actor, now=request.now,
            version=version_in(request.POST),
        )  # fmt: skip
    except NotFound:
        raise
    except Refusal as refusal:
        fresh = task_for(request.actor, number, request.now)
        judged = Judged(key, reason, sentences(refusal.reasons))
        return _page(request, fresh, status=refusal.status, judged=judged)
    return HttpResponseRedirect(f"{url_of('supervision_task', number)}#report-{key}")


def _page(
    request: Asked,
    task: SupervisionTask,
    tried: Tried | None = None,
    status: int = 200,
    judged: Judged | None = None,
) -> HttpResponse:
    judges = directing(request.actor, task).acting_grip(task, frozenset({"overseer"})) is not None
    history, moves = history_rows(task), _moves(request, task, tried)
    silent = set(task.silent_units)
    item_url = url_of("supervision_item", task.item.number)
    crumbs = [(_("网上督查室"), HERE), (task.item.number, item_url), (task.number, "")]
    context = {
        **office(request, HERE, crumbs=crumbs),
        "task": task,
        "light": light_tag(task.light),
        "state": state_name(task),
        "details": [*_details(task, item_url), *task_origins_of(task, request.actor)],
        "nodes": [_node(n, request) for n in task.nodes.order_by("order")],
        "supporting": [
            {"name": unit_name(s.unit), "share": s.share, "at": s.reported_at,
             "is_silent": s.unit in silent}
            for s in task.supporting.order_by("pk")
        ],
        "reports": [_report(r, task, judges) for r in task.reports.order_by("-at", "-pk")[:20]],
        "judged": judged,
        "scores_url": f"{SCORES}{task.unit}/",
        "history": history,
        "because": _because(task, history, request.now),
        "moves": moves,
        "reasons": refused_elsewhere(moves, tried),
        "asked_extension": term_words(task.asked_extension),
        "evidence": _evidence(request, task),
        "timeline": happened(task, SUPERVISION_TASK, TASK_ACTS),
        "taken": taken_banner(request, task),
        "urgings": urging_panel(request, task),
        "units": unit_options(),
    }  # fmt: skip
    return render(request, "casework/desk_supervision_task.html", context, status=status)


def _because(
    task: SupervisionTask, history: list[dict[str, Any]], now: datetime
) -> dict[str, Any] | None:
    """Why the light burns, in today's numbers; one set by hand keeps its own reason."""
    newest = history[0] if history else None
    if newest is None or (newest["is_override"] and newest["until"] >= local_day(now)):
        return newest
    lit = lit_at_present(task, now)
    if lit.light != task.light:  # the worker has not looked yet
        return newest
    return {**newest, "because": sentences(lit.because), "is_override": False}


def _details(task: SupervisionTask, item_url: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {"label": _("所属事项"), "text": task.item.title, "url": item_url},
        {"label": _("来源"), "text": source_name(task.source)},
        {"label": _("牵头单位"), "text": unit_name(task.unit)},
        {"label": _("责任领导"), "text": task.responsible_leader or "—"},
        {"label": _("责任人"), "text": task.responsible_person or "—"},
        {"label": _("反馈周期"), "text": _(EVERY[task.report_every])},
        {"label": _("完成进度"), "text": f"{task.progress}%"},
    ]
    if task.next_report_on:
        found.append({"label": _("下次反馈"), "text": task.next_report_on.isoformat()})
    if task.quota:
        found.append({"label": _("分担指标"), "text": f"{task.quota} {task.quota_unit}"})
    if task.completion:
        found.append({"label": _("办结方式"), "text": _(COMPLETIONS[task.completion])})
    return found


def _node(node: TaskNode, request: Asked) -> dict[str, Any]:
    today = request.now.astimezone(rules_at(request.now)[1].zone).date()
    if node.done_on:
        late = node.done_on > node.due_on
        tag = {"light": "done", "text": _("逾期完成") if late else _("按期完成")}
    elif node.due_on < today:
        tag = {"light": "red", "text": _("已到期未完成")}
    else:
        tag = {"light": "new", "text": _("未到期")}
    return {"order": node.order, "output": node.output, "due_on": node.due_on,
            "weight": node.weight, "done_on": node.done_on, "tag": tag}  # fmt: skip


def _report(report: ProgressReport, task: SupervisionTask, judges: bool) -> dict[str, Any]:
    """One report; `verdict` is what the office may say of it, if anything."""
    may = judges and report.unit == task.unit and task.state not in untrue.CLOSED
    return {
        "key": report.pk,
        "verdict": ("take_back" if report.is_withdrawn else "find") if may else "",
        "untrue_at": report.untrue_at,
        "untrue_reason": report.untrue_reason,
        "unit": unit_name(report.unit),
        "at": report.at,
        "progress": report.progress,
        "done": report.done,
        "problem": report.problem,
        "next_step": report.next_step,
        "due_on": report.due_on,
        "evidence": [_proof(e) for e in report.evidence],
        "is_withdrawn": report.is_withdrawn,
    }


def _proof(figure: dict[str, Any]) -> dict[str, Any]:
    """A figure that records prove, with the pages of the records."""
    kind = str(figure.get("kind", ""))
    return {
        "label": _(FIGURES.get(str(figure.get("figure")), str(figure.get("figure")))),
        "value": figure.get("value"),
        "since": figure.get("since", ""),
        "records": [{"number": n, "url": url_of(kind, n)} for n in figure.get("numbers", ())],
    }


def _evidence(request: Asked, task: SupervisionTask) -> list[dict[str, Any]]:
    """What the next report says by itself; shown to those who write it."""
    roles = request.actor.roles_towards(task)
    if task.state != "undertaking" or "handler" not in roles:
        return []
    return [_proof(figure) for figure in evidence_for(task, request.now)]


def _moves(request: Asked, task: SupervisionTask, tried: Tried | None) -> list[Offer]:
    roles = directing(request.actor, task).roles_towards(task)
    listed = [m for m in SUPERVISION_TASK.open_moves(task.state, roles) if m.name not in HIDDEN]
    offers = [o for m in listed if (o := _offer(request, task, m, tried))]
    first = next((n for n in FIRST if n in {o.name for o in offers if not o.blocked_by}), "")
    place = {name: n for n, name in enumerate((first, *FIRST))}
    offers.sort(key=lambda o: place.get(o.name, len(place)))
    offers += [_support_offer(task, s.unit, tried) for s in tasks.supports_for(task, request.actor)
               if task.state in ("assigned", "undertaking")]  # fmt: skip
    if "overseer" in roles and task.state in lights.LIT:
        offers.append(_override_offer(task, tried))
    return ordered(offers)


def _offer(request: Asked, task: SupervisionTask, move: Move, tried: Tried | None) -> Offer | None:
    reasons = SUPERVISION_TASK.why_not(
        task, move, roles=move.by, supplied=move.needs, now=request.now,
        calendar=rules_at(request.now)[1],
    )  # fmt: skip
    if {r.code for r in reasons} & POINTLESS:
        return None
    mine = tried if tried and tried[0] == move.name else None
    fresh = MoveForm(task_papers(task, move.name), move.name, initial={"version": task.version})
    return Offer(
        name=move.name,
        label=_(move.label),
        form=mine[1] if mine else fresh,
        blocked_by=[] if mine else sentences(_named(reasons)),
        style="danger" if move.name in GRAVE else "primary",
        is_open=mine is not None or (tried is None and move.name in ("sign_for", "report")),
        reasons=mine[2] if mine else (),
        url=f"{url_of('supervision_task', task.number)}moves/{move.name}",
    )


def _named(reasons: list[Reason]) -> list[Reason]:
    """Reasons with the names of units instead of their codes."""
    return [
        Reason(r.code, {**r.params, "units": [unit_name(c) for c in r.params["units"]]}, r.field)
        if r.code == "units_silent"
        else r
        for r in reasons
    ]


def _support_offer(task: SupervisionTask, unit: str, tried: Tried | None) -> Offer:
    name = f"support_{unit}"
    mine = tried if tried and tried[0] == name else None
    papers = {"done": lines(_("已做的工作"))}
    form = mine[1] if mine else MoveForm(papers, name, initial={"version": task.version})
    label = _("%(unit)s反馈") % {"unit": unit_name(unit)}
    url = f"{url_of('supervision_task', task.number)}support?unit={unit}"
    return Offer(name, label, form, [], "primary", tried is None, mine[2] if mine else (), url)


def _override_offer(task: SupervisionTask, tried: Tried | None) -> Offer:
    mine = tried if tried and tried[0] == "override" else None
    fresh = MoveForm(override_papers(), "override", initial={"version": task.version})
    url = f"{url_of('supervision_task', task.number)}override"
    return Offer(
        "override", _("人工调整灯号"), mine[1] if mine else fresh, [], "danger", mine is not None,
        mine[2] if mine else (), url,
    )  # fmt: skip
