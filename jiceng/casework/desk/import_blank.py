"""Blank tables to fill in: the headings of the shipped layout, and what may stand below them."""

from __future__ import annotations

import io
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from django.http import FileResponse
from django.http.response import HttpResponseBase
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from jiceng.casework.queries import rules_at
from jiceng.casework.queries.layouts import CONTENT, TEMPLATE, desk_mappings
from jiceng.casework.rules.imports import REQUIRED
from jiceng.kernel.scope import Actor
from jiceng.web.downloads import csv_answer
from jiceng.web.forms import areas_within

SHEET, INSTRUCTIONS = "案件台账", "填写说明"
NAME = "cases-blank"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILLED_IN = 2000
"""Rows below the heading that offer lists."""
WIDTHS = {"text": 42, "reported_at": 18, "due_at": 18, "closed_at": 18, "title": 22, "unit": 22,
          "area": 18, "place": 22, "case_type": 18, "external_id": 18}  # fmt: skip
HEAD_FILL = PatternFill("solid", fgColor="E8EEF7")
NEEDED_FILL = PatternFill("solid", fgColor="FDE9D9")


def headings() -> list[tuple[str, str]]:
    """(field, heading) in the order of the shipped layout; the columns it keeps come last."""
    layout = next(m for m in desk_mappings() if m.name == TEMPLATE)
    named = [(field, columns[0]) for field, columns in layout.columns.items()]
    return named + [("", column) for column in sorted(layout.keep)]


def blank_csv() -> HttpResponseBase:
    """The headings alone, in an encoding office programs read."""
    return csv_answer(NAME, [heading for _field, heading in headings()], [])


def blank_workbook(actor: Actor, now: datetime) -> HttpResponseBase:
    """The headings with lists to choose from, and a second sheet that explains every column."""
    lists = {
        "case_type": ("可选事项类型", _types(now)),
        "area": ("可选区域", _areas(actor)),
        "source": ("可选来源", _sources()),
    }
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = SHEET
    told = book.create_sheet(INSTRUCTIONS)
    ranges = _explain(told, lists)
    _lay_out(sheet, ranges)
    kept = io.BytesIO()
    book.save(kept)
    kept.seek(0)
    return FileResponse(kept, as_attachment=True, filename=f"{NAME}.xlsx", content_type=WORKBOOK)


def _types(now: datetime) -> list[str]:
    return sorted({t.name for t in rules_at(now)[0].types.values() if t.is_leaf})


def _areas(actor: Actor) -> list[str]:
    """By name, and by code where two within reach are called the same."""
    areas = areas_within(actor, ("town", "community", "village", "grid"))
    counted = Counter(a.name for a in areas)
    return [a.name if counted[a.name] == 1 else a.code for a in areas]


def _sources() -> list[str]:
    return list(next(m.sources for m in desk_mappings() if m.name == TEMPLATE))


def _lay_out(sheet: Worksheet, ranges: dict[str, str]) -> None:
    sheet.freeze_panes = "A2"
    for place, (field, heading) in enumerate(headings(), 1):
        letter = get_column_letter(place)
        cell = sheet.cell(1, place, heading)
        cell.font = Font(bold=True)
        cell.fill = NEEDED_FILL if field in REQUIRED else HEAD_FILL
        sheet.column_dimensions[letter].width = WIDTHS.get(field, 14)
        if field in ("external_id", "contact_phone"):
            for line in sheet.iter_rows(2, 201, place, place):
                line[0].number_format = "@"  # a leading zero stays
        if field in ranges:
            offered = DataValidation(type="list", formula1=ranges[field], allow_blank=True)
            offered.showErrorMessage = False  # the import itself names what it does not know
            offered.add(f"{letter}2:{letter}{FILLED_IN}")
            sheet.add_data_validation(offered)


def _explain(sheet: Worksheet, lists: dict[str, tuple[str, list[str]]]) -> dict[str, str]:
    """Write the instructions and the lists; field -> the cells its list stands in."""
    for number, line in enumerate(_instructions(), 1):
        for place, text in enumerate(line, 1):
            cell = sheet.cell(number, place, text)
            cell.alignment = Alignment(wrap_text=place == 3, vertical="top")
            cell.font = Font(bold=number == 1)
    for letter, width in zip("ABCDEFGH", (14, 8, 46, 22, 3, 20, 20, 16), strict=True):
        sheet.column_dimensions[letter].width = width
    ranges: dict[str, str] = {}
    for place, (field, (title, words)) in enumerate(lists.items(), 6):
        sheet.cell(1, place, title).font = Font(bold=True)
        for number, word in enumerate(words, 2):
            sheet.cell(number, place, word).data_type = "s"
        letter = get_column_letter(place)
        if words:
            ranges[field] = f"'{INSTRUCTIONS}'!${letter}$2:${letter}${len(words) + 1}"
    return ranges


def _instructions() -> Iterator[Sequence[str]]:
    yield "列名", "必填", "怎么填", "例"
    told = tomllib.loads((CONTENT / "blank_table.toml").read_text(encoding="utf-8"))
    for field, heading in headings():
        line = told[field or "kept"]
        yield heading, "是" if field in REQUIRED else "", line["how"], line["example"]
