"""Form controls as Django draws them, but a list of choices without a template for each choice.

A page that filters by area offers two hundred of them; a template apiece took a third of the page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

SELECT = "django/forms/widgets/select.html"


class Controls(DjangoTemplates):
    """Django's own renderer, with `<select>` written by hand."""

    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> SafeString:
        """Draw a widget or a form."""
        if template_name == SELECT:
            return mark_safe("".join(_select(context["widget"])))  # noqa: S308  every value is escaped below
        return mark_safe(super().render(template_name, context, request))  # noqa: S308  Django's own templates escape


def _select(widget: Mapping[str, Any]) -> Iterator[str]:
    yield f'<select name="{conditional_escape(widget["name"])}"{_attributes(widget["attrs"])}>'
    for name, options, _ in widget["optgroups"]:
        if name:
            yield f'<optgroup label="{conditional_escape(name)}">'
        for option in options:
            value, label = conditional_escape(str(option["value"])), option["label"]
            attributes = _attributes(option["attrs"])
            yield f'<option value="{value}"{attributes}>{conditional_escape(label)}</option>'
        if name:
            yield "</optgroup>"
    yield "</select>"


def _attributes(given: Mapping[str, Any]) -> str:
    """True stands alone, False is left out, everything else has a value."""
    return "".join(
        f" {name}" if value is True else f' {name}="{conditional_escape(str(value))}"'
        for name, value in given.items()
        if value is not False
    )
