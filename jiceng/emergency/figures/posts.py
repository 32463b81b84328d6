"""Checkpoints open, shifts filled and empty, supplies too low. Rehearsals count nowhere."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from urllib.parse import urlencode

from django.db.models import F, QuerySet, Sum

from jiceng.emergency.models import Checkpoint, Shift, Supply
from jiceng.emergency.queries.checkpoints import REAL
from jiceng.emergency.queries.rosters import known_shifts
from jiceng.emergency.queries.supplies import SHORT
from jiceng.kernel.figures import Figure, FigureKind
from jiceng.kernel.records.models import within
from jiceng.kernel.records.territory import territory
from jiceng.kernel.reports import Reporter, Span
from jiceng.kernel.words import N_

POST_FIGURES: Mapping[str, FigureKind] = {
    kind.id: kind
    for kind in (
        FigureKind(
            "checkpoints_open", N_("启用的卡点"), N_("现在按命令启用的卡点数，演练的不计。"),
            N_("个"), "count", "open", "open", is_stock=True,
        ),
        FigureKind(
            "shifts_filled", N_("值班到位率"),
            N_("期内已公布的值班表中，排了人的人班数占需要的人班数，演练的不计。"),
            "%", "share", "filled", "needed",
        ),
        FigureKind(
            "shift_gaps", N_("值班缺口"), N_("期内已公布的值班表中还缺的人班数，演练的不计。"),
            N_("人班"), "count", "missing", "missing",
        ),
        FigureKind(
            "supplies_short", N_("不足的物资"),
            N_("现存低于最低储备的物资品种，一个仓库一种计一个。"), N_("种"),
            "count", "short", "short", is_stock=True,
        ),
    )
}  # fmt: skip


def open_checkpoints(path: str) -> QuerySet[Checkpoint]:
    """Open now, for no rehearsal."""
    rows = Checkpoint.objects.filter(REAL, state="open")
    return rows.filter(within("area_path", path)) if path else rows


def short_under(path: str) -> QuerySet[Supply]:
    rows = Supply.objects.filter(SHORT)
    return rows.filter(within("store__area_path", path)) if path else rows


def _sum(rows: QuerySet[Shift], column: str) -> int:
    return int(rows.aggregate(n=Sum(column))["n"] or 0)


def _missing(path: str, span: Span) -> int:
    short = known_shifts(path, span).filter(filled__lt=F("needed"))
    return _sum(short, "needed") - _sum(short, "filled")


POST_COUNTS: Mapping[str, Callable[[str, Span], int]] = {
    "open": lambda path, span: open_checkpoints(path).count(),
    "filled": lambda path, span: _sum(known_shifts(path, span), "filled"),
    "needed": lambda path, span: _sum(known_shifts(path, span), "needed"),
    "missing": _missing,
    "short": lambda path, span: short_under(path).count(),
}


def _count(code: str, subjects: Collection[str], span: Span) -> Mapping[str, Figure]:
    kind, found = POST_FIGURES[code], dict[str, Figure]()
    for subject in subjects:
        area = territory().area(subject) if subject else None
        if subject and area is None:
            continue
        path = area.path if area else ""
        above = POST_COUNTS[kind.numerator](path, span)
        same = kind.denominator == kind.numerator
        found[subject] = Figure(
            kind, above, above if same else POST_COUNTS[kind.denominator](path, span)
        )
    return found


def _records_at(code: str, subject: str, span: Span) -> str:
    if code == "checkpoints_open":
        asked = {"state": "open", "area": subject, "real": "1"}
        return f"/desk/checkpoints/?{urlencode(asked)}"
    if code == "supplies_short":
        return f"/desk/supplies/?{urlencode({'under': subject})}"
    told = {"start": span.start, "end": span.end, "under": subject,
            **({"short": "1"} if code == "shift_gaps" else {})}  # fmt: skip
    return f"/desk/rosters/shifts/?{urlencode(told)}"


POSTS = Reporter(POST_FIGURES, _count, _records_at, topic=N_("应急值守"))
REPORTS = (POSTS,)
