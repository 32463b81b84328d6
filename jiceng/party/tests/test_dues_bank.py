"""A bank's statement: every line once, to its member or kept apart; nothing lost or doubled."""

from __future__ import annotations

from datetime import date

import pytest

from jiceng.casework.tests.county import NOON
from jiceng.kernel.refusal import Invalid, NotAllowed, Reason, Refusal, Refused
from jiceng.party.actions.dues_bank import Statement, assign_line, return_line, take_statement
from jiceng.party.actions.dues_payments import take_back
from jiceng.party.models import BankFile, BankLine, Payment
from jiceng.party.queries.dues import accounts_of, balance, member_balance
from jiceng.party.rules.dues_bank import (
    COLUMNS,
    Line,
    Payer,
    day_of,
    is_same_account,
    line_of,
    payer_of,
)
from jiceng.party.tests.cast import TODAY, Party
from jiceng.party.tests.dues import (
    MONTHLY,
    fix_year,
    import_lines,
    ledger_sum,
    line,
    owed_by,
    take,
)

HEADER = ("交易流水号", "交易日期", "贷方发生额", "对方户名", "附言", "对方账号")
FOUND = COLUMNS.found_in(HEADER)


def cells(serial: str = "A1", on: str = "2026-11-20", amount: str = "30") -> dict[str, str]:
    values = (serial, on, amount, "张三", "党费", "6222020200000000000")
    return dict(zip(HEADER, values, strict=True))


def refused(**given: str) -> list[str]:
    with pytest.raises(Invalid) as refusal:
        line_of(cells(**given), FOUND, TODAY)
    return [r.code for r in refusal.value.reasons]


# Reading.


def test_a_row_is_read_without_the_payers_account() -> None:
    assert line_of(cells(amount="1,030.50"), FOUND, TODAY) == Line(
        "A1", date(2026, 11, 20), 103_050, "张三", "党费"
    )


@pytest.mark.parametrize(
    "text", ["2026-11-20", "2026/11/20", "2026年11月20日", "20261120", "2026.11.20", "46346",
             "2026-11-20 10:30:00"],
)  # fmt: skip
def test_days_are_read_as_banks_write_them(text: str) -> None:
    assert day_of(text) == date(2026, 11, 20)


def test_every_reason_against_a_row_is_said() -> None:
    assert refused(serial="", on="昨天", amount="-3") == [
        "serial_missing", "bad_day", "amount_negative",
    ]  # fmt: skip
    assert refused(amount="") == ["amount_missing"]
    assert refused(amount="三十") == ["amount_not_number"]
    assert refused(on="2026-11-24") == ["in_the_future_day"]
    assert refused(on="2026-02-29") == ["bad_day"]


def test_a_table_without_its_columns_is_named() -> None:
    with pytest.raises(Invalid) as refusal:
        COLUMNS.found_in(("姓名", "金额"))
    assert refusal.value.reasons[0].params["columns"] == ["交易流水号", "交易日期"]


def test_whose_money_it_is_follows_from_the_number_then_from_a_name_nobody_shares() -> None:
    number = "D2026" + "0" * 9 + "17"
    known = {
        number: [Payer(1, number, "张三")],
        "张三": [Payer(1, number, "张三"), Payer(2, "D2", "张三")],
        "李四": [Payer(3, "D3", "李四")],
        "王五": [Payer(4, "D4", "王五", is_present=False)],
    }

    def of(payer: str, remark: str = "") -> tuple[int | None, str]:
        found, why = payer_of(Line("1", TODAY, 1, payer, remark), known)
        return (found.key if found else None, why)

    assert of("李四") == (3, "by_name")
    assert of("李四", f"党费 {number.lower()}") == (1, "by_number")
    assert of("张三") == (None, "several")
    assert of("王五") == (None, "left")
    assert of("") == of("赵六") == (None, "no_one")


# Taking in.

pytestmark = pytest.mark.django_db


def test_what_is_surely_somebodys_is_theirs_and_the_rest_is_kept_apart(party: Party) -> None:
    member = fix_year(party)[5]
    file = import_lines(party, [line("1", 60, member.name), line("2", 15, "陌生人")])
    matched = dict(file.lines.values_list("serial", "matched"))
    assert matched == {"1": "by_name", "2": "no_one"}
    assert member_balance(member) == owed_by(member) == 4 * MONTHLY
    east = party.at("P-EAST")
    assert (balance(east, "held"), balance(east, "unassigned")) == (7500, -1500)
    assert file.lines.get(serial="1").payer == ""
    assert ledger_sum() == 0


