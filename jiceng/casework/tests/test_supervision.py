"""The life of an item and its tasks: who may what, and what is refused with which sentence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from jiceng.casework.actions.items import Minutes, amend_item, record_meeting
from jiceng.casework.actions.planning import Step
from jiceng.casework.actions.sweep import ring
from jiceng.casework.actions.tasks import co_report
from jiceng.casework.models import Meeting, SupervisionItem, SupervisionTask
from jiceng.casework.queries import worklist
from jiceng.casework.queries.supervision import (
    item_for,
    items_of,
    task_for,
    tasks_of,
)
from jiceng.casework.tests.county import NOON, County
from jiceng.casework.tests.overseeing import (
    DEADLINE,
    DRAFT,
    PLAN,
    at_work,
    drafted,
    filed,
    issued,
    item_moved,
    planned,
    supported,
    task_moved,
)
from jiceng.kernel.records.alarms import due
from jiceng.kernel.records.models import PendingAlarm, WorkItem
from jiceng.kernel.refusal import Invalid, NotAllowed, NotFound, Refused, Stale

DAY = timedelta(days=1)
FRIDAY = NOON + 4 * DAY
RUNNING = ("assigned", "returned", "undertaking", "suspended", "under_review")


def codes(refusal: pytest.ExceptionInfo[Any]) -> list[tuple[str, str]]:
    return [(r.code, r.field) for r in refusal.value.reasons]


def completed(county: County) -> SupervisionTask:
    task = at_work(county)
    supported(county, task)
    task_moved(county, task, "zhao", "submit", result="已完工并通过验收")
    return task_moved(county, task, "tang", "complete", completion="done")


def test_a_whole_life_from_draft_to_archive(county: County) -> None:
    task = at_work(county)
    task_moved(county, task, "zhao", "report", FRIDAY, progress=30, done="设计已完成", node=1)
    task.refresh_from_db()
    assert (task.progress, task.next_report_on) == (30, date(2026, 12, 4))
    supported(county, task)
    task_moved(county, task, "zhao", "submit", result="已完工并通过验收")
    task_moved(county, task, "tang", "complete", completion="done")
    item = SupervisionItem.objects.get()
    item_moved(county, item, "tang", "complete", completion="done")
    later = NOON + 40 * DAY
    for row in due(later):
        assert ring(row, now=later)
    task.refresh_from_db()
    item.refresh_from_db()
    assert (task.state, item.state) == ("archived", "archived")


def test_whoever_has_to_act_next_finds_it_on_the_worklist(county: County) -> None:
    def waits_for() -> set[str]:
        cast = ("tang", "lu", "zhao", "qian", "wang", "ma")
        return {who for who in cast if worklist(county[who]).exists()}

    item = drafted(county)
    planned(county, item)
    assert waits_for() == {"tang"}
    item_moved(county, item, "tang", "submit")
    assert waits_for() == {"lu"}
    item_moved(county, item, "lu", "file")
    item_moved(county, item, "tang", "decompose")
    assert waits_for() == {"tang", "zhao", "qian"}, "the item itself stays with the office"
    task = SupervisionTask.objects.get()
    supported(county, task)
    assert waits_for() == {"tang", "zhao"}
    task_moved(county, task, "zhao", "sign_for", responsible_leader="黄", responsible_person="赵")
    task_moved(county, task, "zhao", "submit", result="完工")
    assert waits_for() == {"tang"}


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"leads": ()}, ("needed", "lead")),
        ({"leads": ("HOUSING", "C-EAST")}, ("second_lead", "lead")),
        ({"leads": ("NOBODY",)}, ("unknown_unit", "lead")),
        ({"leads": ("POLICE",)}, ("lead_supports", "supporting")),
        ({"deadline": NOON - DAY}, ("due_date_missing", "deadline")),
        ({"deadline": DEADLINE + DAY}, ("after_the_item", "deadline")),
        ({"nodes": (Step("设计", date(2026, 11, 30), 90),)}, ("weights_not_whole", "weight")),
        ({"nodes": (Step("设计", date(2027, 11, 30), 100),)}, ("node_after_deadline", "due_on")),
        ({"nodes": (Step("设计", date(2026, 11, 1), 100),)}, ("node_in_the_past", "due_on")),
        ({"nodes": (Step(" ", date(2026, 11, 30), 100),)}, ("node_without_output", "nodes")),
        ({"nodes": (), "report_every": "node"}, ("nodes_needed", "report_every")),
        ({"output": ""}, ("text_length", "output")),
        ({"report_every": "hourly"}, ("unknown_value", "report_every")),
        ({"quota": 0}, ("number_range", "quota")),
    ],
)
def test_a_wrong_plan_is_refused_by_its_field_and_nothing_is_written(
    county: County, changes: dict[str, Any], fault: tuple[str, str]
) -> None:
    item = drafted(county)
    with pytest.raises(Invalid) as refusal:
        planned(county, item, **changes)
    assert fault in codes(refusal)
    assert not SupervisionTask.objects.exists()


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"deadline": NOON}, ("due_date_missing", "deadline")),
        ({"source": "rumour"}, ("unknown_value", "source")),
        ({"title": ""}, ("text_length", "title")),
        ({"requirement": " "}, ("text_length", "requirement")),
        ({"importance": "D"}, ("unknown_value", "importance")),
    ],
)
def test_a_wrong_draft_is_refused_by_its_field(
    county: County, changes: dict[str, Any], fault: tuple[str, str]
) -> None:
    with pytest.raises(Invalid) as refusal:
        drafted(county, **changes)
    assert codes(refusal) == [fault]
    assert not SupervisionItem.objects.exists()


@pytest.mark.parametrize("who", ["zhao", "ma", "wang", "lu", "guo"])
def test_only_the_countys_office_files_items(county: County, who: str) -> None:
    item = drafted(county)
    with pytest.raises(NotAllowed):
        record_meeting(Minutes("县政府常务会议", NOON.date(), (("修路", PLAN),)),
                       by=county[who], now=NOON)  # fmt: skip
    with pytest.raises(Refused):
        item_moved(county, item, who, "submit")
    assert not Meeting.objects.exists()


def test_an_overseer_of_a_town_directs_nothing_the_county_set(county: County) -> None:
    task = issued(county, leads=("T-NORTH",))
    assert task in tasks_of(county["ma"])
    with pytest.raises(Refused) as refusal:
        task_moved(county, task, "ma", "end", reason="不办了")
    assert codes(refusal) == [("wrong_role", "")]


def test_an_item_without_tasks_is_not_taken_apart(county: County) -> None:
    item = filed(county)
    with pytest.raises(Refused) as refusal:
        item_moved(county, item, "tang", "decompose")
    assert codes(refusal) == [("no_tasks", "")]


def test_an_item_is_completed_only_with_its_tasks(county: County) -> None:
    item = at_work(county).item
    with pytest.raises(Refused) as refusal:
        item_moved(county, item, "tang", "complete", completion="done")
    assert codes(refusal) == [("tasks_open", "")]


def test_a_task_added_to_an_item_under_way_is_issued_at_once(county: County) -> None:
    item = SupervisionItem.objects.get(pk=at_work(county).item_id)
    more = planned(county, item, leads=("T-NORTH",), supporting=())
    more.refresh_from_db()
    assert (more.state, more.number) == ("assigned", f"{item.number}-2")
    assert worklist(county["wang"]).filter(number=more.number).exists()


def test_withdrawing_an_item_ends_its_planned_tasks(county: County) -> None:
    item = drafted(county)
    planned(county, item)
    item_moved(county, item, "tang", "withdraw", reason="重复立项")
    assert SupervisionTask.objects.get().state == "completed"


def test_sent_back_by_the_leader_a_draft_is_amended_and_its_deadline_moves(county: County) -> None:
    item = drafted(county)
    item_moved(county, item, "tang", "submit")
    item = item_moved(county, item, "lu", "send_back", reason="时限太长")
    sooner = replace(DRAFT, deadline=NOON + 20 * DAY)
    amend_item(item, sooner, by=county["tang"], now=NOON, version=item.version)
    item.refresh_from_db()
    assert item.due_at == item.first_due_at == item.deadline == NOON + 20 * DAY


def test_an_item_is_never_taken_from_its_own_task(county: County) -> None:
    first = at_work(county)
    second = drafted(county, source="taken", taken=("supervision_task", first.pk, first.number))
    own = planned(county, second)
    circle = replace(DRAFT, taken=("supervision_task", own.pk, own.number))
    with pytest.raises(Invalid) as refusal:
        amend_item(second, circle, by=county["tang"], now=NOON, version=second.version)
    assert codes(refusal) == [("taken_from_itself", "taken")]


def test_a_meeting_becomes_items_with_tasks_in_one_step_or_not_at_all(county: County) -> None:
    good, bad = ("修好文明东路", PLAN), ("整治夜市", replace(PLAN, leads=()))
    with pytest.raises(Invalid) as refusal:
        record_meeting(Minutes("常务会议", NOON.date(), (good, bad)), by=county["tang"], now=NOON)
    assert codes(refusal) == [("needed", "decisions.2.lead")]
    assert not SupervisionItem.objects.exists() and not Meeting.objects.exists()
    other = ("整治夜市", replace(PLAN, leads=("T-NORTH",)))
    items = record_meeting(
        Minutes("常务会议", NOON.date(), (good, other)), by=county["tang"], now=NOON
    )
    assert [i.state for i in items] == ["awaiting_approval"] * 2
    assert {t.unit for t in SupervisionTask.objects.all()} == {"HOUSING", "T-NORTH"}


def test_who_signs_names_who_answers(county: County) -> None:
    task = issued(county)
    with pytest.raises(Invalid) as refusal:
        task_moved(county, task, "zhao", "sign_for")
    assert codes(refusal) == [("needed", "responsible_leader"), ("needed", "responsible_person")]


def test_a_task_sent_back_goes_to_the_unit_the_office_decides(county: County) -> None:
    task = issued(county, supporting=())
    task_moved(county, task, "zhao", "send_back", reason="非我局职责", proposed_unit="T-NORTH")
    task = task_moved(county, task, "tang", "assign", unit="T-NORTH")
    assert (task.unit, task.state, task.send_backs) == ("T-NORTH", "assigned", 1)
    assert task.due_at == DEADLINE
    assert worklist(county["wang"]).exists() and not worklist(county["zhao"]).exists()


def test_the_supporting_unit_of_a_task_never_becomes_its_lead_as_well(county: County) -> None:
    task = issued(county)
    task_moved(county, task, "zhao", "send_back", reason="非我局职责", proposed_unit="POLICE")
    with pytest.raises(Invalid) as refusal:
        task_moved(county, task, "tang", "assign", unit="POLICE")
    assert codes(refusal) == [("lead_supports", "unit")]


def test_a_task_is_submitted_only_when_every_supporting_unit_has_reported(county: County) -> None:
    task = at_work(county)
    with pytest.raises(Refused) as refusal:
        task_moved(county, task, "zhao", "submit", result="完工")
    assert codes(refusal) == [("units_silent", "")]
    supported(county, task)
    assert task_moved(county, task, "zhao", "submit", result="完工").state == "under_review"


@pytest.mark.parametrize("who", ["zhao", "chen", "tang"])
def test_nobody_reports_for_a_supporting_unit_but_itself(county: County, who: str) -> None:
    task = at_work(county)
    with pytest.raises(NotAllowed):
        co_report(task, "POLICE", "已疏导", by=county[who], now=NOON, version=task.version)


@pytest.mark.parametrize("name", ["report", "submit", "ask_extension"])
def test_after_closing_nothing_is_reported_any_more(county: County, name: str) -> None:
    task = completed(county)
    with pytest.raises(Refused) as refusal:
        task_moved(county, task, "zhao", name, progress=90, done="补充", result="补充",
                   reason="补充", term="3 working_days")  # fmt: skip
    assert ("wrong_state", "") in codes(refusal)


def test_more_time_is_asked_before_it_is_over_once_and_never_moves_the_first_date(
    county: County,
) -> None:
    task = at_work(county)
    first = task.first_due_at
    task_moved(county, task, "zhao", "ask_extension", reason="雨季", term="5 working_days")
    assert worklist(county["tang"], purpose="extension").exists()
    task = task_moved(county, task, "tang", "grant_extension")
    assert not worklist(county["tang"], purpose="extension").exists()
    assert task.due_at and first and task.due_at > DEADLINE and task.first_due_at == first
    with pytest.raises(Refused) as again:
        task_moved(county, task, "zhao", "ask_extension", reason="又下雨", term="5 working_days")
    assert codes(again) == [("extension_cap", "")]


def test_an_extension_asked_too_late_is_refused(county: County) -> None:
    task = at_work(county)
    with pytest.raises(Refused) as refusal:
        task_moved(county, task, "zhao", "ask_extension", DEADLINE + DAY,
                   reason="雨季", term="5 working_days")  # fmt: skip
    assert codes(refusal) == [("extension_too_late", "")]


def test_rework_after_the_deadline_leaves_a_short_term_and_the_first_date(county: County) -> None:
    task = at_work(county)
    supported(county, task)
    task_moved(county, task, "zhao", "submit", DEADLINE - DAY, result="完工")
    late = DEADLINE + 3 * DAY
    task = task_moved(county, task, "tang", "rework", late, reason="资料不全")
    assert task.stage_due_at and task.stage_due_at > late
    assert task.due_at == DEADLINE and task.reworks == 1


def test_a_suspended_task_stands_still_and_goes_on(county: County) -> None:
    task = at_work(county)
    task = task_moved(county, task, "tang", "suspend", reason="政策调整")
    assert (task.due_at, task.light) == (None, "paused")
    later = NOON + 10 * DAY
    task = task_moved(county, task, "tang", "resume", later)
    assert task.state == "undertaking" and task.due_at and task.due_at > DEADLINE


def test_the_office_does_not_complete_what_its_own_unit_leads(county: County) -> None:
    task = issued(county, supporting=())
    SupervisionTask.objects.filter(pk=task.pk).update(
        unit="SUPERVISION", state="under_review", submitted_at=NOON
    )
    with pytest.raises(Refused) as refusal:
        task_moved(county, task, "tang", "complete", completion="done")
    assert codes(refusal) == [("verifier_in_handling_unit", "")]


def test_a_form_filled_in_for_an_older_state_is_refused(county: County) -> None:
    old = issued(county)
    task_moved(county, old, "zhao", "sign_for", responsible_leader="黄", responsible_person="赵")
    with pytest.raises(Stale):
        co_report(old, "POLICE", "已疏导", by=county["qian"], now=NOON, version=old.version)


def test_items_and_tasks_are_read_by_those_they_concern_and_nobody_else(county: County) -> None:
    task = at_work(county)
    for who in ("tang", "lu", "zhao", "qian"):
        assert task_for(county[who], task.number, NOON) == task
        assert item_for(county[who], task.item.number).pk == task.item_id
    for who in ("chen", "sun", "wang", "guo"):
        assert not tasks_of(county[who]).exists() and not items_of(county[who]).exists()
        with pytest.raises(NotFound):
            task_for(county[who], task.number, NOON)


def test_a_unit_does_not_read_a_task_before_it_is_issued(county: County) -> None:
    planned(county, drafted(county))
    assert not items_of(county["zhao"]).exists()
    assert not tasks_of(county["zhao"]).exists()


def test_no_running_task_is_without_an_owner_and_a_next_alarm(county: County) -> None:
    task = issued(county)
    steps: list[tuple[str, str, dict[str, Any]]] = [
        ("zhao", "send_back", {"reason": "非我局职责", "proposed_unit": "T-NORTH"}),
        ("tang", "assign", {"unit": "T-NORTH"}),
        ("wang", "sign_for", {"responsible_leader": "马", "responsible_person": "王"}),
        ("wang", "report", {"progress": 0, "done": "已启动"}),
        ("tang", "suspend", {"reason": "政策调整"}),
        ("tang", "resume", {}),
        ("wang", "ask_extension", {"reason": "雨季", "term": "3 working_days"}),
        ("tang", "refuse_extension", {"reason": "按期办"}),
    ]
    for who, name, words in steps:
        task = task_moved(county, task, who, name, **words)
        assert task.state in RUNNING and task.unit
        alarm = PendingAlarm.objects.get(subject_kind="supervision_task", subject_id=task.pk)
        assert alarm.at is not None
        assert WorkItem.objects.filter(number=task.number, purpose="act").exists()
