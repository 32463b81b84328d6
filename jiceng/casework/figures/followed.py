"""Figures of supervision and ledgers: two predicates over tasks, urgings, items or problems each.

A predicate is a set of rows with an *anchor*, the instant whose local day places a row in a period
and a month. The numerator is a subset of the denominator, and the records behind a figure are the
numerator itself (decisions.md 37). They read the tables as they are: a task's columns keep what
counts here, so that no outcome rows are needed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import TruncMonth

from jiceng.casework.figures.counting import Window
from jiceng.casework.figures.groups import group_name
from jiceng.casework.models import Problem, SupervisionItem, SupervisionTask, Urging
from jiceng.casework.queries.problem_search import late
from jiceng.kernel.figures import Figure, FigureKind
from jiceng.kernel.records.advance import Movable
from jiceng.kernel.refusal import Invalid, NotFound, Reason
from jiceng.kernel.words import N_

GROUPED_BY = ("county", "unit", "month")
HANDED_IN = ("under_review", "completed", "archived")
DROPPED = ("terminated", "merged")
Condition = Callable[[datetime], Q]


@dataclass(frozen=True, slots=True)
class Predicate:
    """A set of rows of one table and the instant that places each of them in time."""

    model: type[Movable]
    anchor: str
    condition: Condition


def _known(column: str, as_of: datetime) -> Q:
    """The event has happened, and was known at `as_of`."""
    return Q(**{f"{column}__lte": as_of})


def _not_yet(column: str, as_of: datetime) -> Q:
    """The event had not happened at `as_of`."""
    return Q(**{f"{column}__isnull": True}) | Q(**{f"{column}__gt": as_of})


def _due(as_of: datetime) -> Q:
    """Issued, due, and not ended by the office or merged into another."""
    return _known("due_at", as_of) & ~Q(state="planned") & ~Q(completion__in=DROPPED)


def _on_time(as_of: datetime) -> Q:
    """Handed in no later than it was due; how long the office then takes is not the unit's."""
    in_time = Q(submitted_at__lte=F("due_at")) | Q(submitted_at=None, completed_at__lte=F("due_at"))
    return _due(as_of) & Q(state__in=HANDED_IN) & in_time


def _overdue(as_of: datetime) -> Q:
    """Due and neither handed in nor completed by then."""
    waits = ~Q(state="under_review") | _not_yet("submitted_at", as_of)
    return _due(as_of) & _not_yet("completed_at", as_of) & waits


def _sent(as_of: datetime) -> Q:
    return _known("sent_at", as_of)


def _to_answer(as_of: datetime) -> Q:
    """Its answer was due, and it was not taken back."""
    return _known("answer_due_at", as_of) & ~Q(state="withdrawn")


def _answered(as_of: datetime) -> Q:
    in_time = Q(answered_at__isnull=False, answered_at__lte=F("answer_due_at"))
    return _to_answer(as_of) & in_time


def _taken(as_of: datetime) -> Q:
    return _known("filed_at", as_of) & Q(source="taken")


def _confirmed(as_of: datetime) -> Q:
    """Found to be true and given to a unit; what was dismissed never counts."""
    return _known("confirmed_at", as_of)


def _struck_off(as_of: datetime) -> Q:
    return _confirmed(as_of) & (_known("struck_off_at", as_of) | Q(is_long_term=True))


def _recurred(as_of: datetime) -> Q:
    return _confirmed(as_of) & Q(recurrence_of__isnull=False)


PREDICATES: Mapping[str, Predicate] = {
    "problems_confirmed": Predicate(Problem, "confirmed_at", _confirmed),
    "problems_struck_off": Predicate(Problem, "confirmed_at", _struck_off),
    "problems_recurred": Predicate(Problem, "confirmed_at", _recurred),
    "problems_overdue": Predicate(Problem, "due_at", late),
    "tasks_due": Predicate(SupervisionTask, "due_at", _due),
    "tasks_on_time": Predicate(SupervisionTask, "due_at", _on_time),
    "tasks_overdue": Predicate(SupervisionTask, "due_at", _overdue),
    "urgings_sent": Predicate(Urging, "sent_at", _sent),
    "urgings_to_answer": Predicate(Urging, "answer_due_at", _to_answer),
    "urgings_answered": Predicate(Urging, "answer_due_at", _answered),
    "items_taken": Predicate(SupervisionItem, "filed_at", _taken),
}

