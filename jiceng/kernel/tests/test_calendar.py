"""Working time obeys its laws at every instant, and the days the law counts are the right ones."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from jiceng.kernel.calendar import WorkingCalendar, wall_seconds
from jiceng.kernel.holidays import shipped_days
from jiceng.kernel.terms import Counting, Term

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAYS, YEARS = shipped_days()
CHINA = WorkingCalendar(days=DAYS, known_years=YEARS)
BOSTON = WorkingCalendar(zone=ZoneInfo("America/New_York"), hours=((0, 7_200), (32_400, 86_400)))
for warmed in (CHINA, BOSTON):  # years are laid out on first use: not on the time of one law
    warmed.between(datetime(2001, 1, 1, tzinfo=UTC), datetime(2103, 1, 1, tzinfo=UTC))
DAY_SHIFT = 5 * 3600 + 1800 + 3600  # 3.5 h before noon and 3 h after

BEGIN, END = datetime(2003, 1, 1, tzinfo=UTC), datetime(2101, 1, 1, tzinfo=UTC)
instants = st.builds(
    lambda second, micro, zone: (BEGIN + timedelta(0, second, micro)).astimezone(zone),
    st.integers(0, int((END - BEGIN).total_seconds())),
    st.sampled_from([0, 1, 999_999]),
    st.sampled_from([UTC, SHANGHAI, ZoneInfo("America/New_York")]),
)
seconds = st.integers(-40 * DAY_SHIFT, 40 * DAY_SHIFT)
spans = st.integers(0, 40 * DAY_SHIFT)
terms = st.builds(Term, st.integers(1, 60), st.sampled_from(Counting))
countings = st.sampled_from(Counting)
calendars = st.sampled_from([CHINA, BOSTON])


def at(text: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    """Read a local time such as 2026-02-13 17:00."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=zone)


# Laws


@given(calendars, instants, seconds)
def test_what_was_added_lies_between(calendar: WorkingCalendar, t: datetime, a: int) -> None:
    assert calendar.between(t, calendar.add(t, a)) == a


@given(calendars, instants, spans, spans)
@example(CHINA, at("2024-02-29 17:29"), 60, 60)
@example(CHINA, at("2026-12-31 17:30"), 1, 1)
def test_adding_twice_is_adding_the_sum(
    calendar: WorkingCalendar, t: datetime, a: int, b: int
) -> None:
    assert calendar.add(calendar.add(t, a), b) == calendar.add(t, a + b)


@given(calendars, instants, instants, instants)
def test_stretches_of_working_time_add_up(
    calendar: WorkingCalendar, a: datetime, b: datetime, c: datetime
) -> None:
    assert calendar.between(a, b) + calendar.between(b, c) == calendar.between(a, c)
    assert calendar.between(a, b) == -calendar.between(b, a)


@given(calendars, instants, st.timedeltas(timedelta(0), timedelta(days=20)), terms)
@example(CHINA, at("2026-12-31 23:59"), timedelta(minutes=1), Term(1, Counting.WORKING_DAYS))
@example(CHINA, at("2024-02-28 23:59"), timedelta(minutes=1), Term(1, Counting.CALENDAR_DAYS))
def test_a_later_report_is_never_due_earlier(
    calendar: WorkingCalendar, start: datetime, later: timedelta, term: Term
) -> None:
    assert calendar.due(start, term).at <= calendar.due(start + later, term).at


@given(calendars, instants, terms)
def test_a_term_ends_after_it_begins_and_a_longer_one_no_earlier(
    calendar: WorkingCalendar, start: datetime, term: Term
) -> None:
    due = calendar.due(start, term).at
    longer = calendar.due(start, Term(term.amount + 1, term.counting)).at
    assert start.replace(microsecond=0) < due < longer
    assert due.tzinfo is UTC


@given(calendars, instants, terms, st.timedeltas(timedelta(0), timedelta(days=90)))
def test_pausing_and_resuming_at_once_changes_nothing(
    calendar: WorkingCalendar, start: datetime, term: Term, later: timedelta
) -> None:
    due = calendar.due(start, term).at
    now = start + later  # before or after the deadline: lateness isn't forgiven
    left = calendar.left(now, due, term.counting)
    assert calendar.resume(now, left, term.counting).at == due


