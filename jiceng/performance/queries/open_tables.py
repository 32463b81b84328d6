"""Public values as datasets: rows for a file, and what a catalogue says of them (DCAT)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.utils.translation import override

from jiceng.kernel.records.territory import territory
from jiceng.performance.models import OpenValue
from jiceng.performance.queries.catalogue import catalogue, name_of
from jiceng.performance.queries.open_values import (
    Mark,
    disclosure_terms,
    is_switched_on,
    marks,
    told_now,
)
from jiceng.performance.queries.telling import subject_name
from jiceng.performance.rules.catalogue import DERIVED, PERIOD_KINDS, Entry
from jiceng.performance.rules.disclosure import SHOWN, WITHDRAWN, Disclosure
from jiceng.performance.rules.periods import Period

COLUMNS: Mapping[str, str] = {
    "area_code": N_("区域代码，全域为空"),
    "area_name": N_("区域名称"),
    "period": N_("统计期"),
    "start": N_("起始日期"),
    "end": N_("截止日期"),
    "value": N_("数值，不公布的为空"),
    "unit": N_("计量单位"),
    "qualifier": N_("数值前后的近、约、余、不到"),
    "numerator": N_("分子，或者计数"),
    "denominator": N_("分母"),
    "state": N_("shown 公开，hidden 件数较少不公布，withdrawn 已撤回"),
    "revision": N_("第几次给出，从 1 起"),
    "rule_version": N_("口径版本"),
    "as_of": N_("数据截至时间"),
    "note": N_("更正理由或者口径变更说明"),
}
"""Column of a dataset -> what it says."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """A dataset as it may be taken away; `mark` changes with its rows."""

    entry: Entry
    mark: Mark
    terms: Disclosure
    is_withdrawn: bool

    @property
    def tag(self) -> str:
        """What a reader may keep and ask by (ETag)."""
        return f'"{self.entry.code}-{self.mark.last}-{self.entry.version}-{self.terms.version}"'


def datasets(now: datetime, today: date) -> dict[str, Dataset]:
    """Code -> dataset of everything told; of what is public no more, that it was withdrawn."""
    if not is_switched_on(now):
        return {}
    known, terms = catalogue(today), disclosure_terms(now)
    return {
        code: Dataset(known[code], mark, terms, not known[code].disclosure)
        for code, mark in marks().items()
        if code in known
    }


def rows_of(dataset: Dataset) -> Iterator[dict[str, Any]]:
    """Its rows by column, the latest period first. Nothing is told of what was withdrawn, even
    before the worker has come by."""
    for row in told_now([dataset.entry.code]):
        yield as_row(row, is_withdrawn=dataset.is_withdrawn)


def as_row(row: OpenValue, *, is_withdrawn: bool = False) -> dict[str, Any]:
    """One value by column."""
    is_told = row.state == SHOWN and not is_withdrawn
    return {
        "area_code": row.subject,
        "area_name": subject_name(row.subject),
        "period": Period(row.start, row.end).code,
        "start": row.start,
        "end": row.end,
        "value": plain(row) if is_told else None,
        "unit": row.unit,
        "qualifier": row.qualifier if is_told else "",
        "numerator": row.numerator if is_told else None,
        "denominator": row.denominator if is_told else None,
        "state": WITHDRAWN if is_withdrawn else row.state,
        "revision": row.revision,
        "rule_version": row.rule_version,
        "as_of": row.as_of,
        "note": row.note,
    }


def plain(row: OpenValue) -> str | None:
    """A value without zeros that nobody measured; a text, so that no program rounds it."""
    if row.value is None:
        return None
    text = f"{row.value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def about(dataset: Dataset, now: datetime, publisher: str) -> dict[str, Any]:
    """What a dataset says of itself, in both languages where both are known."""
    entry, terms = dataset.entry, dataset.terms
    english, chinese = _named(entry, "en"), _named(entry, "zh-hans")
    return {
        "identifier": entry.code,
        "title": {"zh": chinese[0], "en": english[0]},
        "description": {"zh": chinese[1], "en": english[1]},
        "unit": entry.unit,
        "period_kind": _(PERIOD_KINDS[entry.period_kind]),
        "scope": entry.scope,
        "source": entry.source,
        "basis": entry.basis,
        "publisher": terms.publisher or publisher,
        "licence": _(terms.licence),
        "as_of": dataset.mark.at,
        "rule_version": entry.version,
        "is_withdrawn": dataset.is_withdrawn,
        "suppression": suppression_words(terms),
        "suppression_source": _(terms.source),
        "suppression_version": terms.version,
        "columns": {name: _(label) for name, label in COLUMNS.items()},
    }


def suppression_words(terms: Disclosure) -> str:
    """The rule by which small counts are hidden, in one sentence."""
    return _("少于 %(n)d 件的数字不公布（零除外），能由其他数字推算出来的也不公布。") % {
        "n": terms.fewest
    }


def _named(entry: Entry, language: str) -> tuple[str, str]:
    with override(language):
        told = _(entry.definition) if entry.kind == DERIVED else entry.definition
        return name_of(entry), told


def area_choices() -> Sequence[tuple[str, str]]:
    """Code and name of every area somebody may choose, by town."""
    land = territory().areas
    found = [("", subject_name(""))]
    for area in sorted(land.values(), key=lambda a: a.path):
        if area.level == "town":
            found.append((area.code, area.name))
        if area.level == "community":
            found.append((area.code, f"\u3000{area.name}"))
    return found
