"""The catalogue: written versions beside the figures that capabilities report (S23)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import fields, replace
from datetime import date

from django.utils.translation import gettext as _

from jiceng.kernel.figures import FigureKind
from jiceng.kernel.records.names import named
from jiceng.kernel.records.reporting import reporters
from jiceng.performance.models import Indicator
from jiceng.performance.rules.catalogue import COMPOSED, DERIVED, Entry, in_force
from jiceng.performance.rules.expression import read_formula, terms_of

NAMES = tuple(field.name for field in fields(Entry))


def versions(codes: Collection[str] | None = None) -> Mapping[str, list[Entry]]:
    """Code -> every version written, the first first; of all codes, or of some."""
    found: dict[str, list[Entry]] = {}
    written = Indicator.objects.all() if codes is None else Indicator.objects.filter(code__in=codes)
    for row in written.order_by("code", "version").values_list(*NAMES):
        entry = Entry(**dict(zip(NAMES, row, strict=True)))
        found.setdefault(entry.code, []).append(entry)
    return found


def catalogue(day: date, codes: Collection[str] | None = None) -> dict[str, Entry]:
    """Code -> the entry a day is counted by; a reported figure has one without being written.
    Of all codes, or of some."""
    written = {code: in_force(many, day) for code, many in versions(codes).items()}
    found = {
        code: reported(one.figures[code])
        for code, one in reporters().items()
        if codes is None or code in codes
    }
    for code, entry in written.items():
        if entry is not None:
            found[code] = _beside(found[code], entry) if code in found else entry
    return found


def codes() -> frozenset[str]:
    """Every code there is, of whatever day."""
    return frozenset(reporters()) | frozenset(Indicator.objects.values_list("code", flat=True))


def entry_on(code: str, day: date) -> Entry | None:
    """One entry, or None for a code nobody knows."""
    return catalogue(day).get(code)


def reported(kind: FigureKind) -> Entry:
    """What a capability says of a figure, as an entry; its version is the figure's own."""
    return Entry(
        code=kind.id, kind=DERIVED, name=kind.name, definition=kind.definition, unit=kind.unit,
        period_kind="instant" if kind.is_stock else "period",
        places=0 if kind.kind == "count" else 2 if kind.kind in ("sum", "mean") else 1,
        version=kind.version,
    )  # fmt: skip


def _beside(told: Entry, written: Entry) -> Entry:
    """Of a reported figure the catalogue adds owner, target and source; what it counts is code."""
    kept = ("code", "kind", "name", "definition", "unit", "period_kind", "places", "version")
    return replace(written, **{name: getattr(told, name) for name in kept})


def order_written() -> Mapping[str, int]:
    """Code -> its place in the order in which entries were first written, as a text goes."""
    codes = Indicator.objects.order_by("pk").values_list("code", flat=True)
    return {code: place for place, code in enumerate(dict.fromkeys(codes))}


def name_of(entry: Entry) -> str:
    """The name in the reader's language; a reported figure's is a msgid."""
    return _(entry.name) if entry.kind == DERIVED else named(entry.name, entry.name_en)


def formulas(known: Mapping[str, Entry]) -> dict[str, list[str]]:
    """Which codes each composed entry names."""
    return {
        code: [term.code for term in terms_of(read_formula(entry.formula))]
        for code, entry in known.items()
        if entry.kind == COMPOSED
    }
