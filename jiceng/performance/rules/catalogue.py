"""What an entry of the catalogue of indicators says, and when it makes sense (facts.md §10)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from jiceng.kernel.refusal import Invalid, Reason
from jiceng.kernel.words import N_
from jiceng.performance.rules.disclosure import COUNTED, DISCLOSURES
from jiceng.performance.rules.expression import (
    circle_of,
    is_point_difference,
    read_formula,
    terms_of,
)

DERIVED, IMPORTED, COMPOSED = "derived", "imported", "composed"
KINDS: Mapping[str, str] = {
    DERIVED: N_("由业务记录产生"),
    IMPORTED: N_("外部统计数据"),
    COMPOSED: N_("按公式计算"),
}
PERIOD_KINDS: Mapping[str, str] = {
    "instant": N_("时点"),
    "period": N_("时期"),
    "cumulative": N_("累计"),
}
DIRECTIONS: Mapping[str, str] = {
    "": N_("不分好坏"),
    "up": N_("越高越好"),
    "down": N_("越低越好"),
}
STATUSES: Mapping[str, str] = {
    "preliminary": N_("初步数"),
    "revised": N_("修订数"),
    "final": N_("最终数"),
}
QUALIFIERS = ("", "近", "余", "约", "<")
CODE = re.compile(r"[a-z][a-z0-9_]{2,39}")
POINTS, MONEY = "百分点", "元"
MOST_PLACES = 6
LENGTHS: Mapping[str, tuple[int, int]] = {
    "name": (2, 60),
    "name_en": (0, 120),
    "definition": (4, 600),
    "unit": (1, 24),
    "scope": (0, 200),
    "source": (0, 200),
    "basis": (0, 200),
    "quote": (0, 300),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One version of an entry."""

    code: str
    kind: str
    name: str
    definition: str
    unit: str
    name_en: str = ""
    formula: str = ""
    period_kind: str = "period"
    places: int = 1
    scope: str = ""
    source: str = ""
    owner: str = ""
    """The code of the unit that answers for it."""
    target: Decimal | None = None
    direction: str = ""
    basis: str = ""
    quote: str = ""
    """The words of a published text this number stands behind."""
    quoted_from: date | None = None
    quoted_to: date | None = None
    disclosure: str = ""
    """What of it is public (rules/disclosure.py); nothing where it is empty."""
    valid_from: date = date.min
    version: int = 1


def check_entry(
    given: Entry, known: Mapping[str, Entry], formulas: Mapping[str, Sequence[str]]
) -> None:
    """Raises `Invalid` with every reason against it. `formulas`: which codes each formula names."""
    if faults := [
        *_plain_faults(given),
        *_outward_faults(given),
        *_formula_faults(given, known, formulas),
    ]:
        raise Invalid(*faults)


def _plain_faults(given: Entry) -> Iterator[Reason]:
    if not CODE.fullmatch(given.code):
        yield Reason("bad_indicator_code", field="code")
    for field, (low, high) in LENGTHS.items():
        if not low <= len(getattr(given, field).strip()) <= high:
            yield Reason("text_length", {"low": low, "high": high}, field)
    for field, allowed in (("kind", KINDS), ("period_kind", PERIOD_KINDS),
                           ("direction", DIRECTIONS), ("disclosure", DISCLOSURES)):  # fmt: skip
        if getattr(given, field) not in allowed:
            yield Reason("unknown_value", {"value": getattr(given, field)}, field)
    if not 0 <= given.places <= MOST_PLACES:
        yield Reason("bad_number", {"value": str(given.places)}, "places")
    if given.target is not None and not given.direction:
        yield Reason("target_needs_direction", field="direction")


def _outward_faults(given: Entry) -> Iterator[Reason]:
    if given.disclosure == COUNTED and not _is_counted_by_period(given):
        yield Reason("only_published_public", field="disclosure")


def _is_counted_by_period(given: Entry) -> bool:
    """Whether counts stand behind a period of it; sums of money have none."""
    return given.kind == DERIVED and given.period_kind == "period" and given.unit != MONEY


def _formula_faults(
    given: Entry, known: Mapping[str, Entry], formulas: Mapping[str, Sequence[str]]
) -> Iterator[Reason]:
    if given.kind != COMPOSED:
        if given.formula:
            yield Reason("formula_not_asked", field="formula")
        return
    try:
        tree = read_formula(given.formula)
    except Invalid as refusal:
        yield from refusal.reasons
        return
    codes = [term.code for term in terms_of(tree)]
    if not codes:
        yield Reason("formula_without_codes", field="formula")
    for code in dict.fromkeys(c for c in codes if c not in known and c != given.code):
        yield Reason("unknown_indicator", {"value": code}, "formula")
    if circle := circle_of(given.code, {**formulas, given.code: codes}):
        yield Reason("formula_circular", {"way": " → ".join(circle)}, "formula")
    if given.unit == "%" and is_point_difference(tree, {c: e.unit for c, e in known.items()}):
        yield Reason("points_not_percent", field="unit")


def in_force(versions: Sequence[Entry], day: date) -> Entry | None:
    """The version a day is counted by: the latest begun by then, or the first there ever was."""
    begun = [entry for entry in versions if entry.valid_from <= day]
    ordered = sorted(begun or versions[:1], key=lambda entry: (entry.valid_from, entry.version))
    return ordered[-1] if ordered else None
