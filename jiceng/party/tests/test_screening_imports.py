"""Tables of admissions in: recognised, looked over, taken in once; every rejected cell is named."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from jiceng.casework.actions.import_parts import refusals_of
from jiceng.casework.models import ImportRun
from jiceng.casework.rules.problem_table import letters
from jiceng.casework.tests.county import NOON
from jiceng.kernel.records.models import Unit
from jiceng.kernel.refusal import Invalid, Stale
from jiceng.party.actions.screening_runs import cell_of, name_columns, take_in_admissions
from jiceng.party.models import FileFinding, Member, ScreenedFile
from jiceng.party.queries.admission_tables import admissions_in, known_headings
from jiceng.party.queries.register import STRANGER, NamesInRegister
from jiceng.party.rules.admission_row import AdmissionRow, read_admission
from jiceng.party.rules.admission_table import FIELDS, find_layout, normal
from jiceng.party.rules.drill_defects import DEFECTS, Defect
from jiceng.party.rules.facts_of_file import Backer
from jiceng.party.tests.cast import TODAY, Party
from jiceng.party.tests.screening import (
    line,
    opened,
    received,
    saved,
    table,
    taken_in,
    work_off,
)
from jiceng.web.uploaded import read_lines

CLEAN = Defect("clean", frozenset(), lambda draft, rng: None)
UNWRITABLE = ("longer twice", "filed without a day", "no contact", "a contact", "an introducer",
              "no notice after an extension")  # fmt: skip
"""How defects begin that a table has no room for, or that need people the test doesn't have."""


class Nobody:
    """A register in which nobody stands."""

    def backer(self, name: str, branch: str) -> Backer:
        return Backer(is_known=False)

    def may_approve(self, name: str) -> bool | None:
        return None


def read(**cells: str) -> Any:
    return read_admission({"name": "示例甲", **cells}, Nobody(), today=TODAY)


def faults(**cells: str) -> list[tuple[str, str]]:
    row = read(**cells)
    return [] if isinstance(row, AdmissionRow) else [(r.code, r.field) for r in row]


@pytest.mark.parametrize(
    "typed",
    ["2019.3.5", "2019-03-05", "2019年3月5日", "20190305", "2019/3/5", "43529",
     "2019-03-05 00:00:00", "2019．3．5"],
)  # fmt: skip
def test_a_day_is_read_as_it_is_typed(typed: str) -> None:
    assert read(application=typed).facts.day("application") == date(2019, 3, 5)


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"application": "2019.3"}, "day_not_whole"),
        ({"application": "3月5日"}, "day_not_whole"),
        ({"application": "去年春天"}, "no_such_day"),
        ({"application": "2019.2.29"}, "no_such_day"),
        ({"application": "2027-01-01"}, "in_the_future_day"),
        ({"training": "2019.3.5至2019.3.1"}, "period_reversed"),
        ({"present": "全部"}, "bad_number"),
        ({"political_conclusion": "待定"}, "bad_conclusion"),
        ({"political_conclusion": "暂缓通过"}, "bad_conclusion"),
        ({"outcome": "再议"}, "bad_conclusion"),
        ({"outcome": "不同意转正"}, "bad_conclusion"),
        ({"outcome": "不同意按期转正"}, "bad_conclusion"),
        ({"outcome": "未通过"}, "bad_conclusion"),
        ({"outcome": "暂缓转正"}, "bad_conclusion"),
        ({"outcome": "延期转正"}, "bad_conclusion"),
        ({"outcome": "不同意取消预备党员资格"}, "bad_conclusion"),
        ({"outcome": "不予延长，转正"}, "bad_conclusion"),
        ({"missing_papers": "某某表"}, "unknown_paper"),
        ({"name": ""}, "cell_empty"),
    ],
)
def test_what_cannot_be_read_is_refused_by_its_column(cells: dict[str, str], code: str) -> None:
    assert faults(**cells) == [(code, next(iter(cells)))]


