"""Which open cases may be the same matter: a suggestion with reasons, never a merge (S11)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import cos, radians

from django.db.models import QuerySet

from jiceng.casework.models import Case
from jiceng.casework.queries.cases import rules_at
from jiceng.casework.queries.published import public_types
from jiceng.casework.rules.cases import LIKENESS, Likeness, LikenessRule, Report, similarity
from jiceng.kernel.records.configuration import in_force
from jiceng.kernel.records.names import named
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Reason

ENDED = ("closed", "refused", "merged", "archived")
MOST_COMPARED = 400
"""Candidates looked at, newest first; a grid gets far fewer reports in three days."""
METRES_PER_DEGREE = 111_320
SAME_SPOT = 20
"""Metres within which a phone cannot tell two points apart."""
WORTH_SAYING = 20
"""Percent of shared wording below which the overlap is no reason."""


@dataclass(frozen=True, slots=True)
class Near:
    """An open case that may be the same matter, how alike it is, and why."""

    case: Case
    likeness: Likeness

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why, with grids and types by their names."""
        return self.likeness.reasons


def near(subject: Case | Report, *, now: datetime, limit: int = 5) -> list[Near]:
    """Open cases alike enough to be shown beside `subject`, most alike first.

    `subject` is a case or a report not yet sent. Candidates share its grid, or a grid within the
    radius of its point, and were reported within the window; how alike is enough is the county's
    (configuration "terms", key "likeness").
    """
    report = subject if isinstance(subject, Report) else as_report(subject)
    rule = likeness_rule(now)
    own = subject.pk if isinstance(subject, Case) else None
    found = [
        Near(case, _named(likeness, now))
        for case in _candidates(report, rule)[:MOST_COMPARED]
        if case.pk != own and (likeness := similarity(report, as_report(case), rule)).alike
    ]
    found.sort(key=lambda n: (-n.likeness.score, n.case.pk))
    return found[:limit]


def near_in_public(report: Report, *, now: datetime, limit: int = 3) -> list[Near]:
    """Of the near cases those anybody may hear about: matters of public places, no disputes.

    Which types these are the county says ("terms", key "case", `public_types`); none by default.
    """
    public = public_types(now)
    book, _ = rules_at(now)
    found = near(report, now=now, limit=MOST_COMPARED)
    return [n for n in found if public & set(book.type_of(n.case.case_type).path)][:limit]


def likeness_rule(now: datetime) -> LikenessRule:
    """The county's measure of likeness in force."""
    row = in_force("terms", now).get("likeness")
    return LikenessRule(**row.content) if row else LIKENESS


def as_report(case: Case) -> Report:
    """What of a case tells whether another report is the same matter."""
    return Report(
        case.text, case.case_type, case.lon, case.lat, case.grid_code, case.place_text,
        case.reported_at,
    )  # fmt: skip


def _candidates(report: Report, rule: LikenessRule) -> QuerySet[Case]:
    window = timedelta(minutes=rule.window_minutes)
    return (
        Case.objects.filter(
            grid_code__in=_grids_around(report, rule.radius_m),
            reported_at__range=(report.at - window, report.at + window),
        )
        .exclude(state__in=ENDED)
        .order_by("-reported_at", "-pk")
    )


def _grids_around(report: Report, radius_m: int) -> list[str]:
    """Its own grid and those a circle around its point touches; "" is what nobody located."""
    codes = {report.grid_code}
    if report.lon is not None and report.lat is not None:
        index = territory().index
        codes |= {index.find(*point) or "" for point in _circle(report.lon, report.lat, radius_m)}
    return sorted(codes)


def _circle(lon: float, lat: float, radius_m: int) -> Iterator[tuple[float, float]]:
    """Points on half and whole radius in eight directions: no grid is that narrow."""
    for part in (0.5, 1.0):
        north = part * radius_m / METRES_PER_DEGREE
        east = north / cos(radians(lat))
        for x, y in _DIRECTIONS:
            yield lon + x * east, lat + y * north


_DIRECTIONS = tuple(
    (x, y) for x in (-1.0, 0.0, 1.0) for y in (-1.0, 0.0, 1.0) if (x, y) != (0.0, 0.0)
)


def _named(likeness: Likeness, now: datetime) -> Likeness:
    return Likeness(likeness.score, likeness.alike, tuple(_with_names(likeness.reasons, now)))


def _with_names(reasons: Iterable[Reason], now: datetime) -> Iterator[Reason]:
    book, _ = rules_at(now)
    land = territory()
    for reason in reasons:
        if reason.code == "same_type":
            kind = book.type_of(str(reason.params["case_type"]))
            yield Reason("same_type", {"type": named(kind.name, kind.name_en)})
        elif reason.code == "same_grid":
            area = land.area(str(reason.params["grid"]))
            yield Reason("same_grid", {"area": area.name if area else ""})
        elif reason.code == "metres_apart" and reason.params["metres"] < SAME_SPOT:
            yield Reason("same_spot")
        elif reason.code == "minutes_apart":
            yield _apart(int(reason.params["minutes"]))
        elif reason.code != "text_overlap" or reason.params["percent"] >= WORTH_SAYING:
            yield reason


def _apart(minutes: int) -> Reason:
    """The time between in the unit people would use."""
    if minutes < 120:
        return Reason("minutes_apart", {"minutes": minutes})
    if minutes < 48 * 60:
        return Reason("hours_apart", {"hours": minutes // 60})
    return Reason("days_apart", {"days": minutes // (24 * 60)})
