"""Figures of stars: how many branches have six of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from jiceng.kernel.figures import Figure, FigureKind
from jiceng.kernel.records.models import within
from jiceng.kernel.records.territory import territory
from jiceng.kernel.reports import Reporter, Span
from jiceng.kernel.words import N_
from jiceng.performance.apps import PARTY
from jiceng.performance.models import StarRating

SIX = 6
HELD = ("awarded", "expired")
"""States of a rating that was decided and not taken back."""
FIGURES: Mapping[str, FigureKind] = {
    "six_star_branches": FigureKind(
        "six_star_branches",
        N_("六星党支部"),
        N_("评定年度在期内、经公示评定得到六颗星、没有摘星的党支部。"),
        N_("个"),
        "count",
        "six_stars",
        "six_stars",
    ),
}


def _count(code: str, subjects: Collection[str], span: Span) -> Mapping[str, Figure]:
    """By organisation and the whole; a rating belongs to the year it is for."""
    years = (span.start.year, span.end.year)
    rows = StarRating.objects.filter(state__in=HELD, year__range=years)
    found: dict[str, Figure] = {}
    for subject in subjects:
        unit = territory().apart.get(subject)
        if subject and unit is None:
            continue
        of = rows.filter(within("unit_path", unit.path)) if unit else rows
        count = sum(len(stars) >= SIX for stars in of.values_list("stars", flat=True))
        found[subject] = Figure(FIGURES[code], count, count)
    return found


def _address(code: str, subject: str, span: Span) -> str:
    return f"/desk/stars/?year={span.end.year}"


REPORTS = (Reporter(FIGURES, _count, _address, PARTY, topic=N_("党支部评星")),)
"""What performance reports (`reports` of its AppConfig)."""
