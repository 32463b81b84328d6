"""Ledgers in and out: what a file may change, what it may not, and what comes back the same."""

from __future__ import annotations

import time
import zipfile
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from jiceng.casework.actions.import_parts import refusals_of
from jiceng.casework.actions.problem_runs import (
    cell_of,
    ledger_run,
    receive_ledger,
    take_in_ledger,
)
from jiceng.casework.jobs.problems import LedgerReport, export_problems, import_problems
from jiceng.casework.models import Campaign, ImportRun, Problem
from jiceng.casework.queries.ledgers import LedgerFile, ledger_in
from jiceng.casework.tests.county import EAST, NOON, START, County
from jiceng.casework.tests.ledger import done, ledger, moved, work_off
from jiceng.kernel.records.configuration import set_rule
from jiceng.kernel.records.models import JournalEntry, PendingAlarm, Unit, WorkItem
from jiceng.kernel.refusal import Invalid, NotAllowed, NotFound, Refusal
from jiceng.web.uploaded import read_lines

HEAD = ["序号", "问题类别", "存在问题", "点位", "责任单位", "配合单位", "整改措施", "整改时限",
        "发现时间", "进度", "备注"]  # fmt: skip
GOOD = ["1", "市容", "路边有垃圾", "文化广场", "东社区居委会", "住建局", "1.清运\n2.保洁",
        "12月18日", "2026.11.1", "整改中", "重点"]  # fmt: skip
OTHER = ["2", "市容", "沟渠堵塞", "西村", "北镇政府", "", "", "2026年12月", "2026-11-02", "", ""]


@pytest.fixture
def campaign(county: County) -> Campaign:
    return ledger(county)


def book(*rows: list[Any], title: str = "北镇点位台账", head: list[str] | None = None) -> Workbook:
    made = Workbook()
    sheet = made.worksheets[0]
    sheet.title = "点位"
    sheet.append([title])
    sheet.merge_cells("A1:K1")
    sheet.append([])
    sheet.append(head or HEAD)
    for row in rows:
        sheet.append(row)
    return made


def saved(made: Workbook, path: Path) -> Path:
    made.save(path)
    return path


def taken(campaign: Campaign, path: Path, **more: Any) -> LedgerReport:
    return import_problems(path, campaign=campaign.code, now=NOON, **more)


def counts(report: LedgerReport) -> tuple[int, int, int, int]:
    return report.added, report.changed, report.same, report.refused


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return saved(book(GOOD, OTHER), tmp_path / "台账.xlsx")


def test_lines_become_problems_with_unit_clock_and_worklist(campaign: Campaign, file: Path) -> None:
    assert counts(taken(campaign, file, dry_run=True)) == (2, 0, 0, 0)
    assert not Problem.objects.exists()
    assert counts(taken(campaign, file)) == (2, 0, 0, 0)
    first = Problem.objects.get(external_number="1")
    assert (first.unit, first.state, first.supporting) == ("C-EAST", "rectifying", ["HOUSING"])
    assert first.found_on == date(2026, 11, 1)
    assert first.due_at == first.first_due_at == first.deadline
    assert [m.text for m in first.measures.order_by("order")] == ["清运", "保洁"]
    assert first.kept == {"备注": "重点"}
    second = Problem.objects.get(external_number="2")
    assert (second.unit, second.state) == ("T-NORTH", "confirmed")
    for row in (first, second):
        assert PendingAlarm.objects.get(subject_kind="problem", subject_id=row.pk).at
        line = WorkItem.objects.get(subject_kind="problem", subject_id=row.pk, purpose="act")
        assert line.unit == row.unit
    assert JournalEntry.objects.filter(kind="import", subject_kind="problem").count() == 2


