"""A list of choices written by hand is the one Django's templates would have drawn."""

from __future__ import annotations

import re
from typing import Any, cast

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates

from jiceng.web.forms import PickField
from jiceng.web.forms import drawn as drawn_once
from jiceng.web.rendering import Controls

PLAIN = [("", "全部"), ("a<b", "甲 & 乙"), ("'\"", "引号"), (3, "三")]
GROUPED = [("镇", [("1", "北镇"), ("2", "南镇")]), ("9", "其他")]


def drawn(renderer: Any, choices: Any, value: Any, **attrs: Any) -> str:
    widget = forms.Select(attrs=attrs, choices=choices)
    text = widget.render("area<>", value, attrs={"id": "id_area"}, renderer=renderer)
    return re.sub(r">\s+<", "><", str(text)).strip()


@pytest.mark.parametrize("choices", [PLAIN, GROUPED, []], ids=["plain", "grouped", "empty"])
@pytest.mark.parametrize("value", [None, "", "a<b", "'\"", 3, "2"])
def test_the_same_control_is_drawn(choices: Any, value: Any) -> None:
    given = {"required": True, "disabled": False, "data-x": '"><script>', "aria-invalid": "true"}
    ours, djangos = (drawn(r, choices, value, **given) for r in (Controls(), DjangoTemplates()))
    assert ours == djangos


@pytest.mark.parametrize("value", [None, "", "a<b", "'\"", 3, True])
@pytest.mark.parametrize(
    "kind",
    [forms.TextInput, forms.HiddenInput, forms.NumberInput, forms.DateInput, forms.EmailInput,
     forms.CheckboxInput, forms.FileInput, forms.Textarea],
)  # fmt: skip
def test_the_same_line_box_or_area_is_drawn(kind: type[forms.Widget], value: Any) -> None:
    given = {"required": True, "disabled": False, "data-x": '"><script>', "rows": 3}
    ours, djangos = (
        str(kind(attrs=given).render("name<>", value, attrs={"id": "id_x"}, renderer=renderer))
        for renderer in (Controls(), DjangoTemplates())
    )
    assert ours == djangos


@pytest.mark.parametrize("choices", [PLAIN[1:], PLAIN, GROUPED, []], ids=str)
@pytest.mark.parametrize("value", [None, "", "a<b", "'\"", "2", "nobody offered"])
@pytest.mark.parametrize("required", [True, False])
def test_options_drawn_before_are_chosen_and_refused_alike(
    choices: Any, value: Any, required: bool
) -> None:
    class Form(forms.Form):
        default_renderer = Controls
        area = forms.ChoiceField(required=required)
        kept = PickField(required=required)

    form = Form({} if value is None else {"area": value, "kept": value})
    cast(forms.ChoiceField, form.fields["area"]).choices = choices
    cast(PickField, form.fields["kept"]).offer(drawn_once(choices))
    kept = str(form["kept"].as_widget()).replace("kept", "area")
    assert kept == str(form["area"].as_widget())
    assert form.errors.get("kept") == form.errors.get("area")
    assert form.cleaned_data.get("kept") == form.cleaned_data.get("area")


def test_labels_and_values_are_escaped() -> None:
    text = drawn(Controls(), [("<i>", "<script>alert(1)</script>")], None)
    assert "<script>" not in text
    assert "<i>" not in text
