"""/desk/supervision/items/: an item from draft to archive, its tasks, and what meetings decide."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiceng.casework.actions import items as acts
from jiceng.casework.actions.planning import PLANNABLE, add_task
from jiceng.casework.desk.fields import MoveForm
from jiceng.casework.desk.followed import happened
from jiceng.casework.desk.labels import url_of
from jiceng.casework.desk.panel import Offer
from jiceng.casework.desk.supervision_forms import (
    PLAN_FIELDS,
    ItemForm,
    MeetingForm,
    TaskForm,
    item_initial,
    item_papers,
    placed,
)
from jiceng.casework.desk.supervision_rows import task_rows
from jiceng.casework.desk.supervision_shown import (
    COMPLETIONS,
    HERE,
    IMPORTANCE,
    ITEM_ACTS,
    item_tag,
    ordered,
    refused_elsewhere,
    source_name,
)
from jiceng.casework.desk.urging_shown import urging_panel
from jiceng.casework.models import SupervisionItem
from jiceng.casework.process import SUPERVISION_ITEM
from jiceng.casework.queries import rules_at
from jiceng.casework.queries.supervision import directing, item_for, tasks_of
from jiceng.kernel.process import Move
from jiceng.kernel.refusal import Invalid, Reason, Refusal
from jiceng.web.doors import Asked, door
from jiceng.web.forms import add_refusal, unit_options, version_in
from jiceng.web.menu import office
from jiceng.web.once import once
from jiceng.web.words import sentences, word

HIDDEN = frozenset({"archive", "take_up"})
"""Moves that the clock or another page makes."""
GRAVE = frozenset({"send_back", "withdraw", "reopen"})
Tried = tuple[str, MoveForm, list[str]]


@door("staff", "overseer")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    """Draft an item."""
    calendar = rules_at(request.now)[1]
    form = ItemForm(request.POST if request.method == "POST" else None)

    def work() -> str:
        given = form.draft(calendar)
        return acts.draft_item(given, by=request.actor, now=request.now).number

    return _filled_in(request, form, work, _("新建督查事项"), HERE)


@door("staff", "overseer")
@require_http_methods(["GET", "HEAD", "POST"])
def amend(request: Asked, number: str) -> HttpResponse:
    """Change a draft."""
    item = item_for(request.actor, number)
    calendar = rules_at(request.now)[1]
    form = ItemForm(
        request.POST if request.method == "POST" else None, initial=item_initial(item, calendar)
    )

    def work() -> str:
        acts.amend_item(
            item, form.draft(calendar), by=request.actor, now=request.now,
            version=version_in(request.POST),
        )  # fmt: skip
        return item.number

    return _filled_in(request, form, work, _("修改"), url_of("supervision_item", number), item)


@door("staff", "overseer")
@require_http_methods(["GET", "HEAD", "POST"])
def task(request: Asked, number: str) -> HttpResponse:
    """Plan a task of an item."""
    item = item_for(request.actor, number)
    calendar = rules_at(request.now)[1]
    start = {"task_deadline": item_initial(item, calendar)["deadline"], "report_every": "month"}
    form = TaskForm(request.POST if request.method == "POST" else None, initial=start)

    def work() -> str:
        try:
            add_task(
                item, form.plan(calendar), by=request.actor, now=request.now,
                version=version_in(request.POST),
            )  # fmt: skip
        except Invalid as refusal:
            raise Invalid(*placed(refusal.reasons, PLAN_FIELDS)) from refusal
        return item.number

    return _filled_in(request, form, work, _("分解任务"), url_of("supervision_item", number), item)


def _filled_in(
    request: Asked,
    form: Any,
    work: Callable[[], str],
    heading: str,
    back_url: str,
    item: SupervisionItem | None = None,
) -> HttpResponse:
    """One form of the office: shown, corrected, or done once and followed to the item's page."""
    status, reasons = 200, list[str]()
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                number = _once(request, work)
            except Refusal as refusal:
                status, reasons = refusal.status, _told(form, refusal.reasons)
            else:
                return HttpResponseRedirect(url_of("supervision_item", number))
    crumbs = [(_("网上督查室"), HERE), *([(item.number, back_url)] if item else []), (heading, "")]
    context = {
        **office(request, HERE, crumbs=crumbs),
        "form": form,
        "reasons": reasons,
        "item": item,
        "heading": heading,
        "back_url": back_url,
        "units": unit_options(),
        "key": request.POST.get("idempotency_key") or uuid4(),
    }
    return render(request, "casework/desk_supervision_form.html", context, status=status)


def _told(form: Any, reasons: tuple[Reason, ...]) -> list[str]:
    """Reasons at their fields; the rest above the form."""
    add_refusal(form, [r for r in reasons if r.field in form.fields], word)
    return [word(r) for r in reasons if r.field not in form.fields]


def _once(request: Asked, work: Callable[[], str]) -> str:
    """What a form does is done once, however often it is sent."""
    left_out = ("csrfmiddlewaretoken", "idempotency_key")
    sent = sorted((k, v) for k, v in request.POST.lists() if k not in left_out)
    done = once(
        request.POST.get("idempotency_key", ""),
        caller=f"{request.actor.person} POST {request.path}",
        body=repr(sent).encode(),
        work=lambda: {"number": work()},
        now=request.now,
    )
    return str(done.answer["number"])


