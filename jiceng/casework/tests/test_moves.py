"""Every move of a case through its action, generated from the process.

Each works for the right person, and is refused to the wrong role, the wrong area, in the wrong
state and without its papers; a refusal changes nothing.
"""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta

import pytest

from jiceng.casework.actions.intake import Raised, raise_case
from jiceng.casework.actions.moves import Given, make_move
from jiceng.casework.models import Case
from jiceng.casework.process import CASE
from jiceng.casework.queries import with_rules
from jiceng.casework.tests.county import NOON, County
from jiceng.kernel.process import Move
from jiceng.kernel.records.models import JournalEntry, Note
from jiceng.kernel.refusal import Refusal
from jiceng.kernel.scope import RESIDENT, SYSTEM, Actor

EVERYTHING = Given(
    reason="写明原因",
    result="已经处理完毕",
    evidence="见附件",
    unit="T-NORTH",
    proposed_unit="HOUSING",
    term="2 working_days",
    case_type="0102",
)
# How a large matter in East reaches each state: who does what, in order.
TO = {
    "reported": [],
    "accepted": [("chen", "accept")],
    "filed": [("chen", "accept"), ("chen", "file")],
    "dispatched": [("chen", "accept"), ("chen", "file"), ("chen", "dispatch")],
    "handling": [("wang", "sign_for")],
    "returned": [("wang", "send_back")],
    "disputed": [("zhou", "dispute")],
    "suspended": [("zhou", "suspend")],
    "handled": [("wang", "handle")],
    "verifying": [("wu", "verify")],
    "closed": [("wu", "close")],
    "refused": [("chen", "refuse")],
    "merged": [("chen", "merge")],
    "archived": [("system", "archive")],
}
AFTER = {
    "handling": "dispatched",
    "returned": "handling",
    "disputed": "returned",
    "suspended": "handling",
    "handled": "handling",
    "verifying": "handled",
    "closed": "verifying",
    "archived": "refused",
}
# Who makes a move in this county (the case is with the town of North once dispatched), and who
# holds the same role elsewhere.
RIGHT = {
    "accept": "chen", "refuse": "chen", "merge": "chen", "unmerge": "chen", "file": "chen",
    "dispatch": "chen", "sign_for": "wang", "send_back": "wang", "dispute": "zhou",
    "arbitrate": "zhou", "start": "wang", "ask_extension": "wang", "grant_extension": "zhou",
    "refuse_extension": "zhou", "suspend": "zhou", "resume": "zhou", "escalate": "wang",
    "settle_on_the_spot": "chen", "handle": "wang", "verify": "wu", "close": "wu",
    "rework": "wu", "reopen": "wu", "archive": "system",
}  # fmt: skip
ELSEWHERE = ("sun", "xie", "lin", "qian")


def who(county: County, name: str) -> Actor:
    return {"system": SYSTEM, "resident": RESIDENT}.get(name) or county[name]


def bring(county: County, state: str) -> Case:
    """A case in a state, by the moves people would make."""
    steps = list(TO[state])
    while before := AFTER.get(state):
        steps = [*TO[before], *steps]
        state = before
    case = raise_case(Raised(text="路面有大坑", place="文化广场"), now=NOON).case
    for name, move in steps:
        act(county, case, move, name)
    return case


def act(county: County, case: Case, move: str, name: str, given: Given | None = None) -> None:
    by = who(county, name)
    told = given or replace(EVERYTHING, into=elder())
    if move in ("settle_on_the_spot",):
        Case.objects.filter(pk=case.pk).update(is_small=True)
        case.is_small = True
    later = NOON + timedelta(minutes=1)
    make_move(with_rules(case, later), move, by=by, now=later, version=case.version, given=told)


def elder() -> str:
    return raise_case(Raised(text="路面有大坑，同一处", place="文化广场"), now=NOON).case.number


def prepared(county: County, move: Move, source: str) -> Case:
    case = bring(county, source)
    if move.name in ("grant_extension", "refuse_extension"):
        act(county, case, "ask_extension", "wang")
    return case


