"""Tags and filters that every page of Jiceng uses: ``{% load jiceng %}``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta, tzinfo
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from django import template
from django.conf import settings
from django.forms import (
    BaseForm,
    BoundField,
    CheckboxInput,
    CheckboxSelectMultiple,
    RadioSelect,
    Select,
)
from django.template.context import Context
from django.template.loader import get_template
from django.templatetags.static import static
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext

from jiceng.web import charts

register = template.Library()

LIGHTS = frozenset({"new", "doing", "green", "yellow", "red", "done", "rest"})
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NOTHING = "—"
MOST = 999
"""Counts beyond it are told as 999+."""
ENTRY = ("label", "url", "icon", "count", "hot", "current")


class WorkingDays(Protocol):
    """What `due_text` asks of a calendar; the kernel's calendar answers it."""

    def working_days_between(self, start: date, end: date) -> int:
        """Count the days on which offices are open after `start`, up to and including `end`."""


def _zone() -> tzinfo:
    return ZoneInfo(settings.TIME_ZONE)


@register.simple_tag
def icon(name: str, words: str = "") -> SafeString:
    """Draw an icon of the sprite; `words` name it where no text stands beside it."""
    return _icon(static("dist/icons.svg"), name, str(words))


@lru_cache(maxsize=512)
def _icon(sprite: str, name: str, words: str) -> SafeString:
    if words:
        drawing = '<svg class="jc-icon" role="img" aria-label="{}"><use href="{}#{}"></use></svg>'
        return format_html(drawing, words, sprite, name)
    drawing = '<svg class="jc-icon" aria-hidden="true"><use href="{}#{}"></use></svg>'
    return format_html(drawing, sprite, name)


@register.simple_tag
def status_tag(light: str, text: str | Promise) -> SafeString:
    """Show a status by text, shape and colour.

    `light` is one of new, doing, green, yellow, red, done, rest; anything else rests.
    """
    return _status_tag(light if light in LIGHTS else "rest", str(text))


@lru_cache(maxsize=512)
def _status_tag(light: str, text: str) -> SafeString:
    return format_html('<span class="jc-status jc-status-{}">{}</span>', light, text)


@register.filter
def local_time(moment: datetime | date | None, now: datetime | None = None) -> str:
    """Write an instant in the county's time: 10:12 today, 11-23 10:12 this year, else 2025-11-23.

    Without `now` the full date and time are written. A date has no clock.
    """
    if moment is None:
        return NOTHING
    today = now.astimezone(_zone()).date() if now else None
    if not isinstance(moment, datetime):
        return f"{moment:%m-%d}" if today and moment.year == today.year else f"{moment:%Y-%m-%d}"
    local = moment.astimezone(_zone())
    if today is None:
        return f"{local:%Y-%m-%d %H:%M}"
    if local.date() == today:
        return f"{local:%H:%M}"
    return f"{local:%m-%d %H:%M}" if local.year == today.year else f"{local:%Y-%m-%d}"


@register.simple_tag(takes_context=True)
def when(context: Context, moment: datetime | None) -> SafeString | str:
    """Write `local_time` of a moment as a ``<time>`` element, `now` taken from the page."""
    return time_mark(moment, context.get("now"))


def time_mark(moment: datetime | None, now: datetime | None) -> SafeString | str:
    """`when`, for rows that are drawn without a template."""
    if moment is None:
        return NOTHING
    words = local_time(moment, now)
    return format_html('<time datetime="{}">{}</time>', moment.isoformat(), words)


@register.filter
def due_text(due_at: datetime | None, now: datetime) -> str:
    """Say how much time is left or how long ago it ran out: 已超 2 小时, 剩余 5 小时."""
    return time_left(due_at, now, None)


@register.simple_tag(takes_context=True)
def due(
    context: Context,
    due_at: datetime | None,
    light: str = "",
    paused_since: datetime | str | None = None,
) -> SafeString:
    """Show `due_text` in the colour of `light`; counts working days when the page has a `calendar`.

    The page gives `now`. Past its time it is red whatever the light. `paused_since` is given when
    the clock stands still.
    """
    since = paused_since if isinstance(paused_since, datetime) else None
    return due_mark(due_at, light, context["now"], context.get("calendar"), since)


def due_mark(
    due_at: datetime | None,
    light: str,
    now: datetime,
    calendar: WorkingDays | None,
    paused_since: datetime | None = None,
) -> SafeString:
    """`due`, for rows that are drawn without a template."""
    if due_at is None and paused_since is not None:
        return format_html('<span class="jc-due jc-due-rest">{}</span>', paused(paused_since, now))
    over = due_at is not None and now >= due_at
    colour = "red" if over else light if light in {"red", "yellow"} else "rest"
    words = time_left(due_at, now, calendar)
    return format_html('<span class="jc-due jc-due-{}">{}</span>', colour, words)


