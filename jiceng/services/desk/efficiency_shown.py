"""Efficiency in words and rows, for its page and for the table that is taken away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.casework.desk.programme_forms import WordedForm, day
from jiceng.kernel.figures import FEW
from jiceng.kernel.formulas import rounded, share_of
from jiceng.kernel.records.names import named
from jiceng.kernel.records.territory import territory
from jiceng.services.forms.items_told import unit_name
from jiceng.services.models import ServicePoint
from jiceng.services.queries.items import items_at
from jiceng.services.queries.tickets import Waited
from jiceng.services.rules.efficiency import GOAL, Compared, Reading, Turnaround

HERE = "/desk/service-efficiency/"
GROUPINGS = {"item": N_("按事项"), "point": N_("按网点"), "unit": N_("按单位"),
             "level": N_("按层级")}  # fmt: skip
LEVELS = {"county": N_("县级"), "town": N_("镇级"), "community": N_("社区（村）级"),
          "grid": N_("网格")}  # fmt: skip
PARTS = {"decided": N_("办结"), "same_day": N_("当日办结"), "kept": N_("按承诺办结"),
         "missed": N_("超过承诺")}  # fmt: skip
SPAN = 90
"""Days of a period, where nobody asked for others."""
MOST_STAFF = 10_000


class PeriodForm(WordedForm):
    """The period looked at, the one before, and who worked in each."""

    start = day(N_("本期开始"), required=False)
    end = day(N_("本期结束"), required=False)
    item = forms.ChoiceField(label=N_("事项"), required=False)
    by = forms.ChoiceField(label=N_("分组"), required=False, choices=list(GROUPINGS.items()))
    start_before = day(N_("对比期开始"), required=False)
    end_before = day(N_("对比期结束"), required=False)
    staff = forms.IntegerField(
        label=N_("本期窗口人数"), required=False, min_value=1, max_value=MOST_STAFF
    )
    staff_before = forms.IntegerField(
        label=N_("对比期窗口人数"), required=False, min_value=1, max_value=MOST_STAFF
    )

    new_lines = ("start_before",)

    def __init__(self, now: datetime, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        items = [(i.key, named(i.name, i.name_en)) for i in items_at(now).values()]
        field = self.fields["item"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("全部事项")), *items]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        for first, last in (("start", "end"), ("start_before", "end_before")):
            if said.get(first) and said.get(last) and said[last] < said[first]:
                self.add_error(last, _("结束日期早于开始日期，请核对。"))
        return said


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked at: two periods of days, both ends included."""

    start: date
    end: date
    start_before: date
    end_before: date
    item: str = ""
    by: str = "item"
    staff: int | None = None
    staff_before: int | None = None

    @property
    def is_by_staff(self) -> bool:
        """Whether both numbers of people are known: else it is decided by working day."""
        return bool(self.staff and self.staff_before)

    def query(self, **more: Any) -> str:
        """The same in an address."""
        kept = {"start": self.start, "end": self.end, "item": self.item, **more}
        return urlencode({name: value for name, value in kept.items() if value})


def asked_of(form: PeriodForm, today: date) -> Asked:
    """What the form says; the last three months and the three before where it says nothing."""
    said: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    end = said.get("end") or today
    start = said.get("start") or min(end, end - timedelta(days=SPAN - 1))
    end_before = said.get("end_before") or start - timedelta(days=1)
    start_before = said.get("start_before") or min(end_before, end_before - (end - start))
    if end < start:
        start = end
    if end_before < start_before:
        start_before = end_before
    return Asked(
        start, end, start_before, end_before, said.get("item") or "", said.get("by") or "item",
        said.get("staff"), said.get("staff_before"),
    )  # fmt: skip


def shown_in_form(given: QueryDict, asked: Asked | None = None) -> dict[str, Any]:
    """What the filter bar shows: the periods in use where none were given."""
    shown: dict[str, Any] = given.dict()
    if asked is not None:
        for name in ("start", "end", "start_before", "end_before"):
            shown.setdefault(name, getattr(asked, name).isoformat())
            shown[name] = shown[name] or getattr(asked, name).isoformat()
        shown["by"] = asked.by
    return shown


def hours_told(minutes: Fraction | int | None) -> str:
    """Working minutes in hours, one decimal, rounded once."""
    value = rounded(None if minutes is None else Fraction(minutes) / 60, 1)
    return "—" if value is None else f"{value}"


def minutes_told(seconds: Fraction | int | None) -> str:
    value = rounded(None if seconds is None else Fraction(seconds) / 60, 1)
    return "—" if value is None else f"{value}"


