"""What casework reports: cases, what the supervision office follows, how the county is laid out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q

from jiceng.casework.figures import followed, layout
from jiceng.casework.figures.counting import Window
from jiceng.casework.figures.days import compute
from jiceng.casework.figures.declared import FIGURES
from jiceng.kernel.figures import Figure
from jiceng.kernel.records.models import within
from jiceng.kernel.records.territory import territory
from jiceng.kernel.reports import Reporter, Span
from jiceng.kernel.words import N_

READERS = frozenset({"reader", "leader", "overseer"})
FOLLOWERS = READERS | {"signatory"}


def window_of(span: Span) -> Window:
    """The days asked for, as known now."""
    return Window.at(span.now, ZoneInfo(settings.TIME_ZONE), start=span.start, end=span.end)


def grouping_of(subject: str) -> str:
    """How figures are broken down so that `subject` is one of the groups; empty for none."""
    if not subject:
        return "county"
    area = territory().area(subject)
    if area is None:
        return "unit" if subject in territory().units else ""
    if not area.parent:
        return "county"
    return "community" if area.level in ("village", "community") else area.level


def _cases(code: str, subjects: Collection[str], span: Span) -> Mapping[str, Figure]:
    window, found = window_of(span), dict[str, Figure]()
    for by, asked in _by_grouping(subjects).items():
        groups = {f.group: f for f in compute(window, by=by, now=span.now, only=(code,))}
        empty = Figure(FIGURES[code], 0, 0)
        found |= {s: groups.get("" if by == "county" else s, empty) for s in asked}
    return found


def _by_grouping(subjects: Iterable[str]) -> dict[str, list[str]]:
    asked: dict[str, list[str]] = {}
    for subject in subjects:
        if by := grouping_of(subject):
            asked.setdefault(by, []).append(subject)
    return asked


def _case_url(code: str, subject: str, span: Span) -> str:
    asked = {"start": span.start, "end": span.end, "by": grouping_of(subject), "group": subject}
    return f"/cockpit/figures/{code}/records?{urlencode(asked)}"


def _followed(code: str, subjects: Collection[str], span: Span) -> Mapping[str, Figure]:
    reaches = {subject: reach for subject in subjects if (reach := _reach(subject)) is not None}
    window = window_of(span)
    return {
        subject: followed.figure(code, window, reach, span.now)
        for subject, reach in reaches.items()
    }


def _reach(subject: str) -> Q | None:
    area = territory().area(subject) if subject else None
    if area is not None:
        return within("area_path", area.path)
    if not subject:
        return Q()
    return Q(unit=subject) if subject in territory().units else None


def _followed_url(code: str, subject: str, span: Span) -> str:
    asked = {"start": span.start, "end": span.end}
    unit = {"unit": subject} if subject in territory().units else {}
    return f"/desk/supervision/figures/{code}/?{urlencode({**unit, **asked})}"


def _layout(code: str, subjects: Collection[str], span: Span) -> Mapping[str, Figure]:
    today = window_of(span).today
    paths = {s: a.path for s in subjects if s and (a := territory().area(s))}
    paths |= {s: "" for s in subjects if not s}
    return {s: layout.count(code, path, min(span.end, today)) for s, path in paths.items()}


REPORTS = (
    Reporter(FIGURES, _cases, _case_url, READERS, topic=N_("案件办理")),
    Reporter(followed.FIGURES, _followed, _followed_url, FOLLOWERS, topic=N_("督查督办")),
    Reporter(layout.FIGURES, _layout, lambda code, subject, span: layout.URLS[code],
             topic=N_("社区和网格")),
)  # fmt: skip
"""What casework reports (`reports` of its AppConfig)."""
