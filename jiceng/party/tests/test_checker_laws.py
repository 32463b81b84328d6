"""The drill, and laws that hold for every file (facts.md §5.4): recall and precision are 1."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiceng.party.rules.checker import RULES, RULES_OF_STEPS, check, check_steps
from jiceng.party.rules.drill import clean, clean_files
from jiceng.party.rules.drill_defects import DEFECTS, Defect, seeded, with_defects
from jiceng.party.rules.facts_of_file import Event, FileFacts
from jiceng.party.rules.findings import Finding
from jiceng.party.rules.months import add_months
from jiceng.party.tests.checked import RULE_BOOK

SEEDS = st.integers(0, 2**32)
FILE_RULES = [rule.id for rule in RULES.values() if rule.look]
COUNTED = frozenset({"half_year_review"})
"""Records a rule counts: one less is one too few, and not merely unknown."""


def failed(facts: FileFacts) -> set[str]:
    return {f.rule for f in check(facts, RULE_BOOK) if f.result == "fail"}


@pytest.fixture(scope="module")
def drill() -> list[tuple[Defect, dict[str, Finding]]]:
    """Twenty files of each defect and as many clean ones again, checked."""
    files = [*with_defects(Random(20261129), 20 * len(DEFECTS))]
    files += [(CLEAN, facts) for facts in clean_files(Random(4), len(files))]
    assert len(files) > 1_000
    return [(d, {f.rule: f for f in check(facts, RULE_BOOK)}) for d, facts in files]


CLEAN = Defect("clean", frozenset(), lambda draft, rng: None)


@pytest.mark.parametrize("rule", FILE_RULES)
def test_each_rule_finds_every_seeded_defect_and_nothing_else(
    drill: list[tuple[Defect, dict[str, Finding]]], rule: str
) -> None:
    found = Counter(d.name for d, said in drill if said[rule].result == "fail")
    seeded_here = Counter(d.name for d, _ in drill if rule in d.breaks)
    assert seeded_here.total() >= 20
    assert found == seeded_here


def test_a_clean_file_passes_every_rule() -> None:
    results = Counter(
        f.result for facts in clean_files(Random(7), 1_000) for f in check(facts, RULE_BOOK)
    )
    assert results == {"pass": 1_000 * len(FILE_RULES)}


@settings(deadline=None)
@given(SEEDS)
def test_a_file_without_records_is_unknown_and_never_at_fault(seed: int) -> None:
    bare = replace(clean(Random(seed)).facts(), events=(), papers=None)
    assert {f.result for f in check(bare, RULE_BOOK)} == {"unknown"}


@settings(deadline=None)
@given(SEEDS, st.data())
def test_what_is_not_recorded_makes_no_fault(seed: int, data: st.DataObject) -> None:
    whole = clean(Random(seed)).facts()
    poorer = replace(whole, events=tuple(_poorer(whole, data)), papers=None)
    assert failed(poorer) == set()


def _poorer(facts: FileFacts, data: st.DataObject) -> Iterator[Event]:
    """The records with steps, days and particulars left out; what a rule counts stays."""
    for event in facts.events:
        left_out = data.draw(st.sampled_from(["nothing", "record", "day", "particulars"]))
        if left_out == "nothing" or event.step in COUNTED | {"candidate_filing"}:
            yield event
        elif left_out == "day":
            yield replace(event, on=None)
        elif left_out == "particulars":
            yield replace(event, values={k: v for k, v in event.values.items() if k in KEPT})


KEPT = frozenset({"at", "outcome", "special_reason", "until", "months"})
"""Particulars that say which record it is, or excuse it."""


@settings(deadline=None)
@given(SEEDS, st.sampled_from(DEFECTS), st.data())
def test_a_further_fact_never_makes_a_fault_unknown(
    seed: int, defect: Defect, data: st.DataObject
) -> None:
    whole = seeded(defect, Random(seed))
    step = data.draw(st.sampled_from(sorted({e.step for e in whole.events})))
    poorer = replace(whole, events=tuple(e for e in whole.events if e.step != step))
    now = {f.rule: f.result for f in check(whole, RULE_BOOK)}
    for finding in check(poorer, RULE_BOOK):
        if finding.result == "fail" and defect.name != "filed without a day":
            assert now[finding.rule] != "unknown", finding


@settings(deadline=None)
@given(SEEDS, st.sampled_from(DEFECTS))
def test_papers_at_hand_or_not_changes_no_result_but_what_rests_on_them(
    seed: int, defect: Defect
) -> None:
    whole = seeded(defect, Random(seed))
    unseen = {f.rule: f.result for f in check(replace(whole, papers=None), RULE_BOOK)}
    for finding in check(whole, RULE_BOOK):
        assert unseen[finding.rule] in (finding.result, "unknown")


@settings(deadline=None)
@given(SEEDS, st.sampled_from(DEFECTS))
def test_whole_leap_cycles_later_everything_is_found_alike(seed: int, defect: Defect) -> None:
    """28 years: the same weekdays and the same 29 February, under the same version."""
    whole = seeded(defect, Random(seed))
    assert _results(later(whole, 28)) == _results(whole)


def _results(facts: FileFacts) -> list[tuple[str, str]]:
    return [(f.rule, f.result) for f in check(facts, RULE_BOOK)]


def later(facts: FileFacts, years: int) -> FileFacts:
    """The same file so many years later."""

    def moved(value: Any) -> Any:
        return add_months(value, 12 * years) if isinstance(value, date) else value

    def people(value: Any) -> Any:
        if not isinstance(value, tuple):
            return moved(value)
        return tuple(
            replace(p, full_on=moved(p.full_on), ended_on=moved(p.ended_on)) for p in value
        )

    events = tuple(
        Event(e.step, moved(e.on), {k: people(v) for k, v in e.values.items()})
        for e in facts.events
    )
    return replace(facts, born_on=moved(facts.born_on), events=events)


@settings(deadline=None)
@given(SEEDS, st.sampled_from(DEFECTS), st.sampled_from(sorted(RULES_OF_STEPS)))
def test_a_move_asks_only_the_rules_that_rest_on_its_step(
    seed: int, defect: Defect, step: str
) -> None:
    facts = seeded(defect, Random(seed))
    whole = [f for f in check(facts, RULE_BOOK) if f.rule in RULES_OF_STEPS[step]]
    assert check_steps([step], facts, RULE_BOOK) == whole


@settings(deadline=None)
@given(SEEDS)
def test_a_rule_looks_at_no_step_it_does_not_name(seed: int) -> None:
    """Leaving out a step changes only rules that say they rest on it."""
    whole = replace(clean(Random(seed)).facts(), papers=None)
    before = dict(_results(whole))
    for step in {e.step for e in whole.events}:
        poorer = replace(whole, events=tuple(e for e in whole.events if e.step != step))
        changed = {rule for rule, result in _results(poorer) if result != before[rule]}
        assert changed <= set(RULES_OF_STEPS[step]), step
