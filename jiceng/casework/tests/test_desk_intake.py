"""A clerk writes down what somebody says: located, suggested, compared, and told back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from jiceng.casework.models import Case
from jiceng.casework.tests.county import EAST, GRID_1, County
from jiceng.casework.tests.desk import desk, report
from jiceng.kernel.records.models import JournalEntry

pytestmark = pytest.mark.django_db

SAID = {"source": "clerk", "text": "路面有大坑，电动车容易摔", "place": "文化广场"}


def test_a_clerk_writes_a_report_down_and_tells_number_and_code(county: County) -> None:
    answer = desk(county, "chen").post("/desk/cases/new", {**SAID, "case_type": "0102"})
    case = Case.objects.get()
    assert answer.status_code == 201
    assert case.number in answer.text
    assert (case.source, case.grid_code, case.state) == ("clerk", GRID_1, "dispatched")
    line = JournalEntry.objects.get(kind="report")
    assert line.unit == "C-EAST"


def test_a_place_nobody_knows_is_taken_to_be_where_it_was_written_down(county: County) -> None:
    """A counter of a community gets no answer from the county's desk about its own street."""
    sent = {**SAID, "place": "老榕树下", "case_type": "0102"}
    answer = desk(county, "chen").post("/desk/cases/new", sent)
    case = Case.objects.get()
    assert (case.area_code, case.unit, case.located_by) == (EAST, "C-EAST", "desk")
    assert "按登记单位所在的东社区登记" in answer.text


def test_at_the_countys_own_counter_it_may_be_anywhere(county: County) -> None:
    desk(county, "zhou").post("/desk/cases/new", {**SAID, "place": "老榕树下"})
    case = Case.objects.get()
    assert (case.area_code, case.unit) == ("", "CENTRE")


def test_types_are_suggested_while_the_clerk_still_writes(county: County) -> None:
    answer = desk(county, "chen").post("/desk/cases/new/kinds", {"text": SAID["text"]})
    assert 'value="0102"' in answer.text
    assert desk(county, "chen").post("/desk/cases/new/kinds", {"text": "你好"}).text.strip() == ""


def test_what_may_be_the_same_is_shown_with_why_before_anything_is_written(
    county: County, at_noon: Callable[[timedelta], None]
) -> None:
    first = report(SAID["text"], "0102")
    sent = {**SAID, "case_type": "0102"}
    client = desk(county, "chen")
    answer = client.post("/desk/cases/new", sent)
    assert answer.status_code == 200
    assert first.number in answer.text
    assert "同一类事项" in answer.text
    assert SAID["text"] in answer.text, "what was typed is kept"
    assert Case.objects.count() == 1
    assert client.post("/desk/cases/new", {**sent, "looked_at": "on"}).status_code == 201
    assert Case.objects.count() == 2


@pytest.mark.parametrize(
    ("changed", "words"),
    [({"text": ""}, "这个字段是必填项"), ({"phone": "12"}, "电话号码的位数不对"),
     ({"source": "resident"}, "选择一个有效的选项"),
     ({"happened_at": "2030-01-01T00:00"}, "不能晚于现在")],
)  # fmt: skip
def test_a_report_with_a_fault_is_shown_again_with_the_fault(
    county: County, changed: dict[str, str], words: str
) -> None:
    answer = desk(county, "chen").post("/desk/cases/new", {**SAID, **changed})
    assert answer.status_code == 422
    assert words in answer.text
    assert not Case.objects.exists()


@pytest.mark.parametrize("who", ["li", "zhao", "tang"])
def test_only_a_desk_takes_reports(county: County, who: str) -> None:
    assert desk(county, who).get("/desk/cases/new").status_code == 403