@given(calendars, instants, terms, st.timedeltas(timedelta(0), timedelta(days=90)))
def test_what_was_left_at_the_pause_is_left_after_it(
    calendar: WorkingCalendar, start: datetime, term: Term, pause: timedelta
) -> None:
    left = calendar.left(start, calendar.due(start, term).at, term.counting)
    resumed = calendar.resume(start + pause, left, term.counting).at
    assert calendar.left(start + pause, resumed, term.counting) == left


@given(instants, instants, countings)
@example(at("2026-03-06 20:00"), at("2026-03-09 08:30"), Counting.WORKING_HOURS)
@example(at("2026-03-06 20:00"), at("2026-03-06 17:30"), Counting.WORKING_HOURS)
def test_a_promise_stands_or_falls_by_the_clock_and_not_by_working_time(
    now: datetime, due: datetime, counting: Counting
) -> None:
    now, due = now.replace(microsecond=0), due.replace(microsecond=0)
    left = CHINA.left(now, due, counting)
    resumed = CHINA.resume(now, left, counting).at
    assert (left > 0) == (due > now) == (resumed > now)
    if counting.is_working:  # by hand, even at night: at most the second that keeps it alive
        assert 0 <= CHINA.between(due, resumed) <= 1
    else:
        assert resumed == due


@given(instants, instants, countings, st.lists(st.integers(0, 300), min_size=2, max_size=6))
def test_parts_of_the_time_given_follow_one_another(
    start: datetime, due: datetime, counting: Counting, percents: list[int]
) -> None:
    assume(start + timedelta(seconds=1) < due < start + timedelta(days=400))
    due = due.replace(microsecond=0)
    parts = [CHINA.part(start, due, counting, percent) for percent in sorted(percents)]
    assert parts == sorted(parts)
    assert CHINA.part(start, due, counting, 100) == due
    assert CHINA.part(start, due, counting, 0) == start.replace(microsecond=0)


@given(instants, st.integers(-400, 400))
def test_working_days_are_counted_as_one_would_by_hand(start: datetime, days: int) -> None:
    first, last = start.date(), start.date() + timedelta(days=days)
    low, high = min(first, last), max(first, last)
    walked = sum(CHINA.works_on(low + timedelta(days=n)) for n in range(1, (high - low).days + 1))
    assert CHINA.working_days_between(first, last) == (walked if days >= 0 else -walked)


@given(calendars, instants, st.integers(0, 12 * 3600))
def test_working_seconds_are_those_one_would_tick_off(
    calendar: WorkingCalendar, start: datetime, length: int
) -> None:
    """Walk minute by minute and ask the wall clock: another way to the same number."""
    begin = start.astimezone(UTC).replace(second=0, microsecond=0)
    minutes = length // 60
    ticked = 0
    for minute in range(minutes):
        shown = (begin + timedelta(minutes=minute)).astimezone(calendar.zone)
        assume(shown.fold == 0 and shown.utcoffset() == begin.astimezone(calendar.zone).utcoffset())
        second = shown.hour * 3600 + shown.minute * 60
        open_now = any(opens <= second < closes for opens, closes in calendar.hours)
        ticked += 60 * (open_now and calendar.works_on(shown.date()))
    assert calendar.between(begin, begin + timedelta(minutes=minutes)) == ticked


# Cases people argue about


