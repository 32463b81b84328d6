"""A development file: who records what, what moves it, and what a decision does to the register."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from jiceng.casework.actions.sweep import ring
from jiceng.casework.tests.county import NOON
from jiceng.kernel.records.alarms import due as alarms_due
from jiceng.kernel.records.models import JournalEntry, Notice, PendingAlarm, WorkItem
from jiceng.kernel.refusal import Invalid, NotAllowed, NotFound, Refusal, Refused, Stale
from jiceng.party.actions.development import Applied, Taken, open_development, open_file
from jiceng.party.models import Member, StepRecord
from jiceng.party.queries.development import (
    development_for,
    developments_of,
    facts_of,
    kept_of,
    reading_today,
)
from jiceng.party.queries.rule_book import history
from jiceng.party.rules.checker import check
from jiceng.party.tests.cast import TODAY, Party
from jiceng.party.tests.developing import TAKEN, Carried, applied
from jiceng.web.clock import county_zone
from jiceng.web.words import sentences

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(party: Party) -> Carried:
    return applied(party)


def codes(refused: pytest.ExceptionInfo[Any]) -> list[str]:
    return [r.code for r in refused.value.reasons]


def test_a_file_goes_from_application_to_archive(file: Carried) -> None:
    file.carry("probationary")
    member = Member.objects.get(development=file.file)
    assert (member.standing, member.accepted_on) == ("probationary", TAKEN["admission_meeting"][0])
    file.carry("full")
    member.refresh_from_db()
    assert (member.standing, member.full_on) == ("full", date(2026, 8, 20))
    file.carry("archived")
    assert not WorkItem.objects.filter(subject_id=file.file.pk).exists()
    assert StepRecord.objects.count() == 25


def test_every_missing_step_is_named_at_once(file: Carried) -> None:
    with pytest.raises(Refused) as refused:
        file.move("recognise")
    assert codes(refused) == ["paper_missing", "paper_missing"]
    told = "".join(sentences(refused.value.reasons))
    assert "党组织派人谈话" in told and "推荐和确定入党积极分子" in told


@pytest.mark.parametrize(
    ("who", "step"), [("luo", "recognition"), ("bai", "approval"), ("hao", "first_talk")]
)
def test_each_level_records_its_own_steps(file: Carried, who: str, step: str) -> None:
    with pytest.raises(NotAllowed):
        file.take(step, who=who)


def test_the_branch_does_not_decide_for_the_committee(file: Carried) -> None:
    file.carry("candidate")
    for step in ("candidate_filing", "introducers", "political_review", "training",
                 "committee_review", "pre_review"):  # fmt: skip
        file.take(step)
    with pytest.raises(Refused) as refused:
        file.move("pre_review", who="bai")
    assert "wrong_role" in codes(refused)


def test_another_branch_and_a_county_post_find_no_such_file(file: Carried) -> None:
    for who in ("hao", "zhou", "lu", "yan"):
        with pytest.raises(NotFound):
            development_for(file.party[who], file.file.number)
        assert not developments_of(file.party[who]).exists()
    assert development_for(file.party["luo"], file.file.number) == file.file


def test_those_above_say_why_they_read(file: Carried) -> None:
    luo = file.party["luo"]
    with pytest.raises(Invalid):
        open_file(file.file, "curiosity", by=luo, now=NOON)
    assert not reading_today(luo, file.file, NOON, TODAY, county_zone())
    open_file(file.file, "development", by=luo, now=NOON)
    assert reading_today(luo, file.file, NOON, TODAY, county_zone())
    line = JournalEntry.objects.get(kind="read_development")
    assert file.file.applicant not in line.payload


def test_nobody_under_eighteen_applies_and_no_file_is_opened_twice(party: Party) -> None:
    at, bai = party.at("P-EAST"), party["bai"]
    young = Applied("小明（示例）", date(2006, 1, 11), date(2024, 1, 10))
    with pytest.raises(Invalid) as refused:
        open_development(young, at=at, by=bai, now=NOON, today=TODAY)
    assert codes(refused) == ["too_young"]
    of_age = Applied("小明（示例）", date(2006, 1, 10), date(2024, 1, 10))
    open_development(of_age, at=at, by=bai, now=NOON, today=TODAY)
    with pytest.raises(Refused) as twice:
        open_development(of_age, at=at, by=bai, now=NOON, today=TODAY)
    assert codes(twice) == ["file_open"]


def test_a_correction_is_a_new_record_with_its_reason(file: Carried) -> None:
    first = file.take("first_talk")
    right = Taken("first_talk", date(2024, 1, 22), {"by": "deputy"}, replaces=first.pk)
    with pytest.raises(Invalid) as refused:
        file.give(right)
    assert codes(refused) == ["correction_needs_reason"]
    second = file.give(Taken(right.step, right.on, right.values, None, first.pk, "日期抄错"))
    first.refresh_from_db()
    assert first.on == date(2024, 1, 20)
    kept = kept_of(file.file)
    assert kept.of("first_talk") == [second] and kept.corrections_of(second) == [first]
    with pytest.raises(Invalid) as again:
        file.give(Taken(right.step, right.on, right.values, None, first.pk, "再改"))
    assert codes(again) == ["not_the_last_record"]


def test_an_old_page_changes_nothing(file: Carried) -> None:
    file.file.version -= 1
    with pytest.raises(Stale):
        file.take("first_talk", on=date(2024, 1, 20))


def test_no_journal_line_names_anybody(file: Carried) -> None:
    file.carry("activist")
    lines = JournalEntry.objects.filter(subject_kind="member_development")
    assert lines.count() >= 4
    assert not any(file.file.applicant in line.payload for line in lines)


@pytest.mark.parametrize(
    ("ticked", "papers", "said"),
    [
        ((True, None), None, "unknown"),  # one paper nobody has looked for
        ((True, True), frozenset({"application", "first_talk"}), "pass"),
        ((True, False), frozenset({"application"}), "fail"),
        ((None, None), None, "unknown"),
    ],
)
def test_a_file_is_looked_through_once_every_paper_has_been_looked_for(
    party: Party, ticked: tuple[bool | None, ...], papers: frozenset[str] | None, said: str
) -> None:
    """R20 (§5.4): what is still unlooked for is unknown, neither there nor missing."""
    given = Applied("小明（示例）", date(2000, 1, 10), date(2024, 1, 10), ticked[0])
    opened = open_development(given, at=party.at("P-EAST"), by=party["bai"], now=NOON, today=TODAY)
    day, values = TAKEN["first_talk"]
    Carried(party, opened).give(Taken("first_talk", day, values, ticked[1]))
    facts = facts_of(opened)
    assert facts.papers == papers
    found = {f.rule: f.result for f in check(facts, history("development"))}
    assert found["R20"] == said


def test_of_two_reviews_each_has_its_paper(file: Carried) -> None:
    file.carry("activist")
    StepRecord.objects.filter(development=file.file).update(has_paper=True)
    for on, has_paper in ((date(2025, 1, 14), True), (date(2025, 7, 14), False)):
        file.give(Taken("half_year_review", on, {"conclusion": "continue"}, has_paper))
    assert facts_of(file.file).papers == frozenset({"application", "first_talk", "recognition"})


@pytest.mark.parametrize(("at", "said"), [("activist", "pass"), ("candidate", "fail")])
def test_whoever_looked_through_a_file_finds_no_notice_but_those_recorded(
    file: Carried, at: str, said: str
) -> None:
    """R12 (§5.4 公示): a notice of another point is none of this one."""
    file.carry("activist")
    StepRecord.objects.filter(development=file.file).update(has_paper=True)
    told = {"at": at, "until": "2024-07-30", "objections": 0}
    filed = TAKEN["activist_filing"][1]
    file.give(Taken("public_notice", date(2024, 7, 16), told, True))
    file.give(Taken("activist_filing", date(2024, 7, 31), filed, True))
    found = {f.rule: f.result for f in check(facts_of(file.file), history("development"))}
    assert found["R12"] == said


def test_a_year_of_cultivation_is_a_day_short(file: Carried) -> None:
    file.carry("activist")
    for step in ("activist_filing", "contacts", "half_year_review"):
        file.take(step)
    early = file.take("nomination", on=date(2025, 7, 14))
    with pytest.raises(Refused) as refused:
        file.move("nominate")
    told = sentences(refused.value.reasons)
    assert codes(refused) == ["rule_failed"] and "R04" in told[0] and "2014" in told[0]
    values = TAKEN["nomination"][1]
    file.give(Taken("nomination", date(2025, 7, 15), values, None, early.pk, "会议记录为准"))
    assert file.move("nominate").state == "candidate"


def test_half_of_those_who_should_attend_is_not_more_than_half(file: Carried) -> None:
    file.carry("pre_reviewed")
    file.take("admission_form")
    file.take("admission_meeting", should_attend=4, present=4, yes=2, no=2)
    with pytest.raises(Refused) as refused:
        file.move("resolve")
    assert "no_majority" in codes(refused)
    file.move("not_resolved", reason="赞成票未过半")
    assert file.file.state == "candidate"
    assert not kept_of(file.file).of("admission_meeting")


def test_a_written_opinion_of_somebody_absent_counts(file: Carried) -> None:
    file.carry("pre_reviewed")
    file.take("admission_form")
    file.take("admission_meeting", should_attend=5, present=4, yes=2, no=2, written=1)
    assert file.move("resolve").state == "resolved"


def test_approval_after_six_months_asks_for_the_meeting_again(file: Carried) -> None:
    file.carry("resolved")
    file.take("committee_talk")
    file.take("approval", on=date(2026, 2, 21), special_reason=True)
    with pytest.raises(Refused) as refused:
        file.move("admit")
    assert "R14" in "".join(sentences(refused.value.reasons))
    file.move("discuss_again", reason="超过六个月")
    assert file.file.state == "pre_reviewed"
    with pytest.raises(Refused) as missing:
        file.move("resolve")
    assert codes(missing) == ["paper_missing"]


def test_probation_is_extended_once_and_ends_that_much_later(file: Carried) -> None:
    file.carry("probationary")
    for step in ("higher_filing", "assignment", "oath", "probation_review", "conversion_request"):
        file.take(step)
    with pytest.raises(Invalid) as short:
        file.take("conversion_meeting", outcome="extended", months=5)
    assert codes(short) == ["extension_length"]
    file.today = date(2027, 9, 30)
    file.take("conversion_meeting", outcome="extended", months=6)
    file.move("propose_conversion")
    file.take("conversion_approval")
    with pytest.raises(Refused) as other:
        file.move("confirm")
    assert codes(other) == ["other_outcome"]
    file.move("extend_probation", who="luo")
    assert file.file.state == "probationary"
    with pytest.raises(Invalid) as again:
        file.take("conversion_meeting", on=date(2027, 2, 20), outcome="extended", months=6)
    assert codes(again) == ["extended_already"]
    with pytest.raises(Invalid) as early:
        file.take("conversion_meeting", on=date(2027, 2, 19))
    assert codes(early) == ["probation_not_over"]
    file.take("conversion_meeting", on=date(2027, 2, 20))
    file.move("propose_conversion")
    file.take("conversion_approval", on=date(2027, 3, 1))
    file.move("confirm")
    assert Member.objects.get(development=file.file).full_on == date(2027, 2, 20)


def test_an_extension_the_committee_refused_is_none(file: Carried) -> None:
    """§5.4 steps 23 and 24: back in the branch, probation ends as it did, and all is open again."""
    file.carry("probationary")
    for step in ("higher_filing", "assignment", "oath", "probation_review", "conversion_request"):
        file.take(step)
    file.today = date(2027, 9, 30)
    file.take("conversion_meeting", outcome="extended", months=6)
    file.move("propose_conversion")
    file.take("conversion_approval", conclusion="refused")
    file.move("reconsider", who="luo", reason="延长理由不充分")
    file.take("conversion_meeting", on=date(2026, 11, 1), outcome="extended", months=12)
    file.move("propose_conversion")
    file.take("conversion_approval", on=date(2026, 11, 9), conclusion="refused")
    file.move("reconsider", who="luo", reason="延长理由不充分")
    file.take("conversion_meeting", on=date(2026, 11, 20))
    file.move("propose_conversion")
    file.take("conversion_approval", on=date(2026, 11, 30))
    file.move("confirm")
    assert Member.objects.get(development=file.file).full_on == date(2026, 8, 20)


def test_whose_probation_is_cancelled_leaves_the_register(file: Carried) -> None:
    file.carry("probationary")
    file.take("conversion_meeting", on=date(2026, 3, 1), outcome="cancelled")
    file.move("propose_cancelling")
    file.take("conversion_approval", on=date(2026, 3, 9))
    file.move("cancel_probation", who="luo")
    member = Member.objects.get(development=file.file)
    assert (member.standing, member.left_because) == ("left", "not_converted")
    assert member.left_on == date(2026, 3, 9)
    file.take("archive", on=date(2026, 3, 10))
    assert file.move("archive").state == "archived"


def test_the_clock_runs_from_the_day_of_the_step_in_months(party: Party) -> None:
    """First talk within one month: 31 October and a month is 30 November (§5.4 step 2)."""
    file = applied(party, on=date(2026, 10, 31))
    due_at = file.file.stage_due_at
    assert due_at is not None
    assert due_at.astimezone(county_zone()).date() == date(2026, 12, 1)  # 24:00 of the 30th
    item = WorkItem.objects.get(subject_kind="member_development", subject_id=file.file.pk)
    assert (item.role, item.unit, item.due_at) == ("branch_secretary", "P-EAST", due_at)


def test_the_branch_is_reminded_before_a_term_runs_out(party: Party) -> None:
    file = applied(party, on=date(2026, 11, 20))
    alarm = PendingAlarm.objects.get(subject_kind="member_development")
    assert alarm.at is not None and file.file.stage_due_at is not None
    assert (alarm.percent, alarm.tell) == (80, "holder")
    later = alarm.at + timedelta(minutes=1)
    assert later < file.file.stage_due_at
    for row in alarms_due(later):
        assert ring(row, now=later)
    told = Notice.objects.get(kind="stage_80", subject_kind="member_development")
    assert (told.role, told.unit_path, told.light) == (
        "branch_secretary", file.file.unit_path, "yellow",
    )  # fmt: skip


def test_a_term_that_ran_out_before_it_was_written_down_is_late(party: Party) -> None:
    file = applied(party, on=date(2026, 9, 1))
    assert file.file.stage_due_at is not None and file.file.stage_due_at < NOON


def test_the_checker_reads_spans_of_membership_instead_of_people(file: Carried) -> None:
    file.carry("activist")
    file.take("contacts")
    contacts = facts_of(file.file).last("contacts")
    assert contacts is not None
    people = contacts.values["people"]
    assert [p.full_on for p in people] == [date(2001, 7, 1)] * 2


def test_a_public_notice_is_recorded_once_it_has_ended(file: Carried) -> None:
    """At least five working days, over before the decision (§5.4 公示)."""
    file.carry("candidate")
    said: dict[str, Any] = {"at": "candidate", "objections": 0}
    with pytest.raises(Invalid) as still:
        file.take("public_notice", on=date(2026, 11, 20), until="2026-11-24", **said)
    assert codes(still) == ["notice_still_runs"]
    with pytest.raises(Invalid) as reversed_:
        file.take("public_notice", on=date(2025, 7, 16), until="2025-07-15", **said)
    assert codes(reversed_) == ["period_reversed"]
    file.take("public_notice", on=date(2025, 7, 16), until="2025-07-16", **said)
    file.take("candidate_filing")
    found = {f.rule: f for f in check(facts_of(file.file), history("development"))}
    assert found["R12"].result == "fail" and "days" in found["R12"].facts


def test_more_than_the_branch_has_cannot_attend(file: Carried) -> None:
    file.carry("pre_reviewed")
    file.take("admission_form")
    with pytest.raises(Invalid) as refused:
        file.take("admission_meeting", should_attend=6, present=6, yes=6)
    assert codes(refused) == ["more_than_voters"]


def test_contacts_are_full_members_of_the_branch(file: Carried) -> None:
    file.carry("activist")
    with pytest.raises(Invalid) as on_probation:
        file.take("contacts", people=[6])
    assert codes(on_probation) == ["not_full_member"]
    elsewhere = file.party.members("P-WEST")[0].pk
    with pytest.raises(Invalid) as unknown:
        file.give(Taken("contacts", date(2024, 7, 21), {"people": [elsewhere]}))
    assert codes(unknown) == ["unknown_member"]


def test_steps_of_an_archived_file_stay_as_they_are(file: Carried) -> None:
    file.carry("archived")
    with pytest.raises(Refusal) as refused:
        file.give(Taken("oath", date(2025, 9, 21), {"held_by": "branch"}, None,
                        file.records["oath"].pk, "改"))  # fmt: skip
    assert codes(refused) == ["file_is_archived"]
