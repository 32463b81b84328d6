"""Forms of service points: what is typed, as actions take it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.casework.desk.programme_forms import ActForm, WordedForm, day, words
from jiceng.kernel.hours import WEEKDAYS, BadHours, Hours, Spans, hours_of, written
from jiceng.kernel.records.names import named
from jiceng.kernel.scope import Actor
from jiceng.services.actions.points import Place
from jiceng.services.models import ServicePoint
from jiceng.services.queries.items import items_at
from jiceng.services.queries.points import point_kinds
from jiceng.services.rules.points import FACILITIES, duties_of, duty_line, kept_duties
from jiceng.services.rules.points_table import DAYS, HOLIDAYS
from jiceng.web.forms import PickField, UnitField, area_options
from jiceng.web.hours import SpansField
from jiceng.web.words import word


class DutiesField(forms.CharField):
    """Duties, one a line."""

    def clean(self, value: Any) -> Any:
        text = str(super().clean(value))
        try:
            return duties_of(text)
        except BadHours as error:
            raise forms.ValidationError(word(error.reason(""))) from error


class PointForm(WordedForm):
    """A service point. The week is a line a day, filled in like a sign on a door."""

    name = forms.CharField(label=N_("名称"), max_length=60)
    kind = forms.ChoiceField(label=N_("类型"))
    area = PickField(label=N_("所在区域"))
    address = forms.CharField(
        label=N_("地址"), max_length=120, help_text=N_("写到门牌或附近的标志物。")
    )
    unit = UnitField(
        label=N_("管理单位"), max_length=80, required=False,
        help_text=N_("不填时为所在区域的受理单位。"),
    )  # fmt: skip
    phone = forms.CharField(
        label=N_("窗口电话"), max_length=20, required=False, help_text=N_("不要填写个人手机号。")
    )
    on_holidays = forms.ChoiceField(label=N_("法定节假日"), choices=list(HOLIDAYS.items()))
    duties = DutiesField(
        label=N_("值守安排"), required=False, widget=forms.Textarea({"rows": 3}),
        help_text=N_("一行一项，如：周三 9:00-11:30 律师值班。不写姓名。"),
    )  # fmt: skip
    facilities = forms.MultipleChoiceField(
        label=N_("设施"), choices=list(FACILITIES.items()), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    items = forms.MultipleChoiceField(
        label=N_("可办事项"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=N_("勾选在这里可以提交的事项；能否就地办结由赋权清单决定。"),
    )  # fmt: skip
    capacity = forms.IntegerField(label=N_("每日可接待人次"), min_value=0, required=False)
    size_m2 = forms.IntegerField(label=N_("面积（平方米）"), min_value=0, required=False)
    note = words(N_("说明"), 2, required=False, max_length=200)
    lon = forms.FloatField(min_value=-180, max_value=180, required=False, widget=forms.HiddenInput)
    lat = forms.FloatField(min_value=-90, max_value=90, required=False, widget=forms.HiddenInput)

    def __init__(self, actor: Actor, now: datetime, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = self.fields["kind"]
        if isinstance(kinds, forms.ChoiceField):
            kinds.choices = [(k.key, named(k.name, k.name_en)) for k in point_kinds(now).values()]
        items = self.fields["items"]
        if isinstance(items, forms.MultipleChoiceField):
            items.choices = [(i.key, named(i.name, i.name_en)) for i in items_at(now).values()]
        area = self.fields["area"]
        if isinstance(area, PickField):
            area.offer(area_options(actor, _("请选择")))
        for name, label in zip(DAYS, WEEKDAYS, strict=True):
            self.fields[name] = SpansField(label=_(label), max_length=80, required=False)
        self.fields[DAYS[0]].help_text = _("如 8:30-12:00、14:30-17:30；不开放的日子留空。")
        shown = [n for n in self.fields if n not in DAYS]
        at = shown.index("on_holidays")
        self.order_fields([*shown[:at], *DAYS, *shown[at:]])

    def given(self) -> Place:
        """What was typed, as the action takes it."""
        said = dict(self.cleaned_data)
        said.pop("version", None)
        weekly: tuple[Spans, ...] = tuple(said.pop(name) for name in DAYS)
        hours = Hours(weekly, said.pop("on_holidays"))
        for name in ("facilities", "items"):
            said[name] = tuple(said[name])
        return Place(hours=hours, **said)


class ChangeForm(PointForm):
    """The same for a point there is."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class DayForm(WordedForm):
    """Other hours on a single day."""

    day = day(N_("日期"))
    spans = SpansField(
        label=N_("当日开放时间"),
        max_length=80,
        required=False,
        help_text=N_("留空表示全天不开放。"),
    )
    reason = forms.CharField(
        label=N_("原因"), max_length=120, help_text=N_("居民会看到，如“停电检修”。")
    )


class CloseForm(ActForm):
    """Closing for good."""

    reason = forms.CharField(
        label=N_("原因"), max_length=120, help_text=N_("居民会看到，请写明可以改去哪里。")
    )


class Filters(WordedForm):
    """Narrowing of the list."""

    kind = forms.ChoiceField(label=N_("类型"), required=False)
    text = forms.CharField(label=N_("名称或地址"), max_length=40, required=False)
    closed = forms.BooleanField(label=N_("含已撤销"), required=False)

    def __init__(self, now: datetime, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(k.key, named(k.name, k.name_en)) for k in point_kinds(now).values()]
        field = self.fields["kind"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("全部")), *kinds]


def typed(point: ServicePoint) -> dict[str, Any]:
    """A point as its form shows it."""
    hours = hours_of(point.hours)
    kept = {
        name: getattr(point, name)
        for name in ("name", "kind", "address", "unit", "phone", "facilities", "items", "capacity",
                     "size_m2", "note", "lon", "lat", "version")
    }  # fmt: skip
    days = {name: written(hours.weekly[n]) for n, name in enumerate(DAYS)}
    duties = "\n".join(duty_line(d) for d in kept_duties(point.duties))
    return {**kept, **days, "area": str(point.area_id), "on_holidays": hours.on_holidays,
            "duties": duties}  # fmt: skip
