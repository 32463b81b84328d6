"""What an indicator says of areas and units: the one door through which numbers are asked for."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from jiceng.kernel.figures import FEWEST, Figure, FigureKind
from jiceng.kernel.formulas import rounded
from jiceng.kernel.records.reporting import reporters
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.kernel.reports import Reporter, Span
from jiceng.performance.queries.catalogue import entry_on
from jiceng.performance.queries.series import latest
from jiceng.performance.queries.survey_rates import survey_measured
from jiceng.performance.rules.catalogue import COMPOSED, Entry
from jiceng.performance.rules.expression import (
    Bounded,
    DividedByNothing,
    Term,
    Unknown,
    evaluate,
    read_formula,
    terms_of,
)
from jiceng.performance.rules.measured import Measured
from jiceng.performance.rules.periods import Period, period_before, year_before

WITHHELD = f"<{FEWEST}"
"""The qualifier of a count of people that is too small to be told; it has no value."""
ROUGH = ("近", "余", "约")
DEEPEST = 8
"""Formulas of formulas."""


@dataclass(frozen=True, slots=True)
class Composition:
    """How the value of a formula came about."""

    value: Measured
    parts: Mapping[Term, Measured]
    fault: Reason | None = None
    """Why there is no value."""


def measure(
    code: str, subjects: Collection[str], start: date, end: date, *, now: datetime
) -> Mapping[str, Measured]:
    """Subject (code of an area, unit or organisation, empty for the whole) -> value in a period.

    A subject about which nothing is recorded has a value of None, never zero; one by which the
    indicator is not kept has no counts either. Raises `NotFound` for a code nobody knows.
    """
    span = Span(start, end, now)
    if reporter := reporters().get(code):
        return _reported(reporter, code, subjects, span)
    if (surveyed := survey_measured(code, subjects, span)) is not None:
        return surveyed
    entry = entry_on(code, end)
    if entry is None:
        raise NotFound(Reason("not_found"))
    if entry.kind == COMPOSED:
        return {s: compose(entry, s, span).value for s in subjects}
    return _published(entry, subjects, span)


def _reported(
    reporter: Reporter, code: str, subjects: Collection[str], span: Span
) -> Mapping[str, Measured]:
    kind, found = reporter.figures[code], reporter.count(code, subjects, span)
    return {
        subject: _counted(reporter, figure, subject, span)
        if (figure := found.get(subject))
        else _empty(code, subject, span, unit=kind.unit, version=kind.version)
        for subject in subjects
    }


def _counted(reporter: Reporter, figure: Figure, subject: str, span: Span) -> Measured:
    kind = figure.kind
    if reporter.is_withheld(figure, subject):
        return _empty(kind.id, subject, span, unit=kind.unit, version=kind.version,
                      qualifier=WITHHELD)  # fmt: skip
    return Measured(
        indicator=kind.id,
        subject=subject,
        start=span.start,
        end=span.end,
        as_of=span.now,
        value=figure.value,
        unit=kind.unit,
        numerator=figure.numerator,
        denominator=figure.denominator if kind.kind == "share" else None,
        rule_version=kind.version,
        url=reporter.address(kind.id, subject, span),
    )


def _published(entry: Entry, subjects: Collection[str], span: Span) -> Mapping[str, Measured]:
    rows = latest(entry.code, subjects, span.start, span.end, span.now)
    found: dict[str, Measured] = {}
    for subject in subjects:
        row = rows.get(subject)
        found[subject] = Measured(
            indicator=entry.code,
            subject=subject,
            start=span.start,
            end=span.end,
            as_of=span.now,
            value=row.value if row else None,
            unit=entry.unit,
            rule_version=row.rule_version if row else entry.version,
            url=f"/desk/indicators/files/{row.file_id}/" if row else "",
            qualifier=row.qualifier if row else "",
        )
    return found


def compose(entry: Entry, subject: str, span: Span, depth: int = 0) -> Composition:
    """The value of a formula with its parts, or the reason why it has none."""
    tree = read_formula(entry.formula)
    parts = {term: _part(term, subject, span, depth) for term in terms_of(tree)}
    known = {term: _bounded(found) for term, found in parts.items() if found.value is not None}
    try:
        result = evaluate(tree, known)
    except DividedByNothing:
        return Composition(_of(entry, subject, span), parts, Reason("divided_by_nothing"))
    except Unknown as error:
        reason = Reason("no_value_then", {"value": str(error)})
        return Composition(_of(entry, subject, span), parts, reason)
    is_rough = any(found.qualifier in ROUGH for found in parts.values())
    told = result.qualifier or ("约" if is_rough else "")
    return Composition(_of(entry, subject, span, result.value, told), parts)


def _part(term: Term, subject: str, span: Span, depth: int) -> Measured:
    """A term's own value; a series kept for the whole alone answers for the whole alone."""
    period = Period(span.start, span.end)
    if term.step:
        period = year_before(period) if term.step == "year" else period_before(period)
    there = Span(period.start, period.end, span.now)
    entry = None if term.code in reporters() else entry_on(term.code, period.end)
    if entry is not None and entry.kind == COMPOSED:
        if depth >= DEEPEST:
            return _empty(term.code, subject, there, unit=entry.unit, version=entry.version)
        return compose(entry, subject, there, depth + 1).value
    found = measure(term.code, [subject], period.start, period.end, now=span.now)
    return found[subject]


def _bounded(found: Measured) -> Bounded:
    exact = exact_value(found)
    if found.qualifier == "<":
        return Bounded(exact, min(exact, Fraction(0)), exact)
    if found.qualifier == ">":
        return Bounded(exact, exact, max(exact, Fraction(0)))
    return Bounded.sure(exact)


def exact_value(found: Measured) -> Fraction:
    """A value before it was rounded. ValueError where there is none."""
    if found.value is None:
        raise ValueError(f"{found.indicator} has no value")
    if found.denominator:
        return Fraction(100 * (found.numerator or 0), found.denominator)
    return Fraction(found.value)


def _of(
    entry: Entry, subject: str, span: Span, value: Fraction | None = None, qualifier: str = ""
) -> Measured:
    return Measured(
        indicator=entry.code,
        subject=subject,
        start=span.start,
        end=span.end,
        as_of=span.now,
        value=rounded(value, entry.places),
        unit=entry.unit,
        rule_version=entry.version,
        url=f"/desk/indicators/{entry.code}/",
        qualifier=qualifier,
    )


def _empty(
    code: str, subject: str, span: Span, *, unit: str, version: int, qualifier: str = ""
) -> Measured:
    return Measured(
        indicator=code, subject=subject, start=span.start, end=span.end, as_of=span.now,
        value=None, unit=unit, rule_version=version, qualifier=qualifier,
    )  # fmt: skip


def figure_kind(code: str) -> FigureKind | None:
    """The figure a code stands for, or None where no capability reports it."""
    reporter = reporters().get(code)
    return reporter.figures[code] if reporter else None
