"""The county's rules for cases as values: types, terms, ladders, routing rows (S11).

Built from configuration rows (`from_rows`), or by hand in a test. Everything is resolved from
type x state x level here and handed to the engine as values (decisions.md 28).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from jiceng.kernel.process import Terms
from jiceng.kernel.routing import Rule
from jiceng.kernel.terms import Counting, Ladder, Rung, Term

GENERAL_PROMISE = Term(15, Counting.WORKING_DAYS)
RECHECK_TERM = Term(10, Counting.WORKING_DAYS)
ARRIVE_WITHIN = Term(30, Counting.MINUTES)
"""Thirty minutes from the whistle (facts.md §1.8)."""


@dataclass(frozen=True, slots=True)
class CaseType:
    """One node of the type tree. A leaf names the duty unit, the limits and when it is done."""

    code: str
    version: int = 0
    name: str = ""
    name_en: str = ""
    parent: str = ""
    path: tuple[str, ...] = ()
    """The code with all its ancestors, itself first."""
    is_leaf: bool = True
    is_extra: bool = False
    """Chosen only while something opens it, such as an emergency."""
    duty_unit: str = ""
    is_law_department: bool = False
    """What the law gives a department is never dispatched down (facts.md §1.9)."""
    first_tier: str = "community"
    level: str = "small"
    promise: Term = GENERAL_PROMISE
    statutory: Term | None = None
    stages: Mapping[str, Term] = field(default_factory=dict)
    needs: frozenset[str] = frozenset()
    closing: str = ""
    closing_en: str = ""
    basis: str = ""
    keywords: tuple[str, ...] = ()

    @property
    def is_small(self) -> bool:
        return self.level == "small" and not self.is_law_department


UNKNOWN_TYPE = CaseType("", level="", is_leaf=False)
"""What a case has before somebody names its type: the general promise and nothing else."""


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Every rule in force at one moment."""

    types: Mapping[str, CaseType] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    stages: Mapping[str, Term] = field(default_factory=dict)
    stage_ladder: Ladder = ()
    promise_ladder: Ladder = ()
    general_promise: Term = GENERAL_PROMISE
    send_back_cap: int = 2
    extension_cap: int = 1
    reopen_window: Term = GENERAL_PROMISE
    rating_days: int = 30
    erase_days: int = 180
    recheck_percent: int = 5
    recheck_term: Term = RECHECK_TERM
    arrive_within: Term = ARRIVE_WITHIN

    def type_of(self, code: str) -> CaseType:
        """The type, or the unknown one with the general promise."""
        return self.types.get(code) or replace(UNKNOWN_TYPE, promise=self.general_promise)

    def terms_for(self, case_type: CaseType, state: str, **rest: Any) -> Terms:
        """What a move into `state` is given under the rules in force."""
        return Terms(
            stage=case_type.stages.get(state) or self.stages.get(state),
            stage_ladder=self.stage_ladder,
            promise_ladder=self.promise_ladder,
            **rest,
        )

    def suggest(self, text: str) -> list[tuple[CaseType, list[str]]]:
        """Leaves whose keywords stand in a text, most hits first, with the words that hit."""
        hits = [
            (leaf, words)
            for leaf in self.types.values()
            if leaf.is_leaf and (words := [w for w in leaf.keywords if w in text])
        ]
        return sorted(hits, key=lambda hit: (-sum(map(len, hit[1])), hit[0].code))


def from_rows(
    types: Mapping[str, tuple[int, Mapping[str, Any]]],
    rules: Mapping[str, tuple[int, Mapping[str, Any]]],
    terms: Mapping[str, Any],
) -> Rulebook:
    """Build the rulebook; each row is (configuration id, content). ValueError names a bad row."""
    parents = {code: str(row[1].get("parent", "")) for code, row in types.items()}
    with_children = set(parents.values())
    numbers = ("send_back_cap", "extension_cap", "rating_days", "erase_days", "recheck_percent")
    lengths = ("general_promise", "reopen_window", "recheck_term", "arrive_within")
    settled: dict[str, Any] = {name: int(terms[name]) for name in numbers if name in terms}
    settled |= {name: Term.parse(terms[name]) for name in lengths if name in terms}
    ladders = terms.get("ladders", {})
    return Rulebook(
        types={
            code: _case_type(code, row[0], row[1], parents, code not in with_children)
            for code, row in types.items()
        },
        rules=tuple(_rule(key, row[0], row[1]) for key, row in rules.items()),
        stages=_stages(terms.get("stages", {})),
        stage_ladder=_ladder(ladders.get("stage", ())),
        promise_ladder=_ladder(ladders.get("promise", ())),
        **settled,
    )


def _case_type(
    code: str, version: int, content: Mapping[str, Any], parents: Mapping[str, str], is_leaf: bool
) -> CaseType:
    path = [code]
    while (parent := parents.get(path[-1], "")) and parent not in path:
        path.append(parent)
    text = {k: str(content.get(k, "")) for k in ("name", "name_en", "duty_unit", "closing",
                                                 "closing_en", "basis")}  # fmt: skip
    return CaseType(
        code=code,
        version=version,
        parent=parents[code],
        path=tuple(path),
        is_leaf=is_leaf,
        is_extra=bool(content.get("extra")),
        is_law_department=bool(content.get("law_department")),
        first_tier=str(content.get("first_tier", "community")),
        level=str(content.get("level", "small")),
        promise=Term.parse(content["promise"]) if content.get("promise") else GENERAL_PROMISE,
        statutory=Term.parse(content["statutory"]) if content.get("statutory") else None,
        stages=_stages(content.get("stages", {})),
        needs=frozenset(content.get("needs", ())),
        keywords=tuple(content.get("keywords", ())),
        **text,
    )


def _rule(key: str, version: int, content: Mapping[str, Any]) -> Rule:
    return Rule(
        key=key,
        version=version,
        order=int(content["order"]),
        unit=str(content["unit"]),
        label=str(content["label"]),
        case_type=str(content.get("case_type", "")),
        area_path=str(content.get("area_path", "")),
        level=str(content.get("level", "")),
        from_hour=int(content.get("from_hour", 0)),
        to_hour=int(content.get("to_hour", 24)),
        label_en=str(content.get("label_en", "")),
    )


def _stages(given: Mapping[str, str]) -> dict[str, Term]:
    return {state: Term.parse(term) for state, term in given.items()}


def _ladder(rows: Any) -> Ladder:
    return tuple(Rung(int(percent), light, str(tell)) for percent, light, tell in rows)
