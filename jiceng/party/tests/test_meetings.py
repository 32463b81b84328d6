"""A meeting is planned, recorded once and on file; who may, what is refused, what follows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from jiceng.casework.tests.county import NOON
from jiceng.kernel.records.models import JournalEntry, Note, Notice, PendingAlarm, WorkItem
from jiceng.kernel.refusal import Invalid, NotAllowed, Refused, Stale
from jiceng.party.actions.life_periods import life_round, reckon
from jiceng.party.actions.meetings import (
    Plan,
    amend_meeting,
    cancel_meeting,
    file_minutes,
    plan_meeting,
)
from jiceng.party.actions.members import join_group
from jiceng.party.actions.recording import Recording, record_meeting
from jiceng.party.actions.resolutions import Decision, Follow, move_resolution, to_item
from jiceng.party.actions.talks import record_review, record_talks
from jiceng.party.models import (
    Attendance,
    CommitteeTerm,
    LifeEntry,
    LifePeriod,
    Meeting,
    Member,
    Resolution,
    Seat,
)
from jiceng.party.queries.life import meetings_of, year_of
from jiceng.party.rules.life_turnout import Grading, Turnout
from jiceng.party.tests.cast import TODAY, Party
from jiceng.web.words import stored_sentences

pytestmark = pytest.mark.django_db
YESTERDAY = TODAY - timedelta(days=1)
PLAN = Plan(("members_meeting", "theme_day"), YESTERDAY, place="社区活动室", agenda=("学习",))


def planned(party: Party, **changes: Any) -> Meeting:
    return plan_meeting(replace(PLAN, **changes), at=party.at("P-EAST"), by=party["bai"], now=NOON)


def recorded(party: Party, meeting: Meeting | None = None, **said: Any) -> Meeting:
    row = meeting or planned(party)
    return record_meeting(row, Recording(**said), by=party["bai"], now=NOON, version=row.version)


def refused(party: Party, **said: Any) -> list[str]:
    with pytest.raises(Invalid) as error:
        recorded(party, **said)
    return [r.code for r in error.value.reasons]


def keys(party: Party, *places: int) -> frozenset[int]:
    members = party.members("P-EAST")
    return frozenset(members[n].pk for n in places)


def lights(party: Party, kind: str, code: str = "P-EAST") -> list[str]:
    return [s.light for s in year_of(party.at(code), 2026, TODAY) if s.owed.kind == kind]


def test_a_planned_meeting_waits_for_the_secretary_until_its_day(party: Party) -> None:
    row = planned(party, on=TODAY + timedelta(days=3))
    waits = WorkItem.objects.get(subject_kind="meeting")
    assert (waits.role, waits.unit_path, waits.title) == (
        "branch_secretary", "P/P-NORTH/P-EAST/", "支部党员大会暨主题党日",
    )  # fmt: skip
    assert row.due_at is not None
    assert row.due_at.astimezone().date() >= TODAY + timedelta(days=3)
    assert PendingAlarm.objects.filter(subject_kind="meeting").exists()
    assert [p.text for p in row.agenda.all()] == ["学习"]


@pytest.mark.parametrize("who", ["luo", "shen", "hao", "yan", "zhou"])
def test_nobody_but_the_own_secretary_calls_or_records(party: Party, who: str) -> None:
    before = JournalEntry.objects.count()
    with pytest.raises(NotAllowed):
        plan_meeting(PLAN, at=party.at("P-EAST"), by=party[who], now=NOON)
    assert JournalEntry.objects.count() == before
    row = planned(party)
    with pytest.raises(NotAllowed):
        record_meeting(row, Recording(), by=party[who], now=NOON, version=row.version)


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"kinds": ()}, ["needed"]),
        ({"kinds": ("leading_meeting",)}, ["kind_not_held_here"]),
        ({"kinds": ("members_meeting", "committee_meeting")}, ["counts_for_one"]),
        ({"kinds": ("lecture",)}, ["lecturer_needed"]),
        ({"kinds": ("lecture",), "lecturer": 10**9}, ["lecturer_of_reach"]),
        ({"on": date(2019, 12, 31)}, ["before_founding"]),
        ({"chair": 10**9}, ["chair_of_another"]),
        ({"place": "某" * 81}, ["text_length"]),
        ({"agenda": ("议题",) * 31}, ["too_many_points"]),
    ],
)
def test_a_plan_that_cannot_be_is_refused_by_field(
    party: Party, changes: dict[str, Any], codes: list[str]
) -> None:
    with pytest.raises(Invalid) as error:
        planned(party, **changes)
    assert [r.code for r in error.value.reasons] == codes


def test_a_group_meeting_names_one_of_the_branchs_groups(party: Party) -> None:
    for member in party.members("P-EAST")[:3]:
        Member.objects.filter(pk=member.pk).update(group="第一党小组")
        join_group(member, "第一党小组", on=date(2026, 1, 1))
    with pytest.raises(Invalid):
        planned(party, kinds=("group_meeting",))
    with pytest.raises(Invalid):
        planned(party, kinds=("group_meeting",), group="别的")
    row = recorded(party, planned(party, kinds=("group_meeting",), group="第一党小组"))
    assert row.should_attend == 3
    assert LifeEntry.objects.get().part == "第一党小组"


def test_everybody_was_there_but_those_named(party: Party) -> None:
    row = recorded(party, on_leave=keys(party, 1), absent=keys(party, 5), minutes="开了会")
    row.refresh_from_db()
    assert (row.should_attend, row.attended, row.on_leave, row.voters, row.voters_present) == (
        6, 4, 1, 5, 4,
    )  # fmt: skip
    assert row.state == "recorded"
    assert {a.presence for a in Attendance.objects.all()} == {"leave", "absent"}
    assert not WorkItem.objects.filter(subject_kind="meeting").exists()


def test_one_recording_stands_in_every_ledger(party: Party) -> None:
    assert lights(party, "members_meeting") == ["red"] * 3 + ["green"]
    recorded(party)
    assert set(LifeEntry.objects.values_list("kind", flat=True)) == {
        "members_meeting", "theme_day",
    }  # fmt: skip
    assert lights(party, "members_meeting")[3] == lights(party, "theme_day")[10] == "done"
    assert LifePeriod.objects.get(kind="theme_day", starts_on="2026-11-01").held == 1


def test_a_lecture_of_the_committees_secretary_counts_for_the_committee(party: Party) -> None:
    lecturer = party.members("P-EAST")[0]
    term = CommitteeTerm.objects.create(
        organisation=party.at("P-NORTH"), elected_on=date(2024, 1, 1), starts_on=date(2024, 1, 1),
        ends_on=date(2029, 1, 1),
    )  # fmt: skip
    Seat.objects.create(term=term, member=lecturer, duty="secretary", starts_on=date(2024, 1, 1))
    recorded(party, planned(party, kinds=("lecture",), lecturer=lecturer.pk))
    assert lights(party, "leader_lecture", "P-NORTH") == ["done"]
    assert lights(party, "lecture")[3] == "done"


def test_a_leading_cadre_is_seen_in_both_bodies(party: Party) -> None:
    leader = party.members("P-EAST")[0]
    Member.objects.filter(pk=leader.pk).update(is_leader=True)
    recorded(party)
    assert [(a.member_id, a.presence) for a in Attendance.objects.all()] == [(leader.pk, "present")]


def test_a_meeting_of_the_future_has_not_been_held(party: Party) -> None:
    row = planned(party, on=TODAY + timedelta(days=1))
    assert refused(party, meeting=row) == ["meeting_in_the_future"]


@pytest.mark.parametrize("minutes", [0, -1, 721])
def test_a_meeting_takes_some_minutes(party: Party, minutes: int) -> None:
    assert refused(party, duration_minutes=minutes) == ["number_range"]


def test_a_stranger_is_not_on_leave(party: Party) -> None:
    stranger = party.members("P-WEST")[0]
    assert refused(party, on_leave=frozenset({stranger.pk})) == ["attendance_not_member"]


def test_nobody_is_on_leave_and_absent(party: Party) -> None:
    assert refused(party, on_leave=keys(party, 0), absent=keys(party, 0)) == ["leave_and_absent"]


def test_more_than_should_attend_cannot_have_come(party: Party) -> None:
    assert refused(party, counts=Turnout(5, 6, 0, 5, 5)) == ["more_than_should"]


@pytest.mark.parametrize(
    ("counts", "codes"),
    [
        (Turnout(6, 6, 0, 5, 5), []),
        (Turnout(5, 5, 0, 4, 4), []),
        (Turnout(7, 6, 0, 5, 5), ["more_should_than_register"]),
        (Turnout(6, 6, 0, 6, 6), ["more_voters_than_register"]),
        (Turnout(10**20, 6, 0, 5, 5), ["number_range", "more_should_than_register"]),
    ],
)
def test_counts_from_paper_stay_within_the_register(
    party: Party, counts: Turnout, codes: list[str]
) -> None:
    if codes:
        assert refused(party, counts=counts) == codes
    else:
        assert recorded(party, counts=counts).voters == counts.voters


def test_without_a_quorum_the_meeting_was_none(party: Party) -> None:
    assert refused(party, absent=keys(party, 0, 1, 2)) == ["quorum_of_members"]
    assert recorded(party, absent=keys(party, 0, 1)).state == "held"


def test_who_joined_later_was_not_called(party: Party) -> None:
    row = recorded(party, planned(party, on=date(2026, 5, 31)))
    assert row.should_attend == 5


def test_an_old_page_records_nothing(party: Party) -> None:
    row = planned(party)
    with pytest.raises(Stale):
        record_meeting(row, Recording(), by=party["bai"], now=NOON, version=row.version + 1)


def test_a_meeting_is_held_once(party: Party) -> None:
    row = recorded(party)
    with pytest.raises(Refused):
        recorded(party, row)
    with pytest.raises(Refused):
        amend_meeting(row, PLAN, by=party["bai"], now=NOON, version=row.version)


def test_a_meeting_moves_to_another_day_and_its_reminder_with_it(party: Party) -> None:
    row = planned(party, on=TODAY + timedelta(days=1))
    given = replace(PLAN, on=TODAY + timedelta(days=9), agenda=("换个议题",))
    amend_meeting(row, given, by=party["bai"], now=NOON, version=row.version)
    row.refresh_from_db()
    assert [p.text for p in row.agenda.all()] == ["换个议题"]
    assert row.due_at == WorkItem.objects.get(subject_kind="meeting").due_at
    assert row.due_at is not None
    assert (row.due_at - NOON).days == 9
    alarm = PendingAlarm.objects.get(subject_kind="meeting")
    assert alarm.at == row.due_at


def test_minutes_are_an_erasable_note_without_numbers_of_people(party: Party) -> None:
    row = recorded(party)
    with pytest.raises(Refused):
        file_minutes(row, "  ", by=party["bai"], now=NOON, version=row.version)
    file_minutes(row, "请联系 13800006021", by=party["bai"], now=NOON, version=row.version)
    assert "13800006021" not in Note.objects.get(kind="record.minutes").text
    assert not JournalEntry.objects.filter(payload__contains="联系").exists()


def test_a_cancelled_meeting_counts_for_nothing(party: Party) -> None:
    row = planned(party)
    with pytest.raises(Refused):
        cancel_meeting(row, "", by=party["bai"], now=NOON, version=row.version)
    cancel_meeting(row, "台风", by=party["bai"], now=NOON, version=row.version)
    assert not LifeEntry.objects.exists()


def test_a_resolution_becomes_a_task_by_one_press_and_is_completed(party: Party) -> None:
    row = recorded(party, decisions=(Decision("修缮活动室门口台阶"),))
    resolution = row.resolutions.get()
    assert resolution.state == "noted"
    follow = Follow(who="组织委员", due_on=TODAY + timedelta(days=30))
    with pytest.raises(Invalid):
        move_resolution(
            resolution, "assign", by=party["bai"], now=NOON, version=1,
            given=replace(follow, due_on=YESTERDAY),
        )  # fmt: skip
    move_resolution(resolution, "assign", by=party["bai"], now=NOON, version=1, given=follow)
    waits = WorkItem.objects.get(subject_kind="resolution")
    assert (waits.title, waits.role) == ("修缮活动室门口台阶", "branch_secretary")
    with pytest.raises(Refused):
        move_resolution(resolution, "complete", by=party["bai"], now=NOON, version=2)
    move_resolution(
        resolution, "complete", by=party["bai"], now=NOON, version=2, given=Follow(result="已修好")
    )
    assert Resolution.objects.get().state == "completed"


def test_a_resolution_with_a_day_is_a_task_at_once(party: Party) -> None:
    recorded(party, decisions=(Decision("走访困难党员", "书记", TODAY + timedelta(days=7)),))
    assert Resolution.objects.get().state == "assigned"


def test_only_the_office_makes_an_item_of_a_resolution(party: Party) -> None:
    resolution = recorded(party, decisions=(Decision("建议修路"),)).resolutions.get()
    with pytest.raises(NotAllowed):
        to_item(resolution, by=party["bai"], now=NOON, version=1)
    resolution.refresh_from_db()
    assert (resolution.state, resolution.item) == ("noted", None)


def test_talks_are_numbers_and_each_sort_is_owed(party: Party) -> None:
    at, bai = party.at("P-EAST"), party["bai"]
    for sort in ("among_committee", "with_members"):
        record_talks(at, sort, on=YESTERDAY, count=3, by=bai, now=NOON)
    assert lights(party, "talk") == ["yellow"]
    record_talks(at, "among_members", on=YESTERDAY, count=3, by=bai, now=NOON)
    assert lights(party, "talk") == ["done"]


@pytest.mark.parametrize(
    ("sort", "on", "count", "codes"),
    [
        ("with_anybody", YESTERDAY, 1, ["unknown_value"]),
        ("with_members", TODAY + timedelta(days=1), 1, ["in_the_future_day"]),
        ("with_members", YESTERDAY, 0, ["number_range"]),
        ("with_members", date(2019, 12, 31), 1, ["before_founding"]),
    ],
)
def test_talks_that_cannot_be(
    party: Party, sort: str, on: date, count: int, codes: list[str]
) -> None:
    with pytest.raises(Invalid) as error:
        record_talks(party.at("P-EAST"), sort, on=on, count=count, by=party["bai"], now=NOON)
    assert [r.code for r in error.value.reasons] == codes


def test_a_review_is_counts_and_can_be_put_right(party: Party) -> None:
    bai = party["bai"]
    with pytest.raises(Refused):
        record_review(recorded(party), Grading(5, 1, 6, 1, 4, 0, 0), by=bai, now=NOON)
    row = planned(party, kinds=("life_meeting", "democratic_review"))
    with pytest.raises(Refused):
        record_review(row, Grading(5, 1, 6, 1, 4, 0, 0), by=bai, now=NOON)
    recorded(party, row)
    record_review(row, Grading(5, 1, 6, 2, 3, 0, 0), by=bai, now=NOON)
    record_review(row, Grading(5, 1, 6, 1, 4, 0, 0), by=bai, now=NOON)
    row.refresh_from_db()
    assert row.review.excellent == 1


def reminder() -> Notice:
    """What East was told about the end of November."""
    told = Notice.objects.filter(kind="life.due", number="P-EAST")
    return next(n for n in told if "2026-11-30" in lacking(n))


def lacking(notice: Notice) -> str:
    """What a notice says is lacking."""
    return "、".join(stored_sentences(notice.params["about"]))


def test_a_branch_is_reminded_once_of_what_is_nearly_due(party: Party) -> None:
    assert life_round(NOON) > 0
    told = reminder()
    assert told.role == "branch_secretary"
    assert "主题党日" in lacking(told)
    assert life_round(NOON + timedelta(days=1)) == 0


def test_nobody_is_reminded_of_what_was_held(party: Party) -> None:
    recorded(party)
    life_round(NOON)
    assert "主题党日" not in lacking(reminder())


def test_reckoning_twice_writes_nothing(party: Party) -> None:
    branches = [party.at("P-EAST"), party.at("P-WEST"), party.at("P-NORTH")]
    assert reckon(branches, 2026, TODAY) > 0
    assert reckon(branches, 2026, TODAY) == 0
    Seat.objects.all().delete()
    assert reckon(branches, 2026, TODAY) == 2 * 12 + 2  # their meetings, and one sort of talk
    assert not LifePeriod.objects.filter(kind="committee_meeting").exists()


def test_meetings_are_seen_along_the_line_and_nowhere_else(party: Party) -> None:
    row = planned(party)
    seen = {who for who in ("bai", "luo", "shen", "hao", "yan", "zhou", "wang")
            if row in meetings_of(party[who])}  # fmt: skip
    assert seen == {"bai", "luo", "shen"}
