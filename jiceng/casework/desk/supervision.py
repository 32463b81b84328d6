"""/desk/supervision/: tasks by their lights; what one's own unit has to do; a leader's view."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_safe

from jiceng.casework.desk.labels import unit_name, url_of
from jiceng.casework.desk.supervision_forms import Worded
from jiceng.casework.desk.supervision_rows import task_rows
from jiceng.casework.desk.supervision_shown import (
    HERE,
    item_tag,
    light_tag,
    source_name,
    week_span,
)
from jiceng.casework.desk.supervision_views import views
from jiceng.casework.models import SupervisionItem, SupervisionTask
from jiceng.casework.queries import rules_at
from jiceng.casework.queries.boards import (
    LIGHTS,
    lit_at,
    on_tab,
    running_at,
    tab_counts,
    task_counts,
    to_report_on,
    to_sign_for,
    to_support,
)
from jiceng.casework.queries.supervision import items_of
from jiceng.casework.queries.urging import to_answer
from jiceng.casework.rules.supervision import SOURCES
from jiceng.kernel.scope import Actor
from jiceng.web.doors import Asked, door
from jiceng.web.forms import UnitField, unit_options
from jiceng.web.menu import office
from jiceng.web.paging import SIZE, cut, page_of, pager, read_cursor

TAB_LABELS = {
    "under_review": N_("待审核"),
    "returned": N_("退回待定"),
    "assigned": N_("待签收"),
    "suspended": N_("已暂缓"),
}
SHOWN = 10
DIRECTORS = frozenset({"overseer", "signatory"})
SOON = timedelta(days=3)


class Filters(Worded):
    """Narrowing the board; every field may stay empty."""

    tab = forms.CharField(required=False, widget=forms.HiddenInput)
    source = forms.ChoiceField(
        label=N_("来源"), required=False, choices=[("", N_("全部")), *SOURCES.items()]
    )
    unit = UnitField(label=N_("牵头单位"), required=False, max_length=80)
    leader = forms.CharField(label=N_("责任领导"), required=False, max_length=40)
    week = forms.CharField(
        label=N_("到期周"), required=False, max_length=8, widget=forms.TextInput({"type": "week"})
    )

    def narrow(self, tasks: QuerySet[SupervisionTask], now: datetime) -> QuerySet[SupervisionTask]:
        """The tasks that fit; a value nobody offered narrows nothing."""
        self.is_valid()
        said = self.cleaned_data
        for column in ("source", "unit"):
            if value := said.get(column):
                tasks = tasks.filter(**{column: value})
        if leader := said.get("leader"):
            tasks = tasks.filter(
                Q(responsible_leader__icontains=leader)
                | Q(item__in=SupervisionItem.objects.filter(lead_leader__icontains=leader))
            )
        if span := week_span(said.get("week") or ""):
            zone = rules_at(now)[1].zone
            first, last = (datetime.combine(day, time(), tzinfo=zone) for day in span)
            tasks = tasks.filter(due_at__gte=first, due_at__lt=last)
        return tasks

    @property
    def narrows(self) -> bool:
        """Whether anything was chosen besides the tab."""
        return any(self.data.get(name) for name in self.fields if name != "tab")


@door("staff")
@require_safe
def show(request: Asked) -> HttpResponse:
    """The board: tasks within reach by light or by what waits for the office."""
    counts = tab_counts(request.actor)
    tab = request.GET.get("tab", "")
    if tab not in counts:
        tab = next((name for name in LIGHTS if counts[name]), "green")
    filters = Filters(request.GET)
    narrowed = filters.narrow(SupervisionTask.objects.all(), request.now)
    after = _cursor(request)
    page = cut(on_tab(request.actor, tab, SIZE + 1, after=after, narrowed=narrowed))
    context = {
        **office(request, HERE, crumbs=[(_("网上督查室"), "")]),
        "tabs": [
            {
                "label": _(TAB_LABELS[name]) if name in TAB_LABELS else light_tag(name)["text"],
                "url": f"?tab={name}",
                "count": counts[name],
                "current": name == tab,
            }
            for name in counts
            if counts[name] or name in LIGHTS or name == tab
        ],
        "tab": tab,
        "filters": filters,
        "is_filtered": filters.narrows,
        "clear_url": f"?tab={tab}",
        "rows": task_rows(page.rows, request.now),
        "pager": pager(page, request.GET, _("本页 %(n)d 项") % {"n": len(page.rows)}),
        "units": unit_options(),
        "may_draft": _may_draft(request.actor),
        "ways": views(request.actor, "board"),
    }
    return render(request, "casework/desk_supervision.html", context)


def _cursor(request: Asked) -> tuple[datetime | None, int] | None:
    after = request.GET.get("after", "")
    return read_cursor(after) if after else None


def _may_draft(actor: Actor) -> bool:
    return any("overseer" in g.roles and g.tier == "county" for g in actor.grips)


@door("staff")
@require_safe
def items(request: Asked) -> HttpResponse:
    """Items within reach, those to act upon first."""
    state = request.GET.get("state", "")
    known = {"open": ("draft", "awaiting_approval", "filed", "under_way"),
             "ended": ("completed", "archived", "withdrawn")}  # fmt: skip
    chosen = state if state in known else "open"
    rows = items_of(request.actor).filter(state__in=known[chosen])
    page = page_of(rows, request.GET.get("after", ""), key="entered_at", newest=True)
    counts = task_counts(page.rows)
    labels = {"open": _("在办"), "ended": _("已结束")}
    context = {
        **office(request, HERE, crumbs=[(_("网上督查室"), HERE), (_("督查事项"), "")]),
        "rows": [_item_row(item, counts) for item in page.rows],
        "tabs": [{"label": labels[n], "url": f"?state={n}", "current": n == chosen} for n in known],
        "pager": pager(page, request.GET, _("本页 %(n)d 项") % {"n": len(page.rows)}),
        "ways": views(request.actor, "items"),
        "may_draft": _may_draft(request.actor),
    }
    return render(request, "casework/desk_supervision_items.html", context)


def _item_row(item: SupervisionItem, counts: Mapping[int, int]) -> dict[str, Any]:
    return {
        "number": item.number,
        "title": item.title,
        "url": url_of("supervision_item", item.number),
        "source": source_name(item.source),
        "lead_leader": item.lead_leader,
        "due_at": item.due_at,
        "tag": item_tag(item),
        "count": counts.get(item.pk, 0),
    }


@door("staff", "handler", "leader")
@require_safe
def mine(request: Asked) -> HttpResponse:
    """What one's own unit has to do next, then everything else it has under way."""
    actor, now = request.actor, request.now
    last = (now.astimezone(rules_at(now)[1].zone) + SOON).date()
    parts = (
        (_("待签收"), to_sign_for(actor, SHOWN)),
        (_("该反馈了"), to_report_on(actor, last, SHOWN)),
        (_("红灯和黄灯"), lit_at(actor, SHOWN)),
        (_("配合单位待反馈"), to_support(actor, SHOWN)),
    )
    page = cut(running_at(actor, SIZE + 1, _cursor(request)))
    context = {
        **office(request, f"{HERE}mine", crumbs=[(_("网上督查室"), HERE), (_("本单位要办的"), "")]),
        "parts": [{"title": t, "rows": task_rows(rows, now)} for t, rows in parts],
        "urgings": [_urging(u) for u in to_answer(actor)[:SHOWN]],
        "rows": task_rows(page.rows, request.now),
        "pager": pager(page, request.GET, _("本页 %(n)d 项") % {"n": len(page.rows)}),
        "ways": views(actor, "mine"),
        "units": [unit_name(code) for code in dict.fromkeys(g.unit for g in actor.grips)],
    }
    return render(request, "casework/desk_supervision_mine.html", context)