def right_actor(move: Move, source: str) -> str:
    if move.name == "settle_on_the_spot":
        return {"reported": "chen", "accepted": "chen"}.get(source, "")
    if move.name == "dispatch" and source == "returned":
        return "zhou"
    if move.name == "close" and source == "handled":
        return ""
    if move.name == "merge" and source in ("handling", "dispatched", "returned"):
        return "zhou"
    return RIGHT[move.name]


EVERY = [pytest.param(m, s, id=f"{m.name}<{s}") for m in CASE.moves for s in m.sources]
POSSIBLE = [
    pytest.param(m, s, id=f"{m.name}<{s}")
    for m in CASE.moves
    for s in m.sources
    if right_actor(m, s)
]


@pytest.mark.parametrize(("move", "source"), POSSIBLE)
def test_the_right_person_makes_the_move(county: County, move: Move, source: str) -> None:
    case = prepared(county, move, source)
    lines = JournalEntry.objects.filter(subject_id=case.pk).count()
    act(county, case, move.name, right_actor(move, source))
    case.refresh_from_db()
    settled = {"settle_on_the_spot": "closed"}
    assert case.state == settled.get(move.name, move.target)
    assert JournalEntry.objects.filter(subject_id=case.pk).count() > lines


def refuses(
    county: County, case: Case, move: Move, name: str, given: Given | None = None
) -> list[str]:
    before = Case.objects.filter(pk=case.pk).values().get()
    lines, notes = JournalEntry.objects.count(), Note.objects.count()
    with pytest.raises(Refusal) as refused:
        act(county, case, move.name, name, given or replace(EVERYTHING, into=case.number))
    after = Case.objects.filter(pk=case.pk).values().get()
    assert {**before, "is_small": 0} == {**after, "is_small": 0}
    assert (JournalEntry.objects.count(), Note.objects.count()) == (lines, notes)
    return [r.code for r in refused.value.reasons]


@pytest.mark.parametrize(("move", "source"), EVERY)
def test_nobody_from_elsewhere_makes_the_move(county: County, move: Move, source: str) -> None:
    case = prepared(county, move, source)
    for name in ELSEWHERE:
        assert "wrong_role" in refuses(county, case, move, name)


@pytest.mark.parametrize(("move", "source"), EVERY)
def test_the_wrong_role_does_not_make_the_move(county: County, move: Move, source: str) -> None:
    case = prepared(county, move, source)
    for name in ("he", "guo"):
        assert "wrong_role" in refuses(county, case, move, name)


@pytest.mark.parametrize(("move", "source"), POSSIBLE)
def test_each_paper_is_asked_for(county: County, move: Move, source: str) -> None:
    case = prepared(county, move, source)
    for paper in sorted(move.needs & {f.name for f in fields(Given)}):
        if paper == "case_type" and case.case_type:
            continue
        bare = replace(replace(EVERYTHING, into=elder()), **{paper: ""})
        assert "paper_missing" in refuses(county, case, move, right_actor(move, source), bare)


@pytest.mark.parametrize("state", [s.name for s in CASE.states])
def test_a_state_allows_only_its_own_moves(county: County, state: str) -> None:
    case = bring(county, state)
    for move in CASE.moves:
        if state not in move.sources:
            assert "wrong_state" in refuses(county, case, move, RIGHT[move.name])


def test_a_third_sending_back_is_arbitrated_and_then_final(county: County) -> None:
    case = bring(county, "handling")
    act(county, case, "send_back", "wang")
    act(county, case, "dispatch", "zhou")
    act(county, case, "sign_for", "wang")
    act(county, case, "send_back", "wang")
    assert case.state == "disputed"
    act(county, case, "arbitrate", "zhou", replace(EVERYTHING, unit="HOUSING"))
    act(county, case, "sign_for", "zhao")
    assert "unit_is_final" in refuses(county, case, CASE.move("send_back"), "zhao")


