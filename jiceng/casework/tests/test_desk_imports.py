"""A clerk's ledger at the desk: named, looked over, taken in, corrected, sent again."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from openpyxl import load_workbook

from jiceng.casework.actions.import_runs import forget_rows, go_on
from jiceng.casework.models import Case, Contact, ImportedCase, ImportPart, ImportRun
from jiceng.casework.tests.county import EAST, GRID_1, NOON, County
from jiceng.casework.tests.desk import desk
from jiceng.casework.tests.ledgers import (
    GOOD,
    HEAD,
    HERE,
    OPEN,
    as_csv,
    as_xlsx,
    columns,
    counts,
    looked_over,
    page,
    send,
    sent,
    taken_in,
    work_off,
)
from jiceng.kernel.records.jobs import claim, run
from jiceng.kernel.records.models import Appointment, JournalEntry
from jiceng.kernel.records.vault import Sealed, unseal
from jiceng.web import uploaded


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jiceng.web.middleware.read_now", lambda: NOON)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("台账.csv", as_csv(HEAD, GOOD, OPEN)),
        ("台账.csv", as_csv(HEAD, GOOD, OPEN, encoding="gb18030")),
        ("台账.csv", as_csv(HEAD, GOOD, OPEN, encoding="utf-8")),
        ("台账.csv", as_csv(HEAD, GOOD, OPEN, encoding="utf-16")),
        ("台账.xlsx", as_xlsx(["东社区十一月台账"], [], HEAD, GOOD, OPEN)),
        ("没有后缀", as_xlsx(HEAD, GOOD, OPEN)),
    ],
)
def test_a_ledger_becomes_cases_whatever_office_program_wrote_it(
    county: County, name: str, content: bytes
) -> None:
    found = taken_in(desk(county, "chen"), content, name)
    assert (found.stage, counts(found)) == ("done", (2, 2, 0, 0))
    first, second = Case.objects.order_by("pk")
    assert (first.text, first.grid_code, first.state) == ("楼下垃圾未清运", GRID_1, "dispatched")
    assert (second.area_code, second.unit) == (EAST, "C-EAST")
    assert ImportedCase.objects.get(case=second).kept == {"备注": "急"}


def test_looking_writes_no_case_and_no_line_of_the_journal(county: County) -> None:
    before = JournalEntry.objects.count()
    client = desk(county, "chen")
    found = looked_over(client, as_csv(HEAD, GOOD, OPEN))
    assert (found.stage, counts(found)) == ("checked", (2, 2, 0, 0))
    assert not Case.objects.exists()
    assert JournalEntry.objects.count() == before
    assert "还没有写入任何内容" in page(client, found)


def test_contacts_are_sealed_and_nowhere_else(county: County) -> None:
    taken_in(desk(county, "chen"), as_csv(HEAD, GOOD, OPEN))
    first, second = Case.objects.order_by("pk")
    kept = Contact.objects.get(case=first)
    assert kept.hint == "139****5678"
    assert kept.key is not None
    assert "某女士" in unseal(Sealed(bytes(kept.key), bytes(kept.sealed)), f"contact:{first.pk}")
    assert "13812345678" not in second.text
    assert Contact.objects.get(case=second).hint == "138****5678"
    assert not ImportPart.objects.filter(key__isnull=False).exists()


def test_nobody_s_contact_outlives_its_time_by_an_import(county: County) -> None:
    client = desk(county, "chen")
    head = (*HEAD[:7], "结案时间")
    old, late = (*GOOD, "2020-01-02"), ("A3", *GOOD[1:], "2026-11-22")
    found = sent(client, as_csv(head, ("A1", "2020-01-01", *GOOD[2:], old[-1]), late))
    client.post(f"{HERE}{found.key}/check", columns(found, 结案时间="closed_at"))
    work_off()
    client.post(f"{HERE}{found.key}/start", {"turn": "1"})
    work_off()
    kept = Contact.objects.get()
    assert ImportedCase.objects.get(case=kept.case_id).external_id == "A3"
    assert kept.erase_at is not None


FAULTY = [
    (("A3", "昨天", "垃圾未清", "生活垃圾"), "上报时间", "昨天"),
    (("A4", "2027-01-01", "垃圾未清", "生活垃圾"), "上报时间", "不能晚于现在"),
    (("A5", "2026-11-01", "垃圾未清", "没有的类型"), "事项类型", "没有的类型"),
    (("A6", "2026-11-01", "垃圾未清", "生活垃圾", "没有的区"), "所属区域", "没有的区"),
    (("", "2026-11-01", "垃圾未清"), "编号", "1到60个字"),
    (("A8", "2026-11-01", "坑", "生活垃圾"), "问题描述", "2到4000个字"),
    (("A9", "2026-11-01", "垃圾未清", "", "", "", "123"), "联系电话", "电话号码的位数"),
    (("A1", "2026-11-02", "另一件事", "生活垃圾"), "编号", "第 2 行"),
    (("B1", "2026-11-02", "远处的事", "生活垃圾", "远社区"), "所属区域", "管辖范围"),
]


@pytest.mark.parametrize(("line", "column", "told"), FAULTY)
def test_a_bad_row_is_refused_with_sheet_row_column_and_remedy(
    county: County, line: tuple[str, ...], column: str, told: str
) -> None:
    client = desk(county, "chen")
    found = looked_over(client, as_csv(HEAD, GOOD, line))
    assert counts(found) == (2, 1, 0, 1)
    shown = page(client, found)
    rows = shown[shown.index("拒绝的行") :]
    assert "第 3 行" in rows
    assert "台账.csv" in rows
    assert f">{column}</td>" in rows
    assert told in rows


def test_refused_rows_are_taken_away_corrected_and_sent_again(county: County) -> None:
    client = desk(county, "chen")
    found = taken_in(client, as_csv(HEAD, GOOD, ("A2", "昨天", "=1+1 号楼垃圾", "生活垃圾")))
    assert counts(found) == (2, 1, 0, 1)
    answer: Any = client.get(f"{HERE}{found.key}/refused?format=xlsx")
    sheet = load_workbook(io.BytesIO(b"".join(answer))).worksheets[0]
    head, row = ([c.value for c in line] for line in sheet.iter_rows())
    assert head == [*HEAD, "拒绝原因"]
    assert "上报时间" in str(row[-1])
    row[1] = "2026-11-20"
    again = taken_in(client, as_xlsx(head, row), "更正.xlsx")
    assert counts(again) == (1, 1, 0, 0)
    assert Case.objects.order_by("-pk")[0].text == "=1+1 号楼垃圾"
    csv_answer: Any = client.get(f"{HERE}{found.key}/refused?format=csv")
    assert b"".join(csv_answer).startswith("\ufeff编号".encode())


def test_the_same_file_twice_doubles_nothing(county: County) -> None:
    client = desk(county, "chen")
    taken_in(client, as_csv(HEAD, GOOD, OPEN))
    lines = JournalEntry.objects.filter(kind="import").count()
    again = taken_in(client, as_xlsx(HEAD, GOOD, OPEN), "又一次.xlsx")
    assert counts(again) == (2, 0, 2, 0)
    assert Case.objects.count() == 2
    assert JournalEntry.objects.filter(kind="import").count() == lines


def test_a_number_used_for_another_matter_is_named_and_not_taken_for_the_same(
    county: County,
) -> None:
    client = desk(county, "chen")
    taken_in(client, as_csv(HEAD, GOOD))
    december = ("A1", "2026-11-22 08:00", "又一处垃圾", "生活垃圾", "东一网格")
    found = looked_over(client, as_csv(HEAD, december))
    assert counts(found) == (1, 0, 0, 1)
    assert "以前导入过另一件事" in page(client, found)


def test_two_communities_may_number_alike(county: County) -> None:
    taken_in(desk(county, "chen"), as_csv(HEAD, GOOD))
    west = taken_in(desk(county, "xie"), as_csv(HEAD, (*GOOD[:4], "西村")))
    assert counts(west) == (1, 1, 0, 0)


def test_a_row_without_any_place_lies_in_the_sender_s_own_area(county: County) -> None:
    taken_in(desk(county, "chen"), as_csv(HEAD, ("C1", "2026-11-20", "不知在哪里", "生活垃圾")))
    assert Case.objects.get().area_code == EAST


def test_every_line_of_the_journal_names_the_post_and_no_words_of_the_file(
    county: County,
) -> None:
    taken_in(desk(county, "chen"), as_csv(HEAD, GOOD))
    post = Appointment.objects.get(person=county.people["chen"]).pk
    lines = JournalEntry.objects.filter(kind__startswith="import").order_by("seq")
    assert [line.kind for line in lines] == ["import_start", "import", "import_end"]
    assert {line.appointment for line in lines} == {post}
    assert not any("台账" in line.payload or "垃圾" in line.payload for line in lines)


def test_a_formula_is_text_and_never_computed(county: County) -> None:
    content = as_xlsx(HEAD, ("A1", "2026-11-20", '=HYPERLINK("http://x","点")', "生活垃圾"))
    taken_in(desk(county, "chen"), content, "a.xlsx")
    assert Case.objects.get().text == '=HYPERLINK("http://x","点")'


def test_unknown_and_renamed_headings_are_chosen_by_hand_and_the_rest_is_named(
    county: County,
) -> None:
    client = desk(county, "chen")
    head = ("单号", "来电时间", "诉求内容", "心情")
    found = sent(client, as_csv(head, ("H1", "2026-11-20 08:00", "楼道灯坏了", "着急")))
    shown = page(client, found)
    assert '<option value="reported_at" selected>' in shown
    assert '<option value="text" selected>' in shown
    assert '<option value="external_id" selected>' not in shown
    wrong = client.post(f"{HERE}{found.key}/check", {"title": "热线", "turn": "0"})
    assert wrong.status_code == 422
    assert "还没有为“编号”选择列" in wrong.content.decode()
    chosen = {"title": "热线", "turn": "0", "column-0": "external_id",
              "column-1": "reported_at", "column-2": "text"}  # fmt: skip
    assert client.post(f"{HERE}{found.key}/check", chosen).status_code == 302
    work_off()
    assert "没有导入的列：心情" in page(client, found)
    found.refresh_from_db()
    client.post(f"{HERE}{found.key}/start", {"turn": found.turn})
    work_off()
    next_month = sent(client, as_csv(head, ("H2", "2026-11-21", "井盖松动", "平静")))
    assert '<option value="external_id" selected>' in page(client, next_month)


def bomb() -> bytes:
    kept = io.BytesIO(as_xlsx(HEAD, GOOD))
    with zipfile.ZipFile(kept, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/media/big.xml", b"0" * (uploaded.MOST_UNPACKED + 1))
    return kept.getvalue()


REFUSED: list[tuple[str, Callable[[], bytes], int, str]] = [
    ("a.xlsx", bomb, 413, "展开后超过"),
    ("a.csv", lambda: b"a" * (uploaded.LARGEST + 1), 413, "文件过大"),
    ("a.csv", lambda: as_csv(HEAD, *[GOOD] * (uploaded.MOST_ROWS + 1)), 413, "最多 20000 行"),
    ("a.csv", lambda: as_csv(["甲"] * 300, ["乙"] * 300), 413, "最多 200 列"),
    ("a.csv", lambda: b"", 422, "是空的"),
    ("a.csv", lambda: as_csv(HEAD), 422, "是空的"),
    ("a.xls", lambda: b"\xd0\xcf\x11\xe0" + b"0" * 99, 422, "旧格式"),
    ("a.xlsx", lambda: b"PK\x03\x04 broken", 422, "打不开"),
    ("a.csv", lambda: b"\xff\xff\xff\xff,\xff", 422, "编码认不出来"),
    ("a.csv", lambda: "编号,a\n1,b\x00c\n".encode(), 422, "打不开"),
]


@pytest.mark.parametrize(("name", "content", "status", "told"), REFUSED)
def test_a_file_that_is_no_honest_table_is_refused_with_a_sentence(
    county: County, name: str, content: Callable[[], bytes], status: int, told: str
) -> None:
    answer = send(desk(county, "chen"), content(), name)
    assert (answer.status_code, ImportRun.objects.count()) == (status, 0)
    assert told in answer.content.decode()


def test_a_sheet_that_claims_a_million_columns_is_read_as_it_is(county: County) -> None:
    kept = io.BytesIO(as_xlsx(HEAD, GOOD))
    told = io.BytesIO()
    with zipfile.ZipFile(kept) as packed, zipfile.ZipFile(told, "w") as changed:
        for part in packed.namelist():
            content = packed.read(part).replace(b'ref="A1:H2"', b'ref="A1:XFD1048576"')
            changed.writestr(part, content)
    assert taken_in(desk(county, "chen"), told.getvalue(), "a.xlsx").accepted == 1


def test_another_person_s_file_is_not_found_even_in_the_same_unit(county: County) -> None:
    found = looked_over(desk(county, "chen"), as_csv(HEAD, GOOD))
    for who in ("gao", "wang", "zhou"):
        other = desk(county, who)
        assert other.get(f"{HERE}{found.key}/").status_code == 404
        assert other.get(f"{HERE}{found.key}/refused").status_code == 404
        for act in ("check", "start", "drop"):
            assert other.post(f"{HERE}{found.key}/{act}", {"turn": found.turn}).status_code == 404
    assert desk(county, "zhao").get(HERE).status_code == 403


def test_a_button_of_an_older_page_does_nothing(county: County) -> None:
    client = desk(county, "chen")
    found = looked_over(client, as_csv(HEAD, GOOD))
    assert client.post(f"{HERE}{found.key}/start", {"turn": 0}).status_code == 409
    assert client.post(f"{HERE}{found.key}/start", {"turn": found.turn}).status_code == 302
    assert client.post(f"{HERE}{found.key}/start", {"turn": found.turn}).status_code == 409
    work_off()
    assert Case.objects.count() == 1


def test_a_long_file_goes_part_by_part_and_an_older_pass_stops(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jiceng.casework.actions.import_runs.PART", 2)
    rows = [(f"N{n}", "2026-11-20", f"第{n}处垃圾", "生活垃圾", "东一网格") for n in range(5)]
    client = desk(county, "chen")
    found = looked_over(client, as_csv(HEAD, *rows))
    client.post(f"{HERE}{found.key}/start", {"turn": found.turn})
    (first,) = [job for job in claim(NOON) if job.kind == "import_cases"]
    run(first, go_on, NOON)
    found.refresh_from_db()
    assert (found.stage, found.passed, Case.objects.count()) == ("importing", 2, 2)
    assert "已处理 2 行，共 5 行" in page(client, found)
    client.post(f"{HERE}{found.key}/start", {"turn": found.turn})
    work_off()
    found.refresh_from_db()
    assert (found.stage, counts(found), Case.objects.count()) == ("done", (5, 5, 0, 0), 5)


def test_who_has_left_the_post_imports_no_further(county: County) -> None:
    client = desk(county, "chen")
    found = looked_over(client, as_csv(HEAD, GOOD))
    client.post(f"{HERE}{found.key}/start", {"turn": found.turn})
    yesterday = (NOON - timedelta(days=1)).date()
    Appointment.objects.filter(person=county.people["chen"]).update(ends_on=yesterday)
    work_off()
    found.refresh_from_db()
    assert (found.stage, Case.objects.count()) == ("failed", 0)


def test_rows_left_lying_are_dropped_and_the_page_says_so(county: County) -> None:
    client = desk(county, "chen")
    found = looked_over(client, as_csv(HEAD, GOOD))
    assert forget_rows(NOON) == 0
    assert forget_rows(NOON + timedelta(days=2)) == 1
    answer = client.post(f"{HERE}{found.key}/start", {"turn": found.turn})
    assert answer.status_code == 409
    assert "重新上传" in answer.content.decode()
    given_up = sent(client, as_csv(HEAD, GOOD))
    client.post(f"{HERE}{given_up.key}/drop")
    assert not ImportPart.objects.exists()
    assert "已放弃" in page(client, given_up)


def test_the_blank_workbook_filled_in_is_taken_in_whole(county: County) -> None:
    client = desk(county, "chen")
    answer: Any = client.get(f"{HERE}blank.xlsx")
    book = load_workbook(io.BytesIO(b"".join(answer)))
    sheet, told = book.worksheets
    assert told.title == "填写说明"
    offered = {cell.value for line in told.iter_rows() for cell in line}
    assert {"生活垃圾", "东一网格", "12345热线"} <= offered
    assert "远社区" not in offered
    head = [cell.value for cell in sheet[1]]
    row = {"编号": "001", "上报时间": "2026-11-20", "问题描述": "路灯不亮", "所属区域": "东社区"}
    for place, heading in enumerate(head, 1):
        sheet.cell(2, place, row.get(str(heading)))
    kept = io.BytesIO()
    book.save(kept)
    found = sent(client, kept.getvalue(), "空白.xlsx")
    assert found.layout["unread"] == []
    shown = page(client, found)
    assert shown.count(" selected>") >= len(head)
    plain: Any = client.get(f"{HERE}blank.csv")
    assert b"".join(plain).decode("utf-8-sig").strip().split(",") == head
