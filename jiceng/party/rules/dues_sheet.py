"""A sheet of bases read row by row: whose it is, which band follows; the base goes no further."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from jiceng.casework.rules.sheets import Cells, Columns
from jiceng.kernel.money import read_optional_fen
from jiceng.kernel.refusal import Invalid, Reason
from jiceng.party.rules.dues import BANDED, LABELS, Band, band_of

COLUMNS = Columns(
    {
        "number": ("党员编号", "编号"),
        "name": ("姓名", "党员姓名"),
        "kind": ("类别", "党员类别", "交纳类别"),
        "base": ("计算基数", "计算基数（元）", "月交费基数", "交费基数"),
    },
    ("kind", "base"),
)
NAMED = replace(COLUMNS, needed=("name", *COLUMNS.needed))
"""The same for a sheet without numbers."""


@dataclass(frozen=True, slots=True)
class Known:
    """A member as a sheet may name them."""

    key: int
    number: str
    name: str


@dataclass
class Read:
    """What a sheet says: bands by member, and what is wrong in which row."""

    bands: dict[int, Band] = field(default_factory=dict)
    faults: list[tuple[int, Reason]] = field(default_factory=list)


def read_sheet(
    rows: Iterable[tuple[int, Mapping[str, str]]],
    header: Sequence[str],
    members: Sequence[Known],
    values: Mapping[str, Any],
) -> Read:
    """Bands of the rows that name a member and a kind. Raises `Invalid` for missing columns."""
    has_numbers = any(h in header for h in COLUMNS.headings["number"])
    columns = (COLUMNS if has_numbers else NAMED).found_in(header)
    found = Read()
    for row, cells in rows:
        told = COLUMNS.cells(cells, columns)
        if not told["kind"] and not told["base"]:
            continue
        try:
            member = _member(told, members)
            band = band_of(_kind(told["kind"]), read_optional_fen(told["base"], "base"), values)
        except Invalid as refusal:
            found.faults += [(row, reason) for reason in refusal.reasons]
            continue
        if member.key in found.bands:
            found.faults.append((row, Reason("member_named_twice", {"name": member.name})))
        else:
            found.bands[member.key] = band
    return found


def _member(told: Cells, members: Sequence[Known]) -> Known:
    """By number where there is one, else by a name nobody shares."""
    number, name = told["number"].upper(), told["name"]
    if number:
        by_number = [m for m in members if m.number == number]
        if not by_number:
            raise Invalid(Reason("unknown_member", {"value": number[:24]}, "number"))
        return by_number[0]
    named = [m for m in members if m.name == name]
    if len(named) > 1:
        raise Invalid(Reason("name_of_several", {"count": len(named), "value": name}, "name"))
    if not named:
        raise Invalid(Reason("unknown_member", {"value": name[:24]}, "name"))
    return named[0]


def _kind(text: str) -> str:
    """By its code, its label, or a short word everybody uses."""
    short = {"工资": "wage", "年薪": "annual_salary", "个体": "self_employed", "退休": "retired",
             "离退休": "retired", "农民": "farmer", "学生": "student", "下岗": "laid_off",
             "失业": "laid_off", "低保": "relief"}  # fmt: skip
    codes = {label: code for code, label in LABELS.items()}
    found = short.get(text) or codes.get(text, text)
    if found not in LABELS or found == "hardship":
        may = "、".join(dict.fromkeys(short))
        raise Invalid(Reason("unknown_kind", {"value": text[:20], "may": may}, "kind"))
    return found


def is_left_out(kind: str, base: str) -> bool:
    """Whether a row of the form says nothing: a kind that needs a base, and no base."""
    return not kind or (kind in BANDED and not base.strip())
