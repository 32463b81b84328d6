"""Requests of home service, and how many were answered within what was promised."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from urllib.parse import urlencode

from jiceng.emergency.queries.home_requests import ANSWERED, IN_TIME, asked_in
from jiceng.kernel.figures import Figure, FigureKind
from jiceng.kernel.records.territory import territory
from jiceng.kernel.reports import Reporter, Span
from jiceng.kernel.words import N_
from jiceng.web.clock import county_zone

FIGURES: Mapping[str, FigureKind] = {
    kind.id: kind
    for kind in (
        FigureKind(
            "home_requests", N_("居家服务"), N_("期内提出的居家服务件数；演练不开通居家服务。"),
            N_("件"), "count", "asked", "asked",
        ),
        FigureKind(
            "home_requests_timely", N_("居家服务按时率"),
            N_("期内提出的居家服务中，在承诺时限内办结的件数除以已办结的件数。"),
            "%", "share", "timely", "answered",
        ),
    )
}  # fmt: skip
SHOWN = {"home_requests_timely": "answered"}


def _count(code: str, subjects: Collection[str], span: Span) -> Mapping[str, Figure]:
    kind, found = FIGURES[code], dict[str, Figure]()
    for subject in subjects:
        area = territory().area(subject) if subject else None
        if subject and area is None:
            continue
        rows = asked_in(area.path if area else "", span, county_zone())
        if kind.kind == "count":
            found[subject] = Figure(kind, rows.count(), rows.count())
        else:
            timely = rows.filter(IN_TIME).count()
            found[subject] = Figure(kind, timely, rows.filter(ANSWERED).count())
    return found


def _at(code: str, subject: str, span: Span) -> str:
    asked = {"start": span.start, "end": span.end, "under": subject, "state": SHOWN.get(code, "")}
    return f"/desk/home-service/?{urlencode(asked)}"


HOME_REQUESTS = Reporter(FIGURES, _count, _at, topic=N_("居家服务"))