def test_a_line_that_came_before_is_refused_and_the_rest_is_taken(party: Party) -> None:
    member = fix_year(party)[5]
    one, two = line("1", 30, member.name), line("2", 30, member.name)
    import_lines(party, [one])
    again = import_lines(party, [one, two, two], file="b")
    assert [Reason.from_json(r).code for _row, r in again.refused] == ["bank_line_twice"] * 2
    assert [row for row, _r in again.refused] == [2, 4]
    assert BankLine.objects.count() == Payment.objects.count() == 2
    assert member_balance(member) == 4 * MONTHLY


def test_a_file_that_came_before_changes_nothing(party: Party) -> None:
    member = fix_year(party)[5]
    import_lines(party, [line("1", 30, member.name)])
    with pytest.raises(Refused, match="bank_file_twice"):
        import_lines(party, [line("1", 30, member.name)])
    assert BankFile.objects.count() == BankLine.objects.count() == 1
    assert member_balance(member) == 5 * MONTHLY


def test_a_file_that_came_before_stays_so_under_any_name_of_the_account(party: Party) -> None:
    member = fix_year(party)[5]
    import_lines(party, [line("1", 30, member.name)])
    with pytest.raises(Refused, match="bank_file_twice"):
        import_lines(party, [line("1", 30, member.name)], account="党费专户", is_new=True)
    assert member_balance(member) == 5 * MONTHLY


@pytest.mark.parametrize(
    ("account", "is_new", "code"),
    [
        ("0001", False, "bank_account_unknown"),
        ("0001", True, "bank_account_known"),
        ("尾号0001", True, "bank_account_known"),
        ("党费专户", True, "bank_account_overlaps"),
    ],
)
def test_an_account_has_one_name_so_that_a_line_counts_once(
    party: Party, account: str, is_new: bool, code: str
) -> None:
    member = fix_year(party)[5]
    one, two = line("1", 30, member.name), line("2", 30, member.name)
    import_lines(party, [one])
    with pytest.raises(Refusal) as refusal:
        import_lines(party, [one, two], file="b", account=account, is_new=is_new)
    assert [r.code for r in refusal.value.reasons] == [code]
    assert BankLine.objects.count() == 1
    assert member_balance(member) == 5 * MONTHLY


def test_a_second_account_is_taken_when_it_is_said_to_be_new(party: Party) -> None:
    member = fix_year(party)[5]
    import_lines(party, [line("1", 30, member.name)])
    other = line("1", 60, member.name)
    import_lines(party, [other], file="b", account="尾号 7788", is_new=True)
    assert member_balance(member) == 3 * MONTHLY
    assert accounts_of(party.at("P-EAST")) == ["6222 尾号 0001", "尾号 7788"]
    assert accounts_of(party.at("P-WEST")) == []


def test_names_of_an_account_are_told_apart_by_their_last_four_digits() -> None:
    assert is_same_account("6222 0200 0001", "尾号0001")
    assert is_same_account("党费 专户", "党费专户")
    assert not is_same_account("尾号0001", "尾号7788")
    assert not is_same_account("党费专户", "尾号0001")


def test_same_day_and_sum_with_another_serial_are_two_payments(party: Party) -> None:
    member = fix_year(party)[5]
    import_lines(party, [line("1", 30, member.name), line("2", 30, member.name)])
    assert member_balance(member) == 4 * MONTHLY


def test_what_is_more_than_the_quarter_stays_open(party: Party) -> None:
    """Article 14: nothing is taken ahead; 180 are open, 30 more to the end of the quarter."""
    member = fix_year(party)[5]
    file = import_lines(party, [line("1", 300, member.name)])
    found = file.lines.get()
    assert (found.matched, found.open_fen) == ("too_much", 30_000 - 7 * MONTHLY)
    assert owed_by(member) == 0
    bai = party["bai"]
    return_line(found, "多汇", by=bai, now=NOON, today=TODAY)
    east = party.at("P-EAST")
    assert (balance(east, "unassigned"), balance(east, "held")) == (0, 7 * MONTHLY)
    with pytest.raises(Refused, match="bank_line_done"):
        return_line(found, "多汇", by=bai, now=NOON, today=TODAY)


