"""Forms of orders and of the station, for buyers and for the desk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.casework.desk.programme_forms import ActForm, WordedForm, day, words
from jiceng.economy.models import OrderLine, Produce, Station
from jiceng.economy.rules.orders import LONGEST_ADDRESS, PICKUP, WAYS, Wanted
from jiceng.kernel.money import yuan
from jiceng.web.forms import Choices

QUANTITY, PRICE = "q_", "p_"
EVERYTHING = "all"
MOST_YUAN = Decimal("9999999.99")


def fen_of(amount: Decimal | None) -> int:
    """Yuan as typed, in fen."""
    return int((amount or Decimal()) * 100)


def yuan_field(label: str, **more: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, max_digits=9, decimal_places=2, min_value=Decimal("0.01"),
        max_value=MOST_YUAN, widget=forms.NumberInput({"step": "0.01", "inputmode": "decimal"}),
        **more,
    )  # fmt: skip


class OrderForm(WordedForm):
    """Who ordered and how it gets there; what is ordered stands beside it, hidden."""

    way = forms.ChoiceField(
        label=N_("怎么取货"), choices=list(WAYS.items()), widget=forms.RadioSelect, initial=PICKUP
    )
    address = forms.CharField(
        label=N_("收货地址"), max_length=LONGEST_ADDRESS, required=False,
        widget=forms.TextInput({"autocomplete": "street-address"}),
        help_text=N_("送货上门才需要填写。"),
    )  # fmt: skip
    phone = forms.CharField(
        label=N_("联系电话"), max_length=24,
        widget=forms.TextInput({"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
        help_text=N_("只用于通知取货、送货，加密保存，订单结束后按规定删除。"),
    )  # fmt: skip
    name = forms.CharField(
        label=N_("称呼"), max_length=40, required=False,
        widget=forms.TextInput({"autocomplete": "name"}),
    )  # fmt: skip
    token = forms.CharField(widget=forms.HiddenInput, max_length=60)
    station = forms.CharField(widget=forms.HiddenInput, max_length=20)

    def __init__(self, station: Station, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        missing = _("请留下联系电话，备好货要通知您。")
        self.fields["phone"].error_messages["required"] = missing
        if not station.delivers:
            way = self.fields["way"]
            if isinstance(way, forms.ChoiceField):
                way.choices = [(PICKUP, _(WAYS[PICKUP]))]
            self.fields["address"].widget = forms.HiddenInput()
        elif station.carriage_fen:
            told = {"yuan": yuan(station.carriage_fen)}
            self.fields["way"].help_text = _("送货上门另收配送费 %(yuan)s 元。") % told


def quantities(asked: Mapping[str, Any]) -> dict[str, int]:
    """Number of a produce -> how many, as a page sends them; what is no number is too many."""
    found = {}
    for name, value in asked.items():
        text = str(value).strip()
        if name.startswith(QUANTITY) and text:
            is_number = text.lstrip("-").isdecimal() and len(text) < 7
            found[name.removeprefix(QUANTITY)] = int(text) if is_number else -1
    return found


def basket_in(asked: Mapping[str, Any], prices: Mapping[str, int]) -> tuple[Wanted, ...]:
    """The lines of a page, at the prices it showed, or at `prices` where it showed none."""
    lines = []
    for number, quantity in quantities(asked).items():
        text = str(asked.get(f"{PRICE}{number}", ""))
        shown = int(text) if text.isdecimal() and len(text) < 10 else prices.get(number, 0)
        lines.append(Wanted(number, quantity, shown))
    return tuple(lines)


class StockForm(WordedForm):
    """The first of a produce a station takes in."""

    produce = forms.ChoiceField(label=N_("农产品"))
    amount = forms.IntegerField(label=N_("数量"), min_value=0, max_value=100_000)
    note = forms.CharField(label=N_("说明"), max_length=120, required=False)

    def __init__(self, offered: Iterable[Produce], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["produce"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(p.number, f"{p.name}（{p.producer.name}）") for p in offered]


class AmountForm(ActForm):
    """How many, and why."""

    amount = forms.IntegerField(label=N_("数量"), min_value=0, max_value=100_000)
    note = forms.CharField(label=N_("说明"), max_length=120, required=False)


class RecallForm(ActForm):
    """Why it is recalled; its buyers read it."""

    reason = words(N_("召回原因（买家能看到）"), 2, max_length=120)


class StationForm(WordedForm):
    """A station as its unit writes it down."""

    name = forms.CharField(label=N_("名称"), max_length=60)
    address = forms.CharField(label=N_("地址"), max_length=120)
    phone = forms.CharField(label=N_("站点电话"), max_length=20, required=False)
    hours = forms.CharField(label=N_("营业时间"), max_length=60, required=False)
    delivers = forms.BooleanField(label=N_("可以送货上门"), required=False)
    carriage = forms.DecimalField(
        label=N_("每单配送费（元）"), max_digits=7, decimal_places=2, min_value=0, required=False
    )
    fee = forms.DecimalField(
        label=N_("服务费（占销售额的百分比）"), max_digits=4, decimal_places=2, min_value=0,
        required=False, help_text=N_("不收取请留空。公示后对新订单生效。"),
    )  # fmt: skip


class PayoutForm(ActForm):
    """A producer was paid outside."""

    yuan = yuan_field(N_("支付金额（元）"))
    reference = forms.CharField(label=N_("付款凭证号"), max_length=60)


class PeriodForm(WordedForm):
    """The days a statement covers."""

    start = day(N_("从"), required=False)
    end = day(N_("到"), required=False)


class RefundForm(ActForm):
    """Money that goes back, for a line or for everything."""

    line = forms.ChoiceField(label=N_("退哪件商品"))
    yuan = yuan_field(N_("退款金额（元）"), required=False, help_text=N_("留空为未退的全部金额。"))
    reference = forms.CharField(label=N_("退款凭证号"), max_length=60)
    goods_back = forms.BooleanField(label=N_("货已退回并可再售（仅全额退款）"), required=False)

    def __init__(self, lines: Iterable[OrderLine], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["line"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [
                (EVERYTHING, _("全部商品")),
                *((str(x.pk), f"{x.name} {yuan(x.fen - x.refunded_fen)}") for x in lines),
            ]


class AfterSalesForm(forms.Form):
    """What is wrong, in the buyer's words."""

    reason = forms.CharField(max_length=120, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = _("哪里不满意")


class PaperForm(ActForm):
    """The words a move asks for."""

    def __init__(self, labels: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in labels:
            self.fields[name] = forms.CharField(label=str(label), max_length=120)
