"""Relief: two pairs of eyes, announced before approval, booked once, given back in full."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from jiceng.casework.tests.county import LONG_AGO, NOON, County
from jiceng.economy.actions import relief_ledger as books
from jiceng.economy.actions import reliefs as acts
from jiceng.economy.models import (
    Company,
    CompanyStatement,
    Relief,
    ReliefAccount,
    ReliefHold,
    ReliefVoucher,
)
from jiceng.economy.queries import company_page
from jiceng.economy.queries import reliefs as queries
from jiceng.economy.queries.companies import company_by_code
from jiceng.economy.queries.relief_policies import facts_of, policy_at
from jiceng.economy.tests.relief_cast import (
    BUDGET,
    CODE,
    REFUND,
    STATED,
    TRAINING,
    applied,
    approved,
    checked,
    moved,
)
from jiceng.kernel.calendar import CHINA
from jiceng.kernel.records.configuration import set_rule
from jiceng.kernel.records.models import PendingAlarm, WorkItem
from jiceng.kernel.refusal import Invalid, NotAllowed, NotFound, Refusal, Refused, Stale

pytestmark = pytest.mark.django_db
WEEK = NOON + timedelta(days=7)


def codes(refusal: pytest.ExceptionInfo[Refusal]) -> list[str]:
    return [r.code for r in refusal.value.reasons]


def standing(policy: str, period: str = "2026") -> dict[str, int]:
    rows = ReliefAccount.objects.filter(policy=policy, period=period)
    return {row.account: row.fen for row in rows}


def test_from_application_to_payment(town: County) -> None:
    row = applied()
    assert row.due_at is not None
    assert (row.state, row.period, row.unit, row.outstanding) == (
        "applied", "2026", "HOUSING", ("县公安局",)
    )  # fmt: skip
    row = checked(row, town)
    assert (row.amount_fen, row.checked_by) == (617_284, town["zhao"].person)  # half of 12,345.67
    assert WorkItem.objects.get(subject_kind="relief").role == "clerk"  # to be announced
    row = moved(row, town, "zhao", "publish")
    assert (row.unit, str(row.notice_until)) == ("CENTRE", "2026-11-28")
    with pytest.raises(Refused) as refused:
        moved(row, town, "yin", "approve")
    assert codes(refused) == ["relief_notice_runs"]
    row = moved(row, town, "yin", "approve", at=WEEK)
    row = moved(row, town, "yin", "pay", at=WEEK, reference="付2026-1")
    assert row.state == "paid"
    assert standing("refund") == {
        "money.source": -BUDGET, "money.free": BUDGET - 617_284, "money.granted": 0,
        "money.paid": 617_284,
    }  # fmt: skip
    assert not WorkItem.objects.filter(subject_kind="relief").exists()


def test_what_is_announced_is_announced_first(town: County) -> None:
    row = checked(applied(), town)
    assert queries.announced(NOON.date()).count() == 0
    row = moved(row, town, "zhao", "publish")
    assert row.notice_until is not None
    assert queries.announced(row.notice_until).get() == row
    assert queries.announced(row.notice_until + timedelta(days=1)).count() == 0
    other = checked(applied("training", 2), town)
    with pytest.raises(Refused) as refused:
        acts.move_relief(other, "publish", by=town["zhao"], now=NOON, version=other.version)
    assert "no_notice_needed" in codes(refused)


def test_whoever_checked_does_not_approve(town: County) -> None:
    row = checked(applied("training"), town)
    Relief.objects.filter(pk=row.pk).update(checked_by=town["yin"].person)
    with pytest.raises(Refused) as refused:
        moved(row, town, "yin", "approve")
    assert codes(refused) == ["approved_by_checker"]


def test_a_department_asked_says_its_word_once_and_its_figures_go_first(town: County) -> None:
    row = applied(figures={**STATED, "premium_months": "14"})
    said: Any = {"is_met": True, "opinion": "缴费十个月", "figures": {"premium_months": "10"}}
    with pytest.raises(Refused) as refused:
        moved(row, town, "zhao", "check", opinion="好")
    assert "checks_outstanding" in codes(refused)
    with pytest.raises(NotAllowed):
        acts.say_check(row, by=town["zhao"], now=NOON, **said)
    acts.say_check(row, by=town["qian"], now=NOON, **said)
    with pytest.raises(Refused) as refused:
        acts.say_check(row, by=town["qian"], now=NOON, **said)
    assert codes(refused) == ["check_said_already"]
    assert facts_of(row.company, "refund")["premium_months"].source == "POLICE"
    with pytest.raises(Refused) as refused:
        moved(row, town, "zhao", "check", opinion="好")
    assert codes(refused) == ["not_eligible"]


def test_a_department_against_it_stops_it(town: County) -> None:
    row = applied()
    acts.say_check(row, is_met=False, opinion="已注销", figures={}, by=town["qian"], now=NOON)
    with pytest.raises(Refused) as refused:
        moved(row, town, "zhao", "check", opinion="好")
    assert codes(refused) == ["check_objected"]


def test_what_nobody_knows_is_not_taken_for_met(town: County) -> None:
    row = applied(figures={"premium": "5000", "premium_months": "12"})
    acts.say_check(row, is_met=True, opinion="好", figures={}, by=town["qian"], now=NOON)
    with pytest.raises(Refused) as refused:
        moved(row, town, "zhao", "check", opinion="好")
    assert codes(refused) == ["facts_unknown"]


@pytest.mark.parametrize(
    ("fen", "code"), [(2_000_001, "grant_above_cap"), (617_285, "grant_above_formula"),
                      (0, "bad_amount")],
)  # fmt: skip
def test_a_grant_is_never_above_the_cap_or_the_formula(town: County, fen: int, code: str) -> None:
    row = applied()
    acts.say_check(row, is_met=True, opinion="好", figures={}, by=town["qian"], now=NOON)
    with pytest.raises(Invalid) as refused:
        moved(row, town, "zhao", "check", opinion="好", amount_fen=fen)
    assert codes(refused) == [code]
    assert moved(row, town, "zhao", "check", opinion="好", amount_fen=600_000).amount_fen == 600_000


def test_policies_that_exclude_each_other_are_granted_once(town: County) -> None:
    approved(town, "training")
    row = moved(checked(applied("refund"), town), town, "zhao", "publish")
    with pytest.raises(Refused) as refused:
        moved(row, town, "yin", "approve", at=WEEK)
    assert codes(refused) == ["excluded_by"]
    assert refused.value.reasons[0].params["policy"] == "以工代训补贴"
    assert Relief.objects.get(pk=row.pk).state == "on_notice"
    assert standing("refund")["money.free"] == BUDGET
    other = moved(checked(applied("refund", 2), town), town, "zhao", "publish")
    assert moved(other, town, "yin", "approve", at=WEEK).state == "approved"


def test_a_company_applies_once_a_period(town: County) -> None:
    row = applied("waiver")
    with pytest.raises(Refused) as refused:
        applied("waiver")
    assert codes(refused) == ["applied_already"]
    moved(row, town, "company", "withdraw")
    assert applied("waiver").state == "applied"


def test_a_grant_that_is_not_carried_out_gives_everything_back(town: County) -> None:
    row = moved(approved(town), town, "yin", "decline", reason="企业放弃")
    assert (row.state, row.approved_at) == ("declined", None)
    assert standing("training")["money.free"] == BUDGET
    assert not ReliefHold.objects.filter(grants__gt=0).exists()
    assert approved(town, "training").state == "approved"


@pytest.mark.parametrize("excludes", [[], ["waiver"]])
def test_what_was_held_is_given_back_whatever_policies_exclude_by_then(
    town: County, excludes: list[str]
) -> None:
    row = moved(checked(applied("refund"), town), town, "zhao", "publish")
    row = moved(row, town, "yin", "approve", at=WEEK)
    assert Relief.objects.get(pk=row.pk).held == [["refund", "2026"], ["refund|training", "2026"]]
    set_rule("relief_policy", "refund", {**REFUND, "excludes": excludes}, valid_from=LONG_AGO,
             reason="改", by="试", now=NOON)  # fmt: skip
    row = moved(row, town, "yin", "decline", at=WEEK, reason="企业放弃")
    assert (row.held, ReliefHold.objects.filter(grants__gt=0).count()) == (None, 0)


def test_no_more_is_taken_back_than_was_paid_and_no_reference_counts_twice(town: County) -> None:
    row = moved(approved(town), town, "yin", "pay", reference="付1")
    told: Any = {"reason": "人数多报", "reference": "退1"}
    with pytest.raises(Refused) as refused:
        moved(row, town, "yin", "recover_part", amount_fen=row.amount_fen + 1, **told)
    assert codes(refused) == ["back_above_paid"]
    row = moved(row, town, "yin", "recover_part", amount_fen=100, **told)
    assert (row.state, row.back_fen) == ("paid", 100)
    with pytest.raises(Refused) as refused:
        moved(row, town, "yin", "recover_part", amount_fen=100, **told)
    assert codes(refused) == ["reference_used"]
    row = moved(row, town, "yin", "recover", reason="全部追回", reference="退2")
    assert (row.state, row.back_fen) == ("recovered", row.amount_fen)
    with pytest.raises(Refused) as refused:
        moved(row, town, "yin", "recover", reason="再追", reference="退3")
    assert codes(refused) == ["wrong_state"]
    assert standing("training")["money.back"] == row.amount_fen
    assert ReliefVoucher.objects.filter(kind="back").count() == 2


def test_a_deferral_is_no_money_given_and_is_due_on_a_day(town: County) -> None:
    row = approved(town, "deferral")
    with pytest.raises(Refused) as refused:
        moved(row, town, "yin", "pay", reference="付9")
    assert codes(refused) == ["is_deferral"]
    row = moved(row, town, "yin", "defer", reference="缓1")
    assert (row.state, str(row.repay_on)) == ("deferred", "2027-02-23")
    assert standing("deferral", "2026Q4")["deferred.paid"] == 900_000
    assert not ReliefAccount.objects.filter(policy="deferral", account__startswith="money").exists()
    alarm = PendingAlarm.objects.get(subject_kind="relief", subject_id=row.pk)
    assert alarm.at is not None
    assert alarm.at.astimezone(CHINA).year == 2027
    assert moved(row, town, "yin", "settle", reference="补1").state == "settled"


def test_a_reduction_needs_no_budget_and_a_subsidy_does(town: County) -> None:
    waived = moved(approved(town, "waiver"), town, "yin", "pay", reference="减1")
    assert standing("waiver", "2026Q4") == {
        "reduced.source": -450_000, "reduced.granted": 0, "reduced.paid": 450_000,
    }  # fmt: skip
    assert waived.state == "paid"
    with pytest.raises(Refused):
        books.set_budget(policy_at("waiver", NOON), "2026Q4", 1, reference="x", by=town["yin"],
                         now=NOON)  # fmt: skip
    ReliefAccount.objects.filter(policy="training", account="money.free").update(fen=100)
    row = checked(applied("training", 2), town)
    with pytest.raises(Refused) as refused:
        moved(row, town, "yin", "approve")
    assert codes(refused) == ["budget_short"]


@pytest.mark.parametrize("who", ["zhao", "qian", "wang", "lu"])
def test_money_is_set_apart_by_whoever_pays_it(town: County, who: str) -> None:
    with pytest.raises(NotAllowed):
        books.set_budget(policy_at("refund", NOON), "2026", 1, reference="x", by=town[who],
                         now=NOON)  # fmt: skip


@pytest.mark.parametrize(("who", "name"), [("qian", "check"), ("chen", "check"), ("zhao", "pay")])
def test_another_role_or_unit_moves_nothing(town: County, who: str, name: str) -> None:
    row = applied("training")
    with pytest.raises(Refusal) as refused:
        acts.move_relief(row, name, by=town[who], now=NOON, version=row.version,
                         given=acts.Said(opinion="x", reference="x"))  # fmt: skip
    assert "wrong_role" in codes(refused)
    assert Relief.objects.get().state == "applied"


def test_only_those_concerned_find_it(town: County) -> None:
    row = applied()
    for who in ("zhao", "qian"):
        assert queries.relief_for(town[who], row.number, NOON) == row
    for who in ("yin", "chen", "sun"):
        with pytest.raises(NotFound):
            queries.relief_for(town[who], row.number, NOON)
    assert queries.asked_of(town["qian"]).count() == 1


def test_papers_are_asked_for_once_and_whole(town: County) -> None:
    row = applied(papers=())
    row = moved(row, town, "zhao", "ask_supplement", missing_papers="申请表")
    with pytest.raises(Refused) as refused:
        moved(row, town, "company", "supplement")
    assert codes(refused) == ["papers_still_lacking"]
    row = moved(row, town, "company", "supplement", received=("form",))
    assert (row.state, row.lacking) == ("applied", ())
    with pytest.raises(Refused) as refused:
        moved(row, town, "zhao", "ask_supplement", missing_papers="又")
    assert codes(refused) == ["supplement_asked_before"]
    with pytest.raises(Stale):
        acts.move_relief(row, "check", by=town["zhao"], now=NOON, version=1)


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"policy": "nothing"}, ("unknown_policy", "policy")),
        ({"figures": {"premium": "-1"}}, ("bad_figure", "premium")),
        ({"papers": ("birth",)}, ("paper_not_asked", "papers")),
    ],
)
def test_each_fault_names_its_field(
    town: County, given: dict[str, Any], fault: tuple[str, str]
) -> None:
    with pytest.raises(Invalid) as refused:
        applied(**given)
    assert [(r.code, r.field) for r in refused.value.reasons] == [fault]


def test_a_policy_is_closed_before_and_after_its_days(town: County) -> None:
    company = Company.objects.get(number="CO000001")
    with pytest.raises(Invalid) as refused:
        acts.apply_for_relief(acts.Asked("refund", company), now=NOON + timedelta(days=60))
    assert codes(refused) == ["policy_closed"]


def test_an_open_application_keeps_the_version_it_was_made_under(town: County) -> None:
    row = applied("training")
    content = {**TRAINING, "cap_yuan": 200, "smallest_yuan": 0}
    set_rule("relief_policy", "training", content, valid_from=LONG_AGO, reason="改", by="试",
             now=NOON)  # fmt: skip
    assert checked(row, town).amount_fen == 28 * 50_000
    assert checked(applied("training", 2), town).amount_fen == 20_000


def test_a_company_and_its_application_are_found_by_number_and_code_alone(town: County) -> None:
    company = Company.objects.get(number="CO000001")
    assert company_by_code("CO000001", CODE.lower()) == company
    receipt = acts.apply_for_relief(acts.Asked("waiver", company, {"tax": "900"}), now=NOON)
    number = receipt.relief.number
    assert queries.relief_by_code(number, receipt.access_code, NOON) == receipt.relief
    assert list(queries.reliefs_of(company)) == [receipt.relief]
    for find in (
        lambda: company_by_code("CO000001", "AAAAAAAA"),
        lambda: queries.relief_by_code(number, "AAAAAAAA", NOON),
    ):
        with pytest.raises(NotFound):
            find()


def test_what_was_stated_serves_one_policy_and_is_erased_in_time(town: County) -> None:
    row = applied()
    assert "premium" not in facts_of(row.company, "waiver")
    until = CompanyStatement.objects.get().until
    assert str(until) == "2027-12-31"
    assert acts.erase_statements(NOON.replace(year=2027, month=12, day=31)) == 0
    assert acts.erase_statements(NOON.replace(year=2028, month=1, day=1)) == 1
    assert CompanyStatement.objects.get().figures == {}
    assert set(facts_of(row.company, "refund")) == {"size", "industry", "area"}


def test_a_company_reads_its_own_reliefs_and_no_others(town: County) -> None:
    row = applied("training")
    section = company_page.reliefs(row.company, NOON)
    assert section is not None
    assert [(line.number, line.status) for line in section.lines] == [(row.number, "待核查")]
    assert company_page.reliefs(Company.objects.get(number="CO000002"), NOON) is None


def test_a_company_that_is_closed_applies_for_nothing(town: County) -> None:
    gone = Company.objects.get(number="CO000001")
    gone.closed_on = NOON.date()
    with pytest.raises(Refused) as refused:
        acts.apply_for_relief(acts.Asked("waiver", gone, {"tax": "900"}), now=NOON)
    assert codes(refused) == ["company_closed"]
