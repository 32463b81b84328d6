"""The lines of the worklist as a table's rows: fifty a page, drawn without a template for each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from jiceng.kernel.calendar import WorkingCalendar
from jiceng.web.templatetags.jiceng import due_mark, status_tag, time_mark

PICK = (
    '<td class="jc-pick"><input class="form-check-input" type="checkbox" name="pick" '
    'value="{}" aria-label="{}"></td>'
)
LEAD = (
    '<td class="jc-lead"><a href="{}">{}</a>'
    '<span class="jc-cell-note">{}<span class="jc-sep"></span>{}</span></td>'
)
LEAD_NOWHERE = '<td class="jc-lead"><a href="{}">{}</a><span class="jc-cell-note">{}</span></td>'


def drawn(
    rows: Iterable[Mapping[str, Any]], now: datetime, calendar: WorkingCalendar, *, picking: bool
) -> SafeString:
    """The `<tr>` elements of lines as `worklist` makes them; `picking` gives each a box to tick."""
    labels = [_("环节"), _("承办"), _("时限"), _("进入")]
    cells = "".join(f'<td data-label="{braced(label)}">{{}}</td>' for label in labels)
    first = '<tr class="jc-picking">' if picking else "<tr>"
    row = f"{first}{{}}{{}}{cells}</tr>"
    return format_html_join("", row, (_parts(line, now, calendar, picking) for line in rows))


def braced(label: str) -> str:
    """A label inside a pattern: escaped for the page, and for `format`."""
    return conditional_escape(label).replace("{", "{{").replace("}", "}}")


def _parts(
    line: Mapping[str, Any], now: datetime, calendar: WorkingCalendar, picking: bool
) -> tuple[object, ...]:
    status = line["status"]
    return (
        _box(line) if picking else "",
        _lead(line),
        status_tag(status["light"], status["text"]),
        line["unit"],
        due_mark(line["due_at"], line["light"], now, calendar, line.get("paused_since")),
        time_mark(line["since"], now),
    )


def _box(line: Mapping[str, Any]) -> SafeString:
    return format_html(PICK, line["pick"], _("勾选：%(title)s") % {"title": line["title"]})


def _lead(line: Mapping[str, Any]) -> SafeString:
    known = (line["url"], line["title"], line["number"])
    return (
        format_html(LEAD, *known, line["place"])
        if line["place"]
        else format_html(LEAD_NOWHERE, *known)
    )
