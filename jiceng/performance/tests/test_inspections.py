"""A cycle of inspections: who plans, who is sent, what is recorded, what the unit says."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from jiceng.casework.actions.problems import Papers, move_problem
from jiceng.casework.models import Problem
from jiceng.casework.process import PROBLEM
from jiceng.casework.queries import worklist
from jiceng.casework.queries.problems import why_not
from jiceng.casework.tests.county import NOON, County
from jiceng.casework.tests.desk import picture
from jiceng.kernel.records.files import store_upload
from jiceng.kernel.records.journal import verify
from jiceng.kernel.records.models import JournalEntry, WorkItem
from jiceng.kernel.refusal import Invalid, NotAllowed, NotFound, Refused, Stale
from jiceng.performance.actions import inspections as acts
from jiceng.performance.actions.inspection_interests import declare_interest, end_interest
from jiceng.performance.actions.inspection_plans import (
    PlanGiven,
    move_plan,
    open_plan,
    redraw_plan,
)
from jiceng.performance.models import Inspection, InspectionFinding, InspectionPlan
from jiceng.performance.process import INSPECTION
from jiceng.performance.queries.inspection_coverage import latest_planned
from jiceng.performance.queries.inspections import (
    plan_for,
    recomputed,
    standing,
    visit_for,
    visits_of,
)
from jiceng.performance.rules.periods import Period, read_period
from jiceng.performance.tests.cast import with_organisation_department
from jiceng.performance.tests.inspection_scene import (
    ANSWERS,
    INSPECTORS,
    TODAY,
    drafted,
    feedback,
    posts,
    published,
    put_inspection_schemes,
    record,
    team_of,
    visit_of,
    with_inspectors,
)

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=20)
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def cast(county: County) -> County:
    with_organisation_department(county)
    with_inspectors(county)
    put_inspection_schemes()
    return county


def codes(refused: pytest.ExceptionInfo[Any]) -> set[str]:
    return {r.code for r in refused.value.reasons}


def east(county: County) -> Inspection:
    return visit_of(published(county), "C-EAST")


def test_a_plan_is_published_as_visits_and_computed_again_from_its_seed(cast: County) -> None:
    plan = published(cast)
    assert plan.state == "published"
    made = {(v.unit, v.planned_on, tuple(v.team.order_by("appointment").values_list(
        "appointment", flat=True))) for v in plan.visits.all()}  # fmt: skip
    again = recomputed(InspectionPlan.objects.get(pk=plan.pk))
    assert made == {(v.unit, v.day, v.team) for v in again.visits}
    assert {v.unit for v in again.visits} == {"C-EAST", "C-FAR", "C-WEST"}
    assert verify(JournalEntry.objects.order_by("seq"), []) == []


def test_coverage_opens_on_the_latest_plan_that_was_published_and_has_begun(cast: County) -> None:
    assert latest_planned(TODAY) is None
    plan = published(cast)
    assert latest_planned(TODAY) == Period(plan.starts_on, plan.ends_on)
    assert latest_planned(plan.starts_on - timedelta(days=1)) is None


def test_nobody_is_sent_to_their_own_town(cast: County) -> None:
    bo, ye = posts([cast["bo"], cast["ye"]])
    for visit in published(cast).visits.all():
        away = bo if visit.unit == "C-FAR" else ye
        near = ye if visit.unit == "C-FAR" else bo
        team = set(visit.team.values_list("appointment", flat=True))
        assert near not in team
        assert team <= {away, *posts([cast["fang"], cast["deng"]])}


def test_a_scheme_whose_content_is_still_to_be_entered_cannot_be_planned(cast: County) -> None:
    given = PlanGiven(posts(cast[name] for name in INSPECTORS))
    with pytest.raises(Refused) as refused:
        open_plan("13579", read_period("2026Q4"), given, by=cast["shen"], now=NOON)
    assert codes(refused) == {"scheme_without_elements"}


@pytest.mark.parametrize(
    ("names", "code"), [(("fang",), "no_inspectors"), (("fang", "zhao"), "not_an_inspector")]
)
def test_a_plan_without_inspectors_enough_is_named(
    cast: County, names: tuple[str, ...], code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        drafted(cast, names)
    assert codes(refused) == {code}


def test_a_draft_says_what_it_cannot_fill_and_is_published_once_it_is_filled(cast: County) -> None:
    plan = drafted(cast, ("bo", "fang"))
    assert {row[0] for row in plan.unfilled} == {"C-EAST", "C-WEST"}
    with pytest.raises(Refused) as refused:
        move_plan(plan, "publish", by=cast["shen"], now=NOON, version=plan.version)
    assert codes(refused) == {"plan_not_filled"}
    assert plan.campaign is not None
    seed, given = plan.seed, PlanGiven(posts(cast[n] for n in INSPECTORS), plan.campaign.code)
    with pytest.raises(Invalid):
        redraw_plan(plan, given, " ", by=cast["shen"], now=NOON, version=plan.version)
    redraw_plan(plan, given, "增加两人", by=cast["shen"], now=NOON, version=plan.version)
    assert (plan.unfilled, plan.seed) == ([], seed)
    move_plan(plan, "publish", by=cast["shen"], now=NOON, version=plan.version)
    with pytest.raises(Refused) as late:
        redraw_plan(plan, given, "再来", by=cast["shen"], now=NOON, version=plan.version)
    assert codes(late) == {"not_in_draft"}


def test_a_plan_without_a_ledger_is_not_published(cast: County) -> None:
    given = PlanGiven(posts(cast[name] for name in INSPECTORS))
    plan = open_plan("community_work", read_period("2026Q4"), given, by=cast["shen"], now=NOON)
    with pytest.raises(Refused) as refused:
        move_plan(plan, "publish", by=cast["shen"], now=NOON, version=plan.version)
    assert codes(refused) == {"plan_without_ledger"}


def test_a_period_has_one_plan_of_a_scheme_until_it_is_withdrawn(cast: County) -> None:
    plan = published(cast)
    with pytest.raises(Refused) as refused:
        drafted(cast, campaign=plan.campaign)
    assert codes(refused) == {"planned_already"}
    move_plan(plan, "withdraw", by=cast["shen"], now=NOON, version=plan.version, reason="重排")
    assert set(plan.visits.values_list("state", flat=True)) == {"dropped"}
    assert drafted(cast, campaign=plan.campaign).state == "draft"


def test_only_the_department_plans(cast: County) -> None:
    campaign = feedback(cast)
    given = PlanGiven(posts(cast[name] for name in INSPECTORS), campaign.code)
    for who in ("fang", "tang", "ma", "zhou"):
        with pytest.raises(NotAllowed):
            open_plan("community_work", read_period("2026Q4"), given, by=cast[who], now=NOON)


def test_a_record_goes_to_the_unit_and_what_it_finds_into_the_ledger(cast: County) -> None:
    visit = record(cast, east(cast))
    assert (visit.state, visit.visited_on) == ("awaiting_view", TODAY)
    found = InspectionFinding.objects.get(visit=visit)
    problem = found.problem
    assert problem is not None
    assert (problem.state, problem.unit, problem.source) == ("found", "C-EAST", "inspection")
    assert problem.description == "组织生活记录不完整：缺九月份记录"
    assert problem.origin_number == visit.number
    assert problem.deadline is not None
    assert [i.subject_kind for i in worklist(cast["chen"])].count("inspection") == 1
    acts.sign(visit, by=cast["chen"], now=NOON, version=visit.version)
    assert (visit.state, visit.is_signed) == ("closed", True)
    assert not WorkItem.objects.filter(subject_kind="inspection", subject_id=visit.pk).exists()
    assert verify(JournalEntry.objects.order_by("seq"), []) == []


def test_what_the_platform_knows_is_read_and_never_typed(cast: County) -> None:
    visit = record(cast, east(cast), answers={**ANSWERS, "on_time": "99"})
    assert visit.answers.get("on_time") != "99"
    assert set(visit.answers) <= {*ANSWERS, "on_time"}


def test_who_found_it_does_not_verify_that_it_was_put_right(cast: County) -> None:
    visit = record(cast, east(cast))
    problem = Problem.objects.select_related("campaign").get(origin_number=visit.number)
    team = team_of(cast, visit)
    assert problem.finders == sorted(actor.person for actor in team)
    move_problem(problem, "confirm", by=cast["tang"], now=NOON, version=problem.version,
                 given=Papers())  # fmt: skip
    wu = cast["wu"]
    Problem.objects.filter(pk=problem.pk).update(finders=[wu.person], state="submitted")
    problem.refresh_from_db()
    reasons = why_not(problem, PROBLEM.move("strike_off"), wu)
    assert {r.code for r in reasons} == {"finder_does_not_review"}


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"answers": {**ANSWERS, "life": ""}}, "element_unanswered"),
        ({"answers": {**ANSWERS, "grid": "没有公示牌"}}, "photo_missing"),
        ({"visited_on": TOMORROW}, "day_in_the_future"),
        ({"visited_on": date(2026, 9, 30)}, "visit_before_plan"),
        ({"present": ()}, "nobody_present"),
        ({"present": (999_999,)}, "present_not_in_team"),
        ({"summary": "长" * 1001}, "text_length"),
    ],
)
def test_an_incomplete_record_is_named_and_keeps_nothing(
    cast: County, changed: dict[str, Any], code: str
) -> None:
    visit = east(cast)
    with pytest.raises(Invalid) as refused:
        record(cast, visit, **changed)
    assert codes(refused) == {code}
    assert Inspection.objects.get(pk=visit.pk).state == "planned"
    assert not Problem.objects.exists()


def test_pictures_hang_on_the_visit(cast: County) -> None:
    kept = store_upload(picture(), now=NOON)
    visit = record(
        cast, east(cast), answers={**ANSWERS, "grid": "没有公示牌"}, uploads=(kept.upload,)
    )
    kept.refresh_from_db()
    assert (kept.subject_kind, kept.subject_id) == ("inspection", visit.pk)
    assert visit.findings.count() == 2


def test_the_unit_states_another_view_and_the_department_answers(cast: County) -> None:
    visit = record(cast, east(cast))
    with pytest.raises(Refused) as empty:
        acts.differ(visit, " ", by=cast["chen"], now=NOON, version=visit.version)
    assert codes(empty) == {"paper_missing"}
    acts.differ(visit, "九月份的记录在镇里存档", by=cast["gao"], now=NOON, version=visit.version)
    assert visit.state == "differing"
    assert "inspection" in [i.subject_kind for i in worklist(cast["shen"])]
    acts.answer_view(visit, "已核实", by=cast["shen"], now=NOON, version=visit.version)
    assert (visit.state, visit.answer, visit.is_signed) == ("closed", "已核实", False)


def test_silence_closes_a_visit_only_once_the_term_is_over(cast: County) -> None:
    visit = record(cast, east(cast))
    with pytest.raises(Refused) as early:
        acts.close_silent(visit, by=cast["shen"], now=NOON, version=visit.version)
    assert codes(early) == {"view_term_runs"}
    acts.close_silent(visit, by=cast["shen"], now=LATER, version=visit.version)
    assert visit.state == "closed"


def test_a_visit_is_put_off_given_to_others_or_dropped_with_a_reason(cast: County) -> None:
    visit, shen = east(cast), cast["shen"]
    due = visit.due_at
    acts.put_off(visit, TOMORROW, "台风", by=shen, now=NOON, version=visit.version)
    assert (visit.planned_on, visit.put_offs, visit.due_at) == (TOMORROW, 1, due)
    with pytest.raises(Invalid) as past:
        acts.put_off(visit, TODAY, "再改", by=shen, now=NOON, version=visit.version)
    assert codes(past) == {"put_off_not_later"}
    with pytest.raises(Refused) as silent:
        acts.put_off(visit, TOMORROW, "", by=shen, now=NOON, version=visit.version)
    assert codes(silent) == {"paper_missing"}
    team = posts([cast["ye"], cast["fang"]])
    acts.reassign(visit, team, "出差", by=shen, now=NOON, version=visit.version)
    assert set(visit.team.values_list("appointment", flat=True)) == set(team)
    assert [i.number for i in worklist(cast["ye"])].count(visit.number) == 1
    acts.drop(visit, "村居合并", by=shen, now=NOON, version=visit.version)
    assert (visit.state, visit.drop_reason) == ("dropped", "村居合并")


def test_nobody_who_has_to_stand_aside_is_sent_by_hand(cast: County) -> None:
    visit = east(cast)
    with pytest.raises(Invalid) as refused:
        acts.reassign(visit, posts([cast["bo"], cast["fang"]]), "换人", by=cast["shen"],
                      now=NOON, version=visit.version)  # fmt: skip
    assert codes(refused) == {"member_recused"}


def test_a_declared_interest_keeps_somebody_away_until_it_ends(cast: County) -> None:
    row = declare_interest("C-EAST", by=cast["fang"], now=NOON)
    with pytest.raises(Refused):
        declare_interest("C-EAST", by=cast["fang"], now=NOON)
    visit = east(cast)
    assert cast["fang"] not in team_of(cast, visit)
    with pytest.raises(Invalid) as refused:
        acts.reassign(visit, posts([cast["ye"], cast["fang"]]), "换人", by=cast["shen"],
                      now=NOON, version=visit.version)  # fmt: skip
    assert codes(refused) == {"member_interested"}
    with pytest.raises(Refused) as planned:
        declare_interest("C-EAST", by=cast["deng"], now=NOON)
    assert codes(planned) == {"interest_planned"}
    with pytest.raises(NotFound):
        end_interest(row.pk, by=cast["deng"], now=NOON)
    end_interest(row.pk, by=cast["fang"], now=NOON)
    acts.reassign(visit, posts([cast["ye"], cast["fang"]]), "换人", by=cast["shen"], now=NOON,
                  version=visit.version)  # fmt: skip


WHO = {"organisation_department": "shen", "inspector": "fang", "handler": "chen"}


@pytest.mark.parametrize("move", INSPECTION.moves, ids=lambda m: m.name)
def test_a_move_is_refused_to_whoever_has_another_part_in_the_visit(
    cast: County, move: Any
) -> None:
    """Generated from the process: every move by everybody whom it does not name."""
    visit = east(cast)
    acts.reassign(visit, posts([cast["ye"], cast["fang"]]), "定人", by=cast["shen"], now=NOON,
                  version=visit.version)  # fmt: skip
    Inspection.objects.filter(pk=visit.pk).update(state=move.sources[0])
    visit.refresh_from_db()
    for role, who in WHO.items():
        if role in move.by:
            continue
        with pytest.raises(Refused) as refused:
            acts.move_visit(visit, move.name, by=cast[who], now=LATER, version=visit.version,
                            supplied=move.needs)  # fmt: skip
        assert "wrong_role" in codes(refused)
    for who in ("li", "ma", "zhou", "tang", "deng", "wu"):
        with pytest.raises(NotAllowed):
            acts.move_visit(visit, move.name, by=cast[who], now=LATER, version=visit.version,
                            supplied=move.needs)  # fmt: skip


@pytest.mark.parametrize("move", INSPECTION.moves, ids=lambda m: m.name)
def test_a_move_from_another_state_or_an_older_form_is_refused(cast: County, move: Any) -> None:
    visit = record(cast, east(cast))
    acts.sign(visit, by=cast["chen"], now=NOON, version=visit.version)
    who = next(WHO[role] for role in move.by)
    by = team_of(cast, visit)[0] if who == "fang" else cast[who]
    with pytest.raises(Refused) as refused:
        acts.move_visit(visit, move.name, by=by, now=LATER, version=visit.version,
                        supplied=move.needs)  # fmt: skip
    assert codes(refused) & {"wrong_state"}
    with pytest.raises(Stale):
        acts.move_visit(visit, move.name, by=by, now=LATER, version=1, supplied=move.needs)


def test_a_unit_sees_its_own_visits_and_unannounced_ones_once_they_were_recorded(
    cast: County,
) -> None:
    put_inspection_schemes(is_announced=False)
    visit = east(cast)
    assert not visits_of(cast["chen"]).exists()
    with pytest.raises(NotFound):
        visit_for(cast["gao"], visit.number, NOON)
    record(cast, visit)
    assert [v.number for v in visits_of(cast["chen"])] == [visit.number]
    assert not visits_of(cast["xie"]).exists()
    assert standing(cast["xie"], visit).grips == ()
    with pytest.raises(NotFound):
        plan_for(cast["chen"], visit.plan.number)


def test_a_plan_ends_once_every_visit_has(cast: County) -> None:
    plan, shen = published(cast), cast["shen"]
    with pytest.raises(Refused) as refused:
        move_plan(plan, "finish", by=shen, now=NOON, version=plan.version)
    assert codes(refused) == {"visits_open"}
    record(cast, visit_of(plan, "C-EAST"))
    with pytest.raises(Refused) as kept:
        move_plan(plan, "withdraw", by=shen, now=NOON, version=plan.version, reason="重排")
    assert codes(kept) == {"visits_recorded"}
    for visit in plan.visits.filter(state="planned"):
        acts.drop(visit, "不去了", by=shen, now=NOON, version=visit.version)
    first = visit_of(plan, "C-EAST")
    acts.sign(first, by=cast["chen"], now=NOON, version=first.version)
    move_plan(plan, "finish", by=shen, now=NOON, version=plan.version)
    assert plan.state == "finished"
