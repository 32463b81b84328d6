"""Rules of a case: symmetric, conservative, fair; each by table or by law."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiceng.casework.rules.cases import (
    LikenessRule,
    Report,
    StageEvent,
    Tier,
    bounce_allowed,
    estimate_true_solve_rate,
    light,
    sample_for_recheck,
    settled_tier,
    similarity,
    stage_split,
    text_overlap,
    why_not_verify,
)
from jiceng.kernel.calendar import WorkingCalendar, wall_seconds
from jiceng.kernel.numbers import public_number

NOON = datetime(2026, 3, 4, 4, tzinfo=UTC)
LAMP = Report(
    "文明东路农贸市场门口路灯不亮",
    "street_lamp",
    109.69,
    19.91,
    "469024100003001",
    "农贸市场",
    NOON,
)
reports = st.builds(
    Report,
    text=st.text(alphabet="路灯不亮垃圾市场，A1", max_size=12),
    case_type=st.sampled_from(["", "street_lamp", "rubbish"]),
    lon=st.none() | st.floats(109.68, 109.70),
    lat=st.none() | st.floats(19.90, 19.92),
    grid_code=st.sampled_from(["", "469024100003001", "469024100003002"]),
    place_text=st.sampled_from(["", "农贸市场", "文明东路"]),
    at=st.integers(0, 10_000).map(lambda minutes: NOON + timedelta(minutes=minutes)),
)
spans = st.timedeltas(timedelta(0), timedelta(days=30))


def changed(**what: object) -> Report:
    return dataclasses.replace(LAMP, **what)  # type: ignore[arg-type]  # fields by name


def codes(a: Report, b: Report) -> set[str]:
    return {reason.code for reason in similarity(a, b).reasons}


# Likeness


@given(reports, reports)
def test_likeness_does_not_ask_who_came_first(a: Report, b: Report) -> None:
    assert similarity(a, b) == similarity(b, a)


@given(reports, reports)
def test_likeness_is_a_percentage_and_alike_means_past_the_threshold(a: Report, b: Report) -> None:
    found = similarity(a, b)
    assert 0 <= found.score <= 100
    assert not found.alike or found.score >= LikenessRule().threshold


def test_the_same_report_twice_is_wholly_alike() -> None:
    assert similarity(LAMP, LAMP).score == 100
    assert similarity(LAMP, LAMP).alike


@pytest.mark.parametrize(
    ("other", "alike"),
    [
        (changed(text="农贸市场门口的路灯不亮了", at=NOON + timedelta(hours=5)), True),
        (changed(text="农贸市场门口，路灯不亮！", lon=None, lat=None), True),
        (changed(lon=109.694), False),  # 418 m away: another lit
        (changed(at=NOON + timedelta(days=4)), False),  # it failed again
        (changed(text="下水道堵了，污水横流", case_type="sewer"), False),
        (changed(lon=None, lat=None, grid_code="469024100003002", text="路灯坏"), False),
    ],
)
def test_reports_of_one_matter_are_told_from_others(other: Report, alike: bool) -> None:
    assert similarity(LAMP, other).alike is alike


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (LAMP, {"metres_apart", "minutes_apart", "same_type", "text_overlap"}),
        (changed(lon=109.70), {"too_far", "minutes_apart", "same_type", "text_overlap"}),
        (changed(lon=None), {"same_place", "minutes_apart", "same_type", "text_overlap"}),
        (
            changed(lon=None, place_text="", case_type=""),
            {"same_grid", "minutes_apart", "text_overlap"},
        ),
        (
            changed(at=NOON + timedelta(days=9)),
            {"metres_apart", "minutes_apart", "same_type", "text_overlap", "too_long_apart"},
        ),
    ],
)
def test_likeness_says_why(other: Report, said: set[str]) -> None:
    assert codes(LAMP, other) == said


def test_reasons_carry_their_numbers() -> None:
    other = changed(at=NOON + timedelta(minutes=90), text="路灯不亮")
    params = {r.code: dict(r.params) for r in similarity(LAMP, other).reasons}
    assert params["minutes_apart"] == {"minutes": 90}
    assert params["metres_apart"] == {"metres": 0}
    assert params["text_overlap"] == {"percent": 23}  # 3 pairs of 13


@given(reports, reports, st.integers(1, 99))
def test_a_higher_threshold_finds_no_more(a: Report, b: Report, threshold: int) -> None:
    strict, lax = LikenessRule(threshold=threshold + 1), LikenessRule(threshold=threshold)
    assert similarity(a, b, lax).alike or not similarity(a, b, strict).alike


@pytest.mark.parametrize(
    ("a", "b", "overlap"),
    [
        ("路灯不亮", "路灯不亮", 1.0),
        ("路灯不亮", "路灯，不亮！", 1.0),
        ("ＬＥＤ灯", "led灯", 1.0),
        ("路灯不亮", "路灯坏了", 1 / 5),
        ("灯", "灯", 1.0),
        ("路灯", "垃圾", 0.0),
        ("", "", 0.0),
        ("！？", "！？", 0.0),
    ],
)
def test_texts_overlap_by_their_pairs(a: str, b: str, overlap: float) -> None:
    assert text_overlap(a, b) == pytest.approx(overlap)


@pytest.mark.parametrize(
    "wrong", [{"threshold": 0}, {"threshold": 101}, {"radius_m": 0}, {"window_minutes": 0},
              {"text_weight": -1},
              {"place_weight": 0, "text_weight": 0, "type_weight": 0, "time_weight": 0}],
)  # fmt: skip
def test_a_measure_that_measures_nothing_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"positive|negative"):
        LikenessRule(**wrong)


# Light


@pytest.mark.parametrize(
    ("minutes", "colour"), [(-1, "green"), (0, "yellow"), (59, "yellow"), (60, "red"), (61, "red")]
)
def test_the_light_turns_at_the_minute(minutes: int, colour: str) -> None:
    warn, due = NOON, NOON + timedelta(minutes=60)
    assert light(NOON + timedelta(minutes=minutes), due, warn) == colour


def test_without_a_deadline_nothing_is_late() -> None:
    assert light(NOON, None, None) == "green"


def test_past_its_deadline_a_case_is_red_even_when_the_warning_lies_ahead() -> None:
    assert light(NOON, NOON, NOON + timedelta(days=1)) == "red"


# Who verifies, who settled


@pytest.mark.parametrize(
    ("handler", "verifier", "code"),
    [
        ((1, 10), (2, 20), None),
        ((1, 10), (1, 20), "verifier_is_handler"),
        ((1, 10), (2, 10), "verifier_in_handling_unit"),
        ((1, 10), (1, 10), "verifier_is_handler"),
        ((None, 10), (2, 10), "verifier_in_handling_unit"),
        ((None, None), (2, 10), None),
    ],
)
def test_nobody_verifies_their_own_work_or_their_units(
    handler: tuple[int | None, int | None], verifier: tuple[int, int], code: str | None
) -> None:
    assert why_not_verify(*handler, *verifier) == code


@pytest.mark.parametrize(
    ("holder", "tier"),
    [
        ("grid", Tier.GRID),
        ("village", Tier.COMMUNITY),
        ("community", Tier.COMMUNITY),
        ("town", Tier.TOWN),
        ("department", Tier.COUNTY),
        ("county", Tier.COUNTY),
    ],
)
def test_the_holder_fixes_the_tier(holder: str, tier: Tier) -> None:
    assert settled_tier(holder) is tier


def test_a_tier_nobody_holds_cases_at_is_refused() -> None:
    with pytest.raises(ValueError, match="'continent'"):
        settled_tier("continent")


# Time per stage and holder


def chain(gaps: list[timedelta], stages: list[tuple[str, int]]) -> list[StageEvent]:
    moment, events = NOON + timedelta(microseconds=700_000), []
    for gap, (stage, holder) in zip(gaps, stages, strict=False):
        moment += gap
        events.append(StageEvent(moment, stage, holder))
    return events


stages = st.tuples(st.sampled_from(["filed", "handling", "verifying"]), st.integers(1, 3))
chains = st.builds(
    chain, st.lists(spans, min_size=1, max_size=8), st.lists(stages, min_size=1, max_size=8)
)


@given(chains, spans)
def test_stage_times_add_up_to_the_whole(events: list[StageEvent], rest: timedelta) -> None:
    end = events[-1].at + rest
    split = stage_split(events, end)
    assert sum(part.seconds for part in split) == wall_seconds(events[0].at, end)
    assert len({(part.stage, part.holder) for part in split}) == len(split)


@given(chains, spans)
def test_stage_times_in_working_time_add_up_too(events: list[StageEvent], rest: timedelta) -> None:
    calendar, end = WorkingCalendar(), events[-1].at + rest
    split = stage_split(events, end, calendar.between)
    assert sum(part.seconds for part in split) == calendar.between(events[0].at, end)


def test_a_second_visit_to_a_stage_is_added_to_the_first() -> None:
    hour = timedelta(hours=1)
    events = [
        StageEvent(NOON, "handling", "water"),
        StageEvent(NOON + hour, "verifying", "town"),
        StageEvent(NOON + 2 * hour, "handling", "water"),
        StageEvent(NOON + 5 * hour, "handling", "roads"),
    ]
    split = stage_split(events, NOON + 6 * hour)
    assert [(part.stage, part.holder, part.seconds // 3600) for part in split] == [
        ("handling", "water", 4),
        ("verifying", "town", 1),
        ("handling", "roads", 1),
    ]


def test_a_case_without_history_has_no_times() -> None:
    assert stage_split([], NOON) == []


def test_a_history_out_of_order_is_refused() -> None:
    later = StageEvent(NOON + timedelta(seconds=1), "handling", 1)
    for events in ([later, StageEvent(NOON, "filed", 1)], [later]):
        with pytest.raises(ValueError, match="order of time"):
            stage_split(events, NOON)


# Re-checks


@pytest.mark.parametrize("percent", [1, 5, 20, 50, 95])
def test_the_sample_is_as_large_as_chance_allows(percent: int) -> None:
    """Ten thousand consecutive numbers: within four standard deviations of the binomial."""
    n, p = 10_000, percent / 100
    drawn = sum(
        sample_for_recheck(public_number(2026, k), percent, "salt") for k in range(1, n + 1)
    )
    assert abs(drawn - n * p) < 4 * sqrt(n * p * (1 - p))


def test_neighbours_and_other_salts_are_drawn_independently() -> None:
    numbers = [public_number(2026, k) for k in range(1, 10_002)]
    first = [sample_for_recheck(number, 20, "spring") for number in numbers]
    other = [sample_for_recheck(number, 20, "autumn") for number in numbers]
    bound = 4 * sqrt(10_000 * 0.04 * 0.96)
    assert abs(sum(map(all, pairwise(first))) - 400) < bound
    assert abs(sum(map(all, zip(first, other, strict=True))) - 400) < bound


@given(st.text(), st.text(), st.integers(0, 99))
def test_a_larger_sample_holds_the_smaller_one(number: str, salt: str, percent: int) -> None:
    smaller = sample_for_recheck(number, percent, salt)
    assert smaller is sample_for_recheck(number, percent, salt)
    assert not smaller or sample_for_recheck(number, percent + 1, salt)
    assert sample_for_recheck(number, 100, salt)
    assert not sample_for_recheck(number, 0, salt)


@pytest.mark.parametrize("percent", [-1, 101])
def test_a_sample_of_more_than_everything_is_refused(percent: int) -> None:
    with pytest.raises(ValueError, match="percent"):
        sample_for_recheck("202600000427", percent, "salt")


def test_the_true_solve_rate_comes_with_its_doubt() -> None:
    """Newcombe 1998 gives 25.5 to 36.6 for 81 of 263."""
    found = estimate_true_solve_rate(263, 81)
    assert (found.rate, found.low, found.high) == (
        Decimal("30.8"),
        Decimal("25.5"),
        Decimal("36.6"),
    )
    assert found.n == 263


def test_unchecked_work_has_no_rate_and_every_doubt() -> None:
    found = estimate_true_solve_rate(0, 0)
    assert found.rate is None
    assert (found.low, found.high) == (Decimal(0), Decimal(100))


@pytest.mark.parametrize(("send_backs", "allowed"), [(0, True), (1, True), (2, False), (3, False)])
def test_a_case_bounces_no_more_often_than_the_cap(send_backs: int, allowed: bool) -> None:
    assert bounce_allowed(send_backs, cap=2) is allowed


def test_under_a_cap_of_zero_nothing_is_sent_back() -> None:
    assert not bounce_allowed(0, cap=0)
