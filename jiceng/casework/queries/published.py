"""What anybody may read of cases without number and code: where roughly, what kind, how it stands.

Words and the exact place are published only for the kinds a county calls public ("terms", key
"case", `public_types`); of all others a reader learns the grid and nothing that was written.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from jiceng.casework.models import Case
from jiceng.casework.process import CASE
from jiceng.casework.queries.cases import rules_at
from jiceng.casework.rules.rulebook import CaseType
from jiceng.kernel.records.configuration import in_force
from jiceng.kernel.records.territory import territory

ENDED = tuple(s.name for s in CASE.states if s.resting or s.final)


@dataclass(frozen=True, slots=True)
class Published:
    """One case as anybody may see it; `title` and the point are empty where not public."""

    case: Case
    kind: CaseType
    is_open: bool
    title: str
    place: str
    lon: float | None
    lat: float | None


def public_types(now: datetime) -> frozenset[str]:
    """The kinds of public places: streets, lamps, rubbish; none by default."""
    terms = in_force("terms", now).get("case")
    return frozenset(terms.content.get("public_types", ())) if terms else frozenset()


def publish(cases: Iterable[Case], now: datetime) -> list[Published]:
    """What of these cases may be told to anybody, in their order."""
    public = public_types(now)
    book, _ = rules_at(now)
    return [_published(case, book.type_of(case.case_type), public) for case in cases]


def _published(case: Case, kind: CaseType, public: frozenset[str]) -> Published:
    is_open = case.state not in ENDED
    if not public & set(kind.path):
        return Published(case, kind, is_open, "", _around(case), None, None)
    place = case.place_text or _around(case)
    return Published(case, kind, is_open, case.title, place, case.lon, case.lat)


def _around(case: Case) -> str:
    """The finest area there is, the smallest first: grid, community, town, county."""
    land = territory()
    return " ".join(area.name for area in land.up(land.area(case.area_code)))


def reported_between(start: datetime, end: datetime) -> QuerySet[Case]:
    """Cases reported from `start` on and before or at `end`, newest first."""
    return Case.objects.filter(reported_at__range=(start, end)).order_by("-reported_at", "-pk")
