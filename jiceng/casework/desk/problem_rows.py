"""Problems of a ledger as a table's rows: fifty a page, drawn without a template for each."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from jiceng.casework.desk.labels import unit_name, url_of
from jiceng.casework.desk.rows import braced
from jiceng.casework.models import Problem
from jiceng.casework.process import PROBLEM
from jiceng.casework.queries import rules_at
from jiceng.casework.rules.problems import light_of
from jiceng.kernel.calendar import WorkingCalendar
from jiceng.web.templatetags.jiceng import due_mark, status_tag

ROW = (
    '<tr><td><a href="{{}}">{{}}</a><span class="jc-cell-note">{{}}</span></td>'
    '<td data-label="{}">{{}}</td><td data-label="{}">{{}}</td><td data-label="{}">{{}}</td>'
    '<td data-label="{}">{{}}</td></tr>'
)
# Constants of this file, with nothing of anybody's in them: marked safe once, not for every row.
SEPARATED = mark_safe('<span class="jc-sep"></span>')
UNDATED = mark_safe('<span class="jc-muted">—</span>')


def problem_lines(problems: Iterable[Problem], now: datetime) -> SafeString:
    """The `<tr>` elements of the problems of one ledger."""
    calendar = rules_at(now)[1]
    labels = (_("类别"), _("责任"), _("时限"), _("状态"))
    row = ROW.format(*map(braced, labels))
    return format_html_join("", row, (_parts(p, now, calendar) for p in problems))


def _parts(p: Problem, now: datetime, calendar: WorkingCalendar) -> tuple[object, ...]:
    light = light_of(p.state, p.due_at, now)
    is_running = p.due_at is not None and light not in ("done", "rest")
    return (
        url_of("problem", p.number),
        p.title,
        _note(p),
        p.category or "—",
        unit_name(p.unit),
        due_mark(p.due_at, light, now, calendar) if is_running else UNDATED,
        status_tag(light, _(PROBLEM.state(p.state).label)),
    )


def _note(p: Problem) -> SafeString:
    """Number, place, and whether it came again."""
    said = [p.external_number or p.number, p.place_text]
    if p.recurrence_of_id is not None:
        said.append(_("同一地点重复"))
    if p.reopenings:
        said.append(_("反弹 %(n)s 次") % {"n": p.reopenings})
    return format_html_join(SEPARATED, "{}", ((text,) for text in said if text))


def status_of(p: Problem, now: datetime) -> dict[str, str]:
    """The status tag of a problem."""
    return {"light": light_of(p.state, p.due_at, now), "text": _(PROBLEM.state(p.state).label)}