@pytest.mark.parametrize(
    ("start", "term", "due"),
    [
        ("2026-03-04 09:00", "1 working_days", "2026-03-05 17:30"),  # receipt day not counted
        ("2026-03-04 00:01", "1 working_days", "2026-03-05 17:30"),
        ("2026-03-04 23:59", "1 working_days", "2026-03-05 17:30"),
        ("2026-03-06 10:00", "1 working_days", "2026-03-09 17:30"),  # over a weekend
        ("2026-03-07 10:00", "1 working_days", "2026-03-09 17:30"),  # received on a Saturday
        ("2026-09-18 10:00", "1 working_days", "2026-09-20 17:30"),  # 调休 Sunday works
        ("2026-09-30 10:00", "3 working_days", "2026-10-10 17:30"),  # National Day, Saturday works
        ("2025-09-30 16:00", "1 working_days", "2025-10-09 17:30"),
        ("2019-09-30 16:00", "5 working_days", "2019-10-12 17:30"),
        ("2024-02-28 12:00", "1 calendar_days", "2024-03-01 00:00"),  # 24:00 of the leap day
        ("2026-12-31 12:00", "1 calendar_days", "2027-01-02 00:00"),
        ("2100-02-28 12:00", "1 calendar_days", "2100-03-02 00:00"),  # 2100 has no leap day
        ("2038-01-18 12:00", "2 working_days", "2038-01-20 17:30"),
        ("2100-02-26 12:00", "1 working_days", "2100-03-01 17:30"),
        ("2026-03-06 17:00", "1 working_hours", "2026-03-09 09:00"),
        ("2026-03-06 11:30", "1 working_hours", "2026-03-06 15:00"),  # over the noon rest
        ("2026-03-06 16:30", "1 working_hours", "2026-03-06 17:30"),  # closing, not next opening
        ("2026-02-14 23:00", "4 round_clock", "2026-02-15 03:00"),
        ("2026-02-14 23:50", "30 minutes", "2026-02-15 00:20"),
    ],
)
def test_a_term_ends_when_the_rule_says(start: str, term: str, due: str) -> None:
    assert CHINA.due(at(start), Term.parse(term)).at == at(due)


def test_a_pause_of_a_calendar_day_term_gives_all_of_it_back() -> None:
    start, pause, resumed = at("2026-03-02 09:00"), at("2026-03-04 09:00"), at("2026-03-20 09:00")
    due = CHINA.due(start, Term(10, Counting.CALENDAR_DAYS)).at
    left = CHINA.left(pause, due, Counting.CALENDAR_DAYS)
    assert CHINA.resume(resumed, left, Counting.CALENDAR_DAYS).at == due + timedelta(days=16)


def test_a_pause_over_a_holiday_costs_no_working_time() -> None:
    left = CHINA.left(at("2026-09-30 17:00"), at("2026-10-08 09:00"), Counting.WORKING_DAYS)
    assert left == 3600
    assert CHINA.resume(at("2026-10-07 12:00"), left, Counting.WORKING_DAYS).at == at(
        "2026-10-08 09:30"
    )


def test_eighty_percent_of_ten_working_hours_are_eight() -> None:
    start = at("2026-03-02 08:30")
    due = CHINA.due(start, Term(10, Counting.WORKING_HOURS)).at
    at_80 = CHINA.part(start, due, Counting.WORKING_HOURS, 80)
    assert at_80 == CHINA.due(start, Term(8, Counting.WORKING_HOURS)).at
    at_150 = CHINA.part(start, due, Counting.WORKING_HOURS, 150)
    assert at_150 == CHINA.due(start, Term(15, Counting.WORKING_HOURS)).at


def test_nothing_given_has_passed_at_once() -> None:
    due, start = at("2026-03-02 08:30"), at("2026-03-03 08:30")
    assert {CHINA.part(start, due, Counting.WORKING_DAYS, p) for p in (1, 80, 150)} == {due}


@pytest.mark.parametrize(
    ("start", "term", "provisional"),
    [
        ("2026-12-28 09:00", "3 working_days", False),  # ends on 31 December
        ("2026-12-28 09:00", "4 working_days", True),
        ("2026-12-31 17:00", "1 working_hours", True),
        ("2026-12-31 17:00", "90 calendar_days", False),  # no notice moves these
        ("2026-12-31 17:00", "24 round_clock", False),
        ("2003-12-31 09:00", "1 working_days", True),
    ],
)
def test_only_working_time_in_a_year_without_notice_is_provisional(
    start: str, term: str, provisional: bool
) -> None:
    assert CHINA.due(at(start), Term.parse(term)).provisional is provisional


