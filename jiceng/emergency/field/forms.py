"""What somebody on duty fills in on a phone."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_noop as N_

from jiceng.casework.desk.programme_forms import WordedForm, day, words


class HandOverForm(WordedForm):
    """What a shift tells the next."""

    words = words(
        N_("交接事项"), 3, max_length=300, help_text=N_("写事，不写过往人员的姓名、证件、车牌。")
    )
    stock = forms.CharField(label=N_("现存物资"), max_length=200, required=False)
    events = forms.IntegerField(
        label=N_("当班处置件数"), min_value=0, max_value=100_000, required=False,
        help_text=N_("只填数字。"),
    )  # fmt: skip


class DaysOffForm(WordedForm):
    """Days one cannot stand."""

    first_day = day(N_("开始日期"))
    last_day = day(N_("结束日期"))
