"""What may be applied for: its papers, its terms, at which level it is done (facts.md §6.1).

No paper is asked for that the administration holds already, and no promise is longer than the law.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jiceng.kernel.refusal import Reason
from jiceng.kernel.terms import Counting, Term
from jiceng.kernel.words import N_

KIND = "service_item"
HELD = "held_paper"
CHANNELS: Mapping[str, str] = {
    "online": N_("网上"), "counter": N_("窗口"), "home": N_("上门"),
}  # fmt: skip
LEVELS = ("county", "town", "community")
AUDIENCES: Mapping[str, str] = {"person": N_("个人"), "company": N_("企业和组织")}
HOURS_A_DAY = 8
"""Working hours that are compared with one working day."""
COMPARED: Mapping[Counting, int] = {
    Counting.MINUTES: 1, Counting.ROUND_CLOCK: 60, Counting.WORKING_HOURS: 60,
    Counting.WORKING_DAYS: 60 * HOURS_A_DAY, Counting.CALENDAR_DAYS: 60 * HOURS_A_DAY,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper somebody brings; `note` says which form, how many, who needs it."""

    key: str
    name: str
    name_en: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class ServiceItem:
    """An item of the catalogue in one version."""

    key: str
    version: int
    name: str
    name_en: str
    unit: str
    """The competent unit."""
    statutory: Term
    promise: Term
    is_instant: bool
    papers: tuple[Paper, ...]
    channels: tuple[str, ...]
    level: str
    """The level the law names; lower ones do it where a power has been delegated to them."""
    audience: str
    basis: str
    conditions: tuple[str, ...]
    result: str
    fee_fen: int = 0
    is_sample: bool = False

    def paper(self, key: str) -> Paper | None:
        return next((p for p in self.papers if p.key == key), None)


def item_of(key: str, version: int, content: Mapping[str, Any]) -> ServiceItem:
    """An item as configuration keeps it, once it has passed `check_item`."""
    papers = tuple(
        Paper(p["key"], p["name"], p.get("name_en", ""), p.get("note", ""))
        for p in content.get("papers", ())
    )
    return ServiceItem(
        key, version, str(content["name"]), str(content.get("name_en", "")), str(content["unit"]),
        Term.parse(content["statutory"]), Term.parse(content["promise"]),
        bool(content.get("is_instant", False)), papers,
        tuple(content.get("channels", ("counter",))), str(content.get("level", "county")),
        str(content.get("audience", "person")), str(content.get("basis", "")),
        tuple(content.get("conditions", ())), str(content.get("result", "")),
        int(content.get("fee_fen", 0)), bool(content.get("is_sample", False)),
    )  # fmt: skip


def check_item(
    content: Mapping[str, Any], units: Collection[str], held: Mapping[str, str]
) -> list[Reason]:
    """What makes a version of an item unfit. `held` says who holds each paper, by its name."""
    return [*_text_faults(content, units), *_term_faults(content), *_paper_faults(content, held)]


def _text_faults(content: Mapping[str, Any], units: Collection[str]) -> Iterator[Reason]:
    for name in ("name", "result"):
        if not 1 <= len(str(content.get(name) or "").strip()) <= 200:
            yield Reason("text_length", {"low": 1, "high": 200}, name)
    if content.get("unit") not in units:
        yield Reason("unknown_unit", {"value": str(content.get("unit") or "")}, "unit")
    for channel in content.get("channels", ()):
        if channel not in CHANNELS:
            yield Reason("unknown_value", {"value": str(channel)}, "channels")
    for name, known in (("level", LEVELS), ("audience", AUDIENCES)):
        if name in content and content[name] not in known:
            yield Reason("unknown_value", {"value": str(content[name])}, name)


def _term_faults(content: Mapping[str, Any]) -> Iterator[Reason]:
    found: dict[str, Term] = {}
    for name in ("statutory", "promise"):
        try:
            found[name] = Term.parse(str(content.get(name) or ""))
        except ValueError:
            yield Reason("bad_term", {"value": str(content.get(name) or "")}, name)
    if len(found) == 2 and minutes(found["promise"]) > minutes(found["statutory"]):
        told = {"promise": str(found["promise"]), "statutory": str(found["statutory"])}
        yield Reason("promise_beyond_law", told, "promise")


def minutes(term: Term) -> int:
    """About how long a term is, to compare two of them: a working day counts eight hours."""
    return term.amount * COMPARED[term.counting]


def _paper_faults(content: Mapping[str, Any], held: Mapping[str, str]) -> Iterator[Reason]:
    seen: set[str] = set()
    for place, paper in enumerate(content.get("papers", ())):
        at = f"papers.{place}"
        if not isinstance(paper, Mapping) or not paper.get("key") or not paper.get("name"):
            yield Reason("paper_unnamed", {"place": place + 1}, at)
            continue
        if paper["key"] in seen:
            yield Reason("paper_twice", {"value": paper["key"]}, at)
        seen.add(paper["key"])
        if holder := held.get(normal(paper["name"])):
            yield Reason("paper_held", {"paper": paper["name"], "holder": holder}, at)


def normal(name: str) -> str:
    """A paper's name as names are compared: without what is said in brackets, or copies."""
    words = name.strip()
    for mark in ("（", "("):
        words = words.partition(mark)[0]
    for tail in ("原件及复印件", "原件和复印件", "复印件", "原件"):
        words = words.removesuffix(tail)
    return words.strip()


def held_names(rows: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Every name of every paper the administration holds -> who holds it."""
    return {normal(n): str(row["holder"]) for row in rows.values() for n in row["names"]}


def check_held(content: Mapping[str, Any]) -> list[Reason]:
    """A paper the administration holds: what people call it, and who holds it."""
    faults = []
    if not content.get("names"):
        faults.append(Reason("needed", field="names"))
    if not str(content.get("holder") or "").strip():
        faults.append(Reason("needed", field="holder"))
    return faults


def may_do(item: ServiceItem, level: str, delegated: bool) -> bool:
    """Whether an area's level does an item: the level the law names, or one below that was given
    the power (赋权清单); collecting for somebody else needs no power.
    """
    if level not in LEVELS:
        return False
    return LEVELS.index(level) <= LEVELS.index(item.level) or delegated