def test_sending_back_never_restarts_the_promise(county: County) -> None:
    case = bring(county, "handling")
    due_at, first = case.due_at, case.first_due_at
    act(county, case, "send_back", "wang")
    act(county, case, "dispatch", "zhou")
    assert (case.due_at, case.first_due_at) == (due_at, first)


def test_what_the_law_gives_a_department_is_not_dispatched_down(county: County) -> None:
    case = raise_case(Raised(text="夜里噪声", place="文化广场"), now=NOON).case
    act(county, case, "accept", "chen")
    act(county, case, "file", "chen", Given(case_type="0201"))
    codes = refuses(county, case, CASE.move("dispatch"), "chen", Given(unit="C-EAST"))
    assert codes == ["law_department_only"]
    act(county, case, "dispatch", "chen", Given(unit="POLICE", reason="依法由公安办理"))
    assert case.unit == "POLICE"


def test_a_case_parted_from_another_goes_back_to_its_own_community_without_a_reason(
    county: County,
) -> None:
    """In the grid it was held by the community's desk; that desk is not above it."""
    case = bring(county, "filed")
    Case.objects.filter(pk=case.pk).update(tier="grid", unit="C-EAST")
    case = Case.objects.get(pk=case.pk)
    act(county, case, "dispatch", "wang", Given(unit="C-EAST"))
    assert Case.objects.get(pk=case.pk).state == "dispatched"


@pytest.mark.parametrize(
    ("name", "unit", "rises"),
    [("chen", "C-EAST", False), ("chen", "T-NORTH", True), ("chen", "HOUSING", True),
     ("wang", "T-NORTH", True), ("zhou", "HOUSING", True)],
)  # fmt: skip
def test_a_case_is_sent_to_a_higher_unit_only_with_a_reason(
    county: County, name: str, unit: str, rises: bool
) -> None:
    case = bring(county, "filed")
    assert case.tier == "community"
    if rises:
        codes = refuses(county, case, CASE.move("dispatch"), name, Given(unit=unit, reason="  "))
        assert codes == ["reason_to_rise"]
    act(county, case, "dispatch", name, Given(unit=unit, reason="超出社区权限" if rises else ""))
    assert case.unit == unit
    noted = Note.objects.filter(subject_id=case.pk, kind="dispatch.reason")
    assert [n.text for n in noted] == ["超出社区权限"] * rises


def test_a_case_without_a_type_is_not_reported_upwards(county: County) -> None:
    case = bring(county, "accepted")
    for name in ("chen", "li", "wang"):
        assert "wrong_state" in refuses(county, case, CASE.move("escalate"), name)


def test_an_extension_moves_the_promise_and_keeps_the_first(county: County) -> None:
    case = bring(county, "handling")
    due_at, first = case.due_at, case.first_due_at
    act(county, case, "ask_extension", "wang")
    assert case.due_at == due_at
    act(county, case, "grant_extension", "zhou")
    assert due_at is not None and case.due_at is not None
    assert case.due_at > due_at and case.first_due_at == first
    assert (case.extensions, case.asked_extension) == (1, "")
    assert "extension_cap" in refuses(county, case, CASE.move("ask_extension"), "wang")


def test_merging_keeps_the_child_its_own_promise_and_can_be_undone(county: County) -> None:
    case = bring(county, "accepted")
    due_at, number = case.due_at, elder()
    act(county, case, "merge", "chen", Given(into=number))
    assert (case.state, case.due_at) == ("merged", due_at)
    assert case.merged_into is not None and case.merged_into.number == number
    act(county, case, "unmerge", "chen", Given(reason="不是同一件事"))
    again = Case.objects.get(pk=case.pk)
    assert (again.state, again.merged_into_id, again.due_at) == ("accepted", None, due_at)


def test_the_handling_unit_may_not_verify_its_own_work(county: County) -> None:
    case = bring(county, "handled")
    assert "wrong_role" in refuses(county, case, CASE.move("verify"), "wang")
