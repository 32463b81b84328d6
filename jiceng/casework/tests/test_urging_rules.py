"""Reminders and slips as rules: what falls due when, and that colours only rise."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiceng.casework.rules.urging import (
    COLOURS,
    Reminder,
    Sent,
    UrgingTerms,
    Watched,
    after_lapse,
    choices,
    colour_due,
    digests,
    first_colour,
    next_colour,
    reminder_due,
    slip_due,
    urging_terms,
    why_not_slip,
)
from jiceng.kernel.calendar import WorkingCalendar
from jiceng.kernel.terms import Counting, Term

CALENDAR = WorkingCalendar(known_years=frozenset({2026}))
TERMS = UrgingTerms()
MONDAY = date(2026, 11, 23)
FRIDAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("today", "told", "owed"),
    [
        (MONDAY, set(), None),  # four working days are left
        (date(2026, 11, 24), set(), "t3"),
        (date(2026, 11, 24), {"t3"}, None),
        (date(2026, 11, 25), {"t3"}, None),
        (date(2026, 11, 26), {"t3"}, "t1"),
        (FRIDAY, {"t3", "t1"}, "t0"),
        (FRIDAY, set(), "t0"),  # of three that piled up only the last is sent
        (FRIDAY, {"t0"}, None),
        (date(2026, 11, 28), set(), None),  # the deadline is over: a slip falls due instead
    ],
)
def test_reminders_fall_due_three_and_one_working_days_before_and_on_the_day(
    today: date, told: set[str], owed: str | None
) -> None:
    task = Watched(FRIDAY, MONDAY, is_signed=True, told=frozenset(told))
    assert reminder_due(task, today, CALENDAR, TERMS) == owed


def test_a_weekend_before_the_deadline_counts_for_nothing() -> None:
    task = Watched(date(2026, 11, 30), MONDAY, is_signed=True, told=frozenset({"t3"}))
    assert reminder_due(task, FRIDAY, CALENDAR, TERMS) == "t1", "Friday, for the Monday after"


@pytest.mark.parametrize(
    ("today", "signed", "owed"),
    [(MONDAY, False, None), (date(2026, 11, 24), False, "unsigned"), (FRIDAY, True, None)],
)
def test_a_task_nobody_signed_for_in_a_working_day_is_reminded_of(
    today: date, signed: bool, owed: str | None
) -> None:
    assert reminder_due(Watched(None, MONDAY, signed), today, CALENDAR, TERMS) == owed


DAYS = st.dates(date(2026, 1, 5), date(2026, 12, 20))


@given(start=DAYS, length=st.integers(0, 60), skipped=st.sets(st.integers(0, 70)))
def test_every_reminder_is_sent_at_most_once_and_in_order(
    start: date, length: int, skipped: set[int]
) -> None:
    told: list[str] = []
    for day in range(75):
        if day in skipped:
            continue
        task = Watched(start + timedelta(days=length), start, True, frozenset(told))
        if owed := reminder_due(task, start + timedelta(days=day), CALENDAR, TERMS):
            told.append(owed)
    assert told == [name for name in ("t3", "t1", "t0") if name in told]


@pytest.mark.parametrize(
    ("today", "falls_due"),
    [(FRIDAY, False), (date(2026, 11, 28), False), (date(2026, 11, 30), True)],
)
def test_the_first_slip_falls_due_a_working_day_after_the_deadline(
    today: date, falls_due: bool
) -> None:
    assert slip_due(FRIDAY, today, CALENDAR, TERMS) is falls_due


def test_a_county_that_wants_no_slips_by_themselves_gets_none() -> None:
    terms = urging_terms({"urging": {"slip_after": 0}})
    assert not slip_due(FRIDAY, date(2026, 12, 30), CALENDAR, terms)
    assert not slip_due(None, date(2026, 12, 30), CALENDAR, TERMS)


@pytest.mark.parametrize(
    ("importance", "source", "colour"),
    [
        ("C", "meeting", "blue"),
        ("B", "work_report", "blue"),
        ("A", "meeting", "orange"),
        ("C", "instruction", "orange"),
    ],
)
def test_the_first_slip_is_orange_for_what_weighs_most_or_comes_from_a_leader(
    importance: str, source: str, colour: str
) -> None:
    assert first_colour(importance, source, TERMS) == colour


@pytest.mark.parametrize(
    ("before", "due"),
    [
        ([], "blue"),
        ([("blue", "answered")], "blue"),
        ([("blue", "lapsed")], "orange"),
        ([("blue", "withdrawn")], "blue"),
        ([("blue", "lapsed"), ("orange", "answered")], "orange"),
        ([("blue", "lapsed"), ("orange", "lapsed")], "red"),
        ([("orange", "lapsed"), ("red", "lapsed")], "red"),
    ],
)
def test_the_next_slip_is_worse_when_one_lapsed_and_the_same_otherwise(
    before: list[tuple[str, str]], due: str
) -> None:
    assert colour_due([Sent(*s) for s in before], "blue") == due


ENDED = st.sampled_from(["answered", "lapsed", "withdrawn"])


@given(first=st.sampled_from(["blue", "orange"]), ends=st.lists(ENDED, max_size=12))
def test_colours_only_rise_and_two_slips_never_live_at_once(first: str, ends: list[str]) -> None:
    sent: list[Sent] = []
    for end in ends:
        colour = colour_due(sent, first)
        assert why_not_slip(colour, sent, first) is None
        live = [*sent, Sent(colour, "sent")]
        assert all(why_not_slip(c, live, first) for c in COLOURS), "one lives already"
        counted = [COLOURS.index(s.colour) for s in sent if s.state != "withdrawn"]
        assert not counted or COLOURS.index(colour) >= max(counted)
        wrong = [c for c in COLOURS if c != colour]
        assert all(why_not_slip(c, sent, first) for c in wrong), "neither skipped nor lowered"
        higher = COLOURS[COLOURS.index(colour) + 1 :]
        assert not any(why_not_slip(c, sent, first, COLOURS) for c in higher), "chosen, not skipped"
        lower = COLOURS[: COLOURS.index(colour)]
        assert all(why_not_slip(c, sent, first, COLOURS) for c in lower), "never lowered"
        sent.append(Sent(colour, end))


@pytest.mark.parametrize(
    ("kind", "colour", "follows"),
    [
        ("urge", "", "blue"),
        ("slip", "blue", "orange"),
        ("slip", "orange", "red"),
        ("slip", "red", None),
        ("talk", "", None),
        ("circular", "", None),
    ],
)
def test_an_urging_that_lapses_calls_for_the_next_slip(
    kind: str, colour: str, follows: str | None
) -> None:
    assert after_lapse(kind, colour, "blue") == follows


def test_nothing_is_worse_than_red() -> None:
    assert [next_colour(c) for c in COLOURS] == ["orange", "red", None]


def test_a_colour_nobody_knows_is_refused() -> None:
    refused = why_not_slip("green", [], "blue")
    assert refused is not None and refused.code == "unknown_value"


@given(st.lists(st.builds(Reminder, st.sampled_from("ABC"), st.integers(1, 40), st.just("t1"))))
def test_a_unit_is_told_once_a_day_and_of_everything(owed: list[Reminder]) -> None:
    told = digests(owed)
    assert set(told) == {r.unit for r in owed}
    assert sorted(r.task for rs in told.values() for r in rs) == sorted(r.task for r in owed)


def test_the_county_sets_its_own_numbers() -> None:
    terms = urging_terms(
        {"urging": {"remind_before": [1, 5], "answer": "2 working_days",
                    "answer_slip": {"red": "1 working_days"}, "direct_orange": []}}
    )  # fmt: skip
    assert terms.remind_before == (5, 1)
    assert terms.term_for("blue") == Term(2, Counting.WORKING_DAYS)
    assert terms.term_for("red") == Term(1, Counting.WORKING_DAYS)
    assert first_colour("A", "meeting", terms) == "blue"
    assert urging_terms({}) == UrgingTerms()


@pytest.mark.parametrize(
    ("importance", "source", "may"),
    [
        ("C", "meeting", ()),
        ("B", "meeting", ("orange",)),
        ("A", "meeting", ("orange", "red")),
        ("C", "instruction", ("orange", "red")),
    ],
)
def test_what_may_be_chosen_follows_weight_and_source(
    importance: str, source: str, may: tuple[str, ...]
) -> None:
    assert choices(importance, source, TERMS) == may


def test_a_county_may_forbid_choosing_altogether() -> None:
    none: dict[str, list[str]] = {
        name: [] for name in ("choose_orange", "choose_red", "choose_red_sources", "direct_orange")
    }
    assert choices("A", "meeting", urging_terms({"urging": none})) == ()
