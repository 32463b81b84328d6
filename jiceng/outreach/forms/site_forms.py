"""Forms of sites, routes, counts and honours: what is typed, as actions take it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.casework.desk.programme_forms import ActForm, WordedForm, day, words
from jiceng.casework.portal.forms import GRADES
from jiceng.kernel.hours import WEEKDAYS, Hours, Spans, hours_of, written
from jiceng.kernel.scope import Actor
from jiceng.outreach.actions.routes import RouteTold
from jiceng.outreach.actions.sites import SiteTold
from jiceng.outreach.actions.visits import LONGEST_WORDS
from jiceng.outreach.models import Guide, Route, Site
from jiceng.outreach.rules.activities import MOST_PEOPLE, ORIGINS
from jiceng.outreach.rules.honours import STATES
from jiceng.web.forms import PickField, UnitField, area_options
from jiceng.web.hours import HOLIDAYS, SpansField

DAYS = tuple(f"day_{n}" for n in range(7))
STOP = re.compile(r"(.+?)\s+(\d{1,3})\s*(?:分钟|分|min)?", re.ASCII)


class SiteForm(WordedForm):
    """A site; the week is a line a day, filled in like a sign on a door."""

    name = forms.CharField(label=N_("点位名称"), max_length=60)
    area = PickField(label=N_("所在区域"))
    address = forms.CharField(
        label=N_("地址"), max_length=120, help_text=N_("写到门牌或附近的标志物。")
    )
    unit = UnitField(
        label=N_("管理单位"), max_length=80, required=False,
        help_text=N_("不填时为所在区域的受理单位。"),
    )  # fmt: skip
    told = words(N_("讲什么"), 4, max_length=1000, help_text=N_("参观者会看到。"))
    on_holidays = forms.ChoiceField(label=N_("法定节假日"), choices=list(HOLIDAYS.items()))
    slot_minutes = forms.IntegerField(
        label=N_("每场参观（分钟）"), help_text=N_("开放时间按这个长度分成预约时段。")
    )
    slot_capacity = forms.IntegerField(label=N_("每个时段最多预约人数"))
    note = words(N_("提示"), 2, required=False, max_length=200)
    is_approximate = forms.BooleanField(label=N_("地图位置只是大概"), required=False)
    lon = forms.FloatField(min_value=-180, max_value=180, required=False, widget=forms.HiddenInput)
    lat = forms.FloatField(min_value=-90, max_value=90, required=False, widget=forms.HiddenInput)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        area = self.fields["area"]
        if isinstance(area, PickField):
            area.offer(area_options(actor, _("请选择")))
        for name, label in zip(DAYS, WEEKDAYS, strict=True):
            self.fields[name] = SpansField(label=_(label), max_length=80, required=False)
        self.fields[DAYS[0]].help_text = _("如 8:30-12:00、14:30-17:30；不开放的日子留空。")
        shown = [n for n in self.fields if n not in DAYS]
        at = shown.index("on_holidays")
        self.order_fields([*shown[:at], *DAYS, *shown[at:]])

    def given(self) -> SiteTold:
        """What was typed, as the action takes it."""
        said = dict(self.cleaned_data)
        said.pop("version", None)
        weekly: tuple[Spans, ...] = tuple(said.pop(name) for name in DAYS)
        return SiteTold(hours=Hours(weekly, said.pop("on_holidays")), **said)


class ChangeSiteForm(SiteForm):
    """The same for a site there is."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


def typed_site(site: Site) -> dict[str, Any]:
    """A site as its form shows it."""
    venue, hours = site.venue, hours_of(site.hours)
    own = ("told", "slot_minutes", "slot_capacity", "note", "is_approximate", "version")
    return {
        **{n: getattr(site, n) for n in own},
        **{n: getattr(venue, n) for n in ("name", "address", "unit", "lon", "lat")},
        **{n: written(hours.weekly[at]) for at, n in enumerate(DAYS)},
        "area": str(venue.area_id), "on_holidays": hours.on_holidays,
    }  # fmt: skip


class DayForm(WordedForm):
    """Other hours on a single day."""

    day = day(N_("日期"))
    spans = SpansField(
        label=N_("当日开放时间"), max_length=80, required=False,
        help_text=N_("留空表示全天不开放。"),
    )  # fmt: skip
    reason = forms.CharField(
        label=N_("原因"), max_length=120, help_text=N_("参观者会看到，如“设备检修”。")
    )


class GuideForm(WordedForm):
    """Who leads groups, by a public name."""

    name = forms.CharField(
        label=N_("公开名称"),
        max_length=30,
        help_text=N_("岗位名或志愿者的公开称呼，如“讲解员一号”。"),
    )
    told = forms.CharField(
        label=N_("讲解语言等"), max_length=60, required=False, help_text=N_("如“普通话、临高话”。")
    )
    is_volunteer = forms.BooleanField(label=N_("志愿讲解员"), required=False)


class EndGuideForm(WordedForm):
    """Somebody leads no groups any more."""

    guide = forms.ChoiceField(label=N_("讲解员"))

    def __init__(self, offered: Iterable[Guide], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["guide"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("请选择")), *((str(g.pk), g.name) for g in offered)]


