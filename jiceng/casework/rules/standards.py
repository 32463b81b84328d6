"""A published standard as a tree of indicators, read from rows, and how its points stand.

Codes carry the tree: 2.3.1 stands below 2.3. Only leaves are checked at points (facts.md §3.5).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from jiceng.kernel.refusal import Reason

CODE = re.compile(r"[0-9A-Za-z]{1,6}(?:\.[0-9A-Za-z]{1,6}){0,5}")
MOST_INDICATORS = 2000
MOST_POINTS = 1000
NAME = 300


@dataclass(frozen=True, slots=True)
class Line:
    """A row as it was sent; `number` is its place in the file."""

    number: int
    code: str
    name: str
    points: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Branch:
    """One indicator of a tree without faults, after those above it."""

    code: str
    parent: str
    name: str
    points: int
    unit: str
    is_leaf: bool


def parent_of(code: str) -> str:
    """The code above; empty at the top."""
    return code.rpartition(".")[0]


def sort_key(code: str) -> tuple[tuple[int, str], ...]:
    """The order of codes as people count: 2.9 before 2.10."""
    return tuple((int(p) if p.isdigit() else 10**7, p) for p in code.split("."))


def read_tree(lines: Iterable[Line], units: Mapping[str, str]) -> tuple[list[Branch], list[Reason]]:
    """The tree in order, and every fault; with faults the tree is not to be used.

    `units` gives the code of a unit by what people call it.
    """
    listed = list(lines)
    codes = {line.code for line in listed}
    above = {parent_of(code) for code in codes}
    faults = [fault for line in listed for fault in _faults(line, codes, units)]
    faults += _doubled(listed)
    if not 1 <= len(listed) <= MOST_INDICATORS:
        faults.append(Reason("count_range", {"low": 1, "high": MOST_INDICATORS}, field="file"))
    if faults:
        return [], faults
    branches = [
        Branch(
            line.code,
            parent_of(line.code),
            line.name,
            int(line.points or 0),
            units.get(line.unit, ""),
            line.code not in above,
        )
        for line in sorted(listed, key=lambda line: sort_key(line.code))
    ]
    return branches, []


def _faults(line: Line, codes: set[str], units: Mapping[str, str]) -> Iterable[Reason]:
    told = {"row": line.number}
    if not CODE.fullmatch(line.code):
        yield Reason("indicator_code", {**told, "value": line.code}, field="file")
    elif parent_of(line.code) and parent_of(line.code) not in codes:
        told_parent = {**told, "value": line.code, "parent": parent_of(line.code)}
        yield Reason("indicator_parent", told_parent, field="file")
    if not 1 <= len(line.name) <= NAME:
        yield Reason("indicator_name", {**told, "most": NAME}, field="file")
    is_number = line.points.isascii() and line.points.isdigit()
    if line.points and (not is_number or int(line.points) > MOST_POINTS):
        told_points = {**told, "value": line.points, "most": MOST_POINTS}
        yield Reason("indicator_points", told_points, field="file")
    if line.unit and line.unit not in units:
        yield Reason("indicator_unit", {**told, "value": line.unit}, field="file")


def _doubled(lines: Sequence[Line]) -> list[Reason]:
    seen: dict[str, int] = {}
    faults = []
    for line in lines:
        if line.code in seen:
            told = {"row": line.number, "value": line.code, "first": seen[line.code]}
            faults.append(Reason("indicator_doubled", told, field="file"))
        seen.setdefault(line.code, line.number)
    return faults


@dataclass(frozen=True, slots=True)
class Tallied:
    """How the points of an indicator stand by their last checks."""

    passed: int = 0
    failed: int = 0
    unchecked: int = 0

    def __add__(self, other: Tallied) -> Tallied:
        return Tallied(
            self.passed + other.passed,
            self.failed + other.failed,
            self.unchecked + other.unchecked,
        )

    @property
    def light(self) -> str:
        """red with a failure, yellow while something is unchecked, green when all passed."""
        if self.failed:
            return "red"
        if self.unchecked:
            return "yellow"
        return "green" if self.passed else "unlit"


def tally(leaves: Mapping[str, Iterable[bool | None]], codes: Iterable[str]) -> dict[str, Tallied]:
    """Every indicator with the sum of the leaves at or below it.

    `leaves` gives by leaf the last result at each of its points; None where none was checked.
    """
    found = {code: Tallied() for code in codes}
    for leaf, results in leaves.items():
        listed = list(results)
        own = Tallied(
            sum(r is True for r in listed),
            sum(r is False for r in listed),
            sum(r is None for r in listed),
        )
        code = leaf
        while code:
            if code in found:
                found[code] += own
            code = parent_of(code)
    return found
