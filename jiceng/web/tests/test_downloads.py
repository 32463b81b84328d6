"""Tables to take away carry words, never formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from openpyxl import load_workbook

from jiceng.web.downloads import csv_answer, inert, xlsx_answer

PAYLOADS = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    " =1+1",
    "\u3000=1+1",
    "\xa0=1+1",
    "\ufeff=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(1)",
    '=HYPERLINK("http://x/?"&A1,"点这里")',
)


def body(answer: object) -> bytes:
    if isinstance(answer, StreamingHttpResponse | FileResponse):
        return b"".join(answer.streaming_content)  # type: ignore[arg-type]  # sync here
    assert isinstance(answer, HttpResponse)
    return answer.content


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_cell_of_a_csv_starts_a_formula(payload: str) -> None:
    text = body(csv_answer("cases", ["标题"], [[payload]])).decode("utf-8-sig")
    [_head, [cell]] = list(csv.reader(io.StringIO(text, newline="")))
    assert cell == f"'{payload}"


@pytest.mark.parametrize("payload", PAYLOADS)
def test_every_cell_of_a_workbook_is_text(payload: str) -> None:
    book = load_workbook(io.BytesIO(body(xlsx_answer("cases", ["标题"], [[payload]]))))
    cell = book.worksheets[0]["A2"]
    assert cell.data_type == "s"
    assert str(cell.value).startswith("'")


@pytest.mark.parametrize("harmless", ["路面有大坑", "2 号楼=东侧", "A+B", "", "138-1234"])
def test_harmless_words_stay_as_they_are(harmless: str) -> None:
    assert inert(harmless) == harmless


def test_instants_are_written_in_the_county_s_time_and_nothing_as_nothing() -> None:
    assert inert(datetime(2026, 11, 23, 4, tzinfo=UTC)) == "2026-11-23 12:00"
    assert inert(None) == ""


def test_signs_no_workbook_can_hold_are_left_out() -> None:
    book = load_workbook(io.BytesIO(body(xlsx_answer("cases", ["标题"], [["坑\x00洼\x1f"]]))))
    assert book.worksheets[0]["A2"].value == "坑洼"


def test_a_csv_is_sent_line_by_line() -> None:
    drawn: list[int] = []

    def rows() -> Iterator[list[int]]:
        for n in range(3):
            drawn.append(n)
            yield [n]

    answer = csv_answer("cases", ["n"], rows())
    assert isinstance(answer, StreamingHttpResponse)
    lines = iter(answer)
    assert drawn == []
    next(lines), next(lines), next(lines)
    assert drawn == [0]
