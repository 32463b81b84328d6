"""What Party work reports outward: counts alone, for the whole or an organisation (ADR 0011, 0012).

Few people of a part are not told, and neither is money owed by part: it would tell of few people.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q

from jiceng.casework.figures import Window
from jiceng.kernel.figures import Figure, FigureKind
from jiceng.kernel.records.models import within
from jiceng.kernel.records.territory import territory
from jiceng.kernel.reports import Address, Count, Reporter, Span
from jiceng.kernel.words import N_
from jiceng.party.figures import co_building, development, dues, life, weak_branches

KEEPERS = frozenset({"branch_secretary", "party_committee", "organisation_department"})
ROOT = "P/"
Reach = Callable[[str], Q]
Compute = Callable[[Span, Reach, str], list[Figure]]
"""Days, reach and the code asked for -> figures, that one among them."""
ARREARS = frozenset(code for code in dues.FIGURES if code.startswith("dues_arrears"))
PEOPLE = frozenset(development.FIGURES) | frozenset({"secretaries_adjusted", "reserve_cadres"})


def _window(span: Span) -> Window:
    return Window.at(span.now, ZoneInfo(settings.TIME_ZONE), start=span.start, end=span.end)


def _days(span: Span) -> life.Window:
    return life.Window(span.start, span.end, _window(span).today)


def _path_of(subject: str) -> str | None:
    """The path of an organisation, of the tree for the whole; None for what is none."""
    if not subject:
        return ROOT
    found = territory().apart.get(subject)
    return found.path if found else None


def _reach(path: str) -> Reach:
    def reach(column: str) -> Q:
        return within(column, path)

    return reach


def _counting(compute: Compute, only_whole: frozenset[str] = frozenset()) -> Count:
    def count(code: str, subjects: Collection[str], span: Span) -> Mapping[str, Figure]:
        found: dict[str, Figure] = {}
        for subject in subjects:
            path = _path_of(subject)
            if path is None or (subject and code in only_whole):
                continue
            figures = compute(span, _reach(path), code)
            found[subject] = next(f for f in figures if f.kind.id == code)
        return found

    return count


def _co_building(code: str, subjects: Collection[str], span: Span) -> Mapping[str, Figure]:
    """By community, unit and whatever lies above a community."""
    land, window, found = territory(), _window(span), dict[str, Figure]()
    for subject in subjects:
        area = land.area(subject) if subject else None
        if area is not None:
            reach = within("area_path", area.path)
        elif not subject or subject in land.units:
            reach = Q(unit=subject) if subject else Q()
        else:
            continue
        figures = co_building.compute(window, by="county", reach=reach)
        found[subject] = next(f for f in figures if f.kind.id == code)
    return found


def _co_building_url(code: str, subject: str, span: Span) -> str:
    asked = {"start": span.start, "end": span.end}
    part = {"unit" if subject in territory().units else "community": subject} if subject else {}
    return f"/desk/co-building/figures/{code}/?{urlencode({**part, **asked})}"


def _asked(span: Span) -> str:
    """A calendar year by its number, other days by themselves."""
    is_year = (span.start, span.end) == (date(span.end.year, 1, 1), date(span.end.year, 12, 31))
    return urlencode({"year": span.end.year} if is_year
                     else {"start": span.start, "end": span.end})  # fmt: skip


def _at(room: str) -> Address:
    return lambda code, subject, span: f"{room}{code}/?{_asked(span)}"


def _dues_url(code: str, subject: str, span: Span) -> str:
    at = subject or next((u.code for u in territory().apart.values() if u.path == ROOT), "")
    return f"/desk/party/dues/{at}/figures/{code}/?{_asked(span)}" if at else ""


def _life_url(code: str, subject: str, span: Span) -> str:
    part = f"&{urlencode({'organisation': subject})}" if subject else ""
    return f"/desk/party/life/figures/{code}/?{_asked(span)}{part}"


def _weak_url(code: str, subject: str, span: Span) -> str:
    return {
        "weak_branches_rectified": "/desk/party/weak-branches/?counted=rectified",
        "secretaries_adjusted": "/desk/party/weak-branches/?counted=adjusted",
    }.get(code, "/desk/party/reserve/")


def _reporter(
    topic: str, figures: Mapping[str, FigureKind], count: Count, address: Address
) -> Reporter:
    of_people = frozenset(figures) & (PEOPLE | ARREARS)
    return Reporter(figures, count, address, KEEPERS, of_people, topic=topic)


def _of_development(span: Span, reach: Reach, code: str) -> list[Figure]:
    return development.compute(_window(span), reach)


def _of_dues(span: Span, reach: Reach, code: str) -> list[Figure]:
    return dues.compute(_days(span), reach)


def _of_life(span: Span, reach: Reach, code: str) -> list[Figure]:
    return life.compute(_days(span), reach)


def _of_weak(span: Span, reach: Reach, code: str) -> list[Figure]:
    return weak_branches.compute(_window(span), reach=reach, only=(code,))


OWED = frozenset(code for code in ARREARS if code.endswith("_sum"))
REPORTS = (
    _reporter(N_("发展党员"), development.FIGURES, _counting(_of_development),
              _at("/desk/party/developments/figures/")),
    _reporter(N_("党费"), dues.FIGURES, _counting(_of_dues, OWED), _dues_url),
    _reporter(N_("组织生活"), life.FIGURES, _counting(_of_life), _life_url),
    _reporter(N_("软弱涣散党组织整顿"), weak_branches.FIGURES, _counting(_of_weak), _weak_url),
    Reporter(co_building.FIGURES, _co_building, _co_building_url, topic=N_("共驻共建")),
)  # fmt: skip
"""What Party work reports (`reports` of its AppConfig)."""
