"""How a value is told, whoever reads it: with what its source says of it, its unit and period."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.kernel.figures import FEWEST
from jiceng.kernel.records.reporting import reporters
from jiceng.kernel.records.territory import territory
from jiceng.performance.queries.measuring import WITHHELD
from jiceng.performance.rules.catalogue import COMPOSED, DERIVED, IMPORTED, KINDS, Entry
from jiceng.performance.rules.measured import Measured
from jiceng.performance.rules.periods import Period

QUALIFIED: Mapping[str, str] = {
    "近": N_("近 %(n)s"),
    "约": N_("约 %(n)s"),
    "余": N_("%(n)s 余"),
    "<": N_("不到 %(n)s"),
    ">": N_("超过 %(n)s"),
}
FALLEN: Mapping[str, str] = {"<": N_("至少下降 %(n)s"), ">": N_("最多下降 %(n)s")}
"""How a bound of a fall is said: below −93.3 % is a fall of at least 93.3 %."""
HALVES = {"H1": N_("%(year)s 年上半年"), "H2": N_("%(year)s 年下半年")}


def number(value: Decimal, entry: Entry) -> str:
    """A number with the places it is kept with."""
    if entry.kind == DERIVED:
        return f"{value:,}"
    return f"{value:,.{entry.places}f}"


def told(found: Measured, entry: Entry) -> str:
    """A value as its source says it: 近 200, 4,300 余, 不到 2; a dash where there is none."""
    if found.qualifier == WITHHELD:
        return _("少于 %(n)d") % {"n": FEWEST}
    if found.value is None:
        return "—"
    return qualified(found.value, found.qualifier, entry)


def qualified(value: Decimal, qualifier: str, entry: Entry) -> str:
    """A number with what its source, or a formula, says of it."""
    if not qualifier:
        return number(value, entry)
    is_fall = value < 0 and entry.unit == "%" and qualifier in FALLEN
    pattern = FALLEN[qualifier] if is_fall else QUALIFIED[qualifier]
    return _(pattern) % {"n": number(abs(value) if is_fall else value, entry)}


def period_words(period: Period) -> str:
    """A period as people say it."""
    year, code = period.start.year, period.code
    if period.sort == "year":
        return _("%(year)s 年") % {"year": year}
    if period.sort == "half":
        return _(HALVES[code[-2:]]) % {"year": year}
    if period.sort == "quarter":
        return _("%(year)s 年第 %(n)s 季度") % {"year": year, "n": code[-1]}
    if period.sort == "month":
        return _("%(year)s 年 %(n)s 月") % {"year": year, "n": period.start.month}
    if period.start == period.end:
        return period.start.isoformat()
    return _("%(start)s 至 %(end)s") % {"start": period.start, "end": period.end}


def unit_words(entry: Entry) -> str:
    """The unit in the reader's language; what Chinese counts by 个 English counts by nothing."""
    if entry.unit == "个":
        return entry.unit if (get_language() or "").startswith("zh") else ""
    return _(entry.unit)


def subject_name(code: str) -> str:
    """An area, a unit or an organisation by name; the whole where there is no code."""
    land = territory()
    area = land.area(code) if code else None
    unit = land.units.get(code) or land.apart.get(code)
    return area.name if area else unit.name if unit else code or _("全域")


def topic_of(entry: Entry) -> str:
    """What an indicator is about: the work it is counted from, or how it came here; a msgid."""
    reporter = reporters().get(entry.code)
    return reporter.topic if reporter else KINDS[entry.kind]


def topics() -> list[str]:
    """Every topic in order: work that is counted, then formulas and series."""
    counted = [one.topic for one in reporters().values()]
    return [*dict.fromkeys(counted), KINDS[COMPOSED], KINDS[IMPORTED]]
