"""Forms of fairs, stalls and sales: what is typed, as actions take it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.casework.desk.programme_forms import ActForm, WordedForm, day, words
from jiceng.economy.actions.fairs import FairPlan
from jiceng.economy.forms.fairs_told import area_name, price_told
from jiceng.economy.forms.sale_forms import YuanField
from jiceng.economy.models import Fair, Produce, Producer
from jiceng.economy.process import FAIR
from jiceng.economy.rules.fairs import (
    Stall,
    Unreadable,
    clock,
    minutes_of,
    stalls_of,
    written_stalls,
)
from jiceng.kernel.scope import Actor
from jiceng.web.forms import PickField, UnitField, area_options
from jiceng.web.words import paper, word

STATES = [
    ("", N_("未结束")),
    ("all", N_("全部")),
    ("held", N_("已收市")),
    *((s.name, s.label) for s in FAIR.states),
]


class ReadField(forms.CharField):
    """Text that the rules read; what is wrong with it they say."""

    def __init__(self, read: Callable[[str], Any], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.read = read

    def clean(self, value: Any) -> Any:
        text = str(super().clean(value))
        try:
            return self.read(text)
        except Unreadable as error:
            raise forms.ValidationError(word(error.reason(""))) from error


class FairForm(WordedForm):
    """A fair: where, when, which stalls."""

    title = forms.CharField(label=N_("集市名称"), max_length=60)
    area = PickField(label=N_("举办区域"))
    place = forms.CharField(
        label=N_("地点"), max_length=120, help_text=N_("写到广场、路口或附近的标志物。")
    )
    first_day = day(N_("开始日期"))
    last_day = day(N_("结束日期"), help_text=N_("只办一天的与开始日期相同。"))
    opens = ReadField(minutes_of, label=N_("开市时间"), max_length=5, initial="8:00")
    closes = ReadField(minutes_of, label=N_("收市时间"), max_length=5, initial="18:00")
    stalls = ReadField(
        stalls_of, label=N_("摊位"), widget=forms.Textarea({"rows": 4}),
        help_text=N_("一行一个或一排，编号和面积（平方米），如：A01-A12 9。"),
    )  # fmt: skip
    unit = UnitField(
        label=N_("主办单位"), max_length=80, required=False,
        help_text=N_("不填时为举办区域的受理单位。"),
    )  # fmt: skip
    note = words(N_("提示"), 2, required=False, max_length=200)
    lon = forms.FloatField(min_value=-180, max_value=180, required=False, widget=forms.HiddenInput)
    lat = forms.FloatField(min_value=-90, max_value=90, required=False, widget=forms.HiddenInput)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        area = self.fields["area"]
        if isinstance(area, PickField):
            area.offer(area_options(actor, _("请选择")))

    def given(self) -> FairPlan:
        said = dict(self.cleaned_data)
        said.pop("version", None)
        return FairPlan(**said)


class ChangeFairForm(FairForm):
    """The same for a fair there is."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class MoveForm(ActForm):
    """The words a move asks for."""

    def __init__(self, needs: frozenset[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in sorted(needs):
            self.fields[name] = words(paper(name), 3, max_length=2000)


class NextForm(WordedForm):
    """When the next fair begins."""

    first_day = day(
        N_("下一场开始日期"), help_text=N_("地点、时间和摊位照这一场，提出后还可以修改。")
    )


class AssignForm(WordedForm):
    """Which producer sells at a stall."""

    producer = forms.ChoiceField(label=N_("生产者"))
    reason = forms.CharField(
        label=N_("占用第二个摊位的原因"), max_length=120, required=False,
        help_text=N_("同一天已有摊位的才需要填写。"),
    )  # fmt: skip

    def __init__(self, producers: Iterable[Producer], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["producer"]
        if isinstance(field, forms.ChoiceField):
            offered = [(p.number, f"{p.name}（{area_name(str(p.area_id))}）") for p in producers]
            field.choices = [("", _("请选择")), *offered]


class OfferForm(WordedForm):
    """Which produce stands on a stall, and for how much."""

    produce = forms.ChoiceField(label=N_("农产品"))
    price = YuanField(label=N_("标价（元）"), required=False, help_text=N_("不填时为登记的单价。"))

    def __init__(self, rows: Iterable[Produce], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["produce"]
        if isinstance(field, forms.ChoiceField):
            offered = [(p.number, f"{p.name} {price_told(p.price_fen, p.measure)}") for p in rows]
            field.choices = [("", _("请选择")), *offered]


class PriceForm(WordedForm):
    """Another price on the sign."""

    offer = forms.IntegerField(widget=forms.HiddenInput)
    price_fen = YuanField(label=N_("新的标价（元）"))


class DropForm(WordedForm):
    """Produce off the stall."""

    offer = forms.IntegerField(widget=forms.HiddenInput)


class NothingForm(WordedForm):
    """An act made by one press."""


class Filters(WordedForm):
    """Narrowing of the list."""

    state = forms.ChoiceField(label=N_("状态"), required=False, choices=STATES)
    text = forms.CharField(label=N_("名称、地点或编号"), max_length=40, required=False)
    start = forms.DateField(required=False, widget=forms.HiddenInput)
    end = forms.DateField(required=False, widget=forms.HiddenInput)
    under = forms.CharField(max_length=15, required=False, widget=forms.HiddenInput)
    """From a figure to the fairs behind it."""


def typed(fair: Fair) -> dict[str, Any]:
    """A fair as its form shows it."""
    names = ("title", "place", "first_day", "last_day", "unit", "note", "lon", "lat", "version")
    kept = {name: getattr(fair, name) for name in names}
    stalls = [Stall(s.code, s.size_m2) for s in fair.stalls.order_by("code")]
    return {**kept, "area": str(fair.area_id), "opens": clock(fair.opens),
            "closes": clock(fair.closes), "stalls": written_stalls(stalls)}  # fmt: skip