def test_the_same_file_again_changes_nothing(campaign: Campaign, file: Path) -> None:
    taken(campaign, file)
    before = list(Problem.objects.order_by("pk").values())
    assert counts(taken(campaign, file)) == (0, 0, 2, 0)
    assert list(Problem.objects.order_by("pk").values()) == before


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_what_is_exported_and_imported_again_changes_nothing(
    campaign: Campaign, county: County, tmp_path: Path, suffix: str
) -> None:
    lines = [
        GOOD,
        [*OTHER[:6], "=1+1 清运", "长期坚持", "2026-11-02", "", "@备注"],
        ["", "市容", "没有编号的问题", "老街", "县公安局", "", "", "2026-12-20", "2026-11-03"],
        ["4", "市容", "+早已整改", "南门", "公安局", "", "宣传", "2026-6-1", "2026-5-3", "已销号"],
    ]  # fmt: skip
    taken(campaign, saved(book(*lines), tmp_path / "in.xlsx"))
    Problem.objects.filter(external_number="1").update(lon=109.6, lat=19.9)
    before = list(Problem.objects.order_by("pk").values())
    out = tmp_path / f"out.{suffix}"
    assert export_problems(out, campaign.code) == 4
    report = taken(campaign, out)
    assert (counts(report), report.differing) == ((0, 0, 4, 0), 0)
    assert list(Problem.objects.order_by("pk").values()) == before


def test_an_export_taken_in_elsewhere_says_the_same(
    campaign: Campaign, county: County, file: Path, tmp_path: Path
) -> None:
    taken(campaign, file)
    export_problems(tmp_path / "out.xlsx", campaign.code)
    other = ledger(county)
    assert counts(taken(other, tmp_path / "out.xlsx")) == (2, 0, 0, 0)
    said = ("external_number", "description", "unit", "state", "due_at", "found_on", "category",
            "supporting", "place_key")  # fmt: skip
    here, there = (
        list(Problem.objects.filter(campaign=c).order_by("pk").values(*said))
        for c in (campaign, other)
    )
    assert here == there


def test_no_cell_of_an_export_is_a_formula(campaign: Campaign, tmp_path: Path) -> None:
    bad = [*GOOD]
    bad[2], bad[10] = "=HYPERLINK(1)", "@SUM(1)"
    taken(campaign, saved(book(bad), tmp_path / "in.xlsx"))
    export_problems(tmp_path / "out.xlsx")
    sheet = load_workbook(tmp_path / "out.xlsx").worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value]
    assert {cell.data_type for cell in cells} == {"s"}
    assert not [c.value for c in cells if str(c.value).startswith(("=", "@", "+", "-"))]


def test_a_number_known_is_updated_and_every_change_is_in_the_journal(
    campaign: Campaign, file: Path, tmp_path: Path
) -> None:
    taken(campaign, file)
    changed = [*GOOD]
    changed[2], changed[4], changed[6] = "路边有大量垃圾", "西村村委会", "1.清运\n2.保洁\n3.宣传"
    report = taken(campaign, saved(book(changed, OTHER), tmp_path / "b.xlsx"))
    assert counts(report) == (0, 1, 1, 0)
    row = Problem.objects.get(external_number="1")
    assert (row.description, row.unit, row.measures.count()) == ("路边有大量垃圾", "C-WEST", 3)
    line = JournalEntry.objects.get(kind="import_change")
    assert '"measures"' in line.payload and '"unit"' in line.payload
    assert "垃圾" not in line.payload
    lines = WorkItem.objects.filter(subject_id=row.pk, subject_kind="problem")
    assert lines.get(purpose="act").unit == "C-WEST"
    support = lines.get(purpose__startswith="support")
    assert [support.unit] == row.supporting, "a unit that supports finds it too"


def test_an_empty_cell_takes_nothing_away(campaign: Campaign, file: Path, tmp_path: Path) -> None:
    taken(campaign, file)
    bare = ["1", "", "路边有垃圾", "", "东社区居委会", *[""] * 6]
    assert counts(taken(campaign, saved(book(bare), tmp_path / "b.xlsx"))) == (0, 0, 1, 0)


def test_a_file_never_moves_a_problem(
    campaign: Campaign, county: County, file: Path, tmp_path: Path
) -> None:
    taken(campaign, file)
    row = Problem.objects.get(external_number="1")
    done(county, row)
    moved(county, row, "chen", "submit", evidence="照片")
    for progress in ("未启动", "已销号"):
        again = [*GOOD]
        again[9] = progress
        report = taken(campaign, saved(book(again), tmp_path / "b.xlsx"))
        assert (counts(report), report.differing) == ((0, 0, 1, 0), 1)
        row.refresh_from_db()
        assert row.state == "submitted"