class CountForm(WordedForm):
    """How many came on a day without booking."""

    day = day(N_("日期"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for origin, label in ORIGINS.items():
            self.fields[origin] = forms.IntegerField(
                label=_(label), min_value=0, max_value=MOST_PEOPLE, required=False
            )

    def given(self) -> tuple[date, dict[str, int]]:
        said = self.cleaned_data
        return said["day"], {o: said[o] for o in ORIGINS if said.get(o) is not None}


class MatterForm(WordedForm):
    """What is broken at a site."""

    text = words(
        N_("哪里需要维护"), 3, min_length=2, max_length=2000,
        help_text=N_("写清位置和情况，如“观海台东侧护栏断了一截”。不要写姓名和电话。"),
    )  # fmt: skip


class RatingForm(WordedForm):
    """One of five grades, and words if somebody has some."""

    rating = forms.ChoiceField(label=N_("这次参观怎么样"), choices=GRADES, widget=forms.RadioSelect)
    comment = words(
        N_("想说的话"), 3, required=False, max_length=LONGEST_WORDS,
        help_text=N_("不要写姓名和电话；管理单位看过后按规定删除。"),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rating"].error_messages["required"] = _("请选择一个评价。")


class RouteForm(WordedForm):
    """A route; a stop a line, by its name and minutes of stay."""

    name = forms.CharField(label=N_("线路名称"), max_length=60)
    area = PickField(label=N_("所在区域"))
    unit = UnitField(
        label=N_("管理单位"), max_length=80, required=False,
        help_text=N_("不填时为所在区域的受理单位。"),
    )  # fmt: skip
    told = words(N_("线路介绍"), 3, required=False, max_length=500)
    stops = forms.CharField(label=N_("站点"), widget=forms.Textarea({"rows": 5}), max_length=2000)

    def __init__(self, actor: Actor, sites: Iterable[Site], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {s.venue.name: s.number for s in sites}
        area = self.fields["area"]
        if isinstance(area, PickField):
            area.offer(area_options(actor, _("请选择")))
        self.fields["stops"].help_text = _(
            "按参观顺序一行一站：点位名称、空格、停留分钟，如“%(name)s 60”。可选点位：%(known)s。"
        ) % {"name": next(iter(self.known), _("点位")), "known": "、".join(self.known)}

    def clean_stops(self) -> tuple[tuple[str, int], ...]:
        lines = [line.strip() for line in self.cleaned_data["stops"].splitlines()]
        return tuple(self._stop(line) for line in lines if line)

    def _stop(self, line: str) -> tuple[str, int]:
        read = STOP.fullmatch(line)
        if read is None:
            message = _("看不懂“%(value)s”，请写成：点位名称、空格、停留分钟。") % {
                "value": line[:40]
            }
            raise forms.ValidationError(message)
        return self.known.get(read[1], read[1]), int(read[2])

    def given(self) -> RouteTold:
        said = dict(self.cleaned_data)
        said.pop("version", None)
        return RouteTold(**said)


class ChangeRouteForm(RouteForm):
    """The same for a route there is."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


def typed_route(route: Route) -> dict[str, Any]:
    """A route as its form shows it."""
    stops = route.stops.select_related("site__venue").order_by("order")
    lines = "\n".join(f"{s.site.venue.name} {s.minutes}" for s in stops)
    kept = {n: getattr(route, n) for n in ("name", "unit", "told", "version")}
    return {**kept, "area": str(route.area_id), "stops": lines}


class CloseForm(ActForm):
    """Made by one press."""


class HonourFilters(WordedForm):
    """Narrowing of the list of honours."""

    state = forms.ChoiceField(
        label=N_("状态"), required=False, choices=[("", N_("全部")), *STATES.items()]
    )
    text = forms.CharField(label=N_("名称或授予单位"), max_length=40, required=False)
    on = forms.DateField(required=False, widget=forms.HiddenInput)
    under = forms.CharField(max_length=15, required=False, widget=forms.HiddenInput)
    """From a figure to the honours behind it."""


class TermForm(ActForm):
    """Another term of an honour."""

    document = forms.CharField(label=N_("文件名称或文号"), max_length=120)
    valid_from = day(N_("有效期自"))
    valid_until = day(N_("有效期至"), required=False, help_text=N_("不填为长期有效。"))
    evidence = forms.FileField(
        label=N_("证明材料"),
        help_text=N_("授牌照片或命名文件（PDF）。"),
    )


class HonourForm(WordedForm):
    """An honour with its first term."""

    name = forms.CharField(label=N_("品牌或荣誉"), max_length=60)
    granted_by = forms.CharField(label=N_("授予单位"), max_length=60)
    area = PickField(label=N_("所属区域"))
    unit = UnitField(
        label=N_("责任单位"), max_length=80, required=False,
        help_text=N_("不填时为所属区域的受理单位。"),
    )  # fmt: skip
    document = forms.CharField(label=N_("文件名称或文号"), max_length=120)
    valid_from = day(N_("有效期自"))
    valid_until = day(N_("有效期至"), required=False, help_text=N_("不填为长期有效。"))
    evidence = forms.FileField(
        label=N_("证明材料"), required=False, help_text=N_("授牌照片或命名文件（PDF）。")
    )
    told = words(N_("说明"), 2, required=False, max_length=300)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        area = self.fields["area"]
        if isinstance(area, PickField):
            area.offer(area_options(actor, _("请选择")))
