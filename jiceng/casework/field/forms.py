"""What a worker fills in: as little as the process asks for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiceng.casework.actions.moves import Given
from jiceng.casework.process import CASE
from jiceng.web.forms import UnitField, term_choices
from jiceng.web.words import paper

LONGEST = 2000
TERMS = ("1 working_days", "2 working_days", "3 working_days", "5 working_days")
ORDER = ("result", "reason", "evidence", "proposed_unit", "term", "photo_after")
HINTS = {
    "settle_on_the_spot": gettext_lazy("写一句做了什么，上报人会看到这句话。"),
    "handle": gettext_lazy("写一句做了什么，上报人会看到这句话。"),
    "send_back": gettext_lazy("说明为什么不属于本单位，由派遣人员重新确定。"),
    "escalate": gettext_lazy("说明为什么需要上一级办理，期限照常计算。"),
}
CHOICES = [("reported", gettext_lazy("交给系统派办")), ("settled", gettext_lazy("我已当场办好"))]
SUGGEST = {
    "hx-post": "/field/report/kinds",
    "hx-trigger": "input changed delay:600ms",
    "hx-target": "#kinds",
    "hx-include": "#kinds",
}


class FieldMoveForm(forms.Form):
    """The papers of one move and the version of the case it was opened for."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, name: str, papers: Iterable[str], *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        wanted = set(papers)
        for need in (n for n in ORDER if n in wanted):
            self.fields[need] = _field(need, str(HINTS.get(name, "")))

    def given(self, photo: str = "") -> Given:
        values = {k: v for k, v in self.cleaned_data.items() if k not in ("version", "photo_after")}
        return Given(**{name: str(value) for name, value in values.items()}, photo_after=photo)


def _field(need: str, hint: str) -> forms.Field:
    label = paper(need)
    if need == "proposed_unit":
        return UnitField(label=label, max_length=80)
    if need == "term":
        return forms.ChoiceField(label=label, choices=term_choices(TERMS), widget=forms.RadioSelect)
    if need == "photo_after":
        attrs = {"accept": "image/*", "capture": "environment"}
        return forms.FileField(label=label, widget=forms.FileInput(attrs=attrs))
    text = forms.Textarea(attrs={"rows": 3, "data-autofocus": ""})
    told = hint if need in ("result", "reason") else ""
    missing = {"required": _("请填写%(paper)s。") % {"paper": label}}
    return forms.CharField(
        label=label, max_length=LONGEST, help_text=told, widget=text, error_messages=missing
    )


class FieldReportForm(forms.Form):
    """A report from the street; text alone is enough, and text with a result settles it."""

    text = forms.CharField(
        label=gettext_lazy("什么事"),
        error_messages={
            "required": gettext_lazy("请写一句是什么事。"),
            "min_length": gettext_lazy("请至少写两个字。"),
        },
        min_length=2,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3, **SUGGEST}),
    )
    place = forms.CharField(
        label=gettext_lazy("在哪里"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"list": "places", "autocomplete": "off"}),
    )
    area = forms.ChoiceField(label=gettext_lazy("网格"), required=False)
    outcome = forms.ChoiceField(
        label=gettext_lazy("办得怎么样"),
        choices=CHOICES,
        initial="reported",
        widget=forms.RadioSelect,
    )
    result = forms.CharField(
        label=gettext_lazy("做了什么"),
        max_length=LONGEST,
        required=False,
        help_text=gettext_lazy("当场办好的写一句结果；没办的留空。"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    lon = forms.FloatField(required=False, widget=forms.HiddenInput)
    lat = forms.FloatField(required=False, widget=forms.HiddenInput)

    def __init__(self, areas: Iterable[tuple[str, str]], *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        listed = list(areas)
        field = self.fields["area"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  narrows the type for mypy
        field.choices = listed
        field.initial = listed[0][0] if listed else ""
        if len(listed) < 2:
            field.widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("outcome") == "settled" and not given.get("result"):
            self.add_error("result", _("当场办好的，请写一句做了什么。"))
        return given


def label_of(name: str) -> str:
    """What a move is called on a button."""
    return _(CASE.move(name).label)