def rate_told(part: int, whole: int) -> str:
    """A share with its numerator and denominator."""
    value = rounded(share_of(part, whole), 1)
    return "—" if value is None else f"{value}% ({part}/{whole})"


def strip(found: Turnaround, asked: Asked) -> list[dict[str, Any]]:
    """The whole, as a strip of figures that open onto their records."""
    period = _("%(start)s 至 %(end)s") % {"start": asked.start, "end": asked.end}

    def url(part: str) -> str:
        return f"{HERE}applications?{asked.query(part=part)}"

    return [
        {"label": _("办结件数"), "value": f"{found.done:,}", "unit": _("件"), "note": period,
         "url": url("decided")},
        {"label": _("办理时长中位数"), "value": hours_told(found.median), "unit": _("工作小时"),
         "note": _("九成在 %(hours)s 小时内") % {"hours": hours_told(found.slow)},
         "url": url("decided")},
        {"label": _("当日办结率"), **_rate(found.same_day, found.done), "url": url("same_day")},
        {"label": _("按承诺办结率"), **_rate(found.kept, found.done), "url": url("kept")},
    ]  # fmt: skip


def _rate(part: int, whole: int) -> dict[str, str]:
    value = rounded(share_of(part, whole), 1)
    return {"value": "—" if value is None else f"{value}", "unit": "" if value is None else "%",
            "note": f"{part}/{whole}"}  # fmt: skip


def group_names(by: str, groups: Sequence[str], now: datetime) -> Mapping[str, str]:
    """Groups by what people call them."""
    if by == "item":
        known = {key: named(i.name, i.name_en) for key, i in items_at(now).items()}
    elif by == "point":
        keys = [int(group) for group in groups if group]
        points = ServicePoint.objects.filter(pk__in=keys).values_list("pk", "name")
        known = {"": _("网上（不经网点）"), **{str(pk): name for pk, name in points}}
    elif by == "level":
        known = {key: _(label) for key, label in LEVELS.items()}
    else:
        known = {group: unit_name(group) for group in groups}
    return {group: known.get(group, group) for group in groups}


def in_order(by: str, groups: Sequence[str]) -> list[str]:
    """Groups in the order of the catalogue, the ladder or the territory; never by their rates."""
    if by == "level":
        return [level for level in LEVELS if level in groups]
    if by == "unit":
        units = territory().units
        return sorted(groups, key=lambda g: units[g].path if g in units else g)
    return sorted(groups)


def table(found: Mapping[str, Turnaround], asked: Asked, now: datetime) -> dict[str, Any]:
    """Groups beside each other, each number open onto its records."""
    names = group_names(asked.by, list(found), now)
    heads = [_(GROUPINGS[asked.by]), *(_(h) for h in HEAD[1:])]
    return {
        "id": "groups",
        "columns": [{"label": heads[0]}, *({"label": h, "numeric": True} for h in heads[1:])],
        "rows": [
            {"cells": _cells(names[g], g, found[g], asked)} for g in in_order(asked.by, list(found))
        ],
        "empty": {
            "title": _("这段时间没有办结的申请"),
            "text": _("换一段时间，或者放宽事项再看。"),
        },
    }


def _cells(name: str, group: str, row: Turnaround, asked: Asked) -> list[dict[str, Any]]:
    def url(part: str) -> str:
        one = urlencode({"by": asked.by, "group": group})
        return f"{HERE}applications?{asked.query(part=part)}&{one}"

    few = _("件数少，不宜比较") if row.done < FEW else ""
    return [
        {"text": name, "note": few},
        {"text": f"{row.done:,}", "url": url("decided")},
        {"text": hours_told(row.median)},
        {"text": hours_told(row.slow)},
        {"text": rate_told(row.same_day, row.done), "url": url("same_day")},
        {"text": rate_told(row.kept, row.done), "url": url("kept")},
    ]


HEAD = (N_("分组"), N_("办结件数"), N_("中位时长（工作小时）"), N_("九成以内（工作小时）"),
        N_("当日办结率"), N_("按承诺办结率"))  # fmt: skip
FILE_HEAD = (N_("分组"), N_("开始"), N_("结束"), N_("办结件数"), N_("中位时长（工作分钟）"),
             N_("九成以内（工作分钟）"), N_("当日办结件数"), N_("按承诺办结件数"),
             N_("当日办结率（%）"), N_("按承诺办结率（%）"))  # fmt: skip


def file_rows(found: Mapping[str, Turnaround], asked: Asked, now: datetime) -> list[list[Any]]:
    """The same to take away: numerators and denominators beside every rate."""
    names = group_names(asked.by, list(found), now)
    return [
        [names[g], asked.start, asked.end, row.done, rounded(row.median, 1), row.slow, row.same_day,
         row.kept, rounded(share_of(row.same_day, row.done), 1),
         rounded(share_of(row.kept, row.done), 1)]
        for g in in_order(asked.by, list(found)) for row in (found[g],)
    ]  # fmt: skip