@pytest.mark.parametrize(
    ("typed", "outcome"),
    [("按期转正", "on_time"), ("同意转正", "on_time"), ("转正", "on_time"),
     ("延长预备期6个月", "extended"), ("不同意按期转正，延长预备期", "extended"),
     ("取消预备党员资格", "cancelled"), ("未通过转正，取消资格", "cancelled")],
)  # fmt: skip
def test_a_resolution_on_conversion_is_read_as_it_was_made(typed: str, outcome: str) -> None:
    """§5.4 step 23: on time, extended or cancelled; nothing else is one of them."""
    assert read(outcome=typed).facts.last("conversion_meeting").values["outcome"] == outcome


@pytest.mark.parametrize(
    ("typed", "concluded"),
    [("合格", "passed"), ("不予通过", "not_passed"), ("未通过", "not_passed")],
)
def test_a_conclusion_is_read_as_it_was_made(typed: str, concluded: str) -> None:
    review = read(political_conclusion=typed).facts.last("political_review")
    assert review.values["conclusion"] == concluded


@pytest.mark.parametrize(
    ("typed", "days"),
    [("2019.3.1-2019.3.3", 3), ("2019年3月1日至3日", 3), ("2019-03-01至2019-03-05", 5),
     ("2019-03-01-2019-03-02", 2), ("2019.12.30—2020.1.2", 4), ("2019.3.1至3.3", 3)],
)  # fmt: skip
def test_a_span_gives_its_days(typed: str, days: int) -> None:
    training = read(training=typed).facts.last("training")
    assert training.values["days"] == days


def test_a_review_with_its_conclusion_in_one_cell() -> None:
    review = read(political_review="2019.3.5 合格").facts.last("political_review")
    assert (review.on, review.values) == (date(2019, 3, 5), {"conclusion": "passed"})


@pytest.mark.parametrize(
    ("typed", "days"), [("2019.3.5、2019.9.6", 2), ("2次", 2), ("2019.3.5\n2019.9.6", 2), ("", 0)]
)
def test_reviews_are_counted_with_or_without_their_days(typed: str, days: int) -> None:
    assert len(read(reviews=typed).facts.all("half_year_review")) == days


@pytest.mark.parametrize(
    ("born", "applied", "known"),
    [("2000.03", "2019.5.1", True), ("2000.03", "2018.3.15", False), ("2000.03", "2018.2.1", True)],
)
def test_a_month_of_birth_counts_unless_the_day_would_decide(
    born: str, applied: str, known: bool
) -> None:
    assert (read(born_on=born, application=applied).facts.born_on is not None) == known


@given(st.dictionaries(st.sampled_from(sorted(FIELDS)), st.text(max_size=12)))
def test_whatever_is_typed_is_a_row_or_reasons_with_a_known_column(cells: dict[str, str]) -> None:
    got = read_admission(cells, Nobody(), today=TODAY)
    if not isinstance(got, AdmissionRow):
        assert got
        assert all(r.field in FIELDS for r in got)


def test_every_heading_of_the_blank_table_is_known() -> None:
    assert {known_headings().get(normal(label)) for label in FIELDS.values()} == set(FIELDS)


def test_a_header_of_two_lines_below_merged_titles_is_read_as_one() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["某镇2019年发展党员登记表"])
    sheet.merge_cells("A1:H1")
    sheet.append(["填报单位：某镇党委"])
    sheet.append(["姓 名", "支部大会", "", "", "转正大会", "", "政审\n时间", "备注"])
    sheet.append(["", "时间", "应到", "实到", "时间", "应到", "", ""])
    sheet.merge_cells("B3:D3")
    sheet.merge_cells("E3:F3")
    sheet.append(["示例甲", "2019.3.5", "10", "9", "2020.3.6", "11", "2019.1.2", ""])
    [lines] = read_lines(saved(book), "表.xlsx")
    layout = find_layout(lines.lines, known_headings())
    assert layout is not None
    assert (layout.first, dict(layout.columns)) == (
        4,
        {"name": "A", "admission_meeting": "B", "should_attend": "C", "present": "D",
         "conversion_meeting": "E", "conversion_should_attend": "F", "political_review": "G"},
    )  # fmt: skip


