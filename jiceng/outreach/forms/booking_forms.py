"""The form by which somebody books places."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.casework.desk.programme_forms import WordedForm
from jiceng.outreach.actions.bookings import Wished
from jiceng.outreach.rules.activities import MOST_BOOKED, ORIGINS


class BookingForm(WordedForm):
    """How many come, and whom to ring."""

    headcount = forms.IntegerField(
        label=N_("几个人来"), min_value=1, max_value=MOST_BOOKED, initial=1,
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )  # fmt: skip
    phone = forms.CharField(
        label=N_("联系电话"), max_length=24,
        widget=forms.TextInput({"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
        help_text=N_("只用于通知时间变动，加密保存，活动结束后按规定删除。"),
    )  # fmt: skip
    name = forms.CharField(
        label=N_("称呼"), max_length=40, required=False,
        widget=forms.TextInput({"autocomplete": "name"}),
    )  # fmt: skip
    group = forms.CharField(
        label=N_("单位或团体"), max_length=60, required=False,
        help_text=N_("个人预约不用填写。"),
    )  # fmt: skip
    origin = forms.ChoiceField(
        label=N_("从哪里来"), required=False, choices=[("", N_("不填写")), *ORIGINS.items()]
    )
    note = forms.CharField(label=N_("备注"), max_length=200, required=False)
    token = forms.CharField(widget=forms.HiddenInput, max_length=60)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].error_messages["required"] = _("请留一个电话号码，时间有变时通知您。")

    def given(self) -> Wished:
        said = dict(self.cleaned_data)
        said.pop("token")
        return Wished(**said)
