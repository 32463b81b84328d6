"""Tables to take away. No cell of them is ever a formula: what residents write is text."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import chain
from typing import Any, cast
from uuid import UUID

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from jiceng.kernel.records.advance import Movable
from jiceng.kernel.records.files import CONTENT_TYPE, path_of
from jiceng.kernel.records.models import Attachment
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.web.clock import county_zone

LIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""First characters that make a spreadsheet compute; the full-width ones do so in East Asia."""
BLANK = " \u3000\xa0\ufeff"
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
MOST_ROWS = 1_000_000  # what one XLSX sheet holds, less its head

Row = Sequence[object]


def as_text(value: object) -> str:
    """A cell as text: instants in the county's time, nothing as nothing."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value.astimezone(county_zone()):%Y-%m-%d %H:%M}"
    return UNPRINTABLE.sub("", str(value))


def inert(value: object) -> str:
    """A cell that no spreadsheet takes for a formula: a leading apostrophe makes it text."""
    text = as_text(value)
    return f"'{text}" if text.lstrip(BLANK).startswith(LIVE) else text


class _Line:
    """What `csv.writer` writes to; hands each line on at once."""

    def write(self, line: str) -> str:
        return line


def csv_answer(name: str, head: Row, rows: Iterable[Row]) -> HttpResponseBase:
    """A CSV that streams; its mark at the start lets office programs read Chinese."""

    def lines() -> Iterator[str]:
        writer = csv.writer(_Line())
        yield "\ufeff"
        for row in chain([head], rows):
            yield cast(str, writer.writerow([inert(cell) for cell in row]))

    answer = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def xlsx_answer(name: str, head: Row, rows: Iterable[Row]) -> HttpResponseBase:
    """A workbook of one sheet, written row by row, every cell typed as text."""
    book = Workbook(write_only=True)
    sheet = cast(WriteOnlyWorksheet, book.create_sheet(name[:31]))
    sheet.freeze_panes = "A2"
    sheet.append([_cell(sheet, cell) for cell in head])
    for number, row in enumerate(rows):
        if number == MOST_ROWS:
            break
        sheet.append([_cell(sheet, cell) for cell in row])
    kept = io.BytesIO()
    book.save(kept)
    kept.seek(0)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return FileResponse(kept, as_attachment=True, filename=f"{name}.xlsx", content_type=kind)


def _cell(sheet: Any, value: object) -> Any:
    cell = WriteOnlyCell(sheet, value=inert(value))
    cell.data_type = "s"
    return cell


def sent_file(subject: Movable, upload: UUID) -> HttpResponseBase:
    """A picture or paper bound to a record within reach; a paper is only offered for download."""
    row = Attachment.objects.filter(
        upload=upload, subject_kind=subject.subject_kind, subject_id=subject.pk, erased_at=None
    ).first()
    path = path_of(row.kind, row.sha256) if row else None
    if row is None or path is None or not path.is_file():
        raise NotFound(Reason("not_found"))
    kind = CONTENT_TYPE[row.kind]
    return FileResponse(path.open("rb"), content_type=kind, as_attachment=row.kind != "image")
