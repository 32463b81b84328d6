"""A branch from the sweep to the end of its year after: who may do what, and what is refused."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from jiceng.casework.tests.county import NOON
from jiceng.kernel.records.models import JournalEntry, WorkItem
from jiceng.kernel.refusal import Invalid, NotAllowed, NotFound, Refused, Stale
from jiceng.party.actions.organisations import Election, elect
from jiceng.party.actions.sweeps import Entered, enter_fact, put_forward, run_sweep
from jiceng.party.actions.weak_branches import Papers, move_weak_branch
from jiceng.party.actions.weak_plans import (
    Measure,
    add_item,
    adjust_secretary,
    check_item,
    drop_item,
    finish_item,
    set_supporter,
)
from jiceng.party.models import Seat, SecretaryChange, WeakBranch
from jiceng.party.queries.weak_branches import (
    findings_of,
    progress,
    sweep_for,
    weak_branch_for,
)
from jiceng.party.tests.cast import TODAY, Party
from jiceng.party.tests.rectifying import (
    DUE,
    carried,
    move,
    plan,
    second_officer,
    suspected,
    sweep,
)
from jiceng.web.clock import county_zone

pytestmark = pytest.mark.django_db
UNFIT = Entered("secretary_unfit", "班子长期不开会，群众意见大")


def codes(refused: pytest.ExceptionInfo[Refused] | pytest.ExceptionInfo[Invalid]) -> set[str]:
    return {r.code for r in refused.value.reasons}


def test_a_sweep_lists_what_is_met_with_its_facts_and_suspects_nobody(party: Party) -> None:
    found = sweep(party)
    met = findings_of(found, party["luo"]).filter(outcome="met")
    assert {(f.organisation.code, f.condition) for f in met} == {("P-WEST", "secretary_vacant")}
    assert met[0].fact["since"] == "2026-05-01"
    assert found.branches == 2
    assert not WeakBranch.objects.exists()


def test_what_nobody_records_is_said_to_be_unknown(party: Party) -> None:
    unknown = findings_of(sweep(party), party["luo"]).filter(outcome="not_known")
    assert {f.condition for f in unknown} == {"meetings_missing"}
    assert unknown.count() == 2


@pytest.mark.parametrize("who", ["bai", "hao", "yan", "zhou", "wang"])
def test_nobody_else_sweeps(party: Party, who: str) -> None:
    with pytest.raises(NotAllowed):
        run_sweep(party.at("P-NORTH"), by=party[who], now=NOON, today=TODAY)


def test_a_day_has_one_sweep_of_a_committee(party: Party) -> None:
    sweep(party)
    with pytest.raises(Refused) as refused:
        run_sweep(party.at("P-NORTH"), by=party["luo"], now=NOON, today=TODAY)
    assert codes(refused) == {"swept_today"}


def test_before_the_first_version_there_is_no_rule_to_sweep_by(party: Party) -> None:
    with pytest.raises(Invalid) as refused:
        run_sweep(party.at("P-NORTH"), by=party["luo"], now=NOON, today=date(2014, 3, 31))
    assert codes(refused) == {"no_rule_on_file"}


def test_a_branch_sees_its_own_findings_in_a_sweep_and_no_others(party: Party) -> None:
    found = sweep_for(party["bai"], sweep(party).pk)
    assert {f.organisation.code for f in findings_of(found, party["bai"])} == {"P-EAST"}
    with pytest.raises(NotFound):
        sweep_for(party["wang"], found.pk)


def test_the_branch_may_say_itself_what_no_record_tells(party: Party) -> None:
    found = sweep(party)
    row = enter_fact(found, party.at("P-EAST"), UNFIT, by=party["bai"], now=NOON)
    assert (row.outcome, row.words) == ("met", UNFIT.words)


def test_a_number_that_trips_nothing_is_kept_all_the_same(party: Party) -> None:
    found, east = sweep(party), party.at("P-EAST")
    for number, said in ((60, "not_met"), (59, "met")):
        given = Entered("low_satisfaction", "问卷调查100份", number)
        assert enter_fact(found, east, given, by=party["luo"], now=NOON).outcome == said
    assert found.findings.filter(condition="low_satisfaction").count() == 1


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (Entered("secretary_vacant", "书记一直没有到位"), "unknown_value"),
        (Entered("weather", "书记一直没有到位"), "unknown_value"),
        (Entered("secretary_unfit", "差"), "text_length"),
        (Entered("low_satisfaction", "问卷调查100份"), "number_range"),
        (Entered("low_satisfaction", "问卷调查100份", 101), "number_range"),
        (Entered("life_empty", "半年没有记录可查", 5), "no_number_asked"),
    ],
)
def test_an_entry_is_refused_with_the_field_that_is_wrong(
    party: Party, given: Entered, code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        enter_fact(sweep(party), party.at("P-EAST"), given, by=party["luo"], now=NOON)
    assert code in codes(refused)


def test_a_branch_outside_the_sweep_is_not_entered(party: Party) -> None:
    with pytest.raises(Invalid) as refused:
        enter_fact(sweep(party), party.at("P-HOUSING"), UNFIT, by=party["shen"], now=NOON)
    assert "not_in_sweep" in codes(refused)


def test_only_what_trips_a_condition_is_put_forward(party: Party) -> None:
    found = sweep(party)
    with pytest.raises(Refused) as refused:
        put_forward(found, party.at("P-EAST"), by=party["luo"], now=NOON)
    assert codes(refused) == {"nothing_tripped"}
    with pytest.raises(NotAllowed):
        put_forward(found, party.at("P-WEST"), by=party["hao"], now=NOON)


def test_a_branch_stands_on_the_list_once(party: Party) -> None:
    weak = suspected(party)
    with pytest.raises(Refused) as refused:
        put_forward(weak.sweep, party.at("P-WEST"), by=party["luo"], now=NOON)
    assert codes(refused) == {"on_the_list"}
    with pytest.raises(Refused):
        enter_fact(weak.sweep, party.at("P-WEST"), UNFIT, by=party["luo"], now=NOON)


def test_it_goes_from_hand_to_hand_until_the_plate_is_taken_down(party: Party) -> None:
    weak = carried(party, "take_down")
    assert weak.state == "follow_up"
    assert weak.follow_up_until == date(2027, 11, 23)
    assert weak.stage_due_at is not None
    assert weak.stage_due_at.astimezone(county_zone()).date() == date(2027, 11, 23)
    kinds = JournalEntry.objects.filter(subject_kind="weak_branch").values_list("kind", flat=True)
    assert [k for k in kinds if k in ("put_forward", "confirm", "check", "accept")] == [
        "put_forward", "confirm", "check", "accept",
    ]  # fmt: skip


def test_each_stage_waits_on_the_worklist_of_whoever_must_act(party: Party) -> None:
    weak = suspected(party)
    assert WorkItem.objects.get(subject_kind="weak_branch").role == "organisation_department"
    move(party, weak, "confirm")
    assert WorkItem.objects.get(subject_kind="weak_branch").role == "party_committee"


def test_the_plan_answers_every_condition_and_names_four_supporters(party: Party) -> None:
    weak = carried(party, "confirm")
    with pytest.raises(Refused) as refused:
        move(party, weak, "plan")
    assert codes(refused) == {"no_plan_items", "conditions_unanswered", "supporters_missing"}
    plan(party, weak, condition="")
    with pytest.raises(Refused) as refused:
        move(party, weak, "plan")
    assert codes(refused) == {"conditions_unanswered"}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"problem": "差"}, "problem"),
        ({"measure": "加强"}, "measure"),
        ({"duty": ""}, "duty"),
        ({"due_on": TODAY - timedelta(days=1)}, "due_on"),
        ({"due_on": date(2028, 11, 24)}, "due_on"),
        ({"condition": "term_over"}, "condition"),
    ],
)
def test_a_vague_item_is_refused(party: Party, change: dict[str, object], field: str) -> None:
    weak = carried(party, "confirm")
    given = {"problem": "书记空缺", "measure": "选派书记到任", "duty": "镇党委书记", "due_on": DUE}
    with pytest.raises(Invalid) as refused:
        add_item(weak, Measure(**(given | change)), by=party["luo"], now=NOON, today=TODAY,  # type: ignore[arg-type]  # fields of the table above
                 version=weak.version)  # fmt: skip
    assert {r.field for r in refused.value.reasons} == {field}


def test_an_item_is_taken_out_only_while_the_plan_is_made(party: Party) -> None:
    weak = carried(party, "confirm")
    plan(party, weak)
    drop_item(weak, 1, by=party["hao"], now=NOON, version=weak.version)
    plan(party, weak)
    move(party, weak, "plan")
    weak.refresh_from_db()
    with pytest.raises(Refused) as refused:
        drop_item(weak, 1, by=party["luo"], now=NOON, version=weak.version)
    assert codes(refused) == {"not_in_this_state"}


def test_a_supporter_who_follows_another_ends_the_first(party: Party) -> None:
    weak = carried(party, "plan")
    set_supporter(weak, "paired_unit", "县供电局", by=party["luo"], now=NOON, today=TODAY,
               version=weak.version)  # fmt: skip
    assert [h.office for h in weak.supporters.filter(kind="paired_unit", until=None)] == [
        "县供电局"
    ]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"on": TODAY + timedelta(days=1)}, "in_the_future_day"),
        ({"on": TODAY - timedelta(days=1)}, "done_before_filed"),
        ({"proof": " "}, "proof_needed"),
    ],
)
def test_done_means_a_day_and_what_proves_it(
    party: Party, change: dict[str, object], code: str
) -> None:
    weak = carried(party, "file_plan")
    given: dict[str, object] = {"on": TODAY, "proof": "任职文件"} | change
    with pytest.raises(Invalid) as refused:
        finish_item(weak, 1, by=party["hao"], now=NOON, today=TODAY, version=weak.version, **given)  # type: ignore[arg-type]  # as above
    assert codes(refused) == {code}


def test_acceptance_is_not_asked_while_an_item_is_open(party: Party) -> None:
    with pytest.raises(Refused) as refused:
        move(party, carried(party, "file_plan"), "request_acceptance")
    assert codes(refused) == {"plan_items_open"}


def test_the_town_looks_at_every_item(party: Party) -> None:
    with pytest.raises(Refused) as refused:
        move(party, carried(party, "request_acceptance"), "check")
    assert codes(refused) == {"plan_items_unchecked"}


def test_whoever_reported_an_item_done_does_not_check_it(party: Party) -> None:
    weak = carried(party, "request_acceptance")
    both = party.also("hao", "town_organisation_officer", "P-NORTH")
    with pytest.raises(Refused, match="checked_by_same"):
        check_item(weak, 1, holds=True, by=both, now=NOON, today=TODAY, version=weak.version)
    check_item(weak, 1, holds=True, by=party["luo"], now=NOON, today=TODAY, version=weak.version)


def test_what_does_not_hold_is_open_again_and_goes_back(party: Party) -> None:
    weak = carried(party, "request_acceptance")
    check_item(weak, 1, holds=False, by=party["luo"], now=NOON, today=TODAY, version=weak.version)
    back = Papers(reason="书记未到任", until=DUE)
    move_weak_branch(weak, "send_back", by=party["luo"], now=NOON, today=TODAY,
                     version=weak.version, given=back)  # fmt: skip
    assert weak.state == "under_rectification"
    assert weak_branch_for(party["luo"], weak.number, TODAY).open_items == 1


def test_sent_back_by_the_department_every_item_is_looked_at_anew(party: Party) -> None:
    weak = carried(party, "check")
    back = Papers(reason="现场看不到整改痕迹", until=DUE)
    move_weak_branch(weak, "send_back", by=party["shen"], now=NOON, today=TODAY,
                     version=weak.version, given=back)  # fmt: skip
    assert weak_branch_for(party["luo"], weak.number, TODAY).unchecked_items == 1


@pytest.mark.parametrize(("until", "code"), [(None, "paper_missing"), (TODAY, "rectified_until")])
def test_sending_back_says_until_when(party: Party, until: date | None, code: str) -> None:
    weak = carried(party, "request_acceptance")
    with pytest.raises((Refused, Invalid)) as refused:
        move_weak_branch(weak, "send_back", by=party["luo"], now=NOON, today=TODAY,
                         version=weak.version, given=Papers(reason="不实", until=until)
        )  # fmt: skip
    assert code in {r.code for r in refused.value.reasons}


def test_two_levels_mean_two_people(party: Party) -> None:
    twice = second_officer(party)
    weak = suspected(party)
    decision = Papers(decision="临委〔2026〕12号")
    with pytest.raises(Refused) as refused:
        move_weak_branch(weak, "confirm", by=twice, now=NOON, today=TODAY, version=weak.version,
                         given=decision)  # fmt: skip
    assert codes(refused) == {"confirmed_by_same"}


def test_whoever_checked_for_the_town_does_not_accept_for_the_department(party: Party) -> None:
    weak = carried(party, "check")
    with pytest.raises(Refused) as refused:
        move_weak_branch(weak, "accept", by=second_officer(party), now=NOON, today=TODAY,
                         version=weak.version, given=Papers(decision="临组〔2027〕8号")
        )  # fmt: skip
    assert codes(refused) == {"accepted_by_same"}


@pytest.mark.parametrize(
    ("until", "name", "who"),
    [
        ("confirm", "plan", "hao"),
        ("plan", "file_plan", "luo"),
        ("request_acceptance", "check", "hao"),
        ("check", "accept", "luo"),
        ("take_down", "release", "luo"),
    ],
)
def test_a_level_does_not_do_what_belongs_to_the_next(
    party: Party, until: str, name: str, who: str
) -> None:
    weak = carried(party, until)
    with pytest.raises(Refused) as refused:
        move_weak_branch(weak, name, by=party[who], now=NOON, today=TODAY, version=weak.version,
                         given=Papers(decision="一号"))  # fmt: skip
    assert "wrong_role" in codes(refused)


@pytest.mark.parametrize(("days", "left"), [(364, 1), (365, 0)])
def test_it_is_released_when_its_year_is_over_and_not_before(
    party: Party, days: int, left: int
) -> None:
    weak, later = carried(party, "take_down"), NOON + timedelta(days=days)
    if left:
        with pytest.raises(Refused) as refused:
            move(party, weak, "release", later)
        assert codes(refused) == {"follow_up_runs"}
    else:
        assert move(party, weak, "release", later).state == "released"


def test_a_relapse_is_counted_and_planned_anew(party: Party) -> None:
    weak = move(party, carried(party, "take_down"), "relapse", NOON + timedelta(days=40))
    assert (weak.state, weak.relapses, weak.follow_up_until) == ("relapsed", 1, None)
    with pytest.raises(Refused) as refused:
        move(party, weak, "plan")
    assert {"no_plan_items", "conditions_unanswered"} <= codes(refused)
    assert weak.items.count() == 1, "the first plan stays on file"


def test_a_branch_released_may_come_onto_the_list_again(party: Party) -> None:
    weak = carried(party, "take_down")
    move(party, weak, "release", NOON + timedelta(days=366))
    again = put_forward(weak.sweep, party.at("P-WEST"), by=party["luo"], now=NOON)
    assert again.number != weak.number


def test_the_secretary_is_adjusted_by_the_acts_of_any_organisation_and_counted(
    party: Party,
) -> None:
    weak = carried(party, "confirm")
    Seat.objects.filter(term__organisation=weak.organisation, duty="secretary").update(ends_on=None)
    adjust_secretary(weak, "不胜任现职", by=party["luo"], now=NOON, today=TODAY,
                     version=weak.version)  # fmt: skip
    change = SecretaryChange.objects.get()
    assert (change.seat.ends_on, change.seat.end_reason) == (TODAY, "不胜任现职")
    west = party.at("P-WEST")
    west.refresh_from_db()
    new = party.members("P-WEST")[4]
    elect(west, Election(TODAY, TODAY, date(2031, 11, 22), ((new.pk, "secretary"),)),
          by=party["luo"], now=NOON, version=west.version)  # fmt: skip
    with pytest.raises(Stale):
        adjust_secretary(weak, "再次调整", by=party["luo"], now=NOON, today=TODAY, version=1)


def test_an_empty_seat_is_not_adjusted(party: Party) -> None:
    weak = carried(party, "confirm")
    with pytest.raises(Refused) as refused:
        adjust_secretary(weak, "不胜任", by=party["luo"], now=NOON, today=TODAY,
                         version=weak.version)  # fmt: skip
    assert codes(refused) == {"seat_empty"}


def test_progress_comes_from_items_done(party: Party) -> None:
    weak = carried(party, "request_acceptance")
    months = progress(weak, TODAY, county_zone())
    assert [(m.first, m.done, m.total) for m in months] == [(date(2026, 11, 1), 1, 1)]


def test_nobody_elsewhere_sees_that_a_branch_is_on_the_list(party: Party) -> None:
    weak = suspected(party)
    for who in ("shen", "luo", "hao"):
        assert weak_branch_for(party[who], weak.number, TODAY).pk == weak.pk
    for who in ("bai", "yan", "zhou", "wang"):
        with pytest.raises(NotFound):
            weak_branch_for(party[who], weak.number, TODAY)


def test_the_journal_holds_no_words_of_anybody(party: Party) -> None:
    enter_fact(sweep(party), party.at("P-EAST"), UNFIT, by=party["bai"], now=NOON)
    lines = JournalEntry.objects.filter(kind__startswith="party.").values_list("payload", flat=True)
    assert not any("群众" in line for line in lines)