def compared_told(found: Compared, asked: Asked, now: datetime) -> dict[str, Any]:
    """Both readings with their formulas, and what was left out."""
    names = group_names("item", [*found.compared, *found.left_out], now)
    per = _("件/人·工作日") if asked.is_by_staff else _("件/工作日")
    return {
        "readings": [_throughput(found.throughput, per), _time(found.time)],
        "period": _("本期 %(a)s 至 %(b)s，对比期 %(c)s 至 %(d)s")
        % {"a": asked.start, "b": asked.end, "c": asked.start_before, "d": asked.end_before},
        "compared": [names[key] for key in found.compared],
        "left_out": [names[key] for key in found.left_out],
        "needs_staff": not asked.is_by_staff,
        "goal": GOAL,
    }


def _throughput(found: Reading, per: str) -> dict[str, Any]:
    return {
        "name": _("读法一：同样的人手和时间多办多少（办件量）"),
        "formula": _("（本期件数 ÷ 本期工作日）÷（对比期件数 ÷ 对比期工作日）− 1；"
                     "填了人数的按人·工作日"),
        "before": _value(found.before, 2),
        "after": _value(found.after, 2),
        "unit": per,
        "change": _signed(found.change),
        "means": _("相当于每件用时减少 %(percent)s%%") % {"percent": rounded(found.means, 1)}
        if found.means is not None
        else "",
        **_goal(found),
    }  # fmt: skip


def _time(found: Reading) -> dict[str, Any]:
    return {
        "name": _("读法二：每件少用多少时间（办理时长）"),
        "formula": _("1 − Σ（对比期件数 × 本期中位时长）÷ Σ（对比期件数 × 对比期中位时长），"
                     "只计两期都有的事项"),
        "before": hours_told(found.before),
        "after": hours_told(found.after),
        "unit": _("工作小时"),
        "change": _signed(None if found.change is None else -found.change),
        "means": _("相当于同样人手多办 %(percent)s%%") % {"percent": rounded(found.means, 1)}
        if found.means is not None
        else "",
        **_goal(found),
    }  # fmt: skip


def _goal(found: Reading) -> dict[str, Any]:
    told = {
        True: {"light": "done", "text": _("达到 30%")},
        False: {"light": "rest", "text": _("未达到 30%")},
    }
    return {"goal": {"light": "rest", "text": _("无从比较")} if found.is_reached is None
            else told[found.is_reached]}  # fmt: skip


def _signed(change: Fraction | None) -> str:
    value = rounded(change, 1)
    return "—" if value is None else f"{value:+}%"


def _value(value: Fraction | None, places: int) -> str:
    return "—" if value is None else f"{rounded(value, places)}"


def waited_table(found: Mapping[ServicePoint, Waited], asked: Asked) -> dict[str, Any]:
    """Queues by point."""
    heads = (_("取号"), _("叫号"), _("等候中位数（分钟）"), _("九成以内（分钟）"),
             _("每开放小时接待"), _("开放时间外取号"))  # fmt: skip
    return {
        "id": "queues",
        "columns": [{"label": _("网点")}, *({"label": h, "numeric": True} for h in heads)],
        "rows": [{"cells": _waited_cells(point, row, asked)} for point, row in found.items()],
        "empty": {"title": _("这段时间没有取号记录"),
                  "text": _("由大厅窗口人员或者网点的受理岗位从排队系统导出表格，再导入。")},
    }  # fmt: skip


def _waited_cells(point: ServicePoint, row: Waited, asked: Asked) -> list[dict[str, Any]]:
    query = urlencode({"start": asked.start, "end": asked.end, "point": point.number})
    an_hour = rounded(None if row.an_hour is None else Fraction(row.an_hour), 1)
    outside = {"text": str(row.outside)}
    if row.outside:
        outside["url"] = f"{HERE}tickets?{query}&outside=on"
    return [
        {"text": point.name},
        {"text": f"{row.drawn:,}", "url": f"{HERE}tickets?{query}"},
        {"text": f"{row.served:,}", "url": f"{HERE}tickets?{query}&served=on"},
        {"text": minutes_told(row.median)},
        {"text": minutes_told(row.slow)},
        {"text": "—" if an_hour is None else f"{an_hour}",
         "note": _("%(hours)s 小时") % {"hours": rounded(Fraction(row.hours), 1)}},
        outside,
    ]  # fmt: skip
