"""What producers sell: its kinds, which quality papers they ask for, prices (facts.md §7.1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from jiceng.kernel.refusal import Reason
from jiceng.kernel.words import N_

KIND = "produce_kind"
"""The kind of configuration that lists kinds of produce."""
PRODUCERS: Mapping[str, str] = {
    "household": N_("农户"), "cooperative": N_("合作社"), "village": N_("村集体"),
}  # fmt: skip
QUALITY_PAPERS: Mapping[str, str] = {
    "pass_certificate": N_("承诺达标合格证"),
    "test_report": N_("检测报告"),
    "quarantine": N_("动物检疫合格证明"),
    "workshop_record": N_("食品小作坊登记证"),
    "origin": N_("产地证明"),
}
WEIGHTS: Mapping[str, str] = {"斤": N_("斤"), "公斤": N_("公斤")}
MEASURES: Mapping[str, str] = {
    **WEIGHTS, "只": N_("只"), "个": N_("个"), "箱": N_("箱"), "盒": N_("盒"), "袋": N_("袋"),
    "瓶": N_("瓶"), "份": N_("份"), "把": N_("把"),
}  # fmt: skip
"""What one of it may be; only what is weighed is sold in parts."""
HIGHEST_FEN = 1_000_000
"""10,000 yuan for one measure: more is a slip of the keyboard."""
MOST_HOUSEHOLDS = 5000


@dataclass(frozen=True, slots=True)
class ProduceKind:
    """A kind of produce and the quality papers without which it is not sold."""

    key: str
    name: str
    name_en: str = ""
    papers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class QualityPaper:
    """A paper that vouches for produce, through a last day; None has no end."""

    kind: str
    number: str
    until: date | None = None

    def as_json(self) -> dict[str, Any]:
        until = self.until.isoformat() if self.until else None
        return {"kind": self.kind, "number": self.number, "until": until}

    def is_valid(self, day: date) -> bool:
        return self.until is None or day <= self.until


def kind_of(key: str, content: Mapping[str, Any]) -> ProduceKind:
    """A kind as configuration keeps it."""
    return ProduceKind(
        key, str(content["name"]), str(content.get("name_en", "")),
        tuple(content.get("papers", ())),
    )  # fmt: skip


def check_kind(key: str, content: Mapping[str, Any], _rows: Any = None) -> list[Reason]:
    """What makes a version of a kind unfit."""
    faults = []
    if not str(content.get("name") or "").strip():
        faults.append(Reason("paper_missing", {"paper": "name"}, "name"))
    papers = content.get("papers", ())
    if isinstance(papers, str) or not isinstance(papers, Sequence):
        return [*faults, Reason("unknown_value", {"value": str(papers)}, "papers")]
    for paper in papers:
        if paper not in QUALITY_PAPERS:
            faults.append(Reason("unknown_value", {"value": str(paper)}, "papers"))
    return faults


def kept_papers(kept: Sequence[Mapping[str, Any]]) -> tuple[QualityPaper, ...]:
    """Papers as a row keeps them."""
    return tuple(
        QualityPaper(
            str(p["kind"]), str(p["number"]),
            date.fromisoformat(str(p["until"])) if p.get("until") else None,
        )
        for p in kept
    )  # fmt: skip


def with_paper(
    papers: Sequence[QualityPaper], fresh: QualityPaper
) -> tuple[QualityPaper, ...]:  # fmt: skip
    """Papers with one more; the same number of the same kind is written anew."""
    kept = [p for p in papers if (p.kind, p.number) != (fresh.kind, fresh.number)]
    return (*kept, fresh)


def paper_faults(
    name: str, kind: ProduceKind | None, papers: Sequence[QualityPaper], day: date
) -> Iterator[Reason]:
    """Why produce is not sold on a day: a paper its kind asks for is missing, or has lapsed."""
    for wanted in kind.papers if kind else ():
        held = [p for p in papers if p.kind == wanted]
        told = {"produce": name, "paper": wanted}
        if not held:
            yield Reason("quality_paper_missing", told)
        elif not any(p.is_valid(day) for p in held):
            last = max(p.until for p in held if p.until)
            yield Reason(
                "quality_paper_lapsed", {**told, "until": last.isoformat(), "day": day.isoformat()}
            )


def price_fault(fen: int) -> Reason | None:
    """A price is more than nothing, and no slip of the keyboard."""
    if fen <= 0:
        return Reason("price_not_positive", field="price_fen")
    if fen > HIGHEST_FEN:
        return Reason("price_too_high", {"high": HIGHEST_FEN // 100}, "price_fen")
    return None


def households_fault(kind: str, households: int) -> Reason | None:
    """A household is one; a co-operative or a village says how many share its income."""
    if not 1 <= households <= MOST_HOUSEHOLDS:
        return Reason("number_range", {"low": 1, "high": MOST_HOUSEHOLDS}, "households")
    if kind == "household" and households != 1:
        return Reason("household_is_one", field="households")
    return None
