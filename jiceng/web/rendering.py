"""Form controls as Django draws them, but without a template for each control and each choice.

A page that filters by area offers two hundred choices, and a case offers a form for every move; a
template apiece took a third of these pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

WIDGETS = "django/forms/widgets/"


class Controls(DjangoTemplates):
    """Django's own renderer, with `<select>`, `<input>` and `<textarea>` written by hand."""

    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> SafeString:
        """Draw a widget or a form."""
        if draw := BY_HAND.get(template_name):
            return mark_safe("".join(draw(context["widget"])))  # noqa: S308  every value is escaped below
        return mark_safe(super().render(template_name, context, request))  # noqa: S308  Django's own templates escape


def _select(widget: Mapping[str, Any]) -> Iterator[str]:
    yield f'<select name="{conditional_escape(widget["name"])}"{attributes(widget["attrs"])}>'
    for name, options, _ in widget["optgroups"]:
        if name:
            yield f'<optgroup label="{conditional_escape(name)}">'
        for option in options:
            value, label = conditional_escape(str(option["value"])), option["label"]
            marks = attributes(option["attrs"])
            yield f'<option value="{value}"{marks}>{conditional_escape(label)}</option>'
        if name:
            yield "</optgroup>"
    yield "</select>"


def _input(widget: Mapping[str, Any]) -> Iterator[str]:
    yield f'<input type="{widget["type"]}" name="{conditional_escape(widget["name"])}"'
    if (value := widget["value"]) is not None:
        yield f' value="{conditional_escape(str(value))}"'
    yield f"{attributes(widget['attrs'])}>"


def _textarea(widget: Mapping[str, Any]) -> Iterator[str]:
    yield f'<textarea name="{conditional_escape(widget["name"])}"{attributes(widget["attrs"])}>\n'
    yield f"{conditional_escape(widget['value'] or '')}</textarea>"


def attributes(given: Mapping[str, Any]) -> str:
    """True stands alone, False is left out, everything else has a value."""
    return "".join(
        f" {name}" if value is True else f' {name}="{conditional_escape(str(value))}"'
        for name, value in given.items()
        if value is not False
    )


INPUTS = ("text", "hidden", "number", "date", "datetime", "checkbox", "file", "email", "url")
BY_HAND: Mapping[str, Callable[[Mapping[str, Any]], Iterator[str]]] = {
    f"{WIDGETS}select.html": _select,
    f"{WIDGETS}textarea.html": _textarea,
    **{f"{WIDGETS}{kind}.html": _input for kind in INPUTS},
}