def paused(since: datetime, now: datetime | None = None) -> str:
    """Say that the clock stands still, and since when."""
    return gettext("暂停计时（自 %(at)s）") % {"at": local_time(since, now)}


def time_left(due_at: datetime | None, now: datetime, calendar: WorkingDays | None) -> str:
    """Word the time between `now` and `due_at`.

    From two days on, whole days are named: working days where a calendar is given.
    """
    if due_at is None:
        return gettext("无时限")
    if now >= due_at:
        return gettext("已超 %(length)s") % {"length": _length(now - due_at)}
    if calendar is not None and due_at - now >= 2 * DAY:
        days = _working_days(now, due_at, calendar)
        words = ngettext("剩余 %(days)d 个工作日", "剩余 %(days)d 个工作日", days)
        return words % {"days": days}
    return gettext("剩余 %(length)s") % {"length": _length(due_at - now)}


def _working_days(now: datetime, due_at: datetime, calendar: WorkingDays) -> int:
    zone = _zone()
    first, last = now.astimezone(zone).date(), due_at.astimezone(zone).date()
    return calendar.working_days_between(first, last)


def _length(span: timedelta) -> str:
    if span >= 2 * DAY:
        return ngettext("%(n)d 天", "%(n)d 天", span // DAY) % {"n": span // DAY}
    hours, minutes = span // HOUR, span % HOUR // MINUTE
    if hours >= 10 or (hours and not minutes):
        return ngettext("%(n)d 小时", "%(n)d 小时", hours) % {"n": hours}
    if hours:
        return gettext("%(hours)d 小时 %(minutes)d 分") % {"hours": hours, "minutes": minutes}
    return gettext("%(n)d 分钟") % {"n": max(minutes, 1)}


@register.filter
def masked_phone(number: str | None) -> str:
    """Hide the middle of a telephone number: 138****6021; of a short one everything but the end."""
    digits = (number or "").strip()
    if not digits:
        return NOTHING
    if len(digits) >= 11:
        return f"{digits[:3]}{'*' * (len(digits) - 7)}{digits[-4:]}"
    kept = digits[-2:] if len(digits) > 4 else ""
    return "*" * (len(digits) - len(kept)) + kept


@register.filter
def percent(share: Any) -> str:
    """Write numerator / denominator with one decimal, rounded once: 91.9%; nothing over nothing —.

    `share` has `numerator` and `denominator`, as attributes or as keys.
    """
    if share is None:
        return NOTHING
    if isinstance(share, Mapping):
        above, below = share["numerator"], share["denominator"]
    else:
        above, below = share.numerator, share.denominator
    if not below:
        return NOTHING
    rate = (Decimal(100) * above / below).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{rate}%"


@register.filter
def alongside(cells: Iterable[Any], columns: Iterable[Any]) -> list[tuple[Any, Any]]:
    """Pair each cell of a row with its column; a row longer or shorter than its head is a fault."""
    return list(zip(cells, columns, strict=True))


@register.filter
def choices_kind(field: BoundField) -> str:
    """Say how a field is laid out: ``chips``, ``list``, ``tick`` or ``line``."""
    widget = field.field.widget
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        return "list" if widget.attrs.get("data-layout") == "list" else "chips"
    return "tick" if isinstance(widget, CheckboxInput) else "line"


@register.filter
def capped(count: int) -> SafeString | int:
    """Write a number that was counted no further than to 999: 999+, read out as more than 999."""
    if count <= MOST:
        return count
    words = gettext("超过 %(most)s") % {"most": MOST}
    told = '<span aria-hidden="true">{}+</span><span class="visually-hidden">{}</span>'
    return format_html(told, MOST, words)


@register.simple_tag
def once(template_name: str) -> SafeString:
    """Include a template that asks nothing of its page: drawn once for every language."""
    return _once(template_name, get_language() or "")


@lru_cache(maxsize=16)
def _once(template_name: str, language: str) -> SafeString:
    return SafeString(get_template(template_name).render())


@register.simple_tag
def entries(menu: Sequence[Mapping[str, Any]]) -> SafeString:
    """Draw the groups of the menu (see web/desk_base.html); kept as long as nothing changes."""
    sprite = static("dist/icons.svg")
    return _entries(
        sprite,
        get_language() or "",
        tuple(
            (
                group["title"],
                tuple(tuple(item.get(key) for key in ENTRY) for item in group["items"]),
            )
            for group in menu
        ),
    )


@lru_cache(maxsize=512)
def _entries(sprite: str, language: str, menu: tuple[Any, ...]) -> SafeString:
    """Everything the drawing depends on is among the arguments."""
    return SafeString(
        "".join(
            (format_html("<h2>{}</h2>", title) if title else "")
            + format_html(
                "<ul>{}</ul>", format_html_join("", "{}", ((_entry(sprite, *i),) for i in items))
            )
            for title, items in menu
        )
    )


def _entry(
    sprite: str, label: str, url: str, drawing: str, count: int | None, hot: Any, current: Any
) -> SafeString:
    number = '<span class="jc-menu-count{}">{}</span>'
    told = format_html(number, " jc-menu-hot" if hot else "", capped(count)) if count else ""
    here = mark_safe(' aria-current="page"') if current else ""
    line = '<li><a href="{}"{}>{}{}{}</a></li>'
    return format_html(line, url, here, _icon(sprite, drawing, ""), label, told)


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """Draw a form field's control with its class and with its help and error tied to it."""
    widget = field.field.widget
    known = {CheckboxInput: "form-check-input", Select: "form-select"}
    style = next((name for kind, name in known.items() if isinstance(widget, kind)), "form-control")
    attrs: dict[str, str | bool] = {"class": f"{style} {widget.attrs.get('class', '')}".strip()}
    described = []
    if field.help_text:
        described.append(f"{field.id_for_label}_help")
    if field.form.is_bound and field.errors:
        described.append(f"{field.id_for_label}_wrong")
        attrs["aria-invalid"] = "true"
    if described:
        attrs["aria-describedby"] = " ".join(described)
    return field.as_widget(attrs=attrs)


LINE = '<div class="jc-field-item"><label class="jc-label" for="{0}">{1}{2}</label>{3}{4}</div>'
HELP = '<div class="jc-help" id="{}_help">{}</div>'
OPTIONAL = '<span class="jc-optional">{}</span>'


@register.simple_tag
def fields(form: BaseForm) -> SafeString:
    """Draw every visible field of a form, as web/_field.html draws one."""
    return SafeString("".join(map(_field, form.visible_fields())))


def _field(field: BoundField) -> SafeString:
    """A plain field without a fault needs no template; a case page has a dozen of them."""
    if choices_kind(field) != "line" or (field.form.is_bound and field.errors):
        return SafeString(get_template("web/_field.html").render({"field": field}))
    place, told = field.id_for_label, field.help_text
    optional = "" if field.field.required else format_html(OPTIONAL, gettext("（选填）"))
    help_text = format_html(HELP, place, told) if told else ""
    return format_html(LINE, place, field.label, optional, control(field), help_text)


@register.simple_tag
def offered(units: Iterable[Mapping[str, str]]) -> SafeString:
    """Draw the ``<option>`` elements of every unit; some hundreds, hence drawn once and kept."""
    return _offered(tuple((unit["text"], unit["above"]) for unit in units))


@lru_cache(maxsize=8)
def _offered(units: tuple[tuple[str, str], ...]) -> SafeString:
    return format_html_join("", '<option value="{}">{}</option>', units)


@register.inclusion_tag("web/_bar.svg.html")
def bar_chart(
    rows: Sequence[Mapping[str, Any]],
    title: str,
    unit: str = "",
    names: Sequence[str] = (),
    most: float | None = None,
    target: float | None = None,
) -> dict[str, Any]:
    """Draw horizontal bars with a table twin; see `jiceng.web.charts.bars` for the rows.

    `names` are the parts of stacked bars. A target line is drawn where `most` fixes the scale.
    """
    drawn = charts.bars(rows, most, target)
    return {
        "title": title,
        "unit": unit,
        "names": list(enumerate(names, start=1)),
        "bars": drawn,
        "target": target,
        "target_at": round(100 * target / most, 2) if target is not None and most else None,
    }


@register.inclusion_tag("web/_trend.svg.html")
def trend_chart(
    labels: Sequence[str], series: Sequence[Mapping[str, Any]], title: str, unit: str = ""
) -> dict[str, Any]:
    """Draw lines over time with a table twin; see `jiceng.web.charts.lines` for the series."""
    rows = zip(labels, *(one["values"] for one in series), strict=True)
    return {
        "title": title,
        "unit": unit,
        "lines": charts.lines(series),
        "ticks": charts.ticks(charts.greatest(series)),
        "shown": charts.sparse(labels),
        "rows": [(label, values) for label, *values in rows],
    }
