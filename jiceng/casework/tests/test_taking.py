"""Late matters taken under supervision from above: who may, when, and how it ends."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from jiceng.casework.actions.taking import Taking, conclude_taken, lift, take
from jiceng.casework.actions.urging import Urge, urge
from jiceng.casework.models import Case, SupervisionItem, SupervisionTask, Urging
from jiceng.casework.queries import worklist
from jiceng.casework.queries.taking import taken_of
from jiceng.casework.tests.county import NOON, County
from jiceng.casework.tests.desk import moved, report
from jiceng.kernel.records.models import JournalEntry
from jiceng.kernel.refusal import Invalid, NotAllowed, Refused

LATER = NOON + timedelta(days=15)
GIVEN = Taking("多次逾期，群众反映强烈", "一周内修复路面并反馈结果", LATER + timedelta(days=7))


def late_case() -> Case:
    """A road case of East whose promise of five working days is long over."""
    return report("路面有大坑", "0102")


def taken(county: County, who: str = "tang", case: Case | None = None) -> SupervisionItem:
    return take(case or late_case(), GIVEN, by=county[who], now=LATER)


def test_a_late_case_becomes_one_item_with_one_task_of_its_unit(county: County) -> None:
    case = late_case()
    item = taken(county, case=case)
    assert (item.source, item.state, item.taken_number) == ("taken", "under_way", case.number)
    task = item.tasks.get()
    assert (task.state, task.unit, task.due_at) == ("assigned", case.unit, GIVEN.deadline)
    assert worklist(county["chen"]).filter(subject_kind="supervision_task").exists()
    assert taken_of(case) == item
    line = JournalEntry.objects.get(subject_kind="supervision_item", kind="take_up")
    assert json.loads(line.payload)["notes"], "the reason is kept"


@pytest.mark.parametrize("who", ["ma", "tang"])
def test_every_level_above_may_take_it(county: County, who: str) -> None:
    assert taken(county, who).tier == county[who].grips[0].tier


@pytest.mark.parametrize("who", ["gao", "chen", "sun", "zhou", "wu", "zhao"])
def test_nobody_else_may(county: County, who: str) -> None:
    with pytest.raises(NotAllowed):
        taken(county, who)
    assert not SupervisionItem.objects.exists()


def test_a_level_does_not_take_what_is_its_own(county: County) -> None:
    case = late_case()
    moved(case, county, "chen", "sign_for")
    moved(case, county, "chen", "escalate", reason="需要镇里协调")
    case = Case.objects.get(pk=case.pk)
    assert case.tier == "town"
    with pytest.raises(NotAllowed):
        taken(county, "ma", case)
    assert taken(county, "tang", case).tier == "county"


def test_what_is_not_late_is_not_taken(county: County) -> None:
    with pytest.raises(Refused) as refusal:
        take(late_case(), GIVEN, by=county["tang"], now=NOON)
    assert [r.code for r in refusal.value.reasons] == ["not_late"]


def test_a_case_is_taken_once(county: County) -> None:
    case = late_case()
    item = taken(county, case=case)
    with pytest.raises(Refused) as refusal:
        taken(county, "ma", case)
    assert [(r.code, r.params) for r in refusal.value.reasons] == [
        ("already_taken", {"number": item.number})
    ]
    assert SupervisionItem.objects.count() == 1


def test_what_is_missing_is_named_and_nothing_is_half_written(county: County) -> None:
    with pytest.raises(Invalid) as refusal:
        take(late_case(), Taking(" ", "", NOON), by=county["tang"], now=LATER)
    assert {r.field for r in refusal.value.reasons} == {"reason", "requirement", "deadline"}
    assert not SupervisionItem.objects.exists() and not SupervisionTask.objects.exists()


def test_it_ends_when_the_case_is_closed_with_that_as_evidence(county: County) -> None:
    case = late_case()
    item = taken(county, case=case)
    urge(item.tasks.get(), Urge("slip", "限期办结"), by=county["tang"], now=LATER)
    assert conclude_taken(LATER) == 0
    moved(case, county, "chen", "sign_for", LATER)
    moved(case, county, "chen", "handle", LATER, result="已填平")
    moved(case, county, "wang", "verify", LATER)
    moved(case, county, "wang", "close", LATER)
    assert conclude_taken(LATER) == 1
    item.refresh_from_db()
    task = item.tasks.get()
    assert (item.state, item.completion) == ("completed", "done")
    assert (task.state, task.completion, task.completed_at) == ("completed", "done", LATER)
    line = JournalEntry.objects.get(subject_kind="supervision_task", kind="conclude")
    assert (line.appointment, json.loads(line.payload)["evidence"]) == (0, case.number)
    assert Urging.objects.get().state == "withdrawn"
    assert taken_of(case) is None
    assert conclude_taken(LATER) == 0, "and once only"


def test_a_refused_case_ends_it_as_terminated(county: County) -> None:
    item = taken(county)
    Case.objects.update(state="refused")
    conclude_taken(LATER)
    item.refresh_from_db()
    assert (item.state, item.completion) == ("completed", "terminated")


def test_it_is_lifted_with_a_reason_and_may_be_taken_again(county: County) -> None:
    case = late_case()
    item = taken(county, case=case)
    with pytest.raises(Invalid):
        lift(item, " ", by=county["tang"], now=LATER, version=item.version)
    lift(item, "责任单位已调整", by=county["tang"], now=LATER, version=item.version)
    item.refresh_from_db()
    assert (item.state, item.completion) == ("completed", "terminated")
    assert item.tasks.get().state == "completed"
    assert taken(county, case=case).pk != item.pk


def test_a_lower_level_does_not_lift_what_a_higher_one_took(county: County) -> None:
    item = taken(county, "tang")
    with pytest.raises(NotAllowed):
        lift(item, "已协调", by=county["ma"], now=LATER, version=item.version)


def test_what_was_never_taken_is_not_lifted(county: County) -> None:
    item = taken(county)
    SupervisionItem.objects.update(source="meeting")
    item.refresh_from_db()
    with pytest.raises(Refused):
        lift(item, "误", by=county["tang"], now=LATER, version=item.version)
