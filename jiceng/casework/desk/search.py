"""/desk/cases/: every case within reach, found by what somebody remembers of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db import transaction
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_POST, require_safe

from jiceng.casework.desk.fields import type_choices
from jiceng.casework.desk.labels import SOURCES, case_light, case_status, nearest_due, unit_name
from jiceng.casework.models import Case, SavedFilter
from jiceng.casework.process import CASE
from jiceng.casework.queries import rules_at
from jiceng.casework.queries.search import OPEN, Wanted, search
from jiceng.casework.rules.rulebook import CaseType
from jiceng.kernel.records.journal import append, line_by
from jiceng.kernel.records.names import named
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Invalid, Reason
from jiceng.kernel.scope import Actor
from jiceng.web.clock import county_zone
from jiceng.web.doors import Asked, door
from jiceng.web.downloads import csv_answer, xlsx_answer
from jiceng.web.forms import DayField, UnitField, area_choices, unit_options
from jiceng.web.menu import office
from jiceng.web.paging import page_of, pager

MOST_FILTERS = 20
LONGEST_QUERY = 400
MOST_TYPED = 4000
NARROWER = ("grid", "community", "town")
"""Other names of `area` in addresses, as the interface for programs has them."""
HEAD = (
    N_("编号"), N_("标题"), N_("状态"), N_("类型"), N_("来源"), N_("镇"), N_("社区（村）"),
    N_("网格"), N_("地点"), N_("承办单位"), N_("上报时间"), N_("承诺时限"), N_("处置完成"),
    N_("结案时间"), N_("退单"), N_("延期"), N_("返工"), N_("重新办理"), N_("评价"),
)  # fmt: skip


class Search(forms.Form):
    """What is searched for."""

    text = forms.CharField(label=N_("关键字"), required=False, max_length=60)
    state = forms.ChoiceField(label=N_("状态"), required=False)
    area = forms.ChoiceField(label=N_("区域"), required=False)
    unit = UnitField(label=N_("承办单位"), required=False, max_length=80)
    case_type = forms.ChoiceField(label=N_("类型"), required=False)
    source = forms.ChoiceField(label=N_("来源"), required=False)
    since = DayField(label=N_("上报自"), required=False, widget=forms.DateInput({"type": "date"}))
    until = DayField(label=N_("上报至"), required=False, widget=forms.DateInput({"type": "date"}))
    overdue = forms.BooleanField(label=N_("只看超期"), required=False)

    def __init__(self, data: QueryDict, *, actor: Actor, now: datetime) -> None:
        super().__init__(_with_area(data))
        for field in self.fields.values():
            field.label = _(str(field.label))
        every = _("全部")
        states = [(s.name, _(s.label)) for s in CASE.states]
        choices: dict[str, Any] = {
            "state": [("", every), (OPEN, _("未结案")), *states],
            "area": area_choices(actor, every),
            "case_type": type_choices(now, every, leaves_only=False),
            "source": [("", every), *((k, _(v)) for k, v in SOURCES.items())],
        }
        for name, listed in choices.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = listed
        self.fields["text"].widget.attrs["placeholder"] = _("编号、标题、内容、地点")

    def wanted(self) -> Wanted:
        """What was understood; a value that means nothing is named on the form and left out."""
        self.is_valid()
        found = dict(self.cleaned_data)
        found["since"], found["until"] = _start(found.get("since")), _start(found.get("until"), 1)
        return Wanted(**{k: v for k, v in found.items() if v})


def _with_area(data: QueryDict) -> QueryDict:
    """The same query with grid, community or town read as the area."""
    if data.get("area") or not any(data.get(name) for name in NARROWER):
        return data
    copy = data.copy()
    copy["area"] = next(str(data[name]) for name in NARROWER if data.get(name))
    return copy


def _start(day: Any, later: int = 0) -> datetime | None:
    """The first instant of a day in the county, `later` days on."""
    if not day:
        return None
    return datetime.combine(day + timedelta(days=later), time(), tzinfo=county_zone())


@door("staff")
@require_safe
def show(request: Asked) -> HttpResponse:
    """The table, newest report first."""
    now = request.now
    form = Search(request.GET, actor=request.actor, now=now)
    rows = search(request.actor, form.wanted(), now)
    page = page_of(rows, request.GET.get("after", ""), key="reported_at", newest=True)
    book, calendar = rules_at(now)
    query = request.GET.copy()
    query.pop("after", None)
    kept = SavedFilter.objects.filter(person=request.person).order_by("name")
    context = {
        **office(request, "/desk/cases/", crumbs=[(_("案件台账"), "")]),
        "calendar": calendar,
        "form": form,
        "total": rows.order_by().count(),
        "rows": [_row(case, book.type_of(case.case_type), now) for case in page.rows],
        "pager": pager(page, request.GET, _("本页 %(n)d 件") % {"n": len(page.rows)}),
        "saved": list(kept),
        "query": query.urlencode(),
        "is_searching": any(form.cleaned_data.values()),
        "units": unit_options(),
    }
    return render(request, "casework/desk_search.html", context)


def _row(case: Case, kind: CaseType, now: datetime) -> dict[str, Any]:
    return {
        "number": case.number,
        "title": case.title,
        "place": case.place_text,
        "type": named(kind.name, kind.name_en) or _("待确认"),
        "source": _(SOURCES.get(case.source, case.source)),
        "unit": unit_name(case.unit),
        "status": case_status(case, now),
        "due_at": nearest_due(case),
        "paused_since": case.paused_since,
        "light": case_light(case, now),
        "reported_at": case.reported_at,
    }


@door("staff")
@require_safe
def export(request: Asked) -> HttpResponseBase:
    """The cases found, as a table; who took what is written into the journal first.

    Contacts are never in it. The journal keeps which filters were set, not the words searched for.
    """
    form = Search(request.GET, actor=request.actor, now=request.now)
    rows = search(request.actor, form.wanted(), request.now).order_by("-reported_at", "-pk")
    kind = request.GET.get("format", "csv")
    if kind not in ("csv", "xlsx"):
        raise Invalid(Reason("unknown_value", {"value": kind}, field="format"))
    _note_export(request, form, kind)
    name = f"cases-{request.now.astimezone(county_zone()):%Y%m%d-%H%M}"
    head = [_(label) for label in HEAD]
    answer = csv_answer if kind == "csv" else xlsx_answer
    return answer(name, head, _lines(rows.iterator(chunk_size=1000), request.now))


def _note_export(request: Asked, form: Search, kind: str) -> None:
    codes = ("state", "area", "unit", "case_type", "source", "overdue", "since", "until")
    filters = {k: v for k in codes if (v := form.cleaned_data.get(k))}
    line = line_by(
        request.actor.grips[0],
        "export",
        "person",
        request.actor.person,
        payload={
            "format": kind,
            "filters": filters,
            "by_words": bool(form.cleaned_data.get("text")),
        },
    )
    with transaction.atomic():
        append([line], at=request.now)


def _lines(rows: Iterator[Case], now: datetime) -> Iterator[list[object]]:
    book, _calendar = rules_at(now)
    land = territory()
    for case in rows:
        levels = {a.level: a.name for a in land.up(land.area(case.area_code))}
        unit = land.units.get(case.unit)
        kind = book.type_of(case.case_type)
        yield [
            case.number,
            case.title,
            _(CASE.state(case.state).label),
            named(kind.name, kind.name_en),
            _(SOURCES.get(case.source, case.source)),
            levels.get("town"),
            levels.get("community"),
            levels.get("grid"),
            case.place_text,
            unit.name if unit else case.unit,
            case.reported_at,
            case.due_at,
            case.handled_at,
            case.closed_since,
            case.send_backs,
            case.extensions,
            case.reworks,
            case.reopenings,
            case.rating,
        ]


@door("staff")
@require_POST
def save_filter(request: Asked) -> HttpResponse:
    """Keep a search under a name of one's own; an older one of that name is replaced."""
    name = request.POST.get("name", "").strip()[:40]
    query = QueryDict(request.POST.get("query", "")[:MOST_TYPED])
    known = [(k, v) for k, v in query.items() if k in Search.base_fields and v]
    person = request.person
    if not name or not known or person is None:
        raise Invalid(Reason("paper_missing", {"paper": "name"}, field="name"))
    kept = urlencode(known)
    if len(kept) > LONGEST_QUERY:
        raise Invalid(Reason("too_long", {"value": name, "most": LONGEST_QUERY}, field="query"))
    mine = SavedFilter.objects.filter(person=person)
    if not mine.filter(name=name).exists() and mine.count() >= MOST_FILTERS:
        raise Invalid(Reason("too_many_filters", {"most": MOST_FILTERS}, field="name"))
    SavedFilter.objects.update_or_create(person=person, name=name, defaults={"query": kept})
    return HttpResponseRedirect(f"/desk/cases/?{kept}")


@door("staff")
@require_POST
def drop_filter(request: Asked, key: int) -> HttpResponse:
    """Forget a search of one's own."""
    SavedFilter.objects.filter(pk=key, person=request.person).delete()
    return HttpResponseRedirect("/desk/cases/")