def test_the_year_of_the_county_and_not_of_utc_decides() -> None:
    new_year = datetime(2026, 12, 31, 16, 30, tzinfo=UTC)  # half past midnight in the county
    assert CHINA.due(new_year, Term(1, Counting.WORKING_DAYS)).provisional
    assert CHINA.is_known(date(2026, 12, 31))
    assert not CHINA.is_known(date(2027, 1, 1))


def test_the_notice_settles_what_was_provisional() -> None:
    start, term = at("2026-12-31 09:00"), Term(1, Counting.WORKING_DAYS)
    before = CHINA.due(start, term)
    off = {**DAYS, date(2027, 1, 1): False}
    after = WorkingCalendar(days=off, known_years=YEARS | {2027}, version=2).due(start, term)
    assert (before.at, before.provisional) == (at("2027-01-01 17:30"), True)
    assert (after.at, after.provisional) == (at("2027-01-04 17:30"), False)


@pytest.mark.parametrize(
    ("day", "hours"), [("2026-03-08", 1), ("2026-11-01", 3), ("2026-06-07", 2)]
)
def test_the_night_the_clocks_change_has_its_own_length(day: str, hours: int) -> None:
    """Open from midnight to 2:00 and from 9:00; clocks jump at 2:00, or repeat 1:00."""
    zone = ZoneInfo("America/New_York")
    night = WorkingCalendar(zone=zone, hours=((0, 10_800),), days={date.fromisoformat(day): True})
    worked = night.between(at(f"{day} 00:00", zone), at(f"{day} 12:00", zone))
    assert worked == (hours + 1) * 3600


def test_a_calendar_does_not_change_when_its_makers_table_does() -> None:
    table = {date(2026, 3, 4): False}
    calendar = WorkingCalendar(days=table)
    table.clear()
    assert not calendar.works_on(date(2026, 3, 4))


def test_answers_do_not_depend_on_what_was_asked_before() -> None:
    asked, fresh = WorkingCalendar(days=DAYS), WorkingCalendar(days=DAYS)
    for year in (2090, 2005, 2040):
        asked.add(datetime(year, 6, 1, tzinfo=UTC), 10 * DAY_SHIFT)
    start = at("2026-03-04 10:00")
    assert asked.add(start, 2_000 * DAY_SHIFT) == fresh.add(start, 2_000 * DAY_SHIFT)
    assert asked.add(start, -2_000 * DAY_SHIFT) == fresh.add(start, -2_000 * DAY_SHIFT)


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(TypeError):
        CHINA.add(datetime(2026, 3, 4, 9), 60)  # noqa: DTZ001  # the mistake under test


def test_a_slip_of_the_year_leaves_the_next_answer_as_it_was() -> None:
    calendar = WorkingCalendar()
    start = at("2026-03-04 10:00")
    expected = calendar.add(start, DAY_SHIFT)
    calendar.due(datetime(9026, 3, 4, tzinfo=UTC), Term(1, Counting.WORKING_DAYS))
    assert calendar.add(start, DAY_SHIFT) == expected


def test_working_time_past_the_last_year_is_refused() -> None:
    with pytest.raises(OverflowError):
        WorkingCalendar().add(datetime(9999, 6, 1, tzinfo=UTC), 400 * DAY_SHIFT)


@pytest.mark.parametrize(
    "hours",
    [(), ((3600, 3600),), ((7200, 3600),), ((0, 90_000),), ((-1, 60),), ((0, 100), (50, 200))],
)
def test_hours_that_are_no_day_are_refused(hours: tuple[tuple[int, int], ...]) -> None:
    with pytest.raises(ValueError, match="working hours"):
        WorkingCalendar(hours=hours)


def test_a_working_day_has_the_hours_of_its_spans() -> None:
    assert CHINA.day_seconds == 23_400
    assert wall_seconds(at("2026-03-04 08:30"), at("2026-03-05 08:30")) == 86_400
