"""What is owed in organisational life, in both directions of every boundary (facts.md §5.2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiceng.party.rules.book import History, Version
from jiceng.party.rules.life import (
    Body,
    Owed,
    Period,
    counted_once,
    fits,
    light,
    lived,
    owed,
    period_around,
    share,
    united,
)
from jiceng.party.rules.life_turnout import (
    Grading,
    Turnout,
    grading_faults,
    quorum_faults,
    too_many_excellent,
    turnout_faults,
)

LONG_AGO = date(2000, 1, 1)
VALUES: dict[str, Any] = {
    "members_meeting": [1, "quarter"], "committee_meeting": [1, "month"],
    "group_meeting": [1, "month"], "lecture": [1, "quarter"], "theme_day": [1, "month"],
    "life_meeting": [1, "year"], "democratic_review": [1, "year"], "talk": [1, "year"],
    "leader_lecture": [1, "year"],
    "counts_for_both": [["theme_day", "lecture"], ["members_meeting", "theme_day"]],
}  # fmt: skip
RULE = Version("life", 1, date(2018, 10, 28), "条例", VALUES)
RULES = History((RULE,))
ALWAYS = ((LONG_AGO, None),)
GROUPS = (("一组", ALWAYS), ("二组", ALWAYS))
WITH_ALL = Body("branch", LONG_AGO, committee=((LONG_AGO, None),), groups=GROUPS)


def required(body: Body, year: int = 2026, rules: History = RULES) -> dict[str, list[int]]:
    """Kind -> what is owed, period by period."""
    found: dict[str, list[int]] = {}
    for one in owed(body, rules, year):
        found.setdefault(one.kind, []).append(one.required)
    return found


def test_a_branch_with_committee_and_groups_owes_every_kind() -> None:
    assert required(WITH_ALL) == {
        "members_meeting": [1] * 4, "committee_meeting": [1] * 12, "group_meeting": [2] * 12,
        "lecture": [1] * 4, "theme_day": [1] * 12, "life_meeting": [1], "democratic_review": [1],
        "talk": [3],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("since", "until", "months"),
    [
        (date(2026, 11, 1), None, [11, 12]),
        (date(2026, 11, 16), None, [11, 12]),
        (date(2026, 11, 17), None, [12]),
        (LONG_AGO, date(2026, 3, 1), [1, 2]),
        (date(2026, 11, 5), date(2026, 11, 6), []),
    ],
)
def test_a_group_owes_its_meetings_while_it_is_there(
    since: date, until: date | None, months: list[int]
) -> None:
    """From half of a month on, as everything owed once a month."""
    body = Body("branch", LONG_AGO, groups=(("一组", ((since, until),)),))
    listed = [o for o in owed(body, RULES, 2026) if o.kind == "group_meeting"]
    assert [o.period.starts_on.month for o in listed] == months


@given(st.lists(st.tuples(st.integers(0, 60), st.none() | st.integers(0, 60))), st.integers(0, 70))
def test_united_spans_cover_the_same_days_and_do_not_overlap(
    drawn: list[tuple[int, int | None]], n: int
) -> None:
    def day(i: int) -> date:
        return LONG_AGO + timedelta(days=i)

    spans = [(day(a), None if b is None else day(b)) for a, b in drawn]
    found, on = united(spans), day(n)

    def covers(listed: Sequence[tuple[date, date | None]]) -> int:
        return sum(a <= on and (b is None or on < b) for a, b in listed)

    assert covers(found) == min(1, covers(spans))


def test_without_committee_or_groups_their_meetings_are_not_owed() -> None:
    plain = required(Body("joint_branch", LONG_AGO))
    assert not {"committee_meeting", "group_meeting"} & plain.keys()
    assert plain["talk"] == [2]


def test_a_committee_owes_its_secretarys_lecture_and_no_branch_meetings() -> None:
    assert required(Body("committee", LONG_AGO)) == {"leader_lecture": [1]}


@pytest.mark.parametrize(
    ("founded", "quarters", "months", "years"),
    [
        (date(2026, 8, 16), 2, 5, 0),  # 16 of 31 days of August and 46 of 92 of the quarter: half
        (date(2026, 8, 17), 1, 4, 0),
        (date(2026, 7, 2), 2, 6, 1),  # 183 of 365 days
        (date(2026, 7, 3), 2, 6, 0),
    ],
)
def test_from_half_a_period_on_it_is_owed(
    founded: date, quarters: int, months: int, years: int
) -> None:
    found = required(Body("branch", founded))
    assert len(found.get("members_meeting", ())) == quarters
    assert len(found.get("theme_day", ())) == months
    assert len(found.get("life_meeting", ())) == years


@pytest.mark.parametrize(("dissolved", "months"), [(date(2026, 2, 15), 2), (date(2026, 2, 14), 1)])
def test_until_half_a_period_it_is_owed(dissolved: date, months: int) -> None:
    """On the day of dissolving there is no branch any more: 14 of 28 days are half."""
    assert len(required(Body("branch", LONG_AGO, dissolved))["theme_day"]) == months


@pytest.mark.parametrize(("elected", "owes"), [(date(2024, 2, 15), 11), (date(2024, 2, 16), 10)])
def test_a_committee_elected_in_a_leap_february(elected: date, owes: int) -> None:
    """15 of 29 days are half and more, 14 are not."""
    body = Body("branch", LONG_AGO, committee=((elected, None),))
    assert len(required(body, 2024)["committee_meeting"]) == owes


def test_nothing_is_owed_before_the_first_rule_or_the_founding() -> None:
    assert required(WITH_ALL, 2017) == {}
    assert required(WITH_ALL, 2018)["theme_day"] == [1, 1]  # November and December
    assert required(Body("branch", date(2027, 1, 1))) == {}


def test_a_new_rule_counts_from_the_first_period_that_begins_under_it() -> None:
    twice = Version("life", 2, date(2026, 5, 1), "修订", {**VALUES, "lecture": [2, "quarter"]})
    assert required(WITH_ALL, rules=History((RULE, twice)))["lecture"] == [1, 1, 2, 2]
    monthly = Version("life", 2, date(2026, 5, 1), "修订", {"theme_day": [1, "quarter"]})
    days = [o.period for o in owed(WITH_ALL, History((RULE, monthly)), 2026)
            if o.kind == "theme_day"]  # fmt: skip
    assert days[:5] == [period_around("month", date(2026, n, 1)) for n in range(1, 5)] + [
        Period(date(2026, 5, 1), date(2026, 6, 30))
    ]


def test_a_group_that_met_twice_does_not_stand_in_for_another() -> None:
    owing = next(o for o in owed(WITH_ALL, RULES, 2026) if o.kind == "group_meeting")
    assert owing.held({"一组": 2}) == 1
    assert owing.absent({"一组": 2}) == ("二组",)
    assert owing.held({"一组": 1, "二组": 1}) == 2


OWING = Owed("theme_day", "month", period_around("month", date(2026, 2, 1)), 1, ("",), 1)


@pytest.mark.parametrize(
    ("day", "held", "shown"),
    [
        (date(2026, 1, 31), 0, "ahead"),
        (date(2026, 2, 1), 0, "green"),
        (date(2026, 2, 18), 0, "green"),
        (date(2026, 2, 19), 0, "yellow"),  # ten days are left, this one included
        (date(2026, 2, 28), 0, "yellow"),
        (date(2026, 3, 1), 0, "red"),
        (date(2026, 3, 1), 1, "done"),
        (date(2026, 1, 31), 1, "done"),
    ],
)
def test_the_light_of_a_period(day: date, held: int, shown: str) -> None:
    assert light(OWING, held, day, 10) == shown


@pytest.mark.parametrize(
    ("kinds", "clashes"),
    [
        (["theme_day", "lecture"], 0),
        (["members_meeting", "theme_day"], 0),
        (["members_meeting", "lecture"], 1),
        (["members_meeting", "theme_day", "lecture"], 1),
        (["life_meeting", "democratic_review"], 1),  # not in this rule
        (["lecture"], 0),
    ],
)
def test_one_meeting_counts_for_two_only_where_the_rule_says_so(
    kinds: list[str], clashes: int
) -> None:
    assert len(list(counted_once(kinds, RULE))) == clashes


@pytest.mark.parametrize(
    ("kinds", "where", "codes"),
    [
        ([], "branch", ["needed"]),
        (["leading_meeting"], "branch", ["kind_not_held_here"]),
        (["leading_meeting"], "committee", []),
        (["members_meeting"], "committee", ["kind_not_held_here"]),
        (["picnic"], "branch", ["unknown_value"]),
        (["lecture", "lecture"], "branch", ["kind_twice"]),
    ],
)
def test_what_an_organisation_may_hold(kinds: list[str], where: str, codes: list[str]) -> None:
    assert [r.code for r in fits(kinds, where)] == codes


@pytest.mark.parametrize(
    ("kind", "voters", "present", "stands"),
    [
        ("members_meeting", 10, 5, False),  # half is not more than half
        ("members_meeting", 10, 6, True),
        ("members_meeting", 11, 5, False),
        ("members_meeting", 11, 6, True),
        ("theme_day", 10, 1, True),
    ],
)
def test_a_members_meeting_wants_more_than_half_of_those_with_a_vote(
    kind: str, voters: int, present: int, stands: bool
) -> None:
    turnout = Turnout(voters, present, 0, voters, present)
    assert (not list(quorum_faults([kind], turnout))) == stands


@pytest.mark.parametrize(("present", "stands"), [(2, False), (3, True)])
def test_a_committee_wants_half_of_its_seats(present: int, stands: bool) -> None:
    turnout = Turnout(6, present, 0, 6, present)
    assert (not list(quorum_faults(["committee_meeting"], turnout))) == stands


@pytest.mark.parametrize(
    ("turnout", "codes"),
    [
        (Turnout(5, 5, 0, 5, 5), []),
        (Turnout(5, 6, 0, 5, 5), ["more_than_should"]),
        (Turnout(5, 4, 2, 5, 4), ["more_than_should"]),
        (Turnout(5, 4, 1, 6, 4), ["voters_do_not_fit"]),
        (Turnout(5, 3, 1, 5, 4), ["voters_do_not_fit"]),
        (Turnout(0, 0, 0, 0, 0), ["nobody_to_attend"]),
        (Turnout(5, 5, -1, 5, 5), ["number_range"]),
    ],
)
def test_numbers_of_people_fit_each_other(turnout: Turnout, codes: list[str]) -> None:
    assert [r.code for r in turnout_faults(turnout)] == codes


@pytest.mark.parametrize(("excellent", "many"), [(4, False), (5, True)])
def test_a_third_may_be_excellent_and_no_more(excellent: int, many: bool) -> None:
    """Exactly a third is within it (facts.md §5.2 评议等次; said, not refused)."""
    given = Grading(12, 1, 12, excellent, 12 - excellent, 0, 0)
    assert too_many_excellent(given, (1, 3)) is many


@pytest.mark.parametrize(
    ("grading", "codes"),
    [
        (Grading(5, 1, 6, 1, 4, 0, 0), []),
        (Grading(5, 1, 7, 1, 4, 0, 0), ["more_ballots_than_people"]),
        (Grading(5, 1, 6, 1, 5, 0, 0), ["grades_do_not_add_up"]),
        (Grading(5, -1, 6, 1, 4, 0, 0), ["number_range"]),
    ],
)
def test_grades_add_up(grading: Grading, codes: list[str]) -> None:
    assert [r.code for r in grading_faults(grading, 6)] == codes


DAYS = st.integers(0, 5000).map(lambda n: date(2019, 1, 1) + timedelta(days=n))


@given(DAYS, st.sampled_from(["month", "quarter", "year"]))
def test_periods_lie_side_by_side_and_hold_their_day(day: date, unit: str) -> None:
    here = period_around(unit, day)
    after = period_around(unit, here.ends_on + timedelta(days=1))
    assert here.starts_on <= day <= here.ends_on
    assert after.starts_on == here.ends_on + timedelta(days=1)


@given(DAYS, DAYS, st.sampled_from(["month", "quarter", "year"]))
def test_two_halves_of_a_life_owe_what_the_whole_owes_give_or_take_one(
    start: date, cut: date, unit: str
) -> None:
    start, cut = min(start, cut), max(start, cut)
    period = period_around(unit, cut)
    whole = share(4, lived(((start, None),), period), period.days)
    parts = [((start, cut),), ((cut, None),)]
    halves = sum(share(4, lived(spans, period), period.days) for spans in parts)
    assert abs(whole - halves) <= 1
    assert whole <= 4
