"""Pages of dues over HTTP: bank, remittances, hardship, reports, publication."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.template.loader import render_to_string

from jiceng.casework.tests.county import NOON
from jiceng.party.actions.dues_fixing import Relief, ask_hardship
from jiceng.party.actions.dues_remittances import Sending, remit
from jiceng.party.desk.dues import own_dues
from jiceng.party.models import (
    BankLine,
    DuesPublication,
    Hardship,
    Member,
    Remittance,
    Voucher,
)
from jiceng.party.tests.cast import TODAY, Party
from jiceng.party.tests.dues import (
    NOVEMBER,
    cells,
    fix_year,
    import_lines,
    line,
    table,
    take,
    upload,
)

HERE = "/desk/party/dues/"
EAST = f"{HERE}P-EAST/"


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
    again = client.post(
        f"{EAST}bank", {"account": "", "new_account": "党费户", "file": upload(content)}
    )
    assert (again.status_code, "没有重复入账" in again.text) == (409, True)
    waiting = BankLine.objects.get(serial="A2")
    assert "陌生人" in client.get(f"{EAST}bank").text
    url = f"{EAST}bank/lines/{waiting.pk}/"
    assert client.post(f"{url}assign", {"member": "D0", "purpose": "dues"}).status_code == 422
    assert (
        client.post(f"{url}assign", {"member": member.number, "purpose": "dues"}).status_code == 302
    )
    again = client.post(f"{url}return", {"reason": "错汇"})
    assert (again.status_code, client.post(f"{url}fly").status_code) == (409, 404)


def test_known_accounts_are_offered_and_another_is_said_to_be_new(
    party: Party, signed_in: Any
) -> None:
    import_lines(party, [line("1", 30, fix_year(party)[5].name)])
    client, sent = signed_in("bai"), table(STATEMENT, ("A1", "2026-11-20", 60, "", ""))

    def post(**said: str) -> Any:
        return client.post(f"{EAST}bank", {**said, "file": upload(sent)})

    assert 'value="6222 尾号 0001"' in client.get(f"{EAST}bank").text
    assert "请填写新账户的名称或者尾号" in post(account="").text
    assert post(account="0001").status_code == 422
    assert "尾号相同" in post(account="", new_account="尾号0001").text
    assert post(account="6222 尾号 0001").status_code == 302


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
