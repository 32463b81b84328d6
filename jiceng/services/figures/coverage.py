"""Figures of coverage: households with a point within reach on foot, of the county and its areas.

Households and points are known as they are now; of an earlier day nothing is told.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from jiceng.casework.queries import rules_at
from jiceng.kernel.figures import Figure, FigureKind
from jiceng.kernel.records.territory import territory
from jiceng.kernel.reports import Reporter, Span
from jiceng.kernel.words import N_
from jiceng.services.queries.coverage import MINUTES, Choice, reading
from jiceng.services.rules.blocks import PLANNERS

WITHIN = "households_within_reach"
BEYOND = "households_out_of_reach"
FIGURES: Mapping[str, FigureKind] = {
    WITHIN: FigureKind(
        WITHIN,
        N_("步行 15 分钟内有网点的户数占比"),
        N_("居住点到最近的服务网点步行不超过 15 分钟的户数，占登记了户数和位置的全部户数。"),
        N_("%"),
        "share",
        "within_reach",
        "households",
        is_stock=True,
    ),
    BEYOND: FigureKind(
        BEYOND,
        N_("服务盲区户数"),
        N_("居住点到最近的服务网点步行超过 15 分钟，或者走不到的户数。"),
        N_("户"),
        "count",
        "out_of_reach",
        "out_of_reach",
        is_stock=True,
    ),
}


def _count(code: str, subjects: Collection[str], span: Span) -> Mapping[str, Figure]:
    """By area and the whole, today."""
    today = span.now.astimezone(rules_at(span.now)[1].zone).date()
    if span.end < today:
        return {}
    read, land = reading(Choice(), span.now), territory()
    found: dict[str, Figure] = {}
    for subject in subjects:
        area = land.areas.get(subject)
        if subject and area is None:
            continue
        told = read.covered(area.path if area else "")
        within = told.within[MINUTES]
        if code == WITHIN:
            found[subject] = Figure(FIGURES[code], within, told.households)
        else:
            beyond = told.households - within
            found[subject] = Figure(FIGURES[code], beyond, beyond)
    return found


def _address(code: str, subject: str, span: Span) -> str:
    part = str(MINUTES) if code == WITHIN else "beyond"
    return f"/desk/coverage/blocks/?within={part}{f'&area={subject}' if subject else ''}"


REPORTS = (Reporter(FIGURES, _count, _address, PLANNERS, topic=N_("服务覆盖")),)
"""What services report of coverage (`reports` of their AppConfig)."""
