"""/desk/: what awaits somebody now, most pressing first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_safe

from jiceng.casework.desk.fields import type_choices
from jiceng.casework.desk.labels import LIGHTS, item_status, unit_name, url_of
from jiceng.casework.models import Case
from jiceng.casework.process import CASE
from jiceng.casework.queries import rules_at, worklist
from jiceng.casework.queries.search import in_area, types_below
from jiceng.casework.rules.cases import light
from jiceng.kernel.records.models import WorkItem
from jiceng.kernel.scope import Actor
from jiceng.web.doors import Asked, door
from jiceng.web.forms import area_choices, unit_options
from jiceng.web.menu import office
from jiceng.web.paging import page_of, pager


@dataclass(frozen=True, slots=True)
class Tab:
    """One part of the worklist, and what may be done to many of its lines at once."""

    name: str
    label: str
    condition: Q
    batches: tuple[tuple[str, str], ...] = ()


CASES = Q(subject_kind="case", purpose="act")
TABS = (
    Tab(
        "todo",
        N_("待办"),
        CASES & ~Q(role="verifier"),
        (
            ("accept", N_("受理")),
            ("take_in", N_("受理并派遣")),
            ("dispatch", N_("派遣")),
            ("sign_for", N_("签收")),
        ),
    ),
    Tab("check", N_("待核查"), CASES & Q(role="verifier"), (("check_off", N_("核查通过并结案")),)),
    Tab("extension", N_("延期待批"), Q(purpose="extension")),
    Tab("recheck", N_("复查"), Q(subject_kind="recheck")),
    Tab("call_up", N_("吹哨"), Q(subject_kind="call_up")),
)
EMPTY = {
    "todo": (N_("没有待办的案件"), N_("新的案件到您的岗位时会出现在这里，最紧的排在最前。")),
    "check": (N_("没有待核查的案件"), N_("承办单位处置完成后，由您核实办理结果再结案。")),
    "extension": (N_("没有待批的延期"), N_("承办单位申请延期后，由您同意或者不同意。")),
    "recheck": (N_("没有待复查的案件"), N_("结案后按比例抽取，由没有经办过的人回头看。")),
    "call_up": (N_("没有吹哨事项"), N_("镇里吹哨呼叫您的单位，或者您发起的吹哨会出现在这里。")),
}


class Filters(forms.Form):
    """Narrowing the list; every field may stay empty."""

    tab = forms.CharField(required=False, widget=forms.HiddenInput)
    text = forms.CharField(label=N_("关键字"), required=False, max_length=60)
    state = forms.ChoiceField(label=N_("环节"), required=False)
    area = forms.ChoiceField(label=N_("区域"), required=False)
    case_type = forms.ChoiceField(label=N_("类型"), required=False)
    light = forms.ChoiceField(label=N_("时限"), required=False)

    def __init__(self, data: Any, *, actor: Actor, now: datetime) -> None:
        super().__init__(data)
        for field in self.fields.values():
            field.label = _(str(field.label)) if field.label else field.label
        waiting = [s for s in CASE.states if not s.resting and not s.final]
        choices: dict[str, Any] = {
            "state": [("", _("全部")), *((s.name, _(s.label)) for s in waiting)],
            "area": area_choices(actor, _("全部")),
            "case_type": type_choices(now, _("全部"), leaves_only=False),
            "light": [("", _("全部")), *((k, _(v)) for k, v in LIGHTS.items())],
        }
        for name, listed in choices.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = listed
        self.fields["text"].widget.attrs["placeholder"] = _("编号、标题、地点")
        self.now = now

    def narrow(self, rows: QuerySet[WorkItem]) -> QuerySet[WorkItem]:
        """The lines that fit; a value nobody offered narrows nothing."""
        self.is_valid()
        wanted = self.cleaned_data
        if text := wanted.get("text"):
            place = Q(title__icontains=text) | Q(place__icontains=text)
            rows = rows.filter(place | Q(number__startswith=text))
        if state := wanted.get("state"):
            rows = rows.filter(subject_kind="case", state=state)
        if area := wanted.get("area"):
            rows = rows.filter(in_area(area))
        if kind := wanted.get("case_type"):
            fitting = Case.objects.filter(case_type__in=types_below(kind, self.now)).values("pk")
            rows = rows.filter(subject_kind="case", subject_id__in=fitting)
        return rows.filter(_lit(wanted.get("light", ""), self.now))


def _lit(colour: str, now: datetime) -> Q:
    red = Q(due_at__isnull=False, due_at__lte=now)
    yellow = Q(warn_at__isnull=False, warn_at__lte=now) & ~red
    return {"red": red, "yellow": yellow, "green": ~red & ~yellow}.get(colour, Q())


@door("staff")
@require_safe
def show(request: Asked) -> HttpResponse:
    """One tab of the worklist, a page at a time."""
    now = request.now
    tab = next((t for t in TABS if t.name == request.GET.get("tab")), TABS[0])
    everything = worklist(request.actor)
    counts = _counts(everything, now)
    filters = Filters(request.GET, actor=request.actor, now=now)
    page = page_of(filters.narrow(everything.filter(tab.condition)), request.GET.get("after", ""))
    total, late = counts[tab.name]
    crumbs = [(_("工作台"), "")]
    context = {
        **office(
            request, "/desk/", crumbs=crumbs, counts={"/desk/": sum(n for n, _ in counts.values())}
        ),
        "calendar": rules_at(now)[1],
        "tab": tab.name,
        "tabs": [
            {
                "label": _(t.label),
                "url": f"?tab={t.name}",
                "count": counts[t.name][0],
                "late": counts[t.name][1],
                "current": t is tab,
            }
            for t in TABS
        ],
        "total": total,
        "late": late,
        "filters": filters,
        "rows": [_row(item, now) for item in page.rows],
        "pager": pager(page, request.GET, _("本页 %(n)d 件") % {"n": len(page.rows)}),
        "empty": [_(words) for words in EMPTY[tab.name]],
        "clear_url": f"?tab={tab.name}",
        "is_filtered": filters.has_changed(),
        "batches": [(name, _(label)) for name, label in tab.batches],
        "units": unit_options() if tab.name == "todo" else (),
        "here": request.get_full_path(),
    }
    return render(request, "casework/desk_worklist.html", context)


def _counts(rows: QuerySet[WorkItem], now: datetime) -> dict[str, tuple[int, int]]:
    """Lines and overdue lines of every tab, by one query."""
    parts: dict[str, Any] = {}
    for tab in TABS:
        parts[tab.name] = Count("pk", filter=tab.condition)
        parts[f"{tab.name}_late"] = Count("pk", filter=tab.condition & Q(due_at__lte=now))
    found = rows.order_by().aggregate(**parts)
    return {tab.name: (found[tab.name], found[f"{tab.name}_late"]) for tab in TABS}


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
    }


def batch_names() -> Iterable[str]:
    """Everything that may be done to many lines at once."""
    return [name for tab in TABS for name, _label in tab.batches]