@door("staff", "overseer")
@require_http_methods(["GET", "HEAD", "POST"])
def meeting(request: Asked) -> HttpResponse:
    """Write down a meeting: every decision becomes an item put up for approval."""
    form = MeetingForm(request.POST if request.method == "POST" else None)
    calendar = rules_at(request.now)[1]

    def work() -> str:
        minutes = form.minutes(calendar)
        try:
            made = acts.record_meeting(minutes, by=request.actor, now=request.now)
        except Invalid as refusal:
            raise Invalid(*form.where(refusal.reasons)) from refusal
        return made[0].number

    status, reasons = 200, list[str]()
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                _once(request, work)
            except Refusal as refusal:
                status, reasons = refusal.status, _told(form, refusal.reasons)
            else:
                return HttpResponseRedirect(f"{HERE}items/")
    context = {
        **office(request, HERE, crumbs=[(_("网上督查室"), HERE), (_("会议立项"), "")]),
        "form": form,
        "reasons": reasons,
        "units": unit_options(),
        "key": request.POST.get("idempotency_key") or uuid4(),
    }
    return render(request, "casework/desk_supervision_meeting.html", context, status=status)


@door("staff")
@require_safe
def one(request: Asked, number: str) -> HttpResponse:
    """One item."""
    return _page(request, item_for(request.actor, number))


@door("staff")
@require_POST
def move(request: Asked, number: str, name: str) -> HttpResponse:
    """Make one move of an item."""
    item = item_for(request.actor, number)
    SUPERVISION_ITEM.move(name)
    form = MoveForm(item_papers(name), name, request.POST)
    tried, status = (name, form, list[str]()), 422
    if form.is_valid():
        said = {k: str(v) for k, v in form.cleaned_data.items() if k != "version"}
        try:
            acts.move_item(
                item, name, by=request.actor, now=request.now,
                version=version_in(request.POST), given=acts.ItemWords(**said),
            )  # fmt: skip
        except Refusal as refusal:
            tried, status = (name, form, sentences(refusal.reasons)), refusal.status
        else:
            return HttpResponseRedirect(url_of("supervision_item", number))
    return _page(request, item_for(request.actor, number), tried, status)


def _page(
    request: Asked, item: SupervisionItem, tried: Tried | None = None, status: int = 200
) -> HttpResponse:
    may = "overseer" in directing(request.actor, item).roles_towards(item)
    url, moves = url_of("supervision_item", item.number), _moves(request, item, tried)
    context = {
        **office(request, HERE, crumbs=[(_("网上督查室"), HERE), (item.number, "")]),
        "item": item,
        "status": item_tag(item),
        "details": _details(item),
        "tasks": task_rows(
            tasks_of(request.actor).filter(item=item).order_by("order"), request.now
        ),
        "timeline": happened(item, SUPERVISION_ITEM, ITEM_ACTS),
        "moves": moves,
        "reasons": refused_elsewhere(moves, tried),
        "task_url": f"{url}tasks/new" if may and item.state in PLANNABLE else "",
        "amend_url": f"{url}amend" if may and item.state == "draft" else "",
        "urgings": urging_panel(request, item) if item.state == "under_way" else {},
    }
    return render(request, "casework/desk_supervision_item.html", context, status=status)


def _details(item: SupervisionItem) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {"label": _("来源"), "text": source_name(item.source)},
        {"label": _("依据"), "text": item.basis or "—"},
        {"label": _("牵头领导"), "text": item.lead_leader or "—"},
        {"label": _("重要程度"), "text": _(IMPORTANCE[item.importance])},
    ]
    if item.taken_number and item.taken_kind in ("case", "problem", "supervision_task"):
        url = url_of(item.taken_kind, item.taken_number)
        found.append({"label": _("挂牌督办的事项"), "text": item.taken_number, "url": url})
    if item.completion:
        found.append({"label": _("办结方式"), "text": _(COMPLETIONS[item.completion])})
    return found


def _moves(request: Asked, item: SupervisionItem, tried: Tried | None) -> list[Offer]:
    roles = directing(request.actor, item).roles_towards(item)
    moves = SUPERVISION_ITEM.open_moves(item.state, roles)
    return ordered(_offer(request, item, m, tried) for m in moves if m.name not in HIDDEN)


def _offer(request: Asked, item: SupervisionItem, move: Move, tried: Tried | None) -> Offer:
    reasons = SUPERVISION_ITEM.why_not(
        item, move, roles=move.by, supplied=move.needs, now=request.now,
        calendar=rules_at(request.now)[1],
    )  # fmt: skip
    mine = tried if tried and tried[0] == move.name else None
    fresh = MoveForm(item_papers(move.name), move.name, initial={"version": item.version})
    return Offer(
        name=move.name,
        label=_(move.label),
        form=mine[1] if mine else fresh,
        blocked_by=[] if mine else sentences(reasons),
        style="danger" if move.name in GRAVE else "primary",
        is_open=mine is not None,
        reasons=mine[2] if mine else (),
        url=f"{url_of('supervision_item', item.number)}moves/{move.name}",
    )
