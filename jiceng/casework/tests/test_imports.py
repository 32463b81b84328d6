"""Other people's tables: read by recognised layout, counted like a plain query counts them."""

from __future__ import annotations

import csv
import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pytest
from django.conf import settings
from openpyxl import Workbook

from jiceng.casework.figures import Window, compute
from jiceng.casework.jobs.imports import import_cases
from jiceng.casework.models import Case, CaseOutcome, ImportedCase
from jiceng.casework.queries.layouts import shipped_mappings
from jiceng.casework.rules.imports import (
    ColumnMapping,
    ImportedRow,
    check_header,
    read_mapping,
    read_row,
    read_time,
    recognise,
)
from jiceng.casework.tests.county import WEST, County
from jiceng.kernel.records.models import Area, JournalEntry, PendingAlarm, Unit, WorkItem
from jiceng.kernel.refusal import Invalid

NOW = datetime(2026, 11, 23, 4, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")
SAMPLES = Path(__file__).parent / "samples"
AS_OF = date(2011, 8, 20)


BOSTON, SAN_FRANCISCO = SAMPLES / "boston.csv", SAMPLES / "sanfrancisco.csv"


def whole(packed: str) -> Any:
    """The whole file beside the sample, where a folder of samples is given."""
    path = Path(os.environ.get("JICENG_SAMPLES", ""), "requests", packed)
    missing = pytest.mark.skipif(
        not path.is_file(), reason=f"JICENG_SAMPLES names no folder with requests/{packed}"
    )
    return pytest.param(path, id="whole file", marks=missing)


@pytest.fixture
def boston(db: None) -> Path:
    import_cases(BOSTON, now=NOW)
    return BOSTON


def figures_by(by: str, **window: date) -> dict[tuple[str, str], tuple[int, int]]:
    """(figure, name of the group) -> numerator and denominator."""
    found = compute(Window.at(NOW, ZONE, **window), by=by, now=NOW)
    return {(f.kind.id, f.group_name): (f.numerator, f.denominator) for f in found}


MONTHLY = """
SELECT coalesce(neighborhood, ''),
  count(*) FILTER (open_dt >= $start AND open_dt < $after AND open_dt < $then),
  count(*) FILTER (target_dt >= $start AND target_dt < $after AND target_dt < $then),
  count(*) FILTER (target_dt >= $start AND target_dt < $after AND target_dt < $then
                   AND closed_dt <= target_dt),
  count(*) FILTER (open_dt < $then AND (closed_dt IS NULL OR closed_dt >= $then))
FROM read_csv($file) WHERE open_dt < $then OR target_dt < $then GROUP BY 1
"""


@pytest.mark.parametrize("path", [BOSTON, whole("boston_2011_07-08.csv.gz")])
def test_figures_by_neighbourhood_equal_a_plain_query_over_the_file(db: None, path: Path) -> None:
    import_cases(path, now=NOW)
    for month in (7, 8):
        compare_month(path, month)


def compare_month(path: Path, month: int) -> None:
    start, after = date(2011, month, 1), date(2011, month + 1, 1)
    asked = {"file": str(path), "start": start, "after": after, "then": AS_OF + timedelta(1)}
    plain = {row[0]: row[1:] for row in duckdb.execute(MONTHLY, asked).fetchall()}
    found = figures_by("community", as_of=AS_OF, start=start, end=after - timedelta(1))
    for name, (reported, due, on_time, backlog) in plain.items():
        group = name or "未定位到社区、村"
        assert found["cases_reported", group][0] == reported, name
        assert found["on_time_rate", group] == (on_time, due), name
        assert found["cases_late", group][0] == due - on_time, name
        assert found["backlog", group][0] == backlog, name
    assert sum(row[0] for row in plain.values()) > 0


def test_the_city_s_own_dates_and_flag_stay_with_the_case(boston: Path) -> None:
    """The city's judgement and ours, from its own dates, are the same for every closed case."""
    rows = ImportedCase.objects.select_related("case")
    judged = [
        (row.kept["ontime"], row.case.closed_at <= row.case.due_at)
        for row in rows
        if row.case.closed_at and row.case.due_at and row.kept.get("ontime")
    ]
    assert judged
    assert {flag for flag, on_time in judged if on_time} == {"ONTIME"}
    assert {flag for flag, on_time in judged if not on_time} == {"OVERDUE"}


def test_a_second_import_of_the_same_file_adds_nothing(boston: Path) -> None:
    before = Case.objects.count(), JournalEntry.objects.count()
    report = import_cases(boston, now=NOW)
    assert (report.accepted, report.known) == (0, before[0])
    assert (Case.objects.count(), JournalEntry.objects.count()) == before


def test_an_imported_case_is_never_without_unit_and_alarm(boston: Path) -> None:
    opened = Case.objects.exclude(state__in=("closed", "archived"))
    assert opened.exists()
    assert not Case.objects.filter(unit="").exists()
    assert PendingAlarm.objects.filter(at__isnull=False).count() == opened.count()
    assert WorkItem.objects.count() == opened.count()


def test_a_county_of_its_own_gets_its_areas_and_units_from_the_file(boston: Path) -> None:
    with duckdb.connect() as plain:
        asked = f"FROM read_csv('{boston}')"
        areas = plain.execute(
            f"SELECT DISTINCT neighborhood {asked} WHERE neighborhood IS NOT NULL"
        ).fetchall()
        units = plain.execute(f"SELECT DISTINCT department {asked}").fetchall()
    names = set(Area.objects.filter(level="community").values_list("name", flat=True))
    assert names == {row[0] for row in areas}
    kinds = Unit.objects.filter(kind="department").values_list("name", flat=True)
    assert set(kinds) == {row[0] for row in units}


@pytest.mark.parametrize("path", [SAN_FRANCISCO, whole("sanfrancisco_sample10k.csv.gz")])
def test_dirt_is_flagged_by_what_is_wrong_with_it(db: None, path: Path) -> None:
    report = import_cases(path, now=NOW)
    zero, backwards, rows = duckdb.execute(DIRT, {"file": str(path)}).fetchall()[0]
    assert backwards > 0
    assert (report.read, report.accepted, report.refused) == (rows, rows, 0)
    assert report.flags["point_zero"] == zero
    assert report.flags["closed_before_reported"] == backwards
    assert not Case.objects.filter(lon=0).exists()
    assert not CaseOutcome.objects.filter(handling_seconds__lt=0).exists()


DIRT = """
SELECT count(*) FILTER (longitude = 0 AND latitude = 0),
  count(*) FILTER (closed_date < created_date), count(*)
FROM read_csv($file)
"""


def test_a_dry_run_counts_and_writes_nothing(db: None) -> None:
    report = import_cases(BOSTON, dry_run=True, now=NOW)
    with BOSTON.open(encoding="utf-8", newline="") as opened:
        rows = sum(1 for _ in csv.reader(opened)) - 1
    assert (report.read, report.accepted, report.refused) == (rows, rows, 0)
    assert not Case.objects.exists()
    assert not Area.objects.exists()


def write_csv(path: Path, *lines: str, encoding: str = "utf-8") -> Path:
    path.write_text("\n".join(lines) + "\n", encoding=encoding)
    return path


LEDGER = "编号,上报时间,问题描述,事项类型,承办单位,所属区域,结案时间,来源,经手人"


def test_a_clerk_s_ledger_is_taken_in_and_its_faults_are_named_by_row_and_column(
    county: County, tmp_path: Path
) -> None:
    ledger = write_csv(
        tmp_path / "台账.csv",
        LEDGER,
        "A1,2026-11-01 09:00,楼下垃圾未清运,生活垃圾,东社区居委会,东一网格,2026-11-02,群众,某",
        "A2,2026-11-03 09:00,路面有坑,路面破损,,西村,,热线,",
        "A3,昨天,垃圾,生活垃圾,,,,,",
        "A4,2026-11-03,垃圾未清,没有的类型,,,,,",
        "A5,2027-01-01,垃圾未清,生活垃圾,,,,,",
        encoding="gb18030",
    )
    report = import_cases(ledger, now=NOW)
    assert (report.read, report.accepted, report.refused) == (5, 2, 3)
    assert report.header.unmapped == ("经手人",)
    assert [(row, report.column(r), r.code) for row, r in report.refusals] == [
        (4, "上报时间", "bad_time"),
        (6, "上报时间", "in_the_future"),
        (5, "事项类型", "unknown_value"),
    ]
    said = "\n".join(report.lines())
    assert "经手人" in said
    assert "第 5 行，列“事项类型”" in said
    done, waiting = Case.objects.order_by("pk")
    assert (done.state, done.handled_tier, done.unit) == ("closed", "community", "C-EAST")
    assert (waiting.state, waiting.unit, waiting.area_code) == ("dispatched", "C-WEST", WEST)
    assert waiting.due_at is not None


def test_a_spreadsheet_with_a_title_above_its_header_is_read(
    county: County, tmp_path: Path
) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    wall = datetime(2026, 11, 4, 8, 30)  # noqa: DTZ001  a spreadsheet knows no zone
    sheet.append(["十一月台账"])
    sheet.append([])
    sheet.append(LEDGER.split(","))
    sheet.append(["B7", wall, "路灯不亮", None, None, "东社区"])
    book.save(tmp_path / "台账.xlsx")
    report = import_cases(tmp_path / "台账.xlsx", now=NOW)
    assert report.accepted == 1
    case = Case.objects.get()
    assert case.reported_at == datetime(2026, 11, 4, 8, 30, tzinfo=ZONE)
    assert ImportedCase.objects.get().external_id == "B7"


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("a.csv", "", "file_empty"),
        ("a.csv", "甲,乙\n1,2\n", "layout_unknown"),
        ("a.xlsx", "not a spreadsheet", "file_unreadable"),
        ("a.csv.gz", "not packed", "file_unreadable"),
    ],
)
def test_a_file_that_is_no_table_is_refused_whole(
    county: County, tmp_path: Path, name: str, text: str, code: str
) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Invalid) as refused:
        import_cases(path, now=NOW)
    assert [r.code for r in refused.value.reasons] == [code]
    with pytest.raises(Invalid):
        import_cases(tmp_path / "not there.csv", now=NOW)


