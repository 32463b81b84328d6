"""What of the catalogue is told to everybody, and which small counts are not (issue 5, item 12).

An indicator is public only where an entry says so: the values an official or an authority
published, or counts of every whole quarter as they stand. Figures that have the same count in the
same areas are hidden together: one would otherwise tell what the other hides.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from jiceng.kernel.refusal import Reason
from jiceng.kernel.words import N_
from jiceng.performance.rules.periods import Period, months_of, period_before
from jiceng.performance.rules.suppression import FEWEST, Sum, hidden, hidden_alike

KIND, KEY = "disclosure", "county"
PUBLISHED, COUNTED = "published", "counted"
DISCLOSURES: Mapping[str, str] = {
    "": N_("不公开"),
    PUBLISHED: N_("公开已发布的数值"),
    COUNTED: N_("按季度公开统计的数值"),
}
SHOWN, HIDDEN, WITHDRAWN = "shown", "hidden", "withdrawn"
STATES: Mapping[str, str] = {
    SHOWN: N_("公开"),
    HIDDEN: N_("件数较少，不公布"),
    WITHDRAWN: N_("已撤回"),
}
QUARTERS = 4
"""Whole quarters that counted figures are told of."""
FEWEST_TOLD = (3, 20)
"""What the limit may be set to: facts.md §10 asks for 3 at least."""
LENGTHS: Mapping[str, tuple[int, int]] = {
    "source": (2, 200), "licence": (2, 200), "publisher": (2, 80),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Disclosure:
    """Under what terms numbers go outward."""

    fewest: int = FEWEST
    source: str = N_("统计工作的通行做法，没有找到明文规定 [U]")
    """Where the limit comes from."""
    licence: str = N_("可以自由使用，请注明来源。")
    publisher: str = ""
    version: int = 0


def disclosure_of(content: Mapping[str, Any], version: int) -> Disclosure:
    """Terms as they are kept in configuration."""
    return Disclosure(**{n: content[n] for n in ("fewest", *LENGTHS)}, version=version)


def check_disclosure(_key: str, content: Any, _known: object) -> list[Reason]:
    """Why terms cannot be put in force."""
    low, high = FEWEST_TOLD
    faults = []
    if not isinstance(content.get("fewest"), int) or not low <= content["fewest"] <= high:
        faults.append(Reason("bad_number", {"value": str(content.get("fewest"))}, "fewest"))
    for field, (least, most) in LENGTHS.items():
        if not least <= len(str(content.get(field, "")).strip()) <= most:
            faults.append(Reason("text_length", {"low": least, "high": most}, field))
    return faults


def quarters_before(today: date, count: int = QUARTERS) -> list[Period]:
    """The last whole quarters, the latest first."""
    first = months_of(today.year, 3 * ((today.month - 1) // 3) + 1, 3)
    found = [period_before(first)]
    while len(found) < count:
        found.append(period_before(found[-1]))
    return found


@dataclass(frozen=True, slots=True)
class Counts:
    """What was counted of one figure in one period, by area; the whole under the empty code."""

    code: str
    numerators: Mapping[str, int]
    denominators: Mapping[str, int] | None = None
    """None of a plain count."""

    def tables(self) -> list[Mapping[str, int]]:
        """Every count that the figure tells or lets be told."""
        if self.denominators is None:
            return [self.numerators]
        rest = {k: self.denominators[k] - n for k, n in self.numerators.items()}
        return [self.numerators, rest, self.denominators]


Cell = tuple[str, str]
"""An area and what it is there: itself, or what lies in it beside its parts."""


def hidden_areas(
    counted: Collection[Counts], parents: Mapping[str, str], fewest: int = FEWEST
) -> dict[str, frozenset[str]]:
    """Code -> the areas whose numbers are not told. `parents`: the area above each."""
    found = {}
    for alike in _alike(counted):
        areas = [*alike[0].numerators]
        tables, sums = _filled([t for one in alike for t in one.tables()], areas, parents)
        hide = (
            hidden(tables[0], sums, fewest=fewest)
            if len(tables) == 1
            else hidden_alike(tables, sums, fewest=fewest)
        )
        for one in alike:
            found[one.code] = frozenset(area for area, part in hide if not part)
    return found


def _alike(counted: Iterable[Counts]) -> list[list[Counts]]:
    """Figures that share a count, together."""
    groups: list[list[Counts]] = []
    for one in counted:
        joined, apart = [one], []
        for group in groups:
            if any(_share(one, other) for other in group):
                joined += group
            else:
                apart.append(group)
        groups = [*apart, joined]
    return groups


def _share(one: Counts, other: Counts) -> bool:
    return one.numerators.keys() == other.numerators.keys() and any(
        mine == its and any(mine.values()) for mine in one.tables() for its in other.tables()
    )


def _filled(
    tables: Sequence[Mapping[str, int]], areas: Sequence[str], parents: Mapping[str, str]
) -> tuple[list[dict[Cell, int]], list[Sum[Cell]]]:
    """Tables with what each total holds beside its parts, and the sums. A total that is less than
    its parts was taken at another time and is no sum of them."""
    below: dict[str, list[str]] = {}
    for area in areas:
        if area and (above := _above(area, parents, areas)) is not None:
            below.setdefault(above, []).append(area)
    filled: list[dict[Cell, int]] = [{(a, ""): table[a] for a in areas} for table in tables]
    sums = []
    for above, parts in below.items():
        rests = [table[above] - sum(table[part] for part in parts) for table in tables]
        if min(rests) < 0:
            continue
        for cells, rest in zip(filled, rests, strict=True):
            cells[above, "rest"] = rest
        sums.append(Sum((above, ""), (*((part, "") for part in parts), (above, "rest"))))
    return filled, sums


def _above(area: str, parents: Mapping[str, str], areas: Collection[str]) -> str | None:
    """The nearest area above of which there is a number."""
    at = area
    while at in parents:
        at = parents[at]
        if at in areas:
            return at
    return None
