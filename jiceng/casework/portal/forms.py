"""What residents fill in. What a field means is checked by the action; here is only its shape."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from jiceng.casework.actions.intake import Raised
from jiceng.casework.portal.show import communities
from jiceng.kernel.records.territory import territory

MOST_PHOTOS = 6
UNSURE = ("", _("不确定，由工作人员判断"))
GRADES = (
    ("5", _("非常满意")),
    ("4", _("满意")),
    ("3", _("一般")),
    ("2", _("不满意")),
    ("1", _("很不满意")),
)
SUGGEST = {
    "hx-post": "/report/kinds",
    "hx-trigger": "input changed delay:600ms",
    "hx-target": "#kinds",
    "hx-include": "#kinds",
}
"""Where scripts run, kinds are suggested while somebody writes; otherwise on the next page."""
NOT_IN_CODES = re.compile(r"[^0-9A-Za-z]")


def community_choices() -> list[tuple[str, Any]]:
    """Nothing chosen, then communities under their towns."""
    groups = [(town, [(c.code, c.name) for c in rows]) for town, rows in communities().items()]
    return [("", _("请选择（选填）")), *groups]


class ReportForm(forms.Form):
    """One report. Only `text` is required."""

    text = forms.CharField(
        label=_("发生了什么事"),
        error_messages={
            "required": _("请写一写发生了什么事。"),
            "min_length": _("请至少写两个字。"),
        },
        min_length=2,
        max_length=4000,
        help_text=_("写下什么事、什么时候发现的。写一句也可以。"),
        widget=forms.Textarea(attrs={"rows": 4, **SUGGEST}),
    )
    place = forms.CharField(
        label=_("在什么地方"),
        max_length=120,
        required=False,
        help_text=_("写小区楼栋、路名或附近的标志物，输入时会有提示。"),
        widget=forms.TextInput(attrs={"list": "places", "autocomplete": "off"}),
    )
    community = forms.ChoiceField(
        label=_("属于哪个社区（村）"), required=False, choices=lazy(community_choices, list)
    )
    phone = forms.CharField(
        label=_("联系电话"),
        max_length=24,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
    )
    name = forms.CharField(
        label=_("称呼"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    lon = forms.FloatField(required=False, widget=forms.HiddenInput)
    lat = forms.FloatField(required=False, widget=forms.HiddenInput)

    def raised(self, case_type: str, uploads: Iterable[Any]) -> Raised:
        """What is handed to intake: the best evidence of the place wins, words are always kept."""
        given = self.cleaned_data
        place, community = given["place"], given["community"]
        known = territory().locate(place=place).area if place else None
        pinned = given["lon"] is not None and given["lat"] is not None
        return Raised(
            text=given["text"],
            case_type=case_type,
            place=place,
            grid_code="" if pinned or known else community,
            lon=given["lon"] if pinned else None,
            lat=given["lat"] if pinned else None,
            name=given["name"],
            phone=given["phone"],
            attachments=tuple(uploads),
        )


class TrackForm(forms.Form):
    """Number and access code, typed from a receipt."""

    number = forms.CharField(
        label=_("编号"),
        max_length=40,
        error_messages={"required": _("请填写回执上的编号。")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    code = forms.CharField(
        label=_("查询码"),
        max_length=40,
        error_messages={"required": _("请填写回执上的查询码。")},
        help_text=_("回执上的 8 位字母和数字，大小写都可以。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )

    def clean_number(self) -> str:
        return NOT_IN_CODES.sub("", self.cleaned_data["number"])

    def clean_code(self) -> str:
        return NOT_IN_CODES.sub("", self.cleaned_data["code"]).upper()


class RatingForm(forms.Form):
    """One of five grades, and words if somebody has some."""

    rating = forms.ChoiceField(
        label=_("这件事处理得怎么样"),
        choices=GRADES,
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择一个评价。")},
    )
    comment = forms.CharField(
        label=_("想补充的话"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReopenForm(forms.Form):
    """Why it is not solved."""

    reason = forms.CharField(
        label=_("哪里还没有解决"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("请写一句哪里还没有解决。")},
    )


class NoteForm(forms.Form):
    """Something to add while the case is open."""

    note = forms.CharField(
        label=_("补充情况"),
        max_length=2000,
        error_messages={"required": _("请写一句要补充的情况。")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )
