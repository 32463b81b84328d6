"""Plans: what a level opens, what changes between two, and which plans are unfit."""

from __future__ import annotations

import tomllib
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import jiceng.casework
from jiceng.emergency.actions.content import shipped_plans
from jiceng.emergency.rules.emergencies import (
    LEVELS,
    Opens,
    check_plan,
    difference,
    plan_of,
)

OPENS = st.sets(st.builds(Opens, st.sampled_from(["rosters", "terms"]), st.text(max_size=2)))
PLANS = shipped_plans()
CONTENT = Path(jiceng.casework.__file__).parent / "content"
TYPES = tomllib.loads((CONTENT / "case_types.toml").read_text("utf-8"))


@pytest.mark.parametrize("key", sorted(PLANS))
def test_every_shipped_plan_is_fit_and_says_that_it_is_not_verified(key: str) -> None:
    assert check_plan(key, PLANS[key], {row["code"] for row in TYPES["type"]}) == []
    assert plan_of(key, 1, PLANS[key]).is_unverified


@pytest.mark.parametrize("key", sorted(PLANS))
def test_a_graver_level_opens_all_that_a_milder_one_does(key: str) -> None:
    plan = plan_of(key, 1, PLANS[key])
    for graver, milder in pairwise(LEVELS):
        opened = {(o.kind, o.key) for o in plan.opens(graver)}
        assert {(o.kind, o.key) for o in plan.opens(milder)} <= opened


@given(OPENS, OPENS)
def test_closing_and_opening_lead_from_one_level_to_the_other(
    before: set[Opens], after: set[Opens]
) -> None:
    opened, closed = difference(before, after)
    assert (before - set(closed)) | set(opened) == after
    assert not set(opened) & set(closed)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": ""}, "text_length"),
        ({"kind": "comet"}, "unknown_value"),
        ({"levels": {}}, "plan_without_levels"),
        ({"levels": {"V": {}}}, "plan_unknown_level"),
        ({"levels": {"I": {"parties": []}}}, "plan_unknown_key"),
        ({"levels": {"I": {"checkpoints": ["moon"]}}}, "unknown_value"),
        ({"levels": {"I": {"notices": ["unwritten"]}}}, "unknown_value"),
        ({"levels": {"I": {"case_types": ["9999"]}}}, "unknown_value"),
        ({"levels": {"I": {"rosters": "值班"}}}, "plan_unreadable_part"),
        ({"levels": {"I": {"terms": {"0101": "soon"}}}}, "bad_term"),
        ({"notices": {"a": {"title": "x"}}, "levels": {"I": {}}}, "plan_notice_empty"),
        ({"colour": "red"}, "plan_unknown_key"),
    ],
)
def test_an_unfit_plan_is_told_why(change: dict[str, Any], code: str) -> None:
    faults = check_plan("typhoon", {**PLANS["typhoon"], **change}, {"0101"})
    assert code in [f.code for f in faults]
