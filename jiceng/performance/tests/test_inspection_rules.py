"""A plan is a fair function of its seed, a record finds what its scheme says, coverage counts."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiceng.kernel.refusal import Invalid
from jiceng.performance.queries.inspection_schemes import shipped_inspection_schemes
from jiceng.performance.rules.inspection_coverage import (
    GROUPS,
    Settled,
    Visit,
    by_element,
    coverage,
    never_since,
)
from jiceng.performance.rules.inspection_plans import (
    Inspector,
    Plan,
    Subject,
    drawn,
    inputs_as_json,
    inputs_of,
    make_plan,
    recusal,
)
from jiceng.performance.rules.inspection_records import answer_faults, findings, is_found
from jiceng.performance.rules.inspection_schemes import check_inspection_scheme
from jiceng.performance.rules.inspections import Element, Frequency, InspectionScheme, scheme_of
from jiceng.performance.rules.periods import Period, read_period

QUARTER = read_period("2026Q4")
WORKDAYS = [
    d for n in range(92) if (d := QUARTER.start + timedelta(days=n)).weekday() < 5
]  # fmt: skip
SAMPLE = shipped_inspection_schemes()["community_work"]
TOWNS = ("T1", "T2", "T3")


def scheme(draw: str = "all", every: str = "quarter", **more: Any) -> InspectionScheme:
    return InspectionScheme(
        "试", (Element("a", "甲"),), (Frequency("community_committee", every, draw),), **more
    )


def village(n: int, town: str, reached: int = 0) -> Subject:
    return Subject(f"C{n}", f"G/{town}/C{n}/", "community_committee", reached)


subjects = st.lists(
    st.builds(village, st.integers(0, 40), st.sampled_from(TOWNS), st.just(0)),
    unique_by=lambda u: u.code, min_size=1, max_size=20,
)  # fmt: skip
homes = st.sampled_from(["G/D1/", "G/D2/", "G/T1/", "G/T2/", "G/T3/", "G/T1/C1/", "G/"])
inspectors = st.lists(
    st.builds(
        lambda n, paths, interests: Inspector(n, paths[0], tuple(paths), tuple(interests)),
        st.integers(1, 30),
        st.lists(homes, min_size=1, max_size=2),
        st.lists(st.integers(0, 40).map(lambda n: f"C{n}"), max_size=3),
    ),
    unique_by=lambda i: i.appointment,
    max_size=9,
)


def plan(units: list[Subject], people: list[Inspector], seed: str = "s", **more: Any) -> Plan:
    return make_plan(scheme(**more), QUARTER, units, people, seed=seed, workdays=WORKDAYS)


@given(subjects, inspectors, st.text(max_size=6))
def test_nobody_is_sent_to_their_own_line_or_where_they_declared_an_interest(
    units: list[Subject], people: list[Inspector], seed: str
) -> None:
    by_code, by_post = {u.code: u for u in units}, {i.appointment: i for i in people}
    for visit in plan(units, people, seed).visits:
        unit = by_code[visit.unit]
        for member in (by_post[pk] for pk in visit.team):
            assert recusal(member, unit) == ""
            assert unit.code not in member.interests
            assert not any(unit.path.startswith(p) or p.startswith(unit.path) for p in member.paths)


@given(subjects, inspectors, st.text(max_size=6))
def test_every_unit_is_visited_once_a_part_or_named_with_its_reason(
    units: list[Subject], people: list[Inspector], seed: str
) -> None:
    made = plan(units, people, seed, every="month")
    told = Counter((v.unit, v.start) for v in made.visits)
    told.update((u.unit, u.start) for u in made.unfilled)
    assert set(told.values()) == {1}
    assert Counter(code for code, _start in told) == {u.code: 3 for u in units}
    assert {u.reason.code for u in made.unfilled} <= {
        "too_few_inspectors", "inspectors_of_one_unit",
    }  # fmt: skip
    for visit in made.visits:
        assert visit.start <= visit.day <= visit.end
        assert visit.day in WORKDAYS


@given(subjects, inspectors, st.text(max_size=6))
def test_a_team_has_its_size_and_comes_from_several_units(
    units: list[Subject], people: list[Inspector], seed: str
) -> None:
    unit_of = {i.appointment: i.unit for i in people}
    for visit in plan(units, people, seed, team_size=3, team_units=2).visits:
        assert len(set(visit.team)) == 3
        assert len({unit_of[pk] for pk in visit.team}) >= 2


@given(subjects, inspectors, st.text(max_size=6), st.randoms())
def test_whoever_has_what_was_published_computes_the_same_plan(
    units: list[Subject], people: list[Inspector], seed: str, dice: Any
) -> None:
    made = plan(units, people, seed)
    again_units, again_people = inputs_of(inputs_as_json(units, people))
    dice.shuffle(again_units)
    dice.shuffle(again_people)
    assert plan(again_units, again_people, seed) == made


@given(st.integers(2, 6), st.lists(st.integers(0, 40), unique=True, min_size=1, max_size=20))
def test_work_is_spread_evenly_among_those_who_may_go_anywhere(
    people: int, numbers: list[int]
) -> None:
    team = [Inspector(n, f"D{n}", (f"X/D{n}/",)) for n in range(people)]
    units = [village(n, "T1") for n in numbers]
    load = Counter(pk for v in plan(units, team, every="month").visits for pk in v.team)
    assert max(load.values()) - min(load[i.appointment] for i in team) <= 1


@given(subjects, st.integers(1, 20), st.lists(st.text(max_size=4), min_size=1, max_size=30))
def test_nobody_is_drawn_twice_before_everybody_was_drawn_once(
    units: list[Subject], count: int, seeds: list[str]
) -> None:
    reached: Counter[str] = Counter()
    for seed in seeds:
        reached.update(u.code for u in drawn(units, count, reached, seed))
        assert max(reached[u.code] for u in units) - min(reached[u.code] for u in units) <= 1


def test_the_worked_example_of_the_how_to() -> None:
    towns = {"A": "T1", "B": "T1", "C": "T2", "D": "T2", "E": "T3"}
    units = [
        Subject(code, f"G/{town}/{code}/", "village_committee", int(code == "B"))
        for code, town in towns.items()
    ]
    homes = {1: "X/D1/", 2: "X/D2/", 3: "G/T1/", 4: "G/T2/"}
    people = [Inspector(n, path, (path,)) for n, path in homes.items()]
    asked = (Frequency("village_committee", "quarter", "2"),)
    sample = InspectionScheme("试", (Element("a", "甲"),), asked)
    made = make_plan(sample, QUARTER, units, people, seed="7", workdays=WORKDAYS)
    assert len(WORKDAYS) == 66
    assert [(v.unit, v.day, v.team) for v in made.visits] == [
        ("E", date(2026, 10, 23), (3, 4)), ("C", date(2026, 12, 9), (1, 2)),
    ]  # fmt: skip


def test_another_seed_gives_another_plan() -> None:
    units = [village(n, "T1") for n in range(12)]
    people = [Inspector(n, f"D{n}", (f"X/D{n}/",)) for n in range(6)]
    assert len({plan(units, people, str(n), draw="4").visits for n in range(12)}) == 12


@pytest.mark.parametrize(
    ("draw", "units", "count"),
    [("all", 7, 7), ("3", 7, 3), ("9", 7, 7), ("1/3", 7, 3), ("1/12", 179, 15)],
)
def test_how_many_are_drawn(draw: str, units: int, count: int) -> None:
    assert Frequency("village_committee", "quarter", draw).count_of(units) == count


@pytest.mark.parametrize(
    ("period", "every"),
    [(read_period("2026-10"), "quarter"), (Period(date(2026, 10, 2), date(2026, 12, 31)), "month")],
)
def test_a_period_that_is_not_made_of_whole_parts_is_refused(period: Period, every: str) -> None:
    with pytest.raises(Invalid) as refused:
        make_plan(scheme(every=every), period, [], [], seed="s", workdays=[])
    assert {r.code for r in refused.value.reasons} == {"period_without_parts"}


def test_what_cannot_be_filled_says_which_unit_and_why() -> None:
    people = [Inspector(1, "D1", ("G/D1/",)), Inspector(2, "T1", ("G/T1/",))]
    made = plan([village(1, "T1"), village(2, "T2")], people)
    [left] = made.unfilled
    assert (left.unit, left.reason.code) == ("C1", "too_few_inspectors")
    assert left.reason.params == {"count": 1, "recused": 1, "size": 2}
    assert [v.unit for v in made.visits] == ["C2"]


def test_the_named_mechanism_ships_without_content_and_the_sample_is_marked() -> None:
    shipped = {key: scheme_of(content) for key, content in shipped_inspection_schemes().items()}
    assert all(check_inspection_scheme(k, c, None) == [] for k, c in
               shipped_inspection_schemes().items())  # fmt: skip
    assert (shipped["13579"].elements, shipped["13579"].frequencies) == ((), ())
    assert not shipped["13579"].may_be_planned
    assert "组织部录入" in shipped["13579"].note
    assert shipped["community_work"].is_sample


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"name": ""}, "text_length"),
        ({"team_size": 1}, "number_range"),
        ({"team_size": 2, "team_units": 3}, "team_of_fewer_than_units"),
        ({"elements": "甲"}, "scheme_unreadable"),
        ({"elements": [{"code": "a", "name": "甲"}] * 2}, "key_twice"),
        ({"elements": [{"code": "a"}]}, "element_unnamed"),
        ({"elements": [{"code": "a", "name": "甲", "look": "长" * 201}]}, "element_too_long"),
        ({"elements": [{"code": "a", "name": "甲", "answer": "maybe"}]}, "element_answer"),
        ({"elements": [{"code": "a", "name": "甲", "term_days": 0}]}, "element_term"),
        ({"elements": [{"code": "a", "name": "甲", "answer": "choice"}]}, "element_choices"),
        ({"elements": [{"code": "a", "name": "甲", "answer": "choice", "choices": ["是", "否"],
                        "found": ["无"]}]}, "element_found"),
        ({"elements": [{"code": "a", "name": "甲", "low": 3, "high": 2}]}, "element_limits"),
        ({"elements": [{"code": "a", "name": "甲", "low": "三"}]}, "element_limits"),
        ({"elements": [{"code": "a", "name": "甲", "answer": "figure"}]},
         "element_without_indicator"),
        ({"frequencies": [{"kind": "grid", "every": "month"}]}, "frequency_kind"),
        ({"frequencies": [{"kind": "department", "every": "week"}]}, "frequency_every"),
        ({"frequencies": [{"kind": "department", "every": "year", "draw": "0"}]},
         "frequency_draw"),
        ({"frequencies": [{"kind": "department", "every": "year", "draw": "3/2"}]},
         "frequency_draw"),
    ],
)  # fmt: skip
def test_a_faulty_scheme_is_refused_with_its_place(changed: dict[str, Any], code: str) -> None:
    faults = check_inspection_scheme("x", {**SAMPLE, **changed}, None)
    assert code in {r.code for r in faults}
    assert all(r.field for r in faults)
    assert all(r.params["n"] == 1 for r in faults if r.code.startswith(("element_", "frequency_")))


@pytest.mark.parametrize(
    ("element", "value", "found"),
    [
        (Element("a", "甲"), "not_ok", True),
        (Element("a", "甲"), "not_applicable", False),
        (Element("a", "甲", answer="choice", choices=("好", "坏"), found=("坏",)), "坏", True),
        (Element("a", "甲", answer="choice", choices=("好", "坏"), found=("坏",)), "好", False),
        (Element("a", "甲", answer="number", low=Decimal(3)), "2", True),
        (Element("a", "甲", answer="number", low=Decimal(3)), "3", False),
        (Element("a", "甲", answer="figure", high=Decimal(90)), "90.1", True),
        (Element("a", "甲", answer="text"), "not_ok", False),
    ],
)
def test_what_makes_a_finding(element: Element, value: str, found: bool) -> None:
    assert is_found(element, value) is found


def test_what_was_noted_stands_in_the_finding_and_what_is_missing_is_named() -> None:
    sample = scheme_of(SAMPLE)
    said = {"life": "not_ok", "dues": "ok", "grid": "一致", "talks": "8"}
    [one] = findings(sample, said, {"life": "缺九月份记录"})
    assert one.text == "组织生活记录不完整：缺九月份记录"
    assert answer_faults(sample, said, {}) == []
    faults = answer_faults(sample, {"life": "perhaps", "talks": "八", "x": "ok"}, {})
    assert {(r.code, r.field) for r in faults} == {
        ("unknown_value", "answers"), ("unknown_value", "answer_life"),
        ("element_unanswered", "answer_dues"), ("element_unanswered", "answer_grid"),
        ("not_a_number", "answer_talks"),
    }  # fmt: skip


TODAY = date(2026, 11, 23)
days = st.dates(date(2026, 1, 1), date(2026, 12, 31))
visits = st.lists(
    st.builds(
        Visit,
        st.sampled_from("abcde"), st.sampled_from(["community_committee", "village_committee"]),
        st.sampled_from(["planned", "awaiting_view", "differing", "closed", "dropped"]),
        days, days,
    ),
    max_size=30,
)  # fmt: skip


@given(visits)
def test_coverage_equals_plain_counting_and_leaves_out_no_visit(rows: list[Visit]) -> None:
    told = {c.kind: c for c in coverage(rows, TODAY)}
    for kind in {r.kind for r in rows}:
        of_kind = [r for r in rows if r.kind == kind]
        made = [r for r in of_kind if r.state not in ("planned", "dropped")]
        late = [r for r in of_kind if r.state == "planned" and r.due_on < TODAY]
        one = told[kind]
        assert (one.due, one.visited, one.late) == (len(of_kind), len(made), len(late))
        assert one.due == sum(getattr(one, name) for name in GROUPS if name != "due")


@given(visits, days)
def test_a_unit_is_never_visited_since_a_day_or_was_seen_after_it(
    rows: list[Visit], day: date
) -> None:
    told = never_since("abcdef", rows, day)
    made = [r for r in rows if r.state in ("awaiting_view", "differing", "closed")]
    for unit in "abcdef":
        seen = [r.visited_on for r in made if r.unit == unit and r.visited_on]
        assert (unit in told) is (not seen or max(seen) < day)
        assert told.get(unit) is None or told[unit] == max(seen)


def test_findings_are_settled_in_time_by_their_first_day() -> None:
    due = date(2026, 11, 10)
    rows = [
        Settled("a", "struck_off", due, date(2026, 11, 10)),
        Settled("a", "struck_off", due, date(2026, 11, 11)),
        Settled("a", "rectifying", due, None),
        Settled("a", "rectifying", TODAY, None),
        Settled("b", "dismissed", due, None),
    ]
    assert by_element(rows, TODAY) == {"a": (4, 1, 3)}
