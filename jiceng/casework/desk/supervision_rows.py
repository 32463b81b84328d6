"""Tasks of the supervision office as a table's rows, drawn without a template for each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cache
from typing import NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from jiceng.casework.desk.labels import unit_name, url_of
from jiceng.casework.desk.rows import braced
from jiceng.casework.desk.supervision_shown import light_tag, source_name
from jiceng.casework.models import SupervisionTask
from jiceng.casework.process import SUPERVISION_TASK
from jiceng.web.templatetags.jiceng import due_mark, status_tag

ROW = (
    '<tr><td><a href="{{}}">{{}}</a><span class="jc-cell-note">{{}}<span class="jc-sep"></span>{{}}'
    '</span></td><td data-label="{}">{{}}{{}}</td><td data-label="{}">{{}}</td>'
    '<td data-label="{}">{{}}</td><td class="jc-num" data-label="{}">{{}}%</td>'
    '<td data-label="{}">{{}}</td></tr>'
)


def task_rows(tasks: Iterable[SupervisionTask], now: datetime) -> SafeString:
    """The `<tr>` elements of tasks, as _supervision_tasks.html holds them."""
    labels = (_("牵头单位"), _("灯号"), _("环节"), _("进度"), _("时限"))
    row = ROW.format(*map(braced, labels))
    words = Words(cache(_lamp), cache(source_name), cache(_state), cache(unit_name))
    return format_html_join("", row, (_parts(task, now, words) for task in tasks))


class Words(NamedTuple):
    """The words of codes, each looked up once a table."""

    lamp: Callable[[str], SafeString]
    source: Callable[[str], str]
    state: Callable[[str], str]
    unit: Callable[[str], str]


def _lamp(light: str) -> SafeString:
    tag = light_tag(light)
    return status_tag(tag["light"], tag["text"])


def _state(state: str) -> str:
    return _(SUPERVISION_TASK.state(state).label)


def _parts(task: SupervisionTask, now: datetime, words: Words) -> tuple[object, ...]:
    is_late = task.due_at is not None and task.due_at <= now and task.light == "red"
    leader = task.responsible_leader
    return (
        url_of("supervision_task", task.number),
        task.title,
        task.number,
        words.source(task.source),
        words.unit(task.unit),
        format_html('<span class="jc-cell-note">{}</span>', leader) if leader else "",
        words.lamp(task.light),
        words.state(task.state),
        task.progress,
        due_mark(task.due_at, "red" if is_late else "", now, None) if task.due_at else "—",
    )
