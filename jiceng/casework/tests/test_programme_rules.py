"""The light of a project follows from its milestones alone; money is whole fen."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiceng.casework.rules.programmes import (
    FREE,
    NEAR,
    WORST_FIRST,
    Money,
    Step,
    fen_of,
    light_from,
    lit_of,
    summed,
    wan_of,
    worst,
)

TODAY = date(2026, 11, 23)
NEARBY = st.integers(-60, 60).map(lambda n: TODAY + timedelta(days=n))
STEPS = st.lists(
    st.builds(Step, st.sampled_from("甲乙丙丁"), NEARBY, st.none() | NEARBY), max_size=6
)
HARD = ("unlit", "done", "green", "yellow", "red")


def in_days(days: int, done: int | None = None, name: str = "开工") -> Step:
    reached = None if done is None else TODAY + timedelta(days=done)
    return Step(name, TODAY + timedelta(days=days), reached)


@pytest.mark.parametrize(
    ("steps", "light", "codes"),
    [
        ((), "unlit", ["no_milestones"]),
        ((in_days(30),), "green", ["milestones_in_time", "next_milestone"]),
        ((in_days(8),), "green", ["milestones_in_time", "next_milestone"]),
        ((in_days(7),), "yellow", ["milestone_near"]),
        ((in_days(0),), "yellow", ["milestone_near"]),
        ((in_days(-1),), "red", ["milestone_overdue"]),
        ((in_days(-1), in_days(-9), in_days(3)), "red", ["milestone_overdue"] * 2),
        ((in_days(-9, done=-9), in_days(20)), "green", ["milestones_in_time", "next_milestone"]),
        ((in_days(-9, done=-1), in_days(20)), "green", ["milestones_in_time", "next_milestone"]),
        ((in_days(-9, done=-9),), "done", ["milestones_reached"]),
        ((in_days(-9, done=-1), in_days(-5, done=-5)), "done_late", ["milestone_reached_late"]),
    ],
)
def test_a_light_says_which_milestones_made_it(
    steps: tuple[Step, ...], light: str, codes: list[str]
) -> None:
    lit = lit_of(steps, state="under_way", today=TODAY)
    assert (lit.light, [reason.code for reason in lit.because]) == (light, codes)


def test_a_red_light_names_the_milestone_its_day_and_how_long_ago_that_was() -> None:
    (reason,) = lit_of((in_days(-12),), state="under_way", today=TODAY).because
    assert reason.params == {"name": "开工", "on": "2026-11-11", "days": 12}


@pytest.mark.parametrize("state", sorted(FREE))
def test_no_light_burns_while_nothing_is_awaited(state: str) -> None:
    assert lit_of((in_days(-90),), state=state, today=TODAY).light == "unlit"


@given(STEPS, st.randoms())
def test_the_order_of_milestones_changes_nothing(steps: list[Step], chance: object) -> None:
    shuffled = sorted(steps, key=lambda _step: chance.random())  # type: ignore[attr-defined]  # Hypothesis gives a Random
    state = "under_way"
    one, other = (lit_of(each, state=state, today=TODAY).light for each in (steps, shuffled))
    assert one == other


@given(STEPS, st.integers(0, 100))
def test_waiting_never_makes_a_light_better(steps: list[Step], days: int) -> None:
    now, later = (
        lit_of(steps, state="under_way", today=day).light
        for day in (TODAY, TODAY + timedelta(days=days))
    )
    assert WORST_FIRST.index(later) <= WORST_FIRST.index(now)


@given(STEPS)
def test_every_light_has_its_reason(steps: list[Step]) -> None:
    assert lit_of(steps, state="under_way", today=TODAY).because


@given(STEPS, st.sampled_from(["planned", "under_way", "suspended", "completed", "archived"]))
def test_a_list_shows_the_light_of_the_page(steps: list[Step], state: str) -> None:
    following = min((s.due_on for s in steps if s.done_on is None), default=None)
    short = light_from(state=state, count=len(steps), following=following, today=TODAY)
    assert short == lit_of(steps, state=state, today=TODAY).light.replace("done_late", "done")


@given(st.lists(st.sampled_from(WORST_FIRST)))
def test_a_programme_is_no_better_than_its_worst_project(lights: list[str]) -> None:
    assert all(WORST_FIRST.index(worst(lights)) <= WORST_FIRST.index(one) for one in lights)


def test_the_week_before_a_milestone_is_yellow() -> None:
    assert NEAR.days == 7


@given(st.integers(0, 10**13))
def test_an_amount_written_in_wan_comes_back_to_the_fen(fen: int) -> None:
    assert fen_of(wan_of(fen)) == fen


@pytest.mark.parametrize(
    ("text", "fen"),
    [("1", 1_000_000), ("0", 0), ("12,300.5", 12_300_500_000), (" 0.000001 ", 1), ("1e2", 10**8)],
)
def test_amounts_are_read_as_people_write_them(text: str, fen: int) -> None:
    assert fen_of(text) == fen


@pytest.mark.parametrize("text", ["", "-1", "一万", "0.0000001", "NaN", "Infinity", "1e9"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        fen_of(text)


def test_money_is_summed_by_name_in_their_order() -> None:
    lines = [("2027", Money(5, 0)), ("2026", Money(1, 1)), ("2027", Money(2, 2))]
    assert summed(lines) == {"2026": Money(1, 1), "2027": Money(7, 2)}
    assert list(summed(lines)) == ["2026", "2027"]
