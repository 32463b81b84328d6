"""Planned progress, report days and lights: tables and laws."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiceng.casework.rules.supervision import (
    LightFacts,
    PlanNode,
    SupervisionTerms,
    light,
    next_report_day,
    planned_progress,
    report_answers,
)
from jiceng.casework.tests.county import NOON
from jiceng.kernel.calendar import WorkingCalendar

CALENDAR, TERMS = WorkingCalendar(), SupervisionTerms()
DAY = timedelta(days=1)
MONDAY = date(2026, 11, 23)
NODES = (PlanNode(date(2026, 11, 27), 30), PlanNode(date(2026, 12, 18), 70))
DUE = NOON + timedelta(days=30)
FACTS = LightFacts("undertaking", MONDAY, DUE, nodes=NODES, next_report_on=date(2026, 11, 27))
days = st.dates(date(2026, 1, 1), date(2027, 12, 31))
plans = st.lists(st.builds(PlanNode, days, st.integers(0, 100)), max_size=6)


def lit(facts: LightFacts, on: datetime) -> tuple[str, list[str]]:
    found = light(facts, on, calendar=CALENDAR, terms=TERMS)
    return found.light, [r.code for r in found.because]


@pytest.mark.parametrize(
    ("on", "steps", "evenly"),
    [
        (date(2026, 11, 23), 0, 0),
        (date(2026, 11, 25), 0, 12),
        (date(2026, 11, 27), 0, 24),
        (date(2026, 11, 28), 30, 30),
        (date(2026, 12, 8), 30, 63),
        (date(2026, 12, 18), 30, 96),
        (date(2026, 12, 19), 100, 100),
    ],
)
def test_progress_is_planned_in_steps_and_evenly_for_a_quantity(
    on: date, steps: int, evenly: int
) -> None:
    assert planned_progress(NODES, on) == steps
    assert planned_progress(NODES, on, begins=MONDAY) == evenly


@given(plans, days, days, st.none() | days)
def test_planned_progress_never_falls_and_stays_a_percentage(
    nodes: list[PlanNode], one: date, other: date, begins: date | None
) -> None:
    early, late = sorted((one, other))
    first = planned_progress(nodes, early, begins=begins)
    assert 0 <= first <= planned_progress(nodes, late, begins=begins) <= 100


@given(plans, days)
def test_evenly_is_never_less_than_in_steps(nodes: list[PlanNode], on: date) -> None:
    assert planned_progress(nodes, on, begins=MONDAY) >= planned_progress(nodes, on)


@pytest.mark.parametrize(
    ("every", "after", "day"),
    [
        ("week", date(2026, 11, 23), date(2026, 11, 27)),
        ("week", date(2026, 11, 27), date(2026, 12, 4)),
        ("ten_days", date(2026, 11, 23), date(2026, 11, 30)),
        ("ten_days", date(2026, 12, 10), date(2026, 12, 18)),
        ("month", date(2026, 11, 30), date(2026, 12, 31)),
        ("month", date(2026, 10, 15), date(2026, 10, 30)),
        ("quarter", date(2026, 11, 23), date(2026, 12, 31)),
        ("", date(2026, 11, 23), None),
        ("node", date(2026, 11, 23), None),
    ],
)
def test_reports_are_owed_on_the_last_working_day_of_the_period(
    every: str, after: date, day: date | None
) -> None:
    assert next_report_day(every, after, CALENDAR) == day


@given(st.sampled_from(["week", "ten_days", "month", "quarter"]), days)
def test_the_next_report_is_always_later_and_on_a_working_day(every: str, after: date) -> None:
    owed = next_report_day(every, after, CALENDAR)
    assert owed is not None and owed > after and CALENDAR.works_on(owed)
    assert (owed - after).days <= 95


@pytest.mark.parametrize(
    ("on", "answers"),
    [(-4, False), (-3, True), (0, True), (9, True)],
)
def test_a_report_a_few_days_early_is_the_one_owed(on: int, answers: bool) -> None:
    assert report_answers(MONDAY, MONDAY + on * DAY) is answers


@pytest.mark.parametrize(
    ("changes", "after", "colour", "because"),
    [
        ({}, 1, "green", ["light_on_plan"]),
        ({}, 4, "green", ["light_on_plan"]),
        ({"progress": 30}, 5, "yellow", ["light_report_late"]),
        ({"progress": 30}, 9, "yellow", ["light_report_late"]),
        ({"progress": 30}, 10, "red", ["light_report_late"]),
        ({"progress": 26, "next_report_on": None}, 5, "green", ["light_on_plan"]),
        ({"progress": 25, "next_report_on": None}, 5, "yellow", ["light_behind"]),
        ({"progress": 15, "next_report_on": None}, 5, "yellow", ["light_behind"]),
        ({"progress": 14, "next_report_on": None}, 5, "red", ["light_behind"]),
        ({"progress": 100, "next_report_on": None}, 24, "green", ["light_on_plan"]),
        ({"progress": 100, "next_report_on": None}, 27, "yellow", ["light_near"]),
        ({"progress": 100, "next_report_on": None}, 31, "red", ["light_overdue"]),
        ({"state": "suspended", "due_at": None}, 90, "paused", ["light_suspended"]),
        ({"state": "under_review", "settled_at": NOON + 29 * DAY}, 60, "green", ["light_on_plan"]),
        ({"state": "under_review", "settled_at": NOON + 31 * DAY}, 60, "red", ["light_overdue"]),
        ({"state": "completed", "completion": "done", "settled_at": NOON}, 60, "done",
         ["light_done"]),
        ({"state": "completed", "completion": "routine", "settled_at": NOON + 31 * DAY}, 60,
         "done_late", ["light_done_late"]),
        ({"state": "completed", "completion": "terminated"}, 60, "paused", ["light_terminated"]),
    ],
)  # fmt: skip
def test_lights_by_table(
    changes: dict[str, object], after: int, colour: str, because: list[str]
) -> None:
    facts = replace(FACTS, **changes)  # type: ignore[arg-type]  # columns of many kinds
    assert lit(facts, NOON + after * DAY) == (colour, because)


WORSE = {"green": 0, "yellow": 1, "red": 2}
facts_of = st.builds(
    LightFacts,
    state=st.sampled_from(["assigned", "undertaking", "under_review"]),
    begins=st.just(MONDAY),
    due_at=st.integers(1, 200).map(lambda n: NOON + n * DAY),
    progress=st.integers(0, 100),
    nodes=plans.map(tuple),
    is_quantity=st.booleans(),
    next_report_on=st.none() | days,
)


@given(facts_of, st.integers(0, 300), st.integers(0, 100))
def test_time_alone_never_betters_a_light(facts: LightFacts, after: int, more: int) -> None:
    before, later = NOON + after * DAY, NOON + (after + more) * DAY
    assert WORSE[lit(facts, before)[0]] <= WORSE[lit(facts, later)[0]]


@given(facts_of, st.integers(0, 300), st.integers(0, 100))
def test_more_progress_never_worsens_a_light(facts: LightFacts, after: int, more: int) -> None:
    better = replace(facts, progress=min(100, facts.progress + more))
    on = NOON + after * DAY
    assert WORSE[lit(better, on)[0]] <= WORSE[lit(facts, on)[0]]


@given(facts_of, st.integers(0, 300))
def test_every_light_says_why(facts: LightFacts, after: int) -> None:
    assert lit(facts, NOON + after * DAY)[1]


def test_the_countys_thresholds_decide() -> None:
    strict = SupervisionTerms.from_content({"behind_yellow": 1, "behind_red": 3})
    facts = replace(FACTS, progress=26, next_report_on=None)
    on = NOON + 5 * DAY
    assert light(facts, on, calendar=CALENDAR, terms=strict).light == "red"
    assert light(facts, on, calendar=CALENDAR, terms=TERMS).light == "green"