def test_arrears_past_six_months_wait_for_the_reason(party: Party) -> None:
    member = fix_year(party)[0]
    found = import_lines(party, [line("1", 330, member.name)]).lines.get()
    assert (found.matched, found.open_fen) == ("late", 33_000)
    bai = party["bai"]
    with pytest.raises(Invalid, match="back_payment_reason"):
        assign_line(found, member, by=bai, now=NOON, today=TODAY)
    payment = assign_line(found, member, because="外出务工", by=bai, now=NOON, today=TODAY)
    assert (payment.fen, payment.because) == (33_000, "外出务工")


def test_a_line_is_assigned_once_by_whoever_keeps_the_account(party: Party) -> None:
    member = fix_year(party)[5]
    found = import_lines(party, [line("1", 30, "亲属代交")]).lines.get()
    for who in ("luo", "hao", "yan"):
        with pytest.raises(NotAllowed):
            assign_line(found, member, by=party[who], now=NOON, today=TODAY)
    with pytest.raises(Invalid, match="unknown_member"):
        assign_line(found, party.members("P-WEST")[0], by=party["bai"], now=NOON, today=TODAY)
    assign_line(found, member, by=party["bai"], now=NOON, today=TODAY)
    with pytest.raises(Refused, match="bank_line_done"):
        assign_line(found, member, by=party["bai"], now=NOON, today=TODAY)
    assert member_balance(member) == 5 * MONTHLY


def test_a_line_may_be_a_gift(party: Party) -> None:
    member = fix_year(party)[5]
    found = import_lines(party, [line("1", 1000, "匿名")]).lines.get()
    assign_line(found, member, as_gift=True, by=party["bai"], now=NOON, today=TODAY)
    assert balance(party.at("P-EAST"), "for_centre") == -100_000
    assert member_balance(member) == 6 * MONTHLY


def test_a_bank_payment_taken_back_is_a_line_to_assign_again(party: Party) -> None:
    member = fix_year(party)[5]
    import_lines(party, [line("1", 30, member.name)])
    payment = Payment.objects.get()
    take_back(payment, "认错人", by=party["bai"], now=NOON, today=TODAY)
    found = BankLine.objects.get()
    assert (found.open_fen, found.payer) == (3000, member.name)
    assert balance(party.at("P-EAST"), "unassigned") == -3000
    assign_line(found, member, by=party["bai"], now=NOON, today=TODAY)
    assert ledger_sum() == 0


def test_a_committees_account_serves_all_its_branches(party: Party) -> None:
    east, west = fix_year(party)[5], fix_year(party, "P-WEST")[5]
    lines = [line("1", 30, east.name), line("2", 30, west.name)]
    import_lines(party, lines, code="P-NORTH", who="luo")
    assert member_balance(east) == member_balance(west) == 5 * MONTHLY
    assert balance(party.at("P-NORTH"), "held") == 6000
    assert balance(party.at("P-EAST"), "held") == 0


def test_a_statement_is_taken_by_whoever_keeps_the_account(party: Party) -> None:
    for who in ("luo", "hao", "yan", "zhou"):
        with pytest.raises(NotAllowed):
            import_lines(party, [line("1", 30)], who=who)
    nameless = Statement(" ", "a.csv", "0" * 64, [(2, line("1", 30))])
    with pytest.raises(Invalid, match="needed"):
        take_statement(party.at("P-EAST"), nameless, by=party["bai"], now=NOON, today=TODAY)


def test_the_order_of_lines_makes_no_difference(party: Party) -> None:
    """The same sums in two branches, one statement turned round."""
    east, west = fix_year(party)[5], fix_year(party, "P-WEST")[5]
    sums = (("1", 15), ("2", 250), ("3", 30))
    import_lines(party, [line(s, yuan, east.name) for s, yuan in sums])
    turned = [line(s, yuan, west.name) for s, yuan in reversed(sums)]
    import_lines(party, turned, code="P-WEST", who="hao")
    months = [
        list(m.dues_months.order_by("month").values_list("month", "paid_fen")) for m in (east, west)
    ]
    assert months[0] == months[1]
    assert balance(party.at("P-EAST"), "unassigned") == balance(party.at("P-WEST"), "unassigned")


def test_cash_and_bank_stand_side_by_side(party: Party) -> None:
    member = fix_year(party)[5]
    take(party, member, date(2026, 8, 1))
    import_lines(party, [line("1", 60, member.name), line("2", 30, member.name)])
    assert owed_by(member) == member_balance(member) == 0
    assert balance(party.at("P-EAST"), "held") == 6 * MONTHLY
