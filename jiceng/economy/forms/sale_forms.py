"""Forms of sales at a fair: what is typed at a desk or at the stall, as actions take it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.casework.desk.programme_forms import WordedForm
from jiceng.economy.actions.fair_sales import Sold
from jiceng.economy.forms.fairs_told import price_told
from jiceng.economy.models import FairOffer
from jiceng.economy.rules.fairs import Unreadable, asked_fen, hundredths_of
from jiceng.economy.rules.money import fen_of
from jiceng.kernel.refusal import Reason
from jiceng.web.words import word


class YuanField(forms.CharField):
    """An amount in yuan, nothing included; cleans to fen, to None where it is left out."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"inputmode": "decimal", "autocomplete": "off"}
        super().__init__(max_length=20, widget=forms.TextInput(attrs), **kwargs)

    def clean(self, value: Any) -> Any:
        text = str(super().clean(value))
        try:
            return fen_of(text) if text else None
        except ValueError as error:
            reason = Reason("amount_unreadable", {"value": text})
            raise forms.ValidationError(word(reason)) from error


class SaleForm(WordedForm):
    """What of one offer was sold on one day."""

    day = forms.ChoiceField(label=N_("日期"))
    quantity = forms.CharField(
        label=N_("数量"), max_length=12,
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
    )  # fmt: skip
    amount = YuanField(label=N_("金额（元）"))
    reason = forms.CharField(
        label=N_("低于标价的原因"), max_length=120, required=False,
        help_text=N_("降价、抹零的才需要填写。"),
    )  # fmt: skip

    def __init__(self, offer: FairOffer, days: Iterable[date], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.measure = offer.produce.measure
        field, told = self.fields["day"], price_told(offer.price_fen, self.measure)
        if isinstance(field, forms.ChoiceField):
            field.choices = [(f"{d}", f"{d}") for d in days]
        self.fields["amount"].help_text = _("标价 %(price)s；数量乘标价就是金额。") % {
            "price": told
        }

    def clean_quantity(self) -> int:
        try:
            return hundredths_of(self.cleaned_data["quantity"], self.measure)
        except Unreadable as error:
            raise forms.ValidationError(word(error.reason(""))) from error

    def given(self) -> Sold:
        said = self.cleaned_data
        at = date.fromisoformat(said["day"])
        return Sold(at, said["quantity"], said["amount"], said["reason"])


class CounterForm(WordedForm):
    """Why an entry is taken back."""

    reason = forms.CharField(
        label=N_("冲正原因"), max_length=120,
        help_text=N_("原记录保留，另记一笔相反的；之后可以重新录入。"),
    )  # fmt: skip


class StallSaleForm(SaleForm):
    """The same with the offer to be chosen, so that one page serves a whole fair without a
    network; what is left out of the amount is reckoned by the sign."""

    offer = forms.ChoiceField(
        label=N_("摊位农产品"), widget=forms.Select({"data-outbox-title": ""})
    )

    field_order = ("offer", "day", "quantity", "amount", "reason")

    def __init__(
        self, offers: Mapping[FairOffer, str], days: Iterable[date], chosen: str, *args: Any,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        self.row = next((o for o in offers if str(o.pk) == chosen), next(iter(offers)))
        super().__init__(self.row, days, *args, **kwargs)
        field, amount = self.fields["offer"], self.fields["amount"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(str(o.pk), told) for o, told in offers.items()]
        amount.required = False
        amount.help_text = _("不填时按标价乘数量计算。")

    def given(self) -> Sold:
        said = self.cleaned_data
        asked = asked_fen(said["quantity"], self.row.price_fen)
        fen = asked if said["amount"] is None else said["amount"]
        return Sold(date.fromisoformat(said["day"]), said["quantity"], fen, said["reason"])
