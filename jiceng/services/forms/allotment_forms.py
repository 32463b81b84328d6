"""Forms of funds and goods sent down."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.casework.desk.programme_forms import ActForm, WordedForm, day, words
from jiceng.kernel.refusal import Invalid
from jiceng.services.actions.allotments import Sending
from jiceng.services.models import Allotment
from jiceng.services.rules.allotments import KINDS, SOURCES, read_amount
from jiceng.web.forms import Choices, UnitField, add_refusal
from jiceng.web.words import word


def amount_field(label: str, **more: Any) -> forms.CharField:
    """An amount as it is typed; `cleaned` reads it by the kind."""
    attrs = {"inputmode": "decimal", "autocomplete": "off"}
    return forms.CharField(label=label, max_length=30, widget=forms.TextInput(attrs), **more)


def cleaned(form: forms.Form, name: str, kind: str) -> None:
    """Put the amount that was typed in its place, or what is wrong with it at its field."""
    text = form.cleaned_data.get(name, "")
    if not text or kind not in KINDS:
        return
    try:
        form.cleaned_data[name] = read_amount(kind, text, name)
    except Invalid as refusal:
        add_refusal(form, refusal.reasons, word)


class SendForm(WordedForm):
    """What is sent to whom."""

    kind = forms.ChoiceField(label=N_("类别"), choices=list(KINDS.items()))
    receiver = UnitField(label=N_("接收单位"), max_length=80,
                         help_text=N_("镇政府、社区居委会或者村委会。"))  # fmt: skip
    title = forms.CharField(label=N_("名称"), max_length=60,
                            help_text=N_("例如：为民服务经费、应急雨衣。"))  # fmt: skip
    amount = amount_field(N_("金额（元）或者数量"))
    measure = forms.CharField(label=N_("计量单位"), max_length=12, required=False,
                              help_text=N_("只有物资要填，例如：件、箱。"))  # fmt: skip
    purpose = words(N_("用途"), 2, max_length=200)
    document_number = forms.CharField(label=N_("依据文号"), max_length=60, required=False,
                                      help_text=N_("下达资金必须填写。"))  # fmt: skip
    source = forms.ChoiceField(label=N_("来源"), choices=list(SOURCES.items()), initial="county")
    year = forms.IntegerField(label=N_("预算年度"), min_value=2000, max_value=2100)
    use_by = day(N_("使用期限"))

    def clean(self) -> dict[str, Any]:
        cleaned(self, "amount", self.cleaned_data.get("kind", ""))
        return self.cleaned_data

    def given(self) -> Sending:
        return Sending(**self.cleaned_data)


class ReceiveForm(ActForm):
    """What was counted at receipt."""

    received = amount_field(N_("实收"))
    difference = words(N_("差额原因"), 2, required=False, max_length=200,
                       help_text=N_("实收少于下达时填写，差额记回下达单位。"))  # fmt: skip

    def __init__(self, row: Allotment, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = row.kind

    def clean(self) -> dict[str, Any]:
        cleaned(self, "received", self.kind)
        return self.cleaned_data


class UseForm(ActForm):
    """One use."""

    amount = amount_field(N_("使用金额（元）"))
    purpose = words(N_("用在什么地方"), 2, max_length=200)
    on = day(N_("使用日期"))
    voucher = forms.CharField(label=N_("票据或者凭证编号"), max_length=60, required=False)
    served = forms.CharField(label=N_("服务的案件、问题或者项目编号"), max_length=20,
                             required=False, help_text=N_("没有的留空。"))  # fmt: skip

    def __init__(self, row: Allotment, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = row.kind
        if row.kind == "goods":
            self.fields["amount"].label = _("使用数量（%(measure)s）") % {"measure": row.measure}

    def clean(self) -> dict[str, Any]:
        cleaned(self, "amount", self.kind)
        return self.cleaned_data


class EntryForm(ActForm):
    """Yes to a use that somebody else wrote down."""


class WhyForm(ActForm):
    """Why a use is refused or undone."""

    why = words(N_("原因"), 2, max_length=200)


class UndoForm(WhyForm):
    """Which use was written down by mistake, and why it is undone."""

    entry = forms.ChoiceField(label=N_("哪一笔"))

    def __init__(self, offered: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["entry"]
        if isinstance(field, forms.ChoiceField):
            field.choices = offered
        self.order_fields(["entry", "why"])


class PaperFileForm(ActForm):
    """A voucher or a list of recipients' signatures, as picture or PDF."""

    paper = forms.FileField(
        label=N_("照片或者 PDF"), widget=forms.FileInput({"accept": "image/*,application/pdf"})
    )
