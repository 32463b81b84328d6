"""A file of published values read row by row, each cell named that cannot be read (§10)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from jiceng.kernel.refusal import Invalid, Reason
from jiceng.kernel.words import N_
from jiceng.performance.rules.catalogue import IMPORTED, QUALIFIERS, STATUSES, Entry
from jiceng.performance.rules.periods import Period, read_period

FIELDS: Mapping[str, str] = {
    "code": N_("指标代码"),
    "period": N_("统计期"),
    "value": N_("数值"),
    "unit": N_("计量单位"),
    "qualifier": N_("限定词"),
    "status": N_("数据状态"),
    "released_on": N_("发布日期"),
    "subject": N_("区域代码"),
    "definition": N_("口径"),
    "break_note": N_("口径变更说明"),
}
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "code": ("指标代码", "代码"),
    "period": ("统计期", "期间", "期别", "时间"),
    "value": ("数值", "指标值", "值"),
    "unit": ("计量单位", "单位"),
    "qualifier": ("限定词", "限定"),
    "status": ("数据状态", "状态"),
    "released_on": ("发布日期", "公布日期"),
    "subject": ("区域代码", "区划代码"),
    "definition": ("口径", "指标口径", "指标解释"),
    "break_note": ("口径变更说明", "断点说明"),
}
NEEDED = ("code", "period", "value", "unit", "status", "released_on")
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


def known_headings() -> frozenset[str]:
    """Every heading by which the header of a file is found."""
    return frozenset(h for wanted in HEADINGS.values() for h in wanted)


def columns_of(header: Sequence[str]) -> dict[str, str]:
    """Which heading is what. Raises `Invalid` naming what is not there."""
    found = {
        name: next((h for h in wanted if h in header), "") for name, wanted in HEADINGS.items()
    }
    if missing := [HEADINGS[name][0] for name in NEEDED if not found[name]]:
        raise Invalid(Reason("column_missing", {"columns": missing}, "file"))
    return found


def row_of(cells: Mapping[str, str], columns: Mapping[str, str]) -> SeriesRow:
    """A row. Raises `Invalid` with every reason against it, each at its field."""
    said = {n: cells.get(heading, "").strip() if heading else "" for n, heading in columns.items()}
    reasons = [Reason("needed", field=name) for name in NEEDED if not said[name]]
    period, released_on = _period(said["period"], reasons), _day(said["released_on"], reasons)
    value, qualifier = _value(said["value"], said["qualifier"], reasons)
    status = _status(said["status"], reasons)
    for name, most in (("definition", 600), ("break_note", 200), ("subject", 24)):
        if len(said[name]) > most:
            reasons.append(Reason("text_length", {"low": 0, "high": most}, name))
    if reasons:
        raise Invalid(*reasons)
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


def _period(text: str, reasons: list[Reason]) -> Period:
    try:
        return read_period(text) if text else Period(date.min, date.min)
    except Invalid as refusal:
        reasons += refusal.reasons
        return Period(date.min, date.min)


def _day(text: str, reasons: list[Reason]) -> date:
    if not text:
        return date.min
    try:
        return date.fromisoformat(text[:10].replace("/", "-"))
    except ValueError:
        reasons.append(Reason("bad_day", {"value": text[:20]}, "released_on"))
        return date.min


def _value(text: str, qualifier: str, reasons: list[Reason]) -> tuple[Decimal, str]:
    """A number, with what was written around it: 近 4300, 4300余, <2, 不到2."""
    plain = text.replace(",", "").replace("，", "").replace("不到", "<").replace("＜", "<").strip()
    said = next((q for q in QUALIFIERS[1:] if plain.startswith(q) or plain.endswith(q)), "")
    plain = plain.strip("近余约<").strip()
    found = Decimal(0)
    try:
        found = Decimal(plain or "x")
        sound = found.is_finite() and abs(found) < LARGEST and _places(found) <= PLACES
    except InvalidOperation:
        sound = False
    if text and not sound:
        reasons.append(Reason("bad_number", {"value": text[:20]}, "value"))
    if qualifier not in QUALIFIERS or (qualifier and said and qualifier != said):
        reasons.append(Reason("unknown_value", {"value": qualifier[:10]}, "qualifier"))
    return found, qualifier or said


def _places(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0


def _status(text: str, reasons: list[Reason]) -> str:
    by_name = {label: key for key, label in STATUSES.items()} | {key: key for key in STATUSES}
    if text and text not in by_name:
        reasons.append(Reason("unknown_value", {"value": text[:20]}, "status"))
    return by_name.get(text, "")
