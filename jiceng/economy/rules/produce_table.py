"""A sheet of producers and produce read line by line, each cell named that cannot be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from jiceng.casework.rules.problem_table import read_day
from jiceng.casework.rules.sheets import Cells, Columns, by_label, whole
from jiceng.economy.rules.money import fen_of
from jiceng.economy.rules.produce import MEASURES, PRODUCERS, QUALITY_PAPERS, QualityPaper
from jiceng.kernel.words import N_

COLUMNS = Columns(
    {
        "producer": (N_("生产者"), "生产者名称", "商号", "名称"),
        "producer_kind": (N_("生产者类型"), "主体类型"),
        "area": (N_("所在社区（村）"), "所在村", "村（社区）", "社区"),
        "households": (N_("户数"), "带动户数"),
        "produce": (N_("农产品"), "产品名称", "品名"),
        "kind": (N_("类别"), "产品类别"),
        "measure": (N_("计量单位"), "单位"),
        "price_fen": (N_("单价（元）"), "单价", "价格"),
        "paper": (N_("证明"), "质量证明"),
        "paper_number": (N_("证明编号"), "编号"),
        "until": (N_("有效期至"), "有效期", "证明有效期"),
    },
    ("producer", "producer_kind", "area", "produce", "kind", "measure", "price_fen"),
)
"""Contact persons and telephone numbers are not read."""


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


def row_of(cells: Mapping[str, str], columns: Mapping[str, str]) -> ProduceRow:
    """A line. Raises `Invalid` with every reason against it, each at its field."""
    said = COLUMNS.cells(cells, columns)
    producer_kind = said.one("producer_kind", by_label(PRODUCERS))
    measure = said.one("measure", by_label(MEASURES))
    households = said.read("households", whole, 1, "bad_number")
    fen = said.read("price_fen", fen_of, 0, "amount_unreadable")
    paper = _paper(said)
    said.check()
    return ProduceRow(
        said["producer"], producer_kind, said["area"], households, said["produce"], said["kind"],
        measure, fen, paper,
    )  # fmt: skip


def _paper(said: Cells) -> QualityPaper | None:
    if not said["paper"]:
        return None
    kind = said.one("paper", by_label(QUALITY_PAPERS))
    if not said["paper_number"]:
        said.refuse("paper_number", "needed")
    return QualityPaper(kind, said["paper_number"], said.read("until", _last_day, None, "bad_day"))


def _last_day(text: str) -> date:
    found = read_day(text, at_end=True)
    if found is None:
        raise ValueError(text)
    return found
