"""A file of published values read row by row, each cell named that cannot be read (§10)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from jiceng.casework.rules.sheets import Cells, Columns, by_label, written_day
from jiceng.kernel.refusal import Invalid, Reason
from jiceng.kernel.words import N_
from jiceng.performance.rules.catalogue import IMPORTED, QUALIFIERS, STATUSES, Entry
from jiceng.performance.rules.periods import Period, read_period

COLUMNS = Columns(
    {
        "code": (N_("指标代码"), "代码"),
        "period": (N_("统计期"), "期间", "期别", "时间"),
        "value": (N_("数值"), "指标值", "值"),
        "unit": (N_("计量单位"), "单位"),
        "qualifier": (N_("限定词"), "限定"),
        "status": (N_("数据状态"), "状态"),
        "released_on": (N_("发布日期"), "公布日期"),
        "subject": (N_("区域代码"), "区划代码"),
        "definition": (N_("口径"), "指标口径", "指标解释"),
        "break_note": (N_("口径变更说明"), "断点说明"),
    },
    ("code", "period", "value", "unit", "status", "released_on"),
)
MOST = 2_000
"""Rows of one file."""
LARGEST = Decimal(10) ** 15
PLACES = 6


@dataclass(frozen=True, slots=True)
class SeriesRow:
    """One published value as it was read."""

    code: str
    period: Period
    value: Decimal
    unit: str
    status: str
    released_on: date
    qualifier: str = ""
    subject: str = ""
    definition: str = ""
    break_note: str = ""


def row_of(cells: Mapping[str, str], columns: Mapping[str, str]) -> SeriesRow:
    """A row. Raises `Invalid` with every reason against it, each at its field."""
    said = COLUMNS.cells(cells, columns)
    period = said.read("period", read_period, Period(date.min, date.min), "bad_day")
    released_on = said.read("released_on", written_day, date.min, "bad_day")
    value, qualifier = _value(said)
    status = said.one("status", by_label(STATUSES))
    for name, most in (("definition", 600), ("break_note", 200), ("subject", 24)):
        if len(said[name]) > most:
            said.refuse(name, "text_length", low=0, high=most)
    said.check()
    return SeriesRow(
        said["code"], period, value, said["unit"], status, released_on, qualifier,
        said["subject"], said["definition"], said["break_note"],
    )  # fmt: skip


def check_row(row: SeriesRow, entry: Entry | None, *, today: date, has_earlier: bool) -> None:
    """Whether a value may stand in its series. Raises `Invalid` with every reason against it.

    `has_earlier`: whether there is a value of the same period already, which this one revises.
    """
    if faults := [*_faults(row, entry, today, has_earlier)]:
        raise Invalid(*faults)


def _faults(
    row: SeriesRow, entry: Entry | None, today: date, has_earlier: bool
) -> Iterator[Reason]:
    if entry is None:
        yield Reason("unknown_indicator", {"value": row.code[:40]}, "code")
        return
    if entry.kind != IMPORTED:
        yield Reason("indicator_not_imported", {"value": row.code}, "code")
        return
    if row.unit != entry.unit:
        yield Reason("unit_differs", {"said": row.unit[:24], "kept": entry.unit}, "unit")
    if row.period.end >= min(row.released_on, today):
        yield Reason("period_not_over", {"day": row.period.end.isoformat()}, "period")
    if row.released_on > today:
        yield Reason("released_in_future", field="released_on")
    if row.definition and row.definition != entry.definition and not row.break_note:
        yield Reason("definition_changed", {"value": row.code}, "definition")
    if has_earlier and row.status == "preliminary":
        yield Reason("revision_not_said", field="status")


def _value(said: Cells) -> tuple[Decimal, str]:
    """A number, with what was written around it: 近 4300, 4300余, <2, 不到2."""
    plain = said["value"].replace(",", "").replace("，", "")
    plain = plain.replace("不到", "<").replace("＜", "<").strip()
    around = next((q for q in QUALIFIERS[1:] if plain.startswith(q) or plain.endswith(q)), "")
    found = Decimal(0)
    try:
        found = Decimal(plain.strip("近余约<").strip() or "x")
        sound = found.is_finite() and abs(found) < LARGEST and _places(found) <= PLACES
    except InvalidOperation:
        sound = False
    if said["value"] and not sound:
        said.refuse("value", "bad_number")
    qualifier = said["qualifier"]
    if qualifier not in QUALIFIERS or (qualifier and around and qualifier != around):
        said.refuse("qualifier", "unknown_value")
    return found, qualifier or around


def _places(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0