# The rules, without a database.


def mapping(**changes: object) -> ColumnMapping:
    columns = {"external_id": "id", "reported_at": "at", "text": "words", "lon": "x", "lat": "y",
               "closed_at": "done", "due_at": "due"}  # fmt: skip
    return read_mapping({"name": "t", "columns": columns, **changes})


def row(**cells: str) -> ImportedRow:
    given = {"id": "1", "at": "2026-01-05 08:00", "words": "路灯不亮", **cells}
    read = read_row(given, mapping(), zone=ZONE, now=NOW)
    assert isinstance(read, ImportedRow)
    return read


@pytest.mark.parametrize(
    ("cells", "flags", "point"),
    [
        ({"x": "0.0", "y": "0"}, ("point_zero",), None),
        ({"x": "109.6", "y": "19.9"}, (), (109.6, 19.9)),
        ({"x": "east", "y": "19.9"}, ("point_unreadable",), None),
        ({"x": "209.6", "y": "19.9"}, ("point_unreadable",), None),
        ({}, (), None),
        ({"done": "2026-01-04"}, ("closed_before_reported",), None),
        ({"due": "2026-01-04"}, ("due_before_reported",), None),
    ],
)
def test_odd_rows_are_taken_with_a_flag(
    cells: dict[str, str], flags: tuple[str, ...], point: tuple[float, float] | None
) -> None:
    read = row(**cells)
    assert read.flags == flags
    assert ((read.lon, read.lat) if read.lon is not None else None) == point


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-23 10:30", datetime(2026, 11, 23, 10, 30, tzinfo=ZONE)),
        ("2026-11-23T02:30:00Z", datetime(2026, 11, 23, 10, 30, tzinfo=ZONE)),
        ("2026/11/23", datetime(2026, 11, 23, tzinfo=ZONE)),
        ("２０２６-11-23", datetime(2026, 11, 23, tzinfo=ZONE)),
        ("0026-11-23", None),
        ("23.11.", None),
        ("", None),
    ],
)
def test_times_are_read_as_people_write_them(text: str, expected: datetime | None) -> None:
    assert read_time(text, ZONE) == expected


