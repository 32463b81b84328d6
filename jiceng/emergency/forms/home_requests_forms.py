"""Forms of home service: what is asked for, and that it was brought."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.casework.desk.programme_forms import WordedForm, words
from jiceng.emergency.rules.home_requests import NEEDS, PAYERS, WINDOWS, Delivered, HomeWish
from jiceng.web.forms import YuanField


class HomeForm(WordedForm):
    """A need, where to bring it, and how to call back."""

    need = forms.ChoiceField(label=N_("需要什么"), choices=list(NEEDS.items()),
                             widget=forms.RadioSelect)  # fmt: skip
    area = forms.ChoiceField(label=N_("住在哪个社区（村）"))
    details = words(
        N_("具体说说"),
        3,
        max_length=300,
        help_text=N_("如：大米 10 斤、降压药 1 盒。不用写为什么居家，也不用写身体情况和检测结果。"),
    )
    drop_point = forms.CharField(
        label=N_("送到哪里"), max_length=60, help_text=N_("如：3号楼门口的架子上。")
    )
    window = forms.ChoiceField(label=N_("什么时间方便"), choices=list(WINDOWS.items()))
    phone = forms.CharField(
        label=N_("联系电话"), max_length=24, required=False,
        widget=forms.TextInput({"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
        help_text=N_("加密保存，只给送货的人看；办完 14 天内删除，应急响应归档时全部删除。"),
    )  # fmt: skip
    name = forms.CharField(
        label=N_("称呼"), max_length=40, required=False,
        widget=forms.TextInput({"autocomplete": "name"}),
    )  # fmt: skip

    def __init__(
        self, areas: list[tuple[str, Any]], needs: Collection[str], *args: Any, **kwargs: Any
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self._offer("area", areas)
        self._offer("need", [(k, _(label)) for k, label in NEEDS.items() if k in needs])

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def given(self) -> HomeWish:
        return HomeWish(**{k: v for k, v in self.cleaned_data.items() if k != "token"})


class PublicHomeForm(HomeForm):
    """The same, sent once however often the button is pressed."""

    token = forms.CharField(widget=forms.HiddenInput, max_length=60)


class DeliveredForm(WordedForm):
    """What it cost and who paid; both may stay empty."""

    cost_fen = YuanField(label=N_("费用（元）"), required=False)
    paid_by = forms.ChoiceField(
        label=N_("谁承担"), required=False, choices=[("", N_("没有费用")), *PAYERS.items()]
    )

    def given(self) -> Delivered:
        return Delivered(**self.cleaned_data)