DECLARED = (
    FigureKind(
        "task_on_time_rate",
        N_("督办任务按期率"),
        N_("期限在期内届满的督办任务中，期限内申请办结或办结的比例。终止和并入的不计。"),
        "%",
        "share",
        "tasks_on_time",
        "tasks_due",
    ),
    FigureKind(
        "overdue_tasks",
        N_("逾期督办任务"),
        N_("截至统计时间已过期限、仍未申请办结的督办任务，不论何时交办。"),
        N_("项"),
        "count",
        "tasks_overdue",
        "tasks_overdue",
        is_stock=True,
    ),
    FigureKind(
        "urgings",
        N_("催办件数"),
        N_("期内发出的催办、督办单、约谈和通报，每个单位计一件。"),
        N_("件"),
        "count",
        "urgings_sent",
        "urgings_sent",
    ),
    FigureKind(
        "urging_answered_rate",
        N_("催办按期回复率"),
        N_("答复期限在期内届满的催办中，期限内回复的比例。撤回的不计。"),
        "%",
        "share",
        "urgings_answered",
        "urgings_to_answer",
    ),
    FigureKind(
        "taken_under_supervision",
        N_("挂牌督办件数"),
        N_("期内由上级挂牌督办的逾期案件和问题。"),
        N_("件"),
        "count",
        "items_taken",
        "items_taken",
    ),
    FigureKind(
        "struck_off_rate",
        N_("问题销号率"),
        N_("期内确认交办的问题中，已经销号或者转长期坚持的比例。反弹后重新整改的不算销号。"),
        "%",
        "share",
        "problems_struck_off",
        "problems_confirmed",
    ),
    FigureKind(
        "problem_recurrence_rate",
        N_("问题重复率"),
        N_("期内确认交办的问题中，同一地点以前出过同类问题的比例。"),
        "%",
        "share",
        "problems_recurred",
        "problems_confirmed",
    ),
    FigureKind(
        "overdue_problems",
        N_("超期问题"),
        N_("截至统计时间已过整改时限、仍未销号的问题，不论何时登记。"),
        N_("个"),
        "count",
        "problems_overdue",
        "problems_overdue",
        is_stock=True,
    ),
)
FIGURES: Mapping[str, FigureKind] = {kind.id: kind for kind in DECLARED}


def compute(window: Window, *, by: str, reach: Q, now: datetime) -> list[Figure]:
    """Every figure of every group within `reach`; none for a grouping that tasks do not have."""
    if by not in GROUPED_BY:
        return []
    return [figure for kind in DECLARED for figure in _figures(kind, window, by, reach, now)]


def figure(id: str, window: Window, reach: Q, now: datetime) -> Figure:
    """One figure of everything within `reach`; KeyError for one nobody declared."""
    return _figures(FIGURES[id], window, "county", reach, now)[0]


def _figures(kind: FigureKind, window: Window, by: str, reach: Q, now: datetime) -> list[Figure]:
    above = _counts(kind.numerator, kind, window, by, reach)
    below = _counts(kind.denominator, kind, window, by, reach)
    groups = sorted({*above, *below} | ({""} if by == "county" else set()))
    return [
        Figure(kind, above.get(g, 0), below.get(g, 0), g, group_name(by, g, now)) for g in groups
    ]


def _counts(name: str, kind: FigureKind, window: Window, by: str, reach: Q) -> dict[str, int]:
    rows = _rows(name, kind, window, reach)
    if by == "county":
        return {"": rows.count()}
    if by == "unit":
        counted = rows.order_by().values_list("unit").annotate(n=Count("pk"))
        return {str(unit): int(n) for unit, n in counted}
    month = TruncMonth(PREDICATES[name].anchor, tzinfo=_zone())
    by_month = rows.order_by().annotate(month=month).values_list("month").annotate(n=Count("pk"))
    return {f"{m.year}-{m.month:02d}": int(n) for m, n in by_month}


def _rows(name: str, kind: FigureKind, window: Window, reach: Q) -> QuerySet[Any]:
    predicate = PREDICATES[name]
    condition = predicate.condition(window.as_of) & reach
    if not kind.is_stock:
        condition &= _period(predicate.anchor, window.start, window.end)
    return predicate.model._default_manager.filter(condition)


def _period(anchor: str, start: date | None, end: date | None) -> Q:
    condition = Q()
    if start:
        condition &= Q(**{f"{anchor}__gte": _midnight(start)})
    if end:
        condition &= Q(**{f"{anchor}__lt": _midnight(end + timedelta(days=1))})
    return condition


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=_zone())


def _zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)


def records(
    id: str,
    *,
    window: Window,
    by: str = "county",
    group: str | None = None,
    reach: Q,
    part: str = "numerator",
) -> QuerySet[Any]:
    """The rows behind a figure: as many as it counts. `group` None is the whole.

    Raises `NotFound` for an unknown figure, `Invalid` for a grouping or a month that is none.
    """
    kind = FIGURES.get(id)
    if kind is None:
        raise NotFound(Reason("not_found"))
    if by not in GROUPED_BY:
        raise Invalid(Reason("unknown_value", {"value": by}, field="by"))
    name = kind.numerator if part == "numerator" else kind.denominator
    rows = _rows(name, kind, window, reach)
    if group is not None and by == "unit":
        rows = rows.filter(unit=group)
    if group is not None and by == "month":
        rows = rows.filter(_month(PREDICATES[name].anchor, group))
    return rows.order_by("pk")


def _month(anchor: str, text: str) -> Q:
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError as error:
        raise Invalid(Reason("unknown_value", {"value": text}, field="group")) from error
    after = (first + timedelta(days=32)).replace(day=1)
    return _period(anchor, first, after - timedelta(days=1))
