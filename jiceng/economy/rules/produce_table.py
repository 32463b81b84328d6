"""A sheet of producers and produce read line by line, each cell named that cannot be read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jiceng.casework.rules.problem_table import read_day
from jiceng.economy.rules.money import fen_of
from jiceng.economy.rules.produce import MEASURES, PRODUCERS, QUALITY_PAPERS, QualityPaper
from jiceng.kernel.refusal import Invalid, Reason
from jiceng.kernel.words import N_

FIELDS: Mapping[str, str] = {
    "producer": N_("生产者"), "producer_kind": N_("生产者类型"), "area": N_("所在社区（村）"),
    "households": N_("户数"), "produce": N_("农产品"), "kind": N_("类别"),
    "measure": N_("计量单位"), "price_fen": N_("单价（元）"), "paper": N_("证明"),
    "paper_number": N_("证明编号"), "until": N_("有效期至"),
}  # fmt: skip
"""What a line says, by the name it is asked for."""
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "producer": ("生产者", "生产者名称", "商号", "名称"),
    "producer_kind": ("生产者类型", "主体类型"),
    "area": ("所在社区（村）", "所在村", "村（社区）", "社区"),
    "households": ("户数", "带动户数"),
    "produce": ("农产品", "产品名称", "品名"),
    "kind": ("类别", "产品类别"),
    "measure": ("计量单位", "单位"),
    "price_fen": ("单价（元）", "单价", "价格"),
    "paper": ("证明", "质量证明"),
    "paper_number": ("证明编号", "编号"),
    "until": ("有效期至", "有效期", "证明有效期"),
}
"""How lists head it. Contact persons and telephone numbers are not read."""
NEEDED = ("producer", "producer_kind", "area", "produce", "kind", "measure", "price_fen")


@dataclass(frozen=True, slots=True)
class ProduceRow:
    """One line: a producer and one thing it sells, with a paper where the line has one."""

    producer: str
    producer_kind: str
    area: str
    """As it is written: a name or a code."""
    households: int
    produce: str
    kind: str
    """As it is written: the name of a kind or its key."""
    measure: str
    price_fen: int
    paper: QualityPaper | None = None


def known_headings() -> frozenset[str]:
    return frozenset(h for wanted in HEADINGS.values() for h in wanted)


def columns_of(header: Sequence[str]) -> dict[str, str]:
    """Which heading is what. Raises `Invalid` naming what is not there."""
    found = {
        name: next((h for h in wanted if h in header), "") for name, wanted in HEADINGS.items()
    }
    if missing := [HEADINGS[name][0] for name in NEEDED if not found[name]]:
        raise Invalid(Reason("column_missing", {"columns": missing}, "file"))
    return found


def row_of(cells: Mapping[str, str], columns: Mapping[str, str]) -> ProduceRow:
    """A line. Raises `Invalid` with every reason against it, each at its field."""
    said = {n: cells.get(heading, "").strip() if heading else "" for n, heading in columns.items()}
    faults = [Reason("needed", field=name) for name in NEEDED if not said[name]]
    producer_kind = _key(PRODUCERS, said["producer_kind"], "producer_kind", faults)
    measure = _key(MEASURES, said["measure"], "measure", faults)
    households = _read(int, said["households"] or "1", "bad_number", "households", faults)
    fen = _read(fen_of, said["price_fen"] or "0", "amount_unreadable", "price_fen", faults)
    paper = _paper(said, faults)
    if faults:
        raise Invalid(*faults)
    return ProduceRow(
        said["producer"], producer_kind, said["area"], households, said["produce"], said["kind"],
        measure, fen, paper,
    )  # fmt: skip


def _key(known: Mapping[str, str], text: str, name: str, faults: list[Reason]) -> str:
    """The key of what is written as lists name it, or by key."""
    for key, label in known.items():
        if text in (key, label):
            return key
    if text:
        faults.append(Reason("unknown_value", {"value": text[:40]}, name))
    return ""


def _read(
    read: Callable[[str], Any], text: str, code: str, name: str, faults: list[Reason]
) -> Any:  # fmt: skip
    try:
        return read(text[:20])
    except ValueError:
        faults.append(Reason(code, {"value": text[:40]}, name))
        return 0


def _paper(said: Mapping[str, str], faults: list[Reason]) -> QualityPaper | None:
    if not said["paper"]:
        return None
    kind = _key(QUALITY_PAPERS, said["paper"], "paper", faults)
    if not said["paper_number"]:
        faults.append(Reason("needed", field="paper_number"))
    until = read_day(said["until"], at_end=True) if said["until"] else None
    if said["until"] and until is None:
        faults.append(Reason("bad_day", {"value": said["until"][:40]}, "until"))
    return QualityPaper(kind, said["paper_number"], until)
