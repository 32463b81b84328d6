"""A list of choices written by hand is the one Django's templates would have drawn."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates

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


def test_labels_and_values_are_escaped() -> None:
    text = drawn(Controls(), [("<i>", "<script>alert(1)</script>")], None)
    assert "<script>" not in text
    assert "<i>" not in text