@pytest.mark.parametrize(
    ("column", "value", "sentence"),
    [(7, "2027-01-31", "申请延期"), (4, "西村村委会", "不能再改责任单位")],
)
def test_what_somebody_must_decide_is_refused_by_its_cell(
    campaign: Campaign, county: County, file: Path, tmp_path: Path, column: int, value: str,
    sentence: str,
) -> None:  # fmt: skip
    taken(campaign, file)
    row = Problem.objects.get(external_number="1")
    done(county, row)
    moved(county, row, "chen", "submit", evidence="照片")
    again = [*GOOD]
    again[column] = value
    report = taken(campaign, saved(book(again), tmp_path / "b.xlsx"))
    assert report.refused == 1
    assert f"{'ABCDEFGH'[column]}4" in report.refusals[0]
    assert sentence in report.refusals[0]


def test_every_rejected_cell_is_named_by_sheet_row_and_column(
    campaign: Campaign, tmp_path: Path
) -> None:
    bad = [*GOOD]
    bad[4], bad[7] = "火星局", "尽快"
    made = book(OTHER, bad)
    second = made.create_sheet("二组")
    second.append(["问题描述", "责任单位"])
    second.append(["乱停车", ""])
    made.create_sheet("说明").append(["只是说明"])
    report = taken(campaign, saved(made, tmp_path / "a.xlsx"))
    assert counts(report) == (1, 0, 0, 2)
    assert report.unread == ["说明"]
    places = [line.split("：")[0] for line in report.refusals]
    assert places == ["工作表“点位”单元格 E5", "工作表“点位”单元格 H5", "工作表“二组”单元格 B2"]
    assert all(line.endswith("。") or "？" in line for line in report.refusals)


def test_an_organisation_apart_is_no_unit_of_a_ledger(campaign: Campaign, tmp_path: Path) -> None:
    Unit.objects.create(
        code="P-EAST", path="P-EAST/", name="东社区党支部", short_name="东社区党支部",
        tier="community", kind="party_organisation", area_id=EAST, valid_from=START,
    )  # fmt: skip
    line = [*GOOD]
    line[4] = "东社区党支部"
    report = taken(campaign, saved(book(line), tmp_path / "a.xlsx"))
    assert counts(report) == (0, 0, 0, 1)
    assert "东社区党支部" in report.refusals[0]


def test_merged_cells_are_read_in_each_of_their_rows(campaign: Campaign, tmp_path: Path) -> None:
    third = ["3", "", "乱停车", *[""] * 8]
    made = book(GOOD, third)
    for column in "BE":
        made.worksheets[0].merge_cells(f"{column}4:{column}5")
    assert counts(taken(campaign, saved(made, tmp_path / "a.xlsx"))) == (2, 0, 0, 0)
    row = Problem.objects.get(external_number="3")
    assert (row.unit, row.category) == ("C-EAST", "市容")


def test_a_running_number_that_means_another_problem_is_refused(
    campaign: Campaign, file: Path, tmp_path: Path
) -> None:
    taken(campaign, file)
    other = [
        "1",
        "秩序",
        "占道经营",
        "南街",
        "县公安局",
        "",
        "",
        "2026-12-20",
        "2026-11-20",
        "",
        "",
    ]
    report = taken(campaign, saved(book(other), tmp_path / "b.xlsx"))
    assert counts(report) == (0, 0, 0, 1)
    assert Problem.objects.get(external_number="1").description == "路边有垃圾"


def test_a_number_twice_in_a_file_counts_once(campaign: Campaign, tmp_path: Path) -> None:
    assert counts(taken(campaign, saved(book(GOOD, GOOD), tmp_path / "a.xlsx"))) == (1, 0, 0, 1)


