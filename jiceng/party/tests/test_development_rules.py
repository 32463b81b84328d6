"""What a step may say, what comes next and by when: tables with their sources, and laws."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiceng.party.actions.rule_book import SHIPPED
from jiceng.party.desk.development_papers import BLANKS, SLOT, papers
from jiceng.party.process import MEMBER_DEVELOPMENT
from jiceng.party.process.development import RETAKEN, fatal_rules
from jiceng.party.queries.rule_book import version_of
from jiceng.party.rules.book import History
from jiceng.party.rules.checker import check
from jiceng.party.rules.development import (
    FORWARD,
    LAST,
    NEEDS,
    due,
    full_from,
    missing,
    probation_ends,
    supplied,
)
from jiceng.party.rules.facts_of_file import Backer, Event, FileFacts
from jiceng.party.rules.months import add_months
from jiceng.party.rules.step_faults import Around, faults_of, not_elected
from jiceng.party.rules.steps import KINDS, ORDER, STEPS
from jiceng.party.tests.developing import BALLOT, TAKEN

TODAY = date(2026, 11, 23)
FULL = Backer(date(2001, 7, 1))
PEOPLE = {1: FULL, 2: FULL, 6: Backer(None)}
LINE = frozenset({"P", "P-NORTH", "P-EAST"})


def shipped() -> History:
    """The versions of the rules as they are shipped."""
    listed = tomllib.loads(SHIPPED.read_text("utf-8"))["version"]
    own = [v for v in listed if v["key"] == "development"]
    return History(
        tuple(
            version_of("development", n, {**v, "valid_from": v["valid_from"].isoformat()})
            for n, v in enumerate(own, start=1)
        )
    )


RULES = shipped()


def taken_until(last: str) -> FileFacts:
    """A file in order up to and including a step."""
    upto = [k.code for k in STEPS if k.number <= ORDER[last]]
    return FileFacts(date(1996, 2, 29), tuple(Event(c, *TAKEN[c]) for c in upto))


def faults(
    step: str, before: str, on: date | None = None, /, voters: int | None = 5, **changed: Any
) -> list[str]:
    """The codes against a step, in a file in order up to `before`."""
    day, values = TAKEN[step]
    facts = taken_until(before)
    state = next(s for s, n in LAST.items() if n >= ORDER[step])
    given = Event(step, on or day, {k: v for k, v in {**values, **changed}.items() if v != "gone"})
    around = Around(state, state, TODAY, facts, RULES, PEOPLE, LINE, voters)
    return [r.code for r in faults_of(given, around)]


def test_the_25_steps_are_asked_for_by_the_moves_that_rest_on_them() -> None:
    asked = [step for needs in NEEDS.values() for step in needs]
    assert sorted(asked) == sorted(ORDER)
    for move, needs in NEEDS.items():
        assert needs <= MEMBER_DEVELOPMENT.move(move).needs
    for steps in RETAKEN.values():
        assert set(steps) <= ORDER.keys()


def test_every_rule_that_may_be_fatal_guards_the_move_it_rests_on() -> None:
    """R01, R04, R07, R11, R14, R15 and R17 (§5.4)."""
    guarded = {move: len(fatal_rules(move)) for move in NEEDS}
    assert guarded == {
        "recognise": 2, "nominate": 1, "pre_review": 1, "resolve": 3, "admit": 2,
        "propose_conversion": 2, "confirm": 2, "archive": 0,
    }  # fmt: skip


@pytest.mark.parametrize("step", list(TAKEN)[1:])
def test_a_step_in_order_is_recorded(step: str) -> None:
    before = next(k.code for k in STEPS if k.number == ORDER[step] - 1)
    assert faults(step, before) == []


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2024, 1, 9), ["step_before_earlier"]),  # the day before the application
        (date(2024, 1, 10), []),  # equal days are in order
        (date(2024, 2, 29), []),  # 29 February is a day like others
        (TODAY, []),
        (TODAY + timedelta(days=1), ["in_the_future_day"]),
    ],
)
def test_a_day_lies_between_the_step_before_and_today(on: date, expected: list[str]) -> None:
    assert faults("first_talk", "application", on) == expected


def test_a_step_out_of_order_names_both_steps_and_days() -> None:
    day, values = date(2025, 8, 11), TAKEN["admission_meeting"][1]
    around = Around("pre_reviewed", "x", TODAY, taken_until("admission_form"), RULES, {}, LINE, 5)
    (reason,) = faults_of(Event("admission_meeting", day, values), around)
    assert dict(reason.params) == {
        "number": 15, "move": "支部大会讨论", "on": "2025-08-11", "other": 14,
        "state": "填写入党志愿书", "day": "2025-08-12",
    }  # fmt: skip


def test_steps_nine_to_eleven_may_change_places() -> None:
    """R19; step 12 may not come before any of them."""
    assert faults("introducers", "candidate_filing", date(2025, 7, 30)) == []
    assert faults("training", "political_review", date(2025, 7, 21)) == []
    assert "step_before_earlier" in faults("committee_review", "training", date(2025, 7, 27))


def test_steps_four_and_five_and_eighteen_to_twenty_one_may_change_places() -> None:
    """No clause puts them in order; what stands around them does not move."""
    assert faults("contacts", "activist_filing", date(2024, 7, 16)) == []
    assert faults("contacts", "activist_filing", date(2024, 7, 14)) == ["step_before_earlier"]
    assert faults("oath", "assignment", date(2025, 9, 11)) == []
    assert faults("oath", "assignment", date(2025, 9, 9)) == ["step_before_earlier"]


WINDOWS = ((3, 8), (8, 12), (17, 22))


@given(st.sampled_from(WINDOWS), st.data())
def test_recording_refuses_an_order_where_the_checker_finds_one(
    window: tuple[int, int], data: st.DataObject
) -> None:
    """R19 and recording read one table; each pair of days is judged alike by both."""
    steps = [k.code for k in STEPS if window[0] <= k.number <= window[1]]
    days = data.draw(st.lists(st.integers(0, 3), min_size=len(steps), max_size=len(steps)))
    events = tuple(
        Event(step, date(2025, 7, 1 + n), TAKEN[step][1])
        for step, n in zip(steps, days, strict=True)
    )
    days_alone = FileFacts(events=tuple(Event(e.step, e.on) for e in events))
    found = next(f for f in check(days_alone, RULES) if f.rule == "R19")
    refused = {
        reason.code
        for event in events
        for reason in faults_of(event, beside(event, events))
        if reason.code in ("step_before_earlier", "step_after_later")
    }
    assert bool(refused) is (found.reason == "checker_out_of_order")


def beside(event: Event, events: tuple[Event, ...]) -> Around:
    """The other records of a file in which any step may be put right."""
    others = FileFacts(events=tuple(e for e in events if e is not event))
    return Around("full", "x", TODAY, others, RULES, {}, LINE, 5)


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, []),
        ({"present": 3, "yes": 3}, []),  # 3 of 5 is more than half
        ({"should_attend": 4, "present": 2, "yes": 2}, ["no_quorum"]),  # half is not (§14.4)
        ({"present": 2, "yes": 2}, ["no_quorum"]),
        ({"present": 6, "yes": 6}, ["more_present"]),
        ({"should_attend": 6, "present": 6, "yes": 6}, ["more_than_voters"]),
        ({"yes": 4}, ["ballot_sum"]),
        ({"yes": 4, "no": 2}, ["ballot_sum"]),
        ({"yes": 2, "no": 2, "abstain": 1}, []),  # not carried, yet it was a meeting
        ({"present": 4, "yes": 4, "written": 1}, []),
        ({"present": 4, "yes": 4, "written": 2}, ["more_written"]),
        ({"yes": -1, "no": 6}, ["number_range"]),
        ({"yes": True}, ["number_range"]),
        ({"yes": "gone"}, ["needed"]),
        ({"voter_names": ["x"]}, ["unknown_field"]),
    ],
)
def test_a_ballot_adds_up(changed: dict[str, Any], expected: list[str]) -> None:
    assert faults("admission_meeting", "admission_form", **changed) == expected


def test_a_branch_the_register_is_silent_about_is_not_counted_against_a_ballot() -> None:
    six = {"should_attend": 6, "present": 6, "yes": 6}
    assert faults("admission_meeting", "admission_form", voters=None, **six) == []


@pytest.mark.parametrize(
    ("should", "yes", "written", "carried"),
    [(4, 2, 0, False), (4, 3, 0, True), (5, 2, 0, False), (5, 3, 0, True), (5, 2, 1, True)],
)
def test_more_than_half_of_those_who_should_attend_must_agree(
    should: int, yes: int, written: int, carried: bool
) -> None:
    """§5.4 step 15; written opinions of absent members count."""
    told = not_elected({"should_attend": should, "yes": yes, "written": written})
    assert (told is None) == carried


@pytest.mark.parametrize(
    ("step", "people", "expected"),
    [
        ("contacts", [1], []),  # R03: one or two
        ("contacts", [1, 2], []),
        ("contacts", [1, 1], ["person_twice"]),
        ("contacts", [6], ["not_full_member"]),
        ("contacts", [9], ["unknown_member"]),
        ("introducers", [1], ["people_count"]),  # R09: two
        ("introducers", [1, 2], []),
    ],
)
def test_who_stands_behind_an_applicant(step: str, people: list[int], expected: list[str]) -> None:
    before = next(k.code for k in STEPS if k.number == ORDER[step] - 1)
    assert faults(step, before, people=people) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"organisation": "P-WEST"}, ["unknown_organisation"]),
        ({"conclusion": "perhaps"}, ["unknown_value"]),
        ({"conclusion": ["passed"]}, ["unknown_value"]),
        ({"conclusion": {"passed": 1}}, ["unknown_value"]),
        ({"organisation": 7}, ["unknown_value"]),
        ({"reference": "字" * 61}, ["text_length"]),
    ],
)
def test_values_are_of_their_kind(values: dict[str, Any], expected: list[str]) -> None:
    assert faults("pre_review", "committee_review", **values) == expected


def test_a_step_before_its_stage_and_a_second_time_is_refused() -> None:
    facts = taken_until("first_talk")
    around = Around("applicant", "入党申请人", TODAY, facts, RULES, PEOPLE, LINE, 5)
    for step, code in (("approval", "step_not_now"), ("first_talk", "step_recorded")):
        day, values = TAKEN[step]
        assert [r.code for r in faults_of(Event(step, day, values), around)] == [code]


@pytest.mark.parametrize(
    ("state", "last", "step", "on", "parameter"),
    [
        ("applicant", "application", "first_talk", date(2024, 2, 10), "talk_within_months"),
        ("applicant", "first_talk", "recognition", date(2025, 1, 19), ""),
        ("activist", "recognition", "half_year_review", date(2025, 1, 15), "review_every_months"),
        ("activist", "half_year_review", "half_year_review", date(2025, 7, 15),
         "review_every_months"),
        ("candidate", "political_review", "pre_review", date(2026, 7, 25), "review_valid_months"),
        ("pre_reviewed", "pre_review", "admission_meeting", date(2025, 9, 10),
         "meeting_within_months"),
        ("resolved", "admission_meeting", "approval", date(2025, 11, 20),
         "approval_within_months"),
        ("probationary", "oath", "probation_review", date(2026, 2, 20), "review_every_months"),
        ("probationary", "probation_review", "conversion_meeting", date(2026, 8, 20),
         "probation_months"),
        ("conversion", "conversion_meeting", "conversion_approval", date(2026, 11, 25),
         "conversion_approval_within_months"),
        ("full", "conversion_approval", "archive", date(2026, 10, 10), ""),
    ],
)  # fmt: skip
def test_what_is_owed_next(state: str, last: str, step: str, on: date, parameter: str) -> None:
    """Terms in months of the calendar by the version in force (§5.4); else the house reminds."""
    owed = due(state, taken_until(last), RULES)
    assert owed is not None
    assert (owed.step, owed.on, owed.parameter) == (step, on, parameter)


def test_a_file_from_before_the_rules_on_file_is_only_reminded_of() -> None:
    facts = FileFacts(None, (Event("application", date(1985, 1, 1)),))
    owed = due("applicant", facts, RULES)
    assert owed is not None and not owed.parameter


@pytest.mark.parametrize(
    ("met", "ends"),
    [
        (date(2024, 2, 29), date(2025, 2, 28)),  # §14.6
        (date(2025, 2, 28), date(2026, 2, 28)),
        (date(2025, 8, 31), date(2026, 8, 31)),
    ],
)
def test_probation_is_a_year_from_the_meeting(met: date, ends: date) -> None:
    """§14.3: not from the approval."""
    facts = FileFacts(None, (Event("admission_meeting", met, BALLOT), Event("approval", TODAY)))
    assert probation_ends(facts, RULES) == ends


@pytest.mark.parametrize(
    ("conclusions", "ends"),
    [
        ([], date(2026, 8, 20)),  # the committee has not decided
        (["refused"], date(2026, 8, 20)),
        (["passed"], date(2027, 2, 20)),
        (["refused", "passed"], date(2027, 2, 20)),
    ],
)
def test_probation_is_longer_once_the_committee_approves_it(
    conclusions: list[str], ends: date
) -> None:
    """§5.4 steps 23 and 24: a refused extension changes neither the end nor what counts in full."""
    met, longer = date(2026, 8, 25), {**BALLOT, "outcome": "extended", "months": 6}
    events = list(taken_until("conversion_request").events)
    for n in range(max(len(conclusions), 1)):
        events.append(Event("conversion_meeting", met + timedelta(20 * n), longer))
        decision = {"conclusion": said} if (said := "".join(conclusions[n : n + 1])) else None
        if decision:
            events.append(Event("conversion_approval", met + timedelta(20 * n + 9), decision))
    facts = FileFacts(date(1996, 2, 29), tuple(events))
    assert (probation_ends(facts, RULES), full_from(facts, RULES)) == (ends, ends)


def test_membership_in_full_counts_from_the_day_the_rule_names() -> None:
    facts = taken_until("conversion_approval")
    assert full_from(facts, RULES) == date(2026, 8, 20)
    values = {**RULES.versions[-1].values, "full_from": "conversion_meeting"}
    other = version_of("development", 1, {
        "valid_from": "2014-05-28", "document": "x", "values": values})  # fmt: skip
    assert full_from(facts, History((other,))) == date(2026, 8, 25)


@given(st.permutations(list(ORDER)), st.integers(0, 25))
def test_what_is_missing_and_what_is_recorded_make_up_a_move(order: list[str], n: int) -> None:
    facts = FileFacts(None, tuple(Event(step, TODAY) for step in order[:n]))
    for state, move in FORWARD.items():
        ahead = {kind.code for kind in missing(state, facts)}
        assert ahead | (NEEDS[move] & supplied(facts)) == NEEDS[move]
        assert not ahead & supplied(facts)


@given(st.integers(1, 60), st.integers(0, 60), st.integers(0, 60), st.integers(0, 60),
       st.integers(0, 60))  # fmt: skip
def test_a_ballot_that_is_recorded_never_has_more_votes_than_people(
    should: int, present: int, yes: int, no: int, abstain: int
) -> None:
    counts = {"should_attend": should, "present": present, "yes": yes, "no": no,
              "abstain": abstain}  # fmt: skip
    if not faults("admission_meeting", "admission_form", voters=None, **counts):
        assert yes + no + abstain == present <= should < present * 2
        carried = not_elected(counts) is None
        assert carried == (yes > should / 2)


@given(st.dates(date(1950, 1, 1), date(2100, 12, 31)), st.integers(1, 24))
def test_a_later_start_never_ends_a_term_sooner(day: date, months: int) -> None:
    assert add_months(day, months) <= add_months(day + timedelta(days=1), months)


def _slots(paper: Mapping[str, Any]) -> set[str]:
    texts = [*paper.get("body", ()), *paper.get("sign", ()), *paper.get("line", ()),
             *(text for _, text in paper.get("rows", ())), paper.get("to", ""),
             paper.get("reply", "")]  # fmt: skip
    return {slot for text in texts for slot in re.findall(SLOT, text)}


def test_every_slot_of_every_paper_can_be_filled() -> None:
    """A misspelt slot would print as a blank for ever."""
    known = {"applicant", "born_on", "branch", "committee", "higher", "number", "today",
             "probation_ends", *BLANKS, *KINDS}  # fmt: skip
    known |= {f"{k.code}.{f.name}" for k in KINDS.values() for f in k.fields}
    for paper in papers().values():
        own = {"on", *(f.name for f in KINDS[paper["each"]].fields)} if "each" in paper else set()
        assert _slots(paper) <= known | own, paper["title"]
        assert set(paper["after"]) <= KINDS.keys()
    assert len(papers()) >= 8