def _urging(urging: Any) -> dict[str, Any]:
    return {
        "title": urging.title,
        "number": urging.number,
        "url": url_of("urging", urging.number),
        "text": urging.text,
        "due_at": urging.answer_due_at,
    }


@door("staff", "signatory", "overseer")
@require_safe
def leader(request: Asked) -> HttpResponse:
    """What waits for approval, and how the work of every lead leader stands."""
    queue = items_of(request.actor).filter(state="awaiting_approval").order_by("stage_due_at")
    waiting = list(queue[:SHOWN])
    counts = task_counts(waiting)
    page = cut(on_tab(request.actor, "red", SIZE + 1, after=_cursor(request)))
    context = {
        **office(request, HERE, crumbs=[(_("网上督查室"), HERE), (_("领导视图"), "")]),
        "waiting": [_item_row(item, counts) for item in waiting],
        "leaders": leaders_of(page.rows, request.now),
        "pager": pager(page, request.GET, _("本页 %(n)d 项") % {"n": len(page.rows)}),
        "ways": views(request.actor, "leader"),
    }
    return render(request, "casework/desk_supervision_leader.html", context)


def leaders_of(tasks: Iterable[SupervisionTask], now: datetime) -> list[dict[str, Any]]:
    """Tasks on red under the leader each item names, in the order of their deadlines."""
    rows = [*tasks]
    items = SupervisionItem.objects.filter(pk__in={task.item_id for task in rows})
    named = dict(items.values_list("pk", "lead_leader"))
    found: dict[str, list[SupervisionTask]] = {}
    for task in rows:
        found.setdefault(named[task.item_id], []).append(task)
    return [
        {"name": name or _("未写明牵头领导"), "rows": task_rows(own, now)}
        for name, own in found.items()
    ]