def test_counts_that_stand_twice_are_those_of_conversion() -> None:
    layout = find_layout([["姓名", "支部大会时间", "应到", "转正时间", "应到"]], known_headings())
    assert layout is not None
    assert (layout.columns["should_attend"], layout.columns["conversion_should_attend"]) == (
        "C", "E",
    )  # fmt: skip


def test_several_sheets_are_read_and_others_named() -> None:
    book = Workbook()
    for place, name in enumerate(("甲镇", "乙镇", "说明")):
        sheet = book.worksheets[0] if not place else book.create_sheet()
        sheet.title = name
        sheet.append(["填写说明"] if name == "说明" else ["姓名", "申请时间", "谈话时间"])
        sheet.append(["请如实填写"] if name == "说明" else ["示例", "2019.3.5", "2019.3.6"])
    file = admissions_in(read_lines(saved(book), "表.xlsx"), "表.xlsx")
    assert (set(file.sheets), file.unread, len(file.lines)) == ({"甲镇", "乙镇"}, ["说明"], 2)


@pytest.mark.parametrize(
    "content", ["只有,两列\n1,2\n", "姓名,申请时间,谈话时间\n"], ids=["no header", "no lines"]
)
def test_a_file_without_admissions_is_refused(content: str) -> None:
    with pytest.raises(Invalid):
        admissions_in(read_lines(content.encode(), "表.csv"), "表.csv")


@pytest.mark.django_db
def test_seeded_defects_come_through_a_table_and_are_found_exactly(party: Party) -> None:
    written = [d for d in DEFECTS if not d.name.startswith(UNWRITABLE)] + [CLEAN] * 5
    rows = [line(defect, seed, f"N{seed:04}") for seed, defect in enumerate(written)]
    screening = opened(party)
    sent = taken_in(party, screening, table(rows))
    assert (sent.stage, sent.accepted, sent.refused) == ("done", len(written), 0)
    found = FileFinding.objects.filter(result="fail").values_list("file__external_number", "rule")
    seeded = Counter((f"N{n:04}", rule) for n, d in enumerate(written) for rule in d.breaks)
    assert Counter(found) == seeded


@pytest.mark.django_db
def test_a_file_looked_over_writes_nothing(party: Party) -> None:
    sent = received(party, opened(party), table([line(CLEAN, 1, "A1")]))
    assert (sent.stage, sent.accepted) == ("checked", 1)
    assert not ScreenedFile.objects.exists()


@pytest.mark.django_db
def test_the_same_file_again_doubles_nothing_and_changes_what_differs(party: Party) -> None:
    screening = opened(party)
    rows = [line(CLEAN, n, f"A{n}") for n in range(3)]
    taken_in(party, screening, table(rows))
    again = taken_in(party, screening, table(rows))
    assert (again.accepted, again.flagged, again.known) == (0, 0, 3)
    rows[1]["nomination"] = "2014.9.1"
    changed = taken_in(party, screening, table(rows))
    assert (changed.accepted, changed.flagged, changed.known) == (0, 1, 2)
    assert ScreenedFile.objects.count() == 3
    late = ScreenedFile.objects.get(external_number="A1")
    assert "R04" in late.findings.filter(result="fail").values_list("rule", flat=True)
    assert late.findings.count() == 20


@pytest.mark.django_db
def test_a_file_without_number_is_known_by_name_branch_and_day(party: Party) -> None:
    screening = opened(party)
    rows = [{**line(CLEAN, 1, ""), "name": name} for name in ("示例甲", "示例乙")]
    taken_in(party, screening, table(rows))
    again = taken_in(party, screening, table(rows))
    assert (again.known, ScreenedFile.objects.count()) == (2, 2)


def refused_cells(run: ImportRun) -> list[tuple[str, str]]:
    sheets = run.layout["sheets"]
    return [
        (cell_of(sheets, cells, r.field), r.code)
        for _n, cells, reasons in refusals_of(run)
        for r in reasons
    ]


def letters_of(field: str) -> str:
    return letters(list(FIELDS).index(field))


