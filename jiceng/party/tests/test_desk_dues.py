"""Pages of dues over HTTP: what each reader sees, and what each press does."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook, load_workbook

from jiceng.casework.tests.county import NOON
from jiceng.kernel.records.models import JournalEntry
from jiceng.party.actions.dues_fixing import Relief, ask_hardship
from jiceng.party.actions.dues_remittances import Sending, remit
from jiceng.party.desk.dues import own_dues
from jiceng.party.models import (
    BankLine,
    DuesFixing,
    DuesMonth,
    DuesPublication,
    Hardship,
    Member,
    Payment,
    Remittance,
    Voucher,
)
from jiceng.party.tests.cast import TODAY, Party
from jiceng.party.tests.dues import MONTHLY, NOVEMBER, fix_year, import_lines, line, take

HERE = "/desk/party/dues/"
EAST = f"{HERE}P-EAST/"
BUDGET = 14


@pytest.fixture
def signed_in(party: Party, at_noon: object) -> Any:
    """A browser in which somebody of the cast is signed in."""

    def come(who: str) -> Client:
        client = Client()
        client.force_login(party.people[who])
        return client

    return come


def table(*rows: tuple[object, ...], merged: str = "") -> bytes:
    book = Workbook()
    sheet: Any = book.active
    for row in rows:
        sheet.append(row)
    if merged:
        sheet.merge_cells(merged)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def cells(answer: Any) -> list[tuple[Any, ...]]:
    book = load_workbook(io.BytesIO(b"".join(answer)))
    sheet: Any = book.active
    return list(sheet.iter_rows(values_only=True))


def upload(content: bytes, name: str = "a.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


# Reading.


def test_a_secretary_opens_the_own_month_with_names(party: Party, signed_in: Any) -> None:
    members = fix_year(party)
    take(party, members[5])
    page = signed_in("bai").get(HERE)
    assert page.status_code == 200
    for member in members:
        assert member.name in page.text
    assert "未交" in page.text and "已交" in page.text
    assert "待核对" in page.text


def test_above_the_branch_there_are_sums_and_no_names(party: Party, signed_in: Any) -> None:
    members = [*fix_year(party), *fix_year(party, "P-WEST")]
    for who, url in (("luo", HERE), ("luo", EAST), ("shen", HERE), ("shen", f"{HERE}P-NORTH/")):
        page = signed_in(who).get(url)
        assert page.status_code == 200
        assert not [m for m in members if m.name in page.text or m.number in page.text]
    assert "360.00" in signed_in("shen").get(HERE).text


@pytest.mark.parametrize("who", ["hao", "luo", "shen"])
def test_pages_with_names_are_the_own_secretarys(party: Party, signed_in: Any, who: str) -> None:
    member = fix_year(party)[5]
    payment = take(party, member)
    client = signed_in(who)
    for url in (f"{EAST}arrears", f"{EAST}fixing", f"{EAST}pay/{member.number}",
                f"{HERE}receipts/{payment.number}/", f"{EAST}bank", f"{EAST}money",
                f"{EAST}reports/collection.xlsx", f"{EAST}reports/arrears.xlsx"):  # fmt: skip
        assert client.get(url).status_code in (403, 404), url


@pytest.mark.parametrize("who", ["yan", "zhou", "lu", "guo"])
def test_nobody_else_has_anything_to_do_here(party: Party, signed_in: Any, who: str) -> None:
    for url in (HERE, EAST, f"{EAST}reports"):
        assert signed_in(who).get(url).status_code == 403


def test_another_branch_looks_missing(party: Party, signed_in: Any) -> None:
    assert signed_in("hao").get(EAST).status_code == 404
    assert signed_in("luo").get(f"{HERE}P-HOUSING/").status_code == 404
    assert signed_in("bai").get(f"{EAST}?month=2027-01").status_code == 404
    assert signed_in("bai").get(f"{EAST}?month=x").status_code == 422


def test_the_month_is_reckoned_by_a_button(party: Party, signed_in: Any) -> None:
    fix_year(party)
    client = signed_in("bai")
    page = client.get(f"{EAST}?month=2026-12")
    assert "生成本月应收" in page.text
    assert client.post(f"{EAST}run", {"month": "2026-12"}).status_code == 302
    assert DuesMonth.objects.filter(month=date(2026, 12, 1)).count() == 6
    assert "生成本月应收" not in client.get(f"{EAST}?month=2026-12").text


@pytest.mark.parametrize("rest", ["", "arrears", "fixing", "bank", "money", "reports"])
def test_a_page_of_a_branch_stays_within_its_queries(
    party: Party, signed_in: Any, rest: str
) -> None:
    members = fix_year(party)
    take(party, members[5])
    import_lines(party, [line(str(n), 1 + n, "陌生人") for n in range(5)])
    client = signed_in("bai")
    client.get(EAST + rest)
    with CaptureQueriesContext(connection) as used:
        assert client.get(EAST + rest).status_code == 200
    assert len(used) <= BUDGET + 8 * (rest in ("reports", "money", "bank"))


# Fixing.


def bases(members: list[Member], **given: str) -> dict[str, str]:
    said = {"since": "2026-01", "because": ""}
    for member, (kind, base) in zip(members, given.items(), strict=False):
        said |= {f"kind_{member.pk}": kind.rstrip("_"), f"base_{member.pk}": base}
    return said


def test_bases_in_bands_out_and_nothing_of_the_base_is_kept(party: Party, signed_in: Any) -> None:
    members = party.members("P-EAST")
    client = signed_in("bai")
    said = bases(members, wage="5000.01", retired="5000", student="", farmer="0.5")
    shown = client.post(f"{EAST}fixing/reckon", said)
    assert shown.status_code == 200
    assert "75.00" in shown.text and "25.00" in shown.text and "0.50" in shown.text
    assert "5000.01" not in shown.text
    assert not DuesFixing.objects.exists()
    sent = {"token": shown.context["preview"]["token"], "because": "", "idempotency_key": "k"}
    for _press in range(2):
        assert client.post(f"{EAST}fixing/save", sent).status_code == 302
    kept = list(DuesFixing.objects.order_by("pk").values_list("kind", "rate", "monthly_fen"))
    assert kept == [("wage", 150, 7500), ("retired", 50, 2500), ("student", 0, 20),
                    ("farmer", 0, 50)]  # fmt: skip
    assert "500001" not in "".join(JournalEntry.objects.values_list("payload", flat=True))
    assert "5000.01" not in client.get(f"{EAST}fixing").text


def test_what_is_wrong_is_said_at_its_line_and_typed_bases_stay(
    party: Party, signed_in: Any
) -> None:
    members = party.members("P-EAST")
    said = bases(members, wage="五千", student="100", farmer="2", retired="-1")
    page = signed_in("bai").post(f"{EAST}fixing/reckon", said)
    assert page.status_code == 422
    for text in ("“五千”不是金额", "不用填写计算基数", "农民党员每月交纳", "是负数"):
        assert text in page.text
    assert 'value="五千"' in page.text
    assert not DuesFixing.objects.exists()


def test_a_table_that_was_changed_or_is_old_is_not_saved(party: Party, signed_in: Any) -> None:
    client = signed_in("bai")
    page = client.post(f"{EAST}fixing/save", {"token": "x:y:z", "idempotency_key": "k"})
    assert (page.status_code, "请重新计算" in page.text) == (422, True)
    members = party.members("P-EAST")
    shown = client.post(f"{EAST}fixing/reckon", bases(members, wage="5000"))
    stolen = {"token": shown.context["preview"]["token"], "idempotency_key": "k"}
    answer = signed_in("hao").post(f"{HERE}P-WEST/fixing/save", stolen)
    assert answer.status_code == 422
    assert not DuesFixing.objects.exists()


def test_a_sheet_is_read_by_number_or_by_name_and_every_fault_has_its_row(
    party: Party, signed_in: Any
) -> None:
    one, two, *_rest = party.members("P-EAST")
    head = ("党员编号", "姓名", "类别", "计算基数")
    client = signed_in("bai")

    def send(*rows: tuple[object, ...], merged: str = "") -> Any:
        content = table(head, *rows, merged=merged)
        return client.post(f"{EAST}fixing/sheet", {"since": "2026-01", "file": upload(content)})

    good = send((one.number, "", "工资", 3000.01), ("", two.name, "退休", "5,000"))
    assert good.status_code == 200
    assert [r["monthly"] for r in good.context["preview"]["rows"]] == ["30.00", "25.00"]
    bad = send((one.number, "", "工资", "abc"), ("D1", "", "工资", 1), ("", two.name, "干部", 1),
               ("", two.name, "学生", ""), ("", two.name, "学生", ""))  # fmt: skip
    assert bad.status_code == 422
    for text in ("第 2 行：“abc”不是金额", "第 3 行：没有编号为“D1”", "第 4 行：不认识类别“干部”",
                 "第 6 行"):  # fmt: skip
        assert text in bad.text
    merged = send((one.number, "", "工资", 3000), ("", two.name, "工资", None), merged="D2:D3")
    assert (merged.status_code, "D2:D3 是合并单元格" in merged.text) == (422, True)
    assert client.get(f"{EAST}fixing/blank.xlsx").status_code == 200


# Payments.


def test_a_payment_is_taken_in_two_taps_and_once(party: Party, signed_in: Any) -> None:
    member = fix_year(party)[5]
    client = signed_in("bai")
    url = f"{EAST}pay/{member.number}"
    assert url in client.get(EAST).text
    page = client.get(url)
    assert page.context["first"]["value"] == f"2026-11:{6 * MONTHLY}"
    sent = {"pick": page.context["first"]["value"], "on": "2026-11-23", "because": "",
            "idempotency_key": page.context["key"]}  # fmt: skip
    first, second = (client.post(url, sent) for _press in range(2))
    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"]
    assert Payment.objects.count() == 1
    receipt = client.get(first["Location"])
    assert "壹佰捌拾元整" in receipt.text and member.name in receipt.text


def test_a_stale_sum_and_a_wrong_month_are_sentences(party: Party, signed_in: Any) -> None:
    member = fix_year(party)[5]
    client, url = signed_in("bai"), f"{EAST}pay/{member.number}"
    for pick, status, text in (
        ("2026-11:100", 409, "应交数已经变为 180.00 元"),
        ("2027-01:100", 422, "不得预收、垫交"),
        ("2026-05:100", 422, "还没有成为预备党员"),
        ("nonsense", 422, "不是月份"),
    ):
        page = client.post(url, {"pick": pick, "on": "2026-11-23"})
        assert (page.status_code, text in page.text) == (status, True), pick
    assert not Payment.objects.exists()


def test_a_receipt_is_taken_back_once(party: Party, signed_in: Any) -> None:
    payment = take(party, fix_year(party)[5])
    client, url = signed_in("bai"), f"{HERE}receipts/{payment.number}/"
    assert client.post(f"{url}take-back", {"reason": ""}).status_code == 422
    assert client.post(f"{url}take-back", {"reason": "记错人"}).status_code == 302
    assert "作废" in client.get(url).text
    again = client.post(f"{url}take-back", {"reason": "记错人"})
    assert (again.status_code, "不能再次冲正" in again.text) == (409, True)


def test_a_gift_is_entered_once(party: Party, signed_in: Any) -> None:
    member = fix_year(party)[5]
    client, url = signed_in("bai"), f"{EAST}pay/{member.number}/more"
    sent = {"amount": "1000", "on": "2026-11-23", "idempotency_key": "one"}
    for _press in range(2):
        assert client.post(url, sent).status_code == 302
    assert Payment.objects.get().fen == 100_000
    for amount, text in (("0", "大于 0"), ("-5", "负数"), ("一千", "不是金额")):
        page = client.post(url, {**sent, "amount": amount, "idempotency_key": amount})
        assert (page.status_code, text in page.text) == (422, True)


# Bank.


STATEMENT = ("交易流水号", "交易日期", "贷方发生额", "对方户名", "附言")


def test_a_statement_with_a_doubled_line_is_reconciled(party: Party, signed_in: Any) -> None:
    member = fix_year(party)[5]
    client = signed_in("bai")
    first = ("A1", "2026-11-20", 60, member.name, "党费")
    content = table(("某银行流水", None, None, None, None), STATEMENT, first, first,
                    ("A2", "2026-11-21", 15, "陌生人", ""), ("A3", "2026-11-21", "十五", "", ""),
                    merged="A1:E1")  # fmt: skip
    sent = {"account": "尾号 0001", "file": upload(content)}
    done = client.post(f"{EAST}bank", sent)
    assert done.status_code == 302
    page = client.get(done["Location"])
    assert "第 4 行：流水 A1 已经入账" in page.text
    assert "第 6 行：“十五”不是金额" in page.text
    assert BankLine.objects.count() == 2
    again = client.post(f"{EAST}bank", {"account": "尾号 0001", "file": upload(content)})
    assert (again.status_code, "没有重复入账" in again.text) == (409, True)
    waiting = BankLine.objects.get(serial="A2")
    assert "陌生人" in client.get(f"{EAST}bank").text
    url = f"{EAST}bank/lines/{waiting.pk}/"
    assert client.post(f"{url}assign", {"member": "D0"}).status_code == 422
    assert client.post(f"{url}assign", {"member": member.number}).status_code == 302
    again = client.post(f"{url}return", {"reason": "错汇"})
    assert (again.status_code, client.post(f"{url}fly").status_code) == (409, 404)


@pytest.mark.parametrize(
    ("rows", "merged", "text"),
    [
        ((STATEMENT, ("A1", "2026-11-20", 60, "", ""), ("A2", "2026-11-20", None, "", "")),
         "C2:C3", "C2:C3 是合并单元格"),
        ((("姓名", "说明"), ("张三", "六十")), "", "文件里没有需要的列"),
        ((STATEMENT,), "", ""),
    ],
)  # fmt: skip
def test_a_table_nobody_can_be_sure_of_is_refused_whole(
    party: Party, signed_in: Any, rows: tuple[Any, ...], merged: str, text: str
) -> None:
    content = table(*rows, merged=merged)
    sent = {"account": "a", "file": upload(content)}
    page = signed_in("bai").post(f"{EAST}bank", sent)
    assert page.status_code == (422 if text else 302)
    assert text in page.text
    assert not BankLine.objects.exists()


def test_a_file_that_is_no_table_is_a_sentence(party: Party, signed_in: Any) -> None:
    for content in (b"", b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0 old"):
        page = signed_in("bai").post(f"{EAST}bank", {"account": "a", "file": upload(content)})
        assert page.status_code == 422


def test_a_committee_reconciles_without_reading_names(party: Party, signed_in: Any) -> None:
    member = fix_year(party)[5]
    file = import_lines(party, [line("1", 30, member.name)], code="P-NORTH", who="luo")
    page = signed_in("luo").get(f"{HERE}P-NORTH/bank/{file.pk}/")
    assert member.name not in page.text and "东社区党支部" in page.text


# Handing on.


def test_a_branch_remits_and_the_committee_confirms(party: Party, signed_in: Any) -> None:
    take(party, fix_year(party)[5])
    bai, luo = signed_in("bai"), signed_in("luo")
    page = bai.get(f"{EAST}money")
    form = page.context["offers"][0]["form"]
    assert form.initial["amount"] == "180.00"
    sent = {"purpose": "dues", "amount": "180", "period_from": "2026-10-01",
            "period_to": "2026-11-23", "on": "2026-11-23", "reference": "",
            "idempotency_key": page.context["offers"][0]["key"]}  # fmt: skip
    for _press in range(2):
        assert bai.post(f"{EAST}money/remit", sent).status_code == 302
    row = Remittance.objects.get()
    more = bai.post(f"{EAST}money/remit", {**sent, "idempotency_key": "b"})
    assert (more.status_code, "可上缴的只有 0.00 元" in more.text) == (409, True)
    url = f"{HERE}remittances/{row.number}/"
    assert "确认收款" not in bai.get(url).text.split("jc-moves-panel")[1]
    assert signed_in("hao").get(url).status_code == 404
    assert bai.post(f"{url}confirm", {"version": 1}).status_code == 403
    assert luo.post(f"{url}return", {"version": 1, "reason": ""}).status_code == 422
    assert luo.post(f"{url}confirm", {"version": 1}).status_code == 302
    assert "已确认收款" in luo.get(url).text
    assert luo.post(f"{url}confirm", {"version": 1}).status_code == 409


def test_interest_and_spending_are_entered(party: Party, signed_in: Any) -> None:
    take(party, fix_year(party)[5])
    client = signed_in("bai")
    said = {"amount": "10", "on": "2026-11-23", "use": "training"}
    for name in ("interest", "spending"):
        url = f"{EAST}money/{name}"
        assert client.post(url, {**said, "idempotency_key": name}).status_code == 302
        assert client.post(url, {**said, "amount": "x"}).status_code == 422
    assert Voucher.objects.filter(kind__in=("interest", "spent")).count() == 2
    assert client.post(f"{EAST}money/fly", said).status_code == 404


def test_what_waits_for_a_committee_stands_on_its_worklist(party: Party, signed_in: Any) -> None:
    member = fix_year(party)[5]
    take(party, member)
    given = Sending(100, TODAY, TODAY, TODAY)
    remit(party.at("P-EAST"), given, by=party["bai"], now=NOON, today=TODAY)
    relief = Relief(date(2026, 12, 1), 0, TODAY)
    ask_hardship(member, relief, by=party["bai"], now=NOON, today=TODAY)
    page = signed_in("luo").get("/desk/")
    assert "党费上缴" in page.text or "党费减免" in page.text


# Hardship.


def test_hardship_goes_from_the_branch_to_the_committee(party: Party, signed_in: Any) -> None:
    member = fix_year(party)[5]
    bai, luo = signed_in("bai"), signed_in("luo")
    url = f"{EAST}hardship/{member.number}"
    assert bai.get(url).status_code == 200
    said = {"monthly": "", "since": "2026-12", "discussed_on": "2026-11-20"}
    assert bai.post(url, {**said, "since": "x"}).status_code == 422
    done = bai.post(url, said)
    assert done.status_code == 302
    assert bai.post(url, said).status_code == 409
    page = done["Location"]
    assert bai.get(page).status_code == 200
    assert signed_in("hao").get(page).status_code == 404
    assert bai.post(f"{page}approve", {"version": 1}).status_code == 409
    assert luo.post(f"{page}fly", {"version": 1}).status_code == 404
    assert luo.post(f"{page}approve", {"version": 1}).status_code == 302
    assert "已批准" in luo.get(page).text
    assert Hardship.objects.get().state == "approved"


# Reports and publication.


def test_reports_open_as_tables_and_no_cell_computes(party: Party, signed_in: Any) -> None:
    members = fix_year(party)
    Member.objects.filter(pk=members[0].pk).update(name="=HYPERLINK(1)")
    take(party, members[5])
    client = signed_in("bai")
    rows = cells(client.get(f"{EAST}reports/collection.xlsx?month=2026-11"))
    assert len(rows) == 7
    assert "'=HYPERLINK(1)" in [row[1] for row in rows]
    assert ("30.00", "30.00", "0.00") in [row[3:6] for row in rows]
    arrears = cells(client.get(f"{EAST}reports/arrears.xlsx"))
    assert [(r[2], r[3]) for r in arrears[1:]] == [("10", "6")] * 5
    for name in ("summary", "remitted", "totals"):
        for who, code in (("bai", "P-EAST"), ("luo", "P-NORTH"), ("shen", "P")):
            answer = signed_in(who).get(f"{HERE}{code}/reports/{name}.xlsx")
            text = str(cells(answer))
            assert not [m for m in members if m.name in text]
    assert client.get(f"{EAST}reports/remitted.xlsx?half=3").status_code == 404


def test_a_year_is_published_by_a_press_and_read_by_the_member(
    party: Party, signed_in: Any
) -> None:
    members = fix_year(party)
    take(party, members[0], NOVEMBER, "住院")
    client = signed_in("bai")
    key = client.get(f"{EAST}reports").context["key"]
    sent = {"year": "2026", "idempotency_key": key}
    for _press in range(2):
        assert client.post(f"{EAST}reports/publish", sent).status_code == 302
    again = client.post(f"{EAST}reports/publish", {**sent, "idempotency_key": "b"})
    assert (again.status_code, DuesPublication.objects.count()) == (409, 1)
    own = own_dues(Member.objects.get(person=party.people["yan"]), TODAY)
    text = render_to_string("party/_dues_own.html", {"dues": own})
    assert "2026-11" in text and "330.00 元" in text
    assert not [m.name for m in members[1:] if m.name in text]
