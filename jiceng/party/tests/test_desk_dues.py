"""Pages of dues over HTTP: what each reader sees, and what each press does."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jiceng.kernel.records.models import JournalEntry
from jiceng.party.models import (
    DuesFixing,
    DuesMonth,
    Member,
    Payment,
)
from jiceng.party.tests.cast import Party
from jiceng.party.tests.dues import (
    MONTHLY,
    fix_year,
    import_lines,
    line,
    table,
    take,
    upload,
)

HERE = "/desk/party/dues/"
EAST = f"{HERE}P-EAST/"
BUDGET = 14


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


def test_wages_in_bands_out_and_nothing_of_a_wage_is_kept(party: Party, signed_in: Any) -> None:
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
