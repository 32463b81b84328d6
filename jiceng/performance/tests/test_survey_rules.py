"""Forms are judged, ways through them reckoned, answers read, counts told: rules alone."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from jiceng.kernel.refusal import Invalid
from jiceng.performance.queries.surveys import sample_forms, shipped_terms
from jiceng.performance.rules.conditions import as_json, holds, read_condition
from jiceng.performance.rules.panels import LEAST
from jiceng.performance.rules.scheme_text import as_text, content_of
from jiceng.performance.rules.survey_answers import not_shown, read_answers, unknown_codes
from jiceng.performance.rules.survey_cost import (
    check_survey_terms,
    cost_of_survey,
    people_faults,
    terms_of,
)
from jiceng.performance.rules.survey_faults import form_faults
from jiceng.performance.rules.survey_forms import Form, form_of, shown
from jiceng.performance.rules.survey_paths import Seconds, paths_of
from jiceng.performance.rules.survey_results import (
    Rate,
    hidden_cells,
    rates,
    rates_told,
    suppressed,
    tally,
)
from jiceng.performance.tests.survey_samples import (
    BRANCHED,
    asks,
    content,
    forms,
    typed,
)

TERMS = terms_of(shipped_terms())


@pytest.mark.parametrize(
    ("text", "said", "expected"),
    [
        ("a == yes", {"a": "yes"}, True),
        ("a == yes", {}, False),
        ("a != yes", {}, False),
        ("a != yes", {"a": "no"}, True),
        ("a in [x, y]", {"a": "y"}, True),
        ("x in a", {"a": ["x", "z"]}, True),
        ("x in a", {"a": []}, False),
        ("a <= 2", {"a": 2}, True),
        ("a > 2.5", {"a": "2.50"}, False),
        ("a == 3", {"a": "3.0"}, True),
        ("a <= -1", {"a": "-2"}, True),
        ("（a == yes or b == yes） and not c == no", {"b": "yes"}, True),
        ("not (a == yes and b == yes)", {"a": "yes", "b": "yes"}, False),
    ],
)
def test_a_condition_holds_for_what_was_answered(
    text: str, said: dict[str, Any], expected: bool
) -> None:
    assert holds(read_condition(text), said) is expected


@pytest.mark.parametrize(
    "text",
    ["", "a", "a == b == c", "f(a)", "a + 1 == 2", "__import__('os')", "a == 'x'", "1 == a",
     "a in []", "(" * 200, "a == yes and", "not " * 30 + "a == b", "a is b", "[x for x in a]"],
)  # fmt: skip
def test_whatever_else_a_condition_could_say_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        read_condition(text)


def test_a_condition_is_written_for_the_browser_as_plain_lists() -> None:
    read = read_condition("not (a == yes or x in b)")
    assert as_json(read) == ["not", ["or", ["a", "==", ["yes"]], ["b", "has", ["x"]]]]


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"title": "试"}, "form_without_questions"),
        (content(asks("a"), colour="red"), "form_part_unknown"),
        (content(asks("a", shwon_when="x")), "question_part_unknown"),
        (content({"code": "a", "kind": "one"}), "question_unreadable"),
        (content(asks("a"), title="") | {"title": ""}, "text_length"),
        (content(asks("a"), asks("a")), "question_twice"),
        (content(asks("A b")), "question_code_bad"),
        (content(asks("and")), "question_code_bad"),
        (content(asks("a", text=" ")), "question_text_missing"),
        (content(asks("a", "essay")), "question_kind_unknown"),
        (content(asks("a", text="您的手机号码")), "asks_personal"),
        (content(asks("a", choices=["x: 汉族以外的民族", "y: 其他"])), "asks_personal"),
        (content(asks("a", "text", choices=["x: 一"])), "choices_not_asked"),
        (content(asks("a", choices=["x: 一"])), "choices_count"),
        (content(asks("a", choices=["x: 一", "y:"])), "choice_without_text"),
        (content(asks("a", choices=["x: 一", "二"])), "choice_code_bad"),
        (content(asks("a", choices=["x: 一", "x: 二"])), "choice_twice"),
        (content(asks("a", "many", least=2, most=1)), "ticks_bounds"),
        (content(asks("a", "number", low=5, high=5)), "bounds_reversed"),
        (content(asks("a", "scale", low=0, high=100)), "scale_too_long"),
        (content(asks("a", "text", longest=9000)), "text_too_long"),
        (content(asks("a", good=["maybe"])), "good_unknown"),
        (content(asks("a", "text", indicator="x")), "indicator_not_number"),
        (content(asks("a"), asks("b", shown_when="a ==")), "condition_unreadable"),
        (content(asks("a"), asks("b", shown_when="z == yes")), "condition_question_unknown"),
        (content(asks("a", shown_when="b == yes"), asks("b")), "condition_later"),
        (content(asks("a", shown_when="a == yes")), "condition_later"),
        (content(asks("a", "text"), asks("b", shown_when="a == yes")), "condition_sign"),
        (content(asks("a"), asks("b", shown_when="a > 3")), "condition_sign"),
        (content(asks("a"), asks("b", shown_when="a == maybe")), "condition_choice_unknown"),
        (content(asks("a", section="x")), "section_unknown"),
        (content(asks("a"), sections=[{"key": "x", "title": "一"}]), "section_empty"),
        (content(*(asks(f"q{n}") for n in range(61))), "too_many_questions"),
        (content(asks("a"), asks("b", shown_when="a == yes and a == no")),
         "question_unreachable"),
        (content(asks("a", required=True), asks("b", shown_when="not (a == yes or a == no)")),
         "question_unreachable"),
    ],
)  # fmt: skip
def test_each_fault_of_a_form_is_named(form: dict[str, Any], code: str) -> None:
    assert code in [reason.code for reason in form_faults(form)]


def test_sections_stand_together() -> None:
    parted = content(
        asks("a", section="x"), asks("b", section="y"), asks("c", section="x"),
        sections=[{"key": "x", "title": "一"}, {"key": "y", "title": "二"}],
    )  # fmt: skip
    assert [reason.code for reason in form_faults(parted)] == ["section_parted"]


def test_a_form_that_branches_beyond_reckoning_is_refused() -> None:
    deciding = [asks(f"q{n}") for n in range(14)]
    wide = content(*deciding, asks("z", shown_when=" or ".join(f"q{n} == yes" for n in range(14))))
    assert [reason.code for reason in form_faults(wide)] == ["form_branches_too_much"]


def test_samples_are_fit_and_survive_being_typed_again() -> None:
    for sample in sample_forms().values():
        read = content_of(sample["text"])
        assert form_faults(read) == []
        assert form_of(content_of(as_text(read))) == form_of(read)


def test_the_cost_of_a_form_by_hand() -> None:
    """used 8, then half of them service 8, half of those why 14, wish 40 for everybody."""
    cost = cost_of_survey(form_of(BRANCHED), {"residents": 1200, "clerks": 10}, TERMS)
    assert (cost.paths.shortest, cost.paths.longest) == (10 + 8 + 3, 10 + 8 + 8 + 14 + 40)
    assert cost.paths.expected == 10 + 8 + 4 + 3.5 + 40
    assert (cost.paths.fewest, cost.paths.most) == (2, 4)
    assert cost.expected == 66
    assert cost.total == 1210 * 66
    assert not cost.is_over


def test_three_minutes_of_twelve_hundred_people_are_sixty_hours() -> None:
    seconds = Seconds({"one": 180})
    form = form_of(content(asks("a", required=True)))
    terms = type(TERMS)(seconds, 59, "试填")
    cost = cost_of_survey(form, {"residents": 1200}, terms)
    assert (cost.total, cost.is_over) == (60 * 3600, True)


@pytest.mark.parametrize(
    ("people", "code"),
    [({}, "nobody_expected"), ({"residents": 0}, "nobody_expected"),
     ({"residents": -1}, "number_range"), ({"martians": 3}, "number_range")],
)  # fmt: skip
def test_a_cost_needs_people(people: dict[str, int], code: str) -> None:
    assert [reason.code for reason in people_faults(people)] == [code]


@pytest.mark.parametrize(
    "changes",
    [{"ceiling_hours": 0}, {"source": ""}, {"seconds": {}},
     {"seconds": {**shipped_terms()["seconds"], "one": -1}}],
)  # fmt: skip
def test_faulty_estimates_are_not_put_in_force(changes: dict[str, Any]) -> None:
    assert check_survey_terms("county", shipped_terms(), None) == []
    assert check_survey_terms("county", {**shipped_terms(), **changes}, None)


@given(forms())
def test_every_way_ends_and_the_expected_lies_between(given_form: dict[str, Any]) -> None:
    assume(not form_faults(given_form))
    paths = paths_of(form_of(given_form), TERMS.seconds)
    assert paths.shortest <= paths.expected <= paths.longest
    assert 0 <= paths.fewest <= paths.most <= len(given_form["questions"])


@given(forms(), st.data())
def test_whoever_answers_stays_within_the_ways_reckoned(
    given_form: dict[str, Any], data: st.DataObject
) -> None:
    assume(not form_faults(given_form))
    form = form_of(given_form)
    answered = read_answers(form, _typed_all(form, data))
    assert not answered.faults
    paths = paths_of(form, TERMS.seconds)
    takes = sum(TERMS.seconds.kinds[q.kind] for q in form.questions if q.code in answered.shown)
    assert paths.fewest <= len(answered.shown) <= paths.most
    assert takes + TERMS.seconds.intro <= paths.longest


@given(forms(), st.data())
def test_a_hidden_question_is_never_required_nor_kept(
    given_form: dict[str, Any], data: st.DataObject
) -> None:
    form = form_of(given_form)
    everything = _typed_all(form, data)
    answered = read_answers(form, everything)
    way = {q.code for q in shown(form, answered.said)}
    assert set(answered.said) == set(answered.shown) == way
    assert set(answered.dropped) == everything.keys() - way
    only_way = {code: everything[code] for code in way}
    assert read_answers(form, only_way).said == answered.said
    assert not read_answers(form, only_way).faults


def _typed_all(form: Form, data: st.DataObject) -> dict[str, Any]:
    return {q.code: data.draw(typed(q)) for q in form.questions}


@pytest.mark.parametrize(
    ("question", "value", "code"),
    [
        (asks("a", required=True), "", "answer_missing"),
        (asks("a", required=True), None, "answer_missing"),
        (asks("a"), "maybe", "answer_not_offered"),
        (asks("a"), ["yes"], "answer_unreadable"),
        (asks("a", "many"), ["yes", "x"], "answer_not_offered"),
        (asks("a", "many", least=2), ["yes"], "ticks_wrong"),
        (asks("a", "many", most=1), ["yes", "no"], "ticks_wrong"),
        (asks("a", "scale"), "6", "answer_not_offered"),
        (asks("a", "number"), "三", "answer_no_number"),
        (asks("a", "number", low=1, high=9), "10", "answer_out_of_bounds"),
        (asks("a", "number"), "NaN", "answer_out_of_bounds"),
        (asks("a", "number"), "1.234", "answer_places"),
        (asks("a", "text", longest=3), "太长了呀", "answer_too_long"),
    ],
)
def test_each_fault_of_an_answer_is_named_at_its_question(
    question: dict[str, Any], value: Any, code: str
) -> None:
    answered = read_answers(form_of(content(question)), {"a": value})
    assert [(r.code, r.field) for r in answered.faults] == [(code, "a")]


def test_answers_are_kept_plain_and_without_telephone_numbers() -> None:
    form = form_of(content(asks("a", "many"), asks("b", "number"), asks("c", "text")))
    read = read_answers(
        form, {"a": ["no", "yes"], "b": "１，2".replace("，", ""), "c": "13812345678"}
    )
    assert read.said == {"a": ["yes", "no"], "b": "12", "c": "138****5678"}


def test_a_program_is_told_of_answers_that_have_no_place() -> None:
    form = form_of(BRANCHED)
    answered = read_answers(form, {"used": "no", "service": "poor"})
    assert [(r.code, r.params["value"]) for r in not_shown(answered)] == [
        ("answer_not_shown", "service")
    ]
    assert [r.code for r in unknown_codes(form, {"x": 1})] == ["answer_unknown"]


def test_a_branch_hanging_on_a_branch_closes_with_it() -> None:
    """`why` hangs on `service`, which counts for nothing once `used` is no."""
    answered = read_answers(form_of(BRANCHED), {"used": "no", "service": "poor", "why": ["slow"]})
    assert answered.said == {"used": "no"}
    assert answered.shown == ("used", "wish")


def said(used: str, service: str = "", why: tuple[str, ...] = ()) -> dict[str, Any]:
    found: dict[str, Any] = {"used": used}
    if service:
        found["service"] = service
    return {**found, "why": list(why)} if why else found


MANY = [
    *[said("yes", "good")] * 30,
    *[said("yes", "poor", ("slow",))] * 12,
    *[said("yes", "poor", ("slow", "far"))] * 6,
    *[said("no")] * 20,
]


def test_answers_are_counted_over_those_who_saw_the_question() -> None:
    used, service, why, wish = tally(form_of(BRANCHED), MANY)
    assert (used.n, dict(used.cells)) == (68, {"yes": 48, "no": 20})
    assert (service.n, dict(service.cells)) == (48, {"good": 30, "poor": 18})
    assert (why.n, dict(why.cells)) == (18, {"slow": 18, "far": 6, "other": 0})
    assert (wish.n, dict(wish.cells)) == (68, {"": 68})
    assert str(service.share("good")) == "62.5"


def test_numbers_are_told_as_mean_and_median() -> None:
    form = form_of(content(asks("a", "number")))
    (one,) = tally(form, [{"a": "1"}, {"a": "2.5"}, {"a": "10"}, {}])
    assert (str(one.mean), str(one.median), dict(one.cells)) == ("4.50", "2.50", {"": 1})


def test_a_follow_up_is_told_only_where_its_question_is_told_whole() -> None:
    form = form_of(BRANCHED)
    few = [*[said("yes", "good")] * 30, *[said("yes", "poor", ("slow",))] * 3, *[said("no")] * 9]
    used, service, why, wish = suppressed(form, tally(form, few))
    assert used.is_whole
    assert set(service.cells.values()) == {None}
    assert why.is_withheld and wish.is_withheld
    assert suppressed(form, tally(form, few[:4]))[0].is_withheld


CELLS = st.lists(st.integers(0, 9), min_size=2, max_size=4)


def seen(counts: tuple[int, ...]) -> tuple[int | None, ...] | None:
    """What somebody outside reads of one question."""
    if sum(counts) < LEAST:
        return None
    hidden = hidden_cells({str(k): v for k, v in enumerate(counts)}, sum(counts))
    return tuple(None if str(k) in hidden else v for k, v in enumerate(counts))


@given(CELLS)
def test_no_hidden_cell_can_be_worked_out(counts: list[int]) -> None:
    """Whoever knows the rule and tries every table finds two that look the same."""
    table, whole = tuple(counts), sum(counts)
    assume(whole >= LEAST)
    told = seen(table)
    assert told is not None
    assert all(count is None or count >= LEAST for count in told)
    hidden = [k for k, count in enumerate(told) if count is None]
    possible: list[set[int]] = [set() for _ in table]
    for other in _tables(told, whole):
        for k in hidden:
            possible[k].add(other[k])
    assert all(len(possible[k]) > 1 for k in hidden)


def _tables(told: tuple[int | None, ...], whole: int) -> list[tuple[int, ...]]:
    """Every table that looks like what was told."""
    rest = whole - sum(count or 0 for count in told)
    ranges = [range(rest + 1) if count is None else (count,) for count in told]
    return [t for t in product(*ranges) if sum(t) == whole and seen(t) == told]


def test_where_ticks_are_free_those_who_did_not_tick_are_a_group_too() -> None:
    assert hidden_cells({"a": 98, "b": 40, "c": 50}, 100, is_many=True) == {"a", "b"}


def test_a_rate_counts_good_answers_by_what_they_are_about() -> None:
    form = form_of(BRANCHED)
    service = form.question("service")
    assert service is not None
    listed = [("N", one) for one in MANY] + [("S", said("yes", "good"))] * 3
    found = rates(service, listed)
    assert found == {"N": Rate(30, 48), "S": Rate(3, 3), "": Rate(33, 51)}
    assert rates_told(found) == {"": Rate(33, 51)}


def test_the_smallest_of_the_others_goes_with_a_subject_that_is_left_out() -> None:
    found = {"A": Rate(1, 3), "B": Rate(9, 20), "C": Rate(30, 40), "": Rate(40, 63)}
    assert set(rates_told(found)) == {"C", ""}