@pytest.mark.django_db
def test_every_rejected_cell_is_named_and_the_rest_is_taken_in(party: Party) -> None:
    bad = {**line(CLEAN, 1, "A1"), "application": "2019.3", "present": "多数"}
    twice = [line(CLEAN, n, "A2") for n in (2, 3)]
    sent = taken_in(party, opened(party), table([bad, *twice]))
    assert (sent.accepted, sent.refused) == (1, 2)
    assert refused_cells(sent) == [
        (f"{letters_of('application')}3", "day_not_whole"),
        (f"{letters_of('present')}3", "bad_number"),
        (f"{letters_of('number')}5", "number_twice"),
    ]


@pytest.mark.django_db
def test_a_column_named_by_hand_is_read_when_looked_over_again(party: Party) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["姓名", "申请时间", "谈话时间", "何时成为积极分子"])
    sheet.append(["示例甲", "2019.3.5", "2019.3.6", "不知道"])
    sent = received(party, opened(party), saved(book))
    assert (sent.accepted, sent.refused) == (1, 0)
    chosen = {"A": "name", "B": "application", "C": "first_talk", "D": "recognition"}
    name_columns(sent, {"Sheet": chosen}, by=party["shen"], turn=sent.turn, now=NOON)
    work_off()
    sent.refresh_from_db()
    assert (sent.stage, sent.accepted, sent.refused) == ("checked", 0, 1)
    assert refused_cells(sent) == [("D2", "no_such_day")]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("chosen", "code"),
    [({"A": ""}, "column_not_chosen"),
     ({"A": "name", "B": "application", "C": "application"}, "field_chosen_twice")],
)  # fmt: skip
def test_columns_that_make_no_sense_are_refused(
    party: Party, chosen: dict[str, str], code: str
) -> None:
    sent = received(party, opened(party), table([line(CLEAN, 1, "A1")]))
    with pytest.raises(Invalid) as refused:
        name_columns(sent, {"历史": chosen}, by=party["shen"], turn=sent.turn, now=NOON)
    assert code in [r.code for r in refused.value.reasons]


@pytest.mark.django_db
def test_pressing_twice_takes_in_once(party: Party) -> None:
    screening = opened(party)
    sent = received(party, screening, table([line(CLEAN, 1, "A1")]))
    turn = sent.turn
    take_in_admissions(sent, by=party["shen"], turn=turn, now=NOON)
    with pytest.raises(Stale):
        take_in_admissions(sent, by=party["shen"], turn=turn, now=NOON)
    work_off()
    assert screening.files.count() == 1


@pytest.mark.django_db
def test_only_a_member_of_the_branch_is_taken_for_the_one_who_is_meant(party: Party) -> None:
    """R03 and R09 (§5.4): somebody of the name elsewhere proves nothing."""
    register = NamesInRegister(["东1号（示例）", "西1号（示例）"], party.at("P").path)
    assert register.backer("东1号（示例）", "东社区党支部").full_on == date(2001, 7, 1)
    assert register.backer("东1号（示例）", "西村党支部") == STRANGER
    assert register.backer("西1号（示例）", "东社区党支部") == STRANGER
    assert register.backer("东1号（示例）", "没有登记的党支部") == STRANGER


@pytest.mark.django_db
def test_a_name_that_two_of_a_branch_bear_is_nobodys(party: Party) -> None:
    east = party.members("P-EAST")
    Member.objects.filter(pk=east[1].pk).update(name=east[0].name)
    register = NamesInRegister([east[0].name], party.at("P").path)
    assert register.backer(east[0].name, "东社区党支部") == STRANGER


@pytest.mark.django_db
def test_an_organisation_whose_name_two_bear_is_the_one_within_the_scope(party: Party) -> None:
    west = party.at("P-WEST")
    Unit.objects.filter(code="P-WEST").update(name="东社区党支部", short_name="东社区党支部")
    assert NamesInRegister([], party.at("P").path).path_of("东社区党支部") == ""
    assert NamesInRegister([], west.path).path_of("东社区党支部") == west.path
