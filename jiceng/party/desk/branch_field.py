"""A branch found by typing its public name, anywhere in the county; cleans to its code."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from jiceng.kernel.places import normalise_place
from jiceng.party.models import Organisation
from jiceng.party.rules.organisations import BRANCHES
from jiceng.web.forms import UNITS_LIST


@dataclass(frozen=True, slots=True)
class Offered:
    """A branch as it is offered: names and codes are public."""

    code: str
    name: str
    typed: str
    """The name, with the code where two are called the same."""
    above: str


def branch_options() -> list[dict[str, str]]:
    """Every branch as it is typed, with the organisation above it."""
    return [{"text": o.typed, "above": o.above} for o in _offered()]


def _offered() -> list[Offered]:
    rows = list(
        Organisation.objects.filter(kind__in=BRANCHES, dissolved_on=None)
        .order_by("path")
        .values_list("unit_id", "unit__name", "unit__parent__name")
    )
    names = Counter(name for _code, name, _above in rows)
    return [
        Offered(code, name, f"{name}（{code}）" if names[name] > 1 else name, above or "")
        for code, name, above in rows
    ]


class BranchField(forms.CharField):
    """The page carries the <datalist> of `branch_options` (web/_units.html)."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"list": UNITS_LIST, "autocomplete": "off", "spellcheck": "false"}
        super().__init__(max_length=120, widget=forms.TextInput(attrs=attrs), **kwargs)

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        return _code_of(text) if text else ""


def _code_of(text: str) -> str:
    wanted, branches = normalise_place(text), _offered()
    for one in branches:
        if text == one.code or wanted == normalise_place(one.typed):
            return one.code
    if any(normalise_place(one.name) == wanted for one in branches):
        raise forms.ValidationError(
            _("有几个党支部叫“%(text)s”，请选择带代码的一项。") % {"text": text}
        )
    raise forms.ValidationError(
        _("没有找到党支部“%(text)s”，请从列出的党支部中选择。") % {"text": text}
    )
