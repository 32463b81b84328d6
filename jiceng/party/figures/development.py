"""Figures of member development and its screenings: counts outward, never names (facts.md §5.4).

Each is one or two sets of rows; the records behind a figure are the same set. What a screening
found is the organisation department's to read file by file; everybody else has these counts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, F, Model, Q, QuerySet

from jiceng.casework.figures import Window
from jiceng.kernel.figures import Figure, FigureKind
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.kernel.words import N_
from jiceng.party.models import Development, ScreenedFile
from jiceng.party.queries.screenings import VERIFIED
from jiceng.party.rules.months import add_months

Reach = Callable[[str], Q]
"""Column of a path -> the rows within reach (queries/access.py)."""
STAGES: Mapping[str, tuple[str, ...]] = {
    "applicants": ("applicant",),
    "activists": ("activist",),
    "candidates": ("candidate", "pre_reviewed", "resolved"),
    "probationers": ("probationary", "conversion"),
}
"""What an applicant is called in which states of the file."""
BEFORE = (*STAGES["applicants"], *STAGES["activists"], *STAGES["candidates"])
OPEN = (*(state for states in STAGES.values() for state in states), "full")
PROBATION = 12
"""Months, by the statutes; what a committee adds is an extension."""


def _stage(name: str) -> Callable[[Window], Q]:
    def condition(window: Window) -> Q:
        return Q(state__in=STAGES[name], entered_at__lte=window.as_of)

    return condition


def _late(window: Window) -> Q:
    return Q(state__in=OPEN, stage_due_at__lte=window.as_of)


def _admitted(window: Window) -> Q:
    """Approved: a file that waits for the committee is not counted."""
    return window.period("member__accepted_on") & ~Q(state__in=BEFORE)


def _made_full(window: Window) -> Q:
    return window.period("member__full_on")


def _probation_over(window: Window) -> Q:
    """Accepted so that the year of probation ended in the period and has ended by now."""
    last = min(window.end or window.today, window.today)
    found = Q(member__accepted_on__lte=accepted_by(last))
    if window.start:
        found &= Q(member__accepted_on__gt=accepted_by(window.start - timedelta(days=1)))
    return found


def _made_full_in_term(window: Window) -> Q:
    """A year has at most 366 days, an extension at least half another year."""
    ends = F("member__accepted_on") + timedelta(days=366)
    return _probation_over(window) & Q(member__full_on__lte=ends)


def accepted_by(day: date) -> date:
    """The last day of acceptance from which the year of probation is over on `day`."""
    found = add_months(day, -PROBATION)
    after = found + timedelta(days=1)
    if add_months(after, PROBATION) <= day:
        return after
    return found if add_months(found, PROBATION) <= day else found - timedelta(days=1)


def _screened(window: Window) -> Q:
    found = Q(checked_at__lte=window.as_of)
    if window.start:
        found &= Q(checked_at__gte=_midnight(window.start))
    if window.end:
        found &= Q(checked_at__lt=_midnight(window.end + timedelta(days=1)))
    return found


def _with_findings(window: Window) -> Q:
    return _screened(window) & Q(failed__gt=0)


def _verified(window: Window) -> Q:
    return Q(state__in=VERIFIED, checked_at__lte=window.as_of)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=ZoneInfo(settings.TIME_ZONE))


@dataclass(frozen=True, slots=True)
class Predicate:
    """A set of rows of one table."""

    model: type[Model]
    condition: Callable[[Window], Q]


PREDICATES: Mapping[str, Predicate] = {
    **{f"development_{name}": Predicate(Development, _stage(name)) for name in STAGES},
    "developments_late": Predicate(Development, _late),
    "members_admitted": Predicate(Development, _admitted),
    "members_made_full": Predicate(Development, _made_full),
    "probations_over": Predicate(Development, _probation_over),
    "made_full_in_term": Predicate(Development, _made_full_in_term),
    "files_screened": Predicate(ScreenedFile, _screened),
    "files_with_findings": Predicate(ScreenedFile, _with_findings),
    "admissions_irregular": Predicate(ScreenedFile, _verified),
}


def _count(id: str, name: str, definition: str, unit: str, *, is_stock: bool = False) -> FigureKind:
    return FigureKind(id, name, definition, unit, "count", id, id, is_stock=is_stock)


DECLARED = (
    _count("development_applicants", N_("入党申请人"),
           N_("截至统计时间已递交入党申请书、尚未确定为积极分子的人。"), N_("名"), is_stock=True),
    _count("development_activists", N_("入党积极分子"),
           N_("截至统计时间正在培养教育的入党积极分子。"), N_("名"), is_stock=True),
    _count("development_candidates", N_("发展对象"),
           N_("截至统计时间已确定为发展对象、尚未批准接收的人，含已预审和支部大会已通过的。"),
           N_("名"), is_stock=True),
    _count("development_probationers", N_("预备期内的预备党员"),
           N_("截至统计时间有发展档案、尚未转正的预备党员，含转正待审批的。"), N_("名"),
           is_stock=True),
    _count("developments_late", N_("超期的发展档案"),
           N_("截至统计时间下一步已超过规定时限的在办发展档案。"), N_("份"), is_stock=True),
    _count("members_admitted", N_("接收的预备党员"),
           N_("期内经支部大会通过、上级党委批准接收的预备党员，按支部大会日期计。"), N_("名")),
    _count("members_made_full", N_("转为正式党员"), N_("期内转为正式党员的人，按转正日期计。"),
           N_("名")),
    FigureKind(
        "made_full_in_term_rate", N_("按期转正率"),
        N_("一年预备期在期内届满的预备党员中，按期转正的比例。延长预备期、取消资格和尚未办结的只计入分母。"),
        "%", "share", "made_full_in_term", "probations_over",
    ),
    FigureKind(
        "files_with_findings_rate", N_("排查发现问题的档案比例"),
        N_("期内排查的发展党员档案中，至少有一条规则未通过的比例。发现的问题由组织部门核实，系统不作认定。"),
        "%", "share", "files_with_findings", "files_screened",
    ),
    _count("admissions_irregular", N_("认定违规违纪发展党员"),
           N_("截至统计时间历次排查中经组织部门认定的，含已分类、处理和归档的。"), N_("名"),
           is_stock=True),
)  # fmt: skip
FIGURES: Mapping[str, FigureKind] = {kind.id: kind for kind in DECLARED}


def compute(window: Window, reach: Reach) -> list[Figure]:
    """Every figure within reach; the predicates of one table are counted in one pass."""
    counts: dict[str, int] = {}
    for model in (Development, ScreenedFile):
        asked = {
            name: Count("pk", filter=predicate.condition(window))
            for name, predicate in PREDICATES.items() if predicate.model is model
        }  # fmt: skip
        counts |= model._default_manager.filter(_within(model, reach)).aggregate(**asked)
    return [Figure(kind, counts[kind.numerator], counts[kind.denominator]) for kind in DECLARED]


def _within(model: type[Model], reach: Reach) -> Q:
    """A screened file is counted by the branch it speaks of, and by whoever keeps it."""
    return reach("path") | reach("unit_path") if model is ScreenedFile else reach("unit_path")


def records(id: str, window: Window, reach: Reach, *, part: str = "numerator") -> QuerySet[Any]:
    """The rows behind a figure, as many as it counts; `NotFound` for one nobody declared."""
    kind = FIGURES.get(id)
    if kind is None:
        raise NotFound(Reason("not_found"))
    predicate = PREDICATES[kind.numerator if part == "numerator" else kind.denominator]
    condition = predicate.condition(window) & _within(predicate.model, reach)
    return predicate.model._default_manager.filter(condition)
