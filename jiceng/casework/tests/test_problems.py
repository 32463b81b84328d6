"""The problem ledger: who may do what when, what is proved, what is looked at again."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from jiceng.casework.actions.campaigns import close_campaign
from jiceng.casework.actions.findings import Found, Origin, add_problem, from_case, take_problem
from jiceng.casework.actions.measures import Planned, add_photo, mark_done
from jiceng.casework.actions.problems import Papers, move_problem
from jiceng.casework.actions.sweep import ring
from jiceng.casework.models import Campaign, Problem
from jiceng.casework.queries import worklist
from jiceng.casework.queries.problems import problem_for, problem_moves
from jiceng.casework.tests.county import NOON, County
from jiceng.casework.tests.desk import handled, picture
from jiceng.casework.tests.ledger import (
    DEADLINE,
    TWO,
    done,
    found,
    ledger,
    moved,
    rectifying,
    struck_off,
    submitted,
)
from jiceng.kernel.records.files import store_upload
from jiceng.kernel.records.models import PendingAlarm, WorkItem
from jiceng.kernel.refusal import Invalid, NotAllowed, NotFound, Refusal, Refused, Stale

LATER = NOON + timedelta(days=1)


@pytest.fixture
def campaign(county: County) -> Campaign:
    return ledger(county)


@pytest.fixture
def problem(county: County, campaign: Campaign) -> Problem:
    return found(county, campaign)


def codes(refusal: Refusal) -> set[str]:
    return {r.code for r in refusal.reasons}


def test_a_problem_goes_from_found_to_archived(county: County, problem: Problem) -> None:
    assert problem.state == "found"
    row = struck_off(county, problem)
    assert (row.state, row.submitted_unit, row.reviewed_by) == (
        "struck_off", "C-EAST", county["wu"].person,
    )  # fmt: skip
    alarm = PendingAlarm.objects.get(subject_kind="problem")
    assert alarm.clock == "window"
    assert alarm.at is not None
    assert row.look_back_at == alarm.at
    assert ring(alarm, now=alarm.at)
    row.refresh_from_db()
    assert row.state == "looking_back"
    moved(county, row, "wu", "hold", row.entered_at + timedelta(hours=1))
    row.refresh_from_db()
    assert row.state == "archived"
    assert not WorkItem.objects.filter(subject_kind="problem").exists()


def test_each_step_waits_for_whoever_must_take_it(county: County, problem: Problem) -> None:
    def waits_for() -> set[str]:
        return {who for who in ("tang", "ma", "chen", "wu", "wang")
                if worklist(county[who]).filter(subject_kind="problem").exists()}  # fmt: skip

    assert waits_for() == {"tang"}
    moved(county, problem, "tang", "confirm")
    assert waits_for() == {"chen"}
    moved(county, problem, "chen", "plan", measures=TWO)
    done(county, problem)
    moved(county, problem, "chen", "submit", evidence="照片")
    assert waits_for() == {"wu"}


@pytest.mark.parametrize(
    ("who", "name", "expected"),
    [
        ("chen", "confirm", "wrong_role"),
        ("ma", "confirm", "keeper_decides"),
        ("ma", "dismiss", "keeper_decides"),
        ("tang", "strike_off", "wrong_state"),
    ],
)
def test_a_found_problem_is_decided_by_who_opened_the_ledger(
    county: County, problem: Problem, who: str, name: str, expected: str
) -> None:
    with pytest.raises(Refused) as refused:
        moved(county, problem, who, name, reason="不属实")
    assert expected in codes(refused.value)
    problem.refresh_from_db()
    assert problem.state == "found"


@pytest.mark.parametrize("who", ["zhao", "sun", "xie"])
def test_who_does_not_reach_a_problem_does_not_find_it(
    county: County, problem: Problem, who: str
) -> None:
    with pytest.raises(NotFound):
        problem_for(county[who], problem.number, NOON)


def test_only_the_lead_unit_applies(county: County, problem: Problem) -> None:
    rectifying(county, problem)
    done(county, problem)
    with pytest.raises(Refused) as refused:
        moved(county, problem, "wang", "submit", evidence="照片")
    assert "wrong_role" in codes(refused.value)


def test_a_plan_needs_measures_and_none_after_the_deadline(
    county: County, problem: Problem
) -> None:
    moved(county, problem, "tang", "confirm")
    with pytest.raises(Refused) as refused:
        moved(county, problem, "chen", "plan")
    assert codes(refused.value) == {"no_measures"}
    late = (Planned("清运", due_on=DEADLINE + timedelta(days=1)),)
    with pytest.raises(Invalid) as invalid:
        moved(county, problem, "chen", "plan", measures=late)
    assert codes(invalid.value) == {"measure_after_deadline"}
    assert not problem.measures.exists()


def test_nobody_applies_before_every_measure_is_proved(county: County, problem: Problem) -> None:
    row = rectifying(county, problem)
    with pytest.raises(Refused) as refused:
        moved(county, row, "chen", "submit", evidence="照片")
    assert codes(refused.value) == {"measures_open"}
    with pytest.raises(Invalid) as invalid:
        mark_done(row, 1, " ", by=county["chen"], now=NOON, version=row.version)
    assert codes(invalid.value) == {"proof_missing"}
    done(county, row)
    with pytest.raises(Refused) as missing:
        moved(county, row, "chen", "submit")
    assert codes(missing.value) == {"paper_missing"}


def test_a_picture_alone_proves_a_measure(county: County, problem: Problem) -> None:
    row = rectifying(county, problem)
    kept = store_upload(picture(), now=NOON)
    measure = mark_done(
        row, 1, "", by=county["chen"], now=NOON, version=row.version, upload=kept.upload
    )
    assert measure.done_on == date(2026, 11, 23)
    kept.refresh_from_db()
    assert (kept.subject_kind, kept.subject_id, kept.moment) == ("problem", row.pk, "after")


def test_a_form_for_an_older_state_is_stale(county: County, problem: Problem) -> None:
    row = rectifying(county, problem)
    mark_done(row, 1, "完成", by=county["chen"], now=NOON, version=row.version)
    with pytest.raises(Stale):
        mark_done(row, 2, "完成", by=county["chen"], now=NOON, version=row.version - 1)


def test_who_rectified_does_not_review_in_person_or_unit(county: County, problem: Problem) -> None:
    submitted(county, problem)
    for changed, code in (
        ({"submitted_by": county["wu"].person}, "reviewer_is_doer"),
        ({"submitted_unit": "CENTRE"}, "reviewer_in_lead_unit"),
    ):
        Problem.objects.update(**{"submitted_by": None, "submitted_unit": "C-EAST", **changed})
        with pytest.raises(Refused) as refused:
            moved(county, problem, "wu", "strike_off")
        assert codes(refused.value) == {code}


def test_the_ledger_takes_what_another_capability_found_and_its_finder_does_not_review(
    county: County, campaign: Campaign
) -> None:
    """Qian oversees nothing; the capability that asks has checked what Qian may."""
    given = Found("会议记录缺两次", "C-EAST", NOON.date(), source="inspection", deadline=DEADLINE)
    origin = Origin("case", "2026000018", (county["wu"].person,))
    problem = take_problem(campaign, given, origin, grip=county["qian"].grips[0], now=NOON)
    assert (problem.state, problem.origin_number) == ("found", "2026000018")
    submitted(county, problem)
    with pytest.raises(Refused) as refused:
        moved(county, problem, "wu", "strike_off")
    assert codes(refused.value) == {"finder_does_not_review"}


def test_what_the_review_found_wanting_must_be_proved_too(county: County, problem: Problem) -> None:
    submitted(county, problem)
    row = moved(county, problem, "wu", "refuse", reason="东侧还有垃圾")
    assert (row.state, row.refusals, row.open_measures) == ("rectifying", 1, 1)
    assert row.measures.get(done_on=None).text == "东侧还有垃圾"
    assert row.due_at == problem.first_due_at


def test_the_public_is_told_before_the_end_where_the_ledger_says_so(county: County) -> None:
    campaign = ledger(county, "sanitary_county")
    problem = found(county, campaign, is_public=True)
    submitted(county, problem)
    with pytest.raises(Refused) as refused:
        moved(county, problem, "wu", "strike_off")
    assert codes(refused.value) == {"notice_owed"}
    moved(county, problem, "wu", "publish")
    with pytest.raises(Refused) as early:
        moved(county, problem, "tang", "strike_off_after_notice", NOON + timedelta(days=1))
    assert codes(early.value) == {"too_early"}
    row = moved(county, problem, "tang", "strike_off_after_notice", NOON + timedelta(days=4))
    assert row.state == "struck_off"


def test_a_ledger_that_tells_nobody_publishes_nothing(county: County, problem: Problem) -> None:
    submitted(county, problem)
    with pytest.raises(Refused) as refused:
        moved(county, problem, "wu", "publish")
    assert codes(refused.value) == {"notice_not_owed"}


def test_a_long_term_problem_is_looked_at_every_year(county: County, problem: Problem) -> None:
    submitted(county, problem)
    row = moved(county, problem, "wu", "turn_long_term", reason="需长效管护")
    now = NOON
    for _ in range(2):
        alarm = PendingAlarm.objects.get(subject_kind="problem")
        assert alarm.at == now + timedelta(days=365)
        assert ring(alarm, now=alarm.at)
        now = alarm.at + timedelta(hours=2)
        row = moved(county, row, "wu", "keep_up", now)
        assert row.state == "long_term"


def test_a_reopened_problem_is_counted_and_has_work_to_prove(
    county: County, problem: Problem
) -> None:
    struck_off(county, problem)
    row = moved(county, problem, "tang", "reopen", LATER, reason="垃圾又出现了")
    assert (row.state, row.reopenings, row.open_measures) == ("rectifying", 1, 1)
    assert row.struck_off_at is None
    assert row.first_due_at == problem.first_due_at


def test_more_time_is_asked_for_before_it_is_over_and_granted_by_the_keeper(
    county: County, problem: Problem
) -> None:
    row = rectifying(county, problem)
    first = row.due_at
    row = moved(county, row, "chen", "ask_extension", term="5 working_days", reason="雨季")
    assert row.due_at == first
    assert worklist(county["tang"], purpose="extension").exists()
    with pytest.raises(Refused) as local:
        moved(county, row, "ma", "grant_extension")
    assert codes(local.value) == {"keeper_decides"}
    row = moved(county, row, "tang", "grant_extension")
    assert first is not None and row.due_at is not None and row.due_at > first
    assert (row.extensions, row.deadline, row.first_due_at) == (1, row.due_at, first)
    assert not worklist(county["tang"], purpose="extension").exists()
    with pytest.raises(Refused) as again:
        moved(county, row, "chen", "ask_extension", term="5 working_days", reason="雨季")
    assert codes(again.value) == {"extension_cap"}


def test_an_extension_asked_too_late_is_refused(county: County, problem: Problem) -> None:
    row = rectifying(county, problem)
    after = NOON + timedelta(days=60)
    with pytest.raises(Refused) as refused:
        moved(county, row, "chen", "ask_extension", after, term="5 working_days", reason="雨季")
    assert codes(refused.value) == {"extension_too_late"}


def test_a_problem_without_a_deadline_gets_one_when_it_is_confirmed(
    county: County, campaign: Campaign
) -> None:
    row = found(county, campaign, deadline=None)
    with pytest.raises(Refused) as refused:
        moved(county, row, "tang", "confirm")
    assert codes(refused.value) == {"paper_missing"}
    with pytest.raises(Invalid) as past:
        moved(county, row, "tang", "confirm", deadline=date(2026, 11, 1))
    assert codes(past.value) == {"due_date_missing"}
    row = moved(county, row, "tang", "confirm", deadline=DEADLINE)
    assert row.due_at == row.first_due_at == row.deadline
    assert row.due_at is not None


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"description": "脏"}, "description"),
        ({"unit": "NOBODY"}, "unit"),
        ({"supporting": ("C-EAST",)}, "supporting"),
        ({"supporting": ("NOBODY",)}, "supporting"),
        ({"found_on": date(2027, 1, 1)}, "found_on"),
        ({"deadline": date(2026, 1, 1)}, "deadline"),
        ({"source": "rumour"}, "source"),
        ({"area": "123"}, "area"),
        ({"lon": 109.6}, "place"),
    ],
)
def test_nonsense_is_refused_by_its_field_and_nothing_is_written(
    county: County, campaign: Campaign, more: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as invalid:
        found(county, campaign, **more)
    assert field in {r.field for r in invalid.value.reasons}
    assert not Problem.objects.exists()


def test_a_number_stands_once_in_a_ledger(county: County, campaign: Campaign) -> None:
    found(county, campaign, external_number="7")
    with pytest.raises(Invalid) as invalid:
        found(county, campaign, external_number="7")
    assert codes(invalid.value) == {"number_taken"}


def test_a_town_keeps_its_own_ledger_and_nobody_elses(county: County) -> None:
    campaign = ledger(county, who="ma")
    assert campaign.unit == "T-NORTH"
    row = found(county, campaign, who="ma")
    moved(county, row, "ma", "confirm")
    with pytest.raises(NotAllowed):
        found(county, campaign, who="sun")
    with pytest.raises(NotAllowed):
        ledger(county, who="chen")
    with pytest.raises(Invalid) as outside:
        found(county, campaign, who="tang", unit="C-FAR", place="")
    assert codes(outside.value) == {"outside_campaign"}


def test_a_closed_ledger_takes_no_more(county: County, campaign: Campaign) -> None:
    with pytest.raises(NotAllowed):
        close_campaign(campaign, by=county["ma"], now=NOON)
    close_campaign(campaign, by=county["tang"], now=NOON)
    with pytest.raises(Refused):
        found(county, campaign)


def test_the_same_place_and_category_is_linked(county: County, campaign: Campaign) -> None:
    first = found(county, campaign, place="文化广场")
    other = found(county, campaign, place="文化广场", category="安全生产")
    again = found(county, campaign, place=" 文化 广场")
    point: dict[str, Any] = {"place": "", "lon": 109.601, "lat": 19.901}
    at_point, at_same = found(county, campaign, **point), found(county, campaign, **point)
    assert (other.recurrence_of, again.recurrence_of) == (None, first)
    assert (at_point.recurrence_of, at_same.recurrence_of) == (None, at_point)


def test_a_case_becomes_a_problem_in_one_step(county: County, campaign: Campaign) -> None:
    case = handled(county)
    row = add_problem(campaign, from_case(case, NOON), by=county["tang"], now=NOON, case=case)
    assert (row.case, row.source, row.unit) == (case, "case", "C-EAST")
    assert row.area_path == case.area_path


def test_pictures_are_added_by_who_has_to_do_with_it(county: County, problem: Problem) -> None:
    kept = store_upload(picture(), now=NOON)
    with pytest.raises(Refused):
        add_photo(problem, kept.upload, "before", by=county["li"], now=NOON)
    add_photo(problem, kept.upload, "before", by=county["tang"], now=NOON)
    with pytest.raises(Invalid):
        add_photo(problem, kept.upload, "before", by=county["tang"], now=NOON)


def test_the_page_and_the_action_agree_on_what_may_be_done(
    county: County, problem: Problem
) -> None:
    submitted(county, problem)
    for who in ("tang", "ma", "chen", "wu", "wang", "gao"):
        row = problem_for(county[who], problem.number, NOON)
        for move, reasons in problem_moves(row, county[who], NOON):
            fresh = problem_for(county[who], problem.number, NOON)
            if reasons:
                with pytest.raises(Refused):
                    move_problem(fresh, move.name, by=county[who], now=NOON,
                                 version=fresh.version, given=Papers(reason="因"))  # fmt: skip
