"""Form fields of configuration pages: a term in two parts, a rung in three, words in a list."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jiceng.kernel.records.names import listed
from jiceng.kernel.terms import Counting
from jiceng.web import forms as web_forms

COUNTINGS = [
    ("", _("（未设）")),
    (Counting.WORKING_DAYS, _("个工作日")),
    (Counting.WORKING_HOURS, _("个工作小时")),
    (Counting.CALENDAR_DAYS, _("天（日历日）")),
    (Counting.ROUND_CLOCK, _("小时（昼夜连续）")),
    (Counting.MINUTES, _("分钟")),
]
SPLIT = re.compile(r"[\s、，,；;]+")


class _Parts(forms.MultiWidget):
    """Several controls for one value; the label belongs to the first."""

    template_name = "casework/configure_parts.html"

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_0" if id_ else id_

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Each part looks like a control of its own kind."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        for part in context["widget"]["subwidgets"]:
            style = "form-select" if "optgroups" in part else "form-control"
            part["attrs"]["class"] = f"{style} w-auto"
        return context


class TermWidget(_Parts):
    """How many, and of what."""

    def __init__(self) -> None:
        number = forms.TextInput(
            attrs={"inputmode": "numeric", "size": 4, "maxlength": 5, "aria-label": _("数量")}
        )
        counting = forms.Select(choices=COUNTINGS, attrs={"aria-label": _("计算方式")})
        super().__init__([number, counting])

    def decompress(self, value: Any) -> list[str]:
        amount, _space, counting = str(value or "").partition(" ")
        return [amount, counting]


class TermField(forms.MultiValueField):
    """A term as it is stored, "3 working_days"; what makes no sense is left to the schema."""

    def __init__(self, **kwargs: Any) -> None:
        parts = (forms.CharField(required=False), forms.CharField(required=False))
        kwargs.setdefault("required", False)
        super().__init__(parts, widget=TermWidget(), require_all_fields=False, **kwargs)

    def compress(self, values: list[str]) -> str:
        return " ".join(part for part in values if part).strip() if values else ""


class RungWidget(_Parts):
    """At which percent, which light, who is told."""

    def __init__(self, roles: list[tuple[str, Any]]) -> None:
        percent = forms.TextInput(
            attrs={"inputmode": "numeric", "size": 4, "maxlength": 4, "aria-label": _("百分比")}
        )
        lights = [("", "—"), ("yellow", _("黄灯")), ("red", _("红灯"))]
        light = forms.Select(choices=lights, attrs={"aria-label": _("灯色")})
        tell = forms.Select(choices=roles, attrs={"aria-label": _("告知")})
        super().__init__([percent, light, tell])

    def decompress(self, value: Any) -> list[Any]:
        return list(value) if value else ["", "", ""]


class RungField(forms.MultiValueField):
    """One step of a ladder as [percent, light, role], or nothing when left empty."""

    def __init__(self, roles: list[tuple[str, Any]], **kwargs: Any) -> None:
        parts = tuple(forms.CharField(required=False) for _part in range(3))
        super().__init__(
            parts, widget=RungWidget(roles), require_all_fields=False, required=False, **kwargs
        )

    def compress(self, values: list[str]) -> list[Any]:
        if not any(values or []):
            return []
        percent, light, tell = (*values, "", "", "")[:3]
        return [int(percent) if percent.isascii() and percent.isdigit() else percent, light, tell]


class WordsField(forms.CharField):
    """Words separated by any comma or line end, as a list without repeats."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 2}))
        super().__init__(required=False, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return listed(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        words = SPLIT.split(str(super().clean(value) or ""))
        return list(dict.fromkeys(w for w in words if w))


class NumberField(forms.CharField):
    """A whole number; anything else stays as typed, so that the schema can say what it wants."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        attrs = {"inputmode": "numeric", "maxlength": 6}
        super().__init__(widget=forms.TextInput(attrs=attrs), **kwargs)

    def clean(self, value: Any) -> Any:
        text = str(super().clean(value) or "").strip()
        return int(text) if text.isascii() and text.isdigit() else text


class DayField(web_forms.DayField):
    """A day, as the browser's own control sends it."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        wrong = {"invalid": _("日期写法不对，请写成 2027-01-31 的样子。")}
        super().__init__(widget=widget, error_messages=wrong, **kwargs)
