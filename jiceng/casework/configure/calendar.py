"""The working calendar: what the notice of a year says, office hours, and what is still open."""

from __future__ import annotations

import calendar as months
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_

from jiceng.casework.actions.calendar import enter_notice
from jiceng.casework.actions.configuration import Decided
from jiceng.casework.configure.changing import DecisionForm, Editing, edit, history
from jiceng.casework.configure.frame import ADMINISTRATOR, POWERS, need, show, today_of
from jiceng.casework.configure.wording import clock
from jiceng.casework.queries import rules_at
from jiceng.casework.queries.configuration import provisional_cases
from jiceng.casework.rules.notices import parse_notice
from jiceng.kernel.calendar import WorkingCalendar
from jiceng.kernel.records.configuration import in_force
from jiceng.kernel.records.names import listed
from jiceng.kernel.refusal import Invalid, NotFound, Reason
from jiceng.web.doors import Asked, door

KIND = "calendar"
HERE = "/admin/calendar/"
FIRST, LAST = 2004, 2100
WEEKDAYS = (N_("一"), N_("二"), N_("三"), N_("四"), N_("五"), N_("六"), N_("日"))
TIME = re.compile(r"(\d{1,2})[:：](\d{2})")


class NoticeForm(DecisionForm):
    """The notice of one year, typed off line by line."""

    notice = forms.CharField(label=_("通知文号"), required=False)
    days = forms.CharField(
        label=_("放假和上班的日子"), required=False, widget=forms.Textarea(attrs={"rows": 10})
    )
    year = 0
    shipped: Mapping[str, bool] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["notice"].help_text = _now("例如：国办发明电〔2026〕7 号")
        self.fields["days"].help_text = _now(
            "一行一天或一段：2月6日 至 2月12日 休；2月14日 班。没有写到的日子按周一至周五。"
        )
        need(self, "notice", "days")
        del self.fields["valid_from"]

    def given(self) -> dict[str, Any]:
        days, faults = parse_notice(self.cleaned_data["days"], self.year)
        if faults:
            raise Invalid(*faults)
        return {"notice": self.cleaned_data["notice"].strip(), "days": dict(sorted(days.items()))}

    @classmethod
    def initial_of(cls, content: Mapping[str, Any]) -> dict[str, Any]:
        days = content.get("days") or cls.shipped
        lines = [f"{day} {'班' if works else '休'}" for day, works in sorted(days.items())]
        return {"notice": content.get("notice", ""), "days": "\n".join(lines)}


class HoursForm(DecisionForm):
    """Morning and afternoon; the afternoon may be left empty."""

    opens_1 = forms.CharField(label=_("上午上班"), required=False)
    closes_1 = forms.CharField(label=_("上午下班"), required=False)
    opens_2 = forms.CharField(label=_("下午上班"), required=False)
    closes_2 = forms.CharField(label=_("下午下班"), required=False)
    hours = forms.CharField(widget=forms.HiddenInput(), required=False)

    def given(self) -> dict[str, Any]:
        spans = []
        for half in ("1", "2"):
            typed = [self.cleaned_data[f"{edge}_{half}"].strip() for edge in ("opens", "closes")]
            if any(typed):
                spans.append([_seconds(text, f"opens_{half}") for text in typed])
        return {"hours": spans}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        need(self, "opens_1", "closes_1")

    @classmethod
    def initial_of(cls, content: Mapping[str, Any]) -> dict[str, Any]:
        spans = content.get("hours") or WorkingCalendar().hours
        start: dict[str, Any] = {}
        for number, (opens, closes) in enumerate(spans, 1):
            start |= {f"opens_{number}": clock(opens), f"closes_{number}": clock(closes)}
        return start


def _seconds(text: str, field: str) -> int:
    found = TIME.fullmatch(text)
    if not found or int(found.group(1)) > 24 or int(found.group(2)) > 59:
        raise Invalid(Reason("bad_hours", field=field))
    return int(found.group(1)) * 3600 + int(found.group(2)) * 60


def month_grids(year: int, calendar: WorkingCalendar) -> list[dict[str, Any]]:
    """Twelve months of weeks, Monday first; each day says whether it is worked and why."""
    return [
        {
            "month": month,
            "weeks": [
                [_day(day, month, calendar) for day in week]
                for week in months.Calendar().monthdatescalendar(year, month)
            ],
        }
        for month in range(1, 13)
    ]


def _day(day: date, month: int, calendar: WorkingCalendar) -> dict[str, Any] | None:
    if day.month != month:
        return None
    named = day in calendar.days
    works = calendar.works_on(day)
    return {"day": day.day, "date": day, "works": works, "named": named}


@door("staff", *POWERS)
def this_year(request: Asked) -> HttpResponse:
    """The year it is."""
    return _year(request, today_of(request).year)


@door("staff", *POWERS)
def year(request: Asked, year: int) -> HttpResponse:
    """One year as a grid of days."""
    if not FIRST <= year <= LAST:
        raise NotFound(Reason("not_found"))
    return _year(request, year)


def _year(request: Asked, year: int) -> HttpResponse:
    _book, calendar = rules_at(request.now)
    own = in_force(KIND, request.now).get(str(year))
    context = {
        "year": year,
        "is_known": year in calendar.known_years,
        "own": own,
        "waiting": provisional_cases().count(),
        "months": month_grids(year, calendar),
        "weekdays": [_now(day) for day in WEEKDAYS],
        "hours": listed(f"{clock(a)}–{clock(b)}" for a, b in calendar.hours),
        "working_days": sum(d["works"] for m in month_grids(year, calendar)
                            for w in m["weeks"] for d in w if d),
        "versions": history(KIND, str(year), request.now),
        "hours_versions": history(KIND, "hours", request.now),
        "settled": request.GET.get("settled", "")[:6],
        "may_change": ADMINISTRATOR in request.actor.roles,
    }  # fmt: skip
    return show(request, "calendar", context, here=HERE, crumbs=[(_now("工作日历"), "")])


@door("staff", ADMINISTRATOR)
def notice(request: Asked, year: int) -> HttpResponse:
    """Enter a year's notice; what was provisional is settled in the same transaction."""
    if not FIRST <= year <= LAST:
        raise NotFound(Reason("not_found"))
    days = rules_at(request.now)[1].days
    shipped = {d.isoformat(): works for d, works in days.items() if d.year == year}
    form_class = type("YearForm", (NoticeForm,), {"year": year, "shipped": shipped})
    title = _now("录入 %(year)s 年放假通知") % {"year": year}
    back = f"{HERE}{year}/"
    editing = Editing(KIND, str(year), title, back, HERE, [(_now("工作日历"), back)])

    def save(content: dict[str, Any], decided: Decided) -> str:
        row, count = enter_notice(year, content, decided=decided, by=request.actor, now=request.now)
        return f"{row.version}&settled={count}"

    return edit(request, form_class, editing, save=save)


@door("staff", ADMINISTRATOR)
def hours(request: Asked) -> HttpResponse:
    """Other office hours from a day on."""
    crumbs = [(_now("工作日历"), HERE)]
    editing = Editing(KIND, "hours", _now("修改办公时间"), HERE, HERE, crumbs)
    return edit(request, HoursForm, editing)