def test_aliases_are_what_the_county_says(campaign: Campaign, tmp_path: Path) -> None:
    row = [*GOOD]
    row[4] = "建设口"
    path = saved(book(row), tmp_path / "a.xlsx")
    assert taken(campaign, path).refused == 1
    set_rule("terms", "problem", {"aliases": {"建设口": "POLICE"}}, valid_from=NOON, reason="试",
             by="t", now=NOON)  # fmt: skip
    assert taken(campaign, path).added == 1


def test_a_town_takes_in_nothing_from_elsewhere(county: County, tmp_path: Path) -> None:
    campaign = ledger(county, who="ma")
    far = ["9", "市容", "路灯不亮", "", "远社区居委会", *[""] * 6]
    report = taken(campaign, saved(book(far), tmp_path / "a.xlsx"))
    assert counts(report) == (0, 0, 0, 1)


def bomb() -> bytes:
    kept = BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * (70 << 20))
    return kept.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (OLE, "old_workbook"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "workbook_locked"),
        (bomb(), "unpacks_too_large"),
        (b"PK\x03\x04 not a workbook", "file_unreadable"),
        (b"", "file_empty"),
        ("姓名,电话\n王,1\n".encode(), "no_ledger_sheet"),
        ("问题描述,责任单位\n".encode(), "file_empty"),
        (b"\xff\xfe\x00", "file_encoding"),
    ],
    ids=["xls", "locked", "bomb", "damaged", "empty", "no header", "no rows", "encoding"],
)
def test_a_file_that_is_none_is_told_in_a_sentence(
    campaign: Campaign, content: bytes, code: str
) -> None:
    with pytest.raises(Refusal) as refusal:
        read_ledger(content, "台账.xlsx")
    assert [r.code for r in refusal.value.reasons] == [code]


def test_an_unknown_ledger_is_named(campaign: Campaign, file: Path) -> None:
    with pytest.raises(Invalid):
        import_problems(file, campaign="2020-999", now=NOON)


def read_ledger(content: bytes, name: str) -> LedgerFile:
    return ledger_in(read_lines(content, name), name)


def received(county: County, campaign: Campaign, path: Path, who: str = "tang") -> ImportRun:
    read = read_ledger(path.read_bytes(), path.name)
    return receive_ledger(
        read.cells, campaign=campaign, layouts=read.layouts, unread=read.unread,
        file_name=path.name, sha256="", by=county[who], now=NOON,
    )  # fmt: skip


def test_the_worker_looks_a_file_over_and_takes_it_in(
    county: County, campaign: Campaign, tmp_path: Path
) -> None:
    bad = ["3", "", "", *GOOD[3:]]
    run = received(county, campaign, saved(book(GOOD, OTHER, bad), tmp_path / "a.xlsx"))
    work_off()
    run.refresh_from_db()
    assert (run.stage, run.accepted, run.refused) == ("checked", 2, 1)
    assert not Problem.objects.exists()
    (refused,) = refusals_of(run)
    assert cell_of(run.layout["sheets"], refused[1], refused[2][0].field) == "C6"
    take_in_ledger(run, by=county["tang"], turn=run.turn, now=NOON)
    work_off()
    run.refresh_from_db()
    assert (run.stage, run.passed, Problem.objects.count()) == ("done", 3, 2)


def test_only_who_keeps_a_ledger_takes_files_into_it(
    county: County, campaign: Campaign, file: Path
) -> None:
    with pytest.raises(NotAllowed):
        received(county, campaign, file, "ma")
    run = received(county, campaign, file)
    with pytest.raises(NotFound):
        ledger_run(county["ma"], run.key)


def test_five_thousand_lines_are_taken_in_within_ten_seconds(
    campaign: Campaign, tmp_path: Path
) -> None:
    rows = [
        [str(n), "市容", f"第 {n} 处垃圾", f"点位{n % 900}", "东社区居委会", "", "清运",
         "2026-12-18", "2026-11-01"]
        for n in range(5000)
    ]  # fmt: skip
    path = saved(book(*rows), tmp_path / "a.xlsx")
    begun = time.process_time()
    assert counts(taken(campaign, path)) == (5000, 0, 0, 0)
    assert time.process_time() - begun < timedelta(seconds=10).total_seconds()
    assert Problem.objects.filter(recurrence_of=None).count() == 900
