"""A standard is a tree or nothing; what fails at a point goes into the ledger by one press."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from jiceng.casework.actions import standards as acts
from jiceng.casework.actions.campaigns import Opened, open_campaign
from jiceng.casework.actions.standards import Heading, Place
from jiceng.casework.desk.standard_forms import lines_of
from jiceng.casework.models import Point, Problem, Standard
from jiceng.casework.queries.problems import problem_terms
from jiceng.casework.queries.standards import sample_standard
from jiceng.casework.rules.standards import Line, Tallied, parent_of, read_tree, sort_key, tally
from jiceng.casework.tests.county import NOON, County
from jiceng.casework.tests.desk import desk
from jiceng.kernel.refusal import Invalid, NotAllowed, Refused

TODAY = date(2026, 11, 23)
UNITS = {"县住建局": "HOUSING"}
CODES = st.lists(st.integers(1, 12), min_size=1, max_size=4).map(lambda p: ".".join(map(str, p)))


def test_codes_make_the_tree_and_only_ends_are_leaves() -> None:
    lines = [Line(3, "2.10", "丙"), Line(1, "2", "甲", "10"), Line(2, "2.9", "乙", "", "县住建局")]
    tree, faults = read_tree(lines, UNITS)
    assert faults == []
    assert [(b.code, b.parent, b.points, b.unit, b.is_leaf) for b in tree] == [
        ("2", "", 10, "", False),
        ("2.9", "2", 0, "HOUSING", True),
        ("2.10", "2", 0, "", True),
    ]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (Line(2, "一", "甲"), "indicator_code"),
        (Line(2, "", "甲"), "indicator_code"),
        (Line(2, "1..2", "甲"), "indicator_code"),
        (Line(2, "3.1", "甲"), "indicator_parent"),
        (Line(2, "2", ""), "indicator_name"),
        (Line(2, "2", "甲", "十"), "indicator_points"),
        (Line(2, "2", "甲", "1001"), "indicator_points"),
        (Line(2, "2", "甲", "", "不存在的局"), "indicator_unit"),
        (Line(2, "1", "甲"), "indicator_doubled"),
    ],
)
def test_a_row_that_is_wrong_is_named_by_its_number(line: Line, code: str) -> None:
    tree, faults = read_tree([Line(1, "1", "根"), line], UNITS)
    assert tree == []
    assert [(f.code, f.params["row"]) for f in faults] == [(code, 2)]


def test_nothing_is_no_tree() -> None:
    assert [f.code for f in read_tree([], {})[1]] == ["count_range"]


@given(st.lists(CODES, unique=True, max_size=20))
def test_every_branch_comes_after_what_stands_above_it(codes: list[str]) -> None:
    whole = {code for leaf in codes for code in _upwards(leaf)}
    tree, faults = read_tree([Line(n, c, "指标") for n, c in enumerate(whole, 1)], {})
    seen = set[str]()
    assert faults == [] or not whole
    for branch in tree:
        assert not branch.parent or branch.parent in seen
        seen.add(branch.code)
    assert [b.code for b in tree] == sorted(seen, key=sort_key)


def _upwards(code: str) -> list[str]:
    return [code, *(_upwards(parent_of(code)) if parent_of(code) else [])]


@given(st.dictionaries(CODES, st.lists(st.sampled_from([True, False, None]), max_size=5)))
def test_the_top_counts_every_result_once(leaves: dict[str, list[bool | None]]) -> None:
    codes = {code for leaf in leaves for code in _upwards(leaf)}
    found = tally(leaves, codes)
    tops = sum((found[c] for c in codes if not parent_of(c)), Tallied())
    every = [result for listed in leaves.values() for result in listed]
    told = (every.count(True), every.count(False), every.count(None))
    assert (tops.passed, tops.failed, tops.unchecked) == told


@pytest.fixture
def point(county: County, at_noon: object) -> Point:
    """A point in East of the short example."""
    shipped = sample_standard()
    standard = acts.import_standard(
        Heading(shipped["name"], shipped["version"], TODAY), lines_of(shipped["indicator"]),
        by=county["tang"], now=NOON,
    )  # fmt: skip
    given = Place("文化广场", "C-EAST", ("1.1", "1.2"), place="文化广场北侧")
    return acts.add_point(standard, given, by=county["tang"], now=NOON)


def ledger(county: County) -> str:
    kind = next(iter(problem_terms(NOON).kinds))
    return open_campaign(Opened(kind, "点位自查", TODAY), by=county["tang"], now=NOON).code


@pytest.mark.django_db
def test_the_example_says_that_it_is_one(county: County) -> None:
    assert "示例" in sample_standard()["name"]


@pytest.mark.django_db
def test_only_the_office_imports_and_never_half(point: Point, county: County) -> None:
    with pytest.raises(NotAllowed):
        acts.import_standard(
            Heading("甲", "1", TODAY), [Line(1, "1", "根")], by=county["chen"], now=NOON
        )
    with pytest.raises(Invalid):
        acts.import_standard(
            Heading("甲", "1", TODAY), [Line(1, "1", "根"), Line(2, "3.1", "枝")],
            by=county["tang"], now=NOON,
        )  # fmt: skip
    assert Standard.objects.count() == 1


@pytest.mark.django_db
def test_a_point_is_bound_to_leaves_alone(point: Point, county: County) -> None:
    with pytest.raises(Invalid) as refused:
        acts.add_point(
            point.standard, Place("另一处", "C-EAST", ("1",)), by=county["tang"], now=NOON
        )
    assert [r.code for r in refused.value.reasons] == ["leaves_only"]


@pytest.mark.django_db
def test_the_unit_that_keeps_a_point_checks_it_and_another_does_not(
    point: Point, county: County
) -> None:
    acts.check_point(point, "1.1", is_passed=True, by=county["chen"], now=NOON)
    with pytest.raises(NotAllowed):
        acts.check_point(point, "1.1", is_passed=True, by=county["xie"], now=NOON)


@pytest.mark.django_db
def test_a_failure_needs_words_and_becomes_a_problem_once(point: Point, county: County) -> None:
    tang = county["tang"]
    with pytest.raises(Invalid):
        acts.check_point(point, "1.2", is_passed=False, by=tang, now=NOON)
    check = acts.check_point(point, "1.2", is_passed=False, note="桶盖缺三个", by=tang, now=NOON)
    with pytest.raises(Refused) as refused:
        acts.make_problem(check, by=tang, now=NOON)
    assert [r.code for r in refused.value.reasons] == ["no_campaign"]
    acts.bind_campaign(point.standard, ledger(county), by=tang, now=NOON)
    check.refresh_from_db()
    problem = acts.make_problem(check, by=tang, now=NOON)
    assert problem.unit == "C-EAST"
    assert "桶盖缺三个" in problem.description
    with pytest.raises(Refused):
        acts.make_problem(check, by=tang, now=NOON)
    assert Problem.objects.count() == 1


@pytest.mark.django_db
def test_a_standard_goes_from_the_sheet_to_the_ledger_over_the_pages(
    county: County, at_noon: object
) -> None:
    tang = desk(county, "tang")
    book = Workbook()
    sheet = book.create_sheet("自查", 0)
    for row in (("点位自查表",), ("编号", "指标", "分值", "责任单位"), ("1", "市容", 10, ""),
                ("1.1", "路面干净", 10, "县住建局")):  # fmt: skip
        sheet.append(row)
    kept = BytesIO()
    book.save(kept)
    said = {"name": "自查", "version": "1", "valid_from": "2026-11-23"}
    file = SimpleUploadedFile("自查.xlsx", kept.getvalue())
    where = tang.post("/desk/standards/new", {**said, "file": file})["Location"]
    assert tang.post(f"{where}campaign", {"campaign": ledger(county)}).status_code == 302
    given = {"name": "广场", "unit": "东社区居委会", "leaves": ["1.1"]}
    assert tang.post(f"{where}point", given).status_code == 302
    page = f"{where}points/{Point.objects.get().pk}/"
    chen = desk(county, "chen")
    wrong = chen.post(f"{page}check", {"code": "1.1", "result": "fail", "note": ""})
    assert wrong.status_code == 422
    sent = chen.post(f"{page}check", {"code": "1.1", "result": "fail", "note": "积水"})
    assert sent.status_code == 302
    assert "有不合格" in tang.get(where).content.decode()
    check = Point.objects.get().checks.get()
    assert tang.post(f"{page}check", {"problem": check.pk}).status_code == 302
    assert "已转问题" in tang.get(page).content.decode()
    assert Problem.objects.get().unit == "HOUSING"


@pytest.mark.django_db
def test_a_sheet_with_faults_tells_them_all_and_keeps_nothing(
    county: County, at_noon: object
) -> None:
    sheet = "编号,指标,分值\n1,市容,十\n3.1,路面,5\n"
    file = SimpleUploadedFile("自查.csv", sheet.encode())
    said = {"name": "自查", "version": "1", "valid_from": "2026-11-23", "file": file}
    answer = desk(county, "tang").post("/desk/standards/new", said)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "第 2 行：分值“十”" in page
    assert "第 3 行：“3.1”的上级“3”不在表里" in page
    assert not Standard.objects.exists()


@pytest.mark.django_db
def test_the_example_is_taken_by_one_press(county: County, at_noon: object) -> None:
    answer = desk(county, "tang").post("/desk/standards/new", {"sample": "1"})
    assert answer.status_code == 302
    assert Standard.objects.get().is_sample
