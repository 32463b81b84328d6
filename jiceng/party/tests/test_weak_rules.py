"""Conditions of a sweep on both sides of their bounds, and progress counted from items (§3.3)."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiceng.party.actions.rule_book import SHIPPED
from jiceng.party.rules.months import add_months
from jiceng.party.rules.weak_branches import (
    Condition,
    Fact,
    Step,
    conditions_of,
    missing,
    months_of,
    outcome,
)

TODAY = date(2026, 11, 23)
VERSIONS = [
    version
    for version in tomllib.loads(SHIPPED.read_text("utf-8"))["version"]
    if version["key"] == "weak_branch"
]
NOW = {c.key: c for c in conditions_of(VERSIONS[-1]["values"])}


@pytest.mark.parametrize(
    ("key", "fact", "said"),
    [
        # §3.3 [S41]: secretary vacant for more than three months
        ("secretary_vacant", Fact(since=date(2026, 8, 23)), "not_met"),
        ("secretary_vacant", Fact(since=date(2026, 8, 22)), "met"),
        ("secretary_vacant", Fact(holds=False), "not_met"),
        ("secretary_vacant", Fact(), "not_known"),
        ("secretary_vacant", None, "not_known"),
        # term over: the last day still counts
        ("term_over", Fact(since=date(2026, 11, 23)), "not_met"),
        ("term_over", Fact(since=date(2026, 11, 22)), "met"),
        # a quarter without a members' meeting
        ("meetings_missing", Fact(since=date(2026, 8, 24)), "not_met"),
        ("meetings_missing", Fact(since=date(2026, 8, 23)), "met"),
        # §3.3 [S43]: villages, no candidate for two years
        ("no_candidate", Fact(since=date(2024, 11, 24)), "not_met"),
        ("no_candidate", Fact(since=date(2024, 11, 23)), "met"),
        ("few_members", Fact(number=3), "not_met"),
        ("few_members", Fact(number=2), "met"),
        # §3.3 [S45]: satisfaction below 60 %
        ("low_satisfaction", Fact(number=60), "not_met"),
        ("low_satisfaction", Fact(number=59), "met"),
        ("low_satisfaction", Fact(), "not_known"),
        ("secretary_unfit", Fact(holds=True), "met"),
        ("secretary_unfit", Fact(), "not_known"),
    ],
)
def test_each_condition_holds_on_both_sides_of_its_bound(
    key: str, fact: Fact | None, said: str
) -> None:
    assert outcome(NOW[key], fact, TODAY) == said


@pytest.mark.parametrize(
    ("since", "first"),
    [
        (date(2025, 11, 30), date(2026, 3, 1)),  # three months end on 28 February
        (date(2027, 11, 30), date(2028, 3, 1)),  # and on the 29th in a leap year
        (date(2026, 1, 31), date(2026, 5, 1)),
    ],
)
def test_months_run_by_the_calendar(since: date, first: date) -> None:
    vacant, fact = NOW["secretary_vacant"], Fact(since=since)
    assert outcome(vacant, fact, first - timedelta(days=1)) == "not_met"
    assert outcome(vacant, fact, first) == "met"


def test_some_conditions_are_asked_of_villages_alone() -> None:
    assert NOW["no_candidate"].is_asked("village")
    assert not NOW["no_candidate"].is_asked("organ")
    assert NOW["term_over"].is_asked("organ")


@pytest.mark.parametrize("change", [{"test": "sounds_bad"}, {"basis": "rumoured"}])
def test_a_condition_nobody_can_test_is_noticed(change: dict[str, str]) -> None:
    row = {**VERSIONS[-1]["values"]["conditions"][0], **change}
    with pytest.raises(ValueError, match="secretary_vacant"):
        conditions_of({"conditions": [row]})


@pytest.mark.parametrize("version", VERSIONS, ids=lambda v: str(v["valid_from"]))
def test_every_shipped_version_reads_and_says_that_it_is_unverified(
    version: dict[str, dict[str, object]],
) -> None:
    assert len(conditions_of(version["values"])) >= 6
    assert "conditions" in version["unverified"]


def test_a_quota_was_set_once_and_is_no_more() -> None:
    """2014: 10 % of villages, 5 % of communities [S44]; now none [S42]."""
    quotas = [(v["values"]["village_percent"], v["values"]["community_percent"]) for v in VERSIONS]
    assert quotas == [(10, 5), (0, 0)]


DAYS = st.dates(date(2018, 1, 1), date(2030, 12, 31))


@given(DAYS, DAYS, st.integers(0, 36))
def test_what_is_met_stays_met_as_time_passes(since: date, today: date, bound: int) -> None:
    condition = Condition("k", "k", "", "derived", "k", "at_least", bound, frozenset())
    fact = Fact(since=since)
    if outcome(condition, fact, today) == "met":
        assert outcome(condition, fact, today + timedelta(days=1)) == "met"


@given(st.lists(st.tuples(DAYS, st.none() | DAYS), max_size=8), DAYS, DAYS)
def test_progress_never_goes_back_and_ends_with_what_was_done(
    items: list[tuple[date, date | None]], since: date, until: date
) -> None:
    steps = [Step(due, done) for due, done in items]
    months = list(months_of(steps, since, until))
    assert [m.done_so_far for m in months] == sorted(m.done_so_far for m in months)
    if months:
        after = add_months(until.replace(day=1), 1)
        assert months[-1].done_so_far == sum(1 for s in steps if s.done_on and s.done_on < after)
        assert all(0 <= m.percent <= 100 for m in months)


def test_what_is_missing_is_named_once_in_the_order_wanted() -> None:
    assert missing(["a", "b", "a", "c"], ["b"]) == ("a", "c")
