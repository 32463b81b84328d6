"""Funds and goods sent down, at the desk and for programs: sent, counted, used, told in sums."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Sum
from openpyxl import Workbook, load_workbook

from jiceng.casework.tests.calling import is_problem
from jiceng.casework.tests.county import EAST, NOON, NORTH, County
from jiceng.casework.tests.desk import desk, picture
from jiceng.kernel.reports import Span
from jiceng.services.figures import allotments as figures
from jiceng.services.models import Allotment, AllotmentEntry
from jiceng.services.tests.cast import GOODS, sent_down

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
HERE = "/desk/allotments/"
TYPED = {
    "kind": "funds", "receiver": "东社区居委会", "title": "为民服务经费", "amount": "20,000.00",
    "measure": "", "purpose": "小区照明维修", "document_number": "示财预〔2026〕5 号",
    "source": "county", "year": "2026", "use_by": "2026-12-31",
}  # fmt: skip
YEAR = Span(date(2026, 1, 1), date(2026, 12, 31), NOON)
USE = {"amount": "1200.50", "purpose": "更换路灯", "on": "2026-11-23", "voucher": "发票 1"}


def whole(answer: Any) -> bytes:
    """A file, read to its end."""
    return b"".join(answer)


def acted(county: County, who: str, row: Allotment, act: str, **said: Any) -> Any:
    row.refresh_from_db()
    return desk(county, who).post(
        f"{HERE}{row.number}/acts/{act}", {"version": row.version, **said}
    )


def in_use(county: County) -> Allotment:
    row = sent_down(county)
    assert acted(county, "chen", row, "receive", received="20000").status_code == 302
    return row


def test_a_department_sends_and_a_community_counts_uses_and_gives_back(county: County) -> None:
    assert desk(county, "zhao").post(f"{HERE}new", TYPED).status_code == 302
    row = Allotment.objects.get()
    assert (row.sent, row.receiver) == (20_000_00, "C-EAST")
    page = desk(county, "chen").get(f"{HERE}{row.number}/").content.decode()
    assert "签收" in page
    assert "¥20,000.00" in page
    assert acted(county, "chen", row, "receive", received="20000.00").status_code == 302
    assert acted(county, "chen", row, "use", **USE).status_code == 302
    page = desk(county, "chen").get(f"{HERE}{row.number}/").content.decode()
    assert "¥18,799.50" in page
    assert "暂不能结清" not in page
    assert acted(county, "chen", row, "give_back", reason="结余").status_code == 302
    assert acted(county, "zhao", row, "confirm_return").status_code == 302
    row.refresh_from_db()
    assert (row.state, row.returned) == ("closed", 18_799_50)


def test_what_was_typed_stays_and_each_fault_is_told_at_its_field(county: County) -> None:
    wrong = {**TYPED, "amount": "12.345", "use_by": "2026-01-01", "document_number": ""}
    answer = desk(county, "zhao").post(f"{HERE}new", wrong)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "超过两位小数" in text
    assert "12.345" in text
    answer = desk(county, "zhao").post(f"{HERE}new", {**wrong, "amount": "12"})
    assert "使用期限 2026-01-01 已经过去" in answer.content.decode()
    assert "下达资金须写明依据的文号" in answer.content.decode()


def test_a_large_use_is_confirmed_in_the_panel_of_the_second_person(county: County) -> None:
    row = in_use(county)
    assert acted(county, "chen", row, "use", **{**USE, "amount": "6000"}).status_code == 302
    entry = AllotmentEntry.objects.get(kind="asked")
    refused = acted(county, "chen", row, f"allowed-{entry.pk}")
    assert "登记的人不能确认自己的登记" in refused.content.decode()
    page = desk(county, "gao").get(f"{HERE}{row.number}/").content.decode()
    assert "确认使用：更换路灯，¥6,000.00" in page
    assert acted(county, "gao", row, f"allowed-{entry.pk}").status_code == 302
    row.refresh_from_db()
    assert row.used == 6_000_00


def test_a_use_is_undone_by_a_counter_entry_with_its_reason(county: County) -> None:
    row = in_use(county)
    acted(county, "chen", row, "use", **USE)
    entry = AllotmentEntry.objects.get(kind="used")
    page = desk(county, "chen").get(f"{HERE}{row.number}/").text
    assert "2026-11-23 更换路灯 ¥1,200.50" in page
    said = {"entry": entry.pk, "why": "重复登记"}
    assert acted(county, "chen", row, "undone", **said).status_code == 302
    page = desk(county, "chen").get(f"{HERE}{row.number}/").text
    assert "重复登记" in page
    assert "move-undone" not in page


def test_a_voucher_is_sent_and_opened_again(county: County) -> None:
    row = in_use(county)
    sent = SimpleUploadedFile("票.png", picture(), "image/png")
    assert acted(county, "chen", row, "paper", paper=sent).status_code == 302
    page = desk(county, "zhao").get(f"{HERE}{row.number}/").text
    url = page.split("papers/")[1].split('"')[0]
    opened = desk(county, "zhao").get(f"{HERE}{row.number}/papers/{url}")
    assert whole(opened).startswith(b"\xff\xd8")
    assert desk(county, "qian").get(f"{HERE}{row.number}/papers/{url}").status_code == 404


def test_the_list_is_narrowed_to_what_is_unused_or_overdue(county: County) -> None:
    row = in_use(county)
    Allotment.objects.update(received_at=NOON - timedelta(days=31))
    late = sent_down(county, of=GOODS)
    Allotment.objects.filter(pk=late.pk).update(use_by=date(2026, 11, 22))
    chen = desk(county, "chen")
    found = {view: chen.get(HERE, {"view": view}).text for view in ("unused", "overdue", "closed")}
    numbers = [(row.number in text, late.number in text) for text in found.values()]
    assert numbers == [(True, False), (False, True), (False, False)]
    assert late.number in chen.get(HERE, {"text": "雨衣"}).text
    assert late.number not in desk(county, "xie").get(HERE).text


def test_every_sum_of_a_community_opens_its_records(county: County) -> None:
    row = in_use(county)
    acted(county, "chen", row, "use", **USE)
    page = desk(county, "ma").get(f"{HERE}communities/").text
    for told in ("东社区居委会", "¥20,000.00", "¥1,200.50", "¥18,799.50", "6.0%"):
        assert told in page
    listed = desk(county, "ma").get(f"{HERE}?view=all&receiver=C-EAST&year=2026&kind=funds").text
    assert row.number in listed
    assert "这个年度没有下达" in desk(county, "ma").get(f"{HERE}communities/?year=2025").text


def test_what_is_taken_away_as_a_table_can_be_sent_in_again(county: County) -> None:
    sent_down(county)
    sent_down(county, of=GOODS)
    zhao = desk(county, "zhao")
    content = whole(zhao.get(f"{HERE}export.xlsx"))
    sheet = load_workbook(BytesIO(content)).worksheets[0]
    assert [cell.value for cell in sheet[2]][:5] == [
        Allotment.objects.order_by("pk")[0].number, "资金", "东社区居委会", "为民服务经费",
        "20000.00",
    ]  # fmt: skip
    answer = zhao.post(f"{HERE}import", {"file": SimpleUploadedFile("a.xlsx", content)})
    assert answer.status_code == 302
    assert Allotment.objects.count() == 4
    assert Allotment.objects.aggregate(n=Sum("sent"))["n"] == 2 * (20_000_00 + 60)


def test_one_row_that_cannot_be_sent_keeps_the_table_out_and_is_named(county: County) -> None:
    zhao = desk(county, "zhao")
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    blank = whole(zhao.get(f"{HERE}blank.xlsx"))
    sheet.append([cell.value for cell in load_workbook(BytesIO(blank)).worksheets[0][1]])
    good = [
        "物资",
        "东社区居委会",
        "雨衣",
        "60",
        "件",
        "防汛",
        "",
        "县级财政",
        "2026",
        "2026.12.31",
    ]
    sheet.append(good)
    sheet.append([*good[:1], "火星局", *good[2:]])
    sheet.append([*good[:3], "六十", *good[4:]])
    kept = BytesIO()
    book.save(kept)
    answer = zhao.post(f"{HERE}import", {"file": SimpleUploadedFile("a.xlsx", kept.getvalue())})
    assert answer.status_code == 422
    for text in ("第 3 行", "火星局", "第 4 行", "：数量应为 1 到"):
        assert text in answer.text
    assert not Allotment.objects.exists()


def test_the_records_behind_a_figure_are_as_many_or_add_up_to_it(county: County) -> None:
    row = in_use(county)
    acted(county, "chen", row, "use", **USE)
    sent_down(county, receiver="C-FAR", amount=3_00)
    sent_down(county, of=GOODS)
    Allotment.objects.filter(kind="goods").update(use_by=date(2026, 11, 1))
    for code, kind in figures.FIGURES.items():
        found = figures.COUNTED.count(code, ("", EAST, NORTH, "C-EAST", "nowhere"), YEAR)
        assert list(found) == ["", EAST, NORTH, "C-EAST"]
        for subject, figure in found.items():
            rows = figures.COUNTED.records(code, YEAR, subject)
            column = figures.PREDICATES[kind.numerator].amount
            behind = rows.aggregate(n=Sum(column))["n"] if column else rows.count()
            assert behind == figure.numerator
            assert figure.numerator <= figure.denominator
    opened = desk(county, "zhao").get(figures.REPORT.address("overdue_allotments", EAST, YEAR)).text
    assert "雨衣" in opened
    assert row.number not in opened
    told = {c: figures.COUNTED.count(c, ("", EAST), YEAR) for c in figures.FIGURES}
    assert [told["funds_sent_down"][s].numerator for s in ("", EAST)] == [20_003_00, 20_000_00]
    assert told["funds_sent_down_used"][""].numerator == 1_200_50
    assert told["overdue_allotments"][""].numerator == 1
    used_up = told["allotments_used_up_rate"][""]
    assert (used_up.numerator, used_up.denominator) == (0, 1)


def test_programs_send_receive_and_use(county: County, calling: Any) -> None:
    given = {
        "kind": "funds", "receiver": "C-EAST", "title": "为民服务经费", "amount": 20_000_00,
        "purpose": "小区照明维修", "use_by": "2026-12-31", "year": 2026, "source": "county",
        "document_number": "示财预〔2026〕5 号",
    }  # fmt: skip
    made = calling("zhao").post("/allotments", given).json()
    url, chen = f"/allotments/{made['number']}", calling("chen")
    got = chen.post(f"{url}/moves/receive", {"version": made["version"]}).json()
    assert (got["state"], got["in_hand"]) == ("in_use", 20_000_00)
    use = {"version": got["version"], "amount": 6_000_00, "on": "2026-11-23",
           "purpose": "更换路灯", "voucher": "发票 1"}  # fmt: skip
    held = chen.post(f"{url}/uses", use).json()
    assert (held["held"], held["entries"][-1]["kind"]) == (6_000_00, "asked")
    answered = f"{url}/uses/{held['entries'][-1]['id']}/moves/allow"
    assert is_problem(chen.post(answered, {"version": held["version"]}), 409)
    done = calling("gao").post(answered, {"version": held["version"]}).json()
    assert done["sent"] == done["used"] + done["returned"] + done["balance"]
    assert done["used"] == 6_000_00
    assert [r["number"] for r in chen.get("/allotments?view=open").json()["items"]] == [
        made["number"]
    ]
    assert is_problem(calling("sun").get(url), 404)
    assert is_problem(chen.get("/allotments?view=nonsense"), 422)
