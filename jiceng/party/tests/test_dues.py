"""Fixing, the monthly run, payments and what is taken back (facts.md §5.3)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from jiceng.casework.tests.county import NOON
from jiceng.kernel.records.models import JournalEntry
from jiceng.kernel.refusal import Invalid, NotAllowed, Refusal, Refused, Stale
from jiceng.party.actions.dues_fixing import Relief, ask_hardship, decide_hardship, fix_dues
from jiceng.party.actions.dues_months import run_dues, run_everywhere
from jiceng.party.actions.dues_payments import Paying, give_more, pay, take_back
from jiceng.party.actions.members import leave
from jiceng.party.actions.transfers import Papers, ask_transfer, move_transfer
from jiceng.party.models import DuesEntry, DuesFixing, DuesMonth, Member, Payment, Voucher
from jiceng.party.queries.dues import balance, branch_month, free_to_remit, member_balance
from jiceng.party.queries.rule_book import version_on
from jiceng.party.rules.dues import Band, month_of, plus
from jiceng.party.tests.cast import TODAY, Party
from jiceng.party.tests.dues import (
    JANUARY,
    MONTHLY,
    NOVEMBER,
    fix_year,
    ledger_sum,
    owed_by,
    take,
)

pytestmark = pytest.mark.django_db
OCTOBER, DECEMBER = date(2026, 10, 1), date(2026, 12, 1)


def codes(refusal: pytest.ExceptionInfo[Refusal]) -> list[str]:
    return [r.code for r in refusal.value.reasons]


def due_months(member: Member) -> list[str]:
    return [f"{m:%m}" for m in member.dues_months.order_by("month").values_list("month", flat=True)]


# Fixing.


def test_a_fixed_year_is_owed_month_by_month_up_to_now(party: Party) -> None:
    member = fix_year(party)[0]
    assert due_months(member) == [f"{n:02d}" for n in range(1, 12)]
    assert member_balance(member) == owed_by(member) == 11 * MONTHLY
    assert balance(party.at("P-EAST"), "dues") == -(5 * 11 + 6) * MONTHLY
    assert ledger_sum() == 0


def test_a_probationary_member_owes_from_the_month_of_acceptance(party: Party) -> None:
    """Article 8; the sixth of the branch was accepted on 1 June."""
    assert due_months(fix_year(party)[5]) == ["06", "07", "08", "09", "10", "11"]


@pytest.mark.parametrize("who", ["luo", "shen", "hao", "yan", "zhou"])
def test_nobody_but_the_own_secretary_fixes(party: Party, who: str) -> None:
    member = party.members("P-EAST")[0]
    with pytest.raises(NotAllowed):
        fix_dues(
            party.at("P-EAST"), {member.pk: Band("student", 0, 20)}, since=JANUARY,
            by=party[who], now=NOON, today=TODAY,
        )  # fmt: skip
    assert not DuesFixing.objects.exists()


def test_what_is_kept_of_a_fixing_is_band_and_amount(party: Party) -> None:
    fix_year(party)
    kept = {f.name for f in DuesFixing._meta.get_fields()}
    assert {"kind", "rate", "monthly_fen"} <= kept
    assert not {"base", "base_fen", "wage", "income", "pension"} & kept
    row = DuesFixing.objects.earliest("pk")
    assert (row.kind, row.rate, row.monthly_fen) == ("wage", 100, MONTHLY)
    lines = JournalEntry.objects.filter(kind="party.fix_dues")
    assert str(MONTHLY) not in lines.get().payload


def test_a_new_amount_begins_after_the_months_that_are_due_and_wants_a_reason(
    party: Party,
) -> None:
    member = fix_year(party)[0]
    at, bai = party.at("P-EAST"), party["bai"]
    bands = {member.pk: Band("wage", 50, 1500)}
    for since, because, code in (
        (NOVEMBER, "", "dues_month_run"), (DECEMBER, "", "dues_change_reason"),
        (date(2026, 12, 2), "x", "dues_since_range"), (date(2028, 1, 1), "x", "dues_since_range"),
    ):  # fmt: skip
        with pytest.raises(Invalid) as refusal:
            fix_dues(at, bands, since=since, because=because, by=bai, now=NOON, today=TODAY)
        assert code in codes(refusal)
    fix_dues(at, bands, since=DECEMBER, because="退休", by=bai, now=NOON, today=TODAY)
    run_everywhere(DECEMBER, now=NOON, today=TODAY)
    assert member.dues_months.get(month=DECEMBER).due_fen == 1500


def test_a_yearly_salary_changes_monthly_and_a_quarter_average_by_quarter(party: Party) -> None:
    """Articles 3 and 4."""
    at, bai, member = party.at("P-EAST"), party["bai"], party.members("P-EAST")[0]
    for kind, months in (("annual_salary", (1, 2, 3)), ("self_employed", (4, 7))):
        for month in months:
            since = date(2027, month, 1)
            bands = {member.pk: Band(kind, 100, 4000)}
            fix_dues(at, bands, since=since, by=bai, now=NOON, today=TODAY)
    with pytest.raises(Invalid, match="dues_change_reason"):
        fix_dues(at, {member.pk: Band("self_employed", 100, 4000)}, since=date(2027, 8, 1), by=bai,
                 now=NOON, today=TODAY)  # fmt: skip


# The run.


def test_a_run_made_twice_changes_nothing(party: Party) -> None:
    fix_year(party)
    before = (DuesMonth.objects.count(), DuesEntry.objects.count(), Voucher.objects.count())
    first = run_everywhere(NOVEMBER, now=NOON, today=TODAY)
    assert (first.members, first.fen, first.unfixed) == (0, 0, 12)
    done = run_dues(DECEMBER, party.at("P-EAST"), by=party["bai"], now=NOON, today=TODAY)
    assert (done.members, done.fen) == (6, 6 * MONTHLY)
    again = run_dues(DECEMBER, party.at("P-NORTH"), by=party["luo"], now=NOON, today=TODAY)
    assert (again.members, again.unfixed) == (0, 6)
    after = (DuesMonth.objects.count(), DuesEntry.objects.count(), Voucher.objects.count())
    assert [b - a for a, b in zip(before, after, strict=True)] == [6, 7, 1]
    assert ledger_sum() == 0


def test_a_run_is_made_by_whoever_keeps_the_organisation(party: Party) -> None:
    for who in ("hao", "yan", "zhou"):
        with pytest.raises(NotAllowed):
            run_dues(NOVEMBER, party.at("P-EAST"), by=party[who], now=NOON, today=TODAY)
    with pytest.raises(Invalid, match="dues_ahead"):
        run_dues(date(2027, 1, 1), party.at("P-EAST"), by=party["bai"], now=NOON, today=TODAY)


def test_who_moved_owes_the_month_where_they_were_on_its_first_day(party: Party) -> None:
    member = fix_year(party)[0]
    for code in ("P-WEST",):
        move = ask_transfer(member, party.at(code), by=party["bai"], now=NOON)
        for name, who, papers in (("release", "bai", Papers(letter="1")), ("receive", "hao", None)):
            move_transfer(move, name, by=party[who], now=NOON, today=TODAY, version=move.version,
                          given=papers)  # fmt: skip
    run_everywhere(DECEMBER, now=NOON, today=TODAY)
    owed = dict(member.dues_months.values_list("month", "organisation__unit"))
    assert (owed[NOVEMBER], owed[DECEMBER]) == ("P-EAST", "P-WEST")
    payment = take(party, Member.objects.get(pk=member.pk), DECEMBER, "组织关系转接前未交")
    assert payment.organisation == party.at("P-WEST")
    assert member_balance(member) == owed_by(member) == 0
    assert balance(party.at("P-WEST"), "held") == 12 * MONTHLY


def test_nothing_is_due_after_leaving_or_while_suspended(party: Party) -> None:
    first, second, *_ = fix_year(party)
    leave(first, "died", on=TODAY, by=party["bai"], now=NOON, version=first.version)
    Member.objects.filter(pk=second.pk).update(standing="suspended")
    run_everywhere(DECEMBER, now=NOON, today=TODAY)
    due = DuesMonth.objects.filter(month=DECEMBER).values_list("member", flat=True)
    assert not {first.pk, second.pk} & set(due)


# Payments.


def test_a_payment_covers_what_is_open_the_oldest_first_and_has_a_receipt(party: Party) -> None:
    member = fix_year(party)[5]
    first = take(party, member, date(2026, 8, 1))
    assert (first.fen, first.shares.count()) == (3 * MONTHLY, 3)
    second = take(party, member)
    assert [f"{s.month.month:%m}" for s in second.shares.order_by("pk")] == ["09", "10", "11"]
    assert first.number != second.number
    assert member_balance(member) == owed_by(member) == 0
    assert balance(party.at("P-EAST"), "held") == 6 * MONTHLY
    line = JournalEntry.objects.filter(kind="party.take_dues").latest("seq")
    assert member.name not in line.payload


@pytest.mark.parametrize(
    ("through", "code"),
    [
        (date(2027, 1, 1), "dues_ahead"),
        (date(2026, 5, 1), "dues_before_joining"),
    ],
)
def test_nobody_pays_for_a_wrong_period(party: Party, through: date, code: str) -> None:
    """Articles 8, 12 and 14: not ahead of the quarter, not before acceptance."""
    member = fix_year(party)[5]
    with pytest.raises(Invalid) as refusal:
        take(party, member, through)
    assert codes(refusal) == [code]
    assert not Payment.objects.exists()


def test_who_left_pays_what_is_open_and_nothing_later(party: Party) -> None:
    member = fix_year(party)[5]
    leave(member, "withdrew", on=date(2026, 10, 9), by=party["bai"], now=NOON,
          version=member.version)  # fmt: skip
    with pytest.raises(Invalid) as refusal:
        take(party, member)
    assert codes(refusal) == ["dues_after_leaving"]
    assert take(party, member, OCTOBER).fen == 5 * MONTHLY


def test_the_rest_of_the_quarter_may_be_paid_before_its_run(party: Party) -> None:
    member = fix_year(party)[5]
    assert take(party, member, DECEMBER).fen == 7 * MONTHLY
    run_everywhere(DECEMBER, now=NOON, today=TODAY)
    assert member.dues_months.get(month=DECEMBER).open_fen == 0
    assert ledger_sum() == 0


def test_more_than_six_months_back_want_a_reason(party: Party) -> None:
    """Article 12: January to November is ten months back, May is six."""
    member = fix_year(party)[0]
    with pytest.raises(Invalid) as refusal:
        take(party, member)
    assert codes(refusal) == ["back_payment_reason"]
    take(party, member, date(2026, 4, 1), "长期住院")
    assert take(party, member).fen == 7 * MONTHLY


def test_a_second_press_takes_nothing_and_a_changed_sum_is_refused(party: Party) -> None:
    member = fix_year(party)[5]
    paying = Paying(NOVEMBER, TODAY, expected_fen=5 * MONTHLY)
    with pytest.raises(Refused, match="dues_sum_changed"):
        pay(member, paying, by=party["bai"], now=NOON, today=TODAY)
    take(party, member)
    with pytest.raises(Refused, match="dues_nothing_open"):
        take(party, member)
    assert Payment.objects.count() == 1


def test_a_payment_of_tomorrow_or_of_another_branch_is_refused(party: Party) -> None:
    member = fix_year(party)[5]
    late = Paying(NOVEMBER, TODAY + timedelta(days=1))
    with pytest.raises(Invalid, match="in_the_future_day"):
        pay(member, late, by=party["bai"], now=NOON, today=TODAY)
    for who in ("hao", "luo", "shen", "yan"):
        with pytest.raises(NotAllowed):
            pay(member, Paying(NOVEMBER, TODAY), by=party[who], now=NOON, today=TODAY)


def test_an_unfixed_member_cannot_pay(party: Party) -> None:
    with pytest.raises(Refused, match="dues_not_fixed"):
        take(party, party.members("P-EAST")[0])


def test_a_payment_is_taken_back_once_by_counter_entries(party: Party) -> None:
    member = fix_year(party)[5]
    payment = take(party, member)
    lines = list(payment.voucher.entries.values_list("account", "fen").order_by("pk"))
    for who in ("hao", "luo", "yan"):
        with pytest.raises(NotAllowed):
            take_back(payment, "误收", by=party[who], now=NOON, today=TODAY)
    with pytest.raises(Invalid, match="paper_missing"):
        take_back(payment, " ", by=party["bai"], now=NOON, today=TODAY)
    counter = take_back(payment, "误收", by=party["bai"], now=NOON, today=TODAY)
    assert list(payment.voucher.entries.values_list("account", "fen").order_by("pk")) == lines
    assert list(counter.entries.values_list("account", "fen").order_by("pk")) == [
        (account, -fen) for account, fen in lines
    ]
    assert member_balance(member) == owed_by(member) == 6 * MONTHLY
    with pytest.raises(Refused, match="payment_taken_back"):
        take_back(payment, "误收", by=party["bai"], now=NOON, today=TODAY)
    assert ledger_sum() == 0


def test_entries_and_vouchers_can_neither_change_nor_go(party: Party) -> None:
    fix_year(party)
    for model in (DuesEntry, Voucher):
        row = model.objects.earliest("pk")
        with pytest.raises(TypeError):
            row.save()
        with pytest.raises(TypeError):
            row.delete()


def test_arrears_flag_and_never_touch_membership(party: Party) -> None:
    first, *_rest = fix_year(party)
    values = version_on("dues", TODAY).values
    rows = {r.member.pk: r for r in branch_month(party.at("P-EAST"), NOVEMBER, TODAY, values)}
    assert (rows[first.pk].late, rows[first.pk].flag, rows[first.pk].owed_fen) == (10, 6, 33_000)
    run_everywhere(NOVEMBER, now=NOON, today=TODAY)
    assert Member.objects.get(pk=first.pk).standing == "full"


def test_a_gift_of_a_thousand_is_kept_apart_for_the_centre(party: Party) -> None:
    member = fix_year(party)[0]
    east, bai = party.at("P-EAST"), party["bai"]
    for fen in (99_999, 100_000):
        give_more(member, fen, on=TODAY, by=bai, now=NOON, today=TODAY)
    assert (balance(east, "voluntary"), balance(east, "for_centre")) == (-99_999, -100_000)
    assert free_to_remit(east) == 99_999
    with pytest.raises(Invalid, match="amount_zero"):
        give_more(member, 0, on=TODAY, by=bai, now=NOON, today=TODAY)
    assert ledger_sum() == 0


# Hardship.


def asked(party: Party, member: Member, monthly: int = 100) -> Relief:
    return Relief(DECEMBER, monthly, TODAY)


def test_hardship_is_asked_by_the_branch_and_approved_by_the_committee(party: Party) -> None:
    member = fix_year(party)[0]
    row = ask_hardship(member, asked(party, member), by=party["bai"], now=NOON, today=TODAY)
    assert row.unit == "P-NORTH"
    with pytest.raises(Refused, match="hardship_open"):
        ask_hardship(member, asked(party, member), by=party["bai"], now=NOON, today=TODAY)
    with pytest.raises(Refused):
        decide_hardship(row, "approve", by=party["bai"], now=NOON, today=TODAY, version=1)
    decide_hardship(row, "approve", by=party["luo"], now=NOON, today=TODAY, version=1)
    with pytest.raises(Stale):
        decide_hardship(row, "approve", by=party["luo"], now=NOON, today=TODAY, version=1)
    run_everywhere(DECEMBER, now=NOON, today=TODAY)
    assert member.dues_months.get(month=DECEMBER).due_fen == 100


def test_who_asked_for_a_hardship_or_is_in_it_does_not_approve_it(party: Party) -> None:
    member = fix_year(party)[0]
    both = party.also("bai", "town_organisation_officer", "P-NORTH")
    row = ask_hardship(member, asked(party, member), by=both, now=NOON, today=TODAY)
    yan = party.also("yan", "town_organisation_officer", "P-NORTH")
    assert member.person_id == yan.person
    for who in (both, yan):
        with pytest.raises(Refused, match="hardship_same_hands"):
            decide_hardship(row, "approve", by=who, now=NOON, today=TODAY, version=1)
    decide_hardship(row, "approve", by=party["luo"], now=NOON, today=TODAY, version=1)


def test_a_refused_hardship_changes_nothing(party: Party) -> None:
    member = fix_year(party)[0]
    row = ask_hardship(member, asked(party, member, 0), by=party["bai"], now=NOON, today=TODAY)
    with pytest.raises(Refused, match="paper_missing"):
        decide_hardship(row, "refuse", by=party["luo"], now=NOON, today=TODAY, version=1)
    decide_hardship(row, "refuse", by=party["luo"], now=NOON, today=TODAY, version=1, reason="可交")
    assert not member.fixings.filter(kind="hardship").exists()


def test_a_month_without_dues_is_settled_by_itself(party: Party) -> None:
    member = fix_year(party)[5]
    row = ask_hardship(member, asked(party, member, 0), by=party["bai"], now=NOON, today=TODAY)
    decide_hardship(row, "approve", by=party["shen"], now=NOON, today=TODAY, version=1)
    take(party, member, DECEMBER)
    month = member.dues_months.get(month=DECEMBER)
    assert (month.due_fen, month.open_fen) == (0, 0)


@pytest.mark.parametrize(
    ("relief", "code"),
    [
        (Relief(DECEMBER, MONTHLY, TODAY), "hardship_not_less"),
        (Relief(OCTOBER, 0, TODAY), "hardship_since"),
        (Relief(DECEMBER, 0, TODAY + timedelta(days=1)), "in_the_future_day"),
    ],
)
def test_what_is_no_relief_is_refused(party: Party, relief: Relief, code: str) -> None:
    member = fix_year(party)[0]
    with pytest.raises(Invalid) as refusal:
        ask_hardship(member, relief, by=party["bai"], now=NOON, today=TODAY)
    assert codes(refusal) == [code]


def test_months_are_reckoned_from_the_calendar() -> None:
    assert plus(month_of(date(2028, 2, 29)), 12) == date(2029, 2, 1)
