"""/desk/: what awaits somebody now, most pressing first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_safe

from jiceng.casework.desk import rows
from jiceng.casework.desk.fields import type_options
from jiceng.casework.desk.labels import LIGHTS, item_status, unit_name, url_of
from jiceng.casework.models import Case
from jiceng.casework.process import CASE
from jiceng.casework.queries import rules_at
from jiceng.casework.queries.search import in_area, types_below
from jiceng.casework.queries.waiting import Counted, awaiting, counted, parts
from jiceng.casework.rules.cases import light
from jiceng.kernel.records.kinds import kinds
from jiceng.kernel.records.models import WorkItem
from jiceng.kernel.scope import Actor
from jiceng.web.doors import Asked, door
from jiceng.web.forms import PickField, area_options, drawn, unit_options
from jiceng.web.menu import office
from jiceng.web.paging import SIZE, Page, cut, pager, read_cursor


@dataclass(frozen=True, slots=True)
class Tab:
    """A part of the worklist by its name, and what may be done to many of its lines at once."""

    name: str
    label: str
    batches: tuple[tuple[str, str], ...] = ()


TABS = (
    Tab(
        "todo",
        N_("待办"),
        (
            ("accept", N_("受理")),
            ("take_in", N_("受理并派遣")),
            ("dispatch", N_("派遣")),
            ("sign_for", N_("签收")),
        ),
    ),
    Tab("check", N_("待核查"), (("check_off", N_("核查通过并结案")),)),
    Tab("extension", N_("延期待批")),
    Tab("recheck", N_("复查")),
    Tab("call_up", N_("吹哨")),
    Tab("supervision_item", N_("督查事项")),
    Tab("supervision_task", N_("督办任务")),
    Tab("urging", N_("催办")),
    Tab("problem", N_("问题")),
    Tab("project", N_("项目")),
    Tab("report_demand", N_("报表审批")),
)
ALWAYS = 5
"""So many tabs always show; the others only when something waits under them."""
EMPTY = {
    "todo": (N_("没有待办的案件"), N_("新的案件到您的岗位时会出现在这里，最紧的排在最前。")),
    "check": (N_("没有待核查的案件"), N_("承办单位处置完成后，由您核实办理结果再结案。")),
    "extension": (N_("没有待批的延期"), N_("承办单位申请延期后，由您同意或者不同意。")),
    "recheck": (N_("没有待复查的案件"), N_("结案后按比例抽取，由没有经办过的人回头看。")),
    "call_up": (N_("没有吹哨事项"), N_("镇里吹哨呼叫您的单位，或者您发起的吹哨会出现在这里。")),
    "supervision_item": (
        N_("没有待办的督查事项"),
        N_("待报批、待批准和待分解的事项会出现在这里。"),
    ),
    "supervision_task": (
        N_("没有待办的督办任务"),
        N_("待签收、待反馈和待审核的任务会出现在这里。"),
    ),
    "urging": (N_("没有待回复的催办"), N_("督查室发给您单位的催办和督办单会出现在这里。")),
    "project": (N_("没有待办的项目"), N_("前期准备和推进中的项目会出现在牵头单位这里。")),
    "report_demand": (N_("没有待批的报表"), N_("各单位提出的报表需求会出现在批准人这里。")),
    "problem": (N_("没有待办的问题"), N_("待确认、待整改和待验收的问题会出现在这里。")),
}


def tabs() -> tuple[Tab, ...]:
    """The tabs of casework, then those of every other capability."""
    own = {tab.name for tab in TABS}
    others = ((n, k) for n, k in kinds().items() if k.tab and n not in own)
    return (*TABS, *(Tab(name, kind.tab) for name, kind in others))


def empty_of(name: str) -> tuple[str, str]:
    """What a tab says when nothing waits under it."""
    return EMPTY[name] if name in EMPTY else kinds()[name].empty


class Filters(forms.Form):
    """Narrowing the list; every field may stay empty."""

    tab = forms.CharField(required=False, widget=forms.HiddenInput)
    text = forms.CharField(label=N_("关键字"), required=False, max_length=60)
    state = PickField(label=N_("环节"), required=False)
    area = PickField(label=N_("区域"), required=False)
    case_type = PickField(label=N_("类型"), required=False)
    light = PickField(label=N_("时限"), required=False)

    def __init__(self, data: Any, *, actor: Actor, now: datetime) -> None:
        super().__init__(data)
        for field in self.fields.values():
            field.label = _(str(field.label)) if field.label else field.label
        every = _("全部")
        states = [(s.name, _(s.label)) for s in CASE.states if not s.resting and not s.final]
        lights = [(name, _(label)) for name, label in LIGHTS.items()]
        offered = {
            "state": drawn([("", every), *states]),
            "area": area_options(actor, every),
            "case_type": type_options(now, every, leaves_only=False),
            "light": drawn([("", every), *lights]),
        }
        for name, options in offered.items():
            cast(PickField, self.fields[name]).offer(options)
        self.fields["text"].widget.attrs["placeholder"] = _("编号、标题、地点")
        self.now = now

    @property
    def narrows(self) -> bool:
        """Whether anything was chosen besides the tab."""
        return any(self.data.get(name) for name in self.fields if name != "tab")

    def narrow(self, lines: QuerySet[WorkItem]) -> QuerySet[WorkItem]:
        """The lines that fit; a value nobody offered narrows nothing."""
        self.is_valid()
        wanted = self.cleaned_data
        if text := wanted.get("text"):
            place = Q(title__icontains=text) | Q(place__icontains=text)
            lines = lines.filter(place | Q(number__startswith=text))
        if state := wanted.get("state"):
            lines = lines.filter(subject_kind="case", state=state)
        if area := wanted.get("area"):
            lines = lines.filter(in_area(area))
        if kind := wanted.get("case_type"):
            fitting = Case.objects.filter(case_type__in=types_below(kind, self.now)).values("pk")
            lines = lines.filter(subject_kind="case", subject_id__in=fitting)
        return lines.filter(_lit(wanted.get("light", ""), self.now))


def _lit(colour: str, now: datetime) -> Q:
    red = Q(due_at__isnull=False, due_at__lte=now)
    yellow = Q(warn_at__isnull=False, warn_at__lte=now) & ~red
    return {"red": red, "yellow": yellow, "green": ~red & ~yellow}.get(colour, Q())


@door("staff")
@require_safe
def show(request: Asked) -> HttpResponse:
    """One tab of the worklist, a page at a time."""
    now = request.now
    counts = counted(request.actor, now)
    tab = _tab(request, counts)
    filters = Filters(request.GET, actor=request.actor, now=now)
    page = _page(request, tab, filters)
    here, (_book, calendar) = counts[tab.name], rules_at(now)
    lines = [_row(item, now) for item in page.rows]
    crumbs = [(_("工作台"), "")]
    context = {
        **office(
            request,
            "/desk/",
            crumbs=crumbs,
            counts={"/desk/": sum(c.lines for c in counts.values())},
        ),
        "calendar": calendar,
        "tab": tab.name,
        "tabs": [
            _shown(t, counts[t.name], is_current=t.name == tab.name)
            for t in tabs()
            if t in TABS[:ALWAYS] or t.name == tab.name or counts[t.name].lines
        ],
        "total": here.lines,
        "late": here.late,
        "filters": filters,
        "rows": lines,
        "drawn": rows.drawn(lines, now, calendar, picking=bool(tab.batches)),
        "pager": pager(page, request.GET, _("本页 %(n)d 件") % {"n": len(page.rows)}),
        "empty": [_(words) for words in empty_of(tab.name)],
        "clear_url": f"?tab={tab.name}",
        "is_filtered": filters.narrows,
        "batches": [(name, _(label)) for name, label in tab.batches],
        "units": unit_options() if tab.name == "todo" else (),
        "here": request.get_full_path(),
    }
    return render(request, "casework/desk_worklist.html", context)


def _tab(request: Asked, counts: Mapping[str, Counted]) -> Tab:
    """The tab asked for; from the menu the first under which something waits."""
    if request.GET:
        return next((t for t in tabs() if t.name == request.GET.get("tab")), TABS[0])
    return next((t for t in tabs() if counts[t.name].lines), TABS[0])


def _shown(tab: Tab, count: Counted, *, is_current: bool) -> dict[str, Any]:
    return {
        "label": _(tab.label),
        "url": f"?tab={tab.name}",
        "count": count.lines,
        "late": count.late,
        "current": is_current,
    }


def _page(request: Asked, tab: Tab, filters: Filters) -> Page[WorkItem]:
    """The lines after the cursor of the address, narrowed by the filters that are set."""
    after = request.GET.get("after", "")
    found = awaiting(
        request.actor,
        parts()[tab.name],
        SIZE + 1,
        after=read_cursor(after) if after else None,
        narrowed=filters.narrow(WorkItem.objects.all()) if filters.narrows else None,
    )
    return cut(found)


def _row(item: WorkItem, now: datetime) -> dict[str, Any]:
    return {
        "pick": f"{item.number}@{item.state}",
        "number": item.number,
        "title": item.title or item.number,
        "url": url_of(item.subject_kind, item.number),
        "place": item.place,
        "unit": unit_name(item.unit),
        "status": item_status(item, now),
        "due_at": item.due_at,
        "light": light(now, item.due_at, item.warn_at),
        "since": item.since,
        "paused_since": item.since if item.state == "suspended" else None,
    }


def batch_names() -> Iterable[str]:
    """Everything that may be done to many lines at once."""
    return [name for tab in TABS for name, _label in tab.batches]
