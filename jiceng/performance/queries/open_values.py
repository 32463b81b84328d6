"""What would be told to everybody now, and what is told: kept apart, so that readers are cheap."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Max

from jiceng.kernel.records.configuration import in_force
from jiceng.kernel.records.territory import territory
from jiceng.performance.models import Indicator, OpenValue, PublishedValue, SeriesValue
from jiceng.performance.queries.catalogue import catalogue
from jiceng.performance.queries.measuring import measure
from jiceng.performance.rules.catalogue import IMPORTED, Entry
from jiceng.performance.rules.disclosure import (
    COUNTED,
    HIDDEN,
    KEY,
    KIND,
    SHOWN,
    Counts,
    Disclosure,
    disclosure_of,
    hidden_areas,
    quarters_before,
)
from jiceng.performance.rules.periods import Period

LEVELS = ("town", "community")
Place = tuple[str, str, Period]
"""Indicator, area (empty for the whole), period."""


@dataclass(frozen=True, slots=True)
class Told:
    """A value as it goes outward; nothing of it where it is hidden."""

    state: str
    unit: str
    rule_version: int
    as_of: datetime
    value: Decimal | None = None
    qualifier: str = ""
    numerator: int | None = None
    denominator: int | None = None
    note: str = ""

    def hidden(self) -> Told:
        return Told(HIDDEN, self.unit, self.rule_version, self.as_of)

    def says(self) -> tuple[object, ...]:
        """What has to differ for a revision."""
        return (self.state, self.value, self.qualifier, self.numerator, self.denominator,
                self.unit, self.rule_version)  # fmt: skip


def is_switched_on(now: datetime) -> bool:
    """Whether the county publishes figures at all (decisions.md 50)."""
    terms = in_force("terms", now).get("case")
    return terms is not None and bool(terms.content.get("public_figures"))


def disclosure_terms(now: datetime) -> Disclosure:
    """The terms in force; what the product ships where the county has written none."""
    row = in_force(KIND, now).get(KEY)
    return disclosure_of(row.content, row.version) if row else Disclosure()


def open_entries(now: datetime, today: date) -> dict[str, Entry]:
    """Code -> entry of everything that is public today."""
    if not is_switched_on(now):
        return {}
    ever = {*Indicator.objects.exclude(disclosure="").values_list("code", flat=True)}
    return {code: entry for code, entry in catalogue(today, ever).items() if entry.disclosure}


def open_areas() -> dict[str, str]:
    """Code -> code of the area above, of every area numbers are told of; the whole is empty."""
    land = territory().areas
    levels = {a.code: a.level for a in land.values()}
    return {
        a.code: a.parent if levels.get(a.parent) in LEVELS else ""
        for a in sorted(land.values(), key=lambda a: a.path)
        if a.level in LEVELS
    }


def worth_telling(now: datetime, today: date) -> dict[Place, Told]:
    """Everything public as it stands now, small counts hidden."""
    entries, terms = open_entries(now, today), disclosure_terms(now)
    counted = [code for code, entry in entries.items() if entry.disclosure == COUNTED]
    found: dict[Place, Told] = {}
    for period in quarters_before(today):
        found |= _hide(_counted(counted, period, now), terms)
    published = [e.code for e in entries.values() if e.disclosure != COUNTED and e.kind != IMPORTED]
    series = [e.code for e in entries.values() if e.kind == IMPORTED]
    by_period: dict[Period, dict[Place, Told]] = {}
    for place, told in _published(published):
        by_period.setdefault(place[2], {})[place] = told
    for rows in by_period.values():
        found |= _hide(rows, terms)
    return found | dict(_series({code: entries[code] for code in series}))


def _counted(codes: Iterable[str], period: Period, now: datetime) -> dict[Place, Told]:
    areas = ["", *open_areas()]
    found = {}
    for code in codes:
        for area, one in measure(code, areas, period.start, period.end, now=now).items():
            if one.numerator is not None or one.qualifier:
                state = HIDDEN if one.qualifier else SHOWN
                found[code, area, period] = Told(
                    state, one.unit, one.rule_version, now, one.value, "", one.numerator,
                    one.denominator,
                )  # fmt: skip
    return found


def _published(codes: Collection[str]) -> Iterator[tuple[Place, Told]]:
    areas = {"", *open_areas()}
    rows = PublishedValue.objects.filter(indicator__in=codes, replaced_by=None, subject__in=areas)
    for row in rows:
        told = Told(SHOWN, row.unit, row.rule_version, row.as_of, row.value, row.qualifier,
                    row.numerator, row.denominator, row.reason)  # fmt: skip
        yield (row.indicator, row.subject, Period(row.start, row.end)), told


def _series(entries: Mapping[str, Entry]) -> Iterator[tuple[Place, Told]]:
    areas = {"", *open_areas()}
    rows = SeriesValue.objects.filter(indicator__in=list(entries), subject__in=areas)
    for row in rows.select_related("file").order_by("revision"):
        told = Told(SHOWN, entries[row.indicator].unit, row.rule_version, row.file.taken_at,
                    row.value, row.qualifier, note=row.break_note)  # fmt: skip
        yield (row.indicator, row.subject, Period(row.start, row.end)), told


def _hide(rows: Mapping[Place, Told], terms: Disclosure) -> dict[Place, Told]:
    """The same with small counts hidden; the rows are of one period."""
    by_code: dict[str, dict[str, Told]] = {}
    for (code, area, _period), told in rows.items():
        if told.state == SHOWN and told.numerator is not None:
            by_code.setdefault(code, {})[area] = told
    hidden = hidden_areas(
        [_counts(code, by_area) for code, by_area in by_code.items()], open_areas(), terms.fewest
    )
    return {
        place: told.hidden() if place[1] in hidden.get(place[0], ()) or told.state == HIDDEN
        else told
        for place, told in rows.items()
    }  # fmt: skip


def _counts(code: str, by_area: Mapping[str, Told]) -> Counts:
    numerators = {area: told.numerator or 0 for area, told in by_area.items()}
    denominators = {area: told.denominator or 0 for area, told in by_area.items()}
    is_share = any(told.denominator is not None for told in by_area.values())
    return Counts(code, numerators, denominators if is_share else None)


def told_now(codes: Collection[str] | None = None) -> list[OpenValue]:
    """What is told at present, the latest period first, the whole before its parts."""
    rows = OpenValue.objects.filter(is_present=True)
    if codes is not None:
        rows = rows.filter(indicator__in=codes)
    return list(rows.order_by("indicator", "-start", "-end", "subject"))


def told_lately(codes: Collection[str], subject: str) -> dict[str, OpenValue]:
    """Indicator -> its latest value for one area, of some indicators; where that is hidden, none:
    an older one would be taken for it."""
    rows = OpenValue.objects.filter(indicator__in=codes, is_present=True, subject=subject)
    latest = {row.indicator: row for row in rows.order_by("start", "end")}
    return {
        code: row for code, row in latest.items() if row.state == SHOWN and row.value is not None
    }


@dataclass(frozen=True, slots=True)
class Mark:
    """Of a dataset, what changes with it."""

    last: int
    at: datetime


def marks() -> dict[str, Mark]:
    """Code -> mark of everything that was ever told."""
    rows = OpenValue.objects.values("indicator").annotate(last=Max("pk"), at=Max("prepared_at"))
    return {row["indicator"]: Mark(row["last"], row["at"]) for row in rows.order_by("indicator")}


def as_told(row: OpenValue) -> Told:
    """A kept row as it was told."""
    return replace(
        Told(row.state, row.unit, row.rule_version, row.as_of, row.value, row.qualifier),
        numerator=row.numerator, denominator=row.denominator, note=row.note,
    )  # fmt: skip