def test_a_renamed_column_is_named_and_a_missing_or_doubled_one_refused() -> None:
    check = check_header(["id", "at", "words", "longitude"], mapping(keep={"columns": ["ward"]}))
    assert check.unmapped == ("longitude",)
    assert check.absent == ("done", "due", "ward", "x", "y")
    assert check.faults == ()
    faults = check_header(["id", "at", "text", "at"], mapping()).faults
    assert [r.code for r in faults] == ["column_missing", "column_doubled"]
    assert faults[0].field == "text"


@pytest.mark.parametrize(
    "content",
    [
        {"columns": {"external_id": "a", "reported_at": "b"}},
        {"columns": {"external_id": "a", "reported_at": "b", "text": "c", "mood": "d"}},
        {"columns": {"external_id": "a", "reported_at": "b", "text": "c"}, "units": "guess"},
    ],
)
def test_a_mapping_that_makes_no_sense_is_refused(content: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"text|mood|guess"):
        read_mapping(content)


@pytest.mark.parametrize(("name", "path"), [("boston", BOSTON), ("sanfrancisco", SAN_FRANCISCO)])
def test_shipped_layouts_are_recognised_and_explain_every_column(name: str, path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as opened:
        header = next(csv.reader(opened))
    found = recognise(header, shipped_mappings())
    assert found is not None
    check = check_header(header, found)
    assert (found.name, check.unmapped, check.absent) == (name, (), ())


def test_a_layout_is_not_recognised_without_its_required_columns() -> None:
    assert recognise(["open_dt", "case_title"], shipped_mappings()) is None


def test_the_zone_of_the_tests_is_the_county_s() -> None:
    assert str(ZONE) == settings.TIME_ZONE
